from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.compare.support import Runs, runs_in


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    """Runs without a model, whose facts keep personal values."""
    with runs_in(tmp_path) as runs:
        yield runs
