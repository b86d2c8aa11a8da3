"""More whole sections without a person: screens, services, configuration, texts in many languages."""

# ruff: noqa: E501 - a line of a message stands as a line

from tests.privacy_set.kit import as_json, business, cdata, element, family, plain
from tests.privacy_set.people import Draw


def _lines(d: Draw, kind: str, texts: tuple[str, ...], count: int) -> list[str]:
    return [d.line(business(kind, text)) for text in d.some(texts, count)]


@family(extras=2)
def business_screens(d: Draw) -> list[str]:
    availability = (
        "** AMADEUS AVAILABILITY - AN ** GRU SAO PAULO.BR          12 SA 14MAR 0000\n"
        " 1   ZZ8123  J9 C9 Y9 B9 M9 /MAD 4S GRU 3  2155    0540+1  E0/788      10:45\n"
        " 2   XQ4407  J4 D0 Y9 K7 L2 /MAD 1  GRU 2  1210    1955    E0/332      11:45"
    )
    fares = (
        "FQDMADGRU/AZZ/D14MAR\nLN FARE BASIS    OW   EUR  RT   B PEN  DATES/DAYS   AP MIN MAX R\n"
        "01 QNC3MUS           412.00  Q NRF S18MAR 25DEC  14+ 3  12 R\n"
        "02 KLXOW7    310.00          K 75  -  -          -  -  -  M"
    )
    return [
        cdata("Screen", business("screen", availability)),
        cdata("Screen", business("screen", fares)),
        *_lines(
            d,
            "screen",
            (
                "INVALID ENTRY - CHECK NAME FIELD",
                "*TRN* NO AGREEMENT FOUND FOR CARRIER",
                "ITEM/FUNCTION NOT APPLICABLE TO THIS SEGMENT",
                "PNR UPDATED BY PARALLEL PROCESS-PLEASE VERIFY PNR CONTENT",
                "NEED TICKETING ARRANGEMENT / NEED RECEIVED FROM",
            ),
            3,
        ),
    ]


@family(extras=2)
def business_ndc_services_multilingual(d: Draw) -> list[str]:
    texts = (
        ("en", "Enjoy a freshly prepared three-course meal and a selection of wines."),
        ("de", "Genießen Sie ein Drei-Gänge-Menü und eine Auswahl an Weinen."),
        ("fr", "Savourez un repas de trois plats et une sélection de vins."),
        ("es", "Disfrute de un menú de tres platos y una selección de vinos."),
        ("pt", "Desfrute de uma refeição de três pratos e de uma seleção de vinhos."),
        ("it", "Gustate un menù di tre portate e una selezione di vini."),
        ("nl", "Geniet van een driegangenmenu en een keuze aan wijnen."),
        ("pl", "Ciesz się trzydaniowym posiłkiem i wyborem win."),
        ("sv", "Njut av en trerättersmeny och ett urval av viner."),
        ("tr", "Üç çeşit yemek ve şarap seçeneklerinin keyfini çıkarın."),
        ("ja", "三品のコース料理とワインをお楽しみください。"),
        ("ru", "Насладитесь обедом из трёх блюд и выбором вин."),
    )
    pieces = [
        f'<ServiceDescription lang="{language}">{business("text", text)}</ServiceDescription>'
        for language, text in d.some(texts, 6)
    ]
    return [
        *pieces,
        f"<ServiceDefinitionID>{business('id', 'SRV' + d.form('###'))}</ServiceDefinitionID>"
        f"<RFIC>{business('service', d.pick('ACDG'))}</RFIC><RFISC>{business('service', d.form('0@#'))}</RFISC>",
    ]


@family(extras=2)
def business_settings(d: Draw) -> list[str]:
    settings = {
        "maxPassengers": 9,
        "nameValidation": business("text", "^[A-Z ]{2,32}$"),
        "contactMandatory": True,
        "emailTemplate": business("text", "confirmation_v4_es"),
        "birthDateRequiredFor": ["CHD", "INF"],
        "cardTypes": [business("iso_codes", "VI"), business("iso_codes", "CA")],
        "supportHours": business("time", "06:00-22:00"),
    }
    return [
        cdata("Settings", as_json(settings, indent=1)),
        f'<Feature name="{business("text", "SHOW_LAST_NAME_HINT")}" enabled="{business("text", "true")}"/>',
        f'<Property key="passenger.name.maxlength" value="{business("number", "57")}"/>',
        f'<Property key="session.timeout" value="{business("duration", "1800s")}"/>',
        f'<Property key="card.brand" value="{business("brand", "Mastercard")}"/>',
        element(
            "Xsd", business("text", "xs:element name='Surname' type='xs:string' minOccurs='1'")
        ),
        element(
            "XPath", business("text", "/OrderViewRS/Response/DataLists/PaxList/Pax/Individual")
        ),
    ]


