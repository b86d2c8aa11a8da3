"""The uploads of the window that have arrived on disk and were not taken in yet."""

import threading
from dataclasses import dataclass
from io import SEEK_CUR, SEEK_END, SEEK_SET, BufferedReader, BytesIO, RawIOBase
from typing import BinaryIO

from streamlit.runtime import exists, get_instance

_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class _Arrived:
    file_id: str
    content: BinaryIO
    lock: threading.Lock


class UploadFiles:
    """The last upload of each session. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of_session: dict[str, _Arrived] = {}

    def keep(self, session_id: str, file_id: str, content: BinaryIO) -> None:
        """Keep a file under the id that the upload widget gave it, in place of an earlier one."""
        with self._lock:
            self._of_session[session_id] = _Arrived(file_id, content, threading.Lock())

    def find(self, session_id: str, file_id: str) -> BinaryIO | None:
        """A file of a session, to be read from its beginning, whoever else reads it."""
        with self._lock:
            file = self._of_session.get(session_id)
        if file is None or file.file_id != file_id:
            return None
        return BufferedReader(_Reader(file.content, file.lock), _READ_BYTES)

    def drop(self, session_id: str, file_id: str | None = None) -> None:
        """Let go of this file of a session, or of any. It is closed once nobody reads it."""
        with self._lock:
            file = self._of_session.get(session_id)
            if file is not None and file_id in (None, file.file_id):
                del self._of_session[session_id]

    def drop_of_the_gone(self) -> None:
        """Let go of the files of sessions whose page is closed."""
        with self._lock:
            for session_id in list(self._of_session):
                if not (exists() and get_instance().is_active_session(session_id)):
                    del self._of_session[session_id]


class _Reader(RawIOBase):
    """Reads a file from a position of its own.

    Each click begins another run of the screen's script, which may read while one before it does.
    """

    def __init__(self, file: BinaryIO, lock: threading.Lock) -> None:
        self._file = file
        self._file_lock = lock
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        with self._file_lock:
            start = {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self._file.seek(0, SEEK_END)}
        self._at = start[whence] + offset
        return self._at

    def close(self) -> None:
        """Let go of the file, too: what ends a script may keep its variables for a while."""
        super().close()
        self._file = BytesIO()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        with self._file_lock:
            self._file.seek(self._at)
            piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


upload_files = UploadFiles()
"""Those of this process."""
