"""Each kind of fault has its repair, and the repair changes nothing else."""

from pathlib import Path

import pytest

from discovery.documents.repair import propose, shown_diff
from tests.documents.repair.support import changes, repaired
from tests.processing.runs import MASKER
from tests.support.home import write

D = '<?xml version="1.0"?>'

REPAIRS = {
    "EDIFACT tail": ("<r>1</r>\nUNT+1'\nUNZ+1'\n", "<r>1</r>\n"),
    "log tail": ("<r>1</r> 12:00 INFO sent <ok>", "<r>1</r> "),
    "tail behind a comment": ("<r/><!-- end -->x", "<r/><!-- end -->"),
    "separator as tail": ("<r>1</r>\x1c", "<r>1</r>"),
    "blank of another kind as tail": ("<r>1</r>\xa0\n", "<r>1</r>"),
    "EDIFACT tail without the last end tag": ("<r><a/>\nUNT+1'\nUNZ+1&'\n", "<r><a/></r>"),
    "zeros without the last end tag": ("<r><a>1</a>\0\0\n\0", "<r><a>1</a></r>"),
    "root closed too early": ("<r><a/></r><b/></r>", "<r><a/><b/></r>"),
    "blanks before": (f" \n{D}<r/>", f"{D}<r/>"),
    "headers before": (f"HTTP/1.1 200 OK\r\nA: b\r\n\r\n{D}<r/>", f"{D}<r/>"),
    "log before": ("[2025-01-31] INFO <r/>", "<r/>"),
    "addresses in headers before": (
        "HTTP/1.1 200 OK\nA: <b>\nLink: <https://c/d>\n\n<r><a/></r>",
        "<r><a/></r>",
    ),
    "control character before": ("\x0b<r/>", "<r/>"),
    "words before the root": (f"{D} message: <r/>", f"{D} <r/>"),
    "second mark": ("\ufeff\ufeff<r/>", "\ufeff<r/>"),
    "bare ampersand": ("<r>Marks & Co</r>", "<r>Marks &amp; Co</r>"),
    "ampersand in a name": ("<r>AT&T</r>", "<r>AT&amp;T</r>"),
    "ampersand in an address": ('<r a="/?a=1&b=2"/>', '<r a="/?a=1&amp;b=2"/>'),
    "ampersand at the end": ("<r>a &</r>", "<r>a &amp;</r>"),
    "no semicolon": ("<r>a &amp b &#38 c</r>", "<r>a &amp; b &#38; c</r>"),
    "HTML entity": ("<r>a&nbsp;&euro;</r>", "<r>a&#160;&#8364;</r>"),
    "HTML entity in capitals": ("<r>a &AMP; b</r>", "<r>a &#38; b</r>"),
    "unknown entity": ("<r>&Total;</r>", "<r>&amp;Total;</r>"),
    "entity of the document": (
        '<!DOCTYPE r [<!ENTITY e "x">]><r>&e; & &f;</r>',
        '<!DOCTYPE r [<!ENTITY e "x">]><r>&e; &amp; &amp;f;</r>',
    ),
    "HTML entity beside a DTD": (
        '<!DOCTYPE r SYSTEM "u"><r>&nbsp;</r>',
        '<!DOCTYPE r SYSTEM "u"><r>&#160;</r>',
    ),
    "capital X": ("<r>&#X41;</r>", "<r>&#x41;</r>"),
    "bare less-than": ("<r>1 < 2 <3 a<</r>", "<r>1 &lt; 2 &lt;3 a&lt;</r>"),
    "less-than before a word": ("<r>a<b and c></r>", "<r>a&lt;b and c></r>"),
    "mail address": ("<r>A <a@b.c></r>", "<r>A &lt;a@b.c></r>"),
    "braces": ("<r><{name}></r>", "<r>&lt;{name}></r>"),
    "end of a CDATA section": ("<r>a]]>b</r>", "<r>a]]&gt;b</r>"),
    "less-than in an attribute": ('<r a="1 < 2"/>', '<r a="1 &lt; 2"/>'),
    "no quotes": ("<r a=1 b=x/y/>", '<r a="1" b="x/y"/>'),
    "curly quotes": ("<r a=“x y”/>", '<r a="x y"/>'),
    "no value": ("<r a/>", '<r a=""/>'),
    "closing quote missing": ('<r><a b="x>1</a></r>', '<r><a b="x">1</a></r>'),
    "closing quote missing before another": ('<r a="x b="y"/>', '<r a="x" b="y"/>'),
    "no space": ('<r a="1"b="2"/>', '<r a="1" b="2"/>'),
    "no space behind an empty value": (
        '<r a=""b=""><t>5"" x</t></r>',
        '<r a="" b=""><t>5"" x</t></r>',
    ),
    "same attribute twice": ('<r a="1" b="2" a="1"/>', '<r a="1" b="2"/>'),
    "namespace with a blank": (
        '<r xmlns="http://a/NDC 18.1" b=" xmlns=\'x y\' "/>',
        '<r xmlns="http://a/NDC%2018.1" b=" xmlns=\'x y\' "/>',
    ),
    "namespace with backslashes": (
        "<p:r xmlns:p='http:\\\\a\\b'/>",
        "<p:r xmlns:p='http:%5C%5Ca%5Cb'/>",
    ),
    "split end": ("<r><a/ ></r>", "<r><a/></r>"),
    "start tag not closed": ("<r><Pax\n<ID>1</ID></Pax></r>", "<r><Pax>\n<ID>1</ID></Pax></r>"),
    "end tag not closed": ("<r><ID>1</ID\n<B>2</B></r>", "<r><ID>1</ID>\n<B>2</B></r>"),
    "end tag without a name": ("<r><a>1</></r>", "<r><a>1</a></r>"),
    "end tag with more": ('<r><a>1</a b="2"></r>', "<r><a>1</a></r>"),
    "end tag missing at the end": ("<r><a>1</a>", "<r><a>1</a></r>"),
    "cut within text": ("<r><a>1</a><b>2", "<r><a>1</a><b>2</b></r>"),
    "cut within a start tag": ('<r><a>1</a><b c="', "<r><a>1</a></r>"),
    "cut within an end tag": ("<r><a>1</a", "<r><a>1</a></r>"),
    "cut within a CDATA section": ("<r><![CDATA[a", "<r><![CDATA[a]]></r>"),
    "end tag of a value missing": (
        "<r><p><n>A<s>B</s></p><p><n>C</n></p></r>",
        "<r><p><n>A</n><s>B</s></p><p><n>C</n></p></r>",
    ),
    "end tag missing before its like": (
        "<r><p><n>A</n><p><n>B</n></p></r>",
        "<r><p><n>A</n></p><p><n>B</n></p></r>",
    ),
    "end tag missing by indentation": (
        "<r>\n <p>\n  <n>A</n>\n <q>B</q>\n</r>",
        "<r>\n <p>\n  <n>A</n>\n </p>\n <q>B</q>\n</r>",
    ),
    "end tag missing by what is known of its like": (
        "<r><p><i><n>A</n><d>1</d></p><p><i><n>B</n></i><d>2</d></p></r>",
        "<r><p><i><n>A</n></i><d>1</d></p><p><i><n>B</n></i><d>2</d></p></r>",
    ),
    "start tag for an end tag": ("<r><n>A<n><s>B</s></r>", "<r><n>A</n><s>B</s></r>"),
    "crossed": ("<r><a><b>1</a></b></r>", "<r><a><b>1</b></a></r>"),
    "wrong case": ("<r><Pax>1</pax></r>", "<r><Pax>1</Pax></r>"),
    "wrong name": ("<r><Pax>1</PaxID></r>", "<r><Pax>1</Pax></r>"),
    "wrong name of one that is open": (
        "<o><p><n>1</o></p></o>",
        "<o><p><n>1</n></p></o>",
    ),
    "swapped prefix": (
        '<a:r xmlns:a="u" xmlns:b="v"><a:x>1</b:x></a:r>',
        '<a:r xmlns:a="u" xmlns:b="v"><a:x>1</a:x></a:r>',
    ),
    "end tag of nothing": ("<r><a/></x></r>", "<r><a/></r>"),
    "undeclared prefix": ("<c:r/>", '<c:r xmlns:c="urn:undeclared-prefix:c"/>'),
    "undeclared prefix of an attribute": (
        '<r><a xsi:nil="true"/></r>',
        '<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a xsi:nil="true"/></r>',
    ),
    "prefix declared elsewhere": (
        '<r><p:a xmlns:p="u"/><p:b/></r>',
        '<r xmlns:p="u"><p:a xmlns:p="u"/><p:b/></r>',
    ),
    "control character": ("<r>a\x1db\x00</r>", "<r>a\u241db\u2400</r>"),
    "control character in CDATA": ("<r><![CDATA[\x01]]></r>", "<r><![CDATA[\u2401]]></r>"),
    "control characters between tags": (
        "<r>\n\x00\x1a <a>\x01</a>\x0b\n<b/>\x02</r>",
        "<r>\n <a>\u2401</a>\n<b/></r>",
    ),
    "line breaks of HTML": (
        "<r>a<br>b<BR >c<img src='x'></r>",
        "<r>a<br/>b<BR />c<img src='x'/></r>",
    ),
    "line break of HTML with its slash in front": ("<r>a</br>b</r>", "<r>a<br/>b</r>"),
    "an element that is called as a line break": (
        "<r>1 & 2<br>a</br></r>",
        "<r>1 &amp; 2<br>a</br></r>",
    ),
    "control reference": ("<r>&#1;</r>", "<r>&#x2401;</r>"),
    "no character": ("<r>\uffff&#xD800;</r>", "<r>\ufffd&#xFFFD;</r>"),
    "hyphens in a comment": ("<r><!-- a -- b ---></r>", "<r><!-- a - - b - --></r>"),
    "hyphens in a comment before the root": ("<!-- a -- b --><r/>", "<!-- a - - b --><r/>"),
    "open comment before the root": (f"{D}<!-- a\n<r/>", f"{D}<!-- a\n--><r/>"),
    "open comment before the root and another": (
        "<!-- a\n<r><!-- b --></r>",
        "<!-- a\n--><r><!-- b --></r>",
    ),
    "declaration inside": (f"<r><a>{D}<b/></a></r>", "<r><a><b/></a></r>"),
    "declaration without quotes": ("<?xml version=1.0?><r/>", f"{D}<r/>"),
    "declaration not closed": ('<?xml version="1.0"><r/>', f"{D}<r/>"),
    "declaration without version": (
        '<?xml encoding="UTF-8"?><r/>',
        '<?xml version="1.0" encoding="UTF-8"?><r/>',
    ),
    "version 2.0": ('<?xml version="2.0"?><r/>', f"{D}<r/>"),
    "XML 1.1": ('<?xml version="1.1"?><r>&#1;</r>', '<?xml version="1.1"?><r>&#x2401;</r>'),
    "two faults": ("<r><a>1 & 2<b>3</b></r>\nUNZ+1'", "<r><a>1 &amp; 2</a><b>3</b></r>\n"),
}


