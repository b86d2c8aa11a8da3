"""A data folder of a test's own: settings over it, documents in it, runs carried out in it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from discovery.config import Settings
from discovery.documents.library import StoredDocument, take_in
from discovery.processing.request import RunRequest
from discovery.processing.runner import open_runner
from discovery.storage.database import ThreadSafeDatabaseManager
from tests.support.databases import database_url

RUN_SECONDS = 60.0


def settings_in(home: Path, **more: Any) -> Settings:
    """The default settings over `home`; neither the environment nor a `.env` gets in."""
    defaults = {
        name: field.get_default(call_default_factory=True, validated_data={})
        for name, field in Settings.model_fields.items()
    }
    own = {"discovery_home": home, "database_url": database_url(home)}
    return Settings(_env_file=None, **{**defaults, **own, **more})


def write(folder: Path, xml: str | bytes, name: str = "document.xml") -> Path:
    """Write a document as a file; text is written as UTF-8."""
    path = folder / name
    path.write_bytes(xml if isinstance(xml, bytes) else xml.encode())
    return path


def take(settings: Settings, xml: str | bytes) -> StoredDocument:
    """Take a document in, as an upload does."""
    return take_in(BytesIO(xml if isinstance(xml, bytes) else xml.encode()), settings)


@contextmanager
def finished_run(
    settings: Settings, xml: str | bytes, *ticks: str, workspace: str = "default"
) -> Iterator[tuple[ThreadSafeDatabaseManager, int]]:
    """Carry out a run over the ticked nodes (the suggested ones for none); give its database."""
    document = take(settings, xml)
    named = [index for tick in ticks for index in document.catalogue.find(tick)]
    request = RunRequest(
        document, "message.xml", tuple(named or sorted(document.suggested)), workspace
    )
    with closing(open_runner(settings)) as runner:
        run_id = runner.start(request)
        assert runner.wait(run_id, RUN_SECONDS)
        yield runner.db, run_id
