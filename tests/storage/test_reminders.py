"""Reminders of who is asked: each belongs to one seat, none is a storm, and the last one asks the Head to assign."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from newsroom.article import ArticleId
from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.matters.kinds import MatterAct
from newsroom.sla import Alert, Moment, Promise
from newsroom.stages import Act, Stage
from newsroom.working_time import local
from tests.support.clocks import Clock
from tests.support.matter_acts import done
from tests.support.storages import Storage

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _morning(clock: Clock) -> None:
    """No reminder of these tests falls into the quiet hours, whenever they are run."""
    clock.put_to_hour(9)


async def waiting(storage: Storage) -> ArticleId:
    """An article that waits for the standing deputy."""
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    return article_id


async def reminders(storage: Storage, article_id: str) -> list[Moment]:
    """The reminders ahead, as the workflow gets them."""
    agenda = (await storage.stores.articles.opening(article_id)).agenda
    return [moment for moment in agenda.moments if moment.alert is Alert.REMIND_APPROVER]


async def both(storage: Storage, article_id: str) -> list[Moment]:
    """The two reminders of a seat, past ones too."""
    since = (await storage.stores.articles.standing(article_id)).seat.since
    assert since is not None
    sla = (await storage.stores.boards.in_force()).board.sla
    steps = enumerate(sla.approval_reminders, start=1)
    return [
        Moment(at=since + after, alert=Alert.REMIND_APPROVER, promise=Promise.SAME_DAY, step=step)
        for step, after in steps
    ]


async def told(
    storage: Storage, clock: Clock, article_id: str, moment: Moment, *, late: timedelta = timedelta(0)
) -> bool:
    """Whether somebody was told, at its time or so much later."""
    clock.put(moment.at + late + timedelta(seconds=1))
    return (await storage.stores.alerts.raise_alert(article_id, moment)).told


async def heard(storage: Storage, *offices: Office) -> list[tuple[int, int]]:
    """How many warnings and tasks with the words of a reminder each has."""
    found = []
    for office in offices:
        inbox = await storage.rows(
            "SELECT kind FROM notifications WHERE member = $1 AND (text LIKE '%đã chờ%' OR text LIKE '%quá giờ%')",
            (await storage.holder(office)).id,
        )
        found.append(tuple(sum(row["kind"] == kind for row in inbox) for kind in ("warning", "task")))
    return found


async def raised(storage: Storage, article_id: str) -> bool:
    (row,) = await storage.rows("SELECT assign_raised_at FROM articles WHERE id = $1", article_id)
    return row["assign_raised_at"] is not None


async def away(storage: Storage, clock: Clock, office: Office) -> str:
    """A member who is away for a day from now; whoever is moved by it has been moved."""
    matter, now = f"absence/{uuid.uuid4().hex[:12]}", clock.now()
    said = {"starts_at": now, "ends_at": now + timedelta(days=1), "reason": "Đi công tác"}
    await done(storage, MatterAct.FILE_ABSENCE, matter, office, **said)
    await storage.stores.acts.attend(matter)
    return matter


async def test_the_approver_is_reminded_and_then_the_head_is_asked_to_assign(
    own_storage: Storage, clock: Clock
) -> None:
    """Promise 3: nobody decides by waiting; the last reminder is a task for a person, and the article stays."""
    storage, article_id = own_storage, await waiting(own_storage)
    first, second = await reminders(storage, article_id)
    since = (await storage.stores.articles.standing(article_id)).seat.since
    assert since is not None
    assert (first.at - since, second.at - since) == (30 * MINUTE, 60 * MINUTE)
    for _ in range(2):
        assert await told(storage, clock, article_id, first)
    assert await heard(storage, Office.STANDING_DEPUTY, Office.HEAD) == [(1, 0), (0, 0)]
    assert not await raised(storage, article_id)
    for _ in range(2):
        assert await told(storage, clock, article_id, second)
    assert await heard(storage, Office.STANDING_DEPUTY, Office.HEAD) == [(2, 0), (0, 1)]
    assert await raised(storage, article_id)
    (task,) = [text for text in await storage.inbox("head", "task") if "đã chờ" in text]
    assert "đã chờ Phó Trưởng Ban Thường trực duyệt 60 phút (chưa mở). Hệ thống không tự duyệt thay." in task
    assert "phân công người khác hoặc nhận về quyết định" in task
    standing = await storage.stores.articles.standing(article_id)
    assert (standing.stage, standing.seat.asked) == (Stage.AWAITING_APPROVAL, "standing-deputy")


async def test_whoever_acts_for_the_head_is_asked_too(own_storage: Storage, clock: Clock) -> None:
    """A task that lies with somebody on a trip is nobody's task."""
    storage, article_id = own_storage, await waiting(own_storage)
    await away(storage, clock, Office.HEAD)
    await storage.done(Act.REASSIGN, article_id, by="head", to="deputy")
    _, second = await reminders(storage, article_id)
    assert await told(storage, clock, article_id, second)
    assert await heard(storage, Office.DEPUTY, Office.HEAD, Office.STANDING_DEPUTY) == [(1, 0), (0, 0), (0, 1)]


