"""What tests of runs share: small messages, settings, and a model that waits to be let go."""

import io
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from discovery.config import Settings
from discovery.documents.library import StoredDocument, take_in
from discovery.errors import DiscoveryError
from discovery.facts.privacy import Masker, Policy, PseudonymKey
from discovery.processing.request import RunRequest
from discovery.processing.runner import Runner, open_runner
from discovery.storage import queries
from discovery.storage.queries import FactRow, RunRow, SubtreeRow
from tests.support.databases import database_url
from tests.support.model_server import Fault, ModelServer, Request

MASKER = Masker(Policy(), PseudonymKey(b"a key of tests", "0123456789abcdef"))
WAIT_SECONDS = 30.0  # never reached by a healthy run, however slow the machine

SINGAPORE = "ndc/singapore_18_1_OrderViewRS.xml"
SINGAPORE_NODES = tuple(
    f"/OrderViewRS/Response/{path}"
    for path in (
        "DataLists/BaggageAllowanceList", "DataLists/ContactInfoList",
        "DataLists/InstructionsList", "DataLists/PaxJourneyList", "DataLists/PaxList",
        "DataLists/PaxSegmentList", "DataLists/PriceClassList",
        "DataLists/ServiceDefinitionList", "Order/BookingRef", "Order/TotalPrice",
        "Order/OrderItem/Price", "Order/OrderItem/FareDetail/Price",
        "Order/OrderItem/FareDetail/FareComponent",
    )
)  # fmt: skip


def settings_in(home: Path, server: ModelServer | None = None, **more: Any) -> Settings:
    """Settings with their data in `home`, asking `server` where there is one.

    A call is about one section, and one failure is final, unless the test says otherwise.
    """
    model: dict[str, Any] = {"llm_provider": "none"}
    if server is not None:
        model = {
            "llm_provider": "openai",
            "openai_base_url": server.base_url,
            "max_llm_retries": 0,
            "llm_batching": False,
        }
    own = {"discovery_home": home, "database_url": database_url(home)}
    return Settings(_env_file=None, **{**own, **model, **more})


@contextmanager
def opened(home: Path, server: ModelServer | None = None, **more: Any) -> Iterator[Runner]:
    """A runner over the settings of `settings_in`, closed in the end."""
    with closing(open_runner(settings_in(home, server, **more))) as runner:
        yield runner


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for what comes to hold in a moment; fails where it does not."""
    until = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < until, "it does not come to hold"
        time.sleep(0.005)


def boxes(count: int) -> bytes:
    """A message of `count` boxes; the outline of each holds its label, `BOX-7.` for the seventh."""
    lines = (
        f"<Box><BoxID>B{number}</BoxID><Label>BOX-{number}.</Label></Box>"
        for number in range(1, count + 1)
    )
    return f"<Store>{''.join(lines)}</Store>".encode()


def kept(xml: bytes | Path, settings: Settings) -> StoredDocument:
    """The document as an upload leaves it."""
    data = xml.read_bytes() if isinstance(xml, Path) else xml
    return take_in(io.BytesIO(data), settings)


def ticks(document: StoredDocument, *paths: str, **more: Any) -> RunRequest:
    """A request for the nodes with these paths."""
    ticked = tuple(index for path in paths for index in document.catalogue.find(path))
    return RunRequest(document=document, file_name="message.xml", ticked=ticked, **more)


def box_request(count: int, settings: Settings, **more: Any) -> RunRequest:
    """A request for each of `count` boxes."""
    return ticks(kept(boxes(count), settings), "/Store/Box", **more)


def finished(runner: Runner, request: RunRequest) -> RunRow:
    """The run as it stands once it is over."""
    return ended(runner, runner.start(request))


def ended(runner: Runner, run_id: int) -> RunRow:
    """The run as it stands once it is no longer under way."""
    if not runner.wait(run_id, WAIT_SECONDS):
        raise DiscoveryError(f"Run {run_id} did not end.")
    return queries.run(runner.db, run_id)


def rows(runner: Runner, run: RunRow) -> list[SubtreeRow]:
    return queries.subtrees(runner.db, run.run_id)


def facts(runner: Runner, run: RunRow) -> list[FactRow]:
    return list(queries.facts(runner.db, run.run_id))


def statuses(run: RunRow) -> dict[str, int]:
    """The statuses that occur, with their counts."""
    return {status: count for status, count in run.statuses.items() if count}


def asked(server: ModelServer) -> Counter[str]:
    """How often the server was asked about each label."""
    return asked_in(server.requests)


def asked_in(requests: Iterable[Request]) -> Counter[str]:
    """How often each label was asked about in some requests."""
    return Counter(
        word.strip('"')
        for request in requests
        for word in request.text.split()
        if word.startswith("BOX-")
    )


class Gate:
    """A rule of the model server that holds requests until it is opened.

    The first `free` requests pass at once.
    """

    def __init__(self, free: int = 0) -> None:
        self._free = free
        self._open = threading.Event()

    def __call__(self, request: Request) -> Fault | None:
        if request.number > self._free:
            self._open.wait(WAIT_SECONDS)
        return None

    def open(self) -> None:
        self._open.set()
