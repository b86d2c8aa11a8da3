"""Tags, names and attributes that are not written as they must be are put right, and only they."""

from pathlib import Path

import pytest

from tests.documents.repair.support import repaired

REPAIRS = {
    "'<' missing": ("<r>a b='1'>x</a></r>", "<r><a b='1'>x</a></r>"),
    "'<' of an end tag missing": ("<r><a>x/a></r>", "<r><a>x</a></r>"),
    "'<' of the last end tag missing": ("<r><a>x</a>/r>", "<r><a>x</a></r>"),
    "'<' of an end tag escaped": ("<r><a>x&lt;/a></r>", "<r><a>x</a></r>"),
    "'>' missing before text": ("<r><aZoe</a><b>x</b></r>", "<r><a>Zoe</a><b>x</b></r>"),
    "'>' missing behind an attribute": ("<r><a b='1'Zoe</a></r>", "<r><a b='1'>Zoe</a></r>"),
    "'>' missing before a tag": ('<r xmlns="u"<a/></r>', '<r xmlns="u"><a/></r>'),
    "'>' escaped": ("<r><a&gt;x</a></r>", "<r><a>x</a></r>"),
    "blanks before a name": ("<r>< a >1< / a ></r>", "<r><a >1</a></r>"),
    "backslash": ("<r><a>1<\\a></r>", "<r><a>1</a></r>"),
    "two slashes": ("<r><a>1<//a></r>", "<r><a>1</a></r>"),
    "sign in an end tag": ('<r><Pax>1</P"ax><b/></r>', "<r><Pax>1</Pax><b/></r>"),
    "sign in a start tag": ("<r><P=ax>1</Pax></r>", "<r><Pax>1</Pax></r>"),
    "sign in the root": ('<r"s a="1"><b/></rs>', '<rs a="1"><b/></rs>'),
    "no space behind the name": ('<r><ab="1">x</a></r>', '<r><a b="1">x</a></r>'),
    "digit first": ('<r><1a b="2">x</1a><2c/></r>', '<r><_1a b="2">x</_1a><_2c/></r>'),
    "blank in a name": ('<r><A B c="1">x</A B></r>', '<r><A_B c="1">x</A_B></r>'),
    "signs in a name": ("<r><Fare(EUR)>1</Fare(EUR)></r>", "<r><Fare_EUR_>1</Fare_EUR_></r>"),
    "root with a bad name": ("<1r><a/></1r>", "<_1r><a/></_1r>"),
    "attribute with a bad name": ('<r 1a="x" b#c="y"/>', '<r _1a="x" b_c="y"/>'),
    "byte order mark": ("<r><\ufeffa\ufeff b='\ufeff'>1</a></r>", "<r><a b='\ufeff'>1</a></r>"),
    "control character in a tag": ("<r><N\x02ame>1</Name\x00></r>", "<r><Name>1</Name></r>"),
    "blank of another kind": ('<r\u00a0a="1"><b/></r>', '<r a="1"><b/></r>'),
    "'=' without a value": ('<r a= b="1"/>', '<r a= "" b="1"/>'),
    "'=' at the end": ("<r a=/>", '<r a=""/>'),
    "two '='": ('<r a=="1"/>', '<r a="1"/>'),
    "no '='": ('<r a"1"/>', '<r a="1"/>'),
    "a blank for '='": ('<r><a b "1">x</a></r>', '<r><a b="1">x</a></r>'),
    "a blank and no attribute": ("<r>if a <b 'c' d></r>", "<r>if a &lt;b 'c' d></r>"),
    "semicolon behind": ('<r><a b="1";>x</a></r>', '<r><a b="1">x</a></r>'),
    "backslashes before quotes": ('<r c="2"><a b=\\"1\\">x</a></r>', '<r c="2"><a b="1">x</a></r>'),
    "one curly quote": ('<r a=“1" b="2” c="3”/>', '<r a="1" b="2" c="3"/>'),
    "comma between": ('<r a="1", b="2"/>', '<r a="1" b="2"/>'),
    "slash before": ('<r><a/b="1">x</a></r>', '<r><a b="1">x</a></r>'),
    "opening quote missing": ('<r a=1" b="2"/>', '<r a="1" b="2"/>'),
    "another closing quote": ("<r a=\"1' b='2'/>", "<r a=\"1\" b='2'/>"),
    "quotes inside": ('<r a="say "hi" now" b="2"/>', '<r a="say &quot;hi&quot; now" b="2"/>'),
    "apostrophe inside": ("<r a='O'Neill'/>", "<r a='O&apos;Neill'/>"),
    "doubled quotes": ('<r a=""1"" b="2"/>', '<r a="1" b="2"/>'),
    "references for quotes": ("<r a=&quot;1&quot;/>", '<r a="1"/>'),
    "single curly quotes": ("<r a=‘1’ b=“O’Neill”/>", '<r a="1" b="O’Neill"/>'),
    "no quotes and a blank": ('<r a=31 May b="2"/>', '<r a="31 May" b="2"/>'),
    "bare '<' and no space": ('<r a="1<2"b="3"/>', '<r a="1&lt;2" b="3"/>'),
    "signs of a formula": ("<r>if a<b && c>d</r>", "<r>if a&lt;b &amp;&amp; c>d</r>"),
    "arrows in a text": ("<r><a>x-->y, see a> & </a></r>", "<r><a>x-->y, see a> &amp; </a></r>"),
}  # fmt: skip


@pytest.mark.parametrize(("broken", "whole"), REPAIRS.values(), ids=REPAIRS)
def test_a_slip_is_put_right(tmp_path: Path, broken: str, whole: str) -> None:
    found = repaired(tmp_path, broken)
    assert found is not None
    assert found.decode() == whole
