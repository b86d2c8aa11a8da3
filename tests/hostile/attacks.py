"""Documents that want something else than to be read; large ones are made when asked for."""

import base64
import bz2
import codecs
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

MILLION = 1_000_000

Make = Callable[[], bytes]


def _attributes(number: int, name: bytes = b"a") -> bytes:
    return b"".join(b' %b%d="%d"' % (name, n, n) for n in range(number))


def _long_names(markup: bytes) -> Make:
    """105 MB of names, each another one, in markup such as `<%b/>`."""
    return lambda: (
        b"<r>" + b"".join(markup % (b"n%d_" % n + b"x" * 40_000) for n in range(2_625)) + b"</r>"
    )


def _short_names(markup: bytes) -> Make:
    """Two million names, each another one, in markup such as `<?p%d?>`."""
    return lambda: b"<r>" + b"".join(markup % number for number in range(2 * MILLION)) + b"</r>"


def _doctype(subset: str, body: str = "<r>&a;</r>") -> Make:
    return lambda: f"<!DOCTYPE r [{subset}]>{body}".encode()


def _tower(mark: str, levels: int, width: int) -> str:
    """Entities of which each refers to the one before it so many times."""
    kind, sign = ("% ", "&#37;") if mark == "%" else ("", "&")
    floors = (f'<!ENTITY {kind}a{n} "{f"{sign}a{n - 1};" * width}">' for n in range(1, levels + 1))
    return f'<!ENTITY {kind}a0 "<!--lol-->">' + "".join(floors)


_CHAIN = "".join(f'<!ENTITY a{n} "x&a{n + 1};">' for n in range(1000)) + '<!ENTITY a1000 "y">'

ENTITY_BOMBS: dict[str, Make] = {
    "exponential": _doctype(_tower("", 9, 10), "<r>&a9;</r>"),
    "exponential in an attribute": _doctype(
        _tower("", 9, 10).replace("<!--lol-->", "lol"), '<r k="&a9;"/>'
    ),
    "exponential parameter entities": _doctype(_tower("%", 9, 10) + "%a9;", "<r/>"),
    "quadratic": _doctype(f'<!ENTITY a "{"x" * 100_000}">', f"<r>{'&a;' * 10_000}</r>"),
    "quadratic in an attribute": _doctype(
        f'<!ENTITY a "{"x" * 100_000}">', f'<r k="{"&a;" * 10_000}"/>'
    ),
    "a million small ones": _doctype('<!ENTITY a "ab">', f"<r>{'&a;' * MILLION}</r>"),
    "a million elements": _doctype('<!ENTITY a "<b/>">', f"<r>{'&a;' * MILLION}</r>"),
    "below libxml2's threshold": _doctype(
        f'<!ENTITY a "{"<b/>" * 20_000}">', f"<r><!--{'x' * MILLION}-->{'&a;' * 60}</r>"
    ),
    "recursive": _doctype('<!ENTITY a "&b;"><!ENTITY b "&a;">'),
    "recursive in an attribute": _doctype('<!ENTITY a "&b;"><!ENTITY b "&a;">', '<r k="&a;"/>'),
    "a chain": _doctype(_CHAIN, "<r>&a0;</r>"),
    "many definitions": _doctype("".join(f'<!ENTITY e{n} "x">' for n in range(200_000))),
    "unfinished": lambda: b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 50 * MILLION,
}  # fmt: skip

DOCTYPES: dict[str, Make] = {
    "200,000 defaults": _doctype(
        "<!ATTLIST r " + "".join(f'a{n} CDATA "{n}" ' for n in range(200_000)) + ">", "<r/>"
    ),
    "20,000 lists": _doctype(
        "".join(f'<!ATTLIST r a{n} CDATA "{n}">' for n in range(20_000)), "<r/>"
    ),
    "long defaults, many elements": _doctype(
        "<!ATTLIST e " + "".join(f'a{n} CDATA "{"x" * 1000}" ' for n in range(1000)) + ">",
        f"<r>{'<e/>' * 10_000}</r>",
    ),
    "nested parentheses": _doctype(f"<!ELEMENT r {'(' * 100_000}a{')' * 100_000}>", "<r/>"),
    "50 MB of blanks": lambda: b"<!DOCTYPE r [" + b" " * 50 * MILLION + b"]><r/>",
    "many comments before it": lambda: b"<!-- x -->" * MILLION + b"<!DOCTYPE r []><r/>",
    "in UTF-7": lambda: (
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE r +AFs'
        + b"-" + b"".join(b"+ADwAIQ-ATTLIST r a%d CDATA '%d'+AD4-" % (n, n) for n in range(20_000))
    ),
}  # fmt: skip

