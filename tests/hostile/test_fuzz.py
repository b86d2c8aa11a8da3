"""A minute of fuzzing; `python -m tests.fuzz --minutes 60` does more of it."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fuzz.running import TARGET_NAMES, fuzz

SECONDS = 15  # for each target

pytestmark = pytest.mark.skipif(
    find_spec("atheris") is None and os.environ.get("REQUIRE_FUZZER") != "1",
    reason="atheris has no package for this system",
)


@pytest.mark.parametrize("target", TARGET_NAMES)
def test_nothing_found_in_a_while(target: str, tmp_path: Path) -> None:
    done = fuzz(target, SECONDS, tmp_path, quiet=True)
    assert list((tmp_path / "saved" / target).iterdir())
    broke = {path.name: path.read_bytes() for path in tmp_path.glob(f"{target}-*")}
    assert (done.returncode, broke) == (0, {}), done.stdout[-5000:]
    assert "Done" in done.stdout
