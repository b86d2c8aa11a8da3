"""A run read once: of each of its subtrees only what is needed to find its counterpart."""

from dataclasses import dataclass
from hashlib import blake2b
from json import dumps
from typing import Any

from discovery import node_facts
from discovery.compare.alignment import Identity
from discovery.compare.elements import DIGEST_BYTES, identifies, identity_of, read_element
from discovery.compare.masking import Masking, fold_type
from discovery.compare.meanings import meaning_digest
from discovery.compare.values import Rules
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import FactRow, RunRow, SubtreeRow


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One subtree of a run.

    `masking` is that of its fact, None where that keeps personal values. The digests, `identity`
    and `scope` are as those of its root element, `meaning` is the digest of what a model said (b""
    for nothing), `exact` that of the structure to the last detail. A subtree without a fact has
    no digests; `no_fact` says why.
    """

    position: int
    node: str
    ordinal: int
    xpath: str
    masking: Masking | None = None
    identity: Identity | None = None
    content: bytes | None = None
    equated: bytes | None = None
    visible: bytes | None = None
    scope: str = ""
    exact: bytes | None = None
    meaning: bytes | None = None
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
        self._known: dict[tuple[bytes, Masking | None], tuple[bytes, bytes, bytes, str]] = {}

    def read(self, run: RunRow) -> Nodes:
        """The subtrees of a run by the path of their node, nodes and subtrees in document order.

        Facts are read page by page and not kept.
        """
        complete = run.node_facts_extracted >= run.subtrees_total
        subtrees = [] if complete else queries.subtrees(self._db, run.run_id)
        without_fact = {row.position: row for row in subtrees}
        found: list[Occurrence] = []
        for fact in node_facts.facts(self._db, run.run_id):
            without_fact.pop(fact.position, None)
            found.append(self._of_fact(fact, run))
        found += [_without_fact(row) for row in without_fact.values()]
        nodes: Nodes = {}
        for occurrence in sorted(found, key=lambda one: one.position):
            nodes.setdefault(occurrence.node, []).append(occurrence)
        return nodes

    def _of_fact(self, fact: FactRow, run: RunRow) -> Occurrence:
        masking = _masking(fact, run)
        exact = _exact(fact.fact_json["structure"], masking)
        if (exact, masking) not in self._known:
            root = read_element(fact.fact_json["structure"], self._rules, masking)
            self._known[exact, masking] = root.content, root.equated, root.visible, root.scope
        content, equated, visible, scope = self._known[exact, masking]
        return Occurrence(
            position=fact.position,
            node=fact.section_path,
            ordinal=fact.node_ordinal,
            xpath=fact.xpath,
            masking=masking,
            identity=self._identity(fact, masking),
            content=content,
            equated=equated,
            visible=visible,
            scope=scope,
            exact=exact,
            meaning=meaning_digest(fact.fact_json["meaning"], self._rules, masking),
        )

    def _identity(self, fact: FactRow, masking: Masking | None) -> Identity | None:
        """The identifier of the subtree's own root."""
        for found in fact.fact_json["references"]["identifiers"]:
            leaf = found["path"].removeprefix(f"{fact.section_path}/")
            if "/" not in leaf and identifies(fact.node_type, leaf):
                return identity_of(self._rules.value(found["value"], masking))
        return None


def _masking(fact: FactRow, run: RunRow) -> Masking | None:
    if not fact.pii_masked:
        return None
    return Masking(run.document_sha256, fact.policy_version, fact.key_fingerprint)


def _exact(structure: dict[str, Any], masking: Masking | None) -> bytes:
    written = dumps(structure, sort_keys=True)
    if masking:
        written = fold_type(written)
    return blake2b(written.encode(), digest_size=DIGEST_BYTES).digest()


def _without_fact(row: SubtreeRow) -> Occurrence:
    why = f"{row.status}: {row.error}" if row.error else row.status
    return Occurrence(row.position, row.section_path, row.node_ordinal, row.xpath, no_fact=why)
