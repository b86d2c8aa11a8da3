"""The JSON in what a model wrote: behind reasoning or prose, in a fence, twice, or nearly JSON."""

import itertools
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

_REASONING = re.compile(r"\A\s*<(think|thinking|reasoning|thought)>", re.IGNORECASE)
_REASONING_ENDS = re.compile(r"</(?:think|thinking|reasoning|thought)>", re.IGNORECASE)
_BRACKET = re.compile(r"[{\[]")
_TEXT_OR_LAST_COMMA = re.compile(r'("(?:\\.|[^"\\])*+(?:"|\\?\Z))|,(?=\s*[}\]])', re.DOTALL)
# Prose has a few brackets. In more of them no answer is looked for.
_MOST_TRIALS = 200
_MOST_NESTED = 50
_MOST_DIGITS = 30


def _number(written: str) -> Decimal | float:
    """472.10 stays 472.10: it may be meant as a text. A number of any size is no more than that."""
    is_plain = len(written) <= _MOST_DIGITS and "e" not in written.lower()
    return Decimal(written) if is_plain else float(written)


# Not strict: a line break may stand in a text as it is.
_DECODER = json.JSONDecoder(strict=False, parse_float=_number)


def values_in(text: str) -> list[Any]:
    """The JSON objects in a text, those that are most likely the answer first.

    A text that is JSON is taken as it is. Of several objects the last one counts first: before it
    stand examples and drafts. What an object holds as its members comes after it.
    """
    plain = text.replace("\ufeff", "").strip()
    if (whole := _whole(plain)) is not None:
        return list(_with_members(whole))
    found = [value for value in _scattered(without_reasoning(plain)) if _is_answer(value)]
    return [each for value in reversed(found) for each in _with_members(value)]


def without_reasoning(text: str) -> str:
    """The text behind `<think>...</think>`; nothing where the reasoning does not end.

    Some servers leave out the opening mark.
    """
    *_, last = _REASONING_ENDS.split(text)
    if last != text:
        return last
    return "" if _REASONING.match(text) else text


def begins_whole(text: str) -> bool:
    """Whether the first thing in a text that looks like JSON is complete."""
    plain = without_reasoning(text.replace("\ufeff", "").strip())
    bracket = _BRACKET.search(plain)
    return bracket is not None and _decoded(plain[bracket.start() :]) is not None


def _whole(text: str) -> Any:
    """What the whole text says; None where it is no JSON."""
    found = _decoded(text)
    if found is None:
        return None
    value, rest = found
    value = _read_text(value)
    return value if not rest.strip() else None


def _scattered(text: str) -> Iterator[Any]:
    """The values in a text, from left to right, none of them within another."""
    for _ in range(_MOST_TRIALS):
        bracket = _BRACKET.search(text)
        if bracket is None:
            return
        text = text[bracket.start() :]
        if found := _decoded(text):
            value, text = found
            yield value
        else:
            text = text[1:]


def _decoded(text: str) -> tuple[Any, str] | None:
    """The value that a text begins with, and what follows it; None where there is none."""
    return _strictly(text) or _strictly(_TEXT_OR_LAST_COMMA.sub(r"\1", text))


def _strictly(text: str) -> tuple[Any, str] | None:
    try:
        value, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return value, text[end:]


def _is_answer(value: Any) -> bool:
    return isinstance(value, dict) or _is_alone(value)


def _is_alone(value: Any) -> bool:
    """Whether this is a list around one object."""
    return isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict)


def _with_members(value: Any) -> Iterator[Any]:
    """A value, and what it is wrapped around: the arguments of a tool, or a list of one."""
    yield value
    if _is_alone(value):
        yield value[0]
    elif isinstance(value, dict):
        members = map(_read_text, itertools.islice(value.values(), _MOST_NESTED))
        yield from (each for each in members if isinstance(each, dict))


def _read_text(value: Any) -> Any:
    """What a text says that is JSON itself."""
    is_json = isinstance(value, str) and value.lstrip().startswith("{")
    found = _decoded(value.strip()) if is_json else None
    return found[0] if found else value
