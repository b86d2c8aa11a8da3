"""Values that hold another format: JSON, escaped XML, base64, query strings, logs, tables, HTML."""

# ruff: noqa: E501 - a line of a message stands as a line

from tests.privacy_set.kit import (
    as_json,
    attribute,
    business,
    cdata,
    element,
    encoded,
    family,
    name,
    personal,
    plain,
    quoted,
)
from tests.privacy_set.people import Draw, written


@family()
def json_in_cdata(d: Draw) -> list[str]:
    p, q = d.person(), d.ascii_person()
    body = {
        "pax": [
            {
                "type": business("ptc", "ADT"),
                "firstName": p.g,
                "lastName": p.s,
                "dob": d.birth(),
                "ktn": personal("known_traveller", d.form("#########")),
                "passport": {"no": d.document(), "exp": d.expiry(), "iss": "ESP"},
            },
            {"type": "CHD", "first_name": q.g, "last_name": q.s, "yob": 2015},
        ],
        "contact": {"mail": d.email(q), "cell": d.phone("+3460#######"), "prefLang": "es"},
        "flight": {"no": d.flight(), "cls": "Y", "amount": d.amount()},
    }
    return [
        cdata(d.pick(("Payload", "Body", "Ext")), as_json(body, indent=d.pick((None, 2)))),
        element(
            "Config",
            as_json(
                {"retry": 3, "endpoint": business("url", "https://api.zz-air.example/v1/order")}
            ),
        ),
    ]


@family()
def json_in_attributes(d: Draw) -> list[str]:
    p = d.person()
    body = {
        "sn": p.S,
        "gn": p.G,
        "eml": d.email(),
        "tel": [d.phone("0039 3## #######")],
        "cab": "C",
    }
    odd = {"paxNm": f"{p.S}/{p.G}MR", "nasc": d.birth("%d/%m/%Y"), "documento": d.document()}
    return [
        f'<Event type="{business("status", "PAX_ADDED")}" data="{attribute(as_json(body))}"/>',
        element("Escaped", as_json(as_json_text(odd))),
        f"<Ext json='{as_json({'brand': business('brand', 'Eco Flex'), 'seq': 2})}'/>",
    ]


def as_json_text(value: dict[str, str]) -> dict[str, str]:
    """Give JSON that holds JSON as a string, as queues deliver it."""
    return {"event": business("status", "PassengerUpdated"), "body": as_json(value)}


@family()
def json_escapes_and_scripts(d: Draw) -> list[str]:
    p, q = d.person("chinese"), d.person("cyrillic")
    west = d.person("slavic")
    escaped = "".join(c if ord(c) < 128 else f"\\u{ord(c):04x}" for c in west.raw_surname)
    return [
        cdata("Json", as_json({"姓": p.s, "名": p.g, "出生日期": d.birth(), "舱位": "Y"})),
        cdata("Json", f'{{"lastName":"{personal("name", escaped)}","cabin":"M"}}'),
        cdata("Json", as_json({"фамилия": q.s, "имя": q.g, "класс": "M"})),
    ]


