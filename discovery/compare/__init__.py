"""Two runs side by side: which nodes were added, removed or changed, and every value of it.

It works between two runs of one document, two versions of a message, and two airlines:

    found = compare(db, run_a, run_b, ignore_identifiers=True)
    found.counts.changed
    for row in difference_rows(db, found): ...
"""

from discovery.compare.comparing import compare, details
from discovery.compare.differences import Difference, Kind, Part
from discovery.compare.masking import without_codes
from discovery.compare.outcome import FIGURES, Compared, Comparison, Counts, Status
from discovery.compare.rows import (
    COLUMNS,
    Row,
    difference_row,
    difference_rows,
    summary_json,
    write_jsonl,
)
from discovery.compare.values import OPTIONS

__all__ = [
    "COLUMNS",
    "FIGURES",
    "OPTIONS",
    "Compared",
    "Comparison",
    "Counts",
    "Difference",
    "Kind",
    "Part",
    "Row",
    "Status",
    "compare",
    "details",
    "difference_row",
    "difference_rows",
    "summary_json",
    "without_codes",
    "write_jsonl",
]
