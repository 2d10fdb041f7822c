"""A line of the ledger that somebody with all rights has spoilt: said as such, wherever people look."""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio

from activities.storage.articles.approvals import Differs
from desk.api.app import create_api
from desk.evidence.check import check_pack
from desk.evidence.pack import evidence_pack
from newsroom.article import subject_of
from newsroom.board import Office
from newsroom.matters.kinds import MatterAct
from newsroom.signed.canonical import Via
from newsroom.stages import Act
from tests.support.live import LiveNewsroom
from tests.support.matter_acts import done
from tests.support.samples import BOARD_FILE
from tests.support.storages import Storage
from workers.wiring.desk import built_parts

SPOILT: Final = ("sửa", "{}", "[]", "null", '{"kind":"act"}', '{"kind":"poem"}', "[" * 100_000, '{"kind":"\\u0000"}')


@pytest_asyncio.fixture(loop_scope="session")
async def desk(live: LiveNewsroom, storage: Storage) -> AsyncIterator[httpx.AsyncClient]:
    """The API over a storage that the tests may spoil."""
    parts = built_parts(live.settings, live.client, storage.stores)
    app, token = create_api(parts), await parts.tokens.issue(live.holder(Office.HEAD), via=Via.SHELL)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test/api/v1", headers=headers) as http:
        yield http


async def approved(storage: Storage) -> tuple[str, int]:
    """An article, and the number of the line that tells of its edit."""
    article_id = await storage.approved()
    found = await storage.rows("SELECT seq FROM ledger WHERE article_id = $1 ORDER BY seq", article_id)
    return article_id, found[1]["seq"]


async def spoil(storage: Storage, seq: int, body: str) -> None:
    await storage.admin.execute("UPDATE ledger SET body = $2 WHERE seq = $1", seq, body)


@pytest.mark.parametrize("body", SPOILT, ids=lambda body: body[:20])
async def test_it_is_named_in_the_timeline_and_in_the_evidence(
    storage: Storage, desk: httpx.AsyncClient, body: str
) -> None:
    """One line of wrong shape answered 500 wherever the article was looked up."""
    article_id, seq = await approved(storage)
    await spoil(storage, seq, body)
    timeline = await desk.get(f"/articles/{article_id}/timeline")
    assert timeline.status_code == 200, timeline.text
    texts = [event["text"] for event in timeline.json()["events"]]
    assert (len(texts), texts[1].startswith(f"Dòng sổ {seq} không đọc được: ")) == (3, True)
    evidence = await desk.get(f"/articles/{article_id}/evidence")
    assert evidence.status_code == 200, evidence.text
    assert any(fault.startswith(f"Dòng sổ {seq} không đọc được: ") for fault in check_pack(evidence.json()))
    explained = await desk.get(f"/board/explain/{article_id}")
    assert explained.status_code == 200, explained.text
    assert any(fault.startswith(f"Dòng {seq} ") for fault in await storage.stores.ledger.faults())


async def test_a_spoilt_submission_is_not_told_as_an_article_that_was_not_there(
    storage: Storage, desk: httpx.AsyncClient
) -> None:
    article_id, seq = await approved(storage)
    await spoil(storage, seq - 1, "{}")
    answer = await desk.get(f"/board/explain/{article_id}")
    assert answer.status_code == 422, answer.text
    assert f"dòng sổ {seq - 1} không đọc được" in answer.json()["detail"]


async def test_a_spoilt_act_publishes_nothing_and_a_line_of_another_article_stops_nothing(storage: Storage) -> None:
    """What cannot be read never publishes; and one such line does not hold others up."""
    _, other = await approved(storage)
    article_id, seq = await approved(storage)
    standing = await storage.stores.articles.standing(article_id)
    await spoil(storage, other, "sửa")
    await storage.stores.publications.claim(article_id, standing.content_hash, standing.channels[0])
    await spoil(storage, seq + 1, "sửa")
    with pytest.raises(Differs):
        await storage.stores.publications.claim(article_id, standing.content_hash, standing.channels[0])


async def test_the_answer_to_a_spoilt_act_is_not_that_it_never_came(storage: Storage) -> None:
    article_id = await storage.submit()
    act = await storage.signed(Act.FINISH_EDIT, article_id)
    assert (await storage.stores.acts.record(subject_of(article_id), act)).accepted
    act_id = json.loads(act.claim)["act_id"]
    await storage.admin.execute("UPDATE ledger SET body = 'sửa' WHERE act_id = $1", act_id)
    answer = await storage.stores.acts.answer_to(act_id)
    assert answer is not None
    assert (answer.accepted, "không đọc được" in answer.message) == (False, True)


async def test_a_notice_that_was_adopted_by_an_act_is_in_a_pack_once(own_storage: Storage) -> None:
    """The act names the version too; taken for the adoption, it made every later pack unsound."""
    source = f"{BOARD_FILE.read_text(encoding='utf-8')}\n# bản hai\n"
    digest = await own_storage.stores.boards.keep_draft(source)
    await done(own_storage, MatterAct.ADOPT_BOARD, f"board/{digest[:12]}", Office.HEAD, digest=digest)
    article_id = await own_storage.approved()
    pack: dict[str, Any] = await _pack(own_storage, article_id)
    assert [adoption["version"] for adoption in pack["boards"]] == [1, 2]
    assert check_pack(pack) == ()


async def _pack(storage: Storage, article_id: str) -> dict[str, Any]:
    stores = storage.stores
    return await evidence_pack(article_id, stores.ledger, stores.articles, stores.boards, stores.keys)
