"""The portal as Liferay Headless Delivery: sign-in, web contents and blog postings by external reference code."""

import os
from collections.abc import Iterator
from datetime import timedelta

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from simulator.calls import Call, Refused
from simulator.door import Door
from simulator.faults import Channel, Fault
from simulator.liferay.answers import problem
from simulator.liferay.articles import ArticleShelf, Contents
from simulator.liferay.documents import Documents
from simulator.liferay.pages import LiferayPages
from simulator.liferay.permissions import Permissions
from simulator.wording import moment_of, stamp
from simulator.world import VisiblePost, World

_API = "/o/headless-delivery/v1.0"
_SERVER_ERROR = 500


class Liferay:
    """One Liferay site with its API and its public pages."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tokens = world.state.drawer("liferay_tokens")
        self._door = Door(world, Channel.PORTAL, self._refuse)
        self._shelves = (
            ArticleShelf(world, "structured-contents"),
            ArticleShelf(world, "blog-postings"),
        )
        self._documents = Documents(world)
        self._pages = LiferayPages(world, self._shelves, self._documents)

    def routes(self) -> list[BaseRoute]:
        """Addresses below /liferay."""
        opens = self._door.opens
        found: list[BaseRoute] = [Route("/o/oauth2/token", opens("token", self._token), methods=["POST"])]
        for shelf in self._shelves:
            found += self._article_routes(Contents(self._world, shelf, self.require_token), shelf)
            found += self._permission_routes(Permissions(shelf, self.require_token), shelf)
        found += self._document_routes()
        found += [
            Route("/web/{site}/-/{slug:path}", opens("page", self._pages.article, self._pages.about)),
            Route("/web/{site}/section/{slug}", opens("page", self._pages.section)),
            Route("/web/{site}", opens("page", self._pages.home)),
            Route("/documents/{site}/{number}/{name}", opens("file", self._pages.file)),
        ]
        return found

    def _article_routes(self, contents: Contents, shelf: ArticleShelf) -> list[BaseRoute]:
        opens = self._door.opens
        many = f"{_API}/sites/{{site}}/{shelf.name}"
        one = f"{_API}/{shelf.name}/{{id}}"
        by_code = f"{many}/by-external-reference-code/{{code:path}}"
        about = shelf.about
        return [
            Route(many, opens("create_article", contents.create), methods=["POST"]),
            Route(many, opens("list_articles", contents.list), methods=["GET"]),
            Route(by_code, opens("put_article", contents.put), methods=["PUT"]),
            Route(by_code, opens("get_article", contents.get, about), methods=["GET"]),
            Route(by_code, opens("delete_article", contents.delete, about), methods=["DELETE"]),
            Route(one, opens("get_article", contents.get, about), methods=["GET"]),
            Route(one, opens("update_article", contents.update, about), methods=["PATCH", "PUT"]),
            Route(one, opens("delete_article", contents.delete, about), methods=["DELETE"]),
        ]

    def _permission_routes(self, permissions: Permissions, shelf: ArticleShelf) -> list[BaseRoute]:
        rights = f"{_API}/{shelf.name}/{{id}}/permissions"
        return [
            Route(rights, self._door.opens("get_permissions", permissions.get, shelf.about), methods=["GET"]),
            Route(rights, self._door.opens("put_permissions", permissions.put, shelf.about), methods=["PUT"]),
        ]

    def _document_routes(self) -> list[BaseRoute]:
        opens = self._door.opens
        many = f"{_API}/sites/{{site}}/documents"
        by_code = f"{many}/by-external-reference-code/{{code:path}}"

        async def put(call: Call) -> Response:
            self.require_token(call)
            return await self._documents.put(call)

        async def create(call: Call) -> Response:
            self.require_token(call)
            return await self._documents.create(call)

        async def get(call: Call) -> Response:
            self.require_token(call)
            return await self._documents.get(call)

        return [
            Route(many, opens("create_document", create), methods=["POST"]),
            Route(by_code, opens("put_document", put), methods=["PUT"]),
            Route(by_code, opens("get_document", get), methods=["GET"]),
            Route(f"{_API}/documents/{{id}}", opens("get_document", get), methods=["GET"]),
        ]

    async def _token(self, call: Call) -> Response:
        form = await call.request.form()
        known = (
            form.get("client_id") == self._world.config.liferay_client_id
            and form.get("client_secret") == self._world.config.liferay_client_secret
        )
        if form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        if not known:
            return JSONResponse({"error": "invalid_client"}, 401)
        token = os.urandom(32).hex()
        seconds = self._world.config.liferay_token_seconds
        self._tokens.put(token, {"ends_at": stamp(call.at + timedelta(seconds=seconds))})
        scope = "Liferay.Headless.Delivery.everything"
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": scope})

    def require_token(self, call: Call) -> None:
        """Let the call through only with a living token for this site.

        Errors: Refused with 401 for a missing or unknown token, 403 for an expired one, 404 for another site.
        """
        known = self._tokens.get(_bearer(call))
        if known is None:
            raise Refused(problem(401, "UNAUTHORIZED", "Unauthorized"))
        if moment_of(known["ends_at"]) <= call.at:
            raise Refused(problem(403, "FORBIDDEN", "Access is denied"))
        site = call.request.path_params.get("site", self._world.config.site_id)
        if site != self._world.config.site_id:
            raise Refused(problem(404, "NOT_FOUND", f"No site exists with site id {site}"))

    def expire_tokens(self) -> int:
        """End every token now; returns how many were alive."""
        now = self._world.now()
        alive = [(token, record) for token, record in self._tokens.items() if moment_of(record["ends_at"]) > now]
        for token, _ in alive:
            self._tokens.put(token, {"ends_at": stamp(now)})
        return len(alive)

    def visible(self, since: str = "") -> Iterator[VisiblePost]:
        """Articles the public can read."""
        return self._pages.visible(since)

    def _refuse(self, fault: Fault, call: Call) -> Response:
        if call.name == "page":
            return self._world.pages.missing(fault.status)
        if call.name == "token" and fault.status < _SERVER_ERROR:
            return JSONResponse({"error": str(fault.code).lower()}, fault.status)
        token = _bearer(call)
        if fault.name == "session_expired" and self._tokens.get(token):
            self._tokens.put(token, {"ends_at": stamp(call.at)})
        answer = problem(fault.status, str(fault.code), fault.message or str(fault.code))
        if fault.name == "too_many_requests":
            answer.headers["Retry-After"] = "1"
        return answer


def _bearer(call: Call) -> str:
    scheme, _, token = call.request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""
