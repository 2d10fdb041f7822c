"""What people look up about matters: absences, grants, meetings and amendments; reads only."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from activities.storage.articles.reading import Card, ChannelRow, card_from
from activities.storage.database import Database, now
from activities.storage.matters.amendment_rows import amendment_from
from activities.storage.matters.incident_rows import incident_from, incident_of
from activities.storage.matters.meeting_rows import agendas_of, matters_of, meeting_from, meeting_with
from activities.storage.roster import absence_of, grants_of
from activities.storage.rows import standing_from
from activities.storage.stages import staged
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.amendment import Amendment
from newsroom.matters.incidents import Incident
from newsroom.matters.meetings import Meeting
from newsroom.members.pages import Page
from newsroom.roster import Absence, Grant
from newsroom.standing import Standing
from newsroom.text import quoted

_OF_ABSENCE: Final = staged(
    "FROM articles WHERE stage IN (Stage.RECEIVED, Stage.EDITING, Stage.AWAITING_APPROVAL) "
    "AND (asked = $1 OR seat->>'absence' = $2)"
)
_FIRST_PART: Final = Page()
_MEETINGS: Final = staged(
    "SELECT * FROM (SELECT *, stage IN (MeetingStage.CALLED, MeetingStage.MINUTED) AS open FROM meetings) AS meetings "
    "WHERE (open OR NOT $1) AND starts_at >= $3 AND starts_at < $4 AND CASE WHEN $5 THEN NOT open AND "
    "(starts_at, id) < ($6, $7) ELSE NOT open OR (starts_at, id) > ($6, $7) END ORDER BY open DESC, "
    "CASE WHEN open THEN starts_at END, CASE WHEN open THEN id END, starts_at DESC, id DESC LIMIT $2"
)
_KEPT: Final = f"SELECT * {_OF_ABSENCE} ORDER BY since LIMIT $3"
_KEPT_COUNT: Final = f"SELECT count(*) {_OF_ABSENCE}"
_AMENDMENT: Final = (
    "SELECT amendments.*, articles.title FROM amendments JOIN articles ON articles.id = article_id WHERE "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceSheet:
    """An absence with the assignments made for it, and the articles that it keeps: how many, and the first of them."""

    absence: Absence
    grants: tuple[Grant, ...]
    kept: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper of a meeting. Shape: `file_digest` and `file_name` are of the file that was sent, empty without one."""

    title: str
    text: str
    added_by: str
    added_at: datetime
    file_digest: str = ""
    file_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSheet:
    """A meeting with who called it and its papers."""

    meeting: Meeting
    called_by: str
    called_at: datetime
    closed_at: datetime | None
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentSheet:
    """A change to a published article, with the article's title and how each channel stands with it."""

    amendment: Amendment
    title: str
    evidence: str
    decided_at: datetime | None
    channels: tuple[ChannelRow, ...] = ()


