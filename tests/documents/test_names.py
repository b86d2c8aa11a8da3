"""Names: libxml2 keeps each that it meets until the thread that met it ends, up to 100 MB."""

import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from discovery.documents import parser
from discovery.documents.catalogue import read_catalogue
from discovery.documents.limits import Names
from discovery.documents.subtrees import read_subtrees
from discovery.errors import DocumentRefusedError

NAMES, LONG = 2_000, "x" * 2_000  # 4 MB of them in each document
DOCUMENTS = 16


def resident() -> int:
    """MB that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def all_of_it(document: Path) -> None:
    read_catalogue(document)


def only_the_first_subtree(document: Path) -> None:
    catalogue = read_catalogue(document)
    next(read_subtrees(document, catalogue, [1]))


def until_it_breaks(document: Path) -> None:
    with document.open("ab") as file:
        file.write(b"</wrong>")
    with pytest.raises(DocumentRefusedError):
        read_catalogue(document)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc to read memory from")
@pytest.mark.parametrize("read", [all_of_it, only_the_first_subtree, until_it_breaks])
def test_names_go_with_the_thread_that_read_them(
    tmp_path: Path, read: Callable[[Path], None]
) -> None:
    held = []
    for number in range(DOCUMENTS):
        document = tmp_path / "message.xml"
        names = (f'<a n{read.__name__}{number}_{n}{LONG}="1"/>' for n in range(NAMES))
        document.write_text(f"<r>{''.join(names)}</r>")
        with ThreadPoolExecutor(1) as thread:
            thread.submit(read, document).result()
        gc.collect()  # lxml's parsers refer to themselves
        held.append(resident())
    # Not from the first one on: what a thread has freed stays with the process for the next.
    assert held[-1] - held[DOCUMENTS // 2] < 4 * DOCUMENTS / 4


def test_a_reading_may_end_on_another_thread_than_it_began(tmp_path: Path) -> None:
    document = tmp_path / "message.xml"
    document.write_text(f"<r>{''.join(f'<n{n}>x<y/></n{n}>' for n in range(NAMES))}</r>")
    for _ in range(DOCUMENTS):
        with ThreadPoolExecutor(1) as thread:
            catalogue = thread.submit(read_catalogue, document).result()
            subtrees = read_subtrees(document, catalogue, [1])
            subtree = thread.submit(next, subtrees).result()
        subtrees.close()
        gc.collect()  # a fault here ends the process
        assert subtree.source() == "<n0>x<y/></n0>"


def test_names_are_counted_in_elements_attributes_and_instructions() -> None:
    names = Names()
    pieces = (f'<e{n} a{n} = "word{n}"/><?p{n}?>text{n} x{n}'.encode() for n in range(100_000))
    assert any(map(names.are_many, pieces))


def test_addresses_of_namespaces_are_counted() -> None:
    names = Names()
    pieces = (f"<e xmlns = 'urn:{n}'>text</e>".encode() for n in range(300_000))
    assert any(map(names.are_many, pieces))


def test_words_are_no_names() -> None:
    names = Names()
    pieces = (f"<e>word{n} more{n}</e><!-- {n} -->".encode() for n in range(100_000))
    assert not any(map(names.are_many, pieces))


def test_more_names_than_libxml2_holds_are_told_of(tmp_path: Path) -> None:
    document = tmp_path / "message.xml"
    with document.open("wb") as file:
        file.writelines(instructions())
    with (
        ThreadPoolExecutor(1) as thread,
        pytest.raises(DocumentRefusedError, match="100 million characters") as refused,
    ):
        thread.submit(parser.check, document).result()
    assert refused.value.beyond_limit


def instructions() -> Iterator[bytes]:
    yield b"<r>"
    for number in range(5_600):
        yield b"<?n%d_%b?>" % (number, b"x" * 40_000)
    yield b"</r>"
