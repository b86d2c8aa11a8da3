"""Words that stand beside names, inside names, or only look like names."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SAYS_NOTHING = _words("true false yes no y n na none null nil unknown undefined tba tbc xxx")
"""Answers that say nothing about a person, though the field is named like one that does."""

TITLES = _words("mr mrs ms miss mstr master mme mlle sir dr prof doctor junior senior frau herr")

PARTICLES = _words(
    "de da do di du del della dos das la le el al van von der den ter ten bin ibn and"
)
"""Parts of many people's names that tell nobody's."""

# A traveller may be called Bag, One, Air, Main or Price. Masking these words wherever they stand
# would take the meaning from fares, rules and service names, and the word alone tells nobody who
# is meant. So they are masked only beside a title or another name, as in MS PRICE or BAG/ANNA.
COMMON_WORDS = _words(
    """
    admin adult adults after again agency agent air airline airport all also alternate amount
    and any april arrival august bag baggage bags basic before best board book booking business
    but cabin call can cancel card carrier cash change charge charges check checked child
    children class close code company cost country customer date day days december default
    departure desk discount domestic economy email end error exchange extra fare fares fast
    february fee fees first flex flight flights food for free friday from full gate general good
    group guest guests hand home hour hours in included infant infants info international
    invalid issue item january journey july june late leg legs level light lite local lounge
    lower main march max may meal meals mile miles min minimum mode monday more name net new no
    non normal not note notice november now number october off offer office one only open option
    optional order out over paid passenger passengers pax pay payment penalty per permitted
    phone piece plan plus point premium price prior priority prod promo public rate refund
    remark request required restriction return rule rules sale sales same saturday saver sea
    seat seats security segment select self sell september service services short single size
    special standard start state station status stop student sun sunday super system tax taxes
    terminal terms test text the thursday ticket tickets time to total track transfer travel
    traveler trip two type unit upgrade upper use user value via void wait wednesday week weight
    when wifi will window with year youth zone
    """
)
