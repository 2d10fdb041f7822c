"""Amendments from end to end on real Postgres, Temporal and the simulated channels: one visible post per channel."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from newsroom.article import ArticleId, ChannelName, content_hash
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.kinds import AmendmentKind, DeedAct, MatterKind
from newsroom.publishing import channel_post
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
from tests.support.house import House
from tests.support.lives import all_with, ended, entries, shown_on, standing_of
from tests.support.matters import absent, facts, hour, matter_ended, matter_of


async def posts(house: House, article_id: ArticleId) -> dict[str, dict[str, Any]]:
    """What the public sees, by channel; each channel once."""
    found = await house.visible(article_id)
    assert sorted(post["channel"] for post in found) == sorted({post["channel"] for post in found})
    return {post["channel"]: post for post in found}


async def page(house: House, path: str) -> str:
    answer = await house.simulator.get(path)
    assert answer.is_success, path
    return plain(answer.text)


async def read(house: House, article_id: ArticleId) -> dict[str, str]:
    """What readers of each channel read; the Portal's whole page."""
    found = await posts(house, article_id)
    return {
        name: await page(house, post["url"]) if name == "portal" else plain(str(post)) for name, post in found.items()
    }


@pytest.mark.parametrize("kind", HAS_TEXT)
async def test_a_text_is_changed_in_place_on_every_channel(house: House, kind: AmendmentKind) -> None:
    """The address and the day stay, no second post appears, and readers of every channel see the new words."""
    mark = new_mark()
    article_id = await published(house, mark)
    before, old = await posts(house, article_id), await standing_of(house, article_id)
    text = await amended(house, article_id, kind)
    assert text is not None
    after = await posts(house, article_id)
    assert await all_with(house, mark) == ALL
    for channel, post in after.items():
        for name in ("url", "external_reference", "visible_since"):
            assert post[name] == before[channel][name], (channel, name)
    for channel, shown in (await read(house, article_id)).items():
        wanted = "Thông tin cải chính" if kind is AmendmentKind.CORRECTION else text.summary
        assert wanted in shown, channel
    entry = {body["channel"]: body for body in await entries(house, article_id, kind="amended")}
    assert sorted(entry) == ALL
    for name, body in entry.items():
        assert body["fingerprint"] == channel_post(text, ChannelName(name)).fingerprint
        assert body["url"] == before[name]["url"]
    now = await standing_of(house, article_id)
    assert (now.stage, now.content_hash, now.approved_at) == (Stage.PUBLISHED, content_hash(text), old.approved_at)
    assert await clocks(house, article_id) == {"amend": ["met"]}


async def test_the_address_stays_when_the_title_changes(house: House) -> None:
    """Links to the article, and the pages that point to it, must go on working."""
    article_id = await published(house)
    before = await posts(house, article_id)
    old = await text_of(house, article_id)
    new = changed(replace(old, title="Một tiêu đề hoàn toàn khác, không giống chút nào"), AmendmentKind.UPDATE)
    assert new is not None
    await amended(house, article_id, AmendmentKind.UPDATE, new)
    after = await posts(house, article_id)
    assert {name: post["url"] for name, post in after.items()} == {name: post["url"] for name, post in before.items()}
    assert all("hoàn toàn khác" in shown for shown in (await read(house, article_id)).values())


async def test_an_update_says_when(house: House) -> None:
    """Domain facts 2.5: where readers see the body, they see when it was updated."""
    article_id = await published(house)
    before = await read(house, article_id)
    await amended(house, article_id, AmendmentKind.UPDATE)
    after = await read(house, article_id)
    assert not any("Cập nhật lúc" in shown for shown in before.values())
    assert [name for name, shown in after.items() if "Cập nhật lúc" in shown] == ["portal", "zalo_oa"]


