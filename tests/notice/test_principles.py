"""The frame of the notice and its general principles (part I)."""

import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from newsroom.article import spoken
from tests.notice.house import House
from tests.notice.meetings import convened
from tests.support.api import BODY, REASON
from tests.support.samples import BOARD_FILE

_NEW_DEPUTY = "deputy-2"
_ON_PAPER = ("--number", "12/TB-BBT", "--signed-on", "2026-11-20", "--decided-by", "Quyết định số 1124/QĐ-UBND")


@pytest_asyncio.fixture(loop_scope="session")
async def new_notice(house: House, tmp_path: Path) -> AsyncIterator[str]:
    """A notice in which another person sits in the deputy's place; the old one holds again in the end."""
    old = BOARD_FILE.read_text(encoding="utf-8")
    place = next(member for member in tomllib.loads(old)["members"] if member["office"] == "deputy")
    changed = old.replace('id = "deputy"', f'id = "{_NEW_DEPUTY}"').replace(place["name"], "Bà Phó Trưởng Ban mới")
    notice, before = tmp_path / "thong-bao-moi.toml", tmp_path / "thong-bao-cu.toml"
    notice.write_text(changed, encoding="utf-8")
    before.write_text(old, encoding="utf-8")
    yield str(notice)
    await house.types("board", "adopt", str(before), "--as", "head", "--yes", *_ON_PAPER)


@pytest.mark.keeps(3, 93)
async def test_a_new_member_takes_the_place_with_its_open_tasks_and_the_old_decisions_stay(
    house: House, new_notice: str
) -> None:
    decided = await house.published("deputy", topics=["admin_reform"])
    waiting = await house.put_up(topics=["admin_reform"])
    await house.later(minutes=10)
    before = house.ahead(minutes=-5)
    shown = await house.types("board", "adopt", new_notice, "--as", "head", "--yes", *_ON_PAPER)
    assert "Bà Phó Trưởng Ban mới" in shown
    assert spoken(waiting) in shown
    await house.introduces(_NEW_DEPUTY)
    assert await house.waits_for(_NEW_DEPUTY, waiting)
    assert (await house.ground(decided, "approve"))["member"] == "deputy"
    earlier = await house.types("board", "explain", waiting, "--at", before[:19].replace("T", " "))
    assert "Bà Phó Trưởng Ban mới" not in earlier
    await house.approves(_NEW_DEPUTY, waiting)
    assert (await house.ground(waiting, "approve"))["office"] == "deputy"


@pytest.mark.keeps(2, 4)
@pytest.mark.partly(6)
async def test_each_office_has_one_member_and_each_class_one_approver(house: House) -> None:
    board = await house.looks("reporter-1", "/board")
    offices = [member["office"] for member in board["members"]]
    alone = [office for office in offices if office not in {"reporter", "contributor"}]
    assert len(alone) == len(set(alone)) == 8
    assert [rule["office"] for rule in board["authority"]] == ["head", "deputy", "final_editor", "standing_deputy"]
    assert {duty["office"] for duty in board["duties"]} == {"secretary", "chief_accountant", "accountant", "engineer"}
    shown = await house.types("board", "show")
    assert "Biên bản họp Ban Biên tập" in shown
    assert board["needs_check"] in " ".join(shown.split())


@pytest.mark.keeps(92)
async def test_a_notice_is_in_force_from_its_hour_and_never_from_an_hour_gone_by(house: House, tmp_path: Path) -> None:
    copy = tmp_path / "thong-bao.toml"
    copy.write_text(f"{BOARD_FILE.read_text(encoding='utf-8')}\n# Bản in lại.\n", encoding="utf-8")
    refused = await house.mistypes(
        "board", "adopt", str(copy), "--as", "head", "--yes", "--from", "2020-01-01 07:00", *_ON_PAPER
    )
    assert "giờ áp dụng đã qua" in refused
    assert "number" in await house.mistypes("board", "adopt", str(copy), "--as", "head", "--yes")
    await house.types("board", "adopt", str(copy), "--as", "head", "--yes", *_ON_PAPER)
    board = await house.looks("reporter-1", "/board")
    assert (board["number"], board["signed_on"], board["decided_by"]) == _ON_PAPER[1::2]


