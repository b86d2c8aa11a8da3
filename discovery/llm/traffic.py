"""Figures of the calls to the model at this moment, for screens and estimates."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Traffic:
    """How the calls of all runs flow at this moment.

    `concurrency` is how many may be under way, at most `workers`; `pause_seconds` is how long the
    provider still wants none. A limit of 0 a minute is not known.
    """

    concurrency: int
    workers: int
    under_way: int
    waiting: int
    pause_seconds: float
    requests_per_minute: int
    tokens_per_minute: int
