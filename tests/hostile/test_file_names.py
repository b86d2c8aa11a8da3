"""Whatever a file is called, it is kept under its SHA-256, and its name is only a name."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from discovery.documents.library import NAME_CHARACTERS, safe_file_name
from discovery.processing.runner import Runner
from tests.processing.runs import WAIT_SECONDS, boxes
from tests.support.app import drawn, screen, words
from tests.support.corpus import CORPUS
from tests.support.window import streamlit_server

_OF_THE_CORPUS = CORPUS / "hostile" / "hostile_filenames.json"

NAMES = [
    *(json.loads(_OF_THE_CORPUS.read_text(encoding="utf-8")) if _OF_THE_CORPUS.is_file() else ()),
    "../../../../etc/passwd", "/etc/passwd", "\\\\server\\share\\x.xml", "C:\\Windows\\x.xml",
    "....//....//x.xml", "x.xml/", "..", ".", "/", "~", "~root", "$(id).xml", "`id`.xml", "|id",
    "-rf", "--help", "nul", "aux.xml", "COM1", "lpt1.xml", "x.xml:stream", "x.xml.", "x.xml ",
    "a\0b.xml", "a\r\nSet-Cookie: x=y.xml", "a\tb.xml", "\x1b[31mred.xml", "\x7f.xml", "\x85.xml",
    "\u202egnp.lmx", "\u2066x\u2069.xml", "a\u200eb.xml", "a\u2028b.xml", "\ud800.xml", "😀.xml",
    "é.xml", "e\u0301.xml", "x" * 100_000 + ".xml", "й" * 300, "<img src=x onerror=alert(1)>.xml",
    "[link](http://127.0.0.1/).xml", "=1+1.xml", '"quoted".xml', "'; drop table runs; --",
    "%00.xml",
    "", " ", "\n", "\u202e",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_one_line_without_a_folder(name: str) -> None:
    safe = safe_file_name(name)
    assert 0 < len(safe) <= NAME_CHARACTERS
    assert not set(safe) & set("/\\")
    assert safe.strip() == safe
    assert not {unicodedata.category(sign) for sign in safe} & {"Cc", "Cs", "Zl", "Zp"}
    assert safe.encode()
    assert safe_file_name(safe) == safe


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def rest(home: Path) -> Iterator[httpx2.Client]:
    env = {"DISCOVERY_HOME": str(home), "DATABASE_URL": "", "LLM_PROVIDER": "none"}
    with (
        streamlit_server("app.py", env=env) as url,
        httpx2.Client(base_url=url, timeout=WAIT_SECONDS) as client,
    ):
        yield client


def test_rest_takes_any_name_or_refuses_it_in_plain_words(rest: httpx2.Client, home: Path) -> None:
    before = {path for path in home.parent.rglob("*") if home not in path.parents}
    for count, name in enumerate(NAMES, 20):
        answer = rest.post("/api/v1/runs", content=form(name, boxes(count)), headers=FORM)
        assert answer.status_code in {202, 400, 422}, (name, answer.text)
        if answer.status_code == 202:
            assert answer.json()["file_name"] == safe_file_name(answer.json()["file_name"])
        else:
            assert answer.json()["error"]
    kept = {path.name for path in (home / "documents").iterdir()}
    assert all(len(name.removesuffix(".xml")) == 64 for name in kept)
    assert {path for path in home.parent.rglob("*") if home not in path.parents} == before


FORM = {"Content-Type": "multipart/form-data; boundary=edge"}


def form(name: str, xml: bytes) -> bytes:
    """The name goes out byte by byte as it is: no client puts it right."""
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    start = b"--edge\r\n" + head.encode("utf-8", "surrogatepass") + b"\r\n\r\n"
    return start + xml + b"\r\n--edge--\r\n"


@pytest.mark.parametrize("name", ["<script>.xml", "\u202egnp.lmx", "../../a\0b.xml", "[x](y) *z*"])
def test_the_window_shows_any_name_as_text(runner: Runner, name: str) -> None:
    uploader = screen("discover").file_uploader[0]
    app = drawn(uploader.upload(name, boxes(2), "application/xml"))
    assert safe_file_name(name)[:20] in words(app).replace("&lt;", "<").replace("&gt;", ">")
    assert [len(path.stem) for path in runner.settings.documents_folder.iterdir()] == [64]
