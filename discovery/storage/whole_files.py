"""Small files that nobody ever reads half written, and that only their owner reads."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def create_file(file: Path, text: str) -> None:
    """Write a file unless it is there; of several who do so at once, one does. Raises OSError."""
    with _written(file, text) as whole:
        try:
            file.hardlink_to(whole)
        except FileExistsError:
            return
        except OSError:  # a file system without hard links: there the name is taken first
            with suppress(FileExistsError), file.open("x"):
                whole.replace(file)


def replace_file(file: Path, text: str) -> None:
    """Write a file in the place of the one that may be there. Raises OSError."""
    with _written(file, text) as whole:
        whole.replace(file)


@contextmanager
def _written(file: Path, text: str) -> Iterator[Path]:
    """A file beside `file` that holds the text; it goes unless it got another name."""
    handle, name = tempfile.mkstemp(prefix=f"{file.name}.", suffix=".new", dir=file.parent)
    whole = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(text.encode())
            opened.flush()
            os.fsync(opened.fileno())
        yield whole
    finally:
        whole.unlink(missing_ok=True)
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """Let names of files outlive a power cut, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
