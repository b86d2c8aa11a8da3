"""How values are compared, and in which other spellings the same value may come back."""

import re
import unicodedata
import zlib
from collections.abc import Iterator
from itertools import product

from discovery.facts.privacy.words import PARTICLES, TITLES

_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
UNSPACED = re.compile(f"[{_UNSPACED}]")
"""Scripts that do not part words: Thai, Japanese, Chinese; and Korean, which adds endings."""

# Runs of letters and runs of digits: `1DOE` and `TKT9990123456789C1` hold a name and a number, and
# so does `担当はDoeさん`.
_RUN = re.compile(rf"[^\W\d_{_UNSPACED}]+|\d+|(?:(?=[{_UNSPACED}])[^\W\d_])+")
_ASCII_RUN = re.compile(r"[A-Za-z]+|[0-9]+")  # the same there, found twice as fast

# How passports and tickets write letters (ICAO Doc 9303, part 3, section 6): in two letters, or
# in the plain letter that Unicode does not find in them.
_IN_TWO = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "þ": "th"}
_PLAIN = {"ø": "o", "ð": "d", "đ": "d", "ł": "l", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe"}
_CYRILLIC = dict(zip("абвгдеёзийклмнопрстуфыэіў", "abvgdeeziiklmnoprstufyeiu", strict=True))
_CYRILLIC |= {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie"}
_CYRILLIC |= {"ь": "", "ю": "iu", "я": "ia", "є": "ie", "ї": "i", "ґ": "g"}
_SPELL_OUT = str.maketrans({**_PLAIN, **_CYRILLIC, **_IN_TWO})
_TO_PLAIN = str.maketrans(_PLAIN)
_IN_TWO_LETTERS = re.compile(r"[ao]e|ue|aa")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DATE = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d\d)-?(?P<d>\d\d)(?!\d).*"
    r"|(?P<d2>\d\d)[/.-](?P<m2>\d\d)[/.-](?P<y2>\d{4})"
    r"|(?P<d3>\d\d)(?P<m3>[A-Za-z]{3})(?P<y3>\d{2,4})",
    re.DOTALL,
)
_IN_MANY_NAMES = TITLES | PARTICLES
_SHAPE_MAX = 32
_SIGNS_A_SIGN = 8  # more accents than a letter bears


def spans_of_runs(text: str) -> list[tuple[int, int]]:
    """Where the runs of letters and of digits stand in a text."""
    run = _ASCII_RUN if text.isascii() else _RUN
    return [found.span() for found in run.finditer(text)]


def folded_runs(text: str) -> list[str]:
    """The runs of letters and of digits in a text as they are compared."""
    if text.isascii():
        return _ASCII_RUN.findall(text.lower())
    return list(map(_fold, _RUN.findall(text)))


def has_runs(text: str) -> bool:
    """Whether there is any letter or digit in a text."""
    return bool(_RUN.search(text))


def key_of(value: str) -> str:
    """How values are compared: letters and digits only, without case and accents."""
    return "".join(folded_runs(value))


def _fold(word: str) -> str:
    """A run of letters or digits in lower case, without accents."""
    if word.isascii():
        return word.lower()
    return _without_accents(word.casefold().translate(_TO_PLAIN))


def other_keys(kind: str, value: str) -> Iterator[str]:
    """The keys of other spellings that mean the same value, as far as the kind has any."""
    if kind == "BIRTHDATE":
        yield from _date_keys(value)
    elif kind == "PHONE":
        yield from _phone_keys(value)
    elif not any(map(str.isdigit, value)):
        yield from _transliterated_keys(value)


def _transliterated_keys(value: str) -> Iterator[str]:
    """MUELLER for Müller, and MULLER for Mueller; IVANOV for Иванов."""
    spelled = key_of(unicodedata.normalize("NFC", value.casefold()).translate(_SPELL_OUT))
    yield spelled
    yield _IN_TWO_LETTERS.sub(lambda found: found[0][0], spelled)


def _phone_keys(value: str) -> Iterator[str]:
    """With 00 for the plus, and without the zeros that begin a number."""
    digits = re.sub(r"\D", "", value)
    if value.lstrip().startswith("+"):
        yield f"00{digits}"
    yield digits.lstrip("0")


def _date_keys(value: str) -> Iterator[str]:
    """1979-11-23 as 19791123, 23NOV79, 23/11/1979, 11/23/79, 23 November 1979, Nov 23, 1979."""
    found = _DATE.fullmatch(value.strip())
    if not found:
        return
    year, month, day = (found[part] or found[f"{part}2"] or found[f"{part}3"] for part in "ymd")
    number = _MONTHS.index(month.lower()) + 1 if month.lower() in _MONTHS else _number(month)
    if not 1 <= number <= len(_MONTHS):
        return
    month, names = f"{number:02}", (_MONTHS[number - 1], _LONG_MONTHS[number - 1])
    for written in {year, year[-2:]}:
        yield from (f"{written}{month}{day}", f"{day}{month}{written}", f"{month}{day}{written}")
        for name, date in product(names, {day, day.lstrip("0")}):
            yield from (f"{date}{name}{written}", f"{name}{date}{written}")


def _number(month: str) -> int:
    return int(month) if month.isdecimal() else 0


def name_parts(value: str) -> Iterator[str]:
    """The words of a name of several that may come back alone: `ANNA MARIA` as `ANNA`."""
    runs = list(zip(spans_of_runs(value), folded_runs(value), strict=True))
    for (start, end), folded in runs if len(runs) > 1 else []:
        if end - start > 1 and folded.isalpha() and folded not in _IN_MANY_NAMES:
            yield value[start:end]


def how_written(original: str, text: str) -> str:
    """How a spelling differs from the one first seen: empty, `upper`, `plain title`, a shape.

    Plain is without accents. A shape shows letters as A and a, digits as 9, other signs as they
    are: `999-999-9999`.
    """
    if len(original) > _SIGNS_A_SIGN * len(text):  # it is not looked through for each short text
        return _shape(text)
    for form, base in (("", original), ("plain", _without_accents(original))):
        for case in ("", "upper", "lower", "title"):
            if text == (getattr(base, case)() if case else base):
                return f"{form} {case}".strip()
    return _shape(text)


def _shape(text: str) -> str:
    shape = "".join(map(_shape_of, text))
    return shape if len(shape) <= _SHAPE_MAX else f"{zlib.crc32(shape.encode()):08x}"


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", plain)  # Korean syllables, which were taken apart, too


def _shape_of(sign: str) -> str:
    if sign.isdigit():
        return "9"
    if sign.isalpha():
        return "A" if sign.isupper() else "a"
    return {"[": "(", "]": ")", "\n": " ", "\t": " "}.get(sign, sign)
