"""Tags whose `<` is missing: they stand in the text as words with a `>` behind."""

import re
from collections import Counter
from dataclasses import dataclass, field

from discovery.documents.repair.edits import Edits
from discovery.documents.repair.names import NAME
from discovery.documents.repair.tags import Tag, attributes_of

_LIKE_TAG = re.compile(
    rf"""(?P<end>/)?(?P<name>{NAME})(?P<attributes>(?:\s+{NAME}\s*=\s*(?:"[^"<>]*+"|'[^'<>]*+'))*+)"""
    r"\s*+(?P<empty>/)?>"
)
_TAG = re.compile(rf"<(/?)({NAME})")

_NO_ANGLE = "a tag whose '<' is missing; it is added"


@dataclass(slots=True)
class AngleMender:
    """Finds the tags of one text that lack their `<`."""

    text: str
    edits: Edits
    _surplus: Counter[str] | None = field(default=None)

    def mend(self, start: int, end: int, innermost: str) -> tuple[int, Tag, bool] | None:
        """Add the `<` of the first tag between these places that lacks it, if one does: where it
        begins, the tag, and whether it is an end tag. `innermost` is the element opened last.
        """
        if self.text.find(">", start, end) < 0:
            return None
        for found in _LIKE_TAG.finditer(self.text, start, end):
            if self._is_meant(found, innermost):
                self.edits.insert(found.start(), "<", _NO_ANGLE)
                values = dict(attributes_of(found["attributes"]))
                tag = Tag(found["name"], found.end(), bool(found["empty"]), values)
                return found.start(), tag, bool(found["end"])
        return None

    def _is_meant(self, found: re.Match[str], innermost: str) -> bool:
        if found["end"]:
            return found["name"] == innermost
        return not found["empty"] and self._ends_without_start(found["name"])

    def _ends_without_start(self, name: str) -> bool:
        """Whether more end tags than start tags of this name stand in the text."""
        if self._surplus is None:
            self._surplus = Counter()
            for slash, tag in _TAG.findall(self.text):
                self._surplus[tag] += 1 if slash else -1
        return self._surplus[name] > 0
