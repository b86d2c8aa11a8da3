"""A verdict, and a claim in the words of the program."""

import re
from dataclasses import dataclass
from enum import StrEnum

from discovery.llm.meaning import Claim
from discovery.llm.outline import OutlineField

_BETWEEN = re.compile(r"\s*(?:\.\.+|\bto\b|\band\b|–|;|\|)\s*")


class Verdict(StrEnum):
    """What the program found about a claim."""

    HOLDS = "holds"
    CONTRADICTED = "contradicted"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and the claim as the program writes it.

    `reason` is what stands there instead, or why nothing was checked. `fields` were looked at.
    """

    verdict: Verdict
    sentence: str
    reason: str = ""
    fields: tuple[OutlineField, ...] = ()


def sentence_of(claim: Claim) -> str:
    """A claim in the words of the program."""
    value = claim.value or "…"
    match claim.operator:
        case "equals":
            return f"{claim.field} is {value}"
        case "only":
            return f"{claim.field} is {value} wherever it occurs"
        case "counts":
            with_value = f" with the value {value}" if claim.value else ""
            return f"{claim.field}{with_value} occurs {times(claim.count)}"
        case "sums to":
            return f"{claim.field} adds up to {value}"
        case "between":
            return f"{claim.field} lies between {' and '.join(bounds(claim))}"
        case "refers to":
            return f"{claim.field} refers to {value}"


def times(count: int | None) -> str:
    """How often, in words."""
    if count is None:
        return "an untold number of times"
    return "once" if count == 1 else f"{count:,} times"


def bounds(claim: Claim) -> list[str]:
    """The two ends of what a claim says that values lie between: `20..30`, `20 to 30`."""
    return _BETWEEN.split(claim.value)
