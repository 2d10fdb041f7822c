"""What is peculiar to the two portals when an article is amended or taken down."""

from dataclasses import replace
from typing import Any, Final

import httpx
import pytest

from activities.channels.portal_html import address_slug
from activities.ports import Trouble
from newsroom.article import ChannelName
from tests.support.stand_ins import BLUE, CORRECTED, RED, Outside, amended, article, interrupted, met, order

SECTION: Final = "Cải chính"
SECTIONS: Final = {
    "liferay": ("/liferay/web/caobang", "/liferay/web/caobang/section/cai-chinh"),
    "wordpress": ("/wordpress/", "/wordpress/tag/cai-chinh/"),
}
every_portal = pytest.mark.parametrize("name", SECTIONS)


async def api(sim: Outside, method: str, path: str, **more: Any) -> httpx.Response:
    """A call by a person who works on the site itself."""
    if path.startswith("/wordpress"):
        more["auth"] = (sim.config.wordpress_user, sim.config.wordpress_password)
    if path.startswith("/liferay"):
        more["headers"] = {"Authorization": f"Bearer {await _liferay_token(sim)}"}
    return await sim.client.request(method, f"{sim.base}{path}", **more)


async def _liferay_token(sim: Outside) -> str:
    config = sim.config
    form = {"client_id": config.liferay_client_id, "client_secret": config.liferay_client_secret}
    form["grant_type"] = "client_credentials"
    return str((await sim.client.post(f"{sim.base}/liferay/o/oauth2/token", data=form)).json()["access_token"])


@every_portal
async def test_section_of_corrections_is_linked_from_the_front_page(sim: Outside, name: str) -> None:
    channel, wanted, found = await sim.published(name)
    front, section = (f"{sim.base}{path}" for path in SECTIONS[name])
    assert section.removeprefix(sim.base) not in await sim.page(front)
    for _ in range(2):
        await channel.amend(found, amended(wanted, section=SECTION))
    assert f'{section}">{SECTION}</a>' in await sim.page(front)
    assert (await sim.page(section)).count(f"{CORRECTED}: hạt dẻ") == 1
    await channel.remove(found, wanted)
    assert section.removeprefix(sim.base) not in await sim.page(front)
    assert CORRECTED not in await sim.page(section)


@every_portal
async def test_new_article_may_go_to_the_section_too(sim: Outside, name: str) -> None:
    channel, wanted = sim.channel(name), replace(order(ChannelName.PORTAL), section=SECTION)
    await channel.reveal(await channel.prepare(wanted), wanted)
    assert "Khai mạc" in await sim.page(f"{sim.base}{SECTIONS[name][1]}")


@every_portal
async def test_photos_of_the_new_text_are_shown(sim: Outside, name: str) -> None:
    channel, wanted, found = await sim.published(name, article(photos=(), body_html="<p>Không ảnh.</p>"))
    body = f'<p>Có ảnh.</p><p><img src="photo:{BLUE.photo.digest}"></p>'
    changed = amended(wanted, article(photos=(BLUE.photo,), body_html=body))
    await channel.amend(found, changed)
    shown = await channel.read(found, changed)
    assert shown is not None
    assert shown.lines == changed.post.lines
    assert [(await sim.client.get(url)).content for url in shown.photo_urls.values()] == [BLUE.data]
    alone = replace(amended(wanted, article()), photo_files={RED.photo.digest: RED})
    assert "thiếu tệp ảnh" in str(await met(channel, "amend", found, alone))
    assert (await channel.read(found, changed)) == shown


@every_portal
async def test_removed_article_is_kept_on_the_server(sim: Outside, name: str) -> None:
    """The law wants it kept; a deletion could not be undone either."""
    channel, wanted, found = await sim.published(name)
    await channel.remove(found, wanted)
    assert await channel.find(wanted, wanted.published_at) == found
    places = {
        "liferay": f"/liferay/o/headless-delivery/v1.0/structured-contents/{found}",
        "wordpress": f"/wordpress/wp-json/wp/v2/posts/{found}?context=edit",
    }
    kept = await api(sim, "GET", places[name])
    assert "Trích" in kept.text
    assert not [call for call in await sim.calls() if call.startswith("delete")]


async def test_liferay_keeps_the_keywords_that_editors_gave(sim: Outside) -> None:
    channel, wanted, found = await sim.published("liferay")
    path = f"/liferay/o/headless-delivery/v1.0/structured-contents/{found}"
    await api(sim, "PATCH", path, json={"keywords": ["du lịch"]})
    for _ in range(2):
        await channel.amend(found, amended(wanted, section=SECTION))
        assert (await api(sim, "GET", path)).json()["keywords"] == ["du lịch", SECTION]
    await api(sim, "PATCH", path, json={"keywords": ["cải chính"]})
    await channel.amend(found, amended(wanted, section=SECTION))
    await channel.amend(found, amended(wanted))
    assert (await api(sim, "GET", path)).json()["keywords"] == ["cải chính"]


