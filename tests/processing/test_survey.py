"""The whole document, read once: how far that is, and how it is stopped."""

import threading
from pathlib import Path

import pytest

from discovery.errors import CancelledError
from discovery.processing.survey import survey
from tests.processing.runs import MASKER, boxes, kept, settings_in


@pytest.mark.parametrize("doctype", [b"", b"<!DOCTYPE Store>"], ids=["plain", "with a DOCTYPE"])
def test_it_tells_how_far_it_is_up_to_the_end(tmp_path: Path, doctype: bytes) -> None:
    settings, told = settings_in(tmp_path), list[float]()
    survey(
        kept(doctype + boxes(9000), settings), settings, threading.Event(), MASKER, tell=told.append
    )
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_it_ends_when_the_run_is_stopped_while_references_are_counted(tmp_path: Path) -> None:
    settings, stop, told = settings_in(tmp_path), threading.Event(), list[float]()

    def stop_behind_the_reading(share: float) -> None:
        told.append(share)
        if share >= 0.85:
            stop.set()

    labels = "".join(f"<Label BoxRef='B{number}'/>" for number in range(1, 1001))
    store = boxes(1000).replace(b"</Store>", f"{labels}</Store>".encode())
    with pytest.raises(CancelledError):
        survey(kept(store, settings), settings, stop, MASKER, tell=stop_behind_the_reading)
    assert 0.85 <= told[-1] < 1.0


def test_it_ends_when_the_run_is_told_to_stop(tmp_path: Path) -> None:
    settings, stop, told = settings_in(tmp_path), threading.Event(), list[float]()

    def stop_half_way(share: float) -> None:
        told.append(share)
        if share >= 0.5:
            stop.set()

    with pytest.raises(CancelledError):
        survey(kept(boxes(9000), settings), settings, stop, MASKER, tell=stop_half_way)
    assert 0.5 <= told[-1] < 1.0
