"""Placeholders: typed, the same everywhere, and the original comes back."""

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discovery.facts.privacy import Masker
from discovery.facts.privacy.spelling import folded_runs, key_of
from discovery.facts.privacy.values import PLACEHOLDER
from discovery.facts.privacy.words import COMMON_WORDS, SAYS_NOTHING
from discovery.facts.structure import Structure
from tests.facts.masking import knowing, masked, primed, structure, values

WORDS = st.text(
    st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=4, max_size=12
)
NAMES = WORDS.filter(
    lambda word: word.lower() not in COMMON_WORDS | SAYS_NOTHING | {"order", "info", "surname"}
)
SIGNS = st.sampled_from([" ", "/", ", ", " - ", ".", "\n", "(", ") ", "; "])


def test_the_structure_given_is_left_as_it_is_and_its_shape_is_kept() -> None:
    given = structure("<R a='b@c.example.org'>x <Surname>DOE</Surname> y <!-- c --></R>")
    before = copy.deepcopy(given)
    result = Masker().mask(given)
    assert given == before
    assert result == {
        "name": "R",
        "namespace": None,
        "attributes": {"a": "[EMAIL_1]"},
        "content": [
            "x ",
            {"name": "Surname", "namespace": None, "attributes": {}, "content": ["[SURNAME_1]"]},
            " y ",
        ],
    }


def test_the_path_of_a_subtree_helps_to_judge_its_fields() -> None:
    account = structure("<AccountNumber>EX7734019265</AccountNumber>")
    path = "/Pax/LoyaltyProgramAccount/AccountNumber"
    assert Masker().mask(account, path)["content"] == ["[LOYALTY_1]"]
    assert Masker().mask(account)["content"] == ["[ACCOUNT_1]"]


def test_blanks_around_a_value_stay() -> None:
    assert masked("<R><Surname>\n  DOE </Surname></R>") == ["\n  [SURNAME_1] "]


def test_the_pieces_of_a_value_with_elements_in_it_are_parts_of_one() -> None:
    document = structure("<Pax><FullName>Jane<br/> Ann <i>van</i> Westerbeek</FullName></Pax>")
    masker = Masker()
    content = masker.mask(document)["content"][0]
    texts = [piece for piece in content["content"] if isinstance(piece, str)]  # type: ignore[index]
    assert texts == ["[NAME_1:part 1]", "[NAME_1:part 2]", "[NAME_1:part 3]"]
    assert "".join(map(masker.unmask, texts)) == "Jane Ann  Westerbeek"


def test_unmask_restores_each_spelling_and_leaves_unknown_placeholders() -> None:
    masker = knowing(Surname="Doe", Email="jo@x.example")
    text = "DOE wrote to Doe <JO@X.EXAMPLE>"
    assert masker.mask_text(text) == "[SURNAME_1:upper] wrote to [SURNAME_1] <[EMAIL_1:upper]>"
    assert masker.unmask(masker.mask_text(text)) == text
    assert masker.unmask("[SURNAME_2] [SURNAME_1:lower]") == "[SURNAME_2] Doe"
    assert masker.masked_count == 2


def test_two_spellings_of_one_form_are_told_apart() -> None:
    masker = knowing(Surname="muller")
    text = "for MÜLLER and MÚLLER"
    assert len({*masker.mask_text(text).split()} - {"for", "and"}) == 2
    assert masker.unmask(masker.mask_text(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "[SURNAME_1]",
        "see [SURNAME_1:upper] and [PHONE_12]",
        "[[SURNAME_1]]",
        "[SURNAME_1:DOE]",
        "[SURNAME_1:[DOE]]",
        "[LITERAL_1] [SURNAME_1",
    ],
)
def test_a_text_that_looks_like_a_placeholder_is_not_confused_with_one(text: str) -> None:
    masker = knowing(Surname="DOE")
    for written in (text, f"DOE {text} DOE", f"<R>{text}</R>"):
        assert masker.unmask(masker.mask_text(written)) == written
    assert "[SURNAME_1]" not in masker.mask_text("[SURNAME_1]")


