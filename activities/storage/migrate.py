"""Bringing a database to the present: yoyo applies the SQL files beside this module, each once; then the rights."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from psycopg import errors, sql
from psycopg.rows import dict_row
from yoyo import get_backend, read_migrations

from activities.storage.administrator import Session, connected
from activities.storage.database import now
from activities.storage.roles import Role, dsn_as
from activities.storage.timeouts import MIGRATION
from newsroom.article import ArticleId, MemberId, content_from
from newsroom.authority import route_from
from newsroom.ledger.acts import Entered, Submission
from newsroom.ledger.chain import body_text
from newsroom.ledger.entries import entry_from, to_body
from newsroom.shape import Fields
from newsroom.wording.likeness import body_fingerprint

_MIGRATIONS = Path(__file__).parent / "migrations"
_RIGHTS = Path(__file__).parent / "rights.sql"
# What begins when no process of the build before runs any more: 'rolled' with the build that signs submissions,
# 'records-here' with the one whose workflows record acts in their own task.
_ROLLED: Final = (
    "INSERT INTO upgrades VALUES ('rolled', now()), ('records-here', now()) ON CONFLICT DO NOTHING RETURNING true"
)
_AT_ONCE: Final = 200
_NOBODY: Final[Mapping[Role, str]] = MappingProxyType({})


def migrate(
    admin_dsn: str, *, app_password: str | None, role_passwords: Mapping[Role, str] = _NOBODY
) -> tuple[str, ...]:
    """Names of the migrations applied now; every role has its rights afterwards, and the password given for it.

    Errors: StorageUnreachable; StorageBusy, also when another migration takes long; StorageTooOld.
    Again: applied ones are skipped; two at once wait for each other.
    """
    with connected(admin_dsn, MIGRATION, autocommit=True) as connection:
        # Yoyo's own lock is a row: it outlives a migration that was killed. This one ends with its connection.
        connection.execute("SELECT pg_advisory_lock(hashtext('toasoan/migrate'))")
        applied = _apply_missing(admin_dsn)
        with connection.transaction():
            connection.execute(_RIGHTS.read_bytes())
        _enter_articles(connection)
        _fill_fingerprints(connection)
        known = {role: password for role, password in role_passwords.items() if password}
        for role, password in (known if app_password is None else known | {Role.APP: app_password}).items():
            _set_password(connection, role, password)
    return applied


def _set_password(connection: Session, role: Role, password: str) -> None:
    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))


def known_migrations() -> frozenset[str]:
    """The names of all migrations that this program has."""
    return frozenset(file.stem for file in _MIGRATIONS.glob("*.sql"))


def _apply_missing(admin_dsn: str) -> tuple[str, ...]:
    backend = get_backend(MIGRATION.on(admin_dsn).replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        # Left by a migration that was killed: nobody else can hold it while we hold ours.
        backend.break_lock()
        missing = backend.to_apply(read_migrations(str(_MIGRATIONS)))
        backend.apply_migrations(missing)
    finally:
        backend.connection.close()
    return tuple(migration.id for migration in missing)


def _enter_articles(connection: Session) -> None:
    """Put down who wrote the articles that came in before first lines were signed; done once in a database's life.

    Whoever could have it done again would have unsigned beginnings of their own vouched for.
    """
    with connection.transaction():
        done = "INSERT INTO upgrades VALUES ('entered', now()) ON CONFLICT DO NOTHING RETURNING true"
        if connection.execute(done).fetchone() is None:
            return
        if connection.execute("SELECT 1 FROM ledger LIMIT 1").fetchone() is None:
            # Nothing of before is here, so nobody of the build before runs beside us.
            connection.execute(_ROLLED)
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(
                "SELECT id, author, route, first.body FROM articles JOIN LATERAL ("
                "SELECT body FROM ledger WHERE article_id = id ORDER BY seq LIMIT 1) AS first ON true ORDER BY id"
            )
            for row in cursor.fetchall():
                if isinstance(first := entry_from(row["body"]), Submission):
                    entry = Entered(
                        at=now(),
                        article_id=ArticleId(row["id"]),
                        author=MemberId(row["author"]),
                        content_hash=first.content_hash,
                        revision=first.revision,
                        route=route_from(Fields(row["route"])),
                    )
                    cursor.execute("SELECT ledger_append(%s, NULL, %s)", (row["id"], body_text(to_body(entry))))


def _fill_fingerprints(connection: Session) -> None:
    """Put down the fingerprint of every body that a build of before has stored.

    Again: the rest.
    """
    while True:
        with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(
                "SELECT article_id, number, content FROM revisions WHERE body_fingerprint IS NULL LIMIT %s", (_AT_ONCE,)
            )
            rows = cursor.fetchall()
            cursor.executemany(
                "UPDATE revisions SET body_fingerprint = %s WHERE article_id = %s AND number = %s",
                [(_fingerprint(row["content"]), row["article_id"], row["number"]) for row in rows],
            )
        if not rows:
            return


def _fingerprint(stored: str) -> str:
    """Of a stored text; empty for one that cannot be read."""
    try:
        return body_fingerprint(content_from(json.loads(stored)))
    except (ValueError, KeyError, TypeError):
        return ""


def end_roll(admin_dsn: str) -> bool:
    """Whether the upgrade was ended now: from here on the desk signs as only this build reads, and no text is entered.

    Shape: to be called when no process of the build before runs any more.
    Errors: StorageUnreachable; StorageBusy.
    Again: False.
    """
    with connected(admin_dsn, MIGRATION, autocommit=True) as connection:
        return connection.execute(_ROLLED).fetchone() is not None


def create_database(server_dsn: str, name: str) -> str:
    """The address of a database on the server, made when missing."""
    with connected(server_dsn, MIGRATION, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            # Another process may make it in this very moment.
            with suppress(errors.DuplicateDatabase, errors.UniqueViolation):
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(server_dsn)._replace(path=f"/{name}"))


def app_dsn(admin_dsn: str, app_password: str) -> str:
    """The address for commands on one machine: the application role instead of the administrator."""
    return dsn_as(Role.APP, admin_dsn, app_password)
