"""A long outline in parts: each fits, each stands below its ancestors, and nothing is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from discovery.documents.parser import read_root
from discovery.errors import ModelError
from discovery.facts.structure import to_structure
from discovery.llm.outline import Outline, outline
from discovery.llm.splitting import split
from tests.support.corpus import CORPUS, manifest, needs_corpus
from tests.support.xml_trees import documents

NUMBER = re.compile(r"^ *\[(\d+)\] ")
DOCUMENTS = [
    entry["file"]
    for entry in manifest()
    if entry["kind"] == "ndc" and entry["expect"] == "ok" and entry["root"]
]
PIECE = re.compile(r"\((\d+) of (\d+)\) ")


def read(xml: str, path: str = "/M") -> Outline:
    return outline(to_structure(etree.fromstring(xml)), path)


def numbers(part: Outline) -> list[int]:
    return [int(NUMBER.match(line)[1]) for line in part.text.split("\n")]  # type: ignore[index]


def items(count: int, text: str = "some text of its own") -> str:
    rows = "".join(
        f"<Item><ID>I{n}</ID><Text>{text}</Text><B><C/></B></Item>" for n in range(count)
    )
    return f"<Order><Head>H</Head><List kind='all'>{rows}</List><Tail>T</Tail></Order>"


def test_what_fits_stays_whole() -> None:
    section = read(items(2))
    assert split(section, 10_000) == [section]


def test_each_part_stands_below_the_lines_it_hangs_on() -> None:
    section = read(items(60))
    parts = split(section, 300)
    assert len(parts) > 3
    for part in parts[:-1]:
        assert part.text.startswith("[1] Order\n")
    assert all("List" in part.text for part in parts if "Item" in part.text)


def test_a_row_of_a_table_stands_below_its_heading() -> None:
    rows = "".join(f"<Pax><ID>P{n}</ID><Type>ADT</Type></Pax>" for n in range(300))
    parts = split(read(f"<List>{rows}</List>"), 300)
    assert len(parts) > 3
    assert all("Pax x300: ID | Type" in part.text for part in parts)


def test_a_child_that_fits_is_not_divided() -> None:
    section = read(items(40))
    below = {
        field.line: {each.line for each in section.fields if each.path.startswith(f"{field.path}/")}
        for field in section.fields
        if "/Item[" in field.path and field.path.endswith("]")
    }
    assert len(below) == 40
    for part in split(section, 300):
        shown = set(numbers(part))
        assert all(below.get(number, set()) <= shown for number in shown)


def test_a_long_line_is_divided_between_its_values() -> None:
    refs = "".join(f"<Ref>REF{n}</Ref>" for n in range(500))
    section = read(f"<List><Name>N</Name>{refs}</List>")
    pieces = [
        line for part in split(section, 250) for line in part.text.split("\n") if "Ref" in line
    ]
    assert len(pieces) > 3
    assert [PIECE.search(piece)[1] for piece in pieces] == [str(n + 1) for n in range(len(pieces))]  # type: ignore[index]
    joined = " | ".join(PIECE.split(piece)[-1] for piece in pieces)
    assert joined == " | ".join(f"REF{n}" for n in range(500))


@pytest.mark.parametrize("text", ["word " * 3000, "x" * 12_000, "a | b" * 2000], ids=len)
def test_a_long_text_is_divided_and_complete(text: str) -> None:
    section = read(f"<Note>{text}</Note>")
    parts = split(section, 500)
    assert all(len(part.text) <= 2000 for part in parts)
    shown = "".join(PIECE.split(part.text)[-1] for part in parts)
    wanted = section.text.removeprefix("[1] Note = ")
    assert shown.replace(" ", "").replace("|", "") == wanted.replace(" ", "").replace("|", "")


def test_names_that_leave_no_room_are_an_error_in_words() -> None:
    section = read(f"<List note='{'x' * 3000}'>{'<A>1</A><B>2</B>' * 100}</List>")
    with pytest.raises(ModelError, match="Tick the level below it"):
        split(section, 500)


def test_a_long_cell_before_an_equals_sign_is_divided() -> None:
    text = "x" * 5000 + " = y"
    rows = "".join(f"<R><A>{n}</A><B>{text}</B></R>" for n in range(3))
    section = read(f"<List>{rows}</List>")
    assert_complete(section, split(section, 500), 500)


@given(st.lists(documents(), min_size=5, max_size=30), st.integers(min_value=100, max_value=400))
def test_nothing_is_lost(children: list[bytes], most: int) -> None:
    root = etree.Element("root")
    root.extend(etree.fromstring(child) for child in children)
    section = outline(to_structure(root), "/root")
    assert_complete(section, split(section, most), most)


@given(
    st.lists(st.text("ab1=|[]\\ ", min_size=1, max_size=3000), min_size=1, max_size=8),
    st.integers(min_value=200, max_value=400),
)
def test_nothing_of_long_values_is_lost(values: list[str], most: int) -> None:
    root = etree.Element("root")
    for value in values:
        etree.SubElement(etree.SubElement(root, "Row", kind="long"), "Text").text = value
    section = outline(to_structure(root), "/root")
    assert_complete(section, split(section, most), most)


def assert_complete(section: Outline, parts: list[Outline], most: int) -> None:
    """Every line is in some part, whole or in all its pieces, in order, and each part fits."""
    seen: dict[int, dict[str, None]] = {}
    for part in parts:
        assert len(part.text) <= most * 4
        assert {field.line for field in part.fields} <= set(numbers(part))
        for number, line in zip(numbers(part), part.text.split("\n"), strict=True):
            seen.setdefault(number, {})[line] = None
    assert list(seen) == list(range(1, len(section.text.split("\n")) + 1))
    kept = {field for part in parts for field in part.fields}
    assert kept == set(section.fields)
    for line, shown in zip(section.text.split("\n"), seen.values(), strict=True):
        assert list(shown) == [line] or put_together(list(shown)) == squeezed(line)


def put_together(pieces: list[str]) -> str:
    """A line that was divided. Between pieces a blank or the sign between cells is left out."""
    found = [PIECE.search(piece) for piece in pieces]
    count = str(len(pieces))
    assert [piece and piece.groups() for piece in found] == [
        (str(number), count) for number in range(1, len(pieces) + 1)
    ]
    places = [piece.span() for piece in found if piece]
    before = pieces[0][: places[0][0]]
    return squeezed(
        before + "".join(piece[end:] for piece, (_, end) in zip(pieces, places, strict=True))
    )


def squeezed(text: str) -> str:
    return text.replace(" ", "").replace("|", "")


@needs_corpus
@pytest.mark.parametrize("file", DOCUMENTS)
def test_real_documents_are_divided_without_loss(file: str) -> None:
    section = outline(to_structure(read_root(CORPUS / file)), "/root")
    assert_complete(section, split(section, 2000), 2000)
