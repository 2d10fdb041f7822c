"""Meetings and incidents by pages: called, prepared, minuted, concluded; reported, compiled, decided."""

import pytest

from newsroom.board import Office
from newsroom.matters.kinds import MatterKind
from newsroom.stages import Stage
from tests.pages.test_matters import matter_in, typed_hour
from tests.pages.visiting import HOST, Pages, Shown
from tests.support.lives import standing_of, until
from tests.support.matters import called, matter_ended, referred

_PDF = b"%PDF-1.4\nT\n%%EOF\n"


def _path(matter: str) -> str:
    return f"/hop/{matter.partition('/')[2]}"


@pytest.fixture(autouse=True)
async def alone(pages: Pages) -> None:
    """No meeting is open, so that an article before the board comes on the agenda of the test's own."""
    head = pages.live.holder(Office.HEAD)
    async with pages.live.stores.database.reading() as connection:
        rows = await connection.fetch("SELECT id FROM meetings WHERE stage IN ('called', 'minuted')")
    for row in rows:
        await pages.live.parts.meetings.cancel(head, row["id"], reason="Dọn dẹp")
        await matter_ended(pages.live, f"{MatterKind.MEETING}/{row['id']}")


async def _minuted(pages: Pages, matter: str, article_id: str, note: str = "Thiếu nguồn") -> Shown:
    """The page that came when the secretary had put every article off, but this one, and settled what was raised."""
    async with pages.visit(pages.live.holder(Office.SECRETARY).id) as visit:
        asked = await visit.opened(f"{_path(matter)}/bien-ban")
        others = {part.split('"')[0] for part in asked.answer.text.split('<select id="outcome-')[1:]}
        said = {f"outcome-{each}": "release" if each.startswith("m-") else "carry" for each in others}
        said |= {f"outcome-{article_id}": "return", f"note-{article_id}": note}
        return await asked.filled(minutes="Cuộc họp bàn từng bài.", **said)


async def test_a_meeting_from_its_call_to_what_it_does_to_an_article(pages: Pages) -> None:
    live = pages.live
    article_id = await referred(live)
    async with pages.visit(live.holder(Office.HEAD).id) as visit:
        made = await (await visit.opened("/hop/trieu-tap/moi")).filled(
            starts_at=typed_hour(2), place="Phòng họp số 2", topic="Bài chưa thống nhất"
        )
    assert "Đã ghi sổ: triệu tập họp." in made.words, made.words
    matter = matter_in(made, MatterKind.MEETING)
    async with pages.visit(live.holder(Office.SECRETARY).id) as visit:
        form = (await visit.opened(f"{_path(matter)}/tai-lieu")).form()
        said = form | {"title": "Tờ trình", "text": ""}
        sent = await visit.http.post(
            f"{_path(matter)}/tai-lieu", data=said, files={"file": ("to-trinh.pdf", _PDF)}, headers={"Origin": HOST}
        )
        shown = await visit.opened(sent.headers["location"])
        file = shown.answer.text.split("/tep/")[1].split('"')[0]
        assert (await visit.http.get(f"{_path(matter)}/tep/{file}")).content == _PDF
        raised = await (await visit.opened(f"{_path(matter)}/van-de")).filled(title="Nhuận bút", text="Mức quý IV")
        assert "Nhuận bút" in raised.words
    no_note = await _minuted(pages, matter, article_id, note="")
    assert (no_note.answer.status_code, "Cuộc họp bàn từng bài." in no_note.answer.text) == (422, True)
    minuted = await _minuted(pages, matter, article_id)
    assert "Đã ghi sổ: ghi biên bản." in minuted.words, minuted.words
    async with pages.visit(live.holder(Office.HEAD).id) as visit:
        asked = await visit.opened(f"{_path(matter)}/ket-luan")
        assert "Thiếu nguồn" in asked.words
        done = await asked.filled()
    assert "Đã ghi sổ: kết luận cuộc họp." in done.words, done.words
    await until(live, article_id, Stage.EDITING)
    await matter_ended(live, matter)


async def test_minutes_mended_meanwhile_are_to_be_read_again(pages: Pages) -> None:
    live = pages.live
    article_id = await referred(live)
    matter = await called(live)
    await _minuted(pages, matter, article_id)
    async with pages.visit(live.holder(Office.HEAD).id) as visit:
        asked = await visit.opened(f"{_path(matter)}/ket-luan")
        await _minuted(pages, matter, article_id, note="Thiếu hai nguồn")
        shown = await asked.filled()

    assert shown.answer.status_code == 422
    assert "Nội dung đã đổi sau khi anh/chị mở trang." in shown.words
    assert (await standing_of(live, article_id)).stage is Stage.BEFORE_BOARD


async def test_who_does_not_lead_the_board_is_told_why_no_meeting_was_called(pages: Pages) -> None:
    async with pages.visit(pages.live.holder(Office.SECRETARY).id) as visit:
        said = {"place": "Phòng 1", "topic": "Việc khác"}
        shown = await (await visit.opened("/hop/trieu-tap/moi")).filled(starts_at=typed_hour(2), **said)

    assert (shown.answer.status_code, "Phòng 1" in shown.answer.text) == (422, True)
    assert (await pages.live.stores.matter_reading.meetings(only_open=True)) == ()


async def test_an_incident_is_reported_compiled_and_decided(pages: Pages) -> None:
    live = pages.live
    async with pages.visit("reporter-1") as visit:
        made = await (await visit.opened("/su-viec/bao-su-viec/moi")).filled(
            title="Máy ảnh hỏng", account="Máy ảnh số 2 hỏng ống kính.", proposal="Cho sửa."
        )
        path = made.answer.request.url.path
        refused = await (await visit.opened(f"{path}/quyet-dinh")).filled(decision="Tự quyết")
        assert refused.answer.status_code == 422
        assert "Tự quyết" in refused.answer.text
    async with pages.visit("reporter-2") as visit:
        assert (await visit.opened(path)).answer.status_code == 404
    async with pages.visit(live.holder(Office.SECRETARY).id) as visit:
        compiled = await (await visit.opened(f"{path}/tong-hop")).filled(summary="Sửa hết 3 triệu.")
        assert "Đã ghi sổ: tổng hợp sự việc." in compiled.words
    async with pages.visit(live.holder(Office.HEAD).id) as visit:
        asked = await visit.opened(f"{path}/quyet-dinh")
        assert "Sửa hết 3 triệu." in asked.words
        done = await asked.filled(decision="Đồng ý.", concerns=["engineer"])
    assert "Đã ghi sổ: quyết định về sự việc." in done.words, done.words
    assert "Người thực hiện:" in done.words
