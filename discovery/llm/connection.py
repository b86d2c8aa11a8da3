"""The HTTP connection to a model; the only place that knows the openai package.

Source of the protocol: https://platform.openai.com/docs/api-reference/chat/create
"""

import threading
from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from discovery.config import Settings
from discovery.errors import ModelError
from discovery.llm.exchange import Exchange
from discovery.llm.keys import refusal_without_key, without_key
from discovery.llm.refusals import Refusal, Target, refusal_error, unreachable_error
from discovery.llm.told_errors import refusal_in

if TYPE_CHECKING:
    from httpx2 import Request
    from openai import APIConnectionError, APIStatusError, AsyncOpenAI

# Local servers want no key, but the SDK does.
_NO_KEY = "none"

# The SDK writes the body and sends it at once: only a hook, in the task of the call, sees it.
_under_way: ContextVar[Exchange] = ContextVar("_under_way")


class Connection:
    """The SDK's client: made at the first call, shared by all threads, its own retries off."""

    def __init__(self, settings: Settings, target: Target) -> None:
        self._settings = settings
        self._target = target
        self._lock = threading.Lock()
        self._sdk: AsyncOpenAI | None = None

    def open(self) -> "AsyncOpenAI":
        """Load the SDK, which takes most of a second, unless that is done. Connects to nothing."""
        with self._lock:
            if self._sdk is None:
                self._sdk = _sdk_client(self._settings)
            return self._sdk

    async def post(self, parameters: Mapping[str, Any], exchange: Exchange) -> Mapping[str, str]:
        """Make one call: its reply is in `exchange`, the headers of it are returned.

        Failures are raised as our own errors, without the SDK's texts; TimeoutError: no answer.
        """
        import openai

        _under_way.set(exchange)
        try:
            response = await self.open().chat.completions.with_raw_response.create(
                model=self._target.model, **parameters
            )
        except openai.APIStatusError as error:
            raise self._refused(error, exchange) from None
        except openai.APITimeoutError:
            raise TimeoutError from None
        except openai.APIConnectionError as error:
            raise self._unreached(error, exchange) from None
        finally:
            exchange.ends()
        headers: Mapping[str, str] = response.headers
        exchange.reply = self._target.hide(str(response.text), without_key)
        if refusal := refusal_in(exchange.reply, headers):
            exchange.is_free = '"choices"' not in exchange.reply
            exchange.reply = self._target.hide(str(response.text), refusal_without_key)
            raise refusal_error(refusal, self._target)
        return headers

    async def close(self) -> None:
        """End all connections."""
        if self._sdk is not None:
            await self._sdk.close()

    def _refused(self, error: "APIStatusError", exchange: Exchange) -> ModelError:
        exchange.is_free = True
        exchange.reply = self._target.hide(error.response.text, refusal_without_key)
        return refusal_error(_refusal(error), self._target)

    def _unreached(self, error: "APIConnectionError", exchange: Exchange) -> ModelError:
        import httpx2

        exchange.is_free = isinstance(error.__cause__, httpx2.ConnectError)
        return unreachable_error(self._target, str(error.__cause__))


def _sdk_client(settings: Settings) -> "AsyncOpenAI":
    """Proxies and certificates as the SDK's defaults are; nothing is sent on to another address."""
    import openai

    http = openai.DefaultAsyncHttpxClient(
        event_hooks={"request": [_leaves]}, follow_redirects=False
    )
    if settings.provider == "azure":
        return openai.AsyncAzureOpenAI(
            azure_endpoint=settings.azure_openai_endpoint,
            api_key=settings.azure_openai_api_key.get_secret_value(),
            api_version=settings.openai_api_version,
            timeout=settings.llm_timeout_seconds,
            max_retries=0,
            http_client=http,
        )
    return openai.AsyncOpenAI(
        api_key=settings.openai_api_key.get_secret_value() or _NO_KEY,
        base_url=settings.openai_base_url or None,
        timeout=settings.llm_timeout_seconds,
        max_retries=0,
        http_client=http,
    )


async def _leaves(request: "Request") -> None:
    _under_way.get().leaves(request.content)


def _refusal(error: "APIStatusError") -> Refusal:
    headers, status = error.response.headers, error.status_code
    return refusal_in(error.response.text, headers, status) or Refusal(status, "", "", headers)
