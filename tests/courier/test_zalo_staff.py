"""Messages to staff by the Official Account, against the simulator that keeps Zalo's contract."""

import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest

from activities.channels.calls import CallLimits, Line
from activities.channels.zalo.calls import ZaloCalls
from activities.clock import now
from activities.messengers.ports import NotTaken
from activities.messengers.zalo_staff import ZaloStaff, message_text
from newsroom.delivery.tries import Hitch
from newsroom.delivery.ways import Way
from tests.courier.samples import parcel
from tests.support.live import LiveNewsroom
from workers.wiring.channels import zalo_settings

USERS = iter(range(2_468_458_835_296_197_000, 2_468_458_835_296_198_000))


@contextlib.asynccontextmanager
async def messenger(live: LiveNewsroom) -> AsyncIterator[ZaloStaff]:
    async with httpx.AsyncClient() as http:
        line = Line(http, label="Zalo OA", limits=CallLimits(), clock=now)
        yield ZaloStaff(ZaloCalls(line, zalo_settings(live.settings), live.stores.tokens))


async def arrived(live: LiveNewsroom, user: str) -> list[str]:
    messages = (await live.simulator.get("/_sim/visible")).json()["messages"]
    return [message["text"] for message in messages if message["user_id"] == user]


async def refused(live: LiveNewsroom, fault: str) -> NotTaken:
    await live.fault("zalo_oa", "message", fault)
    async with messenger(live) as zalo:
        with pytest.raises(NotTaken) as caught:
            await zalo.send(parcel(Way.ZALO, str(next(USERS))))
    return caught.value


async def test_a_member_reads_it_in_their_own_zalo(live: LiveNewsroom) -> None:
    user = str(next(USERS))
    async with messenger(live) as zalo:
        await zalo.send(parcel(Way.ZALO, user))
    (text,) = await arrived(live, user)
    assert text == message_text(parcel(Way.ZALO, user))
    assert "https://ban.invalid/d/1" in text


async def test_a_lost_reply_brings_the_message_again_under_the_same_number(live: LiveNewsroom) -> None:
    """Zalo has no key for what comes twice: the reader must be able to tell."""
    user = str(next(USERS))
    await live.fault("zalo_oa", "message", "lost_reply")
    async with messenger(live) as zalo:
        with pytest.raises(NotTaken) as caught:
            await zalo.send(parcel(Way.ZALO, user))
        await zalo.send(parcel(Way.ZALO, user))
    texts = await arrived(live, user)
    assert caught.value.hitch is Hitch.LATER
    assert len(texts) == 2
    assert {text.splitlines()[-1] for text in texts} == {"(Tin số 01234567)"}


@pytest.mark.parametrize(
    ("fault", "hitch"),
    [
        ("not_a_follower", Hitch.REFUSED),
        ("user_blocks", Hitch.REFUSED),
        ("no_interaction", Hitch.REFUSED),
        ("receive_quota_used", Hitch.LATER),
        ("night_hours", Hitch.LATER),
        ("rate_limited", Hitch.LATER),
        ("oa_disabled", Hitch.AWAY),
        ("tier_too_low", Hitch.AWAY),
        ("server_error_before", Hitch.LATER),
    ],
)
async def test_what_an_answer_means_for_the_message(live: LiveNewsroom, fault: str, hitch: Hitch) -> None:
    """Who does not follow the account is reached otherwise; an account that is shut reaches nobody."""
    assert (await refused(live, fault)).hitch is hitch


def test_a_long_letter_keeps_its_link_and_its_number() -> None:
    long = parcel(Way.ZALO, "1234567")
    object.__setattr__(long.letter, "text", "x" * 5000)
    text = message_text(long)
    assert len(text) <= 2000
    assert text.endswith("https://ban.invalid/d/1\n(Tin số 01234567)")
