"""Settings for tests: nothing of the machine's environment or `.env` gets in."""

import threading
from typing import Any

from discovery.config import Settings
from discovery.errors import BudgetReachedError
from discovery.llm.calls import ModelCall
from discovery.llm.token_costs import Cost
from tests.support.model_server import ModelServer

KEY = "sk-test-0123456789abcdefghijklmnop"


def settings_for(server: ModelServer, **more: Any) -> Settings:
    """Settings that name the server as an OpenAI-compatible base URL."""
    given = {"openai_base_url": server.base_url, "llm_model": "test-model", **more}
    return Settings(_env_file=None, **{"openai_api_key": KEY, "llm_provider": "openai", **given})


def azure_settings_for(server: ModelServer, **more: Any) -> Settings:
    """Settings that name the server as an Azure endpoint."""
    given = {
        "llm_provider": "azure",
        "azure_openai_endpoint": server.url,
        "azure_openai_api_key": KEY,
        "azure_openai_deployment": "my-deployment",
    }
    return Settings(_env_file=None, **{**given, **more})


class RecordedLog:
    """A `CallLog` that notes what it is told; leave is given for so many calls only."""

    def __init__(self, leave: int = 1000) -> None:
        self.costs: list[Cost] = []
        self.told: list[ModelCall | None] = []
        self.threads: set[str] = set()
        self._leave = leave

    @property
    def calls(self) -> list[ModelCall]:
        """Those that left."""
        return [call for call in self.told if call]

    def before(self, cost: Cost, stop: threading.Event) -> None:
        if len(self.costs) == self._leave:
            raise BudgetReachedError("The budget of this test is reached.")
        self.costs.append(cost)
        self.threads.add(threading.current_thread().name)

    def after(self, cost: Cost, call: ModelCall | None) -> None:
        assert cost == self.costs[len(self.told)]
        self.told.append(call)
        self.threads.add(threading.current_thread().name)


class RecordedStop:
    """Stands in for a `threading.Event` nobody sets: notes each wait instead of sitting it out."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def is_set(self) -> bool:
        return False

    def wait(self, timeout: float) -> bool:
        self.waits.append(timeout)
        return False


class FakeTime:
    """A clock that jumps over every wait; also stands in for a `threading.Event` nobody sets."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.elapsed = 0.0
        self._lock = threading.Lock()

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds
            self.elapsed += seconds

    def is_set(self) -> bool:
        return False

    def wait(self, timeout: float) -> bool:
        self.pass_by(timeout)
        return False
