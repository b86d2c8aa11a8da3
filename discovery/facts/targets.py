"""The codes beside each identifier: a reference can say that the PAX2 it leads to is an ADT."""

import re

from discovery.facts.naming import read_name
from discovery.facts.spill_dict import SpillDict

CODES_KEPT = 2  # of one element

_CODE = re.compile(r"[A-Za-z0-9]{1,12}")

Codes = list[tuple[str, str]]


class TargetCodes:
    """Takes every value of a document, in order, and keeps the first codes of what is identified.

    Path and value of each, on disk where they are many: memory does not grow with the document.
    """

    def __init__(self) -> None:
        self._identified: set[str] = set()
        self._codes: SpillDict[Codes] = SpillDict(
            list, lambda packed: [tuple(each) for each in packed]
        )

    def add(self, path: str, xpath: str, value: str) -> None:
        """Take one leaf text or attribute, as the index of identifiers is fed."""
        holder = path.rpartition("/")[0]
        if read_name(path).defines:
            self._identified.add(holder)
        elif holder in self._identified and _CODE.fullmatch(value):
            element = xpath.rpartition("/")[0]
            codes = self._codes.get(element) or []
            if len(codes) < CODES_KEPT:
                self._codes.put(element, [*codes, (path, value)], len(element) + len(path))

    def beside(self, xpath: str) -> Codes:
        """The codes in the element that holds the identifier at this XPath, as path and value."""
        return self._codes.get(xpath.rpartition("/")[0]) or []
