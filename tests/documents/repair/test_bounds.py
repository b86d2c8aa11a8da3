"""Whatever a file holds, the work on it is bounded: in steps, changes and rounds."""

from pathlib import Path

import pytest

from discovery.documents.repair import edits, nesting, proposing
from discovery.documents.repair.edits import Edits, NoRepairError
from tests.documents.repair.support import changes, repaired

THOUSAND, MILLION = 1_000, 1_000_000

HOPELESS = {
    "ampersands": b"<r>" + b"&" * 5 * MILLION + b"</r>",
    "crossed tags": b"<r>" + b"<a><b></a></b>" * 50 * THOUSAND + b"</r>",
    "open elements": b"<a>" * MILLION,
    "angles": b"<" * MILLION,
    "attributes without end": b'<r a="' * MILLION,
    "quotes": b"<r " + b'a="' * MILLION + b">",
    "blanks in a declaration": b"<?xml" + b"\n" * 5 * MILLION,
    "comments": b"<!--" * MILLION,
    "instructions": b"<r>" + b"<? " * MILLION,
    "quotes in a DOCTYPE": b"<!DOCTYPE r [" + b'"' * MILLION + b"<!--" * MILLION,
    "control characters": b"<r>" + b"\x01" * MILLION + b"</r>",
    "prefixes": b"<r>" + b"".join(b"<p%d:a/>" % n for n in range(100 * THOUSAND)) + b"</r>",
    "open CDATA sections": b"<r>" + b"<![CDATA[" * MILLION + b"]]></r>",
    "end tags": b"</r>" * MILLION,
    "blanks before names": b"<r>" + b"< a " * MILLION + b"</r>",
    "signs in names": b"<r>" + b'<a"b>x</b>' * 100 * THOUSAND + b"</r>",
    "names with blanks": b"<r>" + b"<a b>x</a c>" * 100 * THOUSAND + b"</r>",
    "strings": b"<r>" + b'<a b=\\"' * MILLION,
    "like in like": b"<r>" + b"<a>1" * 999 + b"<b/>" * 100 * THOUSAND,
}


@pytest.mark.parametrize("content", HOPELESS.values(), ids=HOPELESS)
def test_what_is_broken_beyond_measure_is_left(tmp_path: Path, content: bytes) -> None:
    assert repaired(tmp_path, content) is None


BIG = {
    "a thousand ampersands": (b"<r>" + b"<a>x & y</a>" * THOUSAND + b"</r>", THOUSAND),
    "a long tail": (b"<r/>" + b"UNB+1'\n" * MILLION, 1),
    "blanks before": (b"\n" * MILLION + b"<r/>x", 1),
    "a long name behind &": (b"<r>&" + b"a" * MILLION + b"</r>", 1),
    "a long number": (b"<r>&#" + b"1" * MILLION + b";</r>", 1),
    "blanks in tags": (b"<r>" + 2 * (b"<a" + b" " * 5 * MILLION), 3),
    "a long name": (b"<r><" + b"a" * MILLION + b'="1"></r>', 1),
    "words with brackets": (b"<r><a>" + b"/b> x> " * MILLION + b"&</a></r>", 1),
    "words with colons": (b"<r>" + b"a:" * MILLION + b">&</r>", 1),
    "line breaks as letters": (b"<r>>\\n" + b" " * MILLION + b"x", 1),
    "roots": (b"<r/>" * 100 * THOUSAND, 2),
    "escaped": (b"&lt;r&gt;" + b"&amp;amp;" * MILLION + b"&lt;/r&gt;", 1),
    "one encoding": (b"<r>" + b"M\xfcller " * 100 * THOUSAND + b"</r>", 1),
}


@pytest.mark.parametrize(("content", "count"), BIG.values(), ids=BIG)
def test_what_is_big_is_repaired(tmp_path: Path, content: bytes, count: int) -> None:
    assert len(changes(tmp_path, content)) == count


def test_so_many_changes_and_no_more() -> None:
    many = Edits("x")
    for _ in range(edits.MAX_EDITS):
        many.insert(0, "y", "what")
    with pytest.raises(NoRepairError):
        many.insert(0, "y", "what")


def test_the_search_for_missing_ends_takes_so_many_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = "<r>" + "<a>1" * 100 + "<b/>" * 100 + "</r>"
    assert repaired(tmp_path, content) is not None
    monkeypatch.setattr(nesting, "MAX_STEPS", 1_000)
    assert repaired(tmp_path, content) is None


def test_a_repair_is_tried_so_many_rounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = []

    def one_more(text: str) -> Edits:
        rounds.append(text)
        found = Edits(text)
        found.insert(len(text), "&", "never right")
        return found

    monkeypatch.setattr(proposing, "fix_markup", one_more)
    assert repaired(tmp_path, "<r>&</r>") is None
    assert len(rounds) == proposing.MAX_ROUNDS


def test_for_a_file_that_is_too_large_none_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"<r>&</r>"
    monkeypatch.setattr(proposing, "MOST_BYTES", len(content) - 1)
    assert repaired(tmp_path, content) is None
    monkeypatch.setattr(proposing, "MOST_BYTES", len(content))
    assert repaired(tmp_path, content) is not None
