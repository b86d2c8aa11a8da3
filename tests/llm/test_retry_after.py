"""A pause that one call is asked for holds for all, in each form that providers write it in."""

import time
from email.utils import formatdate
from typing import Any

import pytest
from pydantic import BaseModel

from discovery.errors import ModelUnavailableError
from discovery.llm.client import ModelClient
from tests.llm.settings import FakeTime, azure_settings_for, settings_for
from tests.support.model_server import ModelServer, first

QUESTION = [{"role": "user", "content": "[1] PaxID = PAX1"}]
SECONDS = 40.0


class Reading(BaseModel):
    summary: str


def in_seconds() -> dict[str, str]:
    return {"Retry_After": "40"}


def in_milliseconds() -> dict[str, str]:
    return {"retry_after_ms": "40000", "Retry_After": "1"}


def as_a_date() -> dict[str, str]:
    return {"Retry_After": formatdate(time.time() + SECONDS, usegmt=True)}


@pytest.mark.parametrize("headers", [in_seconds, in_milliseconds, as_a_date])
@pytest.mark.parametrize("make", [settings_for, azure_settings_for])
@pytest.mark.parametrize("kind", ["429", "503"])
def test_who_did_not_get_it_waits_as_well(kind: Any, make: Any, headers: Any) -> None:
    """The refused question is given up; another one comes next, and waits to the full."""
    fake = FakeTime()
    with ModelServer(rule=first(1, kind, **headers())) as server:
        settings = make(server, max_llm_retries=0, llm_node_timeout_seconds=100)
        client = ModelClient(settings, fake.clock, fake.sleep)
        try:
            refuse(client, kind)
            assert fake.elapsed == 0
            client.ask(QUESTION, Reading, stop=fake)  # type: ignore[arg-type]
        finally:
            client.close()
        assert len(server.requests) == 2
    # A date has whole seconds, and the machine may take some of them for itself.
    assert SECONDS / 2 < fake.elapsed <= SECONDS + 1


def refuse(client: ModelClient, kind: str) -> None:
    """One call that is not made again; after a 429 only a trial gives up."""
    if kind == "429":
        assert not client.probe().works
        return
    with pytest.raises(ModelUnavailableError):
        client.ask(QUESTION, Reading)
