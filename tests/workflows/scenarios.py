"""The shapes that an article's life can take, each played to its end: for recording, and for runs without a cache."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from temporalio import activity
from temporalio.common import WorkflowIDConflictPolicy

from activities.contracts import EDITORIAL_QUEUE, Recorded, SignedAct
from activities.storage.articles.openings import Opening
from activities.storage.articles.store import ArticleStore
from activities.storage.database import StorageUnreachable
from activities.storage.recording.acts import ActStore
from desk.signing import DeskKey
from newsroom.article import ArticleId, ChannelName, subject_of
from newsroom.board import Office
from newsroom.claims import Claim, Details, claim_text
from newsroom.errors import Refused
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom, administrator, eventually
from tests.support.lives import (
    REASON,
    at_stage,
    ended,
    handle_of,
    in_time,
    manuscript,
    refusal_of,
    report_of,
    send,
    until_outcome,
)
from workflows.messages import STANDING_CHANGED, ArticleInput, article_workflow_id
from workflows.registry import ARTICLE

Scenario = Callable[[LiveNewsroom], Awaitable[ArticleId]]


async def straight(live: LiveNewsroom) -> ArticleId:
    article_id = await live.ready_for_approval()
    await live.approve(article_id)
    return article_id


async def closed_by_storage(live: LiveNewsroom) -> ArticleId:
    """Nothing goes wrong; the article is closed because the storage says that every channel shows it."""
    return await straight(live)


async def closed_from_elsewhere(live: LiveNewsroom) -> ArticleId:
    """The worker that holds the workflow has lost the storage alone when the article is closed; others have not."""
    article_id = await live.ready_for_approval()
    asked = ArticleStore.opening

    async def opening(store: ArticleStore, of: str) -> Opening:
        if of == article_id and activity.in_activity() and activity.info().is_local:
            raise StorageUnreachable
        return await asked(store, of)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ArticleStore, "opening", opening)
        await live.approve(article_id)
        await ended(live, article_id)
    return article_id


async def return_and_resubmit(live: LiveNewsroom) -> ArticleId:
    article_id = await at_stage(live, Stage.RETURNED)
    author, editor = await live.member("reporter-1"), live.holder(Office.FINAL_EDITOR)
    await live.desk.resubmit(author, article_id, manuscript=manuscript(live, "Bản đã sửa."))
    await live.desk.finish_edit(editor, article_id)
    await live.desk.act(await live.owner(article_id), Act.RETURN_FOR_EDIT, article_id, details=REASON)
    await live.desk.finish_edit(editor, article_id, manuscript=manuscript(live, "Bản biên tập lại."))
    await live.approve(article_id)
    return article_id


async def rejected(live: LiveNewsroom) -> ArticleId:
    return await at_stage(live, Stage.REJECTED)


async def withdrawn(live: LiveNewsroom) -> ArticleId:
    article_id = await at_stage(live, Stage.SCHEDULED)
    await live.desk.act(live.holder(Office.HEAD), Act.WITHDRAW, article_id, details=REASON)
    return article_id


async def embargo_rescheduled(live: LiveNewsroom) -> ArticleId:
    article_id = await at_stage(live, Stage.SCHEDULED)
    owner = await live.owner(article_id)
    await live.desk.act(owner, Act.RESCHEDULE, article_id, details=in_time(timedelta(seconds=3)))
    return article_id


async def channel_waived(live: LiveNewsroom) -> ArticleId:
    article_id = await at_stage(live, Stage.PUBLISHING)
    given_up = Details(channel=ChannelName.FANPAGE, reason="Trang đang bị khóa.")
    await live.desk.act(await live.owner(article_id), Act.WAIVE_CHANNEL, article_id, details=given_up)
    return article_id


async def channel_resumed(live: LiveNewsroom) -> ArticleId:
    article_id = await at_stage(live, Stage.PUBLISHING)
    again = Details(channel=ChannelName.FANPAGE)
    await live.desk.act(live.holder(Office.ENGINEER), Act.RESUME_CHANNEL, article_id, details=again)
    return article_id


async def stopped_in_sight(live: LiveNewsroom) -> ArticleId:
    """A channel stops and is let go on, and operators see whom it waits for meanwhile."""
    return await channel_resumed(live)


async def ambiguous_then_published(live: LiveNewsroom) -> ArticleId:
    article_id = await live.ready_for_approval()
    await live.fault("fanpage", "publish_post", "server_error_after", match=article_id)
    await live.approve(article_id)
    await until_outcome(live, article_id, ChannelName.FANPAGE, "ambiguous")
    return article_id


async def breach(live: LiveNewsroom) -> ArticleId:
    article_id = await live.submit("Bài bị chậm.")
    await due_soon(live, article_id, timedelta(seconds=3))
    await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
    await until_breached(live, article_id)
    await live.approve(article_id)
    return article_id


async def taken_over(live: LiveNewsroom) -> ArticleId:
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    head = live.holder(Office.HEAD)
    await live.desk.act(head, Act.TAKE_OVER, article_id, details=REASON)
    await live.desk.act(head, Act.APPROVE, article_id)
    return article_id


async def returned_from_schedule(live: LiveNewsroom) -> ArticleId:
    """Approved for later without the Fanpage, sent back to the desk before its hour, approved anew for everywhere."""
    article_id = await at_stage(live, Stage.SCHEDULED)
    owner, waived = await live.owner(article_id), Details(channel=ChannelName.FANPAGE, reason="Trang đang bị khóa.")
    await live.desk.act(owner, Act.WAIVE_CHANNEL, article_id, details=waived)
    await live.desk.act(owner, Act.RETURN_FOR_EDIT, article_id, details=REASON)
    edited = manuscript(live, "Bản đã sửa sau khi trả lại.")
    await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id, manuscript=edited)
    await live.approve(article_id)
    return article_id


async def refused_then_accepted(live: LiveNewsroom) -> ArticleId:
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    with pytest.raises(Refused):
        await live.desk.act(await live.member("deputy"), Act.APPROVE, article_id)
    await live.approve(article_id)
    return article_id


async def forged_then_accepted(live: LiveNewsroom) -> ArticleId:
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    for forged in (SignedAct(claim="duyệt \ud800", signature="giả"), SignedAct(claim="duyệt", signature="giả")):
        await refusal_of(send(live, Act.APPROVE, article_id, forged))
    await live.approve(article_id)
    return article_id


async def contributed(live: LiveNewsroom) -> ArticleId:
    """A contributor's text comes in through the secretary."""
    article_id = await at_stage(live, Stage.RECEIVED)
    await live.desk.act(live.holder(Office.SECRETARY), Act.TAKE_IN, article_id)
    await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
    await live.approve(article_id)
    return article_id


