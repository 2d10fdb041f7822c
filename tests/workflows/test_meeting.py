"""Meetings of the board from end to end: what is disputed waits, is decided together, and goes on as was decided."""

import asyncio
import uuid
from datetime import timedelta

import pytest

from activities.storage.articles.proven import NotApproved
from activities.storage.publishing.intents import Overtaken
from desk.presenting.timeline import timeline_data
from desk.signing import DeskKey, new_private_key
from newsroom.article import ChannelName, spoken
from newsroom.board import Office
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.kinds import MatterAct, Outcome
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom
from tests.support.lives import (
    REASON,
    claim_of,
    desk_key,
    ended,
    entries,
    in_time,
    refusal_of,
    report_of,
    send,
    shown_on,
    standing_of,
)
from tests.support.matters import (
    absent,
    agenda_of,
    called,
    cancel,
    conclude,
    hour,
    matter_entries,
    minute,
    referred,
    told,
    until_agreed,
)

pytestmark = pytest.mark.usefixtures("no_other_meeting")

_BOARD = (Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY, Office.FINAL_EDITOR, Office.SECRETARY)
_FORGER = DeskKey(new_private_key())
_RELEASE = (Outcome.RELEASE, "")


async def test_each_article_goes_on_as_the_meeting_has_decided(live: LiveNewsroom) -> None:
    """The whole of principle I.1: referred, called, prepared, minuted, signed, and every article where it belongs."""
    mark = uuid.uuid4().hex[:8]
    released, returned = await referred(live, f"Bài {mark} một."), await referred(live)
    matter = await called(live, topic=f"Họp {mark}")
    unedited, rejected, carried = await referred(live, edited=False), await referred(live), await referred(live)
    mine = [released, returned, unedited, rejected, carried]
    assert [each for each in await agenda_of(live, matter) if each in mine] == mine

    secretary = live.holder(Office.SECRETARY)
    paper = {"title": f"Tờ trình {mark}", "text": "Các ý kiến khác nhau."}
    await live.matter_desk.do(secretary, MatterAct.ADD_PAPER, matter, paper)
    decisions = {
        released: (Outcome.RELEASE, "Đã đủ căn cứ"),
        unedited: _RELEASE,
        returned: (Outcome.RETURN, "Bổ sung ý kiến của sở"),
        rejected: (Outcome.REJECT, "Không thuộc chức năng của Cổng"),
    }
    await minute(live, matter, decisions)
    for article_id in mine:
        assert (await standing_of(live, article_id)).stage is Stage.BEFORE_BOARD, "minutes alone decide nothing"
    await conclude(live, matter)

    await until_agreed(live, *mine)
    stages = [(await standing_of(live, article_id)).stage for article_id in mine]
    assert stages == [
        Stage.AWAITING_APPROVAL,
        Stage.EDITING,
        Stage.EDITING,
        Stage.REJECTED,
        Stage.BEFORE_BOARD,
    ]
    assert (await ended(live, rejected)).standing.stage is Stage.REJECTED
    for office in _BOARD:
        assert len(await told(live, office, "news", f"về “Họp {mark}” đã kết luận")) == (office is not Office.HEAD)
        assert len(await told(live, office, "news", f"Tờ trình {mark}")) == (office is not Office.SECRETARY)
        assert len(await told(live, office, "task", "Mời dự họp Ban Biên tập. Họp lúc")) >= (office is not Office.HEAD)
    assert (
        len(
            await told(
                live,
                Office.STANDING_DEPUTY,
                "task",
                f"Mời duyệt “Học sinh vùng cao đón năm học mới” ({spoken(released)}), họp",
            )
        )
        == 1
    )
    assert (
        len(
            await told(
                live, Office.FINAL_EDITOR, "task", f"({spoken(returned)}), họp Ban Biên tập trả lại biên tập: Bổ sung"
            )
        )
        == 1
    )
    assert (
        len(
            await told(live, Office.FINAL_EDITOR, "news", f"({spoken(rejected)}), họp Ban Biên tập kết luận không đăng")
        )
        == 1
    )
    author = (await live.member("reporter-1")).id
    notes = [note.text for note in await live.stores.reading.notifications(author, limit=500)]
    assert (
        sum(f"({spoken(rejected)}), họp Ban Biên tập kết luận không đăng: Không thuộc" in note for note in notes) == 1
    )

    await live.approve(released)
    await ended(live, released)
    assert await shown_on(live, released) == ["fanpage", "portal", "zalo_oa"]
    following = await called(live)
    assert carried in await agenda_of(live, following)
    assert not set(mine) - {carried} & set(await agenda_of(live, following))
    assert await live.stores.ledger.faults() == ()


