"""A data folder full of untrusted text: documents, runs, answers and errors that mean harm."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import escape, quoteattr

from discovery.documents.library import safe_file_name
from discovery.processing.history import describe_run
from tests.processing.runs import finished, kept, opened, ticks
from tests.support import model_http
from tests.support.model_answers import good_answer
from tests.support.model_server import Fault, ModelServer, Request

# Each would set `pwned` on the page, or ask another machine for a picture.
SCRIPT = "<img src=x onerror=pwned=1><script>pwned=1</script>"
MARKDOWN = "![p](http://198.51.100.1/p.png) [l](javascript:pwned=1) :red[r] $x^2$ :smile: `c`"
UNSEEN = "\x9b31m\u202egnp.exe\u2066 \u200bz\u007f"
VALUES = (SCRIPT, MARKDOWN, UNSEEN, "{{constructor.constructor('pwned=1')()}} ${pwned=1}", "'\"`")

FILE_NAME = safe_file_name("<img src=x onerror=pwned=1> [l](javascript:pwned=1) :red[x].xml")
WORKSPACE = "<b>:red[w]</b> ![p](javascript:pwned=1) $w^2$"
RUN_NAME = "<u>name</u> :blue[n] ![p](http://198.51.100.1/n.png) \u202exyz"
NOTE = f"{SCRIPT}\n{MARKDOWN}\n{UNSEEN}"
REFUSED = f"Refused: {SCRIPT} {MARKDOWN} \x1b[31m\n{{'x'}}"
FAILS = "the one that fails"

NODE = "/Order/Item"


@dataclass(frozen=True, slots=True)
class HostileHome:
    """Its runs: two alike to compare, the second with a failed node, one of long words."""

    folder: Path
    model: ModelServer
    first: int
    second: int
    long: int

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DISCOVERY_HOME": str(self.folder),
            "LLM_PROVIDER": "openai",
            "OPENAI_BASE_URL": self.model.base_url,
            "LLM_MODEL": ":red[m]<b>x</b>$y$",
            "LLM_BATCHING": "off",
            "MAX_LLM_RETRIES": "0",
            "PII_MASKING_ENABLED": "false",
        }


def order(*values: str) -> bytes:
    items = "".join(
        f"<Item Note={quoteattr(value)}><ItemID>I{number}</ItemID><Text>{escape(value)}</Text>"
        f"<Code>{escape(value[:40])}</Code><Ref>{escape(value[:20])}</Ref></Item>"
        for number, value in enumerate(values)
    )
    return f"<Order xmlns:x='javascript:pwned=1'>{items}</Order>".encode()


def long_words(length: int) -> bytes:
    """A word of this length as a value and as an attribute, and a name of 9,000 letters; then
    a comment that it would take minutes to colour as XML, once it is cut.
    """
    word, name = "w" * length, "N" * 9_000
    words = f"<Item Note='{word}'><Text>{word}</Text><{name}>x</{name}></Item>"
    comment = f"<Item><!-- {'<a b=' * 60_000} --></Item>"
    return f"<Order>{words}{comment}</Order>".encode()


@contextmanager
def hostile_home(folder: Path, long_length: int = 1_000_000) -> Iterator[HostileHome]:
    with (
        patch.object(model_http, "good_answer", _hostile_answer),
        ModelServer(rule=_refused) as model,
        opened(folder, model, pii_masking_enabled=False) as runner,
    ):

        def run(xml: bytes, **more: Any) -> int:
            asked = ticks(kept(xml, runner.settings), NODE, workspace=WORKSPACE, **more)
            return finished(runner, replace(asked, file_name=FILE_NAME)).run_id

        first = run(order(*VALUES))
        second = run(order(*VALUES[1:], "changed " + SCRIPT, FAILS))
        describe_run(runner.db, first, RUN_NAME, NOTE)
        long = run(long_words(long_length), extractor="structure")
        yield HostileHome(folder, model, first, second, long)


def _refused(request: Request) -> Fault | None:
    return Fault("400", message=REFUSED) if FAILS in request.text else None


def _hostile_answer(body: Mapping[str, Any]) -> str:
    """A good answer whose every sentence means harm."""
    answer = json.loads(good_answer(body))
    if "summary" not in answer:
        return good_answer(body)
    answer["summary"], answer["business_concept"] = SCRIPT + UNSEEN, ":red[x] <b>$y$"
    answer["open_questions"] = [MARKDOWN, SCRIPT]
    for statement in answer["claims"]:
        statement["statement"] = MARKDOWN
    for name in answer["field_names"]:
        name["business_name"] = "<b>n</b> :red[n] \u202ex"
    return json.dumps(answer)
