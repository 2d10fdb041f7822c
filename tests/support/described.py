"""Every answer of the API, held to what the document says of it."""

import json
import re
from functools import cache, cached_property
from typing import Any, Final

import httpx
from fastapi import FastAPI
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from desk.addresses import API

_DOCUMENT: Final = "urn:document"


class Described(httpx.AsyncBaseTransport):
    """A line to an application on which each answer at an address of the API is checked: status, kind, and body."""

    def __init__(self, app: FastAPI, line: httpx.AsyncBaseTransport | None = None) -> None:
        self._app = app
        self._line = line or httpx.ASGITransport(app=app, raise_app_exceptions=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._line.handle_async_request(request)
        await answer.aread()
        if request.url.path.startswith(API) and request.url.path != self._app.openapi_url:
            self.check(request.method.lower(), request.url.path, answer)
        return answer

    async def aclose(self) -> None:
        await self._line.aclose()

    def check(self, method: str, path: str, answer: httpx.Response) -> None:
        """Nothing, when the document foresees the answer; what is at no address of ours is a problem in any case."""
        place = f"{method} {path} {answer.status_code}"
        known = answer.headers.get("content-type", "").partition(";")[0]
        # An act may be called by its name in the ledger too, which nobody is told any more.
        operation = self._document.operation(method, path) or self._document.operation(method, path.replace("_", "-"))
        if operation is None:
            assert (answer.status_code, known) in {(404, PROBLEM), (405, PROBLEM), (429, PROBLEM), (413, PROBLEM)}, (
                place
            )
            return
        said = self._document.answer(operation, answer.status_code)
        assert said is not None, f"{place} is not declared: {answer.text}"
        assert known in said["content"], f"{place}: {known} is not declared"
        schema = said["content"][known].get("schema")
        if known in {PROBLEM, "application/json"}:
            assert schema, f"{place}: nothing is said of the body"
            wrong = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in self._document.faults(schema, answer.json())]
            assert wrong == [], f"{place}: {wrong}"

    @cached_property
    def _document(self) -> "_Document":
        return _Document(self._app.openapi())


PROBLEM: Final = "application/problem+json"


class _Document:
    def __init__(self, said: dict[str, Any]) -> None:
        self._said = json.loads(json.dumps(said))
        self._registry: Registry[Any] = Registry().with_resource(
            _DOCUMENT, Resource.from_contents(self._said, default_specification=DRAFT4)
        )
        self._validator = cache(self._made)
        self._paths = [
            (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), methods)
            for path, methods in sorted(self._said["paths"].items(), key=lambda item: item[0].count("{"))
        ]

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        found: dict[str, Any] = next((methods for form, methods in self._paths if form.fullmatch(path)), {})
        operation: dict[str, Any] | None = found.get(method)
        return operation

    def answer(self, operation: dict[str, Any], status: int) -> dict[str, Any] | None:
        said: dict[str, Any] | None = operation["responses"].get(str(status))
        if said is None or "$ref" not in said:
            return said
        found: dict[str, Any] = self._said["components"]["responses"][said["$ref"].rpartition("/")[2]]
        return found

    def faults(self, schema: dict[str, Any], body: Any) -> list[Any]:
        return list(self._validator(json.dumps(schema)).iter_errors(body))

    def _made(self, schema: str) -> OAS30Validator:
        whole = json.loads(schema.replace('"#/', f'"{_DOCUMENT}#/'))
        return OAS30Validator(whole, registry=self._registry)
