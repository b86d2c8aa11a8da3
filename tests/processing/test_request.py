"""What is asked for: refused where it makes no sense, and written down before anything is done."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from discovery.config import Settings
from discovery.errors import RequestError
from discovery.processing.presence import Presence
from discovery.processing.recording import record_run
from discovery.processing.request import RunRequest, choose_mode, count_subtrees, uses_model
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from tests.processing.runs import SINGAPORE, SINGAPORE_NODES, box_request, boxes, kept, ticks
from tests.support.corpus import CORPUS, needs_corpus


def settings(home: Path, **more: Any) -> Settings:
    """Settings that name a model nobody asks here."""
    model = {"llm_provider": "openai", "openai_base_url": "http://127.0.0.1:9/v1"}
    return Settings(_env_file=None, **{"discovery_home": home, **model, **more})


@pytest.fixture
def db(tmp_path: Path) -> Iterator[ThreadSafeDatabaseManager]:
    with closing(open_database(settings(tmp_path))) as db:
        yield db


@pytest.mark.parametrize(
    ("configured", "asked", "boxes", "mode", "reason"),
    [
        ({}, {}, 3, ("parallel", 10), "10 workers share the waiting"),
        ({"max_parallel_nodes": 5}, {}, 3, ("parallel", 5), "5 workers"),
        ({}, {"workers": 64}, 3, ("parallel", 64), "64 workers"),
        ({"enable_parallel_processing": False}, {}, 3, ("sequential", 1), "switched off"),
        ({}, {"parallel": False}, 3, ("sequential", 1), "switched off"),
        ({"enable_parallel_processing": False}, {"parallel": True}, 3, ("parallel", 10), "workers"),
        ({}, {"workers": 1}, 3, ("sequential", 1), "One worker"),
        ({}, {}, 1, ("sequential", 1), "only one subtree"),
        ({"llm_provider": "none"}, {}, 3, ("sequential", 1), "Without a model"),
        ({}, {"extractor": "structure", "parallel": True}, 3, ("sequential", 1), "Without a model"),
    ],
)
def test_a_run_records_how_it_is_done_and_why(
    tmp_path: Path,
    configured: dict[str, Any],
    asked: dict[str, Any],
    boxes: int,
    mode: tuple[str, int],
    reason: str,
) -> None:
    chosen = settings(tmp_path, **configured)
    request = box_request(boxes, chosen, **asked)
    with closing(open_database(chosen)) as db:
        run = queries.run(db, recorded(db, chosen, request))
    assert (run.mode, run.workers) == mode
    assert reason in run.mode_reason
    assert choose_mode(request, chosen).reason == run.mode_reason


def recorded(db: ThreadSafeDatabaseManager, chosen: Settings, request: RunRequest) -> int:
    return record_run(db, chosen, request, Presence(chosen), "test").run_id


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"workers": 0}, "0 workers are not possible. Choose from 1 to 64."),
        ({"workers": -3}, "-3 workers"),
        ({"workers": 65}, "65 workers"),
        ({"extractor": "magic"}, "no extractor 'magic'"),
        ({"kind": "dreams"}, "no runs of kind 'dreams'"),
        ({"workspace": ""}, "A workspace needs a name"),
        ({"workspace": "  "}, "A workspace needs a name"),
        ({"workspace": "a\nb"}, "printable"),
        ({"workspace": "x" * 61}, "1 to 60"),
        ({"ticked": ()}, "No node is ticked"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_written(
    tmp_path: Path, db: ThreadSafeDatabaseManager, asked: dict[str, Any], message: str
) -> None:
    chosen = settings(tmp_path)
    request = replace(box_request(3, chosen), **asked)
    with pytest.raises(RequestError, match=message.replace(".", r"\.")):
        recorded(db, chosen, request)
    assert queries.runs(db) == []
    assert queries.workspaces(db) == []


def test_a_model_that_is_not_set_up_cannot_be_asked(tmp_path: Path) -> None:
    without = settings(tmp_path, llm_provider="none")
    assert not uses_model(box_request(3, without), without)
    with pytest.raises(RequestError, match="OPENAI_API_KEY"):
        uses_model(box_request(3, without, extractor="model"), without)


def test_a_run_is_written_with_all_that_was_asked(
    tmp_path: Path, db: ThreadSafeDatabaseManager
) -> None:
    chosen = settings(tmp_path)
    request = box_request(3, chosen, workspace="  night shift ")
    run = queries.run(db, recorded(db, chosen, request))
    assert (run.kind, run.workspace, run.status) == ("discovery", "night shift", "started")
    assert (run.message_root, run.file_name) == ("Store", "message.xml")
    assert (run.extractor, run.provider, run.model) == ("model", "openai", chosen.model_name)
    assert run.selection == ["/Store/Box"]
    assert run.subtrees_total == run.statuses["pending"] == 3
    assert run.subtrees_processed == run.node_facts_extracted == 0
    assert run.finished_at is None
    assert queries.workspaces(db) == ["night shift"]
    [document] = queries.documents(db, "night shift")
    assert document.selection == ["/Store/Box"]


def test_what_a_ticked_node_covers_is_not_taken_again(tmp_path: Path) -> None:
    document = kept(boxes(3), settings(tmp_path))
    assert count_subtrees(ticks(document, "/Store/Box", "/Store/Box/Label")) == 3
    assert count_subtrees(ticks(document, "/Store", "/Store/Box", "/Store/Box/Label")) == 1
    assert count_subtrees(ticks(document, "/Store/Box/BoxID", "/Store/Box/Label")) == 6


@needs_corpus
def test_the_ticks_of_a_real_order_mean_23_subtrees(tmp_path: Path) -> None:
    document = kept(CORPUS / SINGAPORE, settings(tmp_path))
    assert count_subtrees(ticks(document, *SINGAPORE_NODES)) == 23


def test_a_provider_that_is_not_set_up_is_said_before_the_run(tmp_path: Path) -> None:
    chosen = settings(tmp_path, llm_provider="azure")
    with pytest.raises(RequestError, match="'azure' needs AZURE_OPENAI_ENDPOINT and AZURE"):
        choose_mode(box_request(2, chosen), chosen)
    choose_mode(box_request(2, chosen, extractor="structure"), chosen)


def test_a_subtree_too_large_for_one_fact_is_refused_and_the_level_below_is_not(
    tmp_path: Path, db: ThreadSafeDatabaseManager
) -> None:
    chosen = settings(tmp_path, max_node_mb=1)
    document = kept(b"<Store>" + b"<Box>salt and oil </Box>" * 60_000 + b"</Store>", chosen)
    with pytest.raises(RequestError, match=r"/Store holds up to 1\.4 MB.* 1 MB\. Tick the level"):
        recorded(db, chosen, ticks(document, "/Store"))
    run = queries.run(db, recorded(db, chosen, ticks(document, "/Store/Box")))
    assert run.subtrees_total == 60_000
