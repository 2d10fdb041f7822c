"""On an article by pages: points, comments, its texts, the evidence, and changes to what is published."""

import json
from typing import Final

from desk.evidence.check import check_pack
from newsroom.article import ArticleId
from newsroom.board import Office
from newsroom.matters.kinds import AmendmentKind
from newsroom.stages import Stage
from tests.pages.test_matters import matter_in
from tests.pages.visiting import Pages, Shown
from tests.support.lives import standing_of, until
from tests.support.matters import matter_ended

_BODY: Final = "Các trường vùng cao đã sẵn sàng. Có 32 trường tham gia lễ khai giản."
_TITLE: Final = "Học sinh vùng cao đón năm học mới"


async def published(pages: Pages) -> ArticleId:
    """An article that readers see."""
    article_id = await pages.live.ready_for_approval(_BODY)
    await pages.live.approve(article_id)
    await until(pages.live, article_id, Stage.PUBLISHED)
    return article_id


async def proposed(pages: Pages, article_id: str, kind: AmendmentKind, text: str, **said: str) -> Shown:
    """What came when the final editor had proposed a change with the whole text."""
    async with pages.visit(pages.live.holder(Office.FINAL_EDITOR).id) as visit:
        asked = await visit.opened(f"/bai/{article_id}/sua/{kind}")
        assert asked.answer.status_code == 200, asked.words
        standing = {"kind": "news", "topics": "education", "byline": "Phóng viên 1"}
        words = {"title": _TITLE, "summary": "Các trường vùng cao đã sẵn sàng cho năm học mới."}
        return await asked.filled(**{"reason": "Sửa cho đúng", "text": text, **standing, **words, **said})


async def test_a_spelling_mistake_is_proposed_decided_and_shown(pages: Pages) -> None:
    live = pages.live
    article_id = await published(pages)
    made = await proposed(pages, article_id, AmendmentKind.TYPO, _BODY.replace("khai giản.", "khai giảng."))
    assert "Đã ghi sổ: đề nghị sửa bài đã đăng." in made.words, made.words
    path = made.answer.request.url.path
    async with pages.visit((await live.owner(article_id)).id) as visit:
        assert f'href="{path}"' in (await visit.opened("/viec")).answer.text
        shown = await visit.opened(path)
        assert "bỏ: giản. thêm: giảng." in shown.words
        done = await (await visit.opened(f"{path}/duyet")).filled()
        assert "Đã ghi sổ: duyệt sửa bài đã đăng." in done.words, done.words
        await matter_ended(live, matter_in(made, "amendment"))
        texts = await visit.opened(f"/bai/{article_id}/cac-ban")
        assert "Bản 1 với bản hiện tại" in texts.words
        assert "đang đăng" in texts.words
        link = texts.answer.text.split('href="?tu=')[1].split('"')[0].replace("&amp;", "&")
        assert "bỏ: giản. thêm: giảng." in (await visit.opened(f"/bai/{article_id}/cac-ban?tu={link}")).words
        listed = await visit.opened(f"/bai/{article_id}/sua")
    assert "Đã xong trên các kênh" in listed.words


async def test_a_correction_says_what_is_missing_and_keeps_what_was_typed(pages: Pages) -> None:
    article_id = await published(pages)
    shown = await proposed(pages, article_id, AmendmentKind.CORRECTION, _BODY, wrong="32 trường", evidence="Công văn 5")

    assert shown.answer.status_code == 422
    assert 'id="right-error"' in shown.answer.text
    for kept in ("32 trường", "Công văn 5", "Sửa cho đúng", _BODY):
        assert kept in shown.answer.text


async def test_a_take_down_is_refused_with_a_reason_and_without_one_not(pages: Pages) -> None:
    live = pages.live
    article_id = await published(pages)
    async with pages.visit(live.holder(Office.SECRETARY).id) as visit:
        asked = await visit.opened(f"/bai/{article_id}/sua/take_down")
        made = await asked.filled(reason="Nghi sai số liệu")
        assert "Đã ghi sổ" in made.words, made.words
        path = made.answer.request.url.path
        assert (await (await visit.opened(f"{path}/duyet")).filled()).answer.status_code == 422
    async with pages.visit((await live.owner(article_id)).id) as visit:
        unsaid = await (await visit.opened(f"{path}/khong-duyet")).filled()
        assert unsaid.answer.status_code == 422
        refused = await unsaid.filled(reason="Số liệu đúng")
        assert "Đã ghi sổ: không duyệt sửa bài đã đăng." in refused.words
    await matter_ended(live, matter_in(made, "amendment"))
    assert (await standing_of(live, article_id)).stage is Stage.PUBLISHED


