"""Meetings of the board as matters of the house: what their deeds write, and what a conclusion does to the articles."""

from datetime import datetime

from activities.contracts import MatterNow
from activities.storage import obligations
from activities.storage.articles.rows import standing_of
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append
from activities.storage.matters.kinds import NOT_OPENED, Done, Room
from activities.storage.matters.meeting_rows import (
    add_meeting,
    add_paper,
    close_meeting,
    fill_next,
    lock_parked,
    meeting_of,
    save_minutes,
    save_settled,
)
from activities.storage.roster import known_at
from newsroom.authority import Ground
from newsroom.claims import incomplete
from newsroom.ledger.acts import BoardDecision
from newsroom.ledger.deeds import Agenda, Conclusions
from newsroom.matters import facts
from newsroom.matters.deeds import Deed
from newsroom.matters.kinds import DeedAct, MeetingStage, Outcome
from newsroom.matters.meetings import (
    Item,
    Meeting,
    cancelled,
    concluded,
    convened,
    decided_ground,
    minuted,
    paper_ground,
    settled,
    settled_changes,
)
from newsroom.notices.meetings import (
    cancelled_notices,
    concluded_notices,
    convened_notices,
    meeting_summary,
    minuted_notices,
    nudge_notices,
    nudges,
    paper_notices,
    settled_notices,
)
from newsroom.standing import Standing

_OVER = frozenset({MeetingStage.CONCLUDED, MeetingStage.CANCELLED})


