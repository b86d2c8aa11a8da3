"""Limits on the rate of calls together: requests and tokens a minute, and the measured pace."""

from collections.abc import Mapping

from discovery.llm.measured_pace import MeasuredPace, UsageSnapshot
from discovery.llm.rate_limits import REQUESTS_BURST, TOKENS_BURST, RateLimit, RateLimitHeaders
from discovery.llm.token_costs import Cost


class ProviderLimits:
    """The limits together, and what has been sent under them."""

    def __init__(self, requests_per_minute: int, tokens_per_minute: int, now: float) -> None:
        """Limits of 0 are learned from headers and refusals."""
        self.requests = RateLimit(requests_per_minute, REQUESTS_BURST, now)
        self.tokens = RateLimit(tokens_per_minute, TOKENS_BURST, now)
        self.pace = MeasuredPace()
        self._spent = UsageSnapshot(now, 0, 0)
        self._refunds = True

    def seconds_until(self, cost: Cost, now: float) -> float:
        """How long until a call may be sent."""
        return max(
            self.requests.seconds_until(1, now),
            self.tokens.seconds_until(cost.total, now),
            self.pace.seconds_until(cost.total, now),
        )

    def sent(self, cost: Cost, now: float) -> UsageSnapshot:
        """Charge a call that is sent now."""
        spent = self._spent
        self._spent = UsageSnapshot(now, spent.requests + 1, spent.tokens + cost.total)
        self.requests.spend(1, now)
        self.tokens.spend(cost.total, now)
        self.pace.sent(cost.total, self._spent)
        return self._spent

    def settle(self, cost: Cost, prompt_tokens: int, answer_tokens: int, now: float) -> None:
        """Charge what the call has cost instead of what was reserved.

        After a refusal for the rate the room for its answer is not given back: perhaps the
        provider keeps charging it.
        """
        answer = answer_tokens if self._refunds else cost.answer
        self.tokens.spend(prompt_tokens + answer - cost.total, now)

    def learn(self, headers: Mapping[str, str], sent: UsageSnapshot, now: float) -> None:
        """Take over what came with the answer to the call of `sent`."""
        since, seconds = self._spent.since(sent), now - sent.moment
        told = RateLimitHeaders.of(headers, "requests"), RateLimitHeaders.of(headers, "tokens")
        self.requests.learn(told[0], seconds, since.requests, now)
        self.tokens.learn(told[1], seconds, since.tokens, now)

    def refused(self, cost: Cost, sent: UsageSnapshot, now: float) -> bool:
        """The call of `sent` came too soon; whether others were taken since the last such one."""
        self._refunds = False
        less_at_once = [self.requests.refused(1, now), self.tokens.refused(cost.total, now)]
        return any(less_at_once) or self.pace.refused(cost.total, sent, now)

    def not_taken(self, cost: Cost, sent: UsageSnapshot) -> None:
        """A call that was refused does not count as taken."""
        self.pace.not_taken(cost.total, sent)

    def rest(self) -> None:
        """Nothing was asked for a while."""
        self.pace.rest()

    def grow(self) -> None:
        """Try whether more is allowed than was learned from refusals."""
        self.requests.grow()
        self.tokens.grow()
        self.pace.grow()
