"""The Fanpage keeps the Graph API's contract, two-phase publishing included."""

import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from simulator.config import SimulatorConfig
from tests.simulator.conftest import MovableClock
from tests.simulator.outside import Outside

pytestmark = pytest.mark.asyncio


def code_of(answer: httpx.Response) -> tuple[int, int | None]:
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode")


async def test_draft_is_invisible_until_published_and_publishing_repeats_safely(outside: Outside) -> None:
    post = (await outside.feed(published=False)).json()["id"]
    assert post.startswith(f"{outside.config.page_id}_")
    assert await outside.visible() == []
    for _ in range(2):
        answer = await outside.facebook("POST", post, data={"is_published": "true"})
        assert answer.json() == {"success": True}
    assert [each["id"] for each in await outside.visible("fanpage")] == [post]


async def test_permalink_is_final_only_after_publication(outside: Outside) -> None:
    fields = {"fields": "id,permalink_url,is_published"}
    draft = (await outside.feed(published=False, **fields)).json()
    assert draft["is_published"] is False
    assert (await outside.http.get(urlsplit(draft["permalink_url"]).path)).status_code == 404
    await outside.facebook("POST", draft["id"], json={"is_published": True})
    public = (await outside.facebook("GET", draft["id"], params=fields)).json()
    page = await outside.http.get(urlsplit(public["permalink_url"]).path)
    assert "Phiên họp thường kỳ tháng 11" in page.text
    assert '<html lang="vi"' in page.text
    hidden = await outside.facebook("POST", draft["id"], json={"is_published": False})
    assert code_of(hidden) == (100, None)


