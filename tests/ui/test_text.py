"""Words of the screens. What the browser makes of escaped text: tests/browser/test_text.py."""

import pytest

from discovery.ui.text import (
    below,
    common_parent,
    counted,
    duration,
    markdown_escaped,
    node_label,
    size,
)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("PaxList of SQ", "PaxList of SQ"),
        ("[a](b)", r"\[a\]\(b\)"),
        ("two\n\nparagraphs\t here", "two paragraphs here"),
        ("", ""),
    ],
)
def test_markdown_is_escaped_and_kept_on_one_line(text: str, escaped: str) -> None:
    assert markdown_escaped(text) == escaped


def test_nothing_invisible_is_added_to_plain_text() -> None:
    for text in ("OrderViewRS.xml", "at 10:30", "Line 3, column 7: an error", "a->b", "x@y"):
        assert markdown_escaped(text).isascii()


@pytest.mark.parametrize(
    ("paths", "parent"),
    [
        ({"/A/B/C", "/A/B/D/E"}, "/A/B"),
        ({"/A/B", "/A/B/C"}, "/A"),
        ({"/Order/PaxList", "/Order/PaxSegmentList"}, "/Order"),
        ({"/A/B"}, "/A"),
        ({"/Root"}, ""),
        ((), ""),
    ],
)
def test_the_common_parent_of_paths(paths: set[str], parent: str) -> None:
    assert common_parent(paths) == parent


def test_a_path_below_its_common_parent() -> None:
    assert below("/A/B/C", "/A") == "B/C"
    assert below("/Root", "") == "/Root"
    assert node_label("/A") == "Node in /A"
    assert node_label("") == "Node"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (1023, "1,023 bytes"),
        (1024, "1.0 KB"),
        (150 * 1024, "150 KB"),
        (3 * 1024**2, "3.0 MB"),
        (5000 * 1024**2, "5,000 MB"),
    ],
)
def test_sizes(count: int, words: str) -> None:
    assert size(count) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0 ms"),
        (0.034, "34 ms"),
        (0.9999, "1.0 s"),
        (12.34, "12.3 s"),
        (59.96, "1 min 0 s"),
        (61.0, "1 min 1 s"),
        (3700.0, "1 h 1 min"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 nodes"), (1, "1 node"), (5000, "5,000 nodes")]
)
def test_counts(number: int, words: str) -> None:
    assert counted(number, "node") == words
