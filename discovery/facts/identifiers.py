"""Every identifier of a document, and which one a value points to.

Names propose and values decide: `naming` says that `PaxRefID` points to something of the family
pax; it points to `Pax/PaxID` because that field holds the value. Where the document knows no such
family (`CheckedBagReferences`) or the name tells none (a bare `ref`), the value alone decides.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from discovery.facts.field_values import FieldValues
from discovery.facts.fields import Field
from discovery.facts.keyrefs import KeySearch
from discovery.facts.matching import Match, match, why
from discovery.facts.naming import Certainty, Family, Role, ends_with
from discovery.facts.scopes import Messages, in_message, nearest, of_message
from discovery.facts.tokens import (
    has_separators,
    is_distinctive,
    is_fragment,
    is_uri,
    targets,
    tokens,
)
from discovery.facts.value_usage import ValueUsage

PLACES_MAX = 20  # XPaths told of one identifier
MAX_FIELDS_PER_VALUE = 100  # a value in more fields, such as 1, points to none in particular
USAGES_CACHED = 100  # of values at several places, which are asked for place by place
PASSES = 2
"""How often all values are gone through to make an index, at most."""

CancellationCheck = Callable[[], None]
"""Raises CancelledError where the work is to be stopped."""


class Target(NamedTuple):
    """What a token may point to: a value of a field, within one message."""

    match: Match
    field: Field
    value: str
    message: int

    @property
    def key(self) -> str:
        return in_message(self.message, self.value)


@dataclass(frozen=True, slots=True)
class Identifier:
    """One value of one identifying field, within one scope.

    `count` says how often it is defined there, `xpaths` where the first times.
    """

    path: str
    value: str
    xpaths: tuple[str, ...]
    count: int
    referenced_by: int


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a token points to, and why that is believed."""

    identifier: Identifier
    why: str


