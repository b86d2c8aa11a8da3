"""The secret key of the installation, which makes pseudonyms out of personal values."""

import hmac
import logging
import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from discovery.config import Settings
from discovery.errors import PseudonymKeyError
from discovery.storage.whole_files import create_file

logger = logging.getLogger(__name__)

KEY_FILE = "pseudonym.key"
_KEY_BYTES = 32
_FINGERPRINT_CHARACTERS = 16
_WRITTEN = re.compile(rf"[0-9a-f]{{{2 * _KEY_BYTES}}}")
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class InstallationKey:
    """The key, and the fingerprint that tells it from others without giving it away."""

    secret: bytes = field(repr=False)
    fingerprint: str


def key_of(text: str) -> InstallationKey:
    """The key that a text is: its characters are taken as they are, whatever they encode."""
    secret = text.encode("utf-8", "surrogateescape")
    digest = hmac.digest(secret, b"fingerprint", "sha256")
    return InstallationKey(secret, digest.hex()[:_FINGERPRINT_CHARACTERS])


def load_key(settings: Settings) -> InstallationKey | None:
    """The key of PSEUDONYM_KEY, else that of the key file; None where there is neither.

    A file that others may read is closed to them. Raises PseudonymKeyError where it holds no key,
    or cannot be read or closed.
    """
    given = settings.pseudonym_key.get_secret_value()
    if given:
        return key_of(given)
    file = key_file(settings)
    try:
        text = file.read_text("ascii").strip()
        _close_to_others(file)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError) as error:
        raise _unusable(file, _reason(error)) from error
    if not _WRITTEN.fullmatch(text):
        raise _unusable(file, f"it does not hold {2 * _KEY_BYTES} hexadecimal digits")
    return key_of(text)


def make_key(settings: Settings) -> InstallationKey:
    """The key of the key file, which is made where there is none.

    Of several processes that do so at once all get the same. Raises PseudonymKeyError.
    """
    file = key_file(settings)
    try:
        create_file(file, f"{secrets.token_hex(_KEY_BYTES)}\n")
    except OSError as error:
        raise PseudonymKeyError(
            f"The secret key for pseudonyms could not be written to {file} ({_reason(error)}). "
            "Make room or give write access there, or set PSEUDONYM_KEY; then start again."
        ) from error
    key = load_key(settings)
    if key is None:
        raise _unusable(file, "it was removed as soon as it was made")
    return key


def put_aside(settings: Settings, fingerprint: str) -> Path:
    """Give the key file a name of its own, under which nothing looks for it; return that.

    Raises PseudonymKeyError.
    """
    file = key_file(settings)
    aside = file.with_name(f"{file.name}.{fingerprint}")
    try:
        file.replace(aside)
    except OSError as error:
        raise _unusable(file, _reason(error)) from error
    return aside


def key_file(settings: Settings) -> Path:
    """Where the key lies unless PSEUDONYM_KEY is set."""
    return settings.discovery_home / KEY_FILE


def _close_to_others(file: Path) -> None:
    if os.name != "posix" or not file.stat().st_mode & _OF_OTHERS:
        return
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    logger.warning(
        "Others could read the secret key in %s; now they cannot. If somebody may have done so, "
        "begin with a new one: python -m discovery rotate-key",
        file,
    )


def _unusable(file: Path, reason: str) -> PseudonymKeyError:
    return PseudonymKeyError(
        f"The secret key for pseudonyms in {file} cannot be used ({reason}). Put the file back as "
        "it was from a backup of DISCOVERY_HOME, readable by this program's user alone, or set "
        "PSEUDONYM_KEY to the key. If it is lost, move the file away and begin with a new key: "
        "python -m discovery rotate-key"
    )


def _reason(error: OSError | UnicodeError) -> str:
    return (isinstance(error, OSError) and error.strerror) or "it holds no text"