DEEP_AND_LONG: dict[str, Make] = {
    "10,000 levels": lambda: b"<a>" * 10_000 + b"</a>" * 10_000,
    "a million levels": lambda: b"<a>" * MILLION + b"</a>" * MILLION,
    "a million open elements": lambda: b"<a>" * MILLION,
    "a million attributes": lambda: b"<r" + _attributes(MILLION) + b"/>",
    "a million attributes below the root": lambda: b"<r><a" + _attributes(MILLION) + b"/></r>",
    "10,001 attributes": lambda: b"<r><a" + _attributes(10_001) + b"/></r>",
    "500,000 attributes in UTF-16": lambda: (
        "<r" + _attributes(500_000).decode() + "/>"
    ).encode("utf-16"),
    "12,000 attributes in an entity": _doctype(
        f"<!ENTITY a '<e{_attributes(12_000).decode()}/>'>"
    ),
    "100,000 namespaces": lambda: b"<r" + _attributes(100_000, b"xmlns:p") + b"/>",
    "50 MB of text": lambda: b"<r>" + b"x" * 50 * MILLION + b"</r>",
    "a 50 MB comment": lambda: b"<r><!--" + b"x" * 50 * MILLION + b"--></r>",
    "a 50 MB comment before the root": lambda: b"<!--" + b"x" * 50 * MILLION + b"--><r/>",
    "50 MB of CDATA": lambda: b"<r><![CDATA[" + b"x" * 50 * MILLION + b"]]></r>",
    "a 50 MB instruction": lambda: b"<r><?p " + b"x" * 50 * MILLION + b"?></r>",
    "a 10 MB name": lambda: b"<" + b"x" * 10 * MILLION + b"/>",
    "a 10 MB attribute name": lambda: b"<r " + b"x" * 10 * MILLION + b'="1"/>',
    "an 11 MB attribute": lambda: b'<r k="' + b"x" * 11 * MILLION + b'"/>',
    "an 11 MB address of a namespace": lambda: b'<r xmlns="' + b"x" * 11 * MILLION + b'"/>',
}  # fmt: skip

MANY_NAMES: dict[str, Make] = {
    "attributes": _long_names(b'<a %b="1"/>'),
    "prefixes": _long_names(b'<a xmlns:%b="urn:a"/>'),
    "namespaces": _long_names(b'<a xmlns="urn:%b"/>'),
    "instructions": _long_names(b"<?%b?>"),
}  # fmt: skip

TOO_MANY_NAMES: dict[str, Make] = {
    "instructions": _short_names(b"<?p%d?>"),
    "prefixes": _short_names(b'<a xmlns:p%d="u"/>'),
    "namespaces that nothing is in": _short_names(b'<a xmlns:p="u:%d"/>'),
}

BIG_AND_GOOD: dict[str, tuple[Make, int]] = {
    "a 9 MB attribute": (lambda: b'<r k="' + b"x" * 9 * MILLION + b'"/>', 1),
    "namespaces on 250 levels": (
        lambda: b"".join(b"<a%s>" % _attributes(100, b"xmlns:p%d_" % n) for n in range(250))
        + b"<b/>" * 1_000 + b"</a>" * 250,
        1_250,
    ),
    "two million references": (lambda: b"<r>" + b"&lt;" * 2 * MILLION + b"</r>", 1),
    "a DOCTYPE before many elements": (
        lambda: b"<!DOCTYPE r><r>" + b"<e/>" * 100_000 + b"</r>", 100_001
    ),
}  # fmt: skip


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("message.xml", b"<r/>" * MILLION)
    return packed.getvalue()


def _tar() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("message.xml"), io.BytesIO())
    return packed.getvalue()


NO_XML: dict[str, tuple[Make, str]] = {
    "gzip": (lambda: gzip.compress(b"x" * 100 * MILLION, 1), "gzip data"),
    "gzip in gzip": (lambda: gzip.compress(gzip.compress(b"<r/>")), "gzip data"),
    "bzip2": (lambda: bz2.compress(b"x" * 10 * MILLION), "bzip2 data"),
    "xz": (lambda: lzma.compress(b"x" * 10 * MILLION), "xz data"),
    "zstd": (lambda: b"\x28\xb5\x2f\xfd" + b"\x04\x00\x01\x00\x00" * 100, "zstd data"),
    "zip": (_zip, "a ZIP archive"),
    "7-Zip": (lambda: b"7z\xbc\xaf'\x1c\x00\x04" + b"\0" * 100, "a 7-Zip archive"),
    "RAR": (lambda: b"Rar!\x1a\x07\x01\x00" + b"\0" * 100, "a RAR archive"),
    "tar": (_tar, "a tar archive"),
    "PNG": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "a PNG picture"),
    "GIF": (lambda: b"GIF89a" + b"\1" * 100, "a GIF picture"),
    "JPEG": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
    "PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF"),
    "an old Excel file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "Office"),
    "a program": (lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 200, "a program"),
    "HTML": (lambda: b"<!doctype html><html><br></html>", "an HTML page"),
    "JSON": (lambda: b'{"a": ' * MILLION, "JSON"),
    "nothing": (lambda: b"", "empty"),
    "blanks": (lambda: b" \n" * MILLION, "no XML starts here"),
    "NUL bytes": (lambda: b"\0" * MILLION, "NUL bytes"),
    "NUL bytes within": (lambda: b"<r>a\0b</r>", "NUL bytes"),
    "a mark of UTF-8": (lambda: codecs.BOM_UTF8, "no XML starts here"),
    "a mark of UTF-16": (lambda: codecs.BOM_UTF16_LE, "no XML starts here"),
    "a mark of UTF-32": (lambda: codecs.BOM_UTF32_BE, "NUL bytes"),
    "EDIFACT": (lambda: b"UNA:+.? '\nUNB+UNOA:1+X+Y'", "no XML starts here"),
    "CSV": (lambda: b"a,b\n1,2\n", "no XML starts here"),
}

