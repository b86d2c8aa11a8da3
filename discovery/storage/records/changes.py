"""How rows are changed by statements."""

from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.orm import Session


def change(session: Session, statement: Update | Delete) -> int:
    """Change rows; return how many.

    Loaded objects are not looked for to be updated, too: writes load none.
    """
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", done).rowcount
