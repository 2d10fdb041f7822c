"""Every fault that the simulated channels know, on the calls that change and remove: one post in the end, or none.

The Portal is played by Liferay and by WordPress.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
import pytest_asyncio

from activities import amending as amending_step
from activities import attempts, publishing
from activities.ports import TokenPair
from newsroom.article import ArticleId, ChannelName, Content
from newsroom.errors import Refused
from newsroom.matters.amendment_texts import updated
from newsroom.matters.kinds import AmendmentKind
from newsroom.publishing import channel_post
from newsroom.text import plain
from simulator.catalogue.all import CATALOGUE
from simulator.faults import Channel
from tests.support.amendment_scenarios import (
    ALL,
    amended,
    amending,
    new_mark,
    outcomes,
    published,
    retry,
    text_of,
    until_channel,
)
from tests.support.branch import opened_branch
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import all_with, entries, last_call, zalo_renewals
from tests.support.matters import matter_ended, matter_of
from tests.support.proofs import Drawn
from workers.settings import PortalKind

_NAMES: Final = {
    Channel.PORTAL: ChannelName.PORTAL,
    Channel.WORDPRESS: ChannelName.PORTAL,
    Channel.FANPAGE: ChannelName.FANPAGE,
    Channel.ZALO_OA: ChannelName.ZALO_OA,
}
_CHANGING: Final = {
    Channel.PORTAL: "update_article",
    Channel.WORDPRESS: "update_post",
    Channel.FANPAGE: "update_post",
    Channel.ZALO_OA: "update",
}
_REMOVING: Final = {
    Channel.PORTAL: "put_permissions",
    Channel.WORDPRESS: "update_post",
    Channel.FANPAGE: "delete_post",
    Channel.ZALO_OA: "remove",
}
_READING: Final = {
    Channel.PORTAL: "page",
    Channel.WORDPRESS: "page",
    Channel.FANPAGE: "get_post",
    Channel.ZALO_OA: "getdetail",
}
_AT_ONCE: Final = 8
_AT_LEAST: Final = 10
"""Faults of each call in every run; all of them in the long proof."""
_STANDS_STILL: Final = frozenset({"waiting", "needs_person", "rejected"})
_MOVES_THE_ADDRESS: Final = frozenset({"slug_taken"})
"""After these a person has to put the channel in order by hand before anything can go on."""

pytestmark = pytest.mark.timeout(400)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def wordpress(live: LiveNewsroom) -> AsyncIterator[LiveNewsroom]:
    """The same newsroom with a Portal on WordPress."""
    async with opened_branch(live, "wordpress", max_cached_workflows=100) as branch:
        settings = branch.live.settings.model_copy(update={"portal_kind": PortalKind.WORDPRESS})
        branch.live = replace(branch.live, settings=settings)
        await branch.start_workers()
        yield branch.live


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses before another look and another try, for tests in which only their order matters."""
    monkeypatch.setattr(attempts, "LOOK_AGAIN_AFTER", timedelta(seconds=0.3))
    monkeypatch.setattr(attempts, "AGAIN_AFTER", tuple(step / 20 for step in attempts.AGAIN_AFTER))
    for looking in (amending_step, publishing):
        monkeypatch.setattr(looking, "_READ_AFTER", tuple(pause / 10 for pause in looking._READ_AFTER))


def _faults(service: Channel, call: str) -> list[str]:
    """Every fault of a call that leaves its address alone."""
    return [f.name for f in CATALOGUE[service] if call in f.calls and f.name not in _MOVES_THE_ADDRESS]


async def _strike(live: LiveNewsroom, service: Channel, call: str, fault: str, mark: str, times: int = 1) -> None:
    rule = {"channel": service, "call": call, "fault": fault, "times": times, "match": mark}
    slow = {"seconds": 1} if fault == "slow_reply" else {}
    answer = await live.simulator.post("/_sim/faults", json=rule | slow)
    assert answer.is_success, answer.text


async def _struck(live: LiveNewsroom, mark: str) -> bool:
    rules = (await live.simulator.get("/_sim/faults")).json()["faults"]
    return not [rule for rule in rules if rule["match"] == mark]


