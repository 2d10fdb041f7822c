"""The document that describes the API: every status that an address answers with, said in OpenAPI 3.0."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from desk.addresses import API
from desk.api.problems import KINDS, MEDIA_TYPE, Problem

_PROBLEM: Final = "#/components/schemas/Problem"
_ANSWERS: Final = "#/components/responses/"
_FRAMEWORKS: Final = ("HTTPValidationError", "ValidationError")
_WAITED_OUT: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_RETRY_AFTER: Final = {"Retry-After": {"description": "Sau bao nhiêu giây thì thử lại.", "schema": {"type": "integer"}}}


def describe(app: FastAPI) -> None:
    """Give the application the document that it serves."""
    # The bundled reader of the page knows OpenAPI 3.0 only.
    app.openapi_version = "3.0.3"

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=app.openapi_version,
        description=app.description,
        tags=app.openapi_tags,
        routes=app.routes,
    )
    schemas = document["components"]["schemas"]
    for name in _FRAMEWORKS:
        schemas.pop(name, None)
    schemas["Problem"] = TypeAdapter(Problem).json_schema()
    for schema in schemas.values():
        # What engineers say of a shape is no part of what the staff's programs are told.
        schema.pop("description", None)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            told = {
                str(status.value): {"$ref": _ANSWERS + status.name} for status in _statuses(path, method, operation)
            }
            operation["responses"] = {code: said for code, said in operation["responses"].items() if code < "400"}
            operation["responses"] |= dict(sorted(told.items()))
    document["components"]["responses"] = {status.name: _problem(status) for status, _ in KINDS.values()}
    said: dict[str, Any] = _in_3_0(document)
    return said


def _statuses(path: str, method: str, operation: dict[str, Any]) -> Iterator[HTTPStatus]:
    """What can go wrong at an address, besides what is its own."""
    yield from (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
    yield from (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
    if not path.startswith(API):
        return
    yield from (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED)
    if "{" in path:
        yield HTTPStatus.NOT_FOUND
    if method == "post":
        yield from (HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if method == "post" or operation.get("parameters"):
        yield HTTPStatus.UNPROCESSABLE_ENTITY


def _problem(status: HTTPStatus) -> dict[str, Any]:
    titles = [title for at, title in KINDS.values() if at == status]
    answer: dict[str, Any] = {
        "description": "; ".join(titles),
        "content": {MEDIA_TYPE: {"schema": {"$ref": _PROBLEM}}},
    }
    return answer | ({"headers": _RETRY_AFTER} if status in _WAITED_OUT else {})


def _in_3_0(said: Any) -> Any:
    """The same in the words of OpenAPI 3.0, which knows no null, no constants and one example of each thing."""
    if isinstance(said, list):
        return [_in_3_0(each) for each in said]
    if not isinstance(said, dict):
        return said
    said = {key: _in_3_0(value) for key, value in said.items()}
    if isinstance(said.get("examples"), list):
        said["example"] = said.pop("examples")[0]
    if "prefixItems" in said:
        said["items"] = {"anyOf": said.pop("prefixItems")}
    if "const" in said:
        said["enum"] = [said.pop("const")]
    return _with_null(said) if {"type": "null"} in said.get("anyOf", ()) else said


def _with_null(said: dict[str, Any]) -> dict[str, Any]:
    """What may be null: 3.0 lets only what names its type be so, and a shape is named elsewhere."""
    others = [each for each in said.pop("anyOf") if each != {"type": "null"}]
    if len(others) == 1 and "type" in others[0]:
        return {**others[0], **said, "nullable": True}
    return {**said, "anyOf": [*others, {"type": "object", "nullable": True, "enum": [None]}]}
