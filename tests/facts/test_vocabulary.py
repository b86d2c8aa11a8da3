"""The shipped vocabulary lets no names through unmarked and knows the words of the trade."""

import re
import unicodedata
from pathlib import Path

import pytest

import discovery.facts.privacy as privacy

DATA = Path(privacy.__file__).parent / "data"


def _words(text: str) -> list[str]:
    return text.split()


NAMES = _words(
    """
    john james robert michael william david richard joseph thomas charles daniel matthew anthony
    donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey
    ryan jacob mary maria patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy
    lisa betty margaret sandra ashley emily donna michelle carol amanda melissa deborah anna emma
    laura julia smith johnson williams jones brown davis miller wilson moore taylor anderson jackson
    white harris thompson robinson clark lewis allen wright walker hernandez nguyen lee tan kim park
    wang zhang li chen liu singh kumar patel khan ali mohammed ahmed hassan mueller schmidt
    schneider
    fischer weber meyer wagner becker schulz hoffmann koch bauer klein wolf hans peter klaus juergen
    stefan andreas ursula monika petra sabine garcia rodriguez martinez lopez gonzalez perez sanchez
    ramirez jose luis carlos juan miguel carmen isabel silva santos oliveira souza pereira joao
    paulo
    ana rossi russo ferrari esposito bianchi romano giuseppe giovanni francesca dubois bernard
    durand
    moreau lefebvre martin jean pierre jacques francois nathalie isabelle jansen novak kowalski hope
    frank grace rose may will rich mark paris king baker young long price page summer sommer koenig
    """
)

EXCLUDED = _words(
    """
    oxygen insulin dialysis surgery hip pregnant cancer blind deaf diabetes diabetic epilepsy
    allergy
    allergic peanut heart doctor hospital nurse patient disabled disability illness schwanger krank
    krankheit behindert arzt allergie erdnuss herz enceinte malade maladie medecin hopital handicape
    embarazada enfermo alergia gravida doente alergico incinta malato ospedale disabile gluten
    ramadan church kosher halal muslim jewish catholic hindu christian kirche religion eglise
    iglesia
    igreja chiesa gay lesbian homosexual gewerkschaft syndicat sindicato sindacato socialist
    communist
    refugee asylum german deutscher francais espanol italiano prison criminal verurteilt
    """
)

TRADE = {
    "en": """seat selection departure legroom snack changes permitted light baggage operated partner
        codeshare refundable ticketless deposit invoice remark cost declined issuer counter priority
        boarding lounge delivery spoke queue endorsable nonref restrictions advance minimum jaw
        surcharge show waitlist unaccompanied carry overhead bin outlet wifi wheelchair medical
        assistance meal""",
    "de": """umbuchung gebuehr gebuhr moeglich umsteigezeit reklamation angerufen erreichbar geboren
        wohnt kontoinhaber handgepack handgepaeck aufgabegepaeck sitzplatzreservierung
        erstattbar""",
    "fr": "billet remboursable apres depart demande remboursement suite annulation vol accompagne",
    "es": "equipaje mano pieza asiento reembolso salida tarifa vuelo facturado penalizacion",
    "pt": "bagagem assento reembolso partida tarifa voo passageiro cancelamento remarcacao",
    "it": "bagaglio posto rimborso partenza tariffa volo passeggero cancellazione modifica",
    "codes": """ssr osi rm fop fp tkt rloc pnr wchr docs doca doco foid fqtv ctcm ctce pctc inft
    chld
        umnr vgml hk kk un tk adt chd inf http login api timeout xml schema null airbus boeing
        embraer dreamliner lufthansa iberia qatar airways basic flex optima visa mastercard percent
        twenty monday januar""",
    "countries": "germany deutschland allemagne alemania alemanha germania japan spain",
}


def lines_of(name: str) -> list[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@pytest.fixture(scope="module")
def words() -> dict[str, bool]:
    parts = [line.partition("\t") for line in lines_of("vocabulary.txt")]
    return {word: mark == "name" for word, _, mark in parts}


def unfolded(words: list[str]) -> list[str]:
    return [
        word
        for word in words
        if word != unicodedata.normalize("NFKD", word.lower()) or not (word + "a").isascii()
    ]


def test_each_line_is_a_word_or_a_word_that_is_a_name() -> None:
    for line in lines_of("vocabulary.txt"):
        word, tab, mark = line.partition("\t")
        assert word.isascii() and word.isalpha() and len(word) > 1, line
        assert (tab, mark) in {("", ""), ("\t", "name")}, line


@pytest.mark.parametrize("name", ["vocabulary.txt", "address_words.txt"])
def test_a_file_is_sorted_folded_and_without_duplicates(name: str) -> None:
    listed = [line.partition("\t")[0] for line in lines_of(name)]
    assert listed == sorted(set(listed))
    assert not unfolded(listed)


def test_no_common_name_passes_unmarked(words: dict[str, bool]) -> None:
    assert len(NAMES) >= 150
    assert not [name for name in NAMES if words.get(name) is False]


def test_no_excluded_word_is_in_it(words: dict[str, bool]) -> None:
    assert not [word for word in EXCLUDED if word in words]


def test_no_word_of_an_address_is_in_it(words: dict[str, bool]) -> None:
    listed = lines_of("address_words.txt")
    assert not [word for word in listed if word in words]
    expected = "street road avenue strasse platz rue chemin calle via rua straat ulica sokak gata"
    assert set(expected.split()) <= set(listed)


@pytest.mark.parametrize("kind", TRADE)
def test_words_of_the_trade_are_in_it(words: dict[str, bool], kind: str) -> None:
    known = _words(TRADE[kind])
    assert not [word for word in known if word not in words]


@pytest.mark.parametrize("city", ["paris", "london", "zurich", "york", "frankfurt", "madrid"])
def test_a_city_is_marked(words: dict[str, bool], city: str) -> None:
    assert words[city]


@pytest.mark.parametrize("country", ["jordan", "chad", "georgia", "israel"])
def test_a_country_that_is_a_name_is_marked(words: dict[str, bool], country: str) -> None:
    assert words[country]


def test_business_sentences_are_readable(words: dict[str, bool]) -> None:
    text = Path(__file__).with_name("vocabulary_sentences.txt").read_text(encoding="utf-8")
    apart = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    folded = "".join(letter for letter in apart if not unicodedata.combining(letter))
    stood = [word for word in re.split(r"[\W\d_]+", folded) if len(word) > 1]
    assert len(stood) > 4000
    assert sum(word in words for word in stood) / len(stood) > 0.98
