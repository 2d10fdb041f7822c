"""Signed calls to the Zalo OA API: the access token in its own header, renewed once when refused."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from activities.channels.calls import SERVER_ERRORS, Call, CallLimits, Effect, Line, Reply, json_or_none
from activities.channels.meanings import person, without_secrets
from activities.channels.zalo.codes import (
    CONSENT_LOST,
    INVALID_FIELD,
    SIGN_IN_NAMES,
    TOKEN_CODES,
    UNKNOWN_CODE,
    zalo_meaning,
)
from activities.ports import ChannelTrouble, TokenPair, TokenStore, Trouble
from newsroom.article import ChannelName

_NO_TOKEN: Final = person("chưa có quyền của Zalo OA", "cấp quyền cho ứng dụng và lưu cặp mã của Zalo OA")
_RENEW_AHEAD: Final = timedelta(minutes=5)
_DEFAULT_SECONDS: Final = 90_000
_REFRESH_LIFETIME: Final = timedelta(days=90)
_MESSAGE_CHARS: Final = 300
_NAME: Final = re.compile("[A-Za-z][A-Za-z0-9_. -]{0,59}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloSettings:
    """Which app, and what an article needs that the order does not give.

    Shape: addresses without a trailing slash; `default_cover_url` is a public picture (≤ 1 MB) for articles without
    photos; `verify_pauses` are seconds between questions while Zalo processes an article.
    """

    app_id: str
    app_secret: str = field(repr=False)
    default_cover_url: str
    base_url: str = "https://openapi.zalo.me"
    oauth_url: str = "https://oauth.zaloapp.com"
    default_author: str = "Cổng TTĐT tỉnh Cao Bằng"
    verify_pauses: tuple[float, ...] = (0.2, 0.5, 1, 3, 5, 10, 20)
    find_max_pages: int = 10
    check_public_page: bool = True
    limits: CallLimits = field(default_factory=CallLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An envelope of the OA API; code 0 is success."""

    reply: Reply
    envelope: Mapping[str, Any] = field(repr=False)

    @property
    def code(self) -> int | None:
        """Zalo's error number."""
        return _code(self.envelope)


class _ReplyLost(Exception):
    """A refresh was sent and its answer is not known."""


