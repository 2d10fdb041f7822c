"""Zalo's OAuth v4: access tokens of 25 hours, refresh tokens that work once, and the owner's consent."""

import base64
import hashlib
import os
from datetime import datetime, timedelta
from urllib.parse import urlencode

from starlette.responses import JSONResponse, RedirectResponse, Response

from simulator.calls import Call
from simulator.state import Record
from simulator.wording import moment_of, stamp
from simulator.world import World
from simulator.zalo.answers import refusal, sign_in_error

_ACCESS_LIFE = timedelta(seconds=90_000)
_REFRESH_LIFE = timedelta(days=90)
_CODE_LIFE = timedelta(minutes=10)


class ZaloTokens:
    """Tokens and consent codes of the OA."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._access = world.state.drawer("zalo/access_tokens")
        self._refresh = world.state.drawer("zalo/refresh_tokens")
        self._codes = world.state.drawer("zalo/codes")
        if not len(self._access):
            self.install(world.config.zalo_access_token, world.config.zalo_refresh_token)

    def install(self, access: str, refresh: str) -> None:
        """Accept this pair as if the owner had just consented to it."""
        now = self._world.now()
        self._access.put(access, {"ends_at": stamp(now + _ACCESS_LIFE)})
        self._refresh.put(refresh, {"ends_at": stamp(now + _REFRESH_LIFE), "used": False})

    def expire_access(self) -> None:
        """End every access token now; refreshing still works."""
        for token, record in list(self._access.items()):
            self._access.put(token, record | {"ends_at": stamp(self._world.now())})

    def revoke_refresh(self) -> None:
        """Spoil every refresh token: only a new consent helps."""
        for token, record in list(self._refresh.items()):
            self._refresh.put(token, record | {"used": True})

    def require(self, token: str, at: datetime) -> None:
        """Let the call through only with a living access token.

        Errors: Refused with -216 for a foreign token, -220 for an expired one.
        """
        known = self._access.get(token)
        if known is None:
            raise refusal(-216, "Access token is invalid")
        if moment_of(known["ends_at"]) <= at:
            raise refusal(-220, "Access token has expired")

    async def exchange(self, call: Call) -> Response:
        """POST access_token: a new pair for a refresh token or a consent code."""
        config = self._world.config
        form = {name: str(value) for name, value in (await call.request.form()).items()}
        if form.get("app_id") != config.zalo_app_id:
            return sign_in_error(-14002, "invalid app id")
        if call.request.headers.get("secret_key") != config.zalo_app_secret:
            return sign_in_error(-14004, "invalid secret key")
        match form.get("grant_type"):
            case "refresh_token":
                return self._refreshed(form.get("refresh_token", ""), call.at)
            case "authorization_code":
                return self._consented(form, call.at)
            case _:
                return sign_in_error(-14018, "invalid grant type")

    async def consent(self, call: Call) -> Response:
        """GET permission: the owner agrees at once and is sent back with a code."""
        code = os.urandom(24).hex()
        self._codes.put(code, {"challenge": call.query("code_challenge"), "ends_at": stamp(call.at + _CODE_LIFE)})
        facts = {"code": code, "oa_id": self._world.config.oa_id, "state": call.query("state")}
        address = call.query("redirect_uri")
        return RedirectResponse(f"{address}{'&' if '?' in address else '?'}{urlencode(facts)}", 302)

    def _refreshed(self, token: str, at: datetime) -> Response:
        known = self._refresh.get(token)
        if known is None or known["used"] or moment_of(known["ends_at"]) <= at:
            return sign_in_error(-14014, "invalid refresh token")
        self._refresh.put(token, known | {"used": True})
        return self._new_pair()

    def _consented(self, form: Record, at: datetime) -> Response:
        known = self._codes.get(str(form.get("code", "")))
        digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if known is None or moment_of(known["ends_at"]) <= at or known["challenge"] not in ("", challenge):
            return sign_in_error(-14005, "invalid authorization code")
        self._codes.drop(str(form["code"]))
        return self._new_pair()

    def _new_pair(self) -> Response:
        access, refresh = os.urandom(48).hex(), os.urandom(48).hex()
        self.install(access, refresh)
        seconds = str(int(_ACCESS_LIFE.total_seconds()))
        return JSONResponse({"access_token": access, "refresh_token": refresh, "expires_in": seconds})
