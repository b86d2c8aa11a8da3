"""A refused upload on the Discover screen: what is shown, and what comes of the two buttons."""

from discovery.processing.runner import Runner
from tests.support.app import drawn, screen, words

BROKEN = b"<Order>\n<Pax>A & B <i>*x*</i></Pax>\n</Order>\nUNZ+1'"


def upload(content: bytes):
    return drawn(screen("discover").file_uploader[0].upload("cut.xml", content, "application/xml"))


def codes(app) -> str:
    return "\n".join(block.value for block in app.code)


def button(app, label: str):
    return next(button for button in app.button if button.label == label)


def test_a_refusal_shows_the_lines_and_the_proposal_and_keeps_nothing(runner: Runner):
    app = upload(BROKEN)
    assert "cut.xml: Line 2, column" in words(app)
    assert "> 2 | <Pax>A & B" in codes(app)
    assert "+<Pax>A &amp; B" in codes(app)
    assert "EDIFACT segments after the end of the root element" in words(app)
    assert list(runner.settings.documents_folder.iterdir()) == []


def test_an_accepted_repair_opens_the_document_and_says_how_it_was_repaired(runner: Runner):
    app = upload(BROKEN)
    drawn(button(app, "Use the repaired document").click())
    assert "cut.xml · 3 nodes" in words(app)
    assert "2 changes, accepted on" in app.expander[0].label
    assert "bare" in app.expander[0].markdown[0].value
    assert len(list(runner.settings.documents_folder.iterdir())) == 3


def test_a_repair_that_is_left_changes_nothing(runner: Runner):
    app = upload(BROKEN)
    drawn(button(app, "Leave it").click())
    assert not app.error
    assert not app.code
    assert list(runner.settings.documents_folder.iterdir()) == []


def test_without_a_repair_there_is_the_reason_alone(runner: Runner):
    app = upload(b'<r a="1" a="2"/>')
    assert "same attribute twice" in words(app)
    assert [button.label for button in app.button] == ["Try a sample"]
