"""The portal as WordPress: posts and media over the REST API, and the blog a reader sees."""

import base64
import binascii
import json
from collections.abc import Iterator
from itertools import islice

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from simulator.calls import Call, Refused
from simulator.door import Door
from simulator.faults import Channel, Fault
from simulator.public_pages import ALTERED_LIST, ArticlePage, Link
from simulator.state import Record
from simulator.wording import altered, count_images, plain_text, tampered
from simulator.wordpress.filters import shown_excerpt, shown_title
from simulator.wordpress.media import Media
from simulator.wordpress.posts import PostShelf, error
from simulator.wordpress.queries import Listing
from simulator.wordpress.tags import Tags
from simulator.world import VisiblePost, World

_API = "/wp-json/wp/v2"
_FRONT_PAGE_LENGTH = 30
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PREVIEW = "preview"
_CAPABILITIES = dict.fromkeys(
    ("edit_posts", "publish_posts", "edit_published_posts", "delete_posts", "upload_files", "edit_others_posts"), True
)


class WordPress:
    """One WordPress blog with its API and its public pages."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._door = Door(world, Channel.WORDPRESS, self._refuse)
        self._posts = PostShelf(world)
        self._media = Media(world)
        self._tags = Tags(world)
        self._front = f"{world.config.public_url}/wordpress"

    def routes(self) -> list[BaseRoute]:
        """Addresses below /wordpress."""
        opens, about = self._door.opens, self._about
        one = f"{_API}/posts/{{id:int}}"
        return [
            Route(f"{_API}/posts", opens("create_post", self._create), methods=["POST"]),
            Route(f"{_API}/posts", opens("list_posts", self._list), methods=["GET"]),
            Route(one, opens("get_post", self._get, about), methods=["GET"]),
            Route(one, opens("update_post", self._update, about), methods=["POST", "PUT", "PATCH"]),
            Route(one, opens("delete_post", self._delete, about), methods=["DELETE"]),
            Route(f"{_API}/media", opens("upload_media", self._upload), methods=["POST"]),
            Route(f"{_API}/media/{{id:int}}", opens("upload_media", self._describe), methods=["POST"]),
            Route(f"{_API}/media/{{id:int}}", opens("get_media", self._get_media), methods=["GET"]),
            Route(f"{_API}/tags", opens("list_tags", self._list_tags), methods=["GET"]),
            Route(f"{_API}/tags", opens("create_tag", self._create_tag), methods=["POST"]),
            Route(f"{_API}/media", opens("list_media", self._list_media), methods=["GET"]),
            Route(f"{_API}/categories", opens("list_categories", self._list_categories), methods=["GET"]),
            Route(f"{_API}/users/me", opens("get_me", self._me), methods=["GET"]),
            Route("/wp-json/{path:path}", opens("no_route", self._no_route), methods=list(_METHODS)),
            Route("/wp-content/uploads/{path:path}", opens("file", self._file)),
            Route("/", opens(_name_of_front, self._front_page)),
            Route("/tag/{slug}/", opens("page", self._tag_page)),
            Route("/{slug}/", opens("page", self._page, self._about_page)),
        ]

    def visible(self, since: str = "") -> Iterator[VisiblePost]:
        """Published posts, newest first."""
        return (self._visible(post) for post in self._public() if self._posts.shown_since(post) >= since)

    def _public(self) -> Iterator[Record]:
        return (post for post in self._posts.newest_first() if self._posts.status(post) == "publish")

    def _visible(self, post: Record) -> VisiblePost:
        return VisiblePost(
            channel="portal",
            id=str(post["id"]),
            url=self._url(post),
            title=plain_text(post["title"]),
            text=plain_text(post["content"]),
            image_count=count_images(post["content"]),
            external_reference=post["slug"],
            visible_since=self._posts.shown_since(post),
        )

    async def _create(self, call: Call) -> Response:
        self._require_user(call, "create")
        post = self._posts.save(await self._fields(call), None, call.at, crowded=call.fault == "slug_taken")
        answer = JSONResponse(self._posts.shown(post, edit=True), 201)
        answer.headers["Location"] = f"{self._front}{_API}/posts/{post['id']}"
        return answer

    async def _update(self, call: Call) -> Response:
        self._require_user(call, "edit")
        old = self._known(call)
        post = self._posts.save(await self._fields(call), old, call.at, crowded=call.fault == "slug_taken")
        return JSONResponse(self._posts.shown(post, edit=True))

    async def _get(self, call: Call) -> Response:
        post = self._known(call)
        signed_in = self._is_user(call)
        if call.query("context") == "edit" and not signed_in:
            raise Refused(error(401, "rest_forbidden_context", "Sorry, you are not allowed to edit this post."))
        if self._posts.status(post) != "publish" and not signed_in:
            raise Refused(error(401, "rest_forbidden", "Sorry, you are not allowed to do that."))
        edit = call.query("context") == "edit"
        return JSONResponse(self._posts.shown(self._seen(post, call), edit=edit))

    async def _list(self, call: Call) -> Response:
        signed_in = self._is_user(call)
        listing = Listing.of(call.request.query_params, signed_in=signed_in)
        found = listing.choose(self._posts)
        chosen = listing.page_of(found)
        if call.fault == "list_lags":
            newest = next(iter(self._posts.newest_first()), None)
            chosen = [post for post in chosen if post is not newest]
        shown = [self._posts.shown(self._seen(post, call), edit=listing.edit) for post in chosen]
        answer = JSONResponse(shown)
        answer.headers["X-WP-Total"] = str(len(found))
        answer.headers["X-WP-TotalPages"] = str(-(-len(found) // listing.per_page))
        return answer

    async def _delete(self, call: Call) -> Response:
        self._require_user(call, "delete")
        post = self._known(call)
        if call.query("force") in ("true", "1"):
            self._posts.remove(post)
            return JSONResponse({"deleted": True, "previous": self._posts.shown(post, edit=True)})
        if post["status"] == "trash":
            raise Refused(error(410, "rest_already_trashed", "The post has already been deleted."))
        return JSONResponse(self._posts.shown(self._posts.trash(post, call.at), edit=True))

    async def _upload(self, call: Call) -> Response:
        self._require_user(call, "create")
        return JSONResponse(await self._media.upload(call), 201)

    async def _describe(self, call: Call) -> Response:
        self._require_user(call, "edit")
        return JSONResponse(self._media.describe(call.request.path_params["id"], await self._fields(call)))

    async def _get_media(self, call: Call) -> Response:
        record = self._media.find(call.request.path_params["id"])
        if record is None:
            raise Refused(error(404, "rest_post_invalid_id", "Invalid post ID."))
        if record.get("post") and not self._is_user(call) and not self._is_public(record["post"]):
            raise Refused(error(401, "rest_forbidden", "Sorry, you are not allowed to do that."))
        return JSONResponse(record)

    async def _list_media(self, call: Call) -> Response:
        signed_in = self._is_user(call)
        return JSONResponse(self._media.listed(call, lambda post: signed_in or self._is_public(post)))

    async def _list_categories(self, call: Call) -> Response:
        name, slug = "Chưa phân loại", "chua-phan-loai"
        wanted = call.query("slug")
        return JSONResponse([{"id": 1, "name": name, "slug": slug}] if wanted in {"", slug} else [])

    async def _me(self, call: Call) -> Response:
        if not self._is_user(call):
            raise Refused(error(401, "rest_not_logged_in", "You are not currently logged in."))
        me = {"id": 1, "name": self._world.config.wordpress_user, "slug": self._world.config.wordpress_user}
        return JSONResponse(me | ({"capabilities": _CAPABILITIES} if call.query("context") == "edit" else {}))

    async def _no_route(self, _call: Call) -> Response:
        raise Refused(error(404, "rest_no_route", "No route was found matching the URL and request method."))

    def _is_public(self, number: int) -> bool:
        post = self._posts.find(number)
        return post is not None and self._posts.status(post) == "publish"

    async def _file(self, call: Call) -> Response:
        return self._media.served(call.path("path")) or self._world.pages.missing()

    async def _page(self, call: Call) -> Response:
        post = self._posts.by_slug(call.path("slug"))
        if post is None or self._posts.status(post) != "publish":
            raise Refused(self._world.pages.missing())
        return self._printed(post, call.fault)

    def _printed(self, post: Record, fault: str = "") -> Response:
        """The page of a post, its texts through the same filters as in the answers of the API."""
        content = self._posts.content(post)
        page = ArticlePage(
            site=self._world.config.site_name,
            site_url=f"{self._front}/",
            url=self._url(post),
            title=plain_text(shown_title(post["title"])),
            sapo=plain_text(shown_excerpt(post["excerpt"])),
            body=tampered(content, fault),
            published_at=self._posts.shown_since(post),
            image_url=self._media.address(post["featured_media"]),
        )
        return self._world.pages.article(page)

    async def _front_page(self, call: Call) -> Response:
        if call.name == _PREVIEW:
            return await self._preview(call)
        return await self._home(call)

    async def _preview(self, call: Call) -> Response:
        """A draft as its page will be: what our part shows to those who sign in, and to nobody else."""
        number = call.query("p")
        post = self._posts.find(int(number)) if number.isdigit() and self._is_user(call) else None
        if post is None or self._posts.status(post) == "trash":
            raise Refused(self._world.pages.missing())
        page = self._printed(post)
        page.headers["X-Toasoan-Preview"] = number
        return page

    async def _home(self, call: Call) -> Response:
        items = [post.headline() for post in islice(self.visible(), _FRONT_PAGE_LENGTH)]
        note = ALTERED_LIST if call.fault == "page_altered" else ""
        used = {number for post in self._public() for number in post["tags"]}
        sections = [Link(name=tag["name"], url=tag["link"]) for tag in self._tags.of(used)]
        return self._world.pages.headlines(self._world.config.site_name, items, note, sections)

    async def _tag_page(self, call: Call) -> Response:
        tag = self._tags.by_slug(call.path("slug"))
        if tag is None:
            raise Refused(self._world.pages.missing())
        items = [self._visible(post).headline() for post in self._public() if tag["id"] in post["tags"]]
        note = ALTERED_LIST if call.fault == "page_altered" else ""
        return self._world.pages.headlines(tag["name"], items, note)

    async def _list_tags(self, call: Call) -> Response:
        self._is_user(call)
        return self._tags.listed(call)

    async def _create_tag(self, call: Call) -> Response:
        self._require_user(call, "create")
        return self._tags.create(await self._fields(call))

    def _seen(self, post: Record, call: Call) -> Record:
        return post | {"content": altered(post["content"])} if call.fault == "altered_text" else post

    def _known(self, call: Call) -> Record:
        post = self._posts.find(call.request.path_params["id"])
        if post is None:
            raise Refused(error(404, "rest_post_invalid_id", "Invalid post ID."))
        return post

    def _about(self, call: Call) -> str:
        post = self._posts.find(call.request.path_params["id"])
        return json.dumps(post, ensure_ascii=False) if post else ""

    def _about_page(self, call: Call) -> str:
        post = self._posts.by_slug(call.path("slug"))
        return json.dumps(post, ensure_ascii=False) if post else ""

    def _url(self, post: Record) -> str:
        return f"{self._front}/{post['slug']}/"

    async def _fields(self, call: Call) -> Record:
        kind = call.request.headers.get("content-type", "")
        if "form" in kind:
            return {name: value for name, value in (await call.request.form()).items() if isinstance(value, str)}
        try:
            return call.json()
        except ValueError:
            raise Refused(error(400, "rest_invalid_json", "Invalid JSON body passed.")) from None

    def _is_user(self, call: Call) -> bool:
        """Whether the call is signed; with a password that is not known WordPress takes the caller for anybody."""
        sent = call.request.headers.get("authorization", "")
        try:
            user, _, password = base64.b64decode(sent.partition(" ")[2]).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        config = self._world.config
        same = password.replace(" ", "") == config.wordpress_password.replace(" ", "")
        return user == config.wordpress_user and same

    def _require_user(self, call: Call, act: str) -> None:
        if not self._is_user(call):
            raise Refused(error(401, f"rest_cannot_{act}", f"Sorry, you are not allowed to {act} this post."))

    def _refuse(self, fault: Fault, call: Call) -> Response:
        if call.name == "page":
            return self._world.pages.missing(fault.status)
        return error(fault.status, str(fault.code), fault.text)


def _name_of_front(call: Call) -> str:
    return _PREVIEW if call.query("preview") == "true" else "page"
