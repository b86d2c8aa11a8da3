"""The terminal twin of the window: the same runner, the same rows.

Each command prints its JSON (with `--json`) or a table as the last thing on stdout and progress
on stderr. Exit codes: 0 complete, 1 some nodes failed or the run stopped early, 2 refused input
or usage.
"""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from discovery import export
from discovery.config import Settings, load_settings
from discovery.documents.library import StoredDocument, safe_file_name, take_in
from discovery.errors import DiscoveryError, RequestError
from discovery.processing.request import EXTRACTORS, RunRequest, uses_model
from discovery.processing.runner import Runner, open_runner
from discovery.storage import queries
from discovery.storage.database import open_database
from discovery.storage.models import RunStatus
from discovery.wire import document_json, errors_json, nodes_json, run_json

EXIT_COMPLETE = 0
EXIT_INCOMPLETE = 1
EXIT_REFUSED = 2

POLL_SECONDS = 0.2

_STOPPING = (signal.SIGINT, signal.SIGTERM)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = _parser().parse_args(arguments)
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        with _handled(_interrupt, signal.SIGTERM):
            code: int = options.command(options, load_settings())
            sys.stdout.flush()
    except DiscoveryError as error:
        print(error, file=sys.stderr)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        print("Stopped before the end.", file=sys.stderr)
        return EXIT_INCOMPLETE
    except BrokenPipeError:  # the reader (`| head`) has had enough
        _discard_output()
        return EXIT_COMPLETE
    except OSError as error:
        _discard_output()
        print(f"The output cannot be written ({error.strerror}). Make room.", file=sys.stderr)
        return EXIT_REFUSED
    return code


