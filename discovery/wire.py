"""The JSON that REST and the terminal share."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from discovery.documents.catalogue import Catalogue
from discovery.documents.inner_messages import InnerMessages
from discovery.documents.library import StoredDocument
from discovery.documents.message import Message
from discovery.documents.message_list import ListedMessage, count_messages
from discovery.documents.origin import Origin
from discovery.documents.repaired import Repair
from discovery.facts.codes import decode
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
    catalogue = document.catalogue
    return {
        "sha256": document.sha256,
        "bytes": document.size,
        **_message_json(document.message),
        "message_count": count_messages(catalogue),
        "messages": [_listed_json(each, catalogue) for each in document.messages],
        **inner_json(document.inner),
        "encoding": catalogue.encoding,
        "elements": catalogue.elements,
        "distinct_paths": len(catalogue.nodes),
        "max_depth": catalogue.max_depth,
        "left_out_entities": list(catalogue.left_out_entities),
        "repair": _repair_json(document.repair, hide) if document.repair else None,
        "origin": _origin_json(document.origin) if document.origin else None,
    }


def _message_json(message: Message) -> Json:
    return {
        "root": message.root,
        "message_root": message.name,
        "spec_version": message.spec_version,
        "airline_code": message.airline_code,
        "airline_name": message.airline_name,
        "airline_codes": list(message.airline_codes),
    }


def _listed_json(listed: ListedMessage, catalogue: Catalogue) -> Json:
    """One of the messages of a document, the node that is its root, and what to tick in it."""
    nodes = catalogue.nodes
    return {
        "node": nodes[listed.message.place].key,
        "count": listed.count,
        "ordinal": listed.ordinal,
        **_message_json(listed.message),
        "suggested": [nodes[index].key for index in sorted(listed.suggested)],
    }


def inner_json(inner: InnerMessages) -> Json:
    """The messages within values of a document, and the values that could not be looked at."""
    found = [
        {
            "xpath": each.xpath,
            "packing": each.packing,
            "bytes": each.size,
            **_message_json(each.message),
        }
        for each in inner.found
    ]
    unread = [asdict(each) for each in inner.unread]
    return {
        "inner_messages": found,
        "unread_values": unread,
        "values_not_looked_at": inner.left_out,
    }


def _origin_json(origin: Origin) -> Json:
    """In which value of another document one stood."""
    return {**asdict(origin), "opened_at": origin.opened_at.isoformat()}


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


def decoded_sample(catalogue: Catalogue, index: int, sample: str) -> str | None:
    """What the sample of a node means, as it is shown, where it is a code without its name."""
    node = catalogue.nodes[index]
    if node.parent < 0:
        return decode(node.path, sample)
    siblings = (catalogue.nodes[each].name for each in catalogue.children(node.parent))
    attributes = (name.rpartition("}")[2] for name in catalogue.nodes[node.parent].attributes)
    return decode(node.path, sample, (*siblings, *attributes))


def nodes_json(document: StoredDocument, hide: Callable[[str, str], str]) -> list[Json]:
    """The nodes of a document in document order. `bytes` are those of all their subtrees.

    `hide` masks a value, given its path; `decoded` is what a sample means that is a code.
    """
    return [
        _node_json(document, index, hide(sample_path(document.catalogue, index), node.sample))
        for index, node in enumerate(document.catalogue.nodes)
    ]


def _node_json(document: StoredDocument, index: int, sample: str) -> Json:
    node = document.catalogue.nodes[index]
    return {
        "path": node.path,
        "key": node.key,
        "name": node.name,
        "namespace": node.namespace,
        "depth": node.depth,
        "count": node.count,
        "bytes": node.size,
        "largest_bytes": node.largest,
        "repeats": node.repeats,
        "sample": sample,
        "decoded": decoded_sample(document.catalogue, index, sample),
        "suggested": index in document.suggested,
    }
