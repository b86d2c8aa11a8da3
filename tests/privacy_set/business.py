"""What airlines write that is nobody's: the pieces added to each section, and whole sections."""

# ruff: noqa: E501 - a line of a message stands as a line

from tests.privacy_set.kit import business, cdata, element, family
from tests.privacy_set.people import Draw, written

AIRPORTS = (
    ("GRU", "Guarulhos International Airport", "Sao Paulo", "Terminal 3"),
    ("CGH", "Congonhas–Deputado Freitas Nobre Airport", "São Paulo", "Main"),
    ("MAD", "Adolfo Suárez Madrid–Barajas Airport", "Madrid", "T4S"),
    ("LIS", "Humberto Delgado Airport", "Lisbon", "Terminal 1"),
    ("FCO", "Leonardo da Vinci International Airport", "Rome", "Terminal 3"),
    ("VCE", "Marco Polo Airport", "Venice", "1"),
    ("WAW", "Chopin Airport", "Warsaw", "A"),
    ("OSL", "Gardermoen", "Oslo", "International"),
    ("HND", "Haneda", "Tokyo", "T3"),
    ("DEL", "Indira Gandhi International Airport", "New Delhi", "Terminal 3"),
    ("BOS", "Logan International Airport", "Boston", "Terminal E"),
    ("ORD", "O'Hare International Airport", "Chicago", "Terminal 5"),
    ("LJU", "Jože Pučnik Airport", "Ljubljana", "Main Terminal"),
    ("YUL", "Pierre Elliott Trudeau International Airport", "Montréal", "Main"),
    ("SAW", "Sabiha Gökçen Airport", "Istanbul", "Int"),
    ("LYS", "Saint-Exupéry Airport", "Lyon", "Terminal 1"),
    ("EZE", "Ministro Pistarini", "Buenos Aires", "A"),
    ("AMS", "Schiphol", "Amsterdam", "Plaza"),
    ("BUR", "Bob Hope Airport", "Burbank", "A"),
    ("SNA", "John Wayne Airport", "Santa Ana", "B"),
)
EQUIPMENT = (
    ("32Q", "Airbus A321neo"),
    ("788", "Boeing 787-8 Dreamliner"),
    ("DH4", "De Havilland Dash 8-400"),
    ("CR9", "Bombardier CRJ-900"),
    ("AT7", "ATR 72-600"),
    ("BCS", "Airbus A220-100"),
    ("7M8", "Boeing 737 MAX 8"),
    ("SU9", "Sukhoi Superjet 100"),
)
BRANDS = (
    "Economy Light",
    "ECO FLEX",
    "Business Smart",
    "Premium Select",
    "Max Flex Plus",
    "Charme",
    "Discount Basic",
    "TOP",
    "PRIME",
    "Grace Fare",
)
TAXES = ("BR", "OI", "JD", "QV", "OGW", "FR", "IT", "HB", "XF", "AY", "US", "XT", "CJ", "RN", "SW")
SERVICES = (
    ("0B5", "PRERESERVED SEAT ASSIGNMENT"),
    ("0GO", "EXCESS WEIGHT"),
    ("0CC", "CHECKED BAG FIRST"),
    ("BF1", "WIFI FULL FLIGHT"),
    ("0L8", "LOUNGE ACCESS"),
    ("G1", "PRIORITY BOARDING"),
    ("0EA", "SKI EQUIPMENT UP TO 10KG"),
    ("0BS", "PET IN CABIN"),
    ("0FM", "CARBON OFFSET"),
    ("0AX", "1ST BAG MAX 23KG 158LCM"),
)


def extra(d: Draw) -> str:
    """Give one business piece."""
    return d.pick(EXTRAS)(d)


def _segment(d: Draw) -> str:
    code, full, city, terminal = d.pick(AIRPORTS)
    time = business("time", f"{d.number(5, 23):02d}:{d.number(0, 11) * 5:02d}")
    return (
        f"<Segment><Departure><AirportCode>{business('airport', code)}</AirportCode>"
        f"<AirportName>{business('airport_name', full)}</AirportName>"
        f"<AirportCity>{business('airport_city', city)}</AirportCity>"
        f"<Terminal>{business('terminal', terminal)}</Terminal><Time>{time}</Time></Departure>"
        f'<Flight number="{d.flight()}"/></Segment>'
    )


def _stop(d: Draw) -> str:
    code, full, city, _ = d.pick(AIRPORTS)
    day = business("travel_date", written(d.travel_date(), "%Y-%m-%d"))
    return (
        f'<Stop locationCode="{business("airport", code)}" name="{business("airport_name", full)}" '
        f'cityName="{business("airport_city", city)}" date="{day}"/>'
    )