@pytest.mark.parametrize(("broken", "whole"), REPAIRS.values(), ids=REPAIRS)
def test_a_fault_is_repaired_and_nothing_else_is_changed(
    tmp_path: Path, broken: str, whole: str
) -> None:
    found = repaired(tmp_path, broken)
    assert found is not None
    assert found.decode() == whole
    listed = changes(tmp_path, broken)
    assert listed
    assert all(change.line >= 1 and change.what for change in listed)


BEYOND_REPAIR = {
    "nothing": "",
    "blanks": " \n ",
    "words": "a,b\n1,2",
    "JSON": '{"a": 1}',
    "a web page": "<!doctype html><html><br></html>",
    "same attribute with two values": '<r a="1" a="2"/>',
    "nothing but a cut tag": '<r a="1',
    "a DOCTYPE inside": "<r><!DOCTYPE r><a/></r>",
    "names with two colons": "<a:b:c xmlns:a='u'/>",
    "same attribute by two prefixes": '<r xmlns:p="u" xmlns:q="u" p:a="1" q:a="2"/>',
    "broken DOCTYPE": "<!DOCTYPE r [<!ENTITY e ><r>&e;</r>",
    "entity of an outside DTD": '<!DOCTYPE r SYSTEM "u"><r>&e;</r>',
    "entity loop": '<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]><r>& &a;</r>',
    "too deep": "<a>" * 300 + "</a>" * 299,
}


