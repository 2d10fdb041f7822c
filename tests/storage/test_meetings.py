"""Agendas and conclusions in SQL: each disputed article on one open agenda, and all of a conclusion or nothing."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from activities.storage import database
from newsroom.article import ArticleId
from newsroom.board import Office
from newsroom.matters.kinds import MatterAct, Outcome
from newsroom.matters.meetings import minutes_seal
from newsroom.stages import Act, Stage
from newsroom.working_time import local
from tests.support.clocks import Clock
from tests.support.matter_acts import do, done, now_of
from tests.support.storages import Storage

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


async def call(storage: Storage, ahead: timedelta = HOUR) -> str:
    matter = f"meeting/{uuid.uuid4().hex[:12]}"
    starts_at = (database.now() + ahead).isoformat()
    await done(storage, MatterAct.CONVENE, matter, starts_at=starts_at, place="Phòng 2", topic="Bài chưa thống nhất")
    return matter


async def refer(storage: Storage) -> ArticleId:
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    await storage.done(Act.REFER, article_id)
    return article_id


async def agenda(storage: Storage, matter: str) -> list[ArticleId]:
    return [item.article_id for item in (await storage.stores.matter_reading.meeting(_id(matter))).meeting.items]


async def minute(storage: Storage, matter: str, outcome: Outcome = Outcome.CARRY, note: str = "Lý do") -> None:
    said: dict[str, str] = {}
    for article_id in await agenda(storage, matter):
        said |= {f"decide__{article_id}": outcome, f"note__{article_id}": note}
    await done(storage, MatterAct.RECORD_MINUTES, matter, Office.SECRETARY, minutes="Biên bản.", **said)


async def seal(storage: Storage, matter: str) -> str:
    return minutes_seal((await storage.stores.matter_reading.meeting(_id(matter))).meeting)


async def conclude(storage: Storage, matter: str) -> None:
    await done(storage, MatterAct.CONCLUDE, matter, seen=await seal(storage, matter))


async def stage(storage: Storage, article_id: str) -> Stage:
    return (await storage.stores.articles.standing(article_id)).stage


async def begun(storage: Storage, matter: str, ago: timedelta) -> None:
    await storage.admin.execute("UPDATE meetings SET starts_at = now() - $2::interval WHERE id = $1", _id(matter), ago)


async def open_agendas(storage: Storage) -> dict[str, int]:
    """How many open agendas each article before the board is on."""
    rows = await storage.rows(
        "SELECT a.id, (SELECT count(*) FROM meeting_items i JOIN meetings m ON m.id = i.meeting_id WHERE i.article_id "
        "= a.id AND i.parked_since = a.since AND m.stage IN ('called', 'minuted')) AS n FROM articles a "
        "WHERE stage = 'before_board'"
    )
    return {row["id"]: row["n"] for row in rows}


def _id(matter: str) -> str:
    return matter.partition("/")[2]


async def test_a_referral_joins_the_first_meeting_that_has_not_begun(own_storage: Storage) -> None:
    """A meeting that has begun, that is minuted or that is over takes nobody's article any more."""
    storage = own_storage
    waiting = await refer(storage)
    over, gone, begun_one, minuted = [await call(storage, ahead=HOUR) for _ in range(4)]
    assert await agenda(storage, over) == [waiting]
    later, sooner = await call(storage, ahead=9 * HOUR), await call(storage, ahead=5 * HOUR)
    await minute(storage, over, Outcome.RELEASE)
    await conclude(storage, over)
    await done(storage, MatterAct.CANCEL_MEETING, gone, reason="Trùng lịch")
    await minute(storage, minuted)
    await begun(storage, begun_one, SECOND)
    article_id = await refer(storage)
    assert await agenda(storage, sooner) == [article_id]
    for other in (over, gone, begun_one, minuted, later):
        assert article_id not in await agenda(storage, other)
    assert set((await open_agendas(storage)).values()) == {1}


async def test_without_a_meeting_an_article_waits_for_the_next_call(own_storage: Storage) -> None:
    """Referred on a day on which nobody has called anybody."""
    storage = own_storage
    articles = [await refer(storage) for _ in range(3)]
    assert set((await open_agendas(storage)).values()) == {0}
    assert len(await storage.stores.matter_reading.waiting_for_a_meeting()) == 3
    matter = await call(storage)
    assert await agenda(storage, matter) == articles
    assert await storage.stores.matter_reading.waiting_for_a_meeting() == ()


