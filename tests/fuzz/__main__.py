"""Fuzz for some time, all targets or one: `python -m tests.fuzz --minutes 60 [--target reading]`.

What is found new is kept in `.fuzz/`; `--merge` takes what reaches more into the saved corpus. An
input that breaks a target ends the run; it is printed, and saved as `.fuzz/TARGET-broke-...`.
"""

import argparse
import sys

from tests.fuzz.running import TARGET_NAMES, fuzz, merge


def main() -> int:
    """Give 1 where a target broke, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="for all targets together")
    parser.add_argument("--target", choices=TARGET_NAMES, action="append")
    parser.add_argument("--merge", action="store_true", help="take what was found into the corpus")
    asked = parser.parse_args()
    targets = asked.target or TARGET_NAMES
    if asked.merge:
        return max(merge(target) for target in targets)
    seconds = int(60 * asked.minutes / len(targets))
    return max(int(fuzz(target, seconds).returncode != 0) for target in targets)


if __name__ == "__main__":
    sys.exit(main())
