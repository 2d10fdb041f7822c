"""The line about a request: who, by which way in, from where; never what was asked for or sent."""

import json
from typing import Any

import httpx
import pytest

from desk.api.app import create_api
from tests.support.live import LiveNewsroom
from tests.telemetry.conftest import SECRET, captured
from workers.telemetry.answered import Requests

pytestmark = pytest.mark.trust


async def logged(live: LiveNewsroom, method: str, path: str, member: str = "", **sent: Any) -> dict[str, Any]:
    """The line about one request."""
    app = Requests(create_api(live.parts), lambda _status: None)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=("203.0.113.9", 4711))
    headers = {"Authorization": f"Bearer {live.tokens[member]}"} if member else {}
    with captured() as log:
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.test/api/v1") as http:
            await http.request(method, path, headers=headers | sent.pop("headers", {}), **sent)
    assert SECRET not in log.getvalue()
    assert not member or live.tokens[member].rsplit(".", 1)[1] not in log.getvalue()
    (line,) = [line for line in map(json.loads, log.getvalue().splitlines()) if line["event"] == "request"]
    return dict(line)


async def test_a_member_is_named_with_office_way_in_and_address(live: LiveNewsroom) -> None:
    line = await logged(live, "GET", "/inbox", "chief-accountant")
    named = ("member", "office", "via", "client", "method", "route", "status")
    assert [line[name] for name in named] == [
        "chief-accountant", "chief_accountant", "token", "203.0.113.9", "GET", "/inbox", 200,
    ]  # fmt: skip


async def test_a_stranger_is_an_address_and_a_status(live: LiveNewsroom) -> None:
    line = await logged(live, "GET", "/inbox", headers={"Authorization": f"Bearer {SECRET}"})
    assert (line["client"], line["status"]) == ("203.0.113.9", 401)
    assert "member" not in line


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", f"/articles/{SECRET}/text", {}),
        ("GET", f"/khong-co/{SECRET}", {}),
        ("GET", "/board/explain", {"params": {"kind": "news", "source": f"https://{SECRET}.example"}}),
        ("POST", f"/articles/{SECRET}/reject", {"json": {"reason": SECRET, "reason_code": "other"}}),
        ("POST", "/articles", {"data": {"metadata": SECRET}, "files": {"manuscript": ("b.md", SECRET.encode())}}),
        ("POST", "/absences", {"json": {"reason": SECRET}}),
    ],
)
async def test_nothing_of_what_was_asked_or_sent_is_written(
    live: LiveNewsroom, method: str, path: str, sent: dict[str, Any]
) -> None:
    line = await logged(live, method, path, "head", **sent)
    assert line["route"] in {
        "/articles/{article_id}/text", "", "/board/explain", "/articles/{article_id}/reject", "/articles", "/absences",
    }  # fmt: skip
