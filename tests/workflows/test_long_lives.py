"""Articles and matters that take more acts than one run of a workflow may: another run goes on, and nothing is lost."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pytest
import pytest_asyncio
from temporalio.client import (
    WorkflowExecutionDescription,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import SignedAct
from newsroom.article import ArticleId, ChannelName
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.matters.kinds import MatterAct
from newsroom.stages import Act, Stage
from newsroom.standing import in_short
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import (
    at_stage,
    ended,
    entries,
    handle_of,
    history_of,
    last_call,
    report_of,
    shown_on,
    standing_of,
)
from tests.support.matters import absent, is_open, matter_of
from workflows.acts import ACTS_A_RUN
from workflows.messages import article_workflow_id
from workflows.search_attributes import ARTICLE_STAGE, DUE_AT

pytestmark = pytest.mark.trust

AT_ONCE: Final = 8
FORGED: Final = SignedAct(claim="không phải một thao tác", signature="giả")
MANY: Final = ACTS_A_RUN + 70


async def forged_often(live: LiveNewsroom, workflow_id: str, act: str, times: int) -> Counter[str]:
    """How so many forged acts, several at once, were answered; `over` when the workflow had ended."""
    handle, turns, answers = live.client.get_workflow_handle(workflow_id), asyncio.Semaphore(AT_ONCE), Counter[str]()

    async def one() -> None:
        name = uuid.uuid4().hex
        async with turns:
            try:
                await answered_in_the_end(lambda: handle.execute_update(act, FORGED, id=name))
            except WorkflowUpdateFailedError as failed:
                answers[getattr(failed.cause, "type", "")] += 1
            except RPCError as over:
                if over.status is not RPCStatusCode.NOT_FOUND:
                    raise
                answers["over"] += 1

    await asyncio.gather(*(one() for _ in range(times)))
    return answers


async def answered_in_the_end(update: Callable[[], Awaitable[object]]) -> None:
    """A busy machine may take longer than a call lasts; asked again under the same name, an act is the same act."""
    while True:
        with suppress(WorkflowUpdateRPCTimeoutOrCancelledError):
            await update()
            return


async def run_of(live: LiveNewsroom, workflow_id: str) -> str:
    """The run that carries a workflow now."""
    return (await live.client.get_workflow_handle(workflow_id).describe()).run_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Worn:
    """An article that awaits approval after so many forged ones: its first run, as it was then, what was answered."""

    article_id: ArticleId
    first: str
    before: WorkflowExecutionDescription
    answers: Counter[str]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def worn(live: LiveNewsroom) -> Worn:
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    name = article_workflow_id(article_id)
    first, before = await run_of(live, name), await handle_of(live, article_id).describe()
    answers = await forged_often(live, name, "approve", MANY)
    return Worn(article_id=article_id, first=first, before=before, answers=answers)


async def test_forged_acts_do_not_wear_an_article_out(live: LiveNewsroom, worn: Worn) -> None:
    """Two thousand of them were all that the server takes: afterwards nobody could act on the article."""
    article_id = worn.article_id
    assert set(worn.answers) <= {"bad_signature", "renewing"}
    assert worn.answers["bad_signature"] >= ACTS_A_RUN
    assert await run_of(live, article_workflow_id(article_id)) != worn.first
    after = await handle_of(live, article_id).describe()
    for key in (ARTICLE_STAGE, DUE_AT):
        assert after.typed_search_attributes.get(key) == worn.before.typed_search_attributes.get(key)
    assert (await report_of(live, article_id)).standing == in_short(await standing_of(live, article_id))
    await live.approve(article_id)
    await ended(live, article_id)
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]


async def test_an_honest_act_goes_through_among_forged_ones(live: LiveNewsroom) -> None:
    """Whoever meets the moment at which another run begins is not told that the server is away."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    name = article_workflow_id(article_id)
    owner = await live.owner(article_id)

    async def approved_in_the_end() -> None:
        first = await run_of(live, name)
        for number in range(200):
            before = Details(reason=f"Giao người duyệt, lần {number}.", to=owner.id)
            await live.desk.act(live.holder(Office.HEAD), Act.REASSIGN, article_id, details=before)
            if await run_of(live, name) != first:
                break
        await live.desk.act(owner, Act.APPROVE, article_id)

    await asyncio.gather(approved_in_the_end(), forged_often(live, name, "approve", MANY))

    await ended(live, article_id)
    assert len(await entries(live, article_id, act="approve", outcome="accepted")) == 1
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]


async def test_a_stopped_channel_stays_stopped_until_a_person_says_so(live: LiveNewsroom) -> None:
    """Another run must neither try a channel anew by itself nor forget who let it go on."""
    article_id = await at_stage(live, Stage.PUBLISHING)
    name = article_workflow_id(article_id)
    first, calls = await run_of(live, name), await last_call(live)

    await forged_often(live, name, "resume_channel", MANY)

    assert await run_of(live, name) != first
    assert await last_call(live) == calls, "nothing was sent to any channel"
    outcomes = {result.channel: result.outcome for result in (await report_of(live, article_id)).results}
    assert outcomes == {"portal": "published", "zalo_oa": "published", "fanpage": "needs_person"}
    again = Details(channel=ChannelName.FANPAGE)
    await live.desk.act(live.holder(Office.ENGINEER), Act.RESUME_CHANNEL, article_id, details=again)
    await ended(live, article_id)
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]


async def test_no_run_grows_without_end(live: LiveNewsroom, worn: Worn) -> None:
    """Fifty thousand events are the end of a workflow; five thousand are slow to load."""
    name = article_workflow_id(worn.article_id)
    history = await live.client.get_workflow_handle(name, run_id=worn.first).fetch_history()
    assert ACTS_A_RUN < len(history.events) < 5_000
    assert len(await history_of(live, worn.article_id)) < len(history.events)


async def test_a_matter_goes_on_as_it_was(live: LiveNewsroom) -> None:
    """An absence that nobody can end any more would keep its articles away for ever."""
    async with absent(live, Office.SECRETARY) as (matter,):
        first = await run_of(live, matter)
        await forged_often(live, matter, MatterAct.CHANGE_ABSENCE.value, MANY)

        async def another_run() -> bool:
            return await run_of(live, matter) != first

        await eventually(another_run)
        assert await is_open(live, matter)
    assert (await matter_of(live, matter).describe()).close_time is not None