async def test_the_timeline_says_what_was_decided_on_which_ground_and_who_signed(live: LiveNewsroom) -> None:
    """Years later somebody asks why an article was held up and who let it go."""
    article_id = await referred(live)
    matter = await called(live)
    await minute(live, matter, {article_id: (Outcome.RETURN, "Cần thêm số liệu")})
    await conclude(live, matter)
    body = (await entries(live, article_id, kind="board_decision"))[0]
    standing = await standing_of(live, article_id)
    assert (body["act_id"], body["matter"], body["outcome"]) == (None, matter, "return")
    assert (body["note"], body["stage"], body["office"]) == ("Cần thêm số liệu", "editing", "head")
    in_force = (await live.stores.boards.in_force()).number
    assert (body["content_hash"], body["board_version"]) == (standing.content_hash, in_force)
    assert (body["ground"]["rule"], body["ground"]["acting_for"]) == (5, None)
    said = timeline_data(await live.stores.reading.timeline(article_id), live.board)[-1]["text"]
    assert said.startswith("Họp Ban Biên tập kết luận: trả lại biên tập (Cần thêm số liệu). ")
    assert "Trưởng Ban" in said
    assert said.endswith("Căn cứ: mục I, gạch đầu dòng thứ 1.")


async def test_nothing_before_the_board_can_be_published(live: LiveNewsroom) -> None:
    """Ambiguity A38: whoever tries, by whatever way, a disputed article stays where readers do not see it."""
    article_id = await referred(live)
    owner = await live.owner(article_id)
    for member in (owner, live.holder(Office.HEAD)):
        with pytest.raises(Refused) as refused:
            await live.desk.act(member, Act.APPROVE, article_id)
        assert refused.value.code == RefusalCode.WRONG_STAGE
    genuine = desk_key(live).sign(await claim_of(live, Act.APPROVE, article_id, owner))
    assert (await refusal_of(send(live, Act.APPROVE, article_id, genuine))).type == "wrong_stage"
    forged = _FORGER.sign(await claim_of(live, Act.APPROVE, article_id, owner))
    assert (await refusal_of(send(live, Act.APPROVE, article_id, forged))).type == "wrong_stage"
    text = (await standing_of(live, article_id)).content_hash
    for channel in ChannelName:
        with pytest.raises(NotApproved):
            await live.stores.publications.claim(article_id, text, channel)
    assert (await standing_of(live, article_id)).stage is Stage.BEFORE_BOARD
    assert await shown_on(live, article_id) == []


async def test_a_scheduled_article_referred_before_its_hour_misses_its_hour(live: LiveNewsroom) -> None:
    """The approval is void: after the meeting somebody has to approve again."""
    article_id = await live.ready_for_approval()
    owner = await live.owner(article_id)
    await live.desk.act(owner, Act.APPROVE, article_id, details=in_time(timedelta(seconds=2)))
    await live.desk.act(live.holder(Office.FINAL_EDITOR), Act.REFER, article_id, details=REASON)
    standing = await standing_of(live, article_id)
    assert (standing.approved_hash, standing.publish_at, standing.parked_at) == ("", None, Stage.AWAITING_APPROVAL)
    await asyncio.sleep(3)
    with pytest.raises(Overtaken):
        await live.stores.publications.claim(article_id, standing.content_hash, ChannelName.PORTAL)
    assert (await report_of(live, article_id)).standing.stage is Stage.BEFORE_BOARD
    assert await shown_on(live, article_id) == []
    matter = await called(live)
    await minute(live, matter, {article_id: _RELEASE})
    await conclude(live, matter)
    await until_agreed(live, article_id)
    assert (await standing_of(live, article_id)).stage is Stage.AWAITING_APPROVAL
    assert await shown_on(live, article_id) == []
    await live.approve(article_id)
    await ended(live, article_id)
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]


