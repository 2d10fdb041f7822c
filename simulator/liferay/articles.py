"""Liferay's web contents and blog postings: one shelf of articles and the REST calls on it."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from starlette.responses import JSONResponse, Response

from simulator.calls import Call, Refused
from simulator.liferay.answers import problem
from simulator.state import Record
from simulator.wording import altered, moment_of, plain_text, slug_of, stamp
from simulator.world import World

_FIRST_NUMBER = 40_000
_WRITABLE = (
    "title",
    "contentStructureId",
    "contentFields",
    "description",
    "friendlyUrlPath",
    "viewableBy",
    "datePublished",
    "keywords",
    "taxonomyCategoryIds",
    "headline",
    "alternativeHeadline",
    "articleBody",
    "image",
)
_KEPT_BY_PUT = ("keywords", "taxonomyCategoryIds")
"""What a PUT that does not name it leaves alone on an article that is there, as Liferay's own code does."""
_NARROW_TO_WIDE = (None, "Owner", "Members", "Anyone")
_HIDDEN = ("viewableBy", "shownAt")


class ArticleShelf:
    """Articles of one sort, found by number, external reference code or friendly address."""

    def __init__(self, world: World, name: str) -> None:
        self.name = name
        self._state = world.state
        self._site = world.config.site_id
        self._drawer = world.state.drawer(f"liferay/{name}")
        self._by_code = {record["externalReferenceCode"]: record for record in self._drawer}
        self._by_slug = {record["friendlyUrlPath"]: record for record in self._drawer}

    def find(self, call: Call) -> Record | None:
        """Article the address speaks of."""
        parts = call.request.path_params
        if "code" in parts:
            return self._by_code.get(parts["code"])
        return self._drawer.get(str(parts["id"]))

    def by_code(self, code: str) -> Record | None:
        """Article with that external reference code."""
        return self._by_code.get(code)

    def by_slug(self, slug: str) -> Record | None:
        """Article at that friendly address."""
        return self._by_slug.get(slug)

    def about(self, call: Call) -> str:
        """Stored words of the article a call speaks of, for targeted faults."""
        record = self.find(call)
        return "" if record is None else json.dumps(record, ensure_ascii=False)

    def newest_first(self) -> Iterator[Record]:
        """Articles, youngest first."""
        return self._drawer.newest_first()

    def save(self, contents: Record, code: str | None, at: datetime, old: Record | None) -> Record:
        """Stored article with `contents`, new or in place of `old`.

        An article that is there can only be opened to more viewers this way; `open_to` closes it.
        """
        if old is None:
            number = _FIRST_NUMBER + self._state.next_number("liferay")
            code = code or f"tu-cap-{number}"
            old = {"id": number, "key": str(number), "externalReferenceCode": code, "dateCreated": stamp(at)}
        kept = {name: old[name] for name in ("id", "key", "externalReferenceCode", "dateCreated")}
        record: Record = kept | {"siteId": self._site, "dateModified": stamp(at)} | contents
        record["datePublished"] = contents.get("datePublished") or old.get("datePublished") or stamp(at)
        record["friendlyUrlPath"] = self._free_slug(contents, old)
        record["viewableBy"] = max(contents.get("viewableBy"), old.get("viewableBy"), key=_width)
        record["shownAt"] = _shown_at(record, old, at)
        self._by_slug.pop(old.get("friendlyUrlPath", ""), None)
        self._by_code[record["externalReferenceCode"]] = record
        self._by_slug[record["friendlyUrlPath"]] = record
        self._drawer.put(str(record["id"]), record)
        return record

    def open_to(self, record: Record, viewers: str, at: datetime) -> Record:
        """Stored article, seen by `viewers` from now on."""
        changed = record | {"viewableBy": viewers}
        changed["shownAt"] = _shown_at(changed, record, at)
        self._by_code[record["externalReferenceCode"]] = changed
        self._by_slug[record["friendlyUrlPath"]] = changed
        self._drawer.put(str(record["id"]), changed)
        return changed

    def remove(self, record: Record) -> None:
        """Forget `record`."""
        self._drawer.drop(str(record["id"]))
        self._by_code.pop(record["externalReferenceCode"], None)
        self._by_slug.pop(record["friendlyUrlPath"], None)

    def _free_slug(self, contents: Record, old: Record) -> str:
        wished = contents.get("friendlyUrlPath") or old.get("friendlyUrlPath") or slug_of(title_of(contents))
        slug, turn = str(wished).strip("/"), 0
        while (holder := self._by_slug.get(slug)) is not None and holder["id"] != old["id"]:
            turn += 1
            slug = f"{wished}-{turn}"
        return slug


