"""Untrusted text in the terminal: escape codes and marks of direction are shown, never obeyed."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from discovery.cli import main
from discovery.visible import visible
from tests.support.home import write
from tests.support.terminal import COMMAND_SECONDS, discovery, environment

VALUE = "\x9b31mred\u202egnp.exe\u2066\u200b\x85end\u2028x"
SHOWN = r"\u009b31mred\u202egnp.exe\u2066\u200b\u0085end\u2028x"
NAME = "n\x1b[31m\u202eame\n\rforged: Run 9 completed"
ORDER = (
    f"<Order><Item Note='{VALUE}'><Text>{VALUE}</Text></Item><Item><Text>b</Text></Item></Order>"
)
ITEM = "/Order/Item"
HOSTILE_FILE = "e\x1b[31m\u202evil\nfile\x07.xml"

# What a terminal would obey, or would not show; a line feed ends a line that was meant.
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with two runs, the first with a name and a note."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - environment(home).keys():
            patch.delenv(name)
        for name, value in environment(home, pii_masking_enabled="false").items():
            patch.setenv(name, value)
        patch.chdir(home)
        first = write(home, ORDER, HOSTILE_FILE)
        second = write(home, ORDER.replace("red", "blue"), "second.xml")
        for file in (first, second):
            assert main(["run", str(file), "--node", ITEM, "--workspace", "w\u05d0"]) == 0
        assert main(["describe", "1", "--name", NAME, "--note", NAME]) == 0
        yield home


def said(capfd: pytest.CaptureFixture[str], code: int, *arguments: str) -> str:
    """All that a command prints, on stdout and stderr."""
    capfd.readouterr()
    assert main(list(arguments)) == code
    captured = capfd.readouterr()
    return captured.out + captured.err


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (0, ["nodes", HOSTILE_FILE]),
        (0, ["run", HOSTILE_FILE, "--node", ITEM]),
        (0, ["runs"]),
        (0, ["show", "1"]),
        (0, ["again", "1"]),
        (0, ["compare", "1", "2"]),
        (0, ["describe", "2", "--name", NAME]),
        (2, ["nodes", f"absent{HOSTILE_FILE}"]),
        (2, ["nodes", "broken\x1b[31m.xml"]),
        (2, ["repair", "broken\x1b[31m.xml"]),
        (0, ["repair", "fixable\x1b[31m.xml"]),
        (2, ["nodes", "fixable\x1b[31m.xml"]),
        (2, ["run", HOSTILE_FILE, "--node", f"/Order/{NAME}"]),
        (2, ["run", HOSTILE_FILE, "--suggested", "--workspace", NAME]),
        (2, ["delete", "1"]),
        (2, ["delete-workspace", NAME, "--confirm", NAME]),
        (2, ["export", "1", "--output", f"absent/{HOSTILE_FILE}"]),
    ],
)
def test_nothing_said_is_obeyed(
    home: Path, capfd: pytest.CaptureFixture[str], code: int, arguments: list[str]
) -> None:
    write(home, f"{VALUE} is no XML", "broken\x1b[31m.xml")
    write(home, f"<Order>{VALUE} & </Order>", "fixable\x1b[31m.xml")
    printed = said(capfd, code, *arguments)
    assert printed
    assert OBEYED.findall(printed) == []
    assert not any(line.startswith("forged") for line in printed.splitlines())


def test_what_stands_there_can_be_read(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    printed = said(capfd, 0, "compare", "1", "2")
    assert f"@Note: {SHOWN} -> {SHOWN.replace('red', 'blue')}" in printed
    assert r"n\x1b[31m\u202eame forged: Run 9 completed" in said(capfd, 0, "show", "1")


def test_columns_stay_below_one_another(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lines = said(capfd, 0, "nodes", HOSTILE_FILE).splitlines()
    assert len({line.index(" bytes  /Order") for line in lines}) == 1


@pytest.mark.parametrize("arguments", [["runs"], ["show", "1"], ["compare", "1", "2"]])
def test_json_is_escaped_and_the_same(
    home: Path, capfd: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    printed = said(capfd, 0, *arguments, "--json")
    assert OBEYED.findall(printed) == []
    texts = json.dumps(json.loads(printed), ensure_ascii=False)
    assert ("\u202e" in texts) and ("\x9b31m" in texts or "\\u001b[31m" in texts)


def test_words_of_the_command_line_are_not_obeyed(home: Path) -> None:
    outcome = discovery(home, "nodes", "order.xml", HOSTILE_FILE)
    assert outcome.code == 2
    assert OBEYED.findall(outcome.err) == []
    assert visible(HOSTILE_FILE) in outcome.err


def test_the_hint_of_a_repair_can_be_copied_into_a_shell(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write(home, "<Order> & </Order>", "a; touch forged.xml")
    assert "repair 'a; touch forged.xml' shows how" in said(
        capfd, 2, "nodes", "a; touch forged.xml"
    )


def in_a_terminal(home: Path, *arguments: str) -> str:
    """What a command writes to a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "discovery", *arguments]
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        subprocess.run(
            command, cwd=home, env=environment(home), stdout=theirs, timeout=COMMAND_SECONDS
        )
        os.close(theirs)
        return _all_of(terminal.fileno()).decode().replace("\r\n", "\n")


def _all_of(descriptor: int) -> bytes:
    found = b""
    while True:
        try:
            piece = os.read(descriptor, 1 << 16)
        except OSError:  # the other end is closed
            return found
        if not piece:
            return found
        found += piece


def test_an_export_is_exact_in_a_pipe_and_safe_in_a_terminal(home: Path) -> None:
    arguments = ("export", "1", "--table", "fields", "--raw")
    assert f'"{VALUE}"' in discovery(home, *arguments).out
    shown = in_a_terminal(home, *arguments)
    assert f'"{SHOWN}"' in shown
    assert OBEYED.findall(shown) == []
