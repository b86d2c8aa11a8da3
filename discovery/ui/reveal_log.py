"""Who had personal data shown, for those who may have it shown themselves."""

import streamlit as st

from discovery.storage import queries
from discovery.storage.queries import REVEALS_PAGE, RevealRow
from discovery.ui import paging, reveal
from discovery.ui.session import runner
from discovery.ui.standing import at
from discovery.ui.tables import table_of

TABLE_HEIGHT = 335  # cuts a row, so that it is seen that more follow

_COLUMNS = {
    "When": st.column_config.TextColumn(width=165),
    "Who": st.column_config.TextColumn(width=150),
    "What": st.column_config.TextColumn(width=300),
    "Values": st.column_config.NumberColumn(width=65),
    "Where": st.column_config.TextColumn(width=75),
    "Run": st.column_config.NumberColumn(width=55, format="%d"),
    "Document": st.column_config.TextColumn(width=180),
}
_NOT_RECORDED = (
    "This window serves nobody but whoever sits at this machine, so what its screens show is not "
    "listed; files and the terminal are."
)


def show() -> None:
    """Draw the latest uses; nothing for whoever may not have personal data shown."""
    if not reveal.is_allowed():
        return
    st.subheader("Personal data shown", anchor=False)
    if reveal.viewer().at_desk:
        st.caption(_NOT_RECORDED)
    count = queries.count_reveals(runner().db)
    if not count:
        st.markdown("No use is on record.")
        return
    page = paging.show(count, REVEALS_PAGE, "uses", key="reveals-page")
    found = queries.reveals(runner().db, page)
    st.dataframe(
        table_of(map(_row, found), list(_COLUMNS)),
        column_config=_COLUMNS,
        hide_index=True,
        placeholder="",
        height=TABLE_HEIGHT if len(found) > 8 else "auto",
    )


def _row(row: RevealRow) -> tuple[object, ...]:
    return (
        at(row.at), row.by, row.what, row.value_count, row.place, row.run_id, row.file_name
    )  # fmt: skip
