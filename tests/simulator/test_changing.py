"""What each service does when something published is changed or taken down, and what its readers see then."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from simulator.config import SimulatorConfig
from tests.simulator.conftest import MovableClock
from tests.simulator.outside import BODY, Outside

pytestmark = pytest.mark.asyncio

LIFERAY_PAGE = "/liferay/web/caobang/-/tin-moi"
SECTION = "/liferay/web/caobang/section/cai-chinh"


async def put_by_number(outside: Outside, number: int, **more: Any) -> httpx.Response:
    return await outside.liferay("PUT", f"/structured-contents/{number}", json=outside.content(**more))


async def rights(outside: Outside, number: int, asked: object = None) -> httpx.Response:
    path = f"/structured-contents/{number}/permissions"
    return await (outside.liferay("GET", path) if asked is None else outside.liferay("PUT", path, json=asked))


def viewers(answer: httpx.Response) -> set[str]:
    return {each["roleName"] for each in answer.json()["items"] if "VIEW" in each["actionIds"]}


async def test_liferay_put_by_number_changes_what_is_there_and_makes_nothing(outside: Outside) -> None:
    number = (await outside.put_article(keywords=["phiên họp"])).json()["id"]
    sent = outside.content(title="Đã cải chính")
    del sent["viewableBy"]
    changed = await outside.liferay("PUT", f"/structured-contents/{number}", json=sent)
    assert changed.json()["keywords"] == ["phiên họp"]
    assert "Đã cải chính" in (await outside.http.get(LIFERAY_PAGE)).text
    assert [post["title"] for post in await outside.visible()] == ["Đã cải chính"]
    assert (await put_by_number(outside, 1)).status_code == 404
    assert len(await outside.visible()) == 1


async def test_liferay_put_only_opens_an_article_and_rights_close_it(outside: Outside) -> None:
    """On a real Liferay a PUT with `Owner` leaves the visitors' right to view: an adapter must not trust it."""
    number = (await outside.put_article()).json()["id"]
    await put_by_number(outside, number, viewableBy="Owner")
    assert (await outside.http.get(LIFERAY_PAGE)).status_code == 200
    closed = [{"roleName": "Guest", "actionIds": []}]
    for _ in range(2):
        assert viewers(await rights(outside, number, closed)) == {"Owner", "Site Member"}
    assert (await outside.http.get(LIFERAY_PAGE)).status_code == 404
    assert (await outside.liferay("GET", f"/structured-contents/{number}")).status_code == 200
    assert viewers(await rights(outside, number, [{"roleName": "Site Member", "actionIds": []}])) == {"Owner"}
    assert viewers(await rights(outside, number, [{"roleName": "Guest", "actionIds": ["VIEW"]}])) >= {"Guest"}
    assert len(await outside.visible()) == 1


async def test_liferay_rights_are_checked(outside: Outside) -> None:
    number = (await outside.put_article()).json()["id"]
    assert viewers(await rights(outside, number)) == {"Owner", "Guest", "Site Member"}
    assert (await rights(outside, number, [{"roleName": "La", "actionIds": []}])).status_code == 404
    assert (await rights(outside, number, [{"roleName": "Guest"}])).status_code == 400
    assert (await rights(outside, 1, [])).status_code == 404
    assert len(await outside.visible()) == 1


async def test_liferay_section_is_linked_from_the_front_page_while_it_has_articles(outside: Outside) -> None:
    await outside.put_article("bai-0", friendlyUrlPath="khac")
    front = "/liferay/web/caobang"
    assert SECTION not in (await outside.http.get(front)).text
    number = (await outside.put_article(title="Cải chính tin A", keywords=["Cải chính"])).json()["id"]
    assert f'{SECTION}">Cải chính</a>' in (await outside.http.get(front)).text
    listed = (await outside.http.get(SECTION)).text
    assert "Cải chính tin A" in listed
    assert "Tin mới" not in listed
    await rights(outside, number, [{"roleName": "Guest", "actionIds": []}])
    assert (await outside.http.get(SECTION)).status_code == 404
    assert (await outside.http.get("/liferay/web/khac/section/cai-chinh")).status_code == 404


