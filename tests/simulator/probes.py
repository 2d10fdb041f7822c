"""For each call the faults know: how to prepare it, and the call itself."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import httpx

from tests.simulator.outside import BODY, IMAGES, RICH, Outside

Act = Callable[[], Awaitable[httpx.Response]]
Probe = Callable[[Outside], Awaitable[Act]]

PROBES: dict[tuple[str, str], Probe] = {}


def probes(channel: str, call: str) -> Callable[[Probe], Probe]:
    """Register a probe for `call` of `channel`."""

    def register(probe: Probe) -> Probe:
        PROBES[channel, call] = probe
        return probe

    return register


@probes("portal", "token")
async def portal_token(outside: Outside) -> Act:
    return outside.token


@probes("portal", "put_article")
async def put_article(outside: Outside) -> Act:
    await outside.bearer()
    return outside.put_article


@probes("portal", "create_article")
async def create_article(outside: Outside) -> Act:
    await outside.bearer()
    many = f"/sites/{outside.config.site_id}/structured-contents"
    return lambda: outside.liferay("POST", many, json=outside.content())


@probes("portal", "update_article")
async def update_article(outside: Outside) -> Act:
    number = (await outside.put_article()).json()["id"]
    return lambda: outside.liferay("PATCH", f"/structured-contents/{number}", json={"title": "Tên khác"})


@probes("portal", "delete_article")
async def delete_article(outside: Outside) -> Act:
    await outside.put_article()
    return lambda: outside.liferay("DELETE", outside.by_code("bai-1"))


@probes("portal", "get_article")
async def get_article(outside: Outside) -> Act:
    await outside.put_article()
    return lambda: outside.liferay("GET", outside.by_code("bai-1"))


@probes("portal", "list_articles")
async def list_articles(outside: Outside) -> Act:
    await outside.put_article()
    return lambda: outside.liferay("GET", f"/sites/{outside.config.site_id}/structured-contents")


@probes("portal", "get_permissions")
async def get_permissions(outside: Outside) -> Act:
    number = (await outside.put_article()).json()["id"]
    return lambda: outside.liferay("GET", f"/structured-contents/{number}/permissions")


@probes("portal", "put_permissions")
async def put_permissions(outside: Outside) -> Act:
    number = (await outside.put_article()).json()["id"]
    closed = [{"roleName": "Guest", "actionIds": []}]
    return lambda: outside.liferay("PUT", f"/structured-contents/{number}/permissions", json=closed)


@probes("portal", "put_document")
async def put_document(outside: Outside) -> Act:
    await outside.bearer()
    return outside.put_document


@probes("portal", "create_document")
async def create_document(outside: Outside) -> Act:
    await outside.bearer()
    many = f"/sites/{outside.config.site_id}/documents"
    return lambda: outside.liferay("POST", many, files={"file": ("a.jpg", b"\xff\xd8\xff", "image/jpeg")})


@probes("portal", "get_document")
async def get_document(outside: Outside) -> Act:
    await outside.put_document()
    return lambda: outside.liferay("GET", outside.by_code("anh-1", "documents"))


@probes("portal", "file")
async def portal_file(outside: Outside) -> Act:
    address = (await outside.put_document()).json()["contentUrl"]
    return lambda: outside.http.get(address)


@probes("portal", "page")
async def portal_page(outside: Outside) -> Act:
    await outside.put_article(contentFields=[{"name": "body", "contentFieldValue": {"data": RICH}}])
    return lambda: outside.http.get(f"/liferay/web/{outside.config.site_id}/-/tin-moi")


@probes("wordpress", "create_post")
async def create_wordpress_post(outside: Outside) -> Act:
    return outside.post


@probes("wordpress", "update_post")
async def update_wordpress_post(outside: Outside) -> Act:
    number = (await outside.post(status="draft")).json()["id"]
    return lambda: outside.wordpress("POST", f"/posts/{number}", json={"status": "publish"})


@probes("wordpress", "delete_post")
async def delete_wordpress_post(outside: Outside) -> Act:
    number = (await outside.post()).json()["id"]
    return lambda: outside.wordpress("DELETE", f"/posts/{number}")


@probes("wordpress", "get_post")
async def get_wordpress_post(outside: Outside) -> Act:
    number = (await outside.post()).json()["id"]
    return lambda: outside.wordpress("GET", f"/posts/{number}")


@probes("wordpress", "list_posts")
async def list_wordpress_posts(outside: Outside) -> Act:
    await outside.post()
    return lambda: outside.wordpress("GET", "/posts", params={"slug": "tin-moi"})


@probes("wordpress", "upload_media")
async def upload_media(outside: Outside) -> Act:
    return outside.upload


@probes("wordpress", "get_media")
async def get_media(outside: Outside) -> Act:
    number = (await outside.upload()).json()["id"]
    return lambda: outside.wordpress("GET", f"/media/{number}")


@probes("wordpress", "list_tags")
async def list_tags(outside: Outside) -> Act:
    await outside.tag()
    return lambda: outside.wordpress("GET", "/tags", params={"slug": "cai-chinh"})


@probes("wordpress", "create_tag")
async def create_tag(outside: Outside) -> Act:
    return outside.tag


@probes("wordpress", "page")
async def wordpress_page(outside: Outside) -> Act:
    await outside.post(content=RICH)
    return lambda: outside.http.get("/wordpress/tin-moi/")


@probes("fanpage", "create_post")
async def create_page_post(outside: Outside) -> Act:
    return outside.feed


@probes("fanpage", "upload_photo")
async def upload_photo(outside: Outside) -> Act:
    return outside.photo


@probes("fanpage", "publish_post")
async def publish_post(outside: Outside) -> Act:
    post = (await outside.feed(published=False)).json()["id"]
    return lambda: outside.facebook("POST", post, json={"is_published": True})


@probes("fanpage", "update_post")
async def update_page_post(outside: Outside) -> Act:
    post = (await outside.feed()).json()["id"]
    return lambda: outside.facebook("POST", post, json={"message": "Đã sửa"})


@probes("fanpage", "delete_post")
async def delete_page_post(outside: Outside) -> Act:
    post = (await outside.feed()).json()["id"]
    return lambda: outside.facebook("DELETE", post)


@probes("fanpage", "get_post")
async def get_page_post(outside: Outside) -> Act:
    post = (await outside.album()).json()["id"]
    return lambda: outside.facebook("GET", post, params={"fields": "message,attachments"})


@probes("fanpage", "list_posts")
async def list_page_posts(outside: Outside) -> Act:
    await outside.album()
    asked = {"fields": "message,attachments"}
    return lambda: outside.facebook("GET", f"{outside.config.page_id}/published_posts", params=asked)


@probes("fanpage", "get_page")
async def get_page(outside: Outside) -> Act:
    return lambda: outside.facebook("GET", outside.config.page_id, params={"fields": "id,name"})


@probes("fanpage", "scrape")
async def scrape(outside: Outside) -> Act:
    return lambda: outside.facebook("POST", "", data={"id": "https://caobang.gov.vn/tin-moi", "scrape": "true"})


@probes("fanpage", "get_preview")
async def get_preview(outside: Outside) -> Act:
    await outside.feed()
    asked = {"id": "https://caobang.gov.vn/tin-moi", "fields": "og_object{title}"}
    return lambda: outside.facebook("GET", "", params=asked)


@probes("fanpage", "debug_token")
async def debug_token(outside: Outside) -> Act:
    config = outside.config
    asked = {"input_token": config.page_token, "access_token": f"{config.app_id}|{config.app_secret}"}
    return lambda: outside.http.get(f"{outside.graph}/debug_token", params=asked)


@probes("fanpage", "page")
async def fanpage_page(outside: Outside) -> Act:
    post = (await outside.feed(fields="permalink_url")).json()
    return lambda: outside.http.get(urlsplit(post["permalink_url"]).path)


@probes("zalo_oa", "create")
async def create_oa_article(outside: Outside) -> Act:
    return lambda: outside.zalo("create", json=outside.oa_article())


@probes("zalo_oa", "verify")
async def verify_oa_article(outside: Outside) -> Act:
    token = (await outside.zalo("create", json=outside.oa_article())).json()["data"]["token"]
    return lambda: outside.zalo("verify", json={"token": token})


@probes("zalo_oa", "update")
async def update_oa_article(outside: Outside) -> Act:
    found = await outside.oa_publish()
    return lambda: outside.zalo("update", json=outside.oa_article(id=found, title="Tên khác"))


@probes("zalo_oa", "remove")
async def remove_oa_article(outside: Outside) -> Act:
    found = await outside.oa_publish()
    return lambda: outside.zalo("remove", json={"id": found})


@probes("zalo_oa", "getdetail")
async def get_oa_article(outside: Outside) -> Act:
    found = await outside.oa_publish(body=[{"type": "text", "content": BODY}, *IMAGES])
    return lambda: outside.zalo("getdetail", params={"id": found})


@probes("zalo_oa", "getslice")
async def list_oa_articles(outside: Outside) -> Act:
    await outside.oa_publish()
    return lambda: outside.zalo("getslice", params={"offset": 0, "limit": 10, "type": "normal"})


@probes("zalo_oa", "getoa")
async def get_oa(outside: Outside) -> Act:
    return lambda: outside.zalo("getoa")


@probes("zalo_oa", "broadcast")
async def broadcast_oa_article(outside: Outside) -> Act:
    found = await outside.oa_publish()
    return lambda: outside.broadcast(found)


@probes("zalo_oa", "message")
async def write_to_one_user(outside: Outside) -> Act:
    body = {"recipient": {"user_id": "2468458835296197922"}, "message": {"text": BODY}}
    headers = {"access_token": outside.config.zalo_access_token}
    return lambda: outside.http.post("/zalo/v3.0/oa/message/cs", headers=headers, json=body)


@probes("zalo_oa", "token")
async def refresh_oa_token(outside: Outside) -> Act:
    return outside.refresh


@probes("zalo_oa", "page")
async def oa_page(outside: Outside) -> Act:
    found = await outside.oa_publish(body=[{"type": "text", "content": BODY}])
    return lambda: outside.http.get(f"/zalo-public/article/{found}")
