"""Attributes that are not written as they must be."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from discovery.documents.repair import references
from discovery.documents.repair.edges import NAME
from discovery.documents.repair.edits import Edits, NoRepairError

# An attribute may be this long where its end must be guessed at.
_GUESSED = 1_000
_GAP = r"\s{1,9}"

_ATTRIBUTE = re.compile(rf"(?P<space>\s*+)(?P<name>{NAME})(?P<equals>\s*+=\s*+)?")
_VALUE = r"""(?P<quote>["'])(?P<value>(?:(?!(?P=quote))[^<])*+)(?P=quote)"""
_SHORT = rf"""(?P<quote>["'])(?P<value>[^"'<>=]{{0,{_GUESSED}}}?)"""

_NO_QUOTES = "an attribute without quotation marks around it; they are added"
_NO_CLOSING_QUOTE = "an attribute whose closing quotation mark is missing; it is added"
_CURLY_QUOTES = "curly quotation marks around an attribute; written as straight ones"
_NO_VALUE = "an attribute without a value; it gets an empty one"
_NO_SPACE = "no space before an attribute; it is added"
_TWICE = "an attribute that stands twice with the same value; one of them is taken out"
_ANGLE = "a bare '<' in an attribute; written as '&lt;'"


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which a value may be written, and what is wrong with it; "" where nothing is."""

    pattern: re.Pattern[str]
    what: str = ""


# The first that fits is taken.
_FORMS = (
    Form(re.compile(rf"{_VALUE}(?=[\s/>])")),
    Form(re.compile(rf"""{_SHORT}(?={_GAP}{NAME}\s{{0,9}}=\s{{0,9}}["'])"""), _NO_CLOSING_QUOTE),
    Form(re.compile(rf"{_VALUE}(?={NAME})")),
    Form(
        re.compile(
            rf"""(?P<quote>["'])(?P<value>[^"'\r\n]{{0,{_GUESSED}}})(?P=quote)"""
            rf"(?=\s{{0,9}}/?>|{_GAP}{NAME}\s{{0,9}}=)"
        )
    ),
    Form(re.compile(rf"{_SHORT}(?=\s{{0,9}}/?>)"), _NO_CLOSING_QUOTE),
    Form(re.compile(rf"[“”„](?P<value>[^“”„<>\"]{{0,{_GUESSED}}})[“”]"), _CURLY_QUOTES),
    Form(
        re.compile(rf"""(?P<value>(?:[^\s"'<>=`/“”„]|/(?!\s{{0,9}}>)){{1,{_GUESSED}}})"""),
        _NO_QUOTES,
    ),
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """Where a mended attribute ends; `doubtful` where it may be no attribute at all."""

    end: int
    doubtful: bool = False


def mend_attribute(
    text: str,
    at: int,
    values: dict[str, str],
    edits: Edits,
    entities: Collection[str],
    *,
    outside: bool,
) -> Attribute | None:
    """Mend the attribute at this place and add it to the `values` of its tag.

    None where this can be no attribute. Raises NoRepairError for one that stands twice with
    different values.
    """
    name = _ATTRIBUTE.match(text, at)
    if name is None:
        return None
    if name["equals"] is None:
        if not _keep(values, name["name"], ""):
            edits.insert(name.end(), '=""', _NO_VALUE)
        return Attribute(name.end(), doubtful=True)
    form, value = _value(text, name.end())
    if value is None:
        return None
    if _keep(values, name["name"], value["value"]):
        edits.take_out(at, value.end(), _TWICE)
        return Attribute(value.end())
    if not name["space"]:
        edits.insert(at, " ", _NO_SPACE)
    inside = value.span("value")
    if form.what:
        _rewrite(form, value, _mended(value["value"], entities, outside=outside), edits)
    else:
        _mend_inside(text, *inside, edits, entities, outside=outside)
    return Attribute(value.end())


def _value(text: str, at: int) -> tuple[Form, re.Match[str] | None]:
    """The value at this place, and the form in which it is written."""
    fitting = ((form, form.pattern.match(text, at)) for form in _FORMS)
    return next((pair for pair in fitting if pair[1]), (_FORMS[0], None))


def _keep(values: dict[str, str], name: str, value: str) -> bool:
    """Add an attribute to those of its tag; true where it is there already."""
    known = name in values
    if values.setdefault(name, value) != value:
        raise NoRepairError
    return known


def _rewrite(form: Form, value: re.Match[str], mended: str, edits: Edits) -> None:
    """Put quotation marks around a value where they are missing or others."""
    quote = value.groupdict().get("quote") or '"'
    edits.replace(value.start(), value.end(), f"{quote}{mended}{quote}", form.what)


def _mended(value: str, entities: Collection[str], *, outside: bool) -> str:
    edits = Edits(value)
    _mend_inside(value, 0, len(value), edits, entities, outside=outside)
    return "".join(edits.applied())


def _mend_inside(
    text: str, start: int, end: int, edits: Edits, entities: Collection[str], *, outside: bool
) -> None:
    """Mend what a value must not hold as it is."""
    at = text.find("<", start, end)
    while at >= 0:
        edits.replace(at, at + 1, "&lt;", _ANGLE)
        at = text.find("<", at + 1, end)
    references.mend(text, start, end, entities, edits, outside=outside)
