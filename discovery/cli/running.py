"""The command that carries out a run, or says what it would take."""

import argparse
from contextlib import closing
from dataclasses import asdict

from discovery.cli.output import print_json, say
from discovery.cli.repairing import document_at
from discovery.cli.signals import EXIT_COMPLETE
from discovery.cli.watching import carry_out, who
from discovery.config import Settings
from discovery.documents.library import StoredDocument, safe_file_name
from discovery.documents.message_list import message_number
from discovery.errors import RequestError
from discovery.processing.request import RunRequest, count_subtrees, uses_model
from discovery.processing.runner import Runner, open_runner
from discovery.ui.explanation import free_text_words
from discovery.ui.figures import budget_words, expected_words
from discovery.ui.text import counted


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
        free_text_is_harmless=bool(options.free_text_is_harmless),
    )
    with closing(open_runner(settings)) as runner:
        if options.estimate:
            return _estimate(runner, request, as_json=options.json)

        def begin() -> int:
            if uses_model(request, settings):
                runner.model.warm_up()
            return runner.start(request, who())

        return carry_out(runner, begin, options)


def _ticked(options: argparse.Namespace, document: StoredDocument) -> tuple[int, ...]:
    if options.suggested:
        return tuple(sorted(document.suggested))
    if options.message is not None:
        return tuple(sorted(message_number(document.messages, options.message).suggested))
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
        said = {"warning": warning, "free_text_is_harmless": request.free_text_is_harmless}
        about = {"subtrees": subtrees, "model": settings.model_name}
        print_json({**about, **asdict(expected), **said})
        return EXIT_COMPLETE
    work = f"{counted(subtrees, 'subtree')}, {counted(expected.calls, 'call')}"
    say(f"{work} to {settings.model_name}. {expected_words(expected)}")
    if request.free_text_is_harmless:
        say(free_text_words(with_model=True))
    if warning:
        say(warning)
    return EXIT_COMPLETE
