"""A repaired document is kept with its original and with a record of what was changed."""

import hashlib
import json
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
from discovery.documents.subtrees import read_subtrees
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


@pytest.mark.parametrize(
    ("broken", "lines"),
    [
        (b"<r>\n<a>A & B</a>\n<b>1</b></r>", {"a": 2, "b": 3}),
        # what stood before the root, and was taken out
        (b"HTTP/1.1 200 OK\nServer: s\n\n<r>\n<a>1</a>\n<b>2</b></r>\n", {"a": 5, "b": 6}),
        # a message within a string of JSON, which is one line
        (rb'"<r a=\"1\">\n<a>1</a>\n<b>2</b></r>"', {"a": 1, "b": 1}),
        # quoted line by line, in the middle of a mail
        (b"Hello,\n\n> <r>\n> <a>1</a>\n> <b>2 & 3</b></r>\n", {"a": 4, "b": 5}),
    ],
)
def test_lines_are_those_of_the_file_as_it_came(
    tmp_path: Path, broken: bytes, lines: dict[str, int]
) -> None:
    for read_again in (False, True):
        document = accept(tmp_path, broken)
        if read_again:
            document = open_stored(document.sha256, settings_in(tmp_path))
        ticked = [node for name in lines for node in document.catalogue.find(f"/r/{name}")]
        subtrees = read_subtrees(
            document.path, document.catalogue, ticked, line_of=document.original_line
        )
        assert {each.path[3:]: each.source_line for each in subtrees} == lines


def test_a_record_of_an_earlier_version_leaves_lines_as_they_are(tmp_path: Path) -> None:
    document = accept(tmp_path)
    record = document.path.with_suffix(".repair.json")
    said = json.loads(record.read_text(encoding="utf-8"))
    del said["line_maps"]
    record.write_text(json.dumps(said), encoding="utf-8")
    again = open_stored(document.sha256, settings_in(tmp_path))
    assert again.original_line(7) == 7
