"""The command about messages within values: listed, or opened as documents of their own."""

import argparse
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

from discovery.cli.output import print_json, say
from discovery.cli.repairing import document_at
from discovery.cli.signals import EXIT_COMPLETE
from discovery.config import Settings
from discovery.documents.library import StoredDocument, safe_file_name
from discovery.errors import RequestError
from discovery.facts.privacy import open_masker
from discovery.processing.revealing import SourceMasker
from discovery.processing.workspace_documents import open_inner_message
from discovery.storage.database import open_database
from discovery.ui.message_words import inner_lines, message_words
from discovery.wire import document_json, inner_json

_NOTHING = "No value of this file holds a message."


def inner(options: argparse.Namespace, settings: Settings) -> int:
    """List the messages within values of a document; with `--open` make a document of one."""
    outer = document_at(options.file, settings)
    if options.open is None:
        if options.output is not None:
            raise RequestError("Say which message to write: --open NUMBER.")
        _list(options, outer)
    else:
        _open(options, settings, outer)
    return EXIT_COMPLETE


def _list(options: argparse.Namespace, outer: StoredDocument) -> None:
    if options.json:
        print_json(inner_json(outer.inner))
        return
    lines = list(inner_lines(outer.inner))
    for line in lines or [_NOTHING]:
        say(line)
    if outer.inner.found:
        say("Nothing was opened; --open 1 opens the first as a document of its own.")


def _open(options: argparse.Namespace, settings: Settings, outer: StoredDocument) -> None:
    found = outer.inner.found
    if not found:
        raise RequestError(_NOTHING)
    if not 1 <= options.open <= len(found):
        raise RequestError(f"There is no message {options.open}: they go from 1 to {len(found)}.")
    xpath, file_name = found[options.open - 1].xpath, safe_file_name(options.file.name)
    with closing(open_database(settings)) as db:
        opened, name = open_inner_message(db, settings, options.workspace, outer, file_name, xpath)
        told = document_json(opened, SourceMasker(open_masker(settings, db)).source)
    if options.output is not None:
        _write(opened, options.output)
    _say(options, opened, name, told)


def _write(opened: StoredDocument, output: Path) -> None:
    try:
        shutil.copyfile(opened.path, output)
    except OSError as error:
        raise RequestError(f"The file {output} cannot be written ({error.strerror}).") from error


def _say(
    options: argparse.Namespace, opened: StoredDocument, name: str, told: dict[str, Any]
) -> None:
    if options.json:
        output = str(options.output) if options.output else None
        print_json({"document": told, "file_name": name, "output": output})
        return
    say(f"Opened {name}: {message_words(opened.message)}, in workspace {options.workspace}.")
    if options.output is not None:
        say(f"Written to {options.output}.")
