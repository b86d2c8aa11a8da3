"""One target in one process, since libFuzzer ends the process that it works in.

    python -m tests.fuzz.driver TARGET FOLDER [what libFuzzer takes: folders, -max_total_time=60]

An input that breaks the target is printed, and saved as `FOLDER/TARGET-broke-...`.
"""

import hashlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["discovery"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Fuzz until the time is up or the target breaks."""
    program, name, folder, *arguments = sys.argv

    def target(data: bytes) -> None:
        try:
            TARGETS[name](data)
        except Exception:
            saved = Path(folder) / f"{name}-broke-{hashlib.sha256(data).hexdigest()[:12]}"
            saved.write_bytes(data)
            print(f"\n{name} breaks with {data!r}, saved as {saved}", file=sys.stderr, flush=True)
            raise

    atheris.Setup([program, *arguments], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
