"""What is known against the packages of a lock file, as `pip-audit` finds it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMEOUT_SECONDS = 10
# How pip-audit ends where nobody answers: in its own words, or with the error of its client.
_UNREACHABLE = ("Could not connect to", "requests.exceptions.", "ServiceError")


class ServiceUnavailableError(Exception):
    """The service that knows of vulnerabilities did not answer, or does not know the package."""


@dataclass(frozen=True, slots=True)
class Vulnerability:
    package: str
    version: str
    name: str
    fixed_in: tuple[str, ...]


def vulnerabilities(lock: Path, *options: str) -> list[Vulnerability]:
    """Those of every package of a lock; nothing is installed or resolved.

    Raises ServiceUnavailableError where none is found and not every package could be asked about,
    RuntimeError for any other failure.
    """
    command = [
        str(Path(sys.executable).parent / "pip-audit"), "--requirement", str(lock), "--no-deps",
        "--disable-pip", "--format", "json", "--progress-spinner", "off",
        "--timeout", str(TIMEOUT_SECONDS), *options,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout:
        last = "\n".join(done.stderr.splitlines()[-3:])
        kind = ServiceUnavailableError if any(w in last for w in _UNREACHABLE) else RuntimeError
        raise kind(last)
    audited = json.loads(done.stdout)["dependencies"]
    found = list(_found(audited))
    not_known = [package["name"] for package in audited if "skip_reason" in package]
    if not_known and not found:
        raise ServiceUnavailableError(f"it does not know {', '.join(not_known)}")
    return found


def index_of_ones_own() -> bool:
    """Whether pip takes packages from another index than its own default.

    pip-audit does not ask that one: it would tell a stranger what is used here.
    """
    command = [sys.executable, "-m", "pip", "config", "list"]
    configured = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return any("index-url" in line.partition("=")[0].split(".") for line in configured.splitlines())


def _found(audited: list[dict[str, Any]]) -> Iterator[Vulnerability]:
    for package in audited:
        for known in package.get("vulns", ()):
            fixed = tuple(known["fix_versions"])
            yield Vulnerability(package["name"], package["version"], known["id"], fixed)
