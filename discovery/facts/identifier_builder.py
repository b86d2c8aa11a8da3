"""What may identify or point in a document, gathered value by value into its index."""

from discovery.facts.identifiers import PASSES, CancellationCheck, IdentifierIndex
from discovery.facts.naming import read_name
from discovery.facts.scopes import Messages, in_message, message_depth
from discovery.facts.spill_dict import SpillDict
from discovery.facts.tokens import Qualifiers, may_be_key, tokens
from discovery.facts.value_usage import (
    MAX_FIELDS_PER_VALUE,
    Field,
    ValueUsage,
    ValueUsages,
    pack_usages,
    unpack_usages,
)


class IdentifierIndexBuilder:
    """Takes every value of a document, in document order, and builds the index once.

    It keeps what may identify or point, in a `SpillDict`: memory does not grow with the document.
    """

    def __init__(self) -> None:
        self._fields: dict[str, Field] = {}
        self._uses: SpillDict[ValueUsages] = SpillDict(pack_usages, unpack_usages)
        self._messages = Messages()
        self._qualifiers = Qualifiers()

    def add(self, path: str, xpath: str, value: str) -> None:
        """Take one leaf text or attribute; `path` in local names, an attribute as `/@name`."""
        known = self._fields.get(path)
        if known is None:
            known = self._fields[path] = self._new_field(path)
        if known.is_in_pair:
            value = self._qualifiers.qualified(path, xpath, value)
        if known.is_prose and "#" not in value and not (known.is_key_like and may_be_key(value)):
            known.is_key_like = False
            return  # by far the most values of a document leave here
        message = self._messages.number(xpath, known.message_depth)
        for token in self._tokens(known, value, message):
            self._note(known, xpath, token, message)

    @property
    def steps(self) -> int:
        """How often `build` will call `raise_if_cancelled`, at most."""
        return PASSES * len(self._uses)

    def build(self, raise_if_cancelled: CancellationCheck = lambda: None) -> "IdentifierIndex":
        """The index of all that was added; add nothing afterwards.

        `raise_if_cancelled` is called all the while, and may raise to stop the work.
        """
        return IdentifierIndex(self._fields, self._uses, self._messages, raise_if_cancelled)

    def _new_field(self, path: str) -> Field:
        order, depth = len(self._fields), message_depth(path)
        return Field(path, order, read_name(path), message_depth=depth)

    def _tokens(self, known: Field, value: str, message: int) -> list[str]:
        if not known.is_full:
            return tokens(known.name, value)
        uses = self._uses.get(in_message(message, value))
        return [value] if uses and known.order in uses else []

    def _note(self, known: Field, xpath: str, token: str, message: int) -> None:
        key = in_message(message, token)
        uses = self._uses.get(key) or {}
        if known.order not in uses:
            uses[known.order] = ValueUsage()
            known.note_new(key, token)
        use = uses[known.order]
        use.count += 1
        known.total += 1
        kept = len(key)
        if len(use.xpaths) < known.places_kept and len(uses) <= MAX_FIELDS_PER_VALUE:
            use.xpaths.append(xpath)
            kept += len(xpath)
        self._uses.put(key, uses, kept)
