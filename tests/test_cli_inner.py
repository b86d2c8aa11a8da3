"""The terminal tells of several messages of a file and of those within values, and opens these."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.support.cases import CASES, needs_cases
from tests.support.home import write
from tests.support.terminal import discovery

ORDER = '<OrderViewRS Version="17.2"><Response><Order Owner="AY"><ID>7</ID></Order></Response>'
OUTER = f"<r><a>1</a><b>{escape(ORDER)}&lt;/OrderViewRS&gt;</b></r>"
LOG = """<log><OrderViewRS Version="17.2"><Response><Order Owner="AY"><Item><A/></Item></Order>
  </Response></OrderViewRS><AirShoppingRQ Version="18.1"><Query><A><B/></A></Query>
  </AirShoppingRQ></log>"""


def test_the_messages_within_values_are_listed_and_nothing_is_opened(tmp_path: Path) -> None:
    file = write(tmp_path, OUTER)
    shown = discovery(tmp_path / "home", "inner", str(file))
    assert shown.code == 0
    assert "A value holds an OrderViewRS 17.2 · AY of" in shown.out
    assert "[1]: /r/b" in shown.out
    assert "--open 1 opens the first" in shown.out
    assert len(list((tmp_path / "home" / "documents").iterdir())) == 1


def test_one_is_opened_written_and_told_where_it_came_from(tmp_path: Path) -> None:
    file, inner, home = write(tmp_path, OUTER), tmp_path / "inner.xml", tmp_path / "home"
    told = discovery(home, "inner", str(file), "--open", "1", "--output", str(inner), "--json").json
    assert told["file_name"] == "OrderViewRS in document.xml"
    assert told["document"]["message_root"] == "OrderViewRS"
    assert inner.read_text() == f"{ORDER}</OrderViewRS>"
    listed = discovery(home, "nodes", str(inner), "--json").json
    origin = listed["document"]["origin"]
    assert (origin["outer_file_name"], origin["xpath"]) == ("document.xml", "/r[1]/b[1]")
    assert origin == told["document"]["origin"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--open", "2"], "from 1 to 1"), (["--output", "x.xml"], "--open NUMBER")],
)
def test_what_cannot_be_opened_is_refused(tmp_path: Path, arguments: list[str], said: str) -> None:
    refused = discovery(tmp_path / "home", "inner", str(write(tmp_path, OUTER)), *arguments)
    assert (refused.code, said in refused.err) == (2, True)


def test_a_file_without_a_message_in_a_value_says_so(tmp_path: Path) -> None:
    file = str(write(tmp_path, "<r>1</r>"))
    listed = discovery(tmp_path / "home", "inner", file)
    assert (listed.code, listed.out) == (0, "No value of this file holds a message.\n")
    assert discovery(tmp_path / "home", "inner", file, "--open", "1").code == 2


@needs_cases
def test_the_repair_of_a_good_file_says_that_its_message_stands_in_a_value(tmp_path: Path) -> None:
    file = str(CASES / "message_in_cdata.xml")
    shown = discovery(tmp_path / "home", "repair", file)
    assert shown.code == 0
    assert "A value holds an OrderViewRS 19.2 · SK of 501 bytes" in shown.out
    assert "Nothing is wrong with this file" not in shown.out
    told = discovery(tmp_path / "home", "repair", file, "--json").json
    assert [each["message_root"] for each in told["inner_messages"]] == ["OrderViewRS"]


def test_a_repair_tells_of_a_broken_message_in_a_value(tmp_path: Path) -> None:
    file = str(write(tmp_path, f"<r><Name>DOE</Name><b>{escape(ORDER)}</b></r>"))
    shown = discovery(tmp_path / "home", "repair", file)
    assert "The value at /r/b seems to hold a message that cannot be read: Line 1" in shown.out
    assert "Nothing is wrong with this file" not in shown.out


def test_several_messages_are_numbered_and_one_can_be_run(tmp_path: Path) -> None:
    file, home = str(write(tmp_path, LOG)), tmp_path / "home"
    shown = discovery(home, "nodes", file).out
    assert "2 messages" in shown
    assert "[1] OrderViewRS 17.2 · AY · /log/OrderViewRS" in shown
    assert "[2] AirShoppingRQ 18.1 · /log/AirShoppingRQ" in shown
    run = discovery(home, "run", file, "--message", "2", "--json").json
    assert run["subtrees_total"] == 1
    explained = discovery(home, "show", "1").out
    assert "/log/AirShoppingRQ/Query/A" in explained
    refused = discovery(home, "run", file, "--message", "3")
    assert (refused.code, "from 1 to 2" in refused.err) == (2, True)


def test_deleting_the_outer_document_says_what_stays(tmp_path: Path) -> None:
    file, home = str(write(tmp_path, OUTER)), tmp_path / "home"
    discovery(home, "inner", file, "--open", "1")
    discovery(home, "run", file, "--suggested")
    stays = "What was opened from its values stays as a document of its own: OrderViewRS in"
    assert stays in discovery(home, "delete", "1").err
    assert stays in discovery(home, "delete", "1", "--yes").out
    assert len(list((home / "documents").glob("*.xml"))) == 1
