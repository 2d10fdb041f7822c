"""The thread through the pages: signed in, what waits, the article, one act, the next person's list."""

from desk.pages.files import address
from newsroom.board import Office
from newsroom.stages import Stage
from tests.pages.visiting import COOKIE, HOST, Pages
from tests.support.lives import entries, standing_of, until

_PATHS = ("/viec", "/bai", "/dang-nhap", "/bai/2026-9999", address("desk.css"))


async def test_a_stranger_is_sent_to_the_sign_in_and_back(pages: Pages) -> None:
    async with pages.visit() as stranger:
        shown = await stranger.http.get("/viec")

    assert (shown.status_code, shown.headers["location"]) == (303, "/dang-nhap?ve=/viec")


async def test_an_approver_sees_what_waits_and_approves_it_in_two_taps(pages: Pages) -> None:
    article_id = await pages.live.ready_for_approval(title="Trường vùng cao có thêm phòng học mới")
    async with pages.visit((await pages.live.owner(article_id)).id) as visit:
        home = await visit.opened("/viec")
        assert "Trường vùng cao có thêm phòng học mới" in home.words
        article = await visit.opened(f"/bai/{article_id}")
        assert "Anh/chị xem bài này lần đầu." in article.words
        asked = await visit.opened(f"/bai/{article_id}/approve")
        done = await asked.filled()

    assert done.answer.status_code == 200, done.words
    await until(pages.live, article_id, Stage.PUBLISHED)
    (line,) = await entries(pages.live, article_id, act="approve")
    assert '"via":"session"' in str(line).replace(" ", "").replace('\\"', '"')


async def test_what_was_typed_is_kept_beside_why_it_was_not_done(pages: Pages) -> None:
    article_id = await pages.live.ready_for_approval()
    async with pages.visit((await pages.live.owner(article_id)).id) as visit:
        asked = await visit.opened(f"/bai/{article_id}/reject")
        shown = await asked.filled(reason="Trùng với bài hôm qua")

    assert shown.answer.status_code == 422
    assert "Trùng với bài hôm qua" in shown.answer.text
    assert "Chưa làm được" in shown.words
    assert (await standing_of(pages.live, article_id)).stage is Stage.AWAITING_APPROVAL


async def test_a_double_click_is_one_act(pages: Pages) -> None:
    article_id = await pages.live.ready_for_approval()
    async with pages.visit((await pages.live.owner(article_id)).id) as visit:
        form = (await visit.opened(f"/bai/{article_id}/approve")).form()
        answers = [await visit.sent(f"/bai/{article_id}/approve", form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(await entries(pages.live, article_id, act="approve")) == 1


async def test_another_site_cannot_act_in_a_members_name(pages: Pages) -> None:
    """Each lock alone: the mark of the session, the origin, what the browser says of the site."""
    article_id = await pages.live.ready_for_approval()
    owner = (await pages.live.owner(article_id)).id
    path = f"/bai/{article_id}/approve"
    async with pages.visit(owner) as visit, pages.visit(owner) as other:
        form = (await visit.opened(path)).form()
        foreign = (await other.opened(path)).form()["csrf"]
        ours = {"Origin": HOST}
        answers = [
            await visit.http.post(path, data=form, headers={"Origin": "https://elsewhere.test"}),
            await visit.http.post(path, data=form),
            await visit.http.post(path, data=form, headers={**ours, "Sec-Fetch-Site": "same-site"}),
            await visit.http.post(path, data=form | {"csrf": foreign}, headers=ours),
            await visit.http.post(path, data=form | {"csrf": ""}, headers=ours),
        ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert await entries(pages.live, article_id, act="approve") == []


async def test_who_signs_out_is_out_and_a_member_who_left_the_board_too(pages: Pages) -> None:
    async with pages.visit(pages.live.holder(Office.HEAD).id) as visit:
        cookie = visit.http.cookies[COOKIE]
        home = await visit.opened("/viec")
        await home.filled("/dang-xuat")
        visit.http.cookies.set(COOKIE, cookie)
        assert (await visit.http.get("/viec")).status_code == 303
    async with pages.visit("nobody-of-the-board") as visit:
        assert (await visit.http.get("/viec")).status_code == 303


async def test_every_page_carries_the_policy_and_is_kept_by_nobody(pages: Pages) -> None:
    async with pages.visit(pages.live.holder(Office.HEAD).id) as visit:
        answers = [await visit.http.get(path) for path in _PATHS]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 200]
    for answer in answers:
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "style=" not in answer.text
        assert "<script>" not in answer.text
    assert [answer.headers["cache-control"] for answer in answers][:4] == ["no-store"] * 4
