"""A run read once: of each of its subtrees only what is needed to find its counterpart."""

from dataclasses import dataclass
from hashlib import blake2b
from json import dumps
from typing import Any

from discovery.compare.elements import DIGEST_BYTES, identifies, read_element
from discovery.compare.meanings import meaning_digest
from discovery.compare.values import PLACEHOLDER, Rules
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import FactRow, RunRow, SubtreeRow


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One subtree of a run.

    `identity` is the value that identifies it. The digests are equal for what is equal: `content`
    and `equated` as those of its root element, `meaning` for what a model said (b"" for nothing),
    `exact` for the structure to the last detail. `unknown` counts the values that may differ
    though the digests are equal. A subtree without a fact has no digests; `no_fact` says why.
    """

    position: int
    node: str
    ordinal: int
    xpath: str
    identity: str | None = None
    content: bytes | None = None
    equated: bytes | None = None
    exact: bytes | None = None
    meaning: bytes | None = None
    unknown: int = 0
    no_fact: str = ""

    @property
    def has_fact(self) -> bool:
        return not self.no_fact


Nodes = dict[str, list[Occurrence]]


class Reader:
    """Reads the subtrees of runs; what it has read once it knows in other places and runs."""

    def __init__(self, db: ThreadSafeDatabaseManager, rules: Rules) -> None:
        self._db = db
        self._rules = rules
        self._known: dict[tuple[bytes, bool], tuple[bytes, bytes, int]] = {}

    def read(self, run: RunRow) -> Nodes:
        """The subtrees of a run by the path of their node, nodes and subtrees in document order.

        Facts are read page by page and not kept.
        """
        complete = run.node_facts_extracted >= run.subtrees_total
        subtrees = [] if complete else queries.subtrees(self._db, run.run_id)
        without_fact = {row.position: row for row in subtrees}
        found: list[Occurrence] = []
        for fact in queries.facts(self._db, run.run_id):
            without_fact.pop(fact.position, None)
            found.append(self._of_fact(fact))
        found += [_without_fact(row) for row in without_fact.values()]
        nodes: Nodes = {}
        for occurrence in sorted(found, key=lambda one: one.position):
            nodes.setdefault(occurrence.node, []).append(occurrence)
        return nodes

    def _of_fact(self, fact: FactRow) -> Occurrence:
        masked = fact.pii_masked
        exact = _exact(fact.fact_json["structure"])
        if (exact, masked) not in self._known:
            root = read_element(fact.fact_json["structure"], self._rules, masked=masked)
            self._known[exact, masked] = root.content, root.equated, root.unknown
        content, equated, unknown = self._known[exact, masked]
        meaning, unknown_said = meaning_digest(
            fact.fact_json["meaning"], self._rules, masked=masked
        )
        return Occurrence(
            position=fact.position,
            node=fact.section_path,
            ordinal=fact.node_ordinal,
            xpath=fact.xpath,
            identity=_identity(fact),
            content=content,
            equated=equated,
            exact=exact,
            meaning=meaning,
            unknown=unknown + unknown_said,
        )


def _identity(fact: FactRow) -> str | None:
    """The identifier of the subtree's own root; a placeholder identifies nothing."""
    for found in fact.fact_json["references"]["identifiers"]:
        leaf = found["path"].removeprefix(f"{fact.section_path}/")
        if "/" not in leaf and identifies(fact.node_type, leaf):
            value: str = found["value"]
            return None if fact.pii_masked and PLACEHOLDER.search(value) else value
    return None


def _exact(structure: dict[str, Any]) -> bytes:
    written = dumps(structure, sort_keys=True).encode()
    return blake2b(written, digest_size=DIGEST_BYTES).digest()


def _without_fact(row: SubtreeRow) -> Occurrence:
    why = f"{row.status}: {row.error}" if row.error else row.status
    return Occurrence(row.position, row.section_path, row.node_ordinal, row.xpath, no_fact=why)
