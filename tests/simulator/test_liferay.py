"""The portal keeps Liferay's contract, and shows readers exactly what was stored."""

from datetime import timedelta
from typing import Any

import pytest

from tests.simulator.conftest import MovableClock
from tests.simulator.outside import BODY, JPEG, LIFERAY, Outside

pytestmark = pytest.mark.asyncio


async def test_putting_the_same_article_twice_leaves_one(outside: Outside) -> None:
    first, second = await outside.put_article(), await outside.put_article(title="Tên mới")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["id"] == second.json()["id"]
    posts = await outside.visible("portal")
    assert [(post["title"], post["external_reference"]) for post in posts] == [("Tên mới", "bai-1")]


async def test_articles_are_read_by_code_by_number_and_in_pages(outside: Outside) -> None:
    number = (await outside.put_article()).json()["id"]
    await outside.put_article("bai-2", title="Tin thứ hai", friendlyUrlPath="tin-hai")
    assert (await outside.liferay("GET", outside.by_code("bai-1"))).json()["id"] == number
    assert (await outside.liferay("GET", f"/structured-contents/{number}")).json()["title"] == "Tin mới"
    many = f"/sites/{outside.config.site_id}/structured-contents"
    page = (await outside.liferay("GET", many, params={"page": 2, "pageSize": 1})).json()
    assert [item["title"] for item in page["items"]] == ["Tin mới"]
    assert (page["totalCount"], page["lastPage"], page["page"], page["pageSize"]) == (2, 2, 2, 1)
    found = (await outside.liferay("GET", many, params={"search": "thứ hai"})).json()
    assert [item["externalReferenceCode"] for item in found["items"]] == ["bai-2"]
    assert (await outside.liferay("GET", many, params={"page": "x"})).status_code == 400


async def test_patch_keeps_what_it_does_not_name_and_put_does_not(outside: Outside) -> None:
    number = (await outside.put_article()).json()["id"]
    patched = await outside.liferay("PATCH", f"/structured-contents/{number}", json={"description": "Sapo mới"})
    assert (patched.json()["title"], patched.json()["description"]) == ("Tin mới", "Sapo mới")
    sent = {"title": "Chỉ có tên", "contentStructureId": outside.config.structure_id}
    replaced = (await outside.liferay("PUT", f"/structured-contents/{number}", json=sent)).json()
    assert "description" not in replaced
    # Who may view it is not part of the text: a PUT that is silent on it changes nothing there.
    assert [post["title"] for post in await outside.visible()] == ["Chỉ có tên"]


async def test_posting_a_taken_code_conflicts(outside: Outside) -> None:
    await outside.put_article()
    many = f"/sites/{outside.config.site_id}/structured-contents"
    answer = await outside.liferay("POST", many, json=outside.content(externalReferenceCode="bai-1"))
    assert answer.status_code == 409
    assert set(answer.json()) == {"status", "title", "type"}


async def test_two_articles_never_share_an_address(outside: Outside) -> None:
    await outside.put_article()
    assert (await outside.put_article("bai-2")).json()["friendlyUrlPath"] == "tin-moi-1"


async def test_deleted_article_is_gone(outside: Outside) -> None:
    await outside.put_article()
    assert (await outside.liferay("DELETE", outside.by_code("bai-1"))).status_code == 204
    assert (await outside.liferay("GET", outside.by_code("bai-1"))).status_code == 404
    assert (await outside.liferay("DELETE", outside.by_code("bai-1"))).status_code == 404
    assert (await outside.http.get("/liferay/web/caobang/-/tin-moi")).status_code == 404


async def test_blog_postings_are_upserted_too(outside: Outside) -> None:
    sent = {"headline": "Blog", "articleBody": BODY, "viewableBy": "Anyone", "friendlyUrlPath": "blog"}
    answer = await outside.liferay("PUT", outside.by_code("b-1", "blog-postings"), json=sent)
    assert answer.status_code == 200
    assert BODY in (await outside.http.get("/liferay/web/caobang/-/blog")).text


@pytest.mark.parametrize("wrong", [{"title": ""}, {"contentFields": [{"name": "body"}]}, {"datePublished": "mai"}])
async def test_malformed_articles_are_refused(outside: Outside, wrong: dict[str, Any]) -> None:
    assert (await outside.put_article(**wrong)).status_code == 400


async def test_unknown_structure_or_site_is_not_found(outside: Outside) -> None:
    assert (await outside.put_article(contentStructureId="khac")).status_code == 404
    path = "/sites/hanoi/structured-contents/by-external-reference-code/x"
    assert (await outside.liferay("PUT", path, json=outside.content())).status_code == 404


async def test_calls_need_a_living_token(outside: Outside, clock: MovableClock) -> None:
    path = f"{LIFERAY}{outside.by_code('bai-1')}"
    assert (await outside.http.get(path)).status_code == 401
    assert (await outside.http.get(path, headers={"Authorization": "Bearer la"})).status_code == 401
    await outside.bearer()
    clock.pass_by(timedelta(seconds=outside.config.liferay_token_seconds))
    assert (await outside.liferay("GET", outside.by_code("bai-1"))).status_code == 403


