"""How much of persons is left and how much of the trade is lost, by labelled strings.

usage: python -m benchmarks.privacy [FOLDER] [--misses] [--overmasked]

FOLDER holds `messages.xml` and `labels.json`; without one, messages of the project's own are made.
Where presidio and its model are installed (`pip install presidio-analyzer en-core-web-lg`), they
are measured beside it in the same run.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

from discovery.facts.privacy import Masker, Policy, PseudonymKey
from discovery.facts.structure import fields, to_structure
from tests.privacy_set.generate import generate
from tests.privacy_set.measure import by_structure, by_value, measure, report

MICROSECONDS = 1_000_000


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.privacy")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--misses", action="store_true", help="list each personal string left")
    parser.add_argument("--overmasked", action="store_true", help="list each business string lost")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = asked.folder or Path(made)
        if asked.folder is None:
            generate(folder)
        _measure(folder, misses=asked.misses, overmasked=asked.overmasked)


def _measure(folder: Path, *, misses: bool, overmasked: bool) -> None:
    result = measure(folder, by_structure(_masker()))
    print("\n".join(report(result, misses=misses, overmasked=overmasked)))
    print(f"microseconds a value: {_microseconds(folder):.1f}")
    if find_spec("presidio_analyzer") is None:
        print("presidio is not installed, so there is nothing to compare with")
        return
    print("presidio, its recognisers and its model for English:")
    print("\n".join(list(report(measure(folder, by_value(_presidio()))))[-3:]))


def _masker() -> Masker:
    return Masker(Policy(), PseudonymKey(b"a key of benchmarks"))


def _microseconds(folder: Path) -> float:
    """What masking a value takes, each met for the first time, less the walk to it."""
    structure = to_structure(etree.parse(str(folder / "messages.xml")).getroot())
    count = sum(1 for _ in fields(structure, "", ""))
    masker = _masker()
    masker.mask("/x", "what is set up once, 14MAR")
    masking = _seconds(lambda: masker.mask_structure(structure))
    walking = _seconds(lambda: masker.map_values(structure, "", lambda _path, text: text))
    return (masking - walking) / count * MICROSECONDS


def _seconds(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def _presidio() -> Callable[[str, str], str]:
    from presidio_analyzer import AnalyzerEngine

    analyzer = AnalyzerEngine()

    def mask(_path: str, text: str) -> str:
        found = sorted(analyzer.analyze(text, language="en"), key=lambda one: -one.start)
        for one in found:
            text = f"{text[: one.start]}[{one.entity_type}]{text[one.end :]}"
        return text

    return mask


if __name__ == "__main__":
    main()
