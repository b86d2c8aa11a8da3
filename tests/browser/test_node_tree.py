"""The node tree by mouse and keyboard, in Chromium, against a real server."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import find_node, node, snap
from tests.support.window import streamlit_server

pytestmark = pytest.mark.browser

DEMO = Path(__file__).parents[1] / "support" / "tree_demo.py"
ROOT = "/IATA_OrderViewRS"
RESPONSE = f"{ROOT}/Response"
LISTS = f"{RESPONSE}/DataLists"
PAX_LIST = f"{LISTS}/PaxList"
PAX = f"{PAX_LIST}/Pax"
ORDER = f"{RESPONSE}/Order"
LIST_NAMES = ["BaggageAllowance", "ContactInfo", "PaxJourney", "Pax", "PaxSegment"]
ALL_LISTS = [f"{LISTS}/{name}List" for name in LIST_NAMES]

# Clicks that follow one another at once, faster than any hand.
CLICK_ROWS = """(names) => {
    const tree = document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot;
    for (const name of names) {
        const row = tree.querySelector(`[data-path$="/${name}"]`);
        row.focus();
        row.click();
    }
}"""
CLICK_START = """() => {
    const start = document.querySelector('[data-testid=stButton] button');
    start.focus();
    start.click();
}"""

Open = Callable[..., None]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with streamlit_server(DEMO) as address:
        yield address


@pytest.fixture
def open_tree(page: Page, url: str) -> Open:
    def go(tree: str = "order", first: str = ROOT, query: str = "") -> None:
        page.goto(f"{url}/?tree={tree}{query}")
        expect(node(page, first)).to_be_visible(timeout=30_000)

    return go


def expect_ticked(page: Page, *paths: str) -> None:
    """What the script got; the tree itself is asked with expect_checked."""
    expect(page.get_by_text("Ticked:")).to_have_text(" ".join(["Ticked:", *paths]))


def expect_checked(page: Page, path: str, state: str) -> None:
    expect(find_node(page, path)).to_have_attribute("aria-checked", state)


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def expand(page: Page, path: str) -> None:
    node(page, path).locator(".chevron").click()


# --- ticking


def test_a_tick_takes_the_node_and_covers_what_is_below(page: Page, open_tree: Open):
    open_tree()
    find_node(page, PAX).click()
    expect_ticked(page, PAX)
    expect_checked(page, PAX, "true")
    expect_checked(page, f"{PAX}/Individual/Surname", "true")
    covered = node(page, f"{PAX}/Individual/Surname").get_by_text("covered")
    expect(covered).to_be_visible()
    expect(node(page, PAX).get_by_text("covered")).to_be_hidden()
    for above in (ROOT, RESPONSE, LISTS, PAX_LIST):
        expect_checked(page, above, "mixed")
    expect_checked(page, ORDER, "false")
    expect(page.locator(".summary")).to_have_text("1 node ticked, 3 occurrences")
    snap(page, "tree_ticked")


def test_a_second_click_unticks(page: Page, open_tree: Open):
    open_tree()
    find_node(page, PAX).click()
    expect_ticked(page, PAX)
    find_node(page, PAX).click()
    expect_ticked(page)
    expect_checked(page, ROOT, "false")
    expect_checked(page, f"{PAX}/PTC", "false")


def test_ticking_a_parent_replaces_the_ticks_below_it(page: Page, open_tree: Open):
    open_tree()
    find_node(page, PAX).click()
    find_node(page, f"{LISTS}/ContactInfoList/ContactInfo").click()
    find_node(page, LISTS).click()
    expect_ticked(page, LISTS)
    find_node(page, LISTS).click()
    expect_ticked(page)
    expect_checked(page, PAX, "false")


def test_a_covered_node_stays_and_says_with_what_it_is_taken(page: Page, open_tree: Open):
    open_tree()
    find_node(page, PAX_LIST).click()
    find_node(page, f"{PAX}/PaxID").click()
    expect(page.locator(".summary")).to_contain_text("PaxID is taken with PaxList")
    expect(node(page, f"{PAX}/PaxID")).to_have_attribute("title", re.compile("Taken with PaxList"))
    expect_ticked(page, PAX_LIST)


def test_ticks_are_given_in_document_order(page: Page, open_tree: Open):
    open_tree()
    find_node(page, PAX_LIST).click()
    find_node(page, f"{LISTS}/BaggageAllowanceList").click()
    expect_ticked(page, f"{LISTS}/BaggageAllowanceList", PAX_LIST)


def test_several_quick_ticks_are_sent_together(page: Page, open_tree: Open):
    open_tree()
    page.evaluate(CLICK_ROWS, ["PaxList", "ContactInfoList", "PaxJourneyList"])
    expect_ticked(page, f"{LISTS}/ContactInfoList", f"{LISTS}/PaxJourneyList", PAX_LIST)
    expect(page.get_by_text("Script runs: 2")).to_be_visible()


def test_a_tick_is_not_lost_when_a_button_of_the_page_follows_at_once(page: Page, open_tree: Open):
    open_tree()
    page.evaluate(f"() => {{ ({CLICK_ROWS})(['PaxList']); ({CLICK_START})(); }}")
    expect(page.get_by_text("Started with:")).to_have_text(f"Started with: {PAX_LIST}")


# --- toolbar


def test_the_suggested_nodes_are_ticked_at_once(page: Page, open_tree: Open):
    open_tree()
    find_node(page, PAX).click()
    press(page, "Suggested")
    expect_ticked(page, LISTS, ORDER)


def test_the_level_below_is_taken_instead(page: Page, open_tree: Open):
    open_tree()
    find_node(page, LISTS).click()
    press(page, "Level below")
    expect_ticked(page, *ALL_LISTS)
    expect_checked(page, LISTS, "mixed")
    press(page, "Level below")
    expect_ticked(page, *(f"{LISTS}/{name}List/{name}" for name in LIST_NAMES))


def test_the_level_below_of_one_node_leaves_the_others(page: Page, open_tree: Open):
    open_tree()
    press(page, "Suggested")
    find_node(page, PAX_LIST).click()  # covered: makes it the current row, and ticks nothing
    press(page, "Level below")
    expect_ticked(page, *ALL_LISTS, ORDER)


def test_none_unticks_all(page: Page, open_tree: Open):
    open_tree()
    press(page, "Suggested")
    expect_ticked(page, LISTS, ORDER)
    press(page, "None")
    expect_ticked(page)
    expect(page.locator(".summary")).to_contain_text("No node ticked")


def test_suggested_cannot_be_pressed_where_nothing_is_suggested(page: Page, open_tree: Open):
    open_tree("plain", first="/Root")
    expect(page.get_by_role("button", name="Suggested", exact=True)).to_be_disabled()


def test_collapse_and_expand(page: Page, open_tree: Open):
    open_tree()
    press(page, "Collapse")
    expect(page.get_by_role("treeitem")).to_have_count(1)
    expect(node(page, ROOT)).to_have_attribute("aria-expanded", "false")
    press(page, "Expand")
    expect(node(page, PAX)).to_be_visible()


def test_the_chevron_opens_and_does_not_tick(page: Page, open_tree: Open):
    open_tree()
    expand(page, LISTS)
    expect(node(page, PAX_LIST)).to_have_count(0)
    expect_checked(page, LISTS, "false")
    expand(page, LISTS)
    expect(node(page, f"{LISTS}/BaggageAllowanceList")).to_be_visible()


# --- filter


def test_the_filter_shows_matches_below_their_ancestors(page: Page, open_tree: Open):
    open_tree()
    page.get_by_label("Filter nodes").fill("locationcode")
    expect(page.get_by_text("2 matches")).to_be_visible()
    segment = f"{LISTS}/PaxSegmentList/PaxSegment"
    paths = [ROOT, RESPONSE, LISTS, f"{LISTS}/PaxSegmentList", segment]
    paths += [f"{segment}/Dep", f"{segment}/Dep/IATA_LocationCode"]
    paths += [f"{segment}/Arrival", f"{segment}/Arrival/IATA_LocationCode"]
    rows = page.get_by_role("treeitem")
    expect(rows).to_have_count(len(paths))
    assert [row.get_attribute("data-path") for row in rows.all()] == paths
    snap(page, "tree_filtered")


def test_the_filter_finds_by_path(page: Page, open_tree: Open):
    open_tree()
    page.get_by_label("Filter nodes").fill("order/totalprice")
    expect(page.get_by_text("1 match", exact=True)).to_be_visible()
    find_node(page, f"{ORDER}/TotalPrice").click()
    expect_ticked(page, f"{ORDER}/TotalPrice")


def test_escape_clears_the_filter_and_leaves_the_current_row_in_sight(page: Page, open_tree: Open):
    open_tree()
    press(page, "Collapse")
    page.get_by_label("Filter nodes").fill("totalprice")
    find_node(page, f"{ORDER}/TotalPrice").click()
    page.get_by_label("Filter nodes").press("Escape")
    expect(page.get_by_label("Filter nodes")).to_have_value("")
    expect(node(page, f"{ORDER}/TotalPrice")).to_be_in_viewport()


def test_a_filter_without_match_says_so(page: Page, open_tree: Open):
    open_tree()
    page.get_by_label("Filter nodes").fill("nothing like it")
    expect(page.get_by_text("No node matches the filter")).to_be_visible()
    expect(page.get_by_role("treeitem")).to_have_count(0)


def test_typing_in_the_filter_is_no_shortcut_of_the_page(page: Page, open_tree: Open):
    open_tree()
    page.get_by_label("Filter nodes").press_sequentially("cr")
    expect(page.get_by_label("Filter nodes")).to_have_value("cr")
    press(page, "Start")
    expect(page.get_by_text("Script runs: 2")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


# --- keyboard


def test_the_tree_by_keyboard_alone(page: Page, open_tree: Open):
    open_tree()
    page.get_by_label("Filter nodes").focus()
    page.keyboard.press("ArrowDown")
    expect(node(page, ROOT)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(node(page, LISTS)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(node(page, LISTS)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Space")
    expect_ticked(page, LISTS)
    expect(node(page, LISTS)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(node(page, ORDER)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(node(page, RESPONSE)).to_be_focused()
    page.keyboard.press("Space")
    expect_ticked(page, RESPONSE)
    page.keyboard.press("Space")
    expect_ticked(page)


def test_home_and_end_reach_rows_that_were_not_drawn(page: Page, open_tree: Open):
    open_tree()
    node(page, ROOT).focus()
    page.keyboard.press("End")
    expect(node(page, f"{ORDER}/TotalPrice/TotalAmount")).to_be_focused()
    expect(node(page, f"{ORDER}/TotalPrice/TotalAmount")).to_be_in_viewport()
    page.keyboard.press("Home")
    expect(node(page, ROOT)).to_be_focused()


def test_the_focus_stays_while_the_tree_is_scrolled(page: Page, open_tree: Open):
    open_tree("5000", first="/Root")
    node(page, "/Root").focus()
    page.locator(".rows").evaluate("rows => rows.scrollTop = 60000")
    expect(node(page, "/Root/Group200")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(node(page, "/Root/Group0")).to_be_focused()
    expect(node(page, "/Root/Group0")).to_be_in_viewport()


def test_one_row_at_a_time_is_in_the_tab_order(page: Page, open_tree: Open):
    open_tree()
    find_node(page, PAX).click()
    expect(page.locator("[role=treeitem][tabindex='0']")).to_have_count(1)
    expect(node(page, PAX)).to_have_attribute("tabindex", "0")


def test_rows_tell_their_place_in_the_tree(page: Page, open_tree: Open):
    open_tree()
    row = node(page, f"{LISTS}/ContactInfoList")
    expect(row).to_have_attribute("aria-level", "4")
    expect(row).to_have_attribute("aria-posinset", "2")
    expect(row).to_have_attribute("aria-setsize", "5")


# --- reruns and other documents


def test_a_rerun_keeps_ticks_open_nodes_and_the_scroll_position(page: Page, open_tree: Open):
    open_tree()
    find_node(page, f"{LISTS}/ContactInfoList").click()
    expand(page, f"{LISTS}/BaggageAllowanceList")
    page.locator(".rows").evaluate("rows => rows.scrollTop = 150")
    expect_ticked(page, f"{LISTS}/ContactInfoList")
    press(page, "Start")
    expect(page.get_by_text("Started with: /")).to_be_visible()
    expect(node(page, f"{LISTS}/BaggageAllowanceList")).to_have_attribute("aria-expanded", "false")
    assert page.locator(".rows").evaluate("rows => rows.scrollTop") == 150


def test_first_ticks_are_shown(page: Page, open_tree: Open):
    open_tree(query=f"&ticked={PAX_LIST}&ticked={PAX}")
    expect_checked(page, PAX_LIST, "true")
    expect_ticked(page, PAX_LIST)
    expect(page.locator(".summary")).to_have_text("1 node ticked, 1 occurrence")


def test_another_document_starts_afresh(page: Page, open_tree: Open):
    open_tree()
    find_node(page, ROOT).click()
    expect_ticked(page, ROOT)
    page.get_by_role("combobox").click()
    page.get_by_role("option", name="hostile").click()
    expect(node(page, "/Root")).to_be_visible()
    expect(page.locator(".tree .rows")).to_have_count(1)  # the other tree is gone
    expect_ticked(page)
    find_node(page, "/Root/Größe").click()
    expect_ticked(page, "/Root/Größe")


# --- large trees and strange names


@pytest.mark.parametrize("size", [5_000, 200_000])
def test_a_large_tree_draws_only_what_is_in_sight(page: Page, open_tree: Open, size: int):
    open_tree(str(size), first="/Root")
    last = f"/Root/Group{size // 10 - 1}/Field7"
    press(page, "Expand")
    node(page, "/Root").focus()
    page.keyboard.press("End")
    expect(node(page, last)).to_be_in_viewport()
    assert page.get_by_role("treeitem").count() < 60
    page.keyboard.press("Space")
    expect_ticked(page, last)
    page.get_by_label("Filter nodes").fill(f"group{size // 10 - 1}")
    expect(page.get_by_text("1 match", exact=True)).to_be_visible()
    snap(page, f"tree_{size}")


def test_of_200000_nodes_one_is_found_ticked_and_shown_in_its_place(page: Page, open_tree: Open):
    open_tree("200000", first="/Root")
    search = page.get_by_label("Filter nodes")
    search.fill("group19876/field4")
    expect(page.get_by_text("1 match", exact=True)).to_be_visible()
    expect(page.get_by_role("treeitem")).to_have_count(3)
    node(page, "/Root/Group19876/Field4").click()
    expect_ticked(page, "/Root/Group19876/Field4")
    search.fill("field4")
    expect(page.get_by_text("20,000 matches")).to_be_visible()
    assert page.get_by_role("treeitem").count() < 60
    search.press("Escape")
    expect(node(page, "/Root/Group19876/Field4")).to_be_in_viewport()
    expect(node(page, "/Root/Group19876")).to_have_attribute("aria-checked", "mixed")
    assert page.get_by_role("treeitem").count() < 60


def test_a_large_tree_opens_where_nodes_are_suggested(page: Page, open_tree: Open):
    open_tree("5000", first="/Root")
    press(page, "Suggested")
    expect_ticked(page, "/Root/Group3", "/Root/Group403")


def test_markup_in_a_document_is_shown_as_text(page: Page, open_tree: Open):
    open_tree("hostile", first="/Root")
    expect(node(page, "/Root")).to_contain_text("<img src=x")
    expect(node(page, "/Root/Größe")).to_contain_text("</script><b>bold</b>")
    assert page.locator(".tree :is(img, script, b)").count() == 0
    assert page.title() != "broken"
    snap(page, "tree_hostile")


def test_siblings_of_one_name_are_told_apart_by_namespace(page: Page, open_tree: Open):
    open_tree("hostile", first="/Root")
    expect(node(page, "/Root/Price")).to_contain_text("2024/fares")
    expect(node(page, "/Root/Price[2]")).to_contain_text("2025/taxes")
    expect(node(page, "/Root/Price[3]")).to_contain_text("no namespace")
    expect(node(page, "/Root/Größe")).not_to_contain_text("namespace")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 420])
def test_nothing_is_wider_than_the_window(page: Page, open_tree: Open, scheme: str, width: int):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    open_tree("hostile", first="/Root")
    press(page, "Suggested")
    assert page.locator(".rows").evaluate("rows => rows.scrollWidth <= rows.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    snap(page, f"tree_{scheme}_{width}")


def test_a_sample_that_is_a_code_says_what_it_means(page: Page, open_tree: Open):
    open_tree()
    dep, arrival = (f"{LISTS}/PaxSegmentList/PaxSegment/{end}" for end in ("Dep", "Arrival"))
    code = find_node(page, f"{dep}/IATA_LocationCode")
    expect(code.locator(".sample")).to_have_text("SIN (Singapore)")
    expect(code).to_have_attribute("title", re.compile(r"For example: SIN \(Singapore\)"))
    other = find_node(page, f"{arrival}/IATA_LocationCode")
    expect(other.locator(".sample")).to_have_text("FRA")
