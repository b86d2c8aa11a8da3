"""Where the shared corpus of real and hostile XML lies, and how tests ask for it."""

import json
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

needs_corpus = pytest.mark.skipif(
    not (CORPUS / "MANIFEST.json").is_file(),
    reason="the shared XML corpus is not beside this checkout (../shared/corpus)",
)


def manifest() -> list[dict[str, Any]]:
    """The entries of the corpus manifest; empty where the corpus is absent."""
    path = CORPUS / "MANIFEST.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