def _discard_output() -> None:
    """Let nothing more be flushed to stdout, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m discovery", description="What each section of an XML message really holds."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    nodes = commands.add_parser("nodes", help="list the nodes of a document")
    nodes.add_argument("file", type=Path)
    nodes.set_defaults(command=_nodes)

    run = commands.add_parser("run", help="process the subtrees of nodes")
    run.add_argument("file", type=Path)
    ticks = run.add_mutually_exclusive_group(required=True)
    ticks.add_argument("--node", action="append", metavar="PATH", help="may be given repeatedly")
    ticks.add_argument("--suggested", action="store_true", help="the nodes that are suggested")
    run.add_argument("--workspace", default="default")
    run.add_argument("--workers", type=int, help="threads, 1 to 64")
    mode = run.add_mutually_exclusive_group()
    mode.add_argument("--parallel", action="store_const", const=True)
    mode.add_argument("--sequential", dest="parallel", action="store_const", const=False)
    run.add_argument("--extractor", choices=EXTRACTORS, default="auto")
    run.set_defaults(command=_run)

    show = commands.add_parser("show", help="a run and its nodes")
    show.add_argument("run", type=int)
    show.set_defaults(command=_show)

    runs = commands.add_parser("runs", help="the runs there are")
    runs.add_argument("--workspace", default=None)
    runs.set_defaults(command=_runs)

    facts = commands.add_parser("export", help="the NodeFacts of a run as a file")
    facts.add_argument("run", type=int)
    facts.add_argument("--format", choices=("csv", "jsonl"), default="csv")
    facts.add_argument("--output", default="-", help="a file, or - for stdout")
    facts.add_argument("--table", choices=("facts", "fields"), default="facts", help="for CSV")
    facts.add_argument("--raw", action="store_true", help="leave formula-like cells as they are")
    facts.set_defaults(command=_export)

    for command in (nodes, run, show, runs):
        command.add_argument("--json", action="store_true")
    return parser


def _nodes(options: argparse.Namespace, settings: Settings) -> int:
    document = _take_in(options.file, settings)
    if options.json:
        _print_json({"document": document_json(document), "nodes": nodes_json(document)})
        return EXIT_COMPLETE
    for node, line in zip(document.catalogue.nodes, nodes_json(document), strict=True):
        mark = "*" if line["suggested"] else " "
        print(f"{mark} {node.count:>7} x {node.size:>10} bytes  {_printable(node.key)}")
    return EXIT_COMPLETE


def _run(options: argparse.Namespace, settings: Settings) -> int:
    document = _take_in(options.file, settings)
    request = RunRequest(
        document=document,
        file_name=safe_file_name(options.file.name),
        ticked=_ticked(options, document),
        workspace=options.workspace,
        extractor=options.extractor,
        workers=options.workers,
        parallel=options.parallel,
    )
    stop = threading.Event()
    with closing(open_runner(settings)) as runner, _handled(lambda *_: stop.set(), *_STOPPING):
        if uses_model(request, settings):
            runner.warm_up()
        run_id = runner.start(request)
        _watch(runner, run_id, stop)
        run = queries.run(runner.db, run_id)
        errors = errors_json(queries.subtrees(runner.db, run_id))
    if options.json:
        _print_json({**run_json(run), "errors": errors})
    else:
        print(_run_line(run))
        for error in errors:
            place = f"{error['section_path']} [{error['node_ordinal']}]"
            print(f"  {_printable(place)}: {_printable(error['error'])}")
    return EXIT_COMPLETE if run.status == RunStatus.COMPLETED else EXIT_INCOMPLETE


def _show(options: argparse.Namespace, settings: Settings) -> int:
    with closing(open_database(settings)) as db:
        run = queries.run(db, options.run)
        subtrees = queries.subtrees(db, options.run)
    if options.json:
        nodes = [asdict(subtree) for subtree in subtrees]
        _print_json({**run_json(run), "errors": errors_json(subtrees), "nodes": nodes})
        return EXIT_COMPLETE
    print(_run_line(run))
    for subtree in subtrees:
        place = f"{subtree.section_path} [{subtree.node_ordinal}]"
        print(
            f"  {subtree.status:<9} {_printable(place)} {_printable(subtree.error or '')}".rstrip()
        )
    return EXIT_COMPLETE


def _runs(options: argparse.Namespace, settings: Settings) -> int:
    with closing(open_database(settings)) as db:
        found = queries.runs(db, options.workspace)
    if options.json:
        _print_json({"runs": [run_json(run) for run in found]})
        return EXIT_COMPLETE
    for run in found:
        print(_run_line(run))
    return EXIT_COMPLETE


def _export(options: argparse.Namespace, settings: Settings) -> int:
    with closing(open_database(settings)) as db:
        queries.run(db, options.run)
        with _output(options.output) as target:
            if options.format == "jsonl":
                export.write_jsonl(queries.facts(db, options.run), target)
            elif options.table == "fields":
                rows = export.field_rows(db, options.run)
                export.write_csv(rows, export.FIELD_COLUMNS, target, raw=options.raw)
            else:
                rows = export.fact_rows(db, options.run)
                export.write_csv(rows, export.FACT_COLUMNS, target, raw=options.raw)
    return EXIT_COMPLETE


def _take_in(file: Path, settings: Settings) -> StoredDocument:
    try:
        with file.open("rb") as source:
            return take_in(source, settings)
    except OSError as error:
        raise RequestError(
            f"The file {_printable(str(file))} cannot be read ({error.strerror}). Check its name."
        ) from error


def _ticked(options: argparse.Namespace, document: StoredDocument) -> tuple[int, ...]:
    if options.suggested:
        return tuple(sorted(document.suggested))
    return tuple(index for name in options.node for index in document.catalogue.find(name))


def _watch(runner: Runner, run_id: int, stop: threading.Event) -> None:
    """Show progress until the run ends; once `stop` is set, leave it paused."""
    while not runner.wait(run_id, POLL_SECONDS):
        print(_run_line(queries.run(runner.db, run_id)), file=sys.stderr)
        if stop.is_set():
            print("Stopping; what is stored stays, the run is paused.", file=sys.stderr)
            runner.stop_all()
            return


def _run_line(run: queries.RunRow) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in run.statuses.items() if count)
    return f"Run {run.run_id} {run.status}: {_printable(run.file_name)}, {counts} ({run.mode})"


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(json.dumps(value, ensure_ascii=False))


def _printable(text: str) -> str:
    """Untrusted text without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


@contextmanager
def _output(name: str) -> Iterator[TextIO]:
    if name == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        yield sys.stdout
        return
    try:
        with Path(name).open("w", encoding="utf-8", newline="") as target:
            yield target
    except OSError as error:
        raise RequestError(
            f"The file {_printable(name)} cannot be written ({error.strerror})."
        ) from error


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _handled(handler: Callable[..., None], *signals: signal.Signals) -> Iterator[None]:
    """Answer these signals with `handler` in the block.

    While threads are waited for it must not raise: Python 3.11 then takes the thread waited for
    as ended (python/cpython issue 90882).
    """
    before = [signal.signal(number, handler) for number in signals]
    try:
        yield
    finally:
        for number, previous in zip(signals, before, strict=True):
            signal.signal(number, previous)
