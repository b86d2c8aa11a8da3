"""What is asked of whatever is uploaded."""

from tests.hostile.nursery import Verdict

SECONDS = 2.0
MEGABYTES = 200.0
JARGON = ("Traceback", "Error(", "XML_PARSE_HUGE", "libxml", "xmlCtxt", "<string>", "0x", "null")


def assert_bounded(
    verdict: Verdict, seconds: float = SECONDS, megabytes: float = MEGABYTES
) -> None:
    """No fault, nothing reached for, within the time and the memory."""
    assert verdict.fault == ""
    assert verdict.tried == []
    assert verdict.seconds <= seconds
    assert 10 < verdict.megabytes <= megabytes


def assert_refused_clearly(verdict: Verdict) -> None:
    """A sentence that says what is wrong and what to do; nothing of the file was kept."""
    assert verdict.refused.endswith(".")
    assert len(verdict.refused) < 500
    assert not [word for word in JARGON if word in verdict.refused]
    assert any(word in verdict.refused for word in ("pload", "etch", "Ask"))
    assert verdict.found["kept"] == []
