"""The same message in many encodings: read alike where declared, repaired where not."""

import codecs
from pathlib import Path

import pytest

from discovery.documents import parser
from discovery.errors import DocumentRefusedError
from tests.documents.repair.support import changes, repaired, said
from tests.support.home import write

WESTERN = "André Müller · São José · Señor Núñez"
CENTRAL = "Łódź · Kraków · Wałęsa · Gdańsk"
RUSSIAN = "Иванов Иван · Москва"
GREEK = "Παπαδόπουλος Γιώργος"
TURKISH = "Güneş Yıldız · Çağlar"
JAPANESE = "山田太郎 東京 ヤマダ"
TAIWANESE = "陳大文 王小明 台北"
CHINESE = "王小明 北京 中国国际航空"
KOREAN = "김철수 서울 대한항공"

WORDS = {
    "UTF-8": WESTERN, "UTF-16": RUSSIAN, "ISO-8859-1": WESTERN, "ISO-8859-15": WESTERN,
    "windows-1252": "Zoë “O’Neill” – 50 € André", "ISO-8859-2": CENTRAL.replace("·", ""),
    "windows-1250": CENTRAL, "windows-1251": RUSSIAN.replace("·", ""),
    "KOI8-R": RUSSIAN, "ISO-8859-5": RUSSIAN.replace("·", ""), "windows-1253": GREEK,
    "ISO-8859-7": GREEK, "windows-1254": TURKISH, "ISO-8859-9": TURKISH,
    "Shift_JIS": JAPANESE, "EUC-JP": JAPANESE, "ISO-2022-JP": JAPANESE, "Big5": TAIWANESE,
    "GB18030": CHINESE, "GBK": CHINESE, "EUC-KR": KOREAN, "windows-1257": "Jūratė Šimonytė",
    "windows-1255": "שלום", "windows-1256": "محمد", "windows-874": "สมชาย",
}  # fmt: skip
PYTHON = {"windows-874": "cp874"}
GUESSED = (
    "ISO-8859-1", "windows-1252", "windows-1250", "ISO-8859-2", "windows-1251", "KOI8-R",
    "ISO-8859-5", "windows-1253", "windows-1254", "Shift_JIS", "EUC-JP", "Big5", "GB18030",
    "EUC-KR",
)  # fmt: skip


def message(words: str, declaration: str = "") -> str:
    head = declaration and f'<?xml version="1.0" encoding="{declaration}"?>\n'
    return f"{head}<Order>\n<Name>{words}</Name>\n<City>{words}</City>\n</Order>"


def encoded(name: str, declaration: str) -> bytes:
    return message(WORDS[name], declaration).encode(PYTHON.get(name, name))


@pytest.mark.parametrize("name", WORDS)
def test_an_encoding_that_is_declared_rightly_is_read(tmp_path: Path, name: str) -> None:
    plain = said(message(WORDS[name]).encode(), tmp_path)
    assert said(encoded(name, name), tmp_path) == plain


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_utf_8_and_utf_16_are_read_with_and_without_a_mark(tmp_path: Path, codec: str) -> None:
    declaration = "UTF-8" if codec == "utf-8-sig" else "UTF-16"
    content = message(JAPANESE, declaration).encode(codec)
    assert said(content, tmp_path) == said(message(JAPANESE).encode(), tmp_path)


@pytest.mark.parametrize("declared", ["UTF-8", "", "UTF-16", "klingon"])
@pytest.mark.parametrize("name", GUESSED)
def test_a_wrong_declaration_is_corrected(tmp_path: Path, name: str, declared: str) -> None:
    content = encoded(name, declared)
    with pytest.raises(DocumentRefusedError):
        parser.check(write(tmp_path, content))
    found = repaired(tmp_path, content)
    assert found is not None
    assert said(found, tmp_path) == said(message(WORDS[name]).encode(), tmp_path)
    (change,) = changes(tmp_path, content)
    assert change.line == 1
    # The bytes behind the declaration are those of the file.
    assert found.endswith(WORDS[name].encode(name) + b"</City>\n</Order>")


def test_utf_8_under_another_declaration_that_cannot_be(tmp_path: Path) -> None:
    for declared in ("UTF-16", "US-ASCII", "nonsense"):
        found = repaired(tmp_path, message(WESTERN, declared).encode())
        assert found == message(WESTERN, "UTF-8").encode()


@pytest.mark.parametrize("declared", ["ISO-8859-1", "windows-1252", "EUC-JP", "KOI8-R"])
def test_utf_8_that_is_read_as_something_else(tmp_path: Path, declared: str) -> None:
    content = message(WESTERN, declared).encode()
    parser.check(write(tmp_path, content))
    assert repaired(tmp_path, content) == message(WESTERN, "UTF-8").encode()


def test_what_is_what_it_says_is_not_doubted(tmp_path: Path) -> None:
    for name in (*GUESSED, "UTF-16", "UTF-8"):
        assert repaired(tmp_path, encoded(name, name)) is None


@pytest.mark.parametrize(
    ("declared", "right", "codec"),
    [
        ("CP-1252", "windows-1252", "cp1252"),
        ("latin-1", "ISO-8859-1", "latin-1"),
    ],
)
def test_a_name_that_only_others_understand_is_put_right(
    tmp_path: Path, declared: str, right: str, codec: str
) -> None:
    found = repaired(tmp_path, message("Müller", declared).encode(codec))
    assert found == message("Müller", right).encode(codec)


