"""The switch "Show personal data": who may use it here, whether it is on, and what is recorded."""

from collections.abc import Callable, Hashable

import streamlit as st

from discovery.facts.privacy import Masker, open_masker
from discovery.middleware.local_access import is_desk
from discovery.processing.reveal_access import NOBODY_SIGNS_IN, Viewer, record_reveal, why_hidden
from discovery.storage.queries import RunRow
from discovery.ui.session import runner, settings
from discovery.ui.signed_in import WINDOW, is_asked_for, user
from discovery.ui.text import markdown_escaped

SCREEN, EXPORT = "screen", "export"

_SHOWN = "show_personal_data"
_RECORDED = "recorded_reveals"
_AT_DESK = (
    "Values are read from the document on this machine. Off: pseudonyms, also in the source. "
    "Nothing that is stored or sent changes."
)
_ON_SERVER = f"{_AT_DESK} Each use is put on record."


def show() -> None:
    """Draw the switch, or in a line why there is none."""
    if reason := why_hidden(settings(), viewer()):
        st.caption(markdown_escaped(reason))
        return
    st.session_state.setdefault(_SHOWN, viewer().at_desk)
    st.toggle(
        "Show personal data",
        key=_SHOWN,
        persist_state="session",
        help=_AT_DESK if viewer().at_desk else _ON_SERVER,
        on_change=_switched,
    )


def is_on() -> bool:
    """Whether this session shows real values; never where it may not."""
    return is_allowed() and bool(st.session_state.get(_SHOWN, viewer().at_desk))


def is_allowed() -> bool:
    """Whether whoever uses this session may have real values shown."""
    return not why_hidden(settings(), viewer())


def viewer() -> Viewer:
    """Who uses this session."""
    address, hosts = st.get_option("server.address"), st.get_option("server.allowedHosts")
    signs_in, known = is_asked_for(), user()
    at_desk = is_desk(address, hosts, signs_in=signs_in)
    if known:
        return Viewer(known.name, known.address, signs_in=True)
    return Viewer(WINDOW if at_desk else NOBODY_SIGNS_IN, signs_in=signs_in, at_desk=at_desk)


def masker(run: RunRow | None = None) -> Masker:
    """What hides personal data on the screens, as the facts of this run hide it. StorageError."""
    is_harmless = run.free_text_is_harmless if run else False
    return open_masker(settings(), runner().db, text_is_harmless=is_harmless)


def record_view(
    view: Hashable,
    what: str,
    count_values: Callable[[], int],
    run: RunRow | None = None,
    *,
    sha256: str = "",
    file_name: str = "",
) -> None:
    """Put on record that real values are about to show on the screen, for each `view` once.

    At a desk nothing is: whoever uploaded a message may see it. Raises StorageError.
    """
    recorded = st.session_state.setdefault(_RECORDED, set())
    if viewer().at_desk or view in recorded or not (count := count_values()):
        return
    record_reveal(
        runner().db,
        viewer(),
        what=what,
        place=SCREEN,
        count=count,
        run=run,
        document_sha256=sha256,
        file_name=file_name,
    )
    recorded.add(view)


def recording_export(run: RunRow, what: str) -> Callable[[int], None]:
    """What puts a file with so many real values on record: once it is written, before it leaves.

    Everything about the session is read now, as files are written outside of it.
    """
    db, by = runner().db, viewer()

    def record(count: int) -> None:
        if count:
            record_reveal(db, by, what=what, place=EXPORT, count=count, run=run)

    return record


def _switched() -> None:
    st.session_state.pop(_RECORDED, None)
    if st.session_state[_SHOWN] and not viewer().at_desk:
        record_reveal(
            runner().db, viewer(), what="switched on for this session", place=SCREEN, count=0
        )
