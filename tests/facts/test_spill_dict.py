"""A dictionary that has spilled most of its values to disk answers as any other does."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.facts import spill_dict
from discovery.facts.spill_dict import SpillDict


@pytest.fixture(autouse=True)
def _files_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spill_dict, "IN_MEMORY", 3)
    monkeypatch.setattr(spill_dict, "_PAGE", 2)


@given(added=st.lists(st.tuples(st.text("abcdefgé", max_size=2), st.integers(0, 9))))
def test_what_was_put_is_found_again(added: list[tuple[str, int]]) -> None:
    kept: SpillDict[list[int]] = SpillDict(list, list)
    expected = dict[str, list[int]]()
    meanwhile = kept.items()
    for key, number in added:
        if next(meanwhile, None) is None:
            meanwhile = kept.items()
        kept[key] = [*(kept.get(key) or []), number]
        expected.setdefault(key, []).append(number)
    assert len(kept) == len(expected)
    assert dict(kept.items()) == expected
    assert {key: kept.get(key) for key in expected} == expected
    assert "not there" not in kept
    assert sorted(kept.values()) == sorted(expected.values())


def test_threads_find_what_others_put_there() -> None:
    kept: SpillDict[str] = SpillDict(str, str)

    def put_and_find(number: int) -> list[str | None]:
        kept[f"key {number}"] = f"value {number}"
        return [kept.get(f"key {other}") for other in range(number, -1, -50)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(put_and_find, range(400)))
    assert all(values[0] == f"value {number}" for number, values in enumerate(found))
    assert len(kept) == 400


def test_few_long_values_are_filed_as_many_short_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spill_dict, "IN_MEMORY", 1_000_000)
    kept: SpillDict[list[str]] = SpillDict(list, list)
    tracemalloc.start()
    for number in range(3_000):
        place = f"/{number}" * 4_000
        kept.put(f"key {number}", [place], len(place))
    for number in range(3_000):
        assert kept[f"key {number}"] == [f"/{number}" * 4_000]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.5 * spill_dict.CHARACTERS_IN_MEMORY
