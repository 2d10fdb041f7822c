"""What is peculiar to the two portals: sign-in, addresses, duplicates, and the public page."""

from typing import Final

import httpx
import pytest

from activities.channels.calls import CallLimits, Line
from activities.channels.portal_codes import PORTAL_STATUSES
from activities.channels.portal_html import address_slug, article_html
from activities.channels.public_page import shown_page
from activities.channels.wordpress.text import as_written
from activities.ports import ChannelTrouble, Shown, Trouble
from newsroom.article import ChannelName
from newsroom.text import blocks, text_blocks
from tests.support.stand_ins import BLUE, NOON, RED, Outside, article, order

PORTAL: Final = ChannelName.PORTAL


async def met_on_prepare(sim: Outside, name: str) -> ChannelTrouble:
    with pytest.raises(ChannelTrouble) as caught:
        await sim.channel(name).prepare(order(PORTAL))
    return caught.value


async def test_expired_token_is_renewed_once_and_the_article_goes_on(sim: Outside) -> None:
    liferay, wanted = sim.liferay(), order(PORTAL)
    await liferay.health()
    await sim.client.post(f"{sim.base}/_sim/tokens", json={"channel": "portal", "action": "expire"})
    await liferay.prepare(wanted)
    assert (await sim.calls()).count("token") == 2
    assert len(await sim.visible(PORTAL)) == 1


@pytest.mark.parametrize("fault", ["unauthorized", "session_expired"])
async def test_one_refused_token_passes_and_a_lasting_refusal_needs_a_person(sim: Outside, fault: str) -> None:
    await sim.strike("liferay", "put_article", fault, times=1)
    await sim.liferay().prepare(order(PORTAL))
    await sim.strike("liferay", "put_article", fault, times=None)
    assert (await met_on_prepare(sim, "liferay")).trouble is Trouble.NEEDS_PERSON


async def test_refused_client_secret_needs_a_person_and_is_not_shown(sim: Outside) -> None:
    await sim.strike("liferay", "token", "token_refused")
    trouble = await met_on_prepare(sim, "liferay")
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert sim.config.liferay_client_secret not in trouble.evidence + trouble.explanation + repr(
        sim.liferay()._settings
    )


@pytest.mark.parametrize(
    ("name", "call", "fault", "expected"),
    [
        ("liferay", "put_article", "payload_refused", Trouble.REJECTED),
        ("liferay", "put_document", "too_large", Trouble.REJECTED),
        ("liferay", "put_article", "too_many_requests", Trouble.BUSY),
        ("liferay", "put_article", "server_error_after", Trouble.UNCLEAR),
        ("liferay", "put_article", "gateway_timeout_after", Trouble.UNCLEAR),
        ("liferay", "put_article", "unavailable", Trouble.UNCLEAR),
        ("liferay", "put_document", "unavailable", Trouble.BUSY),
        ("liferay", "token", "server_error_before", Trouble.BUSY),
        ("wordpress", "create_post", "server_error_after", Trouble.UNCLEAR),
        ("wordpress", "create_post", "forbidden", Trouble.NEEDS_PERSON),
        ("wordpress", "list_posts", "unauthorized", Trouble.NEEDS_PERSON),
        ("wordpress", "list_posts", "unavailable", Trouble.BUSY),
        ("wordpress", "upload_media", "too_large", Trouble.REJECTED),
    ],
)
async def test_faults_of_the_portal(sim: Outside, name: str, call: str, fault: str, expected: Trouble) -> None:
    await sim.strike(name, call, fault)
    trouble = await met_on_prepare(sim, name)
    assert trouble.trouble is expected
    assert "Cổng" in trouble.explanation
    channel, wanted = sim.channel(name), order(PORTAL)
    await channel.reveal(await channel.prepare(wanted), wanted)
    assert len(await sim.visible(PORTAL)) == 1


