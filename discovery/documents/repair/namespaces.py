"""Prefixes that are used and nowhere declared."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from discovery.documents.repair.edits import Edits
from discovery.documents.repair.namespace_uris import declared

# Prefixes that mean one thing by general agreement.
_WELL_KNOWN = {
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xlink": "http://www.w3.org/1999/xlink",
}
_UNDECLARED = "urn:undeclared-prefix:"
_RESERVED = {"xml", "xmlns", ""}

_OTHERWHERE = "a prefix that is declared in another place only; declared for the whole document"
_BY_AGREEMENT = "a prefix that is never declared; declared with the namespace it stands for"
_UNKNOWN = "a prefix that is never declared; declared with a namespace made up for it"


@dataclass(slots=True)
class Namespaces:
    """Which prefixes are in force while start tags go by, and which ought to be."""

    _in_force: Counter[str] = field(default_factory=Counter)
    _declared: list[tuple[int, list[str]]] = field(default_factory=list)
    _uris: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _missing: dict[str, None] = field(default_factory=dict)

    def starts(self, depth: int, name: str, values: Mapping[str, str]) -> None:
        """An element starts below so many others, with these attributes."""
        while self._declared and self._declared[-1][0] >= depth:
            self._in_force.subtract(self._declared.pop()[1])
        if uris := declared(values):
            self._declared.append((depth, list(uris)))
            self._in_force.update(list(uris))
            for prefix, uri in uris.items():
                self._uris[prefix].add(uri)
        for prefix in _used(name, values):
            if not self._in_force[prefix]:
                self._missing[prefix] = None

    def declare_missing(self, at: int, edits: Edits) -> None:
        """Declare behind the name of the root element, at this place, what is missing."""
        for prefix in self._missing:
            uri, what = self._meaning(prefix)
            edits.insert(at, f' xmlns:{prefix}="{uri}"', what)

    def _meaning(self, prefix: str) -> tuple[str, str]:
        uris = self._uris.get(prefix, ())
        if len(uris) == 1:
            return next(iter(uris)), _OTHERWHERE
        if prefix in _WELL_KNOWN:
            return _WELL_KNOWN[prefix], _BY_AGREEMENT
        return _UNDECLARED + prefix, _UNKNOWN


def _used(name: str, values: Collection[str]) -> list[str]:
    """The prefixes of an element and its attributes that need a declaration, in order."""
    prefixes = (key.partition(":")[0] for key in (name, *values) if ":" in key)
    return [prefix for prefix in dict.fromkeys(prefixes) if prefix not in _RESERVED]
