"""The Portal on WordPress, which has no upsert: our key travels in the slug and is looked up before every creation."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import escape
from typing import Any, Final, TypeGuard

import httpx

from activities.channels.calls import SERVER_ERRORS, Call, CallLimits, Clock, Effect, Line, Reply, json_or_none, within
from activities.channels.meanings import Actor, gone, person, unclear
from activities.channels.portal_codes import PORTAL_STATUSES, UNKNOWN_STATUS
from activities.channels.portal_html import address_slug, article_html
from activities.channels.public_page import shown_page
from activities.channels.uploads import PORTAL_KINDS, PORTAL_PHOTO_BYTES, upload_of
from activities.channels.wordpress.text import as_written, for_wordpress, tag_slug
from activities.ports import Channel, Order, Shown
from newsroom.article import ChannelName
from newsroom.publishing import CHANNEL_LABELS

_SUCCESS: Final = range(200, 300)
_NOT_FOUND: Final = 404
_BAD_REQUEST: Final = 400
_CLOSED_LISTS: Final = frozenset({404, 405})
_CLOSED_TAGS: Final = _CLOSED_LISTS | {401, 403}
_EVERY_STATUS: Final = "draft,pending,publish,future,private"
_VISIBLE: Final = frozenset({"publish", "future", "private"})
_TO_TAKE_DOWN: Final = frozenset({"publish", "future"})
_HAS_PAGE: Final = frozenset({"publish", "private"})
"""A private post keeps its address, so that its page can still be asked what the public sees."""
_DUPLICATE: Final = person(
    "BÁO ĐỘNG TRÙNG BÀI: địa chỉ của bài đã có một bài khác giữ trên Cổng",
    "xem hai bài trên Cổng và gỡ bài thừa",
    Actor.EDITOR,
)
_GONE: Final = gone("bài đã bị xóa trên Cổng")
_HIDDEN: Final = gone("bài đã bị ẩn hoặc bỏ vào thùng rác trên Cổng")
_STILL_OPEN: Final = unclear("Cổng nhận lệnh gỡ nhưng vẫn để bài hiện")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPressSettings:
    """Where the WordPress site is and who we are there; `base_url` without a trailing slash."""

    base_url: str
    user: str
    application_password: str = field(repr=False)
    photo_max_bytes: int = PORTAL_PHOTO_BYTES
    limits: CallLimits = field(default_factory=CallLimits)


class WordPressPortal(Channel):
    """Posts made as drafts under a slug that carries our key; nothing is visible before `reveal`.

    Shape: two workers may still create two drafts at the same moment; only the one whose id was stored is revealed,
    and a slug that WordPress had to change is an alarm for a person. A removed post becomes private: it stays on the
    server, as the law wants it, and keeps its address, which a draft would give away. The section is a tag.
    """

    name: ChannelName = ChannelName.PORTAL

    def __init__(self, client: httpx.AsyncClient, settings: WordPressSettings, *, clock: Clock) -> None:
        self._settings = settings
        self._api = f"{settings.base_url}/wp-json/wp/v2"
        self._line = Line(client, label=CHANNEL_LABELS[self.name], limits=settings.limits, clock=clock)

    async def prepare(self, order: Order) -> str:
        """The draft of this order, made only when the slug is not there yet; its id.

        Dying before the creation leaves unused photos. Dying after it, or losing its reply, leaves one invisible
        draft that the look-up gives back here and in `find`.
        """
        earlier = await self._lookup(order)
        if earlier:
            return str(earlier[0]["id"])
        urls = {digest: await self._photo(order, digest) for digest in order.post.photos}
        draft = self._draft(order, urls) | await self._tags(order, [])
        made = await self._object(Effect.CHANGE, "POST", "/posts", json=draft)
        return str(made["id"])

    async def reveal(self, external_id: str, order: Order) -> None:
        """Publish the draft, unless another post already shows under its address.

        Dying before leaves a draft, dying after or losing the reply leaves it published; publishing again changes
        nothing, so it may be repeated in both cases.
        """
        wished = address_slug(order)
        others = [post for post in await self._lookup(order) if str(post["id"]) != external_id and _is_visible(post)]
        if others:
            raise self._line.refused(_DUPLICATE, evidence=f"bài {others[0]['id']} đang giữ địa chỉ {wished}")
        change = {"status": "publish", "slug": wished}
        done = await self._object(Effect.CHANGE, "POST", f"/posts/{external_id}", json=change)
        if done.get("slug") != wished:
            evidence = f"bài {external_id} đã hiện ở {done.get('slug')} thay vì {wished}"
            raise self._line.refused(_DUPLICATE, evidence=evidence)

    async def read(self, external_id: str, order: Order) -> Shown | None:
        """What the public page shows; the API is asked only for the page's address."""
        post = await self._post(external_id)
        if post is None or _status(post) not in _HAS_PAGE:
            return None
        shown = await shown_page(self._line, str(post.get("link")), order)
        elsewhere = post.get("slug") != address_slug(order)
        return shown and replace(shown, blocks=as_written(shown.blocks, order.post.blocks), elsewhere=elsewhere)

    async def find(self, order: Order, since: datetime) -> str | None:
        """The post under our slug, the visible one first; the slug is exact, so the time does not matter."""
        del since
        found = await self._lookup(order)
        return str(found[0]["id"]) if found else None

    async def amend(self, external_id: str, order: Order) -> None:
        """Put the new text over the post with that number; status, address and date are left alone.

        Dying before the last call leaves unused photos and the old text, dying after it or losing its reply leaves
        the new text; `read` tells which, and the same call again changes nothing. WordPress looks for a free address
        at every change, so an address that moved is an alarm here too.
        """
        post = self._published(await self._post(external_id), external_id)
        urls = {digest: await self._photo(order, digest) for digest in order.post.photos}
        change = self._text(order, urls) | await self._tags(order, post.get("tags"))
        done = await self._object(Effect.CHANGE, "POST", f"/posts/{external_id}", json=change)
        self._published(done, external_id)
        if done.get("slug") != post.get("slug"):
            evidence = f"bài {external_id} đã chuyển từ {post.get('slug')} sang {done.get('slug')}"
            raise self._line.refused(_DUPLICATE, evidence=evidence)

    async def remove(self, external_id: str, order: Order) -> None:
        """Make the post private; nothing to do when it is gone, binned, private or was never published.

        Dying before the change leaves it public, dying after it or losing its reply leaves it private; `read` tells
        which, and the same call again changes nothing.
        """
        del order
        post = await self._post(external_id)
        if post is None or _status(post) not in _TO_TAKE_DOWN:
            return
        done = await self._object(Effect.CHANGE, "POST", f"/posts/{external_id}", json={"status": "private"})
        if _status(done) in _TO_TAKE_DOWN:
            raise self._line.refused(_STILL_OPEN, evidence=f"bài {external_id}: {_status(done)}")

    async def health(self) -> str:
        """One line when WordPress answers and knows us.

        Errors: ChannelTrouble otherwise.
        """
        params = {"status": "draft", "per_page": "1"}
        await self._list("/posts", params)
        return f"{self._line.label}: WordPress trả lời, mật khẩu ứng dụng dùng được"

    def _text(self, order: Order, urls: Mapping[str, str]) -> dict[str, Any]:
        return {
            "title": for_wordpress(escape(order.post.title, quote=False)),
            "excerpt": for_wordpress(escape(order.post.summary, quote=False)),
            "content": for_wordpress(article_html(self._line, order, urls)),
        }

    def _draft(self, order: Order, urls: Mapping[str, str]) -> dict[str, Any]:
        return self._text(order, urls) | {
            "status": "draft",
            "slug": address_slug(order),
            # A date ahead of the portal's clock would schedule the article instead of showing it.
            "date_gmt": f"{min(order.published_at, self._line.now()).astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        }

    async def _post(self, external_id: str) -> dict[str, Any] | None:
        reply = await self._signed(Call(effect=Effect.READ, method="GET", url=f"{self._api}/posts/{external_id}"))
        return None if reply.status == _NOT_FOUND else self._line.json_of(self._checked(reply))

    def _published(self, post: dict[str, Any] | None, external_id: str) -> dict[str, Any]:
        if post is None:
            raise self._line.refused(_GONE, code="HTTP 404", evidence=f"bài {external_id}")
        if _status(post) != "publish":
            raise self._line.refused(_HIDDEN, evidence=f"bài {external_id}: {_status(post)}")
        return post

    async def _tags(self, order: Order, known: object) -> dict[str, list[int]]:
        """The tags that a post needs for its section besides those it has; none when a site closes its tags.

        Dying around the creation leaves a tag that nobody sees; the look-up finds it next time.
        """
        if not order.section:
            return {}
        slug = tag_slug(order.section)
        found = await self._list("/tags", {"slug": slug}, closed=_CLOSED_TAGS)
        tag = found[0].get("id") if found else await self._new_tag(order.section, slug)
        held = list(dict.fromkeys(filter(_is_number, known))) if isinstance(known, list) else []
        return {"tags": [*held, tag]} if _is_number(tag) and tag not in held else {}

    async def _new_tag(self, name: str, slug: str) -> object:
        call = Call(effect=Effect.HARMLESS, method="POST", url=f"{self._api}/tags", json={"name": name, "slug": slug})
        reply = await self._signed(call)
        if reply.status in _CLOSED_TAGS:
            return None
        if reply.status == _BAD_REQUEST:
            # WordPress names the tag that is in the way, made meanwhile or under another slug.
            return within(json_or_none(reply), "data", "term_id")
        return self._line.json_of(self._checked(reply)).get("id")

    async def _lookup(self, order: Order) -> Sequence[Mapping[str, Any]]:
        """Posts of this order, visible ones first, then the oldest; a changed slug (-2) is looked for too."""
        slug = address_slug(order)
        params = {"slug": f"{slug},{slug}-2", "status": _EVERY_STATUS, "per_page": "100", "context": "edit"}
        found = await self._list("/posts", params)
        posts = [post for post in found if isinstance(post.get("id"), int)]
        return sorted(posts, key=lambda post: (not _is_visible(post), post["id"]))

    async def _photo(self, order: Order, digest: str) -> str:
        """Public address of a photo in the media library.

        Dying around the upload costs nothing: its slug is looked up first next time, and a second copy is unused.
        """
        limit = self._settings.photo_max_bytes
        upload = await upload_of(self._line, order, digest, kinds=PORTAL_KINDS, max_bytes=limit)
        slug = f"photo-{digest[:40]}"
        for media in await self._list("/media", {"slug": slug}, closed=_CLOSED_LISTS):
            if media.get("source_url"):
                return str(media["source_url"])
        form = {"slug": slug, "title": slug, "alt_text": upload.photo.alt}
        files = {"file": (upload.name, upload.data, upload.media_type)}
        made = await self._object(Effect.HARMLESS, "POST", "/media", form=form, files=files)
        return str(made.get("source_url"))

    async def _list(
        self, path: str, params: Mapping[str, str], *, closed: frozenset[int] = frozenset()
    ) -> list[dict[str, Any]]:
        reply = await self._signed(Call(effect=Effect.READ, method="GET", url=self._api + path, params=params))
        # Some sites close a list for safety; then there is nothing to look up.
        if reply.status in closed:
            return []
        return self._line.list_of(self._checked(reply))

    async def _object(self, effect: Effect, method: str, path: str, **body: Any) -> dict[str, Any]:
        call = Call(effect=effect, method=method, url=self._api + path, **body)
        found = self._line.json_of(self._checked(await self._signed(call)))
        if not found.get("id"):
            raise self._line.lost(call, "Cổng nhận bài nhưng không cho biết mã bài", "")
        return found

    async def _signed(self, call: Call) -> Reply:
        auth = (self._settings.user, self._settings.application_password)
        written = b64encode(":".join(auth).encode()).decode()
        return await self._line.send(replace(call, auth=auth, secrets=(self._settings.application_password, written)))

    def _checked(self, reply: Reply) -> Reply:
        if reply.status in SERVER_ERRORS:
            raise self._line.server_error(reply)
        if reply.status not in _SUCCESS:
            row = PORTAL_STATUSES.get(reply.status, UNKNOWN_STATUS)
            raise self._line.refused(row, code=f"HTTP {reply.status}", evidence=reply.evidence)
        return reply


def _is_visible(post: Mapping[str, Any]) -> bool:
    return _status(post) in _VISIBLE


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _status(post: Mapping[str, Any]) -> str:
    return str(post.get("status"))
