"""The Zalo Official Account: an article made hidden, shown by an update once its id is known."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from activities.channels.calls import SERVER_ERRORS, Call, Clock, Effect, Line, Sleep
from activities.channels.inside import objects
from activities.channels.links import portal_page
from activities.channels.meanings import gone, unclear
from activities.channels.zalo.article import amiss, article_blocks, article_json, is_of
from activities.channels.zalo.calls import Answer, ZaloCalls, ZaloSettings
from activities.channels.zalo.codes import DEAD_TOKEN, INVALID_FIELD, LAST_WORDS, PROCESSING
from activities.ports import Channel, Order, Shown, TokenStore
from newsroom.article import ChannelName
from newsroom.publishing import CHANNEL_LABELS
from newsroom.text import plain

_ARTICLE: Final = "/v2.0/article"
_SLICE: Final = 10
_CLOCKS_APART: Final = timedelta(minutes=2)
_GONE: Final = frozenset({404, 410})
_SHOWN: Final = "show"
_HIDDEN: Final = "hide"
_NO_TOKEN_GIVEN: Final = unclear("Zalo nhận bài nhưng không cho biết mã chờ xử lý")
_ARTICLE_GONE: Final = gone("bài đã bị xóa trên Zalo OA")
_ARTICLE_HIDDEN: Final = gone("bài đang bị ẩn trên Zalo OA")


class ZaloOaChannel(Channel):
    """Articles of an Official Account; nothing is visible before `reveal`.

    Shape: the id is Zalo's decimal string, never a number. A removed article is deleted for good; its text stays in
    the newsroom.
    """

    name: ChannelName = ChannelName.ZALO_OA

    def __init__(
        self,
        client: httpx.AsyncClient,
        settings: ZaloSettings,
        tokens: TokenStore,
        *,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._settings = settings
        own = (settings.base_url, settings.oauth_url)
        self._line = Line(client, label=CHANNEL_LABELS[self.name], limits=settings.limits, clock=clock, own=own)
        self._calls = ZaloCalls(self._line, settings, tokens)
        self._sleep = sleep
        self._processing: dict[str, str] = {}

    async def prepare(self, order: Order) -> str:
        """Make a hidden article and wait for its id.

        Dying before the create call leaves nothing. Dying after it, or losing its reply, leaves one hidden article
        that `find` gives back. An article that Zalo is slow to process is asked for again before another is made.
        """
        waiting = self._processing.get(order.key)
        answer = await self._verified(waiting) if waiting else None
        if answer is None or answer.code in DEAD_TOKEN:
            token = self._token(await self._calls.post(f"{_ARTICLE}/create", self._article(order, _HIDDEN)))
            self._processing[order.key] = token
            answer = await self._verified(token)
        if answer.code in LAST_WORDS:
            self._processing.pop(order.key, None)
        return self._id(self._calls.data_of(answer))

    async def reveal(self, external_id: str, order: Order) -> None:
        """Show the article by an update with the same text.

        Dying before leaves it hidden, dying after or losing the reply leaves it shown; the same update again changes
        nothing, so it may be repeated in both cases.
        """
        token = self._token(await self._calls.post(f"{_ARTICLE}/update", self._update(external_id, order)))
        self._calls.data_of(await self._verified(token))

    async def read(self, external_id: str, order: Order) -> Shown | None:
        """The article as Zalo shows it; None while it is hidden or its public page is not there."""
        detail = await self._detail(external_id)
        if detail is None or detail.get("status") != _SHOWN:
            return None
        url = str(detail.get("link_view") or "") or await self._link(external_id)
        if self._settings.check_public_page and url and not await self._is_public(url):
            return None
        return Shown(url=url, blocks=article_blocks(detail, order), amiss=amiss(detail, order))

    async def find(self, order: Order, since: datetime) -> str | None:
        """The shown article of this order, else its oldest hidden one; compared word by word, not by title alone."""
        hidden: list[tuple[str, str]] = []
        async for media in self._medias():
            made_at = _moment(media.get("create_date"))
            if plain(str(media.get("title") or "")) != plain(order.post.title):
                continue
            if made_at is not None and made_at < since - _CLOCKS_APART:
                continue
            found = str(media.get("id") or "")
            detail = await self._detail(found)
            if detail is None or not is_of(detail, order):
                continue
            if detail.get("status") == _SHOWN:
                return found
            hidden.append((str(made_at or ""), found))
        return min(hidden)[1] if hidden else None

    async def amend(self, external_id: str, order: Order) -> None:
        """Show the new text by an update, once a read says that the article is still shown.

        Dying before the update leaves the old text, dying after it or losing its reply leaves the new one as soon as
        Zalo has processed it; `read` tells which. The same update again changes nothing, and Zalo makes no article by
        it: an id that it does not know is refused.
        """
        await self._still_shown(external_id)
        answer = await self._calls.change(f"{_ARTICLE}/update", self._update(external_id, order))
        if answer.code == 0:
            answer = await self._verified(self._token(self._calls.data_of(answer)))
        if answer.code == INVALID_FIELD:
            # The invalid field may be the id of an article deleted in this very moment.
            await self._still_shown(external_id)
        self._calls.data_of(answer)

    async def remove(self, external_id: str, order: Order) -> None:
        """Delete the article, shown or hidden.

        Dying before the call leaves the article, dying after it or losing its reply leaves none; `read` tells which.
        The same call again is told that the id is invalid, which is believed once a read agrees.
        """
        self._processing.pop(order.key, None)
        answer = await self._calls.change(f"{_ARTICLE}/remove", {"id": external_id})
        if answer.code == INVALID_FIELD and await self._detail(external_id) is None:
            return
        self._calls.data_of(answer)

    async def health(self) -> str:
        """One line when Zalo answers and the token is good.

        Errors: ChannelTrouble otherwise.
        """
        data = await self._calls.get("/v2.0/oa/getoa", {})
        return f"{self._line.label}: Zalo trả lời, mã truy cập của OA {plain(str(data.get('name', '')))} dùng được"

    def _article(self, order: Order, status: str) -> dict[str, Any]:
        settings = self._settings
        cover, author = settings.default_cover_url, settings.default_author
        page = portal_page(self._line, order)
        return article_json(order, page=page, status=status, default_cover_url=cover, default_author=author)

    async def _detail(self, external_id: str) -> dict[str, Any] | None:
        return await self._calls.get_one(f"{_ARTICLE}/getdetail", external_id)

    async def _still_shown(self, external_id: str) -> None:
        detail = await self._detail(external_id)
        if detail is None or detail.get("status") != _SHOWN:
            row = _ARTICLE_GONE if detail is None else _ARTICLE_HIDDEN
            raise self._line.refused(row, evidence=f"bài {external_id}")

    def _update(self, external_id: str, order: Order) -> dict[str, Any]:
        return {**self._article(order, _SHOWN), "id": external_id}

    def _token(self, data: Mapping[str, Any]) -> str:
        token = data.get("token")
        if not token:
            raise self._line.refused(_NO_TOKEN_GIVEN)
        return str(token)

    async def _verified(self, token: str) -> Answer:
        """Zalo's answer about an article it was given; "processing" only after the last pause."""
        answer = await self._calls.ask(f"{_ARTICLE}/verify", {"token": token})
        for pause in self._settings.verify_pauses:
            if answer.code != PROCESSING:
                break
            await self._sleep(pause)
            answer = await self._calls.ask(f"{_ARTICLE}/verify", {"token": token})
        return answer

    def _id(self, data: Mapping[str, Any]) -> str:
        found = data.get("id")
        if not found:
            raise self._line.refused(_NO_TOKEN_GIVEN)
        return str(found)

    async def _medias(self) -> AsyncIterator[Mapping[str, Any]]:
        for page in range(self._settings.find_max_pages):
            asked = {"offset": str(page * _SLICE), "limit": str(_SLICE), "type": "normal"}
            medias = objects((await self._calls.get(f"{_ARTICLE}/getslice", asked)).get("medias"))
            for media in medias:
                yield media
            if len(medias) < _SLICE:
                return

    async def _link(self, external_id: str) -> str:
        async for media in self._medias():
            if str(media.get("id")) == external_id:
                return str(media.get("link_view") or "")
        return ""

    async def _is_public(self, url: str) -> bool:
        reply = await self._line.send(Call(effect=Effect.READ, method="GET", url=url, follow=True))
        if reply.status in SERVER_ERRORS:
            raise self._line.server_error(reply)
        return reply.status not in _GONE


def _moment(milliseconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
