"""What counts as personal: by the name of a field, and by the pattern of a value.

Names are compared in lower case without any other sign than letters and digits, so `GivenName`,
`given-name` and `GIVEN_NAME` are one. The table covers NDC 16.2 to 21.3 and the names that other
messages commonly use (OTA, UBL, HL7, vCard-like formats).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_ANCESTORS_SEEN = 3
# Leaves that carry the value of the element above them.
_CARRIERS = frozenset({"value", "text", "valuetext"})


@dataclass(frozen=True, slots=True)
class NameRule:
    """Fields with one of these names are of this kind.

    `within` (where given) asks that one of the next three elements above has one of these names.
    `echo` says whether the value is masked wherever else it appears. `least_words` leaves codes
    alone in fields that hold sentences, too.
    """

    kind: str
    names: str
    within: str = ""
    echo: bool = True
    least_words: int = 1


_PERSON = "pax passenger traveler traveller individual person guest customer contactperson patient"
_IDENTITY = "identitydoc identitydocument passport visa foid nationalid identification docs"
_CARD = "paymentcard card creditcard cardinfo paymentmethod"
_ADDRESS = (
    "postaladdress address addr streetaddress billingaddress cardholderbillingaddress "
    "cardholderaddress addresscontact registrationaddress homeaddress deliveryaddress"
)

# The first rule that fits counts.
NAME_RULES = (
    NameRule("SURNAME", "surname lastname familyname family maidenname birthname surname2"),
    NameRule("GIVEN_NAME", "givenname givennames firstname forename given middlename middlenames"),
    NameRule("CARD_HOLDER", "cardholdername cardholder nameoncard holdername"),
    NameRule(
        "NAME",
        "fullname personname passengername travelername travellername paxname contactname "
        "customername guestname drivername persname accountholdername payername approvername",
    ),
    NameRule("NAME", "name", within=f"{_PERSON} contact assignedperson"),
    NameRule("EMAIL", "email emailaddress emailaddresstext emailaddressvalue electronicmail mail"),
    NameRule(
        "PHONE",
        "phone phonenumber phonenumbertext telephone telephonenumber tel telecom mobile "
        "mobilenumber mobilephone cellphone fax faxnumber telefax contactnumber",
    ),
    NameRule("EMAIL", "address", within="emailcontact emailaddress email"),
    NameRule("PHONE", "number", within="phone telephone mobile fax phonecontact"),
    NameRule(
        "STREET",
        "street streettext streetname streetnmbr streetnumber additionalstreetname streetaddress "
        "streetaddressline addressline addressline1 addressline2 addrline address buildingnumber "
        "housenumber pobox postofficebox pobcode",
    ),
    NameRule("STREET", "line line1 line2 buildingname", within=_ADDRESS),
    NameRule("CITY", "city cityname town townname", within=_ADDRESS, echo=False),
    NameRule("POSTCODE", "postalcode postcode zip zipcode postalzone"),
    NameRule("BIRTHDATE", "birthdate dateofbirth dob birthday birthtime"),
    NameRule("BIRTHPLACE", "birthplace placeofbirth cityofbirth", echo=False),
    NameRule(
        "IDENTITY_DOC",
        "identitydocid identitydocumentid identitydocumentnumber identitydocnumber passportnumber "
        "passportno passportid nationalid nationalidnumber ssn socialsecuritynumber fiscalid "
        "visanumber knowntravelernumber redressnumber driverlicensenumber docid",
    ),
    NameRule("IDENTITY_DOC", "id number documentnumber docnumber documentid", within=_IDENTITY),
    NameRule(
        "DOC_DATE",
        "expirydate expirationdate expiration expiredate issuedate dateofissue",
        within=_IDENTITY,
        echo=False,
    ),
    NameRule(
        "CARD",
        "cardnumber primaryaccountnumber cardnbr creditcardnumber maskedcardnumber cardno",
    ),
    NameRule("CARD", "pan number", within=_CARD),
    NameRule("CARD_CODE", "cardsecuritycode cvv cvv2 cvc cid securitycode", echo=False),
    NameRule("CARD_CODE", "seriescode", within=_CARD, echo=False),
    NameRule(
        "CARD_DATE",
        "expirydate expirationdate expiration expiredate cardexpirydate expiry",
        within=f"{_CARD} effectiveexpiredate",
        echo=False,
    ),
    NameRule(
        "LOYALTY",
        "loyaltynumber loyaltyid membershipid membershipnumber membernumber frequentflyernumber "
        "ffnumber fqtvnumber loyaltyaccountnumber",
    ),
    NameRule(
        "LOYALTY",
        "accountnumber accountid id number",
        within="loyaltyprogramaccount loyaltyprogram fqtv frequentflyer loyalty membership",
    ),
    NameRule("ACCOUNT", "iban accountnumber bankaccountnumber bankaccountid bankaccount"),
    NameRule("ACCOUNT", "id", within="payeefinancialaccount payerfinancialaccount bankaccount"),
    NameRule("BOOKING", "bookingrefid bookingid pnr recordlocator reservationnumber pnrlocator"),
    NameRule("BOOKING", "id", within="bookingreference bookingref"),
    NameRule(
        "TICKET",
        "ticketnumber ticketdocnbr ticketdocnumber ticketno eticketnumber emdnumber "
        "connecteddocnumber conjunctiveticketnumber",
    ),
    # What is noted about a person is about that person: health, family, wishes.
    NameRule(
        "REMARK",
        "remark remarktext remarks freetext freeformtext ssrtext ositext note comment text",
        within=_PERSON,
        echo=False,
        least_words=2,
    ),
)


def _rules_by_name() -> dict[str, list[NameRule]]:
    rules: dict[str, list[NameRule]] = {}
    for rule in NAME_RULES:
        for name in rule.names.split():
            rules.setdefault(name, []).append(rule)
    return rules


_RULES = _rules_by_name()


@lru_cache(maxsize=10_000)
def rule_for(path: str) -> NameRule | None:
    """The rule for a field, by its path in local names: `/Order/Pax/Surname`, `/Pax/@email`."""
    names = [_plain(step) for step in path.split("/")]
    while len(names) > 1 and names[-1] in _CARRIERS and names[-2] in _RULES:
        names.pop()
    *above, name = names
    near = above[-_ANCESTORS_SEEN:]
    fitting = (rule for rule in _RULES.get(name, ()) if _is_within(near, rule.within))
    return next(fitting, None)


def _is_within(near: list[str], within: str) -> bool:
    return not within or not set(near).isdisjoint(within.split())


def _plain(step: str) -> str:
    return re.sub(r"[\W_]", "", step).lower()


@dataclass(frozen=True, slots=True)
class ValueRule:
    """Values that match the pattern, and hold the check where there is one, are of this kind."""

    kind: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool]


def is_card_number(text: str) -> bool:
    """A number of an issuer's range and length with a right check digit (ISO/IEC 7812)."""
    digits = re.sub(r"\D", "", text)
    return bool(_CARD_RANGES.fullmatch(digits)) and _luhn_sum(digits) % 10 == 0


