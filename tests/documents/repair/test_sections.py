"""Comments, CDATA sections, declarations and namespaces that are not as they must be."""

from pathlib import Path

import pytest

from tests.documents.repair.support import changes, repaired

D = '<?xml version="1.0"?>'
U = '<?xml version="1.0" encoding="UTF-8"?>'

SECTIONS = {
    "open CDATA": ("<r><a><![CDATA[x & y</a><b/></r>", "<r><a><![CDATA[x & y]]></a><b/></r>"),
    "CDATA that ends badly": (
        "<r><a><![CDATA[x]]</a><a><![CDATA[y] ></a></r>",
        "<r><a><![CDATA[x]]></a><a><![CDATA[y]]></a></r>",
    ),
    "open CDATA before another": (
        "<r><a><![CDATA[x</a><b><![CDATA[y]]></b></r>",
        "<r><a><![CDATA[x]]></a><b><![CDATA[y]]></b></r>",
    ),
    "open CDATA before a stray end": (
        "<r><a><![CDATA[x</a><b>y]]> z</b></r>",
        "<r><a><![CDATA[x]]></a><b>y]]&gt; z</b></r>",
    ),
    "CDATA with mark-up": (
        "<r><a><![CDATA[<a>x</a>]]></a>&</r>",
        "<r><a><![CDATA[<a>x</a>]]></a>&amp;</r>",
    ),
    "open CDATA that hides tags": ("<r><![CDATA[<a>1</a></r>", "<r><a>1</a></r>"),
    "CDATA in small letters": ("<r><![cdata[x<]]></r>", "<r><![CDATA[x<]]></r>"),
    "CDATA without a bracket": ("<r><[CDATA[x<]]></r>", "<r><![CDATA[x<]]></r>"),
    "cut in the beginning of a CDATA section": ("<r><a>1</a><![CDA", "<r><a>1</a></r>"),
    "open comment": ("<r><!-- note <a>1</a></r>", "<r><!-- note --><a>1</a></r>"),
    "open comment before another": (
        "<r><!-- x -><a/><!-- y --></r>",
        "<r><!-- x --><a/><!-- y --></r>",
    ),
    "comment that ends badly": ("<r><!-- x -- ><a/></r>", "<r><!-- x --><a/></r>"),
    "comment with mark-up that ends badly": (
        "<r><!-- <a/> -- ><b/></r>",
        "<r><!-- <a/> --><b/></r>",
    ),
    "comment that begins badly": ("<r><!- x --><a/></r>", "<r><!-- x --><a/></r>"),
    "no comment at all": ("<r><! x></r>", "<r>&lt;! x></r>"),
    "no instruction": ("<r><?></r>", "<r>&lt;?></r>"),
    "open instruction": ("<r><?x <a/></r>", "<r>&lt;?x <a/></r>"),
    "cut number": ("<r>x &#1", "<r>x &amp;#1</r>"),
}

DECLARATIONS = {
    "capitals": ('<?XML version="1.0"?><r/>', f"{D}<r/>"),
    "blank": ('<? xml version="1.0"?><r/>', f"{D}<r/>"),
    "as a tag": ('<xml version="1.0"><r/>', f"{D}<r/>"),
    "not closed at all": ('<?xml version="1.0"\n<r/>', f"{D}<r/>"),
    "on two lines": ("<?xml version='1.0'\n encoding=UTF-8?><r/>", f"{U}<r/>"),
    "standalone": (
        '<?xml version="1.0" standalone="true"?><r/>',
        '<?xml version="1.0" standalone="yes"?><r/>',
    ),
    "order": (
        '<?xml standalone="no" encoding="UTF-8" version="1.0"?><r/>',
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?><r/>',
    ),
    "curly quotation marks": ("<?xml version=“1.0” encoding=“UTF-8”?><r/>", f"{U}<r/>"),
    "an element of that name": ("<xml version='1'>&</xml>", "<xml version='1'>&amp;</xml>"),
}  # fmt: skip

NAMESPACES = {
    "empty": ('<r xmlns:p=""><a/></r>', "<r><a/></r>"),
    "empty and used": (
        '<r><a xmlns:p=""><p:b/></a></r>',
        '<r xmlns:p="urn:undeclared-prefix:p"><a><p:b/></a></r>',
    ),
    "that of XML": ('<r xmlns:xml="u" xml:lang="en"/>', '<r xml:lang="en"/>'),
    "bad scheme": ('<r xmlns="ht!tp://x"/>', '<r xmlns="ht!tp%3A//x"/>'),
    "bad port": ('<r xmlns="http://x:80a/"/>', '<r xmlns="http%3A//x%3A80a/"/>'),
    "bad percent": ('<r xmlns="urn:a%zz"/>', '<r xmlns="urn:a%25zz"/>'),
    "two fragments": ('<r xmlns="a#b#c"/>', '<r xmlns="a%23b%23c"/>'),
    "signs": ("""<r xmlns='http://a"b|ü'/>""", "<r xmlns='http://a%22b%7C%C3%BC'/>"),
    "escaped signs": ('<r xmlns="&lt;u&gt;"/>', '<r xmlns="%3Cu%3E"/>'),
    "blanks around": ('<r xmlns=" urn:a\n"/>', '<r xmlns="urn:a"/>'),
    "a good one beside": (
        '<r xmlns="http://[::1]:80/a?b=1#c" xmlns:p="x y"/>',
        '<r xmlns="http://[::1]:80/a?b=1#c" xmlns:p="x%20y"/>',
    ),
}

REPAIRS = SECTIONS | DECLARATIONS | NAMESPACES


@pytest.mark.parametrize(("broken", "whole"), REPAIRS.values(), ids=REPAIRS)
def test_it_is_put_right(tmp_path: Path, broken: str, whole: str) -> None:
    found = repaired(tmp_path, broken)
    assert found is not None
    assert found.decode() == whole


def test_open_sections_are_guessed_at_so_many_times(tmp_path: Path) -> None:
    assert len(changes(tmp_path, "<r>" + "<!-- x <a/>" * 100 + "</r>")) == 100
    assert changes(tmp_path, "<r>" + "<!-- x <a/>" * 101 + "</r>") == ()


def test_prefixes_are_declared_in_the_order_in_which_they_come(tmp_path: Path) -> None:
    found = repaired(tmp_path, '<q:r c:a="1" b:a="2" d:a="3"><a:x/></q:r>')
    assert found is not None
    assert [part.partition(b"=")[0] for part in found.split(b"xmlns:")[1:]] == [
        b"q", b"c", b"b", b"d", b"a",
    ]  # fmt: skip
