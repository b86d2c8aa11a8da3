"""What a failed call means: an HTTP status in, one of our errors in plain words out."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from discovery.config import Settings
from discovery.errors import (
    ModelAnswerError,
    ModelError,
    ModelRejectedError,
    ModelUnavailableError,
    SectionTooBigError,
)
from discovery.llm.keys import complaint_without_key, secrets_in

_MAY_PASS = frozenset({408, 409, 429})
_TOO_BIG = re.compile(r"context.?(length|window|size)|too (long|large|many tokens)", re.IGNORECASE)
# OpenAI's 429 for a request that is larger than the allowance of a whole minute.
_LARGER_THAN_A_MINUTE = re.compile(r"request too large", re.IGNORECASE)
_COMPLAINT_LENGTH = 300


class ProviderBusyError(ModelUnavailableError):
    """The call may pass when it is repeated, `retry_after` seconds later where that is told.

    `status` is 0 where no answer came at all; `headers` are those of the answer.
    """

    def __init__(
        self, message: str, status: int = 0, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.retry_after = retry_after_seconds(self.headers)

    @property
    def too_many_requests(self) -> bool:
        """Whether the call itself was all right, and only came too soon."""
        return self.status == 429


class ProviderRefusedError(ModelRejectedError):
    """The provider refused the call, with `status`; `complaint` is its own reason.

    `section` is the error to raise instead where calls of the same kind have passed before: then
    the refusal lies in this one request. None where it never does (key, model, address, credit).
    """

    def __init__(
        self, message: str, status: int, complaint: str, section: ModelError | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.complaint = complaint
        self.section = section


@dataclass(frozen=True, slots=True)
class Target:
    """Where the calls go, in the words of an error message."""

    address: str
    model: str
    key_setting: str
    model_setting: str
    address_setting: str
    key: str
    secrets: tuple[str, ...] = ()

    def hide(self, text: str, without: Callable[[str, str], str]) -> str:
        """The text without the key, and without what else gives access."""
        for secret in (self.key, *self.secrets):
            text = without(text, secret)
        return text

    @classmethod
    def of(cls, settings: Settings) -> "Target":
        """The target that the settings name."""
        if settings.provider == "azure":
            return cls(
                address=_plain_address(settings.azure_openai_endpoint),
                model=settings.model_name,
                key_setting="AZURE_OPENAI_API_KEY",
                model_setting="AZURE_OPENAI_DEPLOYMENT",
                address_setting="AZURE_OPENAI_ENDPOINT",
                key=settings.azure_openai_api_key.get_secret_value(),
                secrets=secrets_in(settings.azure_openai_endpoint),
            )
        return cls(
            address=_plain_address(settings.openai_base_url) or "api.openai.com",
            model=settings.model_name,
            key_setting="OPENAI_API_KEY",
            model_setting="LLM_MODEL",
            address_setting="OPENAI_BASE_URL",
            key=settings.openai_api_key.get_secret_value(),
            secrets=secrets_in(settings.openai_base_url),
        )

    def __repr__(self) -> str:
        """Without the key."""
        return f"Target({self.address}, {self.model})"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer with an HTTP status other than success."""

    status: int
    code: str
    complaint: str
    headers: Mapping[str, str]


def refusal_error(refusal: Refusal, target: Target) -> ModelError:
    """The error to raise for a refusal. The provider's text is shown only where it holds no key."""
    if refusal.code == "insufficient_quota" or refusal.status == 402:
        return _refused(refusal, target, _no_credit(refusal, target))
    if refusal.status == 429 and _LARGER_THAN_A_MINUTE.search(refusal.complaint):
        return SectionTooBigError(
            "This section is larger than what the provider allows in a minute. Tick the level "
            "below it."
        )
    if refusal.status in _MAY_PASS or refusal.status >= 500:
        return _busy(refusal)
    match refusal.status:
        case status if 300 <= status < 400:
            reason = f"points to another address. Correct {target.address_setting}"
        case 401:
            reason = f"does not accept the API key. Correct {target.key_setting}"
        case 403:
            reason = f"does not allow this key to use '{target.model}'. Ask for access"
        case 404:
            settings = f"{target.model_setting} and {target.address_setting}"
            reason = f"knows no model '{target.model}'. Check {settings}"
        case _:
            return _bad_request(refusal, target)
    return _refused(refusal, target, reason)


def unreachable_error(target: Target, reason: str) -> ProviderBusyError:
    """No connection: `reason` is the network's own, used only to tell a certificate problem."""
    if "certificate" in reason.lower():
        return ProviderBusyError(
            f"The TLS certificate of {target.address} cannot be verified. Name your company's "
            "certificate file in SSL_CERT_FILE and start again."
        )
    return ProviderBusyError(
        f"The model at {target.address} cannot be reached. Check {target.address_setting}, the "
        "network, and that the server is running."
    )


def too_slow_error(seconds: float) -> ProviderBusyError:
    """No whole answer within the time limit."""
    return ProviderBusyError(
        f"The model gave no answer within {seconds:.3g} seconds. Try again, tick smaller nodes, or "
        "raise LLM_TIMEOUT_SECONDS."
    )


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """The wait that the provider asks for, from `retry-after-ms` or `Retry-After`.

    `Retry-After` is a number of seconds or an HTTP date (RFC 9110, 10.2.3). None: not told.
    """
    values = {name.lower(): value.strip() for name, value in headers.items()}
    if (milliseconds := _number(values.get("retry-after-ms", ""))) is not None:
        return milliseconds / 1000
    wanted = values.get("retry-after", "")
    if (seconds := _number(wanted)) is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(wanted)
    except ValueError:
        return None
    if moment.tzinfo is None:  # HTTP dates without a zone are in UTC
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - time.time())


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", text) else None


def _no_credit(refusal: Refusal, target: Target) -> str:
    words = _shown(refusal.complaint, target)
    told = f" ({words})" if words else ""
    return f"says that the account has no credit left{told}. Add credit"


def _busy(refusal: Refusal) -> ProviderBusyError:
    if refusal.status == 429:
        reason = "The model provider takes no more requests for now (429). Use fewer workers"
    else:
        reason = f"The model provider has a fault of its own ({refusal.status}). Wait a moment"
    return ProviderBusyError(f"{reason} or try again later.", refusal.status, refusal.headers)


def _bad_request(refusal: Refusal, target: Target) -> ModelError:
    """A refusal that lies in this one request, or in how every request is made."""
    if refusal.code == "content_filter":
        return ModelAnswerError("The provider's content filter refused this section.")
    if refusal.status == 413 or _TOO_BIG.search(f"{refusal.code} {refusal.complaint}"):
        return SectionTooBigError("This section is too big for the model. Tick the level below it.")
    complaint = _shown(refusal.complaint, target) or "no reason given"
    section = ModelError(
        f"The model provider refused this section ({refusal.status}): {complaint}. Tick other "
        "nodes, or read its structure, which needs no model."
    )
    reason = f"refused the request ({refusal.status}): {complaint}. Check {target.model_setting}"
    return _refused(refusal, target, reason, section)


def _refused(
    refusal: Refusal, target: Target, reason: str, section: ModelError | None = None
) -> ProviderRefusedError:
    message = f"The model provider at {target.address} {reason}, then start again."
    return ProviderRefusedError(message, refusal.status, refusal.complaint, section)


def _shown(complaint: str, target: Target) -> str:
    return target.hide(complaint, complaint_without_key)[:_COMPLAINT_LENGTH].rstrip(". ")


def _plain_address(url: str) -> str:
    """The address without a user, password or query."""
    return re.sub(r"//[^/@]*@", "//", url.partition("?")[0])
