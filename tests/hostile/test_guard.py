"""What watches over the hostile files does notice what it is there for."""

import re
import shutil
from pathlib import Path

import pytest

from tests.hostile.attacks import REACHING_OUT
from tests.hostile.nursery import Nursery, nursery
from tests.hostile.test_attacks import CANARY, is_untouched, pipe
from tests.support.home import write

__all__ = ["pipe"]

GOOD = "<r>good</r>"


@pytest.mark.parametrize(
    ("job", "event"), [("connect", "socket."), ("open_foreign", "open"), ("swallow", "open")]
)
def test_reaching_out_is_noticed(children: Nursery, tmp_path: Path, job: str, event: str) -> None:
    verdict = children.run(job, write(tmp_path, GOOD))
    assert verdict.tried[0].startswith(event)
    assert verdict.fault or job == "swallow"


def test_a_good_file_reaches_for_nothing(children: Nursery, tmp_path: Path) -> None:
    verdict = children.run("upload", write(tmp_path, GOOD))
    assert (verdict.tried, verdict.fault, verdict.refused) == ([], "", "")
    assert verdict.found["elements"] == 1


def test_a_careless_parser_takes_what_is_in_the_pipe(
    children: Nursery, tmp_path: Path, pipe: Path
) -> None:
    """It also waits for more, so its child is ended."""
    path = write(tmp_path, REACHING_OUT["general entity"].replace("URL", pipe.as_uri()))
    verdict = children.run("read_carelessly", path, wall=3)
    assert not is_untouched(pipe)
    assert verdict.fault == "the child ended with -9"


def test_memory_is_measured(children: Nursery, tmp_path: Path) -> None:
    assert children.run("hold_much", write(tmp_path, GOOD)).megabytes > 300


@pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace on this machine")
def test_the_system_itself_sees_no_file_or_connection(tmp_path: Path) -> None:
    """Every system call that opens something, of Python and of libxml2 alike."""
    log, canary = tmp_path / "calls", write(tmp_path, CANARY, "canary")
    calls = "trace=open,openat,openat2,socket,connect"
    with nursery("strace", "-f", "-qq", "-s", "300", "-e", calls, "-o", str(log)) as traced:
        for number, attack in enumerate(REACHING_OUT.values()):
            for url in (canary.as_uri(), "http://127.0.0.1:9/x"):
                path = write(tmp_path, attack.replace("URL", url), f"attack{number}.xml")
                assert traced.run("upload", path).tried == []
        path = write(tmp_path, REACHING_OUT["general entity"].replace("URL", canary.as_uri()))
        before = log.read_text()
        traced.run("read_carelessly", path)
        careless = log.read_text()[len(before) :]
    assert before.count('attack0.xml"') >= 2
    assert str(canary) not in before
    assert re.findall(r"(?:socket|connect)\(.*", before) == []
    assert str(canary) in careless