class IdentifierIndex:
    """The identifiers of one document; read-only, so any number of threads may ask it."""

    def __init__(
        self, values: FieldValues, messages: Messages, raise_if_cancelled: CancellationCheck
    ) -> None:
        self._values = values
        self._fields = values.fields
        self._by_path = {known.path: known for known in self._fields}
        self._messages = messages
        self._raise_if_cancelled = raise_if_cancelled
        self._votes: Counter[tuple[int, int]] = Counter()
        self._pointing: set[str] = set()
        self._sources: dict[int, dict[int, Field]] = {}
        self._indirect: dict[tuple[int, str], list[tuple[Field, str]]] = {}
        self._leave_out_keys_of_values()
        self._families = _families(self._fields)
        self._compare_fields()
        self._families = _families(self._fields)
        self._find_references()
        self._usage = lru_cache(USAGES_CACHED)(self._find_usage)

    def tokens(self, path: str, xpath: str, value: str) -> list[str]:
        """The parts of a value of the field at `path` that may identify or point.

        What is an identifier as a whole is no list, though it has commas.
        """
        known = self._by_path.get(path)
        if known is None or (known.says_nothing and "#" not in value):
            return []
        whole = value.strip()
        if has_separators(value) and self._resolve(known, whole, self._message(known, xpath)):
            return [whole]
        return tokens(known.name, value)

    def resolve(self, path: str, xpath: str, token: str) -> Pointed | None:
        """What a token in the field at `path` points to; None where it points to nothing.

        Of several that claim the same identifier, those in the smallest element around `xpath`.
        """
        known = self._by_path.get(path)
        found = self._resolve(known, token, self._message(known, xpath)) if known else None
        if known is None or found is None:
            return None
        count, xpaths = self._values.get(found.field, found.key)
        _, places = nearest(xpaths, xpath)
        count = count if len(places) == len(xpaths) else len(places)
        identifier = Identifier(found.field.path, found.value, places[:PLACES_MAX], count, 0)
        return Pointed(identifier, _why(known, found))

    def identify(self, path: str, xpath: str, token: str) -> Identifier | None:
        """What a token in the field at `path` identifies; None where it identifies nothing.

        Unless something points to it, two of these signs are asked for: the name is that of its
        element, the value looks made up, no value of the field repeats, something points to
        another value of the field. So `VAT` or `KC` in many places is a code.
        """
        known = self._by_path.get(path)
        if known is None or not known.identifies:
            return None
        key = in_message(self._message(known, xpath), token)
        usage = self._usage(known.order, key)
        signs = (
            known.name.defines,
            is_distinctive(token),
            not known.repeats,
            known.order in self._sources,
        )
        named = known.name.role is Role.IDENTIFIER and sum(signs) >= 2
        if not (named or usage.referenced):
            return None
        places = usage.claims(xpath)
        count = usage.count if len(places) == len(usage.xpaths) else len(places)
        referenced = usage.referenced_at(xpath)
        return Identifier(known.path, token, places[:PLACES_MAX], count, referenced)

    def is_duplicated(self, identifier: Identifier) -> bool:
        """Whether several elements claim the same identifier, so that it identifies none.

        They do where they stand side by side in one list, or something points to it and finds
        several equally near. The same agency or passport described in two places is no
        contradiction, nor are passengers that two messages number alike.
        """
        return identifier.count > 1 and self._by_path[identifier.path].name.defines

    def why_dangling(self, path: str, token: str) -> str | None:
        """Why a token that resolves to nothing is a broken reference, or None where it is not.

        It is one where the document defines identifiers of that family, or other values of the
        field do resolve, or the name leaves no doubt (`PaxRefID`). It is not where it leaves the
        document: an address, or the element's own identity in another message
        (`ShoppingResponse/ShoppingResponseRefID`, `SelectedOfferItem/OfferItemRefID`).
        """
        known = self._by_path.get(path)
        if known is None or known.name.role is not Role.REFERENCE or is_uri(token):
            return None
        name, pointing = known.name, path in self._pointing
        certain = name.certainty is Certainty.CERTAIN
        family = self._families.get(name.family) or self._family_that_begins(name.family)
        if family and (pointing or name.certainty is not Certainty.SINGULAR):
            return f"no {family.label} in this document has the value {token}"
        if pointing or is_fragment(token) or (certain and not name.family):
            return f"no identifier in this document has the value {token}"
        if certain and not ends_with(name.owner, name.family):
            return f"this document defines no identifier that {name.label} could point to"
        return None

    def _family_that_begins(self, words: Family) -> Field | None:
        """`FlightRPH` may point to any FlightSegment/@RPH."""
        begins = (
            known for family, known in self._families.items() if family[: len(words)] == words
        )
        return next(begins, None) if words else None

    def _leave_out_keys_of_values(self) -> None:
        """A bare `key` beside a `value` names that value, and no element."""
        for known in self._fields:
            above, _, leaf = known.path.rpartition("/")
            if leaf.removeprefix("@").lower() == "key" and any(
                f"{above}/{value}" in self._by_path
                for value in ("@value", "@Value", "value", "Value")
            ):
                known.name = replace(known.name, defines=False)

    def _compare_fields(self) -> None:
        """Find out what the values that fields have in common say of these fields.

        Which other field of the same name defines all that a field claims to define: MusicXML
        part/@id repeats score-part/@id, a ticket repeats OriginDest/OriginDestID. The field with
        more values defines; of equals the one without repetitions, then the first. Which fields
        are keys that no name tells. And where several fields hold a value, how many of a field's
        values each of them holds: the one that holds most wins.
        """
        rivals = {known.order: found for known in self._fields if (found := self._rivals(known))}
        common: Counter[tuple[int, int]] = Counter()
        keys = KeySearch(self._values)
        for value, orders in self._connecting():
            keys.see(value, orders)
            for order in orders:
                self._vote(self._fields[order], value)
                common.update(
                    (order, one.order) for one in rivals.get(order, ()) if one.order in orders
                )
        for order, found in rivals.items():
            known = self._fields[order]
            whole = (one for one in found if common[order, one.order] == known.different)
            known.defined_in = next(whole, None)
        keys.settle()

    def _rivals(self, known: Field) -> list[Field]:
        """The fields that may define the values of this one, the likeliest first."""
        if not known.name.defines or not known.all_made_up:
            return []
        rivals = (rival for rival in self._holders(known.first) if rival.name.defines)
        same_name = (rival for rival in rivals if rival.name.label == known.name.label)
        better = [rival for rival in same_name if _precedence(rival) < _precedence(known)]
        return sorted(better, key=_precedence)

    def _vote(self, known: Field, key: str) -> None:
        message, token = of_message(key)
        for target in self._matches(known, token, message):
            self._votes[known.order, target.field.order] += 1

    def _connecting(self) -> Iterator[tuple[str, list[int]]]:
        self._raise_if_cancelled()
        for key, orders in self._values.connecting():
            self._raise_if_cancelled()
            yield key, orders

    def _find_references(self) -> None:
        """Note which fields point to which, and which values to another than themselves."""
        for key, orders in self._connecting():
            message, token = of_message(key)
            for order in orders:
                known = self._fields[order]
                found = self._resolve(known, token, message)
                if found is None:
                    continue
                known.found += 1
                self._pointing.add(known.path)
                self._sources.setdefault(found.field.order, {})[order] = known
                if found.value != token:
                    at = found.field.order, found.key
                    self._indirect.setdefault(at, []).append((known, key))

    def _find_usage(self, order: int, key: str) -> ValueUsage:
        """How often a value stands in a field, where, and what refers to it."""
        count, xpaths = self._values.get(self._fields[order], key)
        usage = ValueUsage(count, xpaths)
        for known, source in self._referring(order, key):
            usage.refer(*self._values.get(known, source))
        return usage

    def _referring(self, order: int, key: str) -> Iterator[tuple[Field, str]]:
        """The fields that refer to a value of a field, and the value by which they do."""
        message, value = of_message(key)
        for known in self._sources.get(order, {}).values():
            for place in self._messages.reached_from(message):
                source = in_message(place, value)
                if self._values.get(known, source)[0]:
                    found = self._resolve(known, value, place)
                    if found and found.field.order == order and found.key == key:
                        yield known, source
        yield from self._indirect.get((order, key), ())

    def _resolve(self, known: Field, token: str, message: int) -> Target | None:
        if known.defined_in:
            return Target(Match.REPEATS, known.defined_in, token, message)
        return max(
            self._matches(known, token, message),
            key=lambda found: (
                found.match,
                found.message == message,
                self._preference(known, found.field),
            ),
            default=None,
        )

    def _preference(self, known: Field, rival: Field) -> tuple[bool, bool, int, int]:
        votes = self._votes[known.order, rival.order]
        return rival.name.defines, rival.defined_in is None, votes, -rival.order

    def _matches(self, known: Field, token: str, message: int) -> list[Target]:
        """All that the token may point to."""
        if known.name.role is Role.NAME or known.name.defines:
            return []
        split = has_separators(token)  # so the field holds its parts, not the whole
        return [
            Target(found, rival, value, place)
            for value in targets(token)
            for place in self._messages.reach(message)
            for rival in self._holders(in_message(place, value), indirect=split or value != token)
            if rival is not known
            and (found := match(known.name, rival.name, token, self._families))
        ]

    def _holders(self, key: str, *, indirect: bool = False) -> list[Field]:
        """The fields that a value may be pointed to in; of one that very many hold, none."""
        orders = self._values.all_holders(key) if indirect else self._values.holders(key)
        if len(orders) > MAX_FIELDS_PER_VALUE:
            return []
        fields = (self._fields[order] for order in orders)
        return [known for known in fields if known.is_target]

    def _message(self, known: Field, xpath: str) -> int:
        return self._messages.number(xpath, known.message_depth)


def _why(known: Field, target: Target) -> str:
    rule = why(target.match, known.label, target.field.label)
    return f"{rule}; values found: {known.found} of {known.different}"


def _families(fields: Iterable[Field]) -> dict[Family, Field]:
    """The first field that defines identifiers of each family, by its own or its owner's name."""
    families: dict[Family, Field] = {}
    for known in fields:
        if known.name.defines and known.different:
            families.setdefault(known.name.family or known.name.owner, known)
    return families


def _precedence(known: Field) -> tuple[int, bool, int]:
    return -known.different, known.repeats, known.order