def _price(d: Draw) -> str:
    return (
        f'<Price><TotalAmount CurCode="EUR">{d.amount()}</TotalAmount>'
        f'<Tax TaxCode="{business("tax_code", d.pick(TAXES))}">{d.amount()}</Tax></Price>'
    )


def _equipment(d: Draw) -> str:
    code, full = d.pick(EQUIPMENT)
    return (
        f'<Equipment code="{business("equipment", code)}">'
        f"<Name>{business('equipment', full)}</Name></Equipment>"
    )


def _fare(d: Draw) -> str:
    return (
        f"<FareComponent><FareBasisCode>{d.fare_basis()}</FareBasisCode>"
        f"<RBD>{d.pick('YBMHKQLVSNTWOE')}</RBD>"
        f"<Brand>{business('brand', d.pick(BRANDS))}</Brand></FareComponent>"
    )


def _technical(d: Draw) -> str:
    version = business("version", d.pick(("17.2", "18.1", "21.3.5", "22.1.0")))
    return f'<Technical messageId="{d.uuid()}" version="{version}"/>'


def _link(d: Draw) -> str:
    url = d.pick(
        (
            "https://www.zz-air.example/fares/rules?lang=en#changes",
            "https://static.airline.example/seatmaps/77W_v3.png",
            "https://api.zz-air.example/v2/offers?cabin=M&adults=1",
            "http://www.iata.org/IATA/EDIST/2017.2",
        )
    )
    return element("InfoURL", business("url", url))


def _service(d: Draw) -> str:
    code, text = d.pick(SERVICES)
    return (
        f'<Service code="{business("service", code)}">'
        f"<Name>{business('service', text)}</Name></Service>"
    )


def _remark(d: Draw) -> str:
    return d.line(d.remark())


def _phrase(d: Draw) -> str:
    return d.line(d.phrase())


EXTRAS = (
    _segment,
    _stop,
    _price,
    _equipment,
    _fare,
    _technical,
    _link,
    _service,
    _remark,
    _phrase,
    _phrase,
    _remark,
)


# -- whole sections without a person


@family(extras=4)
def business_fare_rules(d: Draw) -> list[str]:
    rules = {
        "PE": "CHANGES BEFORE DEPARTURE PERMITTED. CHARGE EUR 75.00 FOR REISSUE OR REVALIDATION. "
        "CHILD/INFANT DISCOUNTS APPLY. AFTER DEPARTURE NOT PERMITTED. WAIVED FOR DEATH OF "
        "PASSENGER OR FAMILY MEMBER.",
        "AP": "RESERVATIONS FOR ALL SECTORS ARE REQUIRED AT LEAST 14 DAYS BEFORE DEPARTURE. "
        "TICKETING MUST BE COMPLETED WITHIN 3 DAYS AFTER RESERVATIONS ARE MADE.",
        "MN": "TRAVEL FROM LAST STOPOVER MUST COMMENCE NO EARLIER THAN THE FIRST SUN AFTER "
        "DEPARTURE FROM FARE ORIGIN.",
        "CD": "ACCOMPANIED CHILD 2-11 - CHARGE 75 PERCENT OF THE FARE. TICKET DESIGNATOR - CH25. "
        "INFANT UNDER 2 WITHOUT A SEAT - CHARGE 10 PERCENT OF THE FARE.",
        "SR": "TRAVEL MUST NOT COMMENCE BETWEEN 18DEC 26 AND 03JAN 27. TICKETS VALID ON/AFTER "
        "01MAR 26 AND ON/BEFORE 31OCT 26.",
        "EL": "VALID FOR SENIOR CITIZEN 65 OR OVER. ID REQUIRED. ALSO VALID FOR SPOUSE OF "
        "PASSENGER PAYING THE FULL FARE.",
        "SO": "2 STOPOVERS PERMITTED IN EACH DIRECTION IN JED/RUH/DMM AT EUR 100.00 EACH.",
    }
    chosen = d.some(list(rules), 3)
    inner = "".join(
        f'<Paragraph category="{key}" title="{business("text", "RULE " + key)}">'
        f"{business('text', rules[key])}</Paragraph>"
        for key in chosen
    )
    return [
        f'<FareRules fareBasis="{d.fare_basis()}" tariff="{business("text", "0021")}">'
        f"{inner}</FareRules>"
    ]


