"""What the tests of matters do over and over: acts through the desk and past it, and what remains."""

import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy

from activities.contracts import EDITORIAL_QUEUE, MatterNow, SignedAct
from activities.storage.matters.reading import MeetingSheet
from newsroom.article import ArticleId, spoken
from newsroom.board import Office
from newsroom.matters.acts import MatterClaim, kind_of
from newsroom.matters.kinds import MatterAct, MatterKind, Outcome
from newsroom.matters.meetings import minutes_seal
from newsroom.members.actors import Actor
from newsroom.members.pages import Page
from newsroom.stages import Act
from newsroom.standing import in_short
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import REASON, desk_key, report_of, standing_of
from workflows.messages import MATTER_QUERY, MatterAnswer, MatterInput
from workflows.registry import MATTERS

_ANSWER_WITHIN = timedelta(seconds=30)

Decisions = Mapping[ArticleId, tuple[Outcome, str]]
"""What a meeting decides on some articles, each with its note."""


def facts(**said: object) -> dict[str, str]:
    """Facts of an act; times as they travel."""
    return {name: value.isoformat() if isinstance(value, datetime) else str(value) for name, value in said.items()}


def hour(ahead: timedelta) -> datetime:
    """An hour that far ahead."""
    return datetime.now(UTC) + ahead


def new_matter(kind: MatterKind) -> str:
    """A name that no matter has yet."""
    return f"{kind}/{uuid.uuid4().hex[:12]}"


def matter_of(live: LiveNewsroom, matter: str) -> WorkflowHandle[Any, MatterNow]:
    """The workflow of a matter, as anybody with access to Temporal has it."""
    return live.client.get_workflow_handle(matter, result_type=MatterNow)


async def now_of(live: LiveNewsroom, matter: str) -> MatterNow:
    """How a matter stands by its workflow."""
    now: MatterNow = await matter_of(live, matter).query(MATTER_QUERY, result_type=MatterNow)
    return now


async def matter_ended(live: LiveNewsroom, matter: str) -> MatterNow:
    """How a matter stood when its workflow had closed."""

    async def closed() -> bool:
        return (await matter_of(live, matter).describe()).close_time is not None

    await eventually(closed, seconds=90)
    return await matter_of(live, matter).result()


async def cancelled_from_outside(live: LiveNewsroom, matter: str) -> None:
    """Cancel a matter from outside, and wait until its workflow has been told."""
    handle = matter_of(live, matter)
    await handle.cancel()

    async def told() -> bool:
        types = [event.event_type for event in (await handle.fetch_history()).events]
        asked = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED
        # Under load the history may be read before the request stands in it.
        return asked in types and EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED in types[types.index(asked) :]

    await eventually(told)


async def is_open(live: LiveNewsroom, matter: str) -> bool:
    """Whether a matter is open; its rows and its workflow must say the same."""
    by_rows = matter in await live.stores.open_work.matters()
    by_workflow = (await matter_of(live, matter).describe()).close_time is None
    assert by_rows is by_workflow, (matter, by_rows, by_workflow)
    return by_rows


def signed_claim(
    live: LiveNewsroom, member: Actor, act: MatterAct, matter: str, said: Mapping[str, str], **changed: Any
) -> tuple[MatterClaim, SignedAct]:
    """An act as the desk would make it now, with the desk's signature."""
    claim = MatterClaim(
        act_id=uuid.uuid4().hex,
        act=act,
        matter=matter,
        member=member.id,
        office=member.office,
        made_at=datetime.now(UTC),
        facts=dict(said),
    )
    claim = replace(claim, **changed)
    return claim, desk_key(live).sign(claim)


async def send_claim(
    live: LiveNewsroom, act: MatterAct, matter: str, signed: SignedAct, *, update_id: str = ""
) -> MatterAnswer:
    """An act sent straight to Temporal, past the desk."""
    answer: MatterAnswer = await matter_of(live, matter).execute_update(
        act.value, signed, id=update_id or uuid.uuid4().hex, result_type=MatterAnswer, rpc_timeout=_ANSWER_WITHIN
    )
    return answer


async def open_past_the_desk(live: LiveNewsroom, act: MatterAct, matter: str, signed: SignedAct) -> MatterAnswer:
    """A new matter opened straight at Temporal, past the desk."""
    kind = kind_of(matter)
    assert kind is not None
    start: WithStartWorkflowOperation[Any, MatterNow] = WithStartWorkflowOperation(
        MATTERS[kind].name,
        MatterInput(matter=matter),
        id=matter,
        task_queue=EDITORIAL_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        result_type=MatterNow,
    )
    answer: MatterAnswer = await live.client.execute_update_with_start_workflow(
        act.value, signed, start_workflow_operation=start, result_type=MatterAnswer, rpc_timeout=_ANSWER_WITHIN
    )
    return answer


async def matter_entries(live: LiveNewsroom, matter: str, **wanted: Any) -> list[dict[str, Any]]:
    """The ledger's entries on a matter that say what is wanted, those in articles' timelines too."""
    async with live.stores.database.reading() as connection:
        rows = await connection.fetch("SELECT body FROM ledger WHERE body LIKE $1 ORDER BY seq", f'%"{matter}"%')
    bodies = [json.loads(row["body"]) for row in rows]
    return [body for body in bodies if body.get("matter") == matter and wanted.items() <= body.items()]


