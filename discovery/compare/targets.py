"""The elements that references of two runs point to, and which of them are the same."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from discovery.compare.elements import Element, digest
from discovery.compare.links import Link

FOLLOWED = 4  # references one after the other: offer, journey, segment, flight


class Targets:
    """The elements of one run that references point to, by XPath; a `Resolver` once `follow`ed."""

    def __init__(self) -> None:
        self._said: dict[str, bytes] = {}
        self._about: dict[str, bytes] = {}
        self._points: dict[str, tuple[str, ...]] = {}
        self._cited: defaultdict[str, list[bytes]] = defaultdict(list)

    def __contains__(self, xpath: str) -> bool:
        return xpath in self._said

    def add(self, element: Element) -> None:
        """Take an element that was read with nothing known of what it refers to."""
        whole = element.keys.whole
        self._said[element.xpath] = element.equated
        self._about[element.xpath] = digest(whole) if whole else b""
        self._points[element.xpath] = points_of(element)

    def cite(self, root: Element) -> None:
        """Note what the references of a subtree point to."""
        for element, xpath in _citations(root):
            self._cited[xpath].append(element.content)

    def follow(self) -> None:
        """Let what each element says and is about include what it refers to, some steps far."""
        self._said = _followed(self._said, self._points)
        self._about = _followed(self._about, self._points)

    def said(self, xpath: str) -> str:
        """Equal for elements that say the same; "" for one that the run has no fact of."""
        return self._said.get(xpath, b"").hex()

    def about(self, xpath: str) -> str:
        """Equal for elements with equal natural keys."""
        return self._about.get(xpath, b"").hex()

    def cited(self, xpath: str) -> bytes | None:
        """Equal for elements of which the same is said where they are referred to."""
        return digest(sorted(self._cited[xpath])) if xpath in self._cited else None


def points_of(element: Element) -> tuple[str, ...]:
    """What the references at and below an element point to."""
    return tuple(xpath for _, xpath in _citations(element))


def _citations(root: Element) -> Iterator[tuple[Element, str]]:
    """Each reference at or below an element: the element that refers, and what to."""
    open_ = [(root, root)]
    while open_:
        element, parent = open_.pop()
        for value in element.values():
            for xpath in value.link.points if value.link else ():
                yield (parent if value is element.text else element), xpath
        open_ += [(child, element) for child in element.children if child.has_links]


def _followed(
    start: Mapping[str, bytes], points: Mapping[str, tuple[str, ...]]
) -> dict[str, bytes]:
    found = dict(start)
    for _ in range(FOLLOWED):
        found = {
            xpath: digest(own, sorted(found.get(each, b"") for each in points[xpath]))
            if points[xpath]
            else own
            for xpath, own in start.items()
        }
    return found


class Counterparts:
    """Which target of run A is which of run B, as elements are paired."""

    def __init__(self, targets_a: Targets, targets_b: Targets) -> None:
        self.targets_a, self.targets_b = targets_a, targets_b
        self._of: dict[str, str] = {}

    def pair(self, xpath_a: str, xpath_b: str) -> None:
        """Note that these two are the same."""
        self._of[xpath_a] = xpath_b

    def alike(self, before: Link, after: Link) -> bool | None:
        """Whether two references point to the same; None where the runs do not tell.

        They do not where one of them did not take what is pointed to.
        """
        if before.rest != after.rest or len(before.points) != len(after.points):
            return False
        found = {self._is_pair(*pair) for pair in zip(before.points, after.points, strict=True)}
        return False if False in found else (None if None in found else True)

    def _is_pair(self, xpath_a: str, xpath_b: str) -> bool | None:
        if xpath_a not in self.targets_a or xpath_b not in self.targets_b:
            return None
        return self._of.get(xpath_a) == xpath_b

    def all_alike(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether none of these pairs of targets is known to be two."""
        if len(before) != len(after):
            return False
        return all(self._is_pair(*pair) is not False for pair in zip(before, after, strict=True))
