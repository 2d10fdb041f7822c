"""The Graph API of one Page: who may call, which call it is, and how posts and photos are made and read."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from simulator.calls import Call, Refused
from simulator.door import Door
from simulator.facebook.answers import error, missing, refusal, struck, with_usage
from simulator.facebook.listing import paged, split_fields
from simulator.facebook.pages import FacebookPages
from simulator.facebook.posts import PagePosts, is_true
from simulator.facebook.previews import Previews
from simulator.facebook.tokens import PageTokens
from simulator.faults import Channel, Fault
from simulator.fetching import fetched
from simulator.state import Record
from simulator.world import VisiblePost, World

_LIVING_VERSIONS = frozenset(f"v{number}.0" for number in range(21, 27))
_LISTS = frozenset({"feed", "posts", "published_posts", "scheduled_posts"})
_INDEXED = re.compile(r"attached_media\[\d+\]")
_DEFAULT_FIELDS = {"message", "created_time"}


class Facebook:
    """One Page with its API and its public wall."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._page = world.config.page_id
        self._door = Door(world, Channel.FANPAGE, self._refuse)
        self.tokens = PageTokens(world)
        self._posts = PagePosts(world)
        self._previews = Previews(world)
        self._pages = FacebookPages(world, self._posts)

    def graph_routes(self) -> list[BaseRoute]:
        """Addresses below /graph."""
        opens, both = self._door.opens, ["GET", "POST"]
        return [
            Route("/{version}/", opens(self._preview_name, self._preview), methods=both),
            Route("/{version}/debug_token", opens("debug_token", self._debug_token)),
            Route("/{version}/{node}", opens(self._name, self._node, self._about), methods=[*both, "DELETE"]),
            Route("/{version}/{node}/{edge}", opens(self._name, self._edge), methods=both),
        ]

    def page_routes(self) -> list[BaseRoute]:
        """Addresses below /facebook."""
        opens, pages = self._door.opens, self._pages
        return [
            Route("/{page}", opens("page", pages.wall)),
            Route("/{page}/posts/{number}", opens("page", pages.post, pages.about)),
            Route("/{page}/photos/{number}", opens("file", pages.photo)),
        ]

    def visible(self, since: str = "") -> Iterator[VisiblePost]:
        """Public posts, newest first."""
        return self._pages.visible(since)

    def _name(self, call: Call) -> str:
        parts, method = call.request.path_params, call.request.method
        if "edge" in parts:
            if method == "GET":
                return "list_posts"
            return "upload_photo" if parts["edge"] == "photos" else "create_post"
        if method == "GET":
            return "get_page" if parts["node"] in (self._page, "me") else "get_post"
        if method == "DELETE":
            return "delete_post"
        asked = call.query("is_published") or b"is_published" in call.body
        return "publish_post" if asked else "update_post"

    async def _node(self, call: Call) -> Response:
        sent = await self._enter(call)
        node = call.path("node")
        if call.name == "get_page":
            return self._reply(self._about_page(split_fields(sent.get("fields"))))
        post = self._posts.find(node)
        if post is None:
            raise missing()
        match call.request.method:
            case "DELETE":
                self._posts.remove(post)
                return self._reply({"success": True})
            case "POST":
                self._posts.change(post, sent, call.at)
                return self._reply({"success": True})
            case _:
                fields = split_fields(sent.get("fields")) or _DEFAULT_FIELDS
                return self._reply(self._posts.shown(post, fields, call.fault))

    async def _edge(self, call: Call) -> Response:
        sent = await self._enter(call)
        edge = call.path("edge")
        if call.path("node") not in (self._page, "me"):
            raise missing()
        if call.request.method == "GET" and edge in _LISTS:
            return self._list(call, sent, edge)
        if call.request.method == "POST" and edge == "feed":
            await self._check_link(sent.get("link"), call.at)
            post = self._posts.create(sent, call.at)
            return self._reply(self._posts.shown(post, split_fields(sent.get("fields"))))
        if call.request.method == "POST" and edge == "photos":
            return await self._photo(call, sent)
        raise refusal(100, f"(#100) Unknown path components: /{edge}")

    def _list(self, call: Call, sent: Record, edge: str) -> Response:
        posts = list(self._posts.newest_first())
        if call.fault == "list_lags":
            posts = posts[1:]
        if edge == "scheduled_posts":
            posts = [post for post in posts if post["scheduled_for"] and not self._posts.is_published(post)]
        elif edge != "feed":
            posts = [post for post in posts if self._posts.is_published(post)]
        fields = split_fields(sent.get("fields")) or _DEFAULT_FIELDS
        address = f"{self._world.config.public_url}{call.request.url.path}"
        body = paged(posts, sent, address)
        body["data"] = [self._posts.shown(post, fields, call.fault) for post in body["data"]]
        return self._reply(body)

    async def _photo(self, call: Call, sent: Record) -> Response:
        source, url = sent.get("source"), str(sent.get("url") or "")
        content = await source.read() if isinstance(source, UploadFile) else None
        if content is None and not url.startswith(("http://", "https://")):
            raise refusal(100, "(#100) Missing or invalid image file")
        if content is None and self._world.config.fetch_images:
            content = (await fetched(url)).content
            if content is None:
                raise refusal(100, "(#100) Missing or invalid image file", subcode=2069019)
        photo = self._posts.add_photo(content, url, sent, call.at)
        if not is_true(sent.get("published"), otherwise=True):
            return self._reply({"id": photo["id"]})
        words = {"message": sent.get("caption") or sent.get("message"), "attached_media": [{"media_fbid": photo["id"]}]}
        post = self._posts.create(words, call.at)
        return self._reply({"id": photo["id"], "post_id": post["id"]})

    def _preview_name(self, call: Call) -> str:
        return "get_preview" if call.request.method == "GET" else "scrape"

    async def _preview(self, call: Call) -> Response:
        sent = await self._enter(call)
        address = str(sent.get("id") or "")
        if not address.startswith(("http://", "https://")):
            raise missing()
        if call.name == "get_preview":
            kept = self._previews.of(address)
            return self._reply({"id": address} | ({"og_object": _told(kept)} if kept else {}))
        if not is_true(sent.get("scrape"), otherwise=False):
            raise refusal(100, "(#100) Unsupported post request")
        found = await self._previews.read_again(address, call.at, stale=call.fault == "preview_stale")
        if found is None:
            raise refusal(100, "(#100) The link could not be scraped", subcode=1609005)
        return self._reply({"url": address, "type": "article"} | _told(found))

    async def _check_link(self, link: object, at: datetime) -> None:
        if not link:
            return
        parts = urlsplit(str(link))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise refusal(1500, "(#1500) The url you supplied is invalid")
        if parts.hostname.endswith("facebook.com"):
            raise refusal(100, "(#100) Links to facebook.com are not allowed", subcode=1609008)
        if not await self._previews.first_read(str(link), at):
            raise refusal(100, "(#100) The link could not be scraped", subcode=1609005)

    def _about_page(self, fields: set[str]) -> Record:
        every = {
            "name": self._world.config.page_name,
            "link": f"{self._world.config.public_url}/facebook/{self._page}",
            "access_token": self.tokens.current(),
        }
        return {"id": self._page} | {name: every[name] for name in every if name in (fields or {"name"})}

    async def _enter(self, call: Call) -> Record:
        if call.path("version") not in _LIVING_VERSIONS:
            raise refusal(2635, "(#2635) You are calling a deprecated or unknown version of the API")
        sent = await _parameters(call)
        scheme, _, bearer = call.request.headers.get("authorization", "").partition(" ")
        token = str(sent.pop("access_token", "") or (bearer if scheme.lower() in ("bearer", "oauth") else ""))
        self.tokens.require(token)
        proof = sent.pop("appsecret_proof", None)
        secret = self._world.config.app_secret.encode()
        right = hmac.new(secret, token.encode(), hashlib.sha256).hexdigest()
        if proof is None and self._world.config.require_appsecret_proof:
            raise refusal(100, "API calls from the server require an appsecret_proof argument")
        if proof is not None and not hmac.compare_digest(str(proof), right):
            raise refusal(100, "Invalid appsecret_proof provided in the API argument")
        return sent

    async def _debug_token(self, call: Call) -> Response:
        config = self._world.config
        if call.query("access_token") != f"{config.app_id}|{config.app_secret}":
            raise Refused(error(400, 190, "Invalid OAuth access token signature."))
        return self._reply({"data": self.tokens.described(call.query("input_token"))})

    def _about(self, call: Call) -> str:
        post = self._posts.find(call.path("node"))
        return json.dumps(post, ensure_ascii=False) if post else ""

    def _reply(self, body: Record) -> Response:
        return with_usage(JSONResponse(body), self._page)

    def _refuse(self, fault: Fault, call: Call) -> Response:
        if call.name == "page":
            return self._world.pages.missing(fault.status)
        return struck(fault, self._page)


def _told(preview: Record) -> Record:
    return {name: value for name, value in preview.items() if value is not None}


async def _parameters(call: Call) -> dict[str, Any]:
    sent: dict[str, Any] = dict(call.request.query_params)
    kind = call.request.headers.get("content-type", "")
    if "json" in kind and call.body:
        try:
            sent |= call.json()
        except ValueError:
            raise refusal(100, "(#100) The request body is not valid JSON") from None
    elif "form" in kind:
        sent |= dict(await call.request.form())
    indexed = [sent.pop(name) for name in sorted(name for name in sent if _INDEXED.fullmatch(name))]
    if indexed:
        sent["attached_media"] = indexed
    return sent
