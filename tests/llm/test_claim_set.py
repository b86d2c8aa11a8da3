"""What a real small model claimed, labelled by hand, and what the program makes of it.

`claim_set.json` has 30 sections written for this test, and 130 claims in which Qwen2.5-Coder 1.5B
answered the question of this project, in wordings that differ a little. Most answers were held to
four or five claims each. The labels say whether a claim (field, operator, value, count, in those
cited lines that have the field) is true of the section, false, or nothing that it could show.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from lxml import etree

from discovery.facts.structure import to_structure
from discovery.llm.meaning import Claim
from discovery.llm.outline import outline
from discovery.llm.verdicts import judge

CLAIM_SET = json.loads(Path(__file__).with_name("claim_set.json").read_text(encoding="utf-8"))


def verdicts() -> list[tuple[str, str, dict[str, Any]]]:
    """Label and verdict of each claim, and the claim."""
    found = []
    for each in CLAIM_SET:
        structure = to_structure(etree.fromstring(each["section"]))
        section = outline(structure, f"/{structure['name']}")
        for claim in each["claims"]:
            label = claim.pop("label")
            found.append((label, str(judge(Claim.model_validate(claim), section).verdict), claim))
    return found


def test_what_holds_is_true_and_what_is_contradicted_is_false() -> None:
    judged = verdicts()
    counts = Counter((label, verdict) for label, verdict, _ in judged)
    false_that_hold = [
        claim for label, verdict, claim in judged if (label, verdict) == ("false", "holds")
    ]
    true_contradicted = [
        claim for label, verdict, claim in judged if (label, verdict) == ("true", "contradicted")
    ]
    is_true = Counter(label for label, _, _ in judged)["true"]
    assert len(false_that_hold) <= 0.01 * len(judged), false_that_hold
    assert true_contradicted == []
    assert counts["true", "holds"] >= 0.6 * is_true, counts