async def told(live: LiveNewsroom, office: Office, kind: str, words: str) -> list[str]:
    """The messages of that kind with those words that the holder of an office has."""
    notes = await live.stores.reading.notifications(live.holder(office).id, limit=500)
    return [note.text for note in notes if note.kind == kind and spoken(words) in note.text]


@contextlib.asynccontextmanager
async def absent(live: LiveNewsroom, *offices: Office) -> AsyncIterator[list[str]]:
    """The holders of some offices are away meanwhile; the names of their absences."""
    filed: list[tuple[Actor, str]] = []
    try:
        for office in offices:
            member, now = live.holder(office), datetime.now(UTC)
            said = facts(starts_at=now, ends_at=now + timedelta(hours=8), reason="Đi công tác")
            answer = await live.matter_desk.open(member, MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, said)
            filed.append((member, answer.matter))
        yield [matter for _, matter in filed]
    finally:
        for member, matter in filed:
            await live.matter_desk.do(member, MatterAct.CHANGE_ABSENCE, matter, facts(ends_at=datetime.now(UTC)))
            await matter_ended(live, matter)


@contextlib.asynccontextmanager
async def lent(live: LiveNewsroom, giver: Office, to: Office, kind: str) -> AsyncIterator[str]:
    """A power of one office is lent to another meanwhile; the name of the delegation."""
    member, said = live.holder(giver), facts(kind=kind, to=live.holder(to).id, ends_at=hour(timedelta(hours=8)))
    matter = (await live.matter_desk.open(member, MatterAct.DELEGATE, MatterKind.DELEGATION, said)).matter
    try:
        yield matter
    finally:
        await live.matter_desk.do(member, MatterAct.REVOKE, matter, {"reason": "Đã xong việc"})
        await matter_ended(live, matter)


async def referred(
    live: LiveNewsroom, text: str = "Bài chưa thống nhất.", *, edited: bool = True, **meta: Any
) -> ArticleId:
    """An article before the board, after the last edit or from the middle of it."""
    article_id = await (live.ready_for_approval(text, **meta) if edited else live.submit(text, **meta))
    await live.desk.act(live.holder(Office.FINAL_EDITOR), Act.REFER, article_id, details=REASON)
    return article_id


async def sheet_of(live: LiveNewsroom, matter: str) -> MeetingSheet:
    """A meeting as its readers see it."""
    return await live.stores.matter_reading.meeting(matter.partition("/")[2])


async def agenda_of(live: LiveNewsroom, matter: str) -> list[ArticleId]:
    """The articles on a meeting's agenda."""
    return [item.article_id for item in (await sheet_of(live, matter)).meeting.items]


def call(ahead: timedelta = timedelta(hours=2), **said: Any) -> dict[str, str]:
    """What a meeting is called with."""
    return facts(**{"starts_at": hour(ahead), "place": "Phòng họp số 2", "topic": "Bài chưa thống nhất", **said})


async def called(live: LiveNewsroom, by: Actor | None = None, **said: Any) -> str:
    """A meeting that has been called."""
    head = live.holder(Office.HEAD)
    answer = await live.matter_desk.open(by or head, MatterAct.CONVENE, MatterKind.MEETING, call(**said))
    return answer.matter


async def minutes_for(live: LiveNewsroom, matter: str, decisions: Decisions) -> dict[str, str]:
    """Minutes with these decisions; every other article of the agenda is put off."""
    said = {"minutes": "Ban Biên tập đã thảo luận từng bài."}
    for article_id in await agenda_of(live, matter):
        outcome, note = decisions.get(article_id, (Outcome.CARRY, ""))
        said |= {f"decide.{article_id}": outcome.value, f"note.{article_id}": note}
    return said


async def minute(live: LiveNewsroom, matter: str, decisions: Decisions) -> None:
    """The secretary's minutes."""
    said = await minutes_for(live, matter, decisions)
    await live.matter_desk.do(live.holder(Office.SECRETARY), MatterAct.RECORD_MINUTES, matter, said)


async def seen(live: LiveNewsroom, matter: str) -> dict[str, str]:
    """What a conclusion says of the minutes as they are now."""
    return {"seen": minutes_seal((await sheet_of(live, matter)).meeting)}


async def conclude(live: LiveNewsroom, matter: str, by: Actor | None = None) -> None:
    """The signature under the minutes, and the end of the meeting."""
    await live.matter_desk.do(by or live.holder(Office.HEAD), MatterAct.CONCLUDE, matter, await seen(live, matter))
    await matter_ended(live, matter)


async def cancel(live: LiveNewsroom, matter: str) -> None:
    """A meeting called off."""
    await live.matter_desk.do(live.holder(Office.HEAD), MatterAct.CANCEL_MEETING, matter, {"reason": "Trùng lịch"})
    await matter_ended(live, matter)


async def cancel_open(live: LiveNewsroom) -> None:
    """No meeting stands open any more."""
    for sheet in await live.stores.matter_reading.meetings(only_open=True, page=Page(limit=100)):
        await cancel(live, f"meeting/{sheet.meeting.id}")


async def agreed(live: LiveNewsroom, article_id: str) -> bool:
    """Whether storage and workflow say the same of an article."""
    return in_short(await standing_of(live, article_id)) == (await report_of(live, article_id)).standing


async def until_agreed(live: LiveNewsroom, *article_ids: str) -> None:
    """Wait until the workflows have heard how the storage says that the articles stand."""

    async def all_agreed() -> bool:
        return all([await agreed(live, article_id) for article_id in article_ids])

    await eventually(all_agreed, seconds=120)
