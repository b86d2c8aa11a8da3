"""Whatever is clicked, killed or failing, in any order: each ticked subtree is counted once."""

import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discovery.config import Settings
from discovery.processing.runner import open_runner
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.statuses import RunStatus, SubtreeStatus
from tests.processing.runs import box_request, settings_in
from tests.support.model_server import Fault, ModelServer, Request
from tests.support.processes import Worker, workers

pytestmark = pytest.mark.usefixtures("each_database")

NODES = 12
MOST_ROUNDS = 3  # in each of which a run goes on until it stops by itself
SETTLED = (
    SubtreeStatus.SUCCESS,
    SubtreeStatus.SKIPPED,
    SubtreeStatus.ERROR,
    SubtreeStatus.CANCELLED,
)

faults = st.lists(
    st.sampled_from([None, None, None, "429", "500", "reset", "cut", "refusal", "hang", "401"]),
    min_size=1,
    max_size=8,
)
clicks = st.sampled_from(["resume", "resume", "pause", "cancel", "retry", "kill", "let two answer"])
steps = st.lists(st.tuples(clicks, st.integers(0, 1)), max_size=8)


@given(kinds=faults, taken=steps, in_parallel=st.sampled_from([1, 3, 10]))
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_ticked_is_success_and_skipped_and_error_and_cancelled(
    kinds: list[str | None], taken: list[tuple[str, int]], in_parallel: int
) -> None:
    with tempfile.TemporaryDirectory() as home, ModelServer(rule=repeating(kinds)) as server:
        chosen = settings_in(
            Path(home),
            server,
            max_parallel_nodes=in_parallel,
            llm_timeout_seconds=0.3,
            llm_node_timeout_seconds=1,  # a model that says 429 for ever is waited for so long
        )
        with closing(open_runner(chosen)) as runner:
            run_id = runner.start(box_request(NODES, chosen))
        with closing(open_database(chosen)) as db, workers(chosen, 2) as processes:
            for click, which in taken:
                take(click, which, processes, chosen, run_id, server)
                check_books(db, run_id)
            go_on(processes, run_id, db)
            check_books(db, run_id)
            run = queries.run(db, run_id)
            if run.status != RunStatus.PAUSED:
                assert sum(run.statuses[status] for status in SETTLED) == NODES


def repeating(kinds: list[str | None]):
    """A rule of the model server: these faults, one a request, over and over."""

    def rule(request: Request) -> Fault | None:
        kind = kinds[request.number % len(kinds)]
        return Fault(kind) if kind else None  # type: ignore[arg-type]

    return rule


def take(
    click: str,
    which: int,
    processes: list[Worker],
    chosen: Settings,
    run_id: int,
    server: ModelServer,
) -> None:
    """One step, in one of two processes that share the database."""
    if click == "kill":
        processes[which].kill()
        processes[which] = Worker(chosen)
    elif click == "let two answer":
        server.wait_for_requests(len(server.requests) + 2, timeout=0.3)
    else:
        processes[which].do(click, run_id)  # type: ignore[arg-type]


def go_on(processes: list[Worker], run_id: int, db: ThreadSafeDatabaseManager) -> None:
    """Let the run come to its end, as far as its model lets it."""
    for _ in range(MOST_ROUNDS):
        processes[0].do("resume", run_id)
        for process in processes:  # the other one may work on it
            process.wait(run_id)
        if queries.run(db, run_id).status != RunStatus.PAUSED:
            return


def check_books(db: ThreadSafeDatabaseManager, run_id: int) -> None:
    """What holds at every moment, of the counts of a run, its rows and its facts."""
    run, rows, facts = db.write_with_lock(  # nobody else writes meanwhile
        lambda _: (
            queries.run(db, run_id),
            queries.subtrees(db, run_id),
            list(queries.facts(db, run_id)),
        )
    )
    assert sum(run.statuses.values()) == run.subtrees_total == NODES
    assert min(run.statuses.values()) >= 0
    assert len({fact.position for fact in facts}) == len(facts) == run.node_facts_extracted
    counted = {status: sum(row.status == status for row in rows) for status in SETTLED if rows}
    assert all(run.statuses[status] == count for status, count in counted.items())
    succeeded = {row.position for row in rows if row.status == SubtreeStatus.SUCCESS}
    assert succeeded <= {fact.position for fact in facts}
