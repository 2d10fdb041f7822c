"""The portal keeps WordPress's contract, silent second addresses included."""

from datetime import timedelta

import httpx
import pytest

from tests.simulator.conftest import MovableClock
from tests.simulator.outside import BODY, JPEG, WORDPRESS, Outside

pytestmark = pytest.mark.asyncio


async def test_created_post_is_public_at_its_address(outside: Outside) -> None:
    answer = await outside.post()
    post = answer.json()
    assert answer.status_code == 201
    assert post["link"] == f"{outside.config.public_url}/wordpress/tin-moi/"
    assert post["content"] == {"rendered": f"{BODY}\n", "protected": False, "raw": BODY}
    assert post["excerpt"]["rendered"] == "<p>Tóm tắt</p>\n"
    page = (await outside.http.get("/wordpress/tin-moi/")).text
    assert f'<div class="body">{BODY}\n</div>' in page
    assert '<p class="sapo">Tóm tắt</p>' in page
    assert '<meta property="og:title" content="Tin mới">' in page
    assert [each["external_reference"] for each in await outside.visible("portal")] == ["tin-moi"]


async def test_second_post_with_the_same_slug_gets_two(outside: Outside) -> None:
    """WordPress never refuses a taken address: a repeated POST makes a second post."""
    slugs = [(await outside.post()).json()["slug"] for _ in range(3)]
    assert slugs == ["tin-moi", "tin-moi-2", "tin-moi-3"]


async def test_drafts_have_an_address_of_their_own_from_the_beginning(outside: Outside) -> None:
    drafts = [(await outside.post(status="draft")).json() for _ in range(2)]
    assert [draft["slug"] for draft in drafts] == ["tin-moi", "tin-moi-2"]
    second = f"/posts/{drafts[1]['id']}"
    assert (await outside.wordpress("POST", second, json={"slug": "tin-moi"})).json()["slug"] == "tin-moi-2"
    await outside.wordpress("DELETE", f"/posts/{drafts[0]['id']}")
    assert (await outside.wordpress("POST", second, json={"slug": "tin-moi"})).json()["slug"] == "tin-moi"
    back = await outside.wordpress("POST", f"/posts/{drafts[0]['id']}", json={"status": "draft"})
    assert back.json()["slug"] == "tin-moi-2"


async def test_address_is_cut_and_keeps_what_wordpress_keeps(outside: Outside) -> None:
    assert (await outside.post(slug=f"a_b-{'c' * 300}")).json()["slug"] == f"a_b-{'c' * 196}"


async def test_slug_is_made_of_the_title_when_missing(outside: Outside) -> None:
    assert (await outside.post(slug="", title="Đường lên Đồng Văn")).json()["slug"] == "duong-len-dong-van"


async def test_updating_keeps_the_address(outside: Outside) -> None:
    number = (await outside.post()).json()["id"]
    changed = (await outside.wordpress("POST", f"/posts/{number}", json={"content": {"raw": "<p>Mới</p>"}})).json()
    assert (changed["slug"], changed["content"]["raw"]) == ("tin-moi", "<p>Mới</p>")


async def test_strangers_see_only_published_posts(outside: Outside) -> None:
    draft = (await outside.post(status="draft")).json()["id"]
    published = (await outside.post()).json()["id"]
    assert (await outside.http.get(f"{WORDPRESS}/posts/{draft}")).status_code == 401
    shown = (await outside.http.get(f"{WORDPRESS}/posts/{published}")).json()
    assert "raw" not in shown["content"]
    assert (await outside.http.get(f"{WORDPRESS}/posts/{published}?context=edit")).status_code == 401
    listed = await outside.http.get(f"{WORDPRESS}/posts?context=edit")
    assert (listed.status_code, listed.json()["code"]) == (401, "rest_forbidden_context")
    assert (await outside.http.get(f"{WORDPRESS}/posts?status=draft")).json()["code"] == "rest_invalid_param"
    assert [each["id"] for each in (await outside.http.get(f"{WORDPRESS}/posts")).json()] == [published]


async def test_list_finds_drafts_by_slug_for_staff(outside: Outside) -> None:
    draft = (await outside.post(status="draft")).json()["id"]
    asked = {"slug": "tin-moi,khac", "status": "publish,draft,pending,future,private", "context": "edit"}
    answer = await outside.wordpress("GET", "/posts", params=asked)
    assert [post["id"] for post in answer.json()] == [draft]
    assert answer.json()[0]["content"]["raw"] == BODY
    assert (answer.headers["X-WP-Total"], answer.headers["X-WP-TotalPages"]) == ("1", "1")


