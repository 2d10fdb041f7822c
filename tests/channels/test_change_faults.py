"""Every fault that the simulator knows for the calls of `amend` and `remove`: told in our classes, and got over."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

import httpx
import pytest

from activities.ports import Channel, ChannelTrouble, Order, Trouble
from newsroom.article import ChannelName
from simulator.catalogue.all import CATALOGUE
from simulator.faults import Channel as Service
from tests.support.stand_ins import ADAPTERS, Outside, amended, article, order, outside

Act = Callable[[Channel, str, Order], Awaitable[None]]
SERVICES: Final = {
    "liferay": Service.PORTAL,
    "wordpress": Service.WORDPRESS,
    "facebook": Service.FANPAGE,
    "zalo": Service.ZALO_OA,
}
ACTS: Final[dict[str, Act]] = {
    "amend": lambda channel, found, wanted: channel.amend(found, wanted),
    "remove": lambda channel, found, wanted: channel.remove(found, wanted),
}
AMENDING: Final = {
    "liferay": ("token", "get_article", "get_permissions", "put_document", "update_article"),
    "wordpress": ("get_post", "upload_media", "list_tags", "create_tag", "update_post"),
    "facebook": ("get_post", "update_post", "scrape"),
    "zalo": ("getdetail", "update", "verify"),
}
REMOVING: Final = {
    "liferay": ("token", "put_permissions"),
    "wordpress": ("get_post", "update_post"),
    "facebook": ("delete_post",),
    "zalo": ("remove",),
}
UPLOADS: Final = {"upload_media", "put_document"}
CASES: Final = [
    (name, act, call)
    for act, calls in (("amend", AMENDING), ("remove", REMOVING))
    for name in calls
    for call in calls[name]
]


def secrets(sim: Outside) -> tuple[str, ...]:
    config = sim.config
    return (
        config.liferay_client_secret,
        config.wordpress_password,
        config.page_token,
        config.app_secret,
        config.zalo_app_secret,
        config.zalo_access_token,
        config.zalo_refresh_token,
    )


@pytest.mark.parametrize(("name", "act", "call"), CASES)
async def test_every_fault_is_told_and_got_over(name: str, act: str, call: str) -> None:
    """Whatever the channel does once: no exception but ours, no secret told, one text in the end, or none."""
    faults = [fault.name for fault in CATALOGUE[SERVICES[name]] if call in fault.calls]
    assert len(faults) > 5
    for fault in faults:
        sim = outside()
        # The first text has no photos, so that the second uploads them.
        before = article(photos=(), body_html="<p>Ba.</p>") if call in UPLOADS else None
        _, wanted, found = await sim.published(name, before)
        changed = amended(wanted, article(body_html="<p>Ba.</p>"), section="Cải chính")
        await sim.strike(name, call, fault, seconds=0.01)
        trouble = await _trouble(ACTS[act](sim.channel(name), found, changed))
        if trouble is not None:
            told = f"{trouble.explanation} {trouble.evidence} {trouble}"
            assert not [secret for secret in secrets(sim) if secret in told], fault
            assert trouble.not_before is None or trouble.trouble is Trouble.BUSY, fault
        assert fault in [each["fault"] for each in await _requests(sim)]
        await sim.calm()
        await ACTS[act](sim.channel(name), found, changed)
        shown = await sim.channel(name).read(found, changed)
        assert (None if shown is None else shown.lines) == (changed.post.lines if act == "amend" else None), fault
        assert len(await sim.visible(ADAPTERS[name])) == (act == "amend"), fault
        await sim.client.aclose()
        sim.app.state.world.state.close()


async def _trouble(doing: Awaitable[None]) -> ChannelTrouble | None:
    try:
        await doing
    except ChannelTrouble as trouble:
        return trouble
    return None


async def _requests(sim: Outside) -> list[dict[str, Any]]:
    answer = await sim.client.get(f"{sim.base}/_sim/requests")
    return list(answer.json()["requests"])


@pytest.mark.parametrize(
    ("name", "act", "call", "fault", "expected"),
    [
        ("liferay", "amend", "update_article", "too_many_requests", Trouble.BUSY),
        ("liferay", "remove", "put_permissions", "too_many_requests", Trouble.BUSY),
        ("liferay", "amend", "update_article", "payload_refused", Trouble.REJECTED),
        ("liferay", "remove", "token", "token_refused", Trouble.NEEDS_PERSON),
        ("wordpress", "amend", "update_post", "unauthorized", Trouble.NEEDS_PERSON),
        ("wordpress", "remove", "update_post", "forbidden", Trouble.NEEDS_PERSON),
        ("wordpress", "remove", "get_post", "unavailable", Trouble.BUSY),
        ("facebook", "amend", "update_post", "page_limit", Trouble.BUSY),
        ("facebook", "remove", "delete_post", "business_limit", Trouble.BUSY),
        ("facebook", "amend", "update_post", "token_expired", Trouble.NEEDS_PERSON),
        ("facebook", "remove", "delete_post", "token_expired", Trouble.NEEDS_PERSON),
        ("facebook", "amend", "update_post", "not_there_yet", Trouble.UNCLEAR),
        ("facebook", "remove", "delete_post", "not_there_yet", Trouble.UNCLEAR),
        ("facebook", "remove", "delete_post", "unknown_error_after", Trouble.UNCLEAR),
        ("zalo", "amend", "update", "rate_limited", Trouble.BUSY),
        ("zalo", "remove", "remove", "rate_limited", Trouble.BUSY),
        ("zalo", "amend", "update", "article_quota_used", Trouble.BUSY),
        ("zalo", "amend", "verify", "media_failed", Trouble.BUSY),
        ("zalo", "amend", "update", "cover_invalid", Trouble.REJECTED),
        ("zalo", "remove", "remove", "tier_too_low", Trouble.NEEDS_PERSON),
    ],
)
async def test_classes_of_the_changing_calls(
    sim: Outside, name: str, act: str, call: str, fault: str, expected: Trouble
) -> None:
    _, wanted, found = await sim.published(name)
    await sim.strike(name, call, fault)
    with pytest.raises(ChannelTrouble) as caught:
        await ACTS[act](sim.channel(name), found, amended(wanted))
    assert caught.value.trouble is expected


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", ["liferay", "zalo"])
async def test_token_that_expires_is_renewed_and_the_change_goes_on(sim: Outside, name: str, act: str) -> None:
    channel, wanted, found = await sim.published(name)
    await sim.client.post(f"{sim.base}/_sim/tokens", json={"channel": SERVICES[name], "action": "expire"})
    await ACTS[act](channel, found, amended(wanted))
    shown = await channel.read(found, amended(wanted))
    assert (None if shown is None else shown.lines) == (amended(wanted).post.lines if act == "amend" else None)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", ADAPTERS)
@pytest.mark.parametrize("status", [400, 403, 500])
async def test_channel_that_repeats_our_secrets_is_not_quoted(sim: Outside, name: str, act: str, status: int) -> None:
    _, wanted, found = await sim.published(name)
    real, sent = sim.client, [*secrets(sim)]

    async def answer(request: httpx.Request) -> httpx.Response:
        sent.extend(request.headers.get(header, "").split(" ")[-1] for header in ("Authorization", "access_token"))
        if request.method == "GET" or "token" in request.url.path:
            headers, content = request.headers, request.content
            return await real.request(request.method, request.url, headers=headers, content=content)
        said = f"{dict(request.headers)} {request.content!r}"
        error = {"code": 100, "message": said} if name == "facebook" else -201
        return httpx.Response(status, json={"error": error, "message": said, "title": said})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        echoing = replace(sim, client=client).channel(name)
        with pytest.raises(ChannelTrouble) as caught:
            await ACTS[act](echoing, found, amended(wanted, article(photos=(), body_html="<p>Ba.</p>")))
    told = caught.value.explanation + caught.value.evidence
    assert not [secret for secret in sent if secret and secret in told]


async def test_removal_that_never_left_is_only_a_pause(sim: Outside) -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    alone = replace(sim, client=httpx.AsyncClient(transport=httpx.MockTransport(refuse)))
    for name, channel_name in ADAPTERS.items():
        with pytest.raises(ChannelTrouble) as caught:
            await alone.channel(name).remove("1", order(channel_name))
        assert caught.value.trouble is Trouble.BUSY
        assert caught.value.not_before is None
    assert await sim.visible(ChannelName.PORTAL) == []
