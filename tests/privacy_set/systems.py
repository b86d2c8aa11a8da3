"""More lines of airline systems: boarding passes, check-in, baggage tracing, ticket and PNR dumps."""

# ruff: noqa: E501 - a line of a message stands as a line

from tests.privacy_set.kit import business, cdata, element, family, personal
from tests.privacy_set.people import HONORIFICS, Draw, grouped, written


@family()
def boarding_pass_barcodes(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()

    def code(who: str, width: int) -> str:
        return (
            f"M1{who}{' ' * max(20 - width, 1)}E{d.locator()} MADGRUZZ {d.digits(4)} "
            f"{d.number(100, 365)}Y{d.number(1, 40):03d}{d.pick('ACDF')}{d.number(1, 200):04d} 100"
        )

    width = len(p.raw_surname + p.raw_given) + 1
    with_title = f"{q.S}/{q.G} MRS"
    return [
        element("Barcode", code(p.gds, width)),
        f"<Bcbp data='{code(with_title, len(q.raw_surname + q.raw_given) + 5)}' "
        f"type='{business('text', 'PDF417')}'/>",
        element(
            "Pectab",
            f"{p.gds} {business('flight', 'ZZ8123')} {business('seat', '14C')} "
            f"SEQ {business('number', '034')}",
        ),
        element("Text", business("text", "Boarding pass barcode could not be read")),
    ]


@family()
def check_in_lists(d: Draw) -> list[str]:
    p, q, r, s = (d.ascii_person() for _ in range(4))
    return [
        cdata(
            "Screen",
            f"PL,ZZ8123,14MAR  {business('text', 'GO SHOW 2  STBY 1')}\n"
            f" 1. {p.S}/{p.G}{d.pick(HONORIFICS)}   BN034  12A  Y  R/TKNE\n"
            f" 2. {q.S}/{q.G}MRS  BN035  12B  Y  B2/41\n",
        ),
        d.line(f"PD,{r.S}*{r.G}"),
        d.line(f"SEAT MAP: 12A {p.S} 12B {q.S} {business('seat', '12C FREE')}"),
        d.line(f"STBY {s.S}/{s.G} {business('status', 'ACCEPTED')} SEQ {d.number(10, 99)}"),
        d.line(f"OFFLOAD {r.gds} {business('remark', 'NO SHOW AT GATE - BAGS REMOVED')}"),
    ]


@family()
def baggage_tracing(d: Draw) -> list[str]:
    p = d.ascii_person()
    a = d.address("AU")
    text = "\n".join(
        [
            f"AHL {personal('bag_file', d.form('MADZZ#####'))}",
            f"NM/ {p.S}",
            f"IT/ {d.pick('JKLM')} /PT {p.G}",
            f"PA/ {a.STREET}/{a.CITY} {a.postcode}",
            f"TP/ {d.phone('0061 4## ### ###')}",
            f"CP/ {d.phone('0061#########')}",
            f"EA/ {personal('email', d.email_text(p).upper())}",
            f"TN/ {personal('bag_tag', d.form('ZZ######'))}",
            f"CT/ {business('text', 'BK22WXX')}  FD/ {business('flight', 'ZZ8123/14MAR')}",
            f"FL/ {personal('loyalty', d.form('ZZ#########'))}",
            f"CC/ {business('text', 'TOILETRIES/CLOTHING/SHOES')}",
        ]
    )
    return [
        cdata("Tracing", text),
        d.line(
            f"OHD {personal('bag_tag', d.form('0220######'))} {business('remark', 'NO NAME ON BAG')}"
        ),
    ]


@family()
def ticketing_interface_records(d: Draw) -> list[str]:
    """AIR, MIR and IUR records that agencies receive for each ticket."""
    p, q = d.ascii_person(), d.ascii_person()
    air = "\n".join(
        [
            "AIR-BLK207;7A;;233;1200051780;1A1232997;001001",
            f"MUC1A {d.locator()};0101;{business('office', 'MADZZ08AA')};78200011",
            f"D-{business('booking_date', '260301;260301;260301')}",
            f"H-001;002OMAD;MADRID           ;GRU;{business('airport_city', 'SAO PAULO')}    ;ZZ    8123 Y",
            f"K-FEUR512.00     ;;;;;;;;;;;;EUR{d.amount()}  ;;;",
            f"I-001;01{p.S}/{p.G} MS;;AP{d.phone('MAD 91#######')}//E-{personal('email', d.email_text(p).upper())};;",
            f"T-K{d.ticket('###-##########')}",
            f"FPCCVI{d.card('VI')}/{d.card_date()}/A{d.digits(6)}",
            f"RM*DOB {d.birth('%d%b%y')}",
            f"SSR DOCS ZZ  HK1/P/ESP/{d.document()}/ESP/{d.birth('%d%b%y')}/F/{d.expiry('%d%b%y')}/{p.S}/{p.G}",
            "ENDX",
        ]
    )
    mir = (
        f"A02{q.S}/{q.G} MR{' ' * 12}{d.digits(9)}01ADT\n"
        f"A11CC{d.card('CA')}{business('amount', '     512.40')}{d.card_date()}"
    )
    return [cdata("Air", air), cdata("Mir", mir)]


@family()
def pnr_history(d: Draw) -> list[str]:
    p, q, r = (d.ascii_person() for _ in range(3))
    return [
        d.line(f"000 ON/{p.S}/{p.G} MR {business('office', 'MADZZ08AA')}"),
        d.line(f"XN/1.{q.S}/{q.G} {business('status', 'CANCELLED')}"),
        d.line(f"NAME CORRECTION FROM {r.S}/{r.G} TO {r.S}/{d.ascii_person().G}"),
        d.line(f"CHG AP {d.phone('34600######')} TO {d.phone('34611######')}"),
        d.line(
            f"RF-{p.S} CR-{business('office', 'MADZZ08AA')} SU {personal('user', d.form('####@@/DO'))}"
        ),
        d.line(f"DIVIDED BY {q.G} {business('travel_date', '02MAR26/0915Z')}"),
        d.line(business("remark", "AS ZZ8123Y14MAR MADGRU HK1/NN1 2155 0640")),
    ]


@family()
def full_pnr_screen(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    a = d.address("IT")
    text = "\n".join(
        [
            f"--- TST RLR SFP ---\nRP/{business('office', 'ROMZZ08AA')}/{business('office', 'ROMZZ08AA')}"
            f"            {personal('user', d.form('@@/SU'))}   1MAR26/0915Z   {d.locator()}",
            f"  1.{p.S}/{p.G} MS   2.{q.S}/{q.G} MSTR(CHD/{d.birth('%d%b%y', d.child_date())})",
            f"  3  {business('flight', 'ZZ8123 Y 14MAR 6')} FCOGRU HK2  2155 0640+1  *1A/E*",
            f"  4 AP ROM {d.phone('06 ########')} - {business('company', 'VIAGGI SOLE')} - A",
            f"  5 APM {d.phone('+39 347 #######')}/P1",
            f"  6 TK OK01MAR/{business('office', 'ROMZZ08AA')}//ETZZ",
            f"  7 SSR CTCE ZZ HK1 {personal('email', d.email_text(p).upper().replace('@', '//'))}",
            f"  8 RM NOTIFY {q.G} {business('remark', 'OF SCHEDULE CHANGE')}",
            f"  9 FA PAX {d.ticket('###-##########')}/ETZZ/EUR{d.number(100, 999)}.10/01MAR26",
            f" 10 FP CCVI{d.card('VI')}/{d.card_date()}/A083412",
            f" 11 AM {p.S} {p.G} / {a.STREET} / {a.postcode} {a.CITY}",
        ]
    )
    return [cdata("Pnr", text)]


@family()
def loyalty_programmes(d: Draw) -> list[str]:
    p = d.ascii_person()
    texts = [
        f"Miles & More {d.loyalty('#### #### #### ###')}",
        f"Flying Blue no. {d.loyalty('##########')} {business('status', 'Platinum')}",
        f"member {d.loyalty('########')} {p.full} {business('status', 'Silver tier')}",
        f"ZZ{d.loyalty('#######')} PIN {personal('secret', d.digits(4))}",
        f"KrisFlyer {d.loyalty('##########')}, {business('text', '40 000 miles required')}",
        f"tarjeta Iberia Plus {d.loyalty('########')}",
        f"Vielfliegernummer {d.loyalty('222##########')} nachgetragen",
        f"FFN: {d.loyalty('@@###@')}",
        f"cartão Smiles {d.loyalty('### ### ###')}",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 5)),
        d.line(business("text", "Earn 1250 award miles and 2 segments, bonus code 500")),
    ]


