"""The migrations: each file in `versions` takes the tables from one revision to the next.

A change of `models.py` needs a further file there; its name begins with its revision
(`0003_...py`). A new column that is never null needs a server default, for the rows that are there.
"""

import threading

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

# Alembic keeps the migration that is being carried out in global variables.
_one_at_a_time = threading.Lock()


def migrate(connection: Connection, start: str | None, end: str) -> None:
    """Bring tables of revision `start` (None: there are none) to revision `end`.

    All of it happens within the open transaction of the connection, which is not committed here.
    """
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "discovery.storage:migrations")
    with _one_at_a_time:
        if start is not None:
            command.stamp(config, start)
        command.upgrade(config, end)
