"""Photos in WordPress's library: known by their slugs, attached to their post so that they are public only with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from activities.channels.calls import Effect
from activities.channels.uploads import PORTAL_KINDS, upload_of
from activities.channels.wordpress.calls import WordPressCalls, is_number
from activities.ports import Order

_CLOSED: Final = frozenset({404, 405})
_MOST: Final = "100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A photo in the library; `post` is the post that it is attached to, 0 for none."""

    number: int
    url: str
    post: int


class MediaLibrary:
    """The photos of orders."""

    def __init__(self, calls: WordPressCalls, max_bytes: int) -> None:
        self._calls = calls
        self._max_bytes = max_bytes

    async def photos(self, order: Order, *, post: str = "") -> dict[str, Medium]:
        """Every photo of the order by its digest; what is not there yet is uploaded, as part of `post` if one is named.

        Dying around an upload costs nothing: its slug is looked up first next time, and a second copy is unused.
        """
        return {digest: await self._photo(order, digest, post) for digest in order.post.photos}

    async def attach(self, media: Iterable[Medium], post: str) -> None:
        """Make those of no post part of this one: what the API tells of them is from then on as public as the post.

        Dying before leaves them told to everybody, dying after or losing the reply leaves them attached; attaching
        again changes nothing.
        """
        for medium in media:
            if not medium.post:
                await self._calls.change(f"/media/{medium.number}", effect=Effect.HARMLESS, json={"post": int(post)})

    async def attach_known(self, order: Order, post: str) -> None:
        """Attach those of the order that are in the library, of no post: a lost `attach` is made up for."""
        slugs = ",".join(map(_slug, order.post.photos))
        if slugs and post.isdigit():
            params = {"slug": slugs, "per_page": _MOST}
            found = await self._calls.found("/media", params, closed=_CLOSED)
            await self.attach(_media(found), post)

    async def _photo(self, order: Order, digest: str, post: str) -> Medium:
        kinds = PORTAL_KINDS
        upload = await upload_of(self._calls.line, order, digest, kinds=kinds, max_bytes=self._max_bytes)
        slug = _slug(digest)
        if known := _media(await self._calls.found("/media", {"slug": slug}, closed=_CLOSED)):
            return known[0]
        form = {"slug": slug, "title": slug, "alt_text": upload.photo.alt} | ({"post": post} if post else {})
        files = {"file": (upload.name, upload.data, upload.media_type)}
        made = await self._calls.change("/media", effect=Effect.HARMLESS, form=form, files=files)
        return Medium(number=made["id"], url=str(made.get("source_url")), post=int(post or 0))


def _slug(digest: str) -> str:
    return f"photo-{digest[:40]}"


def _media(found: Sequence[Mapping[str, Any]]) -> list[Medium]:
    return [
        Medium(number=number, url=str(each["source_url"]), post=post if is_number(post := each.get("post")) else 0)
        for each in found
        if is_number(number := each.get("id")) and each.get("source_url")
    ]
