"""The call to the workflow server that is cut off before it leaves, or whose reply never comes: one act, one answer."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import pytest
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from desk.server_trouble import ServerUnreachable
from newsroom.article import ArticleId, spoken
from newsroom.board import Office
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import ended, report_of
from workers.wiring.desk import built_parts
from workflows.messages import article_workflow_id

BEGINS: Final = "2028-01-04T08:00:00+07:00"


class Cut(Interceptor):
    """Cuts the line at every call that changes something: before it has left, or when the server has done it."""

    def __init__(self, *, done: bool) -> None:
        self._done = done

    def intercept_client(self, following: OutboundInterceptor) -> OutboundInterceptor:
        return _Cut(following, done=self._done)


class _Cut(OutboundInterceptor):
    def __init__(self, following: OutboundInterceptor, *, done: bool) -> None:
        super().__init__(following)
        self._done = done

    async def start_workflow(self, given: Any) -> Any:
        return await self._cut(super().start_workflow, given)

    async def start_workflow_update(self, given: Any) -> Any:
        return await self._cut(super().start_workflow_update, given)

    async def start_update_with_start_workflow(self, given: Any) -> Any:
        return await self._cut(super().start_update_with_start_workflow, given)

    async def _cut(self, call: Callable[[Any], Awaitable[Any]], given: Any) -> Any:
        if self._done:
            await call(given)
        raise RPCError("the line is cut", RPCStatusCode.UNAVAILABLE, b"")


class Late(Interceptor):
    """Keeps every Update back, as a server without workers does, until it is delivered."""

    def __init__(self) -> None:
        self.deliver: Callable[[], Awaitable[Any]]

    def intercept_client(self, following: OutboundInterceptor) -> OutboundInterceptor:
        return _Late(following, self)


class _Late(OutboundInterceptor):
    def __init__(self, following: OutboundInterceptor, late: Late) -> None:
        super().__init__(following)
        self._late = late

    async def start_workflow_update(self, given: Any) -> Any:
        self._late.deliver = partial(super().start_workflow_update, given)
        raise WorkflowUpdateRPCTimeoutOrCancelledError


class Buried(Interceptor):
    """Lets the storage record each Update, as a worker does that dies with the workflow server before it can say so."""

    def __init__(self, live: LiveNewsroom) -> None:
        self.live = live

    def intercept_client(self, following: OutboundInterceptor) -> OutboundInterceptor:
        return _Buried(following, self.live)


class _Buried(OutboundInterceptor):
    def __init__(self, following: OutboundInterceptor, live: LiveNewsroom) -> None:
        super().__init__(following)
        self._live = live

    async def start_workflow_update(self, given: Any) -> Any:
        await self._live.stores.acts.record(given.id, given.args[0])
        raise RPCError("the server is gone", RPCStatusCode.UNAVAILABLE, b"")


def cut(live: LiveNewsroom, *, done: bool) -> Client:
    """A client of the newsroom's own server, on a line that is cut at every call."""
    return on_line(live, Cut(done=done))


def on_line(live: LiveNewsroom, line: Interceptor) -> Client:
    """A client of the newsroom's own server, on that line."""
    config = live.client.config()
    config["interceptors"] = [*config["interceptors"], line]
    return Client(**config)


@pytest.mark.parametrize("done", [False, True], ids=["never left", "reply lost"])
async def test_an_article_is_started_once_whatever_becomes_of_the_call(live: LiveNewsroom, *, done: bool) -> None:
    """A second workflow of one article would publish it twice; none at all would lose it."""
    desk = built_parts(live.settings, cut(live, done=done), live.stores).desk
    article_id = await submitted(live)
    assert not await desk.starter.start(article_id)
    assert not (await live.stores.articles.known(article_id)).has_workflow
    run = await run_of(live, article_id)
    assert (run is not None) is done
    assert await live.desk.starter.start(article_id)
    assert (await live.stores.articles.known(article_id)).has_workflow
    assert run in {None, await run_of(live, article_id)}
    assert (await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)).stage == "awaiting_approval"


async def test_an_act_whose_reply_is_lost_is_answered_by_the_ledger(live: LiveNewsroom) -> None:
    """The member hears what was recorded, accepted or refused, and nothing is sent twice."""
    article_id = await submitted(live)
    assert await live.desk.starter.start(article_id)
    desk = built_parts(live.settings, cut(live, done=True), live.stores).desk
    answer = await desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
    assert answer.stage == Stage.AWAITING_APPROVAL
    assert len(await live.stores.ledger.links(article_id)) == 2


@pytest.mark.trust
async def test_an_act_that_only_the_ledger_has_is_told_to_its_workflow_at_once(live: LiveNewsroom) -> None:
    """The member heard that the edit was finished, and the workflow waited for it until its day was over."""
    article_id = await live.submit("Đoạn văn của bài.")
    desk = built_parts(live.settings, on_line(live, Buried(live)), live.stores).desk
    answer = await desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
    assert answer.stage == Stage.AWAITING_APPROVAL
    assert not (await live.stores.articles.known(article_id)).is_untold

    async def follows() -> bool:
        return (await report_of(live, article_id)).standing.stage is Stage.AWAITING_APPROVAL

    await eventually(follows)
    await live.approve(article_id)
    assert (await ended(live, article_id)).standing.stage is Stage.PUBLISHED