@pytest.mark.parametrize("content", BEYOND_REPAIR.values(), ids=BEYOND_REPAIR)
def test_where_no_repair_can_be_vouched_for_none_is_proposed(tmp_path: Path, content: str) -> None:
    assert repaired(tmp_path, content) is None


def test_what_is_well_formed_needs_no_repair(tmp_path: Path) -> None:
    assert repaired(tmp_path, "<r>x</r>") is None


def test_changes_are_listed_with_line_before_and_after(tmp_path: Path) -> None:
    first, second = changes(tmp_path, "<r>\n<a>1 & 2</a>\n</r>\nUNZ+1'")
    assert (first.line, first.before, first.after) == (2, "&", "&amp;")
    assert (second.line, second.before, second.after) == (4, "UNZ+1'", "")
    assert "EDIFACT" in second.what


def test_the_diff_shows_whole_lines_once_with_what_stands_around(tmp_path: Path) -> None:
    broken = "<r>\n" + "<a b=1 c=2>x & y</a>\n<d/>\n" * 30 + "</r>"
    proposal = propose(write(tmp_path, broken), tmp_path / "repaired.xml")
    assert proposal is not None
    lines = proposal.diff.splitlines()
    assert lines[:5] == [
        "@@ line 2 @@",
        " <r>",
        "-<a b=1 c=2>x & y</a>",
        "-<d/>",
        "-<a b=1 c=2>x & y</a>",
    ]
    assert lines.count('+<a b="1" c="2">x &amp; y</a>') == 30
    assert lines.count("-<a b=1 c=2>x & y</a>") == 30


