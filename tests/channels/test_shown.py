"""What each channel shows otherwise than approved is noticed at read-back, and said in words that help."""

from dataclasses import replace
from typing import Final

import pytest

from activities.ports import Order, Shown, Trouble
from newsroom.article import ChannelName, Content, Kind
from tests.channels.test_dropped_lines import served
from tests.channels.test_portals import FACTS, page
from tests.support.stand_ins import ADAPTERS, BLUE, RED, Outside, amended, article, met, order

TEXT: Final = article(
    body_html=(
        '<p>Điều 1. Theo <a href="https://chinhphu.vn/a?b=1&amp;c=2">văn bản</a>, 10<sup>6</sup> đồng, H<sub>2</sub>O.'
        f'</p><p><img src="photo:{RED.photo.digest}"></p><p>a) Thu <s>12 %</s> 15 %</p>'
        f'<p><img src="photo:{RED.photo.digest}"></p>'
    ),
    photos=(RED.photo, replace(RED.photo, caption="Vẫn chợ ấy"), BLUE.photo),
)


async def published(sim: Outside, name: str, content: Content = TEXT) -> tuple[str, Order]:
    wanted = order(ADAPTERS[name], content)
    channel = sim.channel(name)
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    return found, wanted


async def read(sim: Outside, name: str, found: str, wanted: Order) -> Shown:
    shown = await sim.channel(name).read(found, wanted)
    assert shown is not None
    return shown


@pytest.mark.parametrize("name", ADAPTERS)
async def test_marks_labels_links_and_each_use_of_a_photo_read_back_as_approved(sim: Outside, name: str) -> None:
    found, wanted = await published(sim, name)
    shown = await read(sim, name, found, wanted)
    assert shown.differs_from(wanted.post) == ""
    assert shown.fingerprint_as(wanted.post) == wanted.post.fingerprint


@pytest.mark.parametrize("name", ["liferay", "wordpress", "zalo"])
async def test_each_use_of_a_photo_has_its_own_caption(sim: Outside, name: str) -> None:
    await published(sim, name)
    (post,) = await sim.visible(ADAPTERS[name])
    page = await sim.page(post["url"])
    assert page.index("Chợ Đồng Đăng Ảnh") < page.index("15 %") < page.index("Vẫn chợ ấy Ảnh")
    assert post["image_count"] == 3


async def test_a_channel_without_marks_shows_letters_and_never_a_struck_word_as_if_it_stood(sim: Outside) -> None:
    await published(sim, "zalo")
    (post,) = await sim.visible(ChannelName.ZALO_OA)
    assert "10⁶ đồng, H₂O." in post["text"]
    assert "a) Thu (gạch bỏ: 12 %) 15 %" in post["text"]


@pytest.mark.parametrize("name", ["liferay", "wordpress"])
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("link_changed", "liên kết ở đoạn 1: đã duyệt “vănbản” dẫn tới https://chinhphu.vn/a?b=1&c=2, đang hiện"),
        ("photo_dropped", "thiếu ảnh 1"),
        ("label_changed", "đã duyệt “Điều 1. Theo văn bản, 10⁶ đồng, H₂O.”, đang hiện “Điều 99. Theo"),
        ("sup_dropped", "10⁶ đồng, H₂O.”, đang hiện “Điều 1. Theo văn bản, 106 đồng"),
    ],
)
async def test_what_a_portal_changes_on_its_page_is_told(sim: Outside, name: str, fault: str, said: str) -> None:
    found, wanted = await published(sim, name)
    await sim.strike(name, "page", fault)
    assert said in (await read(sim, name, found, wanted)).differs_from(wanted.post)
    assert (await read(sim, name, found, wanted)).differs_from(wanted.post) == ""


async def test_a_picture_that_zalo_lost_is_told(sim: Outside) -> None:
    found, wanted = await published(sim, "zalo")
    await sim.strike("zalo", "getdetail", "photo_dropped")
    assert "thiếu đoạn 2 “Chợ Đồng Đăng" in (await read(sim, "zalo", found, wanted)).differs_from(wanted.post)


async def _zalo_shows(sim: Outside, wanted: Order, **changes: object) -> str:
    """The difference once Zalo's record of the article says otherwise."""
    found, _ = await published(sim, "zalo")
    drawer = sim.app.state.world.state.drawer("zalo/articles")
    drawer.put(found, drawer.get(found) | changes)
    return (await read(sim, "zalo", found, wanted)).differs_from(wanted.post)


