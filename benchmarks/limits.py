"""How much of a provider's limit is used, and how often it refuses: `python -m benchmarks.limits`.

A loopback model server allows 200,000 tokens a minute and charges like the big providers: prompt
and all the room for the answer when a request arrives. Nodes of the sizes of a real order are
asked by 10 workers. Other servers enforce that over 6 seconds, take 4 requests at once, or 300 a
minute and 25 at once. Where minutes must pass, all time, the server's, the limits' and the calls'
alike, passes faster than the clock on the wall. The goals: at least 0.9 of the throughput that the
limit and the workers allow, and under 2 % of the requests refused, or three where they are few: to
find out what nobody tells takes so many.
"""

import asyncio
import itertools
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import BaseModel

from discovery.config import Settings
from discovery.errors import ModelError
from discovery.llm.client import ModelClient
from tests.support.model_quota import Quota
from tests.support.model_server import ModelServer

LIMIT = 200_000
WORKERS = 10
GOAL_SHARE, GOAL_REFUSED, FEW_REFUSED = 0.9, 0.02, 3

# Tokens of prompt and room for the answer, of the 23 nodes of an OrderViewRS 18.1.
NODES = (
    *[(930, 240)] * 5,
    *[(1000, 390)] * 9,
    (1400, 500),
    *[(2040, 500)] * 8,
)
# Nodes, and how many times faster time passes: what calls cost this machine must not count.
MANY = ((50, 2), (400, 10))
FEW = ((46, 1),)


@dataclass(frozen=True, slots=True)
class Case:
    """A provider and what the client knows of it. `setting` is LLM_TOKENS_PER_MINUTE."""

    name: str
    quota: dict[str, Any] = field(default_factory=dict)
    setting: int = 0
    call_seconds: float = 2.0
    sizes: tuple[tuple[int, int], ...] = MANY

    @property
    def limits(self) -> dict[str, Any]:
        """Those of the quota; tokens where none is named."""
        named = {"at_once", "requests"} & self.quota.keys()
        return self.quota if named else {"tokens": LIMIT, **self.quota}


CASES = (
    Case("headers, fills steadily"),
    Case("headers, anew each minute", {"fills": "each_minute", "tells": "azure"}),
    Case("setting, fills steadily", {"tells": "retry_after"}, LIMIT),
    Case("setting, anew each minute", {"fills": "each_minute", "tells": "retry_after"}, LIMIT),
    Case("nothing known, steadily", {"tells": "retry_after"}),
    Case("nothing known, each minute", {"fills": "each_minute", "tells": "retry_after"}),
    Case("headers, over 6 s", {"over": 6.0, "tells": "azure"}),
    Case("setting, over 6 s", {"over": 6.0, "tells": "retry_after"}, LIMIT),
    Case("nothing known, over 6 s", {"over": 6.0, "tells": "retry_after"}),
    Case("4 at once", {"at_once": 4, "retry_after": 0.2}, call_seconds=0.5, sizes=FEW),
    Case(
        "300 a minute, 25 at once",
        {"requests": 300, "over": 5.0, "tells": "retry_after"},
        call_seconds=0.3,
        sizes=FEW,
    ),
)


class Reading(BaseModel):
    """The answer asked for; its size does not matter, the room for it is charged."""

    summary: str


def main() -> None:
    """Measure every case and print a line for each."""
    print(f"{LIMIT:,} tokens a minute and other limits, {WORKERS} workers; time passes 2 times ")
    print("faster with 50 nodes, 10 times with 400")
    print("provider                    nodes   done   seconds  throughput  refused (429)")
    for case in CASES:
        for count, speed in case.sizes:
            _measure(case, count, speed)


def _measure(case: Case, count: int, speed: int) -> None:
    clock = partial(_fast, speed)
    quota = Quota(**case.limits, clock=clock)
    with ModelServer(latency=case.call_seconds / speed, quota=quota) as server:
        client = _client(server, case, clock, speed)
        client.prepare()
        started = clock()
        with client.workers(WORKERS), ThreadPoolExecutor(WORKERS) as pool:
            done = sum(pool.map(lambda size: _ask(client, *size), _sizes(count)))
        seconds = clock() - started
        client.close()
        refused = quota.refused / len(server.requests)
    share = _ideal_seconds(case, quota.charged, count) / seconds
    is_fine = refused < GOAL_REFUSED or quota.refused <= FEW_REFUSED
    verdict = "" if share >= GOAL_SHARE and is_fine else "  misses the goal"
    print(
        f"{case.name:<27} {count:>5}  {done:>5}  {seconds:>8.2f}  {share:>10.2f}  "
        f"{quota.refused:>4} = {refused:.1%}{verdict}",
        flush=True,
    )


def _client(server: ModelServer, case: Case, clock: Callable[[], float], speed: int) -> ModelClient:
    settings = Settings(
        _env_file=None,
        llm_provider="openai",
        openai_base_url=server.base_url,
        llm_tokens_per_minute=case.setting,
        max_parallel_nodes=WORKERS,
    )
    return ModelClient(settings, clock, sleep=lambda seconds: asyncio.sleep(seconds / speed))


def _fast(speed: int) -> float:
    return time.monotonic() * speed


def _sizes(count: int) -> Iterator[tuple[int, int]]:
    return itertools.islice(itertools.cycle(NODES), count)


def _ask(client: ModelClient, prompt_tokens: int, answer_tokens: int) -> bool:
    question = "[1] Remark = x\n".ljust(prompt_tokens * 4, "x")
    try:
        client.ask([{"role": "user", "content": question}], Reading, max_tokens=answer_tokens)
    except ModelError as error:
        print(error)
        return False
    return True


def _ideal_seconds(case: Case, tokens: int, count: int) -> float:
    """The least time that the limit and the workers allow for so many tokens in `count` calls."""
    at_once = case.limits.get("at_once", WORKERS)
    working = count / at_once * case.call_seconds
    over = case.limits.get("over", 60.0)
    if requests := case.limits.get("requests"):
        return max(working, (count - requests * over / 60) * 60 / requests + case.call_seconds)
    if "tokens" not in case.limits:
        return working
    burst = LIMIT * over / 60
    if case.limits.get("fills") != "each_minute":
        return max(working, (tokens - burst) * 60 / LIMIT + case.call_seconds)
    minutes = math.ceil(tokens / LIMIT) - 1
    return max(working, minutes * 60 + working * (tokens - minutes * LIMIT) / tokens)


if __name__ == "__main__":
    main()