@family(extras=4)
def business_baggage(d: Draw) -> list[str]:
    texts = (
        "First bag: max. 23 kg (50 lb), 158 cm (62 in) in total",
        "1 Handgepäckstück 55 x 40 x 23 cm, höchstens 8 kg",
        "Sonderpreis für Golf-, Ski- und Tauchausrüstung",
        "Un bagage cabine de 55 x 35 x 25 cm et un accessoire",
        "Equipo deportivo: consulte la tarifa; bicicleta 75 EUR",
        "Bagagem de mão até 10 kg; dimensões 56 x 36 x 23 cm",
        "Bagaglio in eccesso: 12 EUR al kg sulla tratta",
        "Infant: one pushchair free of charge, no bag included",
        "Powerbanks up to 100 Wh in hand baggage only",
        "Oversize 203-300 cm only on request to the airline",
    )
    lines = "".join(f"<DescText>{business('text', text)}</DescText>" for text in d.some(texts, 4))
    return [
        f'<BaggageAllowance id="BA{d.number(1, 9)}"><TypeCode>'
        f"{business('iso_codes', 'Checked')}</TypeCode>{lines}<PieceAllowance><TotalQty>"
        f"{business('number', '2')}</TotalQty></PieceAllowance><MaximumWeightMeasure "
        f'UnitCode="{business("iso_codes", "KGM")}">{business("number", "23")}'
        f"</MaximumWeightMeasure></BaggageAllowance>"
    ]


@family(extras=3)
def business_errors(d: Draw) -> list[str]:
    texts = (
        ("911", "Unable to process - system error. Contact help desk."),
        ("304", "Passenger name missing or invalid"),
        ("723", "NO FARES/RBD/CARRIER/PASSENGER TYPE FOR BOOKED CLASS"),
        ("367", "Invalid phone number format; expected +CC NNNNNNNN"),
        ("4421", "Date of birth missing for passenger type CHD"),
        ("118", "UNABLE TO RETRIEVE PNR - SECURED"),
        ("310", "First name must not contain digits"),
        ("8001", "Card expired or CVV not valid (issuer response 54)"),
        ("E-102", "Document number mandatory for route; country US"),
        ("WARN-7", "Last name length exceeds 32 characters"),
        ("500", "java.net.SocketTimeoutException: Read timed out after 30000 ms"),
        ("INVPTC", "Lead traveller must be an adult"),
    )
    pieces = []
    for code, text in d.some(texts, 4):
        pieces.append(
            f'<Error Code="{business("error_code", code)}" Owner="{d.carrier()}" '
            f'ShortText="{business("text", "Error " + code)}">{business("text", text)}</Error>'
        )
    return pieces


@family(extras=3)
def business_codes_ndc(d: Draw) -> list[str]:
    def code(kind: str, *choices: str) -> str:
        return business(kind, d.pick(choices))

    day = written(d.travel_date(), "%Y-%m-%d")
    return [
        f"<Pax><PaxID>{business('id', f'PAX{d.number(1, 9)}')}</PaxID>"
        f"<PTC>{code('ptc', 'ADT', 'CHD', 'INF', 'YTH', 'SRC', 'GBE')}</PTC></Pax>",
        f"<PaxSegment><PaxSegmentID>{business('id', f'SEG-{d.number(10, 99)}')}</PaxSegmentID>"
        f"<CabinTypeCode>{code('cabin', 'M', 'W', 'C', 'F')}</CabinTypeCode>"
        f"<CabinTypeName>{code('cabin', 'Economy', 'Premium Economy', 'First')}</CabinTypeName>"
        f"<DatedOperatingLegID>{business('id', f'LEG{d.number(100, 999)}')}"
        f"</DatedOperatingLegID><Duration>{code('duration', 'PT2H35M', 'PT11H05M', 'P1DT20M')}"
        f"</Duration><AircraftScheduledDateTime>{business('travel_date', day + 'T14:25:00')}"
        f"</AircraftScheduledDateTime><OperatingDays>{code('dow', '1234567', '135', '67')}"
        f"</OperatingDays></PaxSegment>",
        f"<Order><OrderID>{business('id', 'ORD' + d.form('####'))}</OrderID><StatusCode>"
        f"{code('status', 'OPENED', 'CLOSED', 'READY TO PROCEED', 'HK', 'UNPAID')}</StatusCode>"
        f"<PaymentTimeLimitDateTime>{business('time_limit', day + 'T23:59:00Z')}"
        f"</PaymentTimeLimitDateTime><OwnerCode>{code('airline', 'ZZ', 'XQ')}</OwnerCode></Order>",
        f'<DistanceMeasure UnitCode="KMT">{business("distance", d.digits(4))}</DistanceMeasure>',
        f"<BookingDate>{business('booking_date', day)}</BookingDate>",
    ]


