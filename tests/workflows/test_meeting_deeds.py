"""Deeds on meetings: who may do what, what they must say, and what comes of those that nobody may have done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError

from activities.contracts import SignedAct
from desk.signing import DeskKey, new_private_key
from newsroom.board import Member, Office
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.kinds import DeedAct, MatterKind, Outcome
from newsroom.stages import Stage
from tests.support.house import House
from tests.support.lives import (
    entries,
    refusal_of,
    standing_of,
)
from tests.support.matters import (
    call,
    called,
    conclude,
    deed_entries,
    hour,
    matter_ended,
    minute,
    minutes_for,
    new_matter,
    now_of,
    open_past_the_desk,
    referred,
    seen,
    send_deed,
    sheet_of,
    signed_deed,
    told,
)

pytestmark = pytest.mark.usefixtures("no_other_meeting")

_FORGER = DeskKey(new_private_key())
_RELEASE = (Outcome.RELEASE, "")


async def test_the_same_deed_twice_has_one_effect(house: House) -> None:
    """A reply that was lost on the way must not make two meetings, two papers or two minutes."""
    article_id = await referred(house)
    head, secretary = house.holder(Office.HEAD), house.holder(Office.SECRETARY)
    matter = new_matter(MatterKind.MEETING)
    _, signed = signed_deed(house, head, DeedAct.CONVENE, matter, call())
    await open_past_the_desk(house, DeedAct.CONVENE, matter, signed)
    paper, sent = signed_deed(house, secretary, DeedAct.ADD_PAPER, matter, {"title": "Tờ trình", "text": "Ý kiến."})
    minutes, taken = signed_deed(
        house, secretary, DeedAct.RECORD_MINUTES, matter, await minutes_for(house, matter, {article_id: _RELEASE})
    )
    for act, once, said in ((DeedAct.ADD_PAPER, paper, sent), (DeedAct.RECORD_MINUTES, minutes, taken)):
        answers = [await send_deed(house, act, matter, said, update_id=once.act_id) for _ in range(2)]
        assert answers[0] == answers[1]
    for act, said in ((DeedAct.CONVENE, signed), (DeedAct.ADD_PAPER, sent), (DeedAct.RECORD_MINUTES, taken)):
        # Turned away at the door: whoever has seen a deed could fill the history with it.
        assert (await refusal_of(send_deed(house, act, matter, said))).type == "repeated_act"
    assert len((await sheet_of(house, matter)).papers) == 1
    assert [body["act"] for body in await deed_entries(house, matter, kind="deed")] == [
        "convene", "add_paper", "record_minutes"
    ]  # fmt: skip
    await conclude(house, matter)
    assert len(await entries(house, article_id, kind="board_decision")) == 1
    with pytest.raises(RPCError, match="already completed"):
        await send_deed(house, DeedAct.RECORD_MINUTES, matter, taken)


_EVERYBODY = ("head", "standing-deputy", "deputy", "final-editor", "secretary", "engineer", "reporter-1")
_MAY = {
    DeedAct.CONVENE: {"head"},
    DeedAct.ADD_PAPER: {"head", "standing-deputy", "secretary"},
    DeedAct.RECORD_MINUTES: {"secretary"},
    DeedAct.CONCLUDE: {"head"},
    DeedAct.CANCEL_MEETING: {"head"},
}
_WHO_MAY = {
    DeedAct.CONVENE: "Chỉ Trưởng Ban (hoặc người đang điều hành thay) làm được việc này.",
    DeedAct.ADD_PAPER: "Thư ký chuẩn bị tài liệu",
    DeedAct.RECORD_MINUTES: "Thư ký Ban Biên tập ghi biên bản.",
    DeedAct.CONCLUDE: "Chỉ Trưởng Ban (hoặc người đang điều hành thay) làm được việc này.",
    DeedAct.CANCEL_MEETING: "Chỉ Trưởng Ban (hoặc người đang điều hành thay) làm được việc này.",
}


async def _do(house: House, member: Member, act: DeedAct, matter: str, said: dict[str, str]) -> None:
    if act is DeedAct.CONVENE:
        await house.house_desk.open(member, act, MatterKind.MEETING, said)
    else:
        await house.house_desk.do(member, act, matter, said)


async def test_each_deed_is_for_whom_the_notice_names(house: House) -> None:
    """Seven members try all five deeds; each refusal names who may, and stands in the ledger."""
    article_id, matter = await referred(house), await called(house)
    said = {
        DeedAct.CONVENE: call(),
        DeedAct.ADD_PAPER: {"title": "Tờ trình", "text": "Ý kiến."},
        DeedAct.RECORD_MINUTES: await minutes_for(house, matter, {article_id: _RELEASE}),
        DeedAct.CONCLUDE: {"seen": "0"},
        DeedAct.CANCEL_MEETING: {"reason": "Trùng lịch"},
    }
    for act, allowed in _MAY.items():
        for name in set(_EVERYBODY) - allowed:
            member = await house.member(name)
            with pytest.raises(Refused) as refused:
                await _do(house, member, act, matter, said[act])
            assert refused.value.code == RefusalCode.NOT_ENTITLED, (act, name)
            assert "không có quyền" in refused.value.message
            assert "mọi việc giữ nguyên" in refused.value.message
            assert _WHO_MAY[act] in refused.value.message
            if act is not DeedAct.CONVENE:
                (body,) = await deed_entries(house, matter, act=act, member=name)
                assert (body["outcome"], body["code"], body["article_id"]) == ("refused", "not_entitled", "")
    assert (await sheet_of(house, matter)).papers == ()
    for name in _MAY[DeedAct.ADD_PAPER]:
        await house.house_desk.do(await house.member(name), DeedAct.ADD_PAPER, matter, said[DeedAct.ADD_PAPER])
    rules = {b["member"]: b["ground"]["rule"] for b in await deed_entries(house, matter, outcome="accepted")}
    assert rules == {"head": 21, "standing-deputy": 29, "secretary": 59}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts_at": datetime(2026, 1, 1, tzinfo=UTC)}, "giờ họp phải sau bây giờ"),
        ({"starts_at": ""}, "cần ghi giờ họp"),
        ({"starts_at": "mai"}, "không phải là giờ"),
        ({"starts_at": "2030-01-01T08:00:00"}, "thiếu múi giờ"),
        ({"place": ""}, "cần ghi nơi họp"),
        ({"topic": "  "}, "cần ghi nội dung họp"),
    ],
)
async def test_a_poor_call_is_refused_and_nothing_is_called(house: House, changed: dict[str, Any], words: str) -> None:
    """Nobody is invited to a meeting without an hour or a place."""
    before = await house.stores.house_reading.meetings(only_open=False, limit=1000)
    with pytest.raises(Refused) as refused:
        await called(house, **changed)
    assert refused.value.code == RefusalCode.BAD_REQUEST
    assert words in refused.value.message
    assert await house.stores.house_reading.meetings(only_open=False, limit=1000) == before


async def test_what_a_meeting_lacks_is_named(house: House) -> None:
    """Minutes without a decision on an article, a return without a reason, a conclusion without minutes."""
    article_id, matter = await referred(house), await called(house)
    head, secretary = house.holder(Office.HEAD), house.holder(Office.SECRETARY)
    good = await minutes_for(house, matter, {article_id: (Outcome.RETURN, "Sửa")})
    tries = [
        (head, DeedAct.CONCLUDE, {"seen": "0"}, "Thư ký chưa ghi biên bản"),
        (secretary, DeedAct.RECORD_MINUTES, good | {"minutes": ""}, "cần ghi biên bản"),
        (secretary, DeedAct.RECORD_MINUTES, good | {f"decide.{article_id}": ""}, "cần ghi kết luận cho bài"),
        (secretary, DeedAct.RECORD_MINUTES, good | {f"decide.{article_id}": "publish"}, "cần ghi kết luận cho bài"),
        (secretary, DeedAct.RECORD_MINUTES, good | {f"note.{article_id}": " "}, "cần ghi lý do cho bài"),
        (secretary, DeedAct.ADD_PAPER, {"title": "", "text": "Ý kiến"}, "cần ghi tên tài liệu"),
        (secretary, DeedAct.ADD_PAPER, {"title": "Tờ trình"}, "cần ghi nội dung tài liệu"),
        (head, DeedAct.CANCEL_MEETING, {}, "cần ghi lý do hủy"),
    ]
    for member, act, said, words in tries:
        with pytest.raises(Refused) as refused:
            await house.house_desk.do(member, act, matter, said)
        assert refused.value.code == RefusalCode.BAD_REQUEST
        assert words in refused.value.message
    await house.house_desk.do(secretary, DeedAct.RECORD_MINUTES, matter, good)
    with pytest.raises(Refused, match="cần ghi mã biên bản đã đọc"):
        await house.house_desk.do(head, DeedAct.CONCLUDE, matter, {})
    assert (await sheet_of(house, matter)).meeting.stage == "minuted"
    assert (await standing_of(house, article_id)).stage is Stage.BEFORE_BOARD


async def test_a_forged_deed_is_refused_recorded_and_alarmed(house: House) -> None:
    """Somebody at the Temporal UI can neither call a meeting nor end one; the board hears of the attempt."""
    article_id, matter = await referred(house), await called(house)
    await minute(house, matter, {article_id: _RELEASE})
    head = house.holder(Office.HEAD)
    deed, _ = signed_deed(house, head, DeedAct.CONCLUDE, matter, await seen(house, matter))
    for signed in (_FORGER.sign(deed), SignedAct(claim="kết luận \ud800", signature="giả")):
        assert (await refusal_of(send_deed(house, DeedAct.CONCLUDE, matter, signed))).type == "bad_signature"
    recorded = await deed_entries(house, matter, code="bad_signature")
    assert [(body["act_id"], body["member"], body["outcome"]) for body in recorded] == [(None, "", "refused")] * 2
    for office in (Office.HEAD, Office.FINAL_EDITOR, Office.ENGINEER):
        assert len(await told(house, office, "alarm", matter)) == 2
    assert (await standing_of(house, article_id)).stage is Stage.BEFORE_BOARD
    other = new_matter(MatterKind.MEETING)
    call_, _ = signed_deed(house, head, DeedAct.CONVENE, other, call())
    assert (await refusal_of(open_past_the_desk(house, DeedAct.CONVENE, other, _FORGER.sign(call_)))).type == (
        "bad_signature"
    )
    assert not (await matter_ended(house, other)).opened
    with pytest.raises(Refused):
        await sheet_of(house, other)
    assert len(await told(house, Office.HEAD, "alarm", other)) == 1
    await conclude(house, matter)
    assert (await standing_of(house, article_id)).stage is Stage.AWAITING_APPROVAL


async def test_a_genuine_deed_past_the_desk_is_good_only_for_what_it_says(house: House) -> None:
    """A signature on one matter, one act, one hour and one member serves for no other."""
    article_id, matter = await referred(house), await called(house)
    await minute(house, matter, {article_id: _RELEASE})
    other = await called(house, starts_at=hour(timedelta(hours=4)))
    head, secretary, read = house.holder(Office.HEAD), house.holder(Office.SECRETARY), await seen(house, matter)
    _, cancelling = signed_deed(house, head, DeedAct.CANCEL_MEETING, other, {"reason": "Trùng lịch"})
    _, stranger = signed_deed(house, secretary, DeedAct.CONCLUDE, matter, read)
    _, old = signed_deed(house, head, DeedAct.CONCLUDE, matter, read, made_at=datetime.now(UTC) - timedelta(minutes=11))
    _, another_office = signed_deed(house, secretary, DeedAct.CONCLUDE, matter, read, office=Office.HEAD)
    tries = [
        (DeedAct.CANCEL_MEETING, cancelling, "bad_request"),
        (DeedAct.CONCLUDE, cancelling, "bad_request"),
        (DeedAct.CONCLUDE, stranger, "not_entitled"),
        (DeedAct.CONCLUDE, old, "expired_claim"),
        (DeedAct.CONCLUDE, another_office, "unknown_member"),
        (DeedAct.CONCLUDE, SignedAct(claim="c" * 70_000, signature=""), "bad_request"),
    ]
    for act, signed, code in tries:
        assert (await refusal_of(send_deed(house, act, matter, signed))).type == code
    assert (await now_of(house, matter)).over is False
    assert (await sheet_of(house, matter)).meeting.stage == "minuted"
    assert (await sheet_of(house, other)).meeting.stage == "called"
    _, genuine = signed_deed(house, head, DeedAct.CONCLUDE, matter, read)
    await send_deed(house, DeedAct.CONCLUDE, matter, genuine)
    assert (await standing_of(house, article_id)).stage is Stage.AWAITING_APPROVAL


async def test_an_absence_cannot_be_filed_at_a_meeting(house: House) -> None:
    """A matter knows its own deeds only, even with a true signature."""
    matter = await called(house)
    secretary = house.holder(Office.SECRETARY)
    _, signed = signed_deed(house, secretary, DeedAct.FILE_ABSENCE, matter, {"reason": "Nghỉ"})
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await send_deed(house, DeedAct.FILE_ABSENCE, matter, signed)
    assert "file_absence" in str(failed.value.cause)
