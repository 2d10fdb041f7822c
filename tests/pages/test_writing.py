"""Handing in and editing by pages: by file, pasted, with photos; what is wrong is said and what was typed is kept."""

import io

from PIL import Image

from newsroom.board import Office
from newsroom.stages import Stage
from tests.pages.visiting import HOST, Pages
from tests.support.lives import standing_of

_TEXT = "Các trường vùng cao đã sẵn sàng cho năm học mới."
_SAID = {
    "title": "Học sinh vùng cao đón năm học mới",
    "summary": "Các trường vùng cao đã sẵn sàng.",
    "kind": "news",
    "topics": "education",
    "byline": "Phóng viên 1",
}


def _photo() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (640, 480), "navy").save(kept, "JPEG")
    return kept.getvalue()


async def test_a_text_with_a_photo_is_handed_in_and_edited_by_pages(pages: Pages) -> None:
    async with pages.visit("reporter-1") as visit:
        form = (await visit.opened("/bai/moi")).form()
        files = {"photo_0": ("lop-hoc.jpg", _photo(), "image/jpeg"), "manuscript": ("", b"", "")}
        said = {**form, **_SAID, "text": _TEXT, "caption_0": "Lớp học mới", "credit_0": "Phóng viên 1", "alt_0": "Lớp"}
        answers = [
            await visit.http.post("/bai/moi", data=said, files=files, headers={"Origin": HOST}) for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [201, 200], answers[0].text
        article_id = answers[0].text.split('class="button" href="/bai/')[1].split('"')[0]
        shown = await visit.opened(f"/bai/{article_id}")
        assert "Lớp học mới" in shown.words
        assert (await visit.http.get(shown.answer.text.split('<img src="')[1].split('"')[0])).status_code == 200

    async with pages.visit(pages.live.holder(Office.FINAL_EDITOR).id) as visit:
        asked = await visit.opened(f"/bai/{article_id}/finish-edit")
        assert "Bảng kiểm" in asked.words
        done = await asked.filled(text=f"{_TEXT} Có 32 trường.", **_SAID)

    assert done.answer.status_code == 200, done.words
    standing = await standing_of(pages.live, article_id)
    assert (standing.stage, standing.revision) == (Stage.AWAITING_APPROVAL, 2)


async def test_what_was_typed_stays_when_a_text_is_refused(pages: Pages) -> None:
    async with pages.visit("reporter-1") as visit:
        asked = await visit.opened("/bai/moi")
        nothing = await asked.filled(title="Chưa có nội dung")
        wrong = await asked.filled(title="Bài có nguồn hỏng", text=_TEXT, source_url="không phải địa chỉ")

    assert (nothing.answer.status_code, wrong.answer.status_code) == (422, 422)
    assert 'value="Chưa có nội dung"' in nothing.answer.text
    assert "Chưa có tệp bản thảo" in nothing.words
    assert _TEXT in wrong.answer.text
    assert "không phải địa chỉ" in wrong.answer.text


async def test_a_stranger_to_the_file_is_told_who_may_edit(pages: Pages) -> None:
    article_id = await pages.live.submit(_TEXT)
    async with pages.visit("reporter-2") as visit:
        assert (await visit.http.get(f"/bai/{article_id}/finish-edit")).status_code in {403, 404}
