"""Personal data in the terminal: hidden unless it is asked for, and then on record."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest

from discovery.ui.upload import SAMPLE
from tests.support.home import write
from tests.support.terminal import Outcome, discovery

PAX = "/IATA_OrderViewRS/Response/DataLists/PaxList/Pax"
HIDDEN = ("SAMPLE", "CHRIS", "1985-04-12")
BROKEN = "<Order>\n<Pax><Surname>Meyerhoff</Surname><Age>4</Pax>\n</Order>"

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with a run over the passengers of the sample."""
    folder = tmp_path / "home"
    assert discovery(folder, "run", str(SAMPLE), "--node", PAX).code == 0
    return folder


def on_record(home: Path) -> list[dict[str, object]]:
    """The newest first."""
    listed = discovery(home, "reveals", "--json").json
    assert listed["more"] == 0
    return listed["reveals"]


def holds_none(outcome: Outcome) -> bool:
    return all(value not in outcome.out + outcome.err for value in HIDDEN)


def test_nothing_shows_values_unless_it_is_asked_for(home: Path) -> None:
    commands = (
        ("nodes", str(SAMPLE), "--json"),
        ("show", "1"),
        ("show", "1", "--json"),
        ("export", "1"),
        ("export", "1", "--table", "fields"),
        ("export", "1", "--format", "jsonl"),
    )
    for command in commands:
        outcome = discovery(home, *command)
        assert (outcome.code, holds_none(outcome)) == (0, True), command
    assert on_record(home) == []


def test_fields_with_their_values_are_on_record(home: Path) -> None:
    told = discovery(home, "export", "1", "--table", "fields", "--reveal")
    values = [row["value"] for row in csv.DictReader(io.StringIO(told.out))]
    assert {"SAMPLE", "1985-04-12"} < set(values)
    (row,) = on_record(home)
    assert str(row["by"]).startswith("terminal")
    assert (row["what"], row["place"]) == ("fields as csv, the whole run", "terminal")
    assert (row["run_id"], row["file_name"]) == (1, SAMPLE.name)
    stored = discovery(home, "export", "1", "--table", "fields").out
    masked = [row["value"] for row in csv.DictReader(io.StringIO(stored))]
    assert row["value_count"] == sum(a != b for a, b in zip(values, masked, strict=True))


def test_facts_as_json_lines_and_as_excel(home: Path, tmp_path: Path) -> None:
    lines = discovery(home, "export", "1", "--format", "jsonl", "--reveal").out.splitlines()
    first = json.loads(lines[0])
    assert set(first) == set(
        json.loads(discovery(home, "export", "1", "--format", "jsonl").out.splitlines()[0])
    )
    assert "SAMPLE" in json.dumps(first["fact_json"])
    book = tmp_path / "fields.xlsx"
    more = ("--table", "fields", "--format", "xlsx", "--output", str(book), "--reveal")
    assert discovery(home, "export", "1", *more).code == 0
    assert "SAMPLE" in list(pd.read_excel(book, engine="calamine", dtype=object)["value"])
    assert [row["what"] for row in on_record(home)] == [
        "fields as xlsx, the whole run",
        "facts as jsonl, the whole run",
    ]


def test_samples_of_nodes(home: Path) -> None:
    told = discovery(home, "nodes", str(SAMPLE), "--json", "--reveal").json
    hidden = discovery(home, "nodes", str(SAMPLE), "--json").json
    assert "SAMPLE" in [node["sample"] for node in told["nodes"]]
    assert [set(node) for node in told["nodes"]] == [set(node) for node in hidden["nodes"]]
    (row,) = on_record(home)
    assert (row["what"], row["document_sha256"]) == (
        "samples of the document's nodes",
        told["document"]["sha256"],
    )


def test_a_run_that_was_deleted_stays_on_record(home: Path) -> None:
    discovery(home, "export", "1", "--table", "fields", "--reveal")
    assert discovery(home, "delete", "1", "--yes").code == 0
    said = discovery(home, "reveals", "1").out
    assert f"fields as csv, the whole run ({SAMPLE.name}, run 1)" in said


def test_where_it_is_not_allowed_nobody_may(home: Path) -> None:
    for command in (
        ("export", "1", "--reveal"),
        ("nodes", str(SAMPLE), "--json", "--reveal"),
    ):
        refused = discovery(home, *command, allow_reveal="false")
        assert (refused.code, refused.out) == (2, "")
        assert "ALLOW_REVEAL=false" in refused.err
    assert on_record(home) == []


def test_calls_are_as_they_were_sent(home: Path) -> None:
    refused = discovery(home, "export", "1", "--table", "calls", "--reveal")
    assert refused.code == 2
    assert "as they were sent" in refused.err


@pytest.mark.parametrize("command", [["nodes"], ["run", "--suggested"], ["repair"]])
def test_lines_of_a_refused_file_are_hidden(tmp_path: Path, command: list[str]) -> None:
    file = write(tmp_path, BROKEN)
    outcome = discovery(tmp_path / "home", command[0], str(file), *command[1:])
    told = outcome.out + outcome.err
    assert "Meyerhoff" not in told
    assert "<Pax><Surname>[SURNAME_" in told


def test_a_repair_can_be_read_with_its_values(tmp_path: Path) -> None:
    file, home = write(tmp_path, BROKEN), tmp_path / "home"
    assert "Meyerhoff" in discovery(home, "repair", str(file), "--reveal").out
    told = discovery(home, "repair", str(file), "--json").json
    assert "Meyerhoff" not in json.dumps(told)
    (row,) = on_record(home)
    assert (row["what"], row["file_name"], row["value_count"]) == ("a repair", file.name, 1)
