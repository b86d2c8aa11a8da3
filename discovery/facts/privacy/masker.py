"""Personal data is replaced by stable placeholders before anything leaves the machine.

One `Masker` serves one document: the same value is the same placeholder (`[SURNAME_1]`) in every
subtree, another spelling of it says how it differs (`[SURNAME_1:upper]`). `learn` every field once
in document order; after that, workers only read, so that their order does not matter.
"""

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from discovery.facts.privacy.echo import EchoIndex
from discovery.facts.privacy.known import NAME_KINDS, Known, shelf_of_known
from discovery.facts.privacy.names import NameRule, NameRules
from discovery.facts.privacy.patterns import Span, without_overlaps
from discovery.facts.privacy.placeholders import Placeholders
from discovery.facts.privacy.spelling import has_runs, key_of, name_parts
from discovery.facts.privacy.values import find_personal
from discovery.facts.privacy.words import SAYS_NOTHING
from discovery.facts.structure import Structure, fields, own_text

_HOLD_DIGITS = frozenset({"PHONE", "BIRTHDATE", "DOC_DATE", "CARD_DATE", "CARD_CODE", "TICKET"})
_MANY_FORMS = frozenset({"PHONE", "BIRTHDATE"})  # one value, however it is written
# Elements written out in a text, as in CDATA: <Surname>DOE</Surname>.
_TAGGED = re.compile(
    r"<(?:[\w.-]{1,40}:)?([^\W\d][\w.-]{0,80})(?:\s[^<>]{0,500})?>([^<>]{1,500})</"
)
_CACHED_LENGTH = 200  # characters
_CACHED_TEXTS = 50_000