async def test_an_act_is_known_to_be_heard_when_it_is_answered(live: LiveNewsroom) -> None:
    """Else each would be told twice, by a signal that makes the workflow look up what it knows."""
    article_id = await live.submit("Đoạn văn của bài.")
    before = (await live.stores.articles.known(article_id)).moves
    await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
    known = await live.stores.articles.known(article_id)
    assert (known.moves, known.is_untold) == (before + 1, False)


async def test_an_act_that_never_left_says_so(live: LiveNewsroom) -> None:
    """Told that it may have been done, people would wait for an approval that nobody gave."""
    article_id = await submitted(live)
    assert await live.desk.starter.start(article_id)
    desk = built_parts(live.settings, cut(live, done=False), live.stores).desk
    with pytest.raises(ServerUnreachable):
        await desk.act(live.holder(Office.FINAL_EDITOR), Act.FINISH_EDIT, article_id)
    assert (await live.stores.articles.standing(article_id)).stage is Stage.EDITING


@pytest.mark.trust
async def test_an_act_that_arrives_after_its_member_was_told_has_no_effect(live: LiveNewsroom) -> None:
    """With no worker running, an approval answered 'unchanged, try again' published when the worker came back."""
    article_id = await submitted(live)
    assert await live.desk.starter.start(article_id)
    late = Late()
    desk = built_parts(live.settings, on_line(live, late), live.stores).desk
    with pytest.raises(ServerUnreachable, match="không có hiệu lực về sau"):
        await desk.act(live.holder(Office.FINAL_EDITOR), Act.FINISH_EDIT, article_id)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await (await late.deliver()).result()
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == RefusalCode.CALLED_OFF
    assert (await live.stores.articles.standing(article_id)).stage is Stage.EDITING
    assert (await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)).stage == "awaiting_approval"


@pytest.mark.trust
async def test_an_act_on_an_article_whose_workflow_is_gone_says_so_and_alarms(live: LiveNewsroom) -> None:
    article_id = await live.submit("Đoạn văn của bài.")
    await live.client.get_workflow_handle(article_workflow_id(article_id)).terminate("lost")
    with pytest.raises(Refused, match="toasoan reconcile --apply") as refused:
        await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
    assert refused.value.code is RefusalCode.WORKFLOW_GONE
    told = await live.stores.reading.notifications(live.holder(Office.ENGINEER).id)
    assert any(spoken(article_id) in each.text and each.kind == "alarm" for each in told)


@pytest.mark.parametrize("done", [False, True], ids=["never left", "reply lost"])
async def test_a_matter_is_opened_once_whatever_becomes_of_the_call(live: LiveNewsroom, *, done: bool) -> None:
    desk = built_parts(live.settings, cut(live, done=done), live.stores).matters
    deputy, number = live.holder(Office.DEPUTY), uuid.uuid4().hex[:12]
    opening = desk.open(deputy, MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, trip(deputy.id), matter_id=number)
    if done:
        assert (await opening).matter == f"absence/{number}"
    else:
        with pytest.raises(ServerUnreachable):
            await opening
    assert (f"absence/{number}" in await live.stores.open_work.matters()) is done
    await over(live, number)


async def test_an_act_on_a_matter_whose_reply_is_lost_is_answered_by_the_ledger(live: LiveNewsroom) -> None:
    deputy, number = live.holder(Office.DEPUTY), uuid.uuid4().hex[:12]
    await live.matter_desk.open(deputy, MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, trip(deputy.id), matter_id=number)
    desk = built_parts(live.settings, cut(live, done=True), live.stores).matters
    answer = await desk.do(deputy, MatterAct.CHANGE_ABSENCE, f"absence/{number}", {"ends_at": BEGINS})
    assert answer.matter == f"absence/{number}"
    await over(live, number)


async def submitted(live: LiveNewsroom) -> ArticleId:
    """An article in the storage, with its wish to start and no workflow yet."""
    parts = built_parts(live.settings, cut(live, done=False), live.stores)
    return await replace(live, parts=parts).submit("Đoạn văn của bài.")


async def run_of(live: LiveNewsroom, article_id: str) -> str | None:
    """The run of the article's workflow, if it has one."""
    try:
        return (await live.client.get_workflow_handle(article_workflow_id(article_id)).describe()).run_id
    except RPCError as gone:
        if gone.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


def trip(member: str) -> dict[str, str]:
    hours = {"starts_at": BEGINS, "ends_at": "2028-01-05T08:00:00+07:00"}
    return {"member": member, "reason": "Công tác", **hours}


async def over(live: LiveNewsroom, number: str) -> None:
    """No absence is left behind for the tests after this one."""

    async def ended() -> bool:
        return f"absence/{number}" not in await live.stores.open_work.matters()

    if not await ended():
        deputy = live.holder(Office.DEPUTY)
        await live.matter_desk.do(deputy, MatterAct.CHANGE_ABSENCE, f"absence/{number}", {"ends_at": BEGINS})
    await eventually(ended)