@pytest.mark.parametrize("status", [*PORTAL_STATUSES, 418])
@pytest.mark.parametrize("name", ["liferay", "wordpress"])
async def test_every_status_has_a_row(sim: Outside, name: str, status: int) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("token"):
            return httpx.Response(200, json={"access_token": "t"})
        return httpx.Response(200, json=[]) if request.method == "GET" else httpx.Response(status, json={})

    sim.client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    with pytest.raises(ChannelTrouble) as caught:
        await sim.channel(name).prepare(order(PORTAL, article(photos=(), body_html="<p>a</p>")))
    row = PORTAL_STATUSES.get(status)
    assert caught.value.trouble is (row.trouble if row else Trouble.NEEDS_PERSON)
    assert str(status) in caught.value.explanation


async def test_missing_photo_file_stops_before_anything_is_sent(sim: Outside) -> None:
    for name in ("liferay", "wordpress"):
        with pytest.raises(ChannelTrouble, match="thiếu tệp ảnh"):
            await sim.channel(name).prepare(order(PORTAL, files=(RED,)))
    assert await sim.visible(PORTAL) == []


async def test_taken_slug_is_an_alarm_before_anything_shows(sim: Outside) -> None:
    wordpress, wanted = sim.wordpress(), order(PORTAL)
    found = await wordpress.prepare(wanted)
    foreign = {"title": "Bài khác", "slug": address_slug(wanted), "status": "publish"}
    auth = (sim.config.wordpress_user, sim.config.wordpress_password)
    made = await sim.client.post(f"{sim.base}/wordpress/wp-json/wp/v2/posts", json=foreign, auth=auth)
    assert made.status_code == 201
    with pytest.raises(ChannelTrouble, match="BÁO ĐỘNG TRÙNG BÀI") as caught:
        await wordpress.reveal(found, wanted)
    assert caught.value.trouble is Trouble.NEEDS_PERSON
    assert [post["title"] for post in await sim.visible(PORTAL)] == ["Bài khác"]


async def test_slug_changed_while_publishing_is_an_alarm_until_put_right(sim: Outside) -> None:
    wordpress, wanted = sim.wordpress(), order(PORTAL)
    found = await wordpress.prepare(wanted)
    await sim.strike("wordpress", "update_post", "slug_taken")
    with pytest.raises(ChannelTrouble, match="BÁO ĐỘNG TRÙNG BÀI"):
        await wordpress.reveal(found, wanted)
    assert await wordpress.find(wanted, NOON) == found
    moved = await wordpress.read(found, wanted)
    assert moved is not None
    assert moved.elsewhere
    await wordpress.reveal(found, wanted)
    shown = await wordpress.read(found, wanted)
    assert shown is not None
    assert shown.url.endswith(f"{address_slug(wanted)}/")


async def test_photo_that_is_there_already_is_not_uploaded_again(sim: Outside) -> None:
    uploads: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/media") and request.method == "GET":
            slug = request.url.params["slug"]
            known = slug == f"photo-{RED.photo.digest[:40]}"
            return httpx.Response(200, json=[{"id": 1, "source_url": "https://caobang.vn/do.jpg"}] if known else [])
        if path.endswith("/media"):
            uploads.append(request)
            return httpx.Response(201, json={"id": 2, "source_url": "https://caobang.vn/xanh.jpg"})
        return httpx.Response(200, json=[]) if request.method == "GET" else httpx.Response(201, json={"id": 7})

    sim.client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    assert await sim.wordpress().prepare(order(PORTAL)) == "7"
    assert len(uploads) == 1
    assert BLUE.photo.digest.encode() in uploads[0].content


def test_address_is_readable_and_differs_by_key() -> None:
    one, two = order(PORTAL, key="a"), order(PORTAL, key="b")
    assert address_slug(one).startswith("khai-mac-tuan-le-hat-de-")
    assert address_slug(one) != address_slug(two)
    assert address_slug(one) == address_slug(order(PORTAL, key="a"))


