"""LibreOffice as an analyst's spreadsheet program, without its window."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

MISSING = "no LibreOffice: install Debian's libreoffice-calc-nogui"
CONVERSION_SECONDS = 120

# Tokens: separator, quotation mark, encoding (76 is UTF-8), first line, formats of columns,
# language, then "quoted field as text" (reading) or "quote all text cells" (writing).
# Source: LibreOffice Help, "CSV Filter Parameters".
READ_AS_TEXT = "CSV:44,34,76,1,,0,true"
READ_BY_SEMICOLONS = "CSV:59,34,76,1"
WRITE_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false"

Convert = Callable[[Path, str, str], Path]


def converter(profile: Path) -> Convert:
    """A function that converts `(file, to, how it is read)` and gives the new file's path.

    Skips the test where LibreOffice is not installed; fails it with REQUIRE_LIBREOFFICE=1.
    """
    if shutil.which("soffice") is None:
        give_up = pytest.fail if os.environ.get("REQUIRE_LIBREOFFICE") == "1" else pytest.skip
        give_up(MISSING)

    def convert(file: Path, to: str, reading: str = "") -> Path:
        kind = to.partition(":")[0]
        folder = file.parent / f"{kind}-{abs(hash((to, reading)))}"
        command = ["soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}"]
        command += [f"--infilter={reading}"] if reading else []
        command += ["--convert-to", to, "--outdir", str(folder), str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=CONVERSION_SECONDS)
        return folder / f"{file.stem}.{kind}"

    return convert
