"""Identity numbers, bank accounts, phones and addresses of many countries, with cues and without."""

# ruff: noqa: E501 - a line of a message stands as a line

from tests.privacy_set.kit import business, element, family, personal
from tests.privacy_set.people import Draw, grouped, luhn_digit, written


def bsn(d: Draw) -> str:
    while True:
        digits = d.digits(8)
        check = sum(int(c) * w for c, w in zip(digits, range(9, 1, -1), strict=True)) % 11
        if check < 10:
            return digits + str(check)


def pesel(d: Draw) -> str:
    body = written(d.birth_date(1945, 1999), "%y%m%d") + d.form("####")
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
    return body + str(-sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 10)


def cpf(d: Draw) -> str:
    digits = d.digits(9)
    for _ in range(2):
        total = sum(int(c) * w for c, w in zip(digits, range(len(digits) + 1, 1, -1), strict=True))
        digits += str((total * 10) % 11 % 10)
    return digits


def personnummer(d: Draw) -> str:
    body = written(d.birth_date(), "%y%m%d") + d.form("###")
    return f"{body[:6]}-{body[6:]}{luhn_digit(body)}"


def chinese_id(d: Draw) -> str:
    body = (
        d.pick(("110105", "310104", "440303")) + written(d.birth_date(), "%Y%m%d") + d.form("###")
    )
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c) * w for c, w in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def ahv(d: Draw) -> str:
    body = "756" + d.form("#########")
    total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body))
    text = body + str(-total % 10)
    return f"{text[:3]}.{text[3:7]}.{text[7:11]}.{text[11:]}"


def nif(d: Draw) -> str:
    body = "2" + d.form("#######")
    rest = sum(int(c) * w for c, w in zip(body, range(9, 1, -1), strict=True)) % 11
    return body + str(0 if rest < 2 else 11 - rest)


def insee(d: Draw) -> str:
    body = d.pick("12") + written(d.birth_date(), "%y%m") + d.form("7512####")[:8]
    body = body[:13].ljust(13, "3")
    return body + f"{97 - int(body) % 97:02d}"


def turkish_id(d: Draw) -> str:
    body = d.digits(9)
    odd, even = sum(map(int, body[::2])), sum(map(int, body[1::2]))
    tenth = (odd * 7 - even) % 10
    return f"{body}{tenth}{(odd + even + tenth) % 10}"


def curp(d: Draw) -> str:
    return d.form("@@@@") + written(d.birth_date(), "%y%m%d") + d.pick("HM") + d.form("DF@@@&#")


def hidden(kind: str, text: str) -> str:
    return personal(kind, text)


@family()
def ids_nl_pl_se(d: Draw) -> list[str]:
    texts = [
        f"BSN {hidden('national_id', bsn(d))}",
        f"burgerservicenummer: {hidden('national_id', grouped(bsn(d), '.', (4, 2, 3)))}",
        f"PESEL: {hidden('national_id', pesel(d))}",
        f"nr dowodu {hidden('document', d.form('@@@ ######'))}",
        f"personnummer {hidden('national_id', personnummer(d))}",
        f"pnr {hidden('national_id', personnummer(d).replace('-', ''))} {business('text', 'bokningen är betald')}",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 4)),
        d.line(business("remark", "REF 2026/0314-88 QUEUE 73 CATEGORY 12")),
    ]


@family()
def ids_br_in_cn(d: Draw) -> list[str]:
    c = cpf(d)
    dotted = f"{c[:3]}.{c[3:6]}.{c[6:9]}-{c[9:]}"
    texts = [
        f"CPF {hidden('national_id', dotted)}",
        f"cpf/cnpj: {hidden('national_id', cpf(d))}",
        f"RG {hidden('national_id', d.form('##.###.###-#'))} SSP/SP",
        f"Aadhaar {hidden('national_id', d.form('#### #### ####').replace('0', '7', 1))}",
        f"PAN: {hidden('national_id', d.form('@@@P@####@'))} {business('text', 'GST invoice requested')}",
        f"身份证 {hidden('national_id', chinese_id(d))}",
        f"SSR FOID CZ HK1 NI{hidden('national_id', chinese_id(d))}",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 4)),
        f"<docNum>{hidden('national_id', cpf(d))}</docNum>",
    ]


@family()
def ids_ch_tr_mx(d: Draw) -> list[str]:
    return [
        d.line(f"AHV-Nr. {hidden('national_id', ahv(d))}"),
        d.line(f"no AVS {hidden('national_id', ahv(d).replace('.', ''))}"),
        d.line(f"T.C. Kimlik No: {hidden('national_id', turkish_id(d))}"),
        d.line(f"CURP {hidden('national_id', curp(d))} {business('text', 'tarifa nacional')}"),
        d.line(f"RFC {hidden('national_id', d.form('@@@@8#0312&&&'))}"),
        d.line(business("remark", "756 NOTIFICATIONS SENT, BATCH 2026.0314.11")),
    ]


