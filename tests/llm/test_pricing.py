"""What tokens cost: by the installed list or by own prices, and never over the network."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from discovery.config import Settings
from discovery.llm.pricing import Prices

MILLION = 1_000_000
KEY = "sk-test-0123456789"
OPENAI = {"openai_api_key": KEY, "llm_model": "gpt-4.1-mini"}
AZURE = {
    "azure_openai_endpoint": "https://x.openai.azure.com",
    "azure_openai_api_key": KEY,
    "llm_model": "gpt-4.1-mini",
}


def prices(**given: Any) -> Prices:
    return Prices.of(Settings(_env_file=None, **{"llm_provider": "auto", **given}))


# USD for a million tokens, as the providers publish them.
@pytest.mark.parametrize(
    ("given", "prompt", "cached", "completion"),
    [
        (OPENAI, 0.4, 0.1, 1.6),
        ({**OPENAI, "llm_model": "gpt-4.1-mini-2025-04-14"}, 0.4, 0.1, 1.6),
        ({**OPENAI, "openai_base_url": "https://api.openai.com/v1"}, 0.4, 0.1, 1.6),
        ({**AZURE, "azure_openai_deployment": "gpt-4o-mini"}, 0.15, 0.075, 0.6),
        ({**AZURE, "azure_openai_deployment": "our-extractor"}, 0.4, 0.1, 1.6),
        (
            {"openai_base_url": "https://api.groq.com/openai/v1",
             "llm_model": "llama-3.1-8b-instant"}, 0.05, 0.05, 0.08,
        ),
        (
            {"openai_base_url": "https://openrouter.ai/api/v1",
             "llm_model": "openai/gpt-4.1-mini"}, 0.4, 0.1, 1.6,
        ),
    ],
)  # fmt: skip
def test_known_providers_are_priced_by_the_list(
    given: dict[str, Any], prompt: float, cached: float, completion: float
) -> None:
    found = prices(**given)
    assert found.known
    assert found.cost_usd(MILLION, 0) == pytest.approx(prompt)
    assert found.cost_usd(MILLION, 0, MILLION) == pytest.approx(cached)
    assert found.cost_usd(0, MILLION) == pytest.approx(completion)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"llm_provider": "none", **OPENAI},
        {**OPENAI, "llm_model": "no-such-model"},
        {**OPENAI, "openai_base_url": "http://localhost:11434/v1"},
        {**OPENAI, "openai_base_url": "https://models.example.com/v1"},
        {**AZURE, "llm_model": "ours", "azure_openai_deployment": "ours-too"},
    ],
)
def test_other_servers_and_models_have_no_known_price(given: dict[str, Any]) -> None:
    assert not prices(**given).known
    assert prices(**given).cost_usd(MILLION, MILLION) is None


@pytest.mark.parametrize("address", ["", "http://localhost:11434/v1"])
def test_own_prices_win(address: str) -> None:
    own = {"llm_price_input": 3.0, "llm_price_output": 10.0, "openai_base_url": address}
    assert prices(**OPENAI, **own).cost_usd(MILLION, MILLION, MILLION) == 13.0
    cached = prices(**OPENAI, **own, llm_price_cached_input=1.0)
    assert cached.cost_usd(MILLION, MILLION, MILLION // 2) == 12.0


def test_a_price_of_zero_is_a_price() -> None:
    free = prices(**OPENAI, llm_price_input=0, llm_price_output=0, llm_price_cached_input=0)
    assert (free.known, free.cost_usd(MILLION, MILLION, 5)) == (True, 0.0)


@pytest.mark.parametrize("own", [{}, {"llm_price_input": 1.0, "llm_price_output": 1.0}])
def test_more_cached_tokens_than_there_are_count_as_all(own: dict[str, float]) -> None:
    found = prices(**OPENAI, **own)
    assert found.cost_usd(10, 0, 99) == found.cost_usd(10, 0, 10)


OFFLINE = """
import sys

opened = []
NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
sys.addaudithook(lambda event, args: opened.append(event) if event in NETWORK else None)

from discovery.config import Settings
from discovery.llm.pricing import Prices

prices = Prices.of(Settings(_env_file=None, llm_provider="openai", openai_api_key="x"))
assert prices.cost_usd(1000, 1000)
assert "genai_prices" in sys.modules
import threading

assert [thread.name for thread in threading.enumerate()] == ["MainThread"]
assert opened == [], opened
import socket

try:
    socket.create_connection(("127.0.0.1", 9), timeout=1)
except OSError:
    pass
assert opened, "the hook sees connections"
"""


def test_prices_are_found_without_any_connection() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
