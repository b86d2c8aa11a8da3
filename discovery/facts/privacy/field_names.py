"""Names of fields by what they hold: the table that `field_types` reads.

A phrase is written in lower case, its words divided by blanks, phrases by `|`. It is found in a
field name by its words (`last name` in `LastName`, `LAST_NAME`, `PaxLastName`), and a phrase of six
letters or more also inside a compound (`lastname`, `Passagiernachname`). The names are those of
IATA NDC 16.2 to 24.x, OTA, Amadeus, Sabre and Travelport web services, UBL, HL7, ISO 20022, and
plain words of the larger European languages and Japanese.
"""

# Kinds of personal values; the first kind that fits a name counts.
PERSONAL = {
    "SECRET": """
        password|passwd|pwd|passphrase|passcode|secret|api key|access token|auth token|session token
        |session id|security token|bearer|cookie|jwt|user context id|private key
        |credential|refresh token|signature value|otp""",
    "DEVICE": """
        ip|ip address|client ip|ip addr|mac address|mac addr|device id|imei|user agent|remote addr
        |forwarded for|device fingerprint|advertising id""",
    "EMAIL": """
        email|e mail|mail|emailaddr|reply to|mail to|correo|courriel|e post|e mailadresse|epost
        |メール|電子メール""",
    "BIRTHPLACE": "birth place|birthplace|place of birth|city of birth|geburtsort|lieu naissance",
    "BIRTHDATE": """
        birth|birthday|birthdate|dob|date born|born|geburt|geburtsdatum|geboren|naissance|nacimiento
        |nascita|nascimento|nasc|nacim|geboorte|urodzenia|fodelse|fodsels|dogum|生年月日|出生""",
    "CARD_CODE": """
        cvv|cvv2|cvc|cvc2|csc|card security|security code|series code|card verification|pin
        |verification value|cav""",
    "CARD": """
        card number|card no|card nbr|card num|card nr|primary account number|credit card|kreditkarte
        |kartennummer|tarjeta|carta credito|cartao|last 4|last four|masked card|masked pan|cc number
        |cc no|cc num|ccnum|protected card|card token|kaartnummer|numero carte|carte bancaire""",
    "LOYALTY": """
        loyalty|frequent flyer|frequent flier|frequent traveler|frequent traveller|ffn|ff number
        |ff no|ff nr|fqtv|fqtu|fqtr|membership|member number|member id|member no|member nr
        |miles number|bonus number|vielflieger|program account|alias id|kartenummer bonus|ffp""",
    "ACCOUNT": """
        iban|bank account|account number|account no|account nbr|account nr|acct|account id|routing
        |sort code|konto|kontonummer|bankverbindung|cuenta|compte bancaire|conto corrente
        |numero conto|rekening|wallet|paypal|upi|payer id|payer account|clabe|giro""",
    "TICKET": """
        ticket number|ticket no|ticket nbr|ticket nr|ticket doc nbr|ticket doc number|ticket doc id
        |ticket document number|ticket document nbr|eticket number|e ticket number|emd number|emd no
        |connected doc|conjunctive|conjunction ticket|tkt no|tkt number|tkt nbr|tkt|flugscheinnummer
        |numero billet|numero billete|ticket item number""",
    "VOUCHER": "voucher|gift card|giftcard|redemption code|gutschein|certificate number|bon achat",
    "IDENTITY_DOC": """
        identity doc|identity document|identitydoc|passport|passeport|pasaporte|passaporto|reisepass
        |paszport|paspoort|pass nummer|passnummer|pspt|document number|document no|document nbr
        |document id|document nr|doc id|doc no|doc nbr|doc nr|doc number|doc num|foid|national id
        |nat id|national number|id card|id number|id no|id nr|identification number|identification
        |ausweis|ssn|social security|social insurance|national insurance|nino|nif|nie|dni|cpf|cnpj
        |curp|rfc|pesel|bsn|burgerservicenummer|codice fiscale|fiscal|steuer id|steuernummer
        |aadhaar|aadhar|pan card|visa number|visa no|visa id|known traveler|known traveller|ktn
        |redress|driver license|drivers license|driver licence|driving licence|driving license
        |fuhrerschein|permit number|residence permit|mrz|tax id|tax number|vat number|vat id|vat no
        |tin|rut|rg|personnummer|fodselsnummer|ahv|nir|insee|person id|prvt id|legal id
        |document no|documento|carte identite|ks nummer|aufenthaltstitel|travel document""",
    "PLATE": "license plate|licence plate|plate number|kennzeichen|matricula|immatriculation|targa",
    "LOCATOR": """
        booking ref|booking reference|booking id|booking number|booking no|booking code|pnr
        |record locator|recloc|rloc|locator|reservation number|reservation no|reservation id
        |reservation nr|reservation code|reservation ref|confirmation number|confirmation no
        |confirmation code|confirmation id|conf number|conf no|conf id|conf nbr|buchungscode
        |buchungsnummer|buchungs nr|localizador|dossier|reserva|control number|prenotazione
        |pnr id|vorgangsnummer|boekingsnummer""",
    "PHONE": """
        phone|telephone|tel|telecom|telefon|telefono|telefone|telefoon|mobile|mobil|cell|cellphone
        |cellular|msisdn|fax|telefax|callback|call back|contact number|contact no|contact nbr
        |contact nr|handy|handynummer|whatsapp|gsm|movil|celular|cellulare|rufnummer|phne|phne nb
        |mob nb|fax nb|ctcm|ctcp|ctc|area city code|area code|country access code|電話|電話番号|携帯""",
    "SURNAME": """
        surname|sur name|last name|last nm|lst nm|lname|pax last|name last|family name|family nm
        |maiden name|birth name|nachname|familienname|geburtsname|nom famille|nom de famille
        |nom usage|apellido|cognome|sobrenome|apelido|ultimo nome|achternaam|nazwisko|efternamn
        |etternavn|efternavn|sukunimi|s name|l name|pax surname|soyad|soyadi|prijmeni|prezime|氏|姓|名字|фамилия""",
    "GIVEN_NAME": """
        given name|given nm|given|first name|first nm|fst nm|fname|f name|name first|fore name|forename
        |middle name|middle nm|mname|name middle|second name|christian name|prenom|vorname|rufname
        |primeiro nome|primer nombre|segundo nombre|voornaam|imie|fornamn|fornavn|etunimi|jmeno
        |patronymic|initials|名前|имя|отчество""",
    "USER": """
        user name|username|user id|userid|login|log in|logon|log on|agent sign|agent user
        |travel agent id|agent id|agent name|employee|staff|personnel|created by|modified by
        |updated by|changed by|entered by|modified user|change user|create user|requested by
        |approved by|handled by|booked by|author|editor|creator|received from|nick name|emp no|emp id|emp number|badge|handle
        |twitter|skype|wechat|instagram|facebook|uid|user|sachbearbeiter|bearbeiter|operator id
        |operator name|sign in|duty code|open social|profile id|customer id|customer number
        |customer no|client id|client number|kundennummer|kunden nr|crew id|utente|usuario""",
    "NAME": """
        full name|person name|pers name|pax name|pax nm|passenger name|traveler name|traveller name
        |guest name|customer name|client name|contact name|contact nm|contact person|kontakt name
        |kontaktperson|driver name|payer name|payee name|holder|cardholder|inhaber|kontoinhaber
        |titulaire|titular|intestatario|name on|pax label|pax txt|pax text|passenger label
        |passenger text|traveller label|traveler label|ansprechpartner|emergency contact
        |next of kin|guardian|reisender|fahrgast|pasajero|passageiro|passeggero|viajero|voyageur
        |reiziger|beneficiary|attention|attn|approver|signatory|salutation name|alias name
        |legal name|recipient name|sender person|group leader|tour leader|leader name|crew name
        |氏名|旅客名|фио""",
    "POSTCODE": """
        postal code|post code|postcode|zip|zip code|postal|plz|postleitzahl|code postal
        |codigo postal|pst cd|postal zone|kod pocztowy|postnummer|郵便番号""",
    "STREET": """
        street|address|addr|adr|address line|addr line|strasse|straße|str nm|hausnummer|house number
        |house no|building number|building name|bldg|po box|pobox|post box|pst bx|indirizzo
        |direccion|adresse|anschrift|endereco|logradouro|domicilio|apartment|flat number|adres
        |ulica|住所|residence line|home line""",
    "GEO": "gps|geo location|home latitude|home longitude|geolocation|coordinates",
}  # fmt: skip

