"""What waits for a member: articles, stand-ins to assign, minutes to write, changes to decide."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from activities.storage.articles.reading import Card, Notification, ReadingStore
from activities.storage.matters.reading import AmendmentSheet, MatterReadingStore, MeetingSheet
from desk.viewpoint import Viewpoint
from newsroom.article import spoken
from newsroom.board import APPROVING_OFFICES, OFFICE_LABELS, Member, Office
from newsroom.entitlement.posting import posting_ground
from newsroom.matters.absences import suggested
from newsroom.matters.amendment import AMEND_WITHIN
from newsroom.matters.amendments import deciders
from newsroom.matters.incidents import Incident
from newsroom.matters.kinds import AMENDMENT_LABELS, AmendmentStage, IncidentStage, MeetingStage
from newsroom.matters.meetings import meeting_in_words
from newsroom.members.pages import Page
from newsroom.roster import Absence, GrantKind, Presence, may_assign
from newsroom.working_time import local

_MOST: Final = 100


class MatterTask(StrEnum):
    """What there is to do."""

    ASSIGN = "assign"
    CONVENE = "convene"
    MINUTE = "minute"
    CONCLUDE = "conclude"
    DECIDE = "decide"
    CONFIRM = "confirm"
    RETRY = "retry"
    COMPILE = "compile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing to do.

    Shape: `matter` names what it is about ("absence/7c1e"), empty when there is none yet; `due_at` is None of what no
    promise is about.
    """

    task: MatterTask
    matter: str
    text: str
    since: datetime
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """What waits for a member, the next due first, and what they have not read, the newest first.

    Shape: what no promise is about comes last, the longest waiting first.
    """

    articles: tuple[Card, ...]
    others: tuple[Waiting, ...]
    notes: tuple[Notification, ...]


class InboxReading:
    """What waits for members."""

    def __init__(self, cards: ReadingStore, matters: MatterReadingStore) -> None:
        self._cards = cards
        self._matters = matters

    async def of(self, view: Viewpoint, *, before: int | None = None) -> Inbox:
        """The viewer's inbox, with the messages before an id or the newest."""
        heads = may_assign(view.board, view.roster, view.viewer.id, view.at)
        channels = _attends_to_channels(view)
        cards = await self._cards.tasks(view.viewer.id, channels=channels, raised=heads)
        return Inbox(
            articles=tuple(sorted(cards, key=lambda card: by_due(next_due(card), card.standing.since))),
            others=await self._others(view, heads=heads),
            notes=await self._cards.notifications(view.viewer.id, before=before),
        )

    async def stopped(self, view: Viewpoint) -> Inbox:
        """What stands still on a channel and waits for the viewer, without the rest of the inbox."""
        if not _attends_to_channels(view):
            return Inbox(articles=(), others=(), notes=())
        cards = await self._cards.tasks(view.viewer.id, channels=True, raised=False)
        others = tuple([_to_retry(sheet) for sheet in await self._matters.amendments_stopped(_MOST)])
        return Inbox(articles=tuple(card for card in cards if card.channels), others=others, notes=())

    async def whole(self, view: Viewpoint) -> Inbox:
        """The viewer's inbox with every message that is not read."""
        found = await self.of(view)
        notes = found.notes
        while older := notes and await self._cards.notifications(view.viewer.id, before=notes[-1].id):
            notes = (*notes, *older)
        return replace(found, notes=notes)

    async def mark_read(self, view: Viewpoint, up_to: int) -> None:
        """Take the viewer's messages up to that id as read."""
        await self._cards.mark_read(view.viewer.id, up_to)

    async def _others(self, view: Viewpoint, *, heads: bool) -> tuple[Waiting, ...]:
        found = [*_to_assign(view)] if heads else []
        if heads or view.viewer.office is Office.SECRETARY:
            meetings = await self._matters.meetings(only_open=True, page=Page(limit=_MOST))
            found += [task for sheet in meetings if (task := _of_meeting(view, sheet, heads=heads))]
        if heads and (waiting := await self._matters.waiting_for_a_meeting()):
            titles = "; ".join(f"“{card.title}”" for card in waiting)
            text = f"Mời triệu tập họp: {len(waiting)} bài chưa thống nhất, chưa vào chương trình họp nào: {titles}."
            found.append(Waiting(task=MatterTask.CONVENE, matter="", text=text, since=waiting[0].standing.since))
        if heads or view.viewer.office is Office.SECRETARY:
            incidents = await self._matters.incidents(only_open=True, page=Page(limit=_MOST))
            found += [task for incident in incidents if (task := _of_incident(view, incident, heads=heads))]
        found += await self._of_amendments(view)
        return tuple(sorted(found, key=lambda task: by_due(task.due_at, task.since)))

    async def _of_amendments(self, view: Viewpoint) -> list[Waiting]:
        found = []
        if view.viewer.office in APPROVING_OFFICES:
            for sheet, standing in await self._matters.amendments_to_decide(_MOST):
                titles = deciders(view.board, view.roster, standing, view.at)
                if any(title.member.id == view.viewer.id for title in titles):
                    found.append(_to_decide(sheet))
        if _attends_to_channels(view):
            found += [_to_retry(sheet) for sheet in await self._matters.amendments_stopped(_MOST)]
        return found


def next_due(card: Card) -> datetime | None:
    """When the next of an article's clocks ends; None when none runs."""
    return min((row.due_at for row in card.obligations), default=None)


def by_due(due: datetime | None, since: datetime) -> tuple[bool, datetime, datetime]:
    """The place of a task in an inbox, for sorting."""
    return due is None, due or since, since


