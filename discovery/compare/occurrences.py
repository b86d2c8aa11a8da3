"""A run read once: of each of its subtrees only what is needed to find its counterpart."""

from dataclasses import dataclass, field
from hashlib import blake2b
from json import dumps
from typing import Any

from discovery import node_facts
from discovery.compare.alignment import Identity, Keys
from discovery.compare.element_reader import ElementReader
from discovery.compare.elements import DIGEST_BYTES, Element, digest
from discovery.compare.links import Links
from discovery.compare.masking import Masking
from discovery.compare.meanings import meaning_digest
from discovery.compare.targets import Targets, points_of
from discovery.compare.values import CompareOptions
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import FactRow, RunRow, SubtreeRow


@dataclass(eq=False, slots=True)
class Occurrence:
    """One subtree of a run.

    `masking` is that of its fact, None where that keeps personal values. The digests, `identity`,
    `keys` and `scope` are as those of its root element, `meaning` is the digest of what a model
    said (b"" for nothing), `exact` that of the structure to the last detail. A subtree without a
    fact has no digests; `no_fact` says why. Its references point to `points`; `targets` are its
    elements that references point to. `cited` is equal where it is referred to alike.
    """

    position: int
    node: str
    ordinal: int
    xpath: str
    masking: Masking | None = None
    identity: Identity | None = None
    keys: Keys = field(default_factory=Keys)
    content: bytes | None = None
    equated: bytes | None = None
    visible: bytes | None = None
    scope: str = ""
    exact: bytes | None = None
    meaning: bytes | None = None
    no_fact: str = ""
    points: tuple[str, ...] = ()
    targets: frozenset[str] = field(default=frozenset())
    cited: bytes | None = None

    @property
    def has_fact(self) -> bool:
        return not self.no_fact

    def follow(self, targets: Targets) -> None:
        """Let the digests and the whole natural key include what the references point to."""
        self.cited = targets.cited(self.xpath)
        if not self.points or self.content is None:
            return
        said = sorted(map(targets.said, self.points))
        self.content, self.equated = digest(self.content, said), digest(self.equated, said)
        self.visible = digest(self.visible, said)
        if about := sorted(filter(None, map(targets.about, self.points))):
            whole = self.keys.whole or Identity("", "")
            key = Identity(whole.scope, digest(whole.value, about).hex())
            self.keys = self.keys._replace(whole=key)


Nodes = dict[str, list[Occurrence]]


@dataclass(frozen=True, slots=True)
class RunReader:
    """Reads the subtrees of a run, and what references point to in them."""

    db: ThreadSafeDatabaseManager
    options: CompareOptions
    run: RunRow
    targets: Targets = field(default_factory=Targets)

    def read(self) -> Nodes:
        """The subtrees by the path of their node, nodes and subtrees in document order.

        Facts are read page by page and not kept.
        """
        run = self.run
        complete = run.node_facts_extracted >= run.subtrees_total
        subtrees = [] if complete else queries.subtrees(self.db, run.run_id)
        without_fact = {row.position: row for row in subtrees}
        found: list[Occurrence] = []
        for fact in node_facts.facts(self.db, run.run_id):
            without_fact.pop(fact.position, None)
            found.append(self._of_fact(fact))
        found += [_without_fact(row) for row in without_fact.values()]
        self.targets.follow()
        nodes: Nodes = {}
        for occurrence in sorted(found, key=lambda one: one.position):
            occurrence.follow(self.targets)
            nodes.setdefault(occurrence.node, []).append(occurrence)
        return nodes

    def _of_fact(self, fact: FactRow) -> Occurrence:
        """In one document a subtree is the same by its XPath, so nothing else is read of it."""
        masking = masking_of(fact, self.run)
        options = self.options
        occurrence = Occurrence(
            position=fact.position,
            node=fact.section_path,
            ordinal=fact.node_ordinal,
            xpath=fact.xpath,
            masking=masking,
            exact=_exact(fact.fact_json["structure"], masking),
            meaning=meaning_digest(fact.fact_json["meaning"], options, masking),
        )
        if not options.one_document:
            self._sum_up(occurrence, fact)
        return occurrence

    def _sum_up(self, occurrence: Occurrence, fact: FactRow) -> None:
        links = Links(fact.fact_json["references"])
        root = read_fact(fact, ElementReader(self.options, occurrence.masking, links))
        occurrence.identity, occurrence.keys = root.identity, root.keys
        occurrence.content, occurrence.equated = root.content, root.equated
        occurrence.visible, occurrence.scope = root.visible, root.scope
        occurrence.points, occurrence.targets = points_of(root), links.owners
        self.targets.cite(root)
        for element in _elements(root, links.owners):
            self.targets.add(element)


def read_fact(fact: FactRow, reader: ElementReader) -> Element:
    """The structure of a fact."""
    parent = fact.section_path.split("/")[-2]
    return reader.read(fact.fact_json["structure"], fact.xpath, parent)


def masking_of(fact: FactRow, run: RunRow) -> Masking | None:
    """How a fact was masked; None where it keeps personal values."""
    if not fact.pii_masked:
        return None
    return Masking(run.document_sha256, fact.policy_version, fact.key_fingerprint)


def _elements(root: Element, wanted: frozenset[str]) -> list[Element]:
    found, open_ = [], [root] if wanted else []
    while open_:
        element = open_.pop()
        if element.xpath in wanted:
            found.append(element)
        open_ += [child for child in element.children if child.has_links]
    return found


def _exact(structure: dict[str, Any], masking: Masking | None) -> bytes:
    written = dumps(structure, sort_keys=True)
    if masking and masking.hides(written):
        written = masking.exact(written)
    return blake2b(written.encode(), digest_size=DIGEST_BYTES).digest()


def _without_fact(row: SubtreeRow) -> Occurrence:
    why = f"{row.status}: {row.error}" if row.error else row.status
    return Occurrence(row.position, row.section_path, row.node_ordinal, row.xpath, no_fact=why)
