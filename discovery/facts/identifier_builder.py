"""Builder of the identifier index: takes a document value by value."""

from discovery.facts.field_values import FieldValues
from discovery.facts.fields import Field
from discovery.facts.identifiers import PASSES, CancellationCheck, IdentifierIndex
from discovery.facts.naming import read_name
from discovery.facts.scopes import Messages, in_message, message_depth
from discovery.facts.tokens import Qualifiers, may_be_key, tokens


class IdentifierIndexBuilder:
    """Takes every value of a document, in document order, and builds the index once.

    It keeps what may identify or point, on disk where that is much: memory does not grow with the
    document.
    """

    def __init__(self) -> None:
        self._fields: dict[str, Field] = {}
        self._values = FieldValues()
        self._messages = Messages()
        self._qualifiers = Qualifiers()

    def add(self, path: str, xpath: str, value: str) -> None:
        """Take one leaf text or attribute; `path` in local names, an attribute as `/@name`."""
        known = self._fields.get(path)
        if known is None:
            known = self._new_field(path)
        if known.is_in_pair:
            value = self._qualifiers.qualified(path, xpath, value)
        if known.is_prose and "#" not in value and not (known.is_key_like and may_be_key(value)):
            known.is_key_like = False
            return  # by far the most values of a document leave here
        message = self._messages.number(xpath, known.message_depth)
        for token in tokens(known.name, value):
            key = in_message(message, token)
            if not known.is_full or key in known.values:
                self._values.add(known, key, token, xpath)

    @property
    def steps(self) -> int:
        """How often `build` will call its cancellation check, at most."""
        return PASSES * sum(known.different for known in self._values.fields)

    def build(self, raise_if_cancelled: CancellationCheck = lambda: None) -> IdentifierIndex:
        """The index of all that was added; add nothing afterwards.

        `raise_if_cancelled` is called all the while, and may raise to stop the work.
        """
        self._values.finish(has_messages=self._messages.have_surroundings)
        return IdentifierIndex(self._values, self._messages, raise_if_cancelled)

    def _new_field(self, path: str) -> Field:
        known = Field(path, len(self._fields), read_name(path), message_depth(path))
        self._fields[path] = known
        self._values.fields.append(known)
        return known