@family()
def medical_forms(d: Draw) -> list[str]:
    p = d.person()
    return [
        f"<Medif><Diagnosis>{personal('health', 'fracture of left tibia')}</Diagnosis><ICD>"
        f"{personal('health', d.form('S82.#'))}</ICD><Physician>Dr {p.full}</Physician></Medif>",
        d.line(
            f"SSR MEDA ZZ HK1 {personal('health', 'POST MYOCARDIAL INFARCTION')} CLEARED BY DOCTOR"
        ),
        d.line(
            f"SSR WCHC ZZ HK1/{personal('health', 'PARAPLEGIC')} {business('remark', 'OWN WHEELCHAIR 18KG')}"
        ),
        d.line(f"SSR DPNA ZZ HK1 {personal('health', 'AUTISM SPECTRUM')} TRAVELS WITH MOTHER"),
        d.line(f"SSR BLND ZZ HK1 {business('remark', 'NO ESCORT')}"),
        d.line(
            f"OSI ZZ PAX {personal('health', '28 WEEKS PREGNANT')} {business('remark', 'CERT ON FILE')}"
        ),
    ]


@family()
def rooming_and_seat_lists(d: Draw) -> list[str]:
    people = [d.ascii_person() for _ in range(6)]
    a, b, c, e, f, g = people
    return [
        d.line(f"DBL: {a.full} / {b.full}; SGL: {c.full}"),
        d.line(f"1) {e.s} 2) {f.s} 3) {g.s} - {business('text', 'all vegetarian')}"),
        d.line(f"{a.S}, {b.S}, {c.S} +2 {business('remark', 'ADJACENT SEATS')}"),
        element(
            "Party", "\n".join(f"{i}\t{x.s} {x.g}\t{i + 10}F" for i, x in enumerate((e, f), 1))
        ),
        d.line(f"Team leader {g.g}; {business('text', 'coach parking at terminal 2')}"),
    ]


