"""Settings: from where they come, what follows from them, and what is said of wrong ones."""

from pathlib import Path

import pytest

from discovery.config import Settings, load_settings
from discovery.errors import SettingsError
from tests.support.home import settings_in

KEY = "sk-secret-0123456789"


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting in the environment, and an empty folder without a `.env`."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_defaults_need_no_configuration() -> None:
    settings = load_settings()
    assert settings.provider == "none"
    assert (settings.max_parallel_nodes, settings.enable_parallel_processing) == (10, True)
    assert settings.pii_masking_enabled
    assert settings.discovery_home.name == "assisted-discovery"
    assert settings.documents_folder == settings.discovery_home / "documents"


def test_the_environment_comes_before_the_env_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("MAX_PARALLEL_NODES=3\nLLM_MODEL=from-file\nUNKNOWN_NAME=x\n")
    monkeypatch.setenv("MAX_PARALLEL_NODES", "7")
    monkeypatch.setenv("LLM_TIMEOUT_SECONDS", "")
    settings = load_settings()
    assert (settings.max_parallel_nodes, settings.llm_model) == (7, "from-file")
    assert settings.llm_timeout_seconds == 60.0


def test_a_tilde_in_the_env_file_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/analyst")
    Path(".env").write_text("DISCOVERY_HOME=~/discovery\n")
    assert load_settings().discovery_home == Path("/home/analyst/discovery")


@pytest.mark.parametrize(
    ("given", "provider", "model"),
    [
        ({}, "none", "m"),
        ({"openai_api_key": KEY}, "openai", "m"),
        ({"openai_base_url": "http://127.0.0.1:1/v1"}, "openai", "m"),
        ({"azure_openai_endpoint": "http://127.0.0.1:1"}, "none", "m"),
        ({"azure_openai_endpoint": "http://127.0.0.1:1", "azure_openai_api_key": KEY,
          "openai_api_key": KEY, "azure_openai_deployment": "d"}, "azure", "d"),
        ({"llm_provider": "azure"}, "azure", "m"),
        ({"llm_provider": "none", "openai_api_key": KEY}, "none", "m"),
    ],
)  # fmt: skip
def test_the_provider_follows_from_what_is_set(
    tmp_path: Path, given: dict[str, str], provider: str, model: str
) -> None:
    settings = settings_in(tmp_path, llm_model="m", **given)
    assert (settings.provider, settings.model_name) == (provider, model)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"llm_provider": "openai"}, ["OPENAI_API_KEY"]),
        ({"llm_provider": "azure"}, ["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY"]),
        ({"llm_provider": "azure", "azure_openai_api_key": KEY}, ["AZURE_OPENAI_ENDPOINT"]),
        ({"llm_provider": "openai", "openai_base_url": "http://127.0.0.1:1/v1"}, []),
        ({}, []),
    ],
)
def test_what_the_provider_still_needs_is_named(
    tmp_path: Path, given: dict[str, str], missing: list[str]
) -> None:
    assert settings_in(tmp_path, **given).missing_model_settings == missing


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_PARALLEL_NODES", "many"),
        ("MAX_PARALLEL_NODES", "0"),
        ("MAX_PARALLEL_NODES", "65"),
        ("ENABLE_PARALLEL_PROCESSING", "perhaps"),
        ("LLM_PROVIDER", "oracle"),
        ("LLM_TIMEOUT_SECONDS", "0"),
        ("MAX_LLM_RETRIES", "-1"),
        ("MAX_UPLOAD_MB", "0"),
        ("LLM_CONTEXT_TOKENS", "999"),
        ("LLM_REASONING_TOKENS", "-1"),
        ("LLM_CACHE", "sometimes"),
        ("LLM_BATCHING", "2"),
        ("RUN_BUDGET_USD", "-0.01"),
        ("RUN_BUDGET_USD", "inf"),
        ("RUN_BUDGET_TOKENS", "1.5"),
        ("LLM_PRICE_INPUT", "-1"),
        ("LLM_PRICE_OUTPUT", "nan"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(
        SettingsError, match=rf"{name}: .*Correct it in the environment or in \.env"
    ):
        load_settings()


def test_all_wrong_settings_are_named_at_once_and_no_key_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MAX_UPLOAD_MB", KEY)
    monkeypatch.setenv("MAX_LLM_RETRIES", "x")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "MAX_UPLOAD_MB" in str(caught.value)
    assert "MAX_LLM_RETRIES" in str(caught.value)
    assert KEY not in str(caught.value)


def test_keys_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, openai_api_key=KEY, azure_openai_api_key=KEY)
    assert KEY not in f"{settings!r} {settings} {settings.model_dump()}"


@pytest.mark.parametrize(("written", "on"), [("on", True), ("off", False), ("", True)])
def test_switches_are_on_or_off(monkeypatch: pytest.MonkeyPatch, written: str, on: bool) -> None:
    monkeypatch.setenv("LLM_CACHE", written)
    monkeypatch.setenv("LLM_BATCHING", written)
    settings = load_settings()
    assert (settings.llm_cache, settings.llm_batching) == (on, on)


def test_without_numbers_there_is_no_budget_and_no_own_price() -> None:
    settings = load_settings()
    assert (settings.run_budget_usd, settings.run_budget_tokens) == (0.0, 0)
    assert (settings.llm_price_input, settings.llm_price_output) == (None, None)
    assert (settings.llm_context_tokens, settings.llm_reasoning_tokens) == (32_000, 0)


