"""The terminal: JSON last on stdout, progress on stderr, exit codes 0, 1 and 2."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from discovery.cli import main
from discovery.export import CALL_COLUMNS, FACT_COLUMNS, FIELD_COLUMNS
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.home import write
from tests.support.model_server import ModelServer, failing
from tests.support.terminal import discovery, environment, start

KEY = "sk-secret-0123456789abcdef"
PAX = "/Order/Pax"
ORDER = """<?xml version="1.0" encoding="UTF-8"?>
<Order>
  <Pax><PaxID>PAX1</PaxID><Name>\u6ce8\u6587</Name></Pax>
  <Pax><PaxID>PAX2</PaxID><Name>=1+1</Name></Pax>
  <Total Code="EUR">10.00</Total>
</Order>
"""
BOOKS = """<Books>
  <Book><Title>Zarathustra of Quibblewick</Title><Note>Write to jane.doe@example.org</Note></Book>
  <Book><Title>The Old Man and the Sea</Title><Note>New</Note></Book>
</Books>
"""
SINGAPORE = CORPUS / "ndc" / "singapore_18_1_OrderViewRS.xml"
LISTS = (
    "BaggageAllowanceList", "ContactInfoList", "InstructionsList", "PaxJourneyList", "PaxList",
    "PaxSegmentList", "PriceClassList", "ServiceDefinitionList",
)  # fmt: skip
TICKED_23 = (
    *(f"Response/DataLists/{name}" for name in LISTS),
    *(f"Response/Order/{name}" for name in ("BookingRef", "TotalPrice", "OrderItem/Price",
      "OrderItem/FareDetail/Price", "OrderItem/FareDetail/FareComponent")),
)  # fmt: skip
RUN_FIELDS = {
    "run_id", "kind", "workspace", "status", "started_at", "finished_at", "spec_version",
    "message_root", "airline_code", "subtrees_total", "subtrees_processed",
    "node_facts_extracted", "mode", "statuses", "errors", "llm",
}  # fmt: skip
FACT_FIELDS = {
    "run_id", "spec_version", "message_root", "section_path", "node_type", "node_ordinal",
    "fact_json", "pii_masked", "created_at", "xpath", "source_line",
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for commands run in this process, and nothing else set."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in os.environ.keys() - environment(folder).keys():
        monkeypatch.delenv(name)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DISCOVERY_HOME", str(folder))
    monkeypatch.setenv("LLM_PROVIDER", "none")
    return folder


@pytest.fixture
def order(tmp_path: Path) -> str:
    return str(write(tmp_path, ORDER, "order.xml"))


@pytest.fixture
def books(tmp_path: Path) -> str:
    """Titles that no vocabulary covers."""
    return str(write(tmp_path, BOOKS, "books.xml"))


def with_model(server: ModelServer) -> dict[str, str]:
    return {"llm_provider": "openai", "openai_base_url": server.base_url, "openai_api_key": KEY,
            "max_llm_retries": "0"}  # fmt: skip


@pytest.fixture
def model(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A model for commands run in this process: a call is about one section."""
    with ModelServer() as server:
        priced = {"LLM_PRICE_INPUT": "10", "LLM_PRICE_OUTPUT": "40", "LLM_BATCHING": "off"}
        asked = {"LLM_PROVIDER": "openai", "OPENAI_BASE_URL": server.base_url, **priced}
        for name, value in asked.items():
            monkeypatch.setenv(name, value)
        yield server


