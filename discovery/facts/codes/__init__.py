"""Codes in words: airports, countries, currencies, languages, airlines, passenger types, cabins,
statuses, aircraft and units.

    decode("/Order/Pax/PTC", "ADT")        # "adult"
    decode_section(structure, "/Order")    # {("/Order/Pax/PTC", "ADT"): "adult", ...}
    kind_of("/Order/Pax/PTC")              # Kind.PASSENGER_TYPE
    names(Kind.LOCATION, "BOM")            # ("Mumbai", "Bombay", ...)

A code is decoded only where the name of its field tells of which kind it is; a code that is not in
the tables is none. What a section says is decoded at reading time and never stored: facts stay as
they are. Screens and models get `decode_section`, which leaves out what the section names itself.
Whoever judges a statement asks `names_of`: no other name in use contradicts.
"""

from discovery.facts.codes.fields import Kind, kind_of
from discovery.facts.codes.sections import decode, decode_section, names_of
from discovery.facts.codes.tables import names

__all__ = ["Kind", "decode", "decode_section", "kind_of", "names", "names_of"]
