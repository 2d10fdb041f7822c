"""The database as a whole: what is in it at one moment, and putting another in its place. Needs the administrator."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import errors, sql

from activities.storage.administrator import Session, connected
from activities.storage.database import StorageUnreachable
from activities.storage.roles import OWNERS, Role
from activities.storage.timeouts import BACKUP, RESTORE
from newsroom.article import Given
from newsroom.ledger.acts import ActAccepted
from newsroom.ledger.chain import GENESIS, Head
from newsroom.ledger.entries import entry_from
from newsroom.ledger.matter_acts import MatterActAccepted
from newsroom.ledger.recoveries import Restored

_TABLES: Final = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_yoyo%' "
    "AND tablename NOT LIKE 'yoyo%' ORDER BY tablename"
)

# As the first migration does it: the owner of the ledger is a role that nobody logs in as.
_GIVE_LEDGER_BACK: Final[tuple[LiteralString, ...]] = (
    "GRANT USAGE, CREATE ON SCHEMA public TO toasoan_ledger",
    "ALTER TABLE ledger OWNER TO toasoan_ledger",
    "ALTER TABLE ledger_head OWNER TO toasoan_ledger",
    "ALTER FUNCTION ledger_append(text, text, text) OWNER TO toasoan_ledger",
    "REVOKE CREATE ON SCHEMA public FROM toasoan_ledger",
)

# Whatever the backup says, the text may have been sent since: every channel is looked at before it is sent again.
_DOUBT: Final = (
    "Kho dữ liệu được phục hồi nên chưa rõ bài đã gửi lên kênh này sau lúc sao lưu hay chưa; "
    "hệ thống đọc kênh trước khi gửi."
)
_DOUBT_INTENTS: Final = """
INSERT INTO intents (key, article_id, revision, channel, content_hash, state, attempt_started_at, updated_at,
                     explanation, doubted)
SELECT id || '-' || left(content_hash, 16) || '-' || replace(channel, '_', '-'), id, revision, channel, content_hash,
       'sending', %(since)s, now(), %(doubt)s, true
FROM articles, unnest(channels) AS channel WHERE stage <> ALL(%(closed)s)
ON CONFLICT (article_id, content_hash, channel, amendment) DO UPDATE
SET state = 'sending', attempt_started_at = coalesce(intents.attempt_started_at, excluded.attempt_started_at),
    absent_reads = 0, attempts = 0, outcome = '', explanation = excluded.explanation, doubted = true
WHERE intents.state = 'claimed'
"""


_LATEST: Final = "SELECT body FROM ledger WHERE act_id IS NOT NULL ORDER BY seq DESC LIMIT 10000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a database holds at one moment. Shape: `counts` of rows by table; `migrations` applied, in order."""

    head: Head
    counts: Mapping[str, int]
    migrations: tuple[str, ...]


@contextmanager
def snapshot(admin_dsn: str) -> Iterator[tuple[str, datetime, Contents]]:
    """The name of a snapshot that other sessions may share while this lasts, its hour, and what it holds."""
    with connected(admin_dsn, BACKUP) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        name, at = _one(connection, "SELECT pg_export_snapshot(), now()")
        yield name, at, _contents(connection)


def contents(admin_dsn: str) -> Contents:
    """What a database holds now."""
    with connected(admin_dsn, RESTORE) as connection:
        return _contents(connection)


def answers(admin_dsn: str) -> bool:
    """Whether the server takes a connection."""
    try:
        with _server(admin_dsn):
            return True
    except StorageUnreachable:
        return False


def server_major(admin_dsn: str) -> int:
    """The major version of the server."""
    with connected(admin_dsn, RESTORE) as connection:
        return connection.info.server_version // 10_000


def is_empty(admin_dsn: str) -> bool:
    """Whether there is no such database, or one without a single table."""
    if not _exists(admin_dsn, database_of(admin_dsn)):
        return True
    with connected(admin_dsn, RESTORE) as connection:
        return not connection.execute("SELECT FROM pg_tables WHERE schemaname = 'public'").fetchall()


def in_use_by(admin_dsn: str) -> int:
    """How many other sessions are in the database."""
    with _server(admin_dsn) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        return int(_one(connection, query, database_of(admin_dsn))[0])


def make_fresh(admin_dsn: str) -> None:
    """Make the database, which must not be there yet, and the roles that a backup speaks of."""
    with _server(admin_dsn) as connection:
        for role, login in (*((role, "NOLOGIN") for role in OWNERS), *((role, "LOGIN") for role in Role)):
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchall():
                connection.execute(sql.SQL("CREATE ROLE {} " + login).format(sql.Identifier(role)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database_of(admin_dsn))))


