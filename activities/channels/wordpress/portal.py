"""The Portal on WordPress, which has no upsert: our key travels in the slug and is looked up before every creation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import Any, Final

import httpx

from activities.channels.calls import Clock, Line
from activities.channels.meanings import Actor, gone, person, unclear
from activities.channels.portal_html import address_slug, article_html
from activities.channels.public_page import page_in, shown_page
from activities.channels.wordpress.calls import WordPressCalls, WordPressSettings, is_number
from activities.channels.wordpress.media import MediaLibrary, Medium
from activities.channels.wordpress.terms import Terms
from activities.channels.wordpress.text import as_written, for_wordpress
from activities.channels.wordpress.trial import Trial
from activities.ports import Channel, Order, Shown
from newsroom.article import ChannelName
from newsroom.publishing import CHANNEL_LABELS

_EVERY_STATUS: Final = "draft,pending,publish,future,private"
_VISIBLE: Final = frozenset({"publish", "future", "private"})
_TO_TAKE_DOWN: Final = frozenset({"publish", "future"})
_HAS_PAGE: Final = frozenset({"publish", "private"})
"""A private post keeps its address, so that its page can still be asked what the public sees."""
_SECOND_ADDRESSES: Final = range(2, 10)
"""A taken address gets a number behind it."""

_DUPLICATE: Final = person(
    "BÁO ĐỘNG TRÙNG BÀI: địa chỉ của bài đã có một bài khác giữ trên Cổng",
    "xem hai bài trên Cổng và gỡ bài thừa",
    Actor.EDITOR,
)
_GONE: Final = gone("bài đã bị xóa trên Cổng")
_HIDDEN: Final = gone("bài đã bị ẩn hoặc bỏ vào thùng rác trên Cổng")
_STILL_OPEN: Final = unclear("Cổng nhận lệnh gỡ nhưng vẫn để bài hiện")
_SCHEDULED: Final = person(
    "Cổng hẹn giờ bài thay vì cho hiện ngay, vì đồng hồ máy chủ Cổng chậm hơn giờ đúng",
    "chỉnh đồng hồ máy chủ Cổng theo giờ chuẩn (NTP)",
)
_PREVIEWED_OTHERWISE: Final = person(
    "chưa đăng, vì giao diện của Cổng sẽ hiện bài KHÁC bản đã duyệt",
    "sửa giao diện trang bài viết hoặc phần bổ trợ đã đổi chữ của bài, theo docs/guides/giao-dien-cong.md",
)


class WordPressPortal(Channel):
    """Posts made as drafts under a slug that carries our key; nothing is visible before `reveal`.

    Shape: two workers may still create two drafts at the same moment; only the one whose id was stored is revealed, at
    the address that it asked for. A removed post becomes private: it stays on the server, as the law wants it, and
    keeps its address; what the API tells of its photos goes with it. The section is a tag.
    """

    name: ChannelName = ChannelName.PORTAL

    def __init__(self, client: httpx.AsyncClient, settings: WordPressSettings, *, clock: Clock) -> None:
        self._line = Line(client, label=CHANNEL_LABELS[self.name], limits=settings.limits, clock=clock)
        self._calls = WordPressCalls(self._line, settings)
        self._library = MediaLibrary(self._calls, settings.photo_max_bytes)
        self._terms = Terms(self._calls, settings.category)

    async def prepare(self, order: Order) -> str:
        """The draft of this order, made only when the slug is not there yet; its id.

        Dying before the creation leaves unused photos. Dying after it, or losing its reply, leaves one invisible
        draft that the look-up gives back here and in `find`.
        """
        earlier = await self._lookup(order)
        if earlier:
            return str(earlier[0]["id"])
        media = await self._library.photos(order)
        draft = self._draft(order, media) | await self._terms.category() | await self._terms.tags(order.section, [])
        made = str((await self._calls.change("/posts", json=draft))["id"])
        await self._library.attach(media.values(), made)
        return made

    async def reveal(self, external_id: str, order: Order) -> None:
        """Publish the draft at its own address, once its page has been seen to show what was approved.

        The address is asked for while nothing shows: invisible leftovers of ours that hold it are binned, and what is
        visible there is an alarm for a person. Dying before the last call leaves a draft, dying after it or losing
        the reply leaves it published; publishing again changes nothing, so it may be repeated in both cases.
        """
        wished, posts = address_slug(order), await self._lookup(order)
        others = [post for post in posts if str(post["id"]) != external_id]
        if seen := [post for post in others if _status(post) in _VISIBLE]:
            raise self._line.refused(_DUPLICATE, evidence=f"bài {seen[0]['id']} đang giữ địa chỉ {wished}")
        for post in others:
            await self._calls.bin(f"/posts/{post['id']}")
        if [post.get("slug") for post in posts if str(post["id"]) == external_id] != [wished]:
            self._at(wished, await self._calls.change(f"/posts/{external_id}", json={"slug": wished}))
        await self._previewed(external_id, order)
        done = await self._calls.change(f"/posts/{external_id}", json={"status": "publish"})
        self._at(wished, done)
        if _status(done) == "future":
            raise self._line.refused(_SCHEDULED, evidence=f"bài {external_id}: date_gmt {done.get('date_gmt')}")

    async def read(self, external_id: str, order: Order) -> Shown | None:
        """What the public page shows; the API is asked only for the page's address."""
        post = await self._post(external_id)
        if post is None or _status(post) not in _HAS_PAGE:
            return None
        shown = await shown_page(self._line, str(post.get("link")), order, as_written=as_written)
        return shown and replace(shown, elsewhere=post.get("slug") != address_slug(order))

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
        media = await self._library.photos(order, post=external_id)
        change = self._text(order, media) | await self._terms.tags(order.section, post.get("tags"))
        done = await self._calls.change(f"/posts/{external_id}", json=change)
        self._published(done, external_id)
        self._at(str(post.get("slug")), done)

    async def remove(self, external_id: str, order: Order) -> None:
        """Make the post private, and with it what is told of its photos; nothing to do when it shows no longer.

        Dying before the change leaves it public, dying after it or losing its reply leaves it private; `read` tells
        which, and the same call again changes nothing.
        """
        post = await self._post(external_id)
        if post is None or _status(post) not in _TO_TAKE_DOWN:
            return
        await self._library.attach_known(order, external_id)
        done = await self._calls.change(f"/posts/{external_id}", json={"status": "private"})
        if _status(done) in _TO_TAKE_DOWN:
            raise self._line.refused(_STILL_OPEN, evidence=f"bài {external_id}: {_status(done)}")

    async def health(self) -> str:
        """One line when WordPress knows us, lets us do what publishing takes, and shows articles as they are given.

        Errors: ChannelTrouble otherwise, saying which right is missing or what the theme must print.
        """
        trial = Trial(self._calls)
        await trial.rights()
        await trial.theme()
        return f"{self._line.label}: WordPress trả lời, mật khẩu ứng dụng dùng được, giao diện hiện đủ bài"

    def _text(self, order: Order, media: Mapping[str, Medium]) -> dict[str, Any]:
        html = article_html(self._line, order, {digest: medium.url for digest, medium in media.items()})
        for digest, medium in media.items():
            # By this class WordPress knows the picture, and gives it its size and its smaller copies.
            html = html.replace(f'data-photo="{digest}"', f'class="wp-image-{medium.number}" data-photo="{digest}"')
        first = media.get(order.post.photos[0]) if order.post.photos else None
        return {
            "title": for_wordpress(escape(order.post.title, quote=False)),
            "excerpt": for_wordpress(escape(order.post.summary, quote=False)),
            "content": for_wordpress(html),
            "featured_media": first.number if first else 0,
        }

    def _draft(self, order: Order, media: Mapping[str, Medium]) -> dict[str, Any]:
        return self._text(order, media) | {
            "status": "draft",
            "slug": address_slug(order),
            # A date ahead of the portal's clock would schedule the article instead of showing it.
            "date_gmt": f"{min(order.published_at, self._line.now()).astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
            "comment_status": "closed",
            "ping_status": "closed",
        }

    async def _post(self, external_id: str) -> dict[str, Any] | None:
        return await self._calls.one(f"/posts/{external_id}")

    def _published(self, post: dict[str, Any] | None, external_id: str) -> dict[str, Any]:
        if post is None:
            raise self._line.refused(_GONE, code="HTTP 404", evidence=f"bài {external_id}")
        if _status(post) != "publish":
            raise self._line.refused(_HIDDEN, evidence=f"bài {external_id}: {_status(post)}")
        return post

    def _at(self, wished: str, post: Mapping[str, Any]) -> None:
        if post.get("slug") != wished:
            evidence = f"bài {post.get('id')} nhận địa chỉ {post.get('slug')} thay vì {wished}"
            raise self._line.refused(_DUPLICATE, evidence=evidence)

    async def _previewed(self, external_id: str, order: Order) -> None:
        """Nothing, when the page of the draft shows what was approved, or when the site shows no drafts to us."""
        page = await self._calls.preview(external_id)
        if page is None:
            return
        shown = page_in(self._line, page, order, as_written=as_written)
        if differs := shown.differs_from(order.post):
            raise self._line.refused(_PREVIEWED_OTHERWISE, evidence=f"trang xem trước: {differs}")

    async def _lookup(self, order: Order) -> Sequence[Mapping[str, Any]]:
        """Posts of this order, visible ones first, then the oldest; changed slugs (-2) are looked for too."""
        slug = address_slug(order)
        slugs = ",".join([slug, *(f"{slug}-{number}" for number in _SECOND_ADDRESSES)])
        params = {"slug": slugs, "status": _EVERY_STATUS, "per_page": "100", "context": "edit"}
        found = await self._calls.found("/posts", params)
        posts = [post for post in found if is_number(post.get("id"))]
        return sorted(posts, key=lambda post: (_status(post) not in _VISIBLE, post["id"]))


def _status(post: Mapping[str, Any]) -> str:
    return str(post.get("status"))