REACHING_OUT = {
    "external DTD": '<!DOCTYPE r SYSTEM "URL"><r>good</r>',
    "public DTD": '<!DOCTYPE r PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "URL"><r>good</r>',
    "general entity": '<!DOCTYPE r [<!ENTITY x SYSTEM "URL">]><r>good&x;</r>',
    "public entity": '<!DOCTYPE r [<!ENTITY x PUBLIC "p" "URL">]><r>good&x;</r>',
    "parameter entity": '<!DOCTYPE r [<!ENTITY % x SYSTEM "URL"> %x;]><r>good</r>',
    "out of band": "<!DOCTYPE r [<!ENTITY % y \"<!ENTITY z SYSTEM 'URL'>\"> %y;]><r>good&z;</r>",
    "entity in an entity": '<!DOCTYPE r [<!ENTITY y "&x;"><!ENTITY x SYSTEM "URL">]><r>good&y;</r>',
    "unparsed entity": '<!DOCTYPE r [<!NOTATION n SYSTEM "URL"><!ENTITY x SYSTEM "URL" NDATA n>'
    '<!ATTLIST r k ENTITY #IMPLIED>]><r k="x">good</r>',
    "XInclude": '<r xmlns:xi="http://www.w3.org/2001/XInclude">good'
    '<xi:include href="URL" parse="text"><xi:fallback/></xi:include><xi:include href="URL"/></r>',
    "schema": '<r xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
    'i:noNamespaceSchemaLocation="URL" i:schemaLocation="urn:x URL">good</r>',
    "stylesheet": '<?xml-stylesheet href="URL" type="text/xsl"?><r>good</r>',
    "catalogue": '<?oasis-xml-catalog catalog="URL"?><!DOCTYPE r PUBLIC "x" "y"><r>good</r>',
    "model": '<?xml-model href="URL"?><r>good</r>',
    "base": '<r xml:base="URL">good</r>',
    "XSLT": '<s:stylesheet xmlns:s="http://www.w3.org/1999/XSL/Transform" version="1.0">'
    '<s:import href="URL"/><s:template match="/"><s:copy-of select="document(\'URL\')"/>good'
    "</s:template></s:stylesheet>",
}
"""Documents that name something outside, as URL, and read well without it."""

MANY_ASIDES: dict[str, Make] = {
    "comments": lambda: b"<!---->" * 100_000 + b"<r/>",
    "instructions": lambda: b"<?p?>" * 100_000 + b"<r/>",
}


def _packed(content: bytes) -> bytes:
    return base64.b64encode(gzip.compress(content))


def _repeated(value: bytes, times: int) -> bytes:
    return b"<r>" + b"<b>%s</b>" % value * times + b"</r>"


_IN_CDATA = b"<![CDATA[ %s                    ]]>"
_MANY_ELEMENTS = b"<OrderViewRS>" + b"<a/>" * 2_400_000 + b"</OrderViewRS>"
_EXPONENTIAL = f"<!DOCTYPE r [{_tower('', 9, 10)}]><OrderViewRS>&a9;</OrderViewRS>".encode()

WITHIN_VALUES: dict[str, Make] = {
    "a packed gigabyte": lambda: _repeated(_packed(b"<OrderViewRS>" + b" " * 100 * MILLION), 1),
    "many packed elements": lambda: _repeated(_packed(_MANY_ELEMENTS), 20),
    "entities": lambda: _repeated(_IN_CDATA % _EXPONENTIAL, 50),
    "very many messages": lambda: _repeated(_IN_CDATA % b"<OrderViewRS><a/></OrderViewRS>", 20_000),
    "very many pages": lambda: _repeated(_IN_CDATA % b"<p>Seats may be changed</p>", 20_000),
    "very many broken": lambda: _repeated(_IN_CDATA % b"<OrderViewRS><a></OrderViewRS>", 20_000),
    "base64 of blanks": lambda: _repeated(b"PD94" + b" " * 5 * MILLION + b"!", 1),
    "a data address without end": lambda: _repeated(b"data:a;" + b"b=c;" * MILLION, 1),
    "declarations without end": lambda: _repeated(b"&lt;?xml version encoding " * 300_000, 1),
    "starts without end": lambda: _repeated(b"&lt;a " * MILLION, 1),
    "truncated gzip": lambda: _repeated(_packed(b"<OrderViewRS>" * 20_000)[:-200], 200),
    "one within the other": lambda: _repeated(escape("<a>" * 200 + "x" * 100).encode(), 100),
}  # fmt: skip
