"""The runner that the screens of a test share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from discovery.processing.runner import Runner
from tests.support.app import window_in


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    """Without a model."""
    with window_in(tmp_path, LLM_PROVIDER="none") as runner:
        yield runner
