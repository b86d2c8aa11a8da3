"""The key that a database is bound to: at the first start, and at each later one the same."""

import logging

from sqlalchemy import Connection, delete, insert, select

from discovery.config import Settings
from discovery.errors import PseudonymKeyError, RequestError
from discovery.storage.columns import now
from discovery.storage.faults import place_of
from discovery.storage.models import Installation
from discovery.storage.pseudonym_key import (
    InstallationKey,
    key_file,
    load_key,
    make_key,
    put_aside,
)

logger = logging.getLogger(__name__)

_WAYS_OUT = (
    "Nothing in it was changed. Put the file {file} back from a backup of DISCOVERY_HOME, or set "
    "PSEUDONYM_KEY to the key of this database. If that is lost, begin with another one: python -m "
    "discovery rotate-key. Facts stored until then keep their pseudonyms, which are others than "
    "those of the same values in later runs."
)


def agreed_key(connection: Connection, settings: Settings) -> InstallationKey:
    """The key of the settings, which must be that of the database.

    A database that has none yet takes it, and one is made where there is none; that needs a
    transaction in which nobody else writes. Raises PseudonymKeyError.
    """
    registered = _registered(connection)
    key = load_key(settings)
    if registered is None:
        key = key or make_key(settings)
        _register(connection, key)
    elif key is None or key.fingerprint != registered:
        raise _refusal(connection, settings, key, registered)
    return key


def replaced_key(connection: Connection, settings: Settings) -> InstallationKey:
    """The key that takes the place of the one the database has, whether that is there or lost.

    It is the key of the settings where that is another one, else a new one; the key file of before
    is then put aside. Needs a transaction in which nobody else writes. Raises PseudonymKeyError,
    and RequestError where PSEUDONYM_KEY holds the old one.
    """
    registered = _registered(connection)
    key = load_key(settings)
    if key and key.fingerprint == registered:
        if settings.pseudonym_key.get_secret_value():
            raise RequestError(
                "PSEUDONYM_KEY holds the key that is in force. Set it to a new one on every "
                "machine that uses this database, then rotate."
            )
        aside = put_aside(settings, key.fingerprint)
        logger.warning("The key of before is kept in %s. Delete it once nobody needs it.", aside)
        key = None
    key = key or make_key(settings)
    _register(connection, key)
    return key


def _registered(connection: Connection) -> str | None:
    return connection.scalar(select(Installation.key_fingerprint))


def _register(connection: Connection, key: InstallationKey) -> None:
    connection.execute(delete(Installation))
    row = {"id": 1, "key_fingerprint": key.fingerprint, "key_since": now()}
    connection.execute(insert(Installation), row)


def _refusal(
    connection: Connection, settings: Settings, key: InstallationKey | None, registered: str
) -> PseudonymKeyError:
    file = key_file(settings)
    if key is None:
        found = f"is missing: there is no {file}"
    else:
        source = "in PSEUDONYM_KEY" if settings.pseudonym_key.get_secret_value() else f"in {file}"
        found = f"is not the one {source}, whose fingerprint is {key.fingerprint}"
    return PseudonymKeyError(
        f"The secret key (fingerprint {registered}) that the pseudonyms in the database "
        f"{place_of(connection.engine.url)} are made with {found}. {_WAYS_OUT.format(file=file)}"
    )
