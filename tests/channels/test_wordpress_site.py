"""What is peculiar to a WordPress site: its addresses, its clock, its passwords, its rights, its plugins, its theme."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import httpx
import pytest

from activities.channels.portal_html import address_slug
from activities.channels.wordpress.codes import WORDPRESS_CODES
from activities.ports import ChannelTrouble, Order, Trouble
from newsroom.article import ChannelName
from simulator.world import utc_now
from tests.support.stand_ins import Outside, article, interrupted, met, order, unread

only_wordpress = pytest.mark.parametrize("name", ["wordpress"])
SHORT_STORY: Final = article(photos=(), body_html="<p>Ba.</p>")


def story(**more: Any) -> Order:
    return order(ChannelName.PORTAL, SHORT_STORY, **more)


async def copied(sim: Outside, number: str) -> str:
    """A second draft of the same order, as two workers at one moment make it."""
    post = (await sim.staff("GET", f"/posts/{number}", params={"context": "edit"})).json()
    texts = {name: post[name]["raw"] for name in ("title", "excerpt", "content")}
    made = (await sim.staff("POST", "/posts", json=texts | {"slug": post["slug"], "status": "draft"})).json()
    assert made["slug"] == f"{post['slug']}-2"
    return str(made["id"])


@only_wordpress
async def test_address_is_freed_from_our_own_leftover_before_anything_shows(sim: Outside, name: str) -> None:
    """Published at '-2' it was a false alarm, beside a draft that nobody threw away."""
    channel, wanted = sim.channel(name), story()
    leftover = await channel.prepare(wanted)
    found = await copied(sim, leftover)
    await channel.reveal(found, wanted)
    (post,) = await sim.visible(ChannelName.PORTAL)
    assert (post["id"], post["url"].rstrip("/").rsplit("/", 1)[1]) == (found, address_slug(wanted))
    assert (await sim.staff("GET", f"/posts/{leftover}", params={"context": "edit"})).json()["status"] == "trash"
    assert await channel.find(wanted, wanted.published_at) == found


@only_wordpress
async def test_what_shows_under_a_second_address_of_ours_is_an_alarm(sim: Outside, name: str) -> None:
    channel, wanted = sim.channel(name), story()
    found = await channel.prepare(wanted)
    foreign = {"title": "Bài khác", "slug": f"{address_slug(wanted)}-7", "status": "publish"}
    await sim.staff("POST", "/posts", json=foreign)
    assert "BÁO ĐỘNG TRÙNG BÀI" in (await met(channel, "reveal", found, wanted)).explanation
    assert len(await sim.visible(ChannelName.PORTAL)) == 1


@only_wordpress
async def test_article_that_the_site_would_open_later_is_told_to_the_engineer(sim: Outside, name: str) -> None:
    """The site's clock is five minutes slow: nothing would show, and nobody would know."""
    channel = sim.wordpress(clock=lambda: utc_now() + timedelta(minutes=5))
    wanted = replace(story(), published_at=utc_now() + timedelta(minutes=4))
    found = await channel.prepare(wanted)
    trouble = await met(channel, "reveal", found, wanted)
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert "đồng hồ" in trouble.explanation
    assert await channel.read(found, wanted) is None
    await channel.remove(found, wanted)
    assert (await sim.staff("GET", f"/posts/{found}")).json()["status"] == "private"


@pytest.mark.parametrize("printed", ["\ufeff", "\ufeff\r\n", "<br />\n<b>Notice</b>:  Undefined [x] {y} in <b>a</b>\n"])
@only_wordpress
async def test_what_plugins_print_before_an_answer_is_passed_over(sim: Outside, name: str, printed: str) -> None:
    """A single notice kept every article waiting for ever."""
    noisy = replace(sim, client=httpx.AsyncClient(transport=_Noisy(sim.client, printed)))
    channel, wanted, found = await noisy.published(name, SHORT_STORY)
    shown = await channel.read(found, wanted)
    assert shown is not None
    assert shown.lines == wanted.post.lines


class _Noisy(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncClient, printed: str) -> None:
        self._inner = inner
        self._printed = printed

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.request(
            request.method, request.url, headers=request.headers, content=await request.aread()
        )
        is_json = "json" in answer.headers.get("content-type", "")
        return unread(answer, self._printed.encode() if is_json else b"")


@only_wordpress
@pytest.mark.parametrize("act", ["prepare", "reveal", "amend", "remove", "read"])
async def test_password_that_is_not_known_is_told_as_such(sim: Outside, name: str, act: str) -> None:
    """WordPress takes the caller for anybody and complains of the question: 'content refused, the editor acts'."""
    _, wanted, found = await sim.published(name, SHORT_STORY)
    await sim.staff("POST", f"/posts/{found}", json={"status": "private"})
    trouble = await met(sim.wordpress(application_password="sai"), act, found, wanted)
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert "mật khẩu ứng dụng" in trouble.explanation
    assert "kỹ thuật" in trouble.explanation
    with pytest.raises(ChannelTrouble, match="mật khẩu ứng dụng"):
        await sim.wordpress(application_password="sai").health()


