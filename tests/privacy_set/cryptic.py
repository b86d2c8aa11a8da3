"""Lines of reservation systems and teletype: SSR, OSI, name fields, remarks, lists, EDIFACT, MRZ."""

# ruff: noqa: E501 - a line of a message stands as a line

from tests.privacy_set import vocabulary as words
from tests.privacy_set.kit import business, cdata, family, name, personal
from tests.privacy_set.people import HONORIFICS, Draw, Person, written

COUNTRIES = ("NLD", "ESP", "IND", "POL", "USA", "TUR", "CHN", "D", "ITA")


def caps(email: str) -> str:
    """Give an e-mail as a GDS writes it: at and underscore as doubled signs."""
    return email.upper().replace("@", "//").replace("_", "..").replace("-", "./")


@family(extras=2)
def ssr_contact_variants(d: Draw) -> list[str]:
    p, c = d.ascii_person(), d.carrier()
    mail = personal("email", caps(d.email_text(p)))
    texts = [
        f"SSR CTCM {c} HK1 {d.phone('34600######')}-1{p.gds}",
        f"SSRCTCM{c}HK1/{d.phone('0091##########')}",
        f"CTCM{d.phone('34600######')}",
        f"CTCE {mail}",
        f"SSR CTCE {c} HK/{mail}/EN",
        f"SSR CTCR {c} HK1/{business('remark', 'PAX REFUSED TO PROVIDE CONTACT')}",
        f"OSI {c} CTCB {d.phone('MAD 91 ### ## ##')}",
        f"OSI {c} CTCT MAD {d.phone('91#######')} {business('company', 'VIAJES SOL TRAVEL')}",
        f"3CTCM/{d.phone('5511########')}N1.1",
        f"OSI {c} CTCH {d.phone('0039 06 ### ####')} {p.S} {business('remark', 'HOME AFTER 1900')}",
    ]
    return [d.line(text) for text in d.some(texts, 6)]


@family(extras=2)
def ssr_foid_variants(d: Draw) -> list[str]:
    c, p = d.carrier(), d.ascii_person()
    texts = [
        f"SSR FOID {c} HK1 NI{personal('national_id', d.form('########@'))}-1{p.gds}",
        f"SSR FOID {c} HK1 CC{d.card('VI')}",
        f"SSR FOID {c} HK1-FF{c}{d.loyalty('##########')}",
        f"SSR FOID {c} HK1 DL{personal('licence', d.form('@####-#####-#####'))}",
        f"SSR FOID {c} NN1 ID{personal('national_id', d.form('##########'))}/P1",
        f"SSR FOID {c} HK1 CN{d.locator()}",
        f"SSR FOID{c}HK1/PP{d.document()}",
        f"SSR FOID {c} HK1 {business('remark', 'ID REQUIRED AT CHECK-IN')}",
    ]
    return [d.line(text) for text in d.some(texts, 5)]


@family(extras=2)
def ssr_docs_gaps(d: Draw) -> list[str]:
    """DOCS with empty fields, two given names, no day, and the old PSPT."""
    c = d.carrier()
    p, q, r = (d.ascii_person() for _ in range(3))
    born = d.birth("%d%b%y")
    return [
        d.line(f"SSR DOCS {c} HK1 /////{born}/F//{p.S}/{p.G}/{d.ascii_person().G}/P1"),
        d.line(
            f"SSR DOCS {c} HK1/P//{d.document()}/{d.pick(COUNTRIES)}/{d.birth('%d%b%y')}/MI/"
            f"{d.expiry('%d%b%y')}/{q.S}/{q.G}/H"
        ),
        d.line(
            f"SSR PSPT {c} HK1 {d.document()}/{d.pick(COUNTRIES)}/{d.birth('%d%b%y')}/"
            f"{r.S}/{r.G}/M/H-1{r.gds}"
        ),
        d.line(f"SSR DOCS {c} {business('remark', 'DOCUMENT DATA MISSING FOR PASSENGER 2')}"),
    ]