def test_the_diff_of_one_long_line_shows_what_is_near(tmp_path: Path) -> None:
    broken = "<r>" + "<a>x</a>" * 10_000 + "&" + "<a>x</a>" * 10_000 + "</r>"
    proposal = propose(write(tmp_path, broken), tmp_path / "repaired.xml")
    assert proposal is not None
    heading, before, after = proposal.diff.splitlines()
    assert heading == "@@ line 1 @@"
    assert len(before) < 200
    assert before[1] == before[-1] == "…"
    assert "&amp;" in after


def test_of_very_many_changes_the_first_are_shown(tmp_path: Path) -> None:
    broken = "<r>\n" + ("<a>&</a>\n" + "\n" * 200) * 100 + "</r>"
    proposal = propose(write(tmp_path, broken), tmp_path / "repaired.xml")
    assert proposal is not None
    assert len(proposal.changes) == 100
    assert proposal.diff.count("@@ line") == 25
    assert proposal.diff.endswith("… and 75 more changes further down")


def test_personal_data_of_a_diff_can_be_hidden(tmp_path: Path) -> None:
    names = "".join(f"\n<Pax><Surname>Meyerhoff {n}&</Surname></Pax>" for n in range(3))
    proposal = propose(write(tmp_path, f"<r>{names}</r>"), tmp_path / "repaired.xml")
    assert proposal is not None
    shown = shown_diff(proposal.diffs, MASKER.find_in_source)
    assert "Meyerhoff" in proposal.diff
    assert "Meyerhoff" not in shown
    assert shown.count("+<Pax><Surname>[SURNAME_") == 3
    assert len(shown.splitlines()) == len(proposal.diff.splitlines())