@family(extras=2)
def business_taxes_and_amounts(d: Draw) -> list[str]:
    taxes = (
        ("BR", "Brazil Embarkation Tax", "33.40"),
        ("JD", "Spain Departure Charge", "14.97"),
        ("OG", "Spain Aviation Safety and Security Fee", "3.27"),
        ("QV", "Spain Security Charge", "3.59"),
        ("GB", "United Kingdom Air Passenger Duty", "88.00"),
        ("DE", "Germany Airport Security Charge", "11.02"),
        ("OY", "Germany Aviation Tax", "15.53"),
        ("IT", "Italy Embarkation Tax", "18.41"),
        ("VT", "Italy Security Charge", "2.28"),
        ("US", "U.S. Transportation Tax", "22.20"),
        ("AY", "September 11th Security Fee", "5.60"),
    )
    rows = "".join(
        f'<Tax Code="{business("tax_code", code)}" Name="{business("tax_name", full)}" '
        f'Amount="{business("amount", amount)}" Cur="EUR"/>'
        for code, full, amount in d.some(taxes, 4)
    )
    return [
        f"<Taxes>{rows}</Taxes>",
        element(
            "FareCalc", business("fare_calculation", "MAD ZZ GRU412.50ZZ MAD380.00NUC792.50END")
        ),
        *_lines(
            d,
            "amount",
            (
                "Total 1.234,56 EUR incl. taxes",
                "R$ 2.310,90 em até 10 vezes",
                "Rs 45,600 plus GST 5%",
                "PLN 1 299,00 za osobę",
                "CHF 2'480.50",
                "EUR 50 per passenger and direction",
                "12500 miles + USD 5.60",
            ),
            3,
        ),
    ]


@family(extras=2)
def business_operations(d: Draw) -> list[str]:
    return _lines(
        d,
        "text",
        (
            "AOG at OPO, spare part ETA 1430Z, tail CS-TTA",
            "METAR LEMD 140630Z 24008KT 9999 FEW030 12/06 Q1019 NOSIG",
            "NOTAM A0812/26 RWY 14R/32L CLSD DUE WIP",
            "Slot CTOT 0942, taxi time 15 min, alternate LEVC",
            "MVT ZZ8123/14.CSTTA.MAD AD2158/2211 EA0536 GRU PX198",
            "Fuel 42.6 t, ZFW 152.3 t, trim 5.2, block 10:40",
            "Crew duty exceeded, flight delayed until 06:30 local",
            "Diversion to FAO due to fog, buses arranged",
            "De-icing in progress, pad 3, holdover 25 minutes",
            "Cabin configuration 30J 21W 245Y, 3 classes",
            "Bird strike reported on approach, inspection completed",
            "Load 187+2, bags 143/1892 kg, cargo 4.2 t",
        ),
        6,
    )


@family(extras=2)
def business_questions_and_help(d: Draw) -> list[str]:
    return _lines(
        d,
        "text",
        (
            "How do I correct my name on the ticket?",
            "Wie ändere ich meinen Nachnamen nach der Heirat?",
            "Comment ajouter un numéro de passeport ?",
            "¿Dónde indico mi número de viajero frecuente?",
            "Posso viajar com o cartão de cidadão?",
            "Posso portare un passeggino a bordo?",
            "Hoe laat moet ik op Schiphol zijn?",
            "Czy mogę zabrać narty jako bagaż?",
            "What is a booking reference? It has six characters.",
            "Geben Sie Namen genau so ein, wie sie im Ausweis stehen",
            "Enter your e-mail address and mobile number",
            "Indiquez votre date de naissance (JJ/MM/AAAA)",
            "La dirección de facturación debe ser la de la tarjeta",
            "Your father, mother or guardian must sign the form",
            "My account, my trips, log in with your password",
        ),
        7,
    )


@family(extras=2)
def business_similar_forms(d: Draw) -> list[str]:
    """Codes and numbers formed like personal ones."""
    return [
        element("OfferItemID", business("id", d.form("OFI-%%%%%%%%-####"))),
        element("ShoppingResponseID", business("id", d.form("################"))),
        element("CorrelationId", business("id", d.form("####-####-####"))),
        element("BuildNumber", business("version", d.form("2026.03.1#.####"))),
        element("FlightKey", business("flight", "ZZ8123-20260314-MADGRU")),
        element("ProductCode", business("id", d.form("PRD@@#####"))),
        element("Waiver", business("remark", d.form("WVR##@@###"))),
        element("Checksum", business("hash", d.form("%" * 40))),
        element("Timestamp", business("time", "2026-03-14T21:55:00.000Z")),
        element("Epoch", business("time", d.form("17724#######"))),
        element("Registration", business("equipment", "EC-MXV")),
        element("Frequency", business("text", "118.950 MHz")),
        element("ContractNo", business("id", d.form("CTR/2026/####"))),
        element("Gtin", business("id", "5901234123457")),
        element("HotlineHours", business("time", "0800-2000 LT")),
    ]


