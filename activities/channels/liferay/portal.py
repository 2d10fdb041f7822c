"""The Portal on Liferay: photos and articles put in place under our own keys, read back from the public page."""

from datetime import UTC, datetime
from json import dumps
from typing import Any, Final
from urllib.parse import quote

import httpx

from activities.channels.calls import Clock, Line
from activities.channels.inside import absolute, objects
from activities.channels.liferay.calls import LiferayCalls, LiferaySettings
from activities.channels.meanings import gone, person, unclear
from activities.channels.portal_codes import PORTAL_STATUSES
from activities.channels.portal_html import address_slug, article_html
from activities.channels.public_page import shown_page
from activities.channels.uploads import PORTAL_KINDS, Upload, upload_of
from activities.ports import Channel, Order, Shown
from newsroom.article import ChannelName
from newsroom.publishing import CHANNEL_LABELS

_NO_ADDRESS: Final = person("Cổng nhận bài nhưng không cho biết địa chỉ hoặc mã bài", "kiểm tra phiên bản Liferay")
_NO_NUMBER: Final = unclear("Cổng nhận bài nhưng không cho biết mã bài")
_GONE: Final = gone("bài đã bị xóa trên Cổng")
_HIDDEN: Final = gone("bài đã bị ẩn trên Cổng")
_STILL_OPEN: Final = unclear("Cổng nhận lệnh gỡ nhưng vẫn để khách xem bài")

_VIEW: Final = "VIEW"
_PUBLIC_ROLES: Final = ("Guest", "Site Member")
"""Whose right to view an article makes it public: visitors, and those who merely joined the site."""


