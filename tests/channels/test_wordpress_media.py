"""Photos on WordPress: part of their post, as public as it is, and told to a person when they are refused for good."""

import io
from dataclasses import replace

import httpx
import pytest
from PIL import Image

from activities.ports import Trouble
from newsroom.article import ChannelName
from tests.support.stand_ins import BLUE, RED, Outside, amended, article, interrupted, met, order, photo_file

only_wordpress = pytest.mark.parametrize("name", ["wordpress"])


async def told(sim: Outside, photo: str) -> list[int]:
    """The statuses with which everybody is told of a photo: of the entry, and in the list."""
    slug = f"photo-{photo[:40]}"
    (entry,) = (await sim.staff("GET", "/media", params={"slug": slug})).json()
    alone = await sim.client.get(f"{sim.wordpress_api}/media/{entry['id']}")
    listed = await sim.client.get(f"{sim.wordpress_api}/media", params={"slug": slug})
    return [alone.status_code, len(listed.json())]


@only_wordpress
async def test_photos_are_told_of_only_while_their_article_shows(sim: Outside, name: str) -> None:
    channel, wanted = sim.channel(name), order(ChannelName.PORTAL)
    found = await channel.prepare(wanted)
    assert [await told(sim, digest) for digest in wanted.post.photos] == [[401, 0]] * 2
    await channel.reveal(found, wanted)
    assert [await told(sim, digest) for digest in wanted.post.photos] == [[200, 1]] * 2
    shown = await channel.read(found, wanted)
    assert shown is not None
    await channel.remove(found, wanted)
    assert [await told(sim, digest) for digest in wanted.post.photos] == [[401, 0]] * 2
    # The file itself stays for whoever knows its address: docs/decisions/0052.
    assert [(await sim.client.get(url)).status_code for url in shown.photo_urls.values()] == [200, 200]


@only_wordpress
async def test_photos_that_a_lost_call_left_alone_go_with_the_article(sim: Outside, name: str) -> None:
    channel, wanted, found = await sim.published(name)
    entries = (await sim.staff("GET", "/media")).json()
    for entry in entries:
        await sim.staff("POST", f"/media/{entry['id']}", json={"post": 0})
    await channel.remove(found, wanted)
    assert [await told(sim, digest) for digest in wanted.post.photos] == [[401, 0]] * 2


@only_wordpress
async def test_photos_of_an_amendment_belong_to_the_article(sim: Outside, name: str) -> None:
    channel, wanted, found = await sim.published(name, article(photos=(), body_html="<p>a</p>"))
    body = f'<p>b</p><p><img src="photo:{BLUE.photo.digest}"></p>'
    await channel.amend(found, amended(wanted, article(photos=(BLUE.photo,), body_html=body)))
    (entry,) = (await sim.staff("GET", "/media")).json()
    post = (await sim.staff("GET", f"/posts/{found}")).json()
    assert (entry["post"], post["featured_media"]) == (int(found), entry["id"])


@only_wordpress
async def test_photo_that_is_there_is_found_by_its_slug_and_not_sent_again(sim: Outside, name: str) -> None:
    _, wanted, _ = await sim.published(name)
    other = replace(order(ChannelName.PORTAL, key="bai-9"), slug="bai-khac")
    await sim.channel(name).prepare(other)
    assert len((await sim.staff("GET", "/media")).json()) == len(wanted.post.photos)


@only_wordpress
async def test_post_is_closed_to_comments_and_has_its_first_photo(sim: Outside, name: str) -> None:
    _, wanted, found = await sim.published(name)
    post = (await sim.staff("GET", f"/posts/{found}", params={"context": "edit"})).json()
    (first,) = (await sim.staff("GET", "/media", params={"slug": f"photo-{RED.photo.digest[:40]}"})).json()
    assert wanted.post.photos[0] == RED.photo.digest
    assert (post["comment_status"], post["ping_status"]) == ("closed", "closed")
    assert post["featured_media"] == first["id"]
    assert f"wp-image-{first['id']}" in post["content"]["raw"]


@only_wordpress
async def test_large_photo_is_hosted_small_enough_for_zalo(sim: Outside, name: str) -> None:
    large = photo_file(noisy(2200))
    assert len(large.data) > 1_000_000
    wanted = order(ChannelName.PORTAL, article(photos=(large.photo,), body_html="<p>a</p>"), files=(large,))
    channel = sim.channel(name)
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    shown = await channel.read(found, wanted)
    assert shown is not None
    answer = await sim.client.get(shown.photo_urls[large.photo.digest])
    assert 1000 < len(answer.content) < 900_000


def noisy(side: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side), 120).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@only_wordpress
async def test_upload_that_is_refused_for_good_reaches_a_person(sim: Outside, name: str) -> None:
    """As 'busy' it was tried for ever."""
    empty = photo_file(b"", media_type="image/jpeg")
    story = article(photos=(empty.photo,), body_html="<p>a</p>")
    trouble = await met(sim.channel(name), "prepare", "", order(ChannelName.PORTAL, story, files=(empty,)))
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert "từ chối tệp ảnh" in trouble.explanation
    assert "rest_upload_unknown_error" in trouble.explanation


@only_wordpress
async def test_upload_above_the_limit_of_php_reaches_the_engineer(sim: Outside, name: str) -> None:
    answer = await sim.staff("POST", "/media", data={"title": "x"}, files={})
    assert answer.json()["code"] in {"rest_upload_no_content_disposition", "rest_upload_no_data"}

    def refused(request: httpx.Request) -> httpx.Response | None:
        asked = request.method == "POST" and request.url.path.endswith("/media")
        return httpx.Response(answer.status_code, json=answer.json()) if asked else None

    channel = interrupted(sim, refused).channel(name)
    trouble = await met(channel, "prepare", "", order(ChannelName.PORTAL))
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert "upload_max_filesize" in trouble.explanation
