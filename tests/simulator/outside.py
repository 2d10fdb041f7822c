"""The simulator as its callers see it: signed in everywhere, with one-line calls."""

import json
from typing import Any

import httpx
from starlette.applications import Starlette

from simulator.config import SimulatorConfig
from simulator.state import Record

LIFERAY = "/liferay/o/headless-delivery/v1.0"
WORDPRESS = "/wordpress/wp-json/wp/v2"
JPEG = b"\xff\xd8\xff\xe0 a picture"
BODY = "<p>Sáng 23/11, Ủy ban nhân dân tỉnh họp phiên thường kỳ.</p>"
RIGHT_LINK = "https://chinhphu.vn/van-ban"
RICH = (
    f'<p>Điều 1. Theo <a href="{RIGHT_LINK}">văn bản</a>, 10<sup>6</sup> đồng.</p>'
    '<figure><img src="/anh-thu-nhat.jpg"></figure><figure><img src="/anh-thu-hai.jpg"></figure>'
)
IMAGES = [{"type": "image", "url": f"https://caobang.gov.vn/anh-thu-{n}.jpg", "caption": ""} for n in ("nhat", "hai")]
CONTENT_DRAWERS = (
    "liferay/structured-contents",
    "liferay/blog-postings",
    "liferay/documents",
    "wordpress/posts",
    "wordpress/media",
    "wordpress/tags",
    "facebook/posts",
    "facebook/photos",
    "zalo/articles",
    "zalo/jobs",
    "zalo/broadcasts",
    "zalo/messages",
    "zalo/refresh_tokens",
)


