"""Reveal: real values in place of pseudonyms, read from the document on this machine."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from discovery import export, node_facts
from discovery.config import Settings
from discovery.documents.library import StoredDocument, open_stored
from discovery.documents.subtrees import Subtree, read_one, read_subtrees
from discovery.errors import NotFoundError
from discovery.facts.privacy import PSEUDONYM, Masked, Masker, open_masker
from discovery.facts.structure import Structure, fields, to_structure
from discovery.processing.recording import ticked_in
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager
from discovery.storage.queries import FactRow, RunRow


class SourceMasker:
    """Hides what is personal in pieces of a document that is no good XML; None hides nothing."""

    def __init__(self, masker: Masker | None) -> None:
        self._masker = masker

    def find(self, source: str) -> Sequence[Masked]:
        """The places of a source that are hidden, in order."""
        return self._masker.find_in_source(source) if self._masker else ()

    def name(self, name: str) -> str:
        """A name that stands in a tag; it is left out where it may be somebody's."""
        words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_a-zA-Z]+", name)
        if self._masker and any(self._masker.mask("", word) != word for word in words):
            return "…"
        return name

    def value(self, path: str, text: str) -> str:
        """The value of a field with pseudonyms."""
        return self._masker.mask(path, text) if self._masker else text

    def source(self, source: str) -> str:
        """A piece of a source with pseudonyms."""
        return self._masker.mask_source(source) if self._masker else source


@dataclass(frozen=True, slots=True)
class RevealedFact:
    """A NodeFact with real values, and as it is stored.

    `count` is how many values of the subtree show instead of pseudonyms, `missing` how many
    pseudonyms stay because nothing in the document was found to stand behind them.
    """

    fact: FactRow
    stored: FactRow
    count: int = 0
    missing: int = 0


class Revealer:
    """Reads the values behind the pseudonyms of one run's facts. Not shared between threads."""

    def __init__(self, run: RunRow, document: StoredDocument, masker: Masker) -> None:
        self._run, self._document, self._masker = run, document, masker

    def one(self, fact: FactRow, subtree: Subtree) -> RevealedFact:
        """A fact with the values of its subtree; one that is not masked stays as it is."""
        if not fact.pii_masked or has_old_placeholders(fact):
            return RevealedFact(fact, fact)
        real = to_structure(subtree.element)
        masked = fact.fact_json["structure"]
        values = _values_behind(masked, real)
        if pseudonyms_in(fact.fact_json) - values.keys():
            values = self._masker.values_behind(real, subtree.path) | values
        is_alike, count = _changed_values(masked, real)
        rest = {name: restored(part, values) for name, part in fact.fact_json.items()}
        fact_json = {**rest, "structure": real} if is_alike else rest
        missing = pseudonyms_in(fact_json) - pseudonyms_in(real)
        is_masked = bool(missing) or not is_alike
        with_values = replace(fact, fact_json=fact_json, pii_masked=is_masked)
        return RevealedFact(with_values, fact, count, len(missing))

    def all(self, facts: Iterable[FactRow]) -> Iterator[RevealedFact]:
        """Facts of the run, given in document order, each with its values.

        The document is read once along with them, as far as it is needed, and never as a whole.
        Raises DocumentRefusedError.
        """
        ticked = ticked_in(self._document, self._run)
        document = self._document
        subtrees = read_subtrees(
            document.path, document.catalogue, ticked, line_of=document.original_line
        )
        for fact in facts:
            subtree = next((each for each in subtrees if each.position == fact.position), None)
            if subtree is None:
                raise NotFoundError(f"The document has no subtree {fact.position}. Run it again.")
            yield self.one(fact, subtree)


def open_revealer(db: ThreadSafeDatabaseManager, settings: Settings, run: RunRow) -> Revealer:
    """The revealer of a run. Raises NotFoundError where its document is gone, StorageError."""
    document = open_stored(run.document_sha256, settings)
    masker = open_masker(settings, db, text_is_harmless=run.free_text_is_harmless)
    return Revealer(run, document, masker)


def subtree_of(db: ThreadSafeDatabaseManager, document: StoredDocument, fact: FactRow) -> Subtree:
    """The subtree that a fact was read from. Raises NotFoundError, DocumentRefusedError."""
    row = queries.subtree(db, fact.run_id, fact.position)
    (node,) = document.catalogue.find(row.node_key)
    return read_one(
        document.path, document.catalogue, node, fact.node_ordinal, document.original_line
    )


