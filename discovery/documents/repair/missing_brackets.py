"""Tags whose `<` is missing: they stand in the text as words with a `>` behind."""

import re
from dataclasses import dataclass

from discovery.documents.repair.edits import Edits
from discovery.documents.repair.names import NAME
from discovery.documents.repair.tag_counts import Balance
from discovery.documents.repair.tags import Tag, attributes_of

_LIKE_TAG = re.compile(
    rf"""(?:(?P<end>/)|(?<![-.:\w/]))(?P<name>{NAME})"""
    rf"""(?P<attributes>(?:\s+{NAME}\s*=\s*(?:"[^"<>]*+"|'[^'<>]*+'))*+)\s*+(?P<empty>/)?>"""
)
_ESCAPED = "&lt;"

_ESCAPED_ANGLE = "a tag whose '<' is escaped; it is written as such"
_NO_ANGLE = "a tag whose '<' is missing; it is added"


@dataclass(slots=True)
class AngleMender:
    """Finds the tags of one text that lack their `<`."""

    text: str
    edits: Edits
    balance: Balance

    def fix(self, start: int, end: int, innermost: str) -> tuple[int, Tag, bool] | None:
        """Add the `<` of the first tag between these places that lacks it, if one does: where it
        begins, the tag, and whether it is an end tag. `innermost` is the element opened last.
        """
        if self.text.find(">", start, end) < 0:
            return None
        for found in _LIKE_TAG.finditer(self.text, start, end):
            if self._is_meant(found, innermost):
                self._write_angle(found.start())
                values = dict(attributes_of(found["attributes"]))
                tag = Tag(found["name"], found.end(), bool(found["empty"]), values)
                return found.start(), tag, bool(found["end"])
        return None

    def _write_angle(self, at: int) -> None:
        if self.text.startswith(_ESCAPED, at - len(_ESCAPED)):
            self.edits.replace(at - len(_ESCAPED), at, "<", _ESCAPED_ANGLE)
        else:
            self.edits.insert(at, "<", _NO_ANGLE)

    def _is_meant(self, found: re.Match[str], innermost: str) -> bool:
        if found["end"]:
            return found["name"] == innermost
        return not found["empty"] and self.balance.ends_without_start(found["name"])
