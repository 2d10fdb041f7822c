"""The one clock of every process: what takes a clock is handed this one where it is put together."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present by this machine's clock, in UTC."""
    return datetime.now(UTC)
