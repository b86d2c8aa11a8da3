"""What may be spent when, from a bucket that fills."""

import pytest

from discovery.llm.token_bucket import TokenBucket


def test_a_bucket_fills_steadily_up_to_its_size() -> None:
    bucket = TokenBucket(rate=10, size=100, level=0, moment=5)
    assert [bucket.available(now) for now in (5, 6, 10, 99)] == [0, 10, 50, 100]
    assert bucket.seconds_until(30, 5) == 3
    assert bucket.seconds_until(30, 8) == 0


def test_what_is_larger_than_the_bucket_waits_for_a_full_one_and_overdraws_it() -> None:
    bucket = TokenBucket(rate=10, size=100, level=50, moment=0)
    assert bucket.seconds_until(300, 0) == 5
    bucket.spend(300, 5)
    assert bucket.available(5) == -200
    assert bucket.seconds_until(1, 5) == pytest.approx(20.1)
