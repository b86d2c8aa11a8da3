"""Fields of a document, and what is known of their values as a whole."""

from collections import Counter
from dataclasses import dataclass, field

from discovery.facts.naming import FieldName, Role, words
from discovery.facts.tokens import is_made_up, may_point

PLACES_KEPT = 500  # XPaths of one value in one field of a message; counting goes on
PLAIN_VALUES_MAX = 20_000  # distinct values kept of a field whose name says nothing

Places = str | list[str]
"""Where a value stands in a field: its one XPath, or several."""


@dataclass(slots=True, eq=False)
class Field:
    """A field, and what is known of its values.

    `values` are those in memory, `further` how often they stand at places that are not kept.
    `different` counts the different values, `total` all of them, `found` how many of the different
    ones point to something. `is_key_like` says that none of its texts is one that no key would
    have, `has_pointers` that some values say themselves that they point, as `#id` does.
    `defined_in` is the field that defines all its values.
    """

    path: str
    order: int
    name: FieldName
    message_depth: int
    values: dict[str, Places] = field(default_factory=dict)
    further: Counter[str] = field(default_factory=Counter)
    first: str = ""
    different: int = 0
    total: int = 0
    found: int = 0
    all_made_up: bool = True
    is_key_like: bool = True
    has_pointers: bool = False
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
    def says_nothing(self) -> bool:
        """Whether its values neither identify nor point, unless one says itself that it does."""
        return self.is_prose and self.name.role is Role.PLAIN and self.defined_in is None

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
        """A value that is new to the field, and its key."""
        self.different += 1
        self.first = self.first or key
        self.all_made_up = self.all_made_up and is_made_up(token)
        self.has_pointers = self.has_pointers or may_point(token)
