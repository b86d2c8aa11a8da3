"""A database of a test's own."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from tests.support.home import settings_in


@pytest.fixture
def db(tmp_path: Path) -> Iterator[ThreadSafeDatabaseManager]:
    with closing(open_database(settings_in(tmp_path))) as manager:
        yield manager
