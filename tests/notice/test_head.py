"""The Head of the board (II.1)."""

from typing import Any

import pytest

from tests.notice.house import House
from tests.notice.meetings import convened
from tests.support.api import BODY, REASON


@pytest.mark.keeps(17)
async def test_the_head_decides_what_is_posted(house: House) -> None:
    """Any item of any class, and also what others have approved already."""
    article_id = await house.put_up(topics=["admin_reform"])
    path = f"/articles/{article_id}"
    assert "lý do" in await house.may_not("head", f"{path}/take-over")
    assert await house.may_not("standing-deputy", f"{path}/take-over", reason="Việc hằng ngày")
    await house.does("head", f"{path}/take-over", reason="Nội dung quan trọng")
    assert await house.told("final-editor", article_id, "Trưởng Ban nhận về quyết định")
    assert await house.may_not_approve("deputy", article_id)
    await house.approves("head", article_id)
    ground = await house.ground(article_id, "approve")
    assert (ground["member"], ground["rule"], ground["clause"]) == ("head", 17, "mục II.1, gạch đầu dòng thứ 2")

    posted = await house.published("standing-deputy")
    gone = await house.does(
        "head", f"/articles/{posted}/amendments", change="take_down", reason="Chưa được phép công khai"
    )
    await house.decides("head", gone)
    assert await house.shown(posted) == {}


@pytest.mark.keeps(22)
@pytest.mark.parametrize("topic", ["party_meeting", "council_session", "committee_meeting"])
async def test_the_head_approves_items_on_meetings_of_committee_council_and_peoples_committee(
    house: House, topic: str
) -> None:
    article_id = await house.put_up(topics=[topic, "admin_reform"])
    assert await house.waits_for("head", article_id)
    assert await house.told("deputy", article_id, "Để biết")
    for other in ("standing-deputy", "deputy", "final-editor"):
        assert await house.may_not_approve(other, article_id)
    await house.approves("head", article_id)
    assert (await house.ground(article_id, "approve"))["rule"] == 22


@pytest.mark.keeps(15)
async def test_the_head_hears_of_an_approver_who_does_not_answer_and_gives_the_item_to_another(house: House) -> None:
    article_id = await house.put_up()
    await house.later(minutes=31)
    assert await house.told("standing-deputy", article_id, "đã chờ", "không tự duyệt thay")
    assert not await house.told("head", article_id)
    await house.later(minutes=30)
    assert await house.told("head", article_id, "Đề nghị Trưởng Ban phân công người khác")
    await house.does("head", f"/articles/{article_id}/reassign", to="deputy", reason="Người duyệt bận")
    assert await house.waits_for("deputy", article_id)
    await house.approves("deputy", article_id)


@pytest.mark.keeps(14, 15)
async def test_the_head_inspects_how_long_a_late_item_lay_at_each_desk_and_why(house: House) -> None:
    """A return starts no new day: what comes back on another is late, and the report of that day says so."""
    title, why = "Bài trả lại rồi gửi sang ngày sau", "Chờ sở bổ sung số liệu"
    article_id = await house.sends(title=title)
    path = f"/articles/{article_id}"
    assert "chưa lỡ thời hạn nào" in await house.may_not("final-editor", f"{path}/lateness", text=why)
    due = [clock["due_at"] for clock in (await house.card(article_id))["clocks"] if clock["promise"] == "same_day"]
    await house.later(hours=1)
    await house.does("final-editor", f"{path}/return-to-author", **{**REASON, "reason_code": "form"})
    await house.until(9, days=1)
    again = await house.api.send("reporter-1", f"{path}/resubmit", title=title, text=f"{BODY}\nCó 32 trường.\n")
    assert again.is_success, again.text
    clocks = [clock for clock in (await house.card(article_id))["clocks"] if clock["promise"] == "same_day"]
    assert ([clock["due_at"] for clock in clocks], clocks[0]["state"]) == (due, "breached")
    (owed,) = [row for row in (await house.looks("head", "/owed"))["owed"] if row["article_id"] == article_id]
    assert owed["late"]
    # Who may not say it learns not even whether there is such an article.
    refused = await house.may_not("reporter-1", f"{path}/lateness", text=why)
    assert await house.may_not("reporter-1", "/articles/000000000000/lateness", text=why) == refused
    await house.does("final-editor", f"{path}/lateness", text=why)
    await house.until(17, 30)
    await house.reports()
    (report,) = await house.told("head", "TỔNG HỢP NGÀY", title, "Thời gian ở từng bước")
    (line,) = [line for line in report.splitlines() if title in line and "Lý do" in line]
    assert "trả lại tác giả 23 giờ" in line
    assert f"Lý do: {why} (Ủy viên" in line


@pytest.mark.keeps(21)
async def test_the_head_calls_meetings_and_nobody_else_does(house: House) -> None:
    call = {"starts_at": house.ahead(hours=2), "place": "Phòng họp số 2", "topic": "Định hướng nội dung"}
    for other in ("standing-deputy", "deputy", "final-editor", "secretary", "reporter-1"):
        assert "Trưởng Ban" in await house.may_not(other, "/meetings", **call)
    async with convened(house) as meeting:
        members = ("standing-deputy", "deputy", "final-editor", "secretary")
        assert [bool(await house.told(each, "Bài chưa thống nhất", "Mời dự họp")) for each in members] == [True] * 4
        await house.does("head", f"{meeting.path}/cancel", reason="Trùng lịch")
        assert await house.told("secretary", "Bài chưa thống nhất", "Hủy cuộc họp")
    async with house.away("head"), convened(house, "standing-deputy"):
        pass


@pytest.mark.keeps(23)
async def test_the_head_answers_for_all_that_is_posted_so_he_may_read_it_all_and_how_it_came_there(
    house: House,
) -> None:
    by_others = [await house.published("standing-deputy"), await house.published("deputy", topics=["admin_reform"])]
    listed = {row["article_id"] for row in (await house.looks("head", "/articles", stage="published"))["articles"]}
    assert set(by_others) <= listed
    for article_id in by_others:
        assert (await house.looks("head", f"/articles/{article_id}/text"))["body_html"]
        assert (await house.looks("head", f"/articles/{article_id}/evidence"))["article_id"] == article_id
        events = (await house.looks("head", f"/articles/{article_id}/timeline"))["events"]
        assert {"finish_edit", "approve"} <= {event["act"] for event in events}
        assert sum(event["kind"] == "receipt" for event in events) == 3
    assert "nguyên vẹn" in await house.types("ledger", "verify")


@pytest.mark.keeps(22)
async def test_a_report_of_a_reserved_meeting_reaches_the_head_whatever_its_author_chose(house: House) -> None:
    report: dict[str, Any] = {"title": "UBND tỉnh họp phiên thường kỳ tháng 11", "topics": ["economy"]}
    article_id, other = await house.sends(**report), await house.sends(**report)
    (point,) = (await house.card(article_id, "final-editor"))["to_confirm"]
    assert "Cuộc họp của UBND tỉnh" in point["message"]
    path = f"/articles/{article_id}/finish-edit"
    assert "topics_reason" in await house.may_not("final-editor", path)
    await house.does("final-editor", path, topics=["committee_meeting"])
    assert await house.waits_for("head", article_id)
    assert await house.may_not_approve("standing-deputy", article_id)
    why = "Bài nói về kết quả kinh tế, chỉ nhắc tới phiên họp"
    await house.does("final-editor", f"/articles/{other}/finish-edit", topics_reason=why)
    assert why in (await house.told("head", other, "không có chủ đề do Trưởng Ban duyệt"))[-1]
