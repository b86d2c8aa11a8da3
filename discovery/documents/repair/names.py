"""Names that XML does not allow: with blanks or other signs in them, or beginning with a digit."""

import re

NAME = r"[A-Za-z_:\x80-\ud7ff\ue000-\U0010ffff][-.:\w\xb7]*+"

# How far the end tag is looked for that shows an odd name to be one.
_REACH = 20_000

_ODD = re.compile(
    rf"""<(?P<name>[^\s<>="'!?/][^<>="'\r\n]{{0,80}}?)(?=\s{{1,9}}{NAME}\s{{0,9}}=|\s{{0,9}}/?>)"""
)
_SLIPPED = re.compile(r"""<(?P<name>[-\w:.]++[<"'=/&][-\w:.]++)(?=[\s/>])""")
_SIGNS = re.compile(r"""[<"'=/&]""")
_NAME = re.compile(NAME)
_TAG = re.compile(rf"<{NAME}(?=[\s/>])")
_NO_NAME_SIGNS = re.compile(r"[^-.:\w\xb7]+")
_BEGINS_WRONGLY = re.compile(r"[^A-Za-z_\x80-\ud7ff\ue000-\U0010ffff]")

BAD_NAME = "a name that XML does not allow; written with '_' in the place of what may not be in it"


def odd_name(text: str, start: int) -> str:
    """The name of the tag that begins at this place, where it is none that XML allows and the
    tag, or an end tag of the same name, shows that it is meant as one; else "".
    """
    found = _ODD.match(text, start)
    if found is None or _NAME.fullmatch(found["name"]):
        return ""
    if text.startswith("/>", found.end()) and found["name"][0].isdigit():
        return found["name"]
    is_closed = text.find(f"</{found['name']}>", found.end(), found.end() + _REACH) >= 0
    return found["name"] if is_closed else ""


def proper(name: str) -> str:
    """A name as XML allows it, as like the given one as can be."""
    allowed = _NO_NAME_SIGNS.sub("_", name)
    return f"_{allowed}" if _BEGINS_WRONGLY.match(allowed) else allowed


def slipped_name(text: str, start: int) -> tuple[str, str] | None:
    """The name of the tag that begins at this place where a sign has slipped into it, and the
    name that its end tag has.
    """
    found = _SLIPPED.match(text, start)
    name = without_signs(found["name"]) if found else ""
    if not found or not name or text.find(f"</{name}>", start, start + _REACH) < 0:
        return None
    return found["name"], name


def without_signs(name: str) -> str:
    """A name without the signs of markup."""
    return _SIGNS.sub("", name)


def begins_element(text: str, start: int) -> bool:
    """Whether an element begins at this place, however its name is written."""
    is_tag = _TAG.match(text, start) or odd_name(text, start) or slipped_name(text, start)
    return bool(is_tag)
