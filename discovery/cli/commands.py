"""The commands about documents, exports and kept answers. Each returns its exit code."""

import argparse
from contextlib import closing
from dataclasses import asdict
from typing import TextIO

from discovery import export, node_facts
from discovery.cli.output import complain, opened, print_json, say, write_workbook
from discovery.cli.repairing import document_at
from discovery.cli.revealing import export_revealed, render_revealed
from discovery.cli.signals import EXIT_COMPLETE
from discovery.config import Settings
from discovery.documents.library import StoredDocument
from discovery.documents.message_list import count_messages
from discovery.errors import RequestError
from discovery.processing.reference_table import Kind, read_reference_table
from discovery.processing.revealing import SourceMasker
from discovery.storage import database, queries, records
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.ui.figures import kept_words
from discovery.ui.message_words import inner_lines, message_words, place_words
from discovery.ui.text import counted
from discovery.wire import Json, document_json, nodes_json


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
    _say_messages(document)
    return EXIT_COMPLETE


def _say_messages(document: StoredDocument) -> None:
    """Name the messages where there are several, and those within values."""
    if len(document.messages) > 1:
        say(counted(count_messages(document.catalogue), "message"))
        for number, each in enumerate(document.messages, 1):
            node = document.catalogue.nodes[each.message.place]
            about = filter(None, (message_words(each.message), node.key, place_words(each)))
            say(f"  [{number}] {' · '.join(about)}")
    for line in inner_lines(document.inner):
        say(line)


def references(options: argparse.Namespace, settings: Settings) -> int:
    """All references and identifiers of a document, or those of one kind."""
    document = document_at(options.file, settings)
    kind = Kind(options.kind) if options.kind else None

    def render(masker: SourceMasker) -> Json:
        table = read_reference_table(document.path, masker.value)
        counts = {str(kind): count for kind, count in table.counts().items()}
        return {"counts": counts, "references": [asdict(row) for row in table.rows(kind)]}

    what = "references of the document"
    found = render_revealed(options, settings, render, what, document.sha256)
    if options.json:
        print_json(found)
        return EXIT_COMPLETE
    for row in found["references"]:
        say(_reference_line(row))
    said = (counted(count, kind) for kind, count in found["counts"].items() if count)
    complain(", ".join(said) or "No identifier and no reference was recognised.")
    return EXIT_COMPLETE


def _reference_line(row: Json) -> str:
    line = f"{row['line']:>7} {row['kind']:<20} {row['path']} {row['value']}"
    if row["target_path"]:
        return f"{line} -> {row['target_path']} (line {row['target_line']})"
    return f"{line}: {row['why']}" if row["why"] else line


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
