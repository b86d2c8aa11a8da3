"""Whether strangers can reach a server that lets everybody in."""

from ipaddress import ip_address


def exposure(address: str | None, signs_in: bool, has_token: bool) -> str:
    """The warning for a server that listens on `address` (None: on all); "" where none is due."""
    if signs_in or _is_this_machine(address):
        return ""
    what = "the window" if has_token else "the window and REST"
    return (
        f"The server listens on {address or 'every network address'} without sign-in: whoever can "
        f"reach it uses {what}. Turn sign-in on (OIDC_CLIENT_ID and what belongs to it), or set "
        "server.address to 127.0.0.1."
    )


def _is_this_machine(address: str | None) -> bool:
    if not address:
        return False
    if address == "localhost" or address.startswith("unix:"):
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:  # a name, which may be anybody's
        return False
