"""How the claims about a subtree were judged; what earlier versions had verified is not checked."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_COUNTS = ("claims_hold", "claims_contradicted", "claims_not_checked")
_PAGE = 500
_FACTS = sa.text(
    "SELECT id, subtree_id, CAST(fact_json AS TEXT) FROM node_facts WHERE id > :last "
    "ORDER BY id LIMIT :page"
)
_COUNT = sa.text("UPDATE subtrees SET claims_not_checked = :count WHERE id = :id")


def upgrade() -> None:
    """Add columns to subtrees, and count the statements there are as not checked."""
    for name in _COUNTS:
        op.add_column("subtrees", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("subtrees", sa.Column("verdict_version", sa.Integer()))
    last = 0
    while page := op.get_bind().execute(_FACTS, {"last": last, "page": _PAGE}).all():
        counts = [{"id": subtree, "count": _statements(fact)} for _, subtree, fact in page]
        if counts := [each for each in counts if each["count"]]:
            op.get_bind().execute(_COUNT, counts)
        last = page[-1][0]
    op.execute("UPDATE subtrees SET confidence = NULL")


def _statements(fact_json: str) -> int:
    """How many there are; read here, as PostgreSQL reads no JSON that holds the character 0."""
    meaning = json.loads(fact_json).get("meaning") or {}
    return sum(len(meaning.get(name) or ()) for name in ("findings", "relationships"))
