"""Why a file cannot be read, in the words of the analyst who must mend it."""

from typing import Any

from lxml import etree

from discovery.errors import DocumentRefusedError

_NOT_XML = (
    (b"\x1f\x8b", "gzip data. Unpack it and upload the XML inside"),
    (b"PK\x03\x04", "a ZIP archive. Unpack it and upload the XML inside"),
    (b"BZh", "bzip2 data. Unpack it and upload the XML inside"),
    (b"\xfd7zXZ", "xz data. Unpack it and upload the XML inside"),
    (b"\x89PNG", "a PNG picture. Upload the XML message itself"),
    (b"\xff\xd8\xff", "a JPEG picture. Upload the XML message itself"),
    (b"%PDF", "a PDF. Upload the XML message itself"),
    (b"{", "JSON. Ask the sender for the XML form of the message"),
    (b"[", "JSON. Ask the sender for the XML form of the message"),
)
_BLANKS = b" \t\r\n"
_UTF8_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")

_ERRORS: Any = etree.ErrorTypes  # plain numbers, whatever the type stubs say
_REASONS: dict[int, str] = {
    _ERRORS.ERR_TAG_NAME_MISMATCH: "an end tag does not match the start tag before it ({detail})",
    _ERRORS.ERR_TAG_NOT_FINISHED: "the document ends before all its elements are closed ({detail})",
    _ERRORS.ERR_DOCUMENT_END: "there is more after the end of the root element; "
    "a document has exactly one root",
    _ERRORS.ERR_DOCUMENT_EMPTY: "no XML starts here; the first thing must be a '<' tag",
    _ERRORS.ERR_RESERVED_XML_NAME: "the XML declaration is not at the very start of the file; "
    "remove what stands before it",
    _ERRORS.ERR_INVALID_CHAR: "a character that XML does not allow ({detail})",
    _ERRORS.ERR_INVALID_CHARREF: "a character reference that XML 1.0 does not allow ({detail})",
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
}
_LIMITS = (
    ("amplification", "its entities expand to far more text than the file holds"),
    ("depth", "its elements are nested deeper than the limit of 256 levels"),
    ("huge", "one text or attribute value is longer than the limit of 10 million bytes"),
    ("too long", "one name or value is longer than the limit of 10 million bytes"),
    ("buffer", "one tag with its attributes is longer than the limit of 10 million bytes"),
)


def refuse_unless_xml(head: bytes) -> None:
    """Refuse what is plainly something else than XML, by its first bytes.

    Raises DocumentRefusedError for an empty file, packed data, pictures, JSON or HTML.
    """
    if not head:
        raise DocumentRefusedError("The file is empty. Upload an XML message.")
    text = head.removeprefix(_UTF8_BOM).lstrip(_BLANKS)
    for magic, kind in _NOT_XML:
        if text.startswith(magic):
            raise DocumentRefusedError(f"This is not XML: the file holds {kind}.", 1, 1)
    if text[:14].lower() == b"<!doctype html":
        raise DocumentRefusedError(
            "This is not XML: the file holds an HTML page, perhaps an error page saved in place "
            "of the message. Fetch the message again.",
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


def refuse_syntax(error: etree.XMLSyntaxError) -> DocumentRefusedError:
    """Turn the parser's error into a refusal that names place, reason and next step."""
    line, column = (int(number or 0) for number in error.position)
    detail = " ".join((error.msg or "").split(", line ")[0].split())
    reason = _limit_reached(detail) or _REASONS.get(error.code, detail)
    message = (
        f"Line {line}, column {column}: {reason.format(detail=detail)}. "
        "Nothing was stored; correct the file and upload it again."
    )
    return DocumentRefusedError(message, line, column)


def _limit_reached(detail: str) -> str:
    lowered = detail.lower()
    return next((reason for word, reason in _LIMITS if word in lowered), "")
