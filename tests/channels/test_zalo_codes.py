"""Every row of Zalo's table, and the renewal of its tokens."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx
import pytest

from activities.channels.zalo.calls import ZaloSettings
from activities.channels.zalo.codes import TOKEN_CODES, ZALO_CODES
from activities.channels.zalo.oa import ZaloOaChannel
from activities.ports import ChannelTrouble, TokenPair, Trouble
from newsroom.article import ChannelName
from tests.support.stand_ins import NOON, MemoryTokens, Outside, Pauses, order

OLD: Final = TokenPair(access="ma-truy-cap-cu", refresh="ma-lam-moi-cu")
SIGN_IN: Final = frozenset({-14002, -14004, -14005, -14014, -14018})
SECRET: Final = "khoa-ung-dung"
Answer = Callable[[httpx.Request], httpx.Response]


def envelope(error: int, message: str = "", **data: Any) -> httpx.Response:
    return httpx.Response(200, json={"error": error, "message": message or f"lỗi {OLD.access}", "data": data})


def new_pair(number: int = 1) -> httpx.Response:
    body = {"access_token": f"moi-{number}", "refresh_token": f"lam-moi-{number}", "expires_in": "90000"}
    return httpx.Response(200, json=body)


def channel(answer: Answer, tokens: MemoryTokens | None = None, pauses: Pauses | None = None) -> ZaloOaChannel:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    settings = ZaloSettings(app_id="1", app_secret=SECRET, default_cover_url="https://caobang.gov.vn/bia.jpg")
    tokens = tokens or MemoryTokens({ChannelName.ZALO_OA: OLD})
    return ZaloOaChannel(client, settings, tokens, clock=lambda: NOON, sleep=pauses or Pauses())


async def met(answer: Answer) -> ChannelTrouble:
    with pytest.raises(ChannelTrouble) as caught:
        await channel(answer).prepare(order(ChannelName.ZALO_OA))
    return caught.value


@pytest.mark.parametrize("code", sorted(set(ZALO_CODES) - SIGN_IN, reverse=True))
async def test_every_row_tells_what_happened_and_what_to_do(code: int) -> None:
    row = ZALO_CODES[code]

    def answer(request: httpx.Request) -> httpx.Response:
        return new_pair() if "oauth" in request.url.host else envelope(code)

    trouble = await met(answer)
    assert trouble.trouble is row.trouble
    for words in (row.happened, "Đã giữ:", "Cần làm:", f"Người làm: {row.actor}", "Zalo OA", str(code)):
        assert words in trouble.explanation
    assert (trouble.not_before is not None) is (row.trouble is Trouble.BUSY)
    assert OLD.access not in trouble.evidence + trouble.explanation


@pytest.mark.parametrize("code", sorted(SIGN_IN))
async def test_every_refusal_of_sign_in_needs_a_person(code: int) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "oauth" not in request.url.host:
            return envelope(-216)
        return httpx.Response(200, json={"error": code, "error_name": "x", "error_reason": f"{SECRET} {OLD.refresh}"})

    trouble = await met(answer)
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert ZALO_CODES[code].happened in trouble.explanation
    assert SECRET not in trouble.evidence
    assert OLD.refresh not in trouble.evidence


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((-32, -200, -211, -214, -218, -234), Trouble.BUSY),
        ((-204, -205, -209, -212, -219, -221, -223, -224, -235, -242, -320, -321, -999), Trouble.NEEDS_PERSON),
        ((-201, -210, -213, -230, -233, -248), Trouble.REJECTED),
    ],
)
async def test_classes_follow_the_reference(codes: tuple[int, ...], expected: Trouble) -> None:
    for code in codes:
        assert (await met(lambda _, code=code: envelope(code, "không"))).trouble is expected, code  # type: ignore[misc]


@pytest.mark.parametrize("code", [-211, -218, -223])
async def test_quota_waits_for_the_next_day_in_viet_nam(code: int) -> None:
    trouble = await met(lambda _: envelope(code, "Out of quota to create article"))
    assert trouble.trouble is Trouble.BUSY
    assert trouble.not_before == datetime(2026, 11, 24, 0, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


async def test_processing_is_asked_again_and_never_made_twice() -> None:
    """Without this a slow Zalo would fill the account with hidden copies."""
    made, asked = 0, 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal made, asked
        if request.url.path.endswith("create"):
            made += 1
            return envelope(0, token="t1")
        asked += 1
        return envelope(0, id="9300000000000007919") if asked > 12 else envelope(-214)

    pauses = Pauses()
    zalo = channel(answer, pauses=pauses)
    with pytest.raises(ChannelTrouble) as caught:
        await zalo.prepare(order(ChannelName.ZALO_OA))
    assert caught.value.trouble is Trouble.BUSY
    assert pauses.seconds == [0.2, 0.5, 1, 3, 5, 10, 20]
    assert await zalo.prepare(order(ChannelName.ZALO_OA)) == "9300000000000007919"
    assert made == 1


async def test_line_lost_while_asking_makes_no_second_article() -> None:
    made, asked = 0, 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal made, asked
        if request.url.path.endswith("create"):
            made += 1
            return envelope(0, token="t1")
        asked += 1
        # A read that is lost is asked again at once, once.
        if asked <= 2:
            raise httpx.ReadTimeout("x")
        return envelope(-32) if asked == 3 else envelope(0, id="9")

    zalo, wanted = channel(answer), order(ChannelName.ZALO_OA)
    for _ in range(2):
        with pytest.raises(ChannelTrouble) as caught:
            await zalo.prepare(wanted)
        assert caught.value.trouble is Trouble.BUSY
    assert await zalo.prepare(wanted) == "9"
    assert made == 1


async def test_forgotten_token_is_replaced_by_a_new_article() -> None:
    made = 0
    codes = iter([-32, -201, 0])

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal made
        if request.url.path.endswith("create"):
            made += 1
            return envelope(0, token=f"t{made}")
        return envelope(next(codes), id="9")

    zalo, wanted = channel(answer), order(ChannelName.ZALO_OA)
    with pytest.raises(ChannelTrouble):
        await zalo.prepare(wanted)
    assert await zalo.prepare(wanted) == "9"
    assert made == 2


async def test_failed_media_is_made_anew_next_time() -> None:
    made = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal made
        if request.url.path.endswith("create"):
            made += 1
            return envelope(0, token=f"t{made}")
        return envelope(-200) if made == 1 else envelope(0, id="9")

    zalo = channel(answer)
    with pytest.raises(ChannelTrouble) as caught:
        await zalo.prepare(order(ChannelName.ZALO_OA))
    assert caught.value.trouble is Trouble.BUSY
    assert await zalo.prepare(order(ChannelName.ZALO_OA)) == "9"
    assert made == 2


@pytest.mark.parametrize("code", sorted(TOKEN_CODES))
async def test_token_is_renewed_once_for_any_of_the_three_codes(code: int) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if "oauth" in request.url.host:
            assert request.headers["secret_key"] == SECRET
            assert b"grant_type=refresh_token" in request.content
            return new_pair()
        asked.append(request.headers["access_token"])
        assert "Authorization" not in request.headers
        return envelope(0, id="9", name="OA") if asked[-1] == "moi-1" else envelope(code)

    tokens = MemoryTokens({ChannelName.ZALO_OA: OLD})
    await channel(answer, tokens).health()
    assert asked == [OLD.access, "moi-1"]
    assert tokens.pairs[ChannelName.ZALO_OA].expires_at == NOON + timedelta(seconds=90_000)


async def test_token_about_to_end_is_renewed_before_use() -> None:
    old = TokenPair(access=OLD.access, refresh=OLD.refresh, expires_at=NOON + timedelta(minutes=1))
    tokens = MemoryTokens({ChannelName.ZALO_OA: old})

    def answer(request: httpx.Request) -> httpx.Response:
        if "oauth" in request.url.host:
            return new_pair()
        assert request.headers["access_token"] == "moi-1"
        return envelope(0, name="OA")

    await channel(answer, tokens).health()
    assert tokens.renewals == 1


async def test_ten_callers_share_one_refresh(sim: Outside) -> None:
    """The refresh token works once: a second refresh would cut the newsroom off from its account."""
    sim.app.state.world.state.drawer("zalo/access_tokens")
    await sim.client.post(f"{sim.base}/_sim/tokens", json={"channel": "zalo_oa", "action": "expire"})
    zalo = sim.zalo()
    lines = await asyncio.gather(*(zalo.health() for _ in range(10)))
    assert len(lines) == 10
    assert sim.tokens.renewals == 1
    assert (await sim.calls()).count("token") == 1


@pytest.mark.parametrize("lost", [httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x"), None])
async def test_lost_reply_to_a_refresh_asks_for_consent_in_its_own_words(lost: Exception | None) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "oauth" not in request.url.host:
            return envelope(-220)
        if lost is not None:
            raise lost
        return httpx.Response(502, text="<html>")

    tokens = MemoryTokens({ChannelName.ZALO_OA: OLD})
    with pytest.raises(ChannelTrouble, match="phải cấp quyền lại") as caught:
        await channel(answer, tokens).health()
    assert caught.value.trouble is Trouble.NEEDS_PERSON
    assert tokens.pairs[ChannelName.ZALO_OA] == OLD


@pytest.mark.parametrize("second", ["works", "dead"])
async def test_lost_refresh_is_asked_once_more_because_that_can_spoil_nothing(second: str) -> None:
    """Without this a passing error of Zalo's sign-in would stop the account until its owner consents again."""
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        if "oauth" not in request.url.host:
            return envelope(0, name="OA") if request.headers["access_token"] == "moi-1" else envelope(-220)
        asked += 1
        if asked == 1:
            raise httpx.ReadTimeout("x")
        return new_pair() if second == "works" else httpx.Response(200, json={"error": -14014})

    if second == "works":
        assert "dùng được" in await channel(answer).health()
    else:
        with pytest.raises(ChannelTrouble, match="phải cấp quyền lại"):
            await channel(answer).health()
    assert asked == 2