@pytest.mark.keeps(5)
async def test_what_is_not_agreed_goes_before_the_board_and_is_not_posted_before_it_has_concluded(house: House) -> None:
    """The Head is asked to call a meeting and reminded while there is none."""
    article_id = await house.put_up()
    await house.does("standing-deputy", f"/articles/{article_id}/refer", reason="Chưa thống nhất số liệu")
    assert "Bài không đăng cho tới khi có kết luận" in (await house.told("secretary", article_id))[-1]
    assert await house.told("head", article_id, "mời triệu tập")
    assert any(
        spoken(article_id) not in text and "chưa thống nhất" in text for text in await house.tasks("head", "convene")
    )
    assert await house.may_not_approve("standing-deputy", article_id)
    await house.later(minutes=31)
    assert len(await house.told("head", article_id, "vẫn chờ họp")) == 1
    async with convened(house) as meeting:
        await house.later(minutes=31)
        assert len(await house.told("head", article_id, "vẫn chờ họp")) == 1
        await meeting.minuted({article_id: ("release", "")})
        await meeting.concluded("head")
    assert await house.waits_for("standing-deputy", article_id)
    await house.approves("standing-deputy", article_id)


@pytest.mark.keeps(5)
async def test_an_important_matter_that_is_no_article_is_settled_in_a_meeting_or_in_the_next(house: House) -> None:
    matter = {"title": "Định hướng nội dung quý IV", "text": "Ba hướng để Ban lựa chọn."}
    async with convened(house) as first:
        assert await house.may_not("reporter-1", f"{first.path}/items", **matter)
        await house.does("final-editor", f"{first.path}/items", **matter)
        assert await house.told("deputy", matter["title"], "Chương trình họp có thêm vấn đề")
        await first.minuted({(await first.matter(matter["title"]))["article_id"]: ("carry", "")})
        await first.concluded()
    async with convened(house) as second:
        raised = await second.matter(matter["title"], "deputy")
        assert raised["text"] == matter["text"]
        await second.minuted({raised["article_id"]: ("release", "Chọn hướng thứ hai")})
        await second.concluded()
        settled = await second.matter(matter["title"], "deputy")
        assert (settled["outcome"], settled["note"]) == ("release", "Chọn hướng thứ hai")
        assert await house.told("secretary", matter["title"], "đã kết luận")
    assert (await first.matter(matter["title"]))["outcome"] == "carry"


@pytest.mark.keeps(7)
async def test_each_member_answers_in_person_for_what_he_did_and_never_judges_his_own(
    house: House, tmp_path: Path
) -> None:
    article_id = await house.put_up()
    assert await house.may_not_approve("deputy", article_id)
    await house.approves("standing-deputy", article_id)
    done = await house.ground(article_id, "approve")
    assert (done["member"], done["office"]) == ("standing-deputy", "standing_deputy")
    assert done["hash"] == (await house.card(article_id))["content_hash"]
    events = (await house.looks("head", f"/articles/{article_id}/timeline"))["events"]
    assert [event["member"] for event in events if event["outcome"] == "refused"] == ["deputy"]
    await house.seen_by_readers(article_id)
    pack = str(tmp_path / "ho-so.json")
    await house.types("ledger", "export", article_id, "--out", pack)
    await house.types("ledger", "check", pack, "--key", house.api.live.settings.desk_public_key)
    own = await house.put_up("standing-deputy")
    assert await house.may_not_approve("standing-deputy", own)
    assert await house.waits_for("head", own)


