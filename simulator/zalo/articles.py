"""Zalo OA articles: what may be sent, how processing turns a token into an article, and how articles are read."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from simulator.fetching import fetched
from simulator.state import Record
from simulator.wording import altered, moment_of, plain_text, stamp
from simulator.world import World
from simulator.zalo.answers import refusal

_FIRST_NUMBER = 9_300_000_000_000_000_000
_MAX_IMAGE = 1_000_000
_SECONDS_PER_POLL = 3
_LIMITS = {"title": 150, "author": 50, "description": 300}
_BLOCKS = frozenset({"text", "image", "video", "product"})
_FIELDS = (
    "type",
    "title",
    "author",
    "cover",
    "description",
    "body",
    "related_medias",
    "tracking_link",
    "video_id",
    "avatar",
    "status",
    "comment",
)


class OaArticles:
    """Articles of the OA and the tokens of those still being processed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._articles = world.state.drawer("zalo/articles")
        self._jobs = world.state.drawer("zalo/jobs")
        self._waiting = {job["token"] for job in self._jobs if not (job["done"] or job["failed"])}

    def find(self, article_id: str) -> Record | None:
        """Article with that id."""
        self._settle_overdue()
        return self._articles.get(article_id)

    def newest_first(self) -> Iterator[Record]:
        """Articles, youngest first."""
        self._settle_overdue()
        return self._articles.newest_first()

    async def submit(self, sent: Record, at: datetime, article_id: str | None = None) -> str:
        """Token of the article being processed, new or in place of `article_id`.

        Errors: Refused with -201 or -210 for a field.
        """
        _check(sent)
        if article_id is not None and self.find(article_id) is None:
            raise refusal(-201, "id is invalid")
        number = self._world.state.next_number("zalo/articles")
        token = f"sim{number:024d}token"
        polls = self._world.config.processing_polls
        job: Record = {
            "token": token,
            "id": article_id or str(_FIRST_NUMBER + number * 7919),
            "is_update": article_id is not None,
            "article": {name: sent[name] for name in _FIELDS if name in sent},
            "sent_at": stamp(at),
            "ready_at": stamp(at + timedelta(seconds=polls * _SECONDS_PER_POLL)),
            "polls": polls,
            "failed": self._world.config.fetch_images and not await _images_load(sent),
            "done": False,
        }
        self._keep(job)
        self._settle_overdue()
        return token

    def verify(self, token: str, *, media_fails: bool = False) -> str:
        """Id of the article behind `token`, once processed.

        Errors: Refused with -201 for a foreign token or an update of what was removed meanwhile, -214 while
        processing, -200 when a picture failed.
        """
        job = self._jobs.get(token)
        if job is None:
            raise refusal(-201, "token is invalid")
        if media_fails:
            job["failed"] = True
            self._keep(job)
            self._undo(job)
        if not job["done"] and not job["failed"] and job["polls"] > 0:
            job["polls"] -= 1
            self._keep(job)
            raise refusal(-214, "Article is being processed")
        if not job["failed"]:
            self._settle(job)
        if job.get("is_gone"):
            raise refusal(-201, "id is invalid")
        if job["failed"]:
            raise refusal(-200, "Upload media failed, too many attempts")
        return str(job["id"])

    def remove(self, article_id: str) -> None:
        """Forget the article.

        Errors: Refused with -201 when there is none.
        """
        if self.find(article_id) is None:
            raise refusal(-201, "id is invalid")
        self._articles.drop(article_id)

    def detail(self, article: Record, fault: str = "") -> Record:
        """Article as getdetail answers it."""
        shown = {name: article[name] for name in _FIELDS if name in article} | {"id": article["id"]}
        if fault == "altered_text":
            shown["title"] = altered(shown["title"])
            shown["body"] = [_altered_block(block) for block in shown.get("body", [])]
        if fault == "photo_dropped":
            body = shown.get("body", [])
            first = next((block for block in body if block.get("type") == "image"), None)
            shown["body"] = [block for block in body if block is not first]
        return shown

    def line(self, article: Record, fault: str = "") -> Record:
        """Article as one line of getslice."""
        title = article["title"]
        return {
            "id": article["id"],
            "type": article["type"],
            "title": altered(title) if fault == "altered_text" else title,
            "status": article["status"],
            "total_view": 0,
            "total_share": 0,
            "create_date": _milliseconds(article["created_at"]),
            "update_date": _milliseconds(article["updated_at"]),
            "thumb": cover_of(article),
            "link_view": self.url(article),
        }

    def url(self, article: Record) -> str:
        """Address of the article for readers."""
        return f"{self._world.config.public_url}/zalo-public/article/{article['id']}"

    def _keep(self, job: Record) -> None:
        self._jobs.put(job["token"], job)
        if job["done"] or job["failed"]:
            self._waiting.discard(job["token"])
        else:
            self._waiting.add(job["token"])

    def _settle_overdue(self) -> None:
        if not self._waiting:
            return
        now = stamp(self._world.now())
        for token in sorted(self._waiting):
            job = self._jobs.get(token)
            if job and job["ready_at"] <= now:
                self._settle(job)

    def _settle(self, job: Record) -> None:
        if job["done"]:
            return
        old = self._articles.get(job["id"])
        if job.get("is_update") and old is None:
            # Removed while it was being processed: an update never brings an article back.
            job |= {"failed": True, "is_gone": True}
            self._keep(job)
            return
        now = stamp(self._world.now())
        article = {"status": "hide", "comment": "show"} | job["article"]
        article |= {"id": job["id"], "token": job["token"], "updated_at": now}
        article["created_at"] = old["created_at"] if old else job["sent_at"]
        seen = old["shown_at"] if old else None
        article["shown_at"] = (seen or now) if article["status"] == "show" else None
        self._articles.put(job["id"], article)
        job |= {"done": True, "previous": old}
        self._keep(job)

    def _undo(self, job: Record) -> None:
        article = self._articles.get(job["id"])
        if article is None or article["token"] != job["token"]:
            return
        if job["previous"] is None:
            self._articles.drop(job["id"])
        else:
            self._articles.put(job["id"], job["previous"])


