"""Repair of attributes."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from discovery.documents.repair import references
from discovery.documents.repair.attribute_quoting import Form, value_at
from discovery.documents.repair.edits import Edits, NoRepairError
from discovery.documents.repair.names import BAD_NAME, NAME, proper

_ATTRIBUTE = re.compile(
    rf"""(?P<space>\s*+(?:["'/,;]{{1,3}}(?={NAME}\s{{0,9}}=))?)(?P<name>{NAME}(?=[\s=/<>"']))(?P<equals>\s*+=[\s=]*+|\s*+(?=["']))?"""
)
_ODD = re.compile(r"""(?P<space>\s*+)(?P<name>[^\s<>="'/]{1,100})(?P<equals>\s*+=\s*+)(?=["'])""")
_AS_REFERENCE = {'"': "&quot;", "'": "&apos;"}

_NO_VALUE = "an attribute without a value; it gets an empty one"
_NO_SPACE = "no space before an attribute; it is added"
_SIGN_BEFORE = "a sign before an attribute; a space stands in its place"
_TWICE = "an attribute that stands twice with the same value; one of them is taken out"
_EQUALS = "an attribute with more or less than one '='; written with one"
_ANGLE = "a bare '<' in an attribute; written as '&lt;'"


@dataclass(frozen=True, slots=True)
class Attribute:
    """Where a fixed attribute ends; `doubtful` where it may be no attribute at all."""

    end: int
    doubtful: bool = False


def fix_attribute(
    text: str,
    at: int,
    values: dict[str, str],
    edits: Edits,
    entities: Collection[str],
    *,
    outside: bool,
) -> Attribute | None:
    """Fix the attribute at this place and add it to the `values` of its tag.

    None where this can be no attribute. Raises NoRepairError for one that stands twice with
    different values: which is meant only the sender knows.
    """
    name = _ATTRIBUTE.match(text, at) or _ODD.match(text, at)
    if name is None:
        return None
    if name["equals"] is None:
        return _without_value(name, values, edits)
    form, value = value_at(text, name.end())
    if value is None:
        return None
    if values.get(name["name"]) == value["value"]:
        edits.delete(at, value.end(), _TWICE)
        return Attribute(value.end())
    values[_write_name(name, values, edits)] = value["value"]
    if form.what:
        _rewrite(form, value, _fixed(value["value"], entities, outside=outside), edits)
    else:
        _fix_inside(text, *value.span("value"), edits, entities, outside=outside)
    return Attribute(value.end(), doubtful=name["equals"].isspace())


def _without_value(name: re.Match[str], values: dict[str, str], edits: Edits) -> Attribute:
    if values.setdefault(name["name"], "") == "":
        edits.insert(name.end(), '=""', _NO_VALUE)
    return Attribute(name.end(), doubtful=True)


def _write_name(found: re.Match[str], values: Collection[str], edits: Edits) -> str:
    """Fix the name of an attribute and what stands around it; return the name it has then.

    Raises NoRepairError where the tag has it already, with another value.
    """
    name = proper(found["name"])
    if name in values:
        raise NoRepairError
    if not found["space"]:
        edits.insert(found.start(), " ", _NO_SPACE)
    elif sign := found["space"].strip():
        edits.replace(found.start("name") - len(sign), found.start("name"), " ", _SIGN_BEFORE)
    if name != found["name"]:
        edits.replace(*found.span("name"), name, BAD_NAME)
    if found["equals"].strip() != "=":
        edits.replace(*found.span("equals"), "=", _EQUALS)
    return name


def _rewrite(form: Form, value: re.Match[str], fixed: str, edits: Edits) -> None:
    """Put quotation marks around a value where they are missing or others."""
    quote = value.groupdict().get("quote") or '"'
    inside = fixed.replace(quote, _AS_REFERENCE[quote])
    edits.replace(value.start(), value.end(), f"{quote}{inside}{quote}", form.what)


def _fixed(value: str, entities: Collection[str], *, outside: bool) -> str:
    edits = Edits(value)
    _fix_inside(value, 0, len(value), edits, entities, outside=outside)
    return "".join(edits.applied())


def _fix_inside(
    text: str, start: int, end: int, edits: Edits, entities: Collection[str], *, outside: bool
) -> None:
    """Fix what a value must not hold as it is."""
    at = text.find("<", start, end)
    while at >= 0:
        edits.replace(at, at + 1, "&lt;", _ANGLE)
        at = text.find("<", at + 1, end)
    references.fix(text, start, end, entities, edits, outside=outside)
