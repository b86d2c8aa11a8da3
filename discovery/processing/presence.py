"""This process as one that works on runs, and which of the others live no longer."""

import os
import platform
import time
from collections.abc import Callable
from contextlib import suppress
from errno import ENOSYS
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout
from sqlalchemy.orm import Session

from discovery.config import Settings
from discovery.errors import StorageUnavailableError
from discovery.storage import records
from discovery.storage.queries import HolderRow

# A heartbeat that stands still for so long belongs to a process that is gone, or to a machine that
# sleeps. Of a process on this machine its lock tells at once.
SILENT_SECONDS = 30.0


class Presence:
    """This process among those that work on runs.

    It holds the lock of a file in the data folder for as long as it lives: the system gives the
    lock back whatever ends the process. Where others have no such file, they are on another
    machine, and their heartbeat tells.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells the moment in seconds and never goes back."""
        self.token = uuid4().hex
        self.name = f"process {os.getpid()} on {platform.node() or 'this machine'}"
        self._folder = settings.discovery_home / "processes"
        self._lock = _lock_of(self._file_of(self.token))
        self._clock = clock
        self._beats: dict[str, tuple[int, float]] = {}

    def enter(self) -> None:
        """Take the lock, unless it is taken. Raises StorageUnavailableError."""
        if self._lock.is_locked:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.acquire(blocking=False)
        except OSError as error:
            self.clear_away(self.token)
            if error.errno == ENOSYS:  # no locks on this file system: the heartbeat must do
                return
            raise StorageUnavailableError(
                f"The folder {self._folder} cannot be written ({error.strerror}), so no run can be "
                "worked on. Make room or give write access there, then try again."
            ) from error

    def write_down(self, session: Session) -> None:
        """Note this process in the database, in an open transaction."""
        records.add_holder(session, self.token, self.name)

    def leave(self, *, for_good: bool) -> None:
        """Give the lock back: from now on this process counts as gone.

        Not `for_good` its file stays, by which others see that they may take its runs.
        """
        if self._lock.is_locked:
            self._lock.release()
            if for_good:
                self.clear_away(self.token)

    def clear_away(self, token: str) -> None:
        """Remove the file of a process that is gone."""
        with suppress(OSError):  # it may be somebody else's to remove; it does no harm
            self._file_of(token).unlink(missing_ok=True)

    def is_gone(self, other: HolderRow) -> bool:
        """Whether another process lives no longer."""
        if other.token == self.token:
            return False
        file = self._file_of(other.token)
        if file.is_file():
            return _is_free(file)
        return self._is_silent(other)

    def _is_silent(self, other: HolderRow) -> bool:
        """Whether its heartbeat has stood still for long, by the time of this process."""
        beat, since = self._beats.get(other.token, (-1, 0.0))
        if other.beat != beat:
            since = self._clock()
            self._beats[other.token] = (other.beat, since)
        return self._clock() - since >= SILENT_SECONDS

    def _file_of(self, token: str) -> Path:
        return self._folder / f"{token}.lock"


def _lock_of(file: Path) -> FileLock:
    """The lock of the operating system or none: a mere mark would outlive its process."""
    return FileLock(file, thread_local=False, fallback_to_soft=False, preserve_lock_file=True)


def _is_free(file: Path) -> bool:
    lock = _lock_of(file)
    try:
        lock.acquire(blocking=False)
    except (Timeout, OSError):
        return False
    lock.release()
    return True