class Outside:
    """One simulator and the calls on it."""

    def __init__(self, http: httpx.AsyncClient, config: SimulatorConfig, app: Starlette) -> None:
        self.http = http
        self.config = config
        self.app = app
        self._bearer = ""

    @property
    def graph(self) -> str:
        return "/graph/v25.0"

    def fingerprint(self) -> str:
        """Everything the services remember of contents."""
        state = self.app.state.world.state
        return json.dumps([list(state.drawer(name)) for name in CONTENT_DRAWERS])

    async def switch_on(self, channel: str, call: str, fault: str, **more: Any) -> httpx.Response:
        order = {"channel": channel, "call": call, "fault": fault} | more
        return await self.http.post("/_sim/faults", json=order)

    async def visible(self, channel: str | None = None) -> list[Record]:
        found = (await self.http.get("/_sim/visible", params={"channel": channel} if channel else {})).json()
        posts: list[Record] = found["posts"]
        return posts

    # Liferay

    async def token(self) -> httpx.Response:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.config.liferay_client_id,
            "client_secret": self.config.liferay_client_secret,
        }
        return await self.http.post("/liferay/o/oauth2/token", data=form)

    async def bearer(self) -> dict[str, str]:
        if not self._bearer:
            self._bearer = (await self.token()).json()["access_token"]
        return {"Authorization": f"Bearer {self._bearer}"}

    def content(self, title: str = "Tin mới", **more: Any) -> Record:
        fields = {"body": BODY, "author": "Phóng viên 1", "source": "Báo Cao Bằng", "kind": "tin"}
        return {
            "title": title,
            "contentStructureId": self.config.structure_id,
            "contentFields": [{"name": n, "contentFieldValue": {"data": v}} for n, v in fields.items()],
            "description": "Phiên họp bàn kế hoạch năm tới.",
            "friendlyUrlPath": "tin-moi",
            "viewableBy": "Anyone",
        } | more

    async def liferay(self, method: str, path: str, **more: Any) -> httpx.Response:
        return await self.http.request(method, f"{LIFERAY}{path}", headers=await self.bearer(), **more)

    def by_code(self, code: str, kind: str = "structured-contents") -> str:
        return f"/sites/{self.config.site_id}/{kind}/by-external-reference-code/{code}"

    async def put_article(self, code: str = "bai-1", **more: Any) -> httpx.Response:
        return await self.liferay("PUT", self.by_code(code), json=self.content(**more))

    async def put_document(self, code: str = "anh-1", **more: Any) -> httpx.Response:
        files = {
            "file": ("anh.jpg", more.get("content", JPEG), "image/jpeg"),
            "document": (None, json.dumps({"title": "Ảnh phiên họp"}), "application/json"),
        }
        return await self.liferay("PUT", self.by_code(code, "documents"), files=files)

    # WordPress

    async def wordpress(self, method: str, path: str, **more: Any) -> httpx.Response:
        user = httpx.BasicAuth(self.config.wordpress_user, self.config.wordpress_password)
        return await self.http.request(method, f"{WORDPRESS}{path}", auth=user, **more)

    async def post(self, **more: Any) -> httpx.Response:
        sent = {"title": "Tin mới", "content": BODY, "excerpt": "Tóm tắt", "status": "publish", "slug": "tin-moi"}
        return await self.wordpress("POST", "/posts", json=sent | more)

    async def upload(self) -> httpx.Response:
        headers = {"Content-Disposition": 'attachment; filename="anh.jpg"', "Content-Type": "image/jpeg"}
        return await self.wordpress("POST", "/media", content=JPEG, headers=headers)

    async def tag(self, **more: Any) -> httpx.Response:
        return await self.wordpress("POST", "/tags", json={"name": "Cải chính", "slug": "cai-chinh"} | more)

    # Facebook

    async def facebook(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.config.page_token}"}
        if "content" in more:
            headers["Content-Type"] = "application/json"
        return await self.http.request(method, f"{self.graph}/{path}", headers=headers, **more)

    async def feed(self, **more: Any) -> httpx.Response:
        sent = {"message": "Phiên họp thường kỳ tháng 11", "link": "https://caobang.gov.vn/tin-moi"} | more
        return await self.facebook("POST", f"{self.config.page_id}/feed", json=sent)

    async def photo(self, content: bytes = JPEG, **more: Any) -> httpx.Response:
        form = {"published": "false", "alt_text_custom": "Toàn cảnh phiên họp"} | more
        files = {"source": ("anh.jpg", content, "image/jpeg")}
        return await self.facebook("POST", f"{self.config.page_id}/photos", data=form, files=files)

    async def album(self) -> httpx.Response:
        """A post of two photos."""
        media = [{"media_fbid": (await self.photo()).json()["id"]} for _ in range(2)]
        return await self.feed(attached_media=media)

    # Zalo

    def oa_article(self, **more: Any) -> Record:
        return {
            "type": "normal",
            "title": "Phiên họp thường kỳ",
            "author": "Cổng tỉnh",
            "cover": {"cover_type": "photo", "photo_url": "https://caobang.gov.vn/anh.jpg", "status": "show"},
            "description": "Phiên họp bàn kế hoạch năm tới.",
            "body": [{"type": "text", "content": BODY}],
            "status": "hide",
            "comment": "show",
        } | more

    async def zalo(self, call: str, **more: Any) -> httpx.Response:
        headers = {"access_token": self.config.zalo_access_token}
        method = "GET" if call in ("getdetail", "getslice", "getoa") else "POST"
        place = "oa" if call in ("message", "getoa") else "article"
        return await self.http.request(method, f"/zalo/v2.0/{place}/{call}", headers=headers, **more)

    async def oa_publish(self, **more: Any) -> str:
        """Id of a new article, created and verified."""
        created = await self.zalo("create", json=self.oa_article(**{"status": "show"} | more))
        verified = await self.zalo("verify", json={"token": created.json()["data"]["token"]})
        return str(verified.json()["data"]["id"])

    async def broadcast(self, article_id: str) -> httpx.Response:
        elements = [{"media_type": "article", "attachment_id": article_id}]
        payload = {"template_type": "media", "elements": elements}
        message = {"attachment": {"type": "template", "payload": payload}}
        return await self.zalo("message", json={"recipient": {"target": {}}, "message": message})

    async def refresh(self, token: str | None = None, **more: Any) -> httpx.Response:
        form = {
            "app_id": self.config.zalo_app_id,
            "grant_type": "refresh_token",
            "refresh_token": token or self.config.zalo_refresh_token,
        } | more
        headers = {"secret_key": self.config.zalo_app_secret}
        return await self.http.post("/zalo-oauth/v4/oa/access_token", data=form, headers=headers)
