"""How the claims about a subtree were judged; what earlier versions had verified is not checked."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_COUNTS = ("claims_hold", "claims_contradicted", "claims_not_checked")
_LENGTH = {
    "sqlite": "json_array_length(fact_json, '$.meaning.{}')",
    "postgresql": "json_array_length(fact_json -> 'meaning' -> '{}')",
}


def upgrade() -> None:
    """Add columns to subtrees, and count the statements there are as not checked."""
    for name in _COUNTS:
        op.add_column("subtrees", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("subtrees", sa.Column("verdict_version", sa.Integer()))
    length = _LENGTH[op.get_bind().dialect.name]
    statements = " + ".join(
        f"COALESCE({length.format(name)}, 0)" for name in ("findings", "relationships")
    )
    op.execute(
        f"UPDATE subtrees SET claims_not_checked = (SELECT {statements} FROM node_facts "  # nosec B608 # words of this file alone
        "WHERE node_facts.subtree_id = subtrees.id) "
        "WHERE id IN (SELECT subtree_id FROM node_facts)"
    )
    op.execute("UPDATE subtrees SET confidence = NULL")
