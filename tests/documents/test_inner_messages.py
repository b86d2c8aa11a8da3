"""Messages within values: found however they are packed, within limits, and opened."""

import base64
import gzip
import json
import random
import zlib
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from discovery.documents.catalogue import read_catalogue
from discovery.documents.inner_messages import LISTED_MAX, InnerMessages, find_inner_messages
from discovery.documents.library import open_stored, opened_from, remove, take_in_inner
from discovery.errors import NotFoundError
from discovery.wire import document_json
from tests.support.cases import CASES, needs_cases
from tests.support.home import settings_in, take, write

NAMESPACE = "http://www.iata.org/IATA/2015/00/2019.2/IATA_OrderViewRS"
ORDER = (
    f'<IATA_OrderViewRS xmlns="{NAMESPACE}"><Response><Order><OrderID>SK1</OrderID>'
    "<OwnerCode>SK</OwnerCode></Order></Response></IATA_OrderViewRS>"
)
DECLARED = f'<?xml version="1.0" encoding="UTF-16"?>\n{ORDER}'


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


# how it is packed: the value as it stands in the document, and what the finding calls it
PACKED = {
    "CDATA": (f"<![CDATA[{ORDER}]]>", "text"),
    "escaped": (escape(ORDER), "text"),
    "escaped twice": (escape(escape(ORDER)), "escaped text"),
    "behind the words of a log": (f"received: {escape(ORDER)} (200)", "text"),
    "with a declaration": (f"<![CDATA[\n {DECLARED}\n]]>", "text"),
    "base64": (in_base64(ORDER.encode()), "base64"),
    "base64 in lines": (f"\n  {base64.encodebytes(ORDER.encode()).decode()}  ", "base64"),
    "base64 of addresses": (
        base64.urlsafe_b64encode(ORDER.encode()).decode().rstrip("="), "base64"),
    "base64 of UTF-16": (in_base64(DECLARED.encode("utf-16")), "base64"),
    "a data address": (f"data:text/xml;charset=utf-8;base64,{in_base64(ORDER.encode())}", "base64"),
    "gzip": (in_base64(gzip.compress(ORDER.encode())), "gzip in base64"),
    "zlib": (in_base64(zlib.compress(ORDER.encode())), "gzip in base64"),
}  # fmt: skip


def look(folder: Path, xml: str | bytes) -> InnerMessages:
    return take(settings_in(folder), xml).inner


@pytest.mark.parametrize(("value", "packing"), PACKED.values(), ids=PACKED)
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_a_message_is_found_however_it_is_packed(
    tmp_path: Path, value: str, packing: str, encoding: str
) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><r><a>1</a><b>{value}</b></r>'
    (found,) = look(tmp_path, xml.encode(encoding)).found
    assert (found.xpath, found.packing) == ("/r[1]/b[1]", packing)
    message = found.message
    assert (message.name, message.spec_version, message.airline_code) == (
        "OrderViewRS",
        "19.2",
        "SK",
    )


@pytest.mark.parametrize("name", ["escaped", "base64", "gzip"])
def test_a_message_is_found_in_an_attribute(tmp_path: Path, name: str) -> None:
    value = PACKED[name][0].replace('"', "&quot;")
    (found,) = look(tmp_path, f'<r><a b="{value}"/></r>').found
    assert found.xpath == "/r[1]/a[1]/@b"


@pytest.mark.parametrize("name", PACKED)
def test_it_is_opened_as_a_document_of_its_own(tmp_path: Path, name: str) -> None:
    settings = settings_in(tmp_path)
    outer = take(settings, f"<r><b>{PACKED[name][0]}</b></r>")
    inner = take_in_inner(outer, outer.inner.found[0].xpath, "outer.xml", settings)
    assert inner.message.root == "IATA_OrderViewRS"
    assert inner.path.is_file()
    assert inner.origin is not None
    assert (inner.origin.outer_sha256, inner.origin.xpath) == (outer.sha256, "/r[1]/b[1]")
    assert inner.origin.file_name == "OrderViewRS in outer.xml"
    assert open_stored(inner.sha256, settings).origin == inner.origin
    told = document_json(inner, str)["origin"]
    assert (told["outer_file_name"], told["packing"]) == ("outer.xml", PACKED[name][1])


