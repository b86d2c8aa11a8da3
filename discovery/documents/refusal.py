"""Why a file cannot be read, in the words of the analyst who must fix it."""

import codecs
import re
from html.entities import name2codepoint as html_names
from pathlib import Path
from typing import Any, NoReturn

from lxml import etree

from discovery.documents.excerpt import surroundings
from discovery.errors import DocumentRefusedError, Surroundings

_PACKED_OR_BINARY = (
    (b"\x1f\x8b", "gzip data. Unpack it and upload the XML inside"),
    (b"PK\x03\x04", "a ZIP archive. Unpack it and upload the XML inside"),
    (b"BZh", "bzip2 data. Unpack it and upload the XML inside"),
    (b"\xfd7zXZ", "xz data. Unpack it and upload the XML inside"),
    (b"\x89PNG", "a PNG picture. Upload the XML message itself"),
    (b"\x28\xb5\x2f\xfd", "zstd data. Unpack it and upload the XML inside"),
    (b"7z\xbc\xaf'\x1c", "a 7-Zip archive. Unpack it and upload the XML inside"),
    (b"Rar!", "a RAR archive. Unpack it and upload the XML inside"),
    (b"\xff\xd8\xff", "a JPEG picture. Upload the XML message itself"),
    (b"GIF8", "a GIF picture. Upload the XML message itself"),
    (b"%PDF", "a PDF. Upload the XML message itself"),
    (
        b"\xd0\xcf\x11\xe0",
        "a document of an older Office program. Save the message as XML and upload that",
    ),
    (b"\x7fELF", "a program. Upload the XML message itself"),
)
_JSON = (
    (b"{", "JSON. Ask the sender for the XML form of the message"),
    (b"[", "JSON. Ask the sender for the XML form of the message"),
)
_TAR, _TAR_AT = b"ustar", 257
_BEGINNING = 1_000
_BLANKS = b" \t\r\n"
_UTF8_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(rb"<(!doctype\s+)?html\b", re.IGNORECASE)
# In true UTF-16 each letter has a NUL byte beside it, so this matches other bytes only.
_CLAIMS_UTF16 = re.compile(rb"""<\?xml\b[^>]*\bencoding\s*=\s*["']utf-?16""", re.IGNORECASE)

_BAD_DECLARATION = (
    "the XML declaration is not in its proper form ({detail}); "
    """write <?xml version="1.0" encoding="UTF-8"?>, with what the file is in"""
)
_QUOTE_MISSING = "a quotation mark is missing in the XML declaration or the DOCTYPE"
_TWICE = (
    "an element has the same attribute twice ({detail}); "
    "keep the right one, which only the sender knows where their values differ"
)
_WITHOUT_NUMBER = "a character reference has no number ({detail}); a bare '&' is written '&amp;'"

