"""A document that was copied as text of something else is itself again, whatever is around it."""

import json
from pathlib import Path

import pytest

from discovery.documents.repair import propose
from tests.documents.repair.support import changes, repaired, said
from tests.support.home import write

MESSAGE = """\
<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:o" Version="19.2">
    <Name Lang="en">Zoë &amp; O'Neill</Name>
    <Remark>6 &lt; 7, "C:\\temp"</Remark>
    <Total Cur="EUR">10.00</Total>
</Order>
"""


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def marked(mark: str, first: int = 8) -> str:
    """The message with a mark before each line, and the line's number where it has `{}`."""
    lines = enumerate(MESSAGE.splitlines(), first)
    return "\n".join(mark.format(number) + line for number, line in lines)


WRAPPED = {
    "escaped": escaped(MESSAGE),
    "escaped with its quotation marks": escaped(MESSAGE).replace('"', "&quot;"),
    "escaped by numbers": escaped(MESSAGE).replace("&lt;", "&#60;").replace("&gt;", "&#x3E;"),
    "escaped twice": escaped(escaped(MESSAGE)),
    "escaped in a log": f"12:00 INFO {escaped(MESSAGE)} 200 OK",
    "string": json.dumps(MESSAGE),
    "string with all letters": json.dumps(MESSAGE, ensure_ascii=False),
    "string without its quotes": json.dumps(MESSAGE)[1:-1],
    "string with hidden brackets": json.dumps(MESSAGE).replace("<", "\\u003c"),
    "string with slashes hidden": json.dumps(MESSAGE).replace("/", "\\/"),
    "string of a string": json.dumps(json.dumps(MESSAGE)),
    "JSON": json.dumps({"id": 1, "body": MESSAGE, "more": [1]}),
    "list": json.dumps([MESSAGE]),
    "escaped in JSON": json.dumps({"body": escaped(MESSAGE)}),
    "cell of a table": 'id,body\n1,"{}"\n'.format(MESSAGE.replace('"', '""')),
    "numbers of lines": marked("{:>4}  "),
    "numbers and colons": marked("{}: "),
    "numbers and tabs": marked("{}\t"),
    "reply to a mail": marked("> "),
    "lines of a comparison": marked("+"),
    "lines of a log": marked("2025-01-31 12:00:{:02},123 INFO [http-1] "),
    "headers of HTTP": f"POST /x HTTP/1.1\r\nContent-Type: text/xml\r\n\r\n{MESSAGE}",
    "parts of MIME": f"--b:1\r\nContent-ID: <root@x>\r\n\r\n{MESSAGE}\r\n--b:1--\r\n",
    "Markdown": f"```xml\n{MESSAGE}```\n",
    "piece of a page": f"<pre><code>{MESSAGE}</code></pre>",
    "log with names in brackets": f"12:00 <init> request:\n{MESSAGE}12:00 INFO sent <ok>\n",
    "single quotation marks": f"'{MESSAGE}'",
}


@pytest.mark.parametrize("content", WRAPPED.values(), ids=WRAPPED)
def test_the_document_is_unwrapped(tmp_path: Path, content: str) -> None:
    found = repaired(tmp_path, content)
    assert found is not None
    assert said(found, tmp_path) == said(MESSAGE.encode(), tmp_path)
    assert len(changes(tmp_path, content)) <= 5


def test_line_breaks_as_letters_between_tags_are_line_breaks(tmp_path: Path) -> None:
    content = '<r a="1">\\n\\t<a>x</a>\\r\\n<b/></r>\\n'
    assert repaired(tmp_path, content) == b'<r a="1">\n\t<a>x</a>\r\n<b/></r>\n'


def test_marks_of_a_view_that_folds_are_taken_out(tmp_path: Path) -> None:
    content = "-<r>\n  <a>1 - 2</a>\n  - <b>\n    <c/>\n  </b>\n</r>"
    whole = b"<r>\n  <a>1 - 2</a>\n  <b>\n    <c/>\n  </b>\n</r>"
    assert repaired(tmp_path, content) == whole


def test_the_diff_shows_the_first_lines_before_and_after(tmp_path: Path) -> None:
    proposal = propose(write(tmp_path, escaped(MESSAGE)), tmp_path / "repaired.xml")
    assert proposal is not None
    lines = proposal.diff.splitlines()
    assert lines[0] == "@@ line 1 @@"
    assert '-&lt;Order xmlns="urn:o" Version="19.2"&gt;' in lines
    assert '+<Order xmlns="urn:o" Version="19.2">' in lines


LEFT = {
    "backslashes in values": ('<r a="C:\\n"><b>x\\n & "y\\"</b></r>', '<b>x\\n &amp; "y\\"</b>'),
    "an empty attribute": ('<r a="" b="">& ""x""</r>', '<r a="" b="">&amp; ""x""</r>'),
    "escaped text of a document": ("<r>&lt;a&gt; & </r>", "<r>&lt;a&gt; &amp; </r>"),
    "a mark before some lines": ("x <r>\n<a/>\n</r>", "<r>\n<a/>\n</r>"),
    "JSON in a text": ('<r>{"a": "\\"<b/>\\"\\n"} & </r>', '{"a": "\\"<b/>\\"\\n"} &amp; '),
}


@pytest.mark.parametrize(("content", "kept"), LEFT.values(), ids=LEFT)
def test_what_only_looks_wrapped_is_left(tmp_path: Path, content: str, kept: str) -> None:
    found = repaired(tmp_path, content)
    assert found is not None
    assert kept in found.decode()
