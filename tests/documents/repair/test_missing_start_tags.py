"""Start tags that are missing are added, and tags with a slip in their name or slash put right."""

import time
from pathlib import Path

import pytest

from discovery.documents.repair.missing_start_tags import MOST_BY_LINES
from tests.documents.repair.support import changes, repaired

REPAIRS = {
    "before a first value": (
        "<r><Pax>JOHN</Name><ID>1</ID></Pax><b/></r>",
        "<r><Pax><Name>JOHN</Name><ID>1</ID></Pax><b/></r>",
    ),
    "before a later value": (
        "<r><Pax><ID>1</ID>\n JOHN & CO</Name></Pax></r>",
        "<r><Pax><ID>1</ID>\n <Name>JOHN &amp; CO</Name></Pax></r>",
    ),
    "before lines that are indented further": (
        "<r>\n <a/>\n  <Pax>\n   <ID>1</ID>\n\n  </Pax>\n </PaxList>\n <b/>\n</r>",
        "<r>\n <a/>\n <PaxList>\n  <Pax>\n   <ID>1</ID>\n\n  </Pax>\n </PaxList>\n <b/>\n</r>",
    ),
    "before the first lines of its parent": (
        "<r>\r\n\t\t<a/>\r\n\t\t<b/>\r\n\t</List>\r\n</r>",
        "<r>\r\n\t<List>\r\n\t\t<a/>\r\n\t\t<b/>\r\n\t</List>\r\n</r>",
    ),
    "closed at once": (
        "<r><Pax/><ID>1</ID></Pax><b/></r>",
        "<r><Pax><ID>1</ID></Pax><b/></r>",
    ),
    "no place is known": ("<r><a/><b/></List></r>", "<r><a/><b/></r>"),
    "an end tag twice": ("<r><a>1</a></a><b>2</b></r>", "<r><a>1</a><b>2</b></r>"),
    "a slip in the name of an end tag": (
        "<r><PaxList><Pax><ID>1</ID></Pax></PxList><b><c/></b></r>",
        "<r><PaxList><Pax><ID>1</ID></Pax></PaxList><b><c/></b></r>",
    ),
    "a start tag for an end tag that stands alone in its line": (
        "<r>\n <Pax>\n  <ID>\n   <c/>\n  </ID>\n <Pax>\n <b>\n  <c/>\n </b>\n</r>",
        "<r>\n <Pax>\n  <ID>\n   <c/>\n  </ID>\n </Pax>\n <b>\n  <c/>\n </b>\n</r>",
    ),
}


@pytest.mark.parametrize(("broken", "whole"), REPAIRS.values(), ids=REPAIRS)
def test_what_an_end_tag_lacks_is_added(tmp_path: Path, broken: str, whole: str) -> None:
    found = repaired(tmp_path, broken)
    assert found is not None
    assert found.decode() == whole


def test_the_change_says_that_a_start_tag_was_missing(tmp_path: Path) -> None:
    (change,) = changes(tmp_path, "<r>\n<Pax>JOHN</Name></Pax></r>")
    assert (change.line, change.before, change.after) == (2, "", "<Name>")
    assert "start tag is missing" in change.what


def test_very_many_missing_start_tags_take_no_longer(tmp_path: Path) -> None:
    lines = "  <a/>\n" * 20_000 + " </x>\n" * 20_000
    began = time.monotonic()
    listed = changes(tmp_path, f"<r>\n{lines}</r>")
    assert time.monotonic() - began < 10
    assert sum(change.after.strip() == "<x>" for change in listed) <= MOST_BY_LINES
