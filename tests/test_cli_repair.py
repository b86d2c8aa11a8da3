"""The terminal shows a repair, writes it only when told to, and says where one can help."""

from pathlib import Path

import pytest

from tests.support.home import write
from tests.support.terminal import discovery

BROKEN = "<Order>\n<Pax>A & B\x1b[31m</Pax>\n</Order>\nUNZ+1'"


def test_a_repair_is_shown_and_nothing_is_written(tmp_path: Path) -> None:
    file = write(tmp_path, BROKEN)
    shown = discovery(tmp_path / "home", "repair", str(file))
    assert shown.code == 0
    assert "A bare '&' in the text; written as '&amp;' (line 2)" in shown.out
    assert "@@ line 2 @@" in shown.out
    assert "Nothing was written" in shown.out
    assert "\x1b" not in shown.out
    assert list((tmp_path / "home" / "documents").iterdir()) == []


def test_with_an_output_the_repaired_file_is_written_and_on_record(tmp_path: Path) -> None:
    file, fixed, home = write(tmp_path, BROKEN), tmp_path / "fixed.xml", tmp_path / "home"
    told = discovery(home, "repair", str(file), "--output", str(fixed), "--json").json
    assert told["output"] == str(fixed)
    assert [change["line"] for change in told["changes"]] == [2, 2, 4]
    assert told["diff"].startswith("@@ line 2 @@")
    assert "A &amp; B" in fixed.read_text()
    listed = discovery(home, "nodes", str(fixed), "--json").json
    assert len(listed["document"]["repair"]["changes"]) == 3


@pytest.mark.parametrize("command", [["nodes"], ["run", "--suggested"]])
def test_a_broken_file_is_refused_with_its_lines_and_a_hint(
    tmp_path: Path, command: list[str]
) -> None:
    file = write(tmp_path, BROKEN)
    refused = discovery(tmp_path / "home", command[0], str(file), *command[1:])
    assert refused.code == 2
    assert "Line 2, column" in refused.err
    assert f"python -m discovery repair {file} shows how" in refused.err
    assert "> 2 | <Pax>A & B" in refused.err


def test_what_is_beyond_repair_gives_the_reason_alone(tmp_path: Path) -> None:
    file = write(tmp_path, '<r a="1" a="2"/>')
    for command in ("repair", "nodes"):
        refused = discovery(tmp_path / "home", command, str(file))
        assert refused.code == 2
        assert "same attribute twice" in refused.err
        assert "shows how" not in refused.err


def test_a_good_file_needs_no_repair(tmp_path: Path) -> None:
    file = write(tmp_path, "<r/>")
    shown = discovery(tmp_path / "home", "repair", str(file))
    assert (shown.code, shown.out) == (0, "Nothing is wrong with this file.\n")


def test_files_that_cannot_be_read_or_written_are_named(tmp_path: Path) -> None:
    file = write(tmp_path, BROKEN)
    missing = discovery(tmp_path / "home", "repair", str(tmp_path / "none.xml"))
    assert (missing.code, "cannot be read" in missing.err) == (2, True)
    output = str(tmp_path / "none" / "fixed.xml")
    unwritable = discovery(tmp_path / "home", "repair", str(file), "--output", output)
    assert (unwritable.code, "cannot be written" in unwritable.err) == (2, True)