async def test_session_expired_needs_a_new_token(outside: Outside) -> None:
    """After a 403 the same token stays refused: only signing in again helps."""
    await outside.put_article()
    await outside.switch_on("portal", "get_article", "session_expired")
    for _ in range(2):
        assert (await outside.liferay("GET", outside.by_code("bai-1"))).status_code == 403
    fresh = {"Authorization": f"Bearer {(await outside.token()).json()['access_token']}"}
    assert (await outside.http.get(f"{LIFERAY}{outside.by_code('bai-1')}", headers=fresh)).status_code == 200


async def test_wrong_client_gets_no_token(outside: Outside) -> None:
    form = {"grant_type": "client_credentials", "client_id": "ai", "client_secret": "do"}
    assert (await outside.http.post("/liferay/o/oauth2/token", data=form)).json() == {"error": "invalid_client"}
    refused = await outside.http.post("/liferay/o/oauth2/token", data=form | {"grant_type": "password"})
    assert refused.json() == {"error": "unsupported_grant_type"}


async def test_document_is_replaced_under_its_code_and_served(outside: Outside) -> None:
    first = (await outside.put_document()).json()
    second = (await outside.put_document(content=JPEG + b"2")).json()
    assert first["id"] == second["id"]
    assert (first["encodingFormat"], second["sizeInBytes"]) == ("image/jpeg", len(JPEG) + 1)
    served = await outside.http.get(second["contentUrl"])
    assert (served.content, served.headers["content-type"]) == (JPEG + b"2", "image/jpeg")
    read = await outside.liferay("GET", outside.by_code("anh-1", "documents"))
    assert read.json() == second
    assert (await outside.http.get("/liferay/documents/caobang/1/khong.jpg")).status_code == 404


async def test_page_is_what_a_reader_and_a_scraper_need(outside: Outside) -> None:
    picture = (await outside.put_document()).json()
    image = {"name": "image", "contentFieldValue": {"image": {"id": picture["id"]}}}
    content = outside.content()
    await outside.put_article(contentFields=[*content["contentFields"], image])
    url = f"{outside.config.public_url}/liferay/web/caobang/-/tin-moi"
    page = (await outside.http.get("/liferay/web/caobang/-/tin-moi")).text
    for piece in (
        '<html lang="vi"',
        'name="viewport"',
        '<meta property="og:type" content="article">',
        '<meta property="og:title" content="Tin mới">',
        '<meta property="og:description" content="Phiên họp bàn kế hoạch năm tới.">',
        f'<meta property="og:url" content="{url}">',
        f'<meta property="og:image" content="{outside.config.public_url}{picture["contentUrl"]}">',
        '<meta property="article:published_time" content="2026-11-23T01:00:00.000Z">',
        "<h1>Tin mới</h1>",
        '<p class="sapo">Phiên họp bàn kế hoạch năm tới.</p>',
        f'<div class="body">{BODY}</div>',
        "Phóng viên 1 · Báo Cao Bằng",
        "23/11/2026 08:00",
    ):
        assert piece in page
    assert page.count("<article") == page.count("<h1>") == 1
    assert "Tin mới" in (await outside.http.get("/liferay/web/caobang")).text
    assert (await outside.http.get("/liferay/web/hanoi")).status_code == 404


async def test_titles_are_escaped_on_pages(outside: Outside) -> None:
    await outside.put_article(title="<script>1</script>")
    assert "<script>" not in (await outside.http.get("/liferay/web/caobang/-/tin-moi")).text


@pytest.mark.parametrize("viewers", ["Owner", "Members", None])
async def test_article_not_for_anyone_is_hidden(outside: Outside, viewers: str | None) -> None:
    await outside.put_article(viewableBy=viewers)
    assert (await outside.http.get("/liferay/web/caobang/-/tin-moi")).status_code == 404
    assert await outside.visible() == []


async def test_dated_article_appears_by_itself(outside: Outside, clock: MovableClock) -> None:
    await outside.put_article(datePublished="2026-11-23T09:00:00+07:00")
    assert await outside.visible() == []
    clock.pass_by(timedelta(hours=1))
    assert [post["visible_since"] for post in await outside.visible()] == ["2026-11-23T02:00:00.000Z"]


async def test_page_can_stay_missing_for_some_reads(outside: Outside) -> None:
    await outside.put_article()
    await outside.switch_on("portal", "page", "page_not_found", times=2, match="tin-moi")
    seen = [(await outside.http.get("/liferay/web/caobang/-/tin-moi")).status_code for _ in range(3)]
    assert seen == [404, 404, 200]


async def test_altered_page_differs_but_memory_does_not(outside: Outside) -> None:
    await outside.put_article()
    await outside.switch_on("portal", "page", "page_altered")
    pages = [(await outside.http.get("/liferay/web/caobang/-/tin-moi")).text for _ in range(2)]
    assert f'<div class="body">{BODY}</div>' not in pages[0]
    assert f'<div class="body">{BODY}</div>' in pages[1]


async def test_server_error_after_the_upsert_hides_a_success(outside: Outside) -> None:
    await outside.bearer()
    await outside.switch_on("portal", "put_article", "server_error_after")
    assert (await outside.put_article()).status_code == 500
    assert len(await outside.visible()) == 1
    assert (await outside.put_article()).status_code == 200
    assert len(await outside.visible()) == 1
