"""Keys that no name tells, such as `Customer/@code`, and the fields that refer to them.

A key is a field whose values stand once each. A field of another element refers to it where it
bears the name of the key's element (`Order/@customer`) and holds values of the key; or, by the
values alone, where all of its values are those of this key and of no other, and not a mere copy.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from discovery.facts.naming import Certainty, Role
from discovery.facts.uses import HOLDERS_MAX, Field, Uses

_NAMED_SHARE = 0.5  # of the values of a field that bears the name: what is left is broken


class KeySearch:
    """Looks for keys among the fields whose names say nothing: see all values, then `settle`."""

    def __init__(self, fields: Iterable[Field]) -> None:
        plain = (each for each in fields if each.name.role is Role.PLAIN and not each.is_full)
        self._plain = {each.order: each for each in plain if each.different}
        self._keys = {
            order for order, each in self._plain.items() if each.different > 1 and not each.repeats
        }
        self._common: Counter[tuple[int, int]] = Counter()

    def see(self, uses: Uses) -> None:
        """Take the fields that hold one value."""
        if len(uses) < 2 or len(uses) > HOLDERS_MAX:
            return
        for key in self._keys & uses.keys():
            for order in self._plain.keys() & uses.keys():
                if order != key:
                    self._common[order, key] += 1

    def settle(self) -> None:
        """Make identifiers of the keys that were found, and references of what refers to them."""
        candidates: dict[int, list[tuple[bool, int, int]]] = {}
        for (order, key), common in self._common.items():
            named = _bears_the_name(self._plain[order], self._plain[key])
            if _refers(self._plain[order], self._plain[key], common, named):
                candidates.setdefault(order, []).append((named, common, key))
        for order, found in candidates.items():
            best, *others = sorted(found, reverse=True)
            if not any(other[:2] == best[:2] for other in others):  # of equals none is believed
                _make_reference(self._plain[order], self._plain[best[2]], named=best[0])


def _bears_the_name(field: Field, key: Field) -> bool:
    """Whether the name is that of the element of the key: `customer`, `customerCode`."""
    words, owner = field.name.family, key.name.owner
    return bool(owner) and owner in (words, words[:-1])


def _refers(field: Field, key: Field, common: int, named: bool) -> bool:
    if field.name.owner == key.name.owner:  # the same thing described twice
        return False
    if named:
        return common >= _NAMED_SHARE * field.different
    is_copy = not field.repeats and field.different == key.different
    made_up = field.all_made_up and key.all_made_up
    return made_up and 1 < common == field.different and not is_copy


def _make_reference(field: Field, key: Field, *, named: bool) -> None:
    key.name = replace(key.name, role=Role.IDENTIFIER, family=(), defines=True)
    key.identifies = True
    if named:
        likely = Certainty.LIKELY
        field.name = replace(
            field.name, role=Role.REFERENCE, family=key.name.owner, certainty=likely
        )
    else:
        field.defined_in = key