async def test_liferay_late_amendment_shows_nothing_again(sim: Outside) -> None:
    """An amendment under way when the article is taken down must not bring it back."""
    channel, wanted, found = await sim.published("liferay")

    def answer(request: httpx.Request) -> httpx.Response | None:
        is_check = request.method == "GET" and request.url.path.endswith("/permissions")
        rights = [{"roleName": "Guest", "actionIds": ["VIEW"]}]
        return httpx.Response(200, json={"items": rights}) if is_check else None

    await channel.remove(found, wanted)
    await interrupted(sim, answer).liferay().amend(found, amended(wanted))
    assert await sim.visible(ChannelName.PORTAL) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (httpx.Response(200, json={"items": [{"roleName": "Guest", "actionIds": ["VIEW"]}]}), Trouble.UNCLEAR),
        (httpx.Response(404, json={"title": "No role exists"}), Trouble.NEEDS_PERSON),
        (httpx.Response(403, json={}), Trouble.NEEDS_PERSON),
    ],
)
async def test_liferay_that_leaves_the_article_open_is_told(
    sim: Outside, said: httpx.Response, expected: Trouble
) -> None:
    _, wanted, found = await sim.published("liferay")
    liferay = interrupted(sim, lambda request: said if request.method == "PUT" else None).liferay()
    assert (await met(liferay, "remove", found, wanted)).trouble is expected


async def test_liferay_that_answers_nothing_to_new_rights_is_believed_until_read(sim: Outside) -> None:
    _, wanted, found = await sim.published("liferay")
    silent = interrupted(sim, lambda request: httpx.Response(204) if request.method == "PUT" else None).liferay()
    await silent.remove(found, wanted)
    assert await silent.read(found, wanted) is not None


async def test_liferay_article_deleted_in_this_very_moment_is_not_made_anew(sim: Outside) -> None:
    channel, wanted, found = await sim.published("liferay")
    path = f"/liferay/o/headless-delivery/v1.0/structured-contents/{found}"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=sim.app)) as other:

        async def delete_first(request: httpx.Request) -> None:
            if request.method == "PUT" and "documents" not in request.url.path:
                await api(replace(sim, client=other), "DELETE", path)

        sim.client.event_hooks = {"request": [delete_first]}
        assert "bài không còn trên kênh" in (await met(channel, "amend", found, amended(wanted))).explanation
    assert await sim.visible(ChannelName.PORTAL) == []


async def test_liferay_put_that_finds_nothing_is_settled_by_reading(sim: Outside) -> None:
    _, wanted, found = await sim.published("liferay")

    def answer(request: httpx.Request) -> httpx.Response | None:
        is_text = request.method == "PUT" and request.url.path.endswith(found)
        return httpx.Response(404, json={}) if is_text else None

    trouble = await met(interrupted(sim, answer).liferay(), "amend", found, amended(wanted))
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert "mã cấu trúc" in trouble.explanation


@pytest.mark.parametrize("fault", ["tags_closed", "forbidden"])
async def test_wordpress_without_tags_still_shows_the_correction(sim: Outside, fault: str) -> None:
    channel, wanted, found = await sim.published("wordpress")
    await sim.strike("wordpress", "create_tag", fault)
    changed = amended(wanted, section=SECTION)
    await channel.amend(found, changed)
    shown = await channel.read(found, changed)
    assert shown is not None
    assert shown.lines == changed.post.lines


async def test_wordpress_keeps_the_tags_that_editors_gave_and_finds_its_own(sim: Outside) -> None:
    channel, wanted, found = await sim.published("wordpress")
    tags = "/wordpress/wp-json/wp/v2/tags"
    theirs = (await api(sim, "POST", tags, json={"name": "Du lịch"})).json()["id"]
    ours = (await api(sim, "POST", tags, json={"name": SECTION, "slug": "dinh-chinh"})).json()["id"]
    post = f"/wordpress/wp-json/wp/v2/posts/{found}"
    await api(sim, "POST", post, json={"tags": [theirs]})
    for section in (SECTION, SECTION, ""):
        await channel.amend(found, amended(wanted, section=section))
        assert (await api(sim, "GET", post)).json()["tags"] == [theirs, ours]


@pytest.mark.parametrize("status", ["draft", "pending", "private", "trash"])
async def test_wordpress_post_that_is_not_public_is_left_alone(sim: Outside, status: str) -> None:
    channel, wanted, found = await sim.published("wordpress")
    post = f"/wordpress/wp-json/wp/v2/posts/{found}"
    await (api(sim, "DELETE", post) if status == "trash" else api(sim, "POST", post, json={"status": status}))
    assert (await met(channel, "amend", found, amended(wanted))).trouble is Trouble.NEEDS_PERSON
    await channel.remove(found, wanted)
    assert await channel.read(found, wanted) is None
    kept = (await api(sim, "GET", post)).json()
    assert (kept["status"], CORRECTED in kept["content"]["rendered"]) == (status, False)


async def test_wordpress_page_still_in_a_cache_is_still_shown(sim: Outside) -> None:
    """Taken down is what readers no longer find, not what the API says."""
    channel, wanted, found = await sim.published("wordpress")
    cached = await sim.page((await sim.visible(ChannelName.PORTAL))[0]["url"])
    await channel.remove(found, wanted)
    assert await channel.read(found, wanted) is None

    def answer(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(200, html=cached) if address_slug(wanted) in request.url.path else None

    shown = await interrupted(sim, answer).wordpress().read(found, wanted)
    assert shown is not None
    assert shown.lines == wanted.post.lines


async def test_wordpress_address_that_moved_is_an_alarm(sim: Outside) -> None:
    channel, wanted, found = await sim.published("wordpress")
    await sim.strike("wordpress", "update_post", "slug_taken")
    trouble = await met(channel, "amend", found, amended(wanted))
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert "BÁO ĐỘNG TRÙNG BÀI" in trouble.explanation
