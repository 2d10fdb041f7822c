"""Every row of Facebook's table, as an editor or engineer meets it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import pytest

from activities.channels.facebook.codes import FACEBOOK_CODES
from activities.channels.facebook.graph import FacebookSettings
from activities.channels.facebook.page import FacebookPage
from activities.ports import ChannelTrouble, TokenPair, Trouble
from newsroom.article import ChannelName, Kind
from tests.support.stand_ins import NOON, MemoryTokens, article, order

ROWS: Final = [(code, subcode) for code, subcode in FACEBOOK_CODES]
TOKEN: Final = "EAAB-rat-bi-mat"
POST: Final = "1000_2000"
Answer = Callable[[httpx.Request], httpx.Response]


def page(answer: Answer, **settings: Any) -> FacebookPage:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    tokens = MemoryTokens({ChannelName.FANPAGE: TokenPair(access=TOKEN)})
    return FacebookPage(client, FacebookSettings(page_id="1000", **settings), tokens, clock=lambda: NOON)


def refusal(code: int, subcode: int | None = None, *, status: int = 400, **more: Any) -> httpx.Response:
    error = {"message": f"(#{code}) Lỗi với mã {TOKEN}", "code": code, "fbtrace_id": "Abc"} | more
    if subcode is not None:
        error["error_subcode"] = subcode
    return httpx.Response(status, json={"error": error})


async def met(answer: Answer, act: str = "prepare", **settings: Any) -> ChannelTrouble:
    wanted = order(ChannelName.FANPAGE)
    channel = page(answer, **settings)
    acts = {
        "prepare": lambda: channel.prepare(wanted),
        "reveal": lambda: channel.reveal(POST, wanted),
        "read": lambda: channel.read(POST, wanted),
        "find": lambda: channel.find(wanted, NOON),
        "health": channel.health,
    }
    with pytest.raises(ChannelTrouble) as caught:
        await acts[act]()
    return caught.value


@pytest.mark.parametrize(("code", "subcode"), ROWS)
async def test_every_row_tells_what_happened_and_what_to_do(code: int, subcode: int | None) -> None:
    row = FACEBOOK_CODES[code, subcode]
    trouble = await met(lambda _: refusal(code, subcode), "reveal")
    assert trouble.trouble is row.trouble
    for words in (row.happened, "Đã giữ:", "Cần làm:", f"Người làm: {row.actor}", "Fanpage"):
        assert words in trouble.explanation
    assert (trouble.not_before is not None) is (row.trouble is Trouble.BUSY)
    assert TOKEN not in trouble.evidence + trouble.explanation
    assert str(code) in trouble.evidence


@pytest.mark.parametrize("code", [code for code, subcode in ROWS if code > 9_999 and subcode is None])
async def test_long_numbers_are_understood_as_subcodes_too(code: int) -> None:
    trouble = await met(lambda _: refusal(100, code))
    assert FACEBOOK_CODES[code, None].happened in trouble.explanation


@pytest.mark.parametrize(
    ("code", "subcode", "expected"),
    [
        (4, None, Trouble.BUSY),
        (80001, None, Trouble.BUSY),
        (100, None, Trouble.REJECTED),
        (190, 460, Trouble.NEEDS_PERSON),
        (190, 999, Trouble.NEEDS_PERSON),
        (250, None, Trouble.NEEDS_PERSON),
        (368, 1390008, Trouble.NEEDS_PERSON),
        (368, 1404082, Trouble.UNCLEAR),
        (506, None, Trouble.UNCLEAR),
        (100, 1366051, Trouble.UNCLEAR),
        (1, 99, Trouble.UNCLEAR),
        (424242, None, Trouble.NEEDS_PERSON),
    ],
)
async def test_classes_follow_the_reference(code: int, subcode: int | None, expected: Trouble) -> None:
    assert (await met(lambda _: refusal(code, subcode))).trouble is expected


@pytest.mark.parametrize("reason", ["đổi mật khẩu", "hết hạn", "vai trò quản trị"])
async def test_dead_token_names_its_reason_and_the_way_on(reason: str) -> None:
    subcode = {"đổi mật khẩu": 460, "hết hạn": 463, "vai trò quản trị": 492}[reason]
    trouble = await met(lambda _: refusal(190, subcode))
    assert reason in trouble.explanation
    assert "Page token" in trouble.explanation
    assert "cho đăng tiếp" in trouble.explanation


@pytest.mark.parametrize("code", [1, 2])
async def test_a_read_leaves_nothing_unclear(code: int) -> None:
    trouble = await met(lambda _: refusal(code, status=500), "read")
    assert trouble.trouble is Trouble.BUSY


@pytest.mark.parametrize(
    ("code", "expected"), [(2, Trouble.BUSY), (1366046, Trouble.REJECTED), (1366051, Trouble.UNCLEAR)]
)
async def test_photo_said_to_be_posted_already_is_looked_for(code: int, expected: Trouble) -> None:
    """A lost upload is only repeated, but this one may tell that our earlier attempt is visible."""
    story = order(ChannelName.FANPAGE, article(kind=Kind.PHOTO_STORY))
    with pytest.raises(ChannelTrouble) as caught:
        await page(lambda _: refusal(code)).prepare(story)
    assert caught.value.trouble is expected


@pytest.mark.parametrize("transient", [True, None, False])
async def test_unknown_code_is_unclear_only_when_facebook_says_it_passes(transient: bool | None) -> None:
    more = {} if transient is None else {"is_transient": transient}
    trouble = await met(lambda _: refusal(9_001, **more))
    assert trouble.trouble is (Trouble.UNCLEAR if transient else Trouble.NEEDS_PERSON)


async def test_wait_is_the_one_facebook_names_in_minutes() -> None:
    usage = {"99": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 37}]}
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}

    def limited(_: httpx.Request) -> httpx.Response:
        return httpx.Response(400, json={"error": {"code": 80001}}, headers=headers)

    assert (await met(limited)).not_before == NOON + timedelta(minutes=37)


@pytest.mark.parametrize("header", ["", "[]", "null", '{"a":[{}]}', "không phải JSON"])
async def test_unreadable_usage_falls_back_to_our_own_wait(header: str) -> None:
    def limited(_: httpx.Request) -> httpx.Response:
        headers = {b"X-Business-Use-Case-Usage": header.encode()}
        return httpx.Response(400, json={"error": {"code": 80001}}, headers=headers)

    assert (await met(limited)).not_before == NOON + timedelta(minutes=60)


async def test_young_post_that_does_not_exist_yet_is_not_an_error_to_the_reader() -> None:
    channel = page(lambda _: refusal(100, 33))
    assert await channel.read(POST, order(ChannelName.FANPAGE)) is None
    assert (await met(lambda _: refusal(100, 33), "reveal")).trouble is Trouble.UNCLEAR


@pytest.mark.parametrize("act", ["prepare", "find", "health"])
async def test_page_that_does_not_exist_needs_a_person(act: str) -> None:
    trouble = await met(lambda _: refusal(100, 33), act)
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert "trang" in trouble.explanation


@pytest.mark.parametrize("body", ["", "<html>", "[1]", '{"no":"id"}', '{"id":""}'])
async def test_success_without_an_id_is_unclear(body: str) -> None:
    assert (await met(lambda _: httpx.Response(200, text=body))).trouble is Trouble.UNCLEAR


async def test_bare_server_error_on_a_change_is_unclear() -> None:
    assert (await met(lambda _: httpx.Response(502, text="<html>"))).trouble is Trouble.UNCLEAR


async def test_missing_token_asks_for_one() -> None:
    channel = page(lambda _: httpx.Response(200))
    channel._graph._tokens = MemoryTokens()
    with pytest.raises(ChannelTrouble, match="chưa có mã truy cập trang"):
        await channel.health()


async def test_every_call_carries_bearer_and_proof_but_no_token_in_the_address() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"id": POST, "success": True, "data": []})

    channel = page(answer, app_secret="khoa-app")
    wanted = order(ChannelName.FANPAGE, article(kind=Kind.PHOTO_STORY))
    await channel.prepare(wanted)
    await channel.reveal(POST, wanted)
    await channel.find(wanted, NOON)
    await channel.remove(POST, wanted)
    assert len(seen) == 7
    for request in seen:
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        assert TOKEN not in str(request.url)
        assert b"appsecret_proof" in request.content + str(request.url).encode()


async def test_lists_are_read_to_the_end_and_pages_are_capped() -> None:
    """Facebook ranks its lists, so the post may stand behind older ones."""
    wanted = order(ChannelName.FANPAGE)
    ours = {"id": POST, "message": "\n\n".join(wanted.post.lines), "created_time": "2026-11-23T05:00:00+0000"}
    old = {"id": "1000_1", "message": "\n\n".join(wanted.post.lines), "created_time": "2026-11-20T05:00:00+0000"}
    pages = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal pages
        pages += 1
        third = pages == 3
        paging = {"cursors": {"after": "x"}, "next": "https://graph.facebook.com/next"}
        return httpx.Response(200, json={"data": [old, ours if third else old], "paging": paging})

    assert await page(answer).find(wanted, NOON) == POST
    assert pages == 3
    pages = 10
    assert await page(answer, find_max_pages=4).find(wanted, datetime(2026, 11, 22, tzinfo=UTC)) is None
    assert pages == 10 + 2 * 4


async def test_visible_post_is_preferred_to_a_draft_and_foreign_links_are_left_alone() -> None:
    wanted = order(ChannelName.FANPAGE)
    message = "\n\n".join(wanted.post.lines)

    def post(number: int, link: str, *, shown: bool) -> dict[str, Any]:
        attached = {"data": [{"unshimmed_url": link}]}
        return {"id": f"1000_{number}", "message": message, "is_published": shown, "attachments": attached}

    posts = [
        post(1, "https://caobang.gov.vn/w/bai-khac", shown=True),
        post(2, wanted.portal_url, shown=False),
        post(3, f"{wanted.portal_url}/", shown=True),
    ]
    assert await page(lambda _: httpx.Response(200, json={"data": posts})).find(wanted, NOON) == "1000_3"
    assert await page(lambda _: httpx.Response(200, json={"data": posts[:2]})).find(wanted, NOON) == "1000_2"
    assert await page(lambda _: httpx.Response(200, json={"data": posts[:1]})).find(wanted, NOON) is None
