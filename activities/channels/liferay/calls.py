"""Signed calls to Liferay's Headless Delivery: client credentials, a token kept in memory, refusals as troubles."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from activities.channels.calls import SERVER_ERRORS, Call, CallLimits, Effect, Line, Reply
from activities.channels.meanings import person
from activities.channels.portal_codes import PORTAL_STATUSES, UNKNOWN_STATUS
from activities.channels.uploads import PORTAL_PHOTO_BYTES

_NO_CONTENT: Final = 204
_OK: Final = frozenset({200, 201, _NO_CONTENT})
_NOT_FOUND: Final = 404
_TOKEN_REFUSED: Final = frozenset({401, 403})
_SIGN_IN_REFUSED: Final = person(
    "Cổng không cấp mã truy cập cho ứng dụng tích hợp", "kiểm tra client id và client secret của Cổng"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiferaySettings:
    """Where the Liferay site is and who we are there.

    Shape: no address ends in a slash; `public_base_url` is what stands before an article's friendly address
    (`https://caobang.gov.vn/w` or `…/web/guest/-`); `body_field` is the name of the rich-text field of the structure.
    """

    base_url: str
    public_base_url: str
    site_id: str
    structure_id: str
    client_id: str
    client_secret: str = field(repr=False)
    body_field: str = "body"
    photo_max_bytes: int = PORTAL_PHOTO_BYTES
    limits: CallLimits = field(default_factory=CallLimits)


class LiferayCalls:
    """Calls below `/o/headless-delivery/v1.0`, signed in on demand and once more when the token is refused."""

    def __init__(self, line: Line, settings: LiferaySettings) -> None:
        self._line = line
        self._settings = settings
        self._api = f"{settings.base_url}/o/headless-delivery/v1.0"
        self._token = ""
        self._signing_in = asyncio.Lock()

    async def get(self, path: str) -> dict[str, Any] | None:
        """The resource at `path`; None when Liferay has none."""
        reply = await self._signed(Call(effect=Effect.READ, method="GET", url=self._api + path))
        return None if reply.status == _NOT_FOUND else self._checked(reply)

    async def put_json(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The stored resource after replacing or creating it."""
        call = Call(effect=Effect.CHANGE, method="PUT", url=self._api + path, json=dict(body))
        return self._checked(await self._signed(call))

    async def overwrite(self, path: str, body: object) -> dict[str, Any] | None:
        """What is stored after replacing something by its number, which never makes it anew.

        Shape: None when Liferay has no such thing, empty when it says nothing of what is stored now.
        """
        reply = await self._signed(Call(effect=Effect.CHANGE, method="PUT", url=self._api + path, json=body))
        if reply.status == _NOT_FOUND:
            return None
        return {} if reply.status == _NO_CONTENT else self._checked(reply)

    async def put_file(self, path: str, files: Mapping[str, tuple[str | None, bytes | str, str]]) -> dict[str, Any]:
        """The stored document after replacing or creating it."""
        call = Call(effect=Effect.HARMLESS, method="PUT", url=self._api + path, files=files)
        return self._checked(await self._signed(call))

    async def _signed(self, call: Call) -> Reply:
        """The reply, after one new sign-in when the token was refused: a refused call has had no effect."""
        token = self._token or await self._sign_in("")
        reply = await self._line.send(_with_token(call, token))
        if reply.status in _TOKEN_REFUSED:
            reply = await self._line.send(_with_token(call, await self._sign_in(token)))
        return reply

    async def _sign_in(self, stale: str) -> str:
        async with self._signing_in:
            if self._token and self._token != stale:
                return self._token
            self._token = ""
            self._token = await self._fetch_token()
            return self._token

    async def _fetch_token(self) -> str:
        # Dying around this call costs nothing: the next sign-in gets another token.
        settings = self._settings
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.client_id,
            "client_secret": settings.client_secret,
        }
        url = f"{settings.base_url}/o/oauth2/token"
        secrets = (settings.client_secret,)
        call = Call(effect=Effect.HARMLESS, method="POST", url=url, form=form, secrets=secrets)
        reply = await self._line.send(call)
        if reply.status in SERVER_ERRORS:
            raise self._line.server_error(reply)
        if reply.status not in _OK:
            raise self._line.refused(_SIGN_IN_REFUSED, code=f"HTTP {reply.status}", evidence=reply.evidence)
        token = self._line.json_of(reply).get("access_token")
        if not isinstance(token, str) or not token:
            raise self._line.refused(_SIGN_IN_REFUSED, evidence=f"HTTP {reply.status}, không có access_token")
        return token

    def _checked(self, reply: Reply) -> dict[str, Any]:
        if reply.status in SERVER_ERRORS:
            raise self._line.server_error(reply)
        if reply.status not in _OK:
            row = PORTAL_STATUSES.get(reply.status, UNKNOWN_STATUS)
            raise self._line.refused(row, code=f"HTTP {reply.status}", evidence=reply.evidence)
        return self._line.json_of(reply)


def _with_token(call: Call, token: str) -> Call:
    headers = {**call.headers, "Authorization": f"Bearer {token}"}
    return replace(call, headers=headers, secrets=(*call.secrets, token))
