"""Values of fields on file answer as those in memory do."""

import tracemalloc
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.documents.values import read_values
from discovery.facts import field_values
from discovery.facts.field_values import FieldValues
from discovery.facts.fields import PLACES_KEPT, Field
from discovery.facts.identifier_builder import IdentifierIndexBuilder
from discovery.facts.identifiers import IdentifierIndex
from discovery.facts.naming import read_name
from tests.support.corpus import CORPUS, manifest, needs_corpus

FILES = [
    entry["file"]
    for entry in manifest()
    if entry["kind"] in {"ndc", "other"} and entry["expect"] == "ok" and entry["bytes"] < 150_000
]


TOKENS = [*"ab#:é", *map("".join, product("ab#:é", repeat=2))]
KEYS = [f"{message} {token}" for message in (0, 1, 12) for token in TOKENS]


@pytest.fixture(autouse=True)
def _files_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_values, "VALUES_IN_MEMORY", 3)
    monkeypatch.setattr(field_values, "_PAGE", 2)


@given(
    added=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(KEYS), st.integers(0, 9))),
    has_messages=st.booleans(),
)
def test_values_on_file_are_found_as_those_in_memory(
    added: list[tuple[int, str, int]], has_messages: bool
) -> None:
    on_file = filled(added, has_messages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(field_values, "VALUES_IN_MEMORY", 1_000_000)
        in_memory = filled(added, has_messages)
    assert all_of(on_file) == all_of(in_memory)


def test_a_value_at_very_many_places_is_counted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_values, "VALUES_IN_MEMORY", PLACES_KEPT + 2)
    values = filled([(0, "1 a", place) for place in range(3 * PLACES_KEPT)])
    count, places = values.get(values.fields[0], "1 a")
    assert (count, len(places)) == (3 * PLACES_KEPT, PLACES_KEPT)


def test_few_long_values_are_filed_as_many_short_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_values, "VALUES_IN_MEMORY", 1_000_000)
    values = filled([])
    tracemalloc.start()
    for number in range(3_000):
        values.add(values.fields[0], f"key {number}", "token", f"/{number}" * 4_000)
    values.finish(has_messages=False)
    for number in range(3_000):
        assert values.get(values.fields[0], f"key {number}") == (1, (f"/{number}" * 4_000,))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * field_values.CHARACTERS_IN_MEMORY


def filled(added: list[tuple[int, str, int]], has_messages: bool = False) -> FieldValues:
    values = FieldValues()
    for order in range(4):
        path = f"/R/Pax/@{('PaxID', 'PaxRef', 'name', 'code')[order]}"
        values.fields.append(Field(path, order, read_name(path), 0))
    for order, value, place in added:
        values.add(values.fields[order], value, value, f"/R[1]/Pax[{place}]")
    values.finish(has_messages=has_messages)
    return values


def all_of(values: FieldValues) -> tuple[object, ...]:
    """All that the values say, in an order of its own."""
    held = {(one.order, key): values.get(one, key) for one in values.fields for key in KEYS}
    holders = {key: sorted(values.all_holders(key)) for key in KEYS}
    different = [one.different for one in values.fields]
    return held, holders, list(values.connecting()), different


@needs_corpus
@pytest.mark.parametrize("file", FILES)
def test_an_index_on_file_is_the_index_in_memory(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_file = all_told(CORPUS / file)
    monkeypatch.setattr(field_values, "VALUES_IN_MEMORY", 1_000_000)
    assert all_told(CORPUS / file) == on_file


def all_told(path: Path) -> list[object]:
    """All that the index of a document says of each of its values."""
    index = index_of(path)
    return [
        (value.xpath, token, told(index, value.path, value.xpath, token))
        for value in read_values(path)
        for token in index.tokens(value.path, value.xpath, value.value)
    ]


def told(index: IdentifierIndex, path: str, xpath: str, token: str) -> tuple[object, ...]:
    identifier = index.identify(path, xpath, token)
    return (
        index.resolve(path, xpath, token),
        identifier,
        identifier and index.is_duplicated(identifier),
        index.why_dangling(path, token),
    )


def index_of(path: Path) -> IdentifierIndex:
    builder = IdentifierIndexBuilder()
    for value in read_values(path):
        builder.add(value.path, value.xpath, value.value)
    return builder.build()
