"""How the sections of one document are put to one model: in parts that fit, each under a key."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from discovery.config import Settings
from discovery.errors import SectionTooBigError
from discovery.facts.codes import names_of
from discovery.llm.cache import question_key
from discovery.llm.claims import JudgedMeaning, judged, merge
from discovery.llm.dialect import strict_schema
from discovery.llm.meaning import Meaning
from discovery.llm.question import Question, Section, ask_about, ask_about_all
from discovery.llm.refusals import Target
from discovery.llm.splitting import split
from discovery.llm.token_costs import tokens_in

# What a question holds besides its outline: instructions, schema, and the room for the answer.
BESIDES_TOKENS = 1_500
# Outlines are full of names and numbers, which take more tokens than four characters each.
_CAUTION = 0.75
# Parts of less than this are of no use: the names above them take up as much.
LEAST_PART_TOKENS = 300


@dataclass(frozen=True, slots=True)
class Part:
    """A section, or one part of a big one, with its question; equal questions have equal keys."""

    section: Section
    question: Question
    key: str


class Questions:
    """Makes the questions about the sections of one document. Safe to share between threads."""

    def __init__(
        self, settings: Settings, message_name: str, spec_version: str, policy: str = ""
    ) -> None:
        """`policy` is the version of the policy that masks them; answers of others are not used."""
        target = Target.of(settings)
        self._address, self._model = target.address, target.model
        self._message_name, self._spec_version = message_name, spec_version
        self._policy = policy
        self._lock = threading.Lock()
        besides = BESIDES_TOKENS + settings.llm_reasoning_tokens
        fitting = int((settings.llm_context_tokens - besides) * _CAUTION)
        self.most_tokens = max(fitting, LEAST_PART_TOKENS)

    def parts(self, section: Section) -> tuple[Part, ...]:
        """The section as one part, or as several whose outlines have at most `most_tokens`.

        Raises ModelError where even the names above the smallest parts are longer.
        """
        outlines = split(section.outline, self.most_tokens)
        if len(outlines) == 1:
            return (self._part(section),)
        return tuple(
            self._part(replace(section, outline=outline, part=f"part {number} of {len(outlines)}"))
            for number, outline in enumerate(outlines, 1)
        )

    def smaller(self, section: Section, parts: Sequence[Part]) -> tuple[Part, ...]:
        """The section, refused in these parts, in smaller ones; so are all that come after it.

        They are of half the size, unless another section has shown meanwhile that less is taken.
        Raises SectionTooBigError where parts that small are of no use.
        """
        longest = max(tokens_in(part.section.outline.text) for part in parts)
        with self._lock:
            if self.most_tokens >= longest:
                self.most_tokens = _half(longest)
        return self.parts(section)

    def together(self, parts: Sequence[Part]) -> Question:
        """One question about several sections."""
        sections = [part.section for part in parts]
        return ask_about_all(sections, self._message_name, self._spec_version)

    def _part(self, section: Section) -> Part:
        question = ask_about(section, self._message_name, self._spec_version)
        schema = strict_schema(question.schema)
        key = question_key(
            self._address,
            self._model,
            question.messages,
            schema,
            question.max_tokens,
            self._policy,
        )
        return Part(section, question, key)


def _half(tokens: int) -> int:
    if tokens // 2 < LEAST_PART_TOKENS:
        raise SectionTooBigError(
            "The model takes less at one time than a section needs. Choose a model with a "
            "larger context, or raise the context of the server, then start again."
        )
    return tokens // 2


def meaning_of(parts: Sequence[Part], answers: Sequence[Meaning]) -> JudgedMeaning:
    """The answers about all parts of a section, judged by them, as one meaning."""
    meanings = [
        judged(answer, part.section.outline, part.section.links, names_of)
        for part, answer in zip(parts, answers, strict=True)
    ]
    return merge(meanings) if len(meanings) > 1 else meanings[0]