async def signed_in_two_versions(live: LiveNewsroom) -> ArticleId:
    """A desk of before the versions, and one of after the next, send their acts to an open workflow."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    head, key = live.holder(Office.HEAD), DeskKey(live.settings.desk_private_key.get_secret_value())
    claim = Claim(
        act_id=uuid.uuid4().hex,
        act=Act.TAKE_OVER,
        article_id=article_id,
        content_hash=(await live.stores.articles.standing(article_id)).content_hash,
        member=head.id,
        office=head.office,
        made_at=datetime.now(UTC),
        details=REASON,
    )
    later = claim_text(claim).replace('"version":2', '"version":3')
    refused = await refusal_of(
        send(live, Act.TAKE_OVER, article_id, SignedAct(claim=later, signature=key.signature_of(later)))
    )
    assert "mẫu số 3" in refused.message
    await send(live, Act.TAKE_OVER, article_id, key.sign(replace(claim, version=1)))
    await live.desk.act(head, Act.APPROVE, article_id)
    return article_id


async def passed_up_and_asked(live: LiveNewsroom) -> ArticleId:
    """The final editor decides neither on a notice nor who does; until the Head answers nobody else does."""
    editor, head = live.holder(Office.FINAL_EDITOR), live.holder(Office.HEAD)
    article_id = await live.submit("Ủy ban thông báo lịch tiếp xúc.", kind="notice")
    up = Details(reason="Nội dung nhạy cảm.", to="standing-deputy")
    await live.desk.act(editor, Act.PASS_UP, article_id, details=up)
    await live.desk.act(editor, Act.ASK_REROUTE, article_id, details=REASON)
    await live.desk.finish_edit(editor, article_id)
    for member, act in ((editor, Act.ASK_REROUTE), (live.holder(Office.STANDING_DEPUTY), Act.APPROVE)):
        with pytest.raises(Refused):
            await live.desk.act(member, act, article_id, details=REASON)
    await live.desk.act(head, Act.REASSIGN, article_id, details=up)
    await live.approve(article_id)
    return article_id


async def begun_too_early(live: LiveNewsroom) -> ArticleId:
    """Somebody has begun the workflow anew as if its hour had come; told to look, it waits and can be withdrawn."""
    article_id = await at_stage(live, Stage.SCHEDULED)
    opening = await live.stores.articles.opening(article_id)
    standing = replace(opening.standing, stage=Stage.PUBLISHING, publish_at=None)
    await live.client.start_workflow(
        ARTICLE.name,
        ArticleInput(standing=standing, agenda=opening.agenda, closes_by_storage=True),
        id=article_workflow_id(article_id),
        task_queue=EDITORIAL_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
    )
    await handle_of(live, article_id).signal(STANDING_CHANGED)

    async def in_step() -> bool:
        return (await report_of(live, article_id)).standing.stage is Stage.SCHEDULED

    await eventually(in_step)
    await live.desk.act(live.holder(Office.HEAD), Act.WITHDRAW, article_id, details=REASON)
    return article_id


async def recorded_here(live: LiveNewsroom) -> ArticleId:
    """Nothing goes wrong; every act is recorded in the workflow's own task."""
    return await straight(live)


