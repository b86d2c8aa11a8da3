"""Invented persons and what belongs to them: names put together at random, numbers that add up."""

import datetime
import random
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from tests.privacy_set import vocabulary as words
from tests.privacy_set.kit import business, element, name, personal, plain

T = TypeVar("T")

CARD_STARTS = {
    "VI": ("411111", "424242", "401288", "400005", "476173"),
    "CA": ("555555", "510510", "222300", "520082", "542418"),
    "AX": ("378282", "371449", "378734", "370000"),
    "DC": ("305693", "385200", "361234"),
    "JC": ("353011", "356600"),
    "TP": ("122000", "135410"),
    "MA": ("679999", "501971"),
    "CU": ("620000", "621094"),
}
CARD_LENGTHS = {"AX": 15, "DC": 14, "TP": 15, "CU": 19, "MA": 19}
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
HONORIFICS = ("MR", "MRS", "MS", "MISS", "DR", "MSTR")


def _hidden(kind: str) -> property:
    return property(lambda self: personal(kind, getattr(self, f"raw_{kind}")))


@dataclass(frozen=True)
class Person:
    """A person's name, given and family name apart, as it is written in prose."""

    raw_given: str
    raw_surname: str

    @property
    def g(self) -> str:
        return name(self.raw_given)

    @property
    def s(self) -> str:
        return name(self.raw_surname)

    @property
    def G(self) -> str:  # noqa: N802
        return name(self.raw_given.upper())

    @property
    def S(self) -> str:  # noqa: N802
        return name(self.raw_surname.upper())

    @property
    def full(self) -> str:
        return f"{self.g} {self.s}"

    @property
    def FULL(self) -> str:  # noqa: N802
        return f"{self.G} {self.S}"

    @property
    def gds(self) -> str:
        return f"{self.S}/{self.G}"


@dataclass(frozen=True)
class Address:
    """A postal address, its parts as they are written."""

    raw_street: str
    raw_postcode: str
    raw_city: str
    country: str
    street = _hidden("street")
    postcode = _hidden("postcode")
    city = _hidden("city")

    @property
    def STREET(self) -> str:  # noqa: N802
        return personal("street", self.raw_street.upper())

    @property
    def CITY(self) -> str:  # noqa: N802
        return personal("city", self.raw_city.upper())


