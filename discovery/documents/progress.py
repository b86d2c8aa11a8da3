"""How far a long reading has come, told to whoever shows it."""

from collections.abc import Callable

Tell = Callable[[float], None]
"""Takes the share that is done, from 0.0 to 1.0; called about four times a megabyte."""

Advance = Callable[[int], None]
"""Takes how many bytes more have been read."""


def nobody(_: float) -> None:
    """Tell nobody."""


def unheard(_: int) -> None:
    """Read on without telling."""


def stretch(tell: Tell, start: float, end: float, size: int) -> Advance:
    """Tell of a part of the way, from the share `start` to `end`, while `size` bytes are read."""
    read = 0

    def advance(count: int) -> None:
        nonlocal read
        read += count
        tell(start + (end - start) * min(1.0, read / size if size else 1.0))

    return advance
