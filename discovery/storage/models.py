"""The tables: documents, runs and their history, subtrees, NodeFacts, calls, reveals, the key."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from discovery.storage.columns import AnyString, AnyText, UtcDateTime, now
from discovery.storage.statuses import SubtreeStatus


class Base(DeclarativeBase):
    """The base of all tables."""

    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012


class Workspace(Base):
    """An isolated set of documents, selections and runs."""

    __tablename__ = "workspaces"

    name: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Document(Base):
    """One uploaded file in one workspace; its bytes are kept under its SHA-256."""

    __tablename__ = "documents"
    __table_args__ = (Index("one_document_a_workspace", "workspace", "sha256", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(ForeignKey("workspaces.name"))
    sha256: Mapped[str]
    file_name: Mapped[str] = mapped_column(AnyText)
    bytes: Mapped[int]
    selection: Mapped[list[str] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Holder(Base):
    """A process that works on runs, under a token of its own, for as long as `beat` grows.

    `name` tells people where it runs. Whoever sees its beat stand still may take its runs over;
    no clocks are compared, since clocks are moved.
    """

    __tablename__ = "holders"

    token: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(AnyString)
    beat: Mapped[int] = mapped_column(default=0)


_PROCESSED = "subtrees_success + subtrees_skipped + subtrees_error"


class Run(Base):
    """One execution over the subtrees of the ticked nodes of a document.

    `subtrees_success` and its like count the subtrees by final status, and change in the same
    transaction as these; the database itself takes no row whose counts do not add up.
    `settings` are those it was last carried out under, without secrets. `worked_seconds` is how
    long it was under way up to `worked_until`. `held_by` is the process that works on it,
    `ordered` what that one is told to do. `interruptions` counts how often in a row its process
    died before any further subtree was done. `free_text_is_harmless` is what the analyst said of
    this document: that its free text holds no personal data.
    """

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint(f"subtrees_processed = {_PROCESSED}", name="processed_adds_up"),
        CheckConstraint(
            f"{_PROCESSED} + subtrees_cancelled <= subtrees_total", name="no_more_than_ticked"
        ),
        CheckConstraint(
            f"{_PROCESSED} + subtrees_cancelled = subtrees_total "
            "OR status IN ('started', 'in_progress', 'paused')",
            name="all_ticked_are_settled_in_the_end",
        ),
        # The number of a deleted run is never given again: addresses and notes name runs by it.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(AnyText, default="")
    note: Mapped[str] = mapped_column(AnyText, default="")
    kind: Mapped[str]
    workspace: Mapped[str] = mapped_column(ForeignKey("workspaces.name"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    file_name: Mapped[str] = mapped_column(AnyText, default="")
    status: Mapped[str]
    paused_by: Mapped[str | None]
    started_by: Mapped[str] = mapped_column(AnyString, default="")
    started_at: Mapped[datetime] = mapped_column(default=now)
    worked_until: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    worked_seconds: Mapped[float] = mapped_column(default=0.0)
    spec_version: Mapped[str | None]
    message_root: Mapped[str]
    airline_code: Mapped[str | None]
    airline_name: Mapped[str | None]
    selection: Mapped[list[str]]
    subtrees_total: Mapped[int] = mapped_column(default=0)
    subtrees_processed: Mapped[int] = mapped_column(default=0)
    subtrees_success: Mapped[int] = mapped_column(default=0)
    subtrees_skipped: Mapped[int] = mapped_column(default=0)
    subtrees_error: Mapped[int] = mapped_column(default=0)
    subtrees_cancelled: Mapped[int] = mapped_column(default=0)
    node_facts_extracted: Mapped[int] = mapped_column(default=0)
    extractor: Mapped[str]
    provider: Mapped[str]
    model: Mapped[str | None]
    mode: Mapped[str]
    mode_reason: Mapped[str] = mapped_column(Text)
    workers: Mapped[int]
    llm_calls: Mapped[int] = mapped_column(default=0)
    prompt_tokens: Mapped[int] = mapped_column(default=0)
    completion_tokens: Mapped[int] = mapped_column(default=0)
    cached_tokens: Mapped[int] = mapped_column(default=0)
    cost_usd: Mapped[float | None]
    from_cache: Mapped[int] = mapped_column(default=0)
    same_question: Mapped[int] = mapped_column(default=0)
    use_cache: Mapped[bool] = mapped_column(default=True)
    error: Mapped[str | None] = mapped_column(AnyText)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    free_text_is_harmless: Mapped[bool] = mapped_column(default=False)
    held_by: Mapped[str | None] = mapped_column(ForeignKey("holders.token"), index=True)
    ordered: Mapped[str | None]
    interruptions: Mapped[int] = mapped_column(default=0)


class RunEvent(Base):
    """Something that happened to a run as a whole, and who did it."""

    __tablename__ = "run_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    what: Mapped[str]
    by: Mapped[str] = mapped_column(AnyString)
    detail: Mapped[str] = mapped_column(AnyText, default="")


class Subtree(Base):
    """One occurrence of a ticked node in a run: the unit of work, in exactly one status.

    `confidence` is what holds of the claims that were checked, None where none was;
    `verdict_version` by which rules, None where there are no verdicts.
    `answered_by` is None where no model was needed, `parts` into how many a big one was split,
    `together` how many shared its call. Tokens and cost are its share of its calls. What begins
    with `fact_` is what lists of facts show, so that they need not read the facts themselves.
    """

    __tablename__ = "subtrees"
    __table_args__ = (
        Index("one_subtree_a_position", "run_id", "position", unique=True),
        Index(
            "running_subtrees",
            "run_id",
            sqlite_where=text("status = 'running'"),
            postgresql_where=text("status = 'running'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    position: Mapped[int]
    section_path: Mapped[str] = mapped_column(Text)
    node_key: Mapped[str] = mapped_column(Text)
    node_type: Mapped[str]
    node_ordinal: Mapped[int]
    xpath: Mapped[str] = mapped_column(Text)
    source_line: Mapped[int]
    status: Mapped[str] = mapped_column(default=SubtreeStatus.PENDING)
    worker: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    processing_time_ms: Mapped[float | None]
    facts_stored: Mapped[int] = mapped_column(default=0)
    confidence: Mapped[float | None]
    claims_hold: Mapped[int] = mapped_column(default=0)
    claims_contradicted: Mapped[int] = mapped_column(default=0)
    claims_not_checked: Mapped[int] = mapped_column(default=0)
    verdict_version: Mapped[int | None]
    answered_by: Mapped[str | None]
    parts: Mapped[int] = mapped_column(default=1)
    together: Mapped[int] = mapped_column(default=1)
    prompt_tokens: Mapped[int] = mapped_column(default=0)
    completion_tokens: Mapped[int] = mapped_column(default=0)
    cached_tokens: Mapped[int] = mapped_column(default=0)
    cost_usd: Mapped[float | None]
    fact_fields: Mapped[int] = mapped_column(default=0)
    fact_identifiers: Mapped[int] = mapped_column(default=0)
    fact_references: Mapped[int] = mapped_column(default=0)
    fact_dangling: Mapped[int] = mapped_column(default=0)
    fact_duplicates: Mapped[int] = mapped_column(default=0)
    fact_summary: Mapped[str | None] = mapped_column(AnyText)
    error: Mapped[str | None] = mapped_column(AnyText)


class NodeFact(Base):
    """The stored record of one processed subtree; a subtree has at most one.

    `policy_version` and `key_fingerprint` say by which rules and under which key it was masked;
    both are None for facts of earlier versions, which hold placeholders of another kind.
    """

    __tablename__ = "node_facts"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    subtree_id: Mapped[int] = mapped_column(ForeignKey("subtrees.id"), unique=True)
    spec_version: Mapped[str | None]
    message_root: Mapped[str]
    section_path: Mapped[str] = mapped_column(Text)
    node_type: Mapped[str]
    node_ordinal: Mapped[int]
    fact_json: Mapped[dict[str, Any]]
    pii_masked: Mapped[bool]
    policy_version: Mapped[str | None]
    key_fingerprint: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class ModelCall(Base):
    """One call to a model, as it was: the exact text sent and the raw reply.

    `problem` says why the reply could not be used, and is empty where it could. `cached_tokens`
    are those of the prompt that the provider had read before; `cost_usd` is None where unknown.
    By its `key` a call is kept once, also where it is written again because nobody could tell
    whether the first time had worked; None before there were keys.
    """

    __tablename__ = "model_calls"
    __table_args__ = (Index("one_call_a_key", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    key: Mapped[str | None]
    started_at: Mapped[datetime]
    duration_ms: Mapped[int]
    problem: Mapped[str] = mapped_column(AnyText)
    finish_reason: Mapped[str] = mapped_column(AnyString)
    prompt_tokens: Mapped[int]
    completion_tokens: Mapped[int]
    cached_tokens: Mapped[int]
    cost_usd: Mapped[float | None]
    # Last, as SQLite reads through long texts to the columns behind them.
    sent: Mapped[str] = mapped_column(AnyText)
    reply: Mapped[str] = mapped_column(AnyText)


class CallSubtree(Base):
    """A subtree that a call was about; a call may be about several, a subtree need several."""

    __tablename__ = "call_subtrees"

    call_id: Mapped[int] = mapped_column(ForeignKey("model_calls.id"), primary_key=True)
    subtree_id: Mapped[int] = mapped_column(ForeignKey("subtrees.id"), primary_key=True, index=True)


class CachedAnswer(Base):
    """A model's answer under the key of its question, and what asking has cost.

    `run_id` tells where it was asked; the answer outlives that run.
    """

    __tablename__ = "cached_answers"
    # Adding these up reads the index alone: the answers are long.
    __table_args__ = (Index("cost_of_answers", "prompt_tokens", "completion_tokens", "cost_usd"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str]
    answer: Mapped[str] = mapped_column(AnyText)
    run_id: Mapped[int]
    prompt_tokens: Mapped[int]
    completion_tokens: Mapped[int]
    cost_usd: Mapped[float | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Installation(Base):
    """The one row that tells which secret key the pseudonyms in this database are made with.

    The key itself is never stored: only its fingerprint, and since when it is in force.
    """

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    key_fingerprint: Mapped[str]
    key_since: Mapped[datetime] = mapped_column(default=now)


class Reveal(Base):
    """One occasion on which somebody had real values shown: an audit record.

    It points to nothing, so that it stays when its run or document goes. Triggers of the database
    refuse to change or remove it. They keep programs from mistakes; whoever owns the database can
    take the triggers away, or the file.
    """

    __tablename__ = "reveals"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[str] = mapped_column(AnyString)
    what: Mapped[str] = mapped_column(AnyText)
    place: Mapped[str]
    run_id: Mapped[int | None] = mapped_column(index=True)
    document_sha256: Mapped[str]
    file_name: Mapped[str] = mapped_column(AnyText)
    value_count: Mapped[int]
