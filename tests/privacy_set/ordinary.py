"""Personal values made of ordinary words and short numbers, which no list of words gives away."""

# ruff: noqa: E501, SIM905 - a line of a message, or of words, stands as a line

from tests.privacy_set.kit import as_json, business, cdata, element, family, personal
from tests.privacy_set.people import HONORIFICS, Draw, Person
from tests.privacy_set.vocabulary import WORD_GIVEN, WORD_SURNAMES

OTHER_GIVEN = (
    "Rosa Sol Luz Pilar Dolores Blanca Fleur Aurore Victoire Stella Gioia Viola Ernst Wolf".split()
)
OTHER_SURNAMES = (
    "Klein Gross Lang Neu Kurz Sommer Koffer Reise Petit Blanc Dupont Rapide Bello Grande Basso "
    "Fuerte Casa Salida Vuelo Puerta Tarifa Plaza Leal Franco Porto Costa Lopes Campos"
).split()
SIX_LETTERS = "TRAVEL WINTER SUMMER FLIGHT TICKET CHANGE REFUND GARDEN".split()
PLAIN_TOWNS = "Reading Bath Nice Split Essen Deal Ware Battle Rugby Sandwich Hull Mobile Orange Buffalo Aalst".split()


def word_person(d: Draw) -> Person:
    """Draw a person whose names are both words."""
    found = Person(d.pick(WORD_GIVEN), d.pick(WORD_SURNAMES))
    d.drawn.append(found)
    return found


def other_word_person(d: Draw) -> Person:
    """Draw a person whose names are words of German, French, Spanish, Italian or Portuguese."""
    return Person(d.pick(OTHER_GIVEN), d.pick(OTHER_SURNAMES))


@family()
def words_as_names_gds(d: Draw) -> list[str]:
    p, q, r, s = (word_person(d) for _ in range(4))
    texts = [
        f"SSR DOCS ZZ HK1/P/GBR/{d.document()}/GBR/{d.birth('%d%b%y')}/F/{d.expiry('%d%b%y')}/{p.S}/{p.G}",
        f"1{q.S}/{q.G}MR",
        f"N:1{r.S}/{r.G}MRS",
        f"3SSRINFTZZNN1/{s.S}/{s.G}/{d.birth('%d%b%y', d.child_date())}",
        f"OSI ZZ TCP2 WITH {q.S}/{r.G}",
        f"RM {p.G} {p.S} {business('remark', 'ASKED FOR NEW PRICE')}",
        f"RF {r.S} {r.G}",
        f"1.1{s.S}/{s.G} {d.pick(HONORIFICS)} 2.1{s.S}/{p.G}",
        f"AP {q.G} {q.S} {d.phone('020 7946 0###')}",
        f".R/CHLD HK1 {s.S}/{s.G}",
    ]
    return [d.line(text) for text in d.some(texts, 6)]


@family()
def words_as_names_in_formats(d: Draw) -> list[str]:
    p, q, r, s = (word_person(d) for _ in range(4))
    return [
        cdata(
            "Json",
            as_json(
                {"lastName": p.s, "firstName": p.g, "fare": business("brand", "Long Haul Light")}
            ),
        ),
        element("Csv", f"{q.s};{q.g};{business('status', 'CONFIRMED')};12A"),
        element("Kv", f"surname={r.s}&given={r.g}&class={business('cabin', 'economy')}"),
        cdata("Xml", f"<P><L>{s.S}</L><F>{s.G}</F></P>"),
        f"<Param name='lname' value='{q.s}'/>",
        element("Log", f"pax {p.g} {p.s} added to order, {business('text', 'price 412.00 EUR')}"),
        f"<Who l='{r.s}' f='{r.g}' p='{business('brand', 'Light')}'/>",
    ]