class MatterReadingStore:
    """Read-only questions about matters."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def absence(self, absence_id: str, at: datetime, *, most: int = 20) -> AbsenceSheet:
        """One absence, ended or not; articles lie with its member or wait for an assignment.

        Errors: Refused (unknown_matter).
        """
        async with self._database.reading() as connection:
            absence = await absence_of(connection, absence_id, at)
            if absence is None:
                raise unknown_matter("đợt vắng", absence_id)
            count = await connection.fetchval(_KEPT_COUNT, absence.member, absence_id)
            rows = await connection.fetch(_KEPT, absence.member, absence_id, most)
            grants = await grants_of(connection, at, absence=absence_id)
        in_order = tuple(sorted(grants, key=lambda grant: grant.given_at))
        return AbsenceSheet(absence=absence, grants=in_order, kept=count, cards=tuple(card_from(row) for row in rows))

    async def grant(self, grant_id: str, at: datetime, *, absence: str = "") -> Grant:
        """One grant, ended or not; of that absence when one is named. Errors: Refused (unknown_matter)."""
        async with self._database.reading() as connection:
            found = await grants_of(connection, at, grant=grant_id)
        if not found or (absence and found[0].absence != absence):
            raise unknown_matter("ủy quyền hoặc phân công", grant_id)
        return found[0]

    async def meetings(self, *, only_open: bool, page: Page = _FIRST_PART) -> tuple[MeetingSheet, ...]:
        """A part of the meetings with agenda, without papers: the open ones first, the next first, then the latest.

        Shape: an id that begins with `-` is a place among the closed ones, any other among the open ones.
        """
        kind, meeting_id = page.after.id[:1], page.after.id[1:]
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                _MEETINGS,
                only_open,
                page.limit,
                page.since,
                page.until,
                kind == "-",
                page.after.at if kind else page.since,
                meeting_id,
            )
            ids = [row["id"] for row in rows]
            agendas, matters = await agendas_of(connection, ids), await matters_of(connection, ids)
        return tuple(
            _sheet(row, meeting_from(row, agendas.get(row["id"], ()), matters.get(row["id"], ()))) for row in rows
        )

    async def meeting(self, meeting_id: str) -> MeetingSheet:
        """One meeting with agenda and papers. Errors: Refused (unknown_matter)."""
        async with self._database.reading() as connection:
            row = await connection.fetchrow("SELECT * FROM meetings WHERE id = $1", meeting_id)
            if row is None:
                raise unknown_matter("cuộc họp", meeting_id)
            found = await meeting_with(connection, row)
            papers = await connection.fetch(
                "SELECT title, text, added_by, added_at, file_digest, file_name FROM meeting_papers "
                "WHERE meeting_id = $1 ORDER BY id",
                meeting_id,
            )
        return _sheet(row, found, tuple(Paper(**dict(paper)) for paper in papers))

    async def keep_file(self, digest: str, data: bytes) -> None:
        """Keep a file until a paper names it by its digest."""
        async with self._database.reading() as connection:
            await connection.execute(
                "INSERT INTO meeting_files (digest, bytes, kept_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                digest,
                data,
                now(),
            )

    async def paper_file(self, meeting_id: str, digest: str) -> bytes:
        """The bytes of a paper of a meeting. Errors: Refused (unknown_matter), also when they are not what was sent."""
        async with self._database.reading() as connection:
            data: bytes | None = await connection.fetchval(
                "SELECT bytes FROM meeting_files JOIN meeting_papers ON file_digest = digest "
                "WHERE meeting_id = $1 AND digest = $2 LIMIT 1",
                meeting_id,
                digest,
            )
        if data is None or hashlib.sha256(data).hexdigest() != digest:
            raise unknown_matter("tài liệu họp", digest)
        return data

    async def incidents(self, *, reported_by: str = "", only_open: bool, page: Page) -> tuple[Incident, ...]:
        """A part of the incidents, the newest first; those of one member, if one is named."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                staged(
                    "SELECT * FROM incidents WHERE $1 IN ('', reported_by) "
                    "AND NOT ($2 AND stage = IncidentStage.DECIDED) AND reported_at >= $4 AND reported_at < $5 "
                    "AND (reported_at, id) < ($6, $7) ORDER BY reported_at DESC, id DESC LIMIT $3"
                ),
                reported_by,
                only_open,
                page.limit,
                page.since,
                page.until,
                page.after.at,
                page.after.id,
            )
        return tuple(incident_from(row) for row in rows)

    async def incident(self, incident_id: str) -> Incident:
        """One incident. Errors: Refused (unknown_matter)."""
        async with self._database.reading() as connection:
            incident = await incident_of(connection, incident_id)
        if incident is None:
            raise unknown_matter("sự việc", incident_id)
        return incident

    async def waiting_for_a_meeting(self, limit: int = 20) -> tuple[Card, ...]:
        """Articles before the board that are on the agenda of no open meeting, the longest waiting first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                staged(
                    "SELECT * FROM articles WHERE stage = Stage.BEFORE_BOARD AND NOT EXISTS ("
                    "SELECT FROM meeting_items JOIN meetings ON meetings.id = meeting_id "
                    "WHERE article_id = articles.id AND parked_since = articles.since "
                    "AND meetings.stage IN (MeetingStage.CALLED, MeetingStage.MINUTED)) "
                    "ORDER BY since LIMIT $1"
                ),
                limit,
            )
        return tuple(card_from(row) for row in rows)

    async def amendment(self, amendment_id: str) -> AmendmentSheet:
        """One amendment with its channels. Errors: Refused (unknown_matter)."""
        async with self._database.reading() as connection:
            row = await connection.fetchrow(f"{_AMENDMENT} amendments.id = $1", amendment_id)
            if row is None:
                raise unknown_matter("đề nghị sửa", amendment_id)
            channels = await connection.fetch(
                "SELECT channel, outcome, explanation, url, attempts, visible_at FROM intents WHERE amendment = $1 "
                "ORDER BY channel",
                amendment_id,
            )
        return _amendment_sheet(row, tuple(ChannelRow(**dict(channel)) for channel in channels))

    async def amendments_of(self, article_id: str) -> tuple[AmendmentSheet, ...]:
        """The amendments of an article, the newest first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(f"{_AMENDMENT} article_id = $1 ORDER BY proposed_at DESC", article_id)
        return tuple(_amendment_sheet(row) for row in rows)

    async def amendments_to_decide(self, limit: int = 100) -> tuple[tuple[AmendmentSheet, Standing], ...]:
        """Amendments that wait for a decision or a confirmation, with where the article stands."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                staged(
                    f"{_AMENDMENT} amendments.stage = AmendmentStage.PROPOSED "
                    "OR (urgent AND confirmed_at IS NULL AND amendments.stage <> AmendmentStage.REFUSED) "
                    "ORDER BY proposed_at LIMIT $1"
                ),
                limit,
            )
            articles = await connection.fetch(
                "SELECT * FROM articles WHERE id = ANY($1)", [row["article_id"] for row in rows]
            )
        standings = {row["id"]: standing_from(row) for row in articles}
        return tuple((_amendment_sheet(row), standings[row["article_id"]]) for row in rows)

    async def amendments_stopped(self, limit: int = 100) -> tuple[AmendmentSheet, ...]:
        """Amendments that a channel has stopped: somebody must look before it goes on."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                staged(
                    f"{_AMENDMENT} amendments.stage = AmendmentStage.APPLYING AND EXISTS (SELECT FROM intents "
                    "WHERE amendment = amendments.id AND outcome IN ('rejected', 'needs_person')) "
                    "ORDER BY proposed_at LIMIT $1"
                ),
                limit,
            )
        return tuple(_amendment_sheet(row) for row in rows)


def unknown_matter(what: str, matter_id: str) -> Refused:
    """The refusal for a matter that the newsroom does not have."""
    return Refused(RefusalCode.UNKNOWN_MATTER, f"Không có {what} “{quoted(matter_id)}”; hãy kiểm tra lại mã.")


def _sheet(row: Any, meeting: Meeting, papers: tuple[Paper, ...] = ()) -> MeetingSheet:
    return MeetingSheet(
        meeting=meeting,
        called_by=row["called_by"],
        called_at=row["called_at"],
        closed_at=row["closed_at"],
        papers=papers,
    )


def _amendment_sheet(row: Any, channels: tuple[ChannelRow, ...] = ()) -> AmendmentSheet:
    return AmendmentSheet(
        amendment=amendment_from(row),
        title=row["title"],
        evidence=row["evidence"],
        decided_at=row["decided_at"],
        channels=channels,
    )
