"""What is kept of the values of a document, and of the fields that hold them."""

from dataclasses import dataclass, field

from discovery.facts.naming import FieldName, Role
from discovery.facts.tokens import is_made_up

HOLDERS_MAX = 100  # fields; a value in more of them, such as 1, points to none in particular
PLAIN_VALUES_MAX = 20_000  # distinct values kept of an attribute whose name says nothing


@dataclass(slots=True)
class Use:
    """One value in one field."""

    count: int = 0
    referenced: int = 0
    xpaths: list[str] = field(default_factory=list)


Uses = dict[int, Use]
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
    all_made_up: bool = True
    defined_in: "Field | None" = None

    @property
    def identifies(self) -> bool:
        return self.name.role in {Role.IDENTIFIER, Role.NAME}

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
        return self.name.label if self.name.family else "/".join(self.path.split("/")[-2:])

    def note_new(self, token: str) -> None:
        """A value that the field had not held before."""
        self.first = self.first or token
        self.different += 1
        self.all_made_up = self.all_made_up and is_made_up(token)


def pack_uses(uses: Uses) -> dict[int, tuple[int, int, list[str]]]:
    """As JSON can hold it."""
    return {order: (use.count, use.referenced, use.xpaths) for order, use in uses.items()}


def unpack_uses(packed: dict[str, tuple[int, int, list[str]]]) -> Uses:
    """What `pack_uses` packed."""
    return {int(order): Use(*use) for order, use in packed.items()}
