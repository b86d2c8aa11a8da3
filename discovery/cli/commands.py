"""The commands about documents, exports and kept answers. Each returns its exit code."""

import argparse
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from discovery import export, node_facts
from discovery.cli.output import opened, print_json, say, write_workbook
from discovery.cli.repairing import opened_document, with_hint
from discovery.cli.revealing import export_revealed, render_revealed
from discovery.cli.signals import EXIT_COMPLETE
from discovery.config import Settings
from discovery.documents.library import StoredDocument, take_in
from discovery.errors import DocumentRefusedError, RequestError
from discovery.storage import database, queries, records
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.ui.figures import kept_words
from discovery.ui.text import counted
from discovery.wire import document_json, nodes_json


def nodes(options: argparse.Namespace, settings: Settings) -> int:
    """The nodes of a document; those suggested are marked."""
    document = document_at(options.file, settings)
    if options.json:
        what = "samples of the document's nodes"
        print_json(
            render_revealed(
                options,
                settings,
                lambda masker: {
                    "document": document_json(document, masker.source),
                    "nodes": nodes_json(document, masker.value),
                },
                what,
                document.sha256,
            )
        )
        return EXIT_COMPLETE
    for index, node in enumerate(document.catalogue.nodes):
        mark = "*" if index in document.suggested else " "
        say(f"{mark} {node.count:>7} x {node.size:>10} bytes  {node.key}")
    return EXIT_COMPLETE


def export_table(options: argparse.Namespace, settings: Settings) -> int:
    """A table of a run, to a file or stdout."""
    if options.format == "jsonl" and options.table == "fields":
        raise RequestError(
            "Fields are exported as CSV or xlsx; as JSON Lines they are in the facts."
        )
    with closing(open_database(settings)) as db:
        run = queries.run(db, options.run)
        if options.reveal:
            export_revealed(options, settings, db, run)
        elif options.format == "xlsx":
            write_workbook(options.output, export.tables(db, options.run, options.table))
        else:
            with opened(options.output) as target:
                _write(options, db, target)
    return EXIT_COMPLETE


def _write(options: argparse.Namespace, db: ThreadSafeDatabaseManager, target: TextIO) -> None:
    if options.format == "csv":
        rows, columns = export.TABLES[options.table]
        export.write_csv(rows(db, options.run), columns, target, raw=options.raw)
    elif options.table == "calls":
        export.write_calls_jsonl(queries.calls(db, options.run), target)
    else:
        export.write_jsonl(node_facts.facts(db, options.run), target)


def cache(options: argparse.Namespace, settings: Settings) -> int:
    """The figures of the answers kept; with `--empty` they are removed."""
    with closing(open_database(settings)) as db:
        figures = queries.cache_figures(db)
        removed = db.write_with_lock(records.empty_cache) if options.empty else 0
    if options.json:
        print_json({**asdict(figures), "removed": removed})
    else:
        said = f"{counted(removed, 'answer')} removed."
        say(said if options.empty else kept_words(figures, settings))
    return EXIT_COMPLETE


def rotate_key(options: argparse.Namespace, settings: Settings) -> int:
    """Begin with another secret key for pseudonyms, once that is confirmed."""
    if not options.yes:
        raise RequestError(
            "With another key a value gets another pseudonym than in the facts stored until now, "
            "so runs of before and after can no longer be compared by their masked values. "
            "Add --yes to begin with it."
        )
    key = database.rotate_key(settings)
    if options.json:
        print_json({"key_fingerprint": key.fingerprint})
    else:
        say(f"Pseudonyms are now made with the key whose fingerprint is {key.fingerprint}.")
    return EXIT_COMPLETE


def document_at(file: Path, settings: Settings) -> StoredDocument:
    """The document of a file, kept. Raises RequestError, DocumentRefusedError."""
    with opened_document(file) as source:
        try:
            return take_in(source, settings)
        except DocumentRefusedError as refusal:
            raise with_hint(refusal, file, settings) from None
