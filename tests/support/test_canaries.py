"""The search for secrets finds them, so that finding none means something."""

import gzip
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.canaries import PERSONAL, SECRETS, files_below, personal, shown


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


@pytest.mark.parametrize("write", [str.encode, lambda value: gzip.compress(value.encode())])
@pytest.mark.parametrize("value", PERSONAL)
def test_a_personal_value_is_found_packed_or_not(value: str, write: Callable[[str], bytes]) -> None:
    frames = b"a frame " + write(f"a sample: {value}") + b" and more"
    assert personal({"stream": frames, "nothing": b"a sample"}) == [f"{value} in stream"]
