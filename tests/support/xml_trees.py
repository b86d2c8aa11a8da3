"""Small random documents: namespaces, attributes, mixed text, comments, instructions."""

from hypothesis import strategies as st
from lxml import etree

NAMES = ("a", "b", "{urn:one}a", "{urn:two}a", "{urn:two}c")

texts = st.sampled_from(["", " ", "\n  ", "x", "&<>", "Ünïcödé 注", "0"])
attributes = st.dictionaries(st.sampled_from(["id", "b", "{urn:one}id"]), texts, max_size=2)


@st.composite
def documents(draw: st.DrawFn, depth: int = 4) -> bytes:
    """A well-formed document of a few dozen elements, in UTF-8."""
    root = draw(_elements(depth))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


@st.composite
def _elements(draw: st.DrawFn, depth: int) -> etree._Element:
    element = etree.Element(draw(st.sampled_from(NAMES)), draw(attributes))
    element.text = draw(texts)
    for _ in range(draw(st.integers(0, 3)) if depth > 1 else 0):
        child = draw(_elements(depth - 1) | _others)
        child.tail = draw(texts)
        element.append(child)
    return element


_others = st.builds(etree.Comment, st.just(" note ")) | st.builds(
    etree.ProcessingInstruction, st.just("pi"), st.just("x")
)