async def test_figure_never_stands_inside_a_paragraph(sim: Outside) -> None:
    """Browsers close the paragraph at a figure; the page must read the same for them and for us."""
    picture = f'<img src="photo:{RED.photo.digest}">'
    body = f'<p class="x">Trước <em>nghiêng {picture} sau</em> hết</p><p>{picture}</p>'
    wanted = order(PORTAL, article(body_html=body, photos=(RED.photo,)))
    html = article_html(sim.line(), wanted, {RED.photo.digest: "https://caobang.vn/a?b=1&c=2"})
    assert '<p class="x">Trước <em>nghiêng </em></p><figure>' in html
    assert '</figure><p class="x"><em> sau</em> hết</p><figure>' in html
    assert html.count("<figcaption>") == 1
    assert 'src="https://caobang.vn/a?b=1&amp;c=2"' in html
    assert "<p></p>" not in html
    read = [block.text for block in blocks(html) if block.kind != "photo"]
    assert read == list(wanted.post.lines[2:])


def test_typography_of_wordpress_is_known_again_but_other_changes_are_not() -> None:
    approved = text_blocks(['Tuần lễ "hạt dẻ" - 10x10...', "Giá 5 nghìn", "Nguồn: 'A'"])
    printed = text_blocks(["Tuần lễ “hạt dẻ” – 10×10…", "Giá 6 nghìn", "Nguồn: ‘A’"])
    assert as_written(printed, approved) == (approved[0], printed[1], approved[2])
    assert as_written(printed[:1], approved) == printed[:1]


FACTS: Final = '<meta property="og:title" content="T"><meta property="og:url" content="/w/t">'


async def page(html: str, status: int = 200) -> Shown | None:
    client = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(status, html=html)))
    line = Line(client, label="Cổng TTĐT", limits=CallLimits(), clock=lambda: NOON)
    return await shown_page(line, "https://caobang.gov.vn/w/t", order(PORTAL))


async def test_theme_parts_of_the_article_are_not_its_words() -> None:
    digest = RED.photo.digest
    shown = await page(
        f"<html><head>{FACTS}<script>if (a < b) x('</p>')</script></head><body><h1>Trang</h1><article class=x>"
        "<h1>T &amp; &#39;K&#x27;</h1><p><time>Hôm nay</time></p><nav><a>Chia sẻ</a><nav>x</nav></nav>"
        f"<p>Một</p><figure><img src='/anh/photo-{digest}.jpg'><figcaption>C</figcaption></figure><img src=/x.png>"
        "<aside><article>liên quan</article></aside><script>var a = '<p>no</p>'</script><br/></article>"
        "<article><p>Bài khác</p></article></body></html>"
    )
    assert shown is not None
    assert shown.lines == ("T & 'K'", "Một", "C")
    assert shown.url == "https://caobang.gov.vn/w/t"
    assert shown.photo_urls == {digest: f"https://caobang.gov.vn/anh/photo-{digest}.jpg"}


@pytest.mark.parametrize(
    ("html", "missing"),
    [
        (f"{FACTS}<div>x</div>", "article"),
        ("<article>x</article>", "og:title, og:url"),
        ('<meta property="og:title" content="T"><article>x</article>', "og:url"),
    ],
)
async def test_page_without_what_a_preview_needs_is_told_to_the_engineer(html: str, missing: str) -> None:
    with pytest.raises(ChannelTrouble, match=missing) as caught:
        await page(html)
    assert caught.value.trouble is Trouble.NEEDS_PERSON


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_page_that_the_public_cannot_open_shows_nothing(status: int) -> None:
    assert await page("<article>x</article>", status) is None


async def test_page_of_a_server_in_trouble_says_nothing_yet() -> None:
    with pytest.raises(ChannelTrouble) as caught:
        await page("", 503)
    assert caught.value.trouble is Trouble.BUSY


@pytest.mark.parametrize("name", ["liferay", "wordpress"])
async def test_public_page_is_fetched_without_credentials(sim: Outside, name: str) -> None:
    channel, wanted = sim.channel(name), order(PORTAL)
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    seen: list[httpx.Request] = []

    async def note(request: httpx.Request) -> None:
        seen.append(request)

    sim.client.event_hooks = {"request": [note]}
    await channel.read(found, wanted)
    public = [request for request in seen if "/o/" not in request.url.path and "wp-json" not in request.url.path]
    assert len(public) == 1
    assert "Authorization" not in public[0].headers
