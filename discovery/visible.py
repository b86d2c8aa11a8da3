"""Text from outside with everything in it to be seen: what it is must not hide, move or forge."""

import re

_MARKS = {
    "\n": "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}",
    "\r": "\N{SYMBOL FOR CARRIAGE RETURN}",
    "\t": "\N{RIGHTWARDS ARROW TO BAR}",
}
_LAST_BYTE, _FIRST_BYTE = 0xDCFF, 0xDC80  # how Python keeps bytes that are no text
# Controls (C0, which a terminal obeys; C1 too), what Unicode calls Default_Ignorable_Code_Point
# (marks without width, changes of writing direction, fillers, tags) but for the two that choose
# between text and emoji, line separators, halves of surrogate pairs, what is no character.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """A text on one line, in which each character that could not be seen stands as `\\u202e`."""
    return _UNSEEN.sub(lambda found: _MARKS.get(found[0]) or _escape(found[0]), text)


def visible_lines(text: str) -> str:
    """The same for a text of several lines: line breaks and tabs stay what they are."""
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in _lines(text))


def escaped_json(text: str) -> str:
    """JSON of the same value, in which characters that could not be seen are escaped as JSON does.

    For JSON on one line: there such characters stand in strings only.
    """
    return _UNSEEN.sub(lambda found: _json_escape(found[0]), text)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _escape(character: str) -> str:
    code = ord(character)
    if _FIRST_BYTE <= code <= _LAST_BYTE:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