async def test_token_is_renewed_at_most_once_in_a_call() -> None:
    old = TokenPair(access=OLD.access, refresh=OLD.refresh, expires_at=NOON)
    tokens = MemoryTokens({ChannelName.ZALO_OA: old})

    def answer(request: httpx.Request) -> httpx.Response:
        return new_pair() if "oauth" in request.url.host else envelope(-220)

    with pytest.raises(ChannelTrouble) as caught:
        await channel(answer, tokens).health()
    assert caught.value.trouble is Trouble.NEEDS_PERSON
    assert tokens.renewals == 1


async def test_refresh_that_never_left_is_only_a_pause() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "oauth" not in request.url.host:
            return envelope(-220)
        raise httpx.ConnectError("refused")

    trouble = await met(answer)
    assert trouble.trouble is Trouble.BUSY
    assert trouble.not_sent


async def test_cover_and_status_are_always_sent(sim: Outside) -> None:
    wanted = order(ChannelName.ZALO_OA)
    zalo = sim.zalo()
    article = zalo._article(wanted, "hide")
    assert article["cover"] == {
        "cover_type": "photo",
        "photo_url": wanted.photo_urls[wanted.post.photos[0]],
        "status": "hide",
    }
    bare = order(ChannelName.ZALO_OA, files=())
    assert zalo._article(bare, "hide")["cover"]["status"] == "show"
    assert zalo._article(bare, "hide")["cover"]["photo_url"].endswith("bia.jpg")


