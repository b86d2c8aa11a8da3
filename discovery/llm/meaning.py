"""What the model must answer about a section: a meaning, or several in one answer."""

import json
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
)

MOST_NAMES, MOST_CLAIMS, MOST_QUESTIONS = 4, 4, 1
_MOST_EVIDENCE = 4
_NAME_CHARACTERS = 40
_NUMBER = re.compile(r"\d{1,9}")
_OPERATORS = {
    "equal": "equals", "is": "equals", "=": "equals", "count": "counts", "sum": "sums to",
    "sums": "sums to", "refers": "refers to", "range": "between",
}  # fmt: skip


def _shorten_to(characters: int) -> BeforeValidator:
    """Longer texts are shortened, and show it: not every server holds the model to a bound."""

    def shorten(value: Any) -> Any:
        if not isinstance(value, str) or len(value) <= characters:
            return value
        return value[: characters - 1].rstrip() + "…"

    return BeforeValidator(shorten)


def _not_blank(text: str) -> str:
    """An answer that says nothing is none."""
    if not text.strip():
        raise ValueError("must not be blank")
    return text


def _last_steps(path: Any) -> Any:
    """A path that is too long loses its first steps: the last one names the field."""
    while isinstance(path, str) and len(path) > _NAME_CHARACTERS and "/" in path:
        path = path.partition("/")[2]
    return path


def _as_text(value: Any) -> Any:
    """A number, where the model left out the quotation marks."""
    if isinstance(value, bool):
        return json.dumps(value)
    return str(value) if isinstance(value, int | float | Decimal) else value


def _as_number(value: Any) -> Any:
    """Of a text its only number: "[12]" and "line 12" are 12."""
    numbers = _NUMBER.findall(value) if isinstance(value, str) else []
    return numbers[0] if len(numbers) == 1 else value


def _as_count(value: Any) -> Any:
    """What is no number says none."""
    number = _as_number(value)
    is_number = isinstance(number, int) or (isinstance(number, str) and number.isdecimal())
    return number if is_number else None


def _as_operator(value: Any) -> Any:
    """However it is written: `Sums_To` and `sum` are "sums to"."""
    words = value.strip().lower().replace("_", " ") if isinstance(value, str) else value
    return _OPERATORS.get(words, words) if isinstance(words, str) else words


def _as_value(value: Any) -> Any:
    """A list of values is one text: the bounds of "between" come as a list, too."""
    if isinstance(value, list):
        return "..".join(str(_as_text(each)) for each in value)
    return "" if value is None else value


def _as_line_numbers(value: Any) -> Any:
    """One number instead of a list is a list of it, and a text is all the numbers in it."""
    if isinstance(value, str):
        return _NUMBER.findall(value)
    return [value] if type(value) is int else value


def _only_valid(member: Any) -> BeforeValidator:
    """The members that have the right shape: a bad one spoils no other.

    One object instead of a list is a list of it; nothing, and what is no list, is an empty one.
    """
    shape = TypeAdapter(member)

    def keep(value: Any) -> Any:
        members = [value] if isinstance(value, dict) else value
        return [each for each in members if _is(shape, each)] if isinstance(members, list) else []

    return BeforeValidator(keep)


def _is(shape: TypeAdapter[Any], value: Any) -> bool:
    try:
        shape.validate_python(value)
    except ValidationError:
        return False
    return True


def _first(count: int) -> BeforeValidator:
    """Only so many items are kept: the instructions ask for the most important ones first."""
    return BeforeValidator(lambda value: value[:count] if isinstance(value, list) else value)


# Of several validators before the type the last one is the first.
Name = Annotated[
    str,
    _shorten_to(_NAME_CHARACTERS),
    Field(max_length=_NAME_CHARACTERS),
    BeforeValidator(_as_text),
]
Place = Annotated[Name, BeforeValidator(_last_steps)]
Words = Annotated[str, _shorten_to(90), Field(max_length=90), BeforeValidator(_as_text)]
Sentence = Annotated[str, _shorten_to(120), Field(max_length=120), BeforeValidator(_as_text)]
Number = Annotated[int, BeforeValidator(_as_number)]
LineNumbers = Annotated[
    list[Number],
    _first(_MOST_EVIDENCE),
    Field(default_factory=list, max_length=_MOST_EVIDENCE, description="Numbers of outline lines"),
    _only_valid(Number),
    BeforeValidator(_as_line_numbers),
]


class FieldName(BaseModel):
    """What an analyst would call a field."""

    field: Place = Field(description="A field name exactly as the outline has it")
    business_name: Name


class Claim(BaseModel):
    """One statement in words, and the same so that a program can judge it."""

    statement: Words
    field: Place = Field(description="A field name exactly as the outline has it")
    operator: Annotated[
        Literal["equals", "counts", "sums to", "only", "between", "refers to"],
        BeforeValidator(_as_operator),
    ]
    value: Annotated[Name, BeforeValidator(_as_value)] = ""
    count: Annotated[int | None, BeforeValidator(_as_count)] = None
    lines: LineNumbers


class Meaning(BaseModel):
    """A section in business words, and claims about it.

    All is asked for; of what comes a bad member of a list is left out, and a list may be missing.
    """

    summary: Annotated[str, _shorten_to(240), Field(max_length=240), AfterValidator(_not_blank)]
    business_concept: Annotated[Name, AfterValidator(_not_blank)]
    field_names: Annotated[
        list[FieldName],
        _first(MOST_NAMES),
        Field(default_factory=list, max_length=MOST_NAMES),
        _only_valid(FieldName),
    ]
    claims: Annotated[
        list[Claim],
        _first(MOST_CLAIMS),
        Field(default_factory=list, max_length=MOST_CLAIMS),
        _only_valid(Claim),
    ]
    open_questions: Annotated[
        list[Sentence],
        _first(MOST_QUESTIONS),
        Field(default_factory=list, max_length=MOST_QUESTIONS),
        _only_valid(Sentence),
    ]


class SectionMeaning(Meaning):
    """The meaning of one of several sections."""

    section: Number = Field(description="The number of the section")


def _only_valid_sections(value: Any) -> Any:
    """The members of a list that have the right shape: a bad one spoils no other."""
    shape = TypeAdapter(SectionMeaning)
    return [each for each in value if _is(shape, each)] if isinstance(value, list) else value


class MeaningBatch(BaseModel):
    """The meanings of several sections, each under the number of its section, from 1."""

    answers: Annotated[list[SectionMeaning], BeforeValidator(_only_valid_sections)]

    def meanings(self) -> dict[int, Meaning]:
        """The meaning of each section that has exactly one valid answer."""
        numbers = [answer.section for answer in self.answers]
        return {
            answer.section: Meaning.model_validate(answer.model_dump(exclude={"section"}))
            for answer in self.answers
            if numbers.count(answer.section) == 1
        }