@family()
def words_as_names_in_fields(d: Draw) -> list[str]:
    p, q, r, s, t = (word_person(d) for _ in range(5))
    return [
        element("CardHolder", p.FULL),
        f"<Traveller><First>{q.g}</First><Last>{q.s}</Last></Traveller>",
        element("RequestedBy", r.full),
        f"<Seat number='14C' occupant='{s.s}'/>",
        element("PaxLabel", f"{t.S}, {t.G}"),
        element("Brand", business("brand", "Young & Rich Winter Special")),
        element("LastSeat", business("status", "open")),
        element("FirstFlight", business("time", "06:10")),
        f"<Name code='C'>{business('cabin', 'Business')}</Name>",
    ]


@family()
def words_as_names_other_languages(d: Draw) -> list[str]:
    p, q, r, s = (other_word_person(d) for _ in range(4))
    texts = [
        f"Herr {p.s} {business('text', 'wartet auf den Koffer')}",
        f"1{q.S}/{q.G} MRS",
        f"Sra. {r.s}, {business('text', 'cambio de vuelo')}",
        f"{s.full} {business('text', 'veut un siège côté hublot')}",
        f"sig. {p.s} {p.g}",
        f"Danke, {q.g} {q.s}",
        f"[apellido]{r.s}[/apellido]",
        f"{q.s} & {s.s}, {business('text', 'zwei Plätze nebeneinander')}",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 5)),
        f"<Nachname>{s.s}</Nachname>",
        f"<nome>{r.g}</nome>",
    ]


@family()
def words_in_addresses(d: Draw) -> list[str]:
    street = d.pick(
        (
            "Airport Road",
            "Station Approach",
            "Flight Street",
            "Market Place",
            "The Long Walk",
            "High Street",
            "Park Lane",
        )
    )
    house = d.pick(("Rose Cottage", "The Gate House", "Holiday Lodge", "Old Terminal"))
    town, other = d.some(PLAIN_TOWNS, 2)
    one = personal("street", f"{d.number(1, 99)} {street}")
    return [
        d.line(f"lives at {one}, {personal('city', town)}"),
        d.line(
            f"{personal('street', house)}, {personal('city', other)}, {personal('postcode', d.form('@@## #@@'))}"
        ),
        f"<Line1>{one}</Line1><Line2>{personal('city', town)}</Line2>",
        f"<HomeTown>{personal('city', other)}</HomeTown>",
        f"<addr str='{one}' cty='{personal('city', town)}'/>",
        d.line(f"P.O. Box {personal('street', d.digits(4))}, {personal('city', other)}"),
        d.line(
            business("text", "Follow the signs to Station Approach and Market Place coach stops")
            if street not in ("Station Approach", "Market Place")
            else d.phrase("en")
        ),
    ]


@family()
def words_as_secrets_and_users(d: Draw) -> list[str]:
    p, q = word_person(d), word_person(d)
    secret = d.pick(
        ("sunshine", "letmein", "holiday", "window", "dragon", "summertime", "football")
    )
    return [
        element("Password", personal("secret", secret)),
        d.line(
            f"portal login {personal('user', p.raw_given.lower() + '.' + p.raw_surname.lower())} / pw {personal('secret', secret + d.form('##'))}"
        ),
        f"<Audit user='{personal('user', q.raw_surname.lower())}' action='{business('status', 'UPDATE')}'/>",
        d.line(
            f"security question: {business('text', 'first pet')} - {personal('secret', d.pick(('biscuit', 'shadow', 'pepper')))}"
        ),
        f"<Agent>{personal('user', q.raw_given.upper() + d.form('#'))}</Agent>",
        d.line(
            f"passphrase is {personal('secret', secret + ' ' + d.pick(('garden', 'orange', 'candle')))}"
        ),
        element("Mail", personal("email", f"{p.raw_given}@{p.raw_surname}.example".lower())),
        element("role", business("role", "supervisor")),
    ]


@family()
def words_as_locators(d: Draw) -> list[str]:
    a, b, c = d.some(SIX_LETTERS, 3)
    return [
        d.line(f"PNR {personal('locator', a)}"),
        d.line(f"record locator {personal('locator', b)} {business('status', 'HK2')}"),
        f"<BookingReference><ID>{personal('locator', c)}</ID></BookingReference>",
        f"<Res pnr='{d.locator()}' status='{business('status', 'ACTIVE')}'/>",
        d.line(business("remark", "NEW NAME LIST TO BE SENT BY GROUP DESK")),
    ]