async def test_nobody_is_reminded_of_what_is_decided(own_storage: Storage, clock: Clock) -> None:
    """The near miss: edited but not yet waiting, decided, scheduled."""
    storage, ends = own_storage, []
    for act in (Act.APPROVE, Act.RETURN_FOR_EDIT, Act.REJECT):
        article_id = await waiting(storage)
        moments = await reminders(storage, article_id)
        await storage.done(act, article_id)
        assert await reminders(storage, article_id) == []
        ends.append((article_id, moments[0]))
    before = await heard(storage, Office.STANDING_DEPUTY, Office.HEAD)
    assert not any([await told(storage, clock, article_id, moment) for article_id, moment in ends])
    assert await heard(storage, Office.STANDING_DEPUTY, Office.HEAD) == before == [(0, 0), (0, 0)]


async def test_rule_5_who_runs_the_board_is_to_convene_and_is_reminded_while_no_meeting_is_called(
    own_storage: Storage, clock: Clock
) -> None:
    """A disputed article waits for a meeting that nobody has been asked to call."""
    storage, article_id = own_storage, await waiting(own_storage)
    await storage.done(Act.REFER, article_id, by="secretary")
    assert any("mời triệu tập" in text for text in await storage.inbox("head"))
    first, second = await reminders(storage, article_id)
    assert await told(storage, clock, article_id, first)
    assert any("vẫn chờ họp" in text for text in await storage.inbox("head"))
    said: dict[str, Any] = {
        "starts_at": clock.now() + 24 * 60 * MINUTE,
        "place": "Phòng 2",
        "topic": "Bài chưa thống nhất",
    }
    await done(storage, MatterAct.CONVENE, "meeting/m1", **said)
    before = await storage.inbox("head")
    assert not await told(storage, clock, article_id, second)
    assert await storage.inbox("head") == before
    other = await waiting(storage)
    await storage.done(Act.REFER, other)
    assert not any(other in text and "mời triệu tập" in text for text in await storage.inbox("head"))


async def test_the_reminder_of_an_older_seat_is_void(own_storage: Storage, clock: Clock) -> None:
    """Who got the article a minute ago has not kept anybody waiting for half an hour."""
    storage, article_id = own_storage, await waiting(own_storage)
    old, _ = await reminders(storage, article_id)
    clock.put(old.at - MINUTE)
    await storage.done(Act.REASSIGN, article_id, by="head", to="deputy")
    new, _ = await reminders(storage, article_id)
    assert new.at - old.at > 28 * MINUTE
    assert not await told(storage, clock, article_id, old)
    assert await told(storage, clock, article_id, new)
    assert await heard(storage, Office.STANDING_DEPUTY, Office.DEPUTY) == [(0, 0), (1, 0)]


async def test_only_the_latest_step_that_is_due_is_told(own_storage: Storage, clock: Clock) -> None:
    """Both come due together after a pause: one message says it all."""
    storage, article_id = own_storage, await waiting(own_storage)
    first, second = await reminders(storage, article_id)
    assert not await told(storage, clock, article_id, first, late=31 * MINUTE)
    assert await told(storage, clock, article_id, second, late=MINUTE)
    assert await heard(storage, Office.STANDING_DEPUTY, Office.HEAD) == [(1, 0), (0, 1)]


