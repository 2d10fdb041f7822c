"""Acts on meetings: who may do what, what they must say, and what comes of those that nobody may have done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError

from activities.contracts import SignedAct
from desk.signing import DeskKey, new_private_key
from newsroom.board import Office
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.kinds import MatterAct, MatterKind, Outcome
from newsroom.members.actors import Actor
from newsroom.members.pages import Page
from newsroom.stages import Stage
from tests.support.live import LiveNewsroom
from tests.support.lives import (
    entries,
    refusal_of,
    standing_of,
)
from tests.support.matters import (
    call,
    called,
    conclude,
    hour,
    matter_ended,
    matter_entries,
    minute,
    minutes_for,
    new_matter,
    now_of,
    open_past_the_desk,
    referred,
    seen,
    send_claim,
    sheet_of,
    signed_claim,
    told,
)

pytestmark = pytest.mark.usefixtures("no_other_meeting")

_FORGER = DeskKey(new_private_key())
_RELEASE = (Outcome.RELEASE, "")


async def test_the_same_act_twice_has_one_effect(live: LiveNewsroom) -> None:
    """A reply that was lost on the way must not make two meetings, two papers or two minutes."""
    article_id = await referred(live)
    head, secretary = live.holder(Office.HEAD), live.holder(Office.SECRETARY)
    matter = new_matter(MatterKind.MEETING)
    _, signed = signed_claim(live, head, MatterAct.CONVENE, matter, call())
    await open_past_the_desk(live, MatterAct.CONVENE, matter, signed)
    paper, sent = signed_claim(live, secretary, MatterAct.ADD_PAPER, matter, {"title": "Tờ trình", "text": "Ý kiến."})
    minutes, taken = signed_claim(
        live, secretary, MatterAct.RECORD_MINUTES, matter, await minutes_for(live, matter, {article_id: _RELEASE})
    )
    for act, once, said in ((MatterAct.ADD_PAPER, paper, sent), (MatterAct.RECORD_MINUTES, minutes, taken)):
        answers = [await send_claim(live, act, matter, said, update_id=once.act_id) for _ in range(2)]
        assert answers[0] == answers[1]
    for act, said in ((MatterAct.CONVENE, signed), (MatterAct.ADD_PAPER, sent), (MatterAct.RECORD_MINUTES, taken)):
        # Turned away at the door: whoever has seen an act could fill the history with it.
        assert (await refusal_of(send_claim(live, act, matter, said))).type == "repeated_act"
    assert len((await sheet_of(live, matter)).papers) == 1
    assert [body["act"] for body in await matter_entries(live, matter, kind="deed")] == [
        "convene", "add_paper", "record_minutes"
    ]  # fmt: skip
    await conclude(live, matter)
    assert len(await entries(live, article_id, kind="board_decision")) == 1
    with pytest.raises(RPCError, match="already completed"):
        await send_claim(live, MatterAct.RECORD_MINUTES, matter, taken)


_EVERYBODY = ("head", "standing-deputy", "deputy", "final-editor", "secretary", "engineer", "reporter-1")
_MAY = {
    MatterAct.CONVENE: {"head"},
    MatterAct.ADD_PAPER: {"head", "standing-deputy", "secretary"},
    MatterAct.ADD_ITEM: {"head", "standing-deputy", "deputy", "final-editor", "secretary"},
    MatterAct.DIRECT_PREPARATION: {"head", "standing-deputy"},
    MatterAct.RECORD_MINUTES: {"secretary"},
    MatterAct.CONCLUDE: {"head"},
    MatterAct.CANCEL_MEETING: {"head"},
}
_WHO_MAY = {
    MatterAct.CONVENE: "Chỉ Trưởng Ban (hoặc người đang điều hành thay) làm được việc này.",
    MatterAct.ADD_PAPER: "Thư ký chuẩn bị tài liệu",
    MatterAct.ADD_ITEM: "Thành viên dự họp Ban Biên tập",
    MatterAct.DIRECT_PREPARATION: "Phó Trưởng Ban Thường trực (hoặc Trưởng Ban) giao việc",
    MatterAct.RECORD_MINUTES: "Thư ký Ban Biên tập ghi biên bản.",
    MatterAct.CONCLUDE: "Chỉ Trưởng Ban (hoặc người đang điều hành thay) làm được việc này.",
    MatterAct.CANCEL_MEETING: "Chỉ Trưởng Ban (hoặc người đang điều hành thay) làm được việc này.",
}


async def _do(live: LiveNewsroom, member: Actor, act: MatterAct, matter: str, said: dict[str, str]) -> None:
    if act is MatterAct.CONVENE:
        await live.matter_desk.open(member, act, MatterKind.MEETING, said)
    else:
        await live.matter_desk.do(member, act, matter, said)


async def test_each_act_is_for_whom_the_notice_names(live: LiveNewsroom) -> None:
    """Seven members try all seven acts; each refusal names who may, and stands in the ledger."""
    article_id, matter = await referred(live), await called(live)
    said = {
        MatterAct.CONVENE: call(),
        MatterAct.ADD_PAPER: {"title": "Tờ trình", "text": "Ý kiến."},
        MatterAct.ADD_ITEM: {"title": "Định hướng", "text": "Năm tới."},
        MatterAct.DIRECT_PREPARATION: {"to": "engineer", "title": "Báo cáo", "ends_at": call()["starts_at"]},
        MatterAct.RECORD_MINUTES: await minutes_for(live, matter, {article_id: _RELEASE}),
        MatterAct.CONCLUDE: {"seen": "0"},
        MatterAct.CANCEL_MEETING: {"reason": "Trùng lịch"},
    }
    for act, allowed in _MAY.items():
        for name in set(_EVERYBODY) - allowed:
            member = await live.member(name)
            with pytest.raises(Refused) as refused:
                await _do(live, member, act, matter, said[act])
            assert refused.value.code == RefusalCode.NOT_ENTITLED, (act, name)
            assert "không có quyền" in refused.value.message
            assert "mọi việc giữ nguyên" in refused.value.message
            assert _WHO_MAY[act] in refused.value.message
            if act is not MatterAct.CONVENE:
                (body,) = await matter_entries(live, matter, act=act, member=name)
                assert (body["outcome"], body["code"], body["article_id"]) == ("refused", "not_entitled", "")
    assert (await sheet_of(live, matter)).papers == ()
    for name in _MAY[MatterAct.ADD_PAPER]:
        await live.matter_desk.do(await live.member(name), MatterAct.ADD_PAPER, matter, said[MatterAct.ADD_PAPER])
    rules = {b["member"]: b["ground"]["rule"] for b in await matter_entries(live, matter, outcome="accepted")}
    assert rules == {"head": 21, "standing-deputy": 29, "secretary": 59}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts_at": datetime(2026, 1, 1, tzinfo=UTC)}, "giờ họp phải sau bây giờ"),
        ({"starts_at": ""}, "cần ghi giờ họp"),
        ({"starts_at": "mai"}, "không phải là giờ"),
        ({"starts_at": "2030-01-01T08:00:00"}, "thiếu múi giờ"),
        # Postgres could not keep it, so that the recording was tried for ever, one matter after the other.
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, "ngoài các năm dùng được"),
        ({"place": ""}, "cần ghi nơi họp"),
        ({"topic": "  "}, "cần ghi nội dung họp"),
    ],
)
async def test_a_poor_call_is_refused_and_nothing_is_called(
    live: LiveNewsroom, changed: dict[str, Any], words: str
) -> None:
    """Nobody is invited to a meeting without an hour or a place."""
    before = await live.stores.matter_reading.meetings(only_open=False, page=Page(limit=1000))
    with pytest.raises(Refused) as refused:
        await called(live, **changed)
    assert refused.value.code == RefusalCode.BAD_REQUEST
    assert words in refused.value.message
    assert await live.stores.matter_reading.meetings(only_open=False, page=Page(limit=1000)) == before


async def test_what_a_meeting_lacks_is_named(live: LiveNewsroom) -> None:
    """Minutes without a decision on an article, a return without a reason, a conclusion without minutes."""
    article_id, matter = await referred(live), await called(live)
    head, secretary = live.holder(Office.HEAD), live.holder(Office.SECRETARY)
    good = await minutes_for(live, matter, {article_id: (Outcome.RETURN, "Sửa")})
    tries = [
        (head, MatterAct.CONCLUDE, {"seen": "0"}, "Thư ký chưa ghi biên bản"),
        (secretary, MatterAct.RECORD_MINUTES, good | {"minutes": ""}, "cần ghi biên bản"),
        (secretary, MatterAct.RECORD_MINUTES, good | {f"decide.{article_id}": ""}, "cần ghi kết luận cho “"),
        (secretary, MatterAct.RECORD_MINUTES, good | {f"decide.{article_id}": "publish"}, "cần ghi kết luận cho “"),
        (secretary, MatterAct.RECORD_MINUTES, good | {f"note.{article_id}": " "}, "cần ghi lý do cho “"),
        (secretary, MatterAct.ADD_PAPER, {"title": "", "text": "Ý kiến"}, "cần ghi tên tài liệu"),
        (secretary, MatterAct.ADD_PAPER, {"title": "Tờ trình"}, "cần ghi nội dung tài liệu"),
        (head, MatterAct.CANCEL_MEETING, {}, "cần ghi lý do hủy"),
    ]
    for member, act, said, words in tries:
        with pytest.raises(Refused) as refused:
            await live.matter_desk.do(member, act, matter, said)
        assert refused.value.code == RefusalCode.BAD_REQUEST
        assert words in refused.value.message
    await live.matter_desk.do(secretary, MatterAct.RECORD_MINUTES, matter, good)
    with pytest.raises(Refused, match="cần ghi mã biên bản đã đọc"):
        await live.matter_desk.do(head, MatterAct.CONCLUDE, matter, {})
    assert (await sheet_of(live, matter)).meeting.stage == "minuted"
    assert (await standing_of(live, article_id)).stage is Stage.BEFORE_BOARD


async def test_a_forged_act_is_refused_recorded_and_alarmed(live: LiveNewsroom) -> None:
    """Somebody at the Temporal UI can neither call a meeting nor end one; the board hears of the attempt."""
    article_id, matter = await referred(live), await called(live)
    await minute(live, matter, {article_id: _RELEASE})
    head = live.holder(Office.HEAD)
    claim, _ = signed_claim(live, head, MatterAct.CONCLUDE, matter, await seen(live, matter))
    for signed in (_FORGER.sign(claim), SignedAct(claim="kết luận \ud800", signature="giả")):
        assert (await refusal_of(send_claim(live, MatterAct.CONCLUDE, matter, signed))).type == "bad_signature"
    recorded = await matter_entries(live, matter, code="bad_signature")
    assert [(body["act_id"], body["member"], body["outcome"]) for body in recorded] == [(None, "", "refused")] * 2
    for office in (Office.HEAD, Office.FINAL_EDITOR, Office.ENGINEER):
        assert len(await told(live, office, "alarm", matter)) == 1
    assert (await standing_of(live, article_id)).stage is Stage.BEFORE_BOARD
    other = new_matter(MatterKind.MEETING)
    call_, _ = signed_claim(live, head, MatterAct.CONVENE, other, call())
    assert (await refusal_of(open_past_the_desk(live, MatterAct.CONVENE, other, _FORGER.sign(call_)))).type == (
        "bad_signature"
    )
    assert not (await matter_ended(live, other)).opened
    with pytest.raises(Refused):
        await sheet_of(live, other)
    assert await told(live, Office.HEAD, "alarm", "meeting/")
    await conclude(live, matter)
    assert (await standing_of(live, article_id)).stage is Stage.AWAITING_APPROVAL


async def test_a_genuine_act_past_the_desk_is_good_only_for_what_it_says(live: LiveNewsroom) -> None:
    """A signature on one matter, one act, one hour and one member serves for no other."""
    article_id, matter = await referred(live), await called(live)
    await minute(live, matter, {article_id: _RELEASE})
    other = await called(live, starts_at=hour(timedelta(hours=4)))
    head, secretary, read = live.holder(Office.HEAD), live.holder(Office.SECRETARY), await seen(live, matter)
    _, cancelling = signed_claim(live, head, MatterAct.CANCEL_MEETING, other, {"reason": "Trùng lịch"})
    _, stranger = signed_claim(live, secretary, MatterAct.CONCLUDE, matter, read)
    _, old = signed_claim(
        live, head, MatterAct.CONCLUDE, matter, read, made_at=datetime.now(UTC) - timedelta(minutes=11)
    )
    _, another_office = signed_claim(live, secretary, MatterAct.CONCLUDE, matter, read, office=Office.HEAD)
    tries = [
        (MatterAct.CANCEL_MEETING, cancelling, "bad_request"),
        (MatterAct.CONCLUDE, cancelling, "bad_request"),
        (MatterAct.CONCLUDE, stranger, "not_entitled"),
        (MatterAct.CONCLUDE, old, "expired_claim"),
        (MatterAct.CONCLUDE, another_office, "unknown_member"),
        (MatterAct.CONCLUDE, SignedAct(claim="c" * 70_000, signature=""), "bad_request"),
    ]
    for act, signed, code in tries:
        assert (await refusal_of(send_claim(live, act, matter, signed))).type == code
    assert (await now_of(live, matter)).over is False
    assert (await sheet_of(live, matter)).meeting.stage == "minuted"
    assert (await sheet_of(live, other)).meeting.stage == "called"
    _, genuine = signed_claim(live, head, MatterAct.CONCLUDE, matter, read)
    await send_claim(live, MatterAct.CONCLUDE, matter, genuine)
    assert (await standing_of(live, article_id)).stage is Stage.AWAITING_APPROVAL


async def test_an_absence_cannot_be_filed_at_a_meeting(live: LiveNewsroom) -> None:
    """A matter knows its own acts only, even with a true signature."""
    matter = await called(live)
    secretary = live.holder(Office.SECRETARY)
    _, signed = signed_claim(live, secretary, MatterAct.FILE_ABSENCE, matter, {"reason": "Nghỉ"})
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await send_claim(live, MatterAct.FILE_ABSENCE, matter, signed)
    assert "file_absence" in str(failed.value.cause)