_ERRORS: Any = etree.ErrorTypes  # plain numbers, whatever the type stubs say
_REASONS: dict[int, str] = {
    _ERRORS.ERR_TAG_NAME_MISMATCH: "an end tag does not match the start tag before it ({detail})",
    _ERRORS.ERR_TAG_NOT_FINISHED: "the document ends before all its elements are closed ({detail})",
    _ERRORS.ERR_DOCUMENT_END: "there is more after the end of the root element; "
    "a document has exactly one root, and a second message belongs into a file of its own",
    _ERRORS.ERR_DOCUMENT_EMPTY: "no XML starts here; the first thing must be a '<' tag",
    _ERRORS.ERR_RESERVED_XML_NAME: "the XML declaration is not at the very start of the file, "
    "in small letters; remove what stands before it",
    _ERRORS.ERR_VERSION_MISSING: _BAD_DECLARATION,
    _ERRORS.ERR_STANDALONE_VALUE: _BAD_DECLARATION,
    _ERRORS.ERR_XMLDECL_NOT_FINISHED: _BAD_DECLARATION,
    _ERRORS.ERR_STRING_NOT_STARTED: _QUOTE_MISSING,
    _ERRORS.ERR_STRING_NOT_CLOSED: _QUOTE_MISSING,
    _ERRORS.ERR_INVALID_CHAR: "a character that XML does not allow ({detail})",
    _ERRORS.ERR_INVALID_CHARREF: "a character reference that XML 1.0 does not allow ({detail})",
    _ERRORS.ERR_INVALID_DEC_CHARREF: _WITHOUT_NUMBER,
    _ERRORS.ERR_INVALID_HEX_CHARREF: _WITHOUT_NUMBER,
    _ERRORS.ERR_INVALID_ENCODING: "the bytes do not fit the declared encoding; "
    "correct the encoding in the XML declaration or save the file in that encoding",
    _ERRORS.ERR_UNSUPPORTED_ENCODING: "the declared encoding is not known ({detail})",
    _ERRORS.ERR_UNKNOWN_ENCODING: "the declared encoding is not known ({detail})",
    _ERRORS.ERR_UNDECLARED_ENTITY: "an entity is used that the document does not define "
    "({detail}); a bare '&' must be written '&amp;'",
    _ERRORS.ERR_ENTITYREF_SEMICOL_MISSING: "a bare '&' in the text; write it as '&amp;'",
    _ERRORS.ERR_NAME_REQUIRED: "a name was expected here; "
    "a bare '&' or '<' in text must be written '&amp;' or '&lt;'",
    _ERRORS.NS_ERR_UNDEFINED_NAMESPACE: "a namespace prefix is used but never declared ({detail}); "
    "it was perhaps cut out of a larger message",
    _ERRORS.ERR_ENTITY_LOOP: "an entity refers to itself, which expands without end",
    _ERRORS.WAR_UNDECLARED_ENTITY: "an entity is used that only something outside the document "
    "can define, and that is never read ({detail}); write its text in the document itself",
    _ERRORS.ERR_ENTITY_IS_EXTERNAL: "an attribute takes its value from outside the document, "
    "which is never read ({detail}); write the value in the document itself",
    _ERRORS.ERR_LT_IN_ATTRIBUTE: "a '<' stands in an attribute value; write it as '&lt;', "
    "or close the quotation mark that is missing before it",
    _ERRORS.ERR_ATTRIBUTE_NOT_STARTED: "an attribute value has no quotation marks around it",
    _ERRORS.ERR_ATTRIBUTE_NOT_FINISHED: "an attribute value has no quotation mark at its end, "
    "or the file is cut off there; fetch the message again",
    _ERRORS.ERR_ATTRIBUTE_WITHOUT_VALUE: "an attribute has no value ({detail})",
    _ERRORS.ERR_ATTRIBUTE_REDEFINED: _TWICE,
    _ERRORS.NS_ERR_ATTRIBUTE_REDEFINED: _TWICE,
    _ERRORS.ERR_SPACE_REQUIRED: "a space is missing here ({detail})",
    _ERRORS.ERR_GT_REQUIRED: "a tag is not closed with '>' ({detail})",
    _ERRORS.ERR_COMMENT_NOT_FINISHED: "a comment is not closed with '-->'",
    _ERRORS.ERR_HYPHEN_IN_COMMENT: "'--' stands within a comment, which only its end may hold",
    _ERRORS.ERR_PI_NOT_STARTED: "'<?' stands without a name behind it; write '&lt;?' in text",
    _ERRORS.ERR_PI_NOT_FINISHED: "what begins with '<?' is not closed with '?>'",
    _ERRORS.ERR_CDATA_NOT_FINISHED: "a CDATA section is not closed with ']]>'",
    _ERRORS.ERR_MISPLACED_CDATA_END: "']]>' stands in the text; write it as ']]&gt;'",
    _ERRORS.ERR_ENTITY_NOT_FINISHED: "an entity is defined whose text is not closed",
    _ERRORS.WAR_NS_URI: "a namespace is no valid address ({detail}); write %20 for a blank in it",
    _ERRORS.NS_ERR_XML_NAMESPACE: "a namespace cannot be declared like this ({detail})",
    _ERRORS.NS_ERR_QNAME: "this breaks the rules of XML: a colon stands where none may ({detail}); "
    "a name has at most one, between its prefix and the rest",
    _ERRORS.ERR_UNKNOWN_VERSION: "the declared XML version is not known ({detail})",
}
# Where libxml2 quotes the document: behind these words, and between quotation marks.
_QUOTED = re.compile(
    r"(?:(?<=mismatch: )|(?<= and )|(?<=in tag )|(?<=Start Tag )|(?<=ttribute )|(?<=prefix )"
    r"|(?<= for )|(?<= on )|(?<=PI ))"
    r"(?!(?:names|in|is|ending|attribute|references|mapped)\b)[^\s']+"
    r"|(?<=')(?!yes'|no'| or ')[^']*[^\W\d_][^']*(?=')"
)
_OTHER_REASON = "this breaks the rules of XML ({detail})"
_NO_MEMORY = (
    "its names of elements, attributes, namespaces and instructions come to more than the limit of "
    "100 million characters, or this machine has no memory left"
)
_LIMITS = (
    ("amplification", "its entities expand to far more text than the file holds"),
    ("entity nesting", "its entities refer to each other more than 20 levels deep"),
    ("contentdecl", "its DOCTYPE describes an element in parentheses nested too deep"),
    ("depth", "its elements are nested deeper than the limit of 256 levels"),
    ("name too long", "one name is longer than the limit of 50,000 bytes"),
    ("buffer size", "one tag with its attributes is longer than the limit of 10 million bytes"),
    ("too big", "one comment or CDATA section is longer than the limit of 10 million bytes"),
    ("too long", "one text or attribute value is longer than the limit of 10 million bytes"),
)


