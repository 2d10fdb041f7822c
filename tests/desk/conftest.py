"""The desk's API over the session's newsroom."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio

from desk.api.app import create_api
from desk.evidence.pack import evidence_pack
from tests.support.api import BODY, Api
from tests.support.described import Described
from tests.support.live import LiveNewsroom


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def api(live: LiveNewsroom) -> AsyncIterator[Api]:
    app = create_api(live.parts)
    transport = Described(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test/api/v1") as http:
        yield Api(live=live, app=app, http=http)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def published_pack(api: Api) -> dict[str, Any]:
    """The evidence on an article that went back to editing once, got a new text, and is on three channels."""
    article_id = await api.awaiting()
    said = {"reason": "Thêm số liệu", "reason_code": "below_quality"}
    assert (await api.post("standing-deputy", f"/articles/{article_id}/return-for-edit", said)).status_code == 200
    path = f"/articles/{article_id}/finish-edit"
    edited = await api.send("final-editor", path, text=f"{BODY}\nCó 32 trường tham gia.\n")
    assert edited.status_code == 200, edited.text
    assert (await api.approved(article_id, "reporter-1")).status_code == 403
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)
    stores = api.live.stores
    return await evidence_pack(article_id, stores.ledger, stores.articles, stores.boards, stores.keys)
