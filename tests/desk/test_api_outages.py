"""The API when something is broken: storage, workflow server, or what nobody foresaw."""

import json
from dataclasses import replace
from typing import Any

import httpx
import structlog
from temporalio.client import Client
from temporalio.service import RetryConfig

from activities.storage.articles.reading import ReadingStore
from activities.storage.boards import BoardStore
from activities.storage.database import Database
from desk.api.app import create_api
from desk.parts import DeskParts
from tests.support.api import BODY, META, Api, refused
from tests.support.described import Described
from tests.support.tcp_gate import Line, opened_gate
from workers.wiring.desk import built_parts
from workers.wiring.reading import built_reading


async def on(api: Api, app_parts: DeskParts, **kept: Any) -> httpx.AsyncClient:
    transport = Described(create_api(app_parts))
    return httpx.AsyncClient(transport=transport, base_url="http://desk.test/api/v1", headers=api.as_("head"), **kept)


def looking(api: Api, **stores: Any) -> DeskParts:
    """The desk that looks into other stores."""
    live = api.live
    return replace(live.parts, reading=built_reading(replace(live.stores, **stores)))


async def test_a_lost_storage_is_503_and_comes_back_by_itself(api: Api) -> None:
    database = Database(api.live.settings.database_url.get_secret_value())
    boards = BoardStore(database, api.live.stores.powers)
    lost = looking(api, boards=boards, reading=ReadingStore(database))
    async with await on(api, lost) as http:
        for answer in (await http.get("http://desk.test/health"), await http.get("/inbox")):
            refused(answer, 503, "storage_unreachable")
            assert int(answer.headers["retry-after"]) > 0
        await database.open()
        assert (await http.get("/inbox")).status_code == 200
        await database.close()


async def test_what_nobody_foresaw_is_500_with_a_number_and_tells_no_secret(api: Api) -> None:
    class Broken(ReadingStore):
        async def notifications(self, member_id: str, limit: int = 50, *, before: int | None = None) -> Any:
            key = f"khoa-cua-{member_id}"
            raise ZeroDivisionError(len(key), limit, before)

    broken = looking(api, reading=Broken(api.live.stores.database))
    with structlog.testing.capture_logs() as logs:
        async with await on(api, broken) as http:
            answer = await http.get("/inbox")
    message = refused(answer, 500, "unforeseen")
    assert logs[0]["reference"] in message
    assert isinstance(logs[0]["exc_info"], ZeroDivisionError)
    told = json.dumps(logs, default=str)
    assert "Bearer" not in told
    assert "khoa-cua-head" not in told
    assert api.as_("head")["Authorization"][7:40] not in told
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_article_sent_while_temporal_is_away_is_kept_and_acts_say_so(api: Api) -> None:
    """Connected through a line that is then cut, as when the server dies in the middle of the day."""
    host, port = api.live.settings.temporal_address.split(":")
    started = await api.live.submit(BODY)
    async with opened_gate(host, int(port)) as gate:
        namespace, once = api.live.settings.temporal_namespace, RetryConfig(max_retries=1)
        client = await Client.connect(f"127.0.0.1:{gate.port}", namespace=namespace, retry_config=once)
        gate.turn(Line.CUT)
        async with await on(api, built_parts(api.live.settings, client, api.live.stores)) as http:
            sent = {"metadata": json.dumps(META)}
            files = {"manuscript": ("bai.md", BODY.encode())}
            answer = await http.post("/articles", data=sent, files=files, headers=api.as_("reporter-1"))
            assert (answer.status_code, answer.json()["started"]) == (201, False)
            assert "tự khởi động" in answer.json()["message"]
            article_id = answer.json()["article_id"]
            lost = await http.post(f"/articles/{article_id}/withdraw", json={"reason": "Thôi"})
            assert "máy chủ quy trình không liên lạc được" in refused(lost, 503, "server_unreachable")
            assert int(lost.headers["retry-after"]) > 0
            called_off = await http.post(f"/articles/{started}/withdraw", json={"reason": "Thôi"})
            told = refused(called_off, 503, "server_unreachable")
            assert "máy chủ quy trình (Temporal) không liên lạc được. Thao tác này đã được hủy" in told
    assert await api.live.desk.starter.start(article_id)
    assert (await api.post("head", f"/articles/{article_id}/withdraw", {"reason": "Thôi"})).status_code == 200


async def test_an_article_sent_to_a_desk_that_never_met_temporal_is_kept(api: Api) -> None:
    """As when the desk is started before the workflow server."""
    client = await Client.connect("127.0.0.1:1", lazy=True)
    async with await on(api, built_parts(api.live.settings, client, api.live.stores)) as http:
        files = {"manuscript": ("bai.md", BODY.encode())}
        answer = await http.post("/articles", data={"metadata": json.dumps(META)}, files=files)
        assert (answer.status_code, answer.json()["started"]) == (201, False)
