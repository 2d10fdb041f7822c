"""Absences and grants as rows, which are only ever added; who may do what is asked of the deeds behind them."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, Protocol

from activities.storage.database import Connection, Database
from newsroom.article import Kind, MemberId, Topic
from newsroom.roster import Absence, Grant, GrantKind, Roster, Scope

_WRITTEN: Final = """
SELECT what.*, term.known_from, term.starts_at, term.ends_at FROM (
    SELECT 'absence/' || id AS subject, id, '' AS kind, filed_by AS giver, member AS seat, '' AS receiver,
           NULL::jsonb AS scope, '' AS absence, '' AS document, reason, filed_at AS given_at FROM absences
    UNION ALL
    SELECT 'grant/' || id, id, kind, giver, seat, receiver, scope, absence, document, reason, given_at FROM grants
) AS what
LEFT JOIN terms AS term ON term.subject = what.subject ORDER BY what.subject, term.known_from
"""


class KnowsRoster(Protocol):
    """Says what was known at any moment."""

    async def roster(self, connection: Connection, moment: datetime, since: datetime | None = None) -> Roster:
        """The roster at an instant, read in the caller's transaction."""
        ...


class RosterStore:
    """The roster as everybody reads it."""

    def __init__(self, database: Database, powers: KnowsRoster) -> None:
        self._database = database
        self._powers = powers

    async def at(self, moment: datetime) -> Roster:
        """What was known at an instant, without what had ended by then."""
        async with self._database.reading() as connection:
            return await self._powers.roster(connection, moment)

    async def all(self, since: datetime, now: datetime) -> Roster:
        """What is known now and had not ended at `since`."""
        async with self._database.reading() as connection:
            return await self._powers.roster(connection, now, since)

    async def opened(self, article_id: str, member: str, text: str, at: datetime) -> None:
        """Note that a member has opened a text; the first time counts."""
        async with self._database.reading() as connection:
            await connection.execute(
                "INSERT INTO openings VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", article_id, member, text, at
            )

    async def last_opened(self, article_id: str, member: str) -> tuple[str, datetime] | None:
        """The text of an article that a member has opened last, by its hash, and since when; None when none was."""
        async with self._database.reading() as connection:
            row = await connection.fetchrow(
                "SELECT content_hash, opened_at FROM openings WHERE article_id = $1 AND member = $2 "
                "ORDER BY opened_at DESC LIMIT 1",
                article_id,
                member,
            )
        return None if row is None else (row["content_hash"], row["opened_at"])


async def written(connection: Connection) -> tuple[tuple[datetime, Absence | Grant], ...]:
    """Everything that the rows say was ever known, each with the instant from which."""
    rows = [row for row in await connection.fetch(_WRITTEN) if row["known_from"] is not None]
    return tuple((row["known_from"], _absence(row) if row["scope"] is None else _grant(row)) for row in rows)


async def hold_roster(connection: Connection) -> None:
    """Let no act change the roster before this transaction ends; to be called before any row is locked.

    Without it an article could be seated by a roster that has just become old, after the articles have moved.
    """
    await connection.execute("SELECT pg_advisory_xact_lock_shared(hashtext('deeds'))")


async def change_roster(connection: Connection) -> None:
    """Wait for every transaction that is seating an article, and keep the roster for this one alone."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('deeds'))")


async def absence_of(connection: Connection, absence_id: str, at: datetime) -> Absence | None:
    """One absence with its latest term, ended or not."""
    row = await connection.fetchrow(
        "SELECT id, member AS seat, reason, filed_by AS giver, filed_at AS given_at, starts_at, ends_at FROM absences "
        "JOIN terms ON subject = 'absence/' || id WHERE id = $1 AND known_from <= $2 ORDER BY known_from DESC LIMIT 1",
        absence_id,
        at,
    )
    return None if row is None else _absence(row)


async def grants_of(connection: Connection, at: datetime, *, absence: str = "", grant: str = "") -> tuple[Grant, ...]:
    """One grant, or all of an absence, each with its latest term, ended or not."""
    rows = await connection.fetch(
        "SELECT DISTINCT ON (id) grants.*, starts_at, ends_at FROM grants JOIN terms ON subject = 'grant/' || id "
        "WHERE (id = $1 OR ($2 <> '' AND absence = $2)) AND known_from <= $3 ORDER BY id, known_from DESC",
        grant,
        absence,
        at,
    )
    return tuple(_grant(row) for row in rows)


async def add_absence(connection: Connection, absence: Absence) -> None:
    """Write a new absence with its first term."""
    await connection.execute(
        "INSERT INTO absences (id, member, reason, filed_by, filed_at) VALUES ($1, $2, $3, $4, $5)",
        absence.id,
        absence.member,
        absence.reason,
        absence.filed_by,
        absence.filed_at,
    )
    await add_term(connection, f"absence/{absence.id}", absence.filed_at, absence.starts_at, absence.ends_at)


async def add_grant(connection: Connection, grant: Grant) -> None:
    """Write a new grant with its first term."""
    await connection.execute(
        "INSERT INTO grants (id, kind, giver, seat, receiver, scope, absence, document, reason, given_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        grant.id,
        grant.kind,
        grant.giver,
        grant.seat,
        grant.to,
        asdict(grant.scope),
        grant.absence,
        grant.document,
        grant.reason,
        grant.given_at,
    )
    await add_term(connection, f"grant/{grant.id}", grant.given_at, grant.starts_at, grant.ends_at)


async def add_term(
    connection: Connection, subject: str, known_from: datetime, starts_at: datetime, ends_at: datetime
) -> None:
    """Write the term that holds from `known_from` on."""
    await connection.execute(
        "INSERT INTO terms (subject, known_from, starts_at, ends_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (subject, known_from) DO NOTHING",
        subject,
        known_from,
        starts_at,
        ends_at,
    )


def _absence(row: Any) -> Absence:
    return Absence(
        id=row["id"],
        member=MemberId(row["seat"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        reason=row["reason"],
        filed_by=MemberId(row["giver"]),
        filed_at=row["given_at"],
    )


def _grant(row: Any) -> Grant:
    scope = row["scope"]
    return Grant(
        id=row["id"],
        kind=GrantKind(row["kind"]),
        giver=MemberId(row["giver"]),
        seat=MemberId(row["seat"]),
        to=MemberId(row["receiver"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        given_at=row["given_at"],
        scope=Scope(
            classes=tuple(scope["classes"]),
            topics=tuple(Topic(topic) for topic in scope["topics"]),
            kinds=tuple(Kind(kind) for kind in scope["kinds"]),
        ),
        absence=row["absence"],
        document=row["document"],
        reason=row["reason"],
    )
