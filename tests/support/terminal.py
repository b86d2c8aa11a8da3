"""Runs `python -m discovery` in a process of its own, over a data folder of the test's own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from discovery.config import Settings
from tests.support.databases import database_url
from tests.support.window import ROOT

COMMAND_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The last line on stdout, read as JSON."""
        return json.loads(self.out.splitlines()[-1])


def start(home: Path, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    """Start a command; `settings` are environment variables in small letters."""
    home.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "discovery", *arguments],
        cwd=home,  # where no `.env` lies
        env=environment(home, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def discovery(home: Path, *arguments: str, **settings: str) -> Outcome:
    """Run a command to its end."""
    with start(home, *arguments, **settings) as process:
        out, err = process.communicate(timeout=COMMAND_SECONDS)
    return Outcome(process.returncode, out, err)


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a command, without the settings of this machine."""
    names = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    own = {
        "DISCOVERY_HOME": str(home),
        "DATABASE_URL": database_url(home),
        "PYTHONPATH": str(ROOT),
    }
    return {**kept, **own, **{name.upper(): value for name, value in settings.items()}}
