"""Every encoding that the reader knows is read exactly: each character, in names and values."""

import codecs
import sys
from pathlib import Path

import pytest
from lxml import etree

from discovery.documents.catalogue import read_catalogue
from discovery.documents.library import proposed_repair, take_in
from discovery.documents.parser import is_known_encoding, read_root
from discovery.documents.values import read_values
from discovery.errors import DocumentRefusedError
from tests.support.home import settings_in, write

ISO = [f"ISO-8859-{part}" for part in range(1, 17) if part != 12]
WINDOWS = [f"windows-{page}" for page in range(1250, 1259)]
DOS = {f"CP{page}": f"cp{page}" for page in (850, 862, 866, 874)}
OTHERS = ["US-ASCII", "KOI8-R", "KOI8-U", "TIS-620", "UTF-8"]
SINGLE = {**{name: name for name in (*ISO, *WINDOWS, *OTHERS)}, **DOS}
WORDS = {
    "Shift_JIS": "ヤマダ東京", "EUC-JP": "山田太郎", "ISO-2022-JP": "山田太郎", "CP932": "髙橋①",
    "Big5": "陳大文", "Big5-HKSCS": "香港啫", "GB2312": "王小明", "GBK": "王小明鎔",
    "GB18030": "王小明€𠀀",
    "EUC-KR": "김철수", "CP949": "김철수똠", "ISO-2022-KR": "김철수", "JOHAB": "김철수",
    "UTF-7": "Müller東京",
}  # fmt: skip
MARKS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]


def letters_of(codec: str) -> str:
    """The characters beyond ASCII that an encoding of single bytes has and XML allows."""
    every = bytes(range(0xA0, 0x100)).decode(codec, "ignore") if codec != "UTF-8" else "é注😀"
    return "az" + "".join(sign for sign in every if sign.isprintable() or sign == "\xa0")


def document(declared: str, text: str) -> str:
    return f'<?xml version="1.0" encoding="{declared}"?>\n<r k="{text}">{text}</r>'


def assert_read_exactly(path: Path, text: str) -> None:
    root = read_root(path)
    assert (root.text, root.get("k")) == (text, text)
    assert [value.value for value in read_values(path)] == [text, text]


@pytest.mark.parametrize("name", SINGLE)
def test_each_character_of_a_single_byte_encoding(tmp_path: Path, name: str) -> None:
    # With dots between them, since Vietnamese accents are put together with letters.
    text = ".".join(letters_of(SINGLE[name]))
    assert is_known_encoding(name)
    assert_read_exactly(write(tmp_path, document(name, text).encode(SINGLE[name])), text)


@pytest.mark.parametrize("name", WORDS)
def test_words_in_other_encodings(tmp_path: Path, name: str) -> None:
    content = document(name, WORDS[name]).encode(name)
    if not is_known_encoding(name):  # as iconv is built, on other systems
        with pytest.raises(DocumentRefusedError, match="encoding"):
            read_catalogue(write(tmp_path, content))
        return
    assert_read_exactly(write(tmp_path, content), WORDS[name])


@pytest.mark.parametrize("codec", MARKS)
def test_names_and_values_in_unicode(tmp_path: Path, codec: str) -> None:
    declared = codec.upper().removesuffix("-LE").removesuffix("-BE").removesuffix("-SIG")
    xml = f'<?xml version="1.0" encoding="{declared}"?><注文 é="Ü😀">Ünïcödé 東京</注文>'
    path = write(tmp_path, xml.encode(codec))
    (node,) = read_catalogue(path).nodes
    assert (node.path, node.attributes, node.sample) == ("/注文", {"é": "Ü😀"}, "Ünïcödé 東京")
    assert etree.tostring(read_root(path), encoding="unicode") == xml.partition("?>")[2]


@pytest.mark.parametrize("codec", ["cp037", "cp500", "cp1047", "cp1140"])
def test_ebcdic_is_refused_in_plain_words(tmp_path: Path, codec: str) -> None:
    if codec == "cp1047" and sys.version_info < (3, 14):
        codec = "cp273"
    path = write(tmp_path, document(f"IBM{codec[2:]}", "MULLER").encode(codec))
    with pytest.raises(DocumentRefusedError, match="the declared encoding is not known"):
        read_catalogue(path)


DECLARED = ["UTF-8", "US-ASCII", "ISO-8859-1", "windows-1252", "UTF-16", "Shift_JIS", "EUC-JP"]
ACTUAL = ["utf-8", "iso-8859-1", "utf-16-le", "utf-16", "utf-32", "shift_jis", "gb18030", "cp037"]


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("actual", ACTUAL)
def test_a_wrong_declaration_is_told_wherever_it_can_be(
    tmp_path: Path, declared: str, actual: str
) -> None:
    """Either the words are right, or the file is refused, or another reading is proposed."""
    words = "東京" if actual in {"shift_jis", "gb18030"} else "Müller"
    content = document(declared, words).encode(actual)
    settings = settings_in(tmp_path)
    try:
        document_ = take_in(write(tmp_path, content).open("rb"), settings)
    except DocumentRefusedError as refusal:
        assert str(refusal).endswith(".")
        return
    if read_root(document_.path).text != words and _can_be_told(content, declared):
        with proposed_repair(write(tmp_path, content).open("rb"), settings) as proposal:
            assert proposal is not None
            assert read_root(proposal.path).text == words


def _can_be_told(content: bytes, declared: str) -> bool:
    """Bytes beyond ASCII that are good UTF-8 never are so by chance; others may be anything."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return codecs.lookup(declared).name != "utf-8"
