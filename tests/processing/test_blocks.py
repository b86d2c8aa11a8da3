"""Subtrees of a run without a model are stored block by block, and none suffers for another."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from discovery.documents.subtrees import Subtree, read_subtrees
from discovery.processing import reading, storing
from discovery.processing.blocks import BYTES_MAX, SUBTREES_MAX, blocks
from tests.processing.runs import (
    box_request,
    boxes,
    facts,
    finished,
    kept,
    opened,
    rows,
    settings_in,
    statuses,
)

REFUSES_LABELS = """
CREATE TRIGGER refusing BEFORE INSERT ON node_facts
WHEN new.fact_json LIKE '%BOX-7.%' OR new.fact_json LIKE '%BOX-130.%'
BEGIN SELECT RAISE(ABORT, 'this fact is refused'); END
"""


def sizes_of_blocks(message: bytes, home: Path, *paths: str) -> list[int]:
    document = kept(message, settings_in(home))
    ticked = [index for path in paths for index in document.catalogue.find(path)]
    subtrees = read_subtrees(document.path, document.catalogue, ticked)
    found = list(blocks(subtrees, document.catalogue))
    positions = [subtree.position for block in found for subtree in block]
    assert positions == list(range(1, len(positions) + 1))
    return [len(block) for block in found]


def test_many_small_subtrees_are_stored_together(tmp_path: Path) -> None:
    message = boxes(2 * SUBTREES_MAX + 3)
    assert sizes_of_blocks(message, tmp_path, "/Store/Box") == [SUBTREES_MAX, SUBTREES_MAX, 3]


def test_a_large_subtree_is_stored_alone(tmp_path: Path) -> None:
    large = f"<Large>{'x' * BYTES_MAX}</Large>"
    message = f"<Store><Box/><Box/>{large}{large}<Box/></Store>".encode()
    assert sizes_of_blocks(message, tmp_path, "/Store/Box", "/Store/Large") == [2, 1, 1, 1]


def test_subtrees_of_some_size_are_stored_by_twos(tmp_path: Path) -> None:
    half = f"<Half>{'x' * (BYTES_MAX // 2 - 100)}</Half>"
    assert sizes_of_blocks(f"<Store>{half * 5}</Store>".encode(), tmp_path, "/Store/Half") == [
        2,
        2,
        1,
    ]


def test_subtrees_that_are_far_apart_do_not_wait_for_one_another(tmp_path: Path) -> None:
    """In a very large message it may take minutes from one to the next."""
    document = kept(boxes(6), settings_in(tmp_path))
    subtrees = read_subtrees(
        document.path, document.catalogue, document.catalogue.find("/Store/Box")
    )
    moments = {3: 60.0, 6: 120.0}  # the third and the last are long in coming
    now = 0.0

    def arriving() -> Iterator[Subtree]:
        nonlocal now
        for subtree in subtrees:
            now = moments.get(subtree.position, now)
            yield subtree

    found = blocks(arriving(), document.catalogue, lambda: now)
    assert [[subtree.position for subtree in block] for block in found] == [[1, 2, 3], [4, 5, 6]]


def test_a_subtree_that_cannot_be_read_is_the_error_of_its_own_node_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = reading.to_structure

    def fails_for_the_seventh(element: Any) -> Any:
        if element.findtext("BoxID") == "B7":
            raise RuntimeError("a fault of ours")
        return original(element)

    monkeypatch.setattr(reading, "to_structure", fails_for_the_seventh)
    with opened(tmp_path) as runner:
        run = finished(runner, box_request(20, settings_in(tmp_path)))
        assert statuses(run) == {"success": 19, "error": 1}
        (failed,) = [row for row in rows(runner, run) if row.status == "error"]
        assert (failed.position, failed.facts_stored, failed.confidence) == (7, 0, None)
        assert "a fault in the program (RuntimeError)" in (failed.error or "")
        assert len(facts(runner, run)) == 19


def test_a_fact_that_cannot_be_written_is_the_error_of_its_own_node_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = storing.fields

    def fails_for_the_seventh(structure: Any, *more: Any) -> Any:
        if "BOX-7." in str(structure):
            raise RecursionError("a fault of ours")
        return original(structure, *more)

    monkeypatch.setattr(storing, "fields", fails_for_the_seventh)
    with opened(tmp_path) as runner:
        run = finished(runner, box_request(20, settings_in(tmp_path)))
        assert (run.status, statuses(run)) == ("partial_failure", {"success": 19, "error": 1})
        (failed,) = [row for row in rows(runner, run) if row.status == "error"]
        assert (failed.position, failed.facts_stored, failed.confidence) == (7, 0, None)
        assert "a fault in the program (RecursionError)" in (failed.error or "")
        assert {fact.position for fact in facts(runner, run)} == set(range(1, 21)) - {7}


def test_a_fact_that_the_database_refuses_is_the_error_of_its_own_node_only(
    tmp_path: Path,
) -> None:
    """Of 250 in three blocks, two are refused: all others of their blocks are stored."""
    with opened(tmp_path, database_url="") as runner:
        with closing(sqlite3.connect(tmp_path / "discovery.db", timeout=30)) as connection:
            connection.execute(REFUSES_LABELS)
        run = finished(runner, box_request(250, settings_in(tmp_path)))
        assert statuses(run) == {"success": 248, "error": 2}
        assert (run.status, run.node_facts_extracted) == ("partial_failure", 248)
        failed = [row for row in rows(runner, run) if row.status == "error"]
        assert [row.position for row in failed] == [7, 130]
        assert all("this fact is refused" in (row.error or "") for row in failed)
        stored = {fact.position for fact in facts(runner, run)}
        assert stored == set(range(1, 251)) - {7, 130}
