"""Builds the vocabulary of words that may pass unmasked; README.md beside it tells how and why.

    python tools/vocabulary/build.py [--corpus ../shared/corpus/ndc] [--check]

It needs the packages that README.md names, which the application itself does not need.
"""

import argparse
import importlib
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TARGET = ROOT / "discovery/facts/privacy/data/vocabulary.txt"
ADDRESS_WORDS = ROOT / "discovery/facts/privacy/data/address_words.txt"
CORPUS = ROOT.parent / "shared/corpus/ndc"

LANGUAGES = ("en", "de", "fr", "es", "pt", "it")
FREQUENT = 1300  # words taken of each language's frequency list
CENSUS_LEAST = 0.001  # percent of the US population of 1990: some 2,500 people

_APART = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
_FOLDS = str.maketrans(_APART | {"ı": "i"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LETTERS = re.compile(r"[a-z]{2,}\Z")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_HEAD = """\
# Words that may pass unmasked in a free text: one a line, folded (lower case, without accents),
# followed by a tab and "name" where the word is somebody's given name or surname, too.
# Built by tools/vocabulary/build.py; change the lists beside that script, not this file.
# Sources: element names and enumerations of IATA NDC messages; hand-written glossaries of this
# project; the commonest words of English, German, French, Spanish, Portuguese and Italian by
# wordfreq 3.1.1 (Robyn Speer, https://github.com/rspeer/wordfreq), whose data is licensed under
# CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/) and was reduced, folded and
# merged here; this file is available under the same licence. It holds no names from lists of
# names: Faker (MIT) and names (MIT; US Census 1990, public domain) were only subtracted.
"""


def fold(word: str) -> str:
    """Lower case without accents, as the masker looks words up."""
    apart = unicodedata.normalize("NFKD", word.lower().translate(_FOLDS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def folded(text: str, *, german: bool = False) -> Iterator[str]:
    """The words of a text, folded; a German one in both spellings of its umlauts."""
    composed = unicodedata.normalize("NFC", text.lower())
    spellings = {composed, composed.translate(_UMLAUTS)} if german else {composed}
    for spelling in sorted(spellings):
        for part in _NO_LETTERS.split(spelling):
            if _LETTERS.match(word := fold(part)):
                yield word


def inflected(entry: str) -> Iterator[str]:
    """`seat+s+ed` is seat, seats, seated; `buch~en~ung` is buchen, buchung."""
    if "+" in entry:
        stem, *endings = entry.split("+")
        yield stem
    else:
        stem, *endings = entry.split("~")
    if not endings:
        yield stem
    for ending in endings:
        yield stem + ending


# Endings of participles and nouns, and what else such a word ends in.
_ENDINGS = {
    "fr": (("é", "ée és ées"),),
    "es": (("ado", "ada ados adas"), ("ido", "ida idos idas"), ("ción", "ciones")),
    "pt": (("ado", "ada ados adas"), ("ido", "ida idos idas"), ("ção", "ções")),
    "it": (
        *(("ato", "ata ati ate"), ("ito", "ita iti ite"), ("uto", "uta uti ute")),
        ("zione", "zioni"),
    ),
}


# Endings of infinitives, and those of the forms that stand in remarks and rules.
_INFINITIVES = {
    "fr": (("er", "e ent ez ons era eront ait ant é ée és ées"),),
    "es": (
        ("ar", "a an amos e en ó aron ará arán ando arse ado ada ados adas"),
        ("er", "e en a an emos ió ieron erá erán iendo erse"),
        ("ir", "e en a an imos ió ieron irá irán iendo irse"),
    ),
    "pt": (
        ("ar", "a am amos e em ou aram ará arão ando ado ada ados adas"),
        ("er", "e em a am emos eu eram erá erão endo"),
        ("ir", "e em a am imos iu iram irá irão indo"),
    ),
    "it": (
        ("are", "a ano i ino iamo ò arono erà eranno ando arsi ato ata ati ate"),
        ("ere", "e ono a ano iamo erà eranno endo ersi"),
        ("ire", "e ono isce iscono iamo irà iranno endo irsi"),
    ),
}
_LEAST_STEM = 4  # letters; shorter stems make too many words that are something else


def agreeing(word: str, language: str) -> Iterator[str]:
    """A word; for a participle or noun its genders and numbers, for an infinitive its forms."""
    yield word
    for ending, others in (*_ENDINGS.get(language, ()), *_INFINITIVES.get(language, ())):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _LEAST_STEM:
            for other in others.split():
                yield stem + other


def glossary(language: str) -> set[str]:
    """The words of a language's hand-written glossary."""
    found = set()
    for entry in entries(f"glossary_{language}.txt"):
        for word in inflected(unicodedata.normalize("NFC", entry)):
            for each in agreeing(word, language):
                found.update(folded(each, german=language == "de"))
    return found


def entries(name: str) -> Iterator[str]:
    """The entries of a hand-written list, several a line, without comments."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        yield from line.partition("#")[0].split()


def listed(name: str, *, german: bool = False) -> set[str]:
    """The words of a hand-written list."""
    words = (word for entry in entries(name) for word in inflected(entry))
    return {each for word in words for each in folded(word, german=german)}


def exclusions() -> re.Pattern[str]:
    """What no source may bring in; `diabet*` stands for all words that begin so."""
    found = []
    for entry in entries("exclusions.txt"):
        stem = entry.rstrip("*")
        tail = "[a-z]*" if entry.endswith("*") else ""
        found += [word + tail for each in inflected(stem) for word in folded(each, german=True)]
    return re.compile("|".join(sorted(found)))


def message_words(corpus: Path) -> set[str]:
    """Words of element and attribute names of messages, and of a schema's enumerations."""
    found: set[str] = set()
    for path in sorted([*corpus.glob("*.xml"), *corpus.glob("*.xsd")]):
        try:
            tree = ElementTree.parse(path)  # noqa: S314 - the project's own samples
        except ElementTree.ParseError:
            continue
        for element in tree.iter():
            found.update(_schema_words(element) if path.suffix == ".xsd" else _names(element))
    return found


def _names(element: ElementTree.Element) -> Iterator[str]:
    for name in (element.tag, *element.attrib):
        yield from _camel(name.rpartition("}")[2])


def _schema_words(element: ElementTree.Element) -> Iterator[str]:
    kind = element.tag.rpartition("}")[2]
    if kind in {"element", "attribute"}:
        yield from _camel(element.get("name", ""))
    elif kind == "enumeration" and len(value := element.get("value", "")) > 1:
        yield from _camel(value)


def _camel(name: str) -> Iterator[str]:
    for part in _CAMEL.findall(name):
        yield from folded(part)


def frequent_words() -> set[str]:
    """The commonest words of each language, less those reviewed and not wanted."""
    top_n_list = importlib.import_module("wordfreq").top_n_list
    found = {
        word
        for language in LANGUAGES
        for text in top_n_list(language, FREQUENT)
        for word in folded(text, german=language == "de")
    }
    return found - listed("not_wanted.txt", german=True)


def people() -> set[str]:
    """Given names and surnames of all lists, whatever else they mean."""
    return _faker_names() | _census_names() | listed("names.txt", german=True)


def _faker_names() -> set[str]:
    package = importlib.import_module("faker.providers.person")
    found: set[str] = set()
    for module in sorted(each.name for each in pkgutil.iter_modules(package.__path__)):
        provider = importlib.import_module(f"{package.__name__}.{module}").Provider
        for attribute in dir(provider):
            if "name" in attribute and not attribute.startswith("_"):
                found.update(_strings(getattr(provider, attribute)))
    return {word for text in found for word in folded(text, german=True)}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Iterable) and not isinstance(value, type):
        for each in value:
            yield from _strings(each)


def _census_names() -> set[str]:
    package = importlib.import_module("names")
    folder = Path(str(package.__file__)).parent
    found = set()
    for path in sorted(folder.glob("dist.*")):
        least = CENSUS_LEAST if path.name == "dist.all.last" else 0
        for line in path.read_text(encoding="ascii").splitlines():
            name, share, *_ = line.split()
            if float(share) >= least:
                found.add(name)
    return {word for name in found for word in folded(name)}


def vocabulary(corpus: Path) -> dict[str, bool]:
    """Each word of the vocabulary, and whether it is also a name."""
    named = people()
    exclusion = exclusions()
    are_words = listed("names_that_are_words.txt", german=True)
    countries = listed("countries.txt", german=True)
    plain = listed("plain.txt", german=True) | (countries - are_words)
    places = listed("cities.txt", german=True) - plain
    brands = listed("brands.txt", german=True)
    trade = brands | listed("airline.txt", german=True) | listed("sensitive_codes.txt")
    for language in LANGUAGES:
        trade |= glossary(language)
    frequent = {word for word in frequent_words() if word not in named or word in are_words | plain}
    found = trade | frequent | message_words(corpus) | countries | places | plain | are_words
    flagged = (named | are_words | places) - plain
    # An airline may be called after a nation or a saint: such a word passes as a name does.
    excluded = {word for word in found if exclusion.fullmatch(word)} - countries
    flagged |= excluded & brands
    found -= (excluded - brands) | address_words()
    return {word: word in flagged for word in sorted(found)}


def address_words() -> set[str]:
    """Words of streets and buildings, which may pass nowhere by themselves."""
    lines = ADDRESS_WORDS.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def written(words: dict[str, bool]) -> str:
    """The text of the file."""
    return _HEAD + "".join(
        f"{word}\tname\n" if name else f"{word}\n" for word, name in words.items()
    )


def main() -> int:
    """Writes the file, or tells whether it is what the lists make."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of NDC messages")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if it differs")
    options = parser.parse_args()
    if not options.corpus.is_dir():
        parser.error(f"There are no messages at {options.corpus}: name their folder by --corpus.")
    words = vocabulary(options.corpus)
    text = written(words)
    if options.check:
        return int(TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8")
    print(f"{len(words)} words, {sum(words.values())} of them names, too", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
