"""The shapes that an article's life can take, each played to its end: for recording, and for runs without a cache."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from activities.contracts import SignedAct
from newsroom.article import ArticleId, ChannelName
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.errors import Refused
from newsroom.stages import Act, Stage
from tests.support.house import House, eventually
from tests.support.lives import (
    REASON,
    at_stage,
    ended,
    in_time,
    manuscript,
    refusal_of,
    report_of,
    send,
    until_outcome,
)

Scenario = Callable[[House], Awaitable[ArticleId]]


async def straight(house: House) -> ArticleId:
    article_id = await house.ready_for_approval()
    await house.approve(article_id)
    return article_id


async def return_and_resubmit(house: House) -> ArticleId:
    article_id = await at_stage(house, Stage.RETURNED)
    author, editor = await house.member("reporter-1"), house.holder(Office.FINAL_EDITOR)
    await house.desk.resubmit(author, article_id, manuscript=manuscript(house, "Bản đã sửa."))
    await house.desk.finish_edit(editor, article_id)
    await house.desk.act(await house.owner(article_id), Act.RETURN_FOR_EDIT, article_id, details=REASON)
    await house.desk.finish_edit(editor, article_id, manuscript=manuscript(house, "Bản biên tập lại."))
    await house.approve(article_id)
    return article_id


async def rejected(house: House) -> ArticleId:
    return await at_stage(house, Stage.REJECTED)


async def withdrawn(house: House) -> ArticleId:
    article_id = await at_stage(house, Stage.SCHEDULED)
    await house.desk.act(house.holder(Office.HEAD), Act.WITHDRAW, article_id, details=REASON)
    return article_id


async def embargo_rescheduled(house: House) -> ArticleId:
    article_id = await at_stage(house, Stage.SCHEDULED)
    owner = await house.owner(article_id)
    await house.desk.act(owner, Act.RESCHEDULE, article_id, details=in_time(timedelta(seconds=3)))
    return article_id


async def channel_waived(house: House) -> ArticleId:
    article_id = await at_stage(house, Stage.PUBLISHING)
    given_up = Details(channel=ChannelName.FANPAGE, reason="Trang đang bị khóa.")
    await house.desk.act(await house.owner(article_id), Act.WAIVE_CHANNEL, article_id, details=given_up)
    return article_id


async def channel_resumed(house: House) -> ArticleId:
    article_id = await at_stage(house, Stage.PUBLISHING)
    again = Details(channel=ChannelName.FANPAGE)
    await house.desk.act(house.holder(Office.ENGINEER), Act.RESUME_CHANNEL, article_id, details=again)
    return article_id


async def ambiguous_then_published(house: House) -> ArticleId:
    article_id = await house.ready_for_approval()
    await house.fault("fanpage", "publish_post", "server_error_after", match=article_id)
    await house.approve(article_id)
    await until_outcome(house, article_id, ChannelName.FANPAGE, "ambiguous")
    return article_id


async def breach(house: House) -> ArticleId:
    article_id = await house.submit("Bài bị chậm.")
    await due_soon(house, article_id, timedelta(seconds=3))
    await house.desk.finish_edit(house.holder(Office.FINAL_EDITOR), article_id)
    await until_breached(house, article_id)
    await house.approve(article_id)
    return article_id


async def taken_over(house: House) -> ArticleId:
    article_id = await at_stage(house, Stage.AWAITING_APPROVAL)
    head = house.holder(Office.HEAD)
    await house.desk.act(head, Act.TAKE_OVER, article_id, details=REASON)
    await house.desk.act(head, Act.APPROVE, article_id)
    return article_id


async def refused_then_accepted(house: House) -> ArticleId:
    article_id = await at_stage(house, Stage.AWAITING_APPROVAL)
    with pytest.raises(Refused):
        await house.desk.act(await house.member("deputy"), Act.APPROVE, article_id)
    await house.approve(article_id)
    return article_id


async def forged_then_accepted(house: House) -> ArticleId:
    article_id = await at_stage(house, Stage.AWAITING_APPROVAL)
    for forged in (SignedAct(claim="duyệt \ud800", signature="giả"), SignedAct(claim="duyệt", signature="giả")):
        await refusal_of(send(house, Act.APPROVE, article_id, forged))
    await house.approve(article_id)
    return article_id


SCENARIOS: Final[dict[str, Scenario]] = {
    scenario.__name__: scenario
    for scenario in (
        straight,
        return_and_resubmit,
        rejected,
        withdrawn,
        embargo_rescheduled,
        channel_waived,
        channel_resumed,
        ambiguous_then_published,
        breach,
        taken_over,
        refused_then_accepted,
        forged_then_accepted,
    )
}
"""By name: what is recorded under `histories/`."""


async def played(house: House, name: str) -> ArticleId:
    """The article of a scenario whose workflow has closed."""
    article_id = await SCENARIOS[name](house)
    await ended(house, article_id)
    return article_id


async def due_soon(house: House, article_id: str, ahead: timedelta) -> None:
    """Bring the end of the day forward for one article; the next act tells its workflow."""
    async with house.stores.database.reading() as connection:
        await connection.execute(
            "UPDATE obligations SET due_at = $2::timestamptz, started_at = $2::timestamptz - interval '1 hour' "
            "WHERE article_id = $1 AND promise = 'same_day'",
            article_id,
            datetime.now(UTC) + ahead,
        )


async def until_breached(house: House, article_id: str) -> None:
    """Wait until the workflow has noted a breach."""

    async def breached() -> bool:
        return (await report_of(house, article_id)).breached

    await eventually(breached)