class Draw:
    """Draws everything that a section is made of."""

    def __init__(self, source: random.Random) -> None:
        self.random = source
        self.drawn: list[Person] = []

    # -- plain characters

    def pick(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        return self.random.sample(choices, count)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def digits(self, count: int) -> str:
        return str(self.number(1, 9)) + "".join(self.random.choices("0123456789", k=count - 1))

    def letters(self, count: int) -> str:
        return "".join(self.random.choices(string.ascii_uppercase, k=count))

    def form(self, pattern: str) -> str:
        """Fill a pattern: # a digit, @ a capital, & either, % a hexadecimal digit."""
        sets = {
            "#": "0123456789",
            "@": "ABCDEFGHJKLMNPRSTUVWXYZ",
            "&": "ABCDEFGHJKLMNPRSTUVWXYZ0123456789",
            "%": "0123456789abcdef",
        }
        return "".join(self.pick(tuple(sets[c])) if c in sets else c for c in pattern)

    def token(self, count: int) -> str:
        return "".join(self.random.choices(string.ascii_letters + string.digits, k=count))

    # -- names

    def person(self, culture: str | None = None) -> Person:
        """Draw a person: half of them of common names, else composed, or a word of the language."""
        found = self._person(culture)
        if culture is None or culture in words.LATIN:
            self.drawn.append(found)
        return found

    def _person(self, culture: str | None) -> Person:
        if culture:
            return Person(self.pick(words.GIVEN_NAMES[culture]), self.pick(words.SURNAMES[culture]))
        kind = self.random.random()
        if kind < 0.42:
            return Person(self.composed_given(), self.composed_surname())
        if kind < 0.54:
            return Person(self.pick(words.WORD_GIVEN), self.pick(words.WORD_SURNAMES))
        given = self.pick(words.GIVEN_NAMES[self.pick(words.LATIN)])
        return Person(given, self.pick(words.SURNAMES[self.pick(words.LATIN)]))

    def composed_given(self) -> str:
        parts = [self.pick(words.SYLLABLES) for _ in range(self.number(2, 3))]
        return "".join(parts).capitalize()

    def composed_surname(self) -> str:
        parts = [self.pick(words.SYLLABLES) for _ in range(self.number(2, 3))]
        return ("".join(parts) + self.pick(words.ENDINGS)).capitalize()

    def composed_city(self) -> str:
        return (self.pick(words.SYLLABLES) + self.pick(words.PLACE_ENDINGS)).capitalize()

    def ascii_person(self) -> Person:
        """Draw a person whose name is one plain word each, as a GDS takes it."""
        while True:
            found = self._person(None)
            letters = found.raw_given + found.raw_surname
            if letters.isascii() and letters.isalpha():
                self.drawn.append(found)
                return found

    # -- contacts

    def phone(self, pattern: str) -> str:
        return personal("phone", self.form(pattern))

    def email_text(self, person: Person | None = None) -> str:
        who = person or self.ascii_person()
        given = ascii_letters(who.raw_given) or "guest"
        family_name = ascii_letters(who.raw_surname) or "guest"
        user = self.pick(
            (
                f"{given}.{family_name}",
                f"{given[0]}.{family_name}",
                f"{family_name}{self.number(1, 99)}",
                f"{given}_{family_name}",
                f"{family_name}-{given[0]}",
                f"{given}{self.number(50, 99)}",
            )
        )
        return f"{user}@{self.domain()}"

    def domain(self) -> str:
        return self.pick(
            (
                "example.org",
                "example.net",
                "example.com",
                "mail.example.org",
                f"{self.composed_given().lower()}.example",
            )
        )

    def email(self, person: Person | None = None) -> str:
        return personal("email", self.email_text(person))

    def address(self, country: str) -> Address:
        street, code, towns = words.ADDRESSES[country]
        shape = self.pick(street)
        stem = self.pick(words.STREET_STEMS[country])
        if self.chance(0.4):
            stem = self.composed_surname()
        text = shape.replace("*", stem)
        while "#" in text:
            text = text.replace("#", str(self.number(1, 240)), 1)
        city = self.composed_city() if self.chance(0.4) else self.pick(towns)
        return Address(text, self.form(self.pick(code)), city, country)

    # -- dates

    def birth_date(self, low: int = 1942, high: int = 2004) -> datetime.date:
        return datetime.date(self.number(low, high), self.number(1, 12), self.number(1, 28))

    def child_date(self) -> datetime.date:
        return self.birth_date(2014, 2025)

    def travel_date(self) -> datetime.date:
        return datetime.date(2026, self.number(1, 12), self.number(1, 28))

    def birth(self, shape: str = "%Y-%m-%d", date: datetime.date | None = None) -> str:
        return personal("birth", written(date or self.birth_date(), shape))

    def expiry(self, shape: str = "%Y-%m-%d") -> str:
        date = datetime.date(self.number(2027, 2035), self.number(1, 12), self.number(1, 28))
        return personal("document_date", written(date, shape))

    # -- numbers

    def card_number(self, brand: str) -> str:
        start = self.pick(CARD_STARTS[brand])
        body = start + "".join(
            self.random.choices("0123456789", k=CARD_LENGTHS.get(brand, 16) - len(start) - 1)
        )
        return body + luhn_digit(body)

    def card(self, brand: str, grouping: str = "") -> str:
        return personal("card", grouped(self.card_number(brand), grouping))

    def card_date(self, shape: str = "%m%y") -> str:
        date = datetime.date(self.number(2027, 2032), self.number(1, 12), 1)
        return personal("card_date", written(date, shape))

    def cvv(self, count: int = 3) -> str:
        return personal("cvv", self.digits(count))

    def document(self) -> str:
        forms = ("@########", "@@#######", "##@@#####", "#########", "@@@######", "&&&&&&&&&")
        return personal("document", self.form(self.pick(forms)))

    def locator_text(self) -> str:
        while True:
            text = self.form("&&&&&&")
            if any(c.isdigit() for c in text) and any(c.isalpha() for c in text):
                return text

    def locator(self) -> str:
        text = self.locator_text() if self.chance(0.6) else self.form("@@@@@@")
        return personal("locator", text)

    def ticket(self, shape: str = "#############") -> str:
        return personal("ticket", self.pick(("220", "125", "176", "057")) + self.form(shape[3:]))

    def loyalty(self, shape: str = "#########") -> str:
        return personal("loyalty", self.form(shape.replace("#", str(self.number(1, 9)), 1)))

    def iban_text(self, country: str) -> str:
        body = self.form(words.IBAN_FORMS[country])
        check = 98 - int("".join(str(int(c, 36)) for c in body + country + "00")) % 97
        return f"{country}{check:02d}{body}"

    # -- business

    def carrier(self) -> str:
        return self.pick(words.CARRIERS)

    def flight(self) -> str:
        return business("flight", f"{self.carrier()}{self.number(100, 9899)}")

    def amount_text(self) -> str:
        return f"{self.number(12, 2990)}.{self.number(0, 99):02d}"

    def amount(self) -> str:
        return business("amount", self.amount_text())

    def fare_basis(self) -> str:
        return business("fare_basis", self.pick(words.FARE_BASES))

    def uuid(self) -> str:
        return business("uuid", self.form("%%%%%%%%-%%%%-4%%%-a%%%-%%%%%%%%%%%%"))

    def phrase(self, language: str | None = None) -> str:
        pool = words.PHRASES[language or self.pick(tuple(words.PHRASES))]
        return business("text", self.pick(pool))

    def remark(self) -> str:
        text = self.pick(words.REMARKS)
        text = text.replace("<amount>", self.amount_text()).replace("<date>", self.day())
        text = text.replace("<fare>", self.pick(words.FARE_BASES))
        text = text.replace("<flight>", plain(self.flight()))
        return business("remark", text)

    def day(self) -> str:
        return written(self.travel_date(), "%d%b").upper()

    def line(self, text: str) -> str:
        """Give an element of free text, of one of the usual names."""
        return element(self.pick(words.LINE_TAGS), text)

    def extras(self, count: int) -> list[str]:
        """Give business pieces, and at times the field that holds the name of a person drawn."""
        from tests.privacy_set.business import extra

        pieces = [extra(self) for _ in range(count)]
        if self.drawn and self.chance(0.35):
            person = self.pick(self.drawn)
            pieces.append(
                f"<Passenger><Individual><GivenName>{person.G}</GivenName>"
                f"<Surname>{person.S}</Surname></Individual></Passenger>"
            )
        return pieces


def written(date: datetime.date, shape: str) -> str:
    """Give a date as `strftime` does, but never in the language of the machine; %b in capitals."""
    month = MONTHS[date.month - 1]
    text = shape.replace("%b", month).replace("%-d", str(date.day)).replace("%-m", str(date.month))
    for sign, value in {
        "%Y": f"{date.year:04d}",
        "%y": f"{date.year % 100:02d}",
        "%m": f"{date.month:02d}",
        "%d": f"{date.day:02d}",
    }.items():
        text = text.replace(sign, value)
    return text


def luhn_digit(body: str) -> str:
    """Give the check digit that a card number ends with."""
    total = 0
    for position, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def grouped(text: str, separator: str, sizes: tuple[int, ...] = (4,)) -> str:
    """Give text in groups; the last size holds for the rest."""
    if not separator:
        return text
    groups, rest, turn = [], text, 0
    while rest:
        size = sizes[min(turn, len(sizes) - 1)]
        groups.append(rest[:size])
        rest = rest[size:]
        turn += 1
    return separator.join(groups)


def ascii_letters(text: str) -> str:
    """Give the plain small letters of a name, as a user part of an e-mail has them."""
    return "".join(c for c in text.casefold() if c in string.ascii_lowercase)