async def test_a_reminder_says_whether_the_text_was_opened(own_storage: Storage, clock: Clock) -> None:
    """The Head asks "has he seen it"; only the member who is asked, and only this text, counts."""
    storage = own_storage
    cases = (
        ("standing-deputy", True, True),
        ("deputy", True, False),
        ("standing-deputy", False, False),
    )
    for member, this_text, opened in cases:
        clock.put_to_hour(9)
        article_id = await waiting(storage)
        text = (await storage.stores.articles.standing(article_id)).content_hash if this_text else "0" * 64
        at = clock.now() + 5 * MINUTE
        for again in (at, at + 3 * MINUTE):
            await storage.stores.roster.opened(article_id, member, text, again)
        assert await told(storage, clock, article_id, (await reminders(storage, article_id))[0])
        said = (await storage.inbox("standing-deputy", "warning"))[-1]
        assert ("(chưa mở)" in said) != opened
        assert (f"(đã mở lúc {local(at):%H:%M %d/%m}, chưa quyết định)" in said) == opened


@pytest.mark.parametrize(("late", "one_each"), [(10 * MINUTE - timedelta(seconds=2), False), (10 * MINUTE, True)])
async def test_what_an_outage_held_up_is_one_message_for_each_person(
    own_storage: Storage, clock: Clock, late: timedelta, one_each: bool
) -> None:
    """Twenty articles and a night without power: nobody gets twenty messages, and nobody gets none."""
    storage = own_storage
    articles = [await waiting(storage) for _ in range(3)]
    others = [await waiting(storage) for _ in range(2)]
    for article_id in others:
        await storage.done(Act.REASSIGN, article_id, by="head", to="deputy")
    moments = {article_id: (await reminders(storage, article_id))[0] for article_id in (*articles, *others)}
    for _ in range(2):
        for article_id, moment in moments.items():
            assert await told(storage, clock, article_id, moment, late=late)
    counts = [(1, 0), (1, 0)] if one_each else [(3, 0), (2, 0)]
    assert await heard(storage, Office.STANDING_DEPUTY, Office.DEPUTY) == counts
    if one_each:
        (text,) = await storage.inbox("standing-deputy", "warning")
        assert text.startswith("Hệ thống vừa hoạt động trở lại: có 3 bài đang chờ đồng chí")


async def test_the_last_step_after_an_outage_reaches_the_head_as_one_message_too(
    own_storage: Storage, clock: Clock
) -> None:
    """The task is not lost: each article stands on the Head's list, and the Head reads one message."""
    storage = own_storage
    articles = [await waiting(storage) for _ in range(3)]
    for article_id in articles:
        assert await told(storage, clock, article_id, (await both(storage, article_id))[1], late=20 * MINUTE)
    assert await heard(storage, Office.STANDING_DEPUTY, Office.HEAD) == [(1, 0), (1, 0)]
    assert [await raised(storage, article_id) for article_id in articles] == [True] * 3


async def test_the_next_outage_has_its_own_message(own_storage: Storage, clock: Clock) -> None:
    """An hour is one outage; the one of the next day must not be swallowed."""
    storage, article_id = own_storage, await waiting(own_storage)
    assert await told(storage, clock, article_id, (await reminders(storage, article_id))[0], late=15 * MINUTE)
    clock.put_to_hour(9, days=2)
    other = await waiting(storage)
    assert await told(storage, clock, other, (await reminders(storage, other))[0], late=15 * MINUTE)
    assert await heard(storage, Office.STANDING_DEPUTY) == [(2, 0)]


async def test_what_one_absence_leaves_unassigned_is_one_reminder_for_each_step(
    own_storage: Storage, clock: Clock
) -> None:
    """Thirty articles lie with the Head because one man is on a trip: that is one thing to settle."""
    storage = own_storage
    articles = [await waiting(storage) for _ in range(3)]
    await away(storage, clock, Office.STANDING_DEPUTY)
    seats = [(await storage.stores.articles.standing(article_id)).seat for article_id in articles]
    assert {(seat.hold, seat.asked) for seat in seats} == {(Hold.HEAD_TO_ASSIGN, "head")}
    for step in (0, 1):
        moments = [(await both(storage, article_id))[step] for article_id in articles]
        for article_id, moment in zip(articles, moments, strict=True):
            assert await told(storage, clock, article_id, moment, late=timedelta(seconds=2))
        assert await heard(storage, Office.HEAD, Office.STANDING_DEPUTY) == [(step + 1, 0), (0, 0)]
    assert not any([await raised(storage, article_id) for article_id in articles])
    assert "đã chờ phân công 60 phút. Hệ thống không tự chuyển" in (await storage.inbox("head", "warning"))[-1]