@family(extras=2)
def ssr_doca_doco_more(d: Draw) -> list[str]:
    c, a, b = d.carrier(), d.address("CA"), d.address("ES")
    known = personal("known_traveller", d.form("#########"))
    redress = personal("redress", d.form("#######"))
    return [
        d.line(f"SSR DOCA {c} HK1 D/USA/{a.STREET}/{a.CITY}/FL/{a.postcode}"),
        d.line(f"SSR DOCA {c} HK1 R/ESP/{b.STREET}/{b.CITY}//{b.postcode}"),
        d.line(f"SSR DOCO {c} HK1 //K/{known}////USA"),
        d.line(f"SSR DOCO {c} HK1 //R/{redress}////USA"),
        d.line(
            f"SSR DOCO {c} HK1 {personal('city', d.composed_city().upper())}/V/"
            f"{d.document()}/{personal('city', d.composed_city().upper())}/"
            f"{personal('document_date', written(d.birth_date(2019, 2024), '%d%b%y'))}/USA"
        ),
        d.line(f"SSR ADTK {c} {business('remark', 'TKT BY 14FEB 1200 OR CXL')}"),
    ]


@family(extras=2)
def ssr_loyalty_and_osi(d: Draw) -> list[str]:
    c, p, q = d.carrier(), d.ascii_person(), d.ascii_person()
    return [
        d.line(f"SSR FQTU {c} HK1 {c}{d.loyalty('#########')}-1{p.gds}"),
        d.line(f"SSR FQTR {c} HK1/{c}{d.loyalty('############')}/GOLD"),
        d.line(f"FQTV*{c}-{d.loyalty('########')}/{business('status', 'STAR GOLD')}-{p.gds}"),
        d.line(f"FF{c}{d.loyalty('########')}-{q.S}/{q.G} {d.pick(HONORIFICS)}"),
        d.line(f"OSI {c} VIP {q.FULL} {business('remark', 'CEO OF CORPORATE CUSTOMER')}"),
        d.line(f"OSI {c} TCP 4 WITH {p.gds} {d.locator()}"),
        d.line(f"OSI {c} {business('remark', 'INFT WITHOUT SEAT - BASSINET RQST')}"),
        d.line(f"OSI {c} {business('remark', 'PAX PAID EXCESS BAG 2PC')}"),
    ]


@family(extras=2)
def sabre_fields(d: Draw) -> list[str]:
    p, q, r = (d.ascii_person() for _ in range(3))
    a = d.address("CA")
    return [
        d.line(f" 1.1{p.gds} MS*ADT  2.1{q.gds} MSTR*C07  3.I/1{r.gds}*I{d.number(10, 23)}"),
        d.line(f"5H-{d.phone('214-555-01##')}-{p.FULL}"),
        d.line(f"5/{p.FULL}/{a.STREET}"),
        d.line(f"9{d.phone('817-555-01##')}-H-1.1"),
        d.line(f"AN-{personal('account', d.form('C#######'))} {p.S}"),
        d.line(f"PE¤{personal('email', d.email_text(p).upper())}¤1.1"),
        d.line(f"W-{q.FULL}¥{a.STREET}¥{a.CITY} ON¥{a.postcode}"),
        d.line(f"5{business('remark', 'REMARK - ITINERARY PRICED WITH NEGOTIATED FARE')}"),
        d.line(
            f" 1 {d.carrier()}{d.number(100, 999)}Y {business('travel_date', d.day())} S MADGRU"
            f"*SS1  1155P  540A"
        ),
        d.line(
            f"-{r.S}/{r.G} {d.pick(HONORIFICS)}#{personal('birth', written(d.birth_date(), '%d%b%y'))}"
        ),
    ]