def refuse_unless_xml(head: bytes) -> None:
    """Refuse what is plainly something else than XML, by its first bytes.

    Raises DocumentRefusedError for an empty file, packed data, pictures, JSON or NUL bytes.
    """
    if not head:
        raise DocumentRefusedError("The file is empty. Upload an XML message.")
    text = head.removeprefix(_UTF8_BOM).lstrip(_BLANKS)
    for magic, kind in _PACKED_OR_BINARY + _JSON:
        if text.startswith(magic):
            raise DocumentRefusedError(f"This is not XML: the file holds {kind}.", 1, 1)
    if head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        raise DocumentRefusedError(
            "This is not XML: the file holds a tar archive. Unpack it and upload the XML inside.",
            1,
            1,
        )
    if b"\0" in head and not head.startswith(_WIDE_BOMS) and b"<\0" not in head + b"\0":
        line = head[: head.index(b"\0")].count(b"\n") + 1
        raise DocumentRefusedError(
            f"Line {line}: the file holds NUL bytes, which XML does not allow. "
            "It is damaged or is not text; fetch the message again.",
            line,
        )


def refuse_limit(what: str) -> NoReturn:
    """Refuse a document for its measure. Raises DocumentRefusedError."""
    raise DocumentRefusedError(
        f"The document is beyond what is read: {what}. Nothing was stored; "
        "correct the file and upload it again.",
        beyond_limit=True,
    )


def is_something_else(head: bytes) -> bool:
    """Whether a file that begins so is no text or a web page: nothing could make it a message."""
    packed = tuple(magic for magic, _ in _PACKED_OR_BINARY)
    return head.startswith(packed) or _is_html(head[:_BEGINNING])


def _is_html(head: bytes) -> bool:
    return _HTML.match(head.removeprefix(_UTF8_BOM).lstrip(_BLANKS)) is not None


def refuse_syntax(
    error: etree.XMLSyntaxError, head: bytes, document: Path, encoding: str
) -> DocumentRefusedError:
    """Turn the parser's error into a refusal that names place, reason and next step.

    `head` is how the file begins: a fault that lies in the whole file shows there. The lines
    around the place are shown in the encoding that the document declares.
    """
    if _is_html(head):
        return DocumentRefusedError(
            "This is not XML: the file holds an HTML page, perhaps an error page saved in place "
            "of the message. Fetch the message again.",
            1,
            1,
        )
    if error.code == _ERRORS.ERR_NO_MEMORY:
        refuse_limit(_NO_MEMORY)
    line, column = (int(number or 0) for number in error.position)
    reason, names = place_and_reason(error, head)
    message = f"{reason} Nothing was stored; correct the file and upload it again."
    around = _surroundings(document, encoding, line, column)
    # A name too long may be a word behind a bare '&'.
    reached = _limit_reached(error.msg or "")
    beyond = bool(reached) and "name" not in reached
    return DocumentRefusedError(message, line, column, around, names=names, beyond_limit=beyond)


def place_and_reason(error: etree.XMLSyntaxError, head: bytes) -> tuple[str, tuple[str, ...]]:
    """Where the parser stopped in what begins with `head`, and why, in a sentence.

    With it the words of the document that belong into the sentence.
    """
    line, column = (int(number or 0) for number in error.position)
    reason, names = _reason(error, head)
    return f"Line {line}, column {column}: {reason}.", names


def _surroundings(document: Path, encoding: str, line: int, column: int) -> Surroundings | None:
    try:
        return surroundings(document, codecs.lookup(encoding).name, line, column)
    except (LookupError, UnicodeError):
        return surroundings(document, "utf-8", line, column)


def _reason(error: etree.XMLSyntaxError, head: bytes) -> tuple[str, tuple[str, ...]]:
    """Why the parser stopped, and the words of the document that belong into that."""
    if _CLAIMS_UTF16.match(head):
        return (
            "the declaration says UTF-16, but the file is not in UTF-16; "
            'write encoding="UTF-8" there, or what the file is really in'
        ), ()
    detail = " ".join((error.msg or "").split(", line ")[0].split())
    reason = _limit_reached(detail) or _REASONS.get(error.code, _OTHER_REASON)
    if "{detail}" not in reason:
        return reason, ()
    names = tuple(found[0] for found in _QUOTED.finditer(detail) if found[0] not in html_names)
    without = _QUOTED.sub(_without_name, detail)
    return reason.format(detail=without), names


def _without_name(quoted: re.Match[str]) -> str:
    return quoted[0] if quoted[0] in html_names else DocumentRefusedError.NAME


def _limit_reached(detail: str) -> str:
    lowered = detail.lower()
    return next((reason for word, reason in _LIMITS if word in lowered), "")
