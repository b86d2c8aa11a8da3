"""Uploads that have arrived: each read whole by whoever asks, and by nobody else."""

import hashlib
import tempfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import BinaryIO

import pytest

from discovery.ui.upload_files import UploadFiles

PIECE = 1000


def read_in_pieces(source: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := source.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def found(files: UploadFiles, session_id: str, file_id: str) -> BinaryIO:
    source = files.find(session_id, file_id)
    assert source is not None
    return source


def test_each_reader_reads_the_whole_file_whoever_reads_beside_it() -> None:
    content = b"".join(b"%07d\n" % number for number in range(400_000))
    files = UploadFiles()
    with tempfile.TemporaryFile() as arrived, ThreadPoolExecutor(4) as threads:
        arrived.write(content)
        files.keep("session", "file", arrived)
        readers = [found(files, "session", "file") for _ in range(4)]
        read = set(threads.map(read_in_pieces, readers))
    assert read == {hashlib.sha256(content).hexdigest()}


def test_a_reader_can_be_put_back_and_knows_its_size() -> None:
    files = UploadFiles()
    files.keep("session", "file", BytesIO(b"0123456789"))
    source = found(files, "session", "file")
    assert (source.read(4), source.seek(0, 2), source.seek(0)) == (b"0123", 10, 0)
    assert (source.read(), source.read()) == (b"0123456789", b"")


def test_a_file_is_found_by_its_own_session_only() -> None:
    files = UploadFiles()
    files.keep("one", "file", BytesIO(b"first"))
    files.keep("two", "file", BytesIO(b"second"))
    assert found(files, "one", "file").read() == b"first"
    assert files.find("three", "file") is None
    files.drop("two", "file")
    assert files.find("two", "file") is None
    assert found(files, "one", "file").read() == b"first"


def test_a_session_has_one_file_and_another_takes_its_place() -> None:
    files = UploadFiles()
    files.keep("session", "first", BytesIO(b"first"))
    files.keep("session", "second", BytesIO(b"second"))
    assert files.find("session", "first") is None
    files.drop("session", "first")
    assert found(files, "session", "second").read() == b"second"


@pytest.mark.parametrize("leave", [UploadFiles.drop_of_the_gone, lambda files: files.drop("page")])
def test_nothing_is_left_of_a_page_that_is_closed(leave) -> None:
    files = UploadFiles()
    files.keep("page", "file", BytesIO(b"content"))
    leave(files)
    assert files.find("page", "file") is None