async def test_list_pages_searches_and_filters_by_time(outside: Outside, clock: MovableClock) -> None:
    await outside.post(title="Một")
    clock.pass_by(timedelta(hours=1))
    await outside.post(title="Hai", slug="hai")
    get = outside.wordpress
    assert [p["slug"] for p in (await get("GET", "/posts", params={"search": "hai"})).json()] == ["hai"]
    assert [p["slug"] for p in (await get("GET", "/posts", params={"after": "2026-11-23T01:30:00"})).json()] == ["hai"]
    paged = await get("GET", "/posts", params={"per_page": 1, "page": 2})
    assert ([p["slug"] for p in paged.json()], paged.headers["X-WP-TotalPages"]) == (["tin-moi"], "2")
    for wrong in ({"per_page": 101}, {"after": "mai"}):
        assert (await get("GET", "/posts", params=wrong)).json()["code"] == "rest_invalid_param"
    beyond = await get("GET", "/posts", params={"page": 9})
    assert beyond.json()["code"] == "rest_post_invalid_page_number"


async def test_future_post_waits_for_its_hour(outside: Outside, clock: MovableClock) -> None:
    post = (await outside.post(status="publish", date_gmt="2026-11-23T02:00:00")).json()
    assert post["status"] == "future"
    assert (await outside.http.get("/wordpress/tin-moi/")).status_code == 404
    clock.pass_by(timedelta(hours=1))
    assert (await outside.http.get("/wordpress/tin-moi/")).status_code == 200
    assert (await outside.visible())[0]["visible_since"] == "2026-11-23T02:00:00.000Z"


async def test_future_post_needs_a_date_ahead(outside: Outside) -> None:
    assert (await outside.post(status="future", date_gmt="2026-11-22T02:00:00")).json()["status"] == "publish"


async def test_bin_frees_the_address_and_force_removes(outside: Outside) -> None:
    number = (await outside.post()).json()["id"]
    assert (await outside.wordpress("DELETE", f"/posts/{number}")).json()["slug"] == "tin-moi__trashed"
    assert (await outside.wordpress("DELETE", f"/posts/{number}")).status_code == 410
    assert (await outside.post()).json()["slug"] == "tin-moi"
    gone = await outside.wordpress("DELETE", f"/posts/{number}", params={"force": "true"})
    assert gone.json()["deleted"] is True
    assert (await outside.wordpress("GET", f"/posts/{number}")).json()["code"] == "rest_post_invalid_id"


async def test_media_takes_raw_bytes_or_a_form(outside: Outside) -> None:
    raw = await outside.upload()
    form = await outside.wordpress(
        "POST", "/media", files={"file": ("b.png", b"\x89PNG", "image/png")}, data={"alt_text": "Ảnh"}
    )
    assert (raw.status_code, form.json()["alt_text"], form.json()["mime_type"]) == (201, "Ảnh", "image/png")
    path = raw.json()["source_url"].removeprefix(outside.config.public_url)
    served = await outside.http.get(path)
    assert (served.content, served.headers["content-type"]) == (JPEG, "image/jpeg")
    number = raw.json()["id"]
    described = await outside.wordpress("POST", f"/media/{number}", json={"alt_text": "Toàn cảnh"})
    assert described.json()["alt_text"] == "Toàn cảnh"
    page = (await outside.post(featured_media=number)).json()["slug"]
    assert raw.json()["source_url"] in (await outside.http.get(f"/wordpress/{page}/")).text
    assert (await outside.wordpress("POST", "/media", content=b"x")).status_code == 400


async def test_password_is_checked_and_spaces_do_not_count(outside: Outside) -> None:
    anonymous = await outside.http.post(f"{WORDPRESS}/posts", json={"title": "x"})
    assert (anonymous.status_code, anonymous.json()["code"]) == (401, "rest_cannot_create")
    for user, password, status in (("toasoan", "sai", 401), ("toasoan", " chi-de-thu-word press", 201)):
        auth = httpx.BasicAuth(user, password)
        assert (await outside.http.post(f"{WORDPRESS}/posts", json={"title": "x"}, auth=auth)).status_code == status


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"status": "publish"}, "empty_content"),
        ({"title": "x", "status": "la"}, "rest_invalid_param"),
        ({"title": "x", "date": "mai"}, "rest_invalid_param"),
    ],
)
async def test_malformed_posts_are_refused(outside: Outside, sent: dict[str, str], code: str) -> None:
    answer = await outside.wordpress("POST", "/posts", json=sent)
    assert (answer.json()["code"], answer.json()["data"]) == (code, {"status": 400})
    assert (await outside.wordpress("POST", "/posts", content=b"[")).json()["code"] == "rest_invalid_json"


async def test_server_error_after_create_makes_a_second_post_on_blind_retry(outside: Outside) -> None:
    await outside.switch_on("wordpress", "create_post", "server_error_after")
    assert (await outside.post()).status_code == 500
    assert (await outside.post()).json()["slug"] == "tin-moi-2"
    assert len(await outside.visible()) == 2