def has_old_placeholders(fact: FactRow) -> bool:
    """Whether a fact was masked before there were pseudonyms: its placeholders stay."""
    return fact.pii_masked and fact.policy_version is None


def restored(value: Any, values: Mapping[str, str]) -> Any:
    """Something of JSON with the values behind its pseudonyms; unknown ones stay."""
    if isinstance(value, str):
        return PSEUDONYM.sub(lambda found: values.get(found[0], found[0]), value)
    if isinstance(value, Mapping):
        return {restored(key, values): restored(each, values) for key, each in value.items()}
    if isinstance(value, list):
        return [restored(each, values) for each in value]
    return value


def revealed_summaries(
    db: ThreadSafeDatabaseManager, revealer: Revealer, run_id: int, positions: Iterable[int]
) -> dict[int, str]:
    """The summaries with real values of those of these facts, in order, that have some."""
    wanted = sorted(positions)
    pages = (wanted[at : at + queries.PAGE_ROWS] for at in range(0, len(wanted), queries.PAGE_ROWS))
    facts = (
        fact for page in pages for _, fact in sorted(node_facts.facts_at(db, run_id, page).items())
    )
    with_meaning = (fact for fact in facts if fact.fact_json["meaning"])
    return {
        each.fact.position: each.fact.fact_json["meaning"]["summary"]
        for each in revealer.all(with_meaning)
    }


class RevealedExport:
    """The facts of a run with real values, and `count`, how many of these were given out so far."""

    def __init__(self, db: ThreadSafeDatabaseManager, settings: Settings, run: RunRow) -> None:
        self._db, self._run = db, run
        self._revealer = open_revealer(db, settings, run)
        self.count = 0

    def facts(self) -> Iterator[FactRow]:
        """All facts in document order. Raises DocumentRefusedError."""
        for revealed in self._all():
            self.count += revealed.count
            yield revealed.fact

    def rows(self, table: str) -> Iterator[export.Row]:
        """The rows of one of `export.FACT_TABLES`. Raises DocumentRefusedError."""
        rows_of = export.FACT_TABLES[table]
        for revealed in self._all():
            for stored, shown in zip(rows_of(revealed.stored), rows_of(revealed.fact), strict=True):
                self.count += sum(
                    isinstance(value, str) and stored[name] != value
                    for name, value in shown.items()
                )
                yield shown

    def _all(self) -> Iterator[RevealedFact]:
        return self._revealer.all(node_facts.facts(self._db, self._run.run_id))


def _changed_values(masked: Structure, real: Structure) -> tuple[bool, int]:
    """Whether both are one structure but for their values, and how many of these differ."""
    before, after = list(fields(masked, "", "")), list(fields(real, "", ""))
    if [field.xpath for field in before] != [field.xpath for field in after]:
        return False, 0
    pairs = zip(before, after, strict=True)
    return True, sum(one.value != other.value for one, other in pairs)


def _values_behind(masked: Structure, real: Structure) -> dict[str, str]:
    """What pseudonyms stand for, where field beside field leaves no doubt about it.

    This needs neither the key nor the policy of before.
    """
    found: dict[str, str] = {}
    for before, after in zip(fields(masked, "", ""), fields(real, "", ""), strict=False):
        if before.xpath == after.xpath and before.value != after.value:
            found.update(_aligned(before.value, after.value))
    return found


def _aligned(masked: str, real: str) -> Iterator[tuple[str, str]]:
    """Pseudonyms with their values: one that is all that differs, else word beside word."""
    places = list(PSEUDONYM.finditer(masked))
    if len(places) == 1:
        before, behind = masked[: places[0].start()], masked[places[0].end() :]
        if len(real) > len(before + behind) and real.startswith(before) and real.endswith(behind):
            yield places[0][0], real[len(before) : len(real) - len(behind)]
        return
    words, values = masked.split(), real.split()
    if len(words) == len(values) > 1:
        for word, value in zip(words, values, strict=True):
            if PSEUDONYM.search(word):
                yield from _aligned(word, value)


def pseudonyms_in(value: Any) -> set[str]:
    """All pseudonyms in something of JSON."""
    if isinstance(value, str):
        return {found[0] for found in PSEUDONYM.finditer(value)}
    if isinstance(value, Mapping):
        return set().union(*map(pseudonyms_in, value.keys()), *map(pseudonyms_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(pseudonyms_in, value))
    return set()
