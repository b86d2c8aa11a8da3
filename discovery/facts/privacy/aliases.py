"""Aliases: short stand-ins for pseudonyms and identifiers within one question to a model.

Nothing that can be linked to another question leaves the machine, and two sections of equal form
are one question. An answer is turned back with the aliases of its own section.
"""

import re
from collections import Counter
from collections.abc import Mapping

from discovery.facts.privacy.masker import Masker
from discovery.facts.privacy.pseudonyms import PSEUDONYM
from discovery.facts.structure import Structure

_ALIAS = re.compile(r"\[[A-Z][A-Z0-9_]*_\d+\]")
_TOKEN = re.compile(r"[^\s,;|]+")


class Aliases:
    """The aliases of one section, numbered by type in the order of its values."""

    def __init__(self, masker: Masker, values: Mapping[str, str] | None = None) -> None:
        """`values` are what pseudonyms stand for, where answers are to have these instead."""
        self._masker = masker
        self._values = values or {}
        self._by_code: dict[str, str] = {}
        self._by_identifier: dict[str, str] = {}
        self._originals: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def shorten(self, masked: Structure, path: str) -> Structure:
        """A masked structure as it is sent; `path` is that of its root."""
        return self._masker.map_values(masked, path, self._sent)

    def restore(self, text: str) -> str:
        """The text with what its aliases stand for; an unknown one stays."""
        return _ALIAS.sub(lambda found: self._originals.get(found[0], found[0]), text)

    def _sent(self, path: str, value: str) -> str:
        if "[" in value:
            value = PSEUDONYM.sub(self._alias, value)
        if self._masker.policy.is_identifier(path):
            return _TOKEN.sub(self._identifier, value)
        return value

    def _alias(self, found: re.Match[str]) -> str:
        """One alias for one value, whatever types it is masked as."""
        if not self._masker.key.made(found):
            return found[0]
        alias = self._by_code.get(found["code"])
        if alias is None:
            original = self._values.get(found[0], found[0])
            alias = self._by_code[found["code"]] = self._new(found["kind"], original)
        return alias

    def _identifier(self, found: re.Match[str]) -> str:
        token = found[0]
        if self._masker.policy.may_be_sent(token) or _ALIAS.fullmatch(token):
            return token
        alias = self._by_identifier.get(token)
        if alias is None:
            original = _ALIAS.sub(lambda inner: self._originals.get(inner[0], inner[0]), token)
            alias = self._by_identifier[token] = self._new("ID", original)
        return alias

    def _new(self, kind: str, original: str) -> str:
        self._counts[kind] += 1
        alias = f"[{kind}_{self._counts[kind]}]"
        self._originals[alias] = original
        return alias