@family(extras=3)
def business_dates_and_limits(d: Draw) -> list[str]:
    a, b, c = (d.travel_date() for _ in range(3))
    return [
        f"<TravelDates><OutboundDate>{business('travel_date', written(a, '%Y-%m-%d'))}"
        f"</OutboundDate><ReturnDate>{business('travel_date', written(b, '%d.%m.%Y'))}"
        f"</ReturnDate></TravelDates>",
        f'<Validity effective="{business("travel_date", written(c, "%d%b%y"))}" '
        f'discontinue="{business("travel_date", written(b, "%Y%m%d"))}"/>',
        d.line(business("remark", f"TKTL {written(a, '%d%b')}/1800 MADZZ")),
        d.line(business("remark", f"TK XL {written(a, '%d%b')}/2359")),
        d.line(
            business("remark", f"ZZ 8123 Y {written(b, '%d%b')} 4 MADGRU HK1 2355 0540+1 *1A/E*")
        ),
        d.line(business("text", f"Fares valid for travel until {written(c, '%d/%m/%Y')}")),
        d.line(business("text", f"Flugplanwechsel ab {written(a, '%-d.%-m.%Y')}")),
        f"<LastTicketDate>{business('time_limit', written(a, '%Y-%m-%dT23:59:00+01:00'))}"
        f"</LastTicketDate>",
    ]


@family(extras=3)
def business_seat_map(d: Draw) -> list[str]:
    row = d.number(10, 40)
    return [
        f'<Row number="{business("seat", str(row))}"><Seat column="{business("seat", "A")}" '
        f'characteristics="{business("seat", "W LS")}" status="{business("status", "F")}"/>'
        f'<Seat column="{business("seat", "C")}" status="{business("status", "T")}"/></Row>',
        d.line(business("text", f"Row {row} seats ABC extra legroom, no recline")),
        d.line(business("text", "EXIT ROW 12 - NO INFANTS, NO PETS, ABLE BODIED ONLY")),
        d.line(business("text", "Fensterplatz vorne links, Bassinet in Reihe 11")),
        d.line(business("text", "SEAT 14C 14D 15C 15D HELD UNTIL 48H BEFORE DEPARTURE")),
        f"<CabinLayout><Columns>{business('seat', 'ABC-DEF')}</Columns><Deck>"
        f"{business('seat', 'MAIN')}</Deck></CabinLayout>",
    ]


@family(extras=3)
def business_endorsements(d: Draw) -> list[str]:
    texts = (
        "NONEND/NONREF/VALID ZZ ONLY",
        "FARE RESTRICTION APPLIES - CXL BEFORE FLT DEPT",
        "REFTHRUAG/NONTRANS/70USD",
        "CHNG EUR100 FEE/CXL NOT ALLOWED/BG ZZ",
        "Q/NONEND/NO MILES ACCRUAL/RBK FEE APPLIES",
        "INVOL REROUTE DUE SKCHG - WAIVER CODE WX26",
        "S1-4 VALID ZZ CODESHARES ONLY -BG:ZZ",
        "PAX SUBJ TO DENIED BOARDING RULES EC261",
        "NETO/FAREDIF/NO SHOW FEE",
    )
    fare_line = (
        "FC LON ZZ X/MAD ZZ BUE Q LONBUE75.00M1022.31ZZ X/MAD ZZ LON M880.10NUC1977.41END "
        "ROE0.736912"
    )
    return [
        *(d.line(business("endorsement", text)) for text in d.some(texts, 4)),
        d.line(business("fare_calculation", fare_line)),
        f"<TourCode>{business('tour_code', d.form('IT&&ZZ##'))}</TourCode>",
    ]


@family(extras=3)
def business_company_and_office(d: Draw) -> list[str]:
    return [
        f"<AgencyName>{business('company', d.pick(('Sunrise Travel Ltd', 'Viajes Sol SA', 'Reisebüro Nord GmbH', 'Baker Street Tours', 'Martin Travel plc')))}</AgencyName>",
        f"<PseudoCityCode>{business('office', d.form('@#@#'))}</PseudoCityCode>",
        f"<IATA_Number>{business('office', d.form('78######'))}</IATA_Number>",
        d.line(business("remark", "HELP DESK OPEN MON-FRI 0800-1930 SAT 0900-1300")),
        d.line(business("remark", "CORPORATE CONTRACT 2026/14 - DISCOUNT CODE SME10")),
        d.line(business("text", "Counter 12-18, Halle B, Ebene 2")),
        f"<Merchant mcc='{business('number', '4511')}'>{business('company', 'ZZ AIR 0800 WEB')}</Merchant>",
    ]