class ZaloCalls:
    """Calls of the OA API; every answer is an envelope with `error`, 0 meaning success."""

    def __init__(self, line: Line, settings: ZaloSettings, tokens: TokenStore) -> None:
        self._line = line
        self._settings = settings
        self._tokens = tokens

    async def get(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        """The data of a read."""
        call = Call(effect=Effect.READ, method="GET", url=self._settings.base_url + path, params=dict(params))
        return await self._data(call)

    async def get_one(self, path: str, found: str) -> dict[str, Any] | None:
        """The data of the article with that id; None when Zalo says the id, the only thing asked, is invalid."""
        call = Call(effect=Effect.READ, method="GET", url=self._settings.base_url + path, params={"id": found})
        answer = await self._settled(call)
        return None if answer.code == INVALID_FIELD else self.data_of(answer)

    async def ask(self, path: str, body: Mapping[str, Any]) -> Answer:
        """The answer to a POST that changes nothing, whatever its code."""
        call = Call(effect=Effect.READ, method="POST", url=self._settings.base_url + path, json=dict(body))
        return await self._settled(call)

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The data of a change."""
        return self.data_of(await self.change(path, body))

    async def change(self, path: str, body: Mapping[str, Any]) -> Answer:
        """The answer to a change, whatever its code."""
        call = Call(effect=Effect.CHANGE, method="POST", url=self._settings.base_url + path, json=dict(body))
        return await self._settled(call)

    def data_of(self, answer: Answer) -> dict[str, Any]:
        """The data of a success.

        Errors: ChannelTrouble for every other code.
        """
        if answer.code != 0:
            raise self._refusal(answer.reply, answer.envelope)
        data = answer.envelope.get("data")
        return data if isinstance(data, dict) else {}

    async def _data(self, call: Call) -> dict[str, Any]:
        return self.data_of(await self._settled(call))

    async def _settled(self, call: Call) -> Answer:
        """Answer to a call, its token renewed at most once: before it when about to end, else when it is refused.

        A call refused for its token has had no effect, so making it once more is safe.
        """
        pair = await self._tokens.load(ChannelName.ZALO_OA)
        if pair is None or not pair.access:
            raise self._line.refused(_NO_TOKEN, not_sent=True)
        if not self._is_ending(pair):
            answer = await self._answer(call, pair)
            if answer.code not in TOKEN_CODES:
                return answer
        renewed = await self._tokens.renew(ChannelName.ZALO_OA, pair.access, self._refresh)
        return await self._answer(replace(call, secrets=(pair.access, pair.refresh)), renewed)

    def _is_ending(self, pair: TokenPair) -> bool:
        return pair.expires_at is not None and pair.expires_at - _RENEW_AHEAD <= self._line.now()

    async def _answer(self, call: Call, pair: TokenPair) -> Answer:
        signed = replace(
            call, headers={"access_token": pair.access}, secrets=(*call.secrets, pair.access, pair.refresh)
        )
        reply = await self._line.send(signed)
        envelope = json_or_none(reply)
        if envelope is not None and _code(envelope) is not None:
            return Answer(reply=reply, envelope=envelope)
        if reply.status in SERVER_ERRORS:
            raise self._line.server_error(reply)
        raise self._line.lost(signed, "Zalo trả lời không đọc được", reply.evidence)

    async def _refresh(self, old: TokenPair) -> TokenPair:
        """A new pair for the old one, whose refresh token is used up by the question itself; outside any transaction.

        Dying before the call keeps the old pair. Dying after it, or losing the reply, loses the new pair if one was
        made. Asking once more tells which it was and can spoil nothing: the old token either still works or is dead,
        and then a person must consent again, which `CONSENT_LOST` says in words of its own.
        """
        call = self._refresh_call(old)
        with suppress(_ReplyLost):
            return await self._asked(call)
        try:
            return await self._asked(call)
        except _ReplyLost as lost:
            raise self._line.refused(CONSENT_LOST, evidence=str(lost)) from lost

    def _refresh_call(self, old: TokenPair) -> Call:
        settings = self._settings
        form = {"app_id": settings.app_id, "grant_type": "refresh_token", "refresh_token": old.refresh}
        return Call(
            effect=Effect.CHANGE,
            method="POST",
            url=f"{settings.oauth_url}/v4/oa/access_token",
            headers={"secret_key": settings.app_secret},
            form=form,
            secrets=(settings.app_secret, old.refresh, old.access),
        )

    async def _asked(self, call: Call) -> TokenPair:
        try:
            reply = await self._line.send(call)
        except ChannelTrouble as trouble:
            if trouble.trouble is Trouble.UNCLEAR:
                raise _ReplyLost(trouble.evidence) from trouble
            raise
        answer = json_or_none(reply) or {}
        if _code(answer):
            raise self._refusal(reply, answer)
        if (name := _name(answer)) and reply.status not in SERVER_ERRORS:
            raise self._refused_by_name(reply, answer, name)
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if not (isinstance(access, str) and isinstance(refresh, str) and access and refresh):
            # A gateway's error may hide a refresh that was carried out.
            raise _ReplyLost(f"HTTP {reply.status}, không có cặp mã mới")
        told = _whole(answer.get("expires_in")) or 0
        seconds = told if 0 < told < _DEFAULT_SECONDS else _DEFAULT_SECONDS
        at = self._line.now()
        return TokenPair(
            access=access,
            refresh=refresh,
            expires_at=at + timedelta(seconds=seconds),
            granted_until=at + _REFRESH_LIFETIME,
        )

    def _refused_by_name(self, reply: Reply, envelope: Mapping[str, Any], name: str) -> ChannelTrouble:
        """Trouble for a sign-in refused by a name without a number: an answer, so nothing was renewed."""
        row = SIGN_IN_NAMES.get(name.lower(), UNKNOWN_CODE)
        return self._line.refused(row, code=name, evidence=f"HTTP {reply.status}; {_said(reply, envelope)}")

    def _refusal(self, reply: Reply, envelope: Mapping[str, Any]) -> ChannelTrouble:
        code, said = _code(envelope) or 0, _said(reply, envelope)
        evidence = f"HTTP {reply.status}; mã {code}; {said}"
        row = zalo_meaning(code, said)
        if row is UNKNOWN_CODE and reply.status in SERVER_ERRORS:
            return self._line.server_error(reply)
        return self._line.refused(row, code=str(code), evidence=evidence)


def _said(reply: Reply, envelope: Mapping[str, Any]) -> str:
    names = ("message", "error_name", "error_reason", "error_description")
    said = "; ".join(str(envelope[name]) for name in names if envelope.get(name))
    return without_secrets(said, reply.call.secrets)[:_MESSAGE_CHARS]


def _name(envelope: Mapping[str, Any]) -> str:
    found = envelope.get("error") or envelope.get("error_name")
    return found if isinstance(found, str) and _NAME.fullmatch(found) else ""


def _code(envelope: Mapping[str, Any]) -> int | None:
    return _whole(envelope.get("error"))


def _whole(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None
