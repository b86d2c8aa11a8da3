"""Workspaces, documents, runs, subtrees and NodeFacts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    _make_documents()
    _make_runs()
    _make_subtrees()
    _make_node_facts()


def _make_documents() -> None:
    op.create_table(
        "workspaces",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace", sa.String(), sa.ForeignKey("workspaces.name"), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("selection", sa.JSON()),
        sa.Column("created_at", sa.DateTime(), nullable=False),
    )
    op.create_index("one_document_a_workspace", "documents", ["workspace", "sha256"], unique=True)


def _make_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), sa.ForeignKey("workspaces.name"), nullable=False),
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime()),
        sa.Column("spec_version", sa.String()),
        sa.Column("message_root", sa.String(), nullable=False),
        sa.Column("airline_code", sa.String()),
        sa.Column("airline_name", sa.String()),
        sa.Column("selection", sa.JSON(), nullable=False),
        sa.Column("subtrees_total", sa.Integer(), nullable=False),
        sa.Column("subtrees_processed", sa.Integer(), nullable=False),
        sa.Column("node_facts_extracted", sa.Integer(), nullable=False),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("model", sa.String()),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("mode_reason", sa.Text(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("llm_calls", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
    )
    op.create_index("ix_runs_workspace", "runs", ["workspace"])
    op.create_index("ix_runs_document_id", "runs", ["document_id"])


def _make_subtrees() -> None:
    op.create_table(
        "subtrees",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("run_id", sa.Integer(), sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section_path", sa.Text(), nullable=False),
        sa.Column("node_key", sa.Text(), nullable=False),
        sa.Column("node_type", sa.String(), nullable=False),
        sa.Column("node_ordinal", sa.Integer(), nullable=False),
        sa.Column("xpath", sa.Text(), nullable=False),
        sa.Column("source_line", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("worker", sa.String()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("processing_time_ms", sa.Double()),
        sa.Column("facts_stored", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Double()),
        sa.Column("error", sa.Text()),
    )
    op.create_index("one_subtree_a_position", "subtrees", ["run_id", "position"], unique=True)


def _make_node_facts() -> None:
    op.create_table(
        "node_facts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("run_id", sa.Integer(), sa.ForeignKey("runs.id"), nullable=False),
        sa.Column(
            "subtree_id", sa.Integer(), sa.ForeignKey("subtrees.id"), nullable=False, unique=True
        ),
        sa.Column("spec_version", sa.String()),
        sa.Column("message_root", sa.String(), nullable=False),
        sa.Column("section_path", sa.Text(), nullable=False),
        sa.Column("node_type", sa.String(), nullable=False),
        sa.Column("node_ordinal", sa.Integer(), nullable=False),
        sa.Column("fact_json", sa.JSON(), nullable=False),
        sa.Column("pii_masked", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_node_facts_run_id", "node_facts", ["run_id"])
