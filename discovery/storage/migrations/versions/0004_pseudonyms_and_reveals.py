"""Which key and rules facts are masked with, and who had real values shown."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_REFUSAL = "reveals are added, never changed or removed"


def upgrade() -> None:
    """Add columns to runs and facts, and two tables, of which one only grows."""
    op.add_column("node_facts", sa.Column("policy_version", sa.String()))
    op.add_column("node_facts", sa.Column("key_fingerprint", sa.String()))
    op.add_column(
        "runs",
        sa.Column("free_text_is_harmless", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _make_installation()
    _make_reveals()
    _guard_reveals()


def _make_installation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key_fingerprint", sa.String(), nullable=False),
        sa.Column("key_since", sa.DateTime(), nullable=False),
    )


def _make_reveals() -> None:
    op.create_table(
        "reveals",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer()),
        sa.Column("document_sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("value_count", sa.Integer(), nullable=False),
    )
    op.create_index("ix_reveals_run_id", "reveals", ["run_id"])


def _guard_reveals() -> None:
    """Let the database refuse to change or remove a row.

    A migration that makes the table anew (SQLite) has to make the triggers anew as well.
    """
    if op.get_bind().dialect.name == "sqlite":
        for name, change in (("no_change", "UPDATE"), ("no_removal", "DELETE")):
            op.execute(
                f"CREATE TRIGGER {name}_of_reveals BEFORE {change} ON reveals "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change_of_reveals() RETURNS trigger "
        f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER no_change_of_reveals BEFORE UPDATE OR DELETE OR TRUNCATE ON reveals "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_reveals()"
    )
