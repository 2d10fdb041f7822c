"""WordPress posts: how they are stored, when they show, and how addresses are made unique."""

from collections.abc import Iterator
from datetime import datetime

from starlette.responses import JSONResponse

from simulator.calls import Refused
from simulator.state import Record
from simulator.wording import moment_of, slug_of, stamp
from simulator.world import World

_UNCHECKED = frozenset({"draft", "pending", "auto-draft"})
_STATUSES = frozenset({"publish", "future", "draft", "pending", "private"})
_TEXTS = ("title", "content", "excerpt")
_PLAIN = ("featured_media", "categories", "tags", "meta")


def error(status: int, code: str, message: str) -> JSONResponse:
    """WordPress's error body."""
    return JSONResponse({"code": code, "message": message, "data": {"status": status}}, status)


class PostShelf:
    """Posts of the blog."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._drawer = world.state.drawer("wordpress/posts")
        self._by_slug = {post["slug"]: post for post in self._drawer if post["status"] not in _UNCHECKED}

    def find(self, number: int) -> Record | None:
        """Post with that number."""
        return self._drawer.get(str(number))

    def by_slug(self, slug: str) -> Record | None:
        """Post holding that address; drafts hold none."""
        return self._by_slug.get(slug)

    def newest_first(self) -> Iterator[Record]:
        """Posts, youngest first."""
        return self._drawer.newest_first()

    def status(self, post: Record) -> str:
        """Status at this moment: a `future` post turns into a published one by itself."""
        if post["status"] == "future" and post["date_gmt"] <= stamp(self._world.now()):
            return "publish"
        return str(post["status"])

    def shown_since(self, post: Record) -> str:
        """Instant at which the public could first read the post."""
        return stamp(max(moment_of(post["shown_at"] or post["date_gmt"]), moment_of(post["date_gmt"])))

    def save(self, sent: Record, old: Record | None, at: datetime, *, crowded: bool = False) -> Record:
        """Stored post with the fields of `sent`, new or on top of `old`; `crowded` pretends its address is taken.

        Errors: Refused with 400 for an unknown status or nothing to say.
        """
        post = dict(old) if old else self._blank(at)
        post.update({name: _raw(sent[name]) for name in _TEXTS if name in sent})
        post.update({name: sent[name] for name in _PLAIN if name in sent})
        if not any(post[name] for name in _TEXTS):
            raise Refused(error(400, "empty_content", "Content, title, and excerpt are empty."))
        if sent.get("status", "draft") not in _STATUSES:
            raise Refused(error(400, "rest_invalid_param", "Invalid parameter(s): status"))
        self._set_date(post, sent)
        post["status"] = _status_for(sent.get("status", post["status"]), post["date_gmt"], stamp(at))
        post["modified_gmt"] = stamp(at)
        if not post["shown_at"] and post["status"] in ("publish", "future"):
            post["shown_at"] = stamp(at)
        elif post["status"] not in ("publish", "future"):
            post["shown_at"] = None
        self._place(post, sent, old, crowded=crowded)
        self._drawer.put(str(post["id"]), post)
        return post

    def trash(self, post: Record, at: datetime) -> Record:
        """Post moved to the bin, its address set free."""
        self._by_slug.pop(post["slug"], None)
        binned = post | {"status": "trash", "slug": f"{post['slug']}__trashed", "shown_at": None}
        binned["modified_gmt"] = stamp(at)
        self._by_slug[binned["slug"]] = binned
        self._drawer.put(str(post["id"]), binned)
        return binned

    def remove(self, post: Record) -> None:
        """Forget the post."""
        self._by_slug.pop(post["slug"], None)
        self._drawer.drop(str(post["id"]))

    def shown(self, post: Record, *, edit: bool) -> Record:
        """Post as the API answers it; raw texts only in the edit context."""
        link = f"{self._world.config.public_url}/wordpress/"
        status = self.status(post)
        published = status in ("publish", "private")
        found = {name: post[name] for name in ("id", "slug", *_PLAIN)}
        for name in ("date", "modified"):
            moment = str(post[f"{name}_gmt"]).partition(".")[0]
            found |= {name: moment, f"{name}_gmt": moment}
        for name in _TEXTS:
            found[name] = {"rendered": post[name], "protected": False} | ({"raw": post[name]} if edit else {})
        return found | {
            "status": status,
            "type": "post",
            "author": 1,
            "format": "standard",
            "link": f"{link}{post['slug']}/" if published else f"{link}?p={post['id']}",
            "guid": {"rendered": f"{link}?p={post['id']}"},
        }

    def _blank(self, at: datetime) -> Record:
        blank: Record = dict.fromkeys(_TEXTS, "")
        number = 100 + self._world.state.next_number("wordpress/posts")
        lists = {"categories": [1], "tags": [], "meta": {}, "featured_media": 0}
        return blank | lists | {"id": number, "slug": "", "status": "draft", "date_gmt": stamp(at), "shown_at": None}

    def _set_date(self, post: Record, sent: Record) -> None:
        wished = sent.get("date_gmt") or sent.get("date")
        if not wished:
            return
        try:
            post["date_gmt"] = stamp(moment_of(str(wished)))
        except ValueError:
            raise Refused(error(400, "rest_invalid_param", "Invalid parameter(s): date")) from None

    def _place(self, post: Record, sent: Record, old: Record | None, *, crowded: bool) -> None:
        if old is not None and self._by_slug.get(old["slug"], {}).get("id") == post["id"]:
            del self._by_slug[old["slug"]]
        wished = slug_of(str(sent["slug"])) if sent.get("slug") else post["slug"]
        if post["status"] in _UNCHECKED:
            post["slug"] = wished
            return
        wished = wished or slug_of(post["title"]) or str(post["id"])
        slug, turn = wished, 1
        while slug in self._by_slug or (crowded and turn == 1):
            turn += 1
            slug = f"{wished}-{turn}"
        post["slug"] = slug
        self._by_slug[slug] = post


def _raw(value: object) -> str:
    return str(value.get("raw", "")) if isinstance(value, dict) else str(value)


def _status_for(wished: str, date: str, now: str) -> str:
    if wished == "publish" and date > now:
        return "future"
    if wished == "future" and date <= now:
        return "publish"
    return wished