@family()
def initials_and_truncated_names(d: Draw) -> list[str]:
    p, q, r, s = (d.ascii_person() for _ in range(4))
    return [
        d.line(f"1{p.S}/{p.raw_given[0].upper()} MR"),
        d.line(f"{q.raw_given[0]}. {q.s} {business('text', 'asks for a receipt')}"),
        d.line(f"{r.s} {r.raw_given[0]}.{d.pick('ABKM')}."),
        d.line(
            f"2{personal('name', (s.raw_surname + 'xandrou').upper()[:14])}/{s.raw_given[0].upper()}"
        ),
        f"<Pax init='{p.raw_given[0]}' name='{p.s}'/>",
        d.line(f"Dr. {q.raw_given[0]}.-{d.pick('BCD')}. {s.s}"),
    ]


@family()
def relations_and_patronymics(d: Draw) -> list[str]:
    """s/o, née, alias, bin, widow of, maiden names."""
    p, q, r, s = (d.person() for _ in range(4))
    texts = [
        f"{p.full} s/o {q.g} {q.s}",
        f"{r.s} née {s.s}",
        f"{p.g} alias {q.g} {r.s}",
        f"{r.g} bin {s.g} al-{q.s}",
        f"{p.s} geb. {s.s}, {business('text', 'Pass läuft im Mai ab')}",
        f"{q.g} {q.s} vda. de {r.s}",
        f"maiden name {s.s}",
        f"Abu {p.g}, Umm {r.g}",
        f"wife {p.g}, kids {q.g} & {r.g} {business('text', 'in row 20')}",
        f"mit Lebensgefährtin {s.g}",
        f"c/o {p.s}",
        f"Fam. {q.s}-{r.s}",
    ]
    return [d.line(text) for text in d.some(texts, 7)]


