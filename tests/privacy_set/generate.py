"""Make the messages and their labels: `python -m tests.privacy_set.generate FOLDER --seed 1`.

The same seed gives the same files. A family added later changes no other family's sections.
"""

import argparse
import json
from pathlib import Path

from tests.privacy_set import (  # noqa: F401  each registers its families
    business,
    business_more,
    cryptic,
    elsewhere,
    embedded,
    fields,
    numbers,
    ordinary,
    prose,
    systems,
)
from tests.privacy_set.kit import FAMILIES, make_sections
from tests.privacy_set.people import Draw


def generate(folder: Path, seed: int = 1, each: int = 3, only: set[str] | None = None) -> int:
    """Write `messages.xml` and `labels.json`; give the number of sections."""
    messages, labels = [], []
    for content, found, family in make_sections(seed, each, Draw, only):
        number = len(messages) + 1
        messages.append(content.replace("<Message>", f'<Message n="{number}">', 1))
        place = f"/Messages[1]/Message[{number}]"
        labels.append({"xpath": place, "family": family, "half": "OWN", "labels": found})
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<Messages>", *messages])
    (folder / "messages.xml").write_text(text + "\n</Messages>\n", encoding="utf-8")
    written = json.dumps(labels, ensure_ascii=False, indent=1)
    (folder / "labels.json").write_text(written + "\n", encoding="utf-8")
    return len(messages)


def main() -> None:
    """Write the set."""
    parser = argparse.ArgumentParser(prog="python -m tests.privacy_set.generate")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=3, help="sections of each family")
    parser.add_argument("--only", action="append", help="a family; may be given again")
    asked = parser.parse_args()
    count = generate(asked.folder, asked.seed, asked.each, set(asked.only or ()))
    print(f"{count} sections of {len(asked.only or FAMILIES)} families in {asked.folder}")


if __name__ == "__main__":
    main()
