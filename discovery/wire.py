"""The JSON that REST and the terminal share."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from discovery.documents.catalogue import Catalogue
from discovery.documents.library import StoredDocument
from discovery.documents.message import Message
from discovery.documents.repaired import Repair
from discovery.facts.privacy import path_of_value
from discovery.storage.queries import EventRow, RevealRow, RunRow, SubtreeRow
from discovery.storage.statuses import SubtreeStatus

Json = dict[str, Any]

_OF_THE_MODEL = (
    "prompt_tokens",
    "completion_tokens",
    "cached_tokens",
    "cost_usd",
    "from_cache",
    "same_question",
)


def run_json(run: RunRow) -> Json:
    """A run with its counts by status, what the model was asked and what was not asked again."""
    fields = asdict(run)
    llm = {"calls": fields.pop("llm_calls")}
    llm |= {name: fields.pop(name) for name in _OF_THE_MODEL}
    times = {
        name: value.isoformat() for name, value in fields.items() if isinstance(value, datetime)
    }
    return {**fields, **times, "llm": llm}


def errors_json(subtrees: list[SubtreeRow]) -> list[Json]:
    """The subtrees that ended in error, with the reason of each."""
    return [
        {
            "section_path": subtree.section_path,
            "node_ordinal": subtree.node_ordinal,
            "xpath": subtree.xpath,
            "error": subtree.error,
        }
        for subtree in subtrees
        if subtree.status == SubtreeStatus.ERROR
    ]


def events_json(events: list[EventRow]) -> list[Json]:
    """What happened to a run as a whole, and who did it."""
    return [{**asdict(event), "at": event.at.isoformat()} for event in events]


def reveal_json(reveal: RevealRow) -> Json:
    """One occasion on which somebody had real values shown."""
    return {**asdict(reveal), "at": reveal.at.isoformat()}


def document_json(document: StoredDocument, hide: Callable[[str], str]) -> Json:
    """What a document is. `bytes` is its size as it came; `hide` masks pieces of its source."""
    catalogue, message = document.catalogue, document.message
    return {
        "sha256": document.sha256,
        "bytes": document.size,
        "root": message.root,
        "message_root": message.name,
        "spec_version": message.spec_version,
        "airline_code": message.airline_code,
        "airline_name": message.airline_name,
        "airline_codes": list(message.airline_codes),
        "messages": [_message_json(each, catalogue) for each in document.messages],
        "encoding": catalogue.encoding,
        "elements": catalogue.elements,
        "distinct_paths": len(catalogue.nodes),
        "max_depth": catalogue.max_depth,
        "left_out_entities": list(catalogue.left_out_entities),
        "repair": _repair_json(document.repair, hide) if document.repair else None,
    }


def _message_json(message: Message, catalogue: Catalogue) -> Json:
    """One of the messages that a document holds, and the node that is its root: `count` of them."""
    node = catalogue.nodes[message.place]
    return {
        "node": node.key,
        "count": node.count,
        "message_root": message.name,
        "spec_version": message.spec_version,
        "airline_codes": list(message.airline_codes),
    }


def _repair_json(repair: Repair, hide: Callable[[str], str]) -> Json:
    """How a document was repaired before it was taken in."""
    changes = [
        {**asdict(each), "before": hide(each.before), "after": hide(each.after)}
        for each in repair.changes
    ]
    said = {**asdict(repair), "changes": changes, "repaired_at": repair.repaired_at.isoformat()}
    del said["line_maps"]
    return said


def sample_path(catalogue: Catalogue, index: int) -> str:
    """The path under which the sample of a node is masked.

    A field that is named beside its value, by an attribute or by the element before it
    (`<Key>LastName</Key><Value>`), has that name as a last step.
    """
    node = catalogue.nodes[index]
    siblings = catalogue.children(node.parent) if node.parent >= 0 else iter(())
    before = (catalogue.nodes[each] for each in siblings if each < index)
    return path_of_value(
        node.path,
        [(name.rpartition("}")[2], value) for name, value in node.attributes.items()],
        ((each.name, each.sample) for each in before),
    )


def nodes_json(document: StoredDocument, hide: Callable[[str, str], str]) -> list[Json]:
    """The nodes of a document in document order. `bytes` are those of all their subtrees.

    `hide` masks a value, given its path.
    """
    return [
        {
            "path": node.path,
            "key": node.key,
            "name": node.name,
            "namespace": node.namespace,
            "depth": node.depth,
            "count": node.count,
            "bytes": node.size,
            "largest_bytes": node.largest,
            "repeats": node.repeats,
            "sample": hide(sample_path(document.catalogue, index), node.sample),
            "suggested": index in document.suggested,
        }
        for index, node in enumerate(document.catalogue.nodes)
    ]
