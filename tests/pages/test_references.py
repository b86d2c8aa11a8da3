"""The references of a document on the Discover screen."""

from streamlit.testing.v1 import AppTest

from discovery.processing.runner import Runner
from tests.support.app import drawn, screen, words
from tests.support.cases import CASES, needs_cases

ORDER = (
    b"<Order><Pax><PaxID>PAX1</PaxID></Pax><Pax><PaxID>PAX2</PaxID></Pax>\n"
    b"<Seat PaxRef='PAX1'/><Seat PaxRef='PAX9'/></Order>"
)


def uploaded(content: bytes) -> AppTest:
    app = drawn(screen("discover").file_uploader[0].upload("o.xml", content, "application/xml"))
    return opened(app)


def opened(app: AppTest) -> AppTest:
    """With the panel of the references open; it is drawn only then."""
    if "document" not in app.session_state:
        return app
    sha256 = app.session_state["document"].sha256
    app.session_state[f"references-panel-{sha256}"] = True
    return drawn(app)


def label(app: AppTest) -> str:
    return next(each.label for each in app.expander if each.label.startswith("References"))


def rows(app: AppTest) -> list[list[object]]:
    return app.dataframe[0].value[["line", "value"]].values.tolist()


def test_after_an_upload_it_says_how_many_there_are_and_shows_the_broken_ones(runner: Runner):
    app = uploaded(ORDER)
    assert label(app) == "References · 1 resolved, :red[1 broken], 1 unused identifier"
    assert rows(app) == [[2, "PAX9"]]


def test_other_kinds_and_texts_can_be_chosen(runner: Runner):
    app = uploaded(ORDER)
    drawn(app.segmented_control[0].set_value(None))
    assert len(rows(app)) == 4
    drawn(app.text_input[0].set_value("pax2"))
    assert rows(app) == [[1, "PAX2"]]
    drawn(app.text_input[0].set_value("nowhere"))
    assert "No field or value of this kind has that text." in words(app)


def test_a_document_without_any_says_what_was_not_recognised(runner: Runner):
    app = uploaded(b"<Store><Box>salt</Box></Store>")
    assert label(app) == "References · none recognised"
    assert "No field of this document was recognised as an identifier" in words(app)


def test_of_a_large_document_they_are_found_when_asked_for(runner: Runner):
    app = uploaded(ORDER.replace(b"<Order>", b"<Order><T>" + b"word " * 1_100_000 + b"</T>"))
    assert label(app) == "References"
    drawn(next(button for button in app.button if button.label == "Find references").click())
    assert rows(app) == [[2, "PAX9"]]


@needs_cases
def test_messages_that_number_alike_have_no_duplicates(runner: Runner):
    app = uploaded((CASES / "two_messages_same_ids.xml").read_bytes())
    opened(drawn(next(b for b in app.button if b.label == "Use the repaired document").click()))
    assert "duplicate" not in label(app)
    assert "broken" not in label(app)
