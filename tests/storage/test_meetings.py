"""Agendas and conclusions in SQL: each disputed article on one open agenda, and all of a conclusion or nothing."""

import asyncio
import uuid
from datetime import timedelta

import asyncpg
import pytest

from activities.storage import database
from newsroom.article import ArticleId
from newsroom.board import Office
from newsroom.matters.kinds import DeedAct, Outcome
from newsroom.matters.meetings import minutes_seal
from newsroom.stages import Act, Stage
from newsroom.working_time import local
from tests.storage.conftest import Clock
from tests.support.deeds import do, done, now_of
from tests.support.rooms import Room

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


async def call(room: Room, ahead: timedelta = HOUR) -> str:
    matter = f"meeting/{uuid.uuid4().hex[:12]}"
    starts_at = (database.now() + ahead).isoformat()
    await done(room, DeedAct.CONVENE, matter, starts_at=starts_at, place="Phòng 2", topic="Bài chưa thống nhất")
    return matter


async def refer(room: Room) -> ArticleId:
    article_id = await room.submit()
    await room.done(Act.FINISH_EDIT, article_id)
    await room.done(Act.REFER, article_id)
    return article_id


async def agenda(room: Room, matter: str) -> list[ArticleId]:
    return [item.article_id for item in (await room.stores.house_reading.meeting(_id(matter))).meeting.items]


async def minute(room: Room, matter: str, outcome: Outcome = Outcome.CARRY, note: str = "Lý do") -> None:
    said: dict[str, str] = {}
    for article_id in await agenda(room, matter):
        said |= {f"decide__{article_id}": outcome, f"note__{article_id}": note}
    await done(room, DeedAct.RECORD_MINUTES, matter, Office.SECRETARY, minutes="Biên bản.", **said)


async def seal(room: Room, matter: str) -> str:
    return minutes_seal((await room.stores.house_reading.meeting(_id(matter))).meeting)


async def conclude(room: Room, matter: str) -> None:
    await done(room, DeedAct.CONCLUDE, matter, seen=await seal(room, matter))


async def stage(room: Room, article_id: str) -> Stage:
    return (await room.stores.articles.standing(article_id)).stage


async def begun(room: Room, matter: str, ago: timedelta) -> None:
    await room.admin.execute("UPDATE meetings SET starts_at = now() - $2::interval WHERE id = $1", _id(matter), ago)


async def open_agendas(room: Room) -> dict[str, int]:
    """How many open agendas each article before the board is on."""
    rows = await room.rows(
        "SELECT a.id, (SELECT count(*) FROM meeting_items i JOIN meetings m ON m.id = i.meeting_id WHERE i.article_id "
        "= a.id AND i.parked_since = a.since AND m.stage IN ('called', 'minuted')) AS n FROM articles a "
        "WHERE stage = 'before_board'"
    )
    return {row["id"]: row["n"] for row in rows}


def _id(matter: str) -> str:
    return matter.partition("/")[2]


async def test_a_referral_joins_the_first_meeting_that_has_not_begun(own_room: Room) -> None:
    """A meeting that has begun, that is minuted or that is over takes nobody's article any more."""
    room = own_room
    waiting = await refer(room)
    over, gone, begun_one, minuted = [await call(room, ahead=HOUR) for _ in range(4)]
    assert await agenda(room, over) == [waiting]
    later, sooner = await call(room, ahead=9 * HOUR), await call(room, ahead=5 * HOUR)
    await minute(room, over, Outcome.RELEASE)
    await conclude(room, over)
    await done(room, DeedAct.CANCEL_MEETING, gone, reason="Trùng lịch")
    await minute(room, minuted)
    await begun(room, begun_one, SECOND)
    article_id = await refer(room)
    assert await agenda(room, sooner) == [article_id]
    for other in (over, gone, begun_one, minuted, later):
        assert article_id not in await agenda(room, other)
    assert set((await open_agendas(room)).values()) == {1}


async def test_without_a_meeting_an_article_waits_for_the_next_call(own_room: Room) -> None:
    """Referred on a day on which nobody has called anybody."""
    room = own_room
    articles = [await refer(room) for _ in range(3)]
    assert set((await open_agendas(room)).values()) == {0}
    assert len(await room.stores.house_reading.waiting_for_a_meeting()) == 3
    matter = await call(room)
    assert await agenda(room, matter) == articles
    assert await room.stores.house_reading.waiting_for_a_meeting() == ()


