"""The commands about runs that were: listed, explained, described, deleted."""

import argparse
from contextlib import closing
from dataclasses import asdict

from discovery.cli.output import print_json, say
from discovery.cli.run_lines import run_line, subtree_line
from discovery.cli.signals import EXIT_COMPLETE
from discovery.config import Settings
from discovery.documents.library import opened_from
from discovery.errors import RequestError
from discovery.processing.history import delete_run, delete_workspace, describe_run
from discovery.storage import queries
from discovery.storage.database import ThreadSafeDatabaseManager, open_database
from discovery.storage.queries import RunRow
from discovery.ui.explanation import explained, settings_lines
from discovery.ui.message_words import stays_words
from discovery.ui.standing import at, happened
from discovery.ui.text import counted
from discovery.wire import errors_json, events_json, run_json


def runs(options: argparse.Namespace, settings: Settings) -> int:
    """The latest runs that are found, newest first."""
    wanted = {"search": options.search, "statuses": options.status}
    with closing(open_database(settings)) as db:
        found = queries.runs(db, options.workspace, **wanted)
        more = queries.count_runs(db, options.workspace, **wanted) - len(found)
    if options.json:
        print_json({"runs": [run_json(run) for run in found], "more": more})
        return EXIT_COMPLETE
    for run in found:
        say(run_line(run))
    if more:
        say(f"{counted(more, 'older run')} not shown; search to narrow.")
    return EXIT_COMPLETE


def show(options: argparse.Namespace, settings: Settings) -> int:
    """What explains a run, what happened to it, and each of its subtrees."""
    with closing(open_database(settings)) as db:
        run = queries.run(db, options.run)
        if options.json:
            _print_all(db, run)
        else:
            _print_explanation(db, run)
    return EXIT_COMPLETE


def _print_all(db: ThreadSafeDatabaseManager, run: RunRow) -> None:
    subtrees = queries.subtrees(db, run.run_id)
    print_json(
        {
            **run_json(run),
            "errors": errors_json(subtrees),
            "events": events_json(queries.events(db, run.run_id)),
            "nodes": [asdict(subtree) for subtree in subtrees],
        }
    )


def _print_explanation(db: ThreadSafeDatabaseManager, run: RunRow) -> None:
    say(run_line(run))
    document = queries.document(db, run.workspace, run.document_sha256)
    lines = explained(run, document.bytes if document else None)
    named = [("Name", run.name)] if run.name else []
    noted = [("Note", run.note)] if run.note else []
    for heading, said in [*named, *noted, *lines]:
        say(f"  {heading + ':':<15} {said}")
    say("Nodes")
    for key in run.selection:
        say(f"  {key}")
    say("History")
    for event in queries.events(db, run.run_id):
        said = " ".join(filter(None, (happened(event.what), f"by {event.by}", event.detail)))
        say(f"  {at(event.at)} {said}")
    say("Settings")
    for name, value in settings_lines(run.settings):
        say(f"  {name}={value}")
    say("Subtrees")
    for subtree in queries.subtrees(db, run.run_id):
        say(subtree_line(subtree))


def describe(options: argparse.Namespace, settings: Settings) -> int:
    """Give a run a name and a note; what is not given stays."""
    if options.name is None and options.note is None:
        raise RequestError("Give a --name, a --note or both; an empty one takes it away.")
    with closing(open_database(settings)) as db:
        before = queries.run(db, options.run)
        name = before.name if options.name is None else options.name
        note = before.note if options.note is None else options.note
        describe_run(db, options.run, name, note)
        run = queries.run(db, options.run)
    if options.json:
        print_json(run_json(run))
    else:
        say(run_line(run))
    return EXIT_COMPLETE


def delete(options: argparse.Namespace, settings: Settings) -> int:
    """Delete a run with all that was stored for it, once that is confirmed."""
    with closing(open_database(settings)) as db:
        run = queries.run(db, options.run)
        is_last = queries.runs_on_document(db, run.document_id) == 1
        goes = f"{counted(run.node_facts_extracted, 'fact')}"
        if is_last:
            goes += f" and the document {run.file_name}, which no other run needs"
        opened = opened_from(run.document_sha256, settings) if is_last else ()
        stays = f" {stays_words(opened)}" if opened else ""
        if not options.yes:
            raise RequestError(f"With run {run.run_id} go {goes}. Add --yes to delete it.{stays}")
        delete_run(db, settings, options.run)
    said = f"Run {options.run} was deleted with {goes}.{stays}"
    return _gone({"deleted": options.run}, said, options)


def delete_whole_workspace(options: argparse.Namespace, settings: Settings) -> int:
    """Delete a workspace with all that is in it, once its name is given twice."""
    with closing(open_database(settings)) as db:
        count = delete_workspace(db, settings, options.workspace, options.confirm)
    said = f"The workspace {options.workspace} was deleted with {counted(count, 'run')}."
    return _gone({"deleted": options.workspace, "runs": count}, said, options)


def _gone(result: dict[str, object], said: str, options: argparse.Namespace) -> int:
    if options.json:
        print_json(result)
    else:
        say(said)
    return EXIT_COMPLETE
