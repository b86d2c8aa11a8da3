"""What people write: remarks, claims and letters in many languages and scripts."""

# ruff: noqa: E501 - a line of a message stands as a line

import datetime

from tests.privacy_set.kit import business, element, family, name, personal
from tests.privacy_set.people import Draw, Person
from tests.privacy_set.vocabulary import WORD_GIVEN, WORD_SURNAMES

MONTHS = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}


def spelled(d: Draw, language: str, shape: str) -> str:
    """Give a date of birth with the month in words; shape has D, M and Y."""
    date: datetime.date = d.birth_date()
    month = MONTHS[language].split()[date.month - 1]
    text = shape.replace("D", str(date.day)).replace("Y", str(date.year))
    return personal("birth", text.replace("M", month))


@family()
def prose_spanish(d: Draw) -> list[str]:
    p, q, r, s = (d.person() for _ in range(4))
    texts = [
        f"La señora {p.s} llamó por {business('text', 'la maleta perdida en Barajas')}; su marido {q.g} tiene el recibo.",
        f"Hablé con {r.full}, nacido el {spelled(d, 'es', 'D de M de Y')}, {business('text', 'sobre el cambio de fecha')}.",
        f"Reembolso para D. {s.full} {business('text', 'por cancelación del vuelo ZZ8123')}.",
        f"Saludos, {p.g}",
        f"El menor {q.g} viaja con su abuela {r.g} {s.s}; {business('text', 'confirmar asientos juntos')}.",
        f"Firmado: {q.s}, {r.g}. {business('text', 'Puerta de embarque 14')}",
        f"Pax {p.s} pide factura, {business('text', 'pago con tarjeta corporativa')}",
    ]
    return [element(d.pick(("Comentario", "Observaciones", "Text")), t) for t in d.some(texts, 4)]


@family()
def prose_italian(d: Draw) -> list[str]:
    p, q, r, s = (d.person() for _ in range(4))
    texts = [
        f"Il signor {p.s} chiede {business('text', 'il rimborso delle tasse aeroportuali')}, nato il {spelled(d, 'it', 'D M Y')}.",
        f"Ho parlato con {q.full}: {business('text', 'il volo in coincidenza a Roma è stato perso')}.",
        f"La figlia {r.g} viaggia da sola, {business('text', 'accompagnamento confermato')}.",
        f"Cordiali saluti, {s.full}",
        f"Reclamo della sig.ra {s.s} {business('text', 'per ritardo bagaglio')}, la madre si chiama {p.g}",
        f"Gentile {q.s}, {business('text', 'la Sua richiesta è stata accolta')}",
    ]
    return [element(d.pick(("Nota", "Commento", "Remark")), t) for t in d.some(texts, 4)]


@family()
def prose_portuguese(d: Draw) -> list[str]:
    p, q, r, s = (d.person() for _ in range(4))
    texts = [
        f"A Sra. {p.s} ligou: {business('text', 'bagagem extraviada em Guarulhos')}, o filho {q.g} ficou com a etiqueta.",
        f"Falei com {r.full}, nascida em {spelled(d, 'pt', 'D de M de Y')}.",
        f"Pedido de reembolso do senhor {s.full} {business('text', 'devido ao atraso do voo')}",
        f"Atenciosamente, {p.g} {q.s}",
        f"O cliente {s.s} deseja remarcar; {business('text', 'diferença tarifária aplicável')}",
        f"Obrigado, {r.g}. {business('text', 'Favor responder até sexta-feira')}",
    ]
    return [element(d.pick(("Observacao", "Comentario", "Texto")), t) for t in d.some(texts, 4)]


@family()
def prose_dutch_polish(d: Draw) -> list[str]:
    p, q, r, s = (d.person() for _ in range(4))
    texts = [
        f"Mevrouw {p.s} belde over {business('text', 'de gemiste aansluiting op Schiphol')}; haar man {q.g} heeft de bon.",
        f"Gesproken met {r.full}, geboren {spelled(d, 'nl', 'D M Y')}, {business('text', 'wil omboeken naar vrijdag')}.",
        f"Met vriendelijke groet, {s.g}",
        f"De heer {q.s} vraagt {business('text', 'terugbetaling van de luchthavenbelasting')}",
        f"Pani {p.full} prosi o {business('text', 'zwrot kosztów biletu')}, ur. {spelled(d, 'pl', 'D M Y')}",
        f"Rozmawiałam z panem {r.g} {s.s}, {business('text', 'lot opóźniony o trzy godziny')}.",
        f"Pozdrawiam, {q.g} {r.s}",
    ]
    return [element(d.pick(("Opmerking", "Uwagi", "Text")), t) for t in d.some(texts, 4)]