async def test_referrals_and_calls_at_once_leave_every_article_on_one_agenda(own_storage: Storage) -> None:
    """Neither may look before the other has written: an article between two chairs waits for ever."""
    storage = own_storage
    articles = [await storage.submit() for _ in range(8)]
    for article_id in articles:
        await storage.done(Act.FINISH_EDIT, article_id)
    await asyncio.gather(
        *(storage.done(Act.REFER, article_id) for article_id in articles),
        *(call(storage, ahead=n * HOUR) for n in range(1, 4)),
    )
    assert await open_agendas(storage) == dict.fromkeys(articles, 1)


async def test_what_was_put_off_or_freed_joins_the_next_meeting_at_once(own_storage: Storage) -> None:
    """Put off, or called off: in both cases the next meeting has it without anybody's doing."""
    storage, article_id = own_storage, await refer(own_storage)
    first, second, third = await call(storage), await call(storage, ahead=2 * HOUR), await call(storage, ahead=3 * HOUR)
    await minute(storage, first, Outcome.CARRY)
    await conclude(storage, first)
    assert await agenda(storage, second) == [article_id]
    await done(storage, MatterAct.CANCEL_MEETING, second, reason="Trùng lịch")
    assert await agenda(storage, third) == [article_id]
    assert await agenda(storage, first) == [article_id], "what a meeting has put off stays in its own record"
    assert await agenda(storage, second) == []


async def test_the_minutes_of_an_earlier_stay_do_not_count_for_a_later_one(own_storage: Storage) -> None:
    """Taken over and referred again on the same meeting: the old decision is about another dispute."""
    storage = own_storage
    article_id, stays, matter = await refer(storage), await refer(storage), await call(storage)
    await minute(storage, matter, Outcome.REJECT)
    await storage.done(Act.TAKE_OVER, article_id)
    assert await agenda(storage, matter) == [stays]
    await storage.done(Act.REFER, article_id, by="head")
    assert await agenda(storage, matter) == [stays]
    other = await call(storage)
    assert await agenda(storage, other) == [article_id]
    assert [row["outcome"] for row in await storage.rows("SELECT * FROM meeting_items ORDER BY parked_since")] == [
        "reject", "reject", ""
    ]  # fmt: skip
    await conclude(storage, matter)
    assert (await stage(storage, stays), await stage(storage, article_id)) == (Stage.REJECTED, Stage.BEFORE_BOARD)


async def test_a_second_stay_at_the_same_meeting_is_an_item_of_its_own(own_storage: Storage) -> None:
    """The row of the first stay is kept, and does not keep the second off the agenda."""
    storage = own_storage
    article_id, matter = await refer(storage), await call(storage)
    await storage.done(Act.TAKE_OVER, article_id)
    await storage.done(Act.REFER, article_id, by="head")
    assert await agenda(storage, matter) == [article_id]
    assert len(await storage.rows("SELECT * FROM meeting_items")) == 2


async def test_a_conclusion_writes_all_or_nothing(own_storage: Storage) -> None:
    """Half a meeting would leave articles released by minutes that nobody has signed."""
    storage, articles, matter = own_storage, [await refer(own_storage) for _ in range(3)], await call(own_storage)
    await minute(storage, matter, Outcome.RELEASE)
    await storage.admin.execute(
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'out of order'; END $$; "
        f"CREATE TRIGGER stop BEFORE UPDATE ON articles FOR EACH ROW WHEN (OLD.id = '{articles[2]}') "
        "EXECUTE FUNCTION stop()"
    )
    before, rows = await storage.everything(), await storage.rows("SELECT * FROM meetings")
    with pytest.raises(asyncpg.RaiseError):
        await conclude(storage, matter)
    assert await storage.everything() == before
    assert await storage.rows("SELECT * FROM meetings") == rows
    await storage.admin.execute("DROP TRIGGER stop ON articles")
    await conclude(storage, matter)
    assert [await stage(storage, article_id) for article_id in articles] == [Stage.AWAITING_APPROVAL] * 3
    assert await storage.stores.ledger.faults() == ()


