"""What the first bytes of a document say of its encoding."""

import re
from pathlib import Path

_DECLARATION_BYTES = 400
_ENCODING = re.compile(rb"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)""")

_UTF8_NAMES = {"UTF-8", "UTF8", "US-ASCII"}  # of which the last is a part


def head(path: Path) -> bytes:
    """The first bytes of a file, which hold the XML declaration if there is one."""
    with path.open("rb") as source:
        return source.read(_DECLARATION_BYTES)


def declared_encoding(path: Path) -> str:
    """The encoding that the document declares, else that of its byte order mark, else UTF-8.

    XML 1.0, section 4.3.3 and appendix F.
    """
    beginning = head(path)
    # Without NUL bytes the declaration reads as ASCII in UTF-16 too.
    declared = _ENCODING.match(beginning.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe"))
    if declared:
        return declared[1].decode("ascii")
    return "UTF-16" if beginning.startswith((b"\xff\xfe", b"\xfe\xff")) else "UTF-8"


def is_utf8(path: Path) -> bool:
    """Whether the document is surely in UTF-8: what declares it could be in UTF-16."""
    beginning = head(path)
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    declaration_seen = b"?>" in start or not start.startswith(b"<?xml")
    return (
        start.startswith(b"<") and b"\0" not in beginning and declaration_seen and says_utf8(path)
    )


def says_utf8(path: Path) -> bool:
    """Whether the document declares UTF-8 or a part of it, or declares nothing."""
    return declared_encoding(path).upper() in _UTF8_NAMES