async def test_a_correction_is_read_everywhere_and_stands_in_its_section(house: House) -> None:
    """Rule 9: heading, what was wrong, what is right, the apology; and a section linked from the home page."""
    mark = new_mark()
    article_id = await published(house, mark)
    before = await posts(house, article_id)
    home = before["portal"]["url"].partition("/-/")[0]
    await amended(house, article_id, AmendmentKind.CORRECTION)
    after = await posts(house, article_id)
    for where, text in (await read(house, article_id)).items():
        for said in (
            "Thông tin cải chính, xin lỗi",
            f"Thông tin đã đăng: {SAID.wrong}",
            f"Thông tin đúng: {SAID.right}",
            "Ban Biên tập thành thật xin lỗi",
            "chuyên mục Tin, đăng ngày 23/11/2026",
        ):
            assert said in text, (where, said)
    assert f'{home}/section/cai-chinh">Cải chính</a>' in await page(house, home)
    assert mark in await page(house, f"{home}/section/cai-chinh")
    assert after["portal"]["visible_since"] == before["portal"]["visible_since"]
    await amended(house, article_id, AmendmentKind.TAKE_DOWN)
    assert mark not in await page(house, f"{home}/section/cai-chinh")


async def test_amendments_follow_one_another_and_lead_back_to_the_first_text(house: House) -> None:
    """The text of the first day once more: its hash is known, its receipts are old, and still it must be shown."""
    mark = new_mark()
    article_id = await published(house, mark)
    first = await text_of(house, article_id)
    second = await amended(house, article_id, AmendmentKind.TYPO)
    assert second is not None
    assert content_hash(second) != content_hash(first)
    await amended(house, article_id, AmendmentKind.TYPO, first)
    assert all("sẵn sàng" in shown for shown in (await read(house, article_id)).values())
    assert (await standing_of(house, article_id)).content_hash == content_hash(first)
    third = await amended(house, article_id, AmendmentKind.CORRECTION)
    assert third is not None
    fourth = replace(third, summary=third.summary.replace("trừ", "chừ"))
    await amended(house, article_id, AmendmentKind.TYPO, fourth)
    shown = await read(house, article_id)
    assert "chừ" in shown["portal"]
    assert "Thông tin cải chính" in shown["fanpage"]
    assert await all_with(house, mark) == ALL
    assert await clocks(house, article_id) == {"amend": ["met"] * 4}
    assert len(await entries(house, article_id, kind="amended")) == 12
    assert await house.stores.ledger.faults() == ()


async def test_a_take_down_leaves_nothing_on_any_channel(house: House) -> None:
    """What must go is gone everywhere, and kept on our own server."""
    mark = new_mark()
    article_id = await published(house, mark)
    url = (await posts(house, article_id))["portal"]["url"]
    matter = await propose(house, article_id, AmendmentKind.TAKE_DOWN)
    assert await all_with(house, mark) == ALL
    await approve(house, article_id, matter, None)
    await matter_ended(house, matter)
    assert await all_with(house, mark) == []
    assert (await house.simulator.get(url)).status_code == 404
    assert (await standing_of(house, article_id)).stage is Stage.TAKEN_DOWN
    assert (await text_of(house, article_id)).title
    assert sorted(body["channel"] for body in await entries(house, article_id, kind="removed")) == ALL
    assert set((await outcomes(house, matter)).values()) == {"removed"}
    with pytest.raises(Refused) as again:
        await propose(house, article_id, AmendmentKind.TAKE_DOWN)
    assert again.value.code == RefusalCode.WRONG_STAGE


async def test_an_article_on_the_portal_alone_is_changed_there_alone(house: House) -> None:
    """A notice never went to the pages: nothing is to appear there by its correction."""
    mark = new_mark()
    article_id = await published(house, mark, kind="notice")
    await amended(house, article_id, AmendmentKind.CORRECTION)
    assert await all_with(house, mark) == ["portal"]
    await amended(house, article_id, AmendmentKind.TAKE_DOWN)
    assert await all_with(house, mark) == []


async def test_only_who_is_entitled_decides(house: House) -> None:
    """The deputy has no say over a daily item, and the author never decides on the own article."""
    article_id = await published(house)
    matter = await propose(house, article_id, AmendmentKind.TAKE_DOWN)
    for office in (Office.DEPUTY, Office.SECRETARY, Office.REPORTER, Office.ENGINEER, Office.FINAL_EDITOR):
        member = next(m for m in house.board.members if m.office is office)
        with pytest.raises(Refused) as refused:
            await approve(house, article_id, matter, None, member)
        assert refused.value.code == RefusalCode.NOT_ENTITLED
    assert await shown_on(house, article_id) == ALL
    assert len(await entries(house, article_id, kind="deed", outcome="accepted")) == 1