async def test_referrals_and_calls_at_once_leave_every_article_on_one_agenda(own_room: Room) -> None:
    """Neither may look before the other has written: an article between two chairs waits for ever."""
    room = own_room
    articles = [await room.submit() for _ in range(8)]
    for article_id in articles:
        await room.done(Act.FINISH_EDIT, article_id)
    await asyncio.gather(
        *(room.done(Act.REFER, article_id) for article_id in articles),
        *(call(room, ahead=n * HOUR) for n in range(1, 4)),
    )
    assert await open_agendas(room) == dict.fromkeys(articles, 1)


async def test_what_was_put_off_or_freed_joins_the_next_meeting_at_once(own_room: Room) -> None:
    """Put off, or called off: in both cases the next meeting has it without anybody's doing."""
    room, article_id = own_room, await refer(own_room)
    first, second, third = await call(room), await call(room, ahead=2 * HOUR), await call(room, ahead=3 * HOUR)
    await minute(room, first, Outcome.CARRY)
    await conclude(room, first)
    assert await agenda(room, second) == [article_id]
    await done(room, DeedAct.CANCEL_MEETING, second, reason="Trùng lịch")
    assert await agenda(room, third) == [article_id]
    assert await agenda(room, first) == [article_id], "what a meeting has put off stays in its own record"
    assert await agenda(room, second) == []


async def test_the_minutes_of_an_earlier_stay_do_not_count_for_a_later_one(own_room: Room) -> None:
    """Taken over and referred again on the same meeting: the old decision is about another dispute."""
    room = own_room
    article_id, stays, matter = await refer(room), await refer(room), await call(room)
    await minute(room, matter, Outcome.REJECT)
    await room.done(Act.TAKE_OVER, article_id)
    assert await agenda(room, matter) == [stays]
    await room.done(Act.REFER, article_id, by="head")
    assert await agenda(room, matter) == [stays]
    other = await call(room)
    assert await agenda(room, other) == [article_id]
    assert [row["outcome"] for row in await room.rows("SELECT * FROM meeting_items ORDER BY parked_since")] == [
        "reject", "reject", ""
    ]  # fmt: skip
    await conclude(room, matter)
    assert (await stage(room, stays), await stage(room, article_id)) == (Stage.REJECTED, Stage.BEFORE_BOARD)


async def test_a_second_stay_at_the_same_meeting_is_an_item_of_its_own(own_room: Room) -> None:
    """The row of the first stay is kept, and does not keep the second off the agenda."""
    room = own_room
    article_id, matter = await refer(room), await call(room)
    await room.done(Act.TAKE_OVER, article_id)
    await room.done(Act.REFER, article_id, by="head")
    assert await agenda(room, matter) == [article_id]
    assert len(await room.rows("SELECT * FROM meeting_items")) == 2


async def test_a_conclusion_writes_all_or_nothing(own_room: Room) -> None:
    """Half a meeting would leave articles released by minutes that nobody has signed."""
    room, articles, matter = own_room, [await refer(own_room) for _ in range(3)], await call(own_room)
    await minute(room, matter, Outcome.RELEASE)
    await room.admin.execute(
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'out of order'; END $$; "
        f"CREATE TRIGGER stop BEFORE UPDATE ON articles FOR EACH ROW WHEN (OLD.id = '{articles[2]}') "
        "EXECUTE FUNCTION stop()"
    )
    before, rows = await room.everything(), await room.rows("SELECT * FROM meetings")
    with pytest.raises(asyncpg.RaiseError):
        await conclude(room, matter)
    assert await room.everything() == before
    assert await room.rows("SELECT * FROM meetings") == rows
    await room.admin.execute("DROP TRIGGER stop ON articles")
    await conclude(room, matter)
    assert [await stage(room, article_id) for article_id in articles] == [Stage.AWAITING_APPROVAL] * 3
    assert await room.stores.ledger.faults() == ()


