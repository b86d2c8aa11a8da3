"""Where a value is looked for: in its own message, and there as near as can be.

A file may hold several messages that number alike, and so may the parts of one message. The
scope of a reference is the smallest element around it that holds what it points to.
"""

import re
from bisect import bisect_left
from functools import lru_cache

OUTSIDE = 0  # of all messages, as a SOAP header is

_MESSAGE = re.compile(r"[a-z](?:RQ|RS|Req|Rsp|Reply|Notif)(?=/|$)")
_MESSAGE_WITHIN = 1_000  # characters of a path; no message lies deeper
_REACHED_FROM_OUTSIDE = 20  # messages


def message_depth(path: str) -> int:
    """How many steps of a path lead to the message that holds it; 0 where none does."""
    found = _MESSAGE.search(path.partition("/@")[0], 0, _MESSAGE_WITHIN)
    return path.count("/", 0, found.end()) if found else 0


class Messages:
    """Numbers the messages of a document from 1 on, in the order in which they are met.

    `leaves_some_out` says that there are values outside of all of them.
    """

    def __init__(self) -> None:
        self.leaves_some_out = False
        self._numbers: dict[str, int] = {}
        self._last = ("\n", OUTSIDE)  # values come message by message

    @property
    def have_surroundings(self) -> bool:
        """Whether there are messages, and values outside of all of them."""
        return self.leaves_some_out and bool(self._numbers)

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

        What stands outside may point into the first ones.
        """
        if message == OUTSIDE:
            return tuple(range(min(len(self._numbers), _REACHED_FROM_OUTSIDE) + 1))
        return (message, OUTSIDE) if self.leaves_some_out else (message,)

    def reached_from(self, message: int) -> tuple[int, ...]:
        """The messages whose values may point into a message, or outside of all."""
        if message == OUTSIDE:
            return tuple(range(len(self._numbers) + 1))
        return (message, OUTSIDE) if message <= _REACHED_FROM_OUTSIDE else (message,)


def in_message(message: int, value: str) -> str:
    """The key of a value, which holds no blank, within one message."""
    return f"{message} {value}"


def of_message(key: str) -> tuple[int, str]:
    """The message and the value that a key was made of."""
    message, _, value = key.partition(" ")
    return int(message), value


def nearest(xpaths: tuple[str, ...], source: str) -> tuple[str, tuple[str, ...]]:
    """The smallest element around `source` that holds some of the XPaths, and which it holds."""
    if len(xpaths) < 2:
        return "", xpaths
    ordered = _ordered(xpaths)
    at = bisect_left(ordered, source)  # what has most in common with it stands beside it
    beside = ordered[max(at - 1, 0) : at + 1]
    around = max((_element_around(source, xpath) for xpath in beside), key=len)
    return around, tuple(xpath for xpath in xpaths if xpath.startswith(f"{around}/"))


def list_of(xpath: str) -> str:
    """The XPath of the element that holds the owner of an identifier."""
    owner = xpath.partition("/@")[0] if "/@" in xpath else xpath.rpartition("/")[0]
    return owner.rpartition("/")[0]


def _element_around(one: str, other: str) -> str:
    """The XPath of the smallest element around two others."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    common = one[:low]
    return common.partition("/@")[0] if "/@" in common else common.rpartition("/")[0]


@lru_cache(8)
def _ordered(xpaths: tuple[str, ...]) -> list[str]:
    return sorted(xpaths)
