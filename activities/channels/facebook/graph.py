"""Signed calls to the Graph API: the Page token, its proof, and error envelopes turned into troubles."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from activities.channels.calls import SERVER_ERRORS, Call, CallLimits, Effect, Line, Reply, json_or_none
from activities.channels.facebook.codes import NOT_THERE, PAGE_MISSING, UNKNOWN_CODE, facebook_meaning
from activities.channels.meanings import Meaning, busy, person, unclear, without_secrets
from activities.ports import ChannelTrouble, TokenStore
from newsroom.article import ChannelName

_NO_TOKEN: Final = person("chưa có mã truy cập trang", "lưu mã truy cập trang (Page token) cho Fanpage")
_SUCCESS: Final = range(200, 300)
_USAGE: Final = "X-Business-Use-Case-Usage"
_LONGEST_WAIT_MINUTES: Final = 24 * 60
_MESSAGE_CHARS: Final = 300


class Target(StrEnum):
    """What an address names: Facebook says "does not exist" of a page and of a young post in the same words."""

    PAGE = "page"
    POST = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class FacebookSettings:
    """Which Page, through which Graph version; with `app_secret` every call carries its proof.

    Shape: `base_url` has no version and no trailing slash.
    """

    page_id: str
    base_url: str = "https://graph.facebook.com"
    version: str = "v25.0"
    app_secret: str = field(default="", repr=False)
    photo_max_bytes: int = 4_000_000
    find_max_pages: int = 10
    limits: CallLimits = field(default_factory=CallLimits)


class GraphCalls:
    """Calls below `/{version}`; the token is loaded for each, so a new one works at once."""

    def __init__(self, line: Line, settings: FacebookSettings, tokens: TokenStore) -> None:
        self._line = line
        self._secret = settings.app_secret
        self._root = f"{settings.base_url}/{settings.version}"
        self._tokens = tokens

    async def get(self, path: str, fields: Mapping[str, str], target: Target) -> dict[str, Any] | None:
        """The object at `path`; None when Facebook knows no such post (or does not know it yet)."""
        call = Call(effect=Effect.READ, method="GET", url=self._root + path, params=dict(fields))
        if target is Target.POST:
            return await self._on_post(call)
        return self._checked(await self._line.send(await self._signed(call)), target)

    async def post(self, path: str, body: Mapping[str, Any], target: Target) -> dict[str, Any]:
        """The answer to a change.

        Errors: UNCLEAR when a post is said not to exist, which is also how Facebook speaks of one just created.
        """
        call = Call(effect=Effect.CHANGE, method="POST", url=self._root + path, json=dict(body))
        return self._checked(await self._line.send(await self._signed(call)), target)

    async def change(self, path: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """The answer to a change of a post that was there; None when Facebook says that it is not."""
        return await self._on_post(Call(effect=Effect.CHANGE, method="POST", url=self._root + path, json=dict(body)))

    async def delete(self, path: str) -> dict[str, Any] | None:
        """The answer to the deletion of a post; None when Facebook says that it is not there."""
        return await self._on_post(Call(effect=Effect.CHANGE, method="DELETE", url=self._root + path))

    async def upload(
        self, path: str, form: Mapping[str, str], files: Mapping[str, tuple[str | None, bytes | str, str]]
    ) -> dict[str, Any]:
        """The answer to an unpublished upload, which Facebook drops by itself when no post uses it."""
        call = Call(effect=Effect.HARMLESS, method="POST", url=self._root + path, form=dict(form), files=files)
        return self._checked(await self._line.send(await self._signed(call)), Target.PAGE)

    async def scrape(self, address: str) -> dict[str, Any]:
        """What Facebook reads at an address now, in place of what it kept of it."""
        form = {"id": address, "scrape": "true"}
        call = Call(effect=Effect.HARMLESS, method="POST", url=f"{self._root}/", form=form)
        return self._checked(await self._line.send(await self._signed(call)), Target.PAGE)

    async def _on_post(self, call: Call) -> dict[str, Any] | None:
        reply = await self._line.send(await self._signed(call))
        return None if _codes(_error(reply)) == NOT_THERE else self._checked(reply, Target.POST)

    def _checked(self, reply: Reply, target: Target) -> dict[str, Any]:
        error = _error(reply)
        if error is not None:
            raise self._refusal(reply, error, target)
        if reply.status in SERVER_ERRORS:
            raise self._line.server_error(reply)
        if reply.status not in _SUCCESS:
            raise self._line.refused(UNKNOWN_CODE, code=f"HTTP {reply.status}", evidence=reply.evidence)
        return self._line.json_of(reply)

    async def _signed(self, call: Call) -> Call:
        pair = await self._tokens.load(ChannelName.FANPAGE)
        if pair is None or not pair.access:
            raise self._line.refused(_NO_TOKEN, not_sent=True)
        signed = replace(call, headers={"Authorization": f"Bearer {pair.access}"}, secrets=(pair.access, self._secret))
        if not self._secret:
            return signed
        proof = {"appsecret_proof": hmac.new(self._secret.encode(), pair.access.encode(), hashlib.sha256).hexdigest()}
        signed = replace(signed, secrets=(*signed.secrets, *proof.values()))
        if call.json is not None:
            return replace(signed, json={**call.json, **proof})
        if call.form is not None:
            return replace(signed, form={**call.form, **proof})
        return replace(signed, params={**(call.params or {}), **proof})

    def _refusal(self, reply: Reply, error: Mapping[str, Any], target: Target) -> ChannelTrouble:
        # It may be the token: whoever gives a new one and lets it go on is not told of the old one again.
        self._tokens.forget(ChannelName.FANPAGE)
        code, subcode = _codes(error)
        named = f"{code}/{subcode}" if subcode else str(code)
        said = str(error.get("error_user_msg") or error.get("message") or "")
        said = without_secrets(said, reply.call.secrets)[:_MESSAGE_CHARS]
        evidence = f"HTTP {reply.status}; mã {named}; {said}; fbtrace_id {error.get('fbtrace_id', '')}"
        is_page_missing = target is Target.PAGE and (code, subcode) == NOT_THERE
        row = PAGE_MISSING if is_page_missing else facebook_meaning(code, subcode)
        row = _as_met(row or _unknown(reply, error), reply.call.effect)
        return self._line.refused(row, code=named, evidence=evidence, not_before=self._regained(reply))

    def _regained(self, reply: Reply) -> datetime | None:
        """When Facebook itself says that calls are welcome again (the header counts minutes)."""
        try:
            usage = json.loads(reply.headers.get(_USAGE, "{}"))
            waits = [int(use["estimated_time_to_regain_access"]) for uses in usage.values() for use in uses]
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError):
            return None
        minutes = min(max(waits, default=0), _LONGEST_WAIT_MINUTES)
        return self._line.now() + timedelta(minutes=minutes) if minutes > 0 else None


def _unknown(reply: Reply, error: Mapping[str, Any]) -> Meaning:
    if reply.status in SERVER_ERRORS or error.get("is_transient") is True:
        return unclear("Facebook báo lỗi tạm thời")
    return UNKNOWN_CODE


def _as_met(row: Meaning, effect: Effect) -> Meaning:
    """The row, or a wait where a passing trouble met a call that leaves nothing visible."""
    if row.passing and effect is not Effect.CHANGE:
        return busy(row.happened, minutes=None)
    return row


def _error(reply: Reply) -> Mapping[str, Any] | None:
    error = (json_or_none(reply) or {}).get("error")
    return error if isinstance(error, dict) else None


def _codes(error: Mapping[str, Any] | None) -> tuple[int, int | None]:
    error = error or {}
    return _number(error.get("code")) or 0, _number(error.get("error_subcode"))


def _number(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None
