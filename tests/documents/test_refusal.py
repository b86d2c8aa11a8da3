"""Each kind of fault is told apart in plain words, with its place and what to do."""

import bz2
import gzip
import lzma
import re
from pathlib import Path

import pytest

from discovery.documents.catalogue import read_catalogue
from discovery.errors import DocumentRefusedError
from tests.support.home import write

DECLARED = '<?xml version="1.0" encoding="%s"?>'

FAULTS = {
    "mismatch": ("<r>\n<Pax></PaxID></r>", 2, "an end tag does not match .*Pax line 2 and PaxID"),
    "not closed": ("<r>\n<Pax>", 2, "ends before all its elements are closed .*Pax line 2"),
    "two roots": ("<r/>\n<r/>", 2, "exactly one root"),
    "text only": ("a,b\n1,2", 1, "no XML starts here"),
    "blank": ("  \n ", 2, "no XML starts here"),
    "blank before": (" \n" + DECLARED % "UTF-8" + "<r/>", 2, "not at the very start.* remove"),
    "control": ("<r>\n\x01</r>", 2, "a character that XML does not allow"),
    "control reference": ("<r>&#1;</r>", 1, "a character that XML does not allow"),
    "bare ampersand": ("<r>Marks & Co</r>", 1, "'&amp;'"),
    "ampersand in name": ("<r>AT&T</r>", 1, "a bare '&' in the text; write it as '&amp;'"),
    "bare less-than": ("<r>1 < 2</r>", 1, "'&lt;'"),
    "unknown entity": ("<r>a&nbsp;b</r>", 1, "entity .* the document does not define .*nbsp"),
    "outside entity": (
        '<!DOCTYPE r SYSTEM "x"><r>&nbsp;</r>', 1, "only something outside .* never read .*nbsp"),
    "unknown prefix": ("<cns:Order/>", 1, "prefix is used but never declared .*cns on Order"),
    "bad bytes": (b"<r>M\xfcller</r>", 1, "the bytes do not fit the declared encoding"),
    "unknown encoding": (DECLARED % "klingon" + "<r/>", 1, "encoding is not known .*klingon"),
    "claims UTF-16": (DECLARED % "utf-16" + "<r/>", 1, 'says UTF-16, but .*encoding="UTF-8"'),
    "no quotes": ("<r a=1/>", 1, "no quotation marks"),
    "no value": ("<r a/>", 1, "an attribute has no value .*attribute a"),
    "twice": ('<r a="1" a="2"/>', 1, "same attribute twice .*a redefined.* only the sender"),
    "twice by namespace": (
        '<r xmlns:p="u" xmlns:q="u" p:a="1" q:a="2"/>', 1, "same attribute twice"),
    "quote missing": ('<r>\n<a b="x>\n</a></r>', 3, "'<' stands in an attribute value"),
    "no space": ('<r a="1"b="2"/>', 1, "a space is missing"),
    "tag not closed": ("<r", 1, "not closed with '>'"),
    "comment": ("<r><!-- x</r>", 1, "a comment is not closed"),
    "CDATA": ("<r><![CDATA[x</r>", 1, "a CDATA section is not closed"),
    "CDATA end": ("<r>]]></r>", 1, "write it as ']]&gt;'"),
    "entity loop": (
        '<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]><r>&a;</r>', 1, "refers to itself"),
    "braces": ("<r><{name}></r>", 1, "a name was expected here"),
    "rare": ("<!DOCTYPE r [<!ENTITY e >]><r/>", 1, "breaks the rules of XML .*Entity value"),
    "standalone": ('<?xml version="1.0" standalone="x"?><r/>', 1, "proper form .*; write <.xml"),
    "no version": ('<?xml encoding="UTF-8"?><r/>', 1, "declaration is not in its proper form"),
    "more in the declaration": ('<?xml version="1.0" a="b"?><r/>', 1, "not in its proper form"),
    "no quotes in the declaration": ("<?xml version=1.0?><r/>", 1, "quotation mark is missing in"),
    "capital declaration": ('<?XML version="1.0"?><r/>', 1, "very start of the file, in small"),
    "cut in an attribute": ('<r a="1', 1, "no quotation mark at its end, or the file is cut off"),
    "colons": ("<a:b:c/>", 1, "at most one, between its prefix and the rest"),
    "hyphens": ("<r><!-- a -- b --></r>", 1, "'--' stands within a comment"),
    "instruction without a name": ("<r><? x?></r>", 1, "'<.' stands without a name behind it"),
    "instruction": ("<r><?x </r>", 1, "not closed with"),
    "no number": ("<r>&#xZ;</r>", 1, "a character reference has no number"),
    "empty namespace": ('<r xmlns:p=""/>', 1, "cannot be declared like this .*Empty XML namespace"),
    "blank in a namespace": ('<r xmlns="a b"/>', 1, "is no valid address .* write %20"),
    "version": ('<?xml version="3.0"?><r/>', 1, "XML version is not known"),
    "late NUL": (b"<r>\n" + b"a" * 70_000 + b"\0</r>", 2, "character that XML does not allow"),
}  # fmt: skip


