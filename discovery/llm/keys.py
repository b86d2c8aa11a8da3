"""Texts from outside without the API key, which providers like to echo."""

import re
from base64 import b64encode
from urllib.parse import unquote, urlsplit

_HIDDEN = "(key)"
# Shorter ones ("none", "ollama") are no secret, and common words.
_SECRET_LENGTH = 8
_REST_OF_KEY = r"[\w*./+=~-]*"
_STARRED = re.compile(r"[\w.-]*\*{2,}[\w*.-]*")
_KEY_LIKE = re.compile(r"\b(sk|key|Bearer)[-_ ][\w*.-]{6,}", re.IGNORECASE)


def secrets_in(address: str) -> tuple[str, ...]:
    """What gives access and stands in an address: its password, also as it is sent (RFC 7617)."""
    parts = urlsplit(address)
    if not parts.password:
        return ()
    user, password = unquote(parts.username or ""), unquote(parts.password)
    sent = b64encode(f"{user}:{password}".encode()).decode()
    return tuple(dict.fromkeys((sent, password, parts.password)))


def without_key(text: str, key: str) -> str:
    """The text without the key, whole or with its end cut off or changed."""
    if len(key) < _SECRET_LENGTH:
        return text
    start = key[: max(_SECRET_LENGTH, len(key) // 2)]
    return re.sub(re.escape(start) + _REST_OF_KEY, _HIDDEN, text)


def refusal_without_key(text: str, key: str) -> str:
    """The body of a refusal, without keys of which only the ends are told (`sk-...****mnop`)."""
    cleaned = text.replace(key, _HIDDEN) if key else text
    return _STARRED.sub(_HIDDEN, without_key(cleaned, key))


def complaint_without_key(text: str, key: str) -> str:
    """A text to be shown, without anything that looks like a key."""
    return _KEY_LIKE.sub(_HIDDEN, refusal_without_key(text, key))
