"""The Portal on Liferay: photos and articles put in place under our own keys, read back from the public page."""

from datetime import UTC, datetime
from json import dumps
from typing import Any, Final
from urllib.parse import quote

import httpx

from activities.channels.calls import Clock, Line, absolute
from activities.channels.liferay_calls import LiferayCalls, LiferaySettings
from activities.channels.meanings import person
from activities.channels.portal_codes import PORTAL_STATUSES
from activities.channels.portal_html import address_slug, article_html
from activities.channels.public_page import shown_page
from activities.channels.uploads import PORTAL_KINDS, Upload, upload_of
from activities.ports import Channel, Order, Shown
from newsroom.article import ChannelName
from newsroom.publishing import CHANNEL_LABELS

_NO_ADDRESS: Final = person("Cổng nhận bài nhưng không cho biết địa chỉ hoặc mã bài", "kiểm tra phiên bản Liferay")


class LiferayPortal(Channel):
    """The Portal's true upsert: the article's external reference code is our key.

    Shape: `prepare` already shows the article (a PUT under the same key replaces it, so no second one can appear) and
    `reveal` has nothing left to do. The id is Liferay's number of the article.
    """

    name: ChannelName = ChannelName.PORTAL

    def __init__(self, client: httpx.AsyncClient, settings: LiferaySettings, *, clock: Clock) -> None:
        self._settings = settings
        self._line = Line(client, label=CHANNEL_LABELS[self.name], limits=settings.limits, clock=clock)
        self._calls = LiferayCalls(self._line, settings)

    async def prepare(self, order: Order) -> str:
        """Put photos and article in place; the article's number.

        Dying before the last call leaves unused photos, dying after it leaves a visible article that `find` gives
        back by our key; a lost reply is settled the same way, and a second `prepare` replaces instead of adding.
        """
        urls = {digest: await self._photo(order, digest) for digest in order.post.photos}
        stored = await self._calls.put_json(self._article_path(order), self._article(order, urls))
        return self._fact(stored, "id")

    async def reveal(self, external_id: str, order: Order) -> None:
        """Nothing: the upsert has shown the article."""

    async def read(self, external_id: str, order: Order) -> Shown | None:
        """What the public page shows; the API is asked only for the page's address."""
        stored = await self._calls.get(f"/structured-contents/{quote(external_id, safe='')}")
        if stored is None:
            return None
        friendly = quote(self._fact(stored, "friendlyUrlPath"), safe="/")
        return await shown_page(self._line, f"{self._settings.public_base_url}/{friendly}", order)

    async def find(self, order: Order, since: datetime) -> str | None:
        """The article under our key; the key is exact, so the time does not matter."""
        del since
        stored = await self._calls.get(self._article_path(order))
        return None if stored is None else self._fact(stored, "id")

    async def health(self) -> str:
        """One line when Liferay answers and knows us.

        Errors: ChannelTrouble otherwise.
        """
        if await self._calls.get(f"/sites/{self._site}/structured-contents?pageSize=1") is None:
            raise self._line.refused(PORTAL_STATUSES[404], code="HTTP 404")
        return f"{self._line.label}: Liferay trả lời, tài khoản tích hợp dùng được"

    @property
    def _site(self) -> str:
        return quote(self._settings.site_id, safe="")

    def _article_path(self, order: Order) -> str:
        return f"/sites/{self._site}/structured-contents/by-external-reference-code/{quote(order.key, safe='')}"

    def _article(self, order: Order, urls: dict[str, str]) -> dict[str, Any]:
        body = {"name": self._settings.body_field, "contentFieldValue": {"data": article_html(order, urls)}}
        return {
            "contentStructureId": _number_or_text(self._settings.structure_id),
            "contentFields": [body],
            "title": order.post.title,
            "description": order.post.summary,
            "friendlyUrlPath": address_slug(order),
            "viewableBy": "Anyone",
            # A date ahead of the portal's clock would hide the article until then.
            "datePublished": f"{min(order.published_at, self._line.now()).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }

    async def _photo(self, order: Order, digest: str) -> str:
        """Public address of a photo on the Portal.

        Dying before or after the upload costs nothing: the same key gets the same document next time.
        """
        limit = self._settings.photo_max_bytes
        upload = await upload_of(self._line, order, digest, kinds=PORTAL_KINDS, max_bytes=limit)
        path = f"/sites/{self._site}/documents/by-external-reference-code/photo-{quote(digest, safe='')}"
        stored = await self._calls.put_file(path, _document(upload))
        url = absolute(f"{self._settings.public_base_url}/", stored.get("contentUrl"))
        if not url:
            raise self._line.refused(_NO_ADDRESS, evidence="thiếu contentUrl")
        return url

    def _fact(self, stored: dict[str, Any], name: str) -> str:
        value = stored.get(name)
        if not value:
            raise self._line.refused(_NO_ADDRESS, evidence=f"thiếu {name}")
        return str(value)


def _document(upload: Upload) -> dict[str, tuple[str | None, bytes | str, str]]:
    name, caption = upload.name, upload.photo.caption
    facts = {"title": name, "fileName": name, "description": caption, "viewableBy": "Anyone"}
    return {
        "document": (None, dumps(facts, ensure_ascii=False), "application/json"),
        "file": (name, upload.data, upload.media_type),
    }


def _number_or_text(structure_id: str) -> int | str:
    return int(structure_id) if structure_id.isdecimal() else structure_id
