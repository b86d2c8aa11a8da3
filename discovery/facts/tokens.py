"""The parts of a value that may identify something or point to it."""

import re
from collections.abc import Iterator

from discovery.facts.naming import FieldName, Role

TOKEN_MAX = 200  # characters; identifiers are short, and what is longer is prose

_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_QNAME = re.compile(r"^(?!xsd?:)[A-Za-z_][\w.-]*:([A-Za-z_][\w.-]*)$")
_FRAGMENT = re.compile(r"^(?:#|url\(#)([^\W\d][\w.:-]*)\)?$")
_QUALIFIER = re.compile(r"[A-Z0-9]{1,3}")  # a code: PT, ST
_KEY = re.compile(r"(?=\D*\d)(?=[\d\W_]*[^\W\d_])[\w./-]{2,40}|\d{3,20}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT|-?P(?:T?\d)")  # of XML Schema: date and time, duration
_URI = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|urn:|tag:|mailto:|\.*/)", re.IGNORECASE)


def tokens(name: FieldName, value: str) -> list[str]:
    """Split a value where its field may hold a list; leave out what cannot point."""
    parts = value.split()
    if has_separators(value) and _may_be_list(name) and not is_uri(value):
        parts = value.replace(",", " ").replace(";", " ").split()
    if len(parts) > 1 and not _may_be_list(name):
        return []
    return [part for part in parts if len(part) <= TOKEN_MAX and _may_matter(name, part)]


def has_separators(value: str) -> bool:
    """Whether a value may be a list with commas or semicolons."""
    return "," in value or ";" in value


def _may_be_list(name: FieldName) -> bool:
    """An element that is called just `ref` holds prose (TEI, DocBook), an attribute a list."""
    return name.role is Role.REFERENCE and (name.is_attribute or bool(name.family))


def _may_matter(name: FieldName, token: str) -> bool:
    if name.qualified:
        return ":" in token
    if name.role is not Role.PLAIN:
        return True
    if name.is_attribute:
        return token.isdecimal() or has_letter(token)
    return is_fragment(token) or may_be_key(token)


def may_be_key(value: str) -> bool:
    """Whether a value may be a key though no name says so: `C17`, `1001`; no word, no time."""
    return bool(_KEY.fullmatch(value)) and not _TIME.match(value)


class Qualifiers:
    """Puts a qualifier before the number beside it: `PT` and `2` are read as `PT:2`."""

    def __init__(self) -> None:
        self._last = ("", "")

    def qualified(self, path: str, xpath: str, value: str) -> str:
        """The value with its qualifier, where it has one; to be asked in document order."""
        if path.endswith("eference/qualifier"):
            self._last = (_above(xpath), value.strip())
        elif path.endswith("eference/number"):
            above, qualifier = self._last
            if above == _above(xpath) and _QUALIFIER.fullmatch(qualifier):
                return f"{qualifier}:{value.strip()}"
        return value


def _above(xpath: str) -> str:
    return xpath.rpartition("/")[0]


def targets(token: str) -> Iterator[str]:
    """The values that a token may point to: itself, `X` of `#X` or `url(#X)`, `X` of `tns:X`.

    The prefixes xs and xsd are left out: they name the types of XML Schema, never a part of the
    document.
    """
    yield token
    if not may_point(token):
        return
    for form in (_FRAGMENT, _QNAME):
        if found := form.match(token):
            yield found[1]


def may_point(token: str) -> bool:
    """Whether the value may point to another one than itself."""
    return "#" in token or ":" in token


def is_fragment(token: str) -> bool:
    """Whether the value itself says that it points into this document: `#id`, `url(#id)`."""
    return "#" in token and bool(_FRAGMENT.match(token))


def is_qname(token: str) -> bool:
    """Whether the value is written like a name with a prefix: `tns:Login`."""
    return ":" in token and bool(_QNAME.match(token))


def is_uri(token: str) -> bool:
    """Whether the value points out of the document: an address, a URN, a file path."""
    return bool(_URI.match(token))


def is_made_up(token: str) -> bool:
    """Letters and digits together, as in `PAX1` or a UUID: hardly the same by accident."""
    return has_letter(token) and _has_digit(token)


def is_distinctive(token: str) -> bool:
    """Whether a value looks made to identify: `PAX1`, a long number; not `S7`, `VAT` or `12`."""
    return (is_made_up(token) and len(token) > 2) or (_has_digit(token) and len(token) >= 6)


def has_letter(token: str) -> bool:
    """Whether the value is more than a number, a date or a time."""
    return bool(_LETTER.search(token))


def _has_digit(token: str) -> bool:
    return bool(_DIGIT.search(token))
