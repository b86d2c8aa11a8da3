"""How far a long reading has come, told to whoever shows it."""

from collections.abc import Callable

Tell = Callable[[float], object]
"""Takes the share that is done, from 0.0 to 1.0; called some hundred times in all."""

Advance = Callable[[int], None]
"""Takes how many bytes more have been read."""


def nobody(_: float) -> None:
    """Tell nobody."""


def unheard(_: int) -> None:
    """Read on without telling."""


def stretch(tell: Tell, start: float, end: float, size: int) -> Advance:
    """Tell of a part of the way, from the share `start` to `end`, while `size` bytes are read."""
    read = told = 0

    def advance(count: int) -> None:
        nonlocal read, told
        read += count
        percent = min(100, 100 * read // size) if size else 100
        if percent > told:
            told = percent
            tell(start + (end - start) * percent / 100)

    return advance
