"""Several people, restarts and the clock at one meeting: each decision holds once, and nothing is lost."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from newsroom.board import Office
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.kinds import MatterAct, Outcome
from newsroom.stages import Act, Stage
from tests.support.branch import Branch, opened_branch
from tests.support.histories import failed_tasks
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import (
    REASON,
    entries,
    standing_of,
)
from tests.support.matters import (
    absent,
    called,
    cancel,
    conclude,
    hour,
    matter_ended,
    matter_entries,
    matter_of,
    minute,
    now_of,
    referred,
    seen,
    told,
    until_agreed,
)

pytestmark = pytest.mark.usefixtures("no_other_meeting")

_RELEASE = (Outcome.RELEASE, "")


async def test_of_two_conclusions_at_once_one_counts(live: LiveNewsroom) -> None:
    """The Head and whoever acts for the Head press the same button."""
    article_id = await referred(live)
    matter = await called(live)
    await minute(live, matter, {article_id: _RELEASE})
    read = await seen(live, matter)
    head, deputy = live.holder(Office.HEAD), live.holder(Office.STANDING_DEPUTY)
    async with absent(live, Office.HEAD):
        answers = await asyncio.gather(
            *(live.matter_desk.do(member, MatterAct.CONCLUDE, matter, read) for member in (head, deputy, head, deputy)),
            return_exceptions=True,
        )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 3, answers
    assert {answer.code for answer in refused} <= {RefusalCode.WRONG_STAGE, RefusalCode.BAD_REQUEST}
    await matter_ended(live, matter)
    assert len(await matter_entries(live, matter, kind="deed", act="conclude", outcome="accepted")) == 1
    assert len(await matter_entries(live, matter, kind="deed", act="conclude", outcome="refused")) == 3
    assert len(await entries(live, article_id, kind="board_decision")) == 1


async def test_minutes_mended_under_the_hand_must_be_read_again(live: LiveNewsroom) -> None:
    """The Head signs what was read, and not what somebody has made of it since."""
    article_id, matter = await referred(live), await called(live)
    await minute(live, matter, {article_id: _RELEASE})
    read = await seen(live, matter)
    await minute(live, matter, {article_id: (Outcome.REJECT, "Đổi ý")})
    head = live.holder(Office.HEAD)
    with pytest.raises(Refused) as refused:
        await live.matter_desk.do(head, MatterAct.CONCLUDE, matter, read)
    assert refused.value.code == RefusalCode.STALE_TEXT
    assert "đọc rồi kết luận" in refused.value.message
    assert (await standing_of(live, article_id)).stage is Stage.BEFORE_BOARD
    read = await seen(live, matter)
    await live.desk.act(head, Act.TAKE_OVER, article_id, details=REASON)
    with pytest.raises(Refused) as refused:
        await live.matter_desk.do(head, MatterAct.CONCLUDE, matter, read)
    assert refused.value.code == RefusalCode.STALE_TEXT


async def test_a_take_over_and_a_conclusion_at_once_leave_no_doubt(live: LiveNewsroom) -> None:
    """Either the meeting has decided, or the Head has: never both."""
    for _ in range(3):
        article_id, matter = await referred(live), await called(live)
        await minute(live, matter, {article_id: (Outcome.REJECT, "Không phù hợp")})
        head, read = live.holder(Office.HEAD), await seen(live, matter)
        taken, concluded = await asyncio.gather(
            live.desk.act(head, Act.TAKE_OVER, article_id, details=REASON),
            live.matter_desk.do(head, MatterAct.CONCLUDE, matter, read),
            return_exceptions=True,
        )
        assert isinstance(taken, Refused) != isinstance(concluded, Refused), (taken, concluded)
        decided = await entries(live, article_id, kind="board_decision")
        stage = (await standing_of(live, article_id)).stage
        if isinstance(concluded, Refused):
            assert (decided, stage) == ([], Stage.AWAITING_APPROVAL)
            await cancel(live, matter)
        else:
            assert (len(decided), stage) == (1, Stage.REJECTED)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def replaced(live: LiveNewsroom) -> AsyncIterator[Branch]:
    """A branch whose workers come and go."""
    async with opened_branch(live, "meetings", max_cached_workflows=100) as branch:
        yield branch


async def test_workers_replaced_in_the_middle_lose_nothing(replaced: Branch) -> None:
    """A restart between the call and the conclusion, and one before the articles have heard of it."""
    live = replaced.live
    await replaced.start_workers()
    article_id, returned = await referred(live), await referred(live)
    matter = await called(live)
    await replaced.stop_workers()
    minuting = asyncio.create_task(
        minute(live, matter, {article_id: _RELEASE, returned: (Outcome.RETURN, "Sửa theo góp ý")})
    )

    async def sent() -> bool:
        return (await matter_of(live, matter).describe()).raw_description.HasField("pending_workflow_task")

    await eventually(sent)
    assert not minuting.done()
    await replaced.start_workers()
    await minuting
    await conclude(live, matter)
    await replaced.stop_workers()
    await replaced.start_workers()
    await until_agreed(live, article_id, returned)
    stages = [(await standing_of(live, each)).stage for each in (article_id, returned)]
    assert stages == [Stage.AWAITING_APPROVAL, Stage.EDITING]
    assert len(await matter_entries(live, matter, kind="deed", outcome="accepted")) == 3
    history = await matter_of(live, matter).fetch_history()
    assert failed_tasks(history) == []
    await replaced.stop_workers()


async def test_the_meeting_wakes_up_to_remind_of_what_it_lacks(live: LiveNewsroom) -> None:
    """Its own clock, not somebody's memory: two hours after the beginning the secretary hears of the minutes."""
    mark = uuid.uuid4().hex[:8]
    matter = await called(live, topic=f"Họp {mark}")
    async with live.stores.database.reading() as connection:
        await connection.execute(
            "UPDATE meetings SET starts_at = $2 WHERE id = $1",
            matter.partition("/")[2],
            hour(timedelta(seconds=3) - timedelta(hours=2)),
        )
    paper = {"title": "Tờ trình", "text": "Ý kiến."}
    await live.matter_desk.do(live.holder(Office.SECRETARY), MatterAct.ADD_PAPER, matter, paper)
    assert len((await now_of(live, matter)).moments) == 2
    assert await told(live, Office.SECRETARY, "warning", mark) == []

    async def reminded() -> list[str]:
        return await told(live, Office.SECRETARY, "warning", mark)

    (text,) = await eventually(reminded)
    assert "mời ghi biên bản" in text

    async def one_moment_is_left() -> bool:
        return len((await now_of(live, matter)).moments) == 1

    await eventually(one_moment_is_left)
