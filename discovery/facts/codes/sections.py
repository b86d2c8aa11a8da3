"""The codes of one section in words, where the section does not say them itself."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from discovery.facts.codes.fields import Kind, kind_of
from discovery.facts.codes.tables import names
from discovery.facts.naming import words

Value = tuple[str, str]
"""The path of a field, in local names, and one of its values."""

# Lists of few codes: a field with a value that is in none of them does not keep to the list.
_SHORT = {Kind.CABIN}
# Beside codes of these kinds a bare `Name` is that of the code; beside a passenger type a person's,
# beside an owner that of what is owned.
_HAVE_NAMES = {Kind.LOCATION, Kind.AIRLINE, Kind.CABIN, Kind.AIRCRAFT, Kind.CURRENCY}
_NAME_WORDS, _OWNER = {"name", "definition"}, "owner"


def decode(path: str, value: str, beside: Iterable[str] = ()) -> str | None:
    """What the code in a field means: `("/Pax/PTC", "ADT")` is adult.

    None where the field holds no codes, where the code is not known, and where one of the fields
    `beside` it names it (`CabinTypeName` beside `CabinTypeCode`): senders have lists of their own.
    """
    kind = kind_of(path)
    found = names(kind, value.strip()) if kind else ()
    if not kind or not found or _is_named(path, kind, beside):
        return None
    return found[0]


def names_of(path: str, value: str) -> tuple[str, ...]:
    """All names of the code in a field; none of cabins, of which senders have lists of their own.

    For whoever judges a statement: no other name contradicts.
    """
    kind = kind_of(path)
    return names(kind, value.strip()) if kind and kind is not Kind.CABIN else ()


def decode_section(structure: Mapping[str, Any], path: str) -> dict[Value, str]:
    """What the codes of a section mean, by field and value; `path` is that of its root.

    Left out are codes that the section names itself, wherever they stand, and those of a field
    that does not keep to a short list.
    """
    found: dict[Value, str] = {}
    left_out: set[Value] = set()
    own_lists: set[str] = set()
    for fields in _groups(structure, path):
        beside = [_name_of(field) for field, value in fields if value.strip()]
        for field, value in fields:
            if text := decode(field, value, beside):
                found[field, value] = text
            elif kind := kind_of(field):
                left_out.add((field, value))
                if kind in _SHORT and value.strip() and not names(kind, value.strip()):
                    own_lists.add(field)
    return {at: text for at, text in found.items() if at not in left_out and at[0] not in own_lists}


def _name_of(path: str) -> str:
    return path.rpartition("/")[2].removeprefix("@")


def _is_named(path: str, kind: Kind, beside: Iterable[str]) -> bool:
    code = words(_name_of(path))
    may_be_bare = kind in _HAVE_NAMES and _OWNER not in code
    stems = (name[:-1] for name in map(words, beside) if name and name[-1] in _NAME_WORDS)
    return any(code[: len(stem)] == stem if stem else may_be_bare for stem in stems)


def _groups(element: Mapping[str, Any], path: str) -> Iterator[list[Value]]:
    """The fields that belong to one element each: its attributes, the texts of its children."""
    if _is_leaf(element):
        yield [(path, "".join(element["content"]))]
    yield from _groups_below(element, path)


def _groups_below(element: Mapping[str, Any], path: str) -> Iterator[list[Value]]:
    children = [child for child in element["content"] if not isinstance(child, str)]
    fields = [(f"{path}/@{key.rpartition('}')[2]}", v) for key, v in element["attributes"].items()]
    fields += [
        (f"{path}/{child['name']}", "".join(child["content"]))
        for child in children
        if _is_leaf(child)
    ]
    yield fields
    for child in children:
        yield from _groups_below(child, f"{path}/{child['name']}")


def _is_leaf(element: Mapping[str, Any]) -> bool:
    return all(isinstance(piece, str) for piece in element["content"])
