"""Calls to models as they were, what each section cost, and answers kept for later runs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add columns to runs and subtrees, and three tables."""
    _widen_runs()
    _widen_subtrees()
    _make_calls()
    _make_answers()


def _widen_runs() -> None:
    for name in ("cached_tokens", "from_cache", "same_question"):
        op.add_column("runs", _count(name))
    op.add_column("runs", sa.Column("cost_usd", sa.Double()))
    op.add_column(
        "runs", sa.Column("use_cache", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def _widen_subtrees() -> None:
    for name in ("parts", "together"):
        op.add_column("subtrees", _count(name, default="1"))
    for name in ("prompt_tokens", "completion_tokens", "cached_tokens"):
        op.add_column("subtrees", _count(name))
    op.add_column("subtrees", sa.Column("cost_usd", sa.Double()))
    op.add_column("subtrees", sa.Column("answered_by", sa.String()))


def _count(name: str, default: str = "0") -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def _make_calls() -> None:
    op.create_table(
        "model_calls",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("run_id", sa.Integer(), sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("finish_reason", sa.String(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), nullable=False),
        sa.Column("cached_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_usd", sa.Double()),
        sa.Column("sent", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
    )
    op.create_index("ix_model_calls_run_id", "model_calls", ["run_id"])
    op.create_table(
        "call_subtrees",
        sa.Column("call_id", sa.Integer(), sa.ForeignKey("model_calls.id"), primary_key=True),
        sa.Column("subtree_id", sa.Integer(), sa.ForeignKey("subtrees.id"), primary_key=True),
    )
    op.create_index("ix_call_subtrees_subtree_id", "call_subtrees", ["subtree_id"])


def _make_answers() -> None:
    op.create_table(
        "cached_answers",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_usd", sa.Double()),
        sa.Column("created_at", sa.DateTime(), nullable=False),
    )