async def test_a_picture_under_its_cover_or_in_the_text_that_is_none_of_ours_is_told(sim: Outside) -> None:
    wanted = order(ChannelName.ZALO_OA, TEXT)
    foreign, hosted = "https://khac.vn/a.jpg", "https://f1-zpcloud.zdn.vn/a.jpg"
    body = sim.zalo()._article(wanted, "show")["body"]
    swapped = [block | {"url": foreign} if block["type"] == "image" else block for block in body]
    copied = [block | {"url": hosted} if block["type"] == "image" else block for block in body]
    cover = {"cover_type": "photo", "status": "hide"}
    assert f"ảnh lạ {foreign}" in await _zalo_shows(sim, wanted, body=swapped)
    assert await _zalo_shows(sim, wanted, body=copied, cover=cover | {"photo_url": hosted}) == ""
    assert f"ảnh bìa lạ {foreign}" in await _zalo_shows(sim, wanted, cover=cover | {"photo_url": foreign})
    assert "liên kết về Cổng dẫn tới https://khac.vn" in await _zalo_shows(sim, wanted, tracking_link="https://khac.vn")


@pytest.mark.parametrize(
    ("kind", "fault", "said"),
    [
        (Kind.NEWS, "attachments_dropped", "thiếu liên kết tới bài trên Cổng"),
        (Kind.PHOTO_STORY, "attachments_dropped", "bài có 0 ảnh, bản đã duyệt có 2 ảnh"),
        (Kind.PHOTO_STORY, "last_photo_dropped", "bài có 1 ảnh, bản đã duyệt có 2 ảnh"),
    ],
)
async def test_what_facebook_lost_beside_the_message_is_told(sim: Outside, kind: Kind, fault: str, said: str) -> None:
    found, wanted = await published(sim, "facebook", replace(TEXT, kind=kind))
    await sim.strike("facebook", "get_post", fault)
    assert (await read(sim, "facebook", found, wanted)).differs_from(wanted.post) == said
    assert (await read(sim, "facebook", found, wanted)).differs_from(wanted.post) == ""


async def test_a_fanpage_link_that_leads_elsewhere_is_told(sim: Outside) -> None:
    found, wanted = await published(sim, "facebook")
    other = replace(wanted, portal_url="https://caobang.gov.vn/w/bai-khac")
    assert "thay vì bài trên Cổng" in (await read(sim, "facebook", found, other)).differs_from(wanted.post)


async def test_a_changed_page_is_read_again_by_facebook_and_its_old_preview_is_told() -> None:
    """Over a real line: the preview is kept until Facebook is asked to read the page again."""
    async with served(scrape_links=True) as sim:
        portal, on_portal, article_id = await sim.published("liferay", TEXT)
        page = await portal.read(article_id, on_portal)
        assert page is not None
        fanpage, wanted = sim.channel("facebook"), order(ChannelName.FANPAGE, TEXT, portal_url=page.url)
        found = await fanpage.prepare(wanted)
        await fanpage.reveal(found, wanted)
        new = replace(TEXT, title="Cải chính về hạt dẻ")
        await portal.amend(article_id, amended(on_portal, new))
        changed = amended(wanted, new, portal_url=page.url)

        await sim.strike("facebook", "scrape", "preview_stale")
        trouble = await met(fanpage, "amend", found, changed)
        assert trouble.trouble is Trouble.BUSY
        assert TEXT.title in trouble.evidence
        assert "khung xem trước" in (await read(sim, "facebook", found, changed)).differs_from(changed.post)

        await fanpage.amend(found, changed)
        assert (await read(sim, "facebook", found, changed)).differs_from(changed.post) == ""


PICTURE: Final = f"/anh/photo-{RED.photo.digest}"


@pytest.mark.parametrize(
    ("image", "known"),
    [
        (f'<img src="{PICTURE}-300x200.jpg">', True),
        (f'<img src="data:image/gif;base64,R0" data-src="{PICTURE}.jpg">', True),
        (f'<img src="/trong.gif" data-lazy-src="{PICTURE}.jpg">', True),
        (f'<img src="{PICTURE}.jpg" srcset="{PICTURE}-2x.jpg 2x,{PICTURE}-3x.jpg 3x, {PICTURE}.jpg 1x">', True),
        (f'<picture><source srcset="{PICTURE}.webp"><img src="{PICTURE}.jpg"/></picture>', True),
        ('<img src="/khac.jpg">', False),
        (f'<img src="/khac.jpg" data-photo="{RED.photo.digest}">', False),
        (f'<img src="{PICTURE}.jpg" srcset="/khac.jpg 2x">', False),
        (f'<img src="/khac.jpg" srcset="{PICTURE}.jpg 2x">', False),
        (f'<picture><source srcset="/khac.webp 1x"><img src="{PICTURE}.jpg"></picture>', False),
        (f'<img src="{PICTURE}.jpg" data-src="/khac.jpg">', False),
        ("<img>", False),
    ],
)
async def test_a_picture_is_ours_when_all_that_a_browser_may_load_is(image: str, known: bool) -> None:
    shown = await page(f"{FACTS}<article><p>a</p>{image}</article>")
    assert shown is not None
    assert shown.blocks[1].text.startswith("photo:") is known
    assert (RED.photo.digest in shown.photo_urls) is known
