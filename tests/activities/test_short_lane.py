"""A slip in a text that no reader sees yet: the final editor marks it, the approver agrees with one click."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from activities.contracts import Recorded
from activities.storage.audit.anchors import AnchorStore
from activities.storage.publishing.intents import Overtaken
from newsroom.article import ArticleId, ChannelName, Content, content_hash
from newsroom.board import Office
from newsroom.errors import RefusalCode
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.publishing import Outcome, channel_post
from newsroom.stages import Act, Stage
from tests.support.amenders import accepted, amend_until_done, claim, new_matter, proposal_facts
from tests.support.clocks import Clock
from tests.support.matter_acts import now_of
from tests.support.presses import order_for, publish
from tests.support.samples import content
from tests.support.storages import Storage
from tests.support.walls import Wall
from workers.wiring.reading import built_reading

WRONG: Final = replace(content(), body_html="<p>Các xã đã gieo cấy xong ruộng lua.</p>")
RIGHT: Final = replace(WRONG, body_html="<p>Các xã đã gieo cấy xong ruộng lúa.</p>")
BY_MEANING: Final = {"judged": "meaning"}
CLOSELY: Final = {**BY_MEANING, "closely": "yes"}

pytestmark = pytest.mark.trust


async def waiting(storage: Storage) -> ArticleId:
    article_id = await storage.submit(WRONG)
    await storage.done(Act.FINISH_EDIT, article_id)
    return article_id


async def marked(storage: Storage, article_id: str, text: Content = RIGHT) -> str:
    """The matter of a correction that the final editor has marked."""
    matter, facts = new_matter(), await proposal_facts(storage, article_id, AmendmentKind.TYPO, text)
    await accepted(storage, MatterAct.PROPOSE_AMENDMENT, matter, Office.FINAL_EDITOR, **facts, **BY_MEANING)
    return matter


async def agreed(storage: Storage, matter: str, by: Office = Office.STANDING_DEPUTY, text: Content = RIGHT) -> Recorded:
    return await claim(storage, MatterAct.APPROVE_AMENDMENT, matter, by, new_hash=content_hash(text))


async def stage_of(storage: Storage, matter: str) -> str:
    (row,) = await storage.rows("SELECT stage FROM amendments WHERE id = $1", matter.partition("/")[2])
    return str(row["stage"])


async def faults(storage: Storage, article_id: str, path: Path) -> list[str]:
    """What the audit of the whole storage finds about one article."""
    reading = built_reading(storage.stores).ledger
    reading._anchors = AnchorStore(storage.stores.database, path / "anchors.log")
    return [fault for fault in (await reading.verified()).faults if article_id in fault]


def shown(text: Content) -> Mapping[str, Any]:
    return {"lines": channel_post(text, ChannelName.PORTAL).lines}


async def test_before_the_approval_it_is_mended_and_then_approved(storage: Storage, tmp_path: Path) -> None:
    """To agree to a letter is not to approve the text."""
    article_id = await waiting(storage)
    matter = await marked(storage, article_id)
    answer = await agreed(storage, matter)
    assert answer.accepted, answer.message
    standing = await storage.stores.articles.standing(article_id)
    assert (standing.stage, standing.content_hash) == (Stage.AWAITING_APPROVAL, content_hash(RIGHT))
    assert standing.approved_hash == ""
    await storage.stores.acts.attend(matter)
    assert await stage_of(storage, matter) == "done"
    wall = Wall()
    with pytest.raises(Exception, match="chưa được duyệt"):
        await publish(storage, wall, await order_for(storage, article_id))
    await storage.done(Act.APPROVE, article_id)
    assert (await publish(storage, wall, await order_for(storage, article_id))).outcome is Outcome.PUBLISHED
    assert wall.visible()[0].lines == shown(RIGHT)["lines"]
    assert await faults(storage, article_id, tmp_path) == []


async def test_in_the_embargo_the_mended_text_keeps_hour_and_channels(
    storage: Storage, clock: Clock, tmp_path: Path
) -> None:
    hour = datetime.now(UTC) + timedelta(minutes=5)
    article_id = await waiting(storage)
    await storage.done(
        Act.APPROVE, article_id, publish_at=hour, channels_off=(ChannelName.FANPAGE,), reason="không hợp kênh"
    )
    ordered, before = await order_for(storage, article_id), await storage.stores.articles.standing(article_id)
    matter = await marked(storage, article_id)
    answer = await agreed(storage, matter)
    assert answer.accepted, answer.message
    after = await storage.stores.articles.standing(article_id)
    assert (after.stage, after.publish_at, after.channels) == (before.stage, before.publish_at, before.channels)
    assert after.approved_hash == after.content_hash == content_hash(RIGHT)
    assert await faults(storage, article_id, tmp_path) == []
    clock.put(hour)
    wall = Wall()
    assert (await publish(storage, wall, ordered)).outcome is Outcome.PUBLISHED
    assert wall.visible()[0].lines == shown(RIGHT)["lines"]
    assert await faults(storage, article_id, tmp_path) == []


async def test_what_nobody_agreed_to_in_time_is_mended_on_the_channel(storage: Storage, clock: Clock) -> None:
    """The approval stands until its approver says otherwise."""
    hour = datetime.now(UTC) + timedelta(minutes=5)
    article_id = await waiting(storage)
    await storage.done(Act.APPROVE, article_id, publish_at=hour)
    matter, wall = await marked(storage, article_id), Wall()
    clock.put(hour)
    assert (await publish(storage, wall, await order_for(storage, article_id))).outcome is Outcome.PUBLISHED
    assert wall.visible()[0].lines == shown(WRONG)["lines"]
    (order,) = now_of(await agreed(storage, matter)).publish
    await amend_until_done(storage, wall, order)
    assert [post.lines for post in wall.visible()] == [shown(RIGHT)["lines"]]


async def test_the_hour_comes_while_it_is_agreed_to(storage: Storage, clock: Clock) -> None:
    """A run that has taken up the old text sends nothing of it; readers see one post, with the mended text."""
    hour = datetime.now(UTC) + timedelta(minutes=5)
    article_id = await waiting(storage)
    await storage.done(Act.APPROVE, article_id, publish_at=hour)
    order, matter = await order_for(storage, article_id), await marked(storage, article_id)
    clock.put(hour)
    job = await storage.stores.publications.claim(article_id, order.content_hash, ChannelName.PORTAL)
    assert (await agreed(storage, matter)).accepted
    with pytest.raises(Overtaken):
        await storage.stores.publications.advance(job.intent)
    wall = Wall()
    assert (await publish(storage, wall, order)).outcome is Outcome.PUBLISHED
    assert [post.lines for post in wall.visible()] == [shown(RIGHT)["lines"]]


@pytest.mark.parametrize("by", [Office.DEPUTY, Office.FINAL_EDITOR, Office.SECRETARY, Office.ENGINEER])
async def test_only_the_approver_or_the_head_agrees(storage: Storage, by: Office) -> None:
    article_id = await waiting(storage)
    matter = await marked(storage, article_id)
    answer = await agreed(storage, matter, by)
    assert (answer.accepted, answer.code) == (False, RefusalCode.NOT_ENTITLED)
    assert (await agreed(storage, matter, Office.HEAD)).accepted


async def test_what_means_something_else_is_refused_and_named(storage: Storage) -> None:
    article_id = await waiting(storage)
    other = replace(WRONG, body_html=WRONG.body_html.replace("đã", "chưa"))
    facts = await proposal_facts(storage, article_id, AmendmentKind.TYPO, other)
    answer = await claim(storage, MatterAct.PROPOSE_AMENDMENT, new_matter(), Office.FINAL_EDITOR, **facts, **BY_MEANING)
    assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)
    assert "“đã” thành “chưa” là từ phủ định hoặc cấm đoán" in answer.message
    assert "trả lại biên tập" in answer.message


async def test_what_was_accepted_before_the_closer_look_goes_out_and_verifies(storage: Storage, tmp_path: Path) -> None:
    """What is judged more strictly today would have made every such act of before an unproven one."""
    before = replace(WRONG, summary="Theo điểm b của quy định, các xã gieo cấy xong.")
    after = replace(before, summary=before.summary.replace("điểm b", "điểm c"))
    article_id = await storage.submit(before)
    await storage.done(Act.FINISH_EDIT, article_id)
    facts = await proposal_facts(storage, article_id, AmendmentKind.TYPO, after)
    answer = await claim(storage, MatterAct.PROPOSE_AMENDMENT, new_matter(), Office.FINAL_EDITOR, **facts, **CLOSELY)
    assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)
    assert "“b” thành “c” là nhãn" in answer.message
    matter = await marked(storage, article_id, after)
    assert (await agreed(storage, matter, text=after)).accepted
    await storage.done(Act.APPROVE, article_id)
    wall = Wall()
    assert (await publish(storage, wall, await order_for(storage, article_id))).outcome is Outcome.PUBLISHED
    assert wall.visible()[0].lines == shown(after)["lines"]
    assert await faults(storage, article_id, tmp_path) == []


async def test_a_greater_change_waits_for_the_desk(storage: Storage) -> None:
    article_id = await waiting(storage)
    facts = await proposal_facts(storage, article_id, AmendmentKind.UPDATE, RIGHT)
    answer = await claim(storage, MatterAct.PROPOSE_AMENDMENT, new_matter(), Office.FINAL_EDITOR, **facts)
    assert (answer.accepted, answer.code) == (False, RefusalCode.WRONG_STAGE)


@pytest.mark.parametrize("act", [Act.RETURN_FOR_EDIT, Act.REJECT])
async def test_it_ends_with_the_text_that_it_was_marked_in(storage: Storage, act: Act, tmp_path: Path) -> None:
    """It would wait for an answer for ever, and break a promise."""
    article_id = await waiting(storage)
    matter = await marked(storage, article_id)
    await storage.done(act, article_id)
    assert await stage_of(storage, matter) == "overtaken"
    assert (await storage.clocks(article_id))["amend", ""] == ["dropped"]
    assert not (await agreed(storage, matter)).accepted
    assert await faults(storage, article_id, tmp_path) == []


async def test_a_text_that_is_back_goes_out_as_it_is(storage: Storage, tmp_path: Path) -> None:
    """Mended, returned and edited back, the approved text was taken for the one that had taken its place."""
    article_id = await waiting(storage)
    await storage.done(Act.APPROVE, article_id, publish_at=datetime.now(UTC) + timedelta(days=1))
    assert (await agreed(storage, await marked(storage, article_id))).accepted
    await storage.done(Act.RETURN_FOR_EDIT, article_id)
    await storage.done(Act.FINISH_EDIT, article_id, **await storage.revise(article_id, WRONG))
    await storage.done(Act.APPROVE, article_id)
    wall = Wall()
    assert (await publish(storage, wall, await order_for(storage, article_id))).outcome is Outcome.PUBLISHED
    assert wall.visible()[0].lines == shown(WRONG)["lines"]
    assert await faults(storage, article_id, tmp_path) == []
