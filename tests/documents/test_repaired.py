"""A repaired document is kept with its original and with a record of what was changed."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest

from discovery.documents.library import (
    StoredDocument,
    open_stored,
    proposed_repair,
    remove,
    take_in,
    take_in_repaired,
)
from discovery.errors import DocumentRefusedError
from discovery.wire import document_json
from tests.support.home import settings_in, take

BROKEN = b"<r><Pax>A & B</Pax></r>\nUNZ+1'"
WHOLE = b"<r><Pax>A &amp; B</Pax></r>\n"


def accept(home: Path, content: bytes = BROKEN) -> StoredDocument:
    settings = settings_in(home)
    with proposed_repair(BytesIO(content), settings) as proposal:
        assert proposal is not None
        changes = proposal.changes
    return take_in_repaired(BytesIO(content), "../broken.xml", settings, accepted=changes)


def kept(home: Path) -> set[str]:
    return {path.name for path in (home / "documents").iterdir()}


def test_a_proposal_keeps_nothing(tmp_path: Path) -> None:
    with proposed_repair(BytesIO(BROKEN), settings_in(tmp_path)) as proposal:
        assert proposal is not None
        assert proposal.path.read_bytes() == WHOLE
    assert kept(tmp_path) == set()


def test_a_repaired_document_is_kept_with_its_original_and_how(tmp_path: Path) -> None:
    document = accept(tmp_path)
    sha256, original = (hashlib.sha256(content).hexdigest() for content in (WHOLE, BROKEN))
    assert document.sha256 == sha256
    assert document.path.read_bytes() == WHOLE
    assert kept(tmp_path) == {f"{sha256}.xml", f"{sha256}.repair.json", f"{original}.original"}
    assert (tmp_path / "documents" / f"{original}.original").read_bytes() == BROKEN
    assert document.repair is not None
    assert document.repair.original_sha256 == original
    assert document.repair.original_file_name == "broken.xml"
    assert [change.before for change in document.repair.changes] == ["&", "UNZ+1'"]


def test_the_repair_is_told_wherever_the_document_is_opened(tmp_path: Path) -> None:
    document = accept(tmp_path)
    settings = settings_in(tmp_path)
    assert open_stored(document.sha256, settings) == document
    assert take_in(BytesIO(WHOLE), settings).repair == document.repair
    told = document_json(document, str)["repair"]
    assert told["original_file_name"] == "broken.xml"
    assert len(told["changes"]) == 2


def test_a_document_that_came_as_it_is_tells_of_no_repair(tmp_path: Path) -> None:
    document = take(settings_in(tmp_path), WHOLE)
    assert document.repair is None
    assert document_json(document, str)["repair"] is None


def test_only_what_was_accepted_is_done(tmp_path: Path) -> None:
    with pytest.raises(DocumentRefusedError, match="another one than that of the proposal"):
        take_in_repaired(BytesIO(BROKEN), "x.xml", settings_in(tmp_path), accepted=())
    assert kept(tmp_path) == set()


def test_removing_a_document_removes_what_its_repair_left(tmp_path: Path) -> None:
    document = accept(tmp_path)
    remove(document.sha256, settings_in(tmp_path))
    assert kept(tmp_path) == set()
    remove(document.sha256, settings_in(tmp_path))


def test_an_original_is_left_where_another_repair_came_from_it(tmp_path: Path) -> None:
    document = accept(tmp_path)
    folder = tmp_path / "documents"
    record = folder / f"{document.sha256}.repair.json"
    (folder / f"{'0' * 64}.repair.json").write_bytes(record.read_bytes())
    remove(document.sha256, settings_in(tmp_path))
    assert f"{hashlib.sha256(BROKEN).hexdigest()}.original" in kept(tmp_path)