async def test_wordpress_tags_are_made_once_and_list_their_posts(outside: Outside) -> None:
    number = (await outside.tag()).json()["id"]
    for again in ({}, {"name": "CẢI CHÍNH"}, {"slug": ""}):
        taken = await outside.tag(**again)
        assert (taken.status_code, taken.json()["code"]) == (400, "term_exists")
        assert taken.json()["data"] == {"status": 400, "term_id": number}
    second = {(await outside.tag(**other)).json()["slug"] for other in ({"slug": "khac"}, {"name": "Khác"})}
    assert second == {"khac", "cai-chinh-2"}
    assert (await outside.tag(name=" ")).status_code == 400
    found = await outside.wordpress("GET", "/tags", params={"slug": "cai-chinh"})
    assert [tag["id"] for tag in found.json()] == [number]
    post = (await outside.post(tags=[number])).json()
    assert "Tin mới" in (await outside.http.get("/wordpress/tag/cai-chinh/")).text
    assert "/wordpress/tag/cai-chinh/" in (await outside.http.get("/wordpress/")).text
    await outside.wordpress("POST", f"/posts/{post['id']}", json={"status": "private"})
    assert "/wordpress/tag/cai-chinh/" not in (await outside.http.get("/wordpress/")).text
    assert "Tin mới" not in (await outside.http.get("/wordpress/tag/cai-chinh/")).text
    assert (await outside.http.get("/wordpress/tag/khong-co/")).status_code == 404


async def test_wordpress_private_post_is_kept_with_its_address(outside: Outside) -> None:
    number = (await outside.post()).json()["id"]
    for _ in range(2):
        hidden = (await outside.wordpress("POST", f"/posts/{number}", json={"status": "private"})).json()
        assert (hidden["status"], hidden["slug"]) == ("private", "tin-moi")
    assert (await outside.http.get("/wordpress/tin-moi/")).status_code == 404
    assert await outside.visible() == []
    assert (await outside.post()).json()["slug"] == "tin-moi-2"


async def test_facebook_lets_only_the_app_edit_that_made_the_post(outside: Outside) -> None:
    post = (await outside.feed()).json()["id"]
    drawer = outside.app.state.world.state.drawer("facebook/posts")
    drawer.put(post, (drawer.get(post) or {}) | {"app": "1"})
    refused = await outside.facebook("POST", post, json={"message": "Đã sửa"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, 200)
    assert (await outside.visible())[0]["text"] == "Phiên họp thường kỳ tháng 11"
    assert (await outside.facebook("DELETE", post)).json() == {"success": True}


async def test_facebook_page_shows_the_new_message_at_the_old_address(outside: Outside) -> None:
    post = (await outside.feed()).json()["id"]
    url = (await outside.visible())[0]["url"]
    await outside.facebook("POST", post, json={"message": "Đã sửa"})
    assert [(each["url"], each["text"]) for each in await outside.visible()] == [(url, "Đã sửa")]
    path = url.removeprefix(outside.config.public_url)
    assert "Đã sửa" in (await outside.http.get(path)).text
    await outside.facebook("DELETE", post)
    assert (await outside.http.get(path)).status_code == 404


class TestSlowZalo:
    @pytest.fixture
    def config(self) -> SimulatorConfig:
        return SimulatorConfig(processing_polls=1)

    async def test_update_never_brings_a_removed_article_back(self, outside: Outside, clock: MovableClock) -> None:
        token = (await outside.zalo("create", json=outside.oa_article(status="show"))).json()["data"]["token"]
        clock.pass_by(timedelta(minutes=1))
        found = (await outside.zalo("getslice", params={"type": "normal"})).json()["data"]["medias"][0]["id"]
        changed = await outside.zalo("update", json=outside.oa_article(id=found, status="show", title="Tên khác"))
        assert (await outside.zalo("remove", json={"id": found})).json()["error"] == 0
        clock.pass_by(timedelta(minutes=1))
        assert await outside.visible() == []
        for asked in (changed.json()["data"]["token"], token):
            verified = await outside.zalo("verify", json={"token": asked})
            assert verified.json()["error"] == (-201 if asked != token else 0)
        assert await outside.visible() == []


async def test_zalo_page_shows_the_updated_text(outside: Outside) -> None:
    found = await outside.oa_publish()
    body = [{"type": "text", "content": "<p>Đã cải chính.</p>"}]
    await outside.zalo("update", json=outside.oa_article(id=found, status="show", body=body))
    (post,) = await outside.visible("zalo_oa")
    page = (await outside.http.get(post["url"].removeprefix(outside.config.public_url))).text
    assert "Đã cải chính." in page
    assert BODY not in page
