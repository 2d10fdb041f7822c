"""What is peculiar to Facebook and Zalo when a post is amended or taken down."""

from typing import Any

import httpx
import pytest

from activities.ports import Trouble
from newsroom.article import ChannelName, Kind
from tests.support.stand_ins import CORRECTED, RED, Outside, amended, article, interrupted, met, order


@pytest.mark.parametrize("photos", [(RED.photo,), ()])
async def test_facebook_photo_post_keeps_the_line_that_names_the_portal(sim: Outside, photos: tuple[Any, ...]) -> None:
    story = article(kind=Kind.PHOTO_STORY, photos=(RED.photo,))
    channel, wanted, found = await sim.published("facebook", story)
    changed = amended(wanted, article(kind=Kind.PHOTO_STORY, title=CORRECTED, photos=photos, body_html="<p>a</p>"))
    for _ in range(2):
        await channel.amend(found, changed)
    (post,) = await sim.visible(ChannelName.FANPAGE)
    assert post["text"].endswith(f"\n\nXem trên Cổng: {wanted.portal_url}")
    assert post["text"].count("Xem trên Cổng") == 1
    assert (CORRECTED in post["text"], post["image_count"]) == (True, 1)


@pytest.mark.parametrize("said", [{}, {"success": False}, {"success": "true"}])
@pytest.mark.parametrize("act", ["amend", "remove"])
async def test_facebook_must_confirm(sim: Outside, act: str, said: dict[str, Any]) -> None:
    _, wanted, found = await sim.published("facebook")
    facebook = interrupted(sim, lambda r: None if r.method == "GET" else httpx.Response(200, json=said)).facebook()
    assert (await met(facebook, act, found, amended(wanted))).trouble is Trouble.UNCLEAR


async def test_facebook_post_missing_once_is_not_yet_gone(sim: Outside) -> None:
    channel, wanted, found = await sim.published("facebook")
    await sim.strike("facebook", "get_post", "not_there_yet")
    await channel.amend(found, amended(wanted))
    assert CORRECTED in (await sim.visible(ChannelName.FANPAGE))[0]["text"]


async def test_facebook_post_that_we_may_no_longer_see_does_not_pass_for_removed(sim: Outside) -> None:
    """Facebook says "does not exist" of a post whose permission was taken from us, while readers still see it."""
    channel, wanted, found = await sim.published("facebook")
    for call, fault in (("delete_post", "not_there_yet"), ("get_post", "not_there_yet")):
        await sim.strike("facebook", call, fault)
    await sim.strike("facebook", "list_posts", "permission_missing")
    assert (await met(channel, "remove", found, wanted)).trouble is Trouble.NEEDS_PERSON
    assert len(await sim.visible(ChannelName.FANPAGE)) == 1


async def test_facebook_post_of_another_app_needs_a_person(sim: Outside) -> None:
    channel, wanted, found = await sim.published("facebook")
    drawer = sim.app.state.world.state.drawer("facebook/posts")
    drawer.put(found, drawer.get(found) | {"app": "1"})
    assert (await met(channel, "amend", found, amended(wanted))).trouble is Trouble.NEEDS_PERSON
    assert CORRECTED not in (await sim.visible(ChannelName.FANPAGE))[0]["text"]


@pytest.mark.parametrize("name", ["facebook", "zalo"])
async def test_draft_is_not_shown_by_amending_it(sim: Outside, name: str) -> None:
    channel = sim.channel(name)
    wanted = order(channel.name)
    found = await channel.prepare(wanted)
    assert (await met(channel, "amend", found, amended(wanted))).trouble is Trouble.NEEDS_PERSON
    assert await sim.visible(channel.name) == []


async def test_zalo_refusal_of_an_id_is_believed_only_when_a_read_agrees(sim: Outside) -> None:
    _, wanted, found = await sim.published("zalo")
    invalid = httpx.Response(200, json={"error": -201, "message": "id is invalid"})
    zalo = interrupted(sim, lambda request: invalid if request.url.path.endswith("remove") else None).zalo()
    assert (await met(zalo, "remove", found, wanted)).trouble is Trouble.REJECTED
    assert await zalo.read(found, wanted) is not None


@pytest.mark.parametrize("call", ["update", "verify"])
async def test_zalo_article_deleted_in_this_very_moment_is_gone(sim: Outside, call: str) -> None:
    channel, wanted, found = await sim.published("zalo")
    is_deleted = False

    def answer(request: httpx.Request) -> httpx.Response | None:
        nonlocal is_deleted
        is_deleted = is_deleted or request.url.path.endswith(call)
        invalid = httpx.Response(200, json={"error": -201, "message": "id is invalid"})
        return invalid if is_deleted and not request.url.path.endswith("getslice") else None

    trouble = await met(interrupted(sim, answer).zalo(), "amend", found, amended(wanted))
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert "bài không còn trên kênh" in trouble.explanation
    await channel.remove(found, wanted)


async def test_zalo_slow_processing_of_an_amendment_is_waited_for(sim: Outside) -> None:
    channel, wanted, found = await sim.published("zalo")
    await sim.strike("zalo", "verify", "processing", times=3)
    await channel.amend(found, amended(wanted))
    assert sim.pauses.seconds == [0.2, 0.5, 1]
    await sim.strike("zalo", "verify", "processing", times=None)
    assert (await met(channel, "amend", found, amended(wanted))).trouble is Trouble.BUSY
    assert len(await sim.visible(ChannelName.ZALO_OA)) == 1
