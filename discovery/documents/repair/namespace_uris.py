"""Declarations of namespaces that XML does not allow: no address, none at all, its own prefix."""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from urllib.parse import quote

from discovery.documents.repair.edits import Edits

DECLARES = "xmlns:"

_XML = "http://www.w3.org/XML/1998/namespace"
_RESERVED = {_XML, "http://www.w3.org/2000/xmlns/"}
_ATTRIBUTE = re.compile(
    r"""\s(?P<name>[^\s=]+)\s*=\s*(?P<sign>["'])(?P<value>.*?)(?P=sign)""", re.DOTALL
)
# What an address is made of (RFC 3986), and what stays when its parts make no sense.
_SIGNS = "%/?@!$&'()*+,;=~:#[]"
_HARMLESS = "%/?@!$&'()*+,;=~"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SOUND = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*+:|(?=[^:/?#]*+(?:[/?#]|$)))"
    r"(?://(?:[^/?#@\[\]]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^/?#:\[\]]*+)(?::\d+)?(?=[/?#]|$)|(?!//))"
    r"[^\[\]#]*+(?:#[^#]*+)?"
)

_NOT_AN_ADDRESS = "a namespace that is no valid address; its signs written as addresses have them"
_EMPTY = "a prefix that is declared with an empty namespace; the declaration is taken out"
_NOT_TO_DECLARE = "a declaration of what XML itself has declared; taken out"


def declared(values: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that a tag with these attributes may declare, and their namespaces."""
    pairs = ((key[len(DECLARES) :], uri) for key, uri in values.items() if key.startswith(DECLARES))
    return {prefix: uri for prefix, uri in pairs if not _what_is_wrong(prefix, uri)}


def fix_namespace_uris(text: str, start: int, end: int, edits: Edits) -> None:
    """Fix the namespaces declared in the tag that stands from `start` to `end`."""
    for found in _declarations(text, start, end):
        value = unescape(found["value"])
        if wrong := _what_is_wrong(found["name"].partition(":")[2], value):
            edits.delete(found.start(), found.end(), wrong)
        elif (new := address(value)) != value:
            edits.replace(*found.span("value"), escape(new), _NOT_AN_ADDRESS)


def _declarations(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    for found in _ATTRIBUTE.finditer(text, start, end):
        if found["name"] == "xmlns" or found["name"].startswith(DECLARES):
            yield found


def _what_is_wrong(prefix: str, uri: str) -> str:
    """Why this prefix ("" for none) must not be declared like this; "" where it may."""
    if prefix == "xml":
        return "" if uri == _XML else _NOT_TO_DECLARE
    if prefix == "xmlns" or uri in _RESERVED:
        return _NOT_TO_DECLARE
    return _EMPTY if prefix and not uri else ""


def address(value: str) -> str:
    """A namespace as a valid address: as it is where it is one, else as like it as can be."""
    quoted = _STRAY_PERCENT.sub("%25", quote(value.strip(), safe=_SIGNS))
    return quoted if _SOUND.fullmatch(quoted) else quote(quoted, safe=_HARMLESS)
