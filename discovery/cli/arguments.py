"""The commands of the terminal and their options."""

import argparse
from pathlib import Path

from discovery.cli import commands, comparing, running
from discovery.processing.request import EXTRACTORS


def parser() -> argparse.ArgumentParser:
    """Reads a command line; its `command` takes the options and the settings."""
    parser = argparse.ArgumentParser(
        prog="python -m discovery", description="What each section of an XML message really holds."
    )
    commands_of = parser.add_subparsers(required=True, metavar="COMMAND")

    nodes = commands_of.add_parser("nodes", help="list the nodes of a document")
    nodes.add_argument("file", type=Path)
    nodes.set_defaults(command=commands.nodes)

    run = commands_of.add_parser("run", help="process the subtrees of nodes")
    _describe_run(run)
    run.set_defaults(command=running.run)

    show = commands_of.add_parser("show", help="a run and its nodes")
    show.add_argument("run", type=int)
    show.set_defaults(command=commands.show)

    runs = commands_of.add_parser("runs", help="the runs there are")
    runs.add_argument("--workspace", default=None)
    runs.set_defaults(command=commands.runs)

    export = commands_of.add_parser("export", help="NodeFacts or model calls of a run as a file")
    _describe_export(export)
    export.set_defaults(command=commands.export_table)

    compare = commands_of.add_parser("compare", help="what differs from one run to another")
    comparing.describe(compare)
    compare.set_defaults(command=comparing.compare)

    cache = commands_of.add_parser("cache", help="the answers kept for later runs")
    cache.add_argument("--empty", action="store_true", help="remove them all")
    cache.set_defaults(command=commands.cache)

    for command in (nodes, run, show, runs, compare, cache):
        command.add_argument("--json", action="store_true")
    return parser


def _describe_run(run: argparse.ArgumentParser) -> None:
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
    run.add_argument("--ask-anew", action="store_true", help="use no answer of an earlier run")
    run.add_argument(
        "--estimate", action="store_true", help="say what it would take; start nothing"
    )


def _describe_export(export: argparse.ArgumentParser) -> None:
    export.add_argument("run", type=int)
    export.add_argument("--format", choices=("csv", "jsonl"), default="csv")
    export.add_argument("--output", default="-", help="a file, or - for stdout")
    export.add_argument(
        "--table",
        choices=commands.TABLES,
        default="facts",
        help="fields for CSV only; calls: what left this machine",
    )
    export.add_argument("--raw", action="store_true", help="leave formula-like cells as they are")
