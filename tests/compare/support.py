"""Runs to compare, made as an analyst makes them."""

import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from discovery import compare as comparing
from discovery.compare import Comparison
from discovery.processing.runner import Runner, open_runner
from discovery.storage.models import NodeFact
from tests.processing.runs import finished, kept, settings_in, ticks
from tests.support.model_server import ModelServer


@contextmanager
def runs_in(home: Path, model: ModelServer | None = None, **more: Any) -> Iterator["Runs"]:
    """Runs over a data folder; facts keep personal values unless the test says otherwise."""
    settings = settings_in(home, model, **{"pii_masking_enabled": False, **more})
    with closing(open_runner(settings)) as runner:
        yield Runs(runner)


class Runs:
    """Carries out runs and compares them."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.db = runner.db

    def run(self, xml: str | bytes, *paths: str, **more: Any) -> int:
        """The id of a finished run over the nodes with these paths."""
        document = kept(xml if isinstance(xml, bytes) else xml.encode(), self.runner.settings)
        return finished(self.runner, ticks(document, *paths, **more)).run_id

    def compare(self, run_a: int, run_b: int, **more: Any) -> Comparison:
        return comparing.compare(self.db, run_a, run_b, **more)

    def of(self, before: str, after: str, *paths: str, **more: Any) -> Comparison:
        """Two messages compared by the nodes with these paths."""
        return self.compare(self.run(before, *paths), self.run(after, *paths), **more)

    def rows(self, comparison: Comparison) -> list[dict[str, Any]]:
        return list(comparing.difference_rows(self.db, comparison))

    def changes(self, comparison: Comparison) -> list[tuple[Any, ...]]:
        """The differences as tuples: kind (of a whole subtree its status), path, before, after."""
        return [
            (row["kind"] or row["status"], row["path"], row["before"], row["after"])
            for row in self.rows(comparison)
        ]


def statuses(comparison: Comparison) -> list[tuple[str, int | None, int | None]]:
    """Each subtree: what became of it, and which occurrence it is in both runs."""
    return [
        (str(one.status), one.a and one.a.ordinal, one.b and one.b.ordinal)
        for one in comparison.compared
    ]


def expect_counts_add_up(comparison: Comparison) -> None:
    """Every fact of both runs is in exactly one count, and no subtree is lost."""
    counts, a, b = comparison.counts, comparison.run_a, comparison.run_b
    both = counts.same + counts.renumbered + counts.changed + counts.spelled_differently
    only_a = counts.removed + counts.not_ticked_in_b + counts.not_comparable_a
    only_b = counts.added + counts.not_ticked_in_a + counts.not_comparable_b
    assert (both + only_a, both + only_b) == (counts.facts_a, counts.facts_b)
    assert counts.facts_a + counts.without_fact_a == a.subtrees_total
    assert counts.facts_b + counts.without_fact_b == b.subtrees_total
    assert sum(one.masked for one in comparison.compared) == counts.masked
    assert counts.facts_a == a.node_facts_extracted
    assert counts.facts_b == b.node_facts_extracted
    for side in ("a", "b"):
        positions = [
            getattr(one, side).position for one in comparison.compared if getattr(one, side)
        ]
        assert len(positions) == len(set(positions))


_PSEUDONYM = re.compile(r"\[([A-Z_]+)_[A-Z2-7]{10}(:[A-Z2-7]{2})?\]")


def make_earlier(runs: Runs, run_id: int) -> None:
    """Leave the facts of a run as an earlier version masked them: numbered in each fact."""

    def change(session: Session) -> None:
        for fact in session.scalars(select(NodeFact).where(NodeFact.run_id == run_id)):
            written = json.dumps(fact.fact_json)
            numbers = {found[0]: n for n, found in enumerate(_PSEUDONYM.finditer(written), 1)}
            fact.fact_json = json.loads(_PSEUDONYM.sub(partial(_earlier, numbers=numbers), written))
            fact.policy_version = fact.key_fingerprint = None

    runs.db.write_with_lock(change)


def _earlier(found: re.Match[str], numbers: dict[str, int]) -> str:
    return f"[{found[1]}_{numbers[found[0]]}]"
