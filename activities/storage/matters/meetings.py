"""Meetings of the board as matters: what their acts write, and what a conclusion does to the articles."""

from dataclasses import dataclass
from datetime import datetime

from activities.contracts import MatterNow
from activities.storage import obligations
from activities.storage.articles.lateness import told_late
from activities.storage.articles.rows import standing_of
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append
from activities.storage.matters.kinds import NOT_OPENED, Done, Hearing
from activities.storage.matters.meeting_rows import (
    add_matter,
    add_meeting,
    add_paper,
    add_preparation,
    close_meeting,
    fill_next,
    lock_parked,
    meeting_of,
    save_minutes,
    save_settled,
)
from newsroom.authority import Ground
from newsroom.claims import incomplete
from newsroom.ledger.acts import BoardDecision
from newsroom.ledger.matter_acts import Agenda, Conclusions
from newsroom.ledger.sightings import Breach
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MatterAct, MeetingStage, Outcome
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
from newsroom.matters.preparing import directed, raised
from newsroom.notifications.meetings import (
    cancelled_notifications,
    concluded_notifications,
    convened_notifications,
    directed_notifications,
    meeting_summary,
    minuted_notifications,
    nudge_notifications,
    nudges,
    paper_notifications,
    raised_notifications,
    settled_notifications,
)
from newsroom.standing import Standing

_OVER = frozenset({MeetingStage.CONCLUDED, MeetingStage.CANCELLED})


