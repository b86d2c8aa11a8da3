"""The messages of a document in words, for the screens and the terminal."""

from collections.abc import Iterator

from discovery.documents.inner_messages import InnerMessage, InnerMessages, UnreadValue
from discovery.documents.message import Message
from discovery.documents.message_list import ListedMessage
from discovery.documents.origin import Origin
from discovery.facts.structure import short_xpath
from discovery.ui.text import counted, size


def message_words(message: Message) -> str:
    """`OrderViewRS 19.2 · EXAMPLE AIR XX`."""
    name = " ".join(filter(None, (message.name, message.spec_version)))
    airline = " ".join(filter(None, (message.airline_name, message.airline_code)))
    return f"{name} · {airline}" if airline else name


def place_words(listed: ListedMessage) -> str:
    """Which one a message is of those at its path; nothing for the only one."""
    if listed.count == 1:
        return ""
    if listed.ordinal == 0:
        return f"{listed.count:,} at this path, told together"
    return f"{listed.ordinal:,} of {listed.count:,} at this path; a tick takes all of them"


def inner_words(inner: InnerMessage) -> str:
    """`an OrderViewRS 19.2 · SK of 12 KB`."""
    article = "an" if inner.message.name[:1] in "AEIOU" else "a"
    return f"{article} {message_words(inner.message)} of {size(inner.size)}"


def value_words(inner: InnerMessage) -> str:
    """Where a message within a value stands, and how it is packed."""
    packing = "" if inner.packing == "text" else f", {inner.packing}"
    return f"{brief_xpath(inner.xpath)}{packing}"


def unread_words(unread: UnreadValue) -> str:
    """That a value seems to hold a message, and why it cannot be opened."""
    return (
        f"The value at {brief_xpath(unread.xpath)} seems to hold a message that cannot be read: "
        f"{unread.reason}"
    )


def left_out_words(inner: InnerMessages) -> str:
    """That not all values were looked at; nothing where they were."""
    if not inner.left_out:
        return ""
    values = counted(inner.left_out, "more value")
    return f"{values} may hold messages and exceed the limits on what is read at upload."


def inner_lines(inner: InnerMessages) -> Iterator[str]:
    """All that is known of the values of a document, numbered as they are opened by."""
    for number, each in enumerate(inner.found, 1):
        yield f"A value holds {inner_words(each)} [{number}]: {value_words(each)}"
    yield from map(unread_words, inner.unread)
    if said := left_out_words(inner):
        yield said


def origin_words(origin: Origin) -> str:
    """In which value of another document one stood."""
    when = f"{origin.opened_at:%Y-%m-%d %H:%M} UTC"
    return f"Opened from a value of {origin.outer_file_name} on {when}"


def stays_words(opened: tuple[Origin, ...]) -> str:
    """What becomes of the documents that were opened from one that goes."""
    if not opened:
        return ""
    names = ", ".join(sorted({origin.file_name for origin in opened}))
    return f"What was opened from its values stays as a document of its own: {names}."


def brief_xpath(xpath: str) -> str:
    """An XPath for the eye, without the number of what occurs once as far as it tells."""
    return short_xpath(xpath).replace("[1]", "")
