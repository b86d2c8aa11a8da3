"""The XML that a fact was read from, with the line numbers of its document."""

from collections.abc import Sequence
from itertools import pairwise

import streamlit as st

from discovery.documents.subtrees import Subtree
from discovery.facts.privacy import Masker
from discovery.visible import visible_lines

SOURCE_CHARACTERS = 200_000
# Colouring a text that is made for it takes the browser time with the square of its length.
COLOURED_CHARACTERS = 20_000
PANE_HEIGHT = 520
PANE_LINES = 20
_MOST_JUMPS = 500

# Streamlit numbers lines from 1; a counter of the style sheet stands in their place.
_NUMBERS = """<style>
.st-key-source code {{ counter-reset: line {before}; }}
.st-key-source .linenumber {{
  font-size: 0 !important; min-width: 0 !important; padding: 0 !important;
  counter-increment: line;
}}
.st-key-source .linenumber::before {{
  content: counter(line); font-size: 0.875rem; display: inline-block; min-width: {width}ch;
  padding-right: 1em; text-align: right;
}}
{jumps}
</style>"""
_JUMP = (
    ".st-key-source .linenumber:nth-child({place} of .linenumber) {{ counter-set: line {line}; }}"
)


def show(subtree: Subtree, masker: Masker | None) -> None:
    """Draw the source of a subtree; with pseudonyms where there is a masker."""
    whole = _outdented(subtree.shown_source())
    if len(whole) > SOURCE_CHARACTERS:
        st.caption(f"The first {SOURCE_CHARACTERS:,} of {len(whole):,} characters of the source.")
    text = _masked(whole, subtree.path, masker) if masker else whole[:SOURCE_CHARACTERS]
    if subtree.is_laid_out:
        st.caption("Written on few lines: laid out here, and its lines counted from 1.")
    with st.container(key="source"):
        st.html(_numbered(subtree.source_lines(text)))
        st.code(
            visible_lines(text),
            language="xml" if len(text) <= COLOURED_CHARACTERS else None,
            line_numbers=True,
            height=PANE_HEIGHT if text.count("\n") > PANE_LINES else "content",
        )


def above(path: str) -> str:
    """The path of the element that holds another one."""
    return path.rpartition("/")[0]


def _numbered(lines: Sequence[int]) -> str:
    """The style that gives these numbers to the lines."""
    pairs = enumerate(pairwise(lines), 2)
    jumps = [(place, line) for place, (before, line) in pairs if line != before + 1]
    rules = (_JUMP.format(place=place, line=line) for place, line in jumps[:_MOST_JUMPS])
    return _NUMBERS.format(before=lines[0] - 1, width=len(str(max(lines))), jumps="\n".join(rules))


def _masked(whole: str, path: str, masker: Masker) -> str:
    """The beginning of a source with pseudonyms; more of it is masked, so that no value is cut."""
    return masker.mask_source(whole[: 2 * SOURCE_CHARACTERS], above(path))[:SOURCE_CHARACTERS]


def _outdented(source: str) -> str:
    """The source moved to the left as far as its last line is indented."""
    last_line = source.rpartition("\n")[2]
    indent = last_line[: len(last_line) - len(last_line.lstrip())]
    return source.replace(f"\n{indent}", "\n") if indent else source
