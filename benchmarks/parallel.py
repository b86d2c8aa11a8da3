"""How much sooner a run is done with 10 workers than one by one: `python -m benchmarks.parallel`.

A loopback model server answers each call after one second. For each size the same nodes are
processed by 10 workers and then one by one, each time by a new runner as the window has it: no
connection is open yet, the document is read, rows are written, facts are stored. Each section has
a call of its own, unless another one asks the same; nothing is kept for the second time. The goal
is a ratio of at most 0.16; the ideal is what the calls alone would give. The very first call of a
process also loads the model's SDK; that is measured apart.
"""

import io
import math
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from discovery.config import Settings
from discovery.documents.library import take_in
from discovery.processing.request import RunRequest
from discovery.processing.runner import open_runner
from discovery.storage import queries
from discovery.storage.queries import RunRow
from discovery.storage.statuses import RunStatus
from tests.processing.runs import SINGAPORE, SINGAPORE_NODES
from tests.support.corpus import CORPUS
from tests.support.model_server import ModelServer

LATENCY_SECONDS = 1.0
WORKERS = 10
SIZES = (10, 20, 30, 50)
GOAL = 0.16

PAX = (
    "<Pax><PaxID>PAX{0}</PaxID><PTC>ADT</PTC><ContactInfoRefID>CTC{0}</ContactInfoRefID>"
    "<Individual><Surname>SAMPLE{0}</Surname><GivenName>ALEX</GivenName></Individual></Pax>"
)


def main() -> None:
    """Measure every message and print a line for each."""
    with tempfile.TemporaryDirectory() as home, ModelServer(latency=LATENCY_SECONDS) as server:
        settings = Settings(
            _env_file=None,
            discovery_home=Path(home),
            llm_provider="openai",
            openai_base_url=server.base_url,
            llm_batching=False,
            llm_cache=False,
        )
        print(f"loading the SDK at the first call: {_loading_seconds(settings):.2f} s")
        print("message              nodes  calls  one by one  10 workers  ratio  ideal")
        for name, xml, paths in _messages():
            _compare(name, xml, paths, settings)


def _loading_seconds(settings: Settings) -> float:
    with closing(open_runner(settings)) as runner:
        started = time.perf_counter()
        runner.model.probe()
        return time.perf_counter() - started - LATENCY_SECONDS


def _messages() -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """Name, content and ticked nodes: passengers by number, and a real order where it is there."""
    for size in SIZES:
        people = "".join(PAX.format(number) for number in range(1, size + 1))
        yield "passengers", f"<OrderViewRS>{people}</OrderViewRS>".encode(), ("/OrderViewRS/Pax",)
    if (real := CORPUS / SINGAPORE).is_file():
        yield "singapore 18.1 order", real.read_bytes(), SINGAPORE_NODES


def _compare(name: str, xml: bytes, paths: tuple[str, ...], settings: Settings) -> None:
    parallel, run = _seconds(xml, paths, settings, parallel=True)
    sequential, _ = _seconds(xml, paths, settings, parallel=False)
    ratio, ideal = parallel / sequential, math.ceil(run.llm_calls / WORKERS) / run.llm_calls
    verdict = "" if ratio <= GOAL else f"  above {GOAL}"
    print(
        f"{name:<20} {run.subtrees_total:>5}  {run.llm_calls:>5}  {sequential:>8.2f} s  "
        f"{parallel:>8.2f} s  {ratio:>5.3f}  {ideal:>5.3f}{verdict}",
        flush=True,
    )


def _seconds(
    xml: bytes, paths: tuple[str, ...], settings: Settings, *, parallel: bool
) -> tuple[float, RunRow]:
    """From the start of a run to its end, in seconds, and the run."""
    document = take_in(io.BytesIO(xml), settings)
    ticked = tuple(index for path in paths for index in document.catalogue.find(path))
    request = RunRequest(document, "message.xml", ticked, workers=WORKERS, parallel=parallel)
    with closing(open_runner(settings)) as runner:
        started = time.perf_counter()
        run_id = runner.start(request)
        runner.wait(run_id)
        seconds = time.perf_counter() - started
        run = queries.run(runner.db, run_id)
    if run.status != RunStatus.COMPLETED:
        raise SystemExit(f"The run ended {run.status}: {run.error}")
    return seconds, run


if __name__ == "__main__":
    main()
