"""What is expected of a run before it starts is what it then takes."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from discovery.processing.expectation import SAMPLE, Expectation
from discovery.processing.request import RunRequest
from discovery.processing.runner import Runner, open_runner
from discovery.storage.queries import RunRow
from tests.processing.runs import (
    SINGAPORE,
    SINGAPORE_NODES,
    box_request,
    finished,
    kept,
    settings_in,
    ticks,
)
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.model_server import ModelServer

PRICED = {"llm_price_input": 1.0, "llm_price_output": 4.0}


def expected_and_taken(runner: Runner, request: RunRequest) -> tuple[Expectation, RunRow]:
    return runner.model.expect(request), finished(runner, request)


@pytest.mark.parametrize("batching", [True, False])
def test_calls_and_tokens_are_those_of_the_run(tmp_path: Path, batching: bool) -> None:
    with ModelServer() as server:
        settings = settings_in(tmp_path, server, llm_batching=batching, **PRICED)
        with closing(open_runner(settings)) as runner:
            request = box_request(30, settings, workers=2)
            expected, run = expected_and_taken(runner, request)
            bodies = sum(len(sent.raw) for sent in server.requests)
    if not batching:  # how many share a call depends on the latencies measured on the way
        assert expected.calls == run.llm_calls == 30
        assert expected.prompt_tokens == pytest.approx(bodies / 4, rel=0.15)
        assert expected.completion_tokens == pytest.approx(run.completion_tokens, rel=0.5)
        assert expected.cost_usd == pytest.approx(run.cost_usd, rel=0.7)
    assert expected.calls <= 30
    assert (expected.together > 0) == batching
    assert not expected.is_rough


def test_nothing_is_asked_for_it(tmp_path: Path) -> None:
    with ModelServer() as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            runner.model.expect(box_request(5, settings))
        assert server.requests == []


def test_duplicates_and_answers_of_earlier_runs_are_taken_off(tmp_path: Path) -> None:
    seats = "".join(f"<Seat><Row>{row}</Row></Seat>" for row in (1, 1, 1, 2, 3))
    xml = f"<Cabin>{seats}</Cabin>".encode()
    with ModelServer() as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            request = ticks(kept(xml, settings), "/Cabin/Seat")
            first, run = expected_and_taken(runner, request)
            again = runner.model.expect(request)
            anew = runner.model.expect(ticks(kept(xml, settings), "/Cabin/Seat", use_cache=False))
    assert (first.calls, first.same_question, first.from_cache) == (3, 2, 0)
    assert (run.llm_calls, run.same_question) == (3, 2)
    assert (again.calls, again.from_cache, again.prompt_tokens, again.seconds) == (0, 5, 0, 0.0)
    assert (anew.calls, anew.from_cache) == (3, 0)


def test_a_section_that_will_be_split_is_told(tmp_path: Path) -> None:
    items = "".join(f"<Item><ID>ITEM{n}</ID><Price>{n}.5</Price></Item>" for n in range(900))
    with ModelServer() as server:
        settings = settings_in(tmp_path, server, llm_context_tokens=4000)
        with closing(open_runner(settings)) as runner:
            request = ticks(kept(f"<Order>{items}</Order>".encode(), settings), "/Order")
            expected, run = expected_and_taken(runner, request)
    assert expected.split == 1
    assert expected.calls == run.llm_calls > 1


def test_of_many_subtrees_a_sample_is_read(tmp_path: Path) -> None:
    count = SAMPLE * 3 + 1
    with ModelServer() as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            expected = runner.model.expect(box_request(count, settings))
    assert expected.is_rough
    assert expected.calls == pytest.approx(count, rel=0.01)


def test_of_a_large_document_the_sizes_are_enough(tmp_path: Path) -> None:
    items = "".join(f"<Item>{'word ' * 1000}</Item>" for _ in range(1100))
    with ModelServer() as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            request = ticks(kept(f"<Order>{items}</Order>".encode(), settings), "/Order/Item")
            expected = runner.model.expect(request)
    assert expected.is_rough
    assert expected.calls == 1100
    assert expected.prompt_tokens > 1100 * 1000


@pytest.mark.parametrize(
    ("limits", "seconds"),
    [
        ({"llm_tokens_per_minute": 10_000}, 60),
        ({"llm_requests_per_minute": 10}, 110),
    ],
    ids=["tokens", "requests"],
)
def test_the_providers_limits_count_in_the_time(
    tmp_path: Path, limits: dict[str, Any], seconds: float
) -> None:
    with ModelServer() as server:
        settings = settings_in(tmp_path, server, **limits)
        with closing(open_runner(settings)) as runner:
            assert runner.model.expect(box_request(30, settings)).seconds > seconds


def test_earlier_runs_tell_how_fast_the_model_is(tmp_path: Path) -> None:
    with ModelServer() as server:
        settings = settings_in(tmp_path, server, llm_cache=False)
        with closing(open_runner(settings)) as runner:
            supposed, _ = expected_and_taken(runner, box_request(20, settings))
        with closing(open_runner(settings)) as runner:
            assert runner.model.expect(box_request(20, settings)).seconds < supposed.seconds


@needs_corpus
def test_the_expectation_for_a_real_order(tmp_path: Path) -> None:
    with ModelServer() as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            document = kept(CORPUS / SINGAPORE, settings)
            expected, run = expected_and_taken(runner, ticks(document, *SINGAPORE_NODES))
    assert expected.calls == run.llm_calls
    assert expected.same_question == run.same_question == 23 - run.llm_calls
    assert expected.prompt_tokens <= 45_000
    assert run.completion_tokens <= 6_000
    assert expected.completion_tokens == pytest.approx(run.completion_tokens, rel=0.3)
