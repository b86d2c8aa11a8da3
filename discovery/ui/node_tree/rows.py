"""The rows of the node tree: what each shows, and how all of them travel to the browser."""

import gzip
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One node as the analyst sees it.

    `key` is unique and begins with the key of the parent row; `depth` is 1 for the root; `count`
    is how often the node occurs and `bytes` the size of all its occurrences; `sample` is a short
    value, or "", and `decoded` what it means where it is a code. `repeats` says that one parent
    holds several; their count stands out. A namespace is shown only where two siblings share a
    name.
    """

    key: str
    name: str
    namespace: str | None
    depth: int
    count: int
    bytes: int
    sample: str = ""
    suggested: bool = False
    repeats: bool = False
    decoded: str = ""


@dataclass(frozen=True, slots=True)
class TreeRows:
    """All rows of one document in pre-order, packed once and sent as they are.

    `payload` is gzipped JSON of one array a column; a key is sent without its parent's key.
    """

    keys: tuple[str, ...]
    depths: tuple[int, ...]
    payload: bytes

    @classmethod
    def of(cls, rows: Iterable[TreeRow]) -> "TreeRows":
        """Pack `rows`; raises ValueError where they are not in pre-order."""
        rows = tuple(rows)
        columns = {
            "suffixes": list(_suffixes(rows)),
            "names": [row.name for row in rows],
            "namespaces": [row.namespace for row in rows],
            "depths": [row.depth for row in rows],
            "counts": [row.count for row in rows],
            "bytes": [row.bytes for row in rows],
            "samples": [row.sample for row in rows],
            "decoded": [row.decoded for row in rows],
            "suggested": [int(row.suggested) for row in rows],
            "repeats": [int(row.repeats) for row in rows],
        }
        text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
        return cls(
            keys=tuple(row.key for row in rows),
            depths=tuple(row.depth for row in rows),
            payload=gzip.compress(text.encode(), compresslevel=3, mtime=0),
        )

    def ticked(self, keys: Collection[str]) -> tuple[str, ...]:
        """The given keys that are nodes here, in document order, none below another."""
        wanted = frozenset(keys)
        kept = []
        covering_depth: int | None = None
        for key, depth in zip(self.keys, self.depths, strict=True):
            if covering_depth is not None and depth > covering_depth:
                continue
            covering_depth = depth if key in wanted else None
            if covering_depth is not None:
                kept.append(key)
        return tuple(kept)


def _suffixes(rows: Iterable[TreeRow]) -> Iterator[str]:
    """What each key adds to its parent's key: paths repeat their beginnings on every row."""
    ancestors: list[str] = []
    for row in rows:
        del ancestors[row.depth - 1 :]
        parent = ancestors[-1] if ancestors else ""
        if len(ancestors) != row.depth - 1 or not row.key.startswith(parent):
            raise ValueError(f"{row.key} does not follow its parent: rows must be in pre-order")
        ancestors.append(row.key)
        yield row.key.removeprefix(parent)