def drop(admin_dsn: str) -> None:
    """Remove the database if it is there, whoever is in it."""
    with _server(admin_dsn) as connection:
        name = sql.Identifier(database_of(admin_dsn))
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def put_in_place(admin_dsn: str, fresh: str, aside: str) -> bool:
    """Give a fresh database the name of the one in use, which is kept under the name `aside` if it is there.

    Shape: False, and nothing is changed, while somebody is in one of them.
    """
    name = database_of(admin_dsn)
    known = _exists(admin_dsn, name)
    try:
        with connected(on_same_server(admin_dsn, "postgres"), RESTORE) as connection:
            if known:
                _rename(connection, name, aside)
            _rename(connection, fresh, name)
    except errors.ObjectInUse:
        return False
    return True


def give_ledger_back(admin_dsn: str) -> None:
    """Make the ledger's own role its owner again, after a restore that knows no owners."""
    with connected(admin_dsn, RESTORE) as connection:
        for statement in _GIVE_LEDGER_BACK:
            connection.execute(statement)


def doubt_intents(admin_dsn: str, since: datetime, closed: tuple[str, ...]) -> int:
    """How many intents now say that the text may have been sent since an instant.

    Source: promise 5 of the design.
    """
    with connected(admin_dsn, RESTORE) as connection:
        return connection.execute(_DOUBT_INTENTS, {"since": since, "closed": list(closed), "doubt": _DOUBT}).rowcount


def last_numbers(admin_dsn: str, head: Head) -> tuple[Given, ...] | None:
    """The last numbers that were given by the database in use; None when it cannot tell of all since the backup.

    Shape: `head` is the end of the ledger in the backup.
    """
    try:
        with connected(admin_dsn, RESTORE) as connection:
            unsure = connection.execute("SELECT FROM numbers_unsure").fetchall()
            if unsure or not _goes_on(connection, head):
                return None
            return tuple(Given(*row) for row in connection.execute("SELECT kind, year, last FROM numbers").fetchall())
    except (StorageUnreachable, psycopg.Error):
        return None


def last_act(admin_dsn: str, head: Head) -> str:
    """The id of the last accepted act in the database in use; empty when that one is not the same newsroom, later.

    Shape: `head` is the end of the ledger in the backup. A database that was itself restored since the backup cannot
    tell what happened before that.
    """
    try:
        with connected(admin_dsn, RESTORE) as connection:
            if not _goes_on(connection, head):
                return ""
            later = connection.execute("SELECT body FROM ledger WHERE seq > %s", (head.seq,))
            if any(isinstance(entry_from(body), Restored) for (body,) in later):
                return ""
            latest = (entry_from(body) for (body,) in connection.execute(_LATEST))
            accepted = (entry for entry in latest if isinstance(entry, ActAccepted | MatterActAccepted))
            return next((entry.act_id for entry in accepted), "")
    except (StorageUnreachable, psycopg.Error):
        return ""


def _goes_on(connection: Session, head: Head) -> bool:
    """Whether a ledger goes on from a head of before: it is the same newsroom, later."""
    same = connection.execute("SELECT hash FROM ledger WHERE seq = %s", (head.seq,)).fetchall()
    return [str(row[0]) for row in same] == [head.hash]


def mark_of(admin_dsn: str, seq: int) -> str:
    """The hash of a line of the ledger in use; empty when it has no such line, the genesis hash for line 0."""
    with connected(admin_dsn, RESTORE) as connection:
        rows = connection.execute("SELECT hash FROM ledger WHERE seq = %s", (seq,)).fetchall()
    return str(rows[0][0]) if rows else "" if seq else GENESIS


def database_of(dsn: str) -> str:
    """The name of the database in an address."""
    return unquote(urlsplit(dsn).path.lstrip("/"))


def on_same_server(dsn: str, database: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{database}"))


def _server(admin_dsn: str) -> AbstractContextManager[Session]:
    return connected(on_same_server(admin_dsn, "postgres"), RESTORE, autocommit=True)


def _contents(connection: Session) -> Contents:
    seq, mark = _one(connection, "SELECT seq, hash FROM ledger_head")
    tables = [str(row[0]) for row in connection.execute(_TABLES).fetchall()]
    count = sql.SQL("SELECT count(*) FROM {}")
    counts = {table: int(_one(connection, count.format(sql.Identifier(table)))[0]) for table in tables}
    applied = connection.execute("SELECT migration_id FROM _yoyo_migration ORDER BY migration_id").fetchall()
    return Contents(head=Head(seq=seq, hash=mark), counts=counts, migrations=tuple(str(row[0]) for row in applied))


def _exists(admin_dsn: str, name: str) -> bool:
    with _server(admin_dsn) as connection:
        return bool(connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchall())


def _rename(connection: Session, before: str, after: str) -> None:
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(statement.format(sql.Identifier(before), sql.Identifier(after)))


def _one(connection: Session, query: Any, *values: Any) -> tuple[Any, ...]:
    row = connection.execute(query, values).fetchone()
    if row is None:
        raise LookupError(str(query))
    return row
