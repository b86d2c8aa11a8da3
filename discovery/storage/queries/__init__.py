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
from discovery.storage.queries.contents import (
    WorkspaceContents,
    runs_on_document,
    workspace_contents,
)
from discovery.storage.queries.document_rows import DocumentRow, document, documents, workspaces
from discovery.storage.queries.fact_list import (
    FACTS_PAGE,
    FactLine,
    FactTotals,
    fact_lines,
    fact_totals,
)
from discovery.storage.queries.fact_rows import PAGE_ROWS, FactRow, fact, facts, facts_at
from discovery.storage.queries.holder_rows import HolderRow, holders, idle_runs, orders
from discovery.storage.queries.reveal_rows import (
    REVEALS_PAGE,
    RevealRow,
    count_reveals,
    reveals,
)
from discovery.storage.queries.run_rows import (
    RUNS_LISTED,
    EventRow,
    RunRow,
    count_runs,
    events,
    run,
    runs,
)
from discovery.storage.queries.subtree_pages import (
    SUBTREES_PAGE,
    failed_subtrees,
    failure_reasons,
    subtree_page,
)
from discovery.storage.queries.subtree_rows import (
    SubtreeRow,
    count_subtrees,
    subtree,
    subtrees,
    unfinished,
)

__all__ = [
    "CALLS_PAGE",
    "FACTS_PAGE",
    "PAGE_ROWS",
    "REVEALS_PAGE",
    "RUNS_LISTED",
    "SUBTREES_PAGE",
    "CacheFigures",
    "CachedRow",
    "CallRow",
    "DocumentRow",
    "EventRow",
    "FactLine",
    "FactRow",
    "FactTotals",
    "HolderRow",
    "RevealRow",
    "RunRow",
    "SubtreeRow",
    "WorkspaceContents",
    "cache_figures",
    "cached_answer",
    "call_speeds",
    "calls",
    "count_reveals",
    "count_runs",
    "count_subtrees",
    "document",
    "documents",
    "events",
    "fact",
    "fact_lines",
    "fact_totals",
    "facts",
    "facts_at",
    "failed_subtrees",
    "failure_reasons",
    "holders",
    "idle_runs",
    "orders",
    "reveals",
    "run",
    "runs",
    "runs_on_document",
    "subtree",
    "subtree_page",
    "subtrees",
    "unfinished",
    "untold_characters",
    "workspace_contents",
    "workspaces",
]
