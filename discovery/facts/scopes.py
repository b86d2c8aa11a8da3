"""Where a value is looked for: in its own message, and there as near as can be.

A file may hold several messages that number alike, and so may the parts of one message. The
scope of a reference is the smallest element around it that holds what it points to.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

OUTSIDE = 0  # of all messages, as a SOAP header is

_MESSAGE = re.compile(r"[a-z](?:RQ|RS|Req|Rsp|Reply|Notif)$")

Groups = dict[str, tuple[str, ...]]


def message_depth(path: str) -> int:
    """How many steps of a path lead to the message that holds it; 0 where none does."""
    steps = path.split("/@")[0].split("/")[1:]
    found = (depth for depth, step in enumerate(steps, 1) if _MESSAGE.search(step))
    return next(found, 0)


class Messages:
    """Numbers the messages of a document from 1 on, in the order in which they are met.

    `leaves_some_out` says that there are values outside of all of them.
    """

    def __init__(self) -> None:
        self.leaves_some_out = False
        self._numbers: dict[str, int] = {}
        self._last = ("\n", OUTSIDE)  # values come message by message

    def number(self, xpath: str, depth: int) -> int:
        """The number of the message so many steps down that holds this XPath."""
        if depth == 0:
            self.leaves_some_out = True
            return OUTSIDE
        start, number = self._last
        if not xpath.startswith(start):
            start = "/".join(xpath.split("/", depth + 1)[: depth + 1]) + "/"
            number = self._numbers.setdefault(start, len(self._numbers) + 1)
            self._last = start, number
        return number

    def reach(self, message: int) -> tuple[int, ...]:
        """The messages in which a value is looked for: its own and what is outside of all.

        What stands outside may point into the first: to the only one, where there is just one.
        """
        if message == OUTSIDE:
            return (OUTSIDE, 1) if self._numbers else (OUTSIDE,)
        return (message, OUTSIDE) if self.leaves_some_out else (message,)


def in_message(message: int, value: str) -> str:
    """The key of a value, which holds no blank, within one message."""
    return f"{message} {value}"


def of_message(key: str) -> tuple[int, str]:
    """The message and the value that a key was made of."""
    message, _, value = key.partition(" ")
    return int(message), value


def nearest(xpaths: tuple[str, ...], source: str) -> tuple[str, tuple[str, ...]]:
    """The smallest element around `source` that holds some of the XPaths, and which it holds."""
    if len(xpaths) > 1:
        groups = _by_ancestor(xpaths)
        for ancestor in ancestors(source):
            if found := groups.get(ancestor):
                return ancestor, found
    return "", xpaths


def list_of(xpath: str) -> str:
    """The XPath of the element that holds the owner of an identifier."""
    above = ancestors(xpath)
    next(above, "")
    return next(above, "")


def ancestors(xpath: str) -> Iterator[str]:
    """The XPaths of the elements around a leaf or an attribute, from the nearest to the root."""
    above = xpath.partition("/@")[0] if "/@" in xpath else xpath.rpartition("/")[0]
    while above:
        yield above
        above = above.rpartition("/")[0]


@lru_cache(8)
def _by_ancestor(xpaths: tuple[str, ...]) -> Groups:
    groups: dict[str, list[str]] = {}
    for xpath in xpaths:
        for ancestor in ancestors(xpath):
            groups.setdefault(ancestor, []).append(xpath)
    return {ancestor: tuple(found) for ancestor, found in groups.items()}
