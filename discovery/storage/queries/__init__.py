"""Reads for screens, REST, terminal and exports: plain rows, no ORM objects."""

from discovery.storage.queries.cache_rows import (
    CachedRow,
    CacheFigures,
    cache_figures,
    cached_answer,
)
from discovery.storage.queries.call_rows import (
    CALLS_PAGE,
    CallRow,
    call_speeds,
    calls,
    untold_characters,
)
from discovery.storage.queries.document_rows import DocumentRow, document, documents, workspaces
from discovery.storage.queries.fact_rows import PAGE_ROWS, FactRow, fact, facts, facts_at
from discovery.storage.queries.run_rows import (
    RUNS_LISTED,
    RunRow,
    SubtreeRow,
    run,
    runs,
    subtree,
    subtrees,
    unfinished,
)

__all__ = [
    "CALLS_PAGE",
    "PAGE_ROWS",
    "RUNS_LISTED",
    "CacheFigures",
    "CachedRow",
    "CallRow",
    "DocumentRow",
    "FactRow",
    "RunRow",
    "SubtreeRow",
    "cache_figures",
    "cached_answer",
    "call_speeds",
    "calls",
    "document",
    "documents",
    "fact",
    "facts",
    "facts_at",
    "run",
    "runs",
    "subtree",
    "subtrees",
    "unfinished",
    "untold_characters",
    "workspaces",
]
