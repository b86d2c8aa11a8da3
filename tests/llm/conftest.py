"""What tests of the model client share."""

from collections.abc import Iterator

import pytest

from discovery.llm.client import ModelClient


@pytest.fixture
def closing() -> Iterator[list[ModelClient]]:
    """Collects clients and closes them when the test is over."""
    clients: list[ModelClient] = []
    yield clients
    for client in clients:
        client.close()
