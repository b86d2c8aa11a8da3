"""More formats and numbers: other ways to write pairs, directories, statements, far-away numbers."""

# ruff: noqa: E501 - a line of a message stands as a line

from tests.privacy_set.kit import (
    as_json,
    business,
    cdata,
    element,
    encoded,
    family,
    name,
    personal,
    quoted,
)
from tests.privacy_set.people import Draw, luhn_digit, written


@family()
def xml_rpc_and_plist(d: Draw) -> list[str]:
    p, q = d.person(), d.person()
    return [
        f"<struct><member><name>lastName</name><value><string>{p.s}</string></value></member>"
        f"<member><name>firstName</name><value><string>{p.g}</string></value></member>"
        f"<member><name>cabin</name><value><string>{business('cabin', 'Economy')}</string></value></member></struct>",
        f"<dict><key>surname</key><string>{q.s}</string><key>given</key><string>{q.g}</string>"
        f"<key>mobile</key><string>{d.phone('+46 70 ### ## ##')}</string>"
        f"<key>fareBasis</key><string>{d.fare_basis()}</string></dict>",
        f"<row><col>NACHNAME</col><val>{p.s}</val></row>",
        f"<entry><key>dateOfBirth</key><value>{d.birth()}</value></entry>",
        f"<entry><key>departureDate</key><value>{business('travel_date', written(d.travel_date(), '%Y-%m-%d'))}</value></entry>",
    ]


@family()
def parallel_lists(d: Draw) -> list[str]:
    """Names of columns in one element, their values in another."""
    p, q = d.ascii_person(), d.person()
    return [
        f"<Cols>surname,given,dob,cabin</Cols><Vals>{p.s},{p.g},{d.birth()},{business('cabin', 'Economy')}</Vals>",
        f"<Header><H>Last name</H><H>First name</H><H>Fare</H></Header><R><C>{q.s}</C><C>{q.g}</C>"
        f"<C>{business('brand', 'Light')}</C></R>",
        f"<keys>ln|fn|em</keys><values>{q.s}|{q.g}|{d.email(p)}</values>",
    ]


@family()
def sql_ldap_saml(d: Draw) -> list[str]:
    p, q, r = d.ascii_person(), d.ascii_person(), d.ascii_person()
    return [
        element(
            "Sql",
            f"INSERT INTO pax (last_name, first_name, dob, rbd) VALUES ('{p.S}', '{p.G}', "
            f"'{d.birth()}', '{business('rbd', 'K')}')",
        ),
        element(
            "Sql", f"select * from {business('table', 'order_item')} where email = '{d.email(q)}'"
        ),
        element("Dn", f"CN={q.full},OU={business('ou', 'Sales Agents')},DC=zz-air,DC=example"),
        f"<saml:NameID xmlns:saml='urn:saml'>{d.email(r)}</saml:NameID>",
        f"<saml:Attribute xmlns:saml='urn:saml' Name='urn:oid:2.5.4.4'><saml:AttributeValue>{r.s}</saml:AttributeValue></saml:Attribute>",
        f"<saml:Attribute xmlns:saml='urn:saml' Name='role'><saml:AttributeValue>{business('role', 'TICKETING')}</saml:AttributeValue></saml:Attribute>",
        element(
            "Ini",
            f"[passenger]\nlast={p.s}\nfirst = {p.g}\n[offer]\nbrand={business('brand', 'Smart')}",
        ),
    ]


@family()
def html_forms(d: Draw) -> list[str]:
    p = d.person()
    return [
        cdata(
            "Form",
            f'<input type="text" name="pax[0].lastName" value="{p.s}"><input name="pax[0].firstName" '
            f'value="{p.g}"/><input type="hidden" name="fareFamily" value="{business("brand", "Flex")}"><select '
            f'name="title"><option selected>{business("text", "Mrs")}</option></select>',
        ),
        cdata(
            "Dl",
            f"<dl><dt>Nombre</dt><dd>{p.g}</dd><dt>Apellidos</dt><dd>{p.s}</dd><dt>Tarifa</dt>"
            f"<dd>{business('brand', 'Optima')}</dd></dl>",
        ),
        element("Placeholder", business("text", "Enter last name as in passport")),
    ]


