"""What explains a run from its row alone, as plain texts. The terminal uses them, too."""

from typing import Any

from discovery.storage.queries import RunRow
from discovery.ui.figures import spent_words
from discovery.ui.standing import at, standing, worked_seconds
from discovery.ui.text import counted, duration, size

Line = tuple[str, str]

_BUT_FOR = "as it is, but for e-mail addresses, phone, card, account and document numbers"


def explained(run: RunRow, document_bytes: int | None) -> list[Line]:
    """What a run is, did and was told, each with its heading; what says nothing is left out.

    `document_bytes` is None where the size of the document is not known.
    """
    lines = [
        ("Status", standing(run)),
        ("Reason", run.error or ""),
        *_times(run),
        *_document(run, document_bytes),
        *_way(run),
        *_outcome(run),
    ]
    return [(heading, said) for heading, said in lines if said]


def free_text_words(*, with_model: bool) -> str:
    """What becomes of free text in a run of which it is said that it holds no personal data."""
    return f"Free text is {_kept_as(with_model)}."


def _kept_as(with_model: bool) -> str:
    return f"{'sent and stored' if with_model else 'stored'} {_BUT_FOR}"


def said_of_free_text(run: RunRow) -> str:
    """Who said when that free text holds no personal data, and what follows; empty where nobody."""
    if not run.free_text_is_harmless:
        return ""
    by = f"by {run.started_by}, " if run.started_by else ""
    words = free_text_words(with_model=run.extractor == "model")
    return (
        f"When the run was started ({by}{at(run.started_at)}) it was said that its free text "
        f"holds no personal data. {words}"
    )


def settings_lines(settings: dict[str, Any]) -> list[Line]:
    """The settings a run was last carried out under, as `.env` names them."""
    return [(name.upper(), _value(value)) for name, value in sorted(settings.items())]


def _times(run: RunRow) -> list[Line]:
    by = f" by {run.started_by}" if run.started_by else ""
    stopped = run.finished_at is not None and not run.is_live
    return [
        ("Started", f"{at(run.started_at)}{by}"),
        ("Stopped", at(run.finished_at) if stopped and run.finished_at else ""),
        ("Under way for", duration(worked_seconds(run))),
        ("Worked on by", run.holder or ""),
        ("Interrupted", f"{run.interruptions} times in a row" if run.interruptions > 1 else ""),
    ]


def _document(run: RunRow, document_bytes: int | None) -> list[Line]:
    known = f", {size(document_bytes)}" if document_bytes is not None else ""
    airline = " ".join(part for part in (run.airline_name, run.airline_code) if part)
    return [
        ("Document", f"{run.file_name}{known}"),
        ("SHA-256", run.document_sha256),
        ("Message", message_of(run)),
        ("Airline", airline),
        ("Workspace", run.workspace),
    ]


def message_of(run: RunRow) -> str:
    """The message of a run with its version."""
    return f"{run.message_root} {run.spec_version or ''}".strip()


def _way(run: RunRow) -> list[Line]:
    if run.extractor != "model":
        return [
            ("Way", f"{run.mode}. {run.mode_reason}"),
            ("Model", "none: exact structure only"),
            ("Free text", _free_text(run)),
        ]
    return [
        ("Way", f"{run.mode}. {run.mode_reason}"),
        ("Workers", str(run.workers)),
        ("Model", f"{run.provider} {run.model}"),
        ("Kept answers", "used" if run.use_cache else "not used: asked anew"),
        ("Free text", _free_text(run)),
    ]


def _free_text(run: RunRow) -> str:
    if not run.free_text_is_harmless:
        return ""
    return f"said to hold no personal data: {_kept_as(run.extractor == 'model')}"


def _outcome(run: RunRow) -> list[Line]:
    counts = ", ".join(f"{count:,} {name}" for name, count in run.statuses.items() if count)
    spent = spent_words(run) if run.extractor == "model" else ""
    return [
        ("Subtrees", f"{run.subtrees_total:,}: {counts}"),
        ("Facts", counted(run.node_facts_extracted, "fact")),
        ("Spent", spent),
    ]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        value = ", ".join(value)
    return "not set" if value in ("", None) else str(value)