@family()
def prose_german_french_more(d: Draw) -> list[str]:
    p, q, r, s = (d.person() for _ in range(4))
    texts = [
        f"{p.s} hat reklamiert, {business('text', 'Koffer in Frankfurt verblieben')}, Ehefrau heißt {q.g}.",
        f"Rückruf erbeten bei Familie {r.s}, {business('text', 'Umsteigezeit in Wien zu kurz')}",
        f"Hr. {s.s} (geb. {spelled(d, 'de', 'D. M Y')}) {business('text', 'möchte den Rückflug umbuchen')}",
        f"Liebe Grüße\n{q.g} und {r.g}",
        f"Mme {p.s}, née le {spelled(d, 'fr', 'D M Y')}, {business('text', 'demande un avoir pour le vol annulé')}",
        f"J'ai eu {r.full} au téléphone, {business('text', 'correspondance ratée à Roissy')}",
        f"Le dossier de {s.g} {p.s} {business('text', 'est clos depuis lundi')}",
        f"Bien à vous, {q.full}",
    ]
    return [element(d.pick(("Bemerkung", "Commentaire", "Text")), t) for t in d.some(texts, 5)]


@family()
def prose_english_without_cues(d: Draw) -> list[str]:
    """Names with no title and no word before them that announces a person."""
    p, q, r, s = (d.person() for _ in range(4))
    texts = [
        f"{p.g} and {q.g} want {business('text', 'two window seats on the way back')}",
        f"{r.s} still owes the change fee, {business('text', 'see fare rules')}",
        f"{business('text', 'Upgrade offered at the gate')} - declined by {s.full}",
        f"Told {p.s} that {business('text', 'the bag is on the next flight')}",
        f"{q.full}'s suitcase {business('text', 'was found in Denver')}",
        f"per {r.g}: {business('text', 'hold until Monday')}",
        f"{s.g} is allergic to waiting, {business('text', 'prefers the lounge')}",
        f"waiting for {name(p.raw_given.lower())} to confirm {business('text', 'the return date')}",
        f"{business('text', 'New itinerary mailed')}, {q.s} ok with it",
    ]
    return [element(d.pick(("Comment", "Text", "Note", "Remark")), t) for t in d.some(texts, 5)]


@family()
def prose_word_names(d: Draw) -> list[str]:
    """Names that are words: Grace Hope, Mark Long, Summer Day."""
    p, q, r = (Person(d.pick(WORD_GIVEN), d.pick(WORD_SURNAMES)) for _ in range(3))
    return [
        d.line(f"{p.gds} MS"),
        d.line(f"Spoke to {q.full}, {business('text', 'wants aisle')}"),
        d.line(f"dear {r.g}, {business('text', 'booking confirmed')}"),
        element("TravellerLabel", f"{r.s}, {r.g}"),
        d.line(business("remark", "NO SHOW FEE PER LEG / MIN STAY SUN RULE")),
    ]


@family()
def birth_dates_as_written(d: Draw) -> list[str]:
    p = d.person()
    texts = [
        f"born {d.birth('%-d/%-m/%y')}",
        f"DOB {d.birth('%d-%b-%y')}",
        f"nata il {spelled(d, 'it', 'D M Y')}",
        f"né le {spelled(d, 'fr', 'D M Y')}",
        f"nacida {d.birth('%d.%m.%y')}",
        f"geb. {d.birth('%-d.%-m.%Y')}",
        f"birthday is {spelled(d, 'en', 'M Dth, Y').replace('1th', '1st').replace('2th', '2nd').replace('3th', '3rd')}",
        f"*{d.birth('%d.%m.%Y')}",
        f"data de nascimento {d.birth('%d/%m/%Y')}",
        f"d.o.b.{d.birth('%Y%m%d')}",
        f"生年月日 {d.birth('%Y年%m月%d日')}",
        f"urodzony {d.birth('%d.%m.%Y')} r.",
        f"aged {personal('age', str(d.number(61, 93)) + ' years')}",
        f"{p.full} ({d.birth('%Y')})",
    ]
    travel = (
        "outbound 7/8/26, return 21/8/26",
        "Hinflug am 4.8.2026",
        "retour le 4 août 2026",
        "valid from 03-MAR-26",
        "partenza 3 marzo 2026",
        "schedule effective 29MAR26",
    )
    return [
        *(d.line(text) for text in d.some(texts, 7)),
        *(d.line(business("travel_date", text)) for text in d.some(travel, 3)),
    ]


