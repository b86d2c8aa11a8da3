"""What the name of a field says: that it identifies, that it points, and of which family it is.

Names are read in words (`PaxSegmentRefID` is pax, segment, ref, id), so that every habit of
writing them counts alike: `contextRef`, `PAX_REF_ID`, `segment-refs`. The words that make a name
an identifier or a reference are taken off; what remains is the family: pax segment.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

Family = tuple[str, ...]


class Role(Enum):
    """What a field is by its name alone."""

    IDENTIFIER = "identifier"
    NAME = "name"  # the attribute `name`: identifies in schemas, where values are `tns:Name`
    REFERENCE = "reference"
    PLAIN = "plain"


class Certainty(Enum):
    """How surely a name says that its value points to something in the same document."""

    NONE = 0
    SINGULAR = 1  # `...Reference`: as often the number of a booking or a payment
    LIKELY = 2  # `...Ref`, `...Refs`, `...References`, `href`, `target`
    CERTAIN = 3  # `...RefID`, `...RefKey`, `idref`, `linkend`


@dataclass(frozen=True, slots=True)
class FieldName:
    """What a path says about its field.

    `family` is empty for a bare `id` or `ref`; `owner` is the family of the element that the
    field belongs to. `defines` says that an identifier identifies that element: `Pax/PaxID` and
    `Pax/@id` do, `Ticket/PaxID` does not. `stands_for` says that the element stands for another
    one, so that nothing points to its fields: `PaxSegmentRef/PaxSegmentID`. `qualified` says that
    the value only tells something together with the qualifier beside it: `reference/number`.
    """

    role: Role
    label: str
    family: Family
    owner: Family
    is_attribute: bool
    certainty: Certainty = Certainty.NONE
    defines: bool = False
    stands_for: bool = False
    qualified: bool = False

    @property
    def is_prose(self) -> bool:
        """The text of an element whose name says nothing: only `#id` could make it point."""
        return self.role is Role.PLAIN and not self.is_attribute


_IDENTIFIER_WORDS = {"id", "key", "identifier", "guid", "uuid", "rph"}
_REFERENCE_WORDS = {"ref", "reference", "idref", "keyref"}
_BARE_REFERENCES = {"href", "target", "refer", "rid", "linkend", "linkends"}
_REFERENCE = ("reference",)
_QUALIFIED = ("qualified", "number")  # the family of all numbers with a qualifier
_REFERENCE_NUMBER = ("ref", "number")  # OTA TravelerRefNumber
_PLACE_HOLDER = ("rph",)  # OTA, "reference place holder": FlightSegment/@RPH, ServiceRPH
_CERTAIN_NAMES = {"rid", "linkend", "linkends", "idref", "keyref"}
# 17.2 keys that name no family of their own: Media/@ListKey, Penalty/@ObjectKey.
_EMPTY_FAMILIES: set[Family] = {("list",), ("object",)}

_CACHED = 1_000  # names are few and met at every value; each may be long
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
_SEAMLESS = re.compile(r"^(.+)ref(?:id|key)$")  # PAXREFID


@lru_cache(_CACHED)
def words(name: str) -> Family:
    """The words of a name, in lower case and singular: `PassengerRefs` is passenger, ref."""
    seamed = name.replace("IDs", "Ids").replace("RPHs", "Rphs")
    return tuple(_singular(word.lower()) for word in _WORD.findall(seamed))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(_CACHED)
def read_name(path: str) -> FieldName:
    """Read the last three steps of a local-name path such as `/Order/Pax/@PaxID`."""
    outer, above, leaf = ["", *path.split("/")][-3:]
    label = leaf.removeprefix("@")
    owner, owner_points = _without_reference_words(words(above))
    numbered = words(above)[-2:] == _REFERENCE_NUMBER
    if numbered and ends_with(words(outer), owner):  # AirTraveler/TravelerRefNumber
        owner_points = False
    by_number = not numbered and above.lower().endswith("reference")
    field = _Leaf(label, words(label), leaf.startswith("@"), owner, owner_points, by_number)
    if leaf == "number" and words(above)[-1:] == _REFERENCE:
        return _as_qualified(field, words(outer))
    return _as_reference(field) or _as_identifier(field) or _as_plain(field)


@dataclass(frozen=True, slots=True)
class _Leaf:
    label: str
    words: Family
    is_attribute: bool
    owner: Family
    owner_points: bool  # `PaxSegmentRef`, `BookingReference`: stands for something elsewhere
    owner_by_number: bool  # `BookingReference`: perhaps by a number that is known elsewhere

    @property
    def is_bare_identifier(self) -> bool:
        return len(self.words) == 1 and self.words[0] in _IDENTIFIER_WORDS


def _without_reference_words(name: Family) -> tuple[Family, bool]:
    if name[-2:] == _REFERENCE_NUMBER:
        return name[:-2], True
    points = bool(name) and (name[-1] in _REFERENCE_WORDS or name[-1:] == _PLACE_HOLDER)
    return (name[:-1], True) if points else (name, False)


def _as_reference(leaf: _Leaf) -> FieldName | None:
    found = _reference_parts(leaf)
    if found is None:
        return None
    family, certainty = found
    if not family and leaf.owner_points:  # FpML partyReference/@href
        family = leaf.owner
    owner = () if leaf.owner_points else leaf.owner
    return FieldName(Role.REFERENCE, leaf.label, family, owner, leaf.is_attribute, certainty)


def _reference_parts(leaf: _Leaf) -> tuple[Family, Certainty] | None:
    """The family and certainty of a name that says that it points."""
    name = leaf.words
    if leaf.is_bare_identifier and leaf.owner_points and leaf.owner:  # FareInfoRef/@Key
        return leaf.owner, Certainty.SINGULAR if leaf.owner_by_number else Certainty.LIKELY
    if found := _identifiers_elsewhere(leaf):
        return found
    if leaf.label.lower() in _BARE_REFERENCES:
        return (), _certainty(leaf.label.lower(), Certainty.LIKELY)
    last = name[-1] if name else ""
    if last in _IDENTIFIER_WORDS and name[-2:-1] == ("ref",):  # PaxRefID
        return name[:-2], Certainty.CERTAIN
    if last in _REFERENCE_WORDS and name[-2:-1] == ("id",):  # PaxIDRef
        return name[:-2], Certainty.CERTAIN
    if last in _REFERENCE_WORDS:
        return name[:-1], _certainty(last, _by_number(leaf))
    seamless = _SEAMLESS.match(last)
    return ((*name[:-1], seamless[1]), Certainty.CERTAIN) if seamless else None


def _identifiers_elsewhere(leaf: _Leaf) -> tuple[Family, Certainty] | None:
    """The same of a list of identifiers, or of an OTA place holder on an element of other name."""
    name = leaf.words[:-1] if leaf.words[-1:] == ("list",) else leaf.words
    kind, family = name[-1:], name[:-1]
    if kind and kind[0] in _IDENTIFIER_WORDS and family[-1:] != ("ref",):
        is_list = name != leaf.words or leaf.label.lower().endswith(f"{kind[0]}s")
        holder = kind == _PLACE_HOLDER
        if is_list or (holder and family and not _names_owner(leaf, family)):
            certain = is_list and holder
            return _stem(family), Certainty.CERTAIN if certain else Certainty.LIKELY
    return None


def _stem(family: Family) -> Family:
    return family[:-2] if family[-2:] == _REFERENCE_NUMBER else family


def _certainty(word: str, otherwise: Certainty) -> Certainty:
    return Certainty.CERTAIN if word in _CERTAIN_NAMES else otherwise


def _by_number(leaf: _Leaf) -> Certainty:
    return Certainty.SINGULAR if leaf.label.lower().endswith("reference") else Certainty.LIKELY


def _as_identifier(leaf: _Leaf) -> FieldName | None:
    name = leaf.words
    if not name or name[-1] not in _IDENTIFIER_WORDS:
        return None
    family = () if name[:-1] in _EMPTY_FAMILIES else name[:-1]
    defines = not leaf.owner_points and _names_owner(leaf, family)
    if not family and leaf.owner_points:  # PaxSegmentRef/ID
        family = leaf.owner
    return FieldName(
        Role.IDENTIFIER,
        leaf.label,
        family,
        leaf.owner,
        leaf.is_attribute,
        defines=defines,
        stands_for=leaf.owner_points and bool(leaf.owner),
    )


def _names_owner(leaf: _Leaf, family: Family) -> bool:
    return not family or ends_with(leaf.owner, family) or ends_with(family, leaf.owner)


def _as_qualified(leaf: _Leaf, outer: Family) -> FieldName:
    """Amadeus: elementManagementPassenger/reference is pointed to by referenceForDataElement."""
    points = bool(leaf.owner) or not _REFERENCE_WORDS.isdisjoint(outer)
    role = Role.REFERENCE if points else Role.IDENTIFIER
    certainty = Certainty.LIKELY if points else Certainty.NONE
    owner = () if points else outer
    return FieldName(
        role, leaf.label, _QUALIFIED, owner, False, certainty, defines=not points, qualified=True
    )


def _as_plain(leaf: _Leaf) -> FieldName:
    is_name = leaf.is_attribute and leaf.label == "name"
    role = Role.NAME if is_name else Role.PLAIN
    return FieldName(role, leaf.label, () if is_name else leaf.words, leaf.owner, leaf.is_attribute)


def ends_with(family: Family, ending: Family) -> bool:
    """Whether one family is a special case of another: flight segment ends with segment."""
    return bool(ending) and family[-len(ending) :] == ending
