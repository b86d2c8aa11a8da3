"""A section too long for one question, divided along its children with nothing lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from discovery.errors import ModelError
from discovery.llm.outline import SEPARATOR, Outline
from discovery.llm.token_costs import CHARACTERS_PER_TOKEN

# What stands above a piece may take this share of a part, or the parts would say the same.
_MOST_ABOVE = 0.5
_NUMBERING = len(" (99999 of 99999)")
# What stands before a value is repeated in each piece of it. What is longer is no name, but a row.
_BEFORE_VALUE = re.compile(r" *\[\d+\] (?:\S{1,200}(?: x\d+)? = )?")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the whole outline, or a piece of one. `level` is how many lines it hangs below."""

    number: int
    level: int
    text: str


def split(outline: Outline, most_tokens: int) -> list[Outline]:
    """The outline in parts of at most `most_tokens` (four characters each), in order.

    A part holds whole children of one element where they fit, below the lines of all that they
    hang on. Lines keep their numbers. A line that is too long itself is divided between its
    values, or else between words, into pieces that say "(1 of 3)". An outline that fits is the
    only part.

    Raises ModelError where the lines above a piece leave no room for it.
    """
    most = most_tokens * CHARACTERS_PER_TOKEN
    if len(outline.text) <= most:
        return [outline]
    texts = enumerate(outline.text.split("\n"), 1)
    lines = [_Line(number, len(text) - len(text.lstrip(" ")), text) for number, text in texts]
    return [_part(outline, part) for part in _pack(lines, [], most)]


def _part(outline: Outline, lines: Sequence[_Line]) -> Outline:
    numbers = {line.number for line in lines}
    fields = tuple(field for field in outline.fields if field.line in numbers)
    return Outline("\n".join(line.text for line in lines), fields, outline.tables)


def _pack(lines: Sequence[_Line], above: list[_Line], most: int) -> Iterator[list[_Line]]:
    """Parts of neighbours and all below them, each part below the lines `above`."""
    room = most - _length(above)
    if room < most * (1 - _MOST_ABOVE):
        raise _too_big()
    part: list[_Line] = []
    length = 0
    for family in _families(lines):
        family_length = _length(family)
        if part and length + family_length > room:
            yield above + part
            part, length = [], 0
        if family_length <= room:
            part += family
            length += family_length
        else:
            yield from _divide(family, above, most)
    if part:
        yield above + part


def _too_big() -> ModelError:
    return ModelError(
        "This section is too big for the model, and so are the names above each of its parts. "
        "Tick the level below it."
    )


def _divide(family: Sequence[_Line], above: list[_Line], most: int) -> Iterator[list[_Line]]:
    """The parts of one line and all below it, which are too long together."""
    head, *below = family
    if below:
        yield from _pack(below, [*above, head], most)
    else:
        for piece in _pieces(head, most - _length(above) - 1):
            yield [*above, piece]


def _families(lines: Sequence[_Line]) -> Iterator[Sequence[_Line]]:
    """Each line of the highest level with all that hangs below it."""
    if not lines:
        return
    level, begin = lines[0].level, 0
    for place in range(1, len(lines)):
        if lines[place].level <= level:
            yield lines[begin:place]
            begin = place
    yield lines[begin:]


def _pieces(line: _Line, room: int) -> Iterator[_Line]:
    """A long line in pieces of at most `room` characters, each with what is before the value."""
    found = _BEFORE_VALUE.match(line.text)
    before = found[0] if found else ""
    chunks = list(_chunks(line.text[len(before) :], room - len(before) - _NUMBERING))
    for number, chunk in enumerate(chunks, 1):
        text = f"{before}({number} of {len(chunks)}) {chunk}"
        yield replace(line, text=text)


def _chunks(value: str, room: int) -> Iterator[str]:
    """The value in chunks, cut between cells, else between words, else anywhere."""
    if room < 1:
        raise _too_big()
    begin = 0
    while len(value) - begin > room:
        end = begin + room
        for sign in (SEPARATOR, " "):
            place = value.rfind(sign, begin + 1, end + len(sign))
            if place > begin:
                yield value[begin:place]
                begin = place + len(sign)
                break
        else:
            yield value[begin:end]
            begin = end
    yield value[begin:]


def _length(lines: Sequence[_Line]) -> int:
    """The characters of lines and the breaks after them."""
    return sum(len(line.text) + 1 for line in lines)
