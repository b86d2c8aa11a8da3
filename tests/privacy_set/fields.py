"""Fields of many vendors and languages: elements, attributes and pairs of key and value."""

# ruff: noqa: E501 - a line of a message stands as a line

from tests.privacy_set.kit import business, element, family, name, personal
from tests.privacy_set.people import HONORIFICS, Draw, written


@family()
def pairs_key_value_elements(d: Draw) -> list[str]:
    p, q = d.person(), d.person()
    pairs = [
        ("LastName", p.s),
        ("FirstName", p.g),
        ("BirthDay", d.birth()),
        ("DocNo", d.document()),
        ("Mob", d.phone("+39 3## #######")),
        ("FareFamily", business("brand", "Light")),
    ]
    key, value = d.pick((("Key", "Value"), ("Name", "Val"), ("K", "V"), ("Label", "Data")))
    rows = "".join(
        f"<AdditionalData><{key}>{k}</{key}><{value}>{v}</{value}></AdditionalData>"
        for k, v in pairs
    )
    return [
        rows,
        f'<Field key="surname">{q.s}</Field>',
        f'<Field key="given">{q.g}</Field>',
        f'<Field key="bookingClass">{business("rbd", "Q")}</Field>',
        f'<item name="nachname" value="{q.s}"/>',
        f'<item name="tarif" value="{d.fare_basis()}"/>',
    ]


@family()
def pairs_in_many_languages(d: Draw) -> list[str]:
    p, q, r = d.person(), d.person(), d.ascii_person()
    return [
        f'<Dato campo="apellidos" valor="{p.s}"/>',
        f'<Dato campo="nombre" valor="{p.g}"/>',
        f'<Dato campo="fechaNacimiento" valor="{d.birth("%d/%m/%Y")}"/>',
        f'<Dato campo="equipaje" valor="{business("baggage", "1PC")}"/>',
        f'<Eigenschaft schluessel="Geburtstag" wert="{d.birth("%d.%m.%Y")}"/>',
        f'<Eigenschaft schluessel="Sitzplatz" wert="{business("seat", "07D")}"/>',
        f'<Champ nom="prenom" valeur="{q.g}"/>',
        f'<Champ nom="portable" valeur="{d.phone("06 ## ## ## ##")}"/>',
        f'<Campo chiave="cognome">{q.s}</Campo>',
        f'<Campo chiave="codiceFiscale">{personal("national_id", d.form("@@@@@@##@##@###@"))}</Campo>',
        f'<Atrybut nazwa="nazwisko" wartosc="{r.s}"/>',
    ]


@family()
def ota_travelers(d: Draw) -> list[str]:
    p, q = d.person(), d.ascii_person()
    a = d.address("IT")
    area, number = d.form("0##"), d.form("#######")
    return [
        f"<AirTraveler BirthDate='{d.birth()}' PassengerTypeCode='{business('ptc', 'ADT')}'><PersonName>"
        f"<NamePrefix>{d.pick(HONORIFICS)}</NamePrefix><GivenName>{p.g}</GivenName><Surname>{p.s}</Surname>"
        f"<NameSuffix>Jr</NameSuffix></PersonName>"
        f'<Telephone PhoneNumber="{personal("phone", number)}" AreaCityCode="{area}"/>'
        f"<Email EmailType='1'>{d.email(q)}</Email>"
        f'<Document DocID="{d.document()}" DocType=\'5\' BirthDate="{d.birth()}" ExpireDate="{d.expiry()}" '
        f"DocHolderNationality='PT' DocHolderName=\"{q.full}\"/>"
        f'<CustLoyalty ProgramID=\'ZZ\' MembershipID="{d.loyalty()}" LoyalLevel="{business("status", "GOLD")}"/>'
        f"<Address><StreetNmbr>{a.street}</StreetNmbr><CityName>{a.city}</CityName>"
        f"<PostalCode>{a.postcode}</PostalCode></Address></AirTraveler>",
        f"<FlightSegment DepartureDateTime='{business('travel_date', '2026-03-14T21:55:00')}' "
        f"ResBookDesigCode='{business('rbd', 'K')}' NumberInParty='2'/>",
    ]


