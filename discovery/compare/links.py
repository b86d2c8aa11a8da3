"""Local identifiers and references of a fact: what they stand for, in place of what they say."""

from collections.abc import Iterable
from sys import intern
from typing import NamedTuple, Protocol

from discovery.compare.keys import is_local
from discovery.facts.naming import read_name
from discovery.facts.references import References


class Link(NamedTuple):
    """What a value stands for where it is a local identifier (LOCAL) or a reference.

    `points` are the XPaths of the elements that a reference points to, `rest` its parts that are
    no local identifiers or are broken. `said` is equal where these say the same, `about` where
    their natural keys are equal; it is "" where nothing is known of them.
    """

    said: str
    about: str = ""
    points: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


LOCAL = Link("\0identifier")


class Resolver(Protocol):
    """What the elements of a document that references point to say, and their natural keys."""

    def said(self, xpath: str) -> str: ...
    def about(self, xpath: str) -> str: ...
    def cited(self, xpath: str) -> bytes | None: ...


class Links:
    """Those of one fact by XPath; `owners` are its elements that references point to."""

    def __init__(self, references: References | None = None) -> None:
        self.owners: frozenset[str] = frozenset()
        self._found: dict[str, tuple[list[str], list[str]]] = {}
        if references:
            self.owners = frozenset(_owners(references))
            self._read(references)

    @property
    def points(self) -> tuple[str, ...]:
        """The elements that the references of the fact point to, in document order."""
        return tuple(xpath for points, _ in self._found.values() for xpath in points)

    def reference(self, xpath: str, resolver: Resolver) -> Link | None:
        """The reference at this XPath, None where there is none."""
        if xpath not in self._found:
            return None
        points, rest = self._found[xpath]
        said = "\0".join(("", *map(resolver.said, points), *rest))
        return Link(said, "\0".join(map(resolver.about, points)), tuple(points), tuple(rest))

    def _read(self, references: References) -> None:
        for found in references["references"]:
            if _is_local(found["target_path"]):
                owner = _owner(found["target_path"], found["target"])
                self._at(found["xpath"])[0].append(intern(owner))
            else:
                self._at(found["xpath"])[1].append(found["value"])
        for xpath in [xpath for xpath, (points, _) in self._found.items() if not points]:
            del self._found[xpath]  # a natural key is compared as it is written
        for broken in references["dangling"]:
            self._at(broken["xpath"])[1].append(broken["value"])

    def _at(self, xpath: str) -> tuple[list[str], list[str]]:
        return self._found.setdefault(xpath, ([], []))


NO_LINKS = Links()


def _owners(references: References) -> Iterable[str]:
    for found in references["identifiers"]:
        if found["referenced_by"] and _is_local(found["path"]):
            yield intern(_owner(found["path"], found["xpath"]))


def _is_local(path: str) -> bool:
    outer, owner, leaf = ["", "", *path.split("/")][-3:]
    return is_local(owner, leaf, outer)


def _owner(path: str, xpath: str) -> str:
    """The XPath of the element that an identifier identifies."""
    owner = _above(xpath)
    return _above(owner) if read_name(path).qualified else owner


def _above(xpath: str) -> str:
    """Without the last step, which may hold slashes in a namespace."""
    attribute = xpath.find("/@")
    return xpath[:attribute] if attribute >= 0 else xpath.rpartition("/")[0]
