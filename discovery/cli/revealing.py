"""Personal data in the terminal: hidden unless `--reveal` asks for it, and then put on record."""

import argparse
from collections.abc import Callable
from contextlib import closing
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, TypeVar, cast

from discovery import export
from discovery.cli.output import complain, opened, print_json, say, write_file
from discovery.cli.signals import EXIT_COMPLETE
from discovery.cli.watching import who
from discovery.config import Settings, load_settings
from discovery.documents.excerpt import around
from discovery.errors import DiscoveryError, DocumentRefusedError, RequestError
from discovery.facts.privacy import open_masker
from discovery.processing.reveal_access import Viewer, check_may_reveal, record_reveal
from discovery.processing.revealing import RevealedExport, SourceMasker, pseudonyms_in
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.queries import RunRow
from discovery.ui.standing import at
from discovery.ui.text import counted
from discovery.wire import reveal_json
from discovery.workbook import Table, write_xlsx

PLACE = "terminal"

_IN_MEMORY = 8 << 20  # bytes of a table that is not on record yet; what is more is on disk

T = TypeVar("T")


def reveals(options: argparse.Namespace, settings: Settings) -> int:
    """Who had personal data shown, newest first."""
    with closing(open_database(settings)) as db:
        found = queries.reveals(db, run_id=options.run)
        more = queries.count_reveals(db, run_id=options.run) - len(found)
    if options.json:
        print_json({"reveals": list(map(reveal_json, found)), "more": more})
        return EXIT_COMPLETE
    for row in found:
        run = f", run {row.run_id}" if row.run_id is not None else ""
        about = f"{row.what} ({row.file_name}{run})" if row.file_name else row.what
        values = counted(row.value_count, "value")
        say(f"{at(row.at)} {row.by}, {row.place}: {values}, {about}")
    if more:
        say(f"{counted(more, 'older one')} not shown.")
    return EXIT_COMPLETE


def render_revealed(
    options: argparse.Namespace,
    settings: Settings,
    render: Callable[[SourceMasker], T],
    what: str,
    document_sha256: str = "",
) -> T:
    """Something of JSON about the file of a command, with personal data if that is asked for.

    It is put on record then. Raises RequestError where it may not be shown, StorageError.
    """
    with closing(open_database(settings)) as db:
        hidden = render(SourceMasker(open_masker(settings, db)))
        if not getattr(options, "reveal", False):
            return hidden
        check_may_reveal(settings, _viewer())
        if count := len(pseudonyms_in(hidden)):
            record_reveal(
                db,
                _viewer(),
                what=what,
                place=PLACE,
                count=count,
                document_sha256=document_sha256,
                file_name=options.file.name,
            )
    return render(SourceMasker(None))


def complain_of(error: DiscoveryError, options: argparse.Namespace) -> None:
    """Say why a command was refused; of a document with the lines around the place."""
    lines = [str(error)]
    if isinstance(error, DocumentRefusedError):
        refusal = error
        try:
            what = "lines of a file that was refused"
            lines = render_revealed(
                options, load_settings(), lambda masker: _refusal(refusal, masker), what
            )
        except DiscoveryError as why:
            lines.append(f"The lines around it are not shown: {why}")
    for line in lines:
        complain(line)


def _refusal(error: DocumentRefusedError, masker: SourceMasker) -> list[str]:
    said = " ".join([error.told(masker.name), *getattr(error, "__notes__", ())])
    return [said, *around(error.surroundings, masker.find).splitlines()]


def export_revealed(
    options: argparse.Namespace, settings: Settings, db: ThreadSafeDatabaseManager, run: RunRow
) -> None:
    """A table of a run with personal data: written aside, put on record, then given out."""
    check_may_reveal(settings, _viewer())
    if options.table == "calls":
        raise RequestError("Calls are exported as they were sent. Leave --reveal out.")
    found = RevealedExport(db, settings, run)
    with SpooledTemporaryFile(_IN_MEMORY) as spooled:
        aside = cast("BinaryIO", spooled)
        _write_aside(options, found, aside)
        if found.count:
            what = f"{options.table} as {options.format}, the whole run"
            record_reveal(db, _viewer(), what=what, place=PLACE, count=found.count, run=run)
        aside.seek(0)
        _give_out(options, aside)


def _write_aside(options: argparse.Namespace, found: RevealedExport, aside: BinaryIO) -> None:
    if options.format == "xlsx":
        columns = export.TABLES[options.table][1]
        rows = found.rows(options.table)
        write_xlsx([Table(options.table.capitalize(), columns, rows)], aside)
        return
    text = TextIOWrapper(aside, encoding="utf-8", newline="")
    if options.format == "csv":
        columns = export.TABLES[options.table][1]
        export.write_csv(found.rows(options.table), columns, text, raw=options.raw)
    else:
        export.write_jsonl(found.facts(), text)
    text.detach()


def _give_out(options: argparse.Namespace, aside: BinaryIO) -> None:
    if options.format == "xlsx":
        write_file(options.output, aside)
        return
    with opened(options.output) as target:
        for line in TextIOWrapper(aside, encoding="utf-8", newline=""):
            target.write(line)


def _viewer() -> Viewer:
    """Whoever can start a program on the files of this machine can read them, too."""
    return Viewer(who(), at_desk=True)
