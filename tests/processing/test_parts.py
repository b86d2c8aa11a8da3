"""A section too big for the model's context is asked about in parts, and nothing of it is cut."""

import re
from contextlib import closing
from pathlib import Path
from typing import Any

from discovery.processing.runner import open_runner
from discovery.storage import queries
from tests.processing.runs import facts, finished, kept, rows, settings_in, statuses, ticks
from tests.support.model_server import ModelServer, Rule, failing

PRICES = 900
_OUTLINE_LINE = re.compile(r"^\s*\[(\d+)\] ", re.MULTILINE)


def order(prices: int = PRICES) -> bytes:
    """One order whose prices take about 12 tokens each."""
    lines = "".join(
        f"<Item><ItemID>ITEM{number}</ItemID><Price>{number}.25</Price><Code>C{number}</Code></Item>"
        for number in range(1, prices + 1)
    )
    return f"<Shop><Order><OrderID>O1</OrderID><Items>{lines}</Items></Order></Shop>".encode()


def run_order(
    home: Path, rule: Rule | tuple[Rule, ...] = (), context: int = 0, **more: Any
) -> tuple[Any, Any, Any, Any]:
    with ModelServer(rule=rule, context_tokens=context) as server:
        settings = settings_in(home, server, **more)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, ticks(kept(order(), settings), "/Shop/Order"))
            return server, run, rows(runner, run)[0], facts(runner, run)


def test_every_line_is_asked_about_in_some_part(tmp_path: Path) -> None:
    server, run, subtree, (fact,) = run_order(tmp_path, llm_context_tokens=4000)
    assert statuses(run) == {"success": 1}
    assert subtree.parts == len(server.requests) > 1
    sent = "\n".join(request.text for request in server.requests)
    assert all(f"ITEM{number}" in sent for number in range(1, PRICES + 1))
    assert all("Section: /Shop/Order" in request.text for request in server.requests)
    assert all("OrderID" in request.text or "Items" in request.text for request in server.requests)
    assert fact.fact_json["meaning"]["parts"] == subtree.parts
    assert len(fact.fact_json["structure"]["content"]) == 2


def test_the_numbers_of_lines_are_those_of_the_whole(tmp_path: Path) -> None:
    server, _, _, (fact,) = run_order(tmp_path, llm_context_tokens=4000)
    numbers = [
        {int(number) for number in _OUTLINE_LINE.findall(request.text)}
        for request in server.requests
    ]
    assert len(set.union(*numbers)) == max(set.union(*numbers))
    meaning = fact.fact_json["meaning"]
    verdicts = [claim["verdict"] for claim in meaning["claims"]]
    assert verdicts[0] == "holds"
    assert "contradicted" not in verdicts


def test_a_server_with_a_smaller_context_is_asked_in_smaller_parts(tmp_path: Path) -> None:
    """Nobody told how much it takes: its refusal does."""
    _, run, subtree, (fact,) = run_order(tmp_path, context=6000)
    assert statuses(run) == {"success": 1}
    assert subtree.parts > 1
    assert fact.fact_json["meaning"]["parts"] == subtree.parts


def test_one_part_that_fails_is_the_error_of_the_node_and_the_others_are_kept(
    tmp_path: Path,
) -> None:
    server, run, subtree, (fact,) = run_order(
        tmp_path, failing("ITEM450 ", "refusal"), llm_context_tokens=4000
    )
    assert statuses(run) == {"error": 1}
    assert fact.fact_json["meaning_missing"] == "The model refused to answer."
    with closing(open_runner(settings_in(tmp_path))) as runner:
        assert queries.cache_figures(runner.db).answers == subtree.parts - 1
    assert len(server.requests) == subtree.parts + 4


def test_a_model_that_takes_next_to_nothing_is_an_error_in_words(tmp_path: Path) -> None:
    _, run, subtree, (fact,) = run_order(tmp_path, context=500)
    assert statuses(run) == {"error": 1}
    assert "context" in subtree.error
    assert fact.fact_json["structure"]


def test_sections_refused_at_the_same_time_are_made_smaller_together(tmp_path: Path) -> None:
    """Each of them learns from the same refusal: ten refusals do not halve ten times."""
    document = order().replace(b"<Shop>", b"").replace(b"</Shop>", b"")
    with ModelServer(context_tokens=6000, latency=0.2) as server:
        settings = settings_in(tmp_path, server)
        with closing(open_runner(settings)) as runner:
            orders = b"".join(document.replace(b"O1", b"O%d" % number) for number in range(8))
            request = ticks(kept(b"<Shop>%s</Shop>" % orders, settings), "/Shop/Order")
            run = finished(runner, request)
            parts = [row.parts for row in rows(runner, run)]
    assert statuses(run) == {"success": 8}
    assert max(parts) <= 2 * min(parts)
