"""The Fanpage on Facebook: a draft post first, made visible by its id afterwards."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import httpx

from activities.channels.calls import Clock, Line
from activities.channels.facebook.codes import FACEBOOK_CODES, NOT_THERE
from activities.channels.facebook.graph import FacebookSettings, GraphCalls, Target
from activities.channels.facebook.shown import (
    amiss,
    has_preview,
    is_of,
    lines,
    link_line,
    message,
    own_lines,
    preview_amiss,
)
from activities.channels.inside import absolute, objects, within
from activities.channels.links import portal_page
from activities.channels.meanings import Meaning, busy, gone, unclear
from activities.channels.pictures import JPEG
from activities.channels.uploads import upload_of
from activities.ports import Channel, ChannelTrouble, Order, Shown, TokenStore
from newsroom.article import ChannelName
from newsroom.publishing import CHANNEL_LABELS
from newsroom.text import plain, text_blocks

_SITE: Final = "https://www.facebook.com/"
_FIELDS: Final = (
    "id,message,created_time,is_published,permalink_url,"
    "attachments{unshimmed_url,media_type,subattachments.limit(100){media_type}}"
)
_PREVIEW_FIELDS: Final = "og_object{title,updated_time}"
_LIST_LENGTH: Final = "100"
_CLOCKS_APART: Final = timedelta(minutes=2)
_NO_ID: Final = unclear("Facebook nhận bài nhưng không cho biết mã bài")
_NOT_REVEALED: Final = unclear("Facebook không xác nhận đã hiện bài")
_NOT_AMENDED: Final = unclear("Facebook không xác nhận đã sửa bài")
_NOT_REMOVED: Final = unclear("Facebook không xác nhận đã gỡ bài")
_GONE: Final = gone("bài đã bị xóa trên Fanpage")
_HIDDEN: Final = gone("bài không hiện trên Fanpage")
_OLD_PREVIEW: Final = busy("Facebook chưa đọc lại được trang bài đã sửa trên Cổng", minutes=2)


class FacebookPage(Channel):
    """A Page through the Graph API; nothing is visible before `reveal`.

    Shape: without photos the post carries the Portal's address as its link; with photos the message ends with a line
    that names it, which `read` takes off again.
    """

    name: ChannelName = ChannelName.FANPAGE

    def __init__(
        self, client: httpx.AsyncClient, settings: FacebookSettings, tokens: TokenStore, *, clock: Clock
    ) -> None:
        self._settings = settings
        own = (settings.base_url,)
        self._line = Line(client, label=CHANNEL_LABELS[self.name], limits=settings.limits, clock=clock, own=own)
        self._graph = GraphCalls(self._line, settings, tokens)

    async def prepare(self, order: Order) -> str:
        """Make an unpublished post; its id.

        Dying before the feed call leaves at most unpublished photos, which Facebook drops after a day. Dying after
        it, or losing its reply, leaves one invisible draft that `find` gives back; nothing is visible either way.
        """
        page = portal_page(self._line, order)
        photos = [await self._photo(order, digest) for digest in order.post.photos]
        body: dict[str, Any] = {"message": message(order), "published": False}
        if photos:
            body["attached_media"] = [{"media_fbid": photo} for photo in photos]
        elif page:
            body["link"] = page
        made = await self._graph.post(f"/{self._settings.page_id}/feed", body, Target.PAGE)
        return self._id(made)

    async def reveal(self, external_id: str, order: Order) -> None:
        """Make the draft visible.

        Dying before leaves the draft invisible, dying after or losing the reply leaves it visible; the same call
        again changes nothing, so it may be repeated in both cases.
        """
        del order
        done = await self._graph.post(f"/{external_id}", {"is_published": True}, Target.POST)
        self._confirmed(done, _NOT_REVEALED)

    async def read(self, external_id: str, order: Order) -> Shown | None:
        """The post as the Page shows it; None for a draft and for a post that Facebook does not (yet) know."""
        post = await self._post(external_id)
        if post is None or post.get("is_published") is not True:
            return None
        url = absolute(_SITE, post.get("permalink_url")) or absolute(_SITE, external_id)
        wrong = (*amiss(post, order), *await self._preview_amiss(order))
        return Shown(url=url, blocks=text_blocks(own_lines(post, order)), amiss=wrong)

    async def find(self, order: Order, since: datetime) -> str | None:
        """The visible post of this order, else its oldest draft; the lists are ranked, so both are read to the end."""
        drafts: list[tuple[str, str]] = []
        for edge in ("feed", "published_posts"):
            async for post in self._posts(edge, since):
                if not is_of(post, order):
                    continue
                if post.get("is_published") is not False:
                    return self._id(post)
                drafts.append((str(post.get("created_time", "")), self._id(post)))
        return min(drafts)[1] if drafts else None

    async def amend(self, external_id: str, order: Order) -> None:
        """Replace the message; link and photos stay, and so does the line that names the Portal if it had one.

        The link's preview is read anew by Facebook afterwards: dying before or after that leaves the old or the new
        preview, and `read` tells which.
        Dying before the change leaves the old message, dying after it or losing its reply leaves the new one; `read`
        tells which, and the same call again changes nothing. Facebook never makes a post by this call: it must say
        twice that the post is not there before a person is asked, because it says so of young posts too.
        """
        post = await self._post(external_id)
        if post is not None and post.get("is_published") is not True:
            raise self._line.refused(_HIDDEN, evidence=f"bài {external_id}")
        has_link_line = post is not None and lines(post)[-1:] == [plain(link_line(order))]
        done = await self._graph.change(f"/{external_id}", {"message": message(order, has_link_line=has_link_line)})
        if done is None:
            is_gone = post is None or await self._post(external_id) is None
            raise self._missing(external_id, _GONE if is_gone else FACEBOOK_CODES[NOT_THERE])
        self._confirmed(done, _NOT_AMENDED)
        if has_preview(order):
            await self._scrape(order)

    async def remove(self, external_id: str, order: Order) -> None:
        """Delete the post: Facebook cannot hide a published one, the text stays in the newsroom.

        Dying before the call leaves the post, dying after it or losing its reply leaves none; `read` tells which. The
        same call again is told that the post is not there, or that we may not see it: this is believed once a read
        agrees and the Page still lets us list its posts.
        """
        del order
        done = await self._graph.delete(f"/{external_id}")
        if done is not None:
            self._confirmed(done, _NOT_REMOVED)
            return
        if await self._post(external_id) is not None:
            raise self._missing(external_id, FACEBOOK_CODES[NOT_THERE])
        await self._graph.get(f"/{self._settings.page_id}/feed", {"fields": "id", "limit": "1"}, Target.PAGE)

    async def health(self) -> str:
        """One line when the Page answers and its token is good.

        Errors: ChannelTrouble otherwise.
        """
        page = await self._graph.get(f"/{self._settings.page_id}", {"fields": "id,name"}, Target.PAGE) or {}
        return (
            f"{self._line.label}: Facebook trả lời, mã truy cập của trang {plain(str(page.get('name', '')))} dùng được"
        )

    async def _scrape(self, order: Order) -> None:
        """Have Facebook read the article's page again; asking again only makes it read once more."""
        preview = await self._graph.scrape(portal_page(self._line, order))
        if wrong := preview_amiss(preview, order):
            raise self._line.refused(_OLD_PREVIEW, evidence=wrong)

    async def _preview_amiss(self, order: Order) -> tuple[str, ...]:
        if not (order.changed_at and has_preview(order)):
            return ()
        asked = {"id": order.portal_url, "fields": _PREVIEW_FIELDS}
        preview = await self._graph.get("/", asked, Target.POST)
        return tuple(filter(None, [preview_amiss(preview or {}, order)]))

    async def _photo(self, order: Order, digest: str) -> str:
        """Id of an unpublished photo; uploading again only leaves another one that Facebook drops after a day."""
        limit = self._settings.photo_max_bytes
        upload = await upload_of(self._line, order, digest, kinds=frozenset({JPEG}), max_bytes=limit)
        form = {"published": "false", "alt_text_custom": upload.photo.alt}
        files = {"source": (upload.name, upload.data, upload.media_type)}
        return self._id(await self._graph.upload(f"/{self._settings.page_id}/photos", form, files))

    async def _posts(self, edge: str, since: datetime) -> AsyncIterator[Mapping[str, Any]]:
        earliest = since - _CLOCKS_APART
        after = ""
        for _ in range(self._settings.find_max_pages):
            fields = {"fields": _FIELDS, "limit": _LIST_LENGTH} | ({"after": after} if after else {})
            listed = await self._graph.get(f"/{self._settings.page_id}/{edge}", fields, Target.PAGE) or {}
            for post in objects(listed.get("data")):
                made_at = _moment(post.get("created_time"))
                if made_at is None or made_at >= earliest:
                    yield post
            after = str(within(listed, "paging", "cursors", "after") or "")
            if not after or not within(listed, "paging", "next"):
                return

    async def _post(self, external_id: str) -> dict[str, Any] | None:
        return await self._graph.get(f"/{external_id}", {"fields": _FIELDS}, Target.POST)

    def _confirmed(self, done: Mapping[str, Any], otherwise: Meaning) -> None:
        if done.get("success") is not True:
            raise self._line.refused(otherwise, evidence=str(done)[:200])

    def _missing(self, external_id: str, row: Meaning) -> ChannelTrouble:
        return self._line.refused(row, code="/".join(map(str, NOT_THERE)), evidence=f"bài {external_id}")

    def _id(self, made: Mapping[str, Any]) -> str:
        found = made.get("id")
        if not found:
            raise self._line.refused(_NO_ID, evidence=str(made)[:200])
        return str(found)


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
