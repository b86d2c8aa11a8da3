"""What the generator makes: the same for the same seed, and each label stands where it says."""

from pathlib import Path

import pytest

from tests.privacy_set.generate import generate
from tests.privacy_set.kit import FAMILIES, stands
from tests.privacy_set.measure import by_value, measure, report


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The set of the first seed."""
    made = tmp_path_factory.mktemp("privacy_set")
    assert generate(made) == 3 * len(FAMILIES)
    return made


def test_the_same_seed_makes_the_same_files(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path)
    for file in ("messages.xml", "labels.json"):
        assert (tmp_path / file).read_bytes() == (folder / file).read_bytes()


def test_each_label_stands_in_its_section(folder: Path) -> None:
    untouched = measure(folder, by_value(lambda _path, text: text))
    assert untouched.not_there == []
    assert untouched.missed_share == 1.0
    assert untouched.overmasked_share == 0.0


def test_masking_all_leaves_nothing(folder: Path) -> None:
    emptied = measure(folder, lambda _section: "")
    assert emptied.missed_share == 0.0
    assert emptied.words_lost_share == 1.0


def test_all_personal_strings_can_be_masked_and_all_business_strings_kept(tmp_path: Path) -> None:
    """Another seed makes other sections; the generator refuses what cannot be masked rightly."""
    generate(tmp_path, seed=9, each=1)
    lines = list(report(measure(tmp_path, by_value(lambda _path, text: text)), misses=True))
    assert not [line for line in lines if line.startswith("NOT IN ITS SECTION")]


def test_short_strings_stand_as_words_only() -> None:
    assert stands("Ng", "1NG/AN MS")
    assert not stands("Ng", "missing")
    assert stands("LONG", "belonging")
