"""Pseudonyms in two facts: where equal ones stand for equal values, and why they do not."""

import re
from dataclasses import dataclass

from discovery.facts.privacy import BINARY, PSEUDONYM

_HIDDEN = re.compile(rf"{PSEUDONYM.pattern}|{re.escape(BINARY)}")
_HIDDEN_EARLIER = re.compile(r"\[[A-Z][A-Z_]{0,40}_\d{1,9}(?::[^\[\]\n]{0,80})?\]")
_MARK = "\0"  # stands in no XML


@dataclass(frozen=True, slots=True)
class Masking:
    """How a fact was masked. Earlier versions wrote down neither policy nor key.

    `document` is the SHA-256 of what it was read from.
    """

    document: str
    policy: str | None = None
    key: str | None = None

    @property
    def is_earlier(self) -> bool:
        return self.policy is None or self.key is None

    @property
    def scope(self) -> str:
        """Equal where equal pseudonyms stand for equal values.

        Earlier versions numbered the values of one document.
        """
        return self.document if self.is_earlier else f"{self.policy} {self.key}"

    def hides(self, text: str) -> bool:
        """Whether anything in the text stands in place of a value."""
        return "[" in text and self._hidden.search(text) is not None

    def exact(self, text: str) -> str:
        """Equal for texts that are known to be the same, whatever the types of their values."""
        return self._scoped(text, fold_type(text))

    def folded(self, text: str) -> str:
        """The same, equal also where values are spelled differently."""
        return self._scoped(text, fold_spelling(text))

    def around(self, text: str) -> list[str]:
        """What stands around the values that are hidden: one piece more than these."""
        pieces, at = [], 0
        for found in self._hidden.finditer(text):
            pieces.append(text[at : found.start()])
            at = found.end()
        return [*pieces, text[at:]]

    @property
    def _hidden(self) -> re.Pattern[str]:
        return _HIDDEN_EARLIER if self.is_earlier else _HIDDEN

    def _scoped(self, text: str, form: str) -> str:
        """Of binary content it is known only within a document that it is the same."""
        if self.is_earlier:
            return f"{_MARK}{self.scope}{_MARK}{text}"
        document = self.document if BINARY in text else ""
        return f"{_MARK}{self.scope}{_MARK}{document}{_MARK}{form}"


def fold_spelling(text: str) -> str:
    """A text with the code alone of each pseudonym."""
    return PSEUDONYM.sub(rf"{_MARK}\g<code>{_MARK}", text)


def fold_type(text: str) -> str:
    """A text with code and spelling of each pseudonym, but not its type."""
    return PSEUDONYM.sub(rf"{_MARK}\g<code>\g<spelling>{_MARK}", text)


def without_codes(text: str) -> str:
    """A text with the type alone of each pseudonym, as it is told in a sentence: `[SURNAME]`."""
    return PSEUDONYM.sub(r"[\g<kind>]", text)


def why_not_comparable(
    masking_a: Masking | None, masking_b: Masking | None, run_a: int, run_b: int
) -> str:
    """Why hidden values of two facts cannot be compared, and what to do."""
    runs = f"Runs {run_a} and {run_b} were masked"
    if not (masking_a and masking_b):
        masked, clear = (run_a, run_b) if masking_a else (run_b, run_a)
        return f"Run {masked} is masked and run {clear} is not. Run one of them again to compare."
    if masking_a.is_earlier and masking_b.is_earlier:
        return f"{runs} by an earlier version. Run both again to compare."
    if masking_a.is_earlier or masking_b.is_earlier:
        earlier = run_a if masking_a.is_earlier else run_b
        return f"Run {earlier} was masked by an earlier version. Run it again to compare."
    if masking_a.key != masking_b.key:
        return f"{runs} under different keys. Run the older one again to compare."
    if masking_a.policy != masking_b.policy:
        policies = f"{masking_a.policy} and {masking_b.policy}"
        return (
            f"{runs} by different policies ({policies}). Run one again with the settings of the "
            "other to compare."
        )
    return (
        "Binary content is not stored, and what stands at different paths may be masked in one "
        "message only."
    )
