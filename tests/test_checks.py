"""Lint, format, types, imports, security and the house's own rules, as tests of the one command."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

CHECKS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports"],
    "security": ["bandit", "--quiet", "--recursive", "discovery", "app.py", "pages"],
}

PARSER_BUILDERS = {
    "XMLParser",
    "XMLPullParser",
    "HTMLParser",
    "iterparse",
    "fromstring",
    "fromstringlist",
    "XML",
    "HTML",
    "parse",
}


@pytest.mark.parametrize("check", CHECKS)
def test_check(check: str) -> None:
    program, *arguments = CHECKS[check]
    command = [str(Path(sys.executable).parent / program), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_one_module_builds_xml_parsers() -> None:
    allowed = ROOT / "discovery" / "documents" / "hardened.py"
    builders = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in _shipped_modules()
        if path != allowed
        for line in _uses_of_lxml_parsers(path)
    }
    assert builders == set()


def test_only_the_connection_imports_openai() -> None:
    importers = {
        str(path.relative_to(ROOT)) for path in _shipped_modules() if "openai" in _imports(path)
    }
    assert importers == {"discovery/llm/connection.py"}


def test_streamlit_stays_on_the_screens() -> None:
    screens = ("app.py", "pages", "discovery/ui")
    elsewhere = {
        name
        for path in _shipped_modules()
        if "streamlit" in _imports(path)
        and not (name := str(path.relative_to(ROOT))).startswith(screens)
    }
    assert elsewhere == set()


def test_every_setting_is_documented() -> None:
    from discovery.config import Settings

    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    missing = {name.upper() for name in Settings.model_fields if f"{name.upper()}=" not in example}
    assert missing == set()


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        required = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
        assert [line for line in required if "==" not in line] == []


def _shipped_modules() -> Iterator[Path]:
    yield ROOT / "app.py"
    for folder in ("discovery", "pages"):
        yield from (ROOT / folder).rglob("*.py")


def _imports(path: Path) -> set[str]:
    """The top-level packages that a module imports, anywhere in it."""
    packages = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            packages |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            packages.add(node.module.split(".")[0])
    return packages


def _uses_of_lxml_parsers(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names_etree = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if names_etree and node.value.id == "etree" and node.attr in PARSER_BUILDERS:
            yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "lxml.etree":
            yield from (node.lineno for alias in node.names if alias.name in PARSER_BUILDERS)
