"""Fuzz for some time, all targets or one: `python -m tests.fuzz --minutes 60 [--target reading]`.

What is found new is kept in `.fuzz/`; `--keep` copies that into the saved corpus afterwards. An
input that breaks a target ends the run; it is printed, and saved as `.fuzz/TARGET-broke-...`.
"""

import argparse
import sys

from tests.fuzz.running import TARGET_NAMES, fuzz, keep


def main() -> int:
    """Give 1 where a target broke, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="for all targets together")
    parser.add_argument("--target", choices=TARGET_NAMES, action="append")
    parser.add_argument("--keep", action="store_true", help="copy what was found into the corpus")
    asked = parser.parse_args()
    targets = asked.target or TARGET_NAMES
    seconds = int(60 * asked.minutes / len(targets))
    broke = False
    for target in targets:
        broke |= fuzz(target, seconds).returncode != 0
        if asked.keep:
            keep(target)
    return int(broke)


if __name__ == "__main__":
    sys.exit(main())
