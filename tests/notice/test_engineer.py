"""The engineer (II.8)."""

import pytest

from activities.contracts import EDITORIAL_QUEUE, UpkeepInput, UpkeepJob
from tests.notice.house import House, Json
from tests.support.live import eventually
from workflows.registry import UPKEEP


@pytest.mark.partly(80)
async def test_the_engineer_hears_that_the_data_have_not_been_saved_for_too_long(house: House) -> None:
    backup = await house.api.live.client.start_workflow(
        UPKEEP.name,
        UpkeepInput(job=UpkeepJob.BACKUP),
        id=f"{UPKEEP.prefix}backup-of-a-test",
        task_queue=EDITORIAL_QUEUE,
    )
    await backup.result()
    assert await house.told("engineer", "toasoan backup")


@pytest.mark.keeps(81)
async def test_what_is_approved_is_on_portal_fanpage_and_zalo_within_sixty_minutes(house: House) -> None:
    """On all three at once; of a channel that stops people hear at 30, 45 and 60 minutes, and the engineer goes on."""
    article_id = await house.published("standing-deputy")
    assert (await house.shown(article_id)).keys() == {"portal", "fanpage", "zalo_oa"}
    clocks = [clock for clock in (await house.card(article_id))["clocks"] if clock["promise"] == "publish"]
    assert {clock["state"] for clock in clocks} == {"met"}

    stopped = await house.put_up(title="Bài dừng ở một kênh")
    await house.api.live.fault("fanpage", "*", "token_expired", times=1)
    await house.approves("standing-deputy", stopped)

    async def has_stopped() -> bool:
        return await house.waits_for("engineer", stopped)

    await eventually(has_stopped)
    for minutes, word in ((31, "Sắp quá hạn"), (15, "Sắp quá hạn"), (15, "QUÁ HẠN")):
        await house.later(minutes=minutes)
        for member in ("engineer", "final-editor", "standing-deputy"):
            assert await house.told(member, stopped, word), (member, minutes)
    await house.does("engineer", f"/articles/{stopped}/resume-channel", channel="fanpage")
    await house.seen_by_readers(stopped)


@pytest.mark.keeps(81)
async def test_while_the_engineer_is_away_the_secretary_sees_to_the_channels(house: House) -> None:
    stopped = await house.put_up(title="Bài chờ người đăng dự phòng")
    await house.api.live.fault("fanpage", "*", "token_expired", times=1)
    assert await house.may_not("secretary", f"/articles/{stopped}/resume-channel", channel="fanpage")
    async with house.away("engineer"):
        await house.approves("standing-deputy", stopped)

        async def has_stopped() -> bool:
            return await house.waits_for("secretary", stopped)

        await eventually(has_stopped)
        await house.does("secretary", f"/articles/{stopped}/resume-channel", channel="fanpage")
        await house.seen_by_readers(stopped)
        order = {"ordered_by": "head", "reason": "Sai tên lãnh đạo"}
        gone = await house.does("secretary", f"/articles/{stopped}/take-down-now", **order)

        async def is_gone() -> bool:
            return await house.shown(stopped) == {}

        await eventually(is_gone)
        await house.does("head", f"/amendments/{gone['id']}/confirm")
    assert await house.may_not("secretary", f"/articles/{stopped}/take-down-now", **order)


@pytest.mark.keeps(81)
async def test_the_approver_says_which_channels_and_the_text_of_one_is_changed_alone(house: House) -> None:
    article_id, document = await house.put_up(), await house.put_up(kind="notice")
    path = f"/articles/{article_id}/amendments"
    off: Json = {"channels_off": ["zalo_oa"]}
    assert "lý do" in (await house.api.approved(article_id, **off)).json()["detail"]
    await house.approves("standing-deputy", article_id, **off, reason="Chưa hợp với Zalo")
    await house.approves("final-editor", document, channels_on=["fanpage"])
    for each in (article_id, document):
        await house.seen_by_readers(each)
        assert (await house.shown(each)).keys() == {"portal", "fanpage"}

    before, own = await house.shown(article_id), "Mời bà con tới dự lễ."
    said = {"change": "channel_text", "reason": "Lời cũ khó hiểu", "channel": "fanpage"}
    assert "63206" in await house.may_not("final-editor", path, **said, text="a" * 63_300)
    change = await house.does("final-editor", path, **said, text=own)
    await house.decides("standing-deputy", change)
    after = await house.shown(article_id)
    assert own in after["fanpage"]
    assert after["portal"] == before["portal"]
    assert "Cập nhật lúc" not in str(after)


@pytest.mark.keeps(90)
async def test_the_engineer_reports_what_goes_wrong_to_the_head_with_a_proposal(house: House) -> None:
    said = {"title": "Fanpage bị khóa", "account": "Không đăng được.", "proposal": "Xin mở lại khóa."}
    assert await house.may_not("engineer", "/incidents", **{**said, "proposal": " "})
    number = (await house.does("engineer", "/incidents", **said))["id"]
    assert await house.told("head", "Fanpage bị khóa")
    seal = (await house.looks("head", f"/incidents/{number}"))["seal"]
    await house.does("head", f"/incidents/{number}/decide", decision="Đồng ý.", concerns=["engineer"], seen_seal=seal)
    assert await house.told("engineer", number, "Đồng ý")