async def test_who_stands_in_for_the_approver_decides(house: House) -> None:
    """The standing deputy travels: the Head assigns, and the assigned decides on corrections too."""
    article_id = await published(house)
    text = changed(await text_of(house, article_id), AmendmentKind.UPDATE)
    matter = await propose(house, article_id, AmendmentKind.UPDATE, text)
    deputy = house.holder(Office.DEPUTY)
    async with absent(house, Office.STANDING_DEPUTY) as (absence,):
        with pytest.raises(Refused) as refused:
            await approve(house, article_id, matter, text)
        assert refused.value.code == RefusalCode.NOT_ENTITLED
        await house.house_desk.do(house.holder(Office.HEAD), DeedAct.ASSIGN, absence, facts(to=deputy.id))
        await approve(house, article_id, matter, text, deputy)
    await matter_ended(house, matter)
    (body,) = await entries(house, article_id, act="approve_amendment", outcome="accepted")
    assert (body["member"], body["ground"]["rule"]) == (deputy.id, 33)
    assert body["ground"]["grant"]


async def test_a_delegate_prepares_the_text_while_the_editor_is_away(house: House) -> None:
    """The last edit was given to the secretary: corrections do not wait for the editor's return."""
    article_id = await published(house)
    text = changed(await text_of(house, article_id), AmendmentKind.CORRECTION)
    secretary = house.holder(Office.SECRETARY)
    with pytest.raises(Refused) as refused:
        await propose(house, article_id, AmendmentKind.CORRECTION, text, secretary)
    assert refused.value.code == RefusalCode.NOT_ENTITLED
    said = facts(kind="last_edit", to=secretary.id, ends_at=hour(timedelta(hours=8)), document="Số 12/UQ-BBT")
    giving = await house.house_desk.open(
        house.holder(Office.FINAL_EDITOR), DeedAct.DELEGATE, MatterKind.DELEGATION, said
    )
    try:
        matter = await propose(house, article_id, AmendmentKind.CORRECTION, text, secretary)
        await approve(house, article_id, matter, text)
        await matter_ended(house, matter)
    finally:
        editor = house.holder(Office.FINAL_EDITOR)
        await house.house_desk.do(editor, DeedAct.REVOKE, giving.matter, {"reason": "Đã xong việc"})
    assert "Thông tin cải chính" in (await read(house, article_id))["fanpage"]


async def test_a_refused_proposal_changes_nothing_and_ends(house: House) -> None:
    article_id = await published(house)
    text = changed(await text_of(house, article_id), AmendmentKind.UPDATE)
    matter = await propose(house, article_id, AmendmentKind.UPDATE, text)
    assert text is not None
    said = {"new_hash": content_hash(text), "reason": "Số liệu cũ đúng"}
    await house.house_desk.do(await house.owner(article_id), DeedAct.REFUSE_AMENDMENT, matter, said)
    assert (await matter_ended(house, matter)).over
    assert all("20 xã" not in shown for shown in (await read(house, article_id)).values())
    assert await clocks(house, article_id) == {"amend": ["dropped"]}
    with pytest.raises(Refused) as late:
        await approve(house, article_id, matter, text)
    assert late.value.code == RefusalCode.WRONG_STAGE
    assert await entries(house, article_id, act="approve_amendment", outcome="accepted") == []


async def test_a_proposal_that_is_refused_at_once_leaves_no_workflow(house: House) -> None:
    """A proposal that the rules forbid is recorded; nothing waits for ever for a decision on it."""
    article_id = await published(house)
    with pytest.raises(Refused):
        await propose(
            house, article_id, AmendmentKind.TYPO, replace(await text_of(house, article_id), body_html="<p>Khác.</p>")
        )
    async with house.stores.database.reading() as connection:
        matter = await connection.fetchval(
            "SELECT body::json->>'matter' FROM ledger WHERE body LIKE '%propose_amendment%' ORDER BY seq DESC LIMIT 1"
        )
    assert not (await matter_ended(house, matter)).opened


