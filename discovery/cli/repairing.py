"""The command that shows how a file could be repaired, and what others say of that."""

import argparse
import shlex
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from discovery.cli.output import print_json, say
from discovery.cli.revealing import render_revealed
from discovery.cli.signals import EXIT_COMPLETE
from discovery.config import Settings
from discovery.documents.inner_messages import InnerMessages
from discovery.documents.library import (
    StoredDocument,
    look_into_values,
    proposed_repair,
    take_in,
    take_in_repaired,
)
from discovery.documents.repair import Change, Diff, shown_diff
from discovery.errors import DocumentRefusedError, RequestError
from discovery.processing.revealing import SourceMasker
from discovery.ui.message_words import inner_lines
from discovery.ui.repair_words import change_words
from discovery.wire import inner_json


def repair(options: argparse.Namespace, settings: Settings) -> int:
    """How a file could be repaired. Only with `--output` the repaired file is written, and kept
    on record as repaired.
    """
    with opened_document(options.file) as source, proposed_repair(source, settings) as proposal:
        changes: Sequence[Change] = proposal.changes if proposal else ()
        diffs = proposal.diffs if proposal else ()
        # Says why there is no repair of a file that is refused.
        within = look_into_values(proposal.path if proposal else options.file, settings)
        if proposal is not None and options.output:
            source.seek(0)
            _write(source, options, settings, changes)
    shown = render_revealed(
        options, settings, lambda masker: _shown(changes, diffs, masker), "a repair"
    )
    if options.json:
        output = str(options.output) if changes and options.output else None
        print_json({**shown, **inner_json(within), "output": output})
    else:
        _print(changes, shown["diff"], options.output, within)
    return EXIT_COMPLETE


def document_at(file: Path, settings: Settings) -> StoredDocument:
    """The document of a file, kept. Raises RequestError, DocumentRefusedError."""
    with opened_document(file) as source:
        try:
            return take_in(source, settings)
        except DocumentRefusedError as refusal:
            raise with_hint(refusal, file, settings) from None


def with_hint(refusal: DocumentRefusedError, file: Path, settings: Settings) -> Exception:
    """The refusal of a file, which says so where the file can be repaired."""
    with opened_document(file) as source, proposed_repair(source, settings) as proposal:
        if proposal is not None:
            command = f"python -m discovery repair {shlex.quote(str(file))}"
            refusal.add_note(f"It can be repaired: {command} shows how.")
    return refusal


def _shown(
    changes: Sequence[Change], diffs: Sequence[Diff], masker: SourceMasker
) -> dict[str, Any]:
    listed = [
        {**asdict(each), "before": masker.source(each.before), "after": masker.source(each.after)}
        for each in changes
    ]
    return {"changes": listed, "diff": shown_diff(diffs, masker.find)}


def opened_document(file: Path) -> BinaryIO:
    """A file to read a document from. Raises RequestError."""
    try:
        return file.open("rb")
    except OSError as error:
        raise RequestError(
            f"The file {file} cannot be read ({error.strerror}). Check its name."
        ) from error


def _write(
    source: BinaryIO, options: argparse.Namespace, settings: Settings, changes: Sequence[Change]
) -> None:
    document = take_in_repaired(source, options.file.name, settings, accepted=changes)
    try:
        shutil.copyfile(document.path, options.output)
    except OSError as error:
        raise RequestError(
            f"The file {options.output} cannot be written ({error.strerror})."
        ) from error


def _print(
    changes: Sequence[Change], diff: str, output: Path | None, within: InnerMessages
) -> None:
    for line in (*change_words(changes), *diff.splitlines(), *inner_lines(within)):
        say(line)
    if within.found:
        say("Such a message is opened as a document of its own: python -m discovery inner FILE.")
    if changes and output is None:
        say("Nothing was written; --output FIXED.xml writes the repaired file.")
    elif changes:
        say(f"Written to {output}.")
    elif within == InnerMessages():
        say("Nothing is wrong with this file.")
    else:
        say("Nothing is wrong with the XML around it.")