@needs_corpus
def test_the_whole_way_from_nodes_to_export(tmp_path: Path) -> None:
    nodes = discovery(tmp_path, "nodes", str(SINGAPORE), "--json")
    assert (nodes.code, nodes.err) == (0, "")
    document = nodes.json["document"]
    assert (document["message_root"], document["spec_version"]) == ("OrderViewRS", "18.1")
    assert (document["airline_code"], document["encoding"]) == ("SQ", "UTF-8")
    assert (document["elements"], document["max_depth"]) == (2284, 14)
    assert len(nodes.json["nodes"]) == document["distinct_paths"] == 167
    assert document["bytes"] == SINGAPORE.stat().st_size
    counts = {node["path"]: node["count"] for node in nodes.json["nodes"]}

    ticks = [f"/OrderViewRS/{path}" for path in TICKED_23]
    asked = [part for tick in ticks for part in ("--node", tick)]
    run = discovery(tmp_path, "run", str(SINGAPORE), *asked, "--json")
    assert run.code == 0
    assert set(run.json) >= RUN_FIELDS
    assert (run.json["status"], run.json["mode"]) == ("completed", "sequential")
    assert run.json["subtrees_total"] == run.json["node_facts_extracted"] == 23
    assert sum(counts[tick] for tick in ticks) == 23
    assert run.json["statuses"]["success"] == sum(run.json["statuses"].values()) == 23
    assert run.json["llm"] == {
        "calls": 0,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "cached_tokens": 0,
        "cost_usd": None,
        "from_cache": 0,
        "same_question": 0,
    }
    assert run.json["errors"] == []
    run_id = str(run.json["run_id"])

    export = discovery(tmp_path, "export", run_id, "--format", "jsonl", "--output", "-")
    assert (export.code, export.err) == (0, "")
    records = [json.loads(line) for line in export.out.splitlines()]
    assert len(records) == 23
    assert all(set(record) >= FACT_FIELDS for record in records)
    parts = {"structure", "references", "profile", "meaning", "meaning_missing"}
    assert all(set(record["fact_json"]) == parts for record in records)


def test_nodes_that_fail_give_exit_code_1_and_their_errors(tmp_path: Path, order: str) -> None:
    with ModelServer(rule=failing("PAX2", "500"), key=KEY) as server:
        arguments = ("run", order, "--node", PAX, "--workers", "2", "--json")
        run = discovery(tmp_path, *arguments, **with_model(server), pii_masking_enabled="false")
    assert run.code == 1
    assert (run.json["status"], run.json["mode"]) == ("partial_failure", "parallel")
    assert (run.json["statuses"]["success"], run.json["statuses"]["error"]) == (1, 1)
    (error,) = run.json["errors"]
    assert (error["section_path"], error["node_ordinal"]) == (PAX, 2)
    assert error["xpath"] == "/Order[1]/Pax[2]"
    assert error["error"]
    assert run.json["llm"]["calls"] == 2
    assert KEY not in run.out + run.err


def test_sigterm_leaves_the_run_paused(tmp_path: Path, order: str) -> None:
    with ModelServer(latency=60, key=KEY) as server:
        process = start(tmp_path, "run", order, "--node", PAX, "--json", **with_model(server))
        assert server.wait_for_requests(2, timeout=30)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    run = json.loads(out.splitlines()[-1])
    assert process.returncode == 1
    assert (run["status"], run["statuses"]["pending"]) == ("paused", 2)
    assert "the run is paused" in err
    assert f"Run {run['run_id']} in_progress" in err  # the progress
    assert "Traceback" not in err
    assert KEY not in out + err
    shown = discovery(tmp_path, "show", str(run["run_id"]), "--json")
    assert shown.json["status"] == "paused"


def test_a_command_stopped_while_reading_leaves_nothing_half_done(tmp_path: Path) -> None:
    pipe = tmp_path / "endless.xml"
    home = tmp_path / "home"
    os.mkfifo(pipe)
    process = start(home, "nodes", str(pipe))
    with pipe.open("wb", buffering=0) as writer:
        writer.write(b"<r>")
        process.send_signal(signal.SIGTERM)
    # The end of the pipe wakes a read that began in the moment the signal came.
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (1, "Stopped before the end.\n")
    assert list((home / "documents").glob("*")) == []


def test_head_closes_the_pipe_without_a_traceback(tmp_path: Path) -> None:
    cells = "".join(f"<Column{number:060}/>" for number in range(3_000))  # more than a pipe holds
    process = start(tmp_path, "nodes", str(write(tmp_path, f"<Row>{cells}</Row>")))
    assert process.stdout
    assert process.stdout.readline().endswith("/Row\n")
    process.stdout.close()
    assert process.stderr
    assert process.stderr.read() == ""
    assert process.wait(timeout=30) == 0


