"""What the door must know of sign-in, whoever carries it out."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from discovery.door.visitor import Visitor


class SignIn(Protocol):
    """Sign-in as it is configured."""

    @property
    def providers(self) -> Sequence[str]:
        """The names of the identity providers to choose from."""

    @property
    def over_tls(self) -> bool:
        """Whether the window is reached over TLS by those who sign in."""

    def visitor(self, cookies: Mapping[str, str]) -> Visitor | None:
        """Who is signed in by these cookies; None for nobody."""

    def login_address(self, provider: str) -> str:
        """Where signing in with a provider begins."""

    def sign_out(self, cookies: Mapping[str, str]) -> None:
        """Let these cookies be worth nothing from now on, also where somebody kept a copy."""
