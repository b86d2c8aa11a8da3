"""The log: what comes from outside can neither forge a line nor steer a terminal."""

import logging
from collections.abc import Iterator

import pytest

from discovery.log import log_safely

HOSTILE = "a\nWARNING forged \x1b[31m\u202e\r\x9b"


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    program = logging.getLogger("discovery")
    before = program.handlers
    yield logging.getLogger("discovery.some.part")
    program.handlers = before


def test_a_record_is_one_line(logger: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    log_safely()
    logger.warning("Run %s: %s", 1, HOSTILE)
    expected = "Run 1: a↵WARNING forged \\x1b[31m\\u202e␍\\u009b\n"
    assert capsys.readouterr().err == expected


def test_a_traceback_stands_below_its_record(
    logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    log_safely()
    logger.error("It failed: %s", HOSTILE, exc_info=ValueError(HOSTILE))
    first, *traceback = capsys.readouterr().err.removesuffix("\n").split("\n")
    assert first.startswith("It failed: a↵WARNING")
    assert traceback
    assert all(line.startswith("    ") and line.isprintable() for line in traceback)
