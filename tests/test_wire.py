"""The JSON that REST and the terminal share."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from discovery.documents.catalogue import read_catalogue
from discovery.storage import queries
from discovery.storage.database import open_database
from discovery.wire import decoded_sample, run_json, sample_path
from tests.facts.masking import MASKER
from tests.storage.rows import SUCCESS, Call, add_calls, add_run, ids_at, lease_of, settle
from tests.support.home import settings_in


def test_a_run_tells_what_the_model_was_asked_and_what_was_not_asked_again(tmp_path: Path) -> None:
    with closing(open_database(settings_in(tmp_path))) as db:
        run_id = add_run(db, subtrees=2)
        add_calls(db, run_id, [1], Call(), Call(cost_usd=None))
        answered = zip(ids_at(db, run_id, [1, 2]), ["cache", "same question"], strict=True)
        for subtree_id, source in answered:
            values = {**SUCCESS, "answered_by": source}
            db.write_with_lock(
                lambda session, subtree_id=subtree_id, values=values: settle(
                    session, lease_of(run_id), subtree_id, values, None
                )
            )
        run = json.loads(json.dumps(run_json(queries.run(db, run_id))))
    assert run["llm"] == {
        "calls": 2,
        "prompt_tokens": 200,
        "completion_tokens": 20,
        "cached_tokens": 80,
        "cost_usd": 0.25,
        "from_cache": 1,
        "same_question": 1,
    }
    assert (run["use_cache"], run["subtrees_processed"]) == (True, 2)
    assert not {"llm_calls", "cost_usd", "cached_tokens", "from_cache"} & set(run)


@pytest.mark.parametrize(
    "xml",
    [
        "<e><Key>cvv</Key><Value>123</Value></e>",
        '<e><Param name="cvv">123</Param><Value>9</Value></e>',
    ],
)
def test_the_sample_of_a_node_is_masked_by_the_name_beside_it(tmp_path: Path, xml: str) -> None:
    path = tmp_path / "message.xml"
    path.write_text(xml, encoding="utf-8")
    catalogue = read_catalogue(path)
    shown = {
        node.sample: MASKER.mask(sample_path(catalogue, index), node.sample)
        for index, node in enumerate(catalogue.nodes)
    }
    assert shown["123"].startswith("[CARD_CODE_")
    assert shown.get("9", "9") == "9"


def test_the_sample_of_a_node_is_decoded_where_the_message_does_not_name_it(tmp_path: Path) -> None:
    carrier = "<{0}><AirlineID>SQ</AirlineID>{1}</{0}>"
    xml = f"<e><PTC>ADT</PTC>{carrier.format('A', '')}{carrier.format('B', '<Name>SIA</Name>')}</e>"
    path = tmp_path / "message.xml"
    path.write_text(xml, encoding="utf-8")
    catalogue = read_catalogue(path)
    decoded = {
        node.path: decoded_sample(catalogue, index, node.sample)
        for index, node in enumerate(catalogue.nodes)
    }
    assert decoded.pop("/e/PTC") == "adult"
    assert decoded.pop("/e/A/AirlineID") == "Singapore Airlines"
    assert set(decoded.values()) == {None}


def test_a_masked_sample_is_not_decoded(tmp_path: Path) -> None:
    path = tmp_path / "message.xml"
    path.write_text("<PTC>ADT</PTC>", encoding="utf-8")
    assert decoded_sample(read_catalogue(path), 0, "ADT") == "adult"
    assert decoded_sample(read_catalogue(path), 0, "[WORD_K7Q2M4PX3D]") is None
