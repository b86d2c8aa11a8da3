"""Real broken messages become readable; what is refused for safety stays refused."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from discovery.documents import parser
from discovery.documents.repair import propose
from tests.documents.repair.support import repaired, said
from tests.support.corpus import CORPUS, manifest, needs_corpus

REFUSED = [
    entry for entry in manifest() if entry["expect"] == "clear error" and not entry.get("not_input")
]
AIRLINE = [entry for entry in REFUSED if entry["kind"] == "ndc"]
OTHERS = [entry for entry in REFUSED if entry["kind"] != "ndc"]
FOR_SAFETY = {
    "hostile/billion_laughs.xml",
    "hostile/quadratic_blowup.xml",
    "hostile/deep_10000.xml",
    "hostile/gzip_named_xml.xml",
    "hostile/not_xml_png.xml",
    "hostile/not_xml_json.xml",
    "hostile/not_xml_html5.xml",
    "hostile/empty.xml",
    "hostile/bom_garbage.xml",
}


def name_of(entry: dict[str, Any]) -> str:
    return entry["file"]


@needs_corpus
@pytest.mark.parametrize("entry", AIRLINE, ids=name_of)
def test_a_broken_airline_file_is_readable_with_all_its_values(
    tmp_path: Path, entry: dict[str, Any]
) -> None:
    content = (CORPUS / entry["file"]).read_bytes()
    found = repaired(tmp_path, content)
    assert found is not None
    values = [value.strip() for value in re.findall(r">([^<>]*)<", content.decode())]
    read = [text for _, _, *both in said(found, tmp_path) for text in both if text]
    assert sorted(read) == sorted(value for value in values if value)


@needs_corpus
@pytest.mark.parametrize("entry", OTHERS, ids=name_of)
def test_any_other_file_is_repaired_or_left(tmp_path: Path, entry: dict[str, Any]) -> None:
    proposal = propose(CORPUS / entry["file"], tmp_path / "repaired.xml")
    if proposal is not None:
        parser.check(proposal.path)
        assert proposal.changes
        assert proposal.diff
    assert proposal is None or entry["file"] not in FOR_SAFETY


@needs_corpus
def test_a_broken_bomb_stays_one(tmp_path: Path) -> None:
    for name in ("billion_laughs.xml", "quadratic_blowup.xml", "deep_10000.xml"):
        content = (CORPUS / "hostile" / name).read_bytes()
        assert repaired(tmp_path, b"junk " + content + b"\nUNZ+1'") is None


@needs_corpus
def test_a_broken_file_that_names_others_reads_none_of_them(tmp_path: Path) -> None:
    for path in sorted((CORPUS / "hostile").glob("xxe_*.xml")):
        found = repaired(tmp_path, path.read_bytes() + b"\nUNZ+1'")
        assert found is None or b"root:" not in found
        assert found is None or "root:" not in json.dumps(said(found, tmp_path))
