"""What is kept beside a document that was opened from a value of another one: where it stood."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Origin:
    """That a document stood in a value of another one: in which, where, how packed, opened when.

    `file_name` is its own name, `opened_at` in UTC. The other document may be gone by now.
    """

    outer_sha256: str
    outer_file_name: str
    xpath: str
    packing: str
    file_name: str
    opened_at: datetime


def keep(folder: Path, sha256: str, origin: Origin) -> None:
    """Keep beside a document where it came from."""
    record = _record_at(folder, sha256)
    part = record.with_suffix(".part")
    part.write_text(json.dumps(_as_json(origin), ensure_ascii=False), encoding="utf-8")
    part.replace(record)


def find(folder: Path, sha256: str) -> Origin | None:
    """Where a document came from; None for one that was uploaded."""
    return _read(_record_at(folder, sha256))


def opened_from(folder: Path, outer_sha256: str) -> Iterator[Origin]:
    """The documents that were opened from values of this one, and are still there."""
    for record in sorted(folder.glob("*.origin.json")):
        origin = _read(record)
        is_there = record.with_name(record.name.replace(".origin.json", ".xml")).is_file()
        if is_there and origin is not None and origin.outer_sha256 == outer_sha256:
            yield origin


def remove(folder: Path, sha256: str) -> None:
    """Remove the record of a document, if there is one."""
    _record_at(folder, sha256).unlink(missing_ok=True)


def _read(record: Path) -> Origin | None:
    try:
        said: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Origin(**said | {"opened_at": datetime.fromisoformat(said["opened_at"])})


def _as_json(origin: Origin) -> dict[str, Any]:
    return {**asdict(origin), "opened_at": origin.opened_at.isoformat()}


def _record_at(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}.origin.json"
