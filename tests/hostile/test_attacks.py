"""Attacks are refused in plain words or do no harm, within 2 s and 200 MB."""

import os
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.hostile.attacks import (
    BIG_AND_GOOD,
    DEEP_AND_LONG,
    DOCTYPES,
    ENTITY_BOMBS,
    MANY_ASIDES,
    MANY_NAMES,
    NO_XML,
    REACHING_OUT,
    TOO_MANY_NAMES,
    WITHIN_VALUES,
    Make,
)
from tests.hostile.bounds import assert_bounded, assert_refused_clearly
from tests.hostile.nursery import Nursery
from tests.support.listener import Listener, listener

REFUSED = {**ENTITY_BOMBS, **DOCTYPES, **DEEP_AND_LONG}
CANARY = b"<!-- what stands in another file --><r>canary</r>"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Where an attack is written to; many are too large to be kept until the end of all tests."""
    path = tmp_path / "message.xml"
    yield path
    path.unlink()


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_what_costs_too_much_is_refused(children: Nursery, file: Path, make: Make) -> None:
    file.write_bytes(make())
    verdict = children.run("upload", file)
    assert_bounded(verdict)
    assert_refused_clearly(verdict)
    assert not verdict.found["repair"]


@pytest.mark.parametrize("make", MANY_NAMES.values(), ids=MANY_NAMES)
def test_names_without_end_cost_no_more_memory(children: Nursery, file: Path, make: Make) -> None:
    file.write_bytes(make())
    verdict = children.run("upload", file)
    assert_bounded(verdict, seconds=15, megabytes=250)


@pytest.mark.parametrize("make", MANY_ASIDES.values(), ids=MANY_ASIDES)
def test_many_asides_before_the_root_are_refused(children: Nursery, file: Path, make: Make) -> None:
    file.write_bytes(make())
    verdict = children.run("upload", file)
    assert_bounded(verdict)
    assert_refused_clearly(verdict)
    assert "comments and instructions stand before its root" in verdict.refused


@pytest.mark.parametrize("make", TOO_MANY_NAMES.values(), ids=TOO_MANY_NAMES)
def test_too_many_names_are_refused(children: Nursery, file: Path, make: Make) -> None:
    file.write_bytes(make())
    verdict = children.run("upload", file)
    assert_bounded(verdict, seconds=15, megabytes=250)
    assert_refused_clearly(verdict)
    assert "more than the limit of 250,000 different" in verdict.refused


@pytest.mark.parametrize(("make", "elements"), BIG_AND_GOOD.values(), ids=BIG_AND_GOOD)
def test_what_is_only_large_is_read(
    children: Nursery, file: Path, make: Make, elements: int
) -> None:
    file.write_bytes(make())
    verdict = children.run("upload", file)
    assert_bounded(verdict)
    assert verdict.found["elements"] == elements


@pytest.mark.parametrize(("make", "reason"), NO_XML.values(), ids=NO_XML)
def test_what_is_no_xml_is_named(children: Nursery, file: Path, make: Make, reason: str) -> None:
    file.write_bytes(make())
    verdict = children.run("upload", file)
    assert_bounded(verdict)
    assert_refused_clearly(verdict)
    assert reason in verdict.refused


@pytest.mark.parametrize("make", WITHIN_VALUES.values(), ids=WITHIN_VALUES)
def test_what_stands_within_values_costs_no_more(children: Nursery, file: Path, make: Make) -> None:
    file.write_bytes(make())
    assert_bounded(children.run("upload", file))


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Path]:
    """A pipe with some content: whoever reads it, in whatever language, takes that away."""
    path = tmp_path / "canary"
    os.mkfifo(path)
    end = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    os.write(end, CANARY)
    yield path
    os.close(end)


def is_untouched(pipe: Path) -> bool:
    """Whether all that stood in the pipe is still there; it is not afterwards."""
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        return os.read(end, 2 * len(CANARY)) == CANARY
    except BlockingIOError:
        return False
    finally:
        os.close(end)


@pytest.mark.parametrize("attack", REACHING_OUT.values(), ids=REACHING_OUT)
@pytest.mark.parametrize("form", ["file://{}", "{}", "{.name}", "file://localhost{}"])
def test_no_file_is_opened_that_a_document_names(
    children: Nursery, pipe: Path, file: Path, attack: str, form: str
) -> None:
    file.write_text(attack.replace("URL", form.format(pipe)))
    verdict = children.run("upload", file)
    assert_bounded(verdict)
    assert is_untouched(pipe)
    assert "good" in verdict.found["said"]
    assert "canary</r>" not in verdict.found["said"]


@pytest.mark.parametrize("attack", REACHING_OUT.values(), ids=REACHING_OUT)
@pytest.mark.parametrize("scheme", ["http", "ftp", "https", "jar:http", "gopher"])
def test_no_connection_is_made_that_a_document_asks_for(
    children: Nursery, file: Path, attack: str, scheme: str
) -> None:
    with listener() as server:
        url = server.url.replace("http", scheme, 1) + "/a!/b"
        file.write_text(attack.replace("URL", url))
        verdict = children.run("upload", file)
        assert not server.was_called()
    assert_bounded(verdict)
    assert "good" in verdict.found["said"]


@pytest.mark.parametrize("attack", REACHING_OUT.values(), ids=REACHING_OUT)
def test_nothing_is_fetched_for_a_document_within_a_value(
    children: Nursery, pipe: Path, file: Path, attack: str
) -> None:
    with listener() as server:
        inner = attack.replace("URL", f"file://{pipe}") + attack.replace("URL", server.url)
        file.write_text(f"<r><a>good</a><b>{escape(inner)}</b></r>")
        verdict = children.run("upload", file)
        assert not server.was_called()
    assert_bounded(verdict)
    assert is_untouched(pipe)


@pytest.fixture
def server() -> Iterator[Listener]:
    """A port that notices who connects."""
    with listener() as found:
        yield found


def test_an_external_entity_in_an_attribute_is_refused(
    children: Nursery, file: Path, server: Listener
) -> None:
    file.write_text(f'<!DOCTYPE r [<!ENTITY x SYSTEM "{server.url}">]><r k="&x;"/>')
    verdict = children.run("upload", file)
    assert_bounded(verdict)
    assert_refused_clearly(verdict)
    assert not server.was_called()
