"""A message within a value becomes a document of a workspace, whose references are its own."""

from pathlib import Path

import pytest

from discovery.errors import RequestError
from discovery.processing.workspace_documents import open_inner_message, register_document
from discovery.storage import queries
from tests.processing.runs import boxes, finished, kept, opened, ticks
from tests.support.cases import CASES, needs_cases


@needs_cases
def test_it_is_listed_in_the_workspace_and_has_one_broken_reference(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        outer = kept(CASES / "message_in_cdata.xml", runner.settings)
        inner, name = open_inner_message(
            runner.db, runner.settings, "mine", outer, "outer.xml", outer.inner.found[0].xpath
        )
        assert name == "OrderViewRS in outer.xml"
        assert [row.file_name for row in queries.documents(runner.db, "mine")] == [name]
        paths = [inner.catalogue.nodes[index].path for index in inner.suggested]
        run = finished(runner, ticks(inner, *paths))
        found = [fact.fact_json["references"] for fact in queries.facts(runner.db, run.run_id)]
        assert [one["value"] for each in found for one in each["dangling"]] == ["PAX7"]


def test_a_document_that_went_meanwhile_is_not_noted(tmp_path: Path) -> None:
    with opened(tmp_path) as runner:
        document = kept(boxes(1), runner.settings)
        document.path.unlink()
        with pytest.raises(RequestError, match=r"a\.xml was deleted in the meantime"):
            register_document(runner.db, "default", document, "a.xml")
        assert queries.documents(runner.db, "default") == []