# Elements above a field that say what `Number`, `Date`, `Name`, `First` or `Line` below them is.
CONTEXTS = {
    "SECRET": "security|auth|authentication|session|oauth|credentials|sso",
    "EMAIL": "email|e mail|mail",
    "PHONE": "phone|telephone|tel|telecom|telefon|mobile|fax|ctc|phones",
    "CARD": "payment card|credit card|debit card|card|bank card|cc info|credit",
    "LOYALTY": "loyalty|frequent|fqtv|membership|ffp|cust loyalty|mileage",
    "ACCOUNT": "bank|account|iban|payee|payer|bank acct|direct bill|dbtr acct|cdtr acct",
    "TICKET": "ticket|tkt|eticket|emd|ticketing",
    "IDENTITY_DOC": """
        identity|passport|identification|foid|visa|document|docs|doc|license|licence|permit|redress
        |known traveler|known traveller|national id|prvt id|patient role|travel document""",
    "LOCATOR": """
        booking reference|booking ref|booking|reservation|pnr|locator|confirmation|reservation id
        |company id reservation|control information|unique id""",
    "BIRTHDATE": "birth|geburt|naissance|nacimiento|nascita|nascimento",
    "STREET": "address|addr|adr|adresse|anschrift|indirizzo|direccion|pstl adr|residence",
    "NAME": """
        passenger|passengers|traveler|traveller|travelers|travellers|pax|individual|person|guest
        |customer|contact|holder|driver|payer|payee|author|contributor|employee|guardian|infant
        |patient|user|name|pers|naam|who|dbtr|cdtr|ultmt dbtr|ultmt cdtr|initg pty|prsn|assigned
        |kontakt|client|occupant|primary|emergency|kin|agent|crew|buyer|applicant|relative""",
}

