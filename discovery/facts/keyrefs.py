"""Fields that refer to an element though their names do not say that they point.

By name: `Order/@customer` holds values of `Customer/@id`, or of `Customer/@code`, which stand once
each and so are a key. By the values alone: all values of a field are those of one key whose
elements form one list, and of no other, and the field is not a mere copy of it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from discovery.facts.indexed_field import Field
from discovery.facts.naming import Certainty, Role
from discovery.facts.scopes import list_of
from discovery.facts.value_index import ValueIndex

_NAMED_SHARE = 0.5  # of the values of a field that bears the name: what is left is broken


class KeySearch:
    """Looks for keys and for what refers to them: see all values, then `settle`."""

    def __init__(self, values: ValueIndex) -> None:
        self._values = values
        held = {one.order: one for one in values.fields if one.different and not one.is_full}
        self._plain = {at: one for at, one in held.items() if one.name.role is Role.PLAIN}
        self._keys = {at: one for at, one in held.items() if _may_be_key(one)}
        self._common: Counter[tuple[int, int]] = Counter()
        self._copies: set[tuple[int, int]] = set()
        self._lists: dict[int, set[str]] = {}

    def see(self, value: str, orders: Sequence[int]) -> None:
        """Take the fields that hold one value."""
        held = set(orders)
        for key in self._keys.keys() & held:
            for order in self._plain.keys() & held - {key}:
                self._common[order, key] += 1
                self._note_places(order, key, value)

    def _note_places(self, order: int, key: int, value: str) -> None:
        """Whether field and key stand in one element, and the key in more than one list."""
        _, (place, *_) = self._values.get(self._keys[key], value)
        _, (referring, *_) = self._values.get(self._plain[order], value)
        if referring.rpartition("/")[0] == place.rpartition("/")[0]:
            self._copies.add((order, key))
        lists = self._lists.setdefault(key, set())
        if len(lists) < 2:
            lists.add(list_of(place))

    def settle(self) -> None:
        """Make identifiers of the keys that were found, and references of what refers to them."""
        candidates: dict[int, list[tuple[bool, int, int]]] = {}
        for order, key in self._common.keys() - self._copies:
            named = _bears_the_name(self._plain[order], self._keys[key])
            if named or len(self._lists[key]) == 1:
                common = self._common[order, key]
                if _refers(self._plain[order], self._keys[key], common, named):
                    candidates.setdefault(order, []).append((named, common, key))
        for order, found in sorted(candidates.items()):
            best, *others = sorted(found, reverse=True)
            if not any(other[:2] == best[:2] for other in others):  # of equals none is believed
                _make_reference(self._plain[order], self._keys[best[2]], named=best[0])


def _may_be_key(field: Field) -> bool:
    if field.name.role is Role.PLAIN:
        return field.is_key_like and field.different > 1 and not field.repeats
    return field.is_target and (field.name.defines or field.name.role is Role.NAME)


def _bears_the_name(field: Field, key: Field) -> bool:
    """Whether the name is that of the element of the key: `customer`, `customerCode`.

    A `Tax/TaxCode` elsewhere is another mention of the tax, and bears no other element's name.
    """
    words, owner = field.name.family, key.name.owner
    names = {owner, key.name.family if key.name.role is Role.IDENTIFIER else ()} - {()}
    return not names.isdisjoint((words, words[:-1])) and field.name.owner != owner


def _refers(field: Field, key: Field, common: int, named: bool) -> bool:
    if named:
        return common >= _NAMED_SHARE * field.different
    is_copy = not field.repeats and field.different == key.different
    if is_copy or key.name.role is not Role.PLAIN:
        return False
    made_up = field.is_key_like and field.all_made_up and key.all_made_up
    return made_up and 1 < common == field.different


def _make_reference(field: Field, key: Field, *, named: bool) -> None:
    if key.name.role is Role.PLAIN:
        key.name = replace(key.name, role=Role.IDENTIFIER, family=(), defines=True)
        key.identifies = True
    if named:
        family, likely = key.name.family or key.name.owner, Certainty.LIKELY
        field.name = replace(field.name, role=Role.REFERENCE, family=family, certainty=likely)
    else:
        field.defined_in = key