def _attends_to_channels(view: Viewpoint) -> bool:
    there = Presence(board=view.board, roster=view.roster, at=view.at)
    return view.viewer.office is Office.FINAL_EDITOR or posting_ground(there, view.viewer.id) is not None


def unassigned(view: Viewpoint, absence: Absence) -> tuple[str, ...]:
    """The work of an absent approver that nobody has been given yet; empty when none is left.

    Source: rules 33 and 54; ambiguities A6, A7 (an own delegation that still holds covers it too).
    """
    away = view.board.member(absence.member)
    if away is None or away.office not in APPROVING_OFFICES - {Office.HEAD}:
        return ()
    if absence.ends_at <= max(view.at, absence.starts_at):
        return ()
    wanted = {GrantKind.ASSIGNMENT: "duyệt bài"}
    if away.office is Office.FINAL_EDITOR:
        wanted[GrantKind.LAST_EDIT] = "biên tập lần cuối"
    return tuple(called for kind, called in wanted.items() if not _is_covered(view, absence, away, kind))


def _is_covered(view: Viewpoint, absence: Absence, away: Member, kind: GrantKind) -> bool:
    begins = max(view.at, absence.starts_at)
    own = GrantKind.LAST_EDIT if kind is GrantKind.LAST_EDIT else GrantKind.DELEGATION
    rests = own is GrantKind.DELEGATION and away.office in view.board.absence_goes_to_head
    for grant in view.roster.grants:
        if grant.seat != away.id or grant.ends_at <= view.at or view.roster.is_away(grant.to, begins):
            continue
        if grant.kind is kind and grant.absence == absence.id:
            return True
        whole = grant.starts_at <= begins and grant.ends_at >= absence.ends_at
        if grant.kind is own and not grant.absence and whole and not rests:
            return True
    return False


def _to_assign(view: Viewpoint) -> list[Waiting]:
    found = []
    for absence in view.roster.absences:
        if not (works := unassigned(view, absence)):
            continue
        away = view.board.member(absence.member)
        office = OFFICE_LABELS[away.office] if away else absence.member
        stand_in = suggested(view.board, view.roster, absence)
        hint = f" Gợi ý: {OFFICE_LABELS[stand_in.office]}." if stand_in else ""
        dates = f"từ {local(absence.starts_at):%H:%M %d/%m/%Y} đến {local(absence.ends_at):%H:%M %d/%m/%Y}"
        text = f"{office} vắng mặt {dates}. Mời phân công người {' và '.join(works)} thay.{hint}"
        matter = f"absence/{absence.id}"
        found.append(Waiting(task=MatterTask.ASSIGN, matter=matter, text=text, since=absence.filed_at))
    return found


def _of_meeting(view: Viewpoint, sheet: MeetingSheet, *, heads: bool) -> Waiting | None:
    meeting, matter = sheet.meeting, f"meeting/{sheet.meeting.id}"
    if heads and meeting.stage is MeetingStage.MINUTED:
        text = f"Mời ký biên bản, kết luận cuộc họp. {meeting_in_words(meeting)}"
        return Waiting(task=MatterTask.CONCLUDE, matter=matter, text=text, since=meeting.starts_at)
    begun = meeting.stage is MeetingStage.CALLED and meeting.starts_at <= view.at
    if begun and view.viewer.office is Office.SECRETARY:
        text = f"Mời ghi biên bản. {meeting_in_words(meeting)}"
        return Waiting(task=MatterTask.MINUTE, matter=matter, text=text, since=meeting.starts_at)
    return None


def _of_incident(view: Viewpoint, incident: Incident, *, heads: bool) -> Waiting | None:
    """The secretary compiles; the Head decides, at once while she is away."""
    compiles, matter = incident.stage is IncidentStage.REPORTED, f"incident/{incident.id}"
    what = f"“{incident.title}”: {incident.summary or incident.account}"
    if compiles and view.viewer.office is Office.SECRETARY:
        text = f"Mời tổng hợp {what}"
        return Waiting(task=MatterTask.COMPILE, matter=matter, text=text, since=incident.reported_at)
    if heads and (not compiles or view.roster.is_away(view.board.holder(Office.SECRETARY).id, view.at)):
        since = incident.compiled_at or incident.reported_at
        return Waiting(task=MatterTask.DECIDE, matter=matter, text=f"Mời quyết định về {what}", since=since)
    return None


def _to_decide(sheet: AmendmentSheet) -> Waiting:
    amendment = sheet.amendment
    matter = f"amendment/{amendment.id}"
    if amendment.stage is AmendmentStage.PROPOSED:
        text = f"Mời duyệt {_what(sheet)}: {amendment.reason}"
        due = amendment.proposed_at + AMEND_WITHIN
        return Waiting(task=MatterTask.DECIDE, matter=matter, text=text, since=amendment.proposed_at, due_at=due)
    text = f"Mời xác nhận lệnh {_what(sheet)} theo lệnh miệng: {amendment.reason}"
    since, due_by = amendment.proposed_at, amendment.confirm_due_at
    return Waiting(task=MatterTask.CONFIRM, matter=matter, text=text, since=since, due_at=due_by)


def _to_retry(sheet: AmendmentSheet) -> Waiting:
    text = f"Có kênh đang dừng khi {_what(sheet)}; mời kiểm tra rồi cho làm tiếp."
    since, due = sheet.decided_at or sheet.amendment.proposed_at, sheet.amendment.proposed_at + AMEND_WITHIN
    matter = f"amendment/{sheet.amendment.id}"
    return Waiting(task=MatterTask.RETRY, matter=matter, text=text, since=since, due_at=due)


def _what(sheet: AmendmentSheet) -> str:
    return f"{AMENDMENT_LABELS[sheet.amendment.kind]} “{sheet.title}” ({spoken(sheet.amendment.article_id)})"
