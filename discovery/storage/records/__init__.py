"""Writes that belong together, each one function of an open transaction."""

from discovery.storage.records.answers import empty_cache, remember_answer
from discovery.storage.records.calls import Call, add_calls, link_calls
from discovery.storage.records.documents import (
    ensure_document,
    forget_document,
    remember_selection,
    remove_workspace,
)
from discovery.storage.records.events import PROGRAM, add_event
from discovery.storage.records.holders import add_holder, beat, remove_holder
from discovery.storage.records.leases import (
    Lease,
    claim,
    note_work,
    order,
    take_over,
)
from discovery.storage.records.reveals import add_reveal
from discovery.storage.records.runs import (
    Stop,
    add_subtrees,
    begin_work,
    delete_run,
    describe_run,
    end_run,
    retry_failed,
    set_aside,
)
from discovery.storage.records.subtrees import Settlement, finish_subtrees, mark_running

__all__ = [
    "PROGRAM",
    "Call",
    "Lease",
    "Settlement",
    "Stop",
    "add_calls",
    "add_event",
    "add_holder",
    "add_reveal",
    "add_subtrees",
    "beat",
    "begin_work",
    "claim",
    "delete_run",
    "describe_run",
    "empty_cache",
    "end_run",
    "ensure_document",
    "finish_subtrees",
    "forget_document",
    "link_calls",
    "mark_running",
    "note_work",
    "order",
    "remember_answer",
    "remember_selection",
    "remove_holder",
    "remove_workspace",
    "retry_failed",
    "set_aside",
    "take_over",
]