@family(extras=3)
def business_words_like_names(d: Draw) -> list[str]:
    texts = (
        "Christmas Day surcharge from Santa Cruz and San Pedro Sula",
        "Grace period of 24 hours; mark and hold the long queue",
        "Paris Orly, Terminal Sydney lounge: open from dawn to noon",
        "May and June: winter schedule no longer valid, rich menu on board",
        "Young adult fare, 18-25; page 3 of the price list",
        "Prince George and Saint John served by partner airline",
        "Fort Wayne via Charlotte, San José and Victoria",
        "Jordan, Chad and Georgia: visa required, angel flights excluded",
        "Art Deco tour with hotel King's Cross, chase the sun holiday",
        "Sandy beach offer: Santo Domingo, Santa Maria, San Juan",
        "Will call counter: Baker Street, Marble Arch, Victoria Station",
        "Bill to account; pat-down search possible; sue only in Madrid courts",
        "Sommer und Winter: Rose Lounge im Hotel Kaiser, Freitag geschlossen",
        "Martin Luther King holiday, Washington Dulles closed lanes",
    )
    return [d.line(business("text", text)) for text in d.some(texts, 5)]


@family(extras=2)
def business_schedule_teletype(d: Draw) -> list[str]:
    text = business(
        "teletype",
        f"ASM\nUTC\n{d.day()}00145E001/LIC{d.form('####')}\nRPL FLT\nZZ{d.digits(4)}/{d.day()[:2]}\n"
        "J 32Q CJYBMHK.C12Y150\nMAD2210 LHR2330 7/ZZ 8",
    )
    ssim = business(
        "teletype",
        f"3 ZZ {d.digits(4)}0101J29MAR2624OCT261234567 MAD07250725+0200T4 GRU13451345-0300 3 788",
    )
    return [
        cdata("Teletype", text),
        d.line(ssim),
        d.line(business("remark", "QU MADRRZZ LONRMZZ")),
    ]


@family(extras=3)
def business_policies_es_pt_it(d: Draw) -> list[str]:
    return [
        *(d.line(business("text", t)) for t in d.some(_POLICIES, 5)),
        d.line(d.phrase("es")),
        d.line(d.phrase("pt")),
    ]


_POLICIES = (
    "El pasajero deberá presentarse en el mostrador 60 minutos antes de la salida del vuelo",
    "Si el titular de la tarjeta no viaja, presente una autorización firmada",
    "Menores no acompañados: recargo de 60 EUR por trayecto",
    "Nombre y apellidos deben coincidir con el pasaporte; no se admiten cambios de nombre",
    "Código de reserva, fecha de nacimiento y teléfono son obligatorios",
    "O passageiro deve apresentar documento com foto no embarque",
    "Cancelamento gratuito em até 24 horas após a compra",
    "Crianças de 2 a 11 anos pagam 75% da tarifa; bebês, 10%",
    "In caso di ritardo superiore a tre ore spetta una compensazione",
    "Il cognome sul biglietto non può essere modificato dopo l'emissione",
    "I minori devono viaggiare con un genitore o un tutore",
    "Silla de ruedas disponible en el aeropuerto a petición",
)


@family(extras=3)
def business_services_health_words(d: Draw) -> list[str]:
    """Services sold to all whose words are those of health and belief."""
    texts = (
        "KOSHER MEAL AND HALAL MEAL TO BE ORDERED 48 HOURS BEFORE DEPARTURE",
        "Wheelchair service is free of charge at all airports",
        "DIABETIC MEAL DBML / GLUTEN FREE GFML AVAILABLE ON LONG HAUL",
        "Oxygen on board against payment; medical certificate required",
        "Travel insurance covers illness, accident and cancellation",
        "Schwangere können bis zur 36. Woche fliegen",
        "Guide dogs travel free of charge in the cabin",
        "Les passagers à mobilité réduite sont invités à contacter l'assistance",
        "Ramadan and Hajj schedule: extra flights to Jeddah",
        "Vegetarian Hindu meal HNML on request",
    )
    return [d.line(business("service", text)) for text in d.some(texts, 5)]
