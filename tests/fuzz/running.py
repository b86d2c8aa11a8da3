"""How the fuzzer is started."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).parent / "corpus"
GROWN = ROOT / ".fuzz"
TARGET_NAMES = ("reading", "structure", "masking", "repair")

_LIMITS = ("-timeout=20", "-rss_limit_mb=1500", "-max_len=4096")


def fuzz(
    target: str, seconds: int, grown: Path = GROWN, *, quiet: bool = False
) -> subprocess.CompletedProcess[str]:
    """Fuzz one target for some seconds; what is found new goes to `grown`."""
    own = grown / target
    own.mkdir(parents=True, exist_ok=True)
    return _run(
        target,
        str(grown),
        f"-max_total_time={seconds}",
        f"-dict={CORPUS / 'xml.dict'}",
        f"-artifact_prefix={grown}/{target}-",
        *_LIMITS,
        str(own),
        str(CORPUS / target),
        quiet=quiet,
    )


def keep(target: str) -> None:
    """Copy what was found into the saved corpus: libFuzzer keeps only what reaches more."""
    shutil.copytree(GROWN / target, CORPUS / target, dirs_exist_ok=True)


def _run(target: str, *arguments: str, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz.driver", target, *arguments],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        check=False,
    )
