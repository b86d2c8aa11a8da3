"""The uploads of the window that have arrived on disk and were not taken in yet."""

import threading
from dataclasses import dataclass
from typing import BinaryIO

from streamlit.runtime import exists, get_instance


@dataclass(frozen=True, slots=True)
class _Arrived:
    session_id: str
    content: BinaryIO


class UploadFiles:
    """Files by the id that the upload widget gives them. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: dict[str, _Arrived] = {}

    def keep(self, session_id: str, file_id: str, content: BinaryIO) -> None:
        """Keep a file until it is dropped, or until another arrives after its session has ended."""
        with self._lock:
            gone = [each for each, file in self._files.items() if not _is_open(file.session_id)]
            self._files[file_id] = _Arrived(session_id, content)
            for each in gone:
                del self._files[each]

    def find(self, file_id: str) -> BinaryIO | None:
        """A file, to be read from its beginning."""
        with self._lock:
            file = self._files.get(file_id)
        if file is None:
            return None
        file.content.seek(0)
        return file.content

    def drop(self, file_id: str) -> None:
        """Let go of a file, if it is there. It is closed once nobody reads it any more."""
        with self._lock:
            self._files.pop(file_id, None)


upload_files = UploadFiles()
"""Those of this process."""


def _is_open(session_id: str) -> bool:
    return exists() and get_instance().is_active_session(session_id)
