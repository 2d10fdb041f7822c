"""The control door: targeted faults, reproducible dice, honest journal, clear refusals."""

import asyncio

import pytest

from simulator.faults import Channel
from tests.simulator.outside import BODY, Outside

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("door", "body", "word"),
    [
        ("faults", b"khong", "JSON"),
        ("faults", b"[]", "JSON"),
        ("faults", b"{}", "channel"),
        ("faults", b'{"channel": "la", "call": "x", "fault": "y"}', "la"),
        ("faults", b'{"channel": "fanpage", "call": "create", "fault": "lost_reply"}', "create"),
        ("faults", b'{"channel": "fanpage", "fault": "khong_co"}', "khong_co"),
        ("faults", b'{"channel": "fanpage", "fault": "lost_reply", "times": 0}', "times"),
        ("faults", b'{"channel": "fanpage", "fault": "lost_reply", "match": 1}', "match"),
        ("faults", b'{"channel": "fanpage", "fault": "slow_reply", "seconds": -1}', "seconds"),
        ("seed", b'{"seed": "x", "rate": 0.1}', "seed"),
        ("seed", b'{"seed": 1, "rate": 2}', "rate"),
        ("seed", b'{"seed": 1, "rate": 0.1, "faults": "x"}', "faults"),
        ("seed", b'{"seed": 1, "rate": 0.1, "faults": ["la"]}', "la"),
        ("seed", b'{"seed": 1, "rate": 0.1, "faults": ["fanpage/create/*"]}', "fanpage/create"),
        ("delay", b'{"channel": "fanpage", "seconds": "x"}', "seconds"),
        ("tokens", b'{"channel": "wordpress", "action": "expire"}', "wordpress"),
        ("tokens", b'{"channel": "fanpage", "action": "install"}', "token"),
        ("tokens", b'{"channel": "fanpage", "action": "revoke", "subcode": 1}', "subcode"),
    ],
)
async def test_mistakes_are_answered_with_a_sentence(outside: Outside, door: str, body: bytes, word: str) -> None:
    answer = await outside.http.post(f"/_sim/{door}", content=body)
    assert answer.status_code == 422
    assert word in answer.json()["error"]


async def test_fault_strikes_only_the_matching_article(outside: Outside) -> None:
    await outside.switch_on("fanpage", "create_post", "policy_too_fast", match="Bài hai")
    assert (await outside.feed(message="Bài một")).status_code == 200
    assert (await outside.feed(message="Bài hai")).status_code == 400
    assert (await outside.feed(message="Bài hai")).status_code == 200


async def test_match_reads_forms_and_escaped_json(outside: Outside) -> None:
    path = f"{outside.config.page_id}/feed"
    await outside.switch_on("fanpage", "*", "duplicate_post", match="Họp báo", times=2)
    form = await outside.facebook("POST", path, data={"message": "Họp báo"})
    escaped = await outside.facebook("POST", path, content=rb'{"message": "H\u1ecdp b\u00e1o"}')
    assert (form.status_code, escaped.status_code) == (400, 400)


async def test_fault_lasts_until_switched_off(outside: Outside) -> None:
    made = await outside.switch_on("facebook", "create_post", "unavailable", times=None)
    assert made.json()["left"] is None
    for _ in range(3):
        assert (await outside.feed()).status_code == 503
    assert (await outside.http.delete("/_sim/faults")).status_code == 204
    assert (await outside.feed()).status_code == 200


async def test_faults_left_are_counted(outside: Outside) -> None:
    await outside.switch_on("fanpage", "create_post", "unavailable", times=3)
    await outside.feed()
    assert [rule["left"] for rule in (await outside.http.get("/_sim/faults")).json()["faults"]] == [2]


async def strikes(outside: Outside, seed: int, rate: float = 0.4, **more: object) -> list[str | None]:
    await outside.http.post("/_sim/seed", json={"seed": seed, "rate": rate} | more)
    for _ in range(20):
        try:
            await outside.zalo("getoa")
        except ConnectionResetError:
            continue
    journal = (await outside.http.get("/_sim/requests")).json()["requests"]
    return [entry["fault"] for entry in journal[-20:]]


async def test_dice_fall_the_same_for_the_same_seed(outside: Outside) -> None:
    first, again, other = [await strikes(outside, seed) for seed in (7, 7, 8)]
    assert first == again != other
    assert 2 <= sum(fault is not None for fault in first) <= 16
    assert await strikes(outside, 7, rate=0) == [None] * 20


