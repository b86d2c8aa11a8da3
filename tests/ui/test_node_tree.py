"""The node tree as a script sees it; what it does in the browser is tested in tests/browser."""

import gzip
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from discovery.ui.node_tree import TreeRow, TreeRows, widget_key
from tests.support.tree_rows import order_rows

DEMO = Path(__file__).parents[1] / "support" / "tree_demo.py"
ROOT = "/IATA_OrderViewRS"
PAX_LIST = f"{ROOT}/Response/DataLists/PaxList"
PAX = f"{PAX_LIST}/Pax"
ORDER = f"{ROOT}/Response/Order"


def demo() -> AppTest:
    return AppTest.from_file(DEMO, default_timeout=30)


def ticked(app: AppTest) -> list[str]:
    assert not app.exception
    return app.text[0].value.removeprefix("Ticked:").split()


def row(key: str, depth: int) -> TreeRow:
    return TreeRow(key, key.rsplit("/", 1)[1], None, depth, count=1, bytes=10)


def test_nothing_is_ticked_at_first():
    assert ticked(demo().run()) == []


def test_the_ticks_to_begin_with_are_returned_in_document_order():
    app = demo()
    app.query_params["ticked"] = [ORDER, PAX_LIST]
    assert ticked(app.run()) == [PAX_LIST, ORDER]


def test_the_ticks_of_the_analyst_count_from_then_on():
    app = demo()
    app.query_params["ticked"] = [ORDER]
    app.session_state[widget_key("tree", "order")] = {"checked": [PAX]}
    assert ticked(app.run()) == [PAX]
    assert ticked(app.run()) == [PAX]


def test_unticking_everything_does_not_bring_the_first_ticks_back():
    app = demo()
    app.query_params["ticked"] = [ORDER]
    app.session_state[widget_key("tree", "order")] = {"checked": []}
    assert ticked(app.run()) == []


def test_another_document_does_not_inherit_ticks():
    app = demo()
    app.session_state[widget_key("tree", "order")] = {"checked": [ROOT]}
    assert ticked(app.run()) == [ROOT]
    app.selectbox[0].select("hostile")
    assert ticked(app.run()) == []


def test_a_node_below_a_ticked_one_is_not_taken_again():
    assert order_rows().ticked([PAX, PAX_LIST, ORDER]) == (PAX_LIST, ORDER)


def test_nodes_that_the_document_does_not_have_are_left_out():
    assert order_rows().ticked(["/IATA_OrderViewRS/Nothing", PAX]) == (PAX,)


def test_rows_travel_as_columns_and_without_repeated_paths():
    rows = TreeRows.of([row("/A", 1), row("/A/B", 2), row("/A/B/C", 3), row("/A/D", 2)])
    columns = json.loads(gzip.decompress(rows.payload))
    assert columns["suffixes"] == ["/A", "/B", "/C", "/D"]
    assert columns["names"] == ["A", "B", "C", "D"]
    assert columns["decoded"] == [""] * 4
    assert rows.keys == ("/A", "/A/B", "/A/B/C", "/A/D")


@pytest.mark.parametrize(
    "keys",
    [
        [("/A", 1), ("/A/B/C", 3)],
        [("/A", 1), ("/A/B", 2), ("/A/D", 2), ("/A/B/C", 3)],
    ],
    ids=["a level is missing", "a child comes after another branch"],
)
def test_rows_out_of_order_are_refused(keys: list[tuple[str, int]]):
    with pytest.raises(ValueError, match="pre-order"):
        TreeRows.of([row(key, depth) for key, depth in keys])