@family()
def mail_threads(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.person()
    return [
        cdata(
            "Mail",
            f"From: {p.full} <{d.email(p)}>\nTo: {business('email_role', 'refunds@zz-air.example')}\n"
            f"Subject: {business('text', 'Refund of cancelled flight')}\n\nHello,\n"
            f"{business('text', 'please see the attached form.')}\n\n{p.g}\n--\n{p.full}\n"
            f"{d.phone('+1 (415) 555-01##')}\nSent from my iPhone",
        ),
        cdata(
            "Mail",
            f"Am 14.03.2026 schrieb {q.full}:\n> {business('text', 'Der Koffer ist noch nicht da.')}\n> "
            f"MfG {q.s}\n\n{business('text', 'Wir melden uns morgen.')}",
        ),
    ]


@family()
def json_more_shapes(d: Draw) -> list[str]:
    p, q = d.person(), d.ascii_person()
    a = d.address("IN")
    return [
        cdata(
            "Json",
            as_json(
                {
                    "name": {"full": p.full, "title": "Ms"},
                    "brand": {"name": business("brand", "Lite")},
                }
            ),
        ),
        cdata("Json", as_json([["SURNAME", p.S], ["GIVEN", p.G], ["CLASS", "Y"]])),
        cdata(
            "Json",
            as_json(
                {
                    "fields": [
                        {"id": "cust_last", "v": q.s},
                        {"id": "seat", "v": business("seat", "9K")},
                    ]
                }
            ),
        ),
        cdata(
            "Json",
            as_json(
                {
                    "address": {"line1": a.street, "city": a.city, "zip": a.postcode},
                    "airport": {"city": business("airport_city", "Mumbai"), "iata": "BOM"},
                }
            ),
        ),
        cdata("Json", f"{{lastName:'{q.s}',firstName:'{q.g}',cabin:'M'}}"),
        cdata(
            "Json",
            '{"err":"'
            + f"Passenger {p.full} not found"
            + '","code":'
            + business("number", "404")
            + "}",
        ),
    ]


@family()
def encoded_in_layers(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.person()
    inner = f"lastName={p.s}&firstName={p.g}&dob={d.birth()}"
    entity = "".join(f"&#{ord(c)};" for c in q.raw_surname)
    return [
        element(
            "Cookie", f"pax={encoded(as_json({'ln': p.s, 'fn': p.g, 'em': d.email(p)}))}; cur=EUR"
        ),
        element(
            "Url",
            f"https://m.zz-air.example/r?u={quoted('https://www.zz-air.example/x?ln=' + q.s + '&fn=' + q.g)}",
        ),
        element("State", encoded(f"state {inner}")),
        element("Html", f"<td>{personal('name', entity)}</td><td>{business('seat', '4D')}</td>"),
        element(
            "Hex", personal("encoded", f"{p.raw_surname}/{p.raw_given}".upper().encode().hex())
        ),
        element("Hash", business("hash", d.form("sha256:" + "%" * 32))),
    ]


@family()
def lower_case_and_typos(d: Draw) -> list[str]:
    p, q, r = d.ascii_person(), d.ascii_person(), d.ascii_person()
    low = personal("name", p.raw_surname.lower())
    return [
        d.line(f"mr {low} rang, {business('text', 'no bags yet')}"),
        d.line(
            f"pls call {personal('name', q.raw_given.lower())} {personal('name', q.raw_surname.lower())} back asap"
        ),
        d.line(
            f"PAX NAME MISSPELLED SHD BE {r.S} NOT {personal('name', r.raw_surname.upper()[:-1] + 'XX')}"
        ),
        d.line(f"mrs.{personal('name', q.raw_surname.lower())}@gate"),
        d.line(f"{p.S}, {p.g}"),
        d.line(f"{personal('name', r.raw_given.swapcase())} wants wifi voucher"),
    ]


def _norwegian(d: Draw) -> str:
    return written(d.birth_date(), "%d%m%y") + " " + d.form("#####")


@family()
def ids_nordic(d: Draw) -> list[str]:
    texts = [
        f"fødselsnummer {personal('national_id', _norwegian(d))}",
        f"CPR-nr. {personal('national_id', written(d.birth_date(), '%d%m%y') + d.form('-####'))}",
        f"hetu {personal('national_id', written(d.birth_date(), '%d%m%y') + d.form('-###@'))}",
        f"kennitala {personal('national_id', written(d.birth_date(), '%d%m%y') + d.form('-###9'))}",
        f"org.nr {business('id', '556036-0793')} {business('company', 'Nordic Travel AB')}",
        f"isikukood {personal('national_id', d.pick('34') + written(d.birth_date(), '%y%m%d') + d.form('####'))}",
    ]
    return [d.line(text) for text in d.some(texts, 5)]


@family()
def ids_asia_pacific(d: Draw) -> list[str]:
    sin = d.digits(8)
    texts = [
        f"NRIC {personal('national_id', d.form('S#######@'))}",
        f"HKID {personal('national_id', d.form('@######(#)'))}",
        f"주민등록번호 {personal('national_id', written(d.birth_date(), '%y%m%d') + d.form('-1######'))}",
        f"マイナンバー {personal('national_id', d.form('#### #### ####'))}",
        f"MyKad {personal('national_id', written(d.birth_date(), '%y%m%d') + d.form('-14-####'))}",
        f"KTP NIK {personal('national_id', d.form('32##############'))}",
        f"SIN {personal('national_id', sin + luhn_digit(sin))}",
        f"TFN {personal('national_id', d.form('### ### ###'))}",
        f"Medicare {personal('national_id', d.form('#### ##### #'))}",
        f"voter id {personal('national_id', d.form('@@@#######'))}",
        f"เลขบัตรประชาชน {personal('national_id', d.form('1-####-#####-##-#'))}",
    ]
    return [d.line(text) for text in d.some(texts, 6)]


@family()
def ids_latin_america(d: Draw) -> list[str]:
    texts = [
        f"DNI {personal('national_id', d.form('##.###.###'))}",
        f"CUIL {personal('national_id', d.form('20-########-#'))}",
        f"RUT {personal('national_id', d.form('##.###.###-#'))}",
        f"cédula {personal('national_id', d.form('1.0##.###.###'))}",
        f"C.C. {personal('national_id', d.form('########'))} {business('text', 'tarifa promocional')}",
        f"INE {personal('national_id', d.form('@@@@@@########@###'))}",
        f"pasaporte {d.document()}",
        f"CI {personal('national_id', d.form('#.###.###-#'))}",
        f"NIT {business('id', '900.123.456-7')} {business('company', 'Agencia Andina SAS')}",
    ]
    return [d.line(text) for text in d.some(texts, 5)]


@family()
def ids_east_and_south_europe(d: Draw) -> list[str]:
    texts = [
        f"AMKA {personal('national_id', written(d.birth_date(), '%d%m%y') + d.form('#####'))}",
        f"rodné číslo {personal('national_id', written(d.birth_date(), '%y%m%d') + d.form('/####'))}",
        f"CNP {personal('national_id', '2' + written(d.birth_date(), '%y%m%d') + d.form('######'))}",
        f"ЕГН {personal('national_id', written(d.birth_date(), '%y%m%d') + d.form('####'))}",
        f"adóazonosító {personal('national_id', d.form('8#########'))}",
        f"ת.ז. {personal('national_id', d.form('#########'))}",
        f"JMBG {personal('national_id', written(d.birth_date(), '%d%m') + '978' + d.form('71####'))}",
        f"OIB {personal('national_id', d.form('###########'))}",
        f"паспорт {personal('document', d.form('45 ## ######'))}",
        f"СНИЛС {personal('national_id', d.form('###-###-### ##'))}",
        f"SVNR {personal('national_id', d.form('#### ') + written(d.birth_date(), '%d%m%y'))}",
        f"rijksregisternr {personal('national_id', written(d.birth_date(), '%y.%m.%d') + d.form('-###.##'))}",
    ]
    return [d.line(text) for text in d.some(texts, 6)]


@family()
def addresses_in_remarks_without_cue(d: Draw) -> list[str]:
    c, i, t, b = (d.address(x) for x in ("CH", "IE", "TR", "BR"))
    return [
        d.line(f"{c.street}, {c.postcode} {c.city}"),
        d.line(f"send docs to {i.street}, {i.city}, {i.postcode}"),
        d.line(f"{t.street} {t.city}"),
        d.line(f"{b.STREET} - {b.CITY}/SP - {b.postcode}"),
        d.line(business("text", "Halle 4, Ebene 3, Schalter 712-718")),
        d.line(business("text", "Hotel shuttle every 20 minutes from bay 14")),
    ]


@family()
def birth_dates_in_systems(d: Draw) -> list[str]:
    texts = [
        f"DOB-{d.birth('%d%b%y')}",
        f"birthdate={d.birth('%d%m%y')}",
        f"SSR CHLD ZZ HK1 {d.birth('%d%b%y', d.child_date())}",
        f"ADT*{d.birth('%d%b%Y')}",
        f"YTH/{d.birth('%Y%m%d')} {business('ptc', 'ZS')}",
        f"(IDDOB{d.birth('%d%b%y')})",
        f"P1 BD {d.birth('%m/%d/%Y')}",
        f"senior {d.birth('%d.%m.%y')} {business('text', 'discount 20 percent')}",
        f"birth >{d.birth('%d %b %Y')}",
    ]
    travel = written(d.travel_date(), "%d%b%y")
    return [
        *(d.line(text) for text in d.some(texts, 5)),
        f"<bd>{d.birth('%Y-%m-%dT00:00:00')}</bd>",
        f"<Dob y='{personal('birth', str(d.number(1950, 1999)))}' m='{d.number(1, 12)}'/>",
        d.line(business("remark", f"TKT/TL{travel} OW Y{travel[:5]}")),
        f"<Dd>{business('travel_date', written(d.travel_date(), '%Y-%m-%dT00:00:00'))}</Dd>",
    ]


@family()
def names_with_ampersand_and_brackets(d: Draw) -> list[str]:
    p, q, r, s = (d.person() for _ in range(4))
    return [
        d.line(f"Mr & Mrs {p.s}"),
        d.line(f"({q.full}) {business('text', 'paid cash')}"),
        d.line(f'"{r.g}" {r.s}'),
        d.line(f"{p.S}+{q.S}+{s.S}"),
        d.line(f"PAX:{q.S}_{q.G}"),
        d.line(f"*{r.S}*{r.G}*"),
        d.line(f"{s.g}.{s.s}"),
        d.line(f"<{p.g}>"),
        d.line(business("text", "(Light) & [Flex] fares + 'Smart' extras")),
    ]


@family()
def unusual_elements_of_people(d: Draw) -> list[str]:
    """Elements for people who are no passengers, and namesakes for things."""
    p, q, r, s, t = (d.person() for _ in range(5))
    return [
        element("SignedBy", p.full),
        element("Escort", q.full),
        element("Beneficiary", r.FULL),
        element("Payer", f"{name(s.raw_surname)} {name(s.raw_given)}"),
        element("ContactPerson", t.full),
        element("Witness", p.s),
        element("AddressedTo", q.FULL),
        element("ManagerOnDuty", r.s),
        element("AircraftNickname", business("text", "Spirit of Lisbon")),
        element("LoungeName", business("text", "Marco Polo Lounge")),
        element("MealName", business("service", "Chicken Florentine")),
    ]


@family()
def employee_and_crew_ids(d: Draw) -> list[str]:
    p = d.person()
    return [
        d.line(
            f"STAFF ID {personal('employee_id', d.form('######'))} {business('fare', 'ID90R2')}"
        ),
        d.line(f"badge {personal('employee_id', d.form('B####'))} {p.full}"),
        d.line(f"ID00S1/{personal('employee_id', d.form('P######'))}"),
        element("EmployeeNumber", personal("employee_id", d.form("#####"))),
        d.line(f"matricule {personal('employee_id', d.form('######'))}"),
        d.line(
            f"pers.nr. {personal('employee_id', d.form('#######'))} {business('text', 'Freiflug Standby')}"
        ),
        d.line(business("remark", "STAFF TRAVEL SUBLO R2 BOARDING PRIORITY 47")),
    ]
