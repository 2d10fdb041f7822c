"""The standing deputy (II.2)."""

import pytest

from tests.notice.house import House
from tests.notice.meetings import convened
from tests.support.spoken import first_id


@pytest.mark.keeps(26)
async def test_the_standing_deputy_sees_the_work_of_the_day_and_hears_what_is_late(house: House) -> None:
    article_id = await house.put_up(topics=["admin_reform"])
    assert article_id in {row["article_id"] for row in (await house.looks("standing-deputy", "/articles"))["articles"]}
    await house.until(0, 1, days=1)
    assert await house.told("standing-deputy", article_id, "QUÁ HẠN", "duyệt")


@pytest.mark.keeps(26, 27)
async def test_the_standing_deputy_reports_to_the_head_each_day_and_adds_what_he_has_to_say(house: House) -> None:
    title, said = "Phiên tiếp công dân thường kỳ tháng 11", "Cả tuần chưa có tin vùng biên giới"
    await house.published("deputy", title=title, topics=["citizen_reception"])
    waiting = await house.put_up()
    assert "Phó Trưởng Ban Thường trực" in await house.may_not("deputy", "/digest/remarks", text=said)
    await house.does("standing-deputy", "/digest/remarks", text=said)
    await house.until(17, 30)
    await house.reports()
    for member in ("head", "standing-deputy"):
        (report,) = await house.told(member, "TỔNG HỢP NGÀY", said)
        assert f"“{title}”, phần Phó Trưởng Ban duyệt, người duyệt: Phó Trưởng Ban" in report
        assert "Phó Trưởng Ban Thường trực, chờ duyệt" in report
    await house.does("head", f"/articles/{waiting}/take-over", reason="Chỉ đạo theo báo cáo")


@pytest.mark.keeps(29)
async def test_the_standing_deputy_directs_how_a_meeting_is_prepared(house: House) -> None:
    """Its matters, its agenda and its papers: given as tasks, which are reminded of until a paper is there."""
    async with convened(house, hours=4) as meeting:
        path = f"{meeting.path}/preparations"
        task = {"to": "chief-accountant", "title": "Bảng kinh phí quý IV", "ends_at": house.ahead(hours=1)}
        for other in ("deputy", "final-editor", "secretary"):
            assert "giao việc chuẩn bị họp" in await house.may_not(other, path, **task)
        assert "ends_at" in await house.may_not("standing-deputy", path, **{**task, "ends_at": house.ahead(hours=5)})
        await house.does("standing-deputy", path, **task)
        await house.does("standing-deputy", path, **{**task, "to": "secretary", "title": "Tóm tắt ý kiến"})
        assert await house.told("chief-accountant", "Bảng kinh phí quý IV", "Mời chuẩn bị")
        matter = {"title": "Kinh phí quý IV", "text": "Hai phương án."}
        await house.does("standing-deputy", f"{meeting.path}/items", **matter)
        paper = {"title": "Tóm tắt", "text": "Hai bài còn khác số liệu."}
        assert await house.may_not("engineer", f"{meeting.path}/papers", **paper)
        await house.does("secretary", f"{meeting.path}/papers", **paper)
        await house.later(hours=1, minutes=1)
        for member in ("chief-accountant", "standing-deputy"):
            assert await house.told(member, "Bảng kinh phí quý IV", "chưa có tài liệu")
        assert not await house.told("secretary", "Tóm tắt ý kiến", "chưa có tài liệu")
        await house.does("chief-accountant", f"{meeting.path}/papers", title="Bảng kinh phí", text="Đủ cho hai tháng.")
        assert [given["done"] for given in (await meeting.sheet("head"))["preparations"]] == [True, True]


@pytest.mark.keeps(30)
async def test_the_standing_deputy_approves_the_daily_items_of_every_field(house: House) -> None:
    for topic in ("economy", "leaders_activity", "security_defence"):
        article_id = await house.put_up(topics=[topic])
        assert await house.waits_for("standing-deputy", article_id)
        await house.approves("standing-deputy", article_id)
        assert (await house.ground(article_id, "approve"))["rule"] == 30


@pytest.mark.keeps(31)
async def test_the_standing_deputy_does_not_approve_what_belongs_to_the_head_or_the_other_deputy(house: House) -> None:
    for topic in ("party_meeting", "citizen_reception"):
        article_id = await house.put_up(topics=[topic])
        assert not await house.waits_for("standing-deputy", article_id)
        assert await house.may_not_approve("standing-deputy", article_id)