async def test_two_who_approve_at_once(house: House) -> None:
    """Both pressed the button: the article is changed once and the second is told."""
    article_id = await published(house)
    text = changed(await text_of(house, article_id), AmendmentKind.UPDATE)
    matter = await propose(house, article_id, AmendmentKind.UPDATE, text)
    both = [house.holder(Office.HEAD), house.holder(Office.STANDING_DEPUTY)]
    answers = await asyncio.gather(
        *(approve(house, article_id, matter, text, member) for member in both), return_exceptions=True
    )
    assert [type(answer) for answer in answers if answer is not None] == [Refused]
    await matter_ended(house, matter)
    assert len(await entries(house, article_id, act="approve_amendment", outcome="accepted")) == 1
    assert len(await entries(house, article_id, kind="amended")) == 3


@pytest.mark.parametrize("kind", [AmendmentKind.UPDATE, AmendmentKind.TAKE_DOWN])
async def test_a_channel_that_was_given_up_is_not_waited_for(house: House, kind: AmendmentKind) -> None:
    """The Fanpage never had the article: there is nothing to change or to remove, and nobody is called."""
    mark = new_mark()
    article_id = await published(house, mark, Stage.PUBLISHING)
    given_up = Details(channel=ChannelName.FANPAGE, reason="Trang đang bị khóa.")
    await house.desk.act(await house.owner(article_id), Act.WAIVE_CHANNEL, article_id, details=given_up)
    await ended(house, article_id)
    matter, _ = await amending(house, article_id, kind)
    await matter_ended(house, matter)
    assert await all_with(house, mark) == ([] if kind is AmendmentKind.TAKE_DOWN else ["portal", "zalo_oa"])
    assert sorted(await outcomes(house, matter)) == ["portal", "zalo_oa"]


async def test_a_channel_can_be_let_go_before_its_turn(house: House) -> None:
    """The Portal is down and holds the others back; the Head lets the locked Fanpage go meanwhile."""
    mark = new_mark()
    article_id = await published(house, mark)
    await house.fault("portal", "update_article", "payload_refused", match=mark)
    matter, _ = await amending(house, article_id, AmendmentKind.UPDATE)
    await until_channel(house, matter, ChannelName.PORTAL, "rejected")
    await retry(house, matter, ChannelName.FANPAGE, skip=True)
    await retry(house, matter, ChannelName.PORTAL)
    await matter_ended(house, matter)
    assert await outcomes(house, matter) == {"portal": "published", "fanpage": "waived", "zalo_oa": "published"}
    assert "20 xã" not in (await read(house, article_id))["fanpage"]


async def test_a_cancellation_from_outside_leaves_nothing_half_done(house: House) -> None:
    """A click at the Temporal UI is no decision: neither the proposal nor the take-down ends by it."""
    article_id = await published(house)
    matter = await propose(house, article_id, AmendmentKind.TAKE_DOWN)
    await matter_of(house, matter).cancel()
    await approve(house, article_id, matter, None)
    await matter_of(house, matter).cancel()
    await matter_ended(house, matter)
    assert await shown_on(house, article_id) == []


async def test_the_workflow_is_read_by_operators(house: House) -> None:
    """Details of a workflow in the Temporal UI say in Vietnamese what it is about."""
    article_id = await published(house)
    matter = await order_down(house, article_id)
    described = await matter_of(house, matter).describe()
    details = await described.static_summary() or ""
    assert "gỡ ngay theo lệnh miệng" in details
    await house.house_desk.do(house.holder(Office.HEAD), DeedAct.CONFIRM_TAKE_DOWN, matter, {})
    assert "Gỡ bài" in (await matter_ended(house, matter)).summary


async def test_every_scenario_comes_to_its_end(house: House) -> None:
    """Each shape of an amendment closes by itself, with no task of its workflow failed."""

    async def plays(name: str) -> None:
        history = await matter_of(house, await played(house, name)).fetch_history()
        assert not [e for e in history.events if e.HasField("workflow_task_failed_event_attributes")], name

    await asyncio.gather(*(plays(name) for name in SCENARIOS))
    assert await house.stores.ledger.faults() == ()
