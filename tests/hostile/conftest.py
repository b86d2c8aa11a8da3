"""One nursery for all tests of a process."""

from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("tests.hostile.bounds")

from tests.hostile.nursery import Nursery, nursery


@pytest.fixture(scope="session")
def children() -> Iterator[Nursery]:
    """Gives files to fresh children."""
    with nursery() as found:
        yield found