async def recorded_elsewhere(live: LiveNewsroom) -> ArticleId:
    """The worker that holds the workflow has lost the storage alone when the article is approved; others have not."""
    article_id = await live.ready_for_approval()
    recorded = ActStore.record

    async def record(store: ActStore, subject: str, signed: SignedAct) -> Recorded:
        if activity.in_activity() and activity.info().is_local:
            raise StorageUnreachable
        return await recorded(store, subject, signed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ActStore, "record", record)
        await live.approve(article_id)
    return article_id


async def recorded_unheard(live: LiveNewsroom) -> ArticleId:
    """An act that only the ledger has, because worker and server died between; the workflow is told to look."""
    article_id = await at_stage(live, Stage.EDITING)
    editor, key = live.holder(Office.FINAL_EDITOR), DeskKey(live.settings.desk_private_key.get_secret_value())
    claim = Claim(
        act_id=uuid.uuid4().hex,
        act=Act.FINISH_EDIT,
        article_id=article_id,
        content_hash=(await live.stores.articles.standing(article_id)).content_hash,
        member=editor.id,
        office=editor.office,
        made_at=datetime.now(UTC),
    )
    assert (await live.stores.acts.record(subject_of(article_id), key.sign(claim))).accepted
    await live.desk.starter.tell(article_id, (await live.stores.articles.known(article_id)).moves)
    await live.approve(article_id)
    return article_id


SCENARIOS: Final[dict[str, Scenario]] = {
    scenario.__name__: scenario
    for scenario in (
        straight,
        closed_by_storage,
        closed_from_elsewhere,
        return_and_resubmit,
        rejected,
        withdrawn,
        embargo_rescheduled,
        channel_waived,
        channel_resumed,
        stopped_in_sight,
        ambiguous_then_published,
        breach,
        taken_over,
        returned_from_schedule,
        refused_then_accepted,
        forged_then_accepted,
        signed_in_two_versions,
        passed_up_and_asked,
        contributed,
        begun_too_early,
        recorded_here,
        recorded_elsewhere,
        recorded_unheard,
    )
}
"""By name: what is recorded under `histories/`."""


async def played(live: LiveNewsroom, name: str) -> ArticleId:
    """The article of a scenario whose workflow has closed."""
    article_id = await SCENARIOS[name](live)
    await ended(live, article_id)
    return article_id


async def due_soon(live: LiveNewsroom, article_id: str, ahead: timedelta) -> None:
    """Bring the end of the day forward for one article; the next act tells its workflow."""
    async with administrator(live.stack) as connection:
        await connection.execute(
            "UPDATE obligations SET due_at = $2::timestamptz, started_at = $2::timestamptz - interval '1 hour' "
            "WHERE article_id = $1 AND promise = 'same_day'",
            article_id,
            datetime.now(UTC) + ahead,
        )


async def until_breached(live: LiveNewsroom, article_id: str) -> None:
    """Wait until the workflow has noted a breach."""

    async def breached() -> bool:
        return (await report_of(live, article_id)).breached

    await eventually(breached)
