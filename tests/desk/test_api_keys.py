"""Acts with an Idempotency-Key: done once, answered as often as they are asked for."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from temporalio.client import Client

from desk.api.app import create_api
from tests.desk.test_lost_replies import cut
from tests.support.api import BODY, Api, refused
from tests.support.described import Described
from workers.wiring.desk import built_parts


def restarted(api: Api, client: Client | None = None) -> Api:
    """The desk in a new process, on a line of its own."""
    app = create_api(built_parts(api.live.settings, client or api.live.client, api.live.stores))
    return replace(api, app=app, http=httpx.AsyncClient(transport=Described(app), base_url=api.http.base_url))


async def lines(api: Api, article_id: str) -> int:
    return len(await api.live.stores.ledger.links(article_id))


async def test_the_same_request_is_answered_again_and_done_once(api: Api) -> None:
    article_id = await api.submitted()
    path = f"/articles/{article_id}/finish-edit"
    first = await api.post("final-editor", path, key="trình-1".encode().hex())
    before = await lines(api, article_id)
    again = await api.post("final-editor", path, key="trình-1".encode().hex())
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    after = restarted(api)
    assert (await after.post("final-editor", path, key="trình-1".encode().hex())).json() == first.json()
    assert await lines(api, article_id) == before


async def test_a_key_stands_for_one_request_of_one_member(api: Api) -> None:
    article_id, other = await api.awaiting(), await api.awaiting()
    said = {"seen_hash": await api.seen(article_id)}
    path = f"/articles/{article_id}/approve"
    assert (await api.post("standing-deputy", path, said, key=article_id)).status_code == 200
    for where, what in ((f"/articles/{other}/approve", said), (path, {**said, "reason": "khác"})):
        refused(await api.post("standing-deputy", where, what, key=article_id), 422, "invalid_input", "Idempotency-Key")
    assert (await api.get("head", f"/articles/{other}")).json()["stage"] == "awaiting_approval"
    fresh = await api.submitted()
    assert (await api.post("final-editor", f"/articles/{fresh}/finish-edit", key=article_id)).status_code == 200


async def test_a_refusal_is_told_again_and_not_judged_again(api: Api) -> None:
    article_id = await api.submitted()
    path, said = f"/articles/{article_id}/approve", {"seen_hash": await api.seen(article_id)}
    first = await api.post("standing-deputy", path, said, key=article_id)
    assert first.status_code == 409
    assert (await api.post("final-editor", f"/articles/{article_id}/finish-edit")).status_code == 200
    again = await api.post("standing-deputy", path, said, key=article_id)
    assert refused(again, 409, "wrong_stage") == refused(first, 409, "wrong_stage")
    assert (await api.post("standing-deputy", path, said, key=f"{article_id}-2")).status_code == 200


async def test_a_form_sent_again_is_the_same_request(api: Api) -> None:
    """Each sending puts another boundary between the parts."""
    article_id = await api.submitted()
    path, text = f"/articles/{article_id}/finish-edit", f"{BODY}\nCó 32 trường tham gia.\n"
    first = await api.send("final-editor", path, text=text, key=article_id)
    again = await api.send("final-editor", path, text=text, key=article_id)
    assert (first.status_code, again.status_code) == (200, 200), again.text
    assert again.json() == first.json()
    other = await api.send("final-editor", path, text=f"{text}Thêm.\n", key=article_id)
    refused(other, 422, "invalid_input", "Idempotency-Key")


async def test_twins_at_once_are_one_act(api: Api) -> None:
    article_id = await api.submitted()
    before = await lines(api, article_id)
    desks = (api, restarted(api), api, restarted(api))
    path = f"/articles/{article_id}/finish-edit"
    answers = await asyncio.gather(*(desk.post("final-editor", path, key=article_id) for desk in desks))
    assert [answer.status_code for answer in answers] == [200] * 4, [answer.text for answer in answers]
    assert await lines(api, article_id) == before + 1


@pytest.mark.parametrize("done", [True, False], ids=["reply lost", "never left"])
async def test_what_became_of_an_act_without_a_reply_is_found_under_its_key(api: Api, *, done: bool) -> None:
    article_id = await api.submitted()
    path = f"/articles/{article_id}/finish-edit"
    lost = await restarted(api, cut(api.live, done=done)).post("final-editor", path, key=article_id)
    assert lost.status_code == (200 if done else 503), lost.text
    before = await lines(api, article_id)
    again = await api.post("final-editor", path, key=article_id)
    assert (again.status_code, again.json()["stage"]) == (200, "awaiting_approval"), again.text
    assert await lines(api, article_id) == before + (0 if done else 1)


async def test_a_matter_is_opened_once(api: Api) -> None:
    ends = (datetime.now(UTC) + timedelta(days=300)).isoformat()
    said = {"starts_at": (datetime.now(UTC) + timedelta(days=299)).isoformat(), "ends_at": ends, "reason": "Công tác"}
    twins = await asyncio.gather(*(api.post("deputy", "/absences", said, key="chuyen-di-9") for _ in range(3)))
    again = await restarted(api).post("deputy", "/absences", said, key="chuyen-di-9")
    assert [answer.status_code for answer in (*twins, again)] == [201] * 4, [answer.text for answer in twins]
    (number,) = {answer.json()["id"] for answer in (*twins, again)}
    assert (await api.post("deputy", f"/absences/{number}/end", {"ends_at": said["starts_at"]})).status_code == 200


async def test_a_remark_is_written_once(api: Api) -> None:
    said = {"text": "Ngày làm việc bình thường."}
    twins = await asyncio.gather(*(api.post("standing-deputy", "/digest/remarks", said, key="hom-nay") for _ in "ab"))
    assert [answer.status_code for answer in twins] == [201, 201], [answer.text for answer in twins]
    assert twins[0].json() == twins[1].json()


async def test_a_comment_is_written_and_closed_once(api: Api) -> None:
    """Whoever has lost the reply sends it again, and the last edit has the same comment twice to close."""
    article_id = await api.submitted()
    comments = f"/articles/{article_id}/comments"
    for path, said in (
        (comments, {"text": "Tên xã đã đổi."}),
        (f"{comments}/1/withdraw", None),
        (comments, {"text": "Thiếu nguồn."}),
        (f"/articles/{article_id}/points/close", {"points": [2]}),
    ):
        member, key = "final-editor" if "close" in path else "deputy", f"{len(str(said))}-{article_id}"
        before = await lines(api, article_id)
        first = await api.post(member, path, said, key=key)
        again = await restarted(api).post(member, path, said, key=key)
        assert (first.is_success, again.status_code, again.json()) == (True, first.status_code, first.json())
        assert await lines(api, article_id) == before + 1


async def test_a_comment_sent_twice_at_once_stands_once(api: Api) -> None:
    article_id = await api.submitted()
    desks, said = (api, restarted(api), api, restarted(api)), {"text": "Tên xã đã đổi."}
    path = f"/articles/{article_id}/comments"
    answers = await asyncio.gather(*(desk.post("deputy", path, said, key=article_id) for desk in desks))
    assert [answer.status_code for answer in answers] == [201] * 4, [answer.text for answer in answers]
    listed = (await api.get("deputy", f"/articles/{article_id}/points")).json()["points"]
    assert [point["number"] for point in listed] == [1]