# Leaves that take their meaning from the elements above them, by the part of it they carry.
PARTS = {
    "number": "address|account number|account id|account no|number|no|nbr|num|nr|id|value|val|extension|area code|account|nb|ref|reference",
    "date": """
        date|expiry|expiration|expire|expires|effective|issue|issued|issue date|expiry date
        |expiration date|expire date|effective date|valid|valid to|valid thru|valid until|start date
        |end date|expiry month|expiry year|month|year|date of issue|issuance date|exp|exp date""",
    "first": "first|given|middle|first name",
    "last": "last|family|sur|last name",
    "name": "name|nm|nom|nombre|nome|naam|full|fullname|label|naziv|imie|names|nazwa|on behalf",
    "line": "address|line|line 1|line 2|line 3|text|street|house|building|number|name|block|floor|flat",
    "city": """
        city|city name|town|town name|twn nm|ort|stadt|ville|ciudad|citta|cidade|locality|district
        |county|suburb|woonplaats|plaats|miasto|comune|municipality|bairro|localidad|city nm""",
    "token": "token|key|secret|ticket",
    "postcode": "cap|cep|postcode|zip|pin code|pin",
}

# What ends a name that holds no person's data itself: the kind of a phone, the code of a country.
CODE_ENDINGS = """
    type typ code status stat ind indicator flag currency cur lang language country nation
    nationality citizenship format category class method level tier purpose usage application
    context unit uom ptc gender sex title prefix system source qualifier kind mode rbd cabin
    required allowed enabled priority action reason scheme domain program vendor issuer brand
    role measurement rfic rfisc duration distance dow seat gate airport
    origin destination code codes location loc target uom concept characteristic meal aircraft equipment designator
    desig left taxable nation state subdivision pos pseudo city office channel decimal nil
"""
COUNT_ENDINGS = """
    count qty quantity total max min maximum minimum size length limit ordinal index position
    percent percentage decimals sequence row column version stops rph measure weight height
    width depth age attempts seats pieces
"""
AMOUNT_WORDS = """
    amount amt price fare tax fee charge cost sum balance rate total base surcharge discount
    commission penalty refund value due paid equiv equivalent
"""
IDENTIFIER_ENDINGS = """
    id key ref reference identifier uuid guid rph idref keyref token correlation iden refer
    target linkend
"""
DATE_ENDINGS = """
    date datetime time timestamp day instant when at on dt dttm month year tmstmp departure arrival
    expiration expiry deadline created updated modified issued effective validity start end begin
    checkin checkout pickup dropoff published limit
"""
# Beside one of these a date is one of travel, sale or of the message.
TRAVEL_DATES = """
    stop station sector departure arrival dep arr depart arrive flight segment leg travel trip journey outbound
    inbound issue issued issuance creation created create modified modification updated update
    last changed change expiration expiry expire expires valid validity effective deadline limit
    ticketing ticket booking booked reservation payment offer order price service start end
    begin from to scheduled schedule estimated actual checkin checkout check pickup dropoff pick
    drop timestamp sent received response request transaction trx publication stay advance
    purchase sale sales cancel refund message validfrom validto guarantee time transmission trd
    exec published updatedat pub dated local utc boarding checked delivery processed settlement
    invoice due period tax fare coupon
"""
BUSINESS_NAMES = """
    airport name|airport city|city name|terminal name|terminal|station name|location name|port name
    |carrier name|airline name|airline|carrier|equipment name|aircraft name|aircraft|equipment
    |operating carrier|marketing carrier|country name|region name|concourse|gate|currency name
    |alliance name|departure name|arrival name|origin name|destination name|stop name"""
# What is named beside one of these is a product, a rule or a part of it.
TRADE_WORDS = """
    brand fare family cabin class price service product bundle meal seat tax fee penalty baggage bag
    rule offer amenity equipment ancillary taxonomy feature allowance disclosure media policy
    category code tier status city
"""
BUSINESS_OWNERS = """
    airport|equipment|aircraft|carrier|airline|terminal|departure|arrival|origin|destination
    |station|marketing carrier|operating carrier|validating carrier|currency|dep|stop"""
