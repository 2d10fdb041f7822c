"""The standing deputy (II.2)."""

import pytest

from activities.contracts import EDITORIAL_QUEUE, UpkeepInput, UpkeepJob
from tests.notice.house import House
from tests.notice.meetings import convened
from tests.support.spoken import first_id
from workflows.registry import UPKEEP


@pytest.mark.keeps(26)
async def test_the_standing_deputy_sees_the_work_of_the_day_and_hears_what_is_late(house: House) -> None:
    article_id = await house.put_up(topics=["admin_reform"])
    assert article_id in {row["article_id"] for row in (await house.looks("standing-deputy", "/articles"))["articles"]}
    await house.until(0, 1, days=1)
    assert await house.told("standing-deputy", article_id, "QUÁ HẠN", "duyệt")


@pytest.mark.partly(27)
async def test_the_head_gets_a_report_of_the_day(house: House) -> None:
    await house.put_up()
    digest = await house.api.live.client.start_workflow(
        UPKEEP.name,
        UpkeepInput(job=UpkeepJob.DAILY_DIGEST),
        id=f"{UPKEEP.prefix}digest-of-a-test",
        task_queue=EDITORIAL_QUEUE,
    )
    await digest.result()
    assert await house.told("head", "TỔNG HỢP NGÀY", "Đang chờ", "Đang quá hạn", "Vắng mặt")


@pytest.mark.partly(29)
async def test_the_standing_deputy_may_add_papers_to_a_meeting(house: House) -> None:
    async with convened(house) as meeting:
        paper = {"title": "Chương trình họp", "text": "Hai bài chưa thống nhất."}
        assert await house.may_not("deputy", f"{meeting.path}/papers", **paper)
        await house.does("standing-deputy", f"{meeting.path}/papers", **paper)
        assert [p["title"] for p in (await meeting.sheet("head"))["papers"]] == ["Chương trình họp"]


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
