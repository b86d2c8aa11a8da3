"""How long the screens' queries take over many runs: `python -m benchmarks.storage`.

Fills a database of its own with 1,000 runs of 1,000 NodeFacts (`--runs`, `--facts-per-run` for a
quick try) and times every query that a screen makes, 20 times each. No median is to be above
50 ms. SQLite; and PostgreSQL where `TEST_DATABASE_URL` or `--server` names a server on which
databases may be made. The facts hold 1.7 KB each, as those of a passenger do; every tenth subtree
had a call with 4 KB. It takes 5 GB of disk for a while.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.many_runs import CALL_EVERY, HOLDER, copy_run, make_run, set_under_way
from discovery.config import Settings
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from tests.support import databases

TIMES = 20
BOUND_MS = 50.0
TABLE_ROWS = 500  # as many as the tables of the screens show
UNDER_WAY = 20

Query = Callable[[], object]


def main(arguments: list[str] | None = None) -> None:
    """Fill and measure each database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storage")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--facts-per-run", type=int, default=1000)
    parser.add_argument("--server", default=os.environ.get("TEST_DATABASE_URL", ""))
    options = parser.parse_args([] if arguments is None else arguments)
    with tempfile.TemporaryDirectory() as home:
        _measure("SQLite", Settings(_env_file=None, discovery_home=Path(home)), options)
    if options.server:
        with _database_on(options.server) as address, tempfile.TemporaryDirectory() as home:
            settings = Settings(_env_file=None, discovery_home=Path(home), database_url=address)
            _measure("PostgreSQL", settings, options)


def _measure(name: str, settings: Settings, options: argparse.Namespace) -> None:
    with closing(open_database(settings)) as db:
        started = time.perf_counter()
        _fill(db, options.runs, options.facts_per_run)
        if settings.database_url:  # which PostgreSQL does by itself after a while
            with psycopg.connect(settings.database_url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
        seconds = time.perf_counter() - started
        facts = options.runs * options.facts_per_run
        print(f"{name}: {options.runs:,} runs, {facts:,} NodeFacts, filled in {seconds:.0f} s")
        print(f"{'query':<32} {'median':>9} {'worst':>9}")
        for label, query in _queries(db, options.runs, options.facts_per_run):
            median, worst = _milliseconds(query)
            verdict = "" if median <= BOUND_MS else f"  above {BOUND_MS:.0f} ms"
            print(f"{label:<32} {median:>6.1f} ms {worst:>6.1f} ms{verdict}", flush=True)


def _fill(db: ThreadSafeDatabaseManager, runs: int, facts_per_run: int) -> None:
    """The same run so many times; the latest ones are under way."""
    make_run(db, facts_per_run)
    for number in range(1, runs):
        db.write_with_lock(lambda session, number=number: copy_run(session, number))
    for run_id in range(max(1, runs - UNDER_WAY) + 1, runs + 1):
        db.write_with_lock(lambda session, run_id=run_id: set_under_way(session, run_id))


def _queries(
    db: ThreadSafeDatabaseManager, runs: int, facts_per_run: int
) -> Iterator[tuple[str, Query]]:
    """What a screen asks for, about a run in the middle and a section in its middle."""
    run_id, position = max(1, runs // 2), max(1, facts_per_run // 2 // CALL_EVERY * CALL_EVERY)
    yield "workspaces", lambda: queries.workspaces(db)
    yield "documents", lambda: queries.documents(db, "default")
    yield "document", lambda: queries.document(db, "default", "sha 0")
    yield f"runs, latest {queries.RUNS_LISTED}", lambda: queries.runs(db, "default")
    yield "runs, latest 50", lambda: queries.runs(db, "default", 50)
    yield "runs, searched", lambda: queries.runs(db, "default", 50, search="order 21.3 monday")
    yield "runs, searched in vain", lambda: queries.runs(db, search="nothing like it")
    yield "runs, by status", lambda: queries.runs(db, statuses=["in_progress", "paused"])
    yield "count_runs", lambda: queries.count_runs(db, "default")
    yield "count_runs, searched", lambda: queries.count_runs(db, search="order monday")
    yield "run", lambda: queries.run(db, run_id)
    yield "run under way", lambda: queries.run(db, runs)
    yield "events", lambda: queries.events(db, run_id)
    yield f"subtrees, first {TABLE_ROWS}", lambda: queries.subtrees(db, run_id, TABLE_ROWS)
    yield "subtree", lambda: queries.subtree(db, run_id, position)
    yield "unfinished", lambda: queries.unfinished(db, runs)
    yield "subtree_page", lambda: queries.subtree_page(db, run_id)
    yield "failed_subtrees, a page", lambda: queries.failed_subtrees(db, run_id, 1)
    yield "failure_reasons", lambda: queries.failure_reasons(db, run_id, 5)
    yield "fact_lines", lambda: queries.fact_lines(db, run_id)
    yield "fact_totals", lambda: queries.fact_totals(db, run_id)
    yield "workspace_contents", lambda: queries.workspace_contents(db, "default")
    yield "runs_on_document", lambda: queries.runs_on_document(db, 1)
    yield "facts, first page", lambda: _some(queries.facts(db, run_id), queries.PAGE_ROWS)
    yield "fact", lambda: queries.fact(db, run_id, position)
    yield "calls, first page", lambda: _some(queries.calls(db, run_id), queries.CALLS_PAGE)
    yield "calls of a subtree", lambda: list(queries.calls(db, run_id, position))
    yield "call_speeds", lambda: queries.call_speeds(db, "small")
    yield "call_speeds, unknown model", lambda: queries.call_speeds(db, "never asked")
    yield "untold_characters", lambda: queries.untold_characters(db, run_id)
    yield "cached_answer", lambda: queries.cached_answer(db, "answer 1")
    yield "cache_figures", lambda: queries.cache_figures(db)
    yield "holders", lambda: queries.holders(db)
    yield "orders", lambda: queries.orders(db, HOLDER)
    yield "idle_runs", lambda: queries.idle_runs(db, 3)


def _some(rows: Iterable[Any], count: int) -> list[Any]:
    return list(islice(rows, count))


def _milliseconds(query: Query) -> tuple[float, float]:
    """The median and the worst of some calls."""
    taken = []
    for _ in range(TIMES):
        started = time.perf_counter()
        query()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), max(taken)


@contextmanager
def _database_on(server: str) -> Iterator[str]:
    """The address of a new database, which is removed at the end."""
    databases.SERVER = server
    name = f"benchmark_{os.getpid()}"
    databases.make_database(name)
    try:
        yield databases.address_of(name)
    finally:
        databases.drop_database(name)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
