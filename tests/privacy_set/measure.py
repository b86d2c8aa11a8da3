"""Tell how a masker does on labelled messages; `python -m benchmarks.privacy` prints it.

A personal string is missed when it stands, case ignored, in the values of its masked section. A
business string is wrongly masked when it no longer stands there. Strings of up to three letters or
digits stand as a word of their own only: "Ng" does not stand in "missing".
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from discovery.facts.privacy import Masker
from discovery.facts.structure import fields, to_structure
from tests.privacy_set.kit import stands, values

MaskSection = Callable[[etree._Element], str]
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Found:
    """One label, the values of its section, and whether the label was met as it should be."""

    label: dict[str, Any]
    xpath: str
    before: str
    after: str
    wrong: bool


@dataclass
class Result:
    """What became of all labelled strings."""

    personal: list[Found] = field(default_factory=list)
    business: list[Found] = field(default_factory=list)
    words: int = 0
    words_lost: int = 0
    not_there: list[str] = field(default_factory=list)

    @property
    def missed_share(self) -> float:
        return _share(sum(found.wrong for found in self.personal), len(self.personal))

    @property
    def overmasked_share(self) -> float:
        return _share(sum(found.wrong for found in self.business), len(self.business))

    @property
    def words_lost_share(self) -> float:
        return _share(self.words_lost, self.words)


def measure(folder: Path, mask_section: MaskSection) -> Result:
    """Mask each section of a folder's messages and look up its labels in what comes out."""
    sections = {
        f"/Messages[1]/Message[{number}]": section
        for number, section in enumerate(etree.parse(folder / "messages.xml").getroot(), 1)
    }
    result = Result()
    for entry in json.loads((folder / "labels.json").read_text(encoding="utf-8")):
        section = sections[entry["xpath"]]
        before = values_text(section)
        after = mask_section(section)
        for label in entry["labels"]:
            _add(result, label, entry["xpath"], before, after)
    return result


def _add(result: Result, label: dict[str, Any], xpath: str, before: str, after: str) -> None:
    text = label["string"]
    if not stands(text, before):
        result.not_there.append(f"{xpath} {text!r}")
    there = stands(text, after)
    if label["personal"]:
        result.personal.append(Found(label, xpath, before, after, there))
        return
    result.business.append(Found(label, xpath, before, after, not there))
    words = WORD.findall(text)
    left = Counter(word.casefold() for word in WORD.findall(after))
    result.words += len(words)
    if not there:
        result.words_lost += sum(not left[word.casefold()] for word in words)


def values_text(section: etree._Element) -> str:
    """Give the values of a section, each on its own line."""
    return "\n".join(text for _, text in values(section))


def by_value(mask: Callable[[str, str], str]) -> MaskSection:
    """Give a masking of sections that masks value by value, in document order."""
    return lambda section: "\n".join(mask(path, text) for path, text in values(section))


def by_structure(masker: Masker) -> MaskSection:
    """Give the masking of sections as facts are masked."""

    def mask(section: etree._Element) -> str:
        structure = to_structure(section)
        masked = masker.mask_structure(structure, f"/Messages/{structure['name']}")
        return "\n".join(field.value for field in fields(masked, "", ""))

    return mask


def report(result: Result, *, misses: bool = False, overmasked: bool = False) -> Iterator[str]:
    """Give the lines of a report."""
    for place in result.not_there:
        yield f"NOT IN ITS SECTION: {place}"
    yield "recall by type"
    yield from _table(result.personal, "type")
    yield "recall by family"
    yield from _table(result.personal, "family")
    yield "business strings kept by type"
    yield from _table(result.business, "type")
    yield "business strings kept by family"
    yield from _table(result.business, "family")
    halves = defaultdict(list)
    for found in result.personal:
        halves["name in a field" if found.label["in_field"] else "all others"].append(found)
    for title, some in sorted(halves.items()):
        yield f"{title}: {_percent(_share(sum(f.wrong for f in some), len(some)))} missed"
    yield f"personal strings missed: {_percent(result.missed_share)} of {len(result.personal)}"
    yield (
        f"business strings wrongly masked: {_percent(result.overmasked_share)} "
        f"of {len(result.business)}"
    )
    yield f"words of them wrongly masked: {_percent(result.words_lost_share)} of {result.words}"
    if misses:
        yield from _listed("MISSED", result.personal)
    if overmasked:
        yield from _listed("OVERMASKED", result.business)


def _table(all_found: list[Found], key: str) -> Iterator[str]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for found in all_found:
        groups[found.label[key]].append(not found.wrong)
    for title, right in sorted(
        groups.items(), key=lambda item: (sum(item[1]) / len(item[1]), item)
    ):
        yield f"  {_percent(sum(right) / len(right)):>8} {sum(right):5} of {len(right):<5} {title}"


def _listed(title: str, all_found: list[Found]) -> Iterator[str]:
    """Give each wrong string with the value that it stands in, as it was and as it became."""
    for found in all_found:
        if found.wrong:
            text, label = found.label["string"], found.label
            pairs = zip(found.before.split("\n"), found.after.split("\n"), strict=False)
            first = text.split("\n")[0]
            old, new = max(
                pairs,
                key=lambda pair: (
                    stands(first, pair[0]) + (stands(first, pair[1]) is label["personal"])
                ),
            )
            yield f"{title} {found.xpath} {label['family']} {label['type']} {text!r}"
            yield f"    {_cut(old, first)!r} -> {_cut(new, first)!r}"


def _cut(text: str, around: str) -> str:
    at = max(text.casefold().find(around.casefold()), 0)
    return text[max(at - 60, 0) : at + len(around) + 60]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