@pytest.mark.keeps(9)
async def test_a_refusal_names_its_ground_in_law_and_what_was_wrong_is_corrected_with_an_apology(house: House) -> None:
    article_id = await house.put_up()
    path = f"/articles/{article_id}/reject"
    assert "lý do" in await house.may_not("standing-deputy", path, reason="Không đăng được")
    reasons = {each["code"] for each in (await house.looks("standing-deputy", "/reasons"))["reasons"]}
    assert {"state_secret", "unclear_origin"} <= reasons
    await house.does("standing-deputy", path, reason="Có thông tin mật", reason_code="state_secret")

    shown = await house.published("standing-deputy", text=f"{BODY}\nCó 32 trường tham gia.\n")
    amendment = await house.proposes(
        shown, "correction", f"{BODY}\nCó 23 trường tham gia.\n", wrong="Có 32 trường", right="Có 23 trường"
    )
    await house.decides("standing-deputy", amendment)
    for text in (await house.shown(shown)).values():
        assert "cải chính, xin lỗi" in text
        assert "23 trường" in text


@pytest.mark.keeps(11)
async def test_the_head_bears_the_highest_responsibility_so_he_sees_and_takes_back_any_item(house: House) -> None:
    edited, waiting = await house.sends(), await house.put_up(topics=["admin_reform"])
    approved = await house.put_up()
    await house.approves("standing-deputy", approved, publish_at=house.ahead(hours=3))
    for article_id in (edited, waiting, approved):
        assert (await house.looks("head", f"/articles/{article_id}/text"))["body_html"]
        await house.does("head", f"/articles/{article_id}/take-over", reason="Nội dung quan trọng")
    assert await house.waits_for("head", waiting)
    assert (await house.card(approved))["approved_hash"] == ""
    assert await house.may_not_approve("standing-deputy", approved)
    await house.approves("head", waiting)
    assert (await house.ground(waiting, "approve"))["rule"] == 17


@pytest.mark.keeps(12)
async def test_nothing_is_posted_before_it_is_vetted_and_only_the_text_that_was_read(house: House) -> None:
    article_id = await house.sends()
    assert "biên tập kỹ thuật" in await house.may_not_approve("standing-deputy", article_id)
    path = f"/articles/{article_id}"
    await house.does("final-editor", f"{path}/finish-edit")
    read = await house.api.seen(article_id)
    await house.does("standing-deputy", f"{path}/return-for-edit", **REASON)
    edited = await house.api.send("final-editor", f"{path}/finish-edit", text=f"{BODY}\nCó 32 trường.\n")
    assert edited.is_success, edited.text
    assert "đọc bản mới" in (await house.api.approved(article_id, seen_hash=read)).json()["detail"]
    assert await house.shown(article_id) == {}
    await house.approves("standing-deputy", article_id)
    await house.seen_by_readers(article_id)
    shown = await house.shown(article_id)
    assert shown.keys() == {"portal", "fanpage", "zalo_oa"}
    assert "32 trường" in shown["portal"]


@pytest.mark.keeps(12)
async def test_an_approved_text_that_waits_for_its_hour_may_be_mended_or_returned_and_is_approved_anew(
    house: House,
) -> None:
    article_id = await house.put_up(text=f"{BODY}\nCó 32 trường dự lễ khai giản.\n")
    path = f"/articles/{article_id}"
    await house.approves("standing-deputy", article_id, publish_at=house.ahead(hours=3))
    slip = await house.proposes(article_id, "typo", f"{BODY}\nCó 32 trường dự lễ khai giảng.\n")
    await house.decides("standing-deputy", slip)
    assert (await house.card(article_id))["stage"] == "scheduled"
    assert await house.may_not("deputy", f"{path}/return-for-edit", **REASON)
    await house.does("standing-deputy", f"{path}/return-for-edit", **REASON)
    card = await house.card(article_id)
    assert (card["stage"], card["approved_hash"]) == ("editing", "")
    await house.does("final-editor", f"{path}/finish-edit")
    assert await house.shown(article_id) == {}
    await house.approves("standing-deputy", article_id)
    await house.seen_by_readers(article_id)
    assert "khai giảng." in (await house.shown(article_id))["portal"]


