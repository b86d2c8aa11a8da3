"""A tester of the masking: paste XML, see what would be stored and sent, and why."""

from collections.abc import Callable

import streamlit as st

from discovery.config import Settings
from discovery.errors import DiscoveryError
from discovery.facts.privacy import Masker, Policy, open_masker
from discovery.storage.keep_list import (
    NAMES_FILE,
    WORDS_FILE,
    KeepList,
    add_kept_name,
    add_kept_word,
    load_keep_list,
)
from discovery.ui.masking_preview import MaskingPreview, Place, preview
from discovery.ui.preflight import FREE_TEXT, FREE_TEXT_HELP
from discovery.ui.session import runner, settings
from discovery.ui.signed_in import looks_after_it
from discovery.ui.tables import table_of
from discovery.ui.text import HEADING, counted, markdown_escaped, shortened
from discovery.visible import visible_lines

CHARACTERS = 200_000
SHOWN_CHARACTERS = 50_000
PANE_HEIGHT = 360
PANE_LINES = 14
TABLE_ROWS = 8

SAMPLE = """<Order>
  <Pax PaxID="PAX1">
    <Surname>Quibblewick</Surname>
    <Remark>Met Mr Fenwick in the Larkspur lounge, call 0049 171 1234567</Remark>
  </Pax>
  <Fare>Larkspur Flex</Fare>
</Order>"""

_TEXT, _ADDED = "privacy_text", "privacy_added"
_COLUMNS = ("Field", "What stands there", "Type", "Reason", "Masked as")


def show() -> None:
    """Draw where a text is pasted, what becomes of it, and what is not masked."""
    st.subheader("What is masked", anchor=False)
    st.markdown(
        "Paste XML, or a line of text, to see what a run would store and send of it. "
        "It is kept nowhere."
    )
    text, is_harmless = _asked()
    try:
        if text.strip():
            _try(text, is_harmless)
        _kept(load_keep_list(settings()))
    except DiscoveryError as error:
        st.error(markdown_escaped(str(error)))


def _asked() -> tuple[str, bool]:
    with st.form("privacy"):
        text = st.text_area("XML or text", key=_TEXT, placeholder=SAMPLE, height=200)
        is_harmless = st.checkbox(FREE_TEXT, help=FREE_TEXT_HELP)
        with st.container(horizontal=True):
            st.form_submit_button("Test", type="primary")
            st.form_submit_button("Test the example", on_click=_take_sample)
    return text or "", is_harmless


def _take_sample() -> None:
    st.session_state[_TEXT] = SAMPLE


def _try(text: str, is_harmless: bool) -> None:
    if len(text) > CHARACTERS:
        st.error(
            f"The text has {len(text):,} characters, and {CHARACTERS:,} are taken here. "
            "Paste one section of the message."
        )
        return
    masker = open_masker(settings(), runner().db, text_is_harmless=is_harmless)
    result = preview(text, masker)
    if result.refusal:
        st.warning(
            f"This is no XML that a run could take. {markdown_escaped(result.refusal)} "
            "It is masked here as it is written."
        )
    _texts(text, result)
    place = _places(result.places, masker)
    _result_of_click()
    if place is not None:
        _keeping(place, masker, is_harmless)


def _texts(text: str, result: MaskingPreview) -> None:
    if result.refusal:
        _pane("Masked", result.masked, None)
        return
    stored, sent = st.columns(2)
    with stored:
        if settings().pii_masking_enabled:
            _pane("Stored", result.masked, "xml")
        else:
            _pane("Stored as it is: PII_MASKING_ENABLED=false", text, "xml")
    with sent:
        _pane("Sent to a model, where one is asked", result.sent, None)


def _pane(title: str, text: str, language: str | None) -> None:
    if len(text) > SHOWN_CHARACTERS:
        title += f" · the first {SHOWN_CHARACTERS:,} of {len(text):,} characters"
    st.caption(title)
    st.code(
        visible_lines(text[:SHOWN_CHARACTERS]),
        language=language,
        wrap_lines=True,
        height=PANE_HEIGHT if text.count("\n") > PANE_LINES else "content",
    )


