"""Every identifier of a document, and which one a value points to.

Names propose and values decide: `naming` says that `PaxRefID` points to something of the family
pax; it points to `Pax/PaxID` because that field holds the value. Where the document knows no such
family (`CheckedBagReferences`) or the name tells none (a bare `ref`), the value alone decides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from discovery.facts.matching import Match, match
from discovery.facts.naming import Certainty, Family, FieldName, Role, ends_with, read_name
from discovery.facts.tokens import (
    is_distinctive,
    is_fragment,
    is_made_up,
    is_uri,
    targets,
    tokens,
)

PLACES_MAX = 20  # XPaths kept of one value in one field; counting goes on
PLAIN_VALUES_MAX = 20_000  # distinct values kept of an attribute whose name says nothing


@dataclass(frozen=True, slots=True)
class Identifier:
    """One value of one identifying field: how often it is defined, and where the first times."""

    path: str
    value: str
    xpaths: tuple[str, ...]
    count: int
    referenced_by: int


@dataclass(slots=True)
class _Field:
    path: str
    order: int
    name: FieldName
    counts: Counter[str] = field(default_factory=Counter)
    places: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    defined_in: "_Field | None" = None

    @property
    def identifies(self) -> bool:
        return self.name.role in {Role.IDENTIFIER, Role.NAME}

    @property
    def repeats(self) -> bool:
        return self.counts.total() > len(self.counts)

    @property
    def label(self) -> str:
        """The field as a sentence names it: `PaxID`, or `context/@id` for a bare id."""
        return self.name.label if self.name.family else "/".join(self.path.split("/")[-2:])

    def add(self, xpath: str, value: str) -> None:
        if self.name.is_prose and "#" not in value:
            return  # by far the most values of a document leave here
        for token in (value,) if value in self.counts else self.new_tokens(value):
            self.counts[token] += 1
            if self.identifies and len(self.places[token]) < PLACES_MAX:
                self.places[token].append(xpath)

    def new_tokens(self, value: str) -> list[str]:
        full = self.name.role is Role.PLAIN and len(self.counts) >= PLAIN_VALUES_MAX
        return [] if full else tokens(self.name, value)


class IdentifierIndexBuilder:
    """Takes every value of a document, in document order, and builds the index once.

    It keeps what may identify or point: memory grows with that, not with the document.
    """

    def __init__(self) -> None:
        self._fields: dict[str, _Field] = {}

    def add(self, path: str, xpath: str, value: str) -> None:
        """Take one leaf text or attribute; `path` in local names, an attribute as `/@name`."""
        known = self._fields.get(path)
        if known is None:
            known = self._fields[path] = _Field(path, len(self._fields), read_name(path))
        known.add(xpath, value)

    def build(self) -> "IdentifierIndex":
        """The index of all that was added; add nothing afterwards."""
        return IdentifierIndex(self._fields)


class IdentifierIndex:
    """The identifiers of one document; read-only, so any number of threads may ask it."""

    def __init__(self, fields: dict[str, _Field]) -> None:
        self._fields = fields
        self._holders = _holders(fields.values())
        self._families = _families(fields.values())
        self._votes: Counter[tuple[int, int]] = Counter()
        self._referenced: Counter[tuple[int, str]] = Counter()
        self._pointing: set[str] = set()
        self._pointed_to: set[str] = set()
        for known in fields.values():
            known.defined_in = self._find_definition(known)
        for known in fields.values():
            self._vote(known)
        for known in fields.values():
            self._count_references(known)

    def tokens(self, path: str, value: str) -> list[str]:
        """The parts of a value of the field at `path` that may identify or point."""
        known = self._fields.get(path)
        return tokens(known.name, value) if known else []

    def resolve(self, path: str, token: str) -> Identifier | None:
        """What a token in the field at `path` points to; None where it points to nothing."""
        known = self._fields.get(path)
        found = self._resolve(known, token) if known else None
        return self._identifier(*found) if found else None

    def identify(self, path: str, token: str) -> Identifier | None:
        """What a token in the field at `path` identifies; None where it identifies nothing.

        Unless something points to it, two of these signs are asked for: the name is that of its
        element, the value looks made up, no value of the field repeats, something points to
        another value of the field. So `VAT` or `KC` in many places is a code.
        """
        known = self._fields.get(path)
        if known is None or not known.identifies:
            return None
        found = self._identifier(known, token)
        signs = (
            known.name.defines,
            is_distinctive(token),
            not known.repeats,
            known.path in self._pointed_to,
        )
        named = known.name.role is Role.IDENTIFIER and sum(signs) >= 2
        return found if named or found.referenced_by else None

    def is_duplicated(self, identifier: Identifier) -> bool:
        """Whether several elements claim the same identifier, so that it identifies none.

        Asked for: something points to it, or the elements stand side by side in one list. The
        same agency or passport described in two places is no contradiction.
        """
        if identifier.count < 2 or not self._fields[identifier.path].name.defines:
            return False
        lists = Counter(map(_list_of, identifier.xpaths))
        return identifier.referenced_by > 0 or max(lists.values()) > 1

    def why_dangling(self, path: str, token: str) -> str | None:
        """Why a token that resolves to nothing is a broken reference, or None where it is not.

        It is one where the document defines identifiers of that family, or other values of the
        field do resolve, or the name leaves no doubt (`PaxRefID`). It is not where it leaves the
        document: an address, or the element's own identity in another message
        (`ShoppingResponse/ShoppingResponseRefID`, `SelectedOfferItem/OfferItemRefID`).
        """
        known = self._fields.get(path)
        if known is None or known.name.role is not Role.REFERENCE or is_uri(token):
            return None
        name, pointing = known.name, path in self._pointing
        certain = name.certainty is Certainty.CERTAIN
        family = self._families.get(name.family)
        if family and (pointing or name.certainty is not Certainty.SINGULAR):
            return f"no {family.label} in this document has the value {token}"
        if pointing or is_fragment(token) or (certain and not name.family):
            return f"no identifier in this document has the value {token}"
        if certain and not ends_with(name.owner, name.family):
            return f"this document defines no identifier that {name.label} could point to"
        return None

    def _find_definition(self, known: _Field) -> _Field | None:
        """The field of the same name that defines every value that this one claims to define.

        MusicXML part/@id repeats score-part/@id; a ticket repeats OriginDest/OriginDestID. The
        field with more values defines; of equals the one without repetitions, then the first.
        """
        if not known.name.defines or not all(map(is_made_up, known.counts)):
            return None
        rivals = self._holders.get(next(iter(known.counts), ""), [])
        better = [rival for rival in rivals if _precedence(rival) < _precedence(known)]
        for rival in sorted(better, key=_precedence):
            same_name = rival.name.defines and rival.name.label == known.name.label
            if same_name and known.counts.keys() <= rival.counts.keys():
                return rival
        return None

    def _vote(self, known: _Field) -> None:
        """Where several fields hold a value, the one that holds most of a field's values wins."""
        for token in known.counts:
            for _, rival, _ in self._matches(known, token):
                self._votes[known.order, rival.order] += 1

    def _count_references(self, known: _Field) -> None:
        for token, count in known.counts.items():
            if found := self._resolve(known, token):
                self._referenced[found[0].order, found[1]] += count
                self._pointing.add(known.path)
                self._pointed_to.add(found[0].path)

    def _resolve(self, known: _Field, token: str) -> tuple[_Field, str] | None:
        if known.defined_in:
            return known.defined_in, token
        best = max(
            self._matches(known, token),
            key=lambda found: (found[0], self._preference(known, found[1])),
            default=None,
        )
        return (best[1], best[2]) if best else None

    def _preference(self, known: _Field, rival: _Field) -> tuple[bool, bool, int, int]:
        votes = self._votes[known.order, rival.order]
        return rival.name.defines, rival.defined_in is None, votes, -rival.order

    def _matches(self, known: _Field, token: str) -> list[tuple[Match, _Field, str]]:
        """How well, which field and which of its values: all that the token may point to."""
        if known.name.role is Role.NAME or known.name.defines:
            return []
        return [
            (found, rival, value)
            for value in targets(token)
            for rival in self._holders.get(value, [])
            if rival is not known
            and (found := match(known.name, rival.name, token, self._families))
        ]

    def _identifier(self, known: _Field, token: str) -> Identifier:
        return Identifier(
            path=known.path,
            value=token,
            xpaths=tuple(known.places.get(token, ())),
            count=known.counts[token],
            referenced_by=self._referenced[known.order, token],
        )


def _holders(fields: Iterable[_Field]) -> dict[str, list[_Field]]:
    """The identifying fields that hold each value."""
    holders: defaultdict[str, list[_Field]] = defaultdict(list)
    for known in fields:
        if known.identifies:
            for value in known.counts:
                holders[value].append(known)
    return dict(holders)


def _families(fields: Iterable[_Field]) -> dict[Family, _Field]:
    """The first field that defines identifiers of each family, by its own or its owner's name."""
    families: dict[Family, _Field] = {}
    for known in fields:
        if known.name.defines and known.counts:
            families.setdefault(known.name.family or known.name.owner, known)
    return families


def _list_of(xpath: str) -> str:
    """The XPath of the element that holds the owner of an identifier."""
    owner = xpath.partition("/@")[0] if "/@" in xpath else xpath.rpartition("/")[0]
    return owner.rpartition("/")[0]


def _precedence(known: _Field) -> tuple[int, bool, int]:
    return -len(known.counts), known.repeats, known.order
