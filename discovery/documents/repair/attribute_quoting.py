"""Quoting of attribute values, as XML allows it and as files have it."""

import re
from dataclasses import dataclass

from discovery.documents.repair.names import NAME

# An attribute may be this long where its end must be guessed at.
_GUESSED = 1_000
_GAP = r"\s{1,9}"
_CLOSES = r"\s{0,9}/?>"
_NAMED = rf"{NAME}\s{{0,9}}="
_NEXT = rf"""{NAME}\s{{0,9}}=\s{{0,9}}["']"""

_VALUE = r"""(?P<quote>["'])(?P<value>(?:(?!(?P=quote))[^<])*+)(?P=quote)"""
_SHORT = rf"""(?P<quote>["'])(?P<value>[^"'<>=]{{0,{_GUESSED}}}?)"""
_BARE = r"""(?:[^\s"'<>=`/“”„‘’‚]|/(?!\s{0,9}>))"""

_NO_QUOTES = "an attribute without quotation marks around it; they are added"
_NO_OPENING_QUOTE = "an attribute whose opening quotation mark is missing; it is added"
_NO_CLOSING_QUOTE = "an attribute whose closing quotation mark is missing; it is added"
_OTHER_QUOTE = "an attribute that opens with one quotation mark and closes with another"
_QUOTES_INSIDE = "quotation marks within an attribute; written as references"
_BACKSLASHES = "backslashes before the quotation marks of an attribute; taken out"
_DOUBLED = "doubled quotation marks around an attribute; written as single ones"
_QUOTE_REFERENCES = "references instead of quotation marks around an attribute"
_CURLY_QUOTES = "curly quotation marks around an attribute; written as straight ones"
_SIGN_BEHIND = "a sign behind an attribute; taken out"
_EMPTY = "an attribute without a value; it gets an empty one"


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which a value may be written, and what is wrong with it; "" where nothing is."""

    pattern: re.Pattern[str]
    what: str = ""


def _form(pattern: str, what: str = "") -> Form:
    return Form(re.compile(pattern), what)


# The first that fits is taken.
_FORMS = (
    _form(rf"{_VALUE}(?=[\s/><])"),
    _form(rf'"(?P<value>[^"“”„<>]{{0,{_GUESSED}}})[“”](?={_CLOSES}|{_GAP}{_NAMED})', _OTHER_QUOTE),
    _form(rf"{_SHORT}(?={_GAP}{_NEXT})", _NO_CLOSING_QUOTE),
    _form(r'""(?P<value>[^"<>\s][^"<>]*+)(?<!=)""(?=[\s/>])', _DOUBLED),
    _form(rf"{_VALUE}(?={NAME}\s{{0,9}}=)"),
    _form(rf"{_VALUE}[,;](?=\s|/?>)", _SIGN_BEHIND),
    _form(
        rf"""(?P<quote>["'])(?P<value>[^"'\r\n]{{0,{_GUESSED}}})(?P=quote)"""
        rf"(?={_CLOSES}|\s{{0,9}}{_NEXT})"
    ),
    _form(rf"{_SHORT}(?={_CLOSES})", _NO_CLOSING_QUOTE),
    _form(
        rf"""(?P<quote>["'])(?P<value>[^"'<>=]{{0,{_GUESSED}}})["'](?={_CLOSES}|{_GAP}{_NEXT})""",
        _OTHER_QUOTE,
    ),
    _form(
        rf"""(?P<quote>["'])(?P<value>[^<>=]{{0,{_GUESSED}}}?)(?P=quote)(?={_CLOSES}|{_GAP}{_NEXT})""",
        _QUOTES_INSIDE,
    ),
    _form(
        rf"""\\{{1,3}}(?P<sign>["'])(?P<value>[^\\"'<>]{{0,{_GUESSED}}})\\{{1,3}}(?P=sign)""",
        _BACKSLASHES,
    ),
    _form(rf'[“”„](?P<value>[^"“”„<>]{{0,{_GUESSED}}})"(?={_CLOSES}|{_GAP}{_NAMED})', _OTHER_QUOTE),
    _form(rf"[“”„](?P<value>[^“”„<>\"]{{0,{_GUESSED}}})[“”]", _CURLY_QUOTES),
    _form(rf"[‘’‚](?P<value>[^‘’‚<>\"]{{0,{_GUESSED}}})[‘’]", _CURLY_QUOTES),
    _form(
        rf"&quot;(?P<value>(?:(?!&quot;)[^<>\"]){{0,{_GUESSED}}}+)&quot;(?=[\s/>])",
        _QUOTE_REFERENCES,
    ),
    _form(rf"(?P<value>)(?={_NEXT}|{_CLOSES})", _EMPTY),
    _form(rf"""(?P<value>{_BARE}{{1,{_GUESSED}}})["'](?=[\s/>])""", _NO_OPENING_QUOTE),
    _form(
        rf"(?P<value>{_BARE}{{1,{_GUESSED}}})(?=\s|/?>)(?!{_GAP}[^\s<>/]+{_GAP}{_NEXT})", _NO_QUOTES
    ),
    _form(rf"""(?P<value>[^"'<>=`]{{1,{_GUESSED}}}?)(?={_CLOSES}|{_GAP}{_NEXT})""", _NO_QUOTES),
    _form(rf"(?P<value>{_BARE}{{1,{_GUESSED}}})", _NO_QUOTES),
)


def value_at(text: str, at: int) -> tuple[Form, re.Match[str] | None]:
    """The value at this place, and the form in which it is written."""
    fitting = ((form, form.pattern.match(text, at)) for form in _FORMS)
    return next((pair for pair in fitting if pair[1]), (_FORMS[0], None))
