"""Uploaded documents on disk: each kept once, under its SHA-256, never under its name."""

import hashlib
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from discovery.config import Settings
from discovery.documents import origin, repaired
from discovery.documents.catalogue import Catalogue, read_catalogue
from discovery.documents.inner_messages import (
    InnerMessages,
    find_inner_messages,
    write_inner_message,
)
from discovery.documents.message import Message
from discovery.documents.message_list import ListedMessage, list_messages, main_message
from discovery.documents.origin import Origin
from discovery.documents.progress import Advance, Tell, nobody, stretch, unheard
from discovery.documents.repair import Change, Proposal, propose
from discovery.documents.repaired import Repair
from discovery.documents.suggestions import suggest
from discovery.errors import DocumentRefusedError, NotFoundError, StorageError

COPY_BYTES = 1 << 20
NAME_CHARACTERS = 200
RECENT = 4
RECENT_NODES = 300_000  # together, of about a kilobyte each; the last document is kept in any case
_COPIED, _READ = 0.1, 0.9  # of the time that taking in takes
_COUNTED = 0.7  # of the reading, where values may hold messages

# Control characters, changes of writing direction, and bytes that are no text (surrogates).
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(frozen=True)
class StoredDocument:
    """A document that was read from end to end and kept. `size` is in bytes.

    `message` is the one that is meant of all its `messages`; `inner` are those within values.
    `repair` tells what was changed before it could be read; None where it came as it is. `origin`
    tells in which value of another document it stood; None where it was uploaded.
    """

    sha256: str
    path: Path
    size: int
    catalogue: Catalogue
    message: Message
    suggested: frozenset[int]
    repair: Repair | None = None
    messages: tuple[ListedMessage, ...] = ()
    inner: InnerMessages = field(default_factory=InnerMessages)
    origin: Origin | None = None

    def original_line(self, line: int) -> int:
        """The line of the file as it came, for a line of this document."""
        return self.repair.original_line(line) if self.repair else line


class _Recent:
    """The documents read last, since a run reads the one that was just uploaded or looked at."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._documents: dict[tuple[str, int], StoredDocument] = {}

    def get(self, path: Path, sha256: str) -> StoredDocument | None:
        """The document in this file, if it was kept and the file has not changed since."""
        with self._lock:
            document = self._documents.get((sha256, path.stat().st_mtime_ns))
        return replace(document, path=path) if document else None

    def keep(self, document: StoredDocument) -> StoredDocument:
        """Keep a document in place of those kept longest."""
        with self._lock:
            self._documents[document.sha256, document.path.stat().st_mtime_ns] = document
            while len(self._documents) > 1 and self._are_too_many():
                del self._documents[next(iter(self._documents))]
        return document

    def _are_too_many(self) -> bool:
        nodes = sum(len(document.catalogue.nodes) for document in self._documents.values())
        return len(self._documents) > RECENT or nodes > RECENT_NODES


_recent = _Recent()


def take_in(source: BinaryIO, settings: Settings, tell: Tell = nobody) -> StoredDocument:
    """Copy an upload to disk as it arrives, read it through and keep it under its SHA-256.

    `tell` hears how far it is, from 0.0 to 1.0. Raises DocumentRefusedError where it is too large
    or not well-formed XML (nothing is kept then), StorageError where the data folder cannot be
    written.
    """
    with _kept_safely(settings), _part_file(settings) as part:
        sha256 = _copy(source, part, settings, stretch(tell, 0.0, _COPIED, _size_of(source)))
        document = _describe(part, sha256, settings, lambda share: tell(_COPIED + _READ * share))
        path = part.replace(_kept_at(settings, sha256))
        return with_provenance(_recent.keep(replace(document, path=path)), settings)


def take_in_inner(
    outer: StoredDocument, xpath: str, outer_file_name: str, settings: Settings
) -> StoredDocument:
    """Keep the message within a value of a document as a document of its own.

    Where it came from is kept beside it. Raises NotFoundError where no message stands in the value
    with this XPath, DocumentRefusedError where it cannot be read, StorageError.
    """
    with _kept_safely(settings), _part_file(settings) as part:
        packing = write_inner_message(outer.path, xpath, part).packing
        sha256 = _sha256(part)
        document = _describe(part, sha256, settings)
        name = safe_file_name(f"{document.message.name} in {safe_file_name(outer_file_name)}")
        at = datetime.now(UTC).replace(microsecond=0)
        came_from = Origin(outer.sha256, outer_file_name, xpath, packing, name, at)
        origin.keep(settings.documents_folder, sha256, came_from)
        path = part.replace(_kept_at(settings, sha256))
        return with_provenance(_recent.keep(replace(document, path=path)), settings)


def look_into_values(document: Path, settings: Settings) -> InnerMessages:
    """What the values of a document hold that is not kept. Raises DocumentRefusedError, OSError."""
    return _inner_messages(document, read_catalogue(document), settings)


def opened_from(outer_sha256: str, settings: Settings) -> tuple[Origin, ...]:
    """The documents that were opened from values of this one; they stay when it goes."""
    return tuple(origin.opened_from(settings.documents_folder, outer_sha256))


@contextmanager
def proposed_repair(source: BinaryIO, settings: Settings) -> Iterator[Proposal | None]:
    """How an upload that is refused could be repaired; None where no repair is known.

    The file of the repaired document is there until the `with` block ends. Nothing is kept.
    Raises DocumentRefusedError where the upload is too large, StorageError.
    """
    with _kept_safely(settings), _part_file(settings) as part, _part_file(settings) as target:
        _copy(source, part, settings)
        yield propose(part, target)


def take_in_repaired(
    source: BinaryIO, file_name: str, settings: Settings, *, accepted: Sequence[Change]
) -> StoredDocument:
    """Repair an upload as was proposed and keep it under its own SHA-256, the original beside it.

    `accepted` are the changes that the analyst saw. Raises DocumentRefusedError where other ones
    would be made now, StorageError.
    """
    with _kept_safely(settings), _part_file(settings) as part, _part_file(settings) as target:
        original = _copy(source, part, settings)
        proposal = propose(part, target)
        if proposal is None or proposal.changes != tuple(accepted):
            raise DocumentRefusedError(
                "The file is another one than that of the proposal. Upload it again."
            )
        sha256 = _sha256(target)
        document = _describe(target, sha256, settings)
        at = datetime.now(UTC).replace(microsecond=0)
        name = safe_file_name(file_name)
        repair = Repair(original, name, proposal.changes, at, proposal.line_maps)
        repaired.keep(settings.documents_folder, sha256, part, repair)
        path = target.replace(_kept_at(settings, sha256))
        return replace(document, path=path, repair=repair)


def open_stored(sha256: str, settings: Settings) -> StoredDocument:
    """Read a kept document again.

    Raises NotFoundError where its file is gone, StorageError where it cannot be read.
    """
    path = _kept_at(settings, sha256)
    if not path.is_file():
        raise NotFoundError(
            f"The document with SHA-256 {sha256[:12]}… is no longer in {path.parent}. "
            "Upload the file again."
        )
    try:
        document = _recent.get(path, sha256) or _recent.keep(_describe(path, sha256, settings))
        return with_provenance(document, settings)
    except OSError as error:
        raise StorageError(
            f"The document {path} cannot be read ({error.strerror}). "
            "Give read access to it, then try again."
        ) from error


def make_folder(settings: Settings) -> Path:
    """The folder of the documents, which only its owner can read. Raises OSError."""
    folder = settings.documents_folder
    # One by one, because the mode does not reach the parents that `mkdir` makes on the way.
    settings.discovery_home.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def with_provenance(document: StoredDocument, settings: Settings) -> StoredDocument:
    """A document read earlier, with what is known by now of its repair and of where it stood."""
    folder, sha256 = settings.documents_folder, document.sha256
    return replace(
        document, repair=repaired.find(folder, sha256), origin=origin.find(folder, sha256)
    )


def is_kept(sha256: str, settings: Settings) -> bool:
    """Whether the file of a document is in the data folder."""
    return _kept_at(settings, sha256).is_file()


def remove(sha256: str, settings: Settings) -> None:
    """Remove a document, if it is there, with what its repair and its opening left beside it.

    Raises StorageError.
    """
    path = _kept_at(settings, sha256)
    try:
        repaired.remove(path.parent, sha256)
        origin.remove(path.parent, sha256)
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            f"The document {path} cannot be removed ({error.strerror}). Give write access to its "
            "folder, or remove it by hand."
        ) from error


def safe_file_name(name: str) -> str:
    """The last part of an uploaded file's name, without what could fake another name."""
    last = re.split(r"[/\\]", name)[-1]
    return _UNPRINTABLE.sub("", last).strip()[-NAME_CHARACTERS:] or "unnamed.xml"


