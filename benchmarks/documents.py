"""Large documents: speed, memory and NodeFacts a second: `python -m benchmarks.documents`.

Prints the time that the catalogue of a 100 MB OrderViewRS (2.5 million elements) takes as a ratio
to a bare `iterparse` loop with `clear()`, both by turns in the same run; the most memory that each
step needs above a process that has only loaded the program, at 10, 100 and 1,000 MB (the last takes
a quarter of an hour; `--sizes 10,100` leaves it out); and the NodeFacts a second of a run without a
model, with the share of the time that it spends in the database. `--speed-mb` and `--facts-mb`
choose other sizes.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

from benchmarks.large_message import write_message
from discovery.documents.catalogue import read_catalogue

ROUNDS = 3
STEPS = ("take_in", "survey", "read_subtrees")
BOUND_MB = 300


def main(arguments: list[str] | None = None) -> None:
    """Measure speed, then memory, then a run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents")
    parser.add_argument("--speed-mb", type=float, default=100)
    parser.add_argument("--sizes", default="10,100,1000", help="MB, divided by commas")
    parser.add_argument("--facts-mb", type=float, default=10)
    options = parser.parse_args([] if arguments is None else arguments)
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "message.xml"
        write_message(document, options.speed_mb)
        _compare(document)
        for megabytes in map(float, filter(None, options.sizes.split(","))):
            write_message(document, megabytes)
            _measure_memory(document)
        write_message(document, options.facts_mb)
        _measure_facts(document)


def _compare(document: Path) -> None:
    """Bare loop and catalogue by turns, so that a busy machine is busy for both."""
    rounds = [
        (_seconds(_bare_loop, document), _seconds(_catalogue, document)) for _ in range(ROUNDS)
    ]
    bare, ours = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratio = statistics.median(catalogue / loop for loop, catalogue in rounds)
    size = document.stat().st_size / 1e6
    print(f"{size:,.0f} MB, {read_catalogue(document).elements:,} elements, {ROUNDS} rounds")
    print(f"  bare iterparse loop {bare:6.2f} s of processor time")
    print(
        f"  catalogue           {ours:6.2f} s: {ratio:.2f} times the loop (bound 1.0)", flush=True
    )


def _seconds(work: Callable[[Path], object], document: Path) -> float:
    started = time.process_time()
    work(document)
    return time.process_time() - started


def _bare_loop(document: Path) -> None:
    for _, element in etree.iterparse(document):
        element.clear()


def _catalogue(document: Path) -> None:
    read_catalogue(document)


def _measure_memory(document: Path) -> None:
    print(f"{document.stat().st_size / 1e6:,.0f} MB: time, most memory above the idle program")
    for step in STEPS:
        found = _in_a_process(step, document)
        verdict = "" if found["megabytes"] <= BOUND_MB else f"  above {BOUND_MB} MB"
        seconds, megabytes = found["seconds"], found["megabytes"]
        print(f"  {step:<14} {seconds:7.1f} s {megabytes:7.0f} MB{verdict}", flush=True)


def _measure_facts(document: Path) -> None:
    found = _in_a_process("run", document)
    print(
        f"a run over {found['facts']:,} subtrees of {document.stat().st_size / 1e6:,.0f} MB: "
        f"{found['seconds']:.1f} s, first fact after {found['first']:.1f} s, then "
        f"{found['per_second']:,.0f} NodeFacts/s, {found['in_database']:.0%} of the time in the "
        f"database; {found['megabytes']:.0f} MB above the idle program"
    )


def _in_a_process(step: str, document: Path) -> dict[str, Any]:
    """What `benchmarks.document_steps` found out in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.document_steps", step, str(document)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