@family(extras=2)
def business_places(d: Draw) -> list[str]:
    places = (
        ("MSN", "Madison", "Dane County Regional Airport"),
        ("JAX", "Jacksonville", "Jacksonville International Airport"),
        ("STL", "St. Louis", "Lambert International Airport"),
        ("SJU", "San Juan", "Luis Muñoz Marín International Airport"),
        ("PTY", "Panama City", "Tocumen International Airport"),
        ("CLT", "Charlotte", "Douglas International Airport"),
        ("DAL", "Dallas", "Love Field"),
        ("LPL", "Liverpool", "John Lennon Airport"),
        ("LPA", "Las Palmas", "Gran Canaria Airport"),
        ("KRK", "Kraków", "John Paul II International Airport"),
        ("SVQ", "Sevilla", "San Pablo"),
        ("CGN", "Köln", "Konrad Adenauer Airport"),
        ("NAP", "Napoli", "Ugo Niutta"),
        ("BLR", "Bengaluru", "Kempegowda International Airport"),
        ("GEO", "Georgetown", "Cheddi Jagan International Airport"),
        ("ADL", "Adelaide", "Adelaide Airport"),
    )
    tags = (
        ("Location", "code", "city", "name"),
        ("AirportInfo", "iata", "cityNm", "arptNm"),
        ("Origin", "LocationCode", "CityName", "AirportName"),
        ("Escala", "codigo", "ciudad", "aeropuerto"),
        ("Ziel", "Code", "Ort", "Flughafen"),
    )
    pieces = []
    for (code, city, full), (tag, a, b, c) in zip(d.some(places, 5), tags, strict=True):
        pieces.append(
            f'<{tag} {a}="{business("airport", code)}" {b}="{business("airport_city", city)}" '
            f'{c}="{business("airport_name", full)}"/>'
        )
    code, city, full = d.pick(places)
    route = plain(d.flight())
    return [*pieces, d.line(business("text", f"{route} via {city} ({code}), {full}"))]


@family(extras=2)
def business_notices(d: Draw) -> list[str]:
    return _lines(
        d,
        "text",
        (
            "Passengers holding confirmed tickets will be rebooked free of charge",
            "Les passagers concernés seront réacheminés sans frais",
            "Los pasajeros con conexión serán reubicados en el siguiente vuelo",
            "Os passageiros afetados receberão vale-refeição",
            "Betroffene Fluggäste erhalten einen Gutschein über 15 EUR",
            "Strike on 12 and 13 May, all flights to Rome Fiumicino cancelled",
            "New check-in area in Hall C from 1 June, counters 301-340",
            "Hurricane Maria waiver: rebook until 30 September without fee",
            "Storm Eunice and storm Franklin: expect delays at Heathrow",
            "Saint Patrick's Day schedule, Good Friday and Easter Monday closed",
            "Carnival, Thanksgiving and Black Friday blackout dates apply",
            "Terminal Nelson Mandela open; use gate Charles de Gaulle Étoile coach",
        ),
        7,
    )


@family(extras=2)
def business_contact_points(d: Draw) -> list[str]:
    """Contacts of companies, not of persons; the given set labels corporate texts as business."""
    return [
        element(
            "Agency",
            business(
                "company",
                d.pick(
                    ("Sol y Mar Viajes", "Van Dam Reizen BV", "Orbis Podróże", "Marco Polo Viaggi")
                ),
            ),
        ),
        element("Website", business("url", "https://www.zz-air.example/contact")),
        element("Slogan", business("text", "More than miles. Grace in the sky.")),
        element("Insurer", business("company", "Saint Martin Insurance Company")),
        element("Operator", business("airline", "Binter Mediterráneo")),
        element("Hotel", business("hotel", "Hilton Garden Inn, Plaza Mayor")),
        element("CarCompany", business("company", "Enterprise Rent-A-Car")),
        element("Alliance", business("airline", "SkyTeam")),
        element("HandlingAgent", business("company", "Menzies Aviation")),
        element("Sponsor", business("company", "Ernst & Young")),
        element("Caterer", business("company", "LSG Sky Chefs")),
    ]