async def test_parameters_come_as_form_json_or_query(outside: Outside) -> None:
    token, path = outside.config.page_token, f"{outside.graph}/{outside.config.page_id}/feed"
    sent = {"message": "Một", "access_token": token}
    answers = [
        await outside.http.post(path, data=sent),
        await outside.http.post(path, json=sent),
        await outside.http.post(path, params=sent),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    bad = await outside.http.post(path, content=b"[", headers={"content-type": "application/json"})
    assert code_of(bad) == (100, None)


async def test_photos_are_attached_once_and_forgotten_after_a_day(outside: Outside, clock: MovableClock) -> None:
    photo = (await outside.photo()).json()
    assert set(photo) == {"id"}
    media = [{"media_fbid": photo["id"]}]
    post = (await outside.feed(attached_media=media, fields="full_picture,attachments{media}")).json()
    picture = await outside.http.get(urlsplit(post["full_picture"]).path)
    assert picture.headers["content-type"] == "image/jpeg"
    assert (await outside.visible())[0]["image_count"] == 1
    assert code_of(await outside.feed(attached_media=media)) == (100, 33)
    late = [{"media_fbid": (await outside.photo()).json()["id"]}]
    clock.pass_by(timedelta(hours=24))
    assert code_of(await outside.feed(attached_media=late)) == (100, 33)


async def test_attached_media_may_be_indexed_form_fields(outside: Outside) -> None:
    ids = [(await outside.photo()).json()["id"] for _ in range(2)]
    form = {f"attached_media[{n}]": json.dumps({"media_fbid": each}) for n, each in enumerate(ids)}
    answer = await outside.facebook("POST", f"{outside.config.page_id}/feed", data=form | {"message": "Hai ảnh"})
    assert answer.status_code == 200
    read = await outside.facebook("GET", answer.json()["id"], params={"fields": "attachments"})
    assert len(read.json()["attachments"]["data"][0]["subattachments"]["data"]) == 2
    wrong = await outside.facebook("POST", f"{outside.config.page_id}/feed", data={"attached_media": "[1]"})
    assert code_of(wrong) == (100, None)


async def test_published_photo_makes_a_post(outside: Outside) -> None:
    answer = (await outside.photo(published="true", caption="Toàn cảnh")).json()
    assert set(answer) == {"id", "post_id"}
    assert (await outside.visible())[0]["text"] == "Toàn cảnh"


async def test_photo_may_be_given_by_address(outside: Outside) -> None:
    path = f"{outside.config.page_id}/photos"
    good = await outside.facebook("POST", path, json={"url": "https://x.vn/a.jpg", "published": False})
    assert set(good.json()) == {"id"}
    assert code_of(await outside.facebook("POST", path, json={"published": False})) == (100, None)


@pytest.mark.parametrize("content", [b"khong phai anh", b"\xff\xd8\xff" + b"x" * 4_000_000])
async def test_bad_pictures_are_refused(outside: Outside, content: bytes) -> None:
    assert code_of(await outside.photo(content)) == (100, 1366046)


@pytest.mark.parametrize(
    ("sent", "code", "subcode"),
    [
        ({"message": "", "link": None}, 197, None),
        ({"message": "x" * 63_207}, 100, None),
        ({"link": "khong-phai"}, 1500, None),
        ({"link": "https://www.facebook.com/x"}, 100, 1609008),
    ],
)
async def test_unfit_posts_are_refused(
    outside: Outside, sent: dict[str, object], code: int, subcode: int | None
) -> None:
    assert code_of(await outside.feed(**sent)) == (code, subcode)


async def test_schedule_is_ten_minutes_to_thirty_days_ahead(outside: Outside, clock: MovableClock) -> None:
    def plan(span: timedelta) -> dict[str, object]:
        return {"published": False, "scheduled_publish_time": int((clock.at + span).timestamp())}

    for span in (timedelta(minutes=9), timedelta(days=31)):
        assert code_of(await outside.feed(**plan(span)))[0] == 100
    assert code_of(await outside.feed(published=False, scheduled_publish_time="mai"))[0] == 100
    post = (await outside.feed(**plan(timedelta(minutes=20)))).json()["id"]
    listed = await outside.facebook("GET", f"{outside.config.page_id}/scheduled_posts")
    assert [each["id"] for each in listed.json()["data"]] == [post]
    clock.pass_by(timedelta(minutes=20))
    assert [each["visible_since"] for each in await outside.visible()] == ["2026-11-23T01:20:00.000Z"]


async def test_lists_differ_and_page_by_cursor(outside: Outside) -> None:
    ids = [(await outside.feed(message=f"Bài {n}")).json()["id"] for n in range(3)]
    draft = (await outside.feed(published=False)).json()["id"]
    page = outside.config.page_id
    every = (await outside.facebook("GET", f"{page}/feed")).json()["data"]
    assert [each["id"] for each in every] == [draft, *reversed(ids)]
    first = (await outside.facebook("GET", f"{page}/published_posts", params={"limit": 2})).json()
    assert [each["id"] for each in first["data"]] == [ids[2], ids[1]]
    assert "next" in first["paging"]
    after = {"limit": 2, "after": first["paging"]["cursors"]["after"]}
    second = (await outside.facebook("GET", f"{page}/published_posts", params=after)).json()
    assert [each["id"] for each in second["data"]] == [ids[0]]
    assert "next" not in second["paging"]
    before = {"limit": 2, "before": second["paging"]["cursors"]["before"]}
    assert (await outside.facebook("GET", f"{page}/posts", params=before)).json()["data"] == first["data"]
    assert code_of(await outside.facebook("GET", f"{page}/posts", params={"limit": "x"}))[0] == 100


async def test_lists_can_be_cut_by_time(outside: Outside, clock: MovableClock) -> None:
    await outside.feed()
    clock.pass_by(timedelta(hours=1))
    late = (await outside.feed(message="Muộn")).json()["id"]
    since = {"since": int(clock.at.timestamp()) - 60}
    found = await outside.facebook("GET", f"{outside.config.page_id}/published_posts", params=since)
    assert [each["id"] for each in found.json()["data"]] == [late]


async def test_message_is_updated_and_deleting_twice_says_missing(outside: Outside) -> None:
    post = (await outside.feed()).json()["id"]
    assert (await outside.facebook("POST", post, json={"message": "Đã sửa"})).json() == {"success": True}
    assert (await outside.facebook("GET", post)).json()["message"] == "Đã sửa"
    assert (await outside.facebook("DELETE", post)).json() == {"success": True}
    assert code_of(await outside.facebook("DELETE", post)) == (100, 33)
    assert code_of(await outside.facebook("GET", post)) == (100, 33)


async def test_page_speaks_of_itself(outside: Outside) -> None:
    found = (await outside.facebook("GET", "me", params={"fields": "id,name,access_token"})).json()
    assert found["id"] == outside.config.page_id
    assert found["access_token"] == outside.config.page_token
    assert code_of(await outside.facebook("POST", "123/feed", json={"message": "x"})) == (100, 33)
    assert code_of(await outside.facebook("GET", f"{outside.config.page_id}/la"))[0] == 100


async def test_token_must_be_the_living_one(outside: Outside) -> None:
    path = f"{outside.graph}/{outside.config.page_id}"
    assert code_of(await outside.http.get(path)) == (104, None)
    assert code_of(await outside.http.get(path, params={"access_token": "la"})) == (190, None)


@pytest.mark.parametrize("subcode", [460, 463, 492])
async def test_revoked_token_stays_dead_until_a_new_one_is_installed(outside: Outside, subcode: int) -> None:
    order = {"channel": "fanpage", "action": "revoke", "subcode": subcode}
    assert (await outside.http.post("/_sim/tokens", json=order)).status_code == 200
    assert code_of(await outside.feed()) == (190, subcode)
    config = outside.config
    asked = {"input_token": config.page_token, "access_token": f"{config.app_id}|{config.app_secret}"}
    said = (await outside.http.get(f"{outside.graph}/debug_token", params=asked)).json()["data"]
    assert (said["is_valid"], said["error"]["subcode"]) == (False, subcode)
    await outside.http.post("/_sim/tokens", json={"channel": "fanpage", "action": "install", "token": "moi"})
    assert code_of(await outside.feed()) == (190, None)
    path = f"{outside.graph}/{config.page_id}/feed"
    assert (await outside.http.post(path, json={"message": "x", "access_token": "moi"})).status_code == 200


async def test_debug_token_describes_a_page_token(outside: Outside) -> None:
    config = outside.config
    asked = {"input_token": config.page_token, "access_token": f"{config.app_id}|{config.app_secret}"}
    said = (await outside.http.get(f"{outside.graph}/debug_token", params=asked)).json()["data"]
    assert (said["type"], said["expires_at"], said["is_valid"]) == ("PAGE", 0, True)
    assert "pages_manage_posts" in said["scopes"]
    wrong = await outside.http.get(f"{outside.graph}/debug_token", params=asked | {"access_token": "x"})
    assert code_of(wrong) == (190, None)


async def test_dead_versions_are_refused(outside: Outside) -> None:
    path = f"/graph/v3.2/{outside.config.page_id}"
    assert code_of(await outside.http.get(path, params={"access_token": outside.config.page_token})) == (2635, None)


async def test_wrong_proof_is_refused(outside: Outside) -> None:
    config = outside.config
    right = hmac.new(config.app_secret.encode(), config.page_token.encode(), hashlib.sha256).hexdigest()
    assert (await outside.feed(appsecret_proof=right)).status_code == 200
    assert code_of(await outside.feed(appsecret_proof="sai")) == (100, None)


class TestStrictPage:
    @pytest.fixture
    def config(self) -> SimulatorConfig:
        return SimulatorConfig(require_appsecret_proof=True, refuse_duplicates=True)

    async def test_proof_can_be_made_mandatory_and_duplicates_refused(self, outside: Outside) -> None:
        assert code_of(await outside.feed()) == (100, None)
        config = outside.config
        right = hmac.new(config.app_secret.encode(), config.page_token.encode(), hashlib.sha256).hexdigest()
        assert (await outside.feed(appsecret_proof=right)).status_code == 200
        assert code_of(await outside.feed(appsecret_proof=right)) == (506, None)


async def test_usage_headers_are_always_there(outside: Outside) -> None:
    answer = await outside.feed()
    assert json.loads(answer.headers["X-App-Usage"])["call_count"] < 100
    business = json.loads(answer.headers["X-Business-Use-Case-Usage"])[outside.config.page_id][0]
    assert (business["type"], business["estimated_time_to_regain_access"]) == ("pages", 0)


async def test_limits_say_how_long_to_wait(outside: Outside) -> None:
    await outside.switch_on("fanpage", "create_post", "business_limit")
    answer = await outside.feed()
    business = json.loads(answer.headers["X-Business-Use-Case-Usage"])[outside.config.page_id][0]
    assert (business["call_count"], business["estimated_time_to_regain_access"]) == (100, 17)
    await outside.switch_on("fanpage", "create_post", "app_limit")
    assert json.loads((await outside.feed()).headers["X-App-Usage"])["call_count"] == 100


async def test_is_transient_may_be_absent(outside: Outside) -> None:
    """Absence does not mean false: Facebook often leaves the field out."""
    for fault, there in (("unknown_error", False), ("unknown_error_transient", True)):
        await outside.switch_on("fanpage", "create_post", fault)
        assert ("is_transient" in (await outside.feed()).json()["error"]) is there


async def test_error_after_publishing_hides_a_success(outside: Outside) -> None:
    post = (await outside.feed(published=False)).json()["id"]
    await outside.switch_on("fanpage", "publish_post", "server_error_after")
    answer = await outside.facebook("POST", post, json={"is_published": True})
    assert (answer.status_code, code_of(answer)) == (500, (2, None))
    assert len(await outside.visible()) == 1


async def test_new_post_may_not_be_found_at_first(outside: Outside) -> None:
    post = (await outside.feed()).json()["id"]
    await outside.switch_on("fanpage", "get_post", "not_there_yet", times=2, match="tháng 11")
    seen = [(await outside.facebook("GET", post)).status_code for _ in range(3)]
    assert seen == [400, 400, 200]