@family()
def ids_pt_fr_de_ie(d: Draw) -> list[str]:
    i = insee(d)
    spaced = f"{i[0]} {i[1:3]} {i[3:5]} {i[5:7]} {i[7:10]} {i[10:13]} {i[13:]}"
    texts = [
        f"NIF {hidden('national_id', nif(d))}",
        f"contribuinte nº {hidden('national_id', grouped(nif(d), ' ', (3,)))}",
        f"n° sécu {hidden('national_id', spaced)}",
        f"NIR:{hidden('national_id', insee(d))}",
        f"Steuer-ID {hidden('national_id', d.form('## ### ### ###'))}",
        f"Personalausweis {hidden('document', d.form('L@#@##@#@#'))}",
        f"PPS No. {hidden('national_id', d.form('#######@@'))}",
        f"CC {hidden('national_id', d.form('######## # @@#'))} {business('text', 'validade confirmada')}",
    ]
    return [*(d.line(text) for text in d.some(texts, 5))]


@family()
def ids_without_cue(d: Draw) -> list[str]:
    """Numbers that only their check digits and forms tell."""
    return [
        f"<Value>{hidden('national_id', ahv(d))}</Value>",
        f"<Field>{hidden('national_id', d.form('@@@P@####@'))}</Field>",
        f"<Param>{hidden('national_id', personnummer(d))}</Param>",
        f'<Data v="{hidden("national_id", curp(d))}"/>',
        f"<Value>{hidden('national_id', chinese_id(d))}</Value>",
        f"<Ref>{business('id', d.form('TX-######'))}</Ref>",
        f"<Value>{business('id', d.form('OFFER#-##-A'))}</Value>",
    ]


@family()
def licences_permits_traveller_numbers(d: Draw) -> list[str]:
    texts = [
        f"Driving licence {hidden('licence', d.form('@@@@@######@@#@@'))}",
        f"Führerschein Nr. {hidden('licence', d.form('B###@@##@##'))}",
        f"permis de conduire {hidden('licence', d.form('##@@#####'))}",
        f"KTN {hidden('known_traveller', d.form('#########'))}",
        f"Known traveler no: {hidden('known_traveller', d.form('TT#######'))}",
        f"Redress {hidden('redress', d.form('#######'))}",
        f"Residence permit {hidden('document', d.form('RP#######'))}",
        f"NIE {hidden('national_id', d.form('X-#######-@'))}",
        f"Aufenthaltstitel {hidden('document', d.form('Y@#######'))}",
        f"visa no {hidden('document', d.form('########'))} {business('text', 'single entry')}",
        f"Green Card {hidden('document', d.form('SRC##########'))}",
        f"seaman book {hidden('document', d.form('@######'))} {business('fare', 'SEA FARE')}",
    ]
    return [*(d.line(text) for text in d.some(texts, 6))]


@family()
def bank_accounts(d: Draw) -> list[str]:
    p = d.person()
    country = d.pick(("GB", "FR", "IT", "CH", "PL", "BE", "PT", "AT", "SE", "TR"))
    other = d.pick(("NL", "ES", "GB", "CH"))
    texts = [
        f"IBAN {hidden('iban', grouped(d.iban_text(country), ' '))}",
        f"Auszahlung an {hidden('iban', d.iban_text(other))} ({p.full})",
        f"refund to {hidden('iban', grouped(d.iban_text('IT'), '-'))} {business('text', 'within 5 working days')}",
        f"routing {hidden('account', d.form('0########'))} account {hidden('account', d.form('##########'))}",
        f"sort code {hidden('account', d.form('##-##-##'))} acct no. {hidden('account', d.form('########'))}",
        f"{hidden('account', d.form('20-##-##'))} / {hidden('account', d.form('########'))} {p.full}",
        f"Kontonr. {hidden('account', d.form('#########'))}, BLZ {business('bank', '37040044')}",
        f"BIC {business('bic', 'COBADEFFXXX')} beneficiary {p.full}",
        f"conta {hidden('account', d.form('#####-#'))} ag. {d.form('####')} {business('bank', 'Banco do Sul')}",
        f"IFSC {business('bank', 'SBIN0001234')} a/c {hidden('account', d.form('###########'))}",
        f"CLABE {hidden('account', d.form('##################'))}",
        f"RIB {hidden('account', d.form('##### ##### ########### ##'))}",
    ]
    return [*(d.line(text) for text in d.some(texts, 6))]