async def test_an_oral_order_is_carried_out_and_confirmed(pages: Pages) -> None:
    live = pages.live
    article_id = await published(pages)
    async with pages.visit(live.holder(Office.ENGINEER).id) as visit:
        asked = await visit.opened(f"/bai/{article_id}/go-ngay")
        made = await asked.filled(ordered_by=live.holder(Office.HEAD).id, reason="Lệnh của Trưởng Ban")
        assert "Đã ghi sổ: gỡ ngay theo lệnh miệng." in made.words, made.words
    async with pages.visit(live.holder(Office.HEAD).id) as visit:
        path = made.answer.request.url.path
        done = await (await visit.opened(f"{path}/xac-nhan")).filled()
        assert "Đã ghi sổ: xác nhận lệnh gỡ." in done.words, done.words
    await matter_ended(live, matter_in(made, "amendment"))


async def test_comments_are_made_taken_back_and_closed(pages: Pages) -> None:
    live = pages.live
    article_id = await live.submit(_BODY)
    path = f"/bai/{article_id}"
    async with pages.visit("reporter-1") as visit:
        asked = await visit.opened(f"{path}/gop-y")
        empty = await asked.filled(f"{path}/gop-y", text=" ")
        assert empty.answer.status_code == 422
        for said in ("Xin xem lại con số", "Xin thêm ảnh"):
            listed = await (await visit.opened(f"{path}/gop-y")).filled(f"{path}/gop-y", text=said)
        assert "Rút góp ý 2" in listed.words
        assert "Đóng điểm đã xem" not in listed.words
        withdrawn = await listed.filled(f"{path}/gop-y/2/rut")
        assert "Đã rút" in withdrawn.words
    async with pages.visit(live.holder(Office.FINAL_EDITOR).id) as visit:
        listed = await visit.opened(f"{path}/diem")
        assert (await listed.filled(f"{path}/diem")).answer.status_code == 422
        closed = await listed.filled(f"{path}/diem", points=["1"])
    assert "Đã đóng" in closed.words
    assert "Còn mở" not in closed.words
    assert [point.is_open for point in await live.stores.points.at_hand(article_id)] == [False, False]


async def test_the_evidence_is_for_whom_it_is_and_proves_itself(pages: Pages) -> None:
    article_id = await published(pages)
    async with pages.visit(pages.live.holder(Office.SECRETARY).id) as visit:
        assert f"/bai/{article_id}/chung-cu" in (await visit.opened(f"/bai/{article_id}")).answer.text
        taken = await visit.http.get(f"/bai/{article_id}/chung-cu")
    async with pages.visit("reporter-1") as visit:
        assert "/chung-cu" not in (await visit.opened(f"/bai/{article_id}")).answer.text
        refused = await visit.http.get(f"/bai/{article_id}/chung-cu")

    assert (taken.status_code, refused.status_code) == (200, 403)
    assert "attachment" in taken.headers["content-disposition"]
    assert check_pack(json.loads(taken.text)) == ()


async def test_the_texts_of_an_article_are_not_for_a_stranger_to_its_file(pages: Pages) -> None:
    article_id = await pages.live.ready_for_approval(_BODY)
    async with pages.visit("reporter-2") as visit:
        for place in ("cac-ban", "diem", "sua", "sua/typo", "chung-cu"):
            assert (await visit.http.get(f"/bai/{article_id}/{place}")).status_code == 404, place
    async with pages.visit(pages.live.holder(Office.HEAD).id) as visit:
        assert (await visit.http.get(f"/bai/{article_id}/cac-ban?tu={'0' * 64}")).status_code == 404
        assert (await visit.http.get(f"/bai/{article_id}/sua/other")).status_code == 422