async def test_captions_stand_under_their_own_photos(sim: Outside) -> None:
    wanted = order(ChannelName.ZALO_OA)
    images = [block for block in sim.zalo()._article(wanted, "hide")["body"] if block["type"] == "image"]
    expected = [f"{f.photo.caption} Ảnh: {f.photo.credit}" for f in wanted.photo_files.values()]
    assert [image["caption"] for image in images] == expected
    assert [image["url"] for image in images] == [wanted.photo_urls[digest] for digest in wanted.post.photos]


async def test_find_looks_through_pages_of_ten(sim: Outside) -> None:
    zalo, wanted = sim.zalo(), order(ChannelName.ZALO_OA)
    lost = await zalo.prepare(wanted)
    for number in range(23):
        other = order(ChannelName.ZALO_OA, key=f"khac-{number}", portal_url=f"https://caobang.gov.vn/w/{number}")
        await zalo.prepare(other)
    assert await zalo.find(wanted, NOON - timedelta(days=30_000)) == lost
    assert await zalo.find(wanted, NOON + timedelta(days=30_000)) is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"error": "invalid_grant", "error_description": "refresh token is invalid"}, "phải cấp quyền lại"),
        ({"error_name": "Invalid_Client"}, "khóa bí mật của ứng dụng Zalo sai"),
        ({"error": "temporarily_unavailable"}, "một mã lạ (mã temporarily_unavailable)"),
    ],
)
async def test_a_sign_in_refused_by_a_name_is_an_answer(answer: dict[str, str], said: str) -> None:
    """Taken for no answer it was asked twice, and then told as a lost consent whatever it was."""
    asked = 0

    def answering(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        if "oauth" not in request.url.host:
            return envelope(-216)
        asked += 1
        return httpx.Response(400, json=answer)

    trouble = await met(answering)
    assert said in trouble.explanation
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert asked == 1
