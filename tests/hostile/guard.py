"""Reaching out is noticed: an audit hook that ends what opens a connection or a foreign file.

The hook hears what Python does. libxml2 opens files and connections on its own, in C; that is
watched from outside, by a pipe and a port that notice who takes from them.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import discovery

LIBRARIES = (
    sys.prefix,
    sys.base_prefix,
    str(Path(discovery.__file__).parent),
    str(Path(__file__).parent),
)
"""Modules are imported when they are first needed, and shown in tracebacks."""

_FORBIDDEN = (
    "socket.", "subprocess.", "urllib.", "http.client.", "ftplib.", "smtplib.", "webbrowser.",
    "ctypes.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty.spawn",
)  # fmt: skip


class ReachedOutError(BaseException):
    """No `except Exception` may swallow it."""


def forbid_reaching_out(allowed: Iterable[Path]) -> list[str]:
    """From now on nothing but these files and folders is opened in this process, nor a connection.

    Gives the list in which every attempt is noted. A hook stays as long as its process.
    """
    tried: list[str] = []
    roots = tuple(os.path.realpath(root) for root in (*LIBRARIES, *allowed))
    # Where modules are looked for is listed anew when something there has changed.
    listed = {os.path.realpath(folder) for folder in sys.path}

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        looks_for_modules = event == "os.listdir" and arguments[0] in listed
        if event.startswith(_FORBIDDEN) or (
            not looks_for_modules and _opens_foreign_file(event, arguments, roots)
        ):
            tried.append(f"{event} {arguments}"[:300])
            raise ReachedOutError(tried[-1])

    sys.addaudithook(hook)
    return tried


def _opens_foreign_file(event: str, arguments: tuple[Any, ...], roots: tuple[str, ...]) -> bool:
    if event not in {"open", "sqlite3.connect", "os.listdir", "os.scandir"} or not arguments[0]:
        return False  # SQLite's database without a name lives in memory
    if isinstance(arguments[0], int):
        return False  # was opened before
    path = os.path.realpath(os.fsdecode(arguments[0]))
    return not any(path == root or path.startswith(f"{root}{os.sep}") for root in roots)
