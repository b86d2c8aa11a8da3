"""Real messages and labelled strings: what is left of persons, and what is lost of the trade."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from discovery.documents.parser import read_root
from discovery.errors import DocumentRefusedError
from discovery.facts.privacy import Masker, Policy
from discovery.facts.structure import Structure, fields, to_structure
from tests.facts.masking import KEY, MASKER, values
from tests.privacy_set.generate import generate
from tests.privacy_set.measure import by_structure, measure
from tests.support.corpus import CORPUS, needs_corpus

PII_FILE = CORPUS / "hostile/pii_orderviewrs_21_3.xml"
LABELLED = CORPUS.parent / "privacy"

needs_labels = pytest.mark.skipif(
    not LABELLED.is_dir(), reason="the labelled messages in ../shared/privacy are not here"
)


def secrets() -> list[str]:
    listed = json.loads(PII_FILE.with_suffix(".pii.json").read_text(encoding="utf-8"))["pii"]
    return [secret["value"] for secret in listed]


def left_in(document: Structure) -> list[str]:
    text = json.dumps(document, ensure_ascii=False).casefold()
    return [secret for secret in secrets() if secret.casefold() in text]


def subtrees(element: Structure, path: str) -> Iterator[tuple[str, Structure]]:
    yield path, element
    for piece in element["content"]:
        if not isinstance(piece, str):
            yield from subtrees(piece, f"{path}/{piece['name']}")


@needs_labels
def test_of_the_labelled_messages_no_person_is_left_and_little_else_is_lost() -> None:
    """The figures of the README, with `python -m benchmarks.privacy`."""
    result = measure(LABELLED, by_structure(MASKER))
    assert len(result.personal) == 275
    assert result.missed_share <= 0.005
    assert result.overmasked_share <= 0.05
    assert result.words_lost_share <= 0.02


def test_of_harder_messages_of_our_own_few_persons_are_left(tmp_path: Path) -> None:
    """Written against this policy: words that are names, numbers written out, other scripts."""
    generate(tmp_path)
    result = measure(tmp_path, by_structure(MASKER))
    assert len(result.personal) > 3_800
    assert result.missed_share <= 0.016
    assert result.overmasked_share <= 0.18
    assert result.words_lost_share <= 0.10


@needs_corpus
def test_nothing_personal_is_left_in_the_message_made_for_it() -> None:
    document = to_structure(read_root(PII_FILE))
    assert len(secrets()) == 31
    assert left_in(MASKER.mask_structure(document)) == []


@needs_corpus
def test_nothing_personal_is_left_in_any_subtree_taken_alone() -> None:
    document = to_structure(read_root(PII_FILE))
    parts = list(subtrees(document, f"/{document['name']}"))
    assert len(parts) > 30
    for path, part in parts:
        assert left_in(MASKER.mask_structure(part, path)) == []


@needs_corpus
def test_the_business_values_of_that_message_stay() -> None:
    kept = set(values(MASKER.mask_structure(to_structure(read_root(PII_FILE)))))
    business = {"412.36", "GBP", "WHEELCHAIR", "ADT", "PAX1", "GB", "MR", "PT", "XX", "CTC1"}
    assert business <= kept
    assert {"OPENED", "SEG1", "OI1"} <= kept


@needs_corpus
def test_of_ndc_messages_few_values_are_masked_beyond_those_of_persons() -> None:
    """552 of 34,816 values were masked by names, patterns and echoes: at most 2.5 % more may be."""
    total, changed = 0, Counter[str]()
    for path in sorted((CORPUS / "ndc").glob("*.xml")):
        try:
            document = to_structure(read_root(path))
        except DocumentRefusedError:
            continue
        masked = MASKER.mask_structure(document)
        for before, after in zip(fields(document, "", ""), fields(masked, "", ""), strict=True):
            total += 1
            changed[before.name] += before.value != after.value
    assert total > 34_000
    assert changed.total() - 552 <= 0.025 * total, changed.most_common(20)


@needs_corpus
@pytest.mark.parametrize("folder", ["ndc", "other"])
def test_masking_a_real_message_twice_changes_nothing(folder: str) -> None:
    for path in sorted((CORPUS / folder).glob("*.*")):
        try:
            once = MASKER.mask_structure(to_structure(read_root(path)))
        except DocumentRefusedError:
            continue
        assert MASKER.mask_structure(once) == once, path.name


@needs_corpus
def test_a_text_that_is_said_to_be_harmless_stays_but_for_personal_forms() -> None:
    masker = Masker(Policy(text_is_harmless=True), KEY)
    document = to_structure(read_root(CORPUS / "other/docbook_chapter.xml"))
    kept = values(masker.mask_structure(document))
    changed = [value for value in kept if re.search(r"\[[A-Z_]+_[A-Z2-7]{10}", value)]
    assert len(changed) < 0.02 * len(kept)
