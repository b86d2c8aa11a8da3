"""Untrusted text on its way to the screen, and figures in words."""

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")


def markdown_escaped(text: str) -> str:
    """Text that Streamlit's Markdown shows as it is: no links, pictures, HTML or formulas."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def size(count: float) -> str:
    """A number of bytes for a person."""
    for unit in ("bytes", "KB", "MB"):
        if count < 1024 or unit == "MB":
            break
        count /= 1024
    return f"{count:,.0f} {unit}" if unit == "bytes" or count >= 100 else f"{count:,.1f} {unit}"


def duration(seconds: float) -> str:
    """A time span for a person."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def counted(number: int, noun: str) -> str:
    """`1 node`, `2 nodes`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
