"""The search for secrets finds them, so that finding none means something."""

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.canaries import SECRETS, files_below, shown


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    "write",
    [
        str,
        lambda secret: secret[:-5],
        lambda secret: secret[5:],
        lambda secret: quote(secret, safe=""),
        lambda secret: b64encode(f"window:{secret}".encode()).decode(),
        lambda secret: b64encode(f"ab:{secret}".encode()).decode(),
        lambda secret: b64encode(f"a:{secret}".encode()).decode(),
    ],
    ids=["whole", "beginning", "end", "in an address", "base64", "base64+1", "base64+2"],
)
def test_a_secret_is_found_in_every_form(name: str, write: Callable[[str], str]) -> None:
    text = f"... {write(SECRETS[name])} ...".encode()
    assert f"{name} in the log" in shown({"the log": text, "nothing": b"secret"})


def test_files_are_read_wherever_they_lie(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "x.db-wal").write_bytes(b"\x00" + SECRETS["API_TOKEN"].encode())
    assert len(shown(files_below(tmp_path))) == 1
