"""Excel files from the terminal."""

import os
from pathlib import Path

import pandas as pd
import pytest

from discovery.cli import main
from discovery.compare import COLUMNS
from discovery.export import FACT_COLUMNS, FIELD_COLUMNS
from tests.support.home import write
from tests.support.terminal import environment

ITEMS = "<Order><Item><ID>I1</ID><Text>=1+1</Text></Item></Order>"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two runs that differ in one value."""
    for name in os.environ.keys() - environment(tmp_path).keys():
        monkeypatch.delenv(name)
    for name, value in environment(tmp_path, pii_masking_enabled="false").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    for text in (ITEMS, ITEMS.replace("=1", "'=1")):
        assert main(["run", str(write(tmp_path, text)), "--node", "/Order/Item"]) == 0
    return tmp_path


def written(*command: str) -> pd.DataFrame:
    assert main([*command, "--format", "xlsx", "--output", "file.xlsx"]) == 0
    return pd.read_excel("file.xlsx", engine="calamine", dtype=object, keep_default_na=False)


def test_tables_are_written_as_they_are(home: Path) -> None:
    assert list(written("export", "1").columns) == list(FACT_COLUMNS)
    fields = written("export", "1", "--table", "fields")
    assert list(fields.columns) == list(FIELD_COLUMNS)
    assert list(fields["value"]) == ["I1", "=1+1"]
    differences = written("compare", "1", "2")
    assert list(differences.columns) == list(COLUMNS)
    assert list(differences[["before", "after"]].iloc[0]) == ["=1+1", "'=1+1"]


@pytest.mark.parametrize("command", [["export", "1"], ["compare", "1", "2"]])
@pytest.mark.parametrize(
    ("output", "said"),
    [
        ([], "--output FILE.xlsx"),
        (["--output", "absent/x.xlsx"], "absent/x.xlsx cannot be written"),
    ],
)
def test_a_file_needs_a_name_that_can_be_written(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    output: list[str],
    said: str,
) -> None:
    assert main([*command, "--format", "xlsx", *output]) == 2
    assert said in capsys.readouterr().err
