"""What is kept of the values of a document, and of the fields that hold them."""

from dataclasses import dataclass, field

from discovery.facts.naming import FieldName, Role, words
from discovery.facts.scopes import list_of, nearest
from discovery.facts.tokens import is_made_up

MAX_FIELDS_PER_VALUE = (
    100  # fields; a value in more of them, such as 1, points to none in particular
)
PLACES_KEPT = 500  # XPaths of one value in one field of a message; counting goes on
PLAIN_VALUES_MAX = 20_000  # distinct values kept of a field whose name says nothing


@dataclass(slots=True)
class ValueUsage:
    """One value in one field.

    `by_place` counts the references to each XPath, where there are several; `scopes` are the
    elements within which a reference finds more than one of them.
    """

    count: int = 0
    referenced: int = 0
    xpaths: list[str] = field(default_factory=list)
    by_place: dict[str, int] = field(default_factory=dict)
    scopes: list[str] = field(default_factory=list)

    def refer(self, use: "ValueUsage") -> None:
        """Note that another field holds this value, and points here."""
        self.referenced += use.count
        if len(self.xpaths) < 2:
            return
        places = tuple(self.xpaths)
        for source in use.xpaths:
            scope, found = nearest(places, source)
            for xpath in found:
                self.by_place[xpath] = self.by_place.get(xpath, 0) + 1
            all_known = self.count == len(places)  # or a nearer one may not have been kept
            if len(found) > 1 and all_known and scope not in self.scopes:
                self.scopes.append(scope)

    def referenced_at(self, xpath: str) -> int:
        """How often one of the places is pointed to."""
        return self.by_place.get(xpath, 0) if len(self.xpaths) > 1 else self.referenced

    def claims(self, xpath: str) -> tuple[str, ...]:
        """The places that contradict each other: in one list, or in one scope."""
        beside = list_of(xpath)
        around = [f"{scope}/" for scope in self.scopes if xpath.startswith(f"{scope}/")]
        return tuple(
            place
            for place in self.xpaths
            if list_of(place) == beside or any(place.startswith(scope) for scope in around)
        )


PackedUsage = tuple[int, int, list[str]] | tuple[int, int, list[str], dict[str, int], list[str]]

ValueUsages = dict[int, ValueUsage]
"""The fields that hold a value, by their order."""


@dataclass(slots=True)
class Field:
    """What is kept of a field besides its values: how many there are, and whether of one kind."""

    path: str
    order: int
    name: FieldName
    first: str = ""
    different: int = 0
    total: int = 0
    found: int = 0  # of the different values, how many point to something
    all_made_up: bool = True
    is_key_like: bool = True  # none of its texts is one that no key would have
    message_depth: int = 0
    defined_in: "Field | None" = None
    identifies: bool = field(init=False)
    places_kept: int = field(init=False)
    is_prose: bool = field(init=False)
    is_in_pair: bool = field(init=False)

    def __post_init__(self) -> None:
        """Say once for the field what is asked at each of its values.

        `places_kept`: to find what is nearest to what, it matters where its values stand. Of a
        field that may turn out to be a key, whose values stand once each, the first is enough.
        """
        self.identifies = self.name.role in {Role.IDENTIFIER, Role.NAME}
        self.places_kept = 1 if self.name.role is Role.PLAIN else PLACES_KEPT
        self.is_prose = self.name.is_prose
        self.is_in_pair = self.path.endswith(("/qualifier", "/number"))

    @property
    def is_target(self) -> bool:
        """Whether other fields may point to its values."""
        return self.identifies and not self.name.stands_for

    @property
    def repeats(self) -> bool:
        return self.total > self.different

    @property
    def is_full(self) -> bool:
        return self.name.role is Role.PLAIN and self.different >= PLAIN_VALUES_MAX

    @property
    def label(self) -> str:
        """The field as a sentence names it: `PaxID`, or `context/@id` for a bare id."""
        tells = self.name.family and len(words(self.name.label)) > 1
        return self.name.label if tells else "/".join(self.path.split("/")[-2:])

    def note_new(self, key: str, token: str) -> None:
        """A value that the field had not held before in a message, and its key there."""
        self.first = self.first or key
        self.different += 1
        self.all_made_up = self.all_made_up and is_made_up(token)


def pack_usages(uses: ValueUsages) -> dict[int, PackedUsage]:
    """As a file can hold it."""
    return {order: _packed(use) for order, use in uses.items()}


def _packed(use: ValueUsage) -> PackedUsage:
    if use.by_place:
        return use.count, use.referenced, use.xpaths, use.by_place, use.scopes
    return use.count, use.referenced, use.xpaths


def unpack_usages(packed: dict[int, PackedUsage]) -> ValueUsages:
    """What `pack_usages` packed."""
    return {order: ValueUsage(*use) for order, use in packed.items()}