async def test_a_decided_article_is_told_once_and_its_clocks_are_right(own_storage: Storage) -> None:
    """The workflow hears by the number of the move; a returned text has its four hours, a rejected one no clock."""
    storage = own_storage
    matter = await call(storage)
    released, returned, rejected = [await refer(storage) for _ in range(3)]
    unedited = await storage.submit()
    await storage.done(Act.REFER, unedited, by="final-editor")
    assert (await storage.clocks(unedited))["edit", ""] == ["met"]
    said = {f"decide__{released}": "release", f"decide__{returned}": "return", f"note__{returned}": "Sửa"}
    said |= {f"decide__{rejected}": "reject", f"note__{rejected}": "Không", f"decide__{unedited}": "release"}
    await done(storage, MatterAct.RECORD_MINUTES, matter, Office.SECRETARY, minutes="Biên bản.", **said)
    acts = dict(await storage.stores.moves.untold(10))
    assert acts.keys() == {released, returned, rejected, unedited}, "minutes move nothing"
    await storage.stores.moves.told(tuple(acts.items()))
    await conclude(storage, matter)
    moved = {article_id: number + 1 for article_id, number in acts.items()}
    assert dict(await storage.stores.moves.untold(10)) == moved
    assert await storage.clocks(released) == {("edit", ""): ["met"], ("same_day", ""): ["open"]}
    assert await storage.clocks(returned) == {("edit", ""): ["met", "open"], ("same_day", ""): ["open"]}
    assert await storage.clocks(rejected) == {("edit", ""): ["met"], ("same_day", ""): ["dropped"]}
    assert await storage.clocks(unedited) == {("edit", ""): ["met", "open"], ("same_day", ""): ["open"]}
    rows = await storage.rows("SELECT id, asked, parked_at, stage FROM articles ORDER BY submitted_at")
    assert [(row["asked"], row["parked_at"], row["stage"]) for row in rows] == [
        ("standing-deputy", None, "awaiting_approval"),
        ("final-editor", None, "editing"),
        (None, None, "rejected"),
        ("final-editor", None, "editing"),
    ]


async def warned(storage: Storage, office: Office) -> int:
    return len(await storage.inbox((await storage.holder(office)).id, "warning"))


async def test_missing_minutes_are_asked_for_twice(own_storage: Storage, clock: Clock) -> None:
    """Two hours after the beginning and on the next morning: each once, and never more."""
    storage, matter = own_storage, await call(own_storage)
    start = (await storage.stores.matter_reading.meeting(_id(matter))).meeting.starts_at
    first, morning = (await storage.stores.acts.attend(matter)).moments
    assert first == start + 2 * HOUR
    assert (local(morning).hour, local(morning).date() - local(start).date()) == (8, timedelta(days=1))
    assert await warned(storage, Office.SECRETARY) == 0
    for moment, messages in ((first - SECOND, 0), (first + SECOND, 1), (morning + SECOND, 2), (morning + HOUR, 2)):
        clock.put(moment)
        for _ in range(2):
            after = await storage.stores.acts.attend(matter)
        assert await warned(storage, Office.SECRETARY) == messages, moment
    assert (after.moments, after.over) == ((), False)


async def test_after_an_outage_only_the_latest_reminder_is_sent(own_storage: Storage, clock: Clock) -> None:
    """Nobody wants to read yesterday's reminder beside today's."""
    storage, matter = own_storage, await call(own_storage)
    clock.put(clock.now() + timedelta(days=3))
    await storage.stores.acts.attend(matter)
    assert await warned(storage, Office.SECRETARY) == 1


async def test_minutes_that_nobody_signs_are_shown_to_the_head(own_storage: Storage, clock: Clock) -> None:
    """A day after they were written, and again a day after they were mended."""
    storage, matter = own_storage, await call(own_storage)
    await minute(storage, matter)
    now = clock.now()
    (moment,) = (await storage.stores.acts.attend(matter)).moments
    assert abs(moment - now - 24 * HOUR) < 5 * SECOND
    clock.put(now + 24 * HOUR - 5 * SECOND)
    await storage.stores.acts.attend(matter)
    assert await warned(storage, Office.HEAD) == 0
    clock.put(now + 24 * HOUR + 5 * SECOND)
    await storage.stores.acts.attend(matter)
    assert (await warned(storage, Office.HEAD), await warned(storage, Office.SECRETARY)) == (1, 0)
    await minute(storage, matter)
    clock.put(now + 49 * HOUR)
    await storage.stores.acts.attend(matter)
    assert await warned(storage, Office.HEAD) == 2
    await conclude(storage, matter)
    clock.put(now + 90 * HOUR)
    after = await storage.stores.acts.attend(matter)
    assert (after.over, after.moments, await warned(storage, Office.HEAD)) == (True, (), 2)


