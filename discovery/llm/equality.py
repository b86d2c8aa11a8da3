"""Whether a claimed text and a value are the same, surely differ, or cannot be compared."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,20})(?:\.\d{1,20})?")
_AMOUNT = re.compile(rf"(?:[A-Z]{{3}} ?)?({_NUMBER.pattern})(?: ?[A-Za-z%]{{1,3}})?")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?")
_CODE_WITH_NAME = re.compile(r"(.+?) ?\((.+)\)")
# PAX1, SQ, 2025-10-15; a placeholder stands for one value within a section.
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_./:-]{0,19}")
_PLACEHOLDER = re.compile(r"\[[A-Z_]+_[A-Z0-9]+(?::[^\]]*)?\]")
_WORD = re.compile(r"\w{3,}")


def same(claimed: str, value: str, names: Collection[str] = ()) -> bool:
    """Whether they say the same: as texts, numbers, moments, or code and one of its `names`.

    `SIN (Singapore)` is the code SIN where Singapore is one of its names.
    """
    if _folded(claimed) == _folded(value) or _is_name(claimed, names):
        return bool(value.strip())
    if claimed.endswith("…"):  # what is too long was shortened when it was read
        return _folded(value).startswith(_folded(claimed[:-1]))
    with_name = _CODE_WITH_NAME.fullmatch(claimed.strip())
    if with_name and _folded(with_name[1]) == _folded(value):
        return _is_name(with_name[2], names)
    number, other = number_of(claimed), number_of(value)
    if number is not None and other is not None:
        return number == other
    return _is_same_moment(claimed.strip(), value.strip())


def differ(claimed: str, value: str, names: Collection[str] = ()) -> bool:
    """Whether they surely are different values, and not the same one written otherwise."""
    claimed, value = claimed.strip(), value.strip()
    if not claimed or not value or same(claimed, value, names):
        return False
    number, other = amount_of(claimed), number_of(value)
    if number is not None and other is not None:
        return _rounded(other, number) != number
    if names and claimed.upper() != claimed:
        return not _share_a_word(claimed, value, names)
    dates = _DATE.fullmatch(claimed), _DATE.fullmatch(value)
    if dates[0] and dates[1]:
        return _are_other_moments(dates[0], dates[1])
    if _PLACEHOLDER.fullmatch(claimed) and _PLACEHOLDER.fullmatch(value):
        return True
    are_codes = _CODE.fullmatch(claimed) and _CODE.fullmatch(value)
    return bool(are_codes) and _shape(claimed) == _shape(value)


def number_of(text: str) -> Decimal | None:
    """The number that a text is: `1,499.00`."""
    text = text.strip()
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def amount_of(text: str) -> Decimal | None:
    """The number of a text that is one, perhaps with a unit: `23 kg`, `EUR 1499.00`."""
    found = _AMOUNT.fullmatch(text.strip())
    return Decimal(found[1].replace(",", "")) if found else None


def unit_of(text: str) -> str:
    """What stands beside the number of an amount: `kg`, `EUR`."""
    found = _AMOUNT.fullmatch(text.strip())
    return text.replace(found[1], "").strip() if found else ""


def ordered(text: str) -> Decimal | str | None:
    """What values are ordered by: a number, or a date as text; None for what has no order."""
    date = _DATE.fullmatch(text.strip())
    return f"{date[1]} {date[2] or ''}".strip() if date else amount_of(text)


def _folded(text: str) -> str:
    """Without case, accents, quotation marks and white space that says nothing."""
    decomposed = unicodedata.normalize("NFKD", " ".join(text.strip("\"'` ").split()))
    return "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()


def _is_name(text: str, names: Collection[str]) -> bool:
    return any(_folded(text) == _folded(name) for name in names)


def _is_same_moment(claimed: str, value: str) -> bool:
    """A date is that of a moment, and seconds need not be told."""
    one, other = _DATE.fullmatch(claimed), _DATE.fullmatch(value)
    return one is not None and other is not None and _is_within(other, one)


def _is_within(moment: re.Match[str], told: re.Match[str]) -> bool:
    return moment[1] == told[1] and told[2] in (None, moment[2])


def _are_other_moments(told: re.Match[str], moment: re.Match[str]) -> bool:
    """Where zones differ both may be the same moment."""
    if told[2] and told[3] != moment[3]:
        return False
    return told[1] != moment[1] or bool(told[2] and moment[2])


def _rounded(number: Decimal, like: Decimal) -> Decimal:
    """The number with as many decimals as another one has."""
    return round(number, -int(like.as_tuple().exponent)) if number != like else number


def _share_a_word(claimed: str, value: str, names: Collection[str]) -> bool:
    known = {word for name in (value, *names) for word in _words(name)}
    return any(
        word.startswith(other) or other.startswith(word)
        for word in _words(claimed.replace(value, ""))
        for other in known
    )


def _words(text: str) -> Iterator[str]:
    yield from _WORD.findall(_folded(text))


def _shape(code: str) -> str:
    return re.sub(r"[A-Z]", "A", re.sub(r"\d+", "9", code))
