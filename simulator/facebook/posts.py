"""Posts and photos of the Page: stored, published at once or later, and shown in the fields asked for."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.facebook.answers import missing, refusal
from simulator.state import Record
from simulator.wording import altered, moment_of, stamp
from simulator.world import World

_FIRST_NUMBER = 122_100_000_000_000_000
_FIRST_PHOTO = 122_900_000_000_000_000
_PHOTO_LIFE = timedelta(hours=24)
_SOONEST, _LATEST = timedelta(minutes=10), timedelta(days=30)
_MAX_MESSAGE = 63_206
_IMAGE_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_MAX_PHOTO = 4_000_000
_TRUE = frozenset({"true", "1", "yes"})


def is_true(value: object, *, otherwise: bool) -> bool:
    """Truth of a form or JSON parameter."""
    return otherwise if value is None else str(value).lower() in _TRUE


class PagePosts:
    """What the Page holds."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._page = world.config.page_id
        self._posts = world.state.drawer("facebook/posts")
        self._photos = world.state.drawer("facebook/photos")

    def find(self, post_id: str) -> Record | None:
        """Post with that id."""
        return self._posts.get(post_id)

    def newest_first(self) -> Iterator[Record]:
        """Posts, youngest first."""
        return self._posts.newest_first()

    def is_published(self, post: Record) -> bool:
        """Whether the public sees the post now; a scheduled one appears by itself."""
        return bool(post["published_at"]) or (
            bool(post["scheduled_for"]) and post["scheduled_for"] <= stamp(self._world.now())
        )

    def shown_since(self, post: Record) -> str:
        """Instant at which the post became public."""
        return str(post["published_at"] or post["scheduled_for"])

    def create(self, sent: Mapping[str, Any], at: datetime) -> Record:
        """New post, public unless `published` is false.

        Errors: Refused with 100, 197 or 506.
        """
        published = is_true(sent.get("published"), otherwise=True)
        photos = self._attached(sent, at)
        message, link = str(sent.get("message") or ""), sent.get("link")
        if not (message or link or photos):
            raise refusal(197, "(#197) The post is empty. Please enter a message to share.")
        if len(message) > _MAX_MESSAGE:
            raise refusal(100, "(#100) Param message is too long")
        scheduled = self._schedule(sent, at, published=published)
        if published and self._world.config.refuse_duplicates:
            self._refuse_duplicate(message, link)
        number = _FIRST_NUMBER + self._world.state.next_number("facebook/posts") * 37
        post: Record = {
            "id": f"{self._page}_{number}",
            "app": self._world.config.app_id,
            "message": message,
            "link": link,
            "photos": photos,
            "created_at": stamp(at),
            "updated_at": stamp(at),
            "published_at": stamp(at) if published else None,
            "scheduled_for": scheduled,
        }
        self._posts.put(post["id"], post)
        for photo_id in photos:
            photo = self._photos.get(photo_id) or {}
            self._photos.put(photo_id, photo | {"post_id": post["id"]})
        return post

    def change(self, post: Record, sent: Mapping[str, Any], at: datetime) -> None:
        """Apply a new message, a new hour, or publication; publishing twice changes nothing.

        Errors: Refused with 200 for a post of another app or of a person, 100 when asked to hide a public post.
        """
        if self._app_of(post) != self._world.config.app_id:
            raise refusal(200, "(#200) An app can only update a Page post if it was made using that app", status=403)
        public = self.is_published(post)
        if "is_published" in sent:
            wished = is_true(sent["is_published"], otherwise=True)
            if public and not wished:
                raise refusal(100, "(#100) A published post cannot be unpublished")
            if wished and not public:
                post |= {"published_at": stamp(at), "scheduled_for": None}
        if "scheduled_publish_time" in sent and not public:
            post["scheduled_for"] = self._schedule(sent, at, published=False)
        if "message" in sent:
            post["message"] = str(sent["message"])
        post["updated_at"] = stamp(at)
        self._posts.put(post["id"], post)

    def remove(self, post: Record) -> None:
        """Delete the post and its photos."""
        self._posts.drop(post["id"])
        for photo_id in post["photos"]:
            self._photos.drop(photo_id)

    def add_photo(self, content: bytes | None, url: str, sent: Mapping[str, Any], at: datetime) -> Record:
        """Photo without a post, from bytes or an address; forgotten after a day unless a post uses it.

        Errors: Refused with 100/1366046 for what is no picture or too large.
        """
        if content is not None and (len(content) > _MAX_PHOTO or not content.startswith(_IMAGE_STARTS)):
            message = "(#100) Photos should be smaller than 4 MB and saved as JPG, PNG, GIF or TIFF files"
            raise refusal(100, message, subcode=1366046)
        number = str(_FIRST_PHOTO + self._world.state.next_number("facebook/photos") * 11)
        if content is not None:
            self._world.state.put_file(f"facebook/{number}", content)
            url = f"{self._world.config.public_url}/facebook/{self._page}/photos/{number}"
        photo = {"id": number, "url": url, "alt": str(sent.get("alt_text_custom") or ""), "created_at": stamp(at)}
        self._photos.put(number, photo)
        return photo

    def images(self, post: Record) -> list[tuple[str, str]]:
        """Address and alternative text of each photo of the post."""
        found = (self._photos.get(photo_id) for photo_id in post["photos"])
        return [(photo["url"], photo["alt"] or "Ảnh của bài viết") for photo in found if photo]

    def url(self, post: Record) -> str:
        """Permalink; final only once the post is public."""
        number = post["id"].partition("_")[2]
        place = "posts" if self.is_published(post) else "drafts"
        return f"{self._world.config.public_url}/facebook/{self._page}/{place}/{number}"

    def shown(self, post: Record, fields: set[str], fault: str = "") -> Record:
        """The fields asked for, and always the id."""
        images = self.images(post)
        attached = _attachments(post["link"], images[:-1] if fault == "last_photo_dropped" else images)
        every: Record = {
            "message": altered(post["message"]) if fault == "altered_text" else post["message"],
            "created_time": _graph_time(post["created_at"]),
            "updated_time": _graph_time(post["updated_at"]),
            "permalink_url": self.url(post),
            "is_published": self.is_published(post),
            "full_picture": images[0][0] if images else None,
            "attachments": None if fault == "attachments_dropped" else attached,
            "status_type": "added_photos" if images else "mobile_status_update",
            "application": {"id": self._app_of(post), "name": "toasoan"},
            "scheduled_publish_time": int(moment_of(post["scheduled_for"]).timestamp())
            if post["scheduled_for"]
            else None,
        }
        asked = {name: every[name] for name in every if name in fields and every[name] not in (None, "")}
        return {"id": post["id"]} | asked

    def _app_of(self, post: Record) -> str:
        return str(post.get("app", self._world.config.app_id))

    def _attached(self, sent: Mapping[str, Any], at: datetime) -> list[str]:
        found = sent.get("attached_media") or []
        try:
            found = json.loads(found) if isinstance(found, str) else found
            ids = [str((json.loads(each) if isinstance(each, str) else each)["media_fbid"]) for each in found]
        except (ValueError, KeyError, TypeError):
            raise refusal(100, "(#100) Param attached_media is malformed") from None
        for photo_id in ids:
            photo = self._photos.get(photo_id)
            if photo is None or "post_id" in photo or moment_of(photo["created_at"]) + _PHOTO_LIFE <= at:
                raise missing()
        return ids

    def _schedule(self, sent: Mapping[str, Any], at: datetime, *, published: bool) -> str | None:
        wished = sent.get("scheduled_publish_time")
        if wished is None:
            return None
        try:
            text = str(wished)
            moment = datetime.fromtimestamp(int(text), UTC) if text.isdigit() else moment_of(text)
        except ValueError:
            raise refusal(100, "(#100) Param scheduled_publish_time is malformed") from None
        if published or not at + _SOONEST <= moment <= at + _LATEST:
            raise refusal(100, "(#100) The specified scheduled publish time is invalid.", subcode=1363041)
        return stamp(moment)

    def _refuse_duplicate(self, message: str, link: object) -> None:
        last = next((post for post in self.newest_first() if self.is_published(post)), None)
        if last and last["message"] == message and last["link"] == link:
            raise refusal(506, "(#506) Duplicate status message")


def _graph_time(text: str) -> str:
    return moment_of(text).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _attachments(link: str | None, images: list[tuple[str, str]]) -> Record | None:
    if images:
        parts = [{"media_type": "photo", "media": {"image": {"src": url}}, "description": alt} for url, alt in images]
        only = parts[0] if len(parts) == 1 else {"media_type": "album", "subattachments": {"data": parts}}
        return {"data": [only]}
    return {"data": [{"media_type": "link", "type": "share", "unshimmed_url": link, "url": link}]} if link else None
