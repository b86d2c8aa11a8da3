"""The Discover screen of files with several messages, and with messages within values."""

from xml.sax.saxutils import escape

from streamlit.testing.v1 import AppTest

from discovery.documents.library import remove
from discovery.processing.runner import Runner
from discovery.ui.session import OpenDocument
from tests.pages.states import buttons, select
from tests.processing.runs import finished, kept, ticks
from tests.support.app import drawn, screen, words

ORDER = """<OrderViewRS Version="{version}"><Response>
  <Order Owner="{owner}"><Item><A/></Item></Order>
  <DataLists>{lists}<PaxList><Pax><PaxID>1</PaxID></Pax></PaxList></DataLists></Response>
  </OrderViewRS>"""
FLIGHTS = "<FlightList><Flight><Number>1</Number></Flight></FlightList>"
SHOPPING = '<AirShoppingRQ Version="18.1"><Query><Core><B/></Core></Query></AirShoppingRQ>'
SEVERAL = "<log>" + "".join((
    SHOPPING,
    ORDER.format(version="17.2", owner="AY", lists=FLIGHTS),
    ORDER.format(version="19.2", owner="BA", lists=""),
)) + "</log>"  # fmt: skip
WITHIN = f"<r><b>{escape(ORDER.format(version='17.2', owner='AY', lists=''))}</b></r>"


def opened(runner: Runner, xml: str, name: str = "outer.xml") -> AppTest:
    document = kept(xml.encode(), runner.settings)
    return screen("discover", document=OpenDocument(document.sha256, name))


def test_each_message_of_a_file_is_listed(runner: Runner):
    app = opened(runner, SEVERAL)
    assert app.expander[0].label == "3 messages in this file"
    said = words(app)
    for heading in ("AirShoppingRQ 18.1", "OrderViewRS 17.2 · AY", "OrderViewRS 19.2 · BA"):
        assert f"**{heading}**" in said
    assert "/log/AirShoppingRQ\n" in said
    assert "/log/OrderViewRS · 2 of 2 at this path; a tick takes all of them" in said


def test_the_suggestions_of_one_message_are_ticked(runner: Runner):
    app = opened(runner, SEVERAL)
    tick = [button for button in app.button if button.label.startswith("Tick")]
    assert [button.label for button in tick] == [
        "Tick 1 suggested node",
        "Tick 3 suggested nodes",
        "Tick 2 suggested nodes",
    ]
    drawn(tick[0].click())
    assert "**1 subtree** of 1 node" in words(app)
    drawn([button for button in app.button if button.label.startswith("Tick")][1].click())
    assert "**5 subtrees** of 3 nodes" in words(app)


def test_a_run_begins_with_its_own_ticks_after_a_message_was_ticked(runner: Runner):
    app = opened(runner, SEVERAL)
    drawn(next(button for button in app.button if button.label.startswith("Tick")).click())
    drawn(buttons(app)["Start run"].click())
    assert runner.wait(app.session_state["run"], 30)
    drawn(app)
    assert "**1 subtree** of 1 node" in words(app)


def test_a_message_within_a_value_is_offered_and_opened(runner: Runner):
    app = opened(runner, WITHIN)
    assert "Holds an OrderViewRS 17.2 · AY of" in words(app)
    drawn(buttons(app)["Open as its own document"].click())
    document = app.session_state["document"]
    assert document.file_name == "OrderViewRS in outer.xml"
    said = words(app)
    assert "OrderViewRS 17.2 · AY" in said
    assert "Opened from a value of outer.xml on" in said
    assert ": /r/b" in said
    drawn(buttons(app)["Open outer\\.xml"].click())
    assert app.session_state["document"].file_name == "outer.xml"


def test_an_inner_document_says_that_the_outer_one_was_deleted(runner: Runner):
    app = opened(runner, WITHIN)
    outer = app.session_state["document"].sha256
    drawn(buttons(app)["Open as its own document"].click())
    remove(outer, runner.settings)
    drawn(app)
    assert "which was deleted since: /r/b" in words(app)
    assert "Open outer\\.xml" not in buttons(app)


def test_a_value_that_cannot_be_read_is_told(runner: Runner):
    broken = escape('<OrderViewRS Version="17.2"><Response><Order Owner="AY">ANN DOE</Order>')
    app = opened(runner, f"<r><b>{broken}</b></r>")
    assert "The value at /r/b seems to hold a message that cannot be read: Line 1" in words(app)
    assert "ANN DOE" not in words(app)


def test_before_the_outer_document_goes_it_is_said_what_stays(runner: Runner):
    document = kept(WITHIN.encode(), runner.settings)
    run = finished(runner, ticks(document, "/r"))
    app = screen("discover", document=OpenDocument(document.sha256, "outer.xml"))
    drawn(buttons(app)["Open as its own document"].click())
    runs = select(screen("runs"), run)
    assert "What was opened from its values stays as a document of its own" in words(runs)


def test_a_hostile_name_of_a_message_is_shown_as_it_is(runner: Runner):
    name = "a.href_x--"
    inner = f"<{name}>" + "<b/>" * 5 + f"</{name}>"
    app = opened(runner, f"<r><b>{escape(inner)}</b></r>", "![x](http://e.x).xml")
    assert r"Holds a a\.href\_x\-\-" in "\n".join(element.value for element in app.markdown)


def test_a_proposed_repair_tells_of_messages_within_values(runner: Runner):
    app = screen("discover")
    broken = WITHIN.replace("<b>", "<b>A & B ").encode()
    drawn(app.file_uploader[0].upload("outer.xml", broken, "application/xml"))
    said = words(app)
    assert "A repair is proposed" in said
    assert "A value holds an OrderViewRS 17.2 · AY of" in said