class Contents:
    """REST calls on one shelf."""

    def __init__(self, world: World, shelf: ArticleShelf, require_token: Callable[[Call], None]) -> None:
        self._structure = world.config.structure_id
        self._shelf = shelf
        self._require_token = require_token

    async def create(self, call: Call) -> Response:
        """POST: a new article; 409 when its external reference code is taken."""
        contents = self._read(call)
        code = contents.pop("externalReferenceCode", None)
        if code and self._shelf.by_code(code):
            raise Refused(problem(409, "CONFLICT", f"Duplicate external reference code {code}"))
        return self._show(self._shelf.save(contents, code, call.at, None))

    async def put(self, call: Call) -> Response:
        """PUT by external reference code: replace, or create when missing."""
        code = call.path("code")
        old = self._shelf.by_code(code)
        contents = self._read(call, _left_alone(old, _KEPT_BY_PUT))
        contents.pop("externalReferenceCode", None)
        return self._show(self._shelf.save(contents, code, call.at, old))

    async def update(self, call: Call) -> Response:
        """PATCH or PUT by number."""
        self._require_token(call)
        old = self._known(call)
        merged = self._read(call, _left_alone(old, _WRITABLE if call.request.method == "PATCH" else _KEPT_BY_PUT))
        merged.pop("externalReferenceCode", None)
        return self._show(self._shelf.save(merged, None, call.at, old))

    async def get(self, call: Call) -> Response:
        """GET by external reference code or number."""
        self._require_token(call)
        return self._show(self._known(call), call.fault)

    async def delete(self, call: Call) -> Response:
        """DELETE by external reference code or number."""
        self._require_token(call)
        self._shelf.remove(self._known(call))
        return Response(status_code=204)

    async def list(self, call: Call) -> Response:
        """GET the collection, newest first."""
        self._require_token(call)
        try:
            page, size = max(1, int(call.query("page", "1"))), int(call.query("pageSize", "20"))
        except ValueError:
            raise Refused(problem(400, "BAD_REQUEST", "page and pageSize are numbers")) from None
        wanted = call.query("search").lower()
        found = [r for r in self._shelf.newest_first() if wanted in _searched(r)]
        size = min(max(1, size), 500)
        items = [_shown(record, call.fault) for record in found[(page - 1) * size : page * size]]
        pages = max(1, -(-len(found) // size))
        return JSONResponse(
            {"items": items, "page": page, "pageSize": size, "lastPage": pages, "totalCount": len(found)}
        )

    def _known(self, call: Call) -> Record:
        record = self._shelf.find(call)
        if record is None:
            raise Refused(problem(404, "NOT_FOUND", "No content exists with that key"))
        return record

    def _show(self, record: Record, fault: str = "") -> Response:
        return JSONResponse(_shown(record, fault))

    def _read(self, call: Call, kept: Record | None = None) -> Record:
        self._require_token(call)
        try:
            sent = call.json()
            if sent.get("datePublished"):
                sent["datePublished"] = stamp(moment_of(str(sent["datePublished"])))
        except (ValueError, TypeError):
            raise Refused(problem(400, "BAD_REQUEST", "The request body is malformed")) from None
        allowed = (*_WRITABLE, "externalReferenceCode")
        contents = (kept or {}) | {name: sent[name] for name in allowed if sent.get(name) is not None}
        self._check(contents)
        return contents

    def _check(self, contents: Record) -> None:
        if not title_of(contents):
            raise Refused(problem(400, "BAD_REQUEST", "title must not be empty"))
        if self._shelf.name == "blog-postings":
            return
        if str(contents.get("contentStructureId", "")) != self._structure:
            raise Refused(problem(404, "NOT_FOUND", "No structure exists with that contentStructureId"))
        fields = contents.get("contentFields", [])
        if not isinstance(fields, list) or not all(_is_field(each) for each in fields):
            raise Refused(problem(400, "BAD_REQUEST", "contentFields is malformed"))


def _width(viewers: str | None) -> int:
    return _NARROW_TO_WIDE.index(viewers) if viewers in _NARROW_TO_WIDE else 0


def _shown_at(record: Record, old: Record, at: datetime) -> str | None:
    return (old.get("shownAt") or stamp(at)) if record.get("viewableBy") == "Anyone" else None


def _left_alone(old: Record | None, names: tuple[str, ...]) -> Record:
    return {name: old[name] for name in names if name in old} if old else {}


def title_of(record: Record) -> str:
    """Title of a web content or headline of a blog posting."""
    return str(record.get("title") or record.get("headline") or "")


def field_of(record: Record, name: str) -> str:
    """Text of the content field `name`; empty when absent."""
    for each in record.get("contentFields", ()):
        if each["name"] == name:
            return str(each["contentFieldValue"].get("data") or "")
    return ""


def body_of(record: Record) -> str:
    """HTML of the article."""
    return str(record.get("articleBody") or field_of(record, "body"))


def _shown(record: Record, fault: str) -> Record:
    shown = {name: value for name, value in record.items() if name not in _HIDDEN}
    if fault != "altered_text":
        return shown
    if "articleBody" in shown:
        return shown | {"articleBody": altered(shown["articleBody"])}
    fields = [_altered_field(each) if each["name"] == "body" else each for each in shown.get("contentFields", [])]
    return shown | {"contentFields": fields, "title": altered(title_of(shown))}


def _altered_field(field: dict[str, Any]) -> dict[str, Any]:
    value = field["contentFieldValue"]
    return {**field, "contentFieldValue": {**value, "data": altered(str(value.get("data", "")))}}


def _is_field(field: object) -> bool:
    return isinstance(field, dict) and "name" in field and isinstance(field.get("contentFieldValue"), dict)


def _searched(record: Record) -> str:
    words = (title_of(record), record["externalReferenceCode"], record["friendlyUrlPath"], plain_text(body_of(record)))
    return "\n".join(words).lower()
