"""Users that an identity provider vouches for, and the sign-in that knows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

# Claims that name a person, best first (OpenID Connect Core 1.0, section 5.1).
_NAMES = ("email", "preferred_username", "name", "sub")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody whom the identity provider vouches for; `is_authorized` says whether that is enough.

    `address` is the e-mail address it has verified, in small letters, or empty.
    """

    name: str
    is_authorized: bool
    address: str = ""


def user_of(claims: Mapping[str, object], allowed: Sequence[str]) -> User:
    """Read the claims of an ID token.

    `allowed` lists e-mail addresses and domains (`@example.org`); nothing listed admits everybody
    who can sign in. An address that its provider calls unverified is nobody's.
    """
    name = next((str(claims[claim]) for claim in _NAMES if claims.get(claim)), "somebody")
    verified = claims.get("email_verified", True) in (True, "true")
    address = str(claims.get("email") or "").casefold() if verified else ""
    return User(name, not allowed or _is_listed(address, allowed), address)


def is_admin(address: str, admins: Sequence[str]) -> bool:
    """Whether somebody of this verified e-mail address looks after the installation.

    `admins` lists addresses and domains; nothing listed makes nobody one.
    """
    return _is_listed(address.casefold(), admins)


def _is_listed(address: str, listed: Sequence[str]) -> bool:
    _, at, domain = address.rpartition("@")
    entries = {entry.casefold() for entry in listed}
    return bool(at) and (address in entries or f"@{domain}" in entries)


class SignIn(Protocol):
    """Sign-in as it is configured."""

    @property
    def providers(self) -> Sequence[str]:
        """The names of the identity providers to choose from."""

    @property
    def over_tls(self) -> bool:
        """Whether the window is reached over TLS by those who sign in."""

    def user(self, cookies: Mapping[str, str]) -> User | None:
        """Who is signed in by these cookies; None for nobody."""

    def login_address(self, provider: str) -> str:
        """Where signing in with a provider begins."""

    def sign_out(self, cookies: Mapping[str, str]) -> None:
        """Let these cookies be worth nothing from now on, also where somebody kept a copy."""
