"""Keys are taken out of what providers send back, and nothing else is."""

import pytest

from discovery.llm.keys import complaint_without_key, refusal_without_key, secrets_in, without_key

KEY = "sk-proj-Ab3/xyz+0123456789=="


@pytest.mark.parametrize("echo", [KEY, KEY[:-2] + "**", KEY[:-5], KEY[:20] + "..."])
def test_a_key_is_taken_out_whole_or_cut(echo: str) -> None:
    assert without_key(f'{{"message": "not {echo}"}}', KEY) == '{"message": "not (key)"}'


def test_ends_of_a_starred_key_are_taken_out_of_refusals() -> None:
    text = "Incorrect API key provided: sk-proj-****************mnop. You can find it"
    assert "mnop" not in refusal_without_key(text, KEY)
    assert "sk-" not in complaint_without_key(text, KEY)


@pytest.mark.parametrize("key", ["", "none", "ollama"])
def test_a_word_that_is_no_secret_stays(key: str) -> None:
    text = '{"content": "none of the ollama keys: key data follow, card ****1234"}'
    assert without_key(text, key) == text


def test_a_short_key_is_taken_out_of_refusals() -> None:
    assert refusal_without_key("wrong key: abc12", "abc12") == "wrong key: (key)"


def test_a_reply_without_the_key_stays_as_it_is() -> None:
    text = '{"content": "sk-proj- is how keys begin; key information 4111********1111"}'
    assert without_key(text, KEY) == text


def test_the_password_of_an_address_is_a_secret_also_as_it_is_sent() -> None:
    secrets = secrets_in("https://anna:p%40ss%20word@gate.example/v1")
    assert secrets == ("YW5uYTpwQHNzIHdvcmQ=", "p@ss word", "p%40ss%20word")
    assert secrets_in("https://gate.example/v1") == secrets_in("") == ()
