"""Every identifier of a document, and which one a value points to.

Names propose and values decide: `naming` says that `PaxRefID` points to something of the family
pax; it points to `Pax/PaxID` because that field holds the value. Where the document knows no such
family (`CheckedBagReferences`) or the name tells none (a bare `ref`), the value alone decides.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from discovery.facts.keyrefs import KeySearch
from discovery.facts.matching import Match, match, why
from discovery.facts.naming import Certainty, Family, Role, ends_with
from discovery.facts.scopes import Messages, in_message, nearest, of_message
from discovery.facts.spill_dict import SpillDict
from discovery.facts.tokens import is_distinctive, is_fragment, is_uri, targets, tokens
from discovery.facts.value_usage import MAX_FIELDS_PER_VALUE, Field, ValueUsage, ValueUsages

PLACES_MAX = 20  # XPaths told of one identifier
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
        self,
        fields: dict[str, Field],
        uses: SpillDict[ValueUsages],
        messages: Messages,
        raise_if_cancelled: CancellationCheck,
    ) -> None:
        self._by_path = fields
        self._fields = list(fields.values())
        self._leave_out_keys_of_values()
        self._uses = uses
        self._messages = messages
        self._raise_if_cancelled = raise_if_cancelled
        self._votes: Counter[tuple[int, int]] = Counter()
        self._pointing: set[str] = set()
        self._pointed_to: set[str] = set()
        self._families = _families(self._fields)
        self._compare_fields()
        self._families = _families(self._fields)
        self._count_references()

    def tokens(self, path: str, xpath: str, value: str) -> list[str]:
        """The parts of a value of the field at `path` that may identify or point.

        What is an identifier as a whole is no list, though it has commas.
        """
        known = self._by_path.get(path)
        if known is None:
            return []
        whole = value.strip()
        if ("," in value or ";" in value) and self._resolve(
            known, whole, self._message(known, xpath)
        ):
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
        use = self._use(found.field, found.key)
        _, places = nearest(tuple(use.xpaths), xpath)
        return Pointed(_identifier(found.field, found.value, use, places), _why(known, found))

    def identify(self, path: str, xpath: str, token: str) -> Identifier | None:
        """What a token in the field at `path` identifies; None where it identifies nothing.

        Unless something points to it, two of these signs are asked for: the name is that of its
        element, the value looks made up, no value of the field repeats, something points to
        another value of the field. So `VAT` or `KC` in many places is a code.
        """
        known = self._by_path.get(path)
        if known is None or not known.identifies:
            return None
        use = self._use(known, in_message(self._message(known, xpath), token))
        signs = (
            known.name.defines,
            is_distinctive(token),
            not known.repeats,
            known.path in self._pointed_to,
        )
        named = known.name.role is Role.IDENTIFIER and sum(signs) >= 2
        if not (named or use.referenced):
            return None
        return _identifier(known, token, use, use.claims(xpath), use.referenced_at(xpath))

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
        keys = KeySearch(self._fields)
        for key, uses in self._all_uses():
            keys.see(uses)
            self._vote(key, uses)
            for order in rivals.keys() & uses.keys():
                rivals[order] = [rival for rival in rivals[order] if rival.order in uses]
        for order, left in rivals.items():
            self._fields[order].defined_in = left[0] if left else None
        keys.settle()

    def _rivals(self, known: Field) -> list[Field]:
        """The fields that may define the values of this one, the likeliest first."""
        if not known.name.defines or not known.all_made_up:
            return []
        rivals = (rival for rival in self._holders(known.first) if rival.name.defines)
        same_name = (rival for rival in rivals if rival.name.label == known.name.label)
        better = [rival for rival in same_name if _precedence(rival) < _precedence(known)]
        return sorted(better, key=_precedence)

    def _vote(self, key: str, uses: ValueUsages) -> None:
        message, token = of_message(key)
        for order in uses:
            for target in self._matches(self._fields[order], token, message):
                self._votes[order, target.field.order] += 1

    def _all_uses(self) -> Iterator[tuple[str, ValueUsages]]:
        for key, uses in self._uses.items():
            self._raise_if_cancelled()
            yield key, uses

    def _count_references(self) -> None:
        for key, uses in self._all_uses():
            message, token = of_message(key)
            for order, use in uses.items():
                if found := self._resolve(self._fields[order], token, message):
                    self._pointing.add(self._fields[order].path)
                    self._fields[order].found += 1
                    self._pointed_to.add(found.field.path)
                    self._note_reference(found, use)

    def _note_reference(self, target: Target, use: ValueUsage) -> None:
        if uses := self._uses.get(target.key):
            uses[target.field.order].refer(use)
            self._uses[target.key] = uses

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
        return [
            Target(found, rival, value, place)
            for value in targets(token)
            for place in self._messages.reach(message)
            for rival in self._holders(in_message(place, value))
            if rival is not known
            and (found := match(known.name, rival.name, token, self._families))
        ]

    def _holders(self, key: str) -> list[Field]:
        """The fields that a value may be pointed to in; of one that very many hold, none."""
        uses = self._uses.get(key) or {}
        if len(uses) > MAX_FIELDS_PER_VALUE:
            return []
        fields = (self._fields[order] for order in uses)
        return [known for known in fields if known.is_target]

    def _message(self, known: Field, xpath: str) -> int:
        return self._messages.number(xpath, known.message_depth)

    def _use(self, known: Field, key: str) -> ValueUsage:
        return (self._uses.get(key) or {}).get(known.order) or ValueUsage()


def _why(known: Field, target: Target) -> str:
    rule = why(target.match, known.label, target.field.label)
    return f"{rule}; values found: {known.found} of {known.different}"


def _identifier(
    known: Field, value: str, use: ValueUsage, places: tuple[str, ...], referenced: int = 0
) -> Identifier:
    whole = len(places) == len(use.xpaths)
    count = use.count if whole else len(places)
    return Identifier(known.path, value, places[:PLACES_MAX], count, referenced)


def _families(fields: Iterable[Field]) -> dict[Family, Field]:
    """The first field that defines identifiers of each family, by its own or its owner's name."""
    families: dict[Family, Field] = {}
    for known in fields:
        if known.name.defines and known.different:
            families.setdefault(known.name.family or known.name.owner, known)
    return families


def _precedence(known: Field) -> tuple[int, bool, int]:
    return -known.different, known.repeats, known.order
