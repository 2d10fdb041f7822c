"""The secretary (II.5)."""

from pathlib import Path

import pytest
from docx import Document

from tests.notice.house import House
from tests.notice.meetings import convened


@pytest.mark.keeps(59)
async def test_the_secretary_prepares_the_papers_of_a_meeting_as_word_and_pdf_files(
    house: House, tmp_path: Path
) -> None:
    """Every member of the meeting reads them, byte for byte as they were sent."""
    pdf, word = tmp_path / "ke-hoach.pdf", tmp_path / "to-trinh.docx"
    pdf.write_bytes(b"%PDF-1.4\nKe hoach\n%%EOF\n")
    document = Document()
    document.add_paragraph("Hai bài còn khác số liệu.")
    document.save(str(word))
    async with convened(house) as meeting:
        assert await house.told("secretary", "Bài chưa thống nhất", "Mời chuẩn bị tài liệu họp")
        for file in (pdf, word):
            await house.types(
                "meeting", "paper-file", meeting.id, "--as", "secretary", "--title", "Tờ trình", *_file(file)
            )
        assert "Thư ký chuẩn bị" in await house.mistypes(
            "meeting", "paper-file", meeting.id, "--as", "deputy", "--title", "Tờ trình", *_file(pdf)
        )
        plan, proposal = (await meeting.sheet("final-editor"))["papers"]
        assert (plan["added_by"], plan["file_name"]) == ("secretary", "ke-hoach.pdf")
        assert proposal["text"] == "Hai bài còn khác số liệu."
        kept = tmp_path / "lay-ve.pdf"
        await house.types(
            "meeting", "paper-save", meeting.id, plan["file_digest"], "--out", str(kept), "--as", "deputy"
        )
        assert kept.read_bytes() == pdf.read_bytes()
        assert await house.told("deputy", "Tờ trình", "Có tài liệu họp")


@pytest.mark.keeps(5)
async def test_the_secretary_and_the_deputy_bring_before_the_board_what_they_see_is_not_agreed(house: House) -> None:
    async with house.away("head"):
        for member in ("secretary", "deputy"):
            article_id = await house.put_up()
            assert await house.may_not("reporter-1", f"/articles/{article_id}/refer", reason="Chưa thống nhất")
            await house.does(member, f"/articles/{article_id}/refer", reason="Số liệu hai sở khác nhau")
            assert await house.told("standing-deputy", article_id, "mời triệu tập")
            assert await house.may_not_approve("standing-deputy", article_id)
            await house.does("standing-deputy", f"/articles/{article_id}/take-over", reason="Đã thống nhất lại")


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


def _file(path: Path) -> tuple[str, str]:
    return "--file", str(path)
