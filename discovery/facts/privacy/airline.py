"""Personal data in the texts of airline systems: SSR, OSI and name elements (IATA AIRIMP)."""

import re
from collections.abc import Iterator

from discovery.facts.privacy.numbers import has_digits
from discovery.facts.privacy.patterns import Gate, Pattern, Span

_TITLE = r"(?:MR|MRS|MS|MISS|MSTR|MSTER|DR|PROF|CHD|INF)"

_DOCS = (
    *("", "", "IDENTITY_DOC", "", "BIRTHDATE", "", "DOC_DATE"),
    *("SURNAME", "GIVEN_NAME", "GIVEN_NAME"),
)
# What stands between the slashes of an SSR, after its first one; empty where it is not personal.
_SSR_FIELDS = {
    "DOCS": _DOCS,
    "DOCO": ("BIRTHPLACE", "", "IDENTITY_DOC", "", "DOC_DATE"),
    "DOCA": ("", "", "STREET", "CITY", "", "POSTCODE"),
    "PSPT": ("IDENTITY_DOC", "", "BIRTHDATE", "SURNAME", "GIVEN_NAME"),
    "FOID": ("IDENTITY_DOC",),
    "CTCE": ("EMAIL",),
    "INFT": ("SURNAME", "GIVEN_NAME"),
    "CHLD": ("BIRTHDATE",),
    "PCTC": ("NAME", "PHONE"),
}
_UNTIL_NEXT = r"(?:(?!\s(?:SSR|OSI|RM|RMK)\b)[^/\n]){0,200}"
_SSR = re.compile(
    rf"\b(?P<code>{'|'.join(_SSR_FIELDS)})\b[^/\n]{{0,40}}(?P<fields>(?:/{_UNTIL_NEXT}){{1,14}})"
)
# The text of a DOCS without its code, which stands in an element of its own.
_BARE_DOCS = re.compile(
    r"(?<![\w/])(?:[A-Z]{2} ?)?(?:HK\d{1,2})?"
    r"(?P<fields>/?[A-Z]{0,2}/[A-Z]{0,3}/[A-Z0-9]{0,20}/[A-Z]{0,3}/\d\d[A-Z]{3}\d\d(?:\d\d)?"
    rf"(?:/{_UNTIL_NEXT}){{1,8}})"
)
_FIELD = re.compile(r"/([^/]*)")
_NAME_END = re.compile(rf"(?:\s{{1,3}}{_TITLE})?(?:\s{{1,3}}\d.*)?\s*\Z")
_LAST_DATE = re.compile(r"\d{2}[A-Z]{3}\d{2}(?:\d{2})?(?=\s*\Z)")
_NAMES = frozenset({"SURNAME", "GIVEN_NAME", "NAME"})
_HOLD_DIGITS = frozenset({"IDENTITY_DOC", "BIRTHDATE", "DOC_DATE", "PHONE"})

_PATTERNS = (
    # DOE/JANE MS; a title that is joined to the name counts only where no word ends so.
    *(
        Pattern(
            kind,
            re.compile(
                rf"(?<![\w/'-])\d{{0,2}}{surname}/{given}"
                rf"(?: {_TITLE}|(?<=[A-Z])(?:MR|MRS|MISS|MSTR))(?![\w/])"
            ),
        )
        for kind, surname, given in (
            ("SURNAME", r"(?P<value>[A-Z][A-Z'-]{1,39})", r"[A-Z][A-Z ]{0,39}?"),
            ("GIVEN_NAME", r"[A-Z][A-Z'-]{1,39}", r"(?P<value>[A-Z][A-Z ]{0,39}?)"),
        )
    ),
    # CTCM HK1/2065551212, CTCP/M 447700900123-HOME
    Pattern(
        "PHONE",
        re.compile(
            r"\bCTC[A-Z]\b[^\n]{0,24}?(?<=[ /-])(?P<value>\+?\d[\d ()-]{5,18}\d)(?![\w.]\d|[\w@])"
        ),
    ),
    # An e-mail address as SSR texts write it: // for the at sign, .. and ./ for other signs.
    Pattern(
        "EMAIL",
        re.compile(
            r"(?<![\w.+:-])(?<!//)(?:[A-Z0-9]|\./|[._+-]){1,64}//[A-Z0-9-]{1,63}"
            r"(?:\.[A-Z0-9-]{1,63}){0,6}\.[A-Z]{2,24}\b",
            re.IGNORECASE,
        ),
    ),
)


_SLASHES = Gate(re.compile(r"/|CTC"), before=80, behind=600)  # long e-mail addresses behind //


def find_airline(text: str) -> Iterator[Span]:
    """What is personal in the texts of airline systems."""
    yield from _SLASHES.find(text, *_PATTERNS)
    for start, end in _SLASHES.regions(text):
        yield from _find_ssr(text, start, end)


def _find_ssr(text: str, start: int, end: int) -> Iterator[Span]:
    """The personal fields of the SSRs in a text, by their places between the slashes."""
    for found in _SSR.finditer(text, start, end):
        yield from _fields(text, found.start("fields"), found["fields"], found["code"])
    for found in _BARE_DOCS.finditer(text, start, end):
        first, fields = found.start("fields"), found["fields"]
        if not fields.startswith("/"):  # the first slash went with the code
            first, fields = first - 1, f"/{fields}"
        yield from _fields(text, first, fields, "DOCS")


def _fields(text: str, start: int, fields: str, code: str) -> Iterator[Span]:
    for kind, found in zip(_SSR_FIELDS[code], _FIELD.finditer(fields), strict=False):
        if kind:
            yield from _field(text, start + found.start(1), start + found.end(1), kind)


def _field(text: str, start: int, end: int, kind: str) -> Iterator[Span]:
    """The value of one field without blanks; of a name, without its title and what follows it."""
    value = text[start:end]
    if kind in _NAMES:
        if born := _LAST_DATE.search(value):
            yield Span(start + born.start(), start + born.end(), "BIRTHDATE")
        value = _NAME_END.sub("", value)
    elif kind in _HOLD_DIGITS and not has_digits(value, 1):
        return
    if value := value.rstrip():
        end = start + len(value)
        yield Span(end - len(value.lstrip()), end, kind)
