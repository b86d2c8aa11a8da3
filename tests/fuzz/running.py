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
    own, saved = grown / target, grown / "saved" / target
    own.mkdir(parents=True, exist_ok=True)
    shutil.unpack_archive(CORPUS / f"{target}.zip", saved)
    return _run(
        target,
        str(grown),
        f"-max_total_time={seconds}",
        f"-dict={CORPUS / 'xml.dict'}",
        f"-artifact_prefix={grown}/{target}-",
        *_LIMITS,
        str(own),
        str(saved),
        quiet=quiet,
    )


def keep(target: str) -> None:
    """Add what was found to the saved corpus: libFuzzer keeps only what reaches more."""
    saved = GROWN / "saved" / target
    shutil.copytree(GROWN / target, saved, dirs_exist_ok=True)
    shutil.make_archive(str(CORPUS / target), "zip", saved)


def _run(target: str, *arguments: str, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz.driver", target, *arguments],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        check=False,
    )
