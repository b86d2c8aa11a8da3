"""The command line: what it offers is there, and help comes without the rest of the program."""

import argparse
import subprocess
import sys

from discovery.cli import function_of
from discovery.cli.arguments import EXTRACTORS, KINDS, TABLES, parser
from discovery.export import TABLES as EXPORTED
from discovery.processing.reference_table import Kind
from discovery.processing.request import EXTRACTORS as KNOWN
from tests.support.window import ROOT

_HEAVY = "{'sqlalchemy', 'lxml', 'pandas', 'pydantic', 'openai', 'streamlit'}"


def test_every_command_has_its_function() -> None:
    commands = next(
        action.choices
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    for command in commands.values():
        assert callable(function_of(argparse.Namespace(command=command.get_default("command"))))


def test_the_choices_are_those_of_the_program() -> None:
    assert tuple(EXPORTED) == TABLES
    assert tuple(KNOWN) == EXTRACTORS
    assert tuple(kind.value for kind in Kind) == KINDS


def test_help_needs_nothing_of_the_rest_of_the_program() -> None:
    script = (
        "import sys; before = set(sys.modules); from discovery.cli import main\n"
        "try: main(['--help'])\n"
        f"except SystemExit: print('imported:', *{_HEAVY} & (sys.modules.keys() - before))"
    )
    printed = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True)
    assert printed.rstrip().endswith("imported:")