async def test_what_leaves_by_another_way_is_no_longer_on_the_agenda(live: LiveNewsroom) -> None:
    """The Head may always decide alone, and an author may withdraw: the meeting must not decide on them again."""
    taken, withdrawn, stays = [await referred(live) for _ in range(3)]
    unedited = await referred(live, edited=False)
    matter = await called(live)
    head = live.holder(Office.HEAD)
    await live.desk.act(head, Act.TAKE_OVER, taken, details=REASON)
    await live.desk.act(head, Act.TAKE_OVER, unedited, details=REASON)
    await live.desk.act(await live.member("reporter-1"), Act.WITHDRAW, withdrawn, details=REASON)
    agenda = await agenda_of(live, matter)
    assert stays in agenda
    assert not {taken, withdrawn, unedited} & set(agenda)
    stages = [(await standing_of(live, article_id)).stage for article_id in (taken, unedited)]
    assert stages == [Stage.AWAITING_APPROVAL, Stage.EDITING], "no way goes round the last edit"
    await minute(live, matter, {stays: (Outcome.REJECT, "Không phù hợp")})
    await conclude(live, matter)
    assert (await standing_of(live, taken)).stage is Stage.AWAITING_APPROVAL
    assert await entries(live, taken, kind="board_decision") == []


async def test_an_article_referred_again_is_a_new_matter(live: LiveNewsroom) -> None:
    """What the minutes once said of it must not decide on the text that it has become."""
    article_id = await referred(live)
    matter = await called(live)
    await minute(live, matter, {article_id: _RELEASE})
    head = live.holder(Office.HEAD)
    await live.desk.act(head, Act.TAKE_OVER, article_id, details=REASON)
    await live.desk.act(head, Act.REFER, article_id, details=REASON)
    assert article_id not in await agenda_of(live, matter)
    await conclude(live, matter)
    assert (await standing_of(live, article_id)).stage is Stage.BEFORE_BOARD
    assert article_id in await agenda_of(live, await called(live))


async def test_a_cancelled_meeting_leaves_its_articles_to_the_next(live: LiveNewsroom) -> None:
    """Nothing is forgotten because people could not meet."""
    article_id = await referred(live)
    first = await called(live)
    assert article_id in await agenda_of(live, first)
    second = await called(live, starts_at=hour(timedelta(hours=5)))
    assert await agenda_of(live, second) == []
    await cancel(live, first)
    assert article_id in await agenda_of(live, second)
    await cancel(live, second)
    waiting = [card.standing.article_id for card in await live.stores.matter_reading.waiting_for_a_meeting(limit=100)]
    assert article_id in waiting
    third = await called(live)
    assert article_id in await agenda_of(live, third)
    late = await referred(live)
    assert late in await agenda_of(live, third)
    assert len(await told(live, Office.DEPUTY, "news", "Hủy cuộc họp")) >= 2


async def test_while_the_head_is_away_whoever_acts_calls_and_concludes_in_the_heads_place(live: LiveNewsroom) -> None:
    """Rules 35 and 42: the board goes on, and the ledger says for whom."""
    article_id = await referred(live)
    deputy = live.holder(Office.STANDING_DEPUTY)
    with pytest.raises(Refused) as refused:
        await called(live, deputy)
    assert refused.value.code == RefusalCode.NOT_ENTITLED
    async with absent(live, Office.HEAD):
        matter = await called(live, deputy)
        await minute(live, matter, {article_id: (Outcome.RETURN, "Sửa theo góp ý")})
        await conclude(live, matter, deputy)
    for act in ("convene", "conclude"):
        (body,) = await matter_entries(live, matter, kind="deed", act=act)
        assert (body["office"], body["ground"]["acting_for"], body["ground"]["rule"]) == ("standing_deputy", "head", 35)
    (decided,) = await entries(live, article_id, kind="board_decision")
    assert (decided["office"], decided["ground"]["acting_for"], decided["ground"]["rule"]) == (
        "standing_deputy", "head", 5
    )  # fmt: skip
    said = timeline_data(await live.stores.reading.timeline(article_id), live.board)[-1]["text"]
    assert "(Phó Trưởng Ban Thường trực, thay Trưởng Ban) ký" in said
    assert (await standing_of(live, article_id)).stage is Stage.EDITING
    with pytest.raises(Refused):
        await called(live, deputy)