@family()
def travelport_uapi(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    a = d.address("IE")
    return [
        f'<BookingTraveler Key="{business("id", d.token(22) + "==")}" TravelerType="ADT" DOB="{d.birth()}">'
        f'<BookingTravelerName Prefix="Mr" First="{p.G}" Last="{p.S}"/>'
        f'<PhoneNumber Type="Home" CountryCode="353" AreaCode="1" Number="{d.phone("#######")}" '
        f'Text="{personal("phone", d.form("01 ### ####"))} {q.S}"/>'
        f'<Email EmailID="{d.email(p)}" Type="Home"/><SSR Type="DOCS" Status="HK" FreeText="P/IE/'
        f'{d.document()}/IE/{d.birth("%d%b%y")}/M/{d.expiry("%d%b%y")}/{p.S}/{p.G}"/>'
        f"<Address><AddressName>{a.street}</AddressName><City>{a.city}</City>"
        f"<PostalCode>{a.postcode}</PostalCode></Address></BookingTraveler>",
        f'<GeneralRemark Category="H"><RemarkData>{q.FULL} {business("remark", "WANTS INVOICE IN EUR")}'
        f"</RemarkData></GeneralRemark>",
        f'<ActionStatus Type="ACTIVE" TicketDate="{business("time_limit", "T*")}" ProviderCode="1G"/>',
        f'<LoyaltyCard SupplierCode="ZZ" CardNumber="{d.loyalty("##########")}"/>',
    ]


@family()
def amadeus_soap(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    a = d.address("ES")
    return [
        f"<travellerInfo><travellerInformation><traveller><surname>{p.S}</surname><quantity>1</quantity></traveller>"
        f"<passenger><firstName>{p.G} MR</firstName><type>{business('ptc', 'ADT')}</type></passenger>"
        f"</travellerInformation><dateOfBirth><dateAndTimeDetails><date>{d.birth('%d%m%Y')}</date>"
        f"</dateAndTimeDetails></dateOfBirth></travellerInfo>",
        f"<dataElementsIndiv><elementManagementData><segmentName>{business('segment', 'AP')}</segmentName>"
        f"</elementManagementData><otherDataFreetext><freetextDetail><subjectQualifier>3</subjectQualifier>"
        f"<type>{business('status', 'P02')}</type></freetextDetail><longFreetext>{personal('email', d.email_text(p).upper())}"
        f"</longFreetext></otherDataFreetext></dataElementsIndiv>",
        f"<otherDataFreetext><longFreetext>MAD {d.phone('91 ### ## ##')} - {q.S}</longFreetext></otherDataFreetext>",
        f"<structuredAddress><informationType>2</informationType><address><optionA1>A1</optionA1>"
        f"<optionTextA1>{a.street}</optionTextA1><optionTextCI>{a.city}</optionTextCI>"
        f"<optionTextZP>{a.postcode}</optionTextZP></address></structuredAddress>",
        f"<ssr><type>DOCS</type><status>HK</status><freetext>P-ESP-{d.document()}-ESP-{d.birth('%d%b%y')}-F-"
        f"{d.expiry('%d%b%y')}-{q.S}-{q.G}</freetext></ssr>",
        f"<travellerSurname>{q.S}</travellerSurname>",
    ]


@family()
def sabre_soap(d: Draw) -> list[str]:
    p, q = d.ascii_person(), d.ascii_person()
    card = d.card("VI")
    return [
        f'<CustomerInfo><PersonName NameNumber="1.1" PassengerType="ADT"><GivenName>{p.G} MS</GivenName>'
        f'<Surname>{p.S}</Surname></PersonName><ContactNumbers><ContactNumber Phone="{d.phone("817-555-01##")}-H.1.1" '
        f'Id="1"/></ContactNumbers><Email Address="{d.email(p)}"/></CustomerInfo>',
        f'<Remark Type="Historical" RPH="003"><Text>XXAUTH/{d.form("######")} *Z/VI{card}</Text></Remark>',
        f'<Remark Type="General"><Text>PAX {q.FULL} {business("remark", "REQUESTED WHEELCHAIR RAMP INFO")}</Text></Remark>',
        f'<SpecialServiceInfo RPH="001" Type="AFX"><Service SSR_Code="OSI"><PersonName NameNumber="01.01">'
        f"{q.S}/{q.G} MR</PersonName><Text>{business('status', 'DIRECT CONNECT')}</Text></Service></SpecialServiceInfo>",
        f'<UpdatedBy AgentSine="{personal("user", d.form("A@@"))}" LNIATA="{business("office", d.form("######"))}"/>',
        f'<ItineraryRef ID="{d.locator()}" AirExtras="false" InhibitCode="U"/>',
    ]


@family()
def brazilian_and_portuguese_fields(d: Draw) -> list[str]:
    p, q = d.person("iberia"), d.person("iberia")
    a = d.address("BR")
    return [
        f"<passageiro><nmPax>{p.g}</nmPax><sobrenome>{p.s}</sobrenome><dtNasc>{d.birth('%d/%m/%Y')}</dtNasc>"
        f"<cpf>{personal('national_id', d.form('###.###.###-##'))}</cpf><celular>{d.phone('(21) 9####-####')}</celular>"
        f"<tpPax>{business('ptc', 'ADT')}</tpPax></passageiro>",
        f"<endereco logradouro='{a.street}' cep='{a.postcode}' cidade='{a.city}' uf='RJ'/>",
        f"<responsavel nome='{q.full}' grau='{business('text', 'titular')}'/>",
        f"<voo numero='{d.flight()}' base='{d.fare_basis()}' familia='{business('brand', 'PROMO')}'/>",
        element("nomeMae", q.full),
        element("dtEmbarque", business("travel_date", written(d.travel_date(), "%d/%m/%Y"))),
    ]


@family()
def german_and_dutch_fields(d: Draw) -> list[str]:
    p, q, r = d.person(), d.person("west"), d.person()
    nl = d.address("NL")
    ch = d.address("CH")
    return [
        f"<Reisender><Vorname>{p.g}</Vorname><Nachname>{p.s}</Nachname><GebDat>{d.birth('%d.%m.%Y')}</GebDat>"
        f"<AusweisNr>{d.document()}</AusweisNr><Befoerderungsklasse>{business('cabin', 'Economy')}</Befoerderungsklasse></Reisender>",
        f"<reiziger voornaam='{q.g}' achternaam='{q.s}' geboortedatum='{d.birth('%d-%m-%Y')}' klasse='{business('cabin', 'Y')}'/>",
        f"<Rechnungsempf><Str>{ch.street}</Str><Plz>{ch.postcode}</Plz><Ort>{ch.city}</Ort></Rechnungsempf>",
        f"<woonadres><straat>{nl.street}</straat><pc>{nl.postcode}</pc><plaats>{nl.city}</plaats></woonadres>",
        element("Sachbearbeiterin", r.full),
        element("Abflugort", business("airport_city", "München")),
        element("Aankomst", business("airport_city", "Eindhoven")),
    ]


@family()
def spanish_and_italian_fields(d: Draw) -> list[str]:
    p, q, r = d.person("iberia"), d.person("italy"), d.person()
    return [
        f"<pasajero><apellido1>{name(p.raw_surname)}</apellido1><apellido2>{r.s}</apellido2><nombre>{p.g}</nombre>"
        f"<fecNac>{d.birth('%d-%m-%Y')}</fecNac><numDoc>{personal('national_id', d.form('########@'))}</numDoc>"
        f"<clase>{business('rbd', 'V')}</clase></pasajero>",
        f"<passeggero cognome='{q.s}' nome='{q.g}' natoIl='{d.birth('%d/%m/%Y')}' cellulare='{d.phone('3## #######')}' "
        f"tariffa='{business('brand', 'Classic')}'/>",
        element("titularTarjeta", r.FULL),
        element("intestatario", q.FULL),
        element(
            "aeropuertoSalida", business("airport_name", "Barcelona-El Prat Josep Tarradellas")
        ),
        element("scalo", business("airport_city", "Firenze")),
    ]


@family()
def polish_swedish_turkish_fields(d: Draw) -> list[str]:
    p, q, r = d.person("slavic"), d.person("north"), d.person("turkic")
    return [
        f"<pasazer><imie>{p.g}</imie><nazwisko>{p.s}</nazwisko><dataUr>{d.birth('%d.%m.%Y')}</dataUr>"
        f"<tel>{d.phone('+48 5## ### ###')}</tel><taryfa>{d.fare_basis()}</taryfa></pasazer>",
        f"<resenar fornamn='{q.g}' efternamn='{q.s}' fodelsedatum='{d.birth()}' klass='{business('cabin', 'Ekonomi')}'/>",
        f"<yolcu><ad>{r.g}</ad><soyad>{r.s}</soyad><dogumTarihi>{d.birth('%d.%m.%Y')}</dogumTarihi>"
        f"<ucus>{business('flight', 'TK1862')}</ucus></yolcu>",
        element("lotnisko", business("airport_city", "Kraków")),
    ]


@family()
def scripts_in_fields(d: Draw) -> list[str]:
    cn, jp, kr = d.person("chinese"), d.person("japanese"), d.person("korean")
    ru, ar, gr = d.person("cyrillic"), d.person("arabic"), d.person("greek")
    return [
        f"<旅客><姓>{cn.s}</姓><名>{cn.g}</名></旅客>"
        if d.chance(0.5)
        else f"<Pax nameLocal='{cn.s}{cn.g}'/>",
        f"<PaxNative>{jp.s} {jp.g}</PaxNative>",
        f"<LocalName>{kr.s}{kr.g}</LocalName>",
        f"<fio>{ru.s} {ru.g}</fio>",
        f"<nameAr>{ar.g} {ar.s}</nameAr>",
        f"<onoma>{gr.g} {gr.s}</onoma>",
        element("Msg", business("text", "航班已取消，请联系航空公司")),
        element("Msg", business("text", "Рейс задержан на 40 минут")),
        element("Msg", business("text", "出発の60分前までにチェックインしてください")),
    ]


@family()
def abbreviated_names_of_fields(d: Draw) -> list[str]:
    p, q, r = d.person(), d.ascii_person(), d.ascii_person()
    return [
        f"<pax lstNm='{p.s}' fstNm='{p.g}' dtBrth='{d.birth()}' gndr='F' ptc='{business('ptc', 'ADT')}'/>",
        f"<PAX_NM>{q.S}/{q.G} {d.pick(HONORIFICS)}</PAX_NM>",
        f"<pax_surname_txt>{r.s}</pax_surname_txt>",
        f"<cust_ph_1>{d.phone('+4179#######')}</cust_ph_1>",
        f"<emrg_cntct_nm>{r.full}</emrg_cntct_nm>",
        f"<ppt_nr>{d.document()}</ppt_nr>",
        f"<eml_addr_txt>{d.email(q)}</eml_addr_txt>",
        f"<ffp_nbr>{d.loyalty('##########')}</ffp_nbr>",
        f"<flt_nbr>{business('flight', 'ZZ' + d.digits(4))}</flt_nbr>",
        f"<apt_nm>{business('airport_name', 'Charles M. Schulz Sonoma County Airport')}</apt_nm>",
        f"<mkt_nm>{business('brand', 'Basic')}</mkt_nm>",
        f"<cc_nr>{d.card('CA')}</cc_nr>",
    ]


@family()
def names_in_attributes_only(d: Draw) -> list[str]:
    p, q, r, s = d.person(), d.ascii_person(), d.ascii_person(), d.person()
    return [
        f'<Passenger displayName="{p.full}" seat="{business("seat", "3A")}"/>',
        f'<BoardingPass label="{q.S}/{q.G}" gate="{business("gate", "B42")}"/>',
        f'<Bag owner="{r.S} {r.G}" tag="{personal("bag_tag", d.form("0220######"))}" weight="{business("weight", "22.5")}"/>',
        f'<Approval approver="{s.full}" decision="{business("status", "APPROVED")}"/>',
        f'<Flight operator="{business("airline", "ZZ Regional Wings")}" captain="{q.full}" aircraftName="{business("text", "City of Porto")}"/>',
        f'<Meal for="{p.g}" code="{business("service", "AVML")}"/>',
    ]


@family()
def emergency_contacts_and_minors(d: Draw) -> list[str]:
    p, q, r = d.person(), d.person(), d.ascii_person()
    return [
        f"<EmergencyContact relation='SIS'><Name>{p.full}</Name>"
        f"<Tel>{d.phone('+47 ### ## ###')}</Tel></EmergencyContact>",
        f"<NextOfKin>{q.full}, {d.phone('+353 86 ### ####')}</NextOfKin>",
        f"<UM><Guardian role='PICKUP'>{r.full}</Guardian><Age>{business('number', '8')}</Age></UM>",
        d.line(f"in case of emergency call {r.g} on {d.phone('07700 900###')}"),
        d.line(f"Notfallkontakt: Mutter {q.s}, {d.phone('+43 664 #######')}"),
        d.line(business("text", "Unaccompanied minors: guardian must remain at the gate")),
    ]


@family()
def crew_list(d: Draw) -> list[str]:
    crew = [d.ascii_person() for _ in range(4)]
    return [
        f'<Crew><Member pos="{business("crew", pos)}" nm="{p.S} {p.G}" staffNo="'
        f'{personal("employee_id", d.form("######"))}" lic="{personal("licence", d.form("ES.FCL.#####"))}"/></Crew>'
        for pos, p in zip(("CP", "FO", "PU", "FA"), crew, strict=True)
    ] + [
        d.line(f"CREW: CPT {crew[0].s}, F/O {crew[1].s}, SCCM {crew[2].G}"),
        d.line(business("remark", "CREW HOTEL PICKUP 0515 LT, REPORT 0600 LT")),
    ]


@family()
def hotel_and_car_vouchers(d: Draw) -> list[str]:
    p, q = d.person(), d.ascii_person()
    return [
        element(
            "HotelVoucher",
            f"Guest {p.full}, {business('hotel', 'Hotel Gran Plaza')}, 2 nights, "
            f"conf {personal('voucher', d.form('HT########'))}",
        ),
        element(
            "CarRental",
            f"Driver: {q.S} {q.G}, licence {personal('licence', d.form('@########'))}, "
            f"{business('car', 'ECAR VW Polo or similar')}",
        ),
        element(
            "Transfer",
            f"pick up {q.full} at {business('text', 'Terminal 4S exit 3')}, {d.phone('+34 6## ### ###')}",
        ),
        element("RoomType", business("hotel", "Double room sea view, breakfast included")),
        f"<Guest><LeadName>{p.full}</LeadName><Arrival>{business('travel_date', '2026-05-02')}</Arrival></Guest>",
    ]


@family()
def invoices_and_sole_traders(d: Draw) -> list[str]:
    p, q = d.person(), d.person()
    a = d.address("CH")
    return [
        f'<Invoice no="{business("id", "INV-2026-" + d.form("####"))}"><BillTo>{p.full} {business("text", "Consulting")}</BillTo>'
        f"<VatId>{personal('vat', d.form('ATU########'))}</VatId><Line>{business('text', 'Service fee per ticket')}</Line>"
        f"<Total cur='CHF'>{d.amount()}</Total></Invoice>",
        d.line(
            f"Rechnung an Inh. {q.full}, {a.street}, {a.postcode} {a.city}, USt-IdNr. {personal('vat', d.form('DE#########'))}"
        ),
        d.line(f"P.IVA {personal('vat', d.form('IT###########'))} {q.FULL}"),
        d.line(f"autónomo {p.full} NIF {personal('national_id', d.form('########@'))}"),
        d.line(business("remark", "INVOICE 30 DAYS NET VAT 0 PCT INTL TRANSPORT")),
    ]


@family()
def ndc_later_versions(d: Draw) -> list[str]:
    p, q = d.person(), d.ascii_person()
    a = d.address("PL")
    number = d.document()
    return [
        f"<Pax><Individual><Birthdate>{d.birth()}</Birthdate><GenderCode>F</GenderCode><GivenName>{p.g}</GivenName>"
        f"<MiddleName>{q.g}</MiddleName><Surname>{p.s}</Surname><TitleName>{d.pick(HONORIFICS)}</TitleName></Individual>"
        f"<IdentityDoc><IdentityDocID>{number}</IdentityDocID><IdentityDocTypeCode>PT</IdentityDocTypeCode>"
        f"<ExpiryDate>{d.expiry()}</ExpiryDate></IdentityDoc><PTC>{business('ptc', 'ADT')}</PTC>"
        f"<PaxID>{business('id', 'PAX2')}</PaxID></Pax>",
        f"<ContactInfo><EmailAddress><EmailAddressText>{d.email(q)}</EmailAddressText></EmailAddress><Phone>"
        f"<CountryDialingCode>48</CountryDialingCode><PhoneNumber>{d.phone('#########')}</PhoneNumber></Phone>"
        f"<PostalAddress><StreetText>{a.street}</StreetText><PostalCode>{a.postcode}</PostalCode>"
        f"<CityName>{a.city}</CityName></PostalAddress></ContactInfo>",
        f"<PaymentMethod><Card><CardNumber>{d.card('CA')}</CardNumber><ExpirationDate>{d.card_date()}</ExpirationDate>"
        f"<CardSecurityCode>{d.cvv()}</CardSecurityCode><CardholderName>{q.FULL}</CardholderName>"
        f"<CardBrandCode>{business('iso_codes', 'CA')}</CardBrandCode></Card></PaymentMethod>",
        f"<DatedMarketingSegment><CarrierDesigCode>{business('airline', 'ZZ')}</CarrierDesigCode>"
        f"<MarketingCarrierFlightNumberText>{business('flight', d.digits(4))}</MarketingCarrierFlightNumberText></DatedMarketingSegment>",
    ]


@family()
def fields_called_nothing(d: Draw) -> list[str]:
    """Elements whose names say nothing: what they hold must speak."""
    p, q, r = d.person(), d.ascii_person(), d.ascii_person()
    return [
        f"<V1>{p.full}</V1>",
        f"<c3>{d.email(q)}</c3>",
        f"<Value>{d.phone('+31 6 ########')}</Value>",
        f"<X12>{q.S}/{q.G}</X12>",
        f"<Udf2>{d.card('VI')}</Udf2>",
        f"<Col>{r.s}, {r.g}</Col>",
        f"<f>{grouped_iban(d)}</f>",
        f"<V2>{business('brand', 'Economy Flex')}</V2>",
        f"<V3>{business('airport_city', 'Buenos Aires')}</V3>",
        f"<Udf3>{business('remark', 'NONREF')}</Udf3>",
    ]


def grouped_iban(d: Draw) -> str:
    text = d.iban_text(d.pick(("NL", "FR", "CH")))
    return personal("iban", " ".join(text[i : i + 4] for i in range(0, len(text), 4)))
