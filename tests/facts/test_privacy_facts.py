"""A whole fact masked: nothing personal is left in any part of it, and references still match."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from discovery.documents.parser import read_root
from discovery.errors import DocumentRefusedError
from discovery.facts.identifier_builder import IdentifierIndexBuilder
from discovery.facts.identifiers import IdentifierIndex
from discovery.facts.privacy import Masker, Policy, mask_fact
from discovery.facts.profile import Profile, profile
from discovery.facts.references import References, find_references
from discovery.facts.structure import StepCounter, Structure, fields, to_structure
from tests.facts.masking import KEY, MASKER, kinds, structure
from tests.support.corpus import CORPUS, needs_corpus

PII_FILE = CORPUS / "hostile/pii_orderviewrs_21_3.xml"

TWO_GUESTS = """<Order>
<Guest><GuestID>QUELLIA-7</GuestID><Surname>QUELLIA</Surname></Guest>
<Guest><GuestID>VARENNO-7</GuestID><Surname>VARENNO</Surname></Guest>
<Seat GuestRefs="VARENNO-7 QUELLIA-7"/><Seat GuestRefs="QUELLIA-7"/>
</Order>"""


@dataclass(frozen=True)
class Fact:
    """What is stored of a subtree, all but its meaning."""

    structure: Structure
    references: References
    profile: Profile


@dataclass(frozen=True)
class Document:
    """A document that was read once: its root and its identifiers."""

    root: Structure
    index: IdentifierIndex
    masker: Masker = MASKER

    @property
    def place(self) -> tuple[str, str]:
        """The path and the XPath of the root."""
        name = self.root["name"]
        return f"/{name}", f"/{StepCounter().step(name, self.root['namespace'])}"

    def fact(self, part: Structure, path: str, xpath: str) -> Fact:
        return Fact(part, find_references(part, path, xpath, self.index), profile(part))

    def masked(self, part: Structure, path: str, xpath: str) -> Fact:
        fact = self.fact(part, path, xpath)
        parts = (fact.structure, fact.references, fact.profile)
        return Fact(*mask_fact(*parts, path, xpath, self.masker))


def read(root: Structure) -> Document:
    """Read a document as before a run."""
    index = IdentifierIndexBuilder()
    path, xpath = Document(root, index.build()).place
    for field in fields(root, path, xpath):
        index.add(field.path, field.xpath, field.value)
    return Document(root, index.build())


def masked(xml: str) -> Fact:
    """The masked fact of a whole document that is written in a test."""
    document = read(structure(xml))
    return document.masked(document.root, *document.place)


def subtrees(part: Structure, path: str, xpath: str) -> Iterator[tuple[Structure, str, str]]:
    yield part, path, xpath
    steps = StepCounter()
    for piece in part["content"]:
        if not isinstance(piece, str):
            step = steps.step(piece["name"], piece["namespace"])
            yield from subtrees(piece, f"{path}/{piece['name']}", f"{xpath}/{step}")


def secrets() -> list[str]:
    listed = json.loads(PII_FILE.with_suffix(".pii.json").read_text(encoding="utf-8"))["pii"]
    return [secret["value"] for secret in listed]


def left_in(fact: Fact) -> list[str]:
    parts = [fact.structure, fact.references, fact.profile]
    text = json.dumps(parts, ensure_ascii=False).casefold()
    return [secret for secret in secrets() if secret.casefold() in text]


@needs_corpus
def test_nothing_personal_is_left_in_the_fact_of_any_node() -> None:
    document = read(to_structure(read_root(PII_FILE)))
    parts = list(subtrees(document.root, *document.place))
    assert len(left_in(document.fact(*parts[0]))) == len(secrets()) == 31
    for part in parts:
        assert left_in(document.masked(*part)) == []


@needs_corpus
def test_only_personal_values_are_masked_in_what_was_read_from_that_message() -> None:
    document = read(to_structure(read_root(PII_FILE)))
    before = document.fact(document.root, *document.place)
    after = document.masked(document.root, *document.place)
    assert after.profile == before.profile
    changed = {
        old["value"]
        for kind in ("identifiers", "references", "dangling", "duplicate_identifiers")
        for old, new in zip(before.references[kind], after.references[kind], strict=True)
        if old != new
    }
    assert changed == {"X9087654Q", "NO55500123", "QZPLM7"} <= set(secrets())


@needs_corpus
@pytest.mark.parametrize("name", sorted(path.name for path in (CORPUS / "ndc").glob("*.xml")))
def test_references_of_real_messages_still_match_their_identifiers(name: str) -> None:
    try:
        document = read(to_structure(read_root(CORPUS / "ndc" / name)))
    except DocumentRefusedError:
        pytest.skip("no XML that can be read")
    fact = document.masked(document.root, *document.place)
    shown = {found["xpath"]: found["value"] for found in fact.references["identifiers"]}
    unmasked = document.fact(document.root, *document.place).references["references"]
    for old, new in zip(unmasked, fact.references["references"], strict=True):
        if not old["value"].startswith("#"):
            assert new["value"] == shown.get(new["target"], new["value"])


def test_what_is_given_stays_as_it_is() -> None:
    document = read(structure(TWO_GUESTS))
    before = json.dumps(document.fact(document.root, *document.place).__dict__)
    document.masked(document.root, *document.place)
    assert json.dumps(document.fact(document.root, *document.place).__dict__) == before


def test_identifiers_and_lists_of_references_show_the_same_pseudonyms() -> None:
    references = masked(TWO_GUESTS).references
    first, second = (found["value"] for found in references["identifiers"])
    assert kinds(first) == kinds(second) == "[NAME]-7"
    assert [found["value"] for found in references["references"]] == [second, first, first]


def test_the_reason_of_a_dangling_reference_names_no_personal_value() -> None:
    fact = masked(
        "<Order><Pax><PaxID>P1</PaxID><Surname>BRACKENRIDGE</Surname></Pax>"
        "<Bag><PaxRefID>BRACKENRIDGE</PaxRefID><PaxRefID>P9</PaxRefID></Bag></Order>"
    )
    personal, plain = fact.references["dangling"]
    assert kinds(personal["value"]) == "[NAME]"
    assert personal["reason"].endswith(f"has the value {personal['value']}")
    assert plain["reason"].endswith("has the value P9")
    assert "BRACKENRIDGE" not in json.dumps(fact.references)


def test_a_duplicate_identifier_shows_its_pseudonym() -> None:
    guest = "<Guest><GuestID>QUELLIA-7</GuestID></Guest>"
    (found,) = masked(f"<Order>{guest}{guest}</Order>").references["duplicate_identifiers"]
    assert (kinds(found["value"]), found["count"]) == ("[NAME]-7", 2)


def test_a_field_that_is_masked_as_one_value_shows_no_part_of_it() -> None:
    document = read(
        structure("<Order><Pax><PaxID>P1</PaxID></Pax><Bag PassengerNameRefs='P1 QXZ'/></Order>")
    )
    document = Document(document.root, document.index, Masker(Policy(["PassengerNameRefs"]), KEY))
    fact = document.masked(document.root, *document.place)
    (bag,) = (field.value for field in fields(fact.structure, "", "") if field.is_attribute)
    assert bag.startswith("[")
    text = json.dumps(fact.references)
    assert "QXZ" not in text
    assert [found["value"] for found in fact.references["references"]] == [bag]


def test_a_code_that_is_personal_is_counted_under_its_pseudonym() -> None:
    fact = masked(
        "<Order><PaymentCard><SeriesCode>737</SeriesCode></PaymentCard>"
        "<Pax><PTC>ADT</PTC></Pax><Pax><PTC>ADT</PTC></Pax></Order>"
    )
    (code,) = fact.profile["codes"].pop("PaymentCard/SeriesCode")
    assert kinds(code) == "[CARD_CODE]"
    assert fact.profile["codes"] == {"Pax/PTC": {"ADT": 2}}


def test_the_own_text_of_the_root_is_a_code_too() -> None:
    document = read(
        structure("<PaymentCard><SeriesCode> 737 </SeriesCode><Type>CA</Type></PaymentCard>")
    )
    parts = subtrees(document.root, *document.place)
    codes = [document.masked(*part).profile["codes"] for part in parts]
    assert [kinds(code) for code in codes[1]["."]] == ["[CARD_CODE]"]
    assert codes[2] == {".": {"CA": 1}}


def test_a_value_with_elements_in_it_is_masked_in_parts() -> None:
    fact = masked("<Order><Pax><Surname>DOE<b/>SMITH</Surname></Pax></Order>")
    text = json.dumps(fact.__dict__)
    assert "DOE" not in text
    assert "SMITH" not in text


@needs_corpus
def test_the_order_in_which_facts_are_masked_does_not_matter() -> None:
    document, again = (read(to_structure(read_root(PII_FILE))) for _ in range(2))
    parts = list(subtrees(document.root, *document.place))
    first = [document.masked(*part) for part in parts]
    assert [again.masked(*part) for part in reversed(parts)] == first[::-1]
