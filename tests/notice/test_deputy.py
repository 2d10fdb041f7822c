"""The deputy (II.3)."""

import pytest

from tests.notice.house import House


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