class MeetingMatters:
    """Meetings, from the call to the conclusion."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def lock(self, connection: Connection, matter_id: str, claim: MatterClaim) -> None:
        """Lock the articles that a conclusion settles: one that leaves at this moment is no longer on the agenda."""
        if claim.act is MatterAct.CONCLUDE:
            await lock_parked(connection, matter_id)

    async def judge(self, hearing: Hearing, matter_id: str, claim: MatterClaim) -> Done:
        """Judge and write an act on a meeting."""
        known = await meeting_of(hearing.connection, matter_id)
        if claim.act is MatterAct.CONVENE:
            if known is not None:
                raise incomplete(claim, "cuộc họp này đã được triệu tập")
            return await _convene(hearing, matter_id, claim)
        if known is None:
            raise incomplete(claim, "không có cuộc họp này")
        match claim.act:
            case MatterAct.ADD_PAPER:
                return await _add_paper(hearing, known, claim)
            case MatterAct.ADD_ITEM:
                return await _add_item(hearing, known, claim)
            case MatterAct.DIRECT_PREPARATION:
                return await _direct(hearing, known, claim)
            case MatterAct.RECORD_MINUTES:
                return await _record_minutes(hearing, known, claim)
            case MatterAct.CONCLUDE:
                return await _conclude(hearing, known, claim)
            case MatterAct.CANCEL_MEETING:
                return await _cancel(hearing, known, claim)
            case _:
                raise incomplete(claim, "thao tác này không dùng cho cuộc họp")

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
            notifications = nudge_notifications(await self._boards.presence(connection, at), meeting, due[-1])
            occasion = f"meeting/{matter_id}/{due[-1].lack}/{due[-1].at.isoformat()}"
            await obligations.notify(connection, "", occasion, notifications, at)

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


async def _convene(hearing: Hearing, matter_id: str, claim: MatterClaim) -> Done:
    meeting, ground = convened(hearing.version.board, hearing.roster, matter_id, claim, hearing.at)
    await add_meeting(hearing.connection, meeting, claim.member, hearing.at)
    await fill_next(hearing.connection, hearing.at)
    called = await meeting_of(hearing.connection, matter_id) or meeting
    effect = Agenda(articles=tuple(item.article_id for item in called.items))
    return Done(ground=ground, notifications=convened_notifications(hearing.there, called), effect=effect)


async def _add_paper(hearing: Hearing, meeting: Meeting, claim: MatterClaim) -> Done:
    ground = paper_ground(hearing.version.board, meeting, claim)
    await add_paper(hearing.connection, meeting.id, claim, hearing.at)
    told = paper_notifications(hearing.there, meeting, claim.said(facts.TITLE))
    return Done(ground=ground, notifications=told)


async def _add_item(hearing: Hearing, meeting: Meeting, claim: MatterClaim) -> Done:
    matter, ground = raised(hearing.version.board, meeting, claim)
    await add_matter(hearing.connection, meeting.id, matter, claim.member, hearing.at)
    return Done(ground=ground, notifications=raised_notifications(hearing.there, meeting, matter.title))


async def _direct(hearing: Hearing, meeting: Meeting, claim: MatterClaim) -> Done:
    given, ground = directed(hearing.version.board, meeting, claim, hearing.at)
    await add_preparation(hearing.connection, meeting.id, given, claim.member, hearing.at)
    return Done(ground=ground, notifications=directed_notifications(hearing.there, meeting, given))


async def _record_minutes(hearing: Hearing, meeting: Meeting, claim: MatterClaim) -> Done:
    board = hearing.version.board
    after, ground = minuted(board, meeting, claim, hearing.at)
    await save_minutes(hearing.connection, after)
    return Done(
        ground=ground,
        notifications=minuted_notifications(hearing.there, after),
        effect=_conclusions(after),
    )


async def _conclude(hearing: Hearing, meeting: Meeting, claim: MatterClaim) -> Done:
    after, ground = concluded(hearing.version.board, hearing.roster, meeting, claim, hearing.at)
    await close_meeting(hearing.connection, after, hearing.at)
    settled_ones = [
        await _settle(hearing, after, item, claim, await standing_of(hearing.connection, item.article_id))
        for item in after.items
    ]
    await fill_next(hearing.connection, hearing.at)
    # Last: from here on the ledger's head is held.
    for item, settled_one in zip(after.items, settled_ones, strict=True):
        for line in settled_one.breaches:
            await append(hearing.connection, line)
        await append(hearing.connection, _decision(hearing, after, item, claim, ground, settled_one.standing))
    notifications = concluded_notifications(hearing.there, after)
    return Done(ground=ground, notifications=notifications, effect=_conclusions(after))


async def _cancel(hearing: Hearing, meeting: Meeting, claim: MatterClaim) -> Done:
    after, ground = cancelled(hearing.version.board, hearing.roster, meeting, claim, hearing.at)
    await close_meeting(hearing.connection, after, hearing.at)
    await fill_next(hearing.connection, hearing.at)
    return Done(ground=ground, notifications=cancelled_notifications(hearing.there, meeting, claim.said(facts.REASON)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    """Where an article stands after its decision. Shape: `breaches` are about promises that so ended too late."""

    standing: Standing
    breaches: tuple[Breach, ...] = ()


async def _settle(hearing: Hearing, meeting: Meeting, item: Item, claim: MatterClaim, standing: Standing) -> _Settled:
    """What became of an article by its decision; written, with its clocks and messages."""
    board, outcome = hearing.version.board, item.outcome or Outcome.CARRY
    if outcome is Outcome.CARRY:
        return _Settled(standing=standing)
    after = settled(board, hearing.roster, standing, outcome, hearing.at)
    await save_settled(hearing.connection, after, hearing.version.number)
    changes = settled_changes(board, outcome, after, hearing.at)
    late = (await obligations.apply(hearing.connection, after.article_id, changes, hearing.at)).late
    notifications = [told for told in settled_notifications(hearing.there, after, item) if told.to != claim.member]
    occasion = f"meeting/{meeting.id}/{after.article_id}/settled"
    await obligations.notify(hearing.connection, after.article_id, occasion, notifications, hearing.at)
    breaches = await told_late(hearing.connection, hearing.there, after.article_id, late)
    return _Settled(standing=after, breaches=breaches)


def _conclusions(meeting: Meeting) -> Conclusions:
    return Conclusions(decisions={item.article_id: str(item.outcome) for item in meeting.items})


def _decision(
    hearing: Hearing, meeting: Meeting, item: Item, claim: MatterClaim, signed: Ground, standing: Standing
) -> BoardDecision:
    """What the ledger says in an article's own timeline: the decision, and the Head's signed act that covers it."""
    return BoardDecision(
        at=hearing.at,
        article_id=standing.article_id,
        matter=f"meeting/{meeting.id}",
        outcome=item.outcome or Outcome.CARRY,
        note=item.note,
        stage=standing.stage,
        content_hash=standing.content_hash,
        waiting_for=standing.seat.office or standing.route.owner,
        hold=standing.seat.hold,
        board_version=hearing.version.number,
        ground=decided_ground(signed),
        member=claim.member,
        office=claim.office,
        claim=hearing.signed.claim,
        signature=hearing.signed.signature,
    )
