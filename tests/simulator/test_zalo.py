"""The OA keeps Zalo's contract: HTTP 200 for everything, tokens that become articles, refresh tokens that work once."""

import base64
import hashlib
import hmac
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from simulator.config import SimulatorConfig
from simulator.door import ReplyLost
from tests.simulator.conftest import MovableClock
from tests.simulator.outside import BODY, Outside

pytestmark = pytest.mark.asyncio


def error_of(answer: httpx.Response) -> int:
    assert answer.status_code == 200
    return int(answer.json()["error"])


async def test_hidden_then_shown_is_the_safe_way(outside: Outside) -> None:
    found = await outside.oa_publish(status="hide")
    assert int(found) > 2**53
    assert await outside.visible() == []
    shown = await outside.zalo("update", json=outside.oa_article(id=found, status="show"))
    verified = await outside.zalo("verify", json={"token": shown.json()["data"]["token"]})
    assert verified.json() == {"error": 0, "message": "Success", "data": {"id": found}}
    posts = await outside.visible("zalo_oa")
    assert [post["id"] for post in posts] == [found]
    page = (await outside.http.get(urlsplit(posts[0]["url"]).path)).text
    assert BODY in page
    assert "<h1>Phiên họp thường kỳ</h1>" in page
    assert '<html lang="vi"' in page
    assert "Phiên họp" in (await outside.http.get(f"/zalo-public/{outside.config.oa_id}")).text


async def test_verify_repeats_with_the_same_id(outside: Outside) -> None:
    token = (await outside.zalo("create", json=outside.oa_article())).json()["data"]["token"]
    ids = {(await outside.zalo("verify", json={"token": token})).json()["data"]["id"] for _ in range(2)}
    assert len(ids) == 1
    assert error_of(await outside.zalo("verify", json={"token": "la"})) == -201


async def test_list_comes_in_slices_of_ten_with_links(outside: Outside) -> None:
    for number in range(12):
        await outside.oa_publish(title=f"Bài {number}")
    asked = {"offset": 0, "limit": 10, "type": "normal"}
    first = (await outside.zalo("getslice", params=asked)).json()["data"]
    assert (len(first["medias"]), first["total"], first["medias"][0]["title"]) == (10, 12, "Bài 11")
    rest = (await outside.zalo("getslice", params=asked | {"offset": 10})).json()["data"]["medias"]
    assert [line["title"] for line in rest] == ["Bài 1", "Bài 0"]
    line = rest[0]
    assert line["link_view"].endswith(f"/zalo-public/article/{line['id']}")
    assert line["create_date"].isdigit()
    assert error_of(await outside.zalo("getslice", params=asked | {"limit": 11})) == -210
    assert error_of(await outside.zalo("getslice", params=asked | {"offset": "x"})) == -201
    assert error_of(await outside.zalo("getslice", params={"data": "{}"})) == -201


async def test_detail_shows_what_was_sent(outside: Outside) -> None:
    found = await outside.oa_publish()
    detail = (await outside.zalo("getdetail", params={"id": found})).json()["data"]
    assert detail == outside.oa_article(status="show") | {"id": found}
    assert error_of(await outside.zalo("getdetail", params={"id": "1"})) == -201


async def test_removed_article_is_gone(outside: Outside) -> None:
    found = await outside.oa_publish()
    assert error_of(await outside.zalo("remove", json={"id": found})) == 0
    assert error_of(await outside.zalo("remove", json={"id": found})) == -201
    assert (await outside.http.get(f"/zalo-public/article/{found}")).status_code == 404
    assert error_of(await outside.zalo("update", json=outside.oa_article(id=found))) == -201


@pytest.mark.parametrize(
    ("wrong", "error", "word"),
    [
        ({"cover": None}, -201, "cover"),
        ({"cover": {"cover_type": "photo", "photo_url": "https://x.vn/a.jpg"}}, -201, "cover"),
        ({"cover": {"cover_type": "photo", "photo_url": "file:///a", "status": "show"}}, -201, "cover"),
        ({"title": ""}, -201, "title"),
        ({"author": ""}, -201, "author"),
        ({"title": "x" * 151}, -210, "title"),
        ({"author": "x" * 51}, -210, "author"),
        ({"description": "x" * 301}, -210, "description"),
        ({"body": []}, -201, "body"),
        ({"body": [{"type": "la"}]}, -201, "body"),
        ({"body": [{"type": "text"}]}, -201, "body"),
        ({"body": [{"type": "image", "url": "a.jpg"}]}, -201, "body"),
        ({"status": "la"}, -201, "status"),
        ({"type": "la"}, -201, "type"),
    ],
)
async def test_unfit_articles_are_refused(outside: Outside, wrong: dict[str, object], error: int, word: str) -> None:
    answer = await outside.zalo("create", json=outside.oa_article(**wrong))
    assert error_of(answer) == error
    assert word in answer.json()["message"]


