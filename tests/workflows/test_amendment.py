"""Amendments from end to end on real Postgres, Temporal and the simulated channels: one visible post per channel."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from temporalio.service import RPCError

from newsroom.article import ArticleId, ChannelName, content_hash
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.kinds import AmendmentKind, MatterAct, MatterKind
from newsroom.members.actors import come_in
from newsroom.publishing import channel_post
from newsroom.signed.canonical import Via
from newsroom.stages import Act, Stage
from newsroom.text import plain
from tests.support.amendment_scenarios import (
    ALL,
    HAS_TEXT,
    SAID,
    SCENARIOS,
    amended,
    amending,
    approve,
    changed,
    clocks,
    new_mark,
    order_down,
    outcomes,
    played,
    propose,
    published,
    retry,
    text_of,
    until_channel,
)
from tests.support.histories import failed_tasks
from tests.support.live import LiveNewsroom
from tests.support.lives import all_with, ended, entries, shown_on, standing_of
from tests.support.matters import absent, facts, hour, matter_ended, matter_of


async def posts(live: LiveNewsroom, article_id: ArticleId) -> dict[str, dict[str, Any]]:
    """What the public sees, by channel; each channel once."""
    found = await live.visible(article_id)
    assert sorted(post["channel"] for post in found) == sorted({post["channel"] for post in found})
    return {post["channel"]: post for post in found}


async def page(live: LiveNewsroom, path: str) -> str:
    answer = await live.simulator.get(path)
    assert answer.is_success, path
    return plain(answer.text)


async def section(live: LiveNewsroom, path: str) -> str:
    """What readers read on the page of a section; nothing when it has no article left."""
    answer = await live.simulator.get(path)
    return "" if answer.status_code == httpx.codes.NOT_FOUND else plain(answer.text)


async def read(live: LiveNewsroom, article_id: ArticleId) -> dict[str, str]:
    """What readers of each channel read; the Portal's whole page."""
    found = await posts(live, article_id)
    return {
        name: await page(live, post["url"]) if name == "portal" else plain(str(post)) for name, post in found.items()
    }


@pytest.mark.parametrize("kind", HAS_TEXT)
async def test_a_text_is_changed_in_place_on_every_channel(live: LiveNewsroom, kind: AmendmentKind) -> None:
    """The address and the day stay, no second post appears, and readers of every channel see the new words."""
    mark = new_mark()
    article_id = await published(live, mark)
    before, old = await posts(live, article_id), await standing_of(live, article_id)
    text = await amended(live, article_id, kind)
    assert text is not None
    after = await posts(live, article_id)
    assert await all_with(live, mark) == ALL
    for channel, post in after.items():
        for name in ("url", "external_reference", "visible_since"):
            assert post[name] == before[channel][name], (channel, name)
    for channel, shown in (await read(live, article_id)).items():
        wanted = "Thông tin cải chính" if kind is AmendmentKind.CORRECTION else text.summary
        assert wanted in shown, channel
    entry = {body["channel"]: body for body in await entries(live, article_id, kind="amended")}
    assert sorted(entry) == ALL
    for name, body in entry.items():
        assert body["fingerprint"] == channel_post(text, ChannelName(name)).fingerprint
        assert body["url"] == before[name]["url"]
    now = await standing_of(live, article_id)
    assert (now.stage, now.content_hash, now.approved_at) == (Stage.PUBLISHED, content_hash(text), old.approved_at)
    assert await clocks(live, article_id) == {"amend": ["met"]}


async def test_the_address_stays_when_the_title_changes(live: LiveNewsroom) -> None:
    """Links to the article, and the pages that point to it, must go on working."""
    article_id = await published(live)
    before = await posts(live, article_id)
    old = await text_of(live, article_id)
    new = changed(replace(old, title="Một tiêu đề hoàn toàn khác, không giống chút nào"), AmendmentKind.UPDATE)
    assert new is not None
    await amended(live, article_id, AmendmentKind.UPDATE, new)
    after = await posts(live, article_id)
    assert {name: post["url"] for name, post in after.items()} == {name: post["url"] for name, post in before.items()}
    assert all("hoàn toàn khác" in shown for shown in (await read(live, article_id)).values())


async def test_an_update_says_when(live: LiveNewsroom) -> None:
    """Domain facts 2.5: where readers see the body, they see when it was updated."""
    article_id = await published(live)
    before = await read(live, article_id)
    await amended(live, article_id, AmendmentKind.UPDATE)
    after = await read(live, article_id)
    assert not any("Cập nhật lúc" in shown for shown in before.values())
    assert [name for name, shown in after.items() if "Cập nhật lúc" in shown] == ["portal", "zalo_oa"]


