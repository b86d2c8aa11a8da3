"""`python -m discovery compare`: lines for people, JSON for programs, files for both."""

import csv
import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from discovery.cli import main
from discovery.compare import COLUMNS
from discovery.ui.comparison_words import difference_words
from tests.support.home import write
from tests.support.terminal import discovery, environment

BOX = "/Store/Box"
BEFORE = """<Store>
  <Box><BoxID>B1</BoxID><Weight>23KG</Weight><Note>=1+1</Note></Box>
  <Box><BoxID>B2</BoxID><Weight>5KG</Weight></Box>
  <Box><BoxID>B3</BoxID><Weight>7KG</Weight></Box>
</Store>"""
AFTER = """<Store>
  <Box><BoxID>B1</BoxID><Weight>23 kg</Weight><Note>=2+2</Note></Box>
  <Box><BoxID>B4</BoxID><Weight>6KG</Weight></Box>
  <Box><BoxID>B3</BoxID><Weight>7 kg</Weight></Box>
</Store>"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two runs, 1 and 2, for commands in this process."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in os.environ.keys() - environment(folder).keys():
        monkeypatch.delenv(name)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DISCOVERY_HOME", str(folder))
    monkeypatch.setenv("LLM_PROVIDER", "none")
    for name, xml in (("before.xml", BEFORE), ("after.xml", AFTER)):
        assert main(["run", str(write(tmp_path, xml, name)), "--node", BOX, "--json"]) == 0
    return folder


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a comparison prints."""
    capsys.readouterr()
    assert main(["compare", *arguments]) == 0
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(output(capsys, *arguments, "--json").splitlines()[-1])


