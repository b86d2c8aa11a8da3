"""Scores of words in an encoding, by alphabets, frequent letters and scripts."""

import unicodedata
from collections.abc import Callable
from functools import cache

# The letters that European languages write beyond a to z, a language each.
_WESTERN = (
    "æøåé", "åäöé", "äöüß", "àâæçèéêëîïôœùûüÿ", "áéíñóúüªº", "ãáàâçéêíóôõúüªº", "àèéìíîòóùú",
    "áðéíóúýþæö", "áéíóúàèìòù", "éëïöüèê",
)  # fmt: skip
_WESTERN_9 = (*_WESTERN, "šžõäöü")
_CENTRAL = (
    "áčďéěíňóřšťúůýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîşţșț", "čćđšž", "áäčďéíĺľňóôŕšťúýž", "äöüß",
)  # fmt: skip
_TURKISH = ("âçğıiöşüi\u0307",)
_CYRILLIC = ("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўђѓјљњћќџѕ№",)
_GREEK = ("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",)

# Frequent first; what stands far behind is rare in names and words.
_BY_FREQUENCY = {
    "CYRILLIC": "оеаинтсрвлкмдпуяызьбгчйхжюшцщэфъё",
    "GREEK": "αοιετσνηυρπκμλςίόάγέδήωχθύφβώξζψ",
}
_OFTEN, _SOMETIMES = 12, 24
_JAPANESE = {"HIRAGANA", "KATAKANA", "CJK"}

_FOREIGN_LETTER = 1.0
_RARE_LETTER = 0.3
_LESS_FREQUENT = 0.1
_MIXED_SCRIPTS = 3.0
_ODD_CASE = 2.0
_SIGN_IN_WORD = 2.0
_SIGN = 0.3
_NO_CHARACTER = 8.0
_MARKS_OF_TEXT = "–—‘’“”„…•€«»¿¡、。・「」ー（）！？　"

Oddness = Callable[[str], float]


def western(word: str) -> float:
    """How odd a word is in the languages of Western Europe (windows-1252)."""
    return _odd_letters(word, _WESTERN) + _odd_form(word)


def western_with_euro(word: str) -> float:
    """The same with Finnish and Estonian letters (ISO-8859-15)."""
    return _odd_letters(word, _WESTERN_9) + _odd_form(word)


def central(word: str) -> float:
    """How odd a word is in the languages of Central Europe."""
    return _odd_letters(word, _CENTRAL) + _odd_form(word)


def turkish(word: str) -> float:
    """How odd a word is in Turkish."""
    return _odd_letters(word, _TURKISH) + _odd_form(word)


def cyrillic(word: str) -> float:
    """How odd a word is in Russian and its relatives."""
    return _odd_letters(word, _CYRILLIC) + _rare_letters(word, "CYRILLIC") + _odd_form(word)


def greek(word: str) -> float:
    """How odd a word is in Greek."""
    return _odd_letters(word, _GREEK) + _rare_letters(word, "GREEK") + _odd_form(word)


def japanese(word: str) -> float:
    """How odd a word is in Japanese: rare kanji, half-width kana."""
    return _rare_ideographs(word, "shift_jis", 0x88, 0x98) + _odd_form(word)


def chinese(word: str) -> float:
    """How odd a word is in Chinese as written on the mainland."""
    return _rare_ideographs(word, "gb2312", 0xB0, 0xD7) + _kana(word) + _odd_form(word)


def taiwanese(word: str) -> float:
    """How odd a word is in Chinese as written in Taiwan and Hong Kong."""
    return _rare_ideographs(word, "big5", 0xA4, 0xC6) + _kana(word) + _odd_form(word)


def korean(word: str) -> float:
    """How odd a word is in Korean, which is written without ideographs today."""
    ideographs = sum(_script(character) in _JAPANESE for character in word)
    return ideographs * _FOREIGN_LETTER + _odd_form(word)


def _odd_letters(word: str, languages: tuple[str, ...]) -> float:
    """The letters that the language which explains the word best does not have."""
    letters = [c for c in word.lower() if c > "\x7f" and c.isalpha()]
    return _FOREIGN_LETTER * min(sum(c not in alphabet for c in letters) for alphabet in languages)


def _rare_letters(word: str, script: str) -> float:
    order = _BY_FREQUENCY[script]
    places = [order.find(c) for c in word.lower() if c > "\x7f"]
    sometimes = sum(_OFTEN <= place < _SOMETIMES for place in places)
    rare = sum(place < 0 or place >= _SOMETIMES for place in places)
    return sometimes * _LESS_FREQUENT + rare * _RARE_LETTER


def _rare_ideographs(word: str, codec: str, first: int, last: int) -> float:
    """The ideographs outside of the common ones, which a national standard puts first."""
    odd = 0.0
    for character in word:
        script = _script(character)
        if script == "CJK":
            lead = character.encode(codec, "replace")[0]
            odd += 0.0 if first <= lead <= last else _FOREIGN_LETTER
        elif script in {"HALFWIDTH", "HANGUL", "GREEK", "CYRILLIC", "BOPOMOFO"}:
            odd += _FOREIGN_LETTER
    return odd


def _kana(word: str) -> float:
    return sum(_script(c) in {"HIRAGANA", "KATAKANA"} for c in word) * _FOREIGN_LETTER


def _odd_form(word: str) -> float:
    """What is odd in any language: signs within words, mixed scripts, capitals behind small."""
    odd = 0.0
    around = f" {word} "
    for index, character in enumerate(word, 1):
        before, behind = around[index - 1], around[index + 1]
        odd += _odd_pair(before, character)
        if character > "\x7f" and character not in _MARKS_OF_TEXT:
            odd += _odd_sign(character, before.isalpha() or behind.isalpha())
    return odd


def _odd_pair(before: str, character: str) -> float:
    if not (before.isalpha() and character.isalpha()) or max(before, character) < "\x80":
        return 0.0
    if before.islower() and character.isupper():
        return _ODD_CASE
    scripts = {_script(before), _script(character)}
    return _MIXED_SCRIPTS if len(scripts) > 1 and not scripts <= _JAPANESE else 0.0


def _odd_sign(character: str, in_word: bool) -> float:
    category = unicodedata.category(character)
    if category in {"Cc", "Cn", "Co", "Cs"}:
        return _NO_CHARACTER
    if category[0] in "SPN":
        return _SIGN_IN_WORD if in_word else _SIGN
    return 0.0


@cache
def _script(character: str) -> str:
    """The script of a letter, by the first word of its name; KATAKANA for the length mark."""
    if "CJK" in (name := unicodedata.name(character, "")):
        return "CJK"
    return name.partition(" ")[0].partition("-")[0]