@family()
def wallets_and_handles(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    user = q.raw_surname.lower() + str(d.number(10, 99))
    texts = [
        f"UPI {hidden('account', p.raw_given.lower() + '.' + q.raw_surname.lower() + '@okbank')}",
        f"PayPal {d.email(p)} {business('status', 'COMPLETED')}",
        f"paypal.me/{hidden('handle', user)}",
        f"Klarna {hidden('account', d.form('KL#########'))}",
        f"Alipay {hidden('account', d.form('2088############'))}",
        f"twitter @{hidden('handle', q.raw_given + '_' + q.raw_surname)}",
        f"Instagram: {hidden('handle', p.raw_given.lower() + '.' + p.raw_surname.lower())}",
        f"WhatsApp {d.phone('+55 11 9####-####')}",
        f"skype live:{hidden('handle', 'cid.' + p.raw_surname.lower() + d.form('##'))}",
        f"WeChat ID {hidden('handle', 'wx_' + q.raw_given.lower() + d.form('###'))}",
        f"Telegram t.me/{hidden('handle', p.raw_surname.lower() + '_' + d.form('##'))}",
        f"Twint {d.phone('079 ### ## ##')}",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 6)),
        d.line(business("text", "Follow us @zzair and www.airline.example/social")),
    ]


@family()
def phones_south(d: Draw) -> list[str]:
    texts = [
        f"Tel: {d.phone('+34 91 ### ## ##')}",
        f"móvil {d.phone('6## ## ## ##')}",
        f"cellulare {d.phone('347 ## ## ###')}",
        f"telefono casa {d.phone('06.########')}",
        f"Tel. ufficio {d.phone('02/########')} int. {d.number(10, 99)}",
        f"celular {d.phone('(11) 9####-####')}",
        f"fone {d.phone('+55 (21) ####.####')}",
        f"telemóvel {d.phone('91# ### ###')}",
        f"TEL{d.phone('00351#########')}",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 5)),
        d.line(business("text", "Horario 09.00-14.00 y 16.30-20.00, mostrador 12")),
        d.line(business("text", "Vuelo 3421, puerta 17, fila 24")),
    ]


@family()
def phones_east_and_far(d: Draw) -> list[str]:
    texts = [
        f"Mob {d.phone('+91 98### #####')}",
        f"ph: {d.phone('0484-#######')}",
        f"手机 {d.phone('138 #### ####')}",
        f"电话：{d.phone('010-########')}",
        f"携帯 {d.phone('090-####-####')}",
        f"M {d.phone('04## ### ###')}",
        f"({d.phone('02) #### ####')} BH",
        f"tel kom. {d.phone('601 ### ###')}",
        f"mobil {d.phone('070-### ## ##')}",
        f"GSM {d.phone('0532 ### ## ##')}",
        f"моб. {d.phone('+7 (9##) ###-##-##')}",
        f"نقال {d.phone('+971 50 ### ####')}",
    ]
    return [
        *(d.line(text) for text in d.some(texts, 6)),
        d.line(business("text", "Hours 08:30-17:30, level 2, counters 44-48")),
    ]


@family()
def phones_odd_forms(d: Draw) -> list[str]:
    """Glued to cues, extensions, words, two in one field, no cue at all."""
    words_for = dict(
        zip(
            "0123456789",
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
            strict=True,
        )
    )
    spoken = " ".join(words_for[c] for c in d.form("0#######"))
    texts = [
        f"call me on {personal('phone', 'oh seven double ' + spoken)} please",
        f"TEL0049{d.phone('1#########')}",
        f"H-{d.phone('31 20 ### ####')}/B-{d.phone('31 6 ########')}",
        f"{d.phone('+31-6-########')}",
        f"{d.phone('0207###0###')} x{personal('phone', d.form('4##'))}",
        f"phone {d.phone('1.800.555.01##')} ext. {d.number(200, 899)}",
        f"MOBILE:{d.phone('+44(0)7700 900###')},{d.phone('+44(0)7700 900###')}",
        f"T:{d.phone('415/555-01##')} F:{d.phone('415/555-01##')}",
        f"nummer {d.phone('06-########')} {business('text', 'na 18 uur')}",
        f"fax +{d.phone('49 89 ######-##')}",
        f"<{d.phone('0800 call ####')}>".replace("0800 call", "0800 CALL"),
    ]
    return [
        *(d.line(text) for text in d.some(texts, 6)),
        d.line(business("remark", "FLT 0715 0930 DLY 45 MIN GATE 22")),
        d.line(business("remark", "REBOOKED 1234 PAX ON 12 FLIGHTS 2026")),
    ]


