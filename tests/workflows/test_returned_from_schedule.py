"""An approved text that waits for its hour goes back to the desk: its old approval lets nothing out any more."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from activities.storage.database import now
from activities.storage.recording.acts import ActStore
from newsroom.article import spoken
from newsroom.board import Office
from newsroom.errors import Refused
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom, administrator, eventually
from tests.support.lives import REASON, at_stage, ended, in_time, manuscript, report_of, shown_on, standing_of

_EVERYWHERE = ["fanpage", "portal", "zalo_oa"]
_TIMER_FIRES_WITHIN = timedelta(seconds=1)


@pytest.mark.parametrize("office", [Office.STANDING_DEPUTY, Office.HEAD])
async def test_it_is_edited_and_approved_again(live: LiveNewsroom, office: Office) -> None:
    """Before, only the Head could stop it, by taking it over."""
    article_id = await at_stage(live, Stage.SCHEDULED)
    await live.desk.act(live.holder(office), Act.RETURN_FOR_EDIT, article_id, details=REASON)
    standing = await standing_of(live, article_id)
    assert (standing.stage, standing.approved_hash, standing.publish_at) == (Stage.EDITING, "", None)
    edited = manuscript(live, "Bản đã sửa sau khi trả lại.")
    await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id, manuscript=edited)
    assert await shown_on(live, article_id) == []
    await live.approve(article_id)
    await ended(live, article_id)
    assert "Bản đã sửa sau khi trả lại." in str(await live.visible(article_id))
    assert await shown_on(live, article_id) == _EVERYWHERE


async def test_nobody_else_returns_it(live: LiveNewsroom) -> None:
    article_id = await at_stage(live, Stage.SCHEDULED)
    for office in (Office.FINAL_EDITOR, Office.DEPUTY, Office.SECRETARY, Office.ENGINEER):
        with pytest.raises(Refused) as refused:
            await live.desk.act(live.holder(office), Act.RETURN_FOR_EDIT, article_id, details=REASON)
        assert refused.value.code == "not_entitled"
    assert (await standing_of(live, article_id)).stage is Stage.SCHEDULED


async def test_those_who_count_on_the_hour_hear_of_it(live: LiveNewsroom) -> None:
    article_id = await at_stage(live, Stage.SCHEDULED)
    await live.desk.act(live.holder(Office.HEAD), Act.RETURN_FOR_EDIT, article_id, details=REASON)
    for member in ("reporter-1", "engineer", "standing-deputy"):
        notes = await live.stores.reading.notifications(member)
        assert any(spoken(article_id) in note.text and "phải được duyệt lại" in note.text for note in notes), member


async def test_the_hour_that_comes_while_the_return_is_recorded_publishes_nothing(
    live: LiveNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workflow woke at the hour, and the text that was just sent back went out."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    owner, soon = await live.owner(article_id), in_time(timedelta(seconds=3))
    await live.desk.act(owner, Act.APPROVE, article_id, details=soon)
    assert soon.publish_at is not None
    record, hour = ActStore.record, soon.publish_at

    async def after_the_hour(store: ActStore, subject: str, signed: Any) -> Any:
        await asyncio.sleep((hour + _TIMER_FIRES_WITHIN - now()).total_seconds())
        return await record(store, subject, signed)

    with monkeypatch.context() as patch:
        patch.setattr(ActStore, "record", after_the_hour)
        await live.desk.act(owner, Act.RETURN_FOR_EDIT, article_id, details=REASON)
    await eventually(lambda: _is_at(live, article_id, Stage.EDITING))
    await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
    await eventually(lambda: _is_at(live, article_id, Stage.AWAITING_APPROVAL))
    assert await shown_on(live, article_id) == []
    async with administrator(live.stack) as connection:
        assert await connection.fetch("SELECT FROM intents WHERE article_id = $1", article_id) == []


async def _is_at(live: LiveNewsroom, article_id: str, stage: Stage) -> bool:
    return (await report_of(live, article_id)).standing.stage is stage
