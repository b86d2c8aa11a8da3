"""Untrusted text on its way to the screen, and figures in words."""

import re
from collections.abc import Collection
from posixpath import commonpath

from discovery.visible import visible

HEADING = 150  # characters of a name in a heading
LONG = 2000  # characters of a text on the screen, where nothing else is said

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")

# Places where Streamlit restyles text after it has read the escapes: web and mail addresses
# become links, `:name:` an emoji or icon, ` -> ` and its like an arrow or a sign.
_RESTYLED = re.compile(
    r"(?<=http://)|(?<=https://)|(?<=www)(?=\.)|(?<=[-.\w+])(?=@[-\w]+\.)"
    r"|(?<=:)(?=[\w+-]+:|material/)|(?<!\S)(?=(?:<?->|<-|--|[<>~]=)(?:\s|$))",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \t\r\n]+")
_WORD_JOINER = "\u2060"  # invisible, and no place for a line break


def markdown_escaped(text: str, characters: int = LONG) -> str:
    """Text that Streamlit's Markdown shows as it is: no links, pictures, HTML or formulas.

    It stands on one line; of a long one the beginning is shown, and how long it is.
    """
    text = visible(shortened(_BLANKS.sub(" ", text).strip(" "), characters))
    return _MARKDOWN.sub(r"\\\1", _RESTYLED.sub(_WORD_JOINER, text))


def shown(text: str, characters: int = LONG) -> str:
    """Text for a place that shows it as it is, such as a cell: on one line, nothing invisible."""
    return visible(shortened(text, characters))


def shortened(text: str, characters: int) -> str:
    """A text, of a longer one the beginning and how long it is."""
    if len(text) <= characters:
        return text
    return f"{text[:characters]} … ({len(text):,} characters)"


def common_parent(paths: Collection[str]) -> str:
    """The longest path that all of these lie below, such as `/Order/Items`; else ""."""
    parents = {path.rpartition("/")[0] for path in paths}
    return commonpath(parents) if parents and all(parents) else ""


def below(path: str, parent: str) -> str:
    """A path as it reads from one of its ancestors: `/A/B/C` below `/A` is `B/C`."""
    return path.removeprefix(f"{parent}/") if parent else path


def ending(path: str, characters: int) -> str:
    """A path as far as there is room for it; what differs between paths is their end."""
    return path if len(path) <= characters else f"…{path[1 - characters :]}"


def node_label(parent: str) -> str:
    """The heading of a column of nodes that are written `below` a common parent."""
    return f"Node in {shown(parent, HEADING)}" if parent else "Node"


def size(count: float) -> str:
    """A number of bytes for a person."""
    for unit in ("bytes", "KB", "MB"):
        if count < 1024 or unit == "MB":
            break
        count /= 1024
    return f"{count:,.0f} {unit}" if unit == "bytes" or count >= 100 else f"{count:,.1f} {unit}"


def duration(seconds: float) -> str:
    """A time span for a person."""
    if round(seconds, 3) < 1:
        return f"{seconds * 1000:.0f} ms"
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def counted(number: int, noun: str) -> str:
    """`1 node`, `2 nodes`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
