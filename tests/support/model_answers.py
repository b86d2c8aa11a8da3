"""What the loopback model server answers: a good answer made from the question itself."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

_LINE = re.compile(r"^\s*\[(\d+)\] (\S+)(?: = (.*))?$", re.MULTILINE)
_OFFER = re.compile(r"\b(\d+) (field_names|claims|open_questions)\b")
_SECTION = re.compile(r"^Section (\d+):$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered line of an outline: `[12] PaxID = PAX1`."""

    number: int
    name: str
    value: str


def read_outline(text: str) -> list[Evidence]:
    """The numbered lines of `text` that hold a value, or all numbered lines when none does."""
    lines = [
        Evidence(int(number), name, value.partition(" | ")[0])
        for number, name, value in _LINE.findall(text)
    ]
    return [line for line in lines if line.value] or lines


def good_answer(body: Mapping[str, Any]) -> str:
    """An answer in the JSON schema asked for, citing numbers and quoting values that exist.

    It takes all that the question offers, in sentences as long as a model's, in one line.
    """
    asked = _text(body, roles=("user",))
    schema = _asked_schema(body)
    if schema is None:
        names = [line.name for line in read_outline(asked)[:3]]
        return "The section holds " + ", ".join(names) + "."
    answer = _answer_all(schema, asked) if "answers" in schema["properties"] else None
    return json.dumps(answer or _answer(schema, schema, asked), separators=(",", ":"))


def _answer_all(schema: dict[str, Any], asked: str) -> dict[str, Any]:
    """An answer to each of the sections of a question."""
    item = schema["$defs"][schema["properties"]["answers"]["items"]["$ref"].rpartition("/")[2]]
    return {
        "answers": [
            {**_answer(schema, item, text), "section": number}
            for number, text in _sections(asked).items()
        ]
    }


def sections_holding(body: Mapping[str, Any], text: str) -> list[int]:
    """The numbers of the sections of a question that hold `text`."""
    sections = _sections(_text(body, roles=("user",)))
    return [number for number, section in sections.items() if text in section]


def _sections(asked: str) -> dict[int, str]:
    _, *parts = _SECTION.split(asked)
    return {int(number): text for number, text in zip(parts[::2], parts[1::2], strict=True)}


def _answer(root: dict[str, Any], schema: dict[str, Any], asked: str) -> Any:
    evidence = read_outline(asked) or [Evidence(1, "Node", "value")]
    offered = {name: int(count) for count, name in _OFFER.findall(asked)}
    return _Writer(root, evidence, offered).write(schema, "")


def question(body: Mapping[str, Any]) -> str:
    """All the text of the messages of a request."""
    return _text(body)


def _text(body: Mapping[str, Any], roles: tuple[str, ...] = ()) -> str:
    return "\n".join(
        str(message.get("content") or "")
        for message in body.get("messages", [])
        if not roles or message.get("role") in roles
    )


def _asked_schema(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The schema of `response_format`, or the first one written into the messages."""
    response_format = body.get("response_format") or {}
    if response_format.get("type") == "json_schema":
        return dict(response_format["json_schema"]["schema"])
    return next((value for value in _json_objects(question(body)) if "properties" in value), None)


def _json_objects(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    for start in re.finditer(r"\{", text):
        try:
            value, _ = decoder.raw_decode(text, start.start())
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


class _Writer:
    """Writes a value for each part of a JSON schema; each array item cites the next line.

    Arrays have as many items as are `offered` under their name, else two.
    """

    def __init__(
        self, root: dict[str, Any], evidence: list[Evidence], offered: dict[str, int]
    ) -> None:
        self._root = root
        self._offered = offered
        self._evidence = cycle(evidence)
        self._line = evidence[0]

    def write(self, schema: dict[str, Any], name: str) -> Any:
        if "$ref" in schema:
            return self.write(self._root["$defs"][schema["$ref"].rpartition("/")[2]], name)
        if "anyOf" in schema:
            return None if name == "count" else self.write(schema["anyOf"][0], name)
        if "enum" in schema:
            return schema["enum"][0]
        return self._write_type(schema, name)

    def _write_type(self, schema: dict[str, Any], name: str) -> Any:
        match schema.get("type"):
            case "object":
                parts = schema.get("properties", {})
                return {part: self.write(value, part) for part, value in parts.items()}
            case "array":
                return self._write_array(schema, name)
            case "integer" | "number":
                return self._line.number
            case "boolean":
                return True
            case _:
                return self._sentence(name)

    def _write_array(self, schema: dict[str, Any], name: str) -> list[Any]:
        items = schema["items"]
        if "$ref" not in items and items.get("type") != "object":
            return [self.write(items, name)] * self._offered.get(name, 1)
        count = self._offered.get(name, 2)
        return [self._write_about(line, items) for line in islice(self._evidence, count)]

    def _write_about(self, line: Evidence, schema: dict[str, Any]) -> Any:
        self._line = line
        return self.write(schema, "")

    def _sentence(self, name: str) -> str:
        match name:
            case "quote" | "value":
                return self._line.value
            case "field":
                return self._line.name
            case "summary" if self._offered:
                return (
                    f"This section gives the {self._line.name} with all that belongs to it in the "
                    "order, as the airline keeps it for the passengers of the booking."
                )
            case "statement" if self._offered:
                return f"{self._line.name} is what the other systems of the airline know it by."
            case "open_questions":
                return f"Is {self._line.name} always present?"
            case _:
                return f"{name.replace('_', ' ').capitalize()} of {self._line.name}."