def test_json_has_the_summary_and_every_difference(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = as_json(capsys, "1", "2")
    summary = found["summary"]
    assert (summary["run_a"]["run_id"], summary["run_b"]["run_id"]) == (1, 2)
    figures = ("facts_a", "facts_b", "same", "changed", "removed", "added", "values", "equated")
    assert [summary[name] for name in figures] == [3, 3, 0, 2, 1, 1, 3, 0]
    assert all(set(row) == set(COLUMNS) for row in found["differences"])
    first = found["differences"][0]
    assert (first["path"], first["before"], first["after"]) == ("Weight", "23KG", "23 kg")
    assert first["xpath_b"] == "/Store[1]/Box[1]/Weight[1]"


def test_formats_are_equated_on_request(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, "1", "2", "--equate-formats")
    figures = ("same", "changed", "removed", "added", "values", "equated")
    assert [found["summary"][name] for name in figures] == [1, 1, 1, 1, 1, 2]
    kinds = [row["kind"] for row in found["differences"]]
    assert sorted(kinds, key=str) == [None, None, "changed", "equated", "equated"]


def test_a_person_reads_a_summary_and_a_line_a_difference(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert output(capsys, "1", "2", "--equate-formats").splitlines() == [
        "Run 1 (before.xml) -> Run 2 (after.xml)",
        "  3 facts before, 3 after: 1 same, 1 changed, 1 added, 1 removed · 1 different value",
        "  Counted as equal in another unit or format: 2 values.",
        "= /Store/Box [1] Weight: 23KG -> 23 kg",
        "~ /Store/Box [1] Note: =1+1 -> =2+2",
        "- /Store/Box [2] removed",
        "= /Store/Box [3] Weight: 7KG -> 7 kg",
        "+ /Store/Box [2] added",
    ]
    assert "3 same, 0 changed" in output(capsys, "1", "1")


def test_what_only_was_numbered_anew_is_a_class_of_its_own(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbered = BEFORE.replace("<BoxID>B", "<BoxID>C9")
    assert main(["run", str(write(tmp_path, numbered, "anew.xml")), "--node", BOX]) == 0
    assert output(capsys, "1", "3").splitlines()[1:] == [
        "  3 facts before, 3 after: 0 same, 0 changed, 0 added, 0 removed, 3 renumbered",
        *(f"# /Store/Box [{n}] BoxID: B{n} -> C9{n}" for n in (1, 2, 3)),
    ]
    summary = as_json(capsys, "1", "3", "--ignore-identifiers")["summary"]
    assert (summary["same"], summary["renumbered"], summary["ignore_identifiers"]) == (3, 0, True)
    assert as_json(capsys, "1", "3", "--ignore-identifiers")["differences"] == []


def test_the_structure_alone_can_be_compared(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = as_json(capsys, "1", "2", "--structure-only")
    assert (found["summary"]["same"], found["summary"]["structure_only"]) == (3, True)
    assert found["differences"] == []


@pytest.fixture
def masked_home(home: Path, tmp_path: Path) -> Path:
    """A data folder with runs 3, 4 and 5 over a passenger, the last one under another key."""
    pax = "<Order><Pax><PaxID>P1</PaxID><Surname>{}</Surname></Pax></Order>"
    for name in ("DOE", "ROE", "Doe"):
        if name == "Doe":
            assert main(["rotate-key", "--yes"]) == 0
        file = write(tmp_path, pax.format(name), f"{name}.xml")
        assert main(["run", str(file), "--node", "/Order/Pax", "--json"]) == 0
    return home


def test_masked_values_are_told_by_their_types(
    masked_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        output(capsys, "3", "4").splitlines()[-1] == "~ /Order/Pax [1] Surname: [SURNAME] changed"
    )
    (row,) = as_json(capsys, "3", "4")["differences"]
    assert row["before"].startswith("[SURNAME_")
    assert row["before"] != row["after"]
    said = output(capsys, "4", "5").splitlines()[1:]
    why = "Runs 4 and 5 were masked under different keys. Run the older one again to compare."
    assert said == [
        "  1 fact before, 1 after: 0 same, 0 changed, 0 added, 0 removed, 1 not comparable",
        f"  Not comparable: 1 masked value; in 1 fact nothing else changed. {why}",
        "? /Order/Pax [1] Surname: [SURNAME] not comparable",
    ]
    summary = as_json(capsys, "4", "5")["summary"]
    assert (summary["same"], summary["masked"], summary["why_masked"]) == (0, 1, [why])


@pytest.mark.parametrize(
    ("before", "after", "kind", "said"),
    [
        ("23KG", "32KG", "changed", "23KG -> 32KG"),
        (None, "1A", "added", "1A"),
        ("[NAME_AAAAAAAAAA]", "[NAME_BBBBBBBBBB]", "changed", "[NAME] changed"),
        ("[NAME_AAAAAAAAAA]", None, "removed", "[NAME]"),
        (
            "[NAME_AAAAAAAAAA]",
            "[NAME_AAAAAAAAAA:BB]",
            "spelled differently",
            "[NAME] spelled differently",
        ),
        ("To [NAME_AAAAAAAAAA]", "[NAME_BBBBBBBBBB]", "changed", "To [NAME] -> [NAME]"),
        ("[NAME_1]", "[NAME_BBBBBBBBBB]", "not comparable", "[NAME_1] -> [NAME] (not comparable)"),
    ],
)
def test_a_difference_in_words(before: str | None, after: str | None, kind: str, said: str) -> None:
    assert difference_words(before, after, kind) == said


def test_differences_are_written_to_a_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = output(capsys, "1", "2", "--output", "differences.csv")
    assert said.splitlines()[0] == "Run 1 (before.xml) -> Run 2 (after.xml)"
    assert "~ " not in said
    text = Path("differences.csv").read_bytes().decode()
    rows = list(csv.DictReader(StringIO(text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [row["before"] for row in rows if row["path"] == "Note"] == ["'=1+1"]
    assert output(capsys, "1", "2", "--format", "csv") == text
    found = as_json(capsys, "1", "2", "--output", "differences.jsonl", "--format", "jsonl")
    lines = Path("differences.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        {name: row[name] for name in COLUMNS} for row in found["differences"]
    ]


def test_control_characters_of_values_do_not_reach_the_terminal(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = BEFORE.replace("=1+1", "a\u0085b\u009b31m\nc")
    assert main(["run", str(write(tmp_path, strange, "x.xml")), "--node", BOX]) == 0
    (line,) = [line for line in output(capsys, "1", "3").split("\n") if " Note: " in line]
    assert line.isprintable()
    assert r"a\u0085b\u009b31m↵c" in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "1", "7"], "There is no run 7"),
        (["compare", "7", "1", "--json"], "There is no run 7"),
        (["compare", "1", "2", "--output", "absent/x.csv"], "absent/x.csv cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    capsys.readouterr()
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "arguments", [["compare"], ["compare", "1"], ["compare", "1", "2", "--format", "docx"]]
)
def test_wrong_usage_has_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m discovery compare" in capsys.readouterr().err


def test_the_command_in_a_process_of_its_own(home: Path) -> None:
    outcome = discovery(home, "compare", "1", "2", "--json", llm_provider="none")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.json["summary"]["changed"] == 2
