"""One nursery for all tests of a process."""

from collections.abc import Iterator

import pytest

from tests.hostile.nursery import Nursery, nursery
from tests.support.app import runner

__all__ = ["runner"]

pytest.register_assert_rewrite("tests.hostile.bounds")


@pytest.fixture(scope="session")
def children() -> Iterator[Nursery]:
    """Gives files to fresh children."""
    with nursery() as found:
        yield found