def _kept_at(settings: Settings, sha256: str) -> Path:
    return settings.documents_folder / f"{sha256}.xml"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _kept_safely(settings: Settings) -> Iterator[None]:
    """Say what to do where the data folder cannot be written."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"The document could not be kept in {settings.documents_folder} ({error.strerror}). "
            "Make room or give write access there, then upload it again."
        ) from error


@contextmanager
def _part_file(settings: Settings) -> Iterator[Path]:
    """Where an upload stands while it is read; what is still there at the end is removed."""
    folder = make_folder(settings)
    part = folder / f"{uuid4().hex}.part"
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _size_of(source: BinaryIO) -> int:
    """How many bytes an upload has, or 0 where it does not tell."""
    if not source.seekable():
        return 0
    start = source.tell()
    end = source.seek(0, SEEK_END)
    source.seek(start)
    return end - start


def _copy(source: BinaryIO, target: Path, settings: Settings, advance: Advance = unheard) -> str:
    """Copy within the size limit; return the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    copied = 0
    with target.open("wb") as file:
        while block := source.read(COPY_BYTES):
            copied += len(block)
            if copied > settings.max_upload_bytes:
                raise DocumentRefusedError(
                    f"The file is larger than {settings.max_upload_mb} MB. "
                    "Raise MAX_UPLOAD_MB, or upload a smaller message."
                )
            digest.update(block)
            file.write(block)
            advance(len(block))
    return digest.hexdigest()


def _describe(path: Path, sha256: str, settings: Settings, tell: Tell = nobody) -> StoredDocument:
    catalogue = read_catalogue(path, lambda share: tell(_COUNTED * share))
    size = path.stat().st_size
    messages = list_messages(path, catalogue, settings.max_node_bytes)
    advance = stretch(tell, _COUNTED, 1.0, size)
    described = StoredDocument(
        sha256=sha256,
        path=path,
        size=size,
        catalogue=catalogue,
        message=main_message(catalogue, messages),
        suggested=suggest(catalogue, settings.max_node_bytes),
        messages=messages,
        inner=_inner_messages(path, catalogue, settings, advance),
    )
    tell(1.0)
    return described


def _inner_messages(
    document: Path, catalogue: Catalogue, settings: Settings, advance: Advance = unheard
) -> InnerMessages:
    if not catalogue.may_hold_messages:
        return InnerMessages()
    with _part_file(settings) as scratch:
        return find_inner_messages(document, scratch, advance)
