"""What an analyst says of a document's free text, from the tick on Discover to what was sent."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from discovery.processing.runner import Runner
from discovery.storage.queries import RunRow
from discovery.ui.node_tree import widget_key
from discovery.ui.preflight import FREE_TEXT
from discovery.ui.session import OpenDocument
from tests.pages.states import buttons, select
from tests.processing.runs import box_request, ended, facts, finished, kept, ticks
from tests.support.app import drawn, screen, window_asking, words
from tests.support.model_server import ModelServer

CARD = "4111 1111 1111 1111"
EMAIL = "jane.doe@example.org"
BOOKS = f"""<Books>
<Book><Title>Zarathustra of Quibblewick</Title><Author>Ernestine Quibble</Author>
<Note>Write to {EMAIL}, pay with {CARD}</Note></Book>
</Books>""".encode()


def open_books(runner: Runner, xml: bytes = BOOKS) -> AppTest:
    document = kept(xml, runner.settings)
    opened = OpenDocument(document.sha256, "books.xml")
    checked = {widget_key("tree", document.sha256): {"checked": ["/Books/Book"]}}
    return screen("discover", document=opened, **checked)


def started(runner: Runner, app: AppTest) -> RunRow:
    drawn(buttons(app)["Start run"].click())
    return ended(runner, app.session_state["run"])


def stored(runner: Runner, run: RunRow) -> str:
    return str([fact.fact_json for fact in facts(runner, run)])


def test_it_is_off_unless_it_is_said(runner: Runner):
    app = open_books(runner)
    assert (app.checkbox[0].label, app.checkbox[0].value) == (FREE_TEXT, False)
    run = started(runner, app)
    assert not run.free_text_is_harmless
    assert "Quibblewick" not in stored(runner, run)


def test_free_text_is_stored_as_it_is_but_for_what_has_a_personal_form(runner: Runner):
    app = open_books(runner)
    drawn(app.checkbox[0].set_value(True))
    assert "Free text is stored as it is, but for e-mail addresses" in words(app)
    run = started(runner, app)
    assert run.free_text_is_harmless
    text = stored(runner, run)
    assert "Zarathustra of Quibblewick" in text
    assert not [value for value in (EMAIL, CARD, "Ernestine") if value in text]


def test_what_is_said_of_one_document_holds_for_no_other(runner: Runner):
    app = open_books(runner)
    drawn(app.checkbox[0].set_value(True))
    other = kept(BOOKS.replace(b"Note", b"Remark"), runner.settings)
    app.session_state["document"] = OpenDocument(other.sha256, "others.xml")
    assert drawn(app).checkbox[0].value is False


def test_what_is_sent_follows_and_it_stands_beside_it_who_said_so(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        app = open_books(runner)
        drawn(app.checkbox[0].set_value(True))
        assert "Free text is sent and stored as it is, but for e-mail addresses" in words(app)
        run = started(runner, app)
        (request,) = model.requests
        assert "Zarathustra of Quibblewick" in request.text
        assert not [value for value in (EMAIL, CARD, "Ernestine") if value in request.text]
        said = words(screen("facts", run=run.run_id))
        assert "When the run was started (by window, " in said
        assert "it was said that its free text holds no personal data" in said


def test_a_run_of_which_it_was_not_said_does_not_say_it(tmp_path: Path):
    with ModelServer() as model, window_asking(model, tmp_path) as runner:
        run = finished(runner, box_request(1, runner.settings))
        assert "free text" not in words(screen("facts", run=run.run_id))


def test_the_run_says_so_and_another_one_of_it_begins_with_that(runner: Runner):
    request = ticks(kept(BOOKS, runner.settings), "/Books/Book", free_text_is_harmless=True)
    run = finished(runner, request)
    app = select(screen("runs"), run)
    about = next(table.value for table in app.dataframe if "What" in table.value)
    (said,) = about.loc[about["What"] == "Free text", "Value"]
    assert "said to hold no personal data: stored as it is" in said
    (checkbox,) = app.checkbox
    assert (checkbox.label, checkbox.value) == (FREE_TEXT, True)
    buttons(app)["Start the new run"].click().run()
    assert ended(runner, run.run_id + 1).free_text_is_harmless
    app = select(screen("runs"), run)
    app.checkbox[0].set_value(False)
    buttons(app)["Start the new run"].click().run()
    assert not ended(runner, run.run_id + 2).free_text_is_harmless
