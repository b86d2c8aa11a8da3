"""A file that was refused: where and why, and how it could be repaired."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, BinaryIO

import streamlit as st

from discovery.documents.excerpt import Find, around
from discovery.documents.inner_messages import InnerMessages
from discovery.documents.library import (
    StoredDocument,
    look_into_values,
    proposed_repair,
    take_in_repaired,
)
from discovery.documents.repair import Change, Diff, shown_diff
from discovery.documents.repaired import Repair
from discovery.errors import DiscoveryError, DocumentRefusedError
from discovery.processing.revealing import SourceMasker, pseudonyms_in
from discovery.ui import reveal
from discovery.ui.message_words import inner_lines
from discovery.ui.repair_words import change_words, repair_words
from discovery.ui.session import settings
from discovery.ui.text import markdown_escaped

SHOWN_KINDS = 20
# A longer diff scrolls in its own place, so that the buttons stay in sight.
LONG_LINES = 20
LONGEST = 450  # px

_REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refused:
    """An upload that was refused, and what could be changed in it; nothing where none is known.

    `inner` is what the values of the repaired document hold.
    """

    file_id: str
    file_name: str
    error: DiscoveryError
    changes: tuple[Change, ...] = ()
    diffs: tuple[Diff, ...] = ()
    inner: InnerMessages = field(default_factory=InnerMessages)


def refuse(file_id: str, file_name: str, content: BinaryIO, error: DiscoveryError) -> Refused:
    """Remember why an upload was refused, and look for a repair once."""
    refused = Refused(file_id, file_name, error)
    if isinstance(error, DocumentRefusedError):
        refused = replace(refused, **_proposal(content))
        st.session_state[_REFUSED] = refused
    return refused


def refused(file_id: str) -> Refused | None:
    """What is remembered of this upload."""
    found: Refused | None = st.session_state.get(_REFUSED)
    return found if found is not None and found.file_id == file_id else None


def show(
    refused: Refused, content: BinaryIO, on_leave: Callable[[], None]
) -> StoredDocument | None:
    """Draw the refusal and the proposal; give the repaired document once it is accepted."""
    masker = _source_masker(refused)
    st.error(markdown_escaped(f"{refused.file_name}: {_reason(refused.error, masker)}"))
    if excerpt := _excerpt(refused.error, masker.find):
        st.code(excerpt, language=None)
    if not refused.changes:
        return None
    st.subheader("A repair is proposed", anchor=False)
    _list_changes(refused.changes)
    diff = shown_diff(refused.diffs, masker.find)
    is_long = diff.count("\n") > LONG_LINES
    st.code(diff, language="diff", height=LONGEST if is_long else "content")
    for line in islice(inner_lines(refused.inner), SHOWN_KINDS):
        st.markdown(markdown_escaped(line))
    st.caption("Nothing is changed before you accept it. The file as it came is kept as well.")
    use, leave, _ = st.columns([2, 1, 2])
    leave.button("Leave it", width="stretch", on_click=on_leave)
    if use.button("Use the repaired document", type="primary", width="stretch"):
        return _accepted(refused, content)
    return None


def show_repair(repair: Repair) -> None:
    """Draw that the open document was repaired, and how."""
    with st.expander(markdown_escaped(repair_words(repair))):
        st.caption(markdown_escaped(f"From {repair.original_file_name}, which is kept as it came."))
        _list_changes(repair.changes)


def _source_masker(refused: Refused) -> SourceMasker:
    """What hides personal data in pieces of the file; nothing does where this session shows it."""
    masker = SourceMasker(reveal.masker())
    if not reveal.is_on():
        return masker

    def count_values() -> int:
        excerpt, diff = _excerpt(refused.error, masker.find), shown_diff(refused.diffs, masker.find)
        return len(pseudonyms_in([excerpt, diff]))

    view, what = ("refused", refused.file_id), "lines of a file that was refused"
    reveal.record_view(view, what, count_values, file_name=refused.file_name)
    return SourceMasker(None)


def _reason(error: DiscoveryError, masker: SourceMasker) -> str:
    return error.told(masker.name) if isinstance(error, DocumentRefusedError) else str(error)


def _excerpt(error: DiscoveryError, find: Find) -> str:
    return around(error.surroundings, find) if isinstance(error, DocumentRefusedError) else ""


def _proposal(content: BinaryIO) -> dict[str, Any]:
    with st.spinner("Looking for a repair …"):
        try:
            with proposed_repair(content, settings()) as proposal:
                if proposal is None:
                    return {}
                inner = look_into_values(proposal.path, settings())
                return {"changes": proposal.changes, "diffs": proposal.diffs, "inner": inner}
        except DiscoveryError:  # what cannot be read at all has been said
            return {}


def _list_changes(changes: tuple[Change, ...]) -> None:
    sentences = change_words(changes)
    shown = [f"- {markdown_escaped(sentence)}" for sentence in sentences[:SHOWN_KINDS]]
    if len(sentences) > SHOWN_KINDS:
        shown.append(f"- and {len(sentences) - SHOWN_KINDS:,} more kinds")
    st.markdown("\n".join(shown))


def _accepted(refused: Refused, content: BinaryIO) -> StoredDocument | None:
    try:
        with st.spinner("Reading the document …"):
            return take_in_repaired(
                content, refused.file_name, settings(), accepted=refused.changes
            )
    except DiscoveryError as error:
        st.error(markdown_escaped(str(error)))
        return None