async def test_video_covers_and_video_articles_are_taken(outside: Outside) -> None:
    cover = {"cover_type": "video", "video_id": "v1", "cover_view": "horizontal", "status": "show"}
    assert error_of(await outside.zalo("create", json=outside.oa_article(cover=cover))) == 0
    video = {"type": "video", "title": "T", "description": "d", "video_id": "v", "avatar": "https://x.vn/a.jpg"}
    assert error_of(await outside.zalo("create", json=video)) == 0
    assert error_of(await outside.zalo("create", content=b"[")) == -201


class TestSlowProcessing:
    @pytest.fixture
    def config(self) -> SimulatorConfig:
        return SimulatorConfig(processing_polls=2)

    async def test_article_takes_its_polls(self, outside: Outside) -> None:
        token = (await outside.zalo("create", json=outside.oa_article())).json()["data"]["token"]
        seen = [error_of(await outside.zalo("verify", json={"token": token})) for _ in range(3)]
        assert seen == [-214, -214, 0]

    async def test_article_appears_even_when_nobody_asks(self, outside: Outside, clock: MovableClock) -> None:
        """A lost reply to create still leaves an article, found in the list."""
        asked = {"offset": 0, "limit": 10, "type": "normal"}
        await outside.zalo("create", json=outside.oa_article())
        assert (await outside.zalo("getslice", params=asked)).json()["data"]["total"] == 0
        clock.pass_by(timedelta(seconds=6))
        assert (await outside.zalo("getslice", params=asked)).json()["data"]["total"] == 1


async def test_failed_media_stays_failed_and_leaves_no_article(outside: Outside) -> None:
    token = (await outside.zalo("create", json=outside.oa_article())).json()["data"]["token"]
    await outside.switch_on("zalo_oa", "verify", "media_failed")
    seen = [error_of(await outside.zalo("verify", json={"token": token})) for _ in range(2)]
    assert seen == [-200, -200]
    asked = {"offset": 0, "limit": 10, "type": "normal"}
    assert (await outside.zalo("getslice", params=asked)).json()["data"]["total"] == 0
    assert await outside.oa_publish()


async def test_failed_update_leaves_the_article_as_it_was(outside: Outside) -> None:
    found = await outside.oa_publish()
    changed = await outside.zalo("update", json=outside.oa_article(id=found, title="Tên khác"))
    await outside.switch_on("zalo_oa", "verify", "media_failed")
    assert error_of(await outside.zalo("verify", json={"token": changed.json()["data"]["token"]})) == -200
    assert (await outside.zalo("getdetail", params={"id": found})).json()["data"]["title"] == "Phiên họp thường kỳ"


async def test_processing_fault_answers_so_many_times(outside: Outside) -> None:
    token = (await outside.zalo("create", json=outside.oa_article())).json()["data"]["token"]
    await outside.switch_on("zalo_oa", "verify", "processing", times=3, match="Phiên họp")
    seen = [error_of(await outside.zalo("verify", json={"token": token})) for _ in range(4)]
    assert seen == [-214, -214, -214, 0]


async def test_access_token_is_checked_and_expires(outside: Outside, clock: MovableClock) -> None:
    foreign = await outside.http.get("/zalo/v2.0/oa/getoa", headers={"access_token": "la"})
    assert error_of(foreign) == error_of(await outside.http.get("/zalo/v2.0/oa/getoa")) == -216
    assert (await outside.zalo("getoa")).json()["data"]["oa_type"] == 4
    clock.pass_by(timedelta(seconds=90_000))
    assert error_of(await outside.zalo("getoa")) == -220
    pair = (await outside.refresh()).json()
    fresh = await outside.http.get("/zalo/v2.0/oa/getoa", headers={"access_token": pair["access_token"]})
    assert error_of(fresh) == 0


async def test_wrong_proof_is_refused(outside: Outside) -> None:
    config = outside.config
    right = hmac.new(config.zalo_app_secret.encode(), config.zalo_access_token.encode(), hashlib.sha256).hexdigest()
    for proof, error in ((right, 0), ("sai", -242)):
        headers = {"access_token": config.zalo_access_token, "appsecret_proof": proof}
        assert error_of(await outside.http.get("/zalo/v2.0/oa/getoa", headers=headers)) == error


