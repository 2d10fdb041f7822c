"""The secretary (II.5)."""

import pytest

from tests.notice.house import House
from tests.notice.meetings import convened


@pytest.mark.partly(59)
async def test_the_secretary_prepares_the_papers_of_a_meeting(house: House) -> None:
    async with convened(house) as meeting:
        assert await house.told("secretary", "Bài chưa thống nhất", "Mời chuẩn bị tài liệu họp")
        await house.does("secretary", f"{meeting.path}/papers", title="Tóm tắt", text="Hai bài còn khác số liệu.")
        (paper,) = (await meeting.sheet("final-editor"))["papers"]
        assert paper["added_by"] == "secretary"


@pytest.mark.keeps(60)
async def test_the_secretary_takes_the_minutes_of_the_meetings(house: House) -> None:
    article_id = await house.put_up()
    await house.does("standing-deputy", f"/articles/{article_id}/refer", reason="Chưa thống nhất")
    async with convened(house, hours=1) as meeting:
        assert await house.tasks("secretary", "minute") == []
        await house.later(hours=1, minutes=1)
        assert len(await house.tasks("secretary", "minute")) == 1
        await house.later(hours=2)
        assert await house.told("secretary", "Bài chưa thống nhất", "biên bản")
        said = {"minutes": "Đã bàn.", "conclusions": []}
        for other in ("head", "standing-deputy", "final-editor"):
            assert await house.may_not(other, f"{meeting.path}/minutes", **said)
        assert article_id in {item["article_id"] for item in (await meeting.sheet())["agenda"]}
        await meeting.minuted({article_id: ("return", "Bổ sung nguồn số liệu")})
        assert (await meeting.sheet("deputy"))["minutes"] == "Đã bàn từng bài."
        await meeting.concluded()
    assert (await house.card(article_id))["stage"] == "editing"


@pytest.mark.keeps(69)
async def test_the_secretary_helps_to_check_items_only_while_the_final_editor_authorises_it(house: House) -> None:
    article_id = await house.sends()
    path = f"/articles/{article_id}/precheck"
    assert await house.may_not("secretary", path)
    async with house.lent("final-editor", "secretary", kind="precheck"):
        assert await house.waits_for("secretary", article_id)
        await house.does("secretary", path, reason="Đã soát tên riêng")
        assert (await house.ground(article_id, "precheck"))["rule"] == 69
        assert await house.waits_for("final-editor", article_id)
        assert await house.told("final-editor", article_id, "Đã soát tên riêng")
        assert await house.may_not("secretary", f"/articles/{article_id}/finish-edit")
        from_a_contributor, from_the_board = await house.sends("contributor-1"), await house.sends("deputy")
        await house.does("secretary", f"/articles/{from_a_contributor}/take-in")
        assert await house.waits_for("secretary", from_a_contributor)
        assert not await house.waits_for("secretary", from_the_board)
    assert await house.may_not("secretary", f"/articles/{from_a_contributor}/precheck")


@pytest.mark.keeps(72)
async def test_the_secretary_is_the_one_intake_for_what_contributors_write(house: House) -> None:
    article_id = await house.sends("contributor-1")
    assert await house.waits_for("secretary", article_id)
    assert not await house.waits_for("final-editor", article_id)
    assert await house.may_not("final-editor", f"/articles/{article_id}/finish-edit")
    (listed,) = [r for r in (await house.looks("secretary", "/intake"))["articles"] if r["article_id"] == article_id]
    assert (listed["receipt"] > 0, listed["stage"]) == (True, "received")
    await house.does("secretary", f"/articles/{article_id}/take-in", reason="Đã tiếp nhận")
    assert (await house.ground(article_id, "take_in"))["rule"] == 72
    assert await house.waits_for("final-editor", article_id)
    (mine,) = [r for r in (await house.looks("contributor-1", "/intake"))["articles"] if r["article_id"] == article_id]
    assert (mine["receipt"], mine["stage"]) == (listed["receipt"], "editing")
    by_her = await house.sends("secretary", fields={"contributor": "contributor-1"})
    assert (await house.card(by_her))["author"] == "contributor-1"
