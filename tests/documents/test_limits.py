"""What documents may cost is bounded, exactly, however they are written."""

from pathlib import Path

import pytest

from discovery.documents import limits, parser
from discovery.documents.catalogue import read_catalogue
from discovery.documents.counting import count_elements
from discovery.documents.progress import unheard
from discovery.documents.repair import propose
from discovery.errors import DocumentRefusedError
from tests.support.home import write

MOST = limits.ATTRIBUTES_MAX


def element(attributes: int, sign: str = '"') -> str:
    return "<a" + "".join(f" k{n}={sign}{n}>{sign}" for n in range(attributes)) + "/>"


def refusal(path: Path) -> DocumentRefusedError:
    with pytest.raises(DocumentRefusedError) as caught:
        read_catalogue(path)
    assert caught.value.beyond_limit
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("sign", ["'", '"'])
def test_so_many_attributes_and_no_more(tmp_path: Path, encoding: str, sign: str) -> None:
    declared = encoding.removesuffix("-be").removesuffix("-le")
    start = f'<?xml version="1.0" encoding="{declared}"?><r>'
    within = write(tmp_path, f"{start}{element(MOST, sign)}</r>".encode(encoding))
    catalogue = read_catalogue(within)
    assert len(catalogue.nodes[1].attributes) == MOST
    assert catalogue.nodes[1].attributes["k7"] == "7>"
    beyond = write(tmp_path, f"{start}{element(MOST + 1, sign)}</r>".encode(encoding))
    assert "more than the limit of 10,000 attributes" in str(refusal(beyond))
    assert propose(beyond, tmp_path / "repaired.xml") is None


def test_quotation_marks_elsewhere_are_no_attributes(tmp_path: Path) -> None:
    many = "k='1' " * 3 * MOST
    less = f"1 < 2, {many}"
    for text in (many, f"<![CDATA[{less}]]>", f"<!--{less}-->", f"<?pi {less}?>"):
        assert read_catalogue(write(tmp_path, f"<r><a>{text}</a></r>")).elements == 2
    assert read_catalogue(write(tmp_path, f'<r k="{many}"/>')).elements == 1


def test_attributes_of_an_entity_count(tmp_path: Path) -> None:
    path = write(tmp_path, f"<!DOCTYPE r [<!ENTITY e '{element(MOST + 1)}'>]><r>&e;</r>")
    assert "attributes" in str(refusal(path))


def test_many_attributes_are_read_in_order_by_both_ways(tmp_path: Path) -> None:
    path = write(tmp_path, f"<r xmlns:p='urn:p' p:x='&lt;'>{element(2_000)}</r>")
    by_tags = read_catalogue(path).nodes[1].attributes
    by_elements = count_elements(path, unheard).children["r"].children["a"].attributes
    assert list(by_tags.items()) == list(by_elements.items())


@pytest.mark.parametrize("body", ["<r>{}</r>", "<!-- {} --><r/>"])
def test_only_a_doctype_is_bounded_before_the_root(tmp_path: Path, body: str) -> None:
    path = write(tmp_path, body.format("x" * 2 * limits.PROLOG_BYTES_MAX))
    assert read_catalogue(path).elements == 1
    path = write(tmp_path, f"<!DOCTYPE r [<!--{'x' * 2 * limits.PROLOG_BYTES_MAX}-->]><r/>")
    assert "its DOCTYPE" in str(refusal(path))


def test_a_document_with_entities_may_not_be_large(tmp_path: Path) -> None:
    text = "x" * limits.WITH_ENTITIES_BYTES_MAX
    path = write(tmp_path, f"<!DOCTYPE r [<!ENTITY e 'y'>]><r>{text}</r>")
    assert "it defines entities and is larger than 4 MB" in str(refusal(path))
    path = write(tmp_path, f"<!DOCTYPE r [<!ATTLIST r k CDATA 'y'>]><r>{text}</r>")
    assert parser.read_root(path).text == text


def test_a_doctype_without_entities_is_streamed(tmp_path: Path) -> None:
    path = write(tmp_path, "<!DOCTYPE r SYSTEM 'x.dtd'><r>" + "<a>1</a>" * 10_000 + "</r>")
    found = parser.events(path)
    _, root = next(found)
    assert len(root) < 10_000


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        (b"<r>" + b"<%b>" % (b"n" * 6000) * 2 + b"</%b>" % (b"n" * 6000) * 2 + b"</r>", "10,000 c"),
        (b"<r>" + b"".join(b"<e%d/>" % n for n in range(limits.PATHS_MAX)) + b"</r>", "250,000 d"),
        (
            b"<r>" + b"".join(b"<e a%d=''/>" % n for n in range(limits.PATHS_MAX)) + b"</r>",
            "250,000 d",
        ),
        (
            b"<r>"
            + b"<%b>" % (b"n" * 4900)
            + b"".join(b"<e%d/>" % n for n in range(9000))
            + b"</%b></r>" % (b"n" * 4900),
            "40,000,000 characters together",
        ),
    ],
    ids=["one long path", "many paths", "many paths of attributes", "many long paths"],
)
@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1"])
def test_paths_are_bounded_by_either_way_of_reading(
    tmp_path: Path, xml: bytes, says: str, encoding: str
) -> None:
    document = write(tmp_path, b'<?xml version="1.0" encoding="%b"?>' % encoding.encode() + xml)
    with pytest.raises(DocumentRefusedError, match=f"more than the limit of {says}") as refused:
        read_catalogue(document)
    assert refused.value.beyond_limit


@pytest.mark.parametrize("aside", ["<!--x-->", "<?x y?>"])
def test_a_thousand_asides_stand_before_a_root_and_any_number_in_it(
    tmp_path: Path, aside: str
) -> None:
    most = aside * limits.PROLOG_ASIDES_MAX
    parser.check(write(tmp_path, f"{most}<r>{most}{aside}</r>{most}{aside}"))
    with pytest.raises(DocumentRefusedError, match="limit of 1,000 comments and instructions"):
        parser.check(write(tmp_path, f"{most}{aside}<r/>"))
