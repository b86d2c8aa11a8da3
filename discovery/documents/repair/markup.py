"""One pass over the mark-up of a document that notes every fault that can be fixed."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from discovery.documents.repair import prolog_epilog, references
from discovery.documents.repair.edits import Edits, NoRepairError
from discovery.documents.repair.missing_brackets import AngleMender
from discovery.documents.repair.missing_start_tags import EndTag, StartMender, StartTag
from discovery.documents.repair.names import NAME
from discovery.documents.repair.namespace_uris import fix_namespace_uris
from discovery.documents.repair.namespaces import Namespaces
from discovery.documents.repair.nesting import Families, Nesting
from discovery.documents.repair.references import FORBIDDEN
from discovery.documents.repair.sections import SectionMender
from discovery.documents.repair.tag_counts import Balance
from discovery.documents.repair.tags import Tag, TagMender, attributes_of
from discovery.documents.repair.void import VoidMender

_BLANK = "[\\x20\\t\\r\\n]"
# What is in order is passed over at once; only what needs a closer look is told apart.
_MARK = re.compile(
    rf"""[^<&\]{FORBIDDEN}]*+(?P<mark>
     <(?P<start>{NAME})(?P<attributes>(?:{_BLANK}++{NAME}{_BLANK}*+={_BLANK}*+
        (?:"[^"<&{FORBIDDEN}]*+"|'[^'<&{FORBIDDEN}]*+'))*+){_BLANK}*+(?P<empty>/?)>
    |</(?P<end>{NAME}){_BLANK}*+>
    |(?P<section><!--|<!\[CDATA\[|<\?)
    |(?P<angle><)
    |(?P<good>&(?:amp|lt|gt|quot|apos);)
    |(?P<trouble>[&{FORBIDDEN}])
    |(?P<section_end>\]\]>)
    |\])""",
    re.VERBOSE,
)
_LIKE_END = re.compile(r"<\s{0,9}[/\\]")
_NEXT_END = re.compile(rf"[^<]*+</({NAME})\s*+>")

_CONTROLS = re.compile(r"(?P<run>[\x00-\x20]++)(?=<(?P<ends>/)?)")
_NO_BLANK = re.compile(r"[^\t\n\r ]+")

_CONTROLS_ALONE = "control characters between two tags; taken out"
_SECTION_END = "']]>' in the text; written as ']]&gt;'"


def fix_markup(text: str) -> Edits:
    """The edits that make a text well-formed, as far as is known; none where nothing is wrong.

    Raises NoRepairError where there is no repair that could be vouched for.
    """
    first = _Reader.over(text)
    first.read()
    if not first.nesting.guessed:
        return first.edits
    # The second reading knows from the first which children which elements have.
    second = _Reader.over(text, first.nesting.families)
    second.read()
    return second.edits


@dataclass(slots=True)
class _Reader:
    """One way through a text, from the root element on."""

    text: str
    root: int
    edits: Edits
    nesting: Nesting
    tags: TagMender
    sections: SectionMender
    angles: AngleMender
    void: VoidMender
    namespaces: Namespaces = field(default_factory=Namespaces)
    follows_words: bool = False
    early_end_looked_for: bool = False
    tag_end: int = 0

    @classmethod
    def over(cls, text: str, families: Families | None = None) -> "_Reader":
        """A reader that has the beginning of the text behind it."""
        edits = Edits(text)
        prolog = prolog_epilog.fix_beginning(text, edits)
        balance = Balance(text)
        tags = TagMender(text, edits, prolog.entities, prolog.outside, balance)
        nesting = Nesting(edits, families or Families(set), balance, StartMender(edits))
        sections, angles = SectionMender(text, edits), AngleMender(text, edits, balance)
        void = VoidMender(text, edits, balance)
        return cls(text, prolog.root, edits, nesting, tags, sections, angles, void)

    def read(self) -> None:
        """Go through the text and note what must be fixed."""
        at: int | None = self.root
        while at is not None and at < len(self.text):
            at = self._go_on(at)
            if at is not None and not self.nesting.open:
                self._behind_root(at)
                break
        else:
            prolog_epilog.take_out_open_tail(self.text, self.edits)
            self.nesting.document_ends(self.edits.end_of_text())
        name_end = self.root + 1 + len(prolog_epilog.root_name(self.text, self.root))
        self.namespaces.declare_missing(name_end, self.edits)

    def _go_on(self, at: int) -> int | None:
        """Deal with what comes next; return where to go on, None where nothing comes."""
        mark = _MARK.match(self.text, at)
        lost = self._lost_angle(at, mark.start("mark") if mark else len(self.text))
        return lost or (self._step(mark, at) if mark else None)

    def _lost_angle(self, at: int, end: int) -> int | None:
        """Deal with a tag between these places that lacks its `<`; return where to go on."""
        if not self.nesting.open or not (
            lost := self.angles.fix(at, end, self.nesting.open[-1].tag.name)
        ):
            return None
        start, tag, is_end = lost
        if self.text[at:start].strip():
            self._words()
        return self._end(tag.name, start, tag.end) if is_end else self._open(tag, start, None)

    def _step(self, mark: re.Match[str], at: int) -> int:
        """Deal with one mark; return where to go on."""
        start = mark.start("mark")
        if start > at and not self.text[at:start].isspace():
            self._words()
        if mark["start"]:
            return self._start(mark, self._indent(at, start))
        if mark["end"]:
            return self._end(mark["end"], start, mark.end())
        if mark["angle"]:
            return self._angle(start, self._indent(at, start))
        if mark["section"]:
            return self.sections.fix(start, self.nesting.open[-1].tag.name)
        if mark["trouble"]:
            return self._trouble(start, at)
        self._words()
        if mark["section_end"]:
            self.edits.replace(start, mark.end(), "]]&gt;", _SECTION_END)
        return mark.end()

    def _trouble(self, start: int, at: int) -> int:
        """Deal with a character that may not stand there as it is; return where to go on."""
        if after := self._controls_alone(start, at):
            return after
        self._words()
        known, outside = self.tags.entities, self.tags.outside
        return references.fix_one(self.text, start, known, self.edits, outside=outside)

    def _controls_alone(self, start: int, at: int) -> int | None:
        """Take out control characters that stand alone between two tags, which is no place for a
        text, and return where they end; one that is all that an element holds may mean something.
        """
        found = _CONTROLS.match(self.text, start) if at == self.tag_end else None
        if found is None or self.text[at:start].strip(" \t\r\n"):
            return None
        if found["ends"] and self.nesting.open[-1].tag.end == at:
            return None
        self.edits.replace(
            start, found.end("run"), _NO_BLANK.sub("", found["run"]), _CONTROLS_ALONE
        )
        return found.end("run")

    def _start(self, mark: re.Match[str], indent: int | None) -> int:
        found = attributes_of(mark["attributes"])
        values = dict(found)
        if len(values) < len(found):
            return self._angle(mark.start("mark"), indent)
        tag = Tag(mark["start"], mark.end(), bool(mark["empty"]), values)
        return self._open(tag, mark.start("mark"), indent)

    def _open(self, tag: Tag, start: int, indent: int | None) -> int:
        # In a tag that is fixed itself its namespaces are looked at in the next round.
        if _declares(tag.values) and not self.edits.reach_behind(start):
            fix_namespace_uris(self.text, start, tag.end, self.edits)
        if tag.values or ":" in tag.name:
            self.namespaces.starts(len(self.nesting.open), tag.name, tag.values)
        started = StartTag(
            tag.name, start, tag.end, indent, self.follows_words, plain=not tag.values
        )
        empty = tag.empty or self.void.closes(tag.name, tag.end)
        self.nesting.starts(started, empty=empty)
        self.follows_words, self.tag_end = False, tag.end
        return tag.end

    def _end(self, name: str, start: int, end: int) -> int:
        behind, self.tag_end = self.tag_end, end
        self.follows_words = False
        if not self.early_end_looked_for and self.nesting.is_only_root(name):
            self.early_end_looked_for = True
            if prolog_epilog.take_out_early_end(self.text, name, start, end, self.edits):
                return end
        if not self.nesting.ends_properly(name) and not self.void.replaces(name, start, end):
            upcoming = _NEXT_END.match(self.text, end)
            following = upcoming[1] if upcoming else None
            self.nesting.ends_otherwise(EndTag(name, start, end, behind, following))
        return end

    def _angle(self, start: int, indent: int | None) -> int:
        """Deal with a `<` that does not begin a well-written tag."""
        if self.text.startswith(("<!", "<["), start):
            return self._misspelt(start)
        tag = None
        if _LIKE_END.match(self.text, start):
            tag = self.tags.end_tag(start, self.nesting.open[-1].tag.name)
            if tag is not None and tag.name:
                return self._end(tag.name, start, tag.end)
        elif tag := self.tags.start_tag(start):
            return self._open(tag, start, indent) if tag.name else tag.end
        if tag is not None:
            return tag.end
        return self._bare_angle(start)

    def _misspelt(self, start: int) -> int:
        """Deal with `<!` that begins no comment and no CDATA section as they must begin."""
        end = self.sections.fix_misspelt(start) or self.tags.take_out_cut(start)
        return end or self._bare_angle(start)

    def _bare_angle(self, start: int) -> int:
        if not self.nesting.open:
            raise NoRepairError
        self._words()
        return self.tags.bare_angle(start)

    def _words(self) -> None:
        self.follows_words = True
        self.nesting.words()

    def _indent(self, at: int, start: int) -> int | None:
        """How far a mark stands from the beginning of its line, if it stands first there."""
        line = self.text.rfind("\n", at, start)
        blank = line >= 0 and (line + 1 == start or self.text[line:start].isspace())
        return start - line - 1 if blank else None

    def _behind_root(self, at: int) -> None:
        tail = prolog_epilog.skip_asides(self.text, at)
        if tail == len(self.text) or (self.edits and prolog_epilog.holds_elements(self.text, tail)):
            # What else is wrong is fixed first, so that another document is known for one.
            return
        prolog_epilog.take_out_tail(self.text, tail, self.edits)


def _declares(names: Collection[str]) -> bool:
    return any(name.startswith("xmlns") for name in names)