def refusal_of(folder: Path, content: str | bytes) -> DocumentRefusedError:
    with pytest.raises(DocumentRefusedError) as caught:
        read_catalogue(write(folder, content))
    return caught.value


@pytest.mark.parametrize(("content", "line", "reason"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_its_place_and_what_to_do(
    tmp_path: Path, content: str | bytes, line: int, reason: str
) -> None:
    refusal = refusal_of(tmp_path, content)
    assert refusal.line == line
    assert refusal.column > 0
    assert str(refusal).startswith(f"Line {line}, column {refusal.column}: ")
    assert str(refusal).endswith("Nothing was stored; correct the file and upload it again.")
    assert re.search(reason, refusal.told(str))


@pytest.mark.parametrize(
    "content",
    [
        "<r>Jo <meyerhoff@x.example></r>",
        "<r>Jo <meyerhoff></r>",
        "<r>AT &meyerhoff; x</r>",
        "<r a meyerhoff/>",
        "<r meyerhoff",
        "<r><a:meyerhoff/></r>",
        "<r>&meyerhoff;</r>",
        "<r a='&meyerhoff;'/>",
        "<r><?x:meyerhoff ?></r>",
        "<r xmlns='meyerhoff doe'/>",
    ],
)
def test_no_word_of_the_document_is_told_unless_it_is_asked_for(
    tmp_path: Path, content: str
) -> None:
    refusal = refusal_of(tmp_path, content)
    assert "meyerhoff" not in str(refusal)
    assert "meyerhoff" not in refusal.told(lambda _: "a word")


PACKED = b"<r>packed</r>" * 10

OTHER_THINGS = {
    "empty": (b"", "The file is empty. Upload an XML message"),
    "gzip": (gzip.compress(PACKED), "gzip data. Unpack"),
    "bzip2": (bz2.compress(PACKED), "bzip2 data. Unpack"),
    "xz": (lzma.compress(PACKED), "xz data. Unpack"),
    "zip": (b"PK\x03\x04rest", "a ZIP archive. Unpack"),
    "png": (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    "jpeg": (b"\xff\xd8\xff\xe0", "a JPEG picture"),
    "pdf": (b"%PDF-1.7", "a PDF"),
    "json": (b' \n{"a": 1}', "JSON"),
    "json list": (b"[1]", "JSON"),
    "html": (b"<!doctype html><html><br></html>", "an HTML page"),
    "html in capitals": (b"\xef\xbb\xbf\n<!DOCTYPE HTML><html><br></html>", "an HTML page"),
    "bare html": (b'<html><head><meta charset="utf-8"></head></html>', "an HTML page"),
    "nul": (b"<r>\nx\0y</r>", "Line 2: the file holds NUL bytes"),
}


@pytest.mark.parametrize(("content", "reason"), OTHER_THINGS.values(), ids=OTHER_THINGS)
def test_what_is_no_xml_at_all_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in str(refusal_of(tmp_path, content))


MILLION = 1_000_000

LIMITS = {
    "text": (b"<r>" + b"a" * 11 * MILLION + b"</r>", "one text or attribute value is longer"),
    "comment": (b"<r><!--" + b"a" * 11 * MILLION + b"--></r>", "one comment or CDATA section"),
    "CDATA": (b"<r><![CDATA[" + b"a" * 11 * MILLION + b"]]></r>", "one comment or CDATA section"),
    "attribute": (b'<r a="' + b"a" * 11 * MILLION + b'"/>', "one tag with its attributes"),
    "name": (b"<" + b"a" * 60_000 + b"/>", "one name is longer than the limit of 50,000 bytes"),
    "entities": (
        b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 50_000 + b'">]><r>' + b"&a;" * 2_000 + b"</r>",
        "its entities expand to far more text than the file holds",
    ),
}


@pytest.mark.parametrize(("content", "reason"), LIMITS.values(), ids=LIMITS)
def test_a_limit_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in str(refusal_of(tmp_path, content))
