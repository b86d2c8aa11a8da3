"""Who had real values shown. Rows are only added here, and nowhere changed or removed."""

from sqlalchemy.orm import Session

from discovery.storage.models import Reveal


def add_reveal(
    session: Session,
    *,
    by: str,
    what: str,
    place: str,
    run_id: int | None,
    document_sha256: str,
    file_name: str,
    value_count: int,
) -> None:
    """Note that somebody had so many real values of a document shown.

    Call it before they are shown. `what` names them without giving them away: a fact, a path;
    `place` says where they go: screen, export, terminal ...
    """
    session.add(
        Reveal(
            by=by,
            what=what,
            place=place,
            run_id=run_id,
            document_sha256=document_sha256,
            file_name=file_name,
            value_count=value_count,
        )
    )
    session.flush()
