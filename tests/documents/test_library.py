"""Uploads on disk: kept once under their SHA-256, within the limit, never under their name."""

import hashlib
import json
import stat
from io import BytesIO
from pathlib import Path

import pytest

from discovery.documents.library import open_stored, safe_file_name, take_in
from discovery.errors import DocumentRefusedError, NotFoundError, StorageError
from discovery.wire import document_json
from tests.support.corpus import CORPUS, needs_corpus
from tests.support.home import settings_in, take

XML = b"<r><Pax>1</Pax><Pax>2</Pax></r>"
MIB = 1024 * 1024


class Trickle(BytesIO):
    """An upload that arrives in small pieces."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(7, size or 7))


class Broken(BytesIO):
    """An upload whose sender goes away."""

    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionResetError(104, "Connection reset by peer")


def kept(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "documents").iterdir())


def test_a_document_is_kept_under_its_sha256(tmp_path: Path) -> None:
    document = take(settings_in(tmp_path), XML)
    sha256 = hashlib.sha256(XML).hexdigest()
    assert (document.sha256, document.size) == (sha256, len(XML))
    assert document.path.read_bytes() == XML
    assert kept(tmp_path) == [f"{sha256}.xml"]
    assert document.catalogue.elements == 3
    assert document.message.name == "r"
    assert document.suggested


def test_all_messages_of_a_document_are_listed(tmp_path: Path) -> None:
    xml = '<log><a><OrderViewRQ/></a><b><OrderViewRS><Order Owner="AY"/></OrderViewRS></b></log>'
    document = take(settings_in(tmp_path), xml)
    told = document_json(document, str)
    assert (told["message_root"], told["airline_codes"]) == ("OrderViewRS", ["AY"])
    request, response = told["messages"]
    assert (request["node"], request["message_root"]) == ("/log/a/OrderViewRQ", "OrderViewRQ")
    assert (request["count"], response["count"]) == (1, 1)
    assert (response["node"], response["airline_codes"]) == ("/log/b/OrderViewRS", ["AY"])


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    first, second = take(settings, XML), take_in(Trickle(XML), settings)
    assert first.path == second.path
    assert first.sha256 == second.sha256
    assert kept(tmp_path) == [f"{first.sha256}.xml"]


def test_a_kept_document_is_opened_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    taken = take(settings, XML)
    assert open_stored(taken.sha256, settings) == taken


def test_a_file_that_has_changed_is_read_anew(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    document = take(settings, XML)
    document.path.write_bytes(b"<other/>")
    assert open_stored(document.sha256, settings).catalogue.elements == 1


@pytest.mark.parametrize("xml", [XML, b"<!DOCTYPE r>" + XML, b"<r>\xc3\xa4" * 9 + b"</r>" * 9])
def test_taking_in_tells_how_far_it_is(tmp_path: Path, xml: bytes) -> None:
    shares: list[float] = []
    take_in(Trickle(xml), settings_in(tmp_path), shares.append)
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.1
    assert shares[-1] == pytest.approx(1.0)


def test_an_upload_of_unknown_size_is_taken_in(tmp_path: Path) -> None:
    shares: list[float] = []
    source = Trickle(XML)
    source.seekable = lambda: False  # type: ignore[method-assign]
    assert take_in(source, settings_in(tmp_path), shares.append).size == len(XML)
    assert shares == sorted(shares)


def test_a_document_that_is_gone_says_so(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    document = take(settings, XML)
    document.path.unlink()
    with pytest.raises(NotFoundError, match="Upload the file again"):
        open_stored(document.sha256, settings)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b"<r><Pax></r>", "Line 1, column 13"),
        (b"<r>" + b" " * MIB + b"</r>", "larger than 1 MB. Raise MAX_UPLOAD_MB"),
    ],
)
def test_a_refused_upload_leaves_nothing_behind(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(DocumentRefusedError, match=reason):
        take(settings_in(tmp_path, max_upload_mb=1), content)
    assert kept(tmp_path) == []


def test_the_limit_itself_is_accepted(tmp_path: Path) -> None:
    content = b"<r>" + b" " * (MIB - 7) + b"</r>"
    assert take(settings_in(tmp_path, max_upload_mb=1), content).size == MIB


def test_an_upload_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        take_in(Broken(), settings_in(tmp_path))
    assert kept(tmp_path) == []


def test_a_data_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError, match=r"could not be kept in .* write access"):
        take(settings_in(tmp_path / "file" / "home"), XML)


def test_only_the_owner_may_look_into_the_data_folder(tmp_path: Path) -> None:
    take(settings_in(tmp_path / "new" / "home"), XML)
    for folder in (tmp_path / "new" / "home", tmp_path / "new" / "home" / "documents"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@needs_corpus
def test_hostile_file_names_become_plain_names() -> None:
    for name in json.loads((CORPUS / "hostile" / "hostile_filenames.json").read_text()):
        safe = safe_file_name(name)
        assert 0 < len(safe) <= 200
        assert safe.isprintable()
        assert not set(safe) & set("/\\")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("order.xml", "order.xml"),
        ("注文 наряд.xml", "注文 наряд.xml"),
        ("../../etc/passwd.xml", "passwd.xml"),
        ("C:\\fakepath\\order.xml", "order.xml"),
        ("a\nb\x1b[31m.xml", "ab[31m.xml"),
        ("order\u202elmx.exe", "orderlmx.exe"),
        ("caf\udce9.xml", "caf.xml"),
        ("x" * 500 + ".xml", "x" * 196 + ".xml"),
        ("", "unnamed.xml"),
        ("folder/", "unnamed.xml"),
        (" \t", "unnamed.xml"),
    ],
)
def test_a_file_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe
