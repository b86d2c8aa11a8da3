"""Where the small inputs of known right answers lie, and how tests ask for them."""

from pathlib import Path

import pytest

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"

needs_cases = pytest.mark.skipif(
    not (CASES / "README.md").is_file(),
    reason="the small inputs are not beside this checkout (../shared/cases)",
)
