"""Real messages: nothing personal is left, and nothing else is taken."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from discovery.documents.parser import read_root
from discovery.facts.structure import Structure, fields, to_structure
from tests.facts.masking import primed, values
from tests.support.corpus import CORPUS, needs_corpus

PII_FILE = CORPUS / "hostile/pii_orderviewrs_21_3.xml"

pytestmark = needs_corpus


def secrets() -> list[str]:
    listed = json.loads(PII_FILE.with_suffix(".pii.json").read_text(encoding="utf-8"))["pii"]
    return [secret["value"] for secret in listed]


def left_in(document: Structure) -> list[str]:
    text = json.dumps(document, ensure_ascii=False).casefold()
    return [secret for secret in secrets() if secret.casefold() in text]


def subtrees(element: Structure, path: str) -> Iterator[tuple[str, Structure]]:
    yield path, element
    for piece in element["content"]:
        if not isinstance(piece, str):
            yield from subtrees(piece, f"{path}/{piece['name']}")


def changes(name: str) -> Counter[tuple[str, str, str]]:
    """What is masked in a document: field, value and placeholder, each with how often."""
    document = to_structure(read_root(CORPUS / name))
    masker = primed(document)
    masked = masker.mask(document)
    pairs = zip(fields(document, "", ""), fields(masked, "", ""), strict=True)
    return Counter((old.name, old.value, new.value) for old, new in pairs if old.value != new.value)


def test_nothing_personal_is_left_in_the_message_made_for_it() -> None:
    document = to_structure(read_root(PII_FILE))
    assert len(secrets()) == 31
    assert left_in(primed(document).mask(document)) == []


def test_nothing_personal_is_left_in_any_subtree_taken_alone() -> None:
    document = to_structure(read_root(PII_FILE))
    masker = primed(document)
    whole = masker.mask(document)
    masked = dict(subtrees(whole, f"/{document['name']}"))
    for path, part in subtrees(document, f"/{document['name']}"):
        assert left_in(masker.mask(part, path)) == []
    assert masker.mask(document) == whole
    assert len(masked) > 30


def test_no_value_of_that_message_is_masked_that_need_not_be() -> None:
    """A value need be masked when a listed string is in it, or it is a part of one."""
    taken = changes("hostile/pii_orderviewrs_21_3.xml")
    needless = [
        value
        for _, value, _ in taken
        if not any(secret in value or value in secret for secret in secrets())
    ]
    assert (taken.total(), len(needless), needless) == (30, 0, [])


def test_its_business_values_stay() -> None:
    document = to_structure(read_root(PII_FILE))
    kept = set(values(primed(document).mask(document)))
    business = {"412.36", "GBP", "WHEELCHAIR", "ADT", "PAX1", "GB", "MR", "PT", "XX", "CTC1"}
    assert business <= kept
    assert {"XXORD5501TEST", "OPENED", "SEG1", "OI1"} <= kept


@pytest.mark.parametrize(
    "name",
    [
        "ndc/alaska_21_3_AirShoppingRS.xml",
        "ndc/alaska_21_3_OfferPriceRS.xml",
        "ndc/as_21_3_AirShoppingRS_4pax.xml",
        "ndc/go7_21_3_5_OrderReshopRS.xml",
        "ndc/go7_21_3_5_SeatAvailabilityRS.xml",
        "ndc/nemo_17_2_soap_AirShoppingRS.xml",
        "ndc/nemo_17_2_soap_FareRulesRS.xml",
        "ndc/travelsoft_19_2_AirShoppingRS_large.xml",
        "ndc/travelsoft_19_2_SeatAvailabilityRS.xml",
        "ndc/travelsoft_19_2_ServiceListRS.xml",
        "other/dmn_dinner.dmn",
        "other/docbook_chapter.xml",
        "other/fixml_order.xml",
        "other/fpml_xccy_swap.xml",
        "other/maven_pom_strata.xml",
        "other/wsdl_orchestra.wsdl",
        "other/xbrl_nl.xbrl",
    ],
)
def test_messages_without_people_stay_as_they_are(name: str) -> None:
    assert not changes(name)


ECHOES_AND_VALUES = {
    "ndc/alaska_21_3_OrderViewRS.xml": {
        "SSR CTCE AS HK1/[EMAIL_1]",
        "SSR CTCM AS HK1/[PHONE_3]",
    },
    "ndc/nemo_17_2_OrderChangeNotif.xml": {
        "CTCE [EMAIL_1:AAAAA//AAAAAA.AAA]",
        "CTCE [EMAIL_2:AAA9//AAAAAA.AA]",
        "CTCP/M [PHONE_3]-[SURNAME_1]/[GIVEN_NAME_1] [GIVEN_NAME_2]",
    },
    "ndc/singapore_18_1_OrderViewRS.xml": {"SQ_[BOOKING_1]", "SQ_[BOOKING_1]_AIR-1-2"},
    "ndc/iberia_17_2_OrderViewRS.xml": set(),
    "ndc/latam_19_2_OrderViewRS.xml": set(),
    "ndc/sq_21_3_OrderViewRS_2ADT.xml": {"SQ618[BOOKING_1]00", "SQ618[BOOKING_1]00_AIR-1"},
    "ndc/travelsoft_19_2_OrderViewRS_retrieve.xml": set(),
    "other/ubl_invoice_allowance.xml": {"Please note we have a new phone number: [PHONE_1]"},
}


@pytest.mark.parametrize("name", ECHOES_AND_VALUES)
def test_what_is_masked_inside_other_texts(name: str) -> None:
    """Of all that is masked, what is more than one placeholder that takes the whole value."""
    inside = {new for _, _, new in changes(name) if not (new[0] == "[" and new[-1] == "]")}
    assert inside == ECHOES_AND_VALUES[name]


def test_every_document_comes_back() -> None:
    for path in sorted(Path(CORPUS / "ndc").glob("*OrderViewRS*.xml")):
        document = to_structure(read_root(path))
        masker = primed(document)
        masked = values(masker.mask(document))
        assert list(map(masker.unmask, masked)) == values(document), path.name
