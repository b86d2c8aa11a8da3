"""What the model must answer about a section: a meaning, or several in one answer."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

MOST_NAMES, MOST_FINDINGS, MOST_RELATIONSHIPS, MOST_QUESTIONS = 4, 3, 2, 1
_MOST_EVIDENCE = 4
_NAME_CHARACTERS = 40


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


def may_be_cut(name: str) -> bool:
    """Whether the end of a name or a quote may be missing: shortened here, or by the server."""
    return len(name) >= _NAME_CHARACTERS


def _first(count: int) -> BeforeValidator:
    """Only so many items are kept: the instructions ask for the most important ones first."""
    return BeforeValidator(lambda value: value[:count] if isinstance(value, list) else value)


Name = Annotated[str, _shorten_to(_NAME_CHARACTERS), Field(max_length=_NAME_CHARACTERS)]
Place = Annotated[Name, BeforeValidator(_last_steps)]
Sentence = Annotated[str, _shorten_to(120), Field(max_length=120)]
LineNumbers = Annotated[
    list[int],
    _first(_MOST_EVIDENCE),
    Field(max_length=_MOST_EVIDENCE, description="Numbers of outline lines"),
]


class FieldName(BaseModel):
    """What an analyst would call a field."""

    field: Place = Field(description="A field name exactly as the outline has it")
    business_name: Name


class Finding(BaseModel):
    """One statement about the section, with the lines that prove it."""

    statement: Sentence
    kind: Literal["content", "count", "amount", "rule", "anomaly"]
    evidence: LineNumbers
    quote: Name | None = Field(description="A value copied from one of the cited lines")


class Relationship(BaseModel):
    """How one thing in the section refers to another."""

    source: Place = Field(description="A field name or value of the outline")
    target: Place = Field(description="A field name or value of the outline")
    statement: Sentence
    evidence: LineNumbers


class Meaning(BaseModel):
    """A section in business words. Every statement cites outline lines."""

    summary: Annotated[str, _shorten_to(240), Field(max_length=240), AfterValidator(_not_blank)]
    business_concept: Annotated[Name, AfterValidator(_not_blank)]
    field_names: Annotated[list[FieldName], _first(MOST_NAMES), Field(max_length=MOST_NAMES)]
    findings: Annotated[list[Finding], _first(MOST_FINDINGS), Field(max_length=MOST_FINDINGS)]
    relationships: Annotated[
        list[Relationship], _first(MOST_RELATIONSHIPS), Field(max_length=MOST_RELATIONSHIPS)
    ]
    open_questions: Annotated[
        list[Sentence], _first(MOST_QUESTIONS), Field(max_length=MOST_QUESTIONS)
    ]


class SectionMeaning(Meaning):
    """The meaning of one of several sections."""

    section: int = Field(description="The number of the section")


def _only_valid(value: Any) -> Any:
    """The members of a list that have the right shape: a bad one spoils no other."""
    return [each for each in value if _is_valid(each)] if isinstance(value, list) else value


def _is_valid(value: Any) -> bool:
    try:
        SectionMeaning.model_validate(value)
    except ValidationError:
        return False
    return True


class MeaningBatch(BaseModel):
    """The meanings of several sections, each under the number of its section, from 1."""

    answers: Annotated[list[SectionMeaning], BeforeValidator(_only_valid)]

    def meanings(self) -> dict[int, Meaning]:
        """The meaning of each section that has exactly one valid answer."""
        numbers = [answer.section for answer in self.answers]
        return {
            answer.section: Meaning.model_validate(answer.model_dump(exclude={"section"}))
            for answer in self.answers
            if numbers.count(answer.section) == 1
        }