@pytest.mark.partly(13)
async def test_what_has_changed_since_is_brought_up_to_date_where_it_stands(house: House) -> None:
    article_id = await house.published("standing-deputy")
    amendment = await house.proposes(article_id, "update", f"{BODY}\nĐến chiều có 40 trường.\n")
    await house.decides("standing-deputy", amendment)
    assert "Cập nhật lúc" in (await house.shown(article_id))["portal"]


@pytest.mark.keeps(14)
async def test_an_item_is_due_on_the_day_it_comes_in_and_the_clock_only_tells(house: House) -> None:
    article_id = await house.put_up()
    (due,) = [clock for clock in (await house.card(article_id))["clocks"] if clock["promise"] == "same_day"]
    assert due["due_at"][11:19] == "23:59:59"
    await house.until(16, 1)
    assert len(await house.told("standing-deputy", article_id, "Sắp quá hạn")) == 1
    await house.until(20, 1)
    assert len(await house.told("standing-deputy", article_id, "Sắp quá hạn")) == 2
    await house.until(0, 1, days=1)
    assert await house.told("head", article_id, "QUÁ HẠN")
    assert (await house.card(article_id))["stage"] == "awaiting_approval"


@pytest.mark.keeps(14)
async def test_who_stands_in_is_warned_and_a_text_of_the_late_evening_has_its_own_column(house: House) -> None:
    article_id = await house.put_up()
    async with house.away("standing-deputy", hours=14) as absence:
        await house.does("head", f"/absences/{absence}/assign", to="deputy")
        await house.until(16, 1)
        assert await house.told("deputy", article_id, "Sắp quá hạn")
        await house.until(21)
    late = await house.put_up()
    assert await house.told("final-editor", late, "Sắp quá hạn")
    await house.until(0, 1, days=1)
    (row,) = [row for row in (await house.looks("secretary", "/owed"))["owed"] if row["article_id"] == late]
    assert (row["late"], row["after_hours_target"][11:16]) == (True, "09:00")


@pytest.mark.keeps(14)
async def test_who_is_on_the_duty_list_is_called_in_those_hours(house: House) -> None:
    article_id = await house.put_up()
    evening = {"starts_at": house.ahead(hours=9), "ends_at": house.ahead(hours=15), "reason": "Trực buổi tối"}
    assert await house.may_not("engineer", "/delegations", to="deputy", kind="on_duty", **evening)
    async with house.lent("secretary", "deputy", kind="on_duty", **evening):
        await house.until(16, 1)
        assert not await house.told("deputy", article_id, "Sắp quá hạn")
        await house.until(20, 1)
        assert await house.told("deputy", article_id, "Sắp quá hạn")


@pytest.mark.keeps(94)
async def test_problems_go_to_the_secretary_who_reports_to_the_head_for_adjustment(house: House) -> None:
    said = {"title": "Chuyên mục chồng chéo", "account": "Hai mục cùng nội dung.", "proposal": "Gộp làm một."}
    number = (await house.does("reporter-1", "/incidents", **said))["id"]
    assert await house.tasks("secretary", "compile")
    await house.does("secretary", f"/incidents/{number}/compile", summary="Đề nghị gộp.")
    assert await house.tasks("head", "decide")
    seal = (await house.looks("head", f"/incidents/{number}"))["seal"]
    assert await house.may_not("deputy", f"/incidents/{number}/decide", decision="Đồng ý.", seen_seal=seal)
    await house.does("head", f"/incidents/{number}/decide", decision="Đồng ý.", seen_seal=seal)
    assert await house.told("reporter-1", number, "Đồng ý")
