"""The verdict on a claim: the program reads the values that it speaks of, and judges.

Where a claim can be read in more than one way, or values cannot be compared for sure, it is not
checked: no verdict is better than a wrong one.
"""

from collections.abc import Callable, Collection, Sequence

from discovery.llm.claimed_fields import (
    ClaimedFields,
    Link,
    NamesOf,
    kind_of,
    no_names,
    steps_named,
    steps_of,
    with_value,
)
from discovery.llm.equality import number_of
from discovery.llm.judgement import Judgement, sentence_of
from discovery.llm.meaning import Claim
from discovery.llm.number_verdicts import judge_between, judge_counts, judge_sum
from discovery.llm.outline import Outline, OutlineField

VERSION = 1
"""Of the rules by which is judged: verdicts of other versions are judged again when read."""


def judge(
    claim: Claim, outline: Outline, links: Collection[Link] = (), names_of: NamesOf = no_names
) -> Judgement:
    """Judge a claim about the section with this outline; `links` are the references found in it."""
    about = ClaimedFields(claim, outline, links, names_of)
    if not about.all:
        return about.not_checked(f"this section has no field {claim.field}")
    if not claim.value.strip() and claim.operator != "counts":
        return about.not_checked("it says no value")
    return _JUDGES[claim.operator](about)


def _judge_equals(about: ClaimedFields) -> Judgement:
    scope = with_value(about.scope)
    if not scope:
        return _judge_attributes(about)
    found = [field for field in scope if about.same(field)]
    sentence = sentence_of(about.claim)
    if found and len(found) == len(scope):
        where = "" if all(map(about.same, with_value(about.all))) else " in the lines cited"
        return about.holds(sentence + where, found)
    if found and not about.cited:
        return about.holds(f"{sentence} in {len(found)} of {len(scope)} places", found)
    if found:
        return about.not_checked(f"the lines cited have {about.told(scope)}")
    if any(map(about.same, about.all)):
        return about.not_checked("this stands in other lines than those cited")
    return _judge_absent(about, scope)


def _judge_attributes(about: ClaimedFields) -> Judgement:
    """Judge elements without a text by their attributes: `<TotalFare Amount="232.00"/>`."""
    elements = {field.element for field in about.scope}
    found = [
        field
        for field in about.outline.fields
        if field.element in elements and "/@" in field.path and about.same(field)
    ]
    names = {steps_of(field.path)[-1] for field in found}
    if len(names) == 1 and len(found) == len(elements):
        return about.holds(f"{about.claim.field}/@{names.pop()} is {about.claim.value}", found)
    return about.not_checked(f"{about.claim.field} has no value of its own")


def _judge_absent(about: ClaimedFields, fields: Sequence[OutlineField]) -> Judgement:
    """None of the fields has the value: contradicted where each surely has another one."""
    if not fields:
        return about.not_checked(f"{about.claim.field} has no value of its own")
    if number_of(about.claim.value) in (len(fields), len(about.all)):
        return about.not_checked("this may be how often it occurs")
    if all(map(about.differs, fields)):
        return about.contradicted(f"{about.claim.field} is {about.told(fields)}", fields)
    return about.not_checked(f"cannot be compared with {about.told(fields)}")


def _judge_only(about: ClaimedFields) -> Judgement:
    fields = with_value(about.all)
    found = [field for field in fields if about.same(field)]
    if not found:
        return _judge_absent(about, fields)
    others = [field for field in fields if not about.same(field)]
    if not others:
        return about.holds(sentence_of(about.claim), found)
    # "The only adult" and "only two adults" may be said, and "only 23 kg" of the lines cited.
    may_count = about.claim.count in (len(found), len(fields)) or len(found) == 1
    is_of_the_lines = about.cited and all(map(about.same, about.cited))
    if not (may_count or is_of_the_lines) and all(map(about.differs, others)):
        return about.contradicted(f"{about.claim.field} is also {about.told(others)}", others)
    return about.not_checked(f"the section also has {about.told(others)}")


def _judge_reference(about: ClaimedFields) -> Judgement:
    targets = {link.path: link.target_path for link in about.links}
    fields = [field for field in with_value(about.scope) if kind_of(field) in targets]
    if not fields:
        return about.not_checked("no reference is known here")
    named = steps_named(about.claim.value)
    if all(_ends_with(targets[kind_of(field)], named) for field in fields):
        return about.holds(sentence_of(about.claim), fields)
    found = [field for field in fields if about.claim.value in field.value.split()]
    if found and (len(found) == len(fields) or not about.cited):
        return about.holds(sentence_of(about.claim), found)
    if found or any(map(about.same, about.all)):
        return about.not_checked(f"the lines cited have {about.told(fields)}")
    return _judge_absent(about, fields)


def _ends_with(target_path: str, named: Sequence[str]) -> bool:
    """Whether the target, or the element that it identifies, is the one named: PaxID of Pax."""
    steps = steps_of(target_path)
    return bool(named) and list(named) in (steps[-len(named) :], steps[-len(named) - 1 : -1])


_JUDGES: dict[str, Callable[[ClaimedFields], Judgement]] = {
    "equals": _judge_equals,
    "only": _judge_only,
    "counts": judge_counts,
    "sums to": judge_sum,
    "between": judge_between,
    "refers to": _judge_reference,
}
