"""Void tags of HTML within texts: line breaks, rules and pictures."""

from dataclasses import dataclass

from discovery.documents.repair.edits import Edits
from discovery.documents.repair.tag_counts import Balance

_NAMES = {"br", "hr", "img"}

_NOT_CLOSED = "a tag of HTML that has no end tag there; closed at once, as XML requires"
_END_ALONE = "an end tag of HTML that has no start tag; written as an element closed at once"


@dataclass(slots=True)
class VoidMender:
    """Closes such tags of one text at once, where they have no end tag."""

    text: str
    edits: Edits
    balance: Balance

    def closes(self, name: str, end: int) -> bool:
        """Close the start tag of this name that ends at this place, if it is such a one."""
        is_void = name.lower() in _NAMES and self.text.startswith(">", end - 1)
        if not is_void or not self.balance.starts_without_end(name):
            return False
        self.edits.insert(end - 1, "/", _NOT_CLOSED)
        return True

    def replaces(self, name: str, start: int, end: int) -> bool:
        """Put an empty element in the place of this end tag, if it is such a one."""
        if name.lower() not in _NAMES or not self.balance.ends_without_start(name):
            return False
        self.edits.overwrite(start, end, f"<{name}/>", _END_ALONE)
        return True
