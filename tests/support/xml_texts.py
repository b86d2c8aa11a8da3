"""Small random documents as text, written in every way that XML allows: what trees do not show."""

from hypothesis import strategies as st

NAMES = ("a", "b", "p:a", "q:a", "p:ab", "é", "xml:a")
BLANKS = ("", " ", "\n", "\r\n\t")
SCOPES = (
    "",
    ' xmlns="urn:one"',
    ' xmlns=""',
    " xmlns:p='urn:two'",
    ' xmlns:q="urn:one" xmlns:p = "urn:three"',
)
TEXTS = (
    "", " ", "\n  ", "x", "é注😀", "a > b", "/>", "it's \"so\"", "\r\n", "x\r\ny", "\u00a0",
    "x " * 200, "&amp;", "&lt;a&gt;", "&#60;", "&#xE9;", "&apos;&quot;", "&#13;", "&#x1F600;",
    "<![CDATA[<b>&amp;</b>]]>", "<![CDATA[]]>", "<![CDATA[<!-- x -->]] >]]>",
    "<![CDATA[\r\n]]>", "<!-- <a> & -->", "<!---->", "<?pi <a> ?>", "<?pi?>", "<!--<![CDATA[--> ",
)  # fmt: skip
VALUES = (
    "", "1", "a>b", "x/>", "&lt;&gt;&amp;", "it's", "\n\t", "é&#x9;", "&quot;&#39;", "v " * 50,
)  # fmt: skip
KEYS = ("k", "p:k", "K", "é", "xml:lang", "xml:space")

blanks = st.sampled_from(BLANKS)


@st.composite
def texts_of_documents(draw: st.DrawFn) -> bytes:
    """A well-formed document without a DOCTYPE, in UTF-8."""
    start = draw(st.sampled_from(["", "\ufeff", '<?xml version="1.0"?>\r\n', "<!-- <r> -->"]))
    end = draw(st.sampled_from(["", "\n", "<!-- > --><?end?>"]))
    declared = ' xmlns:p="urn:one" xmlns:q="urn:two"'
    return f"{start}<r{declared}>{draw(_content(4))}</r>{end}".encode()


@st.composite
def _content(draw: st.DrawFn, depth: int) -> str:
    pieces = st.sampled_from(TEXTS) | _elements(depth - 1) if depth else st.sampled_from(TEXTS)
    return "".join(draw(st.lists(pieces, max_size=4)))


@st.composite
def _elements(draw: st.DrawFn, depth: int) -> str:
    name = draw(st.sampled_from(NAMES))
    tag = name + draw(st.sampled_from(SCOPES)) + "".join(draw(_attributes())) + draw(blanks)
    if draw(st.booleans()):
        return f"<{tag}/>"
    return f"<{tag}>{draw(_content(depth))}</{name}{draw(blanks)}>"


@st.composite
def _attributes(draw: st.DrawFn) -> list[str]:
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=3))
    return [draw(_attribute(key)) for key in keys]


@st.composite
def _attribute(draw: st.DrawFn, key: str) -> str:
    value = draw(st.sampled_from(VALUES))
    quote = '"' if "'" in value else draw(st.sampled_from("\"'"))
    before = draw(st.sampled_from([" ", "\n", "\r\n\t"]))
    return f"{before}{key}{draw(blanks)}={draw(blanks)}{quote}{value}{quote}"