@family()
def short_numbers(d: Draw) -> list[str]:
    return [
        d.line(f"PIN {personal('secret', d.digits(4))}"),
        d.line(f"staff {personal('employee_id', d.digits(5))} {business('fare', 'ZED LOW')}"),
        f"<EmpNo>{personal('employee_id', d.digits(4))}</EmpNo>",
        f"<Zip>{personal('postcode', d.form('####'))}</Zip>",
        f"<Cvc>{d.cvv()}</Cvc>",
        d.line(f"last digits of the card {personal('card_end', d.digits(4))}"),
        f"<Ext>{personal('phone', d.digits(4))}</Ext><Row>{business('seat', str(d.number(10, 40)))}</Row>",
        f"<YearOfBirth>{personal('birth', str(d.number(1940, 2005)))}</YearOfBirth>",
        f"<Capacity>{business('number', str(d.number(100, 400)))}</Capacity>",
        f"<Mileage>{business('distance', d.digits(4))}</Mileage>",
    ]


@family()
def numbers_like_business(d: Draw) -> list[str]:
    """Documents like flights, phones like times, ids like amounts, and the other way about."""
    return [
        d.line(f"passport {personal('document', d.form('LH######'))}"),
        d.line(f"PP {personal('document', d.form('ZZ#######'))} {business('flight', 'ZZ812')}"),
        d.line(f"call {personal('phone', d.form('0930 1####'))} {business('time', '0930-1130')}"),
        d.line(
            f"ID card {personal('national_id', d.form('1.###.###'))} {business('amount', 'EUR 1.412.000')}"
        ),
        f"<IdNo>{personal('document', d.form('Y&&&&&&'))}</IdNo><FareBasis>{d.fare_basis()}</FareBasis>",
        f"<Tel>{d.phone('20########')}</Tel><Timestamp>{business('time', '20260314')}</Timestamp>",
        f"<Doc n='{personal('document', d.form('A32######'))}' t='{business('equipment', 'A320')}'/>",
        d.line(
            f"frequent flyer {personal('loyalty', d.form('32######'))} {business('equipment', '32N')}"
        ),
    ]


@family()
def plain_words_on_health(d: Draw) -> list[str]:
    texts = (
        f"{personal('health', 'cannot walk long distances')}",
        f"is {personal('health', 'blind')} and travels alone",
        f"{personal('health', 'afraid of flying')}, {business('text', 'seat over the wing')}",
        f"{personal('health', 'heart condition')}, carries {personal('health', 'spray')}",
        f"{personal('health', 'hard of hearing')}, {business('text', 'please write')}",
        f"{personal('health', 'broke her leg')} skiing",
        f"{personal('health', 'expecting twins')} in May",
        f"{personal('health', 'needs help to eat')}",
        f"{personal('health', 'is in treatment for drinking')}",
        f"son {personal('health', 'has the measles')}",
        f"travels home to {personal('health', 'bury her father')}",
        f"{personal('health', 'weighs 180 kilos')}, {business('text', 'two seats booked')}",
    )
    return [
        *(d.line(text) for text in d.some(texts, 6)),
        d.line(business("service", "Help for passengers who need assistance is free of charge")),
    ]


@family()
def private_matters(d: Draw) -> list[str]:
    p = d.person()
    texts = (
        f"{p.s} is {personal('family', 'getting divorced')}, {business('text', 'split the booking')}",
        f"{personal('family', 'custody dispute')}, father must not be told",
        f"{personal('family', 'recently widowed')}",
        f"travels with {personal('orientation', 'same-sex partner')}",
        f"{personal('criminal', 'deported last year')}, escort needed",
        f"{personal('criminal', 'prisoner in custody')} with two officers",
        f"{personal('money', 'declared bankrupt')}, {business('text', 'refund by cheque')}",
        f"{personal('family', 'adopted daughter')} has other surname",
        f"{personal('belief', 'votes green')} and refuses short flights",
        f"{personal('origin', 'Roma family')}, {business('text', 'seats together')}",
        f"{personal('family', 'honeymoon')} couple, {business('text', 'cake on board')}",
    )
    return [d.line(text) for text in d.some(texts, 6)]


