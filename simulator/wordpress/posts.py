"""WordPress posts: how they are stored, when they show, and how addresses are made unique."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse

from simulator.calls import Refused
from simulator.state import Record
from simulator.wording import moment_of, plain_text, slug_of, stamp
from simulator.wordpress.filters import shown_content, shown_excerpt, shown_title
from simulator.world import World

_LOCAL: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_STATUSES = frozenset({"publish", "future", "draft", "pending", "private"})
_TEXTS = ("title", "content", "excerpt")
_LISTS: Final = ("categories", "tags")
_PLAIN: Final[Record] = {
    "featured_media": 0,
    "comment_status": "open",
    "ping_status": "open",
    "sticky": False,
    "template": "",
    "format": "standard",
    "password": "",
}
_ADDRESS_CHARS: Final = 200
_AHEAD: Final = timedelta(minutes=1)
_BINNED: Final = "__trashed"


def error(status: int, code: str, message: str, **data: object) -> JSONResponse:
    """WordPress's error body."""
    return JSONResponse({"code": code, "message": message, "data": {"status": status} | data}, status)


class PostShelf:
    """Posts of the blog."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._drawer = world.state.drawer("wordpress/posts")
        self._front = f"{world.config.public_url}/wordpress/"
        self._by_slug = {post["slug"]: post for post in self._drawer if post["slug"]}

    def find(self, number: int) -> Record | None:
        """Post with that number."""
        return self._drawer.get(str(number))

    def by_slug(self, slug: str) -> Record | None:
        """Post holding that address, drafts too."""
        return self._by_slug.get(slug)

    def newest_first(self) -> Iterator[Record]:
        """Posts, youngest first."""
        return self._drawer.newest_first()

    def status(self, post: Record) -> str:
        """Status at this moment: a `future` post turns into a published one when its hour has come."""
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
        post.update({name: sent[name] for name in (*_PLAIN, *_LISTS, "meta") if name in sent})
        if not any(post[name] for name in _TEXTS):
            raise Refused(error(400, "empty_content", "Content, title, and excerpt are empty."))
        if sent.get("status", "draft") not in _STATUSES:
            raise Refused(error(400, "rest_invalid_param", "Invalid parameter(s): status"))
        _set_date(post, sent)
        post["status"] = _status_for(sent.get("status", post["status"]), moment_of(post["date_gmt"]), at)
        post["modified_gmt"] = stamp(at)
        if not post["shown_at"] and post["status"] in ("publish", "future"):
            post["shown_at"] = stamp(at)
        elif post["status"] not in ("publish", "future"):
            post["shown_at"] = None
        self._place(post, sent, old, crowded=crowded)
        self._drawer.put(str(post["id"]), post)
        return post

    def trash(self, post: Record, at: datetime) -> Record:
        """Post moved to the bin, its address set free until it comes back."""
        self._by_slug.pop(post["slug"], None)
        binned = post | {"status": "trash", "slug": f"{post['slug']}{_BINNED}", "shown_at": None}
        binned["modified_gmt"] = stamp(at)
        self._by_slug[binned["slug"]] = binned
        self._drawer.put(str(post["id"]), binned)
        return binned

    def remove(self, post: Record) -> None:
        """Forget the post."""
        self._by_slug.pop(post["slug"], None)
        self._drawer.drop(str(post["id"]))

    def content(self, post: Record) -> str:
        """The text as pages print it."""
        return shown_content(post["content"], self._title_at)

    def link(self, post: Record) -> str:
        """Address of the post's page."""
        lasting = self.status(post) in ("publish", "private")
        return f"{self._front}{post['slug']}/" if lasting else f"{self._front}?p={post['id']}"

    def shown(self, post: Record, *, edit: bool) -> Record:
        """Post as the API answers it; raw texts, password and what will be its address only in the edit context."""
        found = {name: post[name] for name in ("id", "slug", "meta", *_LISTS)}
        found |= {name: post.get(name, usual) for name, usual in _PLAIN.items() if edit or name != "password"}
        for name in ("date", "modified"):
            moment = moment_of(str(post[f"{name}_gmt"]))
            found |= {name: _written(moment.astimezone(_LOCAL)), f"{name}_gmt": _written(moment.astimezone(UTC))}
        status = self.status(post)
        rendered: dict[str, Record] = {
            "title": {"rendered": shown_title(post["title"])},
            "content": {"rendered": self.content(post), "protected": False},
            "excerpt": {"rendered": shown_excerpt(post["excerpt"]), "protected": False},
            "guid": {"rendered": f"{self._front}?p={post['id']}"},
        }
        for name in _TEXTS if edit else ():
            rendered[name]["raw"] = post[name]
        if edit:
            generated = _address(post["title"]) or str(post["id"])
            found |= {"permalink_template": f"{self._front}%postname%/", "generated_slug": generated}
        classes = [f"post-{post['id']}", "post", "type-post", f"status-{status}", "format-standard", "hentry"]
        links = {"self": [{"href": f"{self._front}wp-json/wp/v2/posts/{post['id']}"}]}
        about = {"status": status, "type": "post", "author": 1, "link": self.link(post)}
        return found | rendered | about | {"class_list": classes, "_links": links}

    def _title_at(self, url: str) -> str:
        found = self._by_slug.get(url.removeprefix(self._front).strip("/")) if url.startswith(self._front) else None
        return plain_text(found["title"]) if found and self.status(found) == "publish" else ""

    def _blank(self, at: datetime) -> Record:
        blank: Record = dict.fromkeys(_TEXTS, "")
        number = 100 + self._world.state.next_number("wordpress/posts")
        lists = {"categories": [1], "tags": [], "meta": {}}
        more = {"id": number, "slug": "", "status": "draft", "date_gmt": stamp(at), "shown_at": None}
        return blank | lists | _PLAIN | more

    def _place(self, post: Record, sent: Record, old: Record | None, *, crowded: bool) -> None:
        """Give the post its address: that of a draft is unique too, but a draft that asks for none has none yet."""
        if old is not None and self._by_slug.get(old["slug"], {}).get("id") == post["id"]:
            del self._by_slug[old["slug"]]
        wished = _address(str(sent["slug"])) if sent.get("slug") else str(post["slug"]).removesuffix(_BINNED)
        if not wished and post["status"] not in ("draft", "pending"):
            wished = _address(post["title"]) or str(post["id"])
        # A creation that names no status makes a draft without looking who has its address.
        unchecked = old is None and "status" not in sent
        slug, turn = wished, 1
        while slug and not unchecked and (slug in self._by_slug or (crowded and turn == 1)):
            turn += 1
            slug = f"{wished[: _ADDRESS_CHARS - len(str(turn)) - 1]}-{turn}"
        post["slug"] = slug
        if slug:
            self._by_slug.setdefault(slug, post)


def _address(text: str) -> str:
    """A text as WordPress makes an address of it: underscores stay, and 200 characters are the most."""
    return "_".join(map(slug_of, re.split("_", text)))[:_ADDRESS_CHARS].strip("-")


def _raw(value: object) -> str:
    return str(value.get("raw", "")) if isinstance(value, dict) else str(value)


def _written(moment: datetime) -> str:
    return moment.replace(tzinfo=None, microsecond=0).isoformat()


def _set_date(post: Record, sent: Record) -> None:
    """The date sent: `date_gmt` is in UTC, `date` in the site's own zone."""
    wished = sent.get("date_gmt") or sent.get("date")
    if not wished:
        return
    try:
        moment = datetime.fromisoformat(str(wished))
    except ValueError:
        raise Refused(error(400, "rest_invalid_param", "Invalid parameter(s): date")) from None
    zone = UTC if sent.get("date_gmt") else _LOCAL
    post["date_gmt"] = stamp(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _status_for(wished: str, date: datetime, now: datetime) -> str:
    if wished == "publish" and date - now >= _AHEAD:
        return "future"
    if wished == "future" and date - now < _AHEAD:
        return "publish"
    return wished
