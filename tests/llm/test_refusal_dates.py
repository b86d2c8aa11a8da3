"""The dates that a provider may name in `Retry-After`, whatever the zone of this machine."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from discovery.llm.refusals import retry_after_seconds


@pytest.fixture
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_new_york")
@pytest.mark.parametrize("form", ["gmt", "no zone", "asctime"])
def test_a_date_is_in_utc(form: str) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=60)
    written = {
        "gmt": format_datetime(moment, usegmt=True),
        "no zone": format_datetime(moment.replace(tzinfo=None)),
        "asctime": moment.strftime("%a %b %d %H:%M:%S %Y"),
    }
    assert 30 < (retry_after_seconds({"Retry-After": written[form]}) or 0) <= 61


def test_a_date_that_is_over_asks_for_no_wait() -> None:
    assert retry_after_seconds({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0
