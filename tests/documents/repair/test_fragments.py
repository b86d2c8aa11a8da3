"""A message whose beginning is cut off, and several in one file: all that is there is kept."""

from pathlib import Path

import pytest

from tests.documents.repair.support import repaired

D = '<?xml version="1.0"?>'

REPAIRS = {
    "two documents": (
        f"{D}<r>1</r>\n{D}<r>2</r>",
        f"{D}<Messages><r>1</r>\n<r>2</r></Messages>",
    ),
    "request and response in a log": (
        "12:00 out\n<RQ><a/></RQ>\n12:01 in\n<RS/>\n",
        "<Messages><RQ><a/></RQ>\n12:01 in\n<RS/></Messages>\n",
    ),
    "an address between": (
        "<r>1</r>\nContent-ID: <x@y>\n\n<r a=b>2</r>",
        '<Messages><r>1</r>\nContent-ID: &lt;x@y>\n\n<r a="b">2</r></Messages>',
    ),
    "a list without what is around it": (
        "<Pax>1</Pax>\n<Pax>2</Pax>\n",
        "<Messages><Pax>1</Pax>\n<Pax>2</Pax></Messages>\n",
    ),
    "the second one is broken": (
        "<r>1</r><r><a>2 & 3</r>",
        "<Messages><r>1</r><r><a>2 &amp; 3</a></r></Messages>",
    ),
    "the first one is broken": (
        "<r a=1>1</r><r>2</r>",
        '<Messages><r a="1">1</r><r>2</r></Messages>',
    ),
    "the second one is cut": (
        "<r>1</r><r><a>2",
        "<Messages><r>1</r><r><a>2</a></r></Messages>",
    ),
    "a beginning cut within a tag": (
        'e="x">A</n><n>B</n></p></o>',
        '<o><p><n>e="x">A</n><n>B</n></p></o>',
    ),
    "a beginning cut between tags": ("<n>A</n></p><p/></o>", "<o><p><n>A</n></p><p/></o>"),
    "a beginning cut behind the declaration": (
        f"{D}\n<n>A</n><n>B</n></o>",
        f"{D}\n<o><n>A</n><n>B</n></o>",
    ),
    "no '<' of the root": (f"{D}\no a='1'><p/><p/></o>", f"{D}\n<o a='1'><p/><p/></o>"),
    "an end tag for the root's start": ("</o><p/><p/></o>", "<o><p/><p/></o>"),
    "a root that ends at once": ("<o/><p/></o>", "<o><p/></o>"),
    "end tags of what was around it": (
        f"{D}<o><p/></o></Body></Envelope>",
        f"{D}<o><p/></o>",
    ),
    "end tags of a page": ("<o><p/></o></pre></body>", "<o><p/></o>"),
}


@pytest.mark.parametrize(("broken", "whole"), REPAIRS.values(), ids=REPAIRS)
def test_nothing_of_it_is_lost(tmp_path: Path, broken: str, whole: str) -> None:
    found = repaired(tmp_path, broken)
    assert found is not None
    assert found.decode() == whole


def test_of_very_many_end_tags_no_beginning_is_made(tmp_path: Path) -> None:
    assert repaired(tmp_path, "<a/>" + "".join(f"</n{n}>" for n in range(101))) is None