_CARD_RANGES = re.compile(
    r"3[47]\d{13}|3[068]\d{12}|4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|6(?:011|5\d\d)\d{12}|35\d{14}"
)


def _luhn_sum(digits: str) -> int:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return sum(doubled) + sum(int(digit) for digit in digits[::-2])


def is_iban(text: str) -> bool:
    """Right check digits (ISO 13616: the rearranged number is 1 modulo 97)."""
    plain = re.sub(r"\s", "", text).upper()
    moved = plain[4:] + plain[:4]
    return 15 <= len(plain) <= 34 and int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def _always(_: str) -> bool:
    return True


VALUE_RULES = (
    ValueRule(
        "EMAIL",
        re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
        _always,
    ),
    ValueRule("CARD", re.compile(r"(?<![\w.])\d(?:[ -]?\d){13,15}(?![\w.]\d|\w)"), is_card_number),
    ValueRule(
        "ACCOUNT",
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", re.ASCII),
        is_iban,
    ),
    # A leading plus, or a leading zero and groups: bare digits may be anything.
    ValueRule("PHONE", re.compile(r"(?<![\w.+])\+\d[\d ().-]{6,18}\d(?![\w:]|[.,]\d)"), _always),
    ValueRule("PHONE", re.compile(r"(?<![\w.-])0\d{2,4}([ -])\d{3,4}\1\d{3,4}(?![\w-])"), _always),
)


# Each rule above needs one of these; most values hold none and are done with after one look.
_WORTH_A_LOOK = re.compile(r"@|\+\d|\d[\d -]{7}")


def find_personal(text: str) -> Iterator[tuple[int, int, str]]:
    """The places (start, end, kind) of values that are personal by their pattern, in order."""
    if not _WORTH_A_LOOK.search(text):
        return
    found = [
        (match.start(), match.end(), rule.kind)
        for rule in VALUE_RULES
        for match in rule.pattern.finditer(text)
        if rule.holds(match[0])
    ]
    last = 0
    for start, end, kind in sorted(found):
        if start >= last:
            yield start, end, kind
            last = end