def test_a_primed_masker_gives_each_worker_the_same_placeholders() -> None:
    people = "".join(
        f"<Pax><PaxID>PAX{n}</PaxID><Surname>FAMILY{chr(65 + n)}</Surname>"
        f"<Email>p{n}@x.example</Email><T>with Family{chr(65 + (n + 1) % 20)}</T></Pax>"
        for n in range(20)
    )
    document = structure(f"<L>{people}</L>")
    whole = primed(document).mask(document)
    masker = primed(document)
    parts: list[Any] = document["content"] * 5
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda part: masker.mask(part, "/L/Pax"), reversed(parts)))
    assert results == list(reversed(whole["content"] * 5))
    assert masker.masked_count == 40


def test_threads_that_find_the_same_new_value_agree_on_its_placeholder() -> None:
    masker, together = Masker(), threading.Barrier(8)

    def learn(number: int) -> str:
        together.wait(timeout=10)
        return masker.mask_text(f"a@x.example b{number % 2}@x.example")

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(learn, range(8)))
    assert {masker.unmask(result) for result in results} == {
        "a@x.example b0@x.example",
        "a@x.example b1@x.example",
    }
    assert len(set(results)) == 2
    assert masker.masked_count == 3


def test_a_value_learned_later_is_masked_in_a_text_seen_before() -> None:
    masker = Masker()
    assert masker.mask_text("for Westerbeek") == "for Westerbeek"
    masker.learn("/Pax/Surname", "Westerbeek")
    assert masker.mask_text("for Westerbeek") == "for [SURNAME_1]"


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True), st.data())
@settings(max_examples=150, deadline=None)
def test_no_learned_value_survives(names: list[str], data: st.DataObject) -> None:
    spelled = st.sampled_from(names).flatmap(
        lambda name: st.sampled_from([name, name.upper(), name.lower(), name.title()])
    )
    pieces = data.draw(
        st.lists(st.tuples(spelled, SIGNS, st.sampled_from(["", "SQ 432", "23 KG"])))
    )
    text = "".join(f"{name} {sign}{rest} " for name, sign, rest in pieces)
    document: Structure = {
        "name": "Order",
        "namespace": None,
        "attributes": {"note": text},
        "content": [
            *({"name": "Surname", "namespace": None, "attributes": {}, "content": [name]}
              for name in names),
            {"name": "Info", "namespace": None, "attributes": {}, "content": [text]},
        ],
    }  # fmt: skip
    masker = primed(document)
    left = PLACEHOLDER.sub(" ", " ".join(values(masker.mask(document))))
    words = set(folded_runs(left))
    assert [name for name in names if key_of(name) in words] == []
    assert masker.unmask(masker.mask_text(text)) == text


@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=3))
@settings(max_examples=300, deadline=None)
def test_any_text_comes_back(text: str, names: list[str]) -> None:
    masker = Masker()
    for name in names:
        masker.learn("/Order/Pax/Surname", name)
    for written in (text, f"{text} {' '.join(names)}", "/".join([text, *names]).upper()):
        assert masker.unmask(masker.mask_text(written)) == written


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "1" * 1_000_000,
        " " * 1_000_000,
        *(
            (piece * 200_000)[:200_000]
            for piece in [
                *("1 ", "A1", "@", "a@", "+1", "AB12 ", "/", "DOCS/", "P/GBR/", "[A_1", "0-"),
                *("tel ", "1 a ", "<a>", "DOE/", "山田", "x//y.", "a.", "DOB 1", "SSR CTCM/"),
            ]
        ),
    ],
    ids=lambda text: text[:5],
)
def test_long_values_are_read_and_come_back(text: str) -> None:
    masker = knowing(Surname="DOE", GivenName="山田", PhoneNumber="2025550147")
    assert masker.unmask(masker.mask_text(text)) == text


def test_ten_thousand_names_are_found_again() -> None:
    names = [f"{a}{b}{c}ERBEEK".upper() for a in "bdfgklmnprst" for b in "aeiou" for c in CODES]
    masker = Masker()
    for name in names:
        masker.learn("/Order/Pax/Surname", name)
    text = " ".join(f"{name}/ANN MS" for name in names)
    result = masker.mask_text(text)
    assert len(names) > 10_000
    assert masker.masked_count == len(names) + 1
    assert "ERBEEK" not in result
    assert masker.unmask(result) == text


CODES = [f"{one}{two}{three}" for one in "bdfgk" for two in "aeiouy" for three in "lmnprs"]
