"""The kinds of columns that every database keeps alike."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text, TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time; SQLite keeps no zone, so it is kept in UTC and comes back as UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


def storable(text: str) -> str:
    """Text that every database takes: no NUL and no half of a character, but marks for them."""
    whole = text.encode("utf-8", "replace").decode() if not text.isascii() else text
    return whole.replace("\0", "\N{REPLACEMENT CHARACTER}")


class AnyText(TypeDecorator[str]):
    """Text from outside, as far as it can be stored."""

    impl: Any = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return storable(value) if value else value


class AnyString(AnyText):
    """The same for short texts."""

    impl = String
    cache_ok = True


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)