class LiferayPortal(Channel):
    """The Portal's true upsert: the article's external reference code is our key.

    Shape: `prepare` already shows the article (a PUT under the same key replaces it, so no second one can appear) and
    `reveal` has nothing left to do. The id is Liferay's number of the article. A removed article stays on the server
    with all its versions, as the law wants it: only the right to view it is taken from the public. Nothing is deleted.
    """

    name: ChannelName = ChannelName.PORTAL

    def __init__(self, client: httpx.AsyncClient, settings: LiferaySettings, *, clock: Clock) -> None:
        self._settings = settings
        own = (settings.base_url, settings.public_base_url)
        self._line = Line(client, label=CHANNEL_LABELS[self.name], limits=settings.limits, clock=clock, own=own)
        self._calls = LiferayCalls(self._line, settings)

    async def prepare(self, order: Order) -> str:
        """Put photos and article in place; the article's number.

        Dying before the last call leaves unused photos, dying after it leaves a visible article that `find` gives
        back by our key; a lost reply is settled the same way, and a second `prepare` replaces instead of adding.
        """
        urls = {digest: await self._photo(order, digest) for digest in order.post.photos}
        article = self._article(order, urls) | {"friendlyUrlPath": address_slug(order), "viewableBy": "Anyone"}
        stored = await self._calls.put_json(self._article_path(order), article)
        if not stored.get("id"):
            # The article may show by now, so nobody may take it for unsent.
            raise self._line.refused(_NO_NUMBER, evidence="thiếu id")
        return str(stored["id"])

    async def reveal(self, external_id: str, order: Order) -> None:
        """Nothing: the upsert has shown the article."""

    async def read(self, external_id: str, order: Order) -> Shown | None:
        """What the public page shows; the API is asked only for the page's address."""
        stored = await self._calls.get(_by_number(external_id))
        if stored is None:
            return None
        friendly = quote(self._fact(stored, "friendlyUrlPath"), safe="/")
        return await shown_page(self._line, f"{self._settings.public_base_url}/{friendly}", order)

    async def find(self, order: Order, since: datetime) -> str | None:
        """The article under our key; the key is exact, so the time does not matter."""
        del since
        stored = await self._calls.get(self._article_path(order))
        return None if stored is None else self._fact(stored, "id")

    async def amend(self, external_id: str, order: Order) -> None:
        """Put the new text over the article with that number, which cannot make a second one.

        Dying before the last call leaves unused photos and the old text. Dying after it, or losing its reply, leaves
        the new text; `read` tells which, and the same call again changes nothing. The call is silent on who may view
        the article, so it never shows again what was taken down meanwhile.
        """
        stored = await self._public_article(external_id)
        urls = {digest: await self._photo(order, digest) for digest in order.post.photos}
        article = self._article(order, urls, stored.get("keywords"))
        article |= {"friendlyUrlPath": self._fact(stored, "friendlyUrlPath")}
        if await self._calls.overwrite(_by_number(external_id), article) is None:
            await self._public_article(external_id)
            raise self._line.refused(PORTAL_STATUSES[404], code="HTTP 404", evidence=_by_number(external_id))

    async def remove(self, external_id: str, order: Order) -> None:
        """Take the right to view the article from the public; it stays on the server.

        A PUT with `viewableBy` is not enough: on an article that is there Liferay only adds rights by it. Dying
        before the call leaves the article public, dying after it or losing the reply leaves it hidden; `read` tells
        which, and the same call again changes nothing.
        """
        del order
        nobody: list[dict[str, Any]] = [{"roleName": role, "actionIds": []} for role in _PUBLIC_ROLES]
        rights = await self._calls.overwrite(_rights_of(external_id), nobody)
        if rights is None and await self._calls.get(_by_number(external_id)) is not None:
            raise self._line.refused(PORTAL_STATUSES[404], code="HTTP 404", evidence=_rights_of(external_id))
        if _is_public(rights):
            raise self._line.refused(_STILL_OPEN, evidence=f"{_rights_of(external_id)}: Guest vẫn có quyền VIEW")

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

    def _article(self, order: Order, urls: dict[str, str], keywords: object = None) -> dict[str, Any]:
        body = {"name": self._settings.body_field, "contentFieldValue": {"data": article_html(self._line, order, urls)}}
        return {
            "contentStructureId": _number_or_text(self._settings.structure_id),
            "contentFields": [body],
            "title": order.post.title,
            "description": order.post.summary,
            # A date ahead of the portal's clock would hide the article until then.
            "datePublished": f"{min(order.published_at, self._line.now()).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            **_keywords(keywords, order),
        }

    async def _public_article(self, external_id: str) -> dict[str, Any]:
        """The stored article, when the public may view it."""
        stored = await self._calls.get(_by_number(external_id))
        if stored is None:
            raise self._line.refused(_GONE, code="HTTP 404", evidence=_by_number(external_id))
        rights = await self._calls.get(_rights_of(external_id))
        if not _is_public(rights):
            raise self._line.refused(_HIDDEN, evidence=f"{_rights_of(external_id)}: Guest không có quyền VIEW")
        return stored

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


def _by_number(external_id: str) -> str:
    return f"/structured-contents/{quote(external_id, safe='')}"


def _rights_of(external_id: str) -> str:
    return f"{_by_number(external_id)}/permissions"


def _is_public(rights: dict[str, Any] | None) -> bool:
    given = objects((rights or {}).get("items"))
    return any(right.get("roleName") == _PUBLIC_ROLES[0] and _VIEW in _texts(right.get("actionIds")) for right in given)


def _keywords(stored: object, order: Order) -> dict[str, list[str]]:
    """The keywords it has and the section of formal corrections, whose case Liferay may have changed; or nothing."""
    known = _texts(stored)
    is_new = order.section and order.section.casefold() not in {keyword.casefold() for keyword in known}
    keywords = [*known, order.section] if is_new else known
    return {"keywords": keywords} if keywords else {}


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _document(upload: Upload) -> dict[str, tuple[str | None, bytes | str, str]]:
    name, caption = upload.name, upload.photo.caption
    facts = {"title": name, "fileName": name, "description": caption, "viewableBy": "Anyone"}
    return {
        "document": (None, dumps(facts, ensure_ascii=False), "application/json"),
        "file": (name, upload.data, upload.media_type),
    }


def _number_or_text(structure_id: str) -> int | str:
    return int(structure_id) if structure_id.isdecimal() else structure_id
