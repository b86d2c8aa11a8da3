"""Real values come back from the document, in its order, and every use goes on record."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from discovery.config import Settings
from discovery.documents.library import open_stored
from discovery.errors import RequestError
from discovery.facts.privacy import PSEUDONYM
from discovery.processing.history import delete_run
from discovery.processing.reveal_access import (
    NOBODY_SIGNS_IN,
    Viewer,
    check_may_reveal,
    record_reveal,
    why_hidden,
)
from discovery.processing.revealing import (
    RevealedExport,
    RevealedFact,
    SourceMasker,
    has_old_placeholders,
    open_revealer,
    revealed_summaries,
    subtree_of,
)
from discovery.processing.runner import Runner
from discovery.storage import queries
from discovery.storage.database import rotate_key
from discovery.storage.models import NodeFact
from discovery.storage.queries import FactRow, RunRow
from tests.processing.runs import MASKER, facts, finished, kept, opened, ticks
from tests.support.model_server import ModelServer

pytestmark = pytest.mark.usefixtures("each_database")

PAX = (
    "<Pax><PaxID>PAX{0}</PaxID><Surname>Meyer-{0}a</Surname>"
    "<GivenName>Anna Jo{0}na</GivenName></Pax>"
)
DESK = Viewer("terminal", at_desk=True)
OLD_FACT = {
    "structure": {"name": "Pax", "namespace": None, "attributes": {}, "content": ["[SURNAME_1]"]}
}


def message(count: int) -> bytes:
    """A list of passengers; no two have a name in common."""
    return f"<List>{''.join(PAX.format(number) for number in range(1, count + 1))}</List>".encode()


def pax_run(runner: Runner, count: int, **more: object) -> RunRow:
    return finished(runner, ticks(kept(message(count), runner.settings), "/List/Pax", **more))


def revealed(runner: Runner, run: RunRow) -> list[RevealedFact]:
    revealer = open_revealer(runner.db, runner.settings, run)
    return list(revealer.all(queries.facts(runner.db, run.run_id)))


def text_of(fact: FactRow) -> str:
    return json.dumps(fact.fact_json, ensure_ascii=False)


def test_every_value_comes_back_and_is_counted(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        run = pax_run(runner, 3)
        stored, shown = facts(runner, run), revealed(runner, run)
    for number, (before, after) in enumerate(zip(stored, shown, strict=True), 1):
        assert PSEUDONYM.search(text_of(before))
        assert "Meyer" not in text_of(before)
        assert f"Meyer-{number}a" in text_of(after.fact)
        assert f"Anna Jo{number}na" in text_of(after.fact)
        assert not PSEUDONYM.search(text_of(after.fact))
        assert (after.stored, after.count, after.missing) == (before, 2, 0)
        assert (before.pii_masked, after.fact.pii_masked) == (True, False)


def test_one_fact_is_revealed_as_all_are(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        run = pax_run(runner, 3)
        _, second, _ = facts(runner, run)
        document = open_stored(run.document_sha256, runner.settings)
        subtree = subtree_of(runner.db, document, second)
        revealer = open_revealer(runner.db, runner.settings, run)
        assert revealer.one(second, subtree) == revealed(runner, run)[1]


def test_a_part_of_the_facts_needs_no_other_subtree(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        run = pax_run(runner, 5)
        revealer = open_revealer(runner.db, runner.settings, run)
        wanted = [fact for fact in facts(runner, run) if fact.position in {2, 5}]
        shown = [text_of(each.fact) for each in revealer.all(wanted)]
    assert ["Meyer-2a" in shown[0], "Meyer-5a" in shown[1]] == [True, True]


def test_references_and_identifiers_have_their_values(tmp_path: Path) -> None:
    xml = (
        b"<S><Guest><GuestID>MEYERSON</GuestID></Guest><Guest><GuestID>OLAFSEN</GuestID></Guest>"
        b"<Bag><GuestRefID>MEYERSON</GuestRefID></Bag><Bag><GuestRefID>NOSUCHMAN</GuestRefID></Bag></S>"
    )
    with opened(tmp_path) as runner:
        run = finished(runner, ticks(kept(xml, runner.settings), "/S"))
        (stored,), (shown,) = facts(runner, run), revealed(runner, run)
    assert "MEYERSON" not in text_of(stored)
    found = shown.fact.fact_json["references"]
    assert [one["value"] for one in found["identifiers"]] == ["MEYERSON", "OLAFSEN"]
    assert [one["value"] for one in found["references"]] == ["MEYERSON"]
    assert [one["value"] for one in found["dangling"]] == ["NOSUCHMAN"]
    assert not PSEUDONYM.search(text_of(shown.fact))


def test_what_a_model_answered_has_its_values(tmp_path: Path) -> None:
    with ModelServer() as model, opened(tmp_path, model) as runner:
        run = pax_run(runner, 2)
        stored = facts(runner, run)
        position, meaning = stored[0].position, stored[0].fact_json["meaning"]
        (pseudonym, *_) = PSEUDONYM.finditer(text_of(stored[0]))
        said = {**meaning, "summary": f"It is about {pseudonym[0]}."}
        fact_json = {**stored[0].fact_json, "meaning": said}
        runner.db.write_with_lock(
            lambda session: session.execute(
                update(NodeFact)
                .where(NodeFact.run_id == run.run_id, NodeFact.node_ordinal == 1)
                .values(fact_json=fact_json)
            )
        )
        revealer = open_revealer(runner.db, runner.settings, run)
        summaries = revealed_summaries(runner.db, revealer, run.run_id, [position])
    assert summaries == {position: "It is about Meyer-1a."}


def test_under_another_key_the_fields_still_come_from_the_document(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        run = pax_run(runner, 1)
        rotate_key(runner.settings)
        (shown,) = revealed(runner, run)
    assert "Meyer-1a" in text_of(shown.fact)
    assert (shown.count, shown.missing) == (2, 0)


def test_a_pseudonym_that_nothing_stands_behind_stays_and_is_counted(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        run = pax_run(runner, 1)
        (stored,) = facts(runner, run)
        foreign = MASKER.mask("/Pax/Surname", "Ahlström")
        said = {"summary": f"Not {foreign}."}
        fact = replace(stored, fact_json={**stored.fact_json, "meaning": said})
        (shown,) = open_revealer(runner.db, runner.settings, run).all([fact])
    assert shown.missing == 1
    assert shown.fact.fact_json["meaning"] == {"summary": f"Not {foreign}."}


def test_facts_of_an_earlier_version_keep_their_placeholders(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        run = pax_run(runner, 1)
        (stored,) = facts(runner, run)
        old = replace(stored, fact_json=OLD_FACT, policy_version=None, key_fingerprint=None)
        (shown,) = open_revealer(runner.db, runner.settings, run).all([old])
    assert has_old_placeholders(old)
    assert not has_old_placeholders(stored)
    assert (shown.fact, shown.count) == (old, 0)


def test_facts_that_keep_values_have_nothing_to_reveal(tmp_path: Path) -> None:
    with opened(tmp_path, pii_masking_enabled=False) as runner:
        run = pax_run(runner, 1)
        ((stored,), (shown,)) = facts(runner, run), revealed(runner, run)
    assert (shown.fact, shown.count, shown.missing) == (stored, 0, 0)


def test_an_export_counts_the_values_it_gives_out(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        run = pax_run(runner, 3)
        found = RevealedExport(runner.db, runner.settings, run)
        values = [row["value"] for row in found.rows("fields")]
        assert values[:3] == ["PAX1", "Meyer-1a", "Anna Jo1na"]
        assert found.count == 6
        whole = RevealedExport(runner.db, runner.settings, run)
        assert len(list(whole.facts())) == 3
        assert whole.count == 6
        facts_alone = RevealedExport(runner.db, runner.settings, run)
        assert len(list(facts_alone.rows("facts"))) == 3
        assert facts_alone.count == 0


def test_the_record_outlives_run_and_document(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        run = pax_run(runner, 1)
        record_reveal(runner.db, DESK, what="all", place="terminal", count=3, run=run)
        delete_run(runner.db, runner.settings, run.run_id)
        (row,) = queries.reveals(runner.db)
    assert (row.by, row.what, row.place, row.value_count) == ("terminal", "all", "terminal", 3)
    assert (row.run_id, row.file_name) == (run.run_id, "message.xml")
    assert row.document_sha256 == run.document_sha256


ANN = Viewer("ann", "ann@example.org", signs_in=True)
SERVED = Viewer(NOBODY_SIGNS_IN)


@pytest.mark.parametrize(
    ("viewer", "settings", "reason"),
    [
        (DESK, {}, ""),
        (DESK, {"admins": ("ann@example.org",)}, ""),
        (DESK, {"allow_reveal": False}, "ALLOW_REVEAL=false"),
        (ANN, {}, "ADMINS"),
        (ANN, {"admins": ("bob@example.org",)}, "ADMINS"),
        (ANN, {"admins": ("@example.org",)}, ""),
        (ANN, {"admins": ("@example.org",), "allow_reveal": False}, "ALLOW_REVEAL=false"),
        (replace(ANN, address=""), {"admins": ("@example.org",)}, "ADMINS"),
        (SERVED, {}, ""),
        (SERVED, {"admins": ("@example.org",)}, "without sign-in nobody is known"),
        (SERVED, {"allow_reveal": False}, "ALLOW_REVEAL=false"),
    ],
)
def test_who_may_have_personal_data_shown(
    viewer: Viewer, settings: dict[str, object], reason: str
) -> None:
    chosen = Settings(_env_file=None, **settings)
    assert (reason in why_hidden(chosen, viewer)) if reason else not why_hidden(chosen, viewer)
    if reason:
        with pytest.raises(RequestError, match=reason):
            check_may_reveal(chosen, viewer)


@pytest.mark.parametrize("name", ["Pax", "PaxList", "IATA_OrderViewRS", "ContactInfo"])
def test_names_of_the_trade_are_told(name: str) -> None:
    assert SourceMasker(MASKER).name(name) == name


@pytest.mark.parametrize("name", ["Meyerhoff", "john.smith", "LindqvistAnna", "Ahlström"])
def test_names_that_may_be_somebodys_are_not(name: str) -> None:
    assert SourceMasker(MASKER).name(name) == "…"
    assert SourceMasker(None).name(name) == name
