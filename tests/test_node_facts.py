"""NodeFacts as they are read: verdicts of an earlier version are judged again."""

from pathlib import Path

import pytest

from discovery import node_facts
from discovery.llm import claims
from discovery.processing.runner import Runner
from discovery.storage import queries
from tests.processing.runs import box_request, finished, opened
from tests.support.model_server import ModelServer


def read(runner: Runner, run_id: int) -> list[str]:
    """The verdicts as screens, exports and comparisons get them."""
    (one,) = node_facts.facts(runner.db, run_id)
    two = node_facts.fact(runner.db, run_id, 1)
    assert two == one == node_facts.facts_at(runner.db, run_id, [1])[1]
    return [claim["verdict"] for claim in one.fact_json["meaning"]["claims"]]


def test_what_another_version_judged_is_judged_again_in_lists_and_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer() as server, opened(tmp_path, server) as runner:
        run_id = finished(runner, box_request(1, runner.settings)).run_id
        stored = queries.fact_lines(runner.db, run_id)
        assert read(runner, run_id) == ["holds"]
        assert node_facts.fact_lines(runner.db, run_id) == stored

        for module in (claims, node_facts):
            monkeypatch.setattr(module, "VERSION", 2)
        monkeypatch.setattr(claims, "judge", contradicting)
        assert read(runner, run_id) == ["contradicted"]
        (line,) = node_facts.fact_lines(runner.db, run_id)
        assert (line.claims_hold, line.claims_contradicted, line.confidence) == (0, 1, 0.0)


def contradicting(*_args: object) -> claims.Judgement:
    return claims.Judgement(claims.Verdict.CONTRADICTED, "so")
