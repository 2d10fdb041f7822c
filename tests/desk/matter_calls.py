"""What the tests of matters over HTTP do over and over: being away, and what is stored of it."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from newsroom.working_time import ZONE
from tests.support.api import Api
from tests.support.live import eventually

Json = dict[str, Any]


def ahead(hours: float = 0, days: float = 0) -> str:
    """An hour from now, as a caller writes it."""
    return (datetime.now(ZONE) + timedelta(hours=hours, days=days)).isoformat()


async def filed(api: Api, member: str, *, by: str = "", hours: float = 8, **said: Any) -> Json:
    """A member away from now on."""
    body = {"ends_at": ahead(hours), "reason": "Đi công tác", **said} | ({"member": member} if by else {})
    answer = await api.post(by or member, "/absences", body)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


@contextlib.asynccontextmanager
async def away(api: Api, member: str, **said: Any) -> AsyncIterator[Json]:
    """A member away meanwhile, back in the end."""
    absence = await filed(api, member, **said)
    try:
        yield absence
    finally:
        await back(api, member, absence["id"])


async def back(api: Api, member: str, absence_id: str) -> None:
    """The member is back, unless they are already; the absence's workflow has closed."""
    answer = await api.post(member, f"/absences/{absence_id}/end")
    assert answer.status_code in {200, 409, 422}, answer.text
    await ended(api, f"absence/{absence_id}")


async def ended(api: Api, matter: str) -> None:
    """Wait until the workflow of a matter has closed."""

    async def closed() -> bool:
        handle = api.live.client.get_workflow_handle(matter)
        return (await handle.describe()).close_time is not None

    await eventually(closed, seconds=30)


async def matter_tasks(api: Api, member: str, task: str) -> list[Json]:
    """What waits for a member besides articles, of one kind."""
    tasks = (await api.get(member, "/inbox")).json()["house_tasks"]
    return [found for found in tasks if found["task"] == task]


async def no_meeting_open(api: Api) -> None:
    """Cancel what other tests have left open: the next meeting would take the articles."""
    for sheet in (await api.get("head", "/meetings", open=True)).json()["meetings"]:
        await api.post("head", f"/meetings/{sheet['id']}/cancel", {"reason": "Dọn dẹp"})


async def until_held(api: Api, article_id: str, hold: str, member: str) -> Json:
    """The article's card, once it lies with that member by that title."""

    async def there() -> Json | None:
        card: Json = (await api.get("secretary", f"/articles/{article_id}")).json()
        return card if (card["hold"], card["asked"]) == (hold, member) else None

    found: Json = await eventually(there)
    return found


async def stored(api: Api) -> int:
    """How many absences, grants and terms of them are stored."""
    async with api.live.stores.database.reading() as connection:
        counted: int = await connection.fetchval(
            "SELECT (SELECT count(*) FROM absences) + (SELECT count(*) FROM grants) + (SELECT count(*) FROM terms)"
        )
    return counted


def utc(text: str) -> datetime:
    """An instant out of an answer."""
    return datetime.fromisoformat(text).astimezone(UTC)
