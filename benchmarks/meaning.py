"""What asking for meaning takes, and what transcribing would: `python -m benchmarks.meaning`.

The nodes of a real order are asked about through a loopback server that writes 60 tokens a second
and uses all the claims and names it is offered, by 10 workers. Beside it stands what sending the
same XML and having it written out as JSON would take at the same speed, if every worker were busy
to the last token. Goals: at most 45,000 tokens sent, 6,000 received, no answer above 500, 12
seconds. Four characters count as a token; of what is sent the whole body counts.
"""

import io
import json
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from discovery.config import Settings
from discovery.documents.library import StoredDocument, take_in
from discovery.documents.subtrees import read_subtrees
from discovery.facts.structure import to_structure
from discovery.processing.request import RunRequest
from discovery.processing.runner import Runner, open_runner
from discovery.storage import queries
from discovery.storage.statuses import RunStatus
from tests.processing.runs import SINGAPORE, SINGAPORE_NODES
from tests.support.corpus import CORPUS
from tests.support.model_server import ModelServer

TOKENS_PER_SECOND = 60
LATENCY_SECONDS = 0.3
WORKERS = 10
GOALS = {"sent": 45_000, "received": 6_000, "longest answer": 500, "seconds": 12}
SAMPLE = Path(__file__).parents[1] / "discovery/samples/OrderViewRS.xml"


@dataclass(frozen=True, slots=True)
class Taken:
    """What it takes, in calls, tokens and seconds."""

    calls: int
    sent: int
    received: int
    longest: int
    seconds: float


def main() -> None:
    """Measure and print both."""
    with (
        tempfile.TemporaryDirectory() as home,
        ModelServer(latency=LATENCY_SECONDS, tokens_per_second=TOKENS_PER_SECOND) as server,
    ):
        settings = Settings(
            _env_file=None,
            discovery_home=Path(home),
            llm_provider="openai",
            openai_base_url=server.base_url,
        )
        request = _request(settings)
        transcribed = _transcription(request)
        print(f"{'':<14} calls  tokens sent  received  longest answer  seconds")
        _print("transcribed", transcribed)
        with closing(open_runner(settings)) as runner:
            runner.model.warm_up()
            asked = _asked(runner, request)
            _print("asked", asked)
            _print("from the cache", _asked(runner, request))
        print(f"asked, of transcribed: {_ratios(asked, transcribed)}")
        _judge(asked)


def _request(settings: Settings) -> RunRequest:
    real = CORPUS / SINGAPORE
    content = (real if real.is_file() else SAMPLE).read_bytes()
    document = take_in(io.BytesIO(content), settings)
    ticked = tuple(sorted(document.suggested))
    if real.is_file():
        ticked = tuple(i for path in SINGAPORE_NODES for i in document.catalogue.find(path))
    return RunRequest(document, "message.xml", ticked, workers=WORKERS, parallel=True)


def _transcription(request: RunRequest) -> Taken:
    """The XML sent as it is and written out as JSON, all workers busy all the time."""
    document: StoredDocument = request.document
    subtrees = list(read_subtrees(document.path, document.catalogue, request.ticked))
    answers = [len(json.dumps(_plain(to_structure(each.element)))) // 4 for each in subtrees]
    return Taken(
        calls=len(subtrees),
        sent=sum(len(subtree.source()) // 4 for subtree in subtrees),
        received=sum(answers),
        longest=max(answers),
        seconds=max(sum(answers) / WORKERS, max(answers)) / TOKENS_PER_SECOND,
    )


def _plain(structure: dict) -> object:
    """The JSON that a person would write for an element."""
    children = [piece for piece in structure["content"] if not isinstance(piece, str)]
    text = "".join(piece for piece in structure["content"] if isinstance(piece, str)).strip()
    fields: dict[str, object] = dict(structure["attributes"])
    for child in children:
        fields.setdefault(child["name"], []).append(_plain(child))
    if not fields:
        return text
    return {**fields, "text": text} if text else fields


def _asked(runner: Runner, request: RunRequest) -> Taken:
    started = time.perf_counter()
    run_id = runner.start(request)
    runner.wait(run_id)
    seconds = time.perf_counter() - started
    run = queries.run(runner.db, run_id)
    if run.status != RunStatus.COMPLETED:
        raise SystemExit(f"The run ended {run.status}: {run.error}")
    calls = list(queries.calls(runner.db, run_id))
    return Taken(
        calls=len(calls),
        sent=sum(len(call.sent) // 4 for call in calls),
        received=run.completion_tokens,
        longest=max((call.completion_tokens for call in calls), default=0),
        seconds=seconds,
    )


def _print(name: str, taken: Taken) -> None:
    print(
        f"{name:<14} {taken.calls:>5}  {taken.sent:>11,}  {taken.received:>8,}  "
        f"{taken.longest:>14,}  {taken.seconds:>7.1f}",
        flush=True,
    )


def _ratios(asked: Taken, transcribed: Taken) -> str:
    return (
        f"{asked.sent / transcribed.sent:.2f} sent, "
        f"{asked.received / transcribed.received:.2f} received, "
        f"{asked.seconds / transcribed.seconds:.2f} of the time"
    )


def _judge(asked: Taken) -> None:
    reached = dict(
        zip(GOALS, (asked.sent, asked.received, asked.longest, asked.seconds), strict=True)
    )
    for name, goal in GOALS.items():
        verdict = "reached" if reached[name] <= goal else "MISSED"
        print(f"goal {name} <= {goal:,}: {verdict}")


if __name__ == "__main__":
    main()
