"""What is personal by the name of its field.

Names are compared in lower case without any other sign than letters and digits, so `GivenName`,
`given-name` and `GIVEN_NAME` are one. The table covers NDC 16.2 to 21.3 and the names that other
messages commonly use: OTA, UBL, HL7 CDA, FpML, ISO 20022, SIRI, Atom, RSS, OSM, and plain names in
the larger European languages and Japanese.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_KIND_MAX = 40  # characters of a placeholder's kind
# Leaves that carry the value of the element above them.
_CARRIERS = frozenset({"value", "text", "valuetext"})


@dataclass(frozen=True, slots=True)
class NameRule:
    """Fields with one of these names are of this kind.

    `within` (where given) asks that one of the next `levels` elements above has one of these names.
    `echo` says whether the value is masked wherever else it appears. `least_words` leaves codes
    alone in fields that hold sentences, too.
    """

    kind: str
    names: str
    within: str = ""
    levels: int = 3
    echo: bool = True
    least_words: int = 1


_PERSON = (
    "pax passenger traveler traveller individual person guest customer contactperson patient "
    "assignedperson associatedperson guardianperson driver"
)
_PARTY = "dbtr cdtr ultmtdbtr ultmtcdtr initgpty prsn ctctdtls ctctprsn acctownr"  # ISO 20022
_HL7_ROLE = (
    "patientrole assignedauthor assignedentity associatedentity intendedrecipient "
    "participantrole relatedsubject guardian"
)
_IDENTITY = "identitydoc identitydocument passport visa foid nationalid identification docs"
_CARD = "paymentcard card creditcard cardinfo paymentmethod"
_ADDRESS = (
    "postaladdress address addr streetaddress billingaddress cardholderbillingaddress "
    "cardholderaddress addresscontact registrationaddress homeaddress deliveryaddress pstladr"
)

# The first rule that fits counts.
NAME_RULES = (
    NameRule(
        "SURNAME",
        "surname lastname familyname family maidenname birthname surname2 nachname familienname "
        "geburtsname nomdefamille apellido apellidos cognome sobrenome 氏 姓 名字",
    ),
    NameRule(
        "GIVEN_NAME",
        "givenname givennames firstname forename given middlename middlenames secondname vorname "
        "prenom 名前",
    ),
    NameRule("GIVEN_NAME", "名", within="氏名"),
    NameRule("CARD_HOLDER", "cardholdername cardholder nameoncard holdername"),
    NameRule(
        "NAME",
        "fullname personname passengername travelername travellername paxname contactname "
        "customername guestname drivername persname accountholdername payername payeename "
        "approvername creator 氏名",
    ),
    NameRule("NAME", "name nom nombre nome", within=f"{_PERSON} contact"),
    NameRule("NAME", "nm", within=_PARTY),
    NameRule("NAME", "name", within="author contributor", levels=1),
    NameRule("NAME", "author", within="item entry metadata", levels=1),
    NameRule("USER", "uri url", within="author contributor", levels=1),
    NameRule(
        "EMAIL",
        "email emailaddress emailaddresstext emailaddressvalue electronicmail mail emailadr "
        "correo courriel",
    ),
    NameRule(
        "PHONE",
        "phone phonenumber phonenumbertext telephone telephonenumber tel telecom mobile "
        "mobilenumber mobilephone cellphone fax faxnumber telefax contactnumber phnenb mobnb faxnb "
        "telefon telefonnummer telefono 電話 電話番号",
    ),
    NameRule("EMAIL", "address", within="emailcontact emailaddress email"),
    NameRule("EMAIL", "id", within="email", echo=False),
    NameRule("PHONE", "number", within="phone telephone mobile fax phonecontact"),
    NameRule("PHONE", "areacode areacodenumber extensionnumber", within="phone", echo=False),
    NameRule(
        "STREET",
        "street streettext streetname streetnmbr streetnumber additionalstreetname streetaddress "
        "streetaddressline addressline addressline1 addressline2 addrline adrline address strtnm "
        "bldgnb buildingnumber buildingroom buildingroomtext housenumber pobox poboxcode pstbx "
        "postofficebox pobcode otheraddresstext otheraddressvalue strasse straße hausnummer "
        "adresse direccion indirizzo 住所",
    ),
    NameRule("STREET", "line line1 line2 buildingname", within=_ADDRESS),
    NameRule("CITY", "city cityname town townname twnnm", within=_ADDRESS),
    NameRule("POSTCODE", "postalcode postcode zip zipcode postalzone pstcd plz codepostal"),
    NameRule(
        "BIRTHDATE",
        "birthdate dateofbirth dob birthday birthtime birthdt geburtsdatum datedenaissance "
        "datenaissance fechanacimiento fechadenacimiento datadinascita 生年月日",
    ),
    NameRule("BIRTHPLACE", "birthplace birthplacetext placeofbirth cityofbirth", echo=False),
    NameRule(
        "IDENTITY_DOC",
        "identitydocid identitydocumentid identitydocumentnumber identitydocnumber passportnumber "
        "passportno passportid nationalid nationalidnumber ssn socialsecuritynumber fiscalid "
        "visaid visanumber knowntravelernumber redressnumber redresscaseid driverlicensenumber "
        "docid foidid codicefiscale personid",
    ),
    NameRule("IDENTITY_DOC", "id number documentnumber docnumber documentid", within=_IDENTITY),
    NameRule("IDENTITY_DOC", "programnumber", within="redress knowntraveler"),
    NameRule("IDENTITY_DOC", "extension", within=_HL7_ROLE),
    NameRule("IDENTITY_DOC", "id", within="prvtid"),
    NameRule(
        "DOC_DATE",
        "expirydate expirationdate expiration expiredate issuedate dateofissue",
        within=_IDENTITY,
        echo=False,
    ),
    NameRule(
        "CARD",
        "cardnumber primaryaccountnumber cardnbr creditcardnumber maskedcardnumber cardno "
        "tokenizedcardnumber protectedcardid last4digitstext",
    ),
    NameRule("CARD", "pan number", within=_CARD),
    NameRule("CARD_CODE", "cardsecuritycode cvv cvv2 cvc cid securitycode", echo=False),
    NameRule("CARD_CODE", "seriescode", within=_CARD, echo=False),
    NameRule(
        "CARD_DATE",
        "expirydate expirationdate expiration expiredate cardexpirydate expiry effective "
        "effectivedate",
        within=f"{_CARD} effectiveexpiredate",
        echo=False,
    ),
    NameRule(
        "LOYALTY",
        "loyaltynumber loyaltyid membershipid membershipnumber membernumber frequentflyernumber "
        "ffnumber fqtvnumber loyaltyaccountnumber aliasid",
    ),
    NameRule(
        "LOYALTY",
        "accountnumber accountid id number",
        within="loyaltyprogramaccount loyaltyprogram fqtv frequentflyer loyalty membership",
    ),
    NameRule(
        "ACCOUNT",
        "iban accountnumber bankaccountnumber bankaccountid bankaccount encryptedaccountnumber",
    ),
    NameRule(
        "ACCOUNT", "id", within="payeefinancialaccount payerfinancialaccount bankaccount", levels=1
    ),
    NameRule("ACCOUNT", "id", within="dbtracct cdtracct"),
    NameRule("BOOKING", "bookingrefid bookingid pnr recordlocator reservationnumber pnrlocator"),
    NameRule("BOOKING", "id", within="bookingreference bookingref"),
    NameRule(
        "TICKET",
        "ticketnumber ticketdocnbr ticketdocnumber ticketno eticketnumber emdnumber "
        "connecteddocnumber conjunctiveticketnumber",
    ),
    NameRule(
        "USER",
        "username userid loginid login loginname signinid agentuserid travelagentid "
        "opensocialuserid profileidtext",
    ),
    NameRule("USER", "user uid", within="node way relation changeset", echo=False),  # OSM
    NameRule(
        "SECRET",
        "password passwd pwd passphrase usercontextid accesstoken authtoken sessiontoken apikey "
        "clientsecret",
    ),
    NameRule(
        "DEVICE", "ipaddress ipaddresstext customeripaddress deviceipaddress macaddress deviceid"
    ),
    # What is noted about a person is about that person: health, family, wishes.
    NameRule(
        "REMARK",
        "remark remarktext remarks freetext freeformtext ssrtext ositext otherserviceinfotext "
        "note comment text",
        within=_PERSON,
        echo=False,
        least_words=2,
    ),
)


class NameRules:
    """The shipped table, with the names that an operator adds and takes out.

    An entry is a name or the end of a path: `StaffNumber`, `Seller/ContactText`. What is added
    goes before what is taken out. The kind of an added field is made of its name:
    `[STAFF_NUMBER_1]`.
    """

    def __init__(self, extra: Iterable[str] = (), keep: Iterable[str] = ()) -> None:
        self._extra = [(_steps(entry), _kind_rule(entry)) for entry in extra]
        self._keep = [_steps(entry) for entry in keep]
        self.rule_for = lru_cache(maxsize=10_000)(self._rule_for)

    def _rule_for(self, path: str) -> NameRule | None:
        """The rule for a field, by its path in local names: `/Order/Pax/Surname`, `/Pax/@email`."""
        names = _steps(path)
        added = (rule for entry, rule in self._extra if names[-len(entry) :] == entry)
        if rule := next(added, None):
            return rule
        kept = any(names[-len(entry) :] == entry for entry in self._keep)
        return None if kept else _shipped_rule(names)


def _steps(path: str) -> list[str]:
    return [_plain(step) for step in path.split("/")]


def _plain(step: str) -> str:
    return re.sub(r"[\W_]", "", step).lower()


def _kind_rule(entry: str) -> NameRule:
    """`Seller/@contactText` is of the kind CONTACT_TEXT."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", entry.rpartition("/")[2])
    kind = re.sub(r"[^A-Z]+", "_", words.upper()).strip("_")
    return NameRule(kind[:_KIND_MAX] or "PRIVATE", _steps(entry)[-1])


def _rules_by_name() -> dict[str, list[NameRule]]:
    rules: dict[str, list[NameRule]] = {}
    for rule in NAME_RULES:
        for name in rule.names.split():
            rules.setdefault(name, []).append(rule)
    return rules


_RULES = _rules_by_name()


def _shipped_rule(names: list[str]) -> NameRule | None:
    while len(names) > 1 and names[-1] in _CARRIERS and names[-2] in _RULES:
        names = names[:-1]
    *above, name = names
    fitting = (rule for rule in _RULES.get(name, ()) if _fits(rule, above))
    return next(fitting, None)


def _fits(rule: NameRule, above: list[str]) -> bool:
    return not rule.within or not set(above[-rule.levels :]).isdisjoint(rule.within.split())
