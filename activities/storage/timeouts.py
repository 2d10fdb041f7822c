"""How long a connection to Postgres may keep others waiting: one profile for each kind of process and of long job.

All of it is set as the connection begins, so a statement costs nothing more. Why these: decision 0028.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

OLDEST_SERVER: Final = 17
"""The first major version of Postgres that ends a transaction by the clock."""

CONNECTS_WITHIN: Final = timedelta(seconds=5)
IDLE_BEFORE_PROBE: Final = timedelta(seconds=10)
BETWEEN_PROBES: Final = timedelta(seconds=5)
PROBES: Final = 3
GIVEN_UP_AFTER: Final = IDLE_BEFORE_PROBE + PROBES * BETWEEN_PROBES
"""When a line on which the other side acknowledges nothing is closed, by either side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOuts:
    """What ends of itself. Shape: `command` is the driver's own, for a server that no longer says anything."""

    name: str
    idle_in_transaction: timedelta
    lock: timedelta
    statement: timedelta
    transaction: timedelta
    command: timedelta

    def settings(self) -> dict[str, str]:
        """What Postgres is told when the connection begins. Units: milliseconds; seconds for the keepalives."""
        return {
            "application_name": f"toasoan-{self.name}",
            "idle_in_transaction_session_timeout": _milliseconds(self.idle_in_transaction),
            "lock_timeout": _milliseconds(self.lock),
            "statement_timeout": _milliseconds(self.statement),
            "transaction_timeout": _milliseconds(self.transaction),
            "tcp_keepalives_idle": _seconds(IDLE_BEFORE_PROBE),
            "tcp_keepalives_interval": _seconds(BETWEEN_PROBES),
            "tcp_keepalives_count": str(PROBES),
            "tcp_user_timeout": _milliseconds(GIVEN_UP_AFTER),
            # Else a statement goes on, with its locks, for a client that has hung up.
            "client_connection_check_interval": _milliseconds(BETWEEN_PROBES),
        }

    def on(self, dsn: str) -> str:
        """The address with all of this in it, for libpq: psycopg, yoyo, pg_dump and pg_restore."""
        said = {
            "options": " ".join(f"-c {name}={value}" for name, value in self.settings().items()),
            "connect_timeout": _seconds(CONNECTS_WITHIN),
            "keepalives_idle": _seconds(IDLE_BEFORE_PROBE),
            "keepalives_interval": _seconds(BETWEEN_PROBES),
            "keepalives_count": str(PROBES),
            "tcp_user_timeout": _milliseconds(GIVEN_UP_AFTER),
        }
        parts = urlsplit(dsn)
        query = "&".join(part for part in (parts.query, urlencode(said, quote_via=quote)) if part)
        return urlunsplit(parts._replace(query=query))


DESK: Final = TimeOuts(
    name="desk",
    idle_in_transaction=timedelta(seconds=10),
    lock=timedelta(seconds=10),
    statement=timedelta(seconds=15),
    transaction=timedelta(seconds=25),
    command=timedelta(seconds=20),
)
"""The desk and the command line: a person waits."""

WORKER: Final = TimeOuts(
    name="worker",
    idle_in_transaction=timedelta(seconds=10),
    lock=timedelta(seconds=15),
    statement=timedelta(seconds=20),
    transaction=timedelta(seconds=30),
    command=timedelta(seconds=25),
)
"""The workers: Temporal tries again."""

WATCH: Final = TimeOuts(
    name="watch",
    idle_in_transaction=timedelta(seconds=5),
    lock=timedelta(seconds=5),
    statement=timedelta(seconds=10),
    transaction=timedelta(seconds=15),
    command=timedelta(seconds=15),
)
"""The watch: it looks again in a few seconds."""

VERIFY: Final = TimeOuts(
    name="verify",
    idle_in_transaction=timedelta(minutes=5),
    lock=timedelta(seconds=30),
    statement=timedelta(minutes=10),
    transaction=timedelta(hours=2),
    command=timedelta(minutes=11),
)
"""Reading the whole ledger in one snapshot; it locks nothing that a writer needs."""

RETENTION: Final = TimeOuts(
    name="retention",
    idle_in_transaction=timedelta(seconds=10),
    lock=timedelta(seconds=10),
    statement=timedelta(minutes=5),
    transaction=timedelta(minutes=5),
    command=timedelta(minutes=6),
)
"""Finding and deleting scraps, each batch a transaction."""

MIGRATION: Final = TimeOuts(
    name="migration",
    idle_in_transaction=timedelta(minutes=10),
    # Whoever waits to change a table holds up all who come after him.
    lock=timedelta(seconds=30),
    statement=timedelta(hours=2),
    transaction=timedelta(hours=4),
    command=timedelta(hours=2),
)
"""Bringing the schema to the present."""

BACKUP: Final = TimeOuts(
    name="backup",
    # The snapshot stays open, and silent, while PostgreSQL's own program makes the dump.
    idle_in_transaction=timedelta(hours=12),
    lock=timedelta(minutes=1),
    statement=timedelta(hours=6),
    transaction=timedelta(hours=12),
    command=timedelta(hours=6),
)
"""Dumping the whole database from one snapshot."""

RESTORE: Final = TimeOuts(
    name="restore",
    idle_in_transaction=timedelta(minutes=10),
    lock=timedelta(minutes=1),
    statement=timedelta(hours=6),
    transaction=timedelta(hours=12),
    command=timedelta(hours=6),
)
"""Filling a fresh database, proving it, and putting it in its place."""

PROFILES: Final = (DESK, WORKER, WATCH, VERIFY, RETENTION, MIGRATION, BACKUP, RESTORE)


def _milliseconds(span: timedelta) -> str:
    return str(round(span / timedelta(milliseconds=1)))


def _seconds(span: timedelta) -> str:
    return str(round(span.total_seconds()))