def cover_of(article: Record) -> str:
    """Address of the cover picture; empty for a video cover."""
    cover = article.get("cover") or {}
    return str(cover.get("photo_url") or article.get("avatar") or "")


def text_of(article: Record) -> str:
    """Words of the article as a reader sees them."""
    blocks = [plain_text(str(b.get("content", ""))) for b in article.get("body", []) if b.get("type") == "text"]
    return "\n".join(filter(None, [str(article.get("description", "")), *blocks]))


def images_of(article: Record) -> list[str]:
    """Addresses of the pictures in the body."""
    return [str(block.get("url", "")) for block in article.get("body", []) if block.get("type") == "image"]


def _check(sent: Record) -> None:
    if sent.get("type") not in ("normal", "video"):
        raise refusal(-201, "type is invalid")
    required = ("title", "author") if sent["type"] == "normal" else ("title", "video_id", "avatar")
    for name in required:
        if not isinstance(sent.get(name), str) or not sent[name].strip():
            raise refusal(-201, f"{name} is invalid")
    for name, most in _LIMITS.items():
        if len(str(sent.get(name, ""))) > most:
            raise refusal(-210, f"{name} exceeds {most} characters")
    for name in ("status", "comment"):
        if sent.get(name, "show") not in ("show", "hide"):
            raise refusal(-201, f"{name} is invalid")
    if sent["type"] == "normal":
        _check_cover(sent.get("cover"))
        _check_body(sent.get("body"))


def _check_cover(cover: object) -> None:
    if isinstance(cover, dict) and cover.get("status") in ("show", "hide"):
        if cover.get("cover_type") == "photo" and _is_address(cover.get("photo_url")):
            return
        if cover.get("cover_type") == "video" and cover.get("video_id"):
            return
    raise refusal(-201, "cover value is invalid")


def _check_body(body: object) -> None:
    if not isinstance(body, list) or not body:
        raise refusal(-201, "body is invalid")
    for block in body:
        if not isinstance(block, dict) or block.get("type") not in _BLOCKS:
            raise refusal(-201, "body is invalid")
        if block["type"] == "text" and not isinstance(block.get("content"), str):
            raise refusal(-201, "body content is invalid")
        if block["type"] == "image" and not _is_address(block.get("url")):
            raise refusal(-201, "body image url is invalid")


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


async def _images_load(sent: Record) -> bool:
    addresses = {address for address in (cover_of(sent), *images_of(sent)) if address}
    found = await asyncio.gather(*(fetched(address) for address in addresses))
    return all(f.content is not None and len(f.content) <= _MAX_IMAGE and f.kind.startswith("image/") for f in found)


def _altered_block(block: dict[str, Any]) -> dict[str, Any]:
    return block | {"content": altered(str(block["content"]))} if block.get("type") == "text" else block


def _milliseconds(text: str) -> str:
    return str(int(moment_of(text).timestamp() * 1000))
