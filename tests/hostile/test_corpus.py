"""Every file of the corpus goes the whole way of an upload and gets what the manifest says."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.bounds import SECONDS, assert_bounded, assert_refused_clearly
from tests.hostile.nursery import Nursery
from tests.support.corpus import CORPUS, manifest, needs_corpus

INPUTS = [entry for entry in manifest() if not entry.get("not_input")]
GENERATED = json.loads((CORPUS / "GENERATE.json").read_text(encoding="utf-8")) if INPUTS else []
COUNTED = ("root", "namespace", "elements", "distinct_paths", "max_depth", "leaf_paths",
           "attributes", "comments", "longest_text")  # fmt: skip
# Their entities hold one empty element, which the manifest does not count.
MARKUP_IN_ENTITIES = {
    "conformance/not-wf_sa/141.xml": {"elements", "distinct_paths", "max_depth"},
    "conformance/valid_sa/053.xml": {"elements", "distinct_paths", "max_depth"},
    "conformance/valid_sa/087.xml": {"elements", "distinct_paths", "max_depth"},
}
ATTACKS = {"hostile", "conformance"}
# What is good may cost what its size asks for.
GOOD_SECONDS, GOOD_BIG_MEGABYTES = 30.0, 400.0


def name_of(entry: dict[str, Any]) -> str:
    return re.sub(r"\W+", "-", entry["file"])


@needs_corpus
@pytest.mark.parametrize("entry", INPUTS, ids=name_of)
def test_a_file_of_the_corpus_gets_what_the_manifest_says(
    children: Nursery, entry: dict[str, Any]
) -> None:
    verdict = children.run("upload", CORPUS / entry["file"])
    assert_bounded(verdict, SECONDS if entry["kind"] in ATTACKS else GOOD_SECONDS)
    if entry["expect"] == "clear error":
        assert_refused_clearly(verdict)
        return
    more = MARKUP_IN_ENTITIES.get(entry["file"], set())
    expected = {name: entry[name] for name in COUNTED if name in entry}
    expected |= {name: entry[name] + 1 for name in more}
    assert {name: verdict.found[name] for name in expected} == expected
    assert "root:" not in verdict.found["said"]


@needs_corpus
def test_every_kind_of_the_corpus_is_there() -> None:
    kinds = {entry["kind"] for entry in INPUTS}
    assert (len(INPUTS), kinds) == (263, {"ndc", "other", "hostile", "conformance"})
    assert len(GENERATED) == 7


@needs_corpus
@pytest.mark.parametrize("entry", GENERATED, ids=name_of)
def test_a_generated_file_gets_what_is_expected(
    children: Nursery, entry: dict[str, Any], tmp_path: Path
) -> None:
    kind, number = entry["command"].split()[2:4]
    file = tmp_path / "generated.xml"
    subprocess.run([sys.executable, CORPUS / "gen_big.py", kind, file, number], check=True)
    verdict = children.run("upload", file)
    if entry["expect"] == "clear error":
        assert_bounded(verdict)
        assert_refused_clearly(verdict)
    else:
        assert_bounded(verdict, GOOD_SECONDS, GOOD_BIG_MEGABYTES)
        assert verdict.found["elements"] >= 2
    file.unlink()