@family()
def addresses_south(d: Draw) -> list[str]:
    it, es, pt, br = (d.address(c) for c in ("IT", "ES", "PT", "BR"))
    return [
        d.line(f"Indirizzo: {it.street}, {it.postcode} {it.city} (PV)"),
        d.line(f"domicilio en {es.street}, {es.postcode} {es.city}"),
        d.line(f"morada {pt.street} {pt.postcode} {pt.city}"),
        d.line(f"ENDERECO: {br.STREET} CEP {br.postcode} {br.CITY} - SP"),
        f"<Domicile line='{it.street}' cap='{it.postcode}' comune='{it.city}'/>",
        d.line(business("text", "Mostrador de facturación 512-518, planta 2, T4")),
        d.line(business("text", "Via Roma si intende con scalo a Fiumicino")),
    ]


@family()
def addresses_north_east(d: Draw) -> list[str]:
    nl, pl, se, tr = (d.address(c) for c in ("NL", "PL", "SE", "TR"))
    return [
        d.line(f"Adres: {nl.street}, {nl.postcode} {nl.city}"),
        d.line(f"zam. {pl.street}, {pl.postcode} {pl.city}"),
        d.line(f"adress {se.street}, {se.postcode} {se.city}"),
        d.line(f"adres: {tr.street} {tr.postcode} {tr.city}"),
        f"<AddressLine>{nl.STREET}</AddressLine>",
        f"<AddressLine>{nl.postcode}  {nl.CITY}</AddressLine>",
        d.line(business("text", "Wyjście 14, poziom 2, sektor B")),
    ]


@family()
def addresses_asia_pacific(d: Draw) -> list[str]:
    jp, ind, au, ca = (d.address(c) for c in ("JP", "IN", "AU", "CA"))
    return [
        d.line(f"住所 {jp.postcode} {jp.city} {jp.street}"),
        d.line(f"Addr: {ind.street}, {ind.city} - {ind.postcode}"),
        d.line(f"deliver bag to {au.street}, {au.city} NSW {au.postcode}"),
        d.line(f"mailing address {ca.street}, {ca.city}, SK  {ca.postcode}"),
        f"<Addr><Ln1>{ind.street}</Ln1><Ln2>{ind.city}</Ln2><Pin>{ind.postcode}</Pin></Addr>",
        d.line(business("text", "Gate 4-12 changed to 3-2, terminal 2, level 3")),
    ]


@family()
def home_geo_plates_devices(d: Draw) -> list[str]:
    lat, lon = f"{d.number(36, 58)}.{d.form('######')}", f"{d.number(1, 24)}.{d.form('######')}"
    return [
        f'<Pickup lat="{personal("geo", lat)}" lon="{personal("geo", lon)}" '
        f'zone="{business("zone", "B2")}"/>',
        d.line(f"home {personal('geo', lat[:-2] + 'N')} {personal('geo', lon[:-2] + 'E')}"),
        d.line(f"car park P3, plate {personal('plate', d.form('B-@@ ####'))}"),
        d.line(
            f"Kennzeichen {personal('plate', d.form('M-@@ ###'))}, {business('text', 'Parkhaus P20')}"
        ),
        d.line(f"matrícula {personal('plate', d.form('####@@@'))}"),
        f"<Device mac='{personal('device', d.form('%%:%%:%%:%%:%%:%%'))}' "
        f"imei='{personal('device', d.form('35#############'))}' os='{business('text', 'iOS 17.4')}'/>",
        element("DeviceId", personal("device", d.form("%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%"))),
        d.line(business("geo_airport", "ARP 40.4719N 003.5626W ELEV 2000FT")),
    ]


@family()
def network_addresses(d: Draw) -> list[str]:
    v4 = personal("ip", f"203.0.113.{d.number(1, 254)}")
    v6 = personal("ip", d.form("2001:db8:%%%%::%%%%:%%%%"))
    return [
        f'<Client remoteAddr="{v4}" agent="{business("text", "Mozilla/5.0 (X11; Linux x86_64)")}"/>',
        d.line(f"X-Forwarded-For: {personal('ip', f'198.51.100.{d.number(1, 254)}')}, {v6}"),
        element("ip_addr", personal("ip", d.form("2001:0db8:%%%%:0000:0000:%%%%:%%%%:%%%%"))),
        d.line(
            f"{business('time', '09:14:07')} GET /checkin 200 from "
            f"{personal('ip', f'192.0.2.{d.number(1, 254)}')}:51234"
        ),
        d.line(
            f"[{personal('ip', d.form('::ffff:192.0.2.1##'))}] {business('text', 'session timed out')}"
        ),
        d.line(business("version", "build 4.12.0.118")),
        d.line(business("version", "agent 10.15.7.2 schema 17.2.0.1")),
    ]