async def _driven(live: LiveNewsroom, matter: str, *, seconds: float = 120) -> None:
    """Let every channel that stands still go on, as the engineer would after looking, until all are done."""

    async def done() -> bool:
        if (await matter_of(live, matter).describe()).close_time is not None:
            return True
        for channel, outcome in (await outcomes(live, matter)).items():
            if outcome in _STANDS_STILL:
                # It may have gone on by itself between the look and the act.
                with suppress(Refused):
                    await retry(live, matter, ChannelName(channel))
        return False

    await eventually(done, seconds=seconds, every=0.3)


async def _shows(live: LiveNewsroom, article_id: ArticleId, mark: str, text: Content) -> None:
    """One post per channel, each with exactly the approved text, and one entry that says so."""
    assert await all_with(live, mark) == ALL
    amended_now = {body["channel"]: body["fingerprint"] for body in await entries(live, article_id, kind="amended")}
    assert amended_now == {channel: channel_post(text, channel).fingerprint for channel in ChannelName}
    posts = {post["channel"]: post for post in await live.visible(article_id)}
    pages = {"portal": (await live.simulator.get(posts["portal"]["url"])).text}
    for channel, post in posts.items():
        assert text.summary in plain(pages.get(channel, str(post))), channel


async def _numbers(live: LiveNewsroom, article_id: ArticleId) -> dict[str, str]:
    """The channels' own numbers of an article."""
    return {body["channel"]: body["external_id"] for body in await entries(live, article_id, kind="receipt")}


def _next(text: Content, number: int) -> Content:
    body = text.body_html.partition("<p><em>Cập nhật lúc")[0]
    more = replace(text, summary=f"Đã có {number} xã gieo cấy xong trước kế hoạch.", body_html=body)
    return updated(more, datetime.now(UTC))


async def _changed_under(live: LiveNewsroom, service: Channel, call: str, faults: list[str]) -> None:
    """One article, one amendment after another, each with another fault."""
    mark = new_mark()
    article_id = await published(live, mark)
    for number, fault in enumerate(faults, start=1):
        await _strike(live, service, call, fault, mark)
        matter, text = await amending(
            live, article_id, AmendmentKind.UPDATE, _next(await text_of(live, article_id), number)
        )
        assert text is not None
        await _driven(live, matter)
        assert await _struck(live, mark), (service, call, fault)
        await _shows(live, article_id, mark, text)
        assert len(await entries(live, article_id, kind="amended")) == 3 * number, fault


async def _removed_under(live: LiveNewsroom, service: Channel, call: str, fault: str, gate: asyncio.Semaphore) -> None:
    async with gate:
        mark = new_mark()
        article_id = await published(live, mark)
        # The call to Zalo names nothing but the number of the article.
        match = (await _numbers(live, article_id))[_NAMES[service]] if service is Channel.ZALO_OA else mark
        await _strike(live, service, call, fault, match)
        matter, _ = await amending(live, article_id, AmendmentKind.TAKE_DOWN)
        await _driven(live, matter)
        assert await _struck(live, match), (service, call, fault)
        assert await all_with(live, mark) == [], fault
        assert len(await entries(live, article_id, kind="removed")) == 3, fault
        assert set((await outcomes(live, matter)).values()) == {"removed"}, fault


@pytest.mark.proof("faults")
@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("service", [Channel.PORTAL, Channel.FANPAGE, Channel.ZALO_OA])
async def test_every_fault_of_the_changing_call_ends_in_one_post_with_the_new_text(
    live: LiveNewsroom, service: Channel, drawn: Drawn[str]
) -> None:
    """Lost replies, errors before and after the effect, limits, refusals: never a second post, never the old text."""
    faults = drawn(_faults(service, _CHANGING[service]), _AT_LEAST)
    assert len(faults) >= _AT_LEAST
    shares = [faults[start::4] for start in range(4)]
    await asyncio.gather(*(_changed_under(live, service, _CHANGING[service], share) for share in shares))
    assert await live.stores.ledger.faults() == ()


