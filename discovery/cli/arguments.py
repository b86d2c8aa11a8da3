"""The commands of the terminal and their options."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from discovery.storage.statuses import RunStatus
from discovery.visible import visible

RUN_DIGITS = 9

# Written out, as their modules would be imported for `--help`; a test holds them to these.
TABLES = ("facts", "fields", "calls")
EXTRACTORS = ("auto", "structure", "model")
KINDS = (
    "reference",
    "broken reference",
    "identifier",
    "unused identifier",
    "duplicate identifier",
)

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, `module:function` in this package that carries it out, and help."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command line without what a terminal would obey.

    Its words may be names of files that a shell put there.
    """

    def error(self, message: str) -> NoReturn:
        super().error(visible(message))


def run_number(text: str) -> int:
    """The number of a run; more digits than the database holds are none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= RUN_DIGITS):
        raise argparse.ArgumentTypeError(f"runs have numbers of at most {RUN_DIGITS} digits")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """Reads a command line; its `command` names the function that takes options and settings."""
    parser = _Parser(
        prog="python -m discovery", description="What each section of an XML message really holds."
    )
    commands_of = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: str, says: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = commands_of.add_parser(name, help=says)
        added.set_defaults(command=command)
        if name != "export":  # which has formats of its own
            added.add_argument("--json", action="store_true")
        return added

    nodes = add("nodes", "commands:nodes", "list the nodes of a document")
    nodes.add_argument("file", type=Path)
    _add_reveal(nodes)
    references = add("references", "commands:references", "what points to what in a document")
    references.add_argument("file", type=Path)
    references.add_argument("--kind", choices=KINDS, help="of this alone")
    _add_reveal(references)
    _describe_run(add("run", "running:run", "process the subtrees of nodes"))
    _add_control(add)
    _add_history(add)
    _describe_export(
        add("export", "commands:export_table", "NodeFacts or calls of a run as a file")
    )
    _describe_compare(add("compare", "comparing:compare", "what differs from one run to another"))
    _describe_repair(add("repair", "repairing:repair", "how a refused file can be repaired"))

    _describe_inner(add("inner", "inner:inner", "the messages within values of a document"))
    cache = add("cache", "commands:cache", "the answers kept for later runs")
    cache.add_argument("--empty", action="store_true", help="remove them all")
    reveals = add("reveals", "revealing:reveals", "who had personal data shown, newest first")
    reveals.add_argument("run", type=run_number, nargs="?", help="of this run alone")
    rotate = add("rotate-key", "commands:rotate_key", "begin with another key for pseudonyms")
    rotate.add_argument("--yes", action="store_true", help="without it, what changes is said")
    return parser


def _add_control(add: Add) -> None:
    for name, command, says in (
        ("resume", "control:resume", "go on with a run that stopped; what is stored is kept"),
        ("retry", "control:retry", "do the nodes of a run that failed again, and no others"),
        ("pause", "control:pause", "stop a run for now, whoever works on it"),
        ("cancel", "control:cancel", "stop a run for good, whoever works on it"),
    ):
        add(name, command, says).add_argument("run", type=run_number)
    again = add("again", "control:again", "a new run over the nodes of an earlier one")
    again.add_argument("run", type=run_number)
    _describe_way(again, extractor=None)


def _add_history(add: Add) -> None:
    runs = add("runs", "history:runs", "the runs there are, newest first")
    runs.add_argument("--workspace", default=None)
    runs.add_argument("--search", default="", help="words in name, note, document, message, ...")
    runs.add_argument(
        "--status", action="append", choices=list(RunStatus), default=[], help="may be repeated"
    )
    add("show", "history:show", "what explains a run, and its nodes").add_argument(
        "run", type=run_number
    )
    describe = add("describe", "history:describe", "give a run a name and a note")
    describe.add_argument("run", type=run_number)
    describe.add_argument("--name")
    describe.add_argument("--note")
    delete = add("delete", "history:delete", "delete a run with all that was stored for it")
    delete.add_argument("run", type=run_number)
    delete.add_argument("--yes", action="store_true", help="without it, what would go is said")
    workspace = add("delete-workspace", "history:delete_whole_workspace", "delete a workspace")
    workspace.add_argument("workspace")
    workspace.add_argument("--confirm", required=True, metavar="NAME", help="its name once more")


def _describe_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("file", type=Path)
    ticks = run.add_mutually_exclusive_group(required=True)
    ticks.add_argument("--node", action="append", metavar="PATH", help="may be given repeatedly")
    ticks.add_argument("--suggested", action="store_true", help="the nodes that are suggested")
    ticks.add_argument(
        "--message", type=int, metavar="NUMBER", help="those of one of several messages"
    )
    run.add_argument("--workspace", default="default")
    _describe_way(run, extractor="auto")
    run.add_argument(
        "--estimate", action="store_true", help="say what it would take; start nothing"
    )


def _describe_way(command: argparse.ArgumentParser, extractor: str | None) -> None:
    """How a run goes through its nodes."""
    command.add_argument("--workers", type=int, help="threads, 1 to 64")
    mode = command.add_mutually_exclusive_group()
    mode.add_argument("--parallel", action="store_const", const=True)
    mode.add_argument("--sequential", dest="parallel", action="store_const", const=False)
    command.add_argument("--extractor", choices=EXTRACTORS, default=extractor)
    command.add_argument("--ask-anew", action="store_true", help="use no answer of an earlier run")
    command.add_argument(
        "--free-text-is-harmless",
        action=argparse.BooleanOptionalAction,
        help="free text holds no personal data: store and send it as it is, but for e-mail "
        "addresses, card numbers and the like; written down with the run",
    )


def _describe_export(export: argparse.ArgumentParser) -> None:
    export.add_argument("run", type=run_number)
    export.add_argument("--format", choices=("csv", "xlsx", "jsonl"), default="csv")
    export.add_argument("--output", default="-", help="a file, or - for stdout")
    export.add_argument(
        "--table",
        choices=TABLES,
        default="facts",
        help="fields not as jsonl; calls: what left this machine",
    )
    export.add_argument("--raw", action="store_true", help="leave formula-like cells as they are")
    _add_reveal(export)


def _describe_compare(compare: argparse.ArgumentParser) -> None:
    compare.add_argument("run_a", type=int, metavar="RUN_A")
    compare.add_argument("run_b", type=int, metavar="RUN_B")
    compare.add_argument(
        "--equate-formats",
        action="store_true",
        help="count a value as equal that says the same in another unit or format",
    )
    compare.add_argument(
        "--ignore-identifiers",
        action="store_true",
        help="count what only was numbered anew as the same",
    )
    compare.add_argument(
        "--structure-only", action="store_true", help="compare elements and attributes, no values"
    )
    compare.add_argument("--output", metavar="FILE", help="the differences as a file, - for stdout")
    compare.add_argument(
        "--format", choices=("csv", "xlsx", "jsonl"), help="of the file; csv if not given"
    )


def _describe_repair(repair: argparse.ArgumentParser) -> None:
    repair.add_argument("file", type=Path)
    repair.add_argument("--output", metavar="FIXED", type=Path, help="write the repaired file")
    _add_reveal(repair)


def _describe_inner(inner: argparse.ArgumentParser) -> None:
    inner.add_argument("file", type=Path)
    inner.add_argument("--open", metavar="NUMBER", type=int, help="the number it is listed with")
    inner.add_argument("--output", metavar="INNER", type=Path, help="write the opened one, too")
    inner.add_argument("--workspace", default="default")


def _add_reveal(command: argparse.ArgumentParser) -> None:
    """Let a command take `--reveal`."""
    says = "show personal data, from the document; that is put on record"
    command.add_argument("--reveal", action="store_true", help=says)