@family()
def base64_of_anything(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    xml = f"<Pax><Surname>{p.S}</Surname><Given>{p.G}</Given><Dob>{d.birth()}</Dob></Pax>"
    json_text = as_json({"lastName": q.s, "firstName": q.g, "email": d.email(q)})
    text = f"Passenger {p.full}, phone {d.phone('+4479########')}"
    harmless = encoded("Fare rules: changes permitted with fee before departure")
    return [
        element("Blob", encoded(xml), encoding="base64"),
        element("Data", encoded(json_text)),
        f'<Attachment name="remark.txt" content="{encoded(text)}"/>',
        element("Rules64", harmless),
    ]


@family()
def query_strings(d: Draw) -> list[str]:
    p = d.person()
    q = d.ascii_person()
    mail = personal("email", plain(d.email(q)).replace("@", "%40"))
    return [
        element(
            "ReturnUrl",
            f"https://booking.zz-air.example/manage?lastName={quoted(p.s)}&firstName={quoted(p.g)}"
            f"&email={mail}&pnr={d.locator()}&lang=es",
        ),
        f'<Redirect href="{attribute(f"/checkin?surname={q.S}&ticket={d.ticket()}&flight={d.flight()}")}"/>',
        element(
            "Form", f"pax1_ln={q.s}&pax1_fn={q.g}&dob={d.birth()}&tel=%2B{d.phone('34600######')}"
        ),
        element("Url", f"https://user:{personal('secret', d.token(10))}@sftp.zz-air.example/in"),
        element(
            "Tracking",
            business("url", "https://www.airline.example/?utm_source=newsletter&utm_id=88"),
        ),
    ]


@family()
def key_value_text(d: Draw) -> list[str]:
    p, q, r = d.person(), d.ascii_person(), d.ascii_person()
    return [
        element(
            "Props",
            f"lastname={p.s};firstname={p.g};bd={d.birth('%Y%m%d')};cabin=Y;"
            f"brand={business('brand', 'LIGHT')}",
        ),
        element("Attrs", f"LN:{q.S}|FN:{q.G}|DOB:{d.birth('%d%b%Y')}|PTC:ADT|FBC:{d.fare_basis()}"),
        element(
            "Dump",
            f"[surname] => {r.s}\n[forename] => {r.g}\n[nationality] => PL\n"
            f"[document] => {d.document()}\n[class] => {business('cabin', 'Economy')}",
        ),
        element(
            "Yaml",
            f"passenger:\n  last_name: {q.s}\n  phone: '{d.phone('+48 ### ### ###')}'\n"
            f"fare:\n  basis: {d.fare_basis()}",
        ),
        element("Tuple", f"('{r.G}', '{r.S}', {business('number', '2')}, 'M')"),
    ]


@family()
def log_lines(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    user = personal("user", f"{p.raw_given[0]}{p.raw_surname}{d.number(1, 9)}".lower())
    return [
        element(
            "Log",
            f"2026-03-14 08:15:01,204 INFO [http-nio-8080-exec-7] {business('text', 'PricingService priced offer in 412 ms')}",
        ),
        element(
            "Log",
            f"2026-03-14 08:15:02 WARN user={user} ip={personal('ip', f'203.0.113.{d.number(1, 250)}')} "
            f"{business('text', 'retry 2 of 3')}",
        ),
        element(
            "Log",
            f"ERROR Duplicate passenger {q.s}, {q.g} (born {d.birth()}) in order {d.locator()}",
        ),
        element(
            "Log",
            f"DEBUG sendMail to=<{personal('email', d.email_text(q))}> status={business('status', 'queued')}",
        ),
        element(
            "Trace",
            f"Login failed for '{personal('user', q.raw_surname.lower() + d.form('##'))}' at "
            f"{business('class', 'com.zzair.auth.LoginFilter')}",
        ),
        element("Log", f"pax[0].name={p.S} {p.G} seat={business('seat', '17F')}"),
    ]


@family()
def html_fragments(d: Draw) -> list[str]:
    p, q = d.person(), d.ascii_person()
    body = (
        f"<html><body><p>Dear Ms {p.s},</p><p>{business('text', 'Your flight has been rescheduled.')}"
        f"</p><table><tr><td>Name</td><td>{p.full}</td></tr><tr><td>Phone</td><td>"
        f"{d.phone('+353 87 ### ####')}</td></tr><tr><td>Fare</td><td>{business('brand', 'Flex Plus')}"
        f'</td></tr></table><a href="mailto:{d.email(q)}">reply</a></body></html>'
    )
    return [
        cdata("Html", body),
        element(
            "Mail",
            f"<b>{q.full}</b><br/>{d.phone('0171 #######')}<br/>{business('text', 'Business class lounge')}",
        ),
        element(
            "Template",
            business("text", "<p>Dear customer, <b>{{firstName}}</b>, check in now.</p>"),
        ),
    ]


@family()
def vcard_and_ical(d: Draw) -> list[str]:
    p, q = d.person(), d.ascii_person()
    a = d.address("PT")
    return [
        cdata(
            "VCard",
            f"BEGIN:VCARD\nVERSION:3.0\nN:{p.s};{p.g};;;\nFN:{p.full}\n"
            f"TEL;TYPE=CELL:{d.phone('+351 93# ### ###')}\nADR;TYPE=HOME:;;{a.street};{a.city};;{a.postcode};Portugal\n"
            f"BDAY:{d.birth('%Y%m%d')}\nEMAIL:{d.email(q)}\nEND:VCARD",
        ),
        cdata(
            "ICal",
            f"BEGIN:VEVENT\nSUMMARY:{business('text', 'Flight ZZ8123 MAD-GRU')}\n"
            f'DTSTART:{business("travel_date", "20260314T215500Z")}\nATTENDEE;CN="{q.full}":mailto:{d.email(q)}\n'
            f"LOCATION:{business('text', 'Terminal 4S')}\nEND:VEVENT",
        ),
    ]


@family()
def csv_rows(d: Draw) -> list[str]:
    p, q, r = d.ascii_person(), d.person(), d.ascii_person()
    a = d.address("PL")
    return [
        element(
            "Csv",
            f"last;first;dob;doc;seat\n{p.S};{p.G};{d.birth('%d.%m.%Y')};{d.document()};12A\n"
            f"{q.s};{q.g};{d.birth('%d.%m.%Y')};{d.document()};12B",
        ),
        element(
            "Row",
            f'"{r.s}","{r.g}","{a.street}","{a.postcode}","{a.city}","{business("brand", "Eco Light")}"',
        ),
        element(
            "Row",
            f"1|{r.S}|{r.G}|{business('ptc', 'ADT')}|{d.amount()}|{business('tax_code', 'OI')}",
        ),
        element(
            "Rows", f"{p.g}\t{p.s}\t{d.phone('+48 ### ### ###')}\t{business('status', 'NOSHOW')}"
        ),
        element("Head", business("text", "last_name;first_name;date_of_birth;document;seat")),
    ]


@family()
def fixed_width_records(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()

    def pad(text: str, width: int) -> str:
        return text + " " * max(width - len(plain(text)), 1)

    return [
        cdata(
            "Record",
            f"BKS24{d.form('######')}{business('bsp', 'TKT0000123')} {d.ticket()} {d.fare_basis()}\n"
            f"BAR65{d.form('######')} {pad(f'{p.S}/{p.G}', 30)}{business('bsp', 'ADT')}",
        ),
        cdata(
            "Record",
            f"01{pad(q.S, 22)}{pad(q.G, 16)}{d.birth('%Y%m%d')}F{pad(d.document(), 12)}ESP{business('cabin', 'ECON')}",
        ),
        element(
            "Line",
            f"PAX {pad(p.S, 20)}{pad(p.G, 15)}{business('seat', '21D')} {business('status', 'OK')}",
        ),
    ]


@family()
def escaped_xml_more(d: Draw) -> list[str]:
    p, q = d.person(), d.ascii_person()
    inner = (
        f'<ns2:Pasajero tipo="ADT"><ns2:apellido1>{p.s}</ns2:apellido1><ns2:nombre>{p.g}</ns2:nombre>'
        f"<!-- agent note: {q.full} called --><ns2:fnac>{d.birth('%d/%m/%Y')}</ns2:fnac>"
        f'<ns2:tarifa base="{d.fare_basis()}">{d.amount()}</ns2:tarifa></ns2:Pasajero>'
    )
    twice = element("Inner", f'<Customer sName="{q.S}" fName="{q.G}" eml="{d.email(q)}" cls="Y"/>')
    return [
        element("Soap", inner),
        element("Envelope", element("Body", twice)),
        cdata(
            "Xml",
            f"<?xml version='1.0'?><r><Nachname>{q.s}</Nachname><Tarif>{business('brand', 'Smart')}</Tarif></r>",
        ),
        element("Broken", f"<Pax><LastName>{p.S}</LastName><FirstName>{p.G}</FirstN"),
    ]


@family()
def secrets_and_sessions(d: Draw) -> list[str]:
    jwt = "eyJhbGciOiJIUzI1NiJ9." + d.token(40) + "." + d.token(24)
    lines = [
        f"<Security token='{personal('secret', d.token(32))}' realm='{business('text', 'b2b-portal')}'/>",
        element("Header", f"Authorization: Bearer {personal('secret', jwt)}"),
        element("Header", f"Authorization: Basic {personal('secret', d.token(24))}=="),
        element(
            "Cookie",
            f"JSESSIONID={personal('secret', d.form('%%%%%%%%%%%%%%%%').upper())}; lang=en",
        ),
        f'<Session sessionId="{personal("secret", d.token(26))}" seq="{business("number", "4")}"/>',
        element("password", personal("secret", d.token(6) + "!" + d.form("##"))),
        f"<Param name='api_key' value='{personal('secret', 'ak_live_' + d.token(20))}'/>",
        element(
            "Text",
            f"pwd: {personal('secret', d.composed_given() + d.form('##') + '$')} {business('text', 'changed every 90 days')}",
        ),
        f"<wsse:UsernameToken xmlns:wsse='urn:wsse'><wsse:Username>"
        f"{personal('user', 'ws.' + d.composed_surname().lower())}</wsse:Username><wsse:Password Type='PasswordDigest'>"
        f"{personal('secret', d.token(27) + '=')}</wsse:Password><wsse:Nonce>{personal('secret', d.token(22))}==</wsse:Nonce></wsse:UsernameToken>",
        element(
            "Text",
            f"one-time code {personal('secret', d.digits(6))} {business('text', 'valid for 10 minutes')}",
        ),
        f"<awsmse:Session xmlns:awsmse='urn:session'><awsmse:SecurityToken>"
        f"{personal('secret', d.token(25).upper())}</awsmse:SecurityToken></awsmse:Session>",
    ]
    return [*d.some(lines, 7), f"<Message ref='{d.uuid()}' echoToken='{business('id', 'ECHO1')}'/>"]


@family()
def users_and_mail_parts(d: Draw) -> list[str]:
    p, q, r, s = (d.ascii_person() for _ in range(4))
    return [
        f"<Change modified_by='{personal('user', (p.raw_given[0] + p.raw_surname).lower())}' "
        f"at='{business('time', '10:42:17')}'/>",
        element("AgentSine", personal("user", d.form("####@@"))),
        element("opId", personal("user", f"{q.raw_surname}.{q.raw_given[:2]}".upper())),
        f"<Pos agentDutyCode='{business('status', 'SU')}' agentSign='{personal('user', d.form('@@@##'))}'/>",
        element(
            "LastUpdateUser", personal("user", f"CORP\\{r.raw_surname}{r.raw_given[0]}".lower())
        ),
        element(
            "User", personal("user", f"{s.raw_given}.{s.raw_surname}".lower()), domain="example.org"
        ),
        element(
            "Text",
            f"assigned to @{personal('user', s.raw_surname.lower() + '_' + s.raw_given[0].lower())}, "
            f"{business('text', 'queue 9 closed by batch job')}",
        ),
        element("createdBy", business("user_system", "BATCH")),
        element("Channel", business("status", "MOBILE_APP")),
    ]


@family()
def emails_disguised(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    g, s = p.raw_given.lower(), p.raw_surname.lower()
    forms = [
        f"{g}[at]{s}.example",
        f"{g} dot {s} at example dot com",
        f"{s} AT example DOT net",
        f"{g}.{s}(a)example.org",
        f"{g} underscore {s} @ example . org",
        f"{s}{{at}}mail.example.org",
        f"{g} arroba example punto com",
        f"{g}.{s} chez example point org",
        f"{s.upper()}¤EXAMPLE.NET",
        f"{g}{d.number(1, 9)}+zzair@example.com",
        f"{s} klammeraffe example punkt com",
        f"{g}.{s}@\u200bexample.org",
    ]
    return [
        *(
            d.line(
                f"{d.pick(('mail', 'contact', 'eTKT to', 'correo', 'E-Mail:'))} {personal('email', f)}"
            )
            for f in d.some(forms, 6)
        ),
        d.line(f"ticket sent to {q.full} <{d.email(q)}>, cc {personal('email', d.email_text())}"),
        d.line(business("text", "Arrive at gate 12 at 0930, dot matrix print at desk")),
    ]


@family()
def file_names_and_ids(d: Draw) -> list[str]:
    p, q, r = d.ascii_person(), d.ascii_person(), d.ascii_person()
    return [
        f'<Attachment file="passport_{p.g}{p.s}.pdf" mime="{business("text", "application/pdf")}"/>',
        element("Path", f"/upload/2026/03/{q.S}-{q.G}-visa.jpg"),
        f'<Pax id="{r.S}-{r.G}-1" ref="{business("id", "SEG1")}"/>',
        element("Key", f"PAX_{q.s}_{q.g}_01"),
        f"<Link ref='#{p.s}.{p.g}'/>",
        element("Doc", business("file", "fare_rules_2026-03.pdf")),
        element("Doc", business("file", "boarding-pass-template.html")),
        f"<Folder>{personal('name', p.raw_given + p.raw_surname)}</Folder>",
    ]


@family()
def user_agents_and_headers(d: Draw) -> list[str]:
    agent = business("text", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)")
    p = d.ascii_person()
    return [
        element(
            "Header",
            f"User-Agent: {agent}; client={personal('ip', f'198.51.100.{d.number(1, 250)}')}",
        ),
        element("Header", f"From: {p.full} <{d.email(p)}>"),
        element(
            "Header",
            f"X-User: {personal('user', p.raw_surname.lower() + d.form('#'))}; {business('text', 'X-Channel: NDC')}",
        ),
        element("Header", f"Set-Cookie: sid={personal('secret', d.token(30))}; Path=/; Secure"),
        element(
            "Header",
            f"traceparent: {business('trace', d.form('00-%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%-%%%%%%%%%%%%%%%%-01'))}",
        ),
        element("Header", business("text", "Content-Type: application/xml; charset=utf-8")),
        element("Host", business("url", "https://ndc.zz-air.example:8443")),
    ]


@family()
def two_values_in_one_field(d: Draw) -> list[str]:
    p, q, r = d.person(), d.ascii_person(), d.ascii_person()
    a = d.address("SE")
    return [
        element("Holder", f"{p.full} / {d.card('VI')}"),
        element("NameDob", f"{q.gds} {d.birth('%d%b%y')}"),
        element("Contact", f"{d.email(q)}; {d.phone('+46 70 ### ## ##')}"),
        element("PaxAndSeat", f"{r.full}, {business('seat', '22C')}"),
        element("Residence", f"{a.street}, {a.postcode} {a.city}"),
        element("Value", f"{d.locator()} {r.S} {business('flight', 'ZZ8123')}"),
        element("Both", f"{name(p.raw_surname)} & {name(q.raw_surname)}"),
        element(
            "Code",
            f"{business('service', 'VGML')}/{business('status', 'HK1')}/{written(d.travel_date(), '%d%b')}",
        ),
    ]
