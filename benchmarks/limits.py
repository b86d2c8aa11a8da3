"""How much of a provider's limit is used, and how often it refuses: `python -m benchmarks.limits`.

A loopback model server allows 200,000 tokens a minute and charges like the big providers: prompt
and all the room for the answer when a request arrives. Nodes of the sizes of a real order are
asked by 10 workers. All time, the server's, the limits' and the calls' alike, passes faster than
the clock on the wall, so that minutes take seconds. The goals: at least 0.9 of the
throughput that the limit and the workers allow, and under 3 % of the requests refused.
"""

import asyncio
import itertools
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from pydantic import BaseModel

from discovery.config import Settings
from discovery.errors import ModelError
from discovery.llm.client import ModelClient
from tests.support.model_quota import Fills, Quota, Tells
from tests.support.model_server import ModelServer

LIMIT = 200_000
WORKERS = 10
CALL_SECONDS = 2.0
GOAL_SHARE, GOAL_REFUSED = 0.9, 0.03

# Tokens of prompt and room for the answer, of the 23 nodes of an OrderViewRS 18.1.
NODES = (
    *[(930, 240)] * 5,
    *[(1000, 390)] * 9,
    (1400, 500),
    *[(2040, 500)] * 8,
)
# Nodes, and how many times faster time passes: what calls cost this machine must not count.
SIZES = ((50, 2), (400, 10))


@dataclass(frozen=True, slots=True)
class Case:
    """A provider and what the client knows of it. `setting` is LLM_TOKENS_PER_MINUTE."""

    name: str
    fills: Fills
    tells: Tells
    setting: int


CASES = (
    Case("headers, fills steadily", "steadily", "openai", 0),
    Case("headers, anew each minute", "each_minute", "azure", 0),
    Case("setting, fills steadily", "steadily", "retry_after", LIMIT),
    Case("setting, anew each minute", "each_minute", "retry_after", LIMIT),
    Case("nothing known, steadily", "steadily", "retry_after", 0),
    Case("nothing known, each minute", "each_minute", "retry_after", 0),
)


class Reading(BaseModel):
    """The answer asked for; its size does not matter, the room for it is charged."""

    summary: str


def main() -> None:
    """Measure every case and print a line for each."""
    print(f"{LIMIT:,} tokens a minute, {WORKERS} workers, calls of {CALL_SECONDS:g} s; ", end="")
    print("time passes 2 times faster with 50 nodes, 10 times with 400")
    print("provider                    nodes   done  minutes  throughput  refused (429)")
    for case in CASES:
        for count, speed in SIZES:
            _measure(case, count, speed)


def _measure(case: Case, count: int, speed: int) -> None:
    clock = partial(_fast, speed)
    quota = Quota(tokens=LIMIT, fills=case.fills, tells=case.tells, clock=clock)
    with ModelServer(latency=CALL_SECONDS / speed, quota=quota) as server:
        client = _client(server, case, clock, speed)
        client.probe()  # loads the SDK
        started = clock()
        with client.workers(WORKERS), ThreadPoolExecutor(WORKERS) as pool:
            done = sum(pool.map(lambda size: _ask(client, *size), _sizes(count)))
        seconds = clock() - started
        client.close()
        refused = quota.refused / len(server.requests)
    share = _ideal_seconds(case, quota.charged, count) / seconds
    verdict = "" if share >= GOAL_SHARE and refused < GOAL_REFUSED else "  misses the goal"
    print(
        f"{case.name:<27} {count:>5}  {done:>5}  {seconds / 60:>7.2f}  {share:>10.2f}  "
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
    working = math.ceil(count / WORKERS) * CALL_SECONDS
    if case.fills == "steadily":
        return max(working, (tokens - LIMIT) * 60 / LIMIT)
    minutes = math.ceil(tokens / LIMIT) - 1
    return max(working, minutes * 60 + working * (tokens - minutes * LIMIT) / tokens)


if __name__ == "__main__":
    main()
