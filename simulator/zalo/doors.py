"""Zalo Official Account: the article API, broadcasts, messages to one user, sign-in, and what a reader sees."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from simulator.calls import Call, Refused
from simulator.door import Door, Endpoint, Handler
from simulator.faults import Channel, Fault
from simulator.state import Record
from simulator.wording import stamp
from simulator.world import VisiblePost, World
from simulator.zalo.answers import refusal, reply, sign_in_error
from simulator.zalo.articles import OaArticles
from simulator.zalo.pages import ZaloPages
from simulator.zalo.tokens import ZaloTokens

_SLICE = 10
_MODERATION = timedelta(minutes=30)
_MAX_BROADCAST = 5
_MESSAGE_CHARS = 2000
_SERVER_ERROR = 500


class Zalo:
    """One OA with its API and its public articles."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._door = Door(world, Channel.ZALO_OA, self._refuse)
        self.tokens = ZaloTokens(world)
        self._articles = OaArticles(world)
        self._pages = ZaloPages(world, self._articles)
        self._broadcasts = world.state.drawer("zalo/broadcasts")
        self._messages = world.state.drawer("zalo/messages")
        self._minute = ("", 0)

    def api_routes(self) -> list[BaseRoute]:
        """Addresses below /zalo."""
        return [
            self._api("create", self._create, "POST"),
            self._api("verify", self._verify, "POST"),
            self._api("update", self._update, "POST"),
            self._api("remove", self._remove, "POST"),
            self._api("getdetail", self._getdetail, "GET"),
            self._api("getslice", self._getslice, "GET"),
            Route("/v2.0/oa/message", self._opens("broadcast", self._broadcast), methods=["POST"]),
            Route("/v3.0/oa/message/cs", self._opens("message", self._message), methods=["POST"]),
            Route("/v2.0/oa/getoa", self._opens("getoa", self._getoa), methods=["GET"]),
            Route("/{path:path}", self._door.opens("unknown", self._unknown), methods=["GET", "POST"]),
        ]

    def sign_in_routes(self) -> list[BaseRoute]:
        """Addresses below /zalo-oauth."""
        return [
            Route("/v4/oa/access_token", self._door.opens("token", self.tokens.exchange), methods=["POST"]),
            Route("/v4/oa/permission", self._door.opens("consent", self.tokens.consent)),
        ]

    def page_routes(self) -> list[BaseRoute]:
        """Addresses below /zalo-public."""
        opens, pages = self._door.opens, self._pages
        return [
            Route("/article/{id}", opens("page", pages.article, self._about)),
            Route("/{oa}", opens("page", pages.front)),
        ]

    def visible(self, since: str = "") -> Iterator[VisiblePost]:
        """Articles the public can read, newest first."""
        return self._pages.visible(since)

    def broadcasts(self) -> list[Record]:
        """Broadcasts accepted so far, with the hour they reach followers and whether they have."""
        now = stamp(self._world.now())
        return [record | {"delivered": record["delivered_at"] <= now} for record in self._broadcasts]

    def messages(self) -> list[Record]:
        """Messages to single users, in the order in which they arrived."""
        return list(self._messages)

    def _api(self, name: str, handler: Handler, method: str) -> Route:
        return Route(f"/v2.0/article/{name}", self._opens(name, handler), methods=[method])

    def _opens(self, name: str, handler: Handler) -> Endpoint:
        async def checked(call: Call) -> Response:
            remain = self._count(call)
            try:
                self._enter(call, remain)
                answer = await handler(call)
            except Refused as refused:
                answer = refused.answer
            return self._with_rate(answer, max(remain, 0))

        return self._door.opens(name, checked, self._about)

    def _enter(self, call: Call, remain: int) -> None:
        if remain < 0:
            raise refusal(-32, "Your application reached limit call api")
        token = call.request.headers.get("access_token", "")
        self.tokens.require(token, call.at)
        proof = call.request.headers.get("appsecret_proof") or call.query("appsecret_proof")
        secret = self._world.config.zalo_app_secret.encode()
        if proof and not hmac.compare_digest(proof, hmac.new(secret, token.encode(), hashlib.sha256).hexdigest()):
            raise refusal(-242, "appsecret_proof is invalid")

    async def _create(self, call: Call) -> Response:
        return reply(0, "Success", {"token": await self._articles.submit(_sent(call), call.at)})

    async def _update(self, call: Call) -> Response:
        sent = _sent(call)
        token = await self._articles.submit(sent, call.at, str(sent.get("id", "")))
        return reply(0, "Success", {"token": token})

    async def _verify(self, call: Call) -> Response:
        found = self._articles.verify(str(_sent(call).get("token", "")), media_fails=call.fault == "media_failed")
        return reply(0, "Success", {"id": found})

    async def _remove(self, call: Call) -> Response:
        self._articles.remove(str(_sent(call).get("id", "")))
        return reply(0, "Success")

    async def _getdetail(self, call: Call) -> Response:
        article = self._articles.find(call.query("id"))
        if article is None:
            raise refusal(-201, "id is invalid")
        return reply(0, "Success", self._articles.detail(article, call.fault))

    async def _getslice(self, call: Call) -> Response:
        kind = call.query("type")
        if kind not in ("normal", "video"):
            raise refusal(-201, "type is invalid")
        offset, limit = call.query("offset", "0"), call.query("limit", str(_SLICE))
        if not (offset.isdigit() and limit.isdigit()):
            raise refusal(-201, "offset or limit is invalid")
        if int(limit) > _SLICE:
            raise refusal(-210, f"limit exceeds {_SLICE}")
        found = [article for article in self._articles.newest_first() if article["type"] == kind]
        if call.fault == "list_lags":
            found = found[1:]
        chosen = found[int(offset) : int(offset) + int(limit)]
        medias = [self._articles.line(article, call.fault) for article in chosen]
        return reply(0, "Success", {"medias": medias, "total": len(found)})

    async def _broadcast(self, call: Call) -> Response:
        try:
            payload = _sent(call)["message"]["attachment"]["payload"]
            ids = [str(e["attachment_id"]) for e in payload["elements"] if e["media_type"] == "article"]
        except (KeyError, TypeError):
            raise refusal(-201, "message is invalid") from None
        if not 1 <= len(ids) <= _MAX_BROADCAST or not all(self._articles.find(each) for each in ids):
            raise refusal(-201, "attachment_id is invalid")
        number = str(8_100_000_000_000_000_000 + self._world.state.next_number("zalo/broadcasts"))
        record = {"message_id": number, "article_ids": ids, "sent_at": stamp(call.at)}
        self._broadcasts.put(number, record | {"delivered_at": stamp(call.at + _MODERATION)})
        return reply(0, "Success", {"message_id": number})

    async def _message(self, call: Call) -> Response:
        try:
            sent = _sent(call)
            user, text = str(sent["recipient"]["user_id"]), str(sent["message"]["text"])
        except (KeyError, TypeError):
            raise refusal(-201, "message is invalid") from None
        if not user.isdigit() or not text:
            raise refusal(-201, "user_id or text is invalid")
        if len(text) > _MESSAGE_CHARS:
            raise refusal(-210, f"text exceeds {_MESSAGE_CHARS}")
        number = f"msg-{self._world.state.next_number('zalo/messages')}"
        self._messages.put(number, {"message_id": number, "user_id": user, "text": text, "sent_at": stamp(call.at)})
        data = {"message_id": number, "user_id": user, "sent_time": stamp(call.at), "quota": {"quota_type": "reply"}}
        return reply(0, "Success", data)

    async def _getoa(self, call: Call) -> Response:
        del call
        config = self._world.config
        return reply(0, "Success", {"oa_id": config.oa_id, "name": config.oa_name, "is_verified": True, "oa_type": 4})

    async def _unknown(self, call: Call) -> Response:
        del call
        return JSONResponse({"error": -209, "message": "This API is not supported"}, 404)

    def _about(self, call: Call) -> str:
        wanted = call.request.path_params.get("id") or call.query("id")
        if not wanted and call.name == "verify":
            token = call.body.decode("utf-8", "replace")
            job = next((job for job in self._world.state.drawer("zalo/jobs") if job["token"] in token), None)
            return json.dumps(job, ensure_ascii=False) if job else ""
        article = self._articles.find(wanted)
        return json.dumps(article, ensure_ascii=False) if article else ""

    def _count(self, call: Call) -> int:
        minute = stamp(call.at)[:16]
        used = self._minute[1] + 1 if self._minute[0] == minute else 1
        self._minute = (minute, used)
        limit = self._world.config.zalo_calls_per_minute
        return limit - used if limit else 1

    def _with_rate(self, answer: Response, remain: int) -> Response:
        answer.headers["X-RateLimit-Limit"] = str(self._world.config.zalo_calls_per_minute)
        answer.headers["X-RateLimit-Remain"] = str(remain)
        return answer

    def _refuse(self, fault: Fault, call: Call) -> Response:
        if call.name == "page":
            return self._world.pages.missing(fault.status)
        if fault.status >= _SERVER_ERROR:
            return Response("<html><body>Bad gateway</body></html>", fault.status, media_type="text/html")
        if call.name == "token":
            return sign_in_error(int(fault.code), fault.message)
        return self._with_rate(reply(int(fault.code), fault.message), int(fault.extra.get("remain", 1000)))


def _sent(call: Call) -> Record:
    try:
        return call.json()
    except ValueError:
        raise refusal(-201, "body is not JSON") from None