async def test_an_unassigned_last_edit_is_reminded_of_like_an_approval(own_storage: Storage, clock: Clock) -> None:
    """The final editor is away: without this the article would wait where nobody looks."""
    storage = own_storage
    await away(storage, clock, Office.FINAL_EDITOR)
    article_id = await storage.submit()
    first, _ = await reminders(storage, article_id)
    assert await told(storage, clock, article_id, first)
    assert await heard(storage, Office.HEAD, Office.FINAL_EDITOR) == [(1, 0), (0, 0)]


@pytest.mark.parametrize("late", [timedelta(0), 30 * MINUTE - timedelta(seconds=5)])
async def test_when_nobody_is_there_the_secretary_is_called_and_who_is_away_gets_a_copy(
    own_storage: Storage, clock: Clock, late: timedelta
) -> None:
    """Also after an outage: an alarm to those who are away alone would be an alarm to nobody."""
    storage = own_storage
    for office in (Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY):
        await away(storage, clock, office)
    article_id = await waiting(storage)
    assert (await storage.stores.articles.standing(article_id)).seat.hold is Hold.NOBODY
    assert await told(storage, clock, article_id, (await reminders(storage, article_id))[0], late=late)
    called = {"secretary": "alarm", "head": "news", "standing-deputy": "news", "deputy": "news"}
    for member, kind in called.items():
        assert any("mà không có ai để trình" in text for text in await storage.inbox(member, kind)), member
    assert not await raised(storage, article_id)


async def test_an_approval_taken_back_from_another_day_is_reminded_of_today(own_storage: Storage, clock: Clock) -> None:
    """The clock of the embargo's day is still to come; the article waits for its approver now."""
    storage, article_id = own_storage, await waiting(own_storage)
    await storage.done(Act.APPROVE, article_id, publish_at=clock.now() + timedelta(days=2))
    await storage.done(Act.TAKE_OVER, article_id)
    first, _ = await reminders(storage, article_id)
    assert await told(storage, clock, article_id, first)
    assert await heard(storage, Office.HEAD) == [(1, 0)]


async def test_no_quiet_hour_keeps_a_reminder_from_a_day_that_is_ending(own_storage: Storage, clock: Clock) -> None:
    """Both steps waited for six o'clock of the next morning, when the day was lost."""
    storage = own_storage
    clock.put_to_hour(21, 45)
    article_id = await waiting(storage)
    first, second = await reminders(storage, article_id)
    assert [(local(m.at).hour, local(m.at).minute) for m in (first, second)] == [(22, 15), (22, 45)]
    assert await told(storage, clock, article_id, first)
    assert await told(storage, clock, article_id, second)
    assert await heard(storage, Office.STANDING_DEPUTY, Office.HEAD) == [(2, 0), (0, 1)]
    clock.put_to_hour(9)


@pytest.mark.parametrize(("hour", "warned"), [(19, False), (21, True)])
async def test_a_text_that_comes_after_the_last_warning_is_warned_of_as_it_comes(
    own_storage: Storage, clock: Clock, hour: int, warned: bool
) -> None:
    """Nobody heard of it before the day was over."""
    clock.put_to_hour(hour, 30)
    article_id = await own_storage.submit()
    for member in ("final-editor", "standing-deputy"):
        found = [text for text in await own_storage.inbox(member, "warning") if article_id in text]
        assert bool(found) is warned, member
        assert all("gửi sau giờ cảnh báo cuối trong ngày; hạn 23:59" in text for text in found)
    clock.put_to_hour(9)


async def test_at_night_reminders_of_a_day_that_is_lost_wait_for_the_morning(
    own_storage: Storage, clock: Clock
) -> None:
    """Decision 0017: both steps fall on six o'clock, and the second says it all."""
    storage = own_storage
    clock.put_to_hour(9)
    article_id = await storage.submit()
    clock.put_to_hour(21, 45, days=2)
    await storage.done(Act.FINISH_EDIT, article_id)
    first, second = await reminders(storage, article_id)
    assert [(local(m.at).hour, local(m.at).minute) for m in (first, second)] == [(6, 0), (6, 0)]
    assert not await told(storage, clock, article_id, first)
    assert await told(storage, clock, article_id, second)
    assert await heard(storage, Office.STANDING_DEPUTY, Office.HEAD) == [(1, 0), (0, 1)]
