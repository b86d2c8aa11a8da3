"""What left this machine: each call on record, and nothing personal in anything that is kept."""

import json
import logging
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from discovery.processing.runner import open_runner
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.models import Base
from tests.llm.settings import KEY
from tests.processing.runs import (
    box_request,
    facts,
    finished,
    kept,
    rows,
    settings_in,
    statuses,
    ticks,
)
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.model_server import ModelServer, Rule, every, failing

pytestmark = pytest.mark.usefixtures("each_database")

_MARK = re.compile(r"--- data [0-9a-f]{12} ---")
PII = CORPUS / "hostile/pii_orderviewrs_21_3.xml"
PERSONAL_NODES = (
    "IATA_OrderViewRS", "Pax", "Individual", "LoyaltyProgramAccount", "IdentityDoc", "Remark",
    "Birthdate", "ContactInfo", "PaymentFunctions", "PaymentCard", "BookingRef", "TicketDocInfo",
    "CardNumber", "AccountNumber", "ExpiryDate",
)  # fmt: skip
SPOILED = {
    "cut": "cut",
    "malformed": "not JSON",
    "wrong_shape": "wrong shape",
    "refusal": "refused",
    "empty": "empty",
}


def test_the_exact_text_and_the_raw_reply_of_each_call_are_kept(tmp_path: Path) -> None:
    with ModelServer() as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(5, settings))
            calls = list(queries.calls(runner.db, run.run_id))
            of_third = list(queries.calls(runner.db, run.run_id, 3))
        assert sorted(call.sent for call in calls) == sorted(
            request.raw.decode() for request in server.requests
        )
    assert all(json.loads(call.reply)["choices"] for call in calls)
    (call,) = of_third
    assert call.positions == [3]
    assert "BOX-3." in call.sent


@pytest.mark.parametrize("kind", SPOILED)
def test_an_unusable_answer_leaves_the_structure_and_its_raw_reply(
    tmp_path: Path, kind: Any
) -> None:
    with ModelServer(rule=failing("BOX-2.", kind)) as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(3, settings))
            (_, failed, _), stored = rows(runner, run), facts(runner, run)
            calls = list(queries.calls(runner.db, run.run_id, 2))
    assert statuses(run) == {"success": 2, "error": 1}
    assert SPOILED[kind] in failed.error
    assert (failed.facts_stored, failed.confidence, failed.attempts) == (1, None, 5)
    fact = stored[1].fact_json
    assert fact["structure"]["content"]
    assert fact["meaning"] is None
    assert fact["meaning_missing"] == failed.error
    assert len(calls) == 5
    assert all(call.reply and call.problem for call in calls)
    assert run.prompt_tokens == sum(call.prompt_tokens for call in calls) + sum(
        row.prompt_tokens for row in rows_of_success(run, settings)
    )


def rows_of_success(run: Any, settings: Any) -> list[Any]:
    with closing(open_runner(settings)) as runner:
        return [row for row in rows(runner, run) if row.status == "success"]


def test_a_key_is_kept_nowhere(tmp_path: Path) -> None:
    """Not even where the provider puts it into its answer."""
    with ModelServer(key="sk-another-key-0123456789abcdef") as server:
        settings = settings_in(tmp_path, server, openai_api_key=KEY)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(2, settings))
    assert run.status == "failed"
    kept_bytes = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert KEY[:-2].encode() not in kept_bytes


@needs_corpus
@pytest.mark.parametrize("rule", [(), every(2, "malformed")], ids=["good", "malformed"])
def test_none_of_the_personal_strings_is_sent_logged_or_stored(
    tmp_path: Path, rule: Rule, caplog: pytest.LogCaptureFixture
) -> None:
    """31 strings; the document itself, as it was uploaded, is the one place that holds them."""
    caplog.set_level(logging.DEBUG)
    texts: list[str] = []
    with ModelServer(rule=rule) as server:
        settings = settings_in(tmp_path, server, llm_batching=True)
        with closing(open_runner(settings)) as runner:
            document = kept(PII, settings)
            for name in PERSONAL_NODES:
                keys = [node.key for node in document.catalogue.nodes if node.name == name]
                run = finished(runner, ticks(document, *keys))
                texts += [row.error or "" for row in rows(runner, run)]
                texts += [
                    json.dumps(fact.fact_json, ensure_ascii=False) for fact in facts(runner, run)
                ]
                assert all(fact.pii_masked for fact in facts(runner, run))
                calls = list(queries.calls(runner.db, run.run_id))
                texts += [call.sent + _answer(call.reply) + call.problem for call in calls]
            database = all_rows(runner.db)
        assert len(server.requests) > len(PERSONAL_NODES) / 2
        texts += [request.text for request in server.requests]
    assert found_in("\n".join([*texts, caplog.text])) == []
    assert [value for value in found_in(database) if len(value) > 4] == []


def all_rows(db: ThreadSafeDatabaseManager) -> str:
    """All that is stored, as text."""
    with db.reading() as session:
        tables = Base.metadata.sorted_tables
        rows = (row for table in tables for row in session.execute(select(table)))
        return "\n".join(map(str, rows))


def found_in(text: str) -> list[str]:
    """The listed strings that stand in a text, whatever their case; short ones as words only."""
    listed = json.loads(PII.with_suffix(".pii.json").read_text(encoding="utf-8"))["pii"]
    values = [entry["value"].lower() for entry in listed]
    assert len(values) == 31
    text = _MARK.sub("", text).lower()
    return [
        value
        for value in values
        if value in text and (len(value) > 4 or re.search(rf"(?<![\w.]){re.escape(value)}\b", text))
    ]


def _answer(reply: str) -> str:
    """The text of the answer in a reply, without the server's own numbers."""
    return str(json.loads(reply)["choices"][0]["message"]["content"])


@needs_corpus
def test_where_masking_is_off_facts_keep_the_values_and_still_nothing_is_sent(
    tmp_path: Path,
) -> None:
    with ModelServer() as server:
        settings = settings_in(tmp_path, server, pii_masking_enabled=False)
        with closing(open_runner(settings)) as runner:
            document = kept(PII, settings)
            keys = [node.key for node in document.catalogue.nodes if node.name == "PaxList"]
            run = finished(runner, ticks(document, *keys))
            (fact,) = facts(runner, run)
        sent = server.requests[0].text
    stored = json.dumps(fact.fact_json, ensure_ascii=False)
    assert not fact.pii_masked
    assert "[SURNAME_1]" in sent
    assert "[SURNAME_1]" not in stored
    assert "[GIVEN_NAME_1]" not in stored
