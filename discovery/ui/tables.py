"""Tables of untrusted text: each cell shows its text as it is, with nothing unseen in it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from discovery.ui.text import shown


def table_of(
    rows: Iterable[Sequence[Any] | Mapping[str, Any]], columns: Sequence[str]
) -> pd.DataFrame:
    """Rows for `st.dataframe`; of a text too long for a screen a cell shows the beginning."""
    return pd.DataFrame([_cells(row) for row in rows], columns=list(columns))


def _cells(row: Sequence[Any] | Mapping[str, Any]) -> list[Any] | dict[str, Any]:
    if isinstance(row, Mapping):
        return {name: _cell(value) for name, value in row.items()}
    return [_cell(value) for value in row]


def _cell(value: Any) -> Any:
    return shown(value) if isinstance(value, str) else value
