"""One target in one process, since libFuzzer ends the process that it works in.

python -m tests.fuzz.driver TARGET [what libFuzzer takes: folders, -max_total_time=60, ...]
"""

import sys

import atheris

with atheris.instrument_imports(include=["discovery"]):
    from tests.fuzz.targets import TARGETS

if __name__ == "__main__":
    program, target, *arguments = sys.argv
    atheris.Setup([program, *arguments], TARGETS[target])
    atheris.Fuzz()