def _places(places: list[Place], masker: Masker) -> Place | None:
    """Draw each place that is masked; return the selected one."""
    if not places:
        st.info("Nothing of it is masked.")
        return None
    st.caption(
        f"{counted(len(places), 'place')} masked. Select one that holds nothing personal to have "
        "it kept as it is."
    )
    event = st.dataframe(
        table_of(map(_row, places), _COLUMNS),
        hide_index=True,
        height=315 if len(places) > TABLE_ROWS else "auto",
        on_select="rerun",
        selection_mode="single-row",
        key=f"privacy-places-{hash((masker.policy.version, *places))}",
    )
    selected = event["selection"]["rows"]
    return places[selected[0]] if selected else None


def _row(place: Place) -> tuple[str, ...]:
    masked = place.masked
    return (place.path or "text", masked.value, place.kind, masked.reason, masked.pseudonym)


def _keeping(place: Place, masker: Masker, is_harmless: bool) -> None:
    """Draw the ways to have what stands at a place, or in its field, no longer masked."""
    if not looks_after_it():
        st.caption("Those whom ADMINS names can have it kept as it is.")
        return
    word = place.masked.value
    helps = place.passes(_with_word(word, masker, is_harmless))
    with st.container(horizontal=True):
        _button("Keep this word", add_kept_word, WORDS_FILE, word, disabled=not helps)
        _button("Keep this field", add_kept_name, NAMES_FILE, place.field, disabled=not place.path)
    st.caption(markdown_escaped(_meaning(place, word_helps=helps)))


def _meaning(place: Place, *, word_helps: bool) -> str:
    """What would be kept, and what that means."""
    ways = [f"the word {shortened(place.masked.value, HEADING)}"] if word_helps else []
    ways += [f"the field {place.field}, whatever it holds"] if place.path else []
    if not ways:
        return "No word on the keep list would change what is masked here."
    return f"Later runs would store and send {' or '.join(ways)} as it is, in every document." + (
        "" if word_helps else " A word on the keep list would still be masked here."
    )


def _button(
    label: str, add: Callable[[Settings, str], bool], file: str, entry: str, *, disabled: bool
) -> None:
    if st.button(label, disabled=disabled):
        add(settings(), entry)
        st.session_state[_ADDED] = entry, file
        st.rerun()


def _with_word(word: str, masker: Masker, is_harmless: bool) -> Masker:
    """The masker that it would be with one more word on the list."""
    kept, extra = load_keep_list(settings()), settings().pii_extra_names
    words = {*kept.words, word}
    return Masker(Policy(extra, kept.names, words, text_is_harmless=is_harmless), masker.key)


def _result_of_click() -> None:
    if added := st.session_state.pop(_ADDED, None):
        entry, file = added
        st.success(
            markdown_escaped(
                f"{shortened(entry, HEADING)} is on the keep list: later runs store and send it "
                f"as it is. It stands in {file} of the data folder, where it can be taken out."
            )
        )


def _kept(kept: KeepList) -> None:
    """Draw what is on the keep list, and where each entry stands."""
    rows = _entries(kept)
    if not rows:
        st.caption("Nothing is on the keep list.")
        return
    with st.expander(f"On the keep list ({len(rows):,})"):
        st.dataframe(table_of(rows, ["Kept", "What", "Where"]), hide_index=True)


def _entries(kept: KeepList) -> list[tuple[str, str, str]]:
    listed, named = settings().words_to_keep(), settings().pii_keep_names
    words = [
        (word, "word", "PII_KEEP_WORDS" if word in listed else WORDS_FILE)
        for word in sorted(kept.words)
    ]
    return words + [
        (name, "field", "PII_KEEP_NAMES" if name in named else NAMES_FILE) for name in kept.names
    ]