@pytest.mark.proof("faults")
@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("service", [Channel.PORTAL, Channel.FANPAGE, Channel.ZALO_OA])
async def test_every_fault_of_the_removing_call_ends_in_nothing_to_see(
    live: LiveNewsroom, service: Channel, drawn: Drawn[str]
) -> None:
    """Whatever a channel answers to the order to remove: in the end no reader finds the article."""
    faults, gate = drawn(_faults(service, _REMOVING[service]), _AT_LEAST), asyncio.Semaphore(_AT_ONCE)
    assert len(faults) >= _AT_LEAST
    await asyncio.gather(*(_removed_under(live, service, _REMOVING[service], fault, gate) for fault in faults))


@pytest.mark.usefixtures("soon")
async def test_every_fault_of_wordpress_on_both_calls(wordpress: LiveNewsroom) -> None:
    """A Portal on WordPress has other weaknesses: no upsert, a status for what is removed, a slug that may move."""
    faults, gate = _faults(Channel.WORDPRESS, "update_post"), asyncio.Semaphore(_AT_ONCE)
    assert len(faults) > 8
    await asyncio.gather(
        *(_changed_under(wordpress, Channel.WORDPRESS, "update_post", faults[start::2]) for start in range(2)),
        *(_removed_under(wordpress, Channel.WORDPRESS, "update_post", fault, gate) for fault in faults),
    )


async def test_a_correction_on_wordpress_keeps_address_day_and_section(wordpress: LiveNewsroom) -> None:
    """What Liferay does with a keyword WordPress does with a tag; readers are to see no difference."""
    mark = new_mark()
    article_id = await published(wordpress, mark)
    before = {post["channel"]: post for post in await wordpress.visible(article_id)}
    await amended(wordpress, article_id, AmendmentKind.CORRECTION)
    after = {post["channel"]: post for post in await wordpress.visible(article_id)}
    assert await all_with(wordpress, mark) == ALL
    for name in ("url", "visible_since"):
        assert after["portal"][name] == before["portal"][name]
    assert 'tag/cai-chinh/">Cải chính</a>' in (await wordpress.simulator.get("/wordpress/")).text
    assert mark in (await wordpress.simulator.get("/wordpress/tag/cai-chinh/")).text
    assert "Thông tin cải chính" in plain((await wordpress.simulator.get(after["portal"]["url"])).text)
    await amended(wordpress, article_id, AmendmentKind.TAKE_DOWN)
    assert await all_with(wordpress, mark) == []


_LAGS: Final = {
    Channel.PORTAL: ("page_not_found", 2),
    Channel.FANPAGE: ("not_there_yet", 1),
    Channel.ZALO_OA: ("server_error_before", 1),
}


@pytest.mark.parametrize("service", _LAGS)
async def test_a_page_that_lags_behind_is_read_again(live: LiveNewsroom, service: Channel) -> None:
    """The public page of a changed article is not there for a moment: no alarm, and no second attempt to post."""
    mark = new_mark()
    article_id = await published(live, mark)
    fault, times = _LAGS[service]
    match = article_id if _READING[service] == "page" else mark
    await _strike(live, service, _READING[service], fault, match, times)
    matter, text = await amending(live, article_id, AmendmentKind.UPDATE, _next(await text_of(live, article_id), 1))
    assert text is not None
    await _driven(live, matter)
    await _shows(live, article_id, mark, text)


_ALTERED: Final = {Channel.PORTAL: "page_altered", Channel.FANPAGE: "altered_text", Channel.ZALO_OA: "altered_text"}


@pytest.mark.parametrize("service", _ALTERED)
async def test_a_text_that_reads_back_altered_needs_a_person(live: LiveNewsroom, service: Channel) -> None:
    """What readers see is compared with what was approved, also the second time; the difference is named."""
    mark = new_mark()
    article_id = await published(live, mark)
    match = article_id if _READING[service] == "page" else mark
    await _strike(live, service, _READING[service], _ALTERED[service], match, 6)
    matter, text = await amending(live, article_id, AmendmentKind.UPDATE, _next(await text_of(live, article_id), 1))
    assert text is not None
    await until_channel(live, matter, _NAMES[service], "needs_person", seconds=60)
    (stopped,) = await entries(live, article_id, kind="channel_stopped")
    assert "KHÁC bản đã duyệt" in stopped["explanation"]
    assert stopped["evidence"]
    assert stopped["amendment"] == matter.partition("/")[2]
    assert not [body for body in await entries(live, article_id, kind="amended") if body["channel"] == _NAMES[service]]
    await _driven(live, matter)
    await _shows(live, article_id, mark, text)


