"""The counting of a plain document by its tags: what `counting.count_elements` finds, faster.

The one loop calls nothing of ours for a tag that was met before at the same place.
"""

from pathlib import Path

from discovery.documents import plain
from discovery.documents.counting import PathCount
from discovery.documents.plain_ways import Place, Ways
from discovery.documents.progress import Advance


def count_tags(document: Path, advance: Advance) -> PathCount:
    """Count the elements of a plain document; the root is a child of what is returned.

    Raises NotPlainError where `count_elements` must be asked.
    """
    ways = Ways()
    here = top = ways.top
    start = read = 0  # bytes of the size of elements: before the open one, and so far
    above: list[tuple[Place, int]] = []
    for tags, texts in plain.cut(document, advance):
        top.path.note_values(tags, texts)
        for tag, text in zip(tags, texts, strict=True):
            place = here.tags.get(tag, top)
            if place is top:
                place = ways.find(here, tag)
            if place is None:
                path, size = here.path, read - start
                path.size += size
                if size > path.largest:
                    path.largest = size
                here, start = above.pop()
            elif place is not here:
                above.append((here, start))
                path = place.path
                path.count += 1
                path.repeats |= path.seen_in == start  # which no two parents share
                path.seen_in = start
                here, start = place, read
                read += place.size
                if text and path.wants_text and not text.isspace():
                    path.note_text(plain.text_of(text))
            read += len(text)
    return top.path