@pytest.mark.parametrize("code", WORDPRESS_CODES)
async def test_every_code_has_its_row(sim: Outside, code: str) -> None:
    body = {"code": code, "message": "x", "data": {"status": 400}}
    refused = interrupted(sim, lambda request: httpx.Response(400, json=body) if request.method == "POST" else None)
    trouble = await met(refused.wordpress(), "prepare", "", story())
    row = WORDPRESS_CODES[code]
    assert trouble.trouble is row.trouble
    assert row.happened in trouble.explanation
    assert code in trouble.explanation


@only_wordpress
async def test_health_leaves_one_draft_that_nobody_sees(sim: Outside, name: str) -> None:
    for _ in range(3):
        assert "giao diện hiện đủ bài" in await sim.channel(name).health()
    drafts = (await sim.staff("GET", "/posts", params={"status": "draft", "context": "edit"})).json()
    assert [post["slug"] for post in drafts] == ["toasoan-kiem-tra-giao-dien"]
    assert await sim.visible(ChannelName.PORTAL) == []


@only_wordpress
async def test_site_that_shows_us_no_draft_is_judged_by_its_public_posts(sim: Outside, name: str) -> None:
    def without_our_part(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(200, html="<h1>Trang chủ</h1>") if "preview" in request.url.params else None

    bare = interrupted(sim, without_our_part)
    with pytest.raises(ChannelTrouble, match="cài deploy/wordpress/toasoan"):
        await bare.channel(name).health()
    channel, wanted, found = await bare.published(name, SHORT_STORY)
    assert "giao diện hiện đủ bài" in await channel.health()
    shown = await channel.read(found, wanted)
    assert shown is not None
    assert shown.lines == wanted.post.lines


@only_wordpress
@pytest.mark.parametrize(("status", "trouble"), [(503, Trouble.BUSY), (404, Trouble.NEEDS_PERSON)])
async def test_site_whose_page_could_not_be_read_is_not_said_to_show_all(
    sim: Outside, name: str, status: int, trouble: Trouble
) -> None:
    _, wanted, found = await sim.published(name, SHORT_STORY)

    def closed(request: httpx.Request) -> httpx.Response | None:
        is_page = "preview" in request.url.params or request.url.path.endswith(f"/{address_slug(wanted)}/")
        return httpx.Response(status) if is_page else None

    with pytest.raises(ChannelTrouble) as caught:
        await interrupted(sim, closed).channel(name).health()
    assert caught.value.trouble is trouble
    assert (await sim.staff("GET", f"/posts/{found}")).json()["status"] == "publish"


@only_wordpress
async def test_draft_whose_page_would_differ_is_not_published(sim: Outside, name: str) -> None:
    """What a theme or a plugin does to the text is seen before any reader sees it."""
    real = sim.channel(name)
    wanted = story()
    found = await real.prepare(wanted)
    await sim.staff("POST", f"/posts/{found}", json={"content": "<p>Ba. Xem thêm: quảng cáo</p>"})
    trouble = await met(real, "reveal", found, wanted)
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert "chưa đăng" in trouble.explanation
    assert "quảng cáo" in trouble.evidence
    assert await sim.visible(ChannelName.PORTAL) == []


@only_wordpress
async def test_category_of_the_settings_is_given_and_must_be_there(sim: Outside, name: str) -> None:
    (default,) = (await sim.staff("GET", "/categories")).json()
    channel = sim.wordpress(category=default["slug"])
    found = await channel.prepare(story())
    assert (await sim.staff("GET", f"/posts/{found}")).json()["categories"] == [default["id"]]
    trouble = await met(sim.wordpress(category="khong-co"), "prepare", "", story(key="bai-3"))
    assert "TOASOAN_WORDPRESS_CATEGORY" in trouble.explanation


@only_wordpress
async def test_tag_of_corrections_is_known_by_its_address_or_its_name(sim: Outside, name: str) -> None:
    """WordPress makes a second tag where the name is known under another address."""
    theirs = (await sim.staff("POST", "/tags", json={"name": "Cải chính", "slug": "dinh-chinh"})).json()["id"]
    channel, wanted, found = await sim.published(name, SHORT_STORY)
    await channel.amend(found, replace(wanted, section="Cải chính"))
    assert (await sim.staff("GET", f"/posts/{found}")).json()["tags"] == [theirs]
    assert len((await sim.staff("GET", "/tags")).json()) == 1
