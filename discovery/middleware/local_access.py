"""Local and public access: who can reach the server."""

from collections.abc import Iterable
from ipaddress import ip_address


def public_access_warning(address: str | None, signs_in: bool, has_token: bool) -> str:
    """The warning for a server that listens on `address` (None: on all); "" where none is due."""
    if signs_in or _is_this_machine(address):
        return ""
    what = "the window" if has_token else "the window and REST"
    return (
        f"The server listens on {address or 'every network address'} without sign-in: whoever can "
        f"reach it uses {what}. Turn sign-in on (OIDC_CLIENT_ID and what belongs to it), or set "
        "server.address to 127.0.0.1."
    )


def is_desk(address: str | None, hosts: Iterable[str], *, signs_in: bool) -> bool:
    """Whether the window serves the person at this machine and nobody else.

    `hosts` are the names that it answers to: one of another machine means that a proxy stands
    before it, as a socket does.
    """
    addresses = [address or "", *(host.strip("[]") for host in hosts)]
    of_a_proxy = any(each.startswith("unix:") for each in addresses)
    return not signs_in and not of_a_proxy and all(map(_is_this_machine, addresses))


def _is_this_machine(address: str | None) -> bool:
    if not address:
        return False
    if address == "localhost" or address.startswith("unix:"):
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:  # a name, which may be anybody's
        return False
