"""The command that carries out a run, or says what it would take."""

import argparse
import sys
import threading
from contextlib import closing
from dataclasses import asdict

from discovery.cli.commands import document_at
from discovery.cli.output import print_json, printable, run_line
from discovery.cli.signals import EXIT_COMPLETE, EXIT_INCOMPLETE, STOPPING, handled
from discovery.config import Settings
from discovery.documents.library import StoredDocument, safe_file_name
from discovery.errors import RequestError
from discovery.processing.request import RunRequest, count_subtrees, uses_model
from discovery.processing.runner import Runner, open_runner
from discovery.storage import queries
from discovery.storage.models import PausedBy, RunStatus
from discovery.ui.figures import budget_words, expected_words
from discovery.ui.text import counted
from discovery.wire import errors_json, run_json

POLL_SECONDS = 0.2


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Carry out a run to its end, with `--estimate` only say what it would take."""
    document = document_at(options.file, settings)
    request = RunRequest(
        document=document,
        file_name=safe_file_name(options.file.name),
        ticked=_ticked(options, document),
        workspace=options.workspace,
        extractor=options.extractor,
        workers=options.workers,
        parallel=options.parallel,
        use_cache=not options.ask_anew,
    )
    with closing(open_runner(settings)) as runner:
        if options.estimate:
            return _estimate(runner, request, as_json=options.json)
        return _carry_out(runner, request, as_json=options.json)


def _ticked(options: argparse.Namespace, document: StoredDocument) -> tuple[int, ...]:
    if options.suggested:
        return tuple(sorted(document.suggested))
    return tuple(index for name in options.node for index in document.catalogue.find(name))


def _estimate(runner: Runner, request: RunRequest, *, as_json: bool) -> int:
    settings = runner.settings
    if not uses_model(request, settings):
        raise RequestError(
            "There is nothing to estimate: this run would ask no model, so it costs nothing. "
            "Start it without --estimate, or set up a model."
        )
    expected = runner.model.expect(request)
    subtrees = count_subtrees(request)
    warning = budget_words(expected, settings)
    if as_json:
        figures = {**asdict(expected), "warning": warning}
        print_json({"subtrees": subtrees, "model": settings.model_name, **figures})
        return EXIT_COMPLETE
    print(f"{counted(subtrees, 'subtree')}, {counted(expected.calls, 'call')}", end=" ")
    print(f"to {printable(settings.model_name)}. {expected_words(expected)}")
    if warning:
        print(warning)
    return EXIT_COMPLETE


def _carry_out(runner: Runner, request: RunRequest, *, as_json: bool) -> int:
    stop = threading.Event()
    with handled(lambda *_: stop.set(), *STOPPING):
        if uses_model(request, runner.settings):
            runner.model.warm_up()
        run_id = runner.start(request)
        _watch(runner, run_id, stop)
        run = queries.run(runner.db, run_id)
        errors = errors_json(queries.subtrees(runner.db, run_id))
    if as_json:
        print_json({**run_json(run), "errors": errors})
    else:
        print(run_line(run))
        if run.error:
            print(f"  {printable(run.error)}")
        for error in errors:
            place = f"{error['section_path']} [{error['node_ordinal']}]"
            print(f"  {printable(place)}: {printable(error['error'])}")
    return EXIT_COMPLETE if run.status == RunStatus.COMPLETED else EXIT_INCOMPLETE


def _watch(runner: Runner, run_id: int, stop: threading.Event) -> None:
    """Show progress until the run ends; once `stop` is set, leave it paused."""
    while not runner.wait(run_id, POLL_SECONDS):
        print(run_line(queries.run(runner.db, run_id)), file=sys.stderr)
        if stop.is_set():
            print("Stopping; what is stored stays, the run is paused.", file=sys.stderr)
            runner.stop_all(PausedBy.ANALYST)
            return