@pytest.mark.parametrize(
    "given",
    [
        {"LLM_PRICE_INPUT": "1"},
        {"LLM_PRICE_OUTPUT": "0"},
        {"LLM_PRICE_CACHED_INPUT": "0.5"},
        {"LLM_PRICE_CACHED_INPUT": "0.5", "LLM_PRICE_OUTPUT": "2"},
    ],
)
def test_half_a_price_is_refused(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(
        SettingsError, match=r"be used: LLM_PRICE_INPUT and LLM_PRICE_OUTPUT are needed both, or"
    ):
        load_settings()


def test_a_whole_price_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_PRICE_INPUT", "0.4")
    monkeypatch.setenv("LLM_PRICE_OUTPUT", "0")
    settings = load_settings()
    assert (settings.llm_price_input, settings.llm_price_output) == (0.4, 0.0)


SIGN_IN = {
    "OIDC_METADATA_URL": "https://login.example/.well-known/openid-configuration",
    "OIDC_CLIENT_ID": "window",
    "OIDC_CLIENT_SECRET": KEY,
    "OIDC_REDIRECT_URI": "https://window.example/oauth2callback",
    "OIDC_COOKIE_SECRET": KEY,
}


def test_sign_in_is_taken_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**SIGN_IN, "ALLOWED_USERS": "ann@example.org, @b.example"}.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.allowed_users == ("ann@example.org", "@b.example")
    assert KEY not in f"{settings!r} {settings.model_dump()}"


@pytest.mark.parametrize("missing", SIGN_IN)
def test_half_a_sign_in_is_refused(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name, value in SIGN_IN.items():
        monkeypatch.setenv(name, "" if name == missing else value)
    with pytest.raises(SettingsError, match=f"sign-in needs {missing} as well") as caught:
        load_settings()
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("OIDC_REDIRECT_URI", "https://window.example/", "must end in /oauth2callback"),
        ("OIDC_COOKIE_SECRET", "guessable", "16 characters or more"),
        ("API_TOKEN", "guessable", "16 characters or more"),
        ("SIGN_IN_HOURS", "0", "SIGN_IN_HOURS"),
        ("SIGN_IN_HOURS", "721", "SIGN_IN_HOURS"),
    ],
)
def test_a_door_that_would_not_close_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    for setting, good in {**SIGN_IN, name: value}.items():
        monkeypatch.setenv(setting, good)
    with pytest.raises(SettingsError, match=says) as caught:
        load_settings()
    assert "guessable" not in str(caught.value)


@pytest.mark.parametrize("value", ["guessable" * 3, "x" * 31, f"  {'x' * 31}  "])
def test_a_pseudonym_key_that_can_be_found_by_trying_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("PSEUDONYM_KEY", value)
    with pytest.raises(SettingsError, match=r"PSEUDONYM_KEY: .*32 characters or more") as caught:
        load_settings()
    assert value not in str(caught.value)


def test_a_pseudonym_key_is_any_text_and_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSEUDONYM_KEY", f" {KEY}=+/{KEY} ")
    settings = load_settings()
    assert settings.pseudonym_key.get_secret_value() == f"{KEY}=+/{KEY}"
    assert KEY not in f"{settings!r} {settings} {settings.model_dump()} {settings.of_runs()}"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", ()),
        ("Economy", ("Economy",)),
        ("Economy, N/A,  Día ", ("Economy", "N/A", "Día")),
        ("words.txt", ("Economy", "Fare #2")),
        ("./words.txt", ("Economy", "Fare #2")),
        ("{here}/words.txt", ("Economy", "Fare #2")),
        ("~/words.txt", ("Economy", "Fare #2")),
        ("{here}/words", ("Día",)),
    ],
)
def test_words_to_keep_are_listed_or_in_a_file(
    monkeypatch: pytest.MonkeyPatch, value: str, words: tuple[str, ...]
) -> None:
    here = Path.cwd()
    Path("words.txt").write_bytes(b"\xef\xbb\xbf# of fares\r\nEconomy\r\n\r\n  Fare #2 \r\n")
    Path("words").write_text("Día", encoding="utf-8")
    monkeypatch.setenv("HOME", str(here))
    monkeypatch.setenv("PII_KEEP_WORDS", value.format(here=here))
    assert load_settings().words_to_keep() == words


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("missing.txt", r"missing\.txt cannot be read \(No such file"),
        ("/no/such/list", "No such file"),
        ("~/list", "No such file"),
        ("..", "Is a directory"),
        ("latin.txt", "it is not UTF-8"),
    ],
)
def test_a_file_of_words_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, value: str, reason: str
) -> None:
    Path("latin.txt").write_bytes("Día".encode("latin-1"))
    monkeypatch.setenv("HOME", str(Path.cwd()))
    monkeypatch.setenv("PII_KEEP_WORDS", value)
    with pytest.raises(SettingsError, match=rf"PII_KEEP_WORDS: the file .*{reason}.*one word a"):
        load_settings()


def test_what_decides_what_is_masked_is_kept_with_runs(tmp_path: Path) -> None:
    given = {"pii_keep_words": ("Economy",), "pii_keep_names": ("CityName",)}
    settings = settings_in(tmp_path, **given, pseudonym_key=KEY * 2)
    kept = settings.of_runs()
    assert {name: kept[name] for name in given} == {
        "pii_keep_words": ["Economy"],
        "pii_keep_names": ["CityName"],
    }
    assert "pseudonym_key" not in kept


def test_everybody_may_have_values_shown_unless_it_is_forbidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings().allow_reveal
    monkeypatch.setenv("ALLOW_REVEAL", "false")
    assert not load_settings().allow_reveal
