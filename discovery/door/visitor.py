"""Who is signed in, by what their identity provider says of them, and whether they may come in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Claims that name a person, best first (OpenID Connect Core 1.0, section 5.1).
_NAMES = ("email", "preferred_username", "name", "sub")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody whom the identity provider vouches for; `admitted` says whether that is enough."""

    name: str
    admitted: bool


def visitor_of(claims: Mapping[str, object], allowed: Sequence[str]) -> Visitor:
    """Read the claims of an ID token.

    `allowed` lists e-mail addresses and domains (`@example.org`); nothing listed admits everybody
    who can sign in. An address that its provider calls unverified is nobody's.
    """
    name = next((str(claims[claim]) for claim in _NAMES if claims.get(claim)), "somebody")
    return Visitor(name, not allowed or _is_listed(claims, allowed))


def _is_listed(claims: Mapping[str, object], allowed: Sequence[str]) -> bool:
    address = str(claims.get("email") or "").casefold()
    _, at, domain = address.rpartition("@")
    listed = {entry.casefold() for entry in allowed}
    verified = claims.get("email_verified", True) in (True, "true")
    return bool(at) and verified and (address in listed or f"@{domain}" in listed)
