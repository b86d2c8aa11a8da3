"""A process that has imported everything and forks a fresh child for each file.

A child costs milliseconds then, and cannot be reached by what another one did. Run as a program,
it takes orders from its standard input and answers on its standard output, a line of JSON each.
"""

import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CPU_SECONDS = 60  # that no child may pass, whatever its test allows
WALL_SECONDS = 120.0

Order = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a file.

    `found` is what its job found, empty where it failed; `fault` a traceback, or how the child
    ended; `tried` what it did that is forbidden. `seconds` are those of the processor, which do
    not depend on what else the machine does; `megabytes` the most that the process ever held,
    Python and all modules included.
    """

    found: dict[str, Any] = field(default_factory=dict)
    fault: str = ""
    tried: list[str] = field(default_factory=list)
    seconds: float = 0.0
    megabytes: float = 0.0

    @property
    def refused(self) -> str:
        """Why the file was refused; "" where it was read."""
        return str(self.found.get("refused", ""))


class Nursery:
    """Gives files to children, one after another."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, job: str, file: Path, wall: float = WALL_SECONDS) -> Verdict:
        """Do a job of `jobs` with a file in a fresh child; `wall` is how long that may take."""
        assert self._process.stdin and self._process.stdout
        order = {"job": job, "file": str(file.resolve()), "wall": wall}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Verdict(**json.loads(self._process.stdout.readline()))


@contextmanager
def nursery(*before: str) -> Iterator[Nursery]:
    """Start the process; `before` is a command that runs it, such as `strace`."""
    command = [*before, sys.executable, "-m", "tests.hostile.nursery"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield Nursery(process)
        finally:
            assert process.stdin
            process.stdin.close()


def serve() -> None:
    """Answer orders until there are no more."""
    _warm_up()
    for line in sys.stdin:
        order = json.loads(line)
        with tempfile.TemporaryDirectory() as home:
            print(json.dumps(_in_a_child(order, Path(home).resolve())), flush=True)


def _warm_up() -> None:
    """Do once what every child would do anew: import modules, fill tables."""
    from tests.hostile.jobs import upload
    from tests.support.home import settings_in

    with tempfile.TemporaryDirectory() as home:
        upload(ROOT / "discovery" / "samples" / "OrderViewRS.xml", settings_in(Path(home)))


def _in_a_child(order: Order, home: Path) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        answer = _as_a_child(order, home)
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            json.dump(answer, pipe)
        os._exit(0)
    os.close(writing)
    answer = _read_until(reading, time.monotonic() + order["wall"])
    if not answer:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    ended = {"fault": f"the child ended with {os.waitstatus_to_exitcode(status)}"}
    return json.loads(answer) if answer else ended


def _read_until(pipe: int, end: float) -> str:
    """What comes out of a pipe; nothing where it is not closed in time."""
    pieces = []
    with os.fdopen(pipe, "rb", buffering=0) as source:
        while select.select([source], [], [], max(0.0, end - time.monotonic()))[0]:
            piece = source.read(1 << 16)
            if not piece:
                return b"".join(pieces).decode()
            pieces.append(piece)
    return ""


def _as_a_child(order: Order, home: Path) -> dict[str, Any]:
    from tests.hostile.guard import forbid_reaching_out
    from tests.hostile.jobs import JOBS
    from tests.support.home import settings_in

    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    settings, file = settings_in(home), Path(order["file"])
    answer: dict[str, Any] = {"tried": forbid_reaching_out([home, file])}
    started = time.process_time()
    try:
        answer["found"] = JOBS[order["job"]](file, settings)
    except BaseException:  # noqa: BLE001 # whatever it is, it is the answer
        answer["fault"] = traceback.format_exc()
    answer["seconds"] = time.process_time() - started
    answer["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return answer


if __name__ == "__main__":
    serve()
