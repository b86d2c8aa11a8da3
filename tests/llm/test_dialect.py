"""What is tried next when a server refuses how it is spoken to."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from discovery.config import Settings
from discovery.llm.dialect import Dialect, first_dialect
from discovery.llm.meaning import Meaning, MeaningBatch

OWN = Dialect("max_tokens", bounds=True)
MESSAGES = ({"role": "system", "content": "Explain."}, {"role": "user", "content": "[1] Pax"})


def tried(dialect: Dialect, *complaints: str) -> list[tuple[str, bool]]:
    """The answer's format and whether it has bounds, after each complaint."""
    steps = []
    for complaint in complaints:
        other = dialect.instead(complaint)
        if other is None:
            break
        dialect = other
        steps.append((dialect.answer_format, dialect.bounds))
    return steps


def test_a_server_that_does_not_say_why_is_asked_for_less_each_time() -> None:
    assert tried(OWN, *["Bad request"] * 9) == [
        ("json_schema", False),
        ("json_object", False),
        ("text", False),
    ]


@pytest.mark.parametrize(
    "complaint",
    [
        "Invalid schema for response_format 'Meaning': 'maxLength' is not permitted.",
        "json_schema: keyword maxItems is not supported",
        "failed to parse grammar",
    ],
)
def test_bounds_that_are_refused_leave_the_schema(complaint: str) -> None:
    assert tried(OWN, complaint) == [("json_schema", False)]


def test_a_server_without_the_format_is_not_asked_for_it_again() -> None:
    assert tried(OWN, "response_format json_schema is unknown") == [("json_object", True)]


def test_the_other_name_of_the_limit_is_tried() -> None:
    other = OWN.instead("Unsupported parameter: 'max_tokens'")
    assert other == Dialect("max_completion_tokens", bounds=True)


@pytest.mark.parametrize("schema", [Meaning, MeaningBatch])
@pytest.mark.parametrize("answer_format", ["json_schema", "json_object", "text"])
def test_bounds_are_sent_only_where_they_are_taken(
    schema: type[BaseModel], answer_format: str
) -> None:
    for bounds in (True, False):
        dialect = Dialect("max_tokens", answer_format, bounds)  # type: ignore[arg-type]
        assert ("maxLength" in str(dialect.parameters(MESSAGES, schema, 500))) is bounds


@pytest.mark.parametrize(
    ("address", "bounds"),
    [("", False), ("https://api.openai.com/v1", False), ("http://127.0.0.1:8080/v1", True)],
)
def test_only_own_servers_get_bounds(address: str, bounds: bool, tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None,
        discovery_home=tmp_path,
        llm_provider="openai",
        openai_api_key="sk-test-0123456789",
        openai_base_url=address,
    )
    assert first_dialect(settings).bounds is bounds
