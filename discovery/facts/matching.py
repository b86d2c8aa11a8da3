"""How well a reference and an identifier suit each other, judged by their names."""

from collections.abc import Container
from enum import IntEnum

from discovery.facts.naming import Certainty, Family, FieldName, Role, ends_with
from discovery.facts.tokens import has_letter, is_fragment, is_made_up, is_qname


class Match(IntEnum):
    """Why a value may point to an identifier that holds the same value; best last."""

    NONE = 0
    VALUE = 1  # the value alone: refs="PAX1", CheckedBagReferences -> BaggageAllowanceID
    START = 2  # the words begin alike: FlightRefNumberRPHList -> FlightSegment/@RPH
    ENDING = 3  # the one is a kind of the other: payerPartyReference -> party/@id
    OWNER = 4  # the element bears the name: PenaltyRefs -> Penalty/@ObjectKey
    FAMILY = 5  # the same words: PaxSegmentRefID -> PaxSegmentID
    REPEATS = 6  # all values are defined there: MusicXML part/@id -> score-part/@id


_WHY = {
    Match.VALUE: "{source} points by its name or form, and the value stands in {target}",
    Match.START: "the names of {source} and {target} begin alike",
    Match.ENDING: "the names of {source} and {target} end alike",
    Match.OWNER: "{source} names the element of {target}",
    Match.FAMILY: "{source} and {target} are named alike",
    Match.REPEATS: "{source} repeats {target}, which defines all its values",
}


def why(found: Match, source: str, target: str) -> str:
    """By which rule the one field is believed to point to the other, without their values."""
    return _WHY[found].format(source=source, target=target)


def match(source: FieldName, target: FieldName, token: str, families: Container[Family]) -> Match:
    """Whether `token` in the field `source` may point to its like in the field `target`.

    `families` are those that the document defines: a reference to one of them never points to
    an identifier of another family that happens to have the same value.
    """
    found = _match_families(source.family, target)
    if source.role is Role.REFERENCE:
        return found or _match_by_value(source, target, token, families)
    if source.role is Role.IDENTIFIER:  # a foreign key: Ticket/PaxID
        return found if target.defines and found >= Match.OWNER else Match.NONE
    if is_fragment(token):
        return Match.VALUE if target.defines else Match.NONE
    if is_qname(token) and target.role is Role.NAME:
        return found or Match.VALUE
    return Match.NONE if target.family else found


def _match_families(family: Family, target: FieldName) -> Match:
    if not family:
        return Match.NONE
    if family == target.family:
        return Match.FAMILY
    named_by_owner = target.defines or target.role is Role.NAME
    if named_by_owner and family == target.owner:
        return Match.OWNER
    other = target.family or (target.owner if named_by_owner else ())
    related = ends_with(family, other) or ends_with(other, family)
    return Match.ENDING if related else Match.NONE


def _match_by_value(
    source: FieldName, target: FieldName, token: str, families: Container[Family]
) -> Match:
    """For a name without a family, or of one that the document does not define."""
    if not source.family:
        return Match.VALUE
    if source.family in families or source.certainty is Certainty.SINGULAR:
        return Match.NONE
    if target.defines and (target.family or target.owner)[: len(source.family)] == source.family:
        return Match.START
    convincing = is_made_up(token) or (target.defines and has_letter(token))
    return Match.VALUE if convincing else Match.NONE