@pytest.mark.keeps(32)
async def test_the_standing_deputy_reports_to_the_head_before_travelling(house: House) -> None:
    waiting = await house.put_up()
    begins, ends = house.ahead(days=1)[:16].replace("T", " "), house.ahead(days=3)[:16].replace("T", " ")
    filed = await house.types(
        "away", "--as", "standing-deputy", "--from", begins, "--to", ends, "--why", "Đi công tác Hà Nội"
    )
    assert "chờ phân công người duyệt bài" in filed
    (task,) = await house.told("head", "Đi công tác Hà Nội")
    assert "Mời Trưởng Ban phân công người duyệt thay" in task
    assert "Gợi ý: Phó Trưởng Ban" in task
    assert await house.told("secretary", "Đi công tác Hà Nội")
    assert await house.waits_for("standing-deputy", waiting)
    assert "lý do" in await house.may_not("standing-deputy", "/absences", ends_at=house.ahead(hours=5))
    await house.types("back", first_id(filed), "--as", "standing-deputy")


@pytest.mark.keeps(33)
async def test_the_head_then_assigns_another_member_who_approves_until_the_journey_ends(house: House) -> None:
    first, second = await house.put_up(), await house.put_up()
    async with house.away("standing-deputy", hours=26) as absence:
        assert await house.may_not_approve("deputy", first)
        await house.later(minutes=31)
        told = [await house.told("head", article_id, "đã chờ phân công") for article_id in (first, second)]
        assert len([text for texts in told for text in texts]) == 1
        path = f"/absences/{absence}/assign"
        for other in ("standing-deputy", "deputy", "secretary"):
            assert await house.may_not(other, path, to="deputy")
        await house.does("head", path, to="deputy")
        assert await house.waits_for("deputy", first)
        await house.approves("deputy", first)
        ground = await house.ground(first, "approve")
        assert (ground["rule"], ground["member"]) == (33, "deputy")
        await house.later(hours=26)
        assert await house.waits_for("standing-deputy", second)
        assert await house.may_not_approve("deputy", second)


@pytest.mark.keeps(35)
async def test_the_standing_deputy_runs_the_board_while_the_head_is_away(house: House) -> None:
    article_id = await house.put_up(topics=["council_session"])
    assert await house.may_not_approve("standing-deputy", article_id)
    async with house.away("head"):
        assert await house.waits_for("standing-deputy", article_id)
        assert await house.may_not_approve("deputy", article_id)
        await house.approves("standing-deputy", article_id, publish_at=house.ahead(hours=2))
        ground = await house.ground(article_id, "approve")
        assert (ground["rule"], ground["acting_for"]) == (35, "head")
        assert "thay Trưởng Ban" in (await house.told("head", article_id, "đã duyệt"))[-1]
    await house.does("head", f"/articles/{article_id}/take-over", reason="Xem lại")


@pytest.mark.keeps(36)
async def test_the_standing_deputy_does_what_the_head_charges_him_with(house: House) -> None:
    article_id = await house.put_up(topics=["party_meeting"])
    async with house.lent("head", "standing-deputy", topics=["party_meeting"], reason="Giao duyệt tin Tỉnh ủy"):
        assert await house.told("standing-deputy", "Cuộc họp của Tỉnh ủy", "ủy quyền duyệt")
        assert await house.waits_for("standing-deputy", article_id)
        await house.approves("standing-deputy", article_id)
        ground = await house.ground(article_id, "approve")
        assert (ground["rule"], ground["clause"]) == (36, "mục II.2, gạch đầu dòng thứ 6")
    later = await house.put_up(topics=["party_meeting"])
    assert await house.may_not_approve("standing-deputy", later)


@pytest.mark.keeps(31)
async def test_while_the_head_is_asked_who_decides_the_standing_deputy_does_not(house: House) -> None:
    article_id = await house.sends()
    path = f"/articles/{article_id}"
    await house.does("final-editor", f"{path}/ask-reroute", reason="Có thể thuộc lĩnh vực khác")
    await house.does("final-editor", f"{path}/finish-edit")
    assert await house.may_not_approve("standing-deputy", article_id)
    assert await house.waits_for("head", article_id)
    await house.does("head", f"{path}/reassign", to="standing-deputy", reason="Đúng việc hằng ngày")
    await house.approves("standing-deputy", article_id)


@pytest.mark.keeps(26, 35)
async def test_what_is_late_reaches_who_does_the_absent_deputys_work_and_the_absent_gets_a_copy(house: House) -> None:
    article_id = await house.put_up()
    async with house.away("standing-deputy", hours=20) as absence:
        await house.does("head", f"/absences/{absence}/assign", to="deputy")
        await house.until(0, 1, days=1)
        assert any("Bản sao" not in text for text in await house.told("deputy", article_id, "QUÁ HẠN"))
        assert all("Bản sao" in text for text in await house.told("standing-deputy", article_id, "QUÁ HẠN"))