@family(extras=2)
def galileo_fields(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    a = d.address("IE")
    return [
        d.line(f"N:1{p.gds}MR*{personal('birth', written(d.birth_date(), '%d%b%y'))}"),
        d.line(f"N.I/{q.gds}*{d.birth('%d%b%y', d.child_date())}"),
        d.line(f"P:DUBH/{d.phone('01 ### ####')} {p.S}"),
        d.line(f"P:DUBT*{d.phone('0035387#######')} REF {q.G}"),
        d.line(f"W-{p.FULL}*{a.STREET}*{a.CITY}*P/{a.postcode}"),
        d.line(f"D-{q.FULL}*{a.STREET}"),
        d.line(f"MT.{personal('email', d.email_text(p).upper())}*P1"),
        d.line(f"T-{business('remark', 'TAU/14MAR')}"),
        d.line(f"V-{personal('user', d.form('@@##'))}/{business('office', d.form('@#@'))}"),
        d.line(f"NP.{business('remark', 'SEATS TOGETHER REQUESTED')}"),
        d.line(f"R.{q.G} {business('time', '1045Z')}"),
    ]


@family(extras=2)
def worldspan_fields(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    a = d.address("AU")
    mail = d.email_text(p)
    return [
        d.line(f"1-{p.gds}-MR*ID{personal('employee_id', d.digits(6))}"),
        d.line(f"9ATL*H*{d.phone('404-555-01##')} {q.G}"),
        d.line(f"9E/{personal('email', caps(mail))}"),
        d.line(f"5-CK*{business('remark', 'CHECK PAYMENT ACCEPTED')}"),
        d.line(f"5-$CC{d.card('AX')}/{d.card_date()}/N{p.S}"),
        d.line(f"BA-{p.FULL}*{a.STREET}*{a.CITY}"),
        d.line(
            f"3SSRDOCS{d.carrier()}HK1/P/US/{d.document()}/US/{d.birth('%d%b%y')}/F/"
            f"{d.expiry('%d%b%y')}/{q.S}/{q.G}"
        ),
        d.line(f"7TAW/{business('travel_date', d.day())}/"),
    ]


@family(extras=2)
def amadeus_contacts(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    a, b = d.address("IT"), d.address("NL")
    mail = personal("email", d.email_text(p).upper())
    lines = [
        f"AP ROM {d.phone('06/########')}-{q.S}",
        f"APH-{d.phone('+39 02 ### ####')}",
        f"APM {d.phone('340-#######')}",
        f"APN-M+{d.phone('393#########')}/IT",
        f"APN-E+{mail}/IT/P1",
        f"APF-{d.phone('+39 02 #######')}",
        f"AM {p.S} {p.G},{a.STREET},{a.postcode} {a.CITY},IT",
        f"ABU //NA-{q.FULL}/A1-{b.STREET}/CI-{b.CITY}/ZP-{b.postcode}/CO-NL",
        f"AMP-//NA-{q.G}/{business('remark', 'ADDRESS NOT VERIFIED')}",
        f"AP {business('remark', 'NO CONTACT GIVEN')}",
        f"APA-{d.phone('030-#######')} {business('company', 'REISEBURO SONNE')} - A",
    ]
    return [d.line(text) for text in d.some(lines, 8)]


@family(extras=2)
def received_from_and_signs(d: Draw) -> list[str]:
    p, q, r = (d.ascii_person() for _ in range(3))
    sign = personal("user", d.form("####@@"))
    return [
        d.line(f"RF {p.S} {p.G}-CR-{business('office', 'MADZZ08AA')} SU {sign}"),
        d.line(f"RF-{q.FULL} {business('remark', 'VIA CALL CENTER')}"),
        d.line(f"6{r.G}"),
        d.line(f"RECEIVED FROM - {q.S}*{personal('user', d.form('A@@'))}"),
        d.line(f"P-{r.full}"),
        d.line(f"TK OK{d.day()}/{business('office', 'MADZZ08AA')}//ETZZ"),
        d.line(f"BKD BY {r.G}/{personal('user', d.form('@@####'))} {business('time', '0915')}"),
        d.line(
            f"AGT SINE {personal('user', d.form('Z##@@'))} QUEUED {business('remark', 'Q50C1')}"
        ),
        d.line(f"spoke w/ {q.g} re refund, {business('text', 'waiver code')} WX26"),
    ]


@family(extras=2)
def amadeus_remarks(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    lines = [
        f"RM* {p.S} {p.G} {business('remark', 'PREFERS AISLE')}",
        f"RM*EMPNO-{personal('employee_id', d.digits(7))}*CC-4711",
        f"RIR *{business('remark', 'THANK YOU FOR BOOKING')}* MR {q.S}",
        f"RIZ CONF*PAX:{q.FULL}",
        f"RC/{p.G} SAYS {business('remark', 'UPGRADE ONLY IF FREE')}",
        f"RMZ/CONF*AUF:{personal('email', d.email_text(q).upper())}",
        f"RM*ACECLN-{personal('account', d.form('######'))} {business('remark', 'BUSINESS TRIP')}",
        f"RX {q.gds} BIRTHDAY {d.birth('%d%b')} {business('remark', 'CAKE ON BOARD')}",
        f"RM NOTIFY {p.FULL} {d.phone('07700 900###')}",
        f"RIF ATTN:{q.FULL} {business('remark', 'INVOICE BY POST')}",
        f"FP {business('remark', 'INVAGT')}",
        f"FP CASH+CC{d.pick(('CA', 'VI'))}{d.card('CA')}/{d.card_date()}*CV{d.cvv()}",
    ]
    return [d.line(text) for text in d.some(lines, 8)]


@family(extras=2)
def edifact_pnrgov(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    a = d.address("AU")
    text = "\n".join(
        [
            f"UNB+IATA:1+{business('airline', 'ZZAIR')}+AUGOV+260314:0910+0001'",
            "UNH+1+PNRGOV:11:1:IA'",
            f"RCI+{d.carrier()}:{d.locator()}::140326:0905'",
            f"TVL+{business('travel_date', '140326:2155:150326:0640')}+MAD+GRU+ZZ+8123'",
            f"TIF+{p.S}+{p.G}MR:A:1'",
            f"FTI+ZZ:{d.loyalty('#########')}:::'",
            f"IFT+4:28::ZZ+CTCM {d.phone('34600######')}'",
            f"ADD++700:{a.STREET}:{a.CITY}:::AU:{a.postcode}+{d.phone('0061#########')}'",
            f"REF+:{d.ticket()}'",
            f"TIF+{q.S}:C+{q.G}:C:2'",
            f"FOP+CC::{business('amount', '512.40')}:VI:{d.card('VI')}:{d.card_date()}'",
            f"IFT+4:43+{p.FULL}+{business('remark', 'TICKETED AT COUNTER')}'",
            f"SSR+DOCS:HK::ZZ:::::P/AUS/{d.document()}/AUS/{d.birth('%d%b%y')}/M/"
            f"{d.expiry('%d%b%y')}/{p.S}/{p.G}'",
            f"MSG+8:{business('status', '141')}'",
        ]
    )
    return [cdata("Payload", text)] if d.chance(0.7) else [d.line(text.replace("\n", ""))]


@family(extras=2)
def edifact_paxlst(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    segments = [
        "UNH+PAX01+PAXLST:D:05B:UN:IATA+ZZ8123/260314'",
        f"NAD+MS+++{name(d.ascii_person().raw_surname.upper())} {business('company', 'ZZ AIR OPS')}'",
        f"COM+{d.phone('+34 91 #######')}:TE+{d.email()}:EM'",
        f"TDT+20+{business('flight', 'ZZ8123')}+++ZZ'",
        f"LOC+125+{business('airport', 'MAD')}'",
        f"DTM+189:{business('travel_date', '2603142155')}:201'",
        f"NAD+FL+++{p.S}:{p.G}:{d.ascii_person().G}+{d.address('NL').STREET}+"
        f"{d.address('NL').CITY}'",
        "ATT+2++F'",
        f"DTM+329:{d.birth('%y%m%d')}'",
        f"MEA+CT++:{business('number', '2')}'",
        f"FTX+BAG+++{personal('bag_tag', 'ZZ' + d.form('######'))}'",
        f"RFF+AVF:{d.locator()}'",
        f"RFF+ABO:{business('id', d.form('BG######'))}'",
        f"DOC+P:110:111+{d.document()}'",
        f"DTM+36:{d.expiry('%y%m%d')}'",
        f"NAD+FM+++{q.S}:{q.G}'",
        f"DTM+329:{d.birth('%y%m%d')}'",
        f"DOC+V+{d.document()}'",
    ]
    return [cdata("Message", "\n".join(segments)), cdata("Raw", "UNA:+.? '")]


@family(extras=2)
def teletype_pnl_adl(d: Draw) -> list[str]:
    p, q, r = (d.ascii_person() for _ in range(3))
    born = d.birth("%d%b%y")
    text = "\n".join(
        [
            "PNL",
            f"{business('flight', 'ZZ8123/14MAR MAD PART1')}",
            "CFG/012J150Y",
            f"-{business('remark', 'GRU120Y')}",
            f"1{p.S}/{p.G}MR .L/{d.locator()} .R/TKNE HK1 {d.ticket()}/1",
            f".R/CTCM HK1 {d.phone('34611######')} .R/FQTV ZZ{d.loyalty('########')}",
            f"2{q.S}/{q.G}MRS/{d.ascii_person().G}MISS .L/{d.locator()}",
            f".R/DOCS HK1/P/ESP/{d.document()}/ESP/{born}/F/{d.expiry('%d%b%y')}/{q.S}/{q.G}",
            f".R/INFT HK1 {r.S}/{r.G} {d.birth('%d%b%y', d.child_date())}",
            f".R/{business('remark', 'VGML HK1')} .O/{business('remark', 'ZZ442Y15GRUEZE0700HK')}",
            f".RN/{name(d.ascii_person().raw_given.upper())}",
            "ENDPNL",
        ]
    )
    return (
        [cdata("Teletype", text)] if d.chance(0.5) else [d.line(part) for part in text.split("\n")]
    )


@family(extras=2)
def passport_mrz(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    state = d.pick(("UTO", "NLD", "ESP", "D<<"))
    tail = "<" * (44 - 7 - len(p.raw_surname + p.raw_given))
    number = personal("document", d.form("@@#######"))
    born = personal("birth", written(d.birth_date(), "%y%m%d"))
    until = d.expiry("%y%m%d")
    second = f"{number}{d.number(0, 9)}{state}{born}{d.number(0, 9)}F{until}{d.number(0, 9)}"
    own = personal("national_id", d.form("########@"))
    return [
        cdata("MRZ", f"P<{state}{p.S}<<{p.G}{tail}\n{second}{own}<<<<<<0{d.number(0, 9)}"),
        f"<MachineReadable line1='I&lt;UTO{personal('document', d.form('@########'))}"
        f"{d.number(0, 9)}&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;' "
        f"line2='{d.birth('%y%m%d')}{d.number(0, 9)}M{d.expiry('%y%m%d')}{d.number(0, 9)}UTO"
        f"&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;{d.number(0, 9)}' "
        f"line3='{q.S}&lt;&lt;{q.G}&lt;&lt;&lt;&lt;&lt;&lt;&lt;'/>",
        d.line(business("text", "Scan the two lines at the bottom of the passport")),
    ]


@family(extras=2)
def card_lines(d: Draw) -> list[str]:
    """Cards with dashes, glued to letters, 19 digits, with all words for the code on the back."""
    p = d.ascii_person()
    lines = [
        f"VI{d.card('VI')}EXP{d.card_date()}",
        f"CCCA{d.card('CA')}/{d.card_date()}/N{business('amount', d.amount_text())}",
        f"FPCCVI{d.card('VI')}D{d.card_date()}",
        f"Mastercard {d.card('CA', '-')} valid thru {d.card_date('%m-%Y')} CVC {d.cvv()}",
        f"amex {d.card('AX', '.')} CID {d.cvv(4)}",
        f"AX {d.card('AX')} {d.card_date('%m/%Y')} security code {d.cvv(4)}",
        f"UnionPay {d.card('CU')} exp. {d.card_date('%y/%m')}",
        f"card no:{d.card('MA')};sec.code={d.cvv()}",
        f"Kreditkarte {d.card('VI', ' ')} gültig bis {d.card_date('%m.%y')}, Prüfziffer {d.cvv()}",
        f"tarjeta {d.card('CA', ' ')} cad. {d.card_date('%m/%y')} a nombre de {p.full}",
        f"DC{d.card('DC')} {business('remark', 'APPROVAL 083412')}",
        f"FP O/CCJC{d.card('JC')}/{d.card_date()}+/CASH",
        f"FOP TP{d.card('TP')}/{d.card_date()} {business('remark', 'UATP ACCEPTED')}",
        f"{d.card('VI', ' ')}, {d.card_date('%m%y')}, {d.cvv()}, {p.FULL}",
    ]
    return [
        *(d.line(text) for text in d.some(lines, 6)),
        d.line(business("bin", f"BIN RANGE {d.form('41111#')} - {d.form('41112#')} NOT ACCEPTED")),
    ]


@family(extras=2)
def short_names(d: Draw) -> list[str]:
    a, b, e, f = (Person(d.pick(words.SHORT_GIVEN), d.pick(words.SHORT_SURNAMES)) for _ in range(4))
    return [
        d.line(f"1.{a.gds} MR"),
        d.line(f"2{b.S}/{b.G} MS(ADT)"),
        f"<PaxName>{e.s}, {e.g}</PaxName>",
        f"<Individual><GivenName>{f.G}</GivenName><Surname>{f.S}</Surname></Individual>",
        d.line(f"Mrs {f.s} called, {business('text', 'wants a window seat')}"),
    ]


@family(extras=3)
def compound_names_gds(d: Draw) -> list[str]:
    """Particles, apostrophes, hyphens, suffixes and titles, as they are and glued."""
    west, iberia, italy = d.person("west"), d.person("iberia"), d.person("italy")
    p, q = d.ascii_person(), d.ascii_person()
    glued = iberia.raw_surname.upper().replace(" ", "")
    return [
        d.line(f"1.1{west.S}/{west.G} MS"),
        d.line(f"2{iberia.S}/{iberia.G} {p.G} MR"),
        d.line(f"3.{personal('name', glued)}/{iberia.G}MR"),
        d.line(f"{italy.S} {italy.G} {business('status', 'CHECKED-IN')}"),
        d.line(f"1{p.S}-{q.S}/{q.G} DR"),
        d.line(f"{q.S} III/{q.G} JR MR"),
        d.line(f"{p.S}/{p.G}PROFDRMR"),
        f'<Traveller name="{west.full}, Jr." type="{business("ptc", "ADT")}"/>',
        d.line(f"{business('text', 'PASSENGER/BAGGAGE')} {business('text', 'RECONCILIATION')}"),
    ]


@family(extras=2)
def group_name_list(d: Draw) -> list[str]:
    people = [d.ascii_person() for _ in range(8)]
    rows = " ".join(f"{i}.{p.S}/{p.G}{d.pick(HONORIFICS)}" for i, p in enumerate(people[:4], 1))
    return [
        d.line(f"0.{business('number', '23')}{business('company', 'SUNTOURS GROUP')} NM: 8 {rows}"),
        d.line("; ".join(f"{p.S} {p.G}" for p in people[4:6])),
        d.line(
            f"NM1{people[6].S}/{people[6].G} MR(IDDOB{d.birth('%d%b%y')})"
            f"(INF{people[7].S}/{people[7].G}/{d.birth('%d%b%y', d.child_date())})"
        ),
        d.line(business("remark", "GROUP DEPOSIT EUR 40 PER SEAT DUE 60 DAYS BEFORE DEPARTURE")),
    ]


@family(extras=3)
def infants_and_children(d: Draw) -> list[str]:
    p, q, r, s = (d.ascii_person() for _ in range(4))
    child = d.child_date()
    return [
        d.line(f"SSR INFT {d.carrier()} NN1 {q.S}/{q.G} {d.birth('%d%b%y', child)} OCCUPYING SEAT"),
        d.line(f"1{p.S}/{p.G}MRS(INF{q.G}/{d.birth('%d%b%y', child)})"),
        d.line(f"SSR UMNR {d.carrier()} HK1 UM{d.number(6, 11):02d}-1{r.S}/{r.G}MSTR"),
        d.line(
            f"UMNR GUARDIAN DEP {s.FULL} {d.phone('+351 91# ### ###')} "
            f"{business('remark', 'ID CHECKED AT DESK')}"
        ),
        d.line(
            f"Lap child {q.g}, {d.number(3, 20)} months, {business('text', 'bassinet requested')}"
        ),
        d.line(f"CHD DOB {d.birth('%d/%m/%Y', d.child_date())} {business('ptc', 'CNN')}"),
    ]


@family(extras=3)
def locators_and_tickets(d: Draw) -> list[str]:
    texts = [
        f"RLOC {d.carrier()} {d.locator()}",
        f"PNR: {d.locator()}",
        f"CONF NO {d.locator()}",
        f"LOC:{d.locator()} {business('status', 'HK1')}",
        f"booking reference {d.locator()}",
        f"Buchungscode {d.locator()}, {business('text', 'bitte nicht stornieren')}",
        f"código de reserva: {d.locator()}",
        f"split from {d.locator()} to {d.locator()}",
        f"PNRs {d.locator()}, {d.locator()} and {d.locator()}",
        f"ETKT {d.ticket('###-##########')}",
        f"TKT/TIME LIMIT FA PAX {d.ticket('###-##########')}/ETZZ/EUR{d.amount_text()}",
        f"EMD {d.ticket('### ##########')} {business('remark', 'BAGGAGE FEE')}",
        f"ticket no. {d.ticket()} C{d.number(1, 4)} {business('status', 'OPEN FOR USE')}",
        f"reissue of {d.ticket('###-##########')}-{d.number(10, 99)}",
        f"https://checkin.zz-air.example/?loc={d.locator()}&l=en",
        f"voucher {personal('voucher', d.form('GC-####-@@@@-####'))} {business('amount', 'EUR 150.00')}",
        f"gift card {personal('voucher', d.form('&&&&-&&&&-&&&&-&&&&'))} PIN {personal('secret', d.digits(4))}",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 8)),
        d.line(business("remark", "AUTO CANCEL CODE SYSERR QUEUED ABCDEF".replace(" ABCDEF", ""))),
        d.line(business("text", "Your reference number has 6 characters")),
    ]
