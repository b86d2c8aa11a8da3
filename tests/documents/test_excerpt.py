"""The lines around a fault are shown with their numbers, a mark and nothing invisible."""

from pathlib import Path

import pytest

from discovery.documents import parser
from discovery.documents.excerpt import around
from discovery.errors import DocumentRefusedError
from tests.processing.runs import MASKER
from tests.support.home import write


def excerpt_of(folder: Path, content: str | bytes) -> str:
    with pytest.raises(DocumentRefusedError) as caught:
        parser.check(write(folder, content))
    return around(caught.value.surroundings)


def test_the_line_is_marked_between_its_neighbours(tmp_path: Path) -> None:
    content = "<r>\n<a>1</a>\n<b>2</b>\n<c>3</d>\n<e/>\n<f/>\n<g/>\n</r>"
    assert excerpt_of(tmp_path, content).splitlines() == [
        "  2 | <a>1</a>",
        "  3 | <b>2</b>",
        "> 4 | <c>3</d>",
        "    |         ^",
        "  5 | <e/>",
        "  6 | <f/>",
    ]


def test_numbers_stand_below_one_another(tmp_path: Path) -> None:
    shown = excerpt_of(tmp_path, "<r>\n" + "\n" * 7 + "<a>&</a>\n\n</r>").splitlines()
    assert [line[:7].rstrip() for line in shown] == [
        "   7 |", "   8 |", ">  9 |", "     |", "  10 |", "  11 |",
    ]  # fmt: skip


def test_a_long_line_is_cut_around_the_place(tmp_path: Path) -> None:
    shown = excerpt_of(tmp_path, "<r>" + "<a>x</a>" * 100_000 + "&</r>")
    line, mark = shown.splitlines()
    assert len(line) < 200
    assert "&" in line[mark.index("^") - 2 : mark.index("^") + 1]


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ("<r>a\x01</r>", "a\\x01</r>"),
        (b"<r>M\xfcller</r>", "M\\xfcller"),
        ("<r>\u202eabc\u200b&</r>", "\\u202eabc\\u200b&"),
        ("<r>\t<a>&</a></r>", "<r>    <a>&"),
        ("<r>\r\n&\r\n</r>", "  3 | </r>"),
    ],
)
def test_what_cannot_be_seen_is_made_visible(
    tmp_path: Path, content: str | bytes, seen: str
) -> None:
    shown = excerpt_of(tmp_path, content)
    assert seen in shown
    assert all(character.isprintable() or character == "\n" for character in shown)


@pytest.mark.parametrize("encoding", ["UTF-16", "ISO-8859-1", "Shift_JIS"])
def test_the_lines_are_read_as_declared(tmp_path: Path, encoding: str) -> None:
    words = "東京" if encoding == "Shift_JIS" else "Müller"
    content = f'<?xml version="1.0" encoding="{encoding}"?>\n<r>{words} &</r>'
    assert words in excerpt_of(tmp_path, content.encode(encoding))


def hidden_excerpt_of(folder: Path, content: str) -> str:
    with pytest.raises(DocumentRefusedError) as caught:
        parser.check(write(folder, content))
    return around(caught.value.surroundings, MASKER.find_in_source)


def test_personal_data_is_hidden_and_the_mark_stays_at_its_place(tmp_path: Path) -> None:
    content = "<r>\n<Surname>Meyerhoff</Surname>\n<Surname>Lindqvist</Surnam>\n</r>"
    shown = hidden_excerpt_of(tmp_path, content).splitlines()
    assert "Meyerhoff" not in shown[1]
    line, mark = shown[2:4]
    assert line.startswith("> 3 | <Surname>[SURNAME_")
    assert line[: mark.index("^")].endswith("]</Surnam>")


def test_an_element_further_up_tells_what_is_personal(tmp_path: Path) -> None:
    before = "<r><Pax><BirthDate>\n\n\n\n"
    shown = hidden_excerpt_of(tmp_path, f"{before}1980-05-01\n</BirthDat></Pax></r>")
    assert "<BirthDate>" not in shown
    assert "1980" not in shown


def test_in_one_long_line_nothing_that_is_cut_shows(tmp_path: Path) -> None:
    pax = '<Pax Email="jo.meyerhoff@mail.example"><Phone>+49 171 5551234</Phone></Pax>'
    for blanks in range(0, 80, 7):
        shown = hidden_excerpt_of(tmp_path, f"<r>{pax * 200}{' ' * blanks}&</r>")
        assert "555" not in shown
        assert "meyerhoff" not in shown
        assert "mail.example" not in shown
