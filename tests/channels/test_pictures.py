"""Photos as Facebook takes them."""

import io
from typing import Final

import pytest
from PIL import Image

from activities.channels.pictures import JPEG, PNG, UnreadablePhoto, fitted
from activities.ports import ChannelTrouble, Trouble
from newsroom.article import ChannelName, Kind
from tests.support.stand_ins import BLUE, RED, Outside, article, jpeg, order, photo_file

LIMIT: Final = 4_000_000


def as_jpeg(data: bytes, media_type: str, max_bytes: int) -> bytes:
    return fitted(data, media_type, kinds={JPEG}, max_bytes=max_bytes).data


def noisy(kind: str, mode: str = "RGB", side: int = 700) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side), 120).convert(mode).save(out, kind)
    return out.getvalue()


def test_small_jpeg_is_left_untouched() -> None:
    assert as_jpeg(jpeg(), "image/jpeg", LIMIT) == jpeg()


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("TIFF", "L"), ("GIF", "P")]
)
def test_other_kinds_become_jpeg(kind: str, mode: str) -> None:
    made = as_jpeg(noisy(kind, mode, side=40), f"image/{kind.lower()}", LIMIT)
    assert made.startswith(b"\xff\xd8\xff")


def test_png_stays_png_where_the_channel_takes_it() -> None:
    small = noisy("PNG", side=20)
    assert fitted(small, PNG, kinds={JPEG, PNG}, max_bytes=LIMIT).data == small
    assert fitted(noisy("PNG"), PNG, kinds={JPEG, PNG}, max_bytes=60_000).media_type == JPEG


@pytest.mark.parametrize("name", ["liferay", "wordpress"])
async def test_portal_hosts_no_photo_that_zalo_would_refuse(sim: Outside, name: str) -> None:
    large = photo_file(noisy("JPEG", side=2200))
    assert len(large.data) > 1_000_000
    story = article(photos=(large.photo,), body_html="<p>a</p>")
    channel, wanted = sim.channel(name), order(ChannelName.PORTAL, story, files=(large,))
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    shown = await channel.read(found, wanted)
    assert shown is not None
    answer = await sim.client.get(shown.photo_urls[large.photo.digest])
    assert 1000 < len(answer.content) < 900_000


def test_large_photo_is_made_small_enough() -> None:
    large = noisy("JPEG")
    made = as_jpeg(large, "image/jpeg", 60_000)
    assert len(large) > 60_000 > len(made)
    assert Image.open(io.BytesIO(made)).size[0] < 700


def test_photo_turned_by_its_camera_is_set_upright() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (30, 10)).save(out, "PNG", exif=exif)
    made = Image.open(io.BytesIO(as_jpeg(out.getvalue(), "image/png", LIMIT)))
    assert made.size == (10, 30)


@pytest.mark.parametrize("data", [b"", b"khong phai anh", jpeg()[:40]])
def test_bytes_that_are_no_picture_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePhoto):
        as_jpeg(data, "image/png", LIMIT)


def test_photo_that_cannot_be_small_enough_is_refused() -> None:
    with pytest.raises(UnreadablePhoto):
        as_jpeg(noisy("PNG"), "image/png", 100)


async def test_photo_story_shows_its_photos_and_names_the_portal(sim: Outside) -> None:
    facebook, wanted = sim.facebook(), order(ChannelName.FANPAGE, article(kind=Kind.PHOTO_STORY))
    found = await facebook.prepare(wanted)
    await facebook.reveal(found, wanted)
    shown = await facebook.read(found, wanted)
    assert shown is not None
    assert shown.lines == wanted.post.lines
    (post,) = await sim.visible(ChannelName.FANPAGE)
    assert post["image_count"] == len(wanted.post.photos) == 2
    assert post["text"].endswith(f"Xem trên Cổng: {wanted.portal_url}")
    assert await facebook.find(wanted, wanted.published_at) == found


async def test_unreadable_or_missing_photo_is_told_before_anything_is_posted(sim: Outside) -> None:
    broken = photo_file(b"khong phai anh", media_type="image/png")
    story = article(kind=Kind.PHOTO_STORY, body_html="<p>a</p>", photos=(broken.photo,))
    with pytest.raises(ChannelTrouble) as caught:
        await sim.facebook().prepare(order(ChannelName.FANPAGE, story, files=(broken,)))
    assert caught.value.trouble is Trouble.REJECTED
    with pytest.raises(ChannelTrouble) as caught:
        await sim.facebook().prepare(order(ChannelName.FANPAGE, story, files=(RED, BLUE)))
    assert caught.value.trouble is Trouble.NEEDS_PERSON
    assert "create_post" not in await sim.calls()
