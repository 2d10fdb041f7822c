"""The deputy (II.3)."""

import pytest

from tests.notice.house import House
from tests.notice.meetings import convened


@pytest.mark.partly(38)
async def test_the_deputy_follows_the_work_and_proposes_how_it_can_go_better(house: House) -> None:
    """To the Head through the secretary, or to the board in a meeting; both answer."""
    waiting = await house.put_up()
    assert waiting in {row["article_id"] for row in (await house.looks("deputy", "/owed"))["owed"]}
    said = {"title": "Bài chờ duyệt lâu", "account": "Ba bài chờ hơn một giờ.", "proposal": "Duyệt hai lần mỗi buổi."}
    number = (await house.does("deputy", "/incidents", **said))["id"]
    await house.does("secretary", f"/incidents/{number}/compile", summary="Đề nghị duyệt hai lần mỗi buổi.")
    seal = (await house.looks("head", f"/incidents/{number}"))["seal"]
    await house.does("head", f"/incidents/{number}/decide", decision="Đồng ý thử một tháng.", seen_seal=seal)
    assert await house.told("deputy", number, "Đồng ý thử một tháng")
    async with convened(house) as meeting:
        title, text = "Duyệt hai lần mỗi buổi", "Xem lại sau một tháng."
        await house.does("deputy", f"{meeting.path}/items", title=title, text=text)
        await meeting.minuted({(await meeting.matter(title))["article_id"]: ("release", "Làm từ tháng sau")})
        await meeting.concluded()
    assert (await meeting.matter(title, "deputy"))["note"] == "Làm từ tháng sau"


@pytest.mark.keeps(39)
@pytest.mark.parametrize("topic", ["citizen_reception", "admin_reform"])
async def test_the_deputy_approves_items_on_citizen_reception_and_administrative_reform(
    house: House, topic: str
) -> None:
    article_id = await house.put_up(topics=[topic])
    assert await house.waits_for("deputy", article_id)
    assert await house.told("deputy", article_id, "Mời duyệt")
    assert "Tiếp công dân, cải cách hành chính" in await house.may_not_approve("standing-deputy", article_id)
    await house.approves("deputy", article_id)
    ground = await house.ground(article_id, "approve")
    assert (ground["member"], ground["rule"], ground["clause"]) == ("deputy", 39, "mục II.3, gạch đầu dòng thứ 3")
    await house.seen_by_readers(article_id)


@pytest.mark.keeps(40)
async def test_the_deputy_approves_other_fields_only_while_delegated_or_assigned(house: House) -> None:
    delegated, assigned = await house.put_up(topics=["health"]), await house.put_up(topics=["economy"])
    assert await house.may_not_approve("deputy", delegated)
    async with house.lent("standing-deputy", "deputy", topics=["health"]):
        assert await house.may_not_approve("deputy", assigned)
        await house.approves("deputy", delegated)
        ground = await house.ground(delegated, "approve")
        assert (ground["rule"], ground["clause"]) == (40, "mục II.3, gạch đầu dòng thứ 3")
    afterwards = await house.put_up(topics=["health"])
    assert await house.may_not_approve("deputy", afterwards)
    await house.does("head", f"/articles/{assigned}/reassign", to="deputy", reason="Đúng chuyên môn")
    await house.approves("deputy", assigned)
    assert "Trưởng Ban phân công Phó Trưởng Ban" in " ".join((await house.ground(assigned, "approve"))["reasons"])


@pytest.mark.keeps(42)
async def test_the_deputy_runs_the_board_when_both_above_are_away_or_when_authorised(house: House) -> None:
    first, second = await house.put_up(topics=["party_meeting"]), await house.put_up(topics=["party_meeting"])
    assert await house.may_not_approve("deputy", first)
    async with house.away("head"), house.away("standing-deputy"):
        assert await house.waits_for("deputy", first)
        await house.approves("deputy", first)
        ground = await house.ground(first, "approve")
        assert (ground["rule"], ground["acting_for"]) == (42, "head")
    async with house.lent("head", "deputy", kind="acting"):
        await house.approves("deputy", second)
        assert (await house.ground(second, "approve"))["rule"] == 42


@pytest.mark.keeps(42)
async def test_with_both_above_away_the_deputy_hears_of_what_is_late(house: House) -> None:
    article_id = await house.put_up()
    async with house.away("head", hours=20), house.away("standing-deputy", hours=20):
        await house.until(0, 1, days=1)
        assert any("Bản sao" not in text for text in await house.told("deputy", article_id, "QUÁ HẠN"))