async def test_refresh_token_works_once(outside: Outside) -> None:
    pair = (await outside.refresh()).json()
    assert pair["expires_in"] == "90000"
    reused = await outside.refresh()
    assert reused.json()["error"] == -14014
    assert {"error_name", "error_description", "error_reason", "ref_doc"} <= set(reused.json())
    assert "access_token" in (await outside.refresh(pair["refresh_token"])).json()


async def test_refresh_token_ends_after_three_months(outside: Outside, clock: MovableClock) -> None:
    clock.pass_by(timedelta(days=91))
    assert (await outside.refresh()).json()["error"] == -14014


async def test_lost_refresh_reply_loses_the_pair(outside: Outside) -> None:
    await outside.switch_on("zalo_oa", "token", "lost_reply")
    with pytest.raises(ReplyLost):
        await outside.refresh()
    assert (await outside.refresh()).json()["error"] == -14014


@pytest.mark.parametrize(
    ("form", "error"),
    [({"app_id": "la"}, -14002), ({"grant_type": "la"}, -14018), ({"refresh_token": "la"}, -14014)],
)
async def test_wrong_sign_in_is_refused(outside: Outside, form: dict[str, str], error: int) -> None:
    assert (await outside.refresh(**form)).json()["error"] == error


async def test_secret_key_is_checked(outside: Outside) -> None:
    form = {"app_id": outside.config.zalo_app_id, "grant_type": "refresh_token"}
    answer = await outside.http.post("/zalo-oauth/v4/oa/access_token", data=form, headers={"secret_key": "sai"})
    assert error_of(answer) == -14004


async def test_consent_gives_a_code_that_works_once_with_its_verifier(outside: Outside) -> None:
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {"app_id": "x", "redirect_uri": "http://desk/zalo", "code_challenge": challenge, "state": "s"}
    sent_back = await outside.http.get("/zalo-oauth/v4/oa/permission", params=asked)
    facts = parse_qs(urlsplit(sent_back.headers["location"]).query)
    assert (sent_back.status_code, facts["oa_id"], facts["state"]) == (302, [outside.config.oa_id], ["s"])
    form = {"grant_type": "authorization_code", "code": facts["code"][0]}
    assert (await outside.refresh(**form, code_verifier="sai")).json()["error"] == -14005
    assert "refresh_token" in (await outside.refresh(**form, code_verifier=verifier)).json()
    assert (await outside.refresh(**form, code_verifier=verifier)).json()["error"] == -14005


async def test_token_switches(outside: Outside) -> None:
    async def order(**sent: str) -> int:
        return (await outside.http.post("/_sim/tokens", json={"channel": "zalo_oa"} | sent)).status_code

    assert await order(action="expire") == 200
    assert error_of(await outside.zalo("getoa")) == -220
    assert await order(action="revoke") == 200
    assert (await outside.refresh()).json()["error"] == -14014
    assert await order(action="install", token="moi", refresh_token="moi") == 200
    assert error_of(await outside.http.get("/zalo/v2.0/oa/getoa", headers={"access_token": "moi"})) == 0


async def test_unknown_path_is_the_one_http_error(outside: Outside) -> None:
    answer = await outside.http.post("/zalo/v2.0/article/upload_image")
    assert (answer.status_code, answer.json()["error"]) == (404, -209)


class TestCallLimit:
    @pytest.fixture
    def config(self) -> SimulatorConfig:
        return SimulatorConfig(zalo_calls_per_minute=2)

    async def test_calls_are_counted_by_the_minute(self, outside: Outside, clock: MovableClock) -> None:
        answers = [await outside.zalo("getoa") for _ in range(3)]
        assert [error_of(answer) for answer in answers] == [0, 0, -32]
        assert [answer.headers["X-RateLimit-Remain"] for answer in answers] == ["1", "0", "0"]
        assert answers[0].headers["X-RateLimit-Limit"] == "2"
        clock.pass_by(timedelta(minutes=1))
        assert error_of(await outside.zalo("getoa")) == 0


async def test_broadcast_is_accepted_now_and_delivered_later(outside: Outside, clock: MovableClock) -> None:
    found = await outside.oa_publish()
    number = (await outside.broadcast(found)).json()["data"]["message_id"]

    async def delivered() -> dict[str, bool]:
        every = (await outside.http.get("/_sim/visible")).json()["broadcasts"]
        return {each["message_id"]: each["delivered"] for each in every}

    assert await delivered() == {number: False}
    clock.pass_by(timedelta(minutes=30))
    assert await delivered() == {number: True}
    assert error_of(await outside.broadcast("1")) == -201
    assert error_of(await outside.zalo("message", json={"recipient": {}})) == -201