def test_output_is_utf_8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    document = str(write(tmp_path, "<\u6ce8\u6587><Pax/></\u6ce8\u6587>", "names.xml"))
    nodes = discovery(tmp_path, "nodes", document, "--json", pythonioencoding="latin-1")
    assert nodes.json["nodes"][0]["name"] == "\u6ce8\u6587"
    table = discovery(tmp_path, "nodes", document, pythonioencoding="latin-1")
    assert (table.code, table.err) == (0, "")
    assert r"/\u6ce8\u6587/Pax" in table.out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        outcome = subprocess.run(
            [sys.executable, "-m", "discovery", "runs", "--json"],
            cwd=tmp_path,
            env=environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert outcome.returncode == 2
    assert outcome.stderr == "The output cannot be written (No space left on device). Make room.\n"


def test_nodes_as_a_table(home: Path, order: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nodes", order]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines] == [
        "/Order", "/Order/Pax", "/Order/Pax/PaxID", "/Order/Pax/Name", "/Order/Total",
    ]  # fmt: skip
    assert [line for line in lines if line.startswith("*")] == [lines[1]]


def test_the_references_of_a_document(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    xml = "<R><Pax><PaxID>P1</PaxID></Pax>\n<S><PaxRefID>P1</PaxRefID><PaxRef>P9</PaxRef></S></R>"
    file = str(write(home, xml))
    assert main(["references", file]) == 0
    printed = capsys.readouterr()
    assert "2 reference            /R/S/PaxRefID P1 -> /R/Pax/PaxID (line 1)" in printed.out
    assert "/R/S/PaxRef P9: no PaxID in this document has the value P9" in printed.out
    assert "1 broken reference" in printed.err
    main(["references", file, "--kind", "broken reference", "--json"])
    found = last_json(capsys)
    assert [row["value"] for row in found["references"]] == ["P9"]
    assert found["counts"]["reference"] == 1


def test_runs_are_listed_by_workspace(
    home: Path, order: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", order, "--suggested"])
    main(["run", order, "--node", PAX, "--workspace", "second"])
    capsys.readouterr()
    main(["runs", "--json"])
    assert [run["run_id"] for run in last_json(capsys)["runs"]] == [2, 1]
    main(["runs", "--workspace", "second", "--json"])
    assert [run["workspace"] for run in last_json(capsys)["runs"]] == ["second"]
    assert main(["runs"]) == 0
    assert capsys.readouterr().out.startswith("Run 2 completed: order.xml, 2 success (sequential)")
    assert main(["show", "1"]) == 0
    assert "  success   /Order/Pax [2]\n" in capsys.readouterr().out


def test_show_adds_one_row_a_subtree_to_the_run(
    home: Path, order: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", order, "--node", PAX, "--json"])
    run = last_json(capsys)
    assert main(["show", "1", "--json"]) == 0
    shown = last_json(capsys)
    assert {name: shown[name] for name in run} == run
    assert [(node["section_path"], node["node_ordinal"]) for node in shown["nodes"]] == [
        (PAX, 1),
        (PAX, 2),
    ]


def test_free_text_that_is_said_to_be_harmless_is_kept(
    home: Path, books: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", books, "--node", "/Books/Book", "--free-text-is-harmless", "--json"])
    assert last_json(capsys)["free_text_is_harmless"] is True
    main(["again", "1", "--json"])
    assert last_json(capsys)["free_text_is_harmless"] is True
    main(["again", "1", "--no-free-text-is-harmless", "--json"])
    assert last_json(capsys)["free_text_is_harmless"] is False
    main(["export", "2", "--format", "jsonl"])
    kept = capsys.readouterr().out
    assert "Quibblewick" in kept
    assert "jane.doe@example.org" not in kept
    main(["export", "3", "--format", "jsonl"])
    assert "Quibblewick" not in capsys.readouterr().out


def test_a_run_says_that_its_free_text_was_said_to_be_harmless(
    home: Path, books: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", books, "--suggested", "--free-text-is-harmless"])
    main(["run", books, "--suggested"])
    capsys.readouterr()
    main(["show", "1"])
    said = capsys.readouterr().out
    as_it_is = "stored as it is, but for e-mail addresses"
    assert re.search(rf"Free text: +said to hold no personal data: {as_it_is}", said)
    assert re.search(r"Started: +\d{4}-.+ UTC by .+", said)
    main(["show", "2"])
    assert "Free text" not in capsys.readouterr().out


def test_an_estimate_says_that_free_text_is_sent_as_it_is(
    books: str, model: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    estimate = ["run", books, "--suggested", "--free-text-is-harmless", "--estimate"]
    assert main(estimate) == 0
    assert "Free text is sent and stored as it is, but for" in capsys.readouterr().out
    assert main([*estimate, "--json"]) == 0
    assert last_json(capsys)["free_text_is_harmless"] is True
    assert main([*estimate, "--no-free-text-is-harmless"]) == 0
    assert "Free text" not in capsys.readouterr().out


def last_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def test_tables_are_exported_to_files(
    home: Path, order: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_MASKING_ENABLED", "false")
    main(["run", order, "--node", PAX])
    assert main(["export", "1", "--output", "facts.csv"]) == 0
    assert main(["export", "1", "--table", "fields", "--output", "fields.csv"]) == 0
    assert main(["export", "1", "--table", "fields", "--raw", "--output", "raw.csv"]) == 0
    facts, fields, raw = (rows_of(home / name) for name in ("facts.csv", "fields.csv", "raw.csv"))
    assert (list(facts[0]), len(facts)) == (list(FACT_COLUMNS), 2)
    assert list(fields[0]) == list(FIELD_COLUMNS)
    assert [row["value"] for row in fields] == ["PAX1", "\u6ce8\u6587", "PAX2", "'=1+1"]
    assert [row["value"] for row in raw] == ["PAX1", "\u6ce8\u6587", "PAX2", "=1+1"]
    capsys.readouterr()
    assert main(["export", "1", "--table", "fields"]) == 0
    assert capsys.readouterr().out.encode() == (home / "fields.csv").read_bytes()


def test_an_estimate_says_what_a_run_would_take_and_starts_nothing(
    order: str, model: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", order, "--node", PAX, "--estimate"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("2 subtrees, 2 calls to gpt-4.1-mini. About ")
    assert main(["run", order, "--node", PAX, "--estimate", "--json"]) == 0
    estimate = last_json(capsys)
    assert (estimate["subtrees"], estimate["calls"], estimate["model"]) == (2, 2, "gpt-4.1-mini")
    assert estimate["prompt_tokens"] > 0
    assert estimate["cost_usd"] > 0
    assert estimate["warning"] == ""
    main(["runs", "--json"])
    assert last_json(capsys)["runs"] == []
    assert model.requests == []


def test_an_estimate_foretells_a_pause(
    order: str,
    model: ModelServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RUN_BUDGET_TOKENS", "10")
    assert main(["run", order, "--node", PAX, "--estimate"]) == 0
    assert "need more than RUN_BUDGET_TOKENS=10" in capsys.readouterr().out
    assert main(["run", order, "--node", PAX]) == 1
    said = capsys.readouterr().out
    assert "Run 1 paused" in said
    assert "could pass the budget of the run" in said


def test_kept_answers_are_used_passed_by_counted_and_removed(
    order: str, model: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", order, "--node", PAX])
    assert re.search(r" \(parallel\) · 2 calls · [\d,]+ tokens sent .* · \$0", last_line(capsys))
    main(["run", order, "--node", PAX])
    assert last_line(capsys).endswith("(parallel) · 0 calls · 2 answered from the cache")
    main(["run", order, "--node", PAX, "--estimate"])
    assert last_line(capsys).endswith("Nothing to send · 2 answered from the cache")
    main(["run", order, "--node", PAX, "--ask-anew", "--json"])
    run = last_json(capsys)
    assert (run["use_cache"], run["llm"]["calls"], len(model.requests)) == (False, 2, 4)
    main(["show", "1"])
    assert re.search(r"/Order/Pax \[2\] \(model, [\d,]+ tokens, \$0\.\d{4}\)$", last_line(capsys))

    assert main(["cache"]) == 0
    assert last_line(capsys).startswith("2 answers kept, ")
    main(["cache", "--json"])
    figures = last_json(capsys)
    assert (figures["answers"], figures["removed"]) == (2, 0)
    assert figures["prompt_tokens"] == run["llm"]["prompt_tokens"]
    assert main(["cache", "--empty"]) == 0
    assert last_line(capsys) == "2 answers removed."
    main(["cache"])
    assert last_line(capsys) == "No answer of a model is kept."


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_calls_are_exported_word_for_word(
    home: Path, order: str, model: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", order, "--node", PAX])
    capsys.readouterr()
    export = ["export", "1", "--table", "calls"]
    assert main([*export, "--format", "jsonl"]) == 0
    calls = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    sent = sorted(request.raw.decode() for request in model.requests)
    assert sorted(call["sent"] for call in calls) == sent
    assert sorted(call["positions"] for call in calls) == [[1], [2]]
    assert main([*export, "--output", "calls.csv"]) == 0
    rows = rows_of(home / "calls.csv")
    assert list(rows[0]) == list(CALL_COLUMNS)
    assert sorted(row["sent"] for row in rows) == sent


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_a_path_shared_by_two_namespaces_means_both_nodes(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    xml = '<r xmlns:a="urn:a" xmlns:b="urn:b"><a:x/><b:x/></r>'
    document = str(write(home, xml))
    main(["run", document, "--node", "r/x", "--json"])
    assert last_json(capsys)["selection"] == ["/r/{urn:a}x", "/r/{urn:b}x"]
    main(["run", document, "--node", "/r/{urn:b}x", "--json"])
    assert last_json(capsys)["subtrees_total"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nodes", "absent.xml"], "absent.xml cannot be read (No such file or directory)"),
        (["nodes", "."], "cannot be read (Is a directory)"),
        (["nodes", "broken.xml"], "Line 1, column 7: the document ends before"),
        (["run", "broken.xml", "--suggested", "--json"], "Line 1, column 7"),
        (["run", "order.xml", "--node", "/Order/Nobody"], "no node /Order/Nobody"),
        (["run", "order.xml", "--suggested", "--workers", "65"], "Choose from 1 to 64"),
        (["run", "order.xml", "--suggested", "--workspace", " "], "A workspace needs a name"),
        (["run", "order.xml", "--suggested", "--extractor", "model"], "none is set up"),
        (["show", "7"], "There is no run 7"),
        (["export", "7"], "There is no run 7"),
        (["export", "7", "--table", "calls"], "There is no run 7"),
        (["export", "7", "--table", "fields", "--format", "jsonl"], "as CSV or xlsx"),
        (["run", "order.xml", "--suggested", "--estimate"], "this run would ask no model"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    write(home, "<r><a>", "broken.xml")
    write(home, ORDER, "order.xml")
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nodes"],
        ["run", "order.xml"],
        ["run", "order.xml", "--suggested", "--node", "/Order"],
        ["run", "order.xml", "--suggested", "--parallel", "--sequential"],
        ["show", "first"],
        ["export", "1", "--format", "docx"],
    ],
)
def test_wrong_usage_has_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m discovery" in capsys.readouterr().err


def test_an_export_that_cannot_be_written_says_so(
    home: Path, order: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", order, "--node", PAX])
    assert main(["export", "1", "--output", "absent/facts.csv"]) == 2
    assert "absent/facts.csv cannot be written" in capsys.readouterr().err


def test_wrong_settings_are_named_and_no_key_is_shown(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MAX_PARALLEL_NODES", "many")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert main(["runs"]) == 2
    captured = capsys.readouterr()
    assert "MAX_PARALLEL_NODES" in captured.err
    assert KEY not in captured.out + captured.err


def test_a_file_name_that_is_no_text_can_be_run(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = str(write(home, ORDER, "caf\udce9.xml"))
    assert main(["run", document, "--node", PAX, "--json"]) == 0
    assert last_json(capsys)["file_name"] == "caf.xml"


def test_control_characters_do_not_reach_the_terminal(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["nodes", "\x1b[31mred.xml"])
    assert "\x1b" not in capsys.readouterr().err