@family()
def titles_of_all_kinds(d: Draw) -> list[str]:
    p, q, r, s, t = (d.person() for _ in range(5))
    texts = [
        f"Rev. {p.full}",
        f"Capt {q.s} {business('remark', 'deadheading')}",
        f"H.E. Ambassador {r.full}",
        f"Freiherr {s.s}",
        f"Don {t.g}",
        f"Dña. {p.g} {p.s}",
        f"Ing. {q.full}, {business('company', 'Skoda Plant')}",
        f"Avv. {r.s}",
        f"Mlle {s.g}",
        f"Prof. Dr. med. {t.s}",
        f"Sgt {p.s} MIL ID",
        f"Sister {q.g} OSB",
        f"Sheikh {r.g}",
        f"{s.s}-san",
        f"{t.g}-ji",
        f"Dhr. {p.s}",
        f"Fru {q.s}",
        f"Sn. {r.full}",
    ]
    return [d.line(text) for text in d.some(texts, 7)] + [
        d.line(business("text", "Captain's choice menu, Master Card and Sir Winston lounge"))
    ]


@family()
def corporate_travel(d: Draw) -> list[str]:
    p, q = d.person(), d.person()
    return [
        f"<CostCentre approver='{p.full}'>{business('id', 'CC-4711')}</CostCentre>",
        d.line(f"UDID12-{q.FULL} UDID13-{personal('employee_id', d.form('E######'))}"),
        d.line(f"Reisegrund {business('text', 'Kundentermin in Basel')}, Vorgesetzte {p.s}"),
        d.line(
            f"Personalnr {personal('employee_id', d.form('00######'))} {business('text', 'Kst. 8800')}"
        ),
        f"<Booker email='{d.email()}' dept='{business('text', 'Procurement')}'/>",
        d.line(f"BOOKED BY ASSISTANT {q.G} {q.S} {business('remark', 'PROJECT ORION PHASE 2')}"),
        f"<TravelArranger>{q.s}, {q.g} ({personal('user', d.form('x#####'))})</TravelArranger>",
    ]


@family()
def card_tracks_and_payments(d: Draw) -> list[str]:
    p = d.ascii_person()
    number = d.card("VI")
    return [
        cdata("Track1", f"%B{number}^{p.S}/{p.G}^{d.card_date('%y%m')}101{d.form('0000###')}?"),
        cdata("Track2", f";{d.card('CA')}={d.card_date('%y%m')}101{d.form('########')}?"),
        element("Dpan", d.card("VI")),
        f"<ThreeDS cavv='{personal('secret', d.token(27) + '=')}' eci='{business('status', '05')}'/>",
        f"<Cc n='{d.card('AX')}' e='{d.card_date('%m.%Y')}' v='{d.cvv(4)}' t='{business('iso_codes', 'AX')}'/>",
        element(
            "Psp",
            f"pan={d.card('CA', ' ')};exp={d.card_date('%m/%y')};result={business('status', 'AUTHORISED')}",
        ),
        element("Masked", business("card_masked", "411111******1111")),
        element("Approval", business("remark", "APPROVAL CODE 083412 AVS Y")),
    ]


@family()
def names_next_to_flight_words(d: Draw) -> list[str]:
    p, q, r = d.person(), d.person(), d.ascii_person()
    stamp = written(d.travel_date(), "%d%b")
    return [
        d.line(
            f"{business('flight', 'ZZ8123')} {stamp} {p.S} {business('seat', '12A')} {q.S} {business('seat', '12B')}"
        ),
        d.line(f"SEAT 14C {r.S} WINDOW"),
        d.line(f"FARE {business('amount', 'EUR 412.00')} PAID BY {p.FULL}"),
        d.line(f"VGML {q.S} {business('service', 'AVML')} {r.S}"),
        d.line(f"{r.G} TO MADRID, {p.G} TO ROME"),
        d.line(f"UPGRADE {q.S} TO J {business('remark', 'WAITLISTED')}"),
        d.line(f"{grouped(d.form('######'), ' ', (3,))} {r.S}"),
    ]