@family()
def scripts_in_text(d: Draw) -> list[str]:
    cn, jp, kr, ru = (d.person(c) for c in ("chinese", "japanese", "korean", "cyrillic"))
    gr, he, ar, th, hi = (d.person(c) for c in ("greek", "hebrew", "arabic", "thai", "devanagari"))
    texts = [
        f"旅客{cn.s}{cn.g}要求退款，电话{d.phone('138########')}",
        f"{jp.s}{jp.g}様より問い合わせ、{business('text', '座席の変更希望')}",
        f"{kr.s}{kr.g}님 문의: {business('text', '환불 규정 안내')}",
        f"Звонила {ru.s} {ru.g}, {business('text', 'просит обменять билет')}",
        f"Ο κ. {gr.s} ζητά {business('text', 'αλλαγή ημερομηνίας')}",
        f"גב' {he.s} ביקשה {business('text', 'שינוי מושב')}",
        f"اتصل السيد {ar.g} {ar.s} بخصوص {business('text', 'تأخر الرحلة')}",
        f"คุณ{th.g} {th.s} {business('text', 'ขอเปลี่ยนที่นั่ง')}",
        f"श्री {hi.g} {hi.s} ने {business('text', 'सीट बदलने का अनुरोध')} किया",
    ]
    return [d.line(text) for text in d.some(texts, 5)]


@family()
def health_de_fr(d: Draw) -> list[str]:
    p, q = d.person(), d.person()
    texts = [
        f"Fluggast {p.s} ist {personal('health', 'auf den Rollstuhl angewiesen')}",
        f"hat {personal('health', 'eine Erdnussallergie')}, {business('text', 'Crew informiert')}",
        f"{q.g} ist {personal('health', 'im siebten Monat schwanger')}",
        f"reist mit {personal('health', 'Blindenhund')}, {business('service', 'PETC nicht berechnen')}",
        f"Passagère {q.s} {personal('health', 'sous chimiothérapie')}",
        f"le passager souffre {personal('health', 'd’épilepsie')}",
        f"{personal('health', 'opéré du genou')} la semaine dernière, {business('text', 'siège couloir demandé')}",
        f"voyage avec {personal('health', 'un respirateur portable')}",
        f"{personal('health', 'gehörlos')}, bitte schriftlich informieren",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 5)),
        d.line(business("service", "Rollstuhlservice zum Gate inklusive")),
    ]


@family()
def health_es_it_pt(d: Draw) -> list[str]:
    p, q = d.person(), d.person()
    texts = [
        f"El pasajero {p.s} {personal('health', 'es diabético')} y lleva {personal('health', 'jeringas')}",
        f"{q.g} {personal('health', 'padece asma')}, {business('text', 'asiento delantero')}",
        f"{personal('health', 'embarazada de 32 semanas')}, {business('text', 'certificado recibido')}",
        f"viaja con {personal('health', 'marcapasos')}",
        f"La signora {q.s} {personal('health', 'è non vedente')}",
        f"{personal('health', 'allergico alle noci')}, {business('text', 'informare equipaggio')}",
        f"{personal('health', 'in dialisi')} tre volte a settimana",
        f"passageiro {p.g} {personal('health', 'autista')}, {business('text', 'embarque prioritário')}",
        f"{personal('health', 'usa cadeira de rodas própria')}",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 5)),
        d.line(business("service", "Comida sin gluten disponible bajo petición")),
    ]


@family()
def health_and_belief_english(d: Draw) -> list[str]:
    p, q = d.person(), d.person()
    texts = [
        f"{p.full} {personal('health', 'had a stroke')} in January, {business('text', 'needs aisle seat')}",
        f"pax is {personal('health', 'HIV positive')}, carries {personal('health', 'antiretrovirals')}",
        f"{q.g} {personal('health', 'suffers from panic attacks')}",
        f"{personal('health', 'bipolar')}, travels with {personal('health', 'emotional support dog')}",
        f"requests seat away from others, {personal('health', 'immunosuppressed after transplant')}",
        f"{personal('belief', 'observant Jew')}, {business('text', 'cannot fly on Saturday')}",
        f"{personal('belief', 'strict Hindu')}, {business('service', 'HNML ordered')}",
        f"{personal('belief', 'Jehovah’s Witness')}, no transfusion",
        f"son is {personal('health', 'autistic')}, {business('text', 'preboarding agreed')}",
        f"{personal('health', 'knee replacement')} sets off detector",
        f"{personal('belief', 'trade union delegate')} travelling to congress",
        f"asks for room with {personal('orientation', 'his husband')}",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 6)),
        d.line(business("service", "WCHR ASSISTANCE MAY BE ORDERED AT ANY TIME")),
    ]