async def test_a_decided_article_is_told_once_and_its_clocks_are_right(own_room: Room) -> None:
    """The workflow hears by the number of the move; a returned text has its four hours, a rejected one no clock."""
    room = own_room
    matter = await call(room)
    released, returned, rejected = [await refer(room) for _ in range(3)]
    unedited = await room.submit()
    await room.done(Act.REFER, unedited, by="final-editor")
    assert (await room.clocks(unedited))["edit", ""] == ["met"]
    said = {f"decide__{released}": "release", f"decide__{returned}": "return", f"note__{returned}": "Sửa"}
    said |= {f"decide__{rejected}": "reject", f"note__{rejected}": "Không", f"decide__{unedited}": "release"}
    await done(room, DeedAct.RECORD_MINUTES, matter, Office.SECRETARY, minutes="Biên bản.", **said)
    assert await room.stores.moves.untold(10) == ()
    await conclude(room, matter)
    assert dict(await room.stores.moves.untold(10)) == dict.fromkeys([released, returned, rejected, unedited], 1)
    assert await room.clocks(released) == {("edit", ""): ["met"], ("same_day", ""): ["open"]}
    assert await room.clocks(returned) == {("edit", ""): ["met", "open"], ("same_day", ""): ["open"]}
    assert await room.clocks(rejected) == {("edit", ""): ["met"], ("same_day", ""): ["dropped"]}
    assert await room.clocks(unedited) == {("edit", ""): ["met", "open"], ("same_day", ""): ["open"]}
    rows = await room.rows("SELECT id, asked, parked_at, stage FROM articles ORDER BY submitted_at")
    assert [(row["asked"], row["parked_at"], row["stage"]) for row in rows] == [
        ("standing-deputy", None, "awaiting_approval"),
        ("final-editor", None, "editing"),
        (None, None, "rejected"),
        ("final-editor", None, "editing"),
    ]


async def warned(room: Room, office: Office) -> int:
    return len(await room.inbox((await room.holder(office)).id, "warning"))


async def test_missing_minutes_are_asked_for_twice(own_room: Room, clock: Clock) -> None:
    """Two hours after the beginning and on the next morning: each once, and never more."""
    room, matter = own_room, await call(own_room)
    start = (await room.stores.house_reading.meeting(_id(matter))).meeting.starts_at
    first, morning = (await room.stores.acts.attend(matter)).moments
    assert first == start + 2 * HOUR
    assert (local(morning).hour, local(morning).date() - local(start).date()) == (8, timedelta(days=1))
    assert await warned(room, Office.SECRETARY) == 0
    for moment, messages in ((first - SECOND, 0), (first + SECOND, 1), (morning + SECOND, 2), (morning + HOUR, 2)):
        clock.put(moment)
        for _ in range(2):
            after = await room.stores.acts.attend(matter)
        assert await warned(room, Office.SECRETARY) == messages, moment
    assert (after.moments, after.over) == ((), False)


async def test_after_an_outage_only_the_latest_reminder_is_sent(own_room: Room, clock: Clock) -> None:
    """Nobody wants to read yesterday's reminder beside today's."""
    room, matter = own_room, await call(own_room)
    clock.put(clock.now() + timedelta(days=3))
    await room.stores.acts.attend(matter)
    assert await warned(room, Office.SECRETARY) == 1


async def test_minutes_that_nobody_signs_are_shown_to_the_head(own_room: Room, clock: Clock) -> None:
    """A day after they were written, and again a day after they were mended."""
    room, matter = own_room, await call(own_room)
    await minute(room, matter)
    now = clock.now()
    (moment,) = (await room.stores.acts.attend(matter)).moments
    assert abs(moment - now - 24 * HOUR) < 5 * SECOND
    clock.put(now + 24 * HOUR - 5 * SECOND)
    await room.stores.acts.attend(matter)
    assert await warned(room, Office.HEAD) == 0
    clock.put(now + 24 * HOUR + 5 * SECOND)
    await room.stores.acts.attend(matter)
    assert (await warned(room, Office.HEAD), await warned(room, Office.SECRETARY)) == (1, 0)
    await minute(room, matter)
    clock.put(now + 49 * HOUR)
    await room.stores.acts.attend(matter)
    assert await warned(room, Office.HEAD) == 2
    await conclude(room, matter)
    clock.put(now + 90 * HOUR)
    after = await room.stores.acts.attend(matter)
    assert (after.over, after.moments, await warned(room, Office.HEAD)) == (True, (), 2)


async def test_a_meeting_that_nobody_called_is_nothing(own_room: Room) -> None:
    """A deed on a name out of thin air, and a look at it."""
    room, matter = own_room, "meeting/khong-co"
    answer = await do(room, DeedAct.CONCLUDE, matter, seen="0")
    assert (answer.accepted, now_of(answer).opened, now_of(answer).over) == (False, False, True)
    assert "không có cuộc họp này" in answer.message
    assert not (await room.stores.acts.attend(matter)).opened
    first = await call(room)
    again = await do(room, DeedAct.CONVENE, first, starts_at="2099-01-01T00:00:00+07:00", place="P", topic="T")
    assert (again.accepted, "đã được triệu tập" in again.message) == (False, True)
