"""The addresses of the build before: they answer as they did, and say where to go."""

from collections.abc import MutableMapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import pytest

from desk.addresses import API
from tests.support.api import REASON, Api, refused


async def old(api: Api, member: str, method: str, path: str, **sent: object) -> httpx.Response:
    return await api.http.request(method, f"http://desk.test{path}", headers=api.as_(member), **sent)  # type: ignore[arg-type]


async def test_an_old_address_answers_as_before_and_names_its_successor(api: Api) -> None:
    article_id = await api.submitted()
    before, now = (
        await old(api, "head", "GET", f"/articles/{article_id}"),
        await api.get("head", f"/articles/{article_id}"),
    )
    assert (before.status_code, before.json()) == (200, now.json())
    assert before.headers["link"] == f'<{API}/articles/{article_id}>; rel="successor-version"'
    assert datetime.fromtimestamp(int(before.headers["deprecation"].removeprefix("@")), UTC).year == 2026
    assert parsedate_to_datetime(before.headers["sunset"]) > datetime(2027, 1, 1, tzinfo=UTC)
    assert not {"deprecation", "sunset", "link"} & now.headers.keys()
    acted = await old(api, "final-editor", "POST", f"/articles/{article_id}/return-to-author", json=REASON)
    assert (acted.status_code, acted.json()["stage"]) == (200, "returned")


async def test_an_error_there_keeps_its_form(api: Api) -> None:
    """Programs that were written for the build before read `message`."""
    answer = await old(api, "reporter-1", "POST", "/articles/khong-co/approve", json={"seen_hash": "0" * 64})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json().keys() == {"code", "message"}
    refused(answer, 404, "unknown_article")
    wrong = await old(api, "head", "GET", "/articles", params={"limit": "0"})
    assert wrong.json().keys() == {"code", "message", "field"}
    refused(wrong, 422, "invalid_input", "limit")
    assert int(wrong.headers["content-length"]) == len(wrong.content)


@pytest.mark.parametrize("path", ["/health", "/docs", "/khong-co"])
async def test_what_stays_or_never_was_is_not_deprecated(api: Api, path: str) -> None:
    assert "deprecation" not in (await api.http.get(f"http://desk.test{path}")).headers


async def test_a_path_without_a_stroke_is_no_address(api: Api) -> None:
    """`OPTIONS *` asks about the whole server."""
    scope = {"type": "http", "method": "OPTIONS", "path": "*", "raw_path": b"*", "query_string": b"", "headers": []}
    said: list[MutableMapping[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, object]) -> None:
        said.append(message)

    await api.app(scope, receive, send)
    assert said[0]["status"] == 404


async def test_the_document_tells_of_the_new_addresses_alone(api: Api) -> None:
    assert {path for path in api.app.openapi()["paths"] if not path.startswith(f"{API}/")} == {"/health"}
    assert (await api.http.get("/openapi.json")).json() == api.app.openapi()