async def test_dice_keep_to_the_named_faults(outside: Outside) -> None:
    assert set(await strikes(outside, 3, rate=1, faults=["token_invalid"])) == {"token_invalid"}
    assert set(await strikes(outside, 3, rate=1, faults=["zalo_oa/get*/oa_disabled"])) == {"oa_disabled"}
    assert set(await strikes(outside, 3, rate=1, faults=["page_not_found"])) == {None}


async def test_dice_without_names_only_throw_what_passes(outside: Outside) -> None:
    seen = set(await strikes(outside, 11, rate=1)) - {None}
    entries = outside.app.state.world.faults.entries()
    passing = {fault.name for channel, _, fault in entries if channel is Channel.ZALO_OA and fault.passing}
    assert seen <= passing


async def test_dice_never_lose_the_refresh_token(outside: Outside) -> None:
    """A lost pair needs a person; a random run that loses it would never end by itself."""
    entries = outside.app.state.world.faults.entries()
    passing = {
        fault.name for channel, call, fault in entries if (channel, call) == ("zalo_oa", "token") and fault.passing
    }
    assert passing == {"lost_request", "server_error_before", "unavailable"}


async def test_delay_holds_a_channel(outside: Outside) -> None:
    await outside.http.post("/_sim/delay", json={"channel": "zalo_oa", "seconds": 0.05})
    loop = asyncio.get_running_loop()
    started = loop.time()
    await outside.zalo("getoa")
    assert loop.time() - started >= 0.05
    assert (await outside.http.get("/_sim/faults")).json()["delays"] == {"zalo_oa": 0.05}


async def test_journal_names_requests_and_never_tokens(outside: Outside) -> None:
    await outside.http.get(f"{outside.graph}/me", params={"access_token": outside.config.page_token})
    await outside.zalo("getoa")
    text = (await outside.http.get("/_sim/requests")).text
    assert outside.config.page_token not in text
    assert outside.config.zalo_access_token not in text
    assert '"path":"/graph/v25.0/me"' in text


async def test_visible_tells_everything_a_reader_sees(outside: Outside) -> None:
    await outside.put_article()
    await outside.post()
    await outside.feed()
    await outside.oa_publish()
    late = await outside.http.get("/_sim/visible", params={"since": "2026-11-23T01:00:00.001Z"})
    assert late.json()["posts"] == []
    assert (await outside.http.get("/_sim/visible", params={"since": "mai"})).status_code == 422
    posts = await outside.visible()
    assert [post["channel"] for post in posts] == ["portal", "portal", "fanpage", "zalo_oa"]
    assert set(posts[0]) == {
        "channel",
        "id",
        "url",
        "title",
        "text",
        "image_count",
        "external_reference",
        "visible_since",
    }
    assert posts[0]["text"] == BODY.removeprefix("<p>").removesuffix("</p>")
    assert posts[2]["external_reference"] == "https://caobang.gov.vn/tin-moi"
    assert {post["visible_since"] for post in posts} == {"2026-11-23T01:00:00.000Z"}


async def test_portal_tokens_can_be_ended(outside: Outside) -> None:
    await outside.put_article()
    await outside.http.post("/_sim/tokens", json={"channel": "portal", "action": "expire"})
    assert (await outside.put_article()).status_code == 403


async def test_start_page_shows_doors_faults_and_catalogue(outside: Outside) -> None:
    await outside.feed()
    await outside.switch_on("fanpage", "create_post", "business_limit", match="Bài hai")
    await outside.http.post("/_sim/seed", json={"seed": 5, "rate": 0})
    await outside.http.post("/_sim/delay", json={"channel": "portal", "seconds": 1})
    page = (await outside.http.get("/")).text
    config = outside.config
    for piece in (
        f'href="/facebook/{config.page_id}"',
        f'href="/zalo-public/{config.oa_id}"',
        f'href="/liferay/web/{config.site_id}"',
        'href="/wordpress/"',
        "1 bài đang hiện",
        "còn 1 lần, chỉ với “Bài hai”",
        "hạt giống 5",
        "bị làm chậm 1.0 giây",
        "X-Business-Use-Case-Usage",
    ):
        assert piece in page


async def test_front_pages_answer_even_when_empty(outside: Outside) -> None:
    for path in (f"/facebook/{outside.config.page_id}", "/wordpress/", f"/zalo-public/{outside.config.oa_id}"):
        answer = await outside.http.get(path)
        assert "Chưa có bài nào được đăng." in answer.text
        assert "width=device-width" in answer.text
    for path in ("/facebook/1", "/facebook/1/posts/1", "/facebook/1/photos/1", "/zalo-public/1"):
        assert (await outside.http.get(path)).status_code == 404
