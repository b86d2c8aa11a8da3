"""JSON as models write it where nothing holds them to it."""

import json
from typing import Any

import pytest

from discovery.llm.found_json import values_in

ANSWER = {"summary": "One {adult}, [2].", "evidence": [2]}
WRITTEN = json.dumps(ANSWER)


@pytest.mark.parametrize(
    "text",
    [
        WRITTEN,
        f"\ufeff{WRITTEN}",
        f"<think>Lines [1] and {{2}} matter: {{}}.</think>\n\n{WRITTEN}",
        f"Lines matter.</think>{WRITTEN}",
        f'<think>Perhaps {{"summary": "no"}}?</think>```json\n{WRITTEN}\n```',
        f"Here it is:\n```json\n{WRITTEN}\n```\nAnything else?",
        f"Here [it] is {{really}}: {WRITTEN} Done.",
        f"{WRITTEN}\n{WRITTEN}",
        f'For example {{"summary": "draft"}}, hence {WRITTEN}',
        '{"summary": "One {adult}, [2].", "evidence": [2,],}',
        'Hm, 5" wide: {"summary": "One {adult}, [2].", "evidence": [2 , ] }',
        f"[{WRITTEN}]",
        json.dumps(WRITTEN),
        f"```\n{WRITTEN}",
        f'<tool_call>{{"name": "answer", "arguments": {WRITTEN}}}</tool_call>',
    ],
)
def test_an_answer_is_found_in_what_is_around_it(text: str) -> None:
    assert ANSWER in values_in(text)


@pytest.mark.parametrize("before", ["For example", "<think>Perhaps"])
def test_a_draft_counts_less_than_what_follows(before: str) -> None:
    first, *_ = values_in(f'{before} {{"summary": "draft"}}</think> {WRITTEN}')
    assert first == ANSWER


def test_a_raw_line_break_is_part_of_the_text() -> None:
    assert values_in('{"summary": "One\nadult\t."}') == [{"summary": "One\nadult\t."}]


def test_commas_within_a_text_stay() -> None:
    assert values_in('{"a": "x,} ,] \\",}", "b": [1,],}') == [{"a": 'x,} ,] ",}', "b": [1]}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No JSON, sorry.",
        "<think>It is { and I think on and on",
        '{"summary": "One',
        "{" * 100_000,
        "[" * 100_000,
    ],
)
def test_where_there_is_none_none_is_found(text: Any) -> None:
    assert values_in(text) == []
