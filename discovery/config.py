"""Settings from the environment and from `.env`, checked once at the start."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote

from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from discovery.errors import SettingsError

Provider = Literal["none", "openai", "azure"]

WORKERS_MAX = 64
SECRET_LENGTH = 16  # characters, of what others must not guess
KEY_LENGTH = 32  # characters, of what others must not find by trying either

# What is kept with each run. Addresses are not: they may hold a password.
_OF_RUNS = {
    "max_parallel_nodes", "enable_parallel_processing", "pii_masking_enabled", "pii_extra_names",
    "pii_keep_names", "pii_keep_words",
    "llm_timeout_seconds", "llm_node_timeout_seconds", "max_llm_retries",
    "llm_requests_per_minute", "llm_tokens_per_minute", "llm_context_tokens",
    "llm_reasoning_tokens", "llm_batching", "llm_cache", "llm_price_input",
    "llm_price_cached_input", "llm_price_output", "run_budget_usd", "run_budget_tokens",
    "openai_api_version",
}  # fmt: skip


def entries_of(text: str) -> tuple[str, ...]:
    """The entries of a text with one a line; a line that begins with `#` is a comment."""
    lines = (line.strip() for line in text.removeprefix("\ufeff").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _split(listed: object) -> object:
    """The entries of `Name, Parent/Name`."""
    if not isinstance(listed, str):
        return listed
    return tuple(entry.strip() for entry in listed.split(",") if entry.strip())


# NoDecode, since the list is no JSON.
Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
UsDollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Settings(BaseSettings):
    """Every setting, by the name it has in the environment (`.env.example` explains each)."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    # In .env no shell turns ~ into the home folder.
    discovery_home: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        default_factory=lambda: user_data_path("assisted-discovery", appauthor=False)
    )
    database_url: str = ""
    max_upload_mb: int = Field(default=1024, ge=1)
    max_node_mb: int = Field(default=4, ge=1)

    oidc_metadata_url: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_redirect_uri: str = ""
    oidc_cookie_secret: SecretStr = SecretStr("")
    allowed_users: Listed = ()
    sign_in_hours: float = Field(default=12.0, gt=0, le=720)
    api_token: SecretStr = SecretStr("")
    admins: Listed = ()

    max_parallel_nodes: int = Field(default=10, ge=1, le=WORKERS_MAX)
    enable_parallel_processing: bool = True
    resume_interrupted_runs: bool = True
    pii_masking_enabled: bool = True
    pii_extra_names: Listed = ()  # names of fields, or ends of paths
    pii_keep_names: Listed = ()
    pii_keep_words: Listed = ()  # or the one path of a file of words
    pseudonym_key: SecretStr = SecretStr("")
    allow_reveal: bool = True

    llm_provider: Literal["auto", "none", "openai", "azure"] = "auto"
    llm_model: str = "gpt-4.1-mini"
    llm_timeout_seconds: float = Field(default=60.0, gt=0)
    llm_node_timeout_seconds: float = Field(default=600.0, gt=0)
    max_llm_retries: int = Field(default=3, ge=0, le=20)
    llm_requests_per_minute: int = Field(default=0, ge=0)
    llm_tokens_per_minute: int = Field(default=0, ge=0)
    llm_context_tokens: int = Field(default=32_000, ge=3000)
    llm_reasoning_tokens: int = Field(default=0, ge=0, le=200_000)
    llm_batching: bool = True
    llm_cache: bool = True
    llm_price_input: UsDollars | None = None
    llm_price_cached_input: UsDollars | None = None
    llm_price_output: UsDollars | None = None
    run_budget_usd: UsDollars = 0.0
    run_budget_tokens: int = Field(default=0, ge=0)
    openai_api_key: SecretStr = SecretStr("")
    openai_base_url: str = ""
    azure_openai_endpoint: str = ""
    azure_openai_api_key: SecretStr = SecretStr("")
    azure_openai_deployment: str = ""
    openai_api_version: str = "2024-10-21"

    @model_validator(mode="after")
    def _prices_are_whole(self) -> Self:
        prices = (self.llm_price_input, self.llm_price_output)
        any_price = any(price is not None for price in (*prices, self.llm_price_cached_input))
        if any_price and None in prices:
            raise ValueError(
                "LLM_PRICE_INPUT and LLM_PRICE_OUTPUT are needed both, or none of them"
            )
        return self

    @model_validator(mode="after")
    def _sign_in_is_whole(self) -> Self:
        """Half of it would leave the window open, or nobody in."""
        names = [name for name in type(self).model_fields if name.startswith("oidc_")]
        missing = [name.upper() for name in names if not _text(getattr(self, name))]
        if missing and len(missing) < len(names):
            raise ValueError(f"sign-in needs {', '.join(missing)} as well")
        if not missing and not self.oidc_redirect_uri.endswith("/oauth2callback"):
            raise ValueError("OIDC_REDIRECT_URI must end in /oauth2callback")
        return self

    @field_validator("oidc_cookie_secret", "api_token")
    @classmethod
    def _is_long_enough(cls, secret: SecretStr) -> SecretStr:
        if 0 < len(secret) < SECRET_LENGTH:
            raise ValueError(f"{SECRET_LENGTH} characters or more are needed, so none can guess it")
        return secret

    @field_validator("pseudonym_key")
    @classmethod
    def _is_long_enough_for_a_key(cls, secret: SecretStr) -> SecretStr:
        text = secret.get_secret_value().strip()
        if 0 < len(text) < KEY_LENGTH:
            raise ValueError(f"{KEY_LENGTH} characters or more are needed, so none can try them")
        return SecretStr(text)

    @model_validator(mode="after")
    def _words_can_be_read(self) -> Self:
        self.words_to_keep()
        return self

    def words_to_keep(self) -> tuple[str, ...]:
        """The words of PII_KEEP_WORDS, as they are set or stand in its file now.

        Raises ValueError where that file cannot be read.
        """
        file = self.keep_words_file
        if file is None:
            return self.pii_keep_words
        try:
            return entries_of(file.read_text("utf-8"))
        except (OSError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise ValueError(
                f"PII_KEEP_WORDS: the file {file} cannot be read ({reason}); name a text file with "
                "one word a line, or list the words themselves, with commas between them"
            ) from error

    @property
    def keep_words_file(self) -> Path | None:
        """The file that PII_KEEP_WORDS names; None where it lists the words themselves.

        What it holds is a path where it is one entry that begins with `/`, `~` or `.`, or ends in
        `.txt`.
        """
        if len(self.pii_keep_words) != 1:
            return None
        (entry,) = self.pii_keep_words
        path = Path(entry)
        is_path = path.is_absolute() or entry[0] in "~." or entry.lower().endswith(".txt")
        return path.expanduser() if is_path else None

    @property
    def provider(self) -> Provider:
        """The model provider in force; `none` means exact structural NodeFacts only."""
        if self.llm_provider != "auto":
            return self.llm_provider
        if self.azure_openai_endpoint and self.azure_openai_api_key.get_secret_value():
            return "azure"
        if self.openai_api_key.get_secret_value() or self.openai_base_url:
            return "openai"
        return "none"

    @property
    def missing_model_settings(self) -> list[str]:
        """The settings that the provider in force needs and that are not there, by name."""
        needed = {
            "none": {},
            "openai": {
                "OPENAI_API_KEY": self.openai_api_key.get_secret_value() or self.openai_base_url
            },
            "azure": {
                "AZURE_OPENAI_ENDPOINT": self.azure_openai_endpoint,
                "AZURE_OPENAI_API_KEY": self.azure_openai_api_key.get_secret_value(),
            },
        }
        return [name for name, value in needed[self.provider].items() if not value]

    @property
    def model_name(self) -> str:
        """The model as it is asked for: Azure names it by deployment."""
        if self.provider == "azure":
            return self.azure_openai_deployment or self.llm_model
        return self.llm_model

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database."""
        file = quote(str(self.discovery_home / "discovery.db"))
        return self.database_url or f"sqlite:///{file}"

    def of_runs(self) -> dict[str, Any]:
        """The settings that decide what comes of a run, as JSON and without secrets."""
        return self.model_dump(mode="json", include=_OF_RUNS)

    @property
    def documents_folder(self) -> Path:
        """Where uploaded documents are kept, each under its SHA-256."""
        return self.discovery_home / "documents"

    @property
    def max_upload_bytes(self) -> int:
        """The largest document accepted, in bytes."""
        return self.max_upload_mb * 1024 * 1024

    @property
    def max_node_bytes(self) -> int:
        """The largest subtree that becomes one fact, in bytes."""
        return self.max_node_mb * 1024 * 1024


def _text(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def load_settings() -> Settings:
    """Read the settings; raises SettingsError naming each one that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(map(_problem, error.errors(include_input=False)))
        raise SettingsError(
            f"A setting cannot be used: {problems}. Correct it in the environment or in .env."
        ) from None


def _problem(fault: ErrorDetails) -> str:
    """What is wrong with one setting; a fault of several together names them itself."""
    name = "_".join(map(str, fault["loc"])).upper()
    return f"{name}: {fault['msg']}" if name else fault["msg"].removeprefix("Value error, ")
