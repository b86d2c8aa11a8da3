"""One step over one document, for `benchmarks.documents`: its memory is that of its process.

usage: python -m benchmarks.document_steps STEP DOCUMENT
"""

import json
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.large_message import PASSENGERS
from discovery.config import Settings
from discovery.documents.catalogue import Catalogue, read_catalogue
from discovery.documents.library import StoredDocument, take_in
from discovery.documents.message import recognise
from discovery.documents.subtrees import read_subtrees
from discovery.facts.privacy import Masker, Policy, PseudonymKey
from discovery.processing.request import RunRequest
from discovery.processing.runner import Runner, open_runner
from discovery.processing.survey import survey
from discovery.storage import queries

KIB_PER_MB = 1000
LOOK_EVERY = 0.05  # seconds


def main(step: str, document: Path) -> None:
    """Do a step and print what it took, as one line of JSON."""
    with _home() as settings:
        before = _memory()
        started = time.perf_counter()
        found = STEPS[step](document, settings) or {}
        seconds = time.perf_counter() - started
        megabytes = (_memory() - before) / KIB_PER_MB
        print(json.dumps({"seconds": seconds, "megabytes": megabytes, **found}))


@contextmanager
def _home() -> Iterator[Settings]:
    with tempfile.TemporaryDirectory() as folder:
        yield Settings(
            _env_file=None, discovery_home=Path(folder), max_upload_mb=4_000, llm_provider="none"
        )


def _memory() -> int:
    """The most memory that this process has had so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _take_in(document: Path, settings: Settings) -> None:
    with document.open("rb") as source:
        take_in(source, settings)


def _survey(document: Path, settings: Settings) -> None:
    masker = Masker(Policy(), PseudonymKey(b"a key of benchmarks"))
    survey(_stored(document, read_catalogue(document)), settings, threading.Event(), masker)


def _read_subtrees(document: Path, settings: Settings) -> None:
    catalogue = read_catalogue(document)
    for _ in read_subtrees(document, catalogue, catalogue.find(PASSENGERS)):
        pass


def _stored(document: Path, catalogue: Catalogue) -> StoredDocument:
    size = document.stat().st_size
    return StoredDocument("", document, size, catalogue, recognise(catalogue), frozenset())


def _run(document: Path, settings: Settings) -> dict[str, Any]:
    """A run over all passengers; how long until the first fact, and how it went on from there."""
    with document.open("rb") as source:
        stored = take_in(source, settings)
    with closing(open_runner(settings)) as runner:
        in_database = _timed_writes(runner)
        started = time.perf_counter()
        run_id = runner.start(
            RunRequest(stored, document.name, tuple(stored.catalogue.find(PASSENGERS)))
        )
        while not queries.run(runner.db, run_id).subtrees_processed:
            time.sleep(LOOK_EVERY)
        first, spent = time.perf_counter(), sum(in_database)
        runner.wait(run_id)
        seconds = time.perf_counter() - first
        facts = queries.run(runner.db, run_id).node_facts_extracted
    return {
        "first": first - started,
        "facts": facts,
        "per_second": facts / seconds,
        "in_database": (sum(in_database) - spent) / seconds,
    }


def _timed_writes(runner: Runner) -> list[float]:
    """From now on, the seconds of each write to the database, waiting for it included."""
    seconds: list[float] = []
    write = runner.db.write_with_lock

    def timed(work: Callable[..., Any]) -> Any:
        started = time.perf_counter()
        try:
            return write(work)
        finally:
            seconds.append(time.perf_counter() - started)

    runner.db.write_with_lock = timed  # type: ignore[method-assign]
    return seconds


STEPS: dict[str, Callable[[Path, Settings], dict[str, Any] | None]] = {
    "take_in": _take_in,
    "survey": _survey,
    "read_subtrees": _read_subtrees,
    "run": _run,
}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