async def test_a_correction_is_read_everywhere_and_stands_in_its_section(live: LiveNewsroom) -> None:
    """Rule 9: heading, what was wrong, what is right, the apology; and a section linked from the home page."""
    mark = new_mark()
    article_id = await published(live, mark)
    before = await posts(live, article_id)
    home = before["portal"]["url"].partition("/-/")[0]
    await amended(live, article_id, AmendmentKind.CORRECTION)
    after = await posts(live, article_id)
    for where, text in (await read(live, article_id)).items():
        for said in (
            "Thông tin cải chính, xin lỗi",
            f"Thông tin đã đăng: {SAID.wrong}",
            f"Thông tin đúng: {SAID.right}",
            "Ban Biên tập thành thật xin lỗi",
            "chuyên mục Tin, đăng ngày 23/11/2026",
        ):
            assert said in text, (where, said)
    assert f'{home}/section/cai-chinh">Cải chính</a>' in await page(live, home)
    assert mark in await page(live, f"{home}/section/cai-chinh")
    assert after["portal"]["visible_since"] == before["portal"]["visible_since"]
    await amended(live, article_id, AmendmentKind.TAKE_DOWN)
    assert mark not in await section(live, f"{home}/section/cai-chinh")


async def test_amendments_follow_one_another_and_lead_back_to_the_first_text(live: LiveNewsroom) -> None:
    """The text of the first day once more: its hash is known, its receipts are old, and still it must be shown."""
    mark = new_mark()
    article_id = await published(live, mark)
    first = await text_of(live, article_id)
    second = await amended(live, article_id, AmendmentKind.TYPO)
    assert second is not None
    assert content_hash(second) != content_hash(first)
    await amended(live, article_id, AmendmentKind.TYPO, first)
    assert all("sẵn sàng" in shown for shown in (await read(live, article_id)).values())
    assert (await standing_of(live, article_id)).content_hash == content_hash(first)
    third = await amended(live, article_id, AmendmentKind.CORRECTION)
    assert third is not None
    fourth = replace(third, summary=third.summary.replace("trừ", "chừ"))
    await amended(live, article_id, AmendmentKind.TYPO, fourth)
    shown = await read(live, article_id)
    assert "chừ" in shown["portal"]
    assert "Thông tin cải chính" in shown["fanpage"]
    assert await all_with(live, mark) == ALL
    assert await clocks(live, article_id) == {"amend": ["met"] * 4}
    assert len(await entries(live, article_id, kind="amended")) == 12
    assert await live.stores.ledger.faults() == ()


async def test_a_take_down_leaves_nothing_on_any_channel(live: LiveNewsroom) -> None:
    """What must go is gone everywhere, and kept on our own server."""
    mark = new_mark()
    article_id = await published(live, mark)
    url = (await posts(live, article_id))["portal"]["url"]
    matter = await propose(live, article_id, AmendmentKind.TAKE_DOWN)
    assert await all_with(live, mark) == ALL
    await approve(live, article_id, matter, None)
    await matter_ended(live, matter)
    assert await all_with(live, mark) == []
    assert (await live.simulator.get(url)).status_code == 404
    assert (await standing_of(live, article_id)).stage is Stage.TAKEN_DOWN
    assert (await text_of(live, article_id)).title
    assert sorted(body["channel"] for body in await entries(live, article_id, kind="removed")) == ALL
    assert set((await outcomes(live, matter)).values()) == {"removed"}
    with pytest.raises(Refused) as again:
        await propose(live, article_id, AmendmentKind.TAKE_DOWN)
    assert again.value.code == RefusalCode.WRONG_STAGE


async def test_an_article_on_the_portal_alone_is_changed_there_alone(live: LiveNewsroom) -> None:
    """A notice never went to the pages: nothing is to appear there by its correction."""
    mark = new_mark()
    article_id = await published(live, mark, kind="notice")
    await amended(live, article_id, AmendmentKind.CORRECTION)
    assert await all_with(live, mark) == ["portal"]
    await amended(live, article_id, AmendmentKind.TAKE_DOWN)
    assert await all_with(live, mark) == []


