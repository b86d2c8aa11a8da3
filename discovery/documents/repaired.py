"""What is kept beside a repaired document: the file as it came, and what was changed in it."""

import json
from bisect import bisect_right
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from discovery.documents.repair import Change, LineMap


@dataclass(frozen=True)
class Repair:
    """That a document was repaired before it was taken in: from which file, how and when (UTC).

    `line_maps` lead from its lines back to those of the file, round by round; earlier versions
    kept none.
    """

    original_sha256: str
    original_file_name: str
    changes: tuple[Change, ...]
    repaired_at: datetime
    line_maps: tuple[LineMap, ...] = ()

    def original_line(self, line: int) -> int:
        """The line of the file as it came, for one of the repaired document."""
        for line_map in reversed(self.line_maps):
            place = bisect_right(line_map, line, key=lambda point: point[0])
            if place:
                new, old = line_map[place - 1]
                line += old - new
        return line


def keep(folder: Path, sha256: str, original: Path, repair: Repair) -> None:
    """Keep the original and the record of the repair beside the repaired document."""
    record = _record_at(folder, sha256)
    part = record.with_suffix(".part")
    part.write_text(json.dumps(_as_json(repair), ensure_ascii=False), encoding="utf-8")
    original.replace(_original_at(folder, repair.original_sha256))
    part.replace(record)


def find(folder: Path, sha256: str) -> Repair | None:
    """The record of a repaired document; None for one that came as it is."""
    try:
        said: dict[str, Any] = json.loads(_record_at(folder, sha256).read_text(encoding="utf-8"))
        return Repair(
            original_sha256=said["original_sha256"],
            original_file_name=said["original_file_name"],
            changes=tuple(Change(**change) for change in said["changes"]),
            repaired_at=datetime.fromisoformat(said["repaired_at"]),
            line_maps=tuple(said.get("line_maps", ())),
        )
    except FileNotFoundError:
        return None


def remove(folder: Path, sha256: str) -> None:
    """Remove the record of a document and the original, unless another repair came from it."""
    repair = find(folder, sha256)
    if repair is None:
        return
    _record_at(folder, sha256).unlink(missing_ok=True)
    others = (find(folder, path.name.split(".")[0]) for path in folder.glob("*.repair.json"))
    if not any(other and other.original_sha256 == repair.original_sha256 for other in others):
        _original_at(folder, repair.original_sha256).unlink(missing_ok=True)


def _as_json(repair: Repair) -> dict[str, Any]:
    return {**asdict(repair), "repaired_at": repair.repaired_at.isoformat()}


def _record_at(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}.repair.json"


def _original_at(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}.original"
