"""What tokens cost. Prices come from the settings, or from the list that genai-prices brings.

The list is read as it was installed and never renewed over the network. Source:
https://github.com/pydantic/genai-prices
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from discovery.config import Settings

if TYPE_CHECKING:
    from genai_prices import Usage
    from genai_prices.types import PriceCalculation

_TOKENS_PRICED = 1_000_000

Tariff = Callable[[int, int, int], float]


@dataclass(frozen=True, slots=True)
class _OwnTariff:
    """Prices from the settings, in USD for a million tokens."""

    prompt: float
    cached: float
    completion: float

    def __call__(self, prompt_tokens: int, completion_tokens: int, cached_tokens: int) -> float:
        fresh = (prompt_tokens - cached_tokens) * self.prompt
        rest = cached_tokens * self.cached + completion_tokens * self.completion
        return (fresh + rest) / _TOKENS_PRICED


@dataclass(frozen=True, slots=True)
class _ListedTariff:
    """Prices from the list, in force at the moment of the call; `calculate` knows the provider."""

    model: str
    calculate: "Callable[[Usage, str], PriceCalculation]"

    def __call__(self, prompt_tokens: int, completion_tokens: int, cached_tokens: int) -> float:
        """Raises LookupError where the list does not know the model or its provider."""
        from genai_prices import Usage

        usage = Usage(
            input_tokens=prompt_tokens,
            cache_read_tokens=cached_tokens,
            output_tokens=completion_tokens,
        )
        return float(self.calculate(usage, self.model).total_price)


class Prices:
    """Tokens in, US dollars out, for the model that the settings name."""

    def __init__(self, find_tariff: Callable[[], Tariff | None]) -> None:
        """`find_tariff` is called once, when a price is first wanted: the list takes half a second
        to load."""
        self._find_tariff = find_tariff

    @classmethod
    def of(cls, settings: Settings) -> "Prices":
        """The prices for the provider in force."""
        return cls(lambda: _own_tariff(settings) or _listed_tariff(settings))

    @property
    def known(self) -> bool:
        """Whether there is a price for the model."""
        return self._tariff is not None

    def cost_usd(
        self, prompt_tokens: int, completion_tokens: int, cached_tokens: int = 0
    ) -> float | None:
        """The cost of a call in US dollars; None where no price is known.

        `cached_tokens` are those of `prompt_tokens` that the provider had cached.
        """
        if self._tariff is None:
            return None
        return self._tariff(prompt_tokens, completion_tokens, min(cached_tokens, prompt_tokens))

    @cached_property
    def _tariff(self) -> Tariff | None:
        return self._find_tariff()


def _own_tariff(settings: Settings) -> Tariff | None:
    prompt, completion = settings.llm_price_input, settings.llm_price_output
    if prompt is None or completion is None:
        return None
    cached = settings.llm_price_cached_input
    return _OwnTariff(prompt, prompt if cached is None else cached, completion)


def _listed_tariff(settings: Settings) -> Tariff | None:
    """The first name of the model that the list knows: Azure's deployments have names of choice."""
    calculate = _calculation(settings)
    for model in dict.fromkeys((settings.model_name, settings.llm_model)):
        tariff = _ListedTariff(model, calculate)
        if _is_listed(tariff):
            return tariff
    return None


def _calculation(settings: Settings) -> "Callable[[Usage, str], PriceCalculation]":
    from genai_prices import calc_price

    if settings.provider == "openai" and settings.openai_base_url:
        return partial(calc_price, provider_api_url=settings.openai_base_url)
    return partial(calc_price, provider_id=settings.provider)


def _is_listed(tariff: Tariff) -> bool:
    try:
        tariff(0, 0, 0)
    except LookupError:
        return False
    return True