async def test_only_who_is_entitled_decides(live: LiveNewsroom) -> None:
    """The deputy has no say over a daily item, and the author never decides on the own article."""
    article_id = await published(live)
    matter = await propose(live, article_id, AmendmentKind.TAKE_DOWN)
    for office in (Office.DEPUTY, Office.SECRETARY, Office.REPORTER, Office.ENGINEER, Office.FINAL_EDITOR):
        member = next(m for m in live.board.members if m.office is office)
        with pytest.raises(Refused) as refused:
            await approve(live, article_id, matter, None, come_in(member, Via.SHELL))
        assert refused.value.code == RefusalCode.NOT_ENTITLED
    assert await shown_on(live, article_id) == ALL
    assert len(await entries(live, article_id, kind="deed", outcome="accepted")) == 1


async def test_who_stands_in_for_the_approver_decides(live: LiveNewsroom) -> None:
    """The standing deputy travels: the Head assigns, and the assigned decides on corrections too."""
    article_id = await published(live)
    text = changed(await text_of(live, article_id), AmendmentKind.UPDATE)
    matter = await propose(live, article_id, AmendmentKind.UPDATE, text)
    deputy = live.holder(Office.DEPUTY)
    async with absent(live, Office.STANDING_DEPUTY) as (absence,):
        with pytest.raises(Refused) as refused:
            await approve(live, article_id, matter, text)
        assert refused.value.code == RefusalCode.NOT_ENTITLED
        await live.matter_desk.do(live.holder(Office.HEAD), MatterAct.ASSIGN, absence, facts(to=deputy.id))
        await approve(live, article_id, matter, text, deputy)
    await matter_ended(live, matter)
    (body,) = await entries(live, article_id, act="approve_amendment", outcome="accepted")
    assert (body["member"], body["ground"]["rule"]) == (deputy.id, 33)
    assert body["ground"]["grant"]


async def test_a_delegate_prepares_the_text_while_the_editor_is_away(live: LiveNewsroom) -> None:
    """The last edit was given to the secretary: corrections do not wait for the editor's return."""
    article_id = await published(live)
    text = changed(await text_of(live, article_id), AmendmentKind.CORRECTION)
    secretary = live.holder(Office.SECRETARY)
    with pytest.raises(Refused) as refused:
        await propose(live, article_id, AmendmentKind.CORRECTION, text, secretary)
    assert refused.value.code == RefusalCode.NOT_ENTITLED
    said = facts(kind="last_edit", to=secretary.id, ends_at=hour(timedelta(hours=8)), document="Số 12/UQ-BBT")
    giving = await live.matter_desk.open(
        live.holder(Office.FINAL_EDITOR), MatterAct.DELEGATE, MatterKind.DELEGATION, said
    )
    try:
        matter = await propose(live, article_id, AmendmentKind.CORRECTION, text, secretary)
        await approve(live, article_id, matter, text)
        await matter_ended(live, matter)
    finally:
        editor = live.holder(Office.FINAL_EDITOR)
        await live.matter_desk.do(editor, MatterAct.REVOKE, giving.matter, {"reason": "Đã xong việc"})
    assert "Thông tin cải chính" in (await read(live, article_id))["fanpage"]


async def test_a_refused_proposal_changes_nothing_and_ends(live: LiveNewsroom) -> None:
    article_id = await published(live)
    text = changed(await text_of(live, article_id), AmendmentKind.UPDATE)
    matter = await propose(live, article_id, AmendmentKind.UPDATE, text)
    assert text is not None
    said = {"new_hash": content_hash(text), "reason": "Số liệu cũ đúng"}
    await live.matter_desk.do(await live.owner(article_id), MatterAct.REFUSE_AMENDMENT, matter, said)
    assert (await matter_ended(live, matter)).over
    assert all("20 xã" not in shown for shown in (await read(live, article_id)).values())
    assert await clocks(live, article_id) == {"amend": ["dropped"]}
    with pytest.raises(Refused) as late:
        await approve(live, article_id, matter, text)
    assert late.value.code == RefusalCode.WRONG_STAGE
    assert await entries(live, article_id, act="approve_amendment", outcome="accepted") == []


async def test_a_proposal_that_is_refused_at_once_leaves_no_workflow(live: LiveNewsroom) -> None:
    """A proposal that the rules forbid is recorded; nothing waits for ever for a decision on it."""
    article_id = await published(live)
    with pytest.raises(Refused):
        await propose(
            live, article_id, AmendmentKind.TYPO, replace(await text_of(live, article_id), body_html="<p>Khác.</p>")
        )
    async with live.stores.database.reading() as connection:
        matter = await connection.fetchval(
            "SELECT body::json->>'matter' FROM ledger WHERE body LIKE '%propose_amendment%' ORDER BY seq DESC LIMIT 1"
        )
    with pytest.raises(RPCError, match="not found"):
        await matter_of(live, matter).describe()