def test_characters_of_a_wider_encoding_name_that(tmp_path: Path) -> None:
    found = repaired(tmp_path, message("髙橋 ①", "Shift_JIS").encode("cp932"))
    assert found == message("髙橋 ①", "CP932").encode("cp932")


def test_some_wrong_bytes_in_utf_8_are_read_alone(tmp_path: Path) -> None:
    content = message(WESTERN, "UTF-8").encode().replace("ü".encode(), b"\xfc", 1)
    found = repaired(tmp_path, content)
    assert found == message(WESTERN, "UTF-8").encode()
    (change,) = changes(tmp_path, content)
    assert (change.line, change.before, change.after) == (3, "\\xfc", "ü")


def test_a_character_cut_at_the_end_is_taken_out(tmp_path: Path) -> None:
    cut = message("é, ü, ö", "UTF-8").encode().partition("ö".encode())[0] + "ö".encode()[:1]
    found = repaired(tmp_path, cut)
    assert found is not None
    assert ("Name", (), "é, ü,", "") in said(found, tmp_path)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_wide_files_that_say_nothing_of_it(tmp_path: Path, codec: str) -> None:
    found = repaired(tmp_path, message(JAPANESE).encode(codec))
    assert found == message(JAPANESE).encode()


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "iso8859-1", "shift_jis"])
def test_another_fault_in_another_encoding(tmp_path: Path, codec: str) -> None:
    words = "ab & c" if codec == "shift_jis" else "é & ü"
    declared = {"shift_jis": "Shift_JIS", "iso8859-1": "ISO-8859-1"}.get(codec, "UTF-16")
    found = repaired(tmp_path, message(words, declared).encode(codec))
    assert found == message(words.replace("&", "&amp;"), "UTF-8").encode()


def test_latin_1_under_utf_8_with_a_tail_and_an_ampersand(tmp_path: Path) -> None:
    content = message("Müller & Söhne", "UTF-8").encode("latin-1") + b"\nUNZ+1'"
    found = repaired(tmp_path, content)
    assert found == message("Müller &amp; Söhne", "UTF-8").encode() + b"\n"
    assert len(changes(tmp_path, content)) == 4


def test_a_declaration_that_names_a_strange_codec_runs_none(tmp_path: Path) -> None:
    for name in ("unicode_escape", "idna", "rot13", "hex", "zlib", "undefined"):
        found = repaired(tmp_path, message("\\u0041", name).encode())
        assert found == message("\\u0041", "UTF-8").encode()


def test_a_mark_wins_over_the_declaration(tmp_path: Path) -> None:
    content = codecs.BOM_UTF8 + message("ü & ä", "ISO-8859-1").encode()
    found = repaired(tmp_path, content)
    assert found == codecs.BOM_UTF8 + message("ü &amp; ä", "UTF-8").encode()


@pytest.mark.parametrize("declared", ["ISO-8859-1", "windows-1252"])
def test_utf_8_under_another_declaration_with_another_fault(tmp_path: Path, declared: str) -> None:
    whole = message(WESTERN + " &amp; Co", "UTF-8").encode()
    content = message(WESTERN + " & Co", declared).encode()
    assert repaired(tmp_path, content) == whole
    one_wrong = content.replace("ü".encode(), b"\xfc", 1)
    assert repaired(tmp_path, one_wrong) == whole


def test_what_is_declared_rightly_stays_with_another_fault(tmp_path: Path) -> None:
    for name in ("ISO-8859-1", "windows-1252"):
        found = repaired(tmp_path, message(WESTERN + " & Co", name).encode(name))
        assert found == message(WESTERN + " &amp; Co", "UTF-8").encode()


def test_a_mark_of_utf_16_before_utf_8(tmp_path: Path) -> None:
    found = repaired(tmp_path, codecs.BOM_UTF16_LE + message(WESTERN, "UTF-8").encode())
    assert found == message(WESTERN, "UTF-8").encode()


def test_a_mark_of_utf_8_before_something_else(tmp_path: Path) -> None:
    for codec in ("utf-16-le", "cp1251"):
        found = repaired(tmp_path, codecs.BOM_UTF8 + message(RUSSIAN, "UTF-8").encode(codec))
        assert found == message(RUSSIAN, "UTF-8").encode()


def test_a_byte_that_is_left_over_is_told_of(tmp_path: Path) -> None:
    content = message(WESTERN).encode("utf-16") + b"\n"
    assert repaired(tmp_path, content) == message(WESTERN).encode()
    (change,) = changes(tmp_path, content)
    assert "ends within a character" in change.what


def test_a_character_cut_at_the_end_is_no_other_encoding(tmp_path: Path) -> None:
    for word in ("ö", "注"):
        cut = f"<Order><Name>ab</Name><Name>{word}".encode()[:-1]
        assert repaired(tmp_path, cut) == b"<Order><Name>ab</Name><Name></Name></Order>"


def test_one_zero_byte_makes_no_utf_16(tmp_path: Path) -> None:
    content = b"<\x00Order><Name>Zoe & Co</Name></Order>"
    assert repaired(tmp_path, content) == b"<Order><Name>Zoe &amp; Co</Name></Order>"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_behind_headers_in_ascii(tmp_path: Path, codec: str) -> None:
    headers = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n"
    found = repaired(tmp_path, headers + ("\ufeff" + message(WESTERN, "UTF-16")).encode(codec))
    assert found is not None
    assert found.decode().endswith(message(WESTERN, "UTF-8"))
