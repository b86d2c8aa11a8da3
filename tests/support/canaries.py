"""Secrets that must show nowhere, and the search for them in whatever form."""

import re
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from tests.support.signing_in import CLIENT_SECRET, COOKIE_SECRET

GZIP = b"\x1f\x8b\x08"  # how what it packs begins (RFC 1952)

PASSWORD_OF_DATABASE = "p&5b/2c+9e31d8a04f7c"

SECRETS = {
    "OPENAI_API_KEY": "sk-proj-8a1f4c7e2b9d0356",
    "AZURE_OPENAI_API_KEY": "d91c02e7b85f4a6e3307",
    "API_TOKEN": "f2b70d8e519c4ab6a3d1",
    "OIDC_CLIENT_SECRET": CLIENT_SECRET,
    "OIDC_COOKIE_SECRET": COOKIE_SECRET,
    "PSEUDONYM_KEY": "c41b7e90d25f8a3367e1b08f4d92a6c5",
    "DATABASE_URL": PASSWORD_OF_DATABASE,
}

# Of the persons in the sample message.
PERSONAL = (
    "alex.sample@example.com", "202 555 0101", "1 Example Street", "1985-04-12", "X0000001",
    "CHRIS", "XX000000017", "9990000000001",
)  # fmt: skip

# Turned on in a process whose PYTHONPATH names the folder: every library logs all that it can.
LOG_EVERYTHING = "import logging\nlogging.basicConfig(level=logging.DEBUG)\n"


def shown(places: Mapping[str, bytes]) -> list[str]:
    """Which secrets stand where, whole or half, as they are or as addresses and headers put them.

    `places` are all that a person or a program can get to see, by what it is called.
    """
    return [
        f"{name} in {place}"
        for place, content in places.items()
        for name, secret in SECRETS.items()
        if any(form in content for form in _forms(secret))
    ]


def personal(places: Mapping[str, bytes]) -> list[str]:
    """Which personal values of the sample stand where, packed payloads opened."""
    return [
        f"{value} in {place}"
        for place, content in places.items()
        for value in PERSONAL
        if value.encode() in content + b"".join(_unpacked(content))
    ]


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What gzip has packed anywhere in some bytes."""
    for start in re.finditer(re.escape(GZIP), content):
        with suppress(zlib.error):
            yield zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content[start.start() :])


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, byte for byte; journals and locks, too."""
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _forms(secret: str) -> Iterator[bytes]:
    beginning, end = secret[: len(secret) * 2 // 3], secret[len(secret) // 3 :]
    yield from (beginning.encode(), end.encode())
    yield quote(secret, safe="").encode()
    for before in ("", "x", "xx"):  # as the end of what is encoded with something before it
        yield b64encode((before + secret).encode())[4:-4]
