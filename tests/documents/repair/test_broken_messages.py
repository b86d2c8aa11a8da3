"""A whole message is broken at random; its repair says the same again, or there is none."""

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.repair.support import repaired, said, texts

NAMES = st.sampled_from(["JOHN", "O'Neill", "Zoë", "1993-01-04", "A & B", "x < y", "注文"])
CODES = st.sampled_from(["ADT", "CHD", "INF"])


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@st.composite
def messages(draw: st.DrawFn) -> str:
    """A small message like those of airlines, on one line or indented."""
    passengers = draw(st.lists(st.tuples(NAMES, NAMES, CODES), min_size=2, max_size=4))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<ns:OrderViewRS xmlns:ns="urn:ndc">']
    lines += [" <ns:Response>", "  <PaxList>"]
    for number, (given_name, surname, code) in enumerate(passengers, 1):
        lines += [
            "   <Pax>",
            "    <Individual>",
            f"     <GivenName>{escaped(given_name)}</GivenName>",
            f"     <Surname>{escaped(surname)}</Surname>",
            "    </Individual>",
            f"    <PaxID>PAX{number}</PaxID>",
            f'    <PTC Code="{code}">{code}</PTC>',
            "   </Pax>",
        ]
    lines += ["  </PaxList>", '  <Total Cur="EUR">10.00</Total>', " </ns:Response>"]
    lines.append("</ns:OrderViewRS>")
    if draw(st.booleans()):
        return "\n".join(lines)
    return lines[0] + "".join(line.strip() for line in lines[1:])


def without_an_end_tag(message: str, draw: Callable[[list[re.Match[str]]], re.Match[str]]) -> str:
    found = draw(list(re.finditer(r"</[\w:]+>", message)))
    return message[: found.start()] + message[found.end() :]


def with_crossed_tags(message: str, draw: Callable[[list[re.Match[str]]], re.Match[str]]) -> str:
    found = draw(list(re.finditer(r"(</[\w:]+>)(\s*)(</[\w:]+>)", message)))
    crossed = found[3] + found[2] + found[1]
    return message[: found.start()] + crossed + message[found.end() :]


def with_bare_characters(message: str, draw: object) -> str:
    return message.replace("&amp;", "&").replace("&lt;", "<")


def with_a_tail(message: str, draw: object) -> str:
    return message + "\nUNT+12+1'\nUNZ+1+ABC'\n"


def with_junk(message: str, draw: object) -> str:
    return "2025-01-31 12:00:01 INFO received:\n" + message


def without_namespaces(message: str, draw: object) -> str:
    return message.replace(' xmlns:ns="urn:ndc"', "")


def without_quotes(message: str, draw: object) -> str:
    return re.sub(r'(C\w+)="(\w+)"', r"\1=\2", message)


def with_a_start_for_an_end(
    message: str, draw: Callable[[list[re.Match[str]]], re.Match[str]]
) -> str:
    found = draw(list(re.finditer(r"</(GivenName|Surname|PaxID)>", message)))
    return message[: found.start()] + f"<{found[1]}>" + message[found.end() :]


def escaped_as_a_whole(message: str, draw: object) -> str:
    return message.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_a_string(message: str, draw: object) -> str:
    return json.dumps({"id": 1, "message": message})


def with_numbered_lines(message: str, draw: object) -> str:
    return "\n".join(f"{number:>3}: {line}" for number, line in enumerate(message.split("\n"), 1))


def with_a_bad_declaration(message: str, draw: object) -> str:
    return message.replace("<?xml", "<?XML").replace(
        "<ns:Response>", "<!-- a -- b --><ns:Response>"
    )


def without_a_bracket(message: str, draw: Callable[[list[re.Match[str]]], re.Match[str]]) -> str:
    """One of the brackets around the tags of a value is missing."""
    leaf = draw(list(re.finditer(r"(<)(?:GivenName|Surname|PaxID)(>)[^<]+(<)/\w+(>)", message)))
    group = 1 + len(leaf[0]) % 4
    return message[: leaf.start(group)] + message[leaf.end(group) :]


def without_a_quotation_mark(message: str, draw: object) -> str:
    return message.replace('="EUR"', '="EUR', 1)


def with_an_open_section(message: str, draw: object) -> str:
    return message.replace("<PaxID>PAX1", "<PaxID><![CDATA[PAX1", 1)


def with_what_is_not_seen(message: str, draw: object) -> str:
    return message.replace("<PaxID>", "<PaxID\ufeff>").replace("<PTC ", "<PTC\u00a0")


WAYS = [
    escaped_as_a_whole,
    as_a_string,
    with_numbered_lines,
    with_a_bad_declaration,
    without_a_bracket,
    without_a_quotation_mark,
    with_an_open_section,
    with_what_is_not_seen,
    without_an_end_tag,
    with_crossed_tags,
    with_bare_characters,
    with_a_tail,
    with_junk,
    without_namespaces,
    without_quotes,
    with_a_start_for_an_end,
]
# These may leave open where an element ends: names, attributes and texts stay, all the same.
STRUCTURAL = {without_an_end_tag, with_crossed_tags, with_a_start_for_an_end}
# What is done to the whole comes last: what is done to an escaped message is something else.
AROUND = [escaped_as_a_whole, as_a_string, with_numbered_lines]


def as_undeclared(content: list[tuple[str, object, str, str]]) -> list[tuple[object, ...]]:
    return [(name.rpartition("}")[2], *rest) for name, *rest in content]


def is_clear(ways: list[Callable[..., str]]) -> bool:
    """Whether only one message can be meant, though something is done to it in two ways."""
    return len(ways) == 1 or not (set(ways) & STRUCTURAL or set(ways) <= set(AROUND))


@given(
    messages(),
    st.lists(st.sampled_from(WAYS), min_size=1, max_size=2, unique=True).filter(is_clear),
    st.data(),
)
@settings(deadline=None, max_examples=300)
def test_the_repair_says_what_the_message_said(
    message: str, ways: list[Callable[..., str]], data: st.DataObject
) -> None:
    broken = message
    for way in sorted(ways, key=AROUND.__contains__):
        broken = way(broken, lambda found: data.draw(st.sampled_from(found)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = said(message.encode(), folder)
        found = repaired(folder, broken)
        if found is None:
            found = broken.encode() if not set(ways) & STRUCTURAL else None
        assert found is not None
        again = said(found, folder)
    assert sorted(texts(again)) == sorted(texts(whole))
    assert [name for name, *_ in as_undeclared(again)] == [
        name for name, *_ in as_undeclared(whole)
    ]
    if not set(ways) & STRUCTURAL:
        assert as_undeclared(again) == as_undeclared(whole)


@given(messages(), st.data())
@settings(deadline=None, max_examples=200)
def test_any_cut_leaves_what_came_before(message: str, data: st.DataObject) -> None:
    root_end = message.index("<ns:Response>") + len("<ns:Response>")
    at = data.draw(st.integers(root_end, len(message) - 1))
    with tempfile.TemporaryDirectory() as name:
        found = repaired(Path(name), message[:at])
        assert found is not None
        whole, again = said(message.encode(), Path(name)), said(found, Path(name))
    assert [one for one, *_ in again] == [one for one, *_ in whole][: len(again)]