async def test_two_who_approve_at_once(live: LiveNewsroom) -> None:
    """Both pressed the button: the article is changed once and the second is told."""
    article_id = await published(live)
    text = changed(await text_of(live, article_id), AmendmentKind.UPDATE)
    matter = await propose(live, article_id, AmendmentKind.UPDATE, text)
    both = [live.holder(Office.HEAD), live.holder(Office.STANDING_DEPUTY)]
    answers = await asyncio.gather(
        *(approve(live, article_id, matter, text, member) for member in both), return_exceptions=True
    )
    assert [type(answer) for answer in answers if answer is not None] == [Refused]
    await matter_ended(live, matter)
    assert len(await entries(live, article_id, act="approve_amendment", outcome="accepted")) == 1
    assert len(await entries(live, article_id, kind="amended")) == 3


@pytest.mark.parametrize("kind", [AmendmentKind.UPDATE, AmendmentKind.TAKE_DOWN])
async def test_a_channel_that_was_given_up_is_not_waited_for(live: LiveNewsroom, kind: AmendmentKind) -> None:
    """The Fanpage never had the article: there is nothing to change or to remove, and nobody is called."""
    mark = new_mark()
    article_id = await published(live, mark, Stage.PUBLISHING)
    given_up = Details(channel=ChannelName.FANPAGE, reason="Trang đang bị khóa.")
    await live.desk.act(await live.owner(article_id), Act.WAIVE_CHANNEL, article_id, details=given_up)
    await ended(live, article_id)
    matter, _ = await amending(live, article_id, kind)
    await matter_ended(live, matter)
    assert await all_with(live, mark) == ([] if kind is AmendmentKind.TAKE_DOWN else ["portal", "zalo_oa"])
    assert sorted(await outcomes(live, matter)) == ["portal", "zalo_oa"]


async def test_a_channel_can_be_let_go_before_its_turn(live: LiveNewsroom) -> None:
    """The Portal is down and holds the others back; the Head lets the locked Fanpage go meanwhile."""
    mark = new_mark()
    article_id = await published(live, mark)
    await live.fault("portal", "update_article", "payload_refused", match=mark)
    matter, _ = await amending(live, article_id, AmendmentKind.UPDATE)
    await until_channel(live, matter, ChannelName.PORTAL, "rejected")
    await retry(live, matter, ChannelName.FANPAGE, skip=True)
    await retry(live, matter, ChannelName.PORTAL)
    await matter_ended(live, matter)
    assert await outcomes(live, matter) == {"portal": "published", "fanpage": "waived", "zalo_oa": "published"}
    assert "20 xã" not in (await read(live, article_id))["fanpage"]


async def test_a_cancellation_from_outside_leaves_nothing_half_done(live: LiveNewsroom) -> None:
    """A click at the Temporal UI is no decision: neither the proposal nor the take-down ends by it."""
    article_id = await published(live)
    matter = await propose(live, article_id, AmendmentKind.TAKE_DOWN)
    await matter_of(live, matter).cancel()
    await approve(live, article_id, matter, None)
    await matter_of(live, matter).cancel()
    await matter_ended(live, matter)
    assert await shown_on(live, article_id) == []


async def test_the_workflow_is_read_by_operators(live: LiveNewsroom) -> None:
    """Details of a workflow in the Temporal UI say in Vietnamese what it is about."""
    article_id = await published(live)
    matter = await order_down(live, article_id)
    described = await matter_of(live, matter).describe()
    details = await described.static_summary() or ""
    assert "gỡ ngay theo lệnh miệng" in details
    await live.matter_desk.do(live.holder(Office.HEAD), MatterAct.CONFIRM_TAKE_DOWN, matter, {})
    assert "Gỡ bài" in (await matter_ended(live, matter)).summary


async def test_every_scenario_comes_to_its_end(live: LiveNewsroom) -> None:
    """Each shape of an amendment closes by itself, with no task of its workflow failed."""

    async def plays(name: str) -> None:
        history = await matter_of(live, await played(live, name)).fetch_history()
        assert failed_tasks(history) == [], name

    # One that fails takes the others with it: left behind, they would disturb whatever is tested next.
    async with asyncio.TaskGroup() as together:
        for name in SCENARIOS:
            together.create_task(plays(name))
    assert await live.stores.ledger.faults() == ()