@needs_cases
def test_the_message_in_cdata_of_the_small_inputs(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    outer = take(settings, (CASES / "message_in_cdata.xml").read_bytes())
    (found,) = outer.inner.found
    assert outer.message.name == "InvokeResponse"
    message = found.message
    assert (message.root, message.spec_version, message.airline_code) == (
        "IATA_OrderViewRS", "19.2", "SK",
    )  # fmt: skip
    inner = take_in_inner(outer, found.xpath, "message_in_cdata.xml", settings)
    assert "/IATA_OrderViewRS/Response/DataLists/PaxList" in {
        inner.catalogue.nodes[index].path for index in inner.suggested
    }


def test_a_message_in_a_message_in_a_message_is_opened_one_by_one(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    middle = f"<Envelope><Body><ProcessRQ><a>{escape(ORDER)}</a></ProcessRQ></Body></Envelope>"
    outer = take(settings, f"<r>{escape(middle)}</r>")
    (found,) = outer.inner.found
    assert found.message.name == "ProcessRQ"
    opened = take_in_inner(outer, found.xpath, "a.xml", settings)
    (innermost,) = opened.inner.found
    assert innermost.message.name == "OrderViewRS"


def test_the_inner_document_stays_when_the_outer_one_goes(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    outer = take(settings, f"<r><b>{escape(ORDER)}</b></r>")
    inner = take_in_inner(outer, "/r[1]/b[1]", "outer.xml", settings)
    assert [each.file_name for each in opened_from(outer.sha256, settings)] == [
        "OrderViewRS in outer.xml"
    ]
    remove(outer.sha256, settings)
    assert open_stored(inner.sha256, settings).origin == inner.origin
    remove(inner.sha256, settings)
    assert opened_from(outer.sha256, settings) == ()
    assert list(settings.documents_folder.iterdir()) == []


@pytest.mark.parametrize(
    "value",
    [
        "<![CDATA[<p>Seats <b>may</b> be changed at the airport until an hour before.</p>]]>",
        "<![CDATA[if (a < b && b > c) { return a < c ? a : c; } // and so on, and so on]]>",
        "P" + "ABC" * 60,
        "Free of charge up to the departure of the first flight and not thereafter",
        in_base64(b"\x89PNG" + bytes(range(256))),
        in_base64(gzip.compress(bytes(range(256)) * 3)),
        "H4sIAAAA" + "A" * 100,
        escape("<Remark>Meet and greet at the gate</Remark> by <Agent>the desk</Agent>"),
    ],
)
def test_what_is_no_message_is_not_offered(tmp_path: Path, value: str) -> None:
    assert look(tmp_path, f"<r><b>{value}</b></r>") == InnerMessages()


def test_xml_of_other_kinds_is_offered_where_it_is_the_whole_value(tmp_path: Path) -> None:
    items = "<invoice><line><no>1</no></line><line><no>2</no></line></invoice>"
    (found,) = look(tmp_path, f"<r><![CDATA[{items}]]></r>").found
    assert found.message.name == "invoice"
    assert look(tmp_path, f"<r>see {escape(items)}</r>") == InnerMessages()


def test_a_broken_message_is_told_with_its_place_and_without_its_words(tmp_path: Path) -> None:
    inner = look(tmp_path, f"<r><b>{escape(ORDER.replace('</OrderID>', ''))}</b></r>")
    assert inner.found == ()
    (unread,) = inner.unread
    assert unread.xpath == "/r[1]/b[1]"
    assert "Line 1, column" in unread.reason
    assert "an end tag does not match" in unread.reason
    assert "SK" not in unread.reason


def bomb(content: bytes) -> str:
    return in_base64(gzip.compress(content))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (bomb(b"<OrderViewRS>" + b"<a/>" * 500_000 + b"</OrderViewRS>"), "100-fold"),
        (bomb(b"<OrderViewRS>" + b" " * 20_000_000), "100-fold"),
        (bomb(b"<OrderViewRS>" + random.randbytes(6_000_000).hex().encode()), "10 million"),
        (in_base64(b"<?xml version='1.0' encoding='UTF-16'?><OrderViewRS>".decode().encode("utf-16")
                   + "<a/>".encode("utf-16-le") * 200_000 + "</OrderViewRS>".encode("utf-16-le")),
         "not in UTF-8"),
    ],
)  # fmt: skip
def test_what_is_made_to_harm_is_told_and_not_read(tmp_path: Path, value: str, reason: str) -> None:
    inner = look(tmp_path, f"<r><b>{value}</b></r>")
    assert inner.found == ()
    assert reason in inner.unread[0].reason


def test_entities_of_an_inner_document_are_bounded_by_the_reader(tmp_path: Path) -> None:
    lol = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    inner = look(tmp_path, f"<r><![CDATA[{lol}]><OrderViewRS>&j;</OrderViewRS>]]></r>")
    assert inner.found == ()
    assert "entities" in inner.unread[0].reason


def test_of_very_many_the_first_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    many = f"<b>{escape(ORDER)}</b>" * (LISTED_MAX + 5)
    inner = look(tmp_path, f"<r>{many}</r>")
    assert (len(inner.found), inner.left_out) == (LISTED_MAX, 5)


def test_only_the_value_of_a_message_can_be_opened(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    outer = take(settings, f"<r><a>1</a><b>{escape(ORDER)}</b></r>")
    for xpath in ("/r[1]/a[1]", "/r[1]/c[1]"):
        with pytest.raises(NotFoundError, match="no message in a value"):
            take_in_inner(outer, xpath, "outer.xml", settings)


def test_the_document_tells_of_what_its_values_hold(tmp_path: Path) -> None:
    broken = escape(ORDER.removesuffix(">"))
    document = take(settings_in(tmp_path), f"<r><a>{escape(ORDER)}</a><b>{broken}</b></r>")
    told = json.loads(json.dumps(document_json(document, str)))
    (found,) = told["inner_messages"]
    assert (found["message_root"], found["spec_version"]) == ("OrderViewRS", "19.2")
    assert (found["bytes"], found["xpath"]) == (len(ORDER), "/r[1]/a[1]")
    assert [each["xpath"] for each in told["unread_values"]] == ["/r[1]/b[1]"]
    assert told["values_not_looked_at"] == 0


def test_both_ways_of_counting_agree_on_what_may_hold_a_message(tmp_path: Path) -> None:
    for value, _ in PACKED.values():
        for xml in (f"<r><b>{value}</b></r>", f"<!DOCTYPE r><r><b>{value}</b></r>"):
            assert read_catalogue(write(tmp_path, xml)).may_hold_messages
    attribute = quoteattr(ORDER)
    assert read_catalogue(write(tmp_path, f"<!DOCTYPE r><r a={attribute}/>")).may_hold_messages
    scratch = tmp_path / "scratch"
    assert find_inner_messages(write(tmp_path, f"<r a={attribute}/>"), scratch).found