class Masker:
    """Masks and unmasks the values of one document. Safe to share between threads.

    `extra_names` and `keep_names` are fields that an operator adds to those known as personal and
    takes out of them: a name (`StaffNumber`) or the end of a path (`Seller/ContactText`).
    """

    def __init__(self, extra_names: Iterable[str] = (), keep_names: Iterable[str] = ()) -> None:
        self._names = NameRules(extra_names, keep_names)
        self._lock = threading.RLock()
        self._known = shelf_of_known()
        self._initials: dict[str, Known] = {}
        self._placeholders = Placeholders()
        self._counts: Counter[str] = Counter()
        self._echoes = EchoIndex()
        self._learned = 0  # grows with all that could change how a text is masked
        self._masked: dict[str, tuple[int, str]] = {}
        self._find_in_short = lru_cache(_CACHED_TEXTS)(find_personal)
        self._subtree = threading.local()  # what was `found` in long texts of the one at work

    @property
    def masked_count(self) -> int:
        """How many different values have a placeholder."""
        return len(self._known)

    def learn(self, path: str, value: str) -> None:
        """Give the personal values of one field their placeholders.

        `path` is the field's in local names, attributes with `@`: `/Order/Pax/@email`.
        """
        rule = self._rule_for(path, value)
        if rule:
            self._learn_value(rule.kind, value.strip(), rule.echo)
        if rule is None or rule.kind == "REMARK" or "@" in value:
            self._learn_text(path, value)

    def mask(self, structure: Structure, path: str = "") -> Structure:
        """The structure with placeholders; the one given is left as it is.

        `path` is that of the structure's root: names above a field help to judge it.
        """
        root = path or f"/{structure['name']}"
        self._subtree.found = {}
        for field in fields(structure, root, ""):
            self.learn(field.path, field.value)
        masked = self._mask_element(structure, root)
        del self._subtree.found
        return masked

    def mask_text(self, text: str) -> str:
        """The text with placeholders for personal patterns and for every value learned."""
        return self._mask_value(text, "")

    def unmask(self, text: str) -> str:
        """The text with the values that its placeholders stand for.

        A spelling that was never masked is written as first seen, an unknown placeholder stays.
        """
        return self._placeholders.unmask(text)

    def _mask_element(self, element: Structure, path: str) -> Structure:
        return {
            "name": element["name"],
            "namespace": element["namespace"],
            "attributes": {
                key: self._mask_value(value, f"{path}/@{key.rpartition('}')[2]}")
                for key, value in element["attributes"].items()
            },
            "content": list(self._mask_content(element, path)),
        }

    def _mask_content(self, element: Structure, path: str) -> Iterator[str | Structure]:
        texts = [piece for piece in element["content"] if isinstance(piece, str) and piece.strip()]
        whole = own_text(element) if len(texts) > 1 else ""
        rule = self._rule_for(path, whole)
        known = self._learn_value(rule.kind, whole.strip(), rule.echo) if rule else None
        parts = 0
        for piece in element["content"]:
            if not isinstance(piece, str):
                yield self._mask_element(piece, f"{path}/{piece['name']}")
            elif known and piece.strip():  # one value with elements in it
                parts += 1
                yield self._placeholders.of(known, piece, f"part {parts}")
            else:
                yield self._mask_value(piece, path)

    def _mask_value(self, value: str, path: str) -> str:
        if rule := self._rule_for(path, value):
            text = value.strip()
            known = self._learn_value(rule.kind, text, rule.echo)
            return value.replace(text, self._placeholders.of(known, text), 1)
        if len(value) > _CACHED_LENGTH or "<" in value:
            return self._mask_free_text(value, path)
        learned, masked = self._masked.get(value, (-1, ""))
        if learned != self._learned:
            learned, masked = self._learned, self._mask_free_text(value, path)
            if len(self._masked) >= _CACHED_TEXTS:
                self._masked.clear()
            self._masked[value] = learned, masked
        return masked

    def _mask_free_text(self, text: str, path: str) -> str:
        masked, rest = [], 0
        for span in self._personal(text, path):
            known = self._learn_value(span.kind, text[span.start : span.end])
            masked.append(self._mask_echoes(text[rest : span.start]))
            masked.append(self._placeholders.of(known, text[span.start : span.end]))
            rest = span.end
        return "".join([*masked, self._mask_echoes(text[rest:])])

    def _mask_echoes(self, text: str) -> str:
        masked, rest = [], 0
        for echo in self._echoes.find(text):
            masked.append(text[rest : echo.start])
            masked.append(self._placeholders.of(echo.known, text[echo.start : echo.end]))
            rest = echo.end
        return "".join([*masked, text[rest:]])

    def _rule_for(self, path: str, value: str) -> NameRule | None:
        """The rule for a field whose value says something of the rule's kind."""
        rule = self._names.rule_for(path)
        if rule is None or not has_runs(value) or _says_nothing(value):
            return None
        if rule.kind in _HOLD_DIGITS and not any(map(str.isdigit, value)):
            return None
        return rule if len(value.split(None, rule.least_words)) >= rule.least_words else None

    def _personal(self, text: str, path: str) -> list[Span]:
        """The values that are personal by their form, or by the tags written around them."""
        found = self._find(text)
        if "</" not in text:
            return found
        tagged = (
            Span(*match.span(2), rule.kind)
            for match in _TAGGED.finditer(text)
            if (rule := self._rule_for(f"{path}/{match[1]}", match[2]))
        )
        return without_overlaps([*tagged, *found])

    def _find(self, text: str) -> list[Span]:
        if len(text) <= _CACHED_LENGTH:
            return self._find_in_short(text)
        found: dict[str, list[Span]] = getattr(self._subtree, "found", {})
        if text not in found:
            found[text] = find_personal(text)
        return found[text]

    def _learn_text(self, path: str, value: str) -> None:
        spans = self._personal(value, path)
        for span in spans:
            self._learn_value(span.kind, value[span.start : span.end])
        if not spans:
            with self._lock:
                self._learned += self._echoes.note_business(path, value.strip())

    def _learn_value(self, kind: str, value: str, echo: bool = True) -> Known:
        """The value as it is known; it gets its placeholder where it has none yet."""
        key = key_of(value)
        echo = echo and kind != "LITERAL"
        if (known := self._known.get(key)) and (not echo or key in self._echoes):
            return known
        if kind in _MANY_FORMS and (known := self._echoes.look_up(key)) and known.kind == kind:
            return known
        with self._lock:
            known = self._known.get(key)
            if known is None:
                known = self._known[key] = Known(self._new_name(kind), kind, value)
                self._placeholders.add(known)
            if echo and key not in self._echoes:
                self._echoes.add(known)
                self._learn_parts(kind, value, key)
            self._learned += 1
        return known

    def _learn_parts(self, kind: str, value: str, key: str) -> None:
        """What of a name may come back alone: the words of a longer one, the first letter."""
        if kind not in NAME_KINDS or "@" in value:
            return
        part_kind = kind if kind in {"SURNAME", "GIVEN_NAME"} else "NAME"
        for part in name_parts(value):
            self._learn_value(part_kind, part)
        if kind == "GIVEN_NAME" and key[0].isalpha() and key[0] not in self._initials:
            initial = Known(self._new_name("INITIAL"), "INITIAL", value[0])
            self._initials[key[0]] = initial
            self._placeholders.add(initial)
            self._echoes.add_initial(key[0], initial)

    def _new_name(self, kind: str) -> str:
        self._counts[kind] += 1
        return f"{kind}_{self._counts[kind]}"


def _says_nothing(value: str) -> bool:
    value = value.strip()
    return len(value) <= _CACHED_LENGTH and key_of(value) in SAYS_NOTHING