class MeetingMatters:
    """Meetings, from the call to the conclusion."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def lock(self, connection: Connection, matter_id: str, deed: Deed) -> None:
        """Lock the articles that a conclusion settles: one that leaves at this moment is no longer on the agenda."""
        if deed.act is DeedAct.CONCLUDE:
            await lock_parked(connection, matter_id)

    async def judge(self, room: Room, matter_id: str, deed: Deed) -> Done:
        """Judge and write a deed on a meeting."""
        known = await meeting_of(room.connection, matter_id)
        if deed.act is DeedAct.CONVENE:
            if known is not None:
                raise incomplete(deed, "cuộc họp này đã được triệu tập")
            return await _convene(room, matter_id, deed)
        if known is None:
            raise incomplete(deed, "không có cuộc họp này")
        match deed.act:
            case DeedAct.ADD_PAPER:
                return await _add_paper(room, known, deed)
            case DeedAct.RECORD_MINUTES:
                return await _record_minutes(room, known, deed)
            case DeedAct.CONCLUDE:
                return await _conclude(room, known, deed)
            case DeedAct.CANCEL_MEETING:
                return await _cancel(room, known, deed)
            case _:
                raise incomplete(deed, "thao tác này không dùng cho cuộc họp")

    async def attend(self, matter_id: str) -> None:
        """Remind whoever is due to do something for the meeting; after an outage only the latest reminder counts.

        Again: each reminder is one message.
        """
        at = now()
        async with self._database.writing() as connection:
            meeting = await meeting_of(connection, matter_id)
            due = [nudge for nudge in nudges(meeting) if nudge.at <= at] if meeting else []
            if meeting is None or not due:
                return
            board = (await self._boards.within(connection, at)).board
            notices = nudge_notices(board, await known_at(connection, at), meeting, due[-1], at)
            occasion = f"meeting/{matter_id}/{due[-1].lack}/{due[-1].at.isoformat()}"
            await obligations.notify(connection, "", occasion, notices, at)

    async def now(self, connection: Connection, matter_id: str, at: datetime) -> MatterNow:
        """How the meeting stands."""
        meeting = await meeting_of(connection, matter_id)
        if meeting is None:
            return NOT_OPENED
        return MatterNow(
            opened=True,
            over=meeting.stage in _OVER,
            moments=tuple(nudge.at for nudge in nudges(meeting) if nudge.at > at),
            summary=meeting_summary(meeting),
        )


async def _convene(room: Room, matter_id: str, deed: Deed) -> Done:
    meeting, ground = convened(room.version.board, room.roster, matter_id, deed, room.at)
    await add_meeting(room.connection, meeting, deed.member, room.at)
    await fill_next(room.connection, room.at)
    called = await meeting_of(room.connection, matter_id) or meeting
    effect = Agenda(articles=tuple(item.article_id for item in called.items))
    return Done(ground=ground, notices=convened_notices(room.version.board, called), effect=effect)


async def _add_paper(room: Room, meeting: Meeting, deed: Deed) -> Done:
    ground = paper_ground(room.version.board, meeting, deed)
    title, text = deed.said(facts.TITLE), deed.said(facts.TEXT)
    await add_paper(room.connection, meeting.id, title, text, added_by=deed.member, at=room.at)
    return Done(ground=ground, notices=paper_notices(room.version.board, meeting, title))


async def _record_minutes(room: Room, meeting: Meeting, deed: Deed) -> Done:
    board = room.version.board
    after, ground = minuted(board, meeting, deed, room.at)
    await save_minutes(room.connection, after)
    return Done(
        ground=ground,
        notices=minuted_notices(board, room.roster, after, room.at),
        effect=_conclusions(after),
    )


async def _conclude(room: Room, meeting: Meeting, deed: Deed) -> Done:
    after, ground = concluded(room.version.board, room.roster, meeting, deed, room.at)
    await close_meeting(room.connection, after, room.at)
    settled_ones = [
        await _settle(room, after, item, deed, await standing_of(room.connection, item.article_id))
        for item in after.items
    ]
    await fill_next(room.connection, room.at)
    # Last: from here on the ledger's head is held.
    for item, standing in zip(after.items, settled_ones, strict=True):
        await append(room.connection, _decision(room, after, item, deed, ground, standing))
    notices = concluded_notices(room.version.board, after)
    return Done(ground=ground, notices=notices, effect=_conclusions(after))


async def _cancel(room: Room, meeting: Meeting, deed: Deed) -> Done:
    after, ground = cancelled(room.version.board, room.roster, meeting, deed, room.at)
    await close_meeting(room.connection, after, room.at)
    await fill_next(room.connection, room.at)
    return Done(ground=ground, notices=cancelled_notices(room.version.board, meeting, deed.said(facts.REASON)))


async def _settle(room: Room, meeting: Meeting, item: Item, deed: Deed, standing: Standing) -> Standing:
    """Where an article stands after its decision; written, with its clocks and messages."""
    board, outcome = room.version.board, item.outcome or Outcome.CARRY
    if outcome is Outcome.CARRY:
        return standing
    after = settled(board, room.roster, standing, outcome, room.at)
    await save_settled(room.connection, after, room.version.number)
    changes = settled_changes(board, outcome, after, room.at)
    await obligations.apply(room.connection, after.article_id, changes, room.at)
    notices = [notice for notice in settled_notices(board, after, item) if notice.to != deed.member]
    occasion = f"meeting/{meeting.id}/{after.article_id}/settled"
    await obligations.notify(room.connection, after.article_id, occasion, notices, room.at)
    return after


def _conclusions(meeting: Meeting) -> Conclusions:
    return Conclusions(decisions={item.article_id: str(item.outcome) for item in meeting.items})


def _decision(
    room: Room, meeting: Meeting, item: Item, deed: Deed, signed: Ground, standing: Standing
) -> BoardDecision:
    """What the ledger says in an article's own timeline: the decision, and the Head's signed deed that covers it."""
    return BoardDecision(
        at=room.at,
        article_id=standing.article_id,
        matter=f"meeting/{meeting.id}",
        outcome=item.outcome or Outcome.CARRY,
        note=item.note,
        stage=standing.stage,
        content_hash=standing.content_hash,
        waiting_for=standing.seat.office or standing.route.owner,
        hold=standing.seat.hold,
        board_version=room.version.number,
        ground=decided_ground(signed),
        member=deed.member,
        office=deed.office,
        claim=room.signed.claim,
        signature=room.signed.signature,
    )