async def test_a_meeting_that_nobody_called_is_nothing(own_storage: Storage) -> None:
    """An act on a name out of thin air, and a look at it."""
    storage, matter = own_storage, "meeting/khong-co"
    answer = await do(storage, MatterAct.CONCLUDE, matter, seen="0")
    assert (answer.accepted, now_of(answer).opened, now_of(answer).over) == (False, False, True)
    assert "không có cuộc họp này" in answer.message
    assert not (await storage.stores.acts.attend(matter)).opened
    first = await call(storage)
    again = await do(storage, MatterAct.CONVENE, first, starts_at="2099-01-01T00:00:00+07:00", place="P", topic="T")
    assert (again.accepted, "đã được triệu tập" in again.message) == (False, True)


async def test_rule_5_a_matter_that_is_no_article_is_decided_in_the_minutes_and_moves_none(
    own_storage: Storage,
) -> None:
    """Orientation and plans are for the meeting as much as a disputed text; one put off comes again."""
    storage = own_storage
    article_id, matter = await refer(storage), await call(storage)
    for title in ("Định hướng", "Chuyên mục mới"):
        await done(storage, MatterAct.ADD_ITEM, matter, Office.DEPUTY, title=title, text="Đề nghị bàn.")
    first, second = (await storage.stores.matter_reading.meeting(_id(matter))).meeting.matters
    refused = await do(storage, MatterAct.RECORD_MINUTES, matter, Office.SECRETARY, minutes="Biên bản.")
    assert not refused.accepted
    said = {f"decide__{first.article_id}": "release", f"decide__{second.article_id}": "carry"}
    said[f"decide__{article_id}"] = "carry"
    await done(storage, MatterAct.RECORD_MINUTES, matter, Office.SECRETARY, minutes="Biên bản.", **said)
    await conclude(storage, matter)
    sheet = await storage.stores.matter_reading.meeting(_id(matter))
    assert [item.outcome for item in sheet.meeting.matters] == [Outcome.RELEASE, Outcome.CARRY]
    assert await stage(storage, article_id) is Stage.BEFORE_BOARD
    following = await call(storage, 2 * HOUR)
    again = (await storage.stores.matter_reading.meeting(_id(following))).meeting.matters
    assert [(item.title, item.outcome) for item in again] == [("Chuyên mục mới", None)]
    await done(storage, MatterAct.CANCEL_MEETING, following, reason="Trùng lịch")
    last = await call(storage, 3 * HOUR)
    assert len((await storage.stores.matter_reading.meeting(_id(last))).meeting.matters) == 1


async def test_rule_29_who_prepares_what_by_when_is_a_task_and_is_reminded(own_storage: Storage, clock: Clock) -> None:
    """The standing deputy directs; who has sent nothing by the hour hears of it, and so does he."""
    storage, matter = own_storage, await call(own_storage)
    due = database.now() + HOUR / 2
    for to in ("engineer", "final-editor"):
        said: dict[str, Any] = {"to": to, "title": f"Báo cáo của {to}", "ends_at": due}
        await done(storage, MatterAct.DIRECT_PREPARATION, matter, Office.STANDING_DEPUTY, **said)
    assert any("Mời chuẩn bị “Báo cáo của engineer”" in text for text in await storage.inbox("engineer"))
    await done(storage, MatterAct.ADD_PAPER, matter, Office.FINAL_EDITOR, title="Báo cáo", text="Đã làm.")
    clock.put(due + SECOND)
    await storage.stores.acts.attend(matter)
    late = [text for text in await storage.inbox("engineer") if "chưa có tài liệu" in text]
    assert len(late) == 1
    assert late[0] in await storage.inbox("standing-deputy")
    assert not any("chưa có tài liệu" in text for text in await storage.inbox("final-editor"))
