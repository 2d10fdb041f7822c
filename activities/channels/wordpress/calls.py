"""Calls to WordPress's REST API as our user, and its answers freed of what plugins print before them."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeGuard

from activities.channels.calls import Call, CallLimits, Effect, Line, Reply
from activities.channels.uploads import PORTAL_PHOTO_BYTES
from activities.channels.wordpress.codes import checked

_OK: Final = 200
_NOT_FOUND: Final = 404
_BINNED: Final = 410
_OUR_PART: Final = "X-Toasoan-Preview"
"""Says which draft this page shows."""

_BEGINS: Final = re.compile(r"[{\[]")
_BEGINNINGS: Final = 40
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPressSettings:
    """Where the WordPress site is and who we are there; `base_url` without a trailing slash.

    Shape: `category` is the slug of the category for all that the newsroom publishes; empty for the site's own default.
    """

    base_url: str
    user: str
    application_password: str = field(repr=False)
    category: str = ""
    photo_max_bytes: int = PORTAL_PHOTO_BYTES
    limits: CallLimits = field(default_factory=CallLimits)


class WordPressCalls:
    """The REST API of one site. All raise ChannelTrouble and nothing else."""

    def __init__(self, line: Line, settings: WordPressSettings) -> None:
        self.line = line
        self._settings = settings
        self._api = f"{settings.base_url}/wp-json/wp/v2"

    async def found(
        self, path: str, params: Mapping[str, str], *, closed: frozenset[int] = frozenset()
    ) -> list[dict[str, Any]]:
        """A list; empty when the site answers with a status of `closed`, as some do to close a list for safety."""
        reply = await self._signed(Call(effect=Effect.READ, method="GET", url=self._api + path, params=params))
        return [] if reply.status in closed else self.line.list_of(checked(self.line, reply))

    async def one(self, path: str, params: Mapping[str, str] | None = None) -> dict[str, Any] | None:
        """One object; None when there is none under that number."""
        reply = await self._signed(Call(effect=Effect.READ, method="GET", url=self._api + path, params=params))
        if reply.status == _NOT_FOUND and "rest_no_route" not in reply.text:
            return None
        return self.line.json_of(checked(self.line, reply))

    async def change(self, path: str, *, effect: Effect = Effect.CHANGE, **body: Any) -> dict[str, Any]:
        """What a change made of an object."""
        call = Call(effect=effect, method="POST", url=self._api + path, **body)
        found = self.line.json_of(checked(self.line, await self._signed(call)))
        if not is_number(found.get("id")):
            raise self.line.lost(call, "Cổng nhận bài nhưng không cho biết mã bài", "")
        return found

    async def attempt(self, path: str, *, json: Mapping[str, Any]) -> Reply:
        """The answer to a harmless creation, whatever its status."""
        return await self._signed(Call(effect=Effect.HARMLESS, method="POST", url=self._api + path, json=json))

    async def bin(self, path: str) -> None:
        """Put an object into the bin, from which it can be restored; fine when it is gone or there already."""
        reply = await self._signed(Call(effect=Effect.HARMLESS, method="DELETE", url=self._api + path))
        if reply.status not in {_NOT_FOUND, _BINNED}:
            checked(self.line, reply)

    async def preview(self, number: str) -> Reply | None:
        """The page of a draft as its readers would get it; None from a site without our part, which alone shows it."""
        url = f"{self._settings.base_url}/"
        call = Call(effect=Effect.READ, method="GET", url=url, params={"p": number, "preview": "true"})
        page = await self._sent(call)
        return page if page.status == _OK and page.headers.get(_OUR_PART) == number else None

    async def _signed(self, call: Call) -> Reply:
        reply = await self._sent(call)
        return replace(reply, text=_bare_json(reply.text))

    async def _sent(self, call: Call) -> Reply:
        auth = (self._settings.user, self._settings.application_password)
        written = b64encode(":".join(auth).encode()).decode()
        return await self.line.send(replace(call, auth=auth, secrets=(self._settings.application_password, written)))


def is_number(value: object) -> TypeGuard[int]:
    """Whether this is a number that WordPress gives to an object."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _bare_json(text: str) -> str:
    """The JSON of an answer, without a byte order mark and without what PHP printed before it."""
    text = text.removeprefix(_BOM).strip()
    if text[:1] in {"{", "["} or not text:
        return text
    for begin, _ in zip(_BEGINS.finditer(text), range(_BEGINNINGS), strict=False):
        try:
            json.loads(text[begin.start() :])
        except (ValueError, RecursionError):
            continue
        return text[begin.start() :]
    return text