@family()
def belief_in_other_languages(d: Draw) -> list[str]:
    p = d.person()
    texts = [
        f"{p.s} fastet im {personal('belief', 'Ramadan')}",
        f"ist {personal('belief', 'praktizierender Muslim')}, {business('text', 'Sitzplatz am Gang')}",
        f"pratiquante {personal('belief', 'catholique')}, pèlerinage à Lourdes",
        f"es {personal('belief', 'testigo de Jehová')}",
        f"è {personal('belief', 'ebreo osservante')}, {business('text', 'pasto da confermare')}",
        f"{personal('belief', 'evangélica')}, viaja com a igreja",
        f"Mitglied der {personal('belief', 'Grünen')}, Delegationsreise",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 4)),
        d.line(business("service", "MOML und KSML bis 48 Stunden vor Abflug bestellbar")),
    ]


@family()
def claims_and_complaints(d: Draw) -> list[str]:
    p, q, r = d.person(), d.ascii_person(), d.person()
    a = d.address("IE")
    letter = (
        f"Dear Sir or Madam,\n{business('text', 'our flight ZZ8123 on 14 March was cancelled')} and my wife "
        f"{r.g} and I had to sleep at the airport. {business('text', 'I claim 600 EUR under EC 261')}.\n"
        f"My mobile is {d.phone('087 ### ####')}, address {a.street}, {a.city}.\nYours faithfully\n{p.full}"
    )
    return [
        element("Letter", letter),
        element(
            "Claim",
            f"PIR {personal('bag_file', d.form('MADZZ#####'))} {q.S}/{q.G} {business('text', 'black hard-shell trolley')}",
        ),
        element(
            "Statement",
            f"I, {q.full}, passport {d.document()}, declare that {business('text', 'the bag contained clothes')}.",
        ),
        element(
            "Reply",
            f"Dear {p.s}, {business('text', 'we apologise for the inconvenience')}. Regards, {r.full}, Customer Relations",
        ),
    ]


@family()
def chat_transcripts(d: Draw) -> list[str]:
    p, q = d.person(), d.ascii_person()
    return [
        element(
            "Chat",
            f"[10:02] Agent {p.g}: {business('text', 'How can I help you today?')}\n"
            f"[10:02] Customer: im {personal('name', q.raw_given.lower())} "
            f"{personal('name', q.raw_surname.lower())}, {business('text', 'need to change my flight')}\n"
            f"[10:03] Customer: my number is {d.phone('07700 900###')} and mail {personal('email', d.email_text(q).lower())}",
        ),
        element(
            "Sms", f"Hi {q.g}, {business('text', 'your flight is delayed to 18:40')}. {p.g}, ZZ Air"
        ),
        element(
            "Bot",
            business("text", "Thanks for contacting us. A member of our team will call back."),
        ),
        element(
            "Transcript",
            f"caller: {p.s}, spelled {personal('spelled_name', ' '.join(q.raw_surname.upper()))}",
        ),
    ]


@family()
def names_of_places_as_persons(d: Draw) -> list[str]:
    """Persons called like cities, and cities next to them."""
    surnames = (
        "London",
        "Berlin",
        "Paris",
        "Santiago",
        "Florence",
        "Lourdes",
        "Madrid",
        "Romano",
        "Lima",
    )
    a, b = d.some(surnames, 2)
    p, q = d.person(), d.person()
    upper = a.upper()
    return [
        f"<Holder>{p.g} {personal('name', a)}</Holder>",
        d.line(f"1{personal('name', upper)}/{q.G} MR"),
        d.line(
            f"Ms {personal('name', b)} called about {business('text', 'her connection in Vienna')}"
        ),
        element(
            "AirportCity",
            business("airport_city", d.pick(("Vienna", "Porto", "Dallas", "Adelaide"))),
        ),
        element("AirportName", business("airport_name", "William P. Hobby Airport")),
        d.line(business("text", "Stopover in Victoria, Santa Rosa or San Salvador")),
    ]
