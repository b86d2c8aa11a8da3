"""Whole runs against Azure's paths: deployment, api-version, its own key header and its limits."""

import json
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from discovery.config import Settings
from discovery.processing.runner import open_runner
from discovery.storage import queries
from tests.llm.settings import KEY, azure_settings_for
from tests.processing.runs import box_request, facts, finished, settings_in, statuses
from tests.support.model_server import ModelServer, Quota, every

NODES = 50
PATH = "/openai/deployments/my-deployment/chat/completions"


def azure_in(home: Path, server: ModelServer, key: str = KEY) -> Settings:
    """The usual settings, batching on."""
    return azure_settings_for(server, discovery_home=home, azure_openai_api_key=key)


def test_a_run_of_50_nodes_is_asked_by_deployment_and_priced_by_the_model(tmp_path: Path) -> None:
    quota = Quota(tokens=900_000, requests=9000, tells="azure")
    rule = every(5, "429", retry_after_ms="20")
    server = ModelServer(key=KEY, models=("my-deployment",), quota=quota, rule=rule)
    with server, closing(open_runner(azure_in(tmp_path, server))) as runner:
        run = finished(runner, box_request(NODES, azure_in(tmp_path, server)))
        stored = facts(runner, run)
        calls = list(queries.calls(runner.db, run.run_id))
        assert {urlsplit(request.path).path for request in server.requests} == {PATH}
        assert {request.headers["api-key"] for request in server.requests} == {KEY}
        assert len(calls) == run.llm_calls == len(server.requests)
    assert (run.status, statuses(run)) == ("completed", {"success": NODES})
    assert all(fact.fact_json["meaning"]["summary"] for fact in stored)
    assert (run.provider, run.model) == ("azure", "my-deployment")
    assert run.cost_usd is not None  # of LLM_MODEL, as a deployment has a name of choice
    assert run.cost_usd > 0
    assert not any(KEY in call.sent + call.reply for call in calls)


def test_a_wrong_key_fails_the_run_and_names_its_setting(tmp_path: Path) -> None:
    wrong = "another-key-0123456789abcdef"
    with ModelServer(key=KEY) as server:
        settings = azure_in(tmp_path, server, key=wrong)
        with closing(open_runner(settings)) as runner:
            run = finished(runner, box_request(NODES, settings))
            stored = json.dumps([call.reply for call in queries.calls(runner.db, run.run_id)])
        assert len(server.requests) < NODES
    assert (run.status, statuses(run)) == ("failed", {"error": NODES})
    assert "AZURE_OPENAI_API_KEY" in run.error
    assert wrong[:-2] not in stored + run.error


def test_both_providers_ask_in_the_same_words(tmp_path: Path) -> None:
    """But for the address, the name of the model and what a server of one's own needs."""
    with ModelServer() as server:
        for settings in (azure_in(tmp_path / "a", server), settings_in(tmp_path / "b", server)):
            with closing(open_runner(settings)) as runner:
                finished(runner, box_request(1, settings))
        azure, own = (request.body["messages"] for request in server.requests)
    assert azure == own
