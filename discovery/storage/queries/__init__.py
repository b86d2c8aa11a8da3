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
from discovery.storage.queries.holder_rows import HolderRow, holders, idle_runs, orders
from discovery.storage.queries.run_rows import (
    RUNS_LISTED,
    EventRow,
    RunRow,
    count_runs,
    events,
    run,
    runs,
)
from discovery.storage.queries.subtree_rows import SubtreeRow, subtree, subtrees, unfinished

__all__ = [
    "CALLS_PAGE",
    "PAGE_ROWS",
    "RUNS_LISTED",
    "CacheFigures",
    "CachedRow",
    "CallRow",
    "DocumentRow",
    "EventRow",
    "FactRow",
    "HolderRow",
    "RunRow",
    "SubtreeRow",
    "cache_figures",
    "cached_answer",
    "call_speeds",
    "calls",
    "count_runs",
    "document",
    "documents",
    "events",
    "fact",
    "facts",
    "facts_at",
    "holders",
    "idle_runs",
    "orders",
    "run",
    "runs",
    "subtree",
    "subtrees",
    "unfinished",
    "untold_characters",
    "workspaces",
]