async def test_a_refused_page_token_waits_for_a_new_one(live: LiveNewsroom) -> None:
    """The engineer stores a new token and lets the channel go on; the others have not waited, and it is gone too."""
    mark = new_mark()
    article_id = await published(live, mark)
    await live.simulator.post("/_sim/tokens", json={"channel": "fanpage", "action": "revoke", "subcode": 463})
    matter, _ = await amending(live, article_id, AmendmentKind.TAKE_DOWN)
    await until_channel(live, matter, ChannelName.FANPAGE, "needs_person")
    await until_channel(live, matter, ChannelName.ZALO_OA, "removed")
    assert await all_with(live, mark) == ["fanpage"]
    token = f"moi-{uuid.uuid4().hex}"
    await live.stores.tokens.save(ChannelName.FANPAGE, TokenPair(access=token))
    await live.simulator.post("/_sim/tokens", json={"channel": "fanpage", "action": "install", "token": token})
    await retry(live, matter, ChannelName.FANPAGE)
    await matter_ended(live, matter)
    assert await all_with(live, mark) == []
    assert token not in str(await live.stores.reading.timeline(article_id))


async def test_an_expired_zalo_token_is_renewed_once_by_an_amendment(live: LiveNewsroom) -> None:
    """The refresh token is good for one use: two amendments at once must not both take it."""
    marks = [new_mark(), new_mark()]
    articles = [await published(live, mark) for mark in marks]
    before = await last_call(live)
    await live.simulator.post("/_sim/tokens", json={"channel": "zalo_oa", "action": "expire"})
    await asyncio.gather(
        amended(live, articles[0], AmendmentKind.CORRECTION), amended(live, articles[1], AmendmentKind.TAKE_DOWN)
    )
    assert [await all_with(live, mark) for mark in marks] == [ALL, []]
    assert await zalo_renewals(live, before) == 1


async def test_a_portal_that_is_down_holds_a_correction_back_but_no_removal(live: LiveNewsroom) -> None:
    """A text goes to the Portal first; what must be gone waits for nobody."""
    marks = [new_mark(), new_mark()]
    corrected_, removed = [await published(live, mark) for mark in marks]
    for mark, call in zip(marks, ("update_article", "put_permissions"), strict=True):
        await _strike(live, Channel.PORTAL, call, "unavailable", mark, 2)
    change, _ = await amending(live, corrected_, AmendmentKind.UPDATE)
    removal, _ = await amending(live, removed, AmendmentKind.TAKE_DOWN)
    await until_channel(live, removal, ChannelName.FANPAGE, "removed")
    await until_channel(live, removal, ChannelName.ZALO_OA, "removed")
    assert await all_with(live, marks[1]) == ["portal"]
    assert set(await outcomes(live, change)) == {"portal"}
    await _driven(live, change)
    await _driven(live, removal)
    assert [await all_with(live, mark) for mark in marks] == [ALL, []]


async def test_a_slug_that_wordpress_moves_stops_for_a_person(wordpress: LiveNewsroom) -> None:
    """An address that changes under a correction breaks every link: somebody has to put it back first."""
    mark = new_mark()
    article_id = await published(wordpress, mark)
    await _strike(wordpress, Channel.WORDPRESS, "update_post", "slug_taken", mark)
    matter, _ = await amending(wordpress, article_id, AmendmentKind.UPDATE)
    await until_channel(wordpress, matter, ChannelName.PORTAL, "needs_person")
    (stopped,) = await entries(wordpress, article_id, kind="channel_stopped")
    assert "TRÙNG" in stopped["explanation"]
    await retry(wordpress, matter, ChannelName.PORTAL, skip=True)
    await matter_ended(wordpress, matter)
