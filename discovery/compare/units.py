"""Units of measure: their names, quantities in them, and what equals a weight in pounds."""

import re
from fractions import Fraction
from functools import lru_cache

from discovery.facts.naming import words

_CACHED_NAMES = 10_000
POUND = Fraction(45_359_237, 100_000)  # grams

# Name of a unit -> (what it measures, how much of that it is). Pounds and kilograms measure
# different things here, as messages round when they convert. KGM and its like: UN/ECE Rec. 20.
_UNITS = {
    name: (measure, Fraction(factor))
    for measure, factor, names in (
        ("g", 1000, "kg kgs kgm kilo kilos kilogram kilograms kilogramme kilogrammes"),
        ("g", 1, "gram grams grm"),
        ("lb", 1, "lb lbs lbr pound pounds"),
        ("mm", 1, "mm mmt millimeter millimeters millimetre millimetres"),
        ("mm", 10, "cm cmt centimeter centimeters centimetre centimetres"),
        ("mm", 1_000_000, "km kmt kilometer kilometers kilometre kilometres"),
        ("in", 1, "in inh inch inches"),
        ("mi", 1, "mi smi mile miles"),
        ("s", 60, "min mins minute minutes"),
        ("s", 3600, "hr hrs hour hours"),
        ("s", 86_400, "day days"),
        ("piece", 1, "pc pcs piece pieces"),
        ("%", 1, "% percent"),
    )
    for name in names.split()
}
_SHORT = {"k": "kg"}  # as a unit beside its number, never in 10K
_NUMBER = r"-?(?:0|[1-9]\d*)(?:\.\d+)?"
_QUANTITY = re.compile(rf"({_NUMBER}) ?([A-Za-z]+|%)", re.ASCII)
_WEIGHT = re.compile(r"\0(g|lb):(\d+(?:/\d+)?)$")
UNIT = "\0unit:"
NUMBER = "\0number:"
_OF = "\0of"


@lru_cache(_CACHED_NAMES)
def names_unit(name: str) -> bool:
    """Whether a field of this name holds a unit: `UnitCode`, `UOM`, `WeightUnit`."""
    return not {"unit", "uom"}.isdisjoint(words(name))


def unit(text: str) -> str:
    """Equal for the names of one unit: `KGM`, `K` and `kilogram`; "" for any other text."""
    name = text.lower()
    found = _UNITS.get(_SHORT.get(name, name))
    return f"{UNIT}{found[0]}*{found[1]}" if found else ""


def quantity(text: str) -> str:
    """Equal for equal quantities, such as `23KG` and `23 kg`; "" for any other text."""
    found = _QUANTITY.fullmatch(text)
    known = _UNITS.get(found[2].lower()) if found else None
    if found is None or known is None:
        return ""
    measure, factor = known
    return f"\0{measure}:{Fraction(found[1]) * factor}"


def quantity_of(number: str, unit: str) -> str:
    """The form of the quantity that a number and a unit are together."""
    measure, _, factor = unit.removeprefix(UNIT).partition("*")
    return f"\0{measure}:{Fraction(number.removeprefix(NUMBER)) * Fraction(factor)}"


def unit_of(unit: str, quantity: str) -> str:
    """The form of a unit that stands beside its number."""
    return f"{unit}{_OF}{quantity}"


def agree(one: str, other: str) -> bool:
    """Whether two forms mean the same: as they are, or in kilograms and pounds as rounded.

    So do units of equal quantities: KG of 23 and LB of 50.
    """
    unit_a, _, of_a = one.partition(_OF)
    unit_b, _, of_b = other.partition(_OF)
    if of_a and of_b:
        return unit_a == unit_b or agree(of_a, of_b)
    weights = {found[1]: found[2] for found in map(_WEIGHT.match, (one, other)) if found}
    return one == other or (len(weights) == 2 and _rounds_alike(**weights))


def _rounds_alike(g: str, lb: str) -> bool:
    """Whether so many grams are so many pounds, the one or the other rounded to its last digit."""
    kilograms, pounds = Fraction(g) / 1000, Fraction(lb)
    converted = pounds * POUND / 1000
    return _rounds_to(converted, kilograms) or _rounds_to(kilograms * 1000 / POUND, pounds)


def _rounds_to(exact: Fraction, written: Fraction) -> bool:
    digits = next((n for n in range(4) if (written * 10**n).denominator == 1), 4)
    return round(exact, digits) == written
