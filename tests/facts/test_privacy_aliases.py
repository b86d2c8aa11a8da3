"""What is sent: short aliases of one question, from which nothing can be linked."""

from discovery.facts.privacy import PSEUDONYM, Aliases
from discovery.facts.structure import Structure
from tests.facts.masking import MASKER, structure, values

ORDER = (
    "<Order><Pax><PaxID>PAX1</PaxID><Surname>{}</Surname><GivenName>{}</GivenName></Pax>"
    "<Remark>SPOKE WITH {}</Remark><Offer OfferID='OFR144197161030000'/>"
    "<Ref OfferRefID='OFR144197161030000 OFR9'/>"
    "<Msg TrxID='6d1fa804-2174-4522-b9af-e69e12345678'/></Order>"
)


def sent(document: Structure) -> tuple[Aliases, list[str]]:
    aliases = Aliases(MASKER)
    masked = MASKER.mask_structure(document)
    return aliases, values(aliases.shorten(masked, "/Order"))


def test_the_same_value_has_one_alias_whatever_its_type() -> None:
    _, shown = sent(structure(ORDER.format("QUELLIA", "VAREN", "QUELLIA")))
    assert shown[:4] == ["PAX1", "[SURNAME_1]", "[GIVEN_NAME_1]", "SPOKE WITH [SURNAME_1]"]


def test_identifiers_are_sent_where_they_are_short_and_local_or_a_uuid() -> None:
    _, shown = sent(structure(ORDER.format("QUELLIA", "VAREN", "QUELLIA")))
    assert shown[4:] == ["[ID_1]", "[ID_1] OFR9", "6d1fa804-2174-4522-b9af-e69e12345678"]


def test_two_persons_of_equal_form_are_one_question() -> None:
    _, one = sent(structure(ORDER.format("QUELLIA", "VAREN", "QUELLIA")))
    _, other = sent(structure(ORDER.format("TORVIK", "SELMIRA", "TORVIK")))
    assert one == other


def test_no_pseudonym_leaves() -> None:
    _, shown = sent(structure(ORDER.format("QUELLIA", "VAREN", "QUELLIA")))
    assert not any(PSEUDONYM.search(value) for value in shown)


def test_an_answer_is_turned_back() -> None:
    document = structure(ORDER.format("QUELLIA", "VAREN", "QUELLIA"))
    aliases, _ = sent(document)
    surname = next(key for key, value in MASKER.values_behind(document).items() if "SUR" in key)
    answer = "[SURNAME_1] has [ID_1], not [PHONE_7]"
    assert aliases.restore(answer) == f"{surname} has OFR144197161030000, not [PHONE_7]"


def test_an_answer_may_be_turned_back_to_values() -> None:
    document = structure(ORDER.format("QUELLIA", "VAREN", "QUELLIA"))
    aliases = Aliases(MASKER, MASKER.values_behind(document))
    aliases.shorten(MASKER.mask_structure(document), "/Order")
    assert aliases.restore("[SURNAME_1], [GIVEN_NAME_1]") == "QUELLIA, VAREN"


def test_an_alias_that_a_document_plants_is_masked_and_comes_back_as_its_own() -> None:
    document = structure("<Order><Surname>QUELLIA</Surname><Note>[SURNAME_1] [ID_9]</Note></Order>")
    aliases, shown = sent(document)
    assert shown == ["[SURNAME_1]", "[WORD_1] [WORD_2]"]
    assert "QUELLIA" not in aliases.restore("[WORD_1]")