@family()
def spoken_numbers_and_letters(d: Draw) -> list[str]:
    digits = {
        "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
        "de": "null eins zwei drei vier fünf sechs sieben acht neun",
        "fr": "zéro un deux trois quatre cinq six sept huit neuf",
        "pt": "zero um dois três quatro cinco seis sete oito nove",
    }

    def spoken(language: str) -> str:
        names = digits[language].split()
        return " ".join(names[int(c)] for c in d.form("0########"))

    p = d.ascii_person()
    nato = {
        "a": "Alfa",
        "b": "Bravo",
        "e": "Echo",
        "i": "India",
        "k": "Kilo",
        "l": "Lima",
        "n": "November",
        "o": "Oscar",
        "r": "Romeo",
        "s": "Sierra",
        "t": "Tango",
    }
    letters = [nato[c] for c in p.raw_surname.lower() if c in nato][:6]
    return [
        d.line(f"móvil {personal('phone', spoken('es'))}"),
        d.line(f"Telefon {personal('phone', spoken('de'))}"),
        d.line(f"tél {personal('phone', spoken('fr'))}"),
        d.line(f"celular {personal('phone', spoken('pt'))}"),
        d.line(f"name spelled {personal('spelled_name', ' '.join([*letters, 'Alfa', 'Lima']))}"),
        d.line(f"surname {personal('spelled_name', '-'.join(p.raw_surname.upper()))}"),
        d.line(business("text", "Concourse Alfa to gate Bravo 12")),
        d.line(business("text", "dos maletas, un carrito y tres asientos")),
    ]


@family()
def names_after_business_words(d: Draw) -> list[str]:
    """Names glued to or right behind words of the trade, without a comma or a title."""
    p, q, r, s = (d.ascii_person() for _ in range(4))
    texts = [
        f"REFUND {p.S} {business('remark', 'EUR 120.00')}",
        f"Price for {q.g} {business('text', 'includes one bag')}",
        f"TKT {r.S} {business('remark', 'REISSUED')}",
        f"seat {s.g} {business('seat', '12A')}, seat {q.g} {business('seat', '12B')}",
        f"Gutschein {p.s} {business('amount', '50 EUR')}",
        f"bag of {r.g} {business('text', 'left in Hall B')}",
        f"Flex {s.s} / Light {q.s}",
        f"hotel {p.s} {business('text', 'two nights')}",
        f"pax{q.S} {business('remark', 'NOSHOW')}",
        f"Upgrade{r.s}",
    ]
    return [d.line(text) for text in d.some(texts, 6)]


@family()
def places_as_personal_and_business(d: Draw) -> list[str]:
    """The same kind of word is a home here and an airport's city there."""
    homes = ("Tarragona", "Graz", "Leiden", "Coimbra", "Lugano", "Ghent", "Umeå", "Dijon")
    cities = (
        "Barcelona",
        "Vienna",
        "Amsterdam",
        "Lisbon",
        "Zurich",
        "Brussels",
        "Stockholm",
        "Paris",
    )
    a, b = d.some(homes, 2)
    return [
        f"<Residence><City>{personal('city', a)}</City></Residence>",
        f"<Departure><City>{business('airport_city', d.pick(cities))}</City></Departure>",
        f"<PlaceOfBirth>{personal('birth_place', b)}</PlaceOfBirth>",
        f"<PlaceOfIssue>{personal('issue_place', a)}</PlaceOfIssue>",
        d.line(f"nacido en {personal('birth_place', b)}, {business('text', 'vuelo desde Bilbao')}"),
        d.line(f"wohnhaft in {personal('city', a)}, {business('text', 'Abflug ab München')}"),
        f"<Arrival><Place>{business('airport_city', d.pick(cities))}</Place></Arrival>",
    ]
