"""Acting over HTTP: an article's whole life, and every act that must be refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from newsroom.stages import Stage
from tests.desk.matter_calls import away
from tests.support.api import BODY, REASON, Api, picture, refused
from tests.support.live import eventually

SOON = timedelta(hours=5)


def ahead(by: timedelta = SOON) -> str:
    return (datetime.now(UTC) + by).isoformat()


async def test_a_whole_life_edit_return_resubmit_approve_publish(api: Api) -> None:
    article_id = await api.submitted()
    path = f"/articles/{article_id}"
    assert (await api.post("final-editor", f"{path}/return-to-author", REASON)).json()["waiting_for"] == "author"
    assert article_id in {t["article_id"] for t in (await api.get("reporter-1", "/inbox")).json()["tasks"]}
    refused(await api.send("reporter-1", f"{path}/resubmit"), 422, "bad_request")
    answer = await api.send("reporter-1", f"{path}/resubmit", text=f"{BODY}\nCó 32 trường.\n")
    assert answer.json()["stage"] == "editing"
    answer = await api.send("final-editor", f"{path}/finish-edit", text=f"{BODY}\nCó tất cả 32 trường.\n")
    assert (answer.json()["stage"], answer.json()["waiting_for"]) == ("awaiting_approval", "standing_deputy")
    answer = await api.approved(article_id)
    assert answer.json()["stage_label"] == "đang đăng"
    await api.published(article_id)
    card = (await api.get("reporter-1", path)).json()
    assert {channel["outcome"] for channel in card["channels"]} == {"published"}
    assert all(channel["url"] and channel["visible_at"] for channel in card["channels"])
    assert {clock["state"] for clock in card["clocks"]} == {"met"}
    assert card["acts"] == []
    events = (await api.get("reporter-1", f"{path}/timeline")).json()["events"]
    assert [event["act"] for event in events if event["outcome"] == "accepted"] == [
        "return_to_author", "resubmit", "finish_edit", "approve",
    ]  # fmt: skip
    assert "Cần bổ sung số liệu" in events[1]["text"]
    assert sum(event["kind"] == "receipt" for event in events) == 3
    refused(
        await api.post("head", f"{path}/withdraw", REASON | {"reason_code": ""}), 422, "invalid_input", "reason_code"
    )
    refused(await api.post("head", f"{path}/withdraw", {"reason": "Thôi"}), 409, "wrong_stage")


async def test_an_approval_must_name_the_text_as_it_is(api: Api) -> None:
    article_id = await api.awaiting()
    stale = await api.seen(article_id)
    assert (await api.post("standing-deputy", f"/articles/{article_id}/return-for-edit", REASON)).status_code == 200
    edited = await api.send("final-editor", f"/articles/{article_id}/finish-edit", text=f"{BODY}\nThêm.\n")
    assert edited.status_code == 200
    answer = await api.approved(article_id, seen_hash=stale)
    assert "đọc bản mới" in refused(answer, 409, "stale_text")
    path = f"/articles/{article_id}/approve"
    refused(await api.post("standing-deputy", path, {}), 422, "invalid_input", "seen_hash")
    refused(await api.post("standing-deputy", path, {"seen_hash": "ABC"}), 422, "invalid_input", "seen_hash")
    assert (await api.live.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL
    assert (await api.approved(article_id)).status_code == 200


async def test_a_stale_edit_is_refused_too(api: Api) -> None:
    article_id = await api.submitted()
    answer = await api.send("final-editor", f"/articles/{article_id}/finish-edit", fields={"seen_hash": "0" * 64})
    refused(answer, 409, "stale_text")


async def test_only_the_entitled_member_approves_and_the_refusal_is_in_the_ledger(api: Api) -> None:
    article_id = await api.awaiting()
    for member in ("deputy", "final-editor", "reporter-1", "engineer"):
        assert (await api.approved(article_id, member)).status_code == 403
    refused(await api.approved(article_id, "contributor-1"), 404, "unknown_article")
    mine = await api.awaiting(member="standing-deputy")
    refused(await api.approved(mine), 403, "own_article")
    refused(await api.approved(article_id, "deputy"), 403, "not_entitled")
    events = (await api.get("head", f"/articles/{article_id}/timeline")).json()["events"]
    told = [event["text"] for event in events if event["outcome"] == "refused"]
    assert len(told) == 6
    assert all(text.startswith("BỊ TỪ CHỐI: ") for text in told)


async def test_who_has_no_part_in_an_article_leaves_no_text_in_the_storage(api: Api) -> None:
    article_id = await api.submitted()
    for path in ("finish-edit", "resubmit"):
        answer = await api.send("reporter-2", f"/articles/{article_id}/{path}", text=f"{BODY}\nChen vào.\n")
        refused(answer, 404, "unknown_article")
    number, _ = await api.live.stores.articles.add_revision(
        article_id, api.live.board.members[0].id, (await _content(api, article_id, title="Bản hai")), {}
    )
    assert number == 2


async def _content(api: Api, article_id: str, **changed: Any) -> Any:
    articles = api.live.stores.articles
    standing = await articles.standing(article_id)
    return replace(await articles.content(article_id, standing.content_hash), **changed)


async def test_the_checklist_stops_an_unready_text(api: Api) -> None:
    article_id = await api.submitted(photos={"lop.jpg": picture()}, text=f"{BODY}\n![](lop.jpg)\n")
    found = (await api.get("reporter-1", f"/articles/{article_id}/checklist")).json()
    assert not found["ready"]
    assert found["findings"][0]["severity"] == "blocking"
    assert {"severity_label", "code", "field", "place", "message"} <= found["findings"][0].keys()
    answer = await api.post("final-editor", f"/articles/{article_id}/finish-edit")
    assert found["findings"][0]["message"] in refused(answer, 422, "checklist")


async def test_acts_at_the_wrong_time_and_incomplete_acts_are_refused(api: Api) -> None:
    article_id = await api.submitted()
    refused(await api.approved(article_id), 409, "wrong_stage")
    path = f"/articles/{article_id}"
    for body in ({}, {"reason": "Vì"}, {"reason_code": "form"}, {"reason": " \u0000 ", "reason_code": "form"}):
        refused(await api.post("final-editor", f"{path}/return-to-author", body), 422, "bad_request")
    refused(await api.post("final-editor", f"{path}/return-to-author", {"reason": 5}), 422, "invalid_input", "reason")
    long = {"reason": "a" * 2001}
    refused(await api.post("final-editor", f"{path}/return-to-author", long), 422, "invalid_input", "reason")
    refused(await api.post("head", f"{path}/withdraw", {"ly_do": "x"}), 422, "invalid_input", "ly_do")
    refused(await api.post("head", f"{path}/withdraw", [1]), 422, "invalid_input", "body")
    broken = api.as_("head") | {"Content-Type": "application/json"}
    refused(await api.http.post(f"{path}/withdraw", content=b"{", headers=broken), 422, "invalid_input", "body")
    refused(await api.http.post(f"{path}/finish-edit", content=b"{", headers=broken), 422, "invalid_input", "body")
    refused(
        await api.http.post(f"{path}/withdraw", content=b"reason=x", headers=api.as_("head")),
        422,
        "invalid_input",
        "body",
    )


async def test_letters_that_cannot_be_stored_are_washed_out_or_refused(api: Api) -> None:
    article_id = await api.submitted()
    path, headers = f"/articles/{article_id}", api.as_("final-editor") | {"Content-Type": "application/json"}
    for body, field in (
        (r'{"reason": "Thi\ud800", "reason_code": "form"}', "reason"),
        (r'{"\ud800": "x"}', "body"),
        (r'{"channel": "\ud800"}', "channel"),
    ):
        act = "resume-channel" if field == "channel" else "return-to-author"
        answer = await api.http.post(f"{path}/{act}", content=body, headers=headers)
        refused(answer, 422, "invalid_input", field)
    said = '{"reason": "Thi\\u0000\\u200bếu số liệu", "reason_code": "form"}'.encode()
    assert (await api.http.post(f"{path}/return-to-author", content=said, headers=headers)).status_code == 200
    events = (await api.get("head", f"{path}/timeline")).json()["events"]
    assert "Thiếu số liệu" in events[-1]["text"]


async def test_an_hour_is_checked(api: Api) -> None:
    article_id = await api.awaiting()
    for publish_at in ("2026-11-23T15:00:00", "2026-11-23", "mai", "9999-12-31T23:59:59-12:00", 5):
        answer = await api.approved(article_id, publish_at=publish_at)
        if publish_at != 5:
            refused(answer, 422, "invalid_input", "publish_at")
    assert "đã qua" in refused(await api.approved(article_id, publish_at=ahead(-SOON)), 422, "bad_request")
    assert "30 ngày" in refused(
        await api.approved(article_id, publish_at=ahead(timedelta(days=31))), 422, "bad_request"
    )


async def test_a_scheduled_article_can_be_moved_lose_a_channel_and_be_withdrawn(api: Api) -> None:
    article_id = await api.awaiting()
    path = f"/articles/{article_id}"
    off: dict[str, Any] = {"publish_at": ahead(), "channels_off": ["zalo_oa"]}
    refused(await api.approved(article_id, **off), 422, "bad_request")
    refused(
        await api.approved(article_id, publish_at=ahead(), channels_off=["tiktok"]),
        422,
        "invalid_input",
        "channels_off[0]",
    )
    assert (await api.approved(article_id, **off, reason="Zalo chưa cần")).json()["stage"] == "scheduled"
    assert (await api.post("head", f"{path}/reschedule", {"publish_at": ahead(2 * SOON)})).status_code == 200
    refused(await api.post("head", f"{path}/reschedule", {}), 422, "invalid_input", "publish_at")
    waive = {"channel": "fanpage", "reason": "Chỉ đăng Cổng"}
    assert (await api.post("standing-deputy", f"{path}/waive_channel", waive)).status_code == 200
    refused(await api.post("head", f"{path}/waive-channel", waive | {"channel": "portal"}), 422, "bad_request")
    refused(
        await api.post("head", f"{path}/waive-channel", waive | {"channel": "tiktok"}), 422, "invalid_input", "channel"
    )
    card = (await api.get("standing-deputy", path)).json()
    assert [channel["channel"] for channel in card["channels"]] == ["portal"]
    assert {act["act"] for act in card["acts"]} == {
        "reschedule",
        "withdraw",
        "waive_channel",
        "refer",
        "return_for_edit",
    }
    assert (await api.post("head", f"{path}/withdraw", {"reason": "Hoãn"})).json()["waiting_for"] == "nobody"
    refused(await api.post("head", f"{path}/withdraw", {"reason": "Hoãn"}), 409, "wrong_stage")


async def test_the_head_takes_over_and_rejects(api: Api) -> None:
    article_id = await api.awaiting()
    path = f"/articles/{article_id}"
    refused(await api.post("standing-deputy", f"{path}/take-over", {"reason": "x"}), 403, "not_entitled")
    assert (await api.post("head", f"{path}/take-over", {"reason": "Việc lớn"})).json()["waiting_for"] == "head"
    assert article_id in {t["article_id"] for t in (await api.get("head", "/inbox")).json()["tasks"]}
    assert (await api.get("head", path)).json()["route"]["class"] == "R0"
    assert (await api.post("head", f"{path}/reject", REASON)).json()["stage"] == "rejected"


async def test_a_stopped_channel_waits_for_the_engineer_who_lets_it_go_on(api: Api) -> None:
    article_id = await api.awaiting(title="Kênh dừng giữa chừng")
    await api.live.fault("fanpage", "create_post", "token_expired", match=article_id)
    assert (await api.approved(article_id)).status_code == 200

    async def waits_for_engineer() -> bool:
        tasks = (await api.get("engineer", "/inbox")).json()["tasks"]
        return article_id in {task["article_id"] for task in tasks}

    await eventually(waits_for_engineer)
    card = (await api.get("engineer", f"/articles/{article_id}")).json()
    stopped = next(channel for channel in card["channels"] if channel["channel"] == "fanpage")
    assert (stopped["outcome"], stopped["outcome_label"]) == ("needs_person", "cần người xử lý")
    said = {"channel": "fanpage", "reason": "Đã gia hạn mã"}
    assert (await api.post("engineer", f"/articles/{article_id}/resume-channel", said)).status_code == 200
    await api.published(article_id)


async def test_what_an_article_waits_for_is_said_in_words(api: Api) -> None:
    """Nobody at the desk reads our codes: who has to act next is said as a person would say it."""

    def waits(answer: httpx.Response) -> tuple[str, str]:
        return answer.json()["waiting_for"], answer.json()["waiting_for_label"]

    article_id = await api.submitted()
    async with away(api, "standing-deputy"):
        answer = await api.post("final-editor", f"/articles/{article_id}/finish-edit")
        assert waits(answer) == ("head_to_assign", "chờ Trưởng Ban phân công")
    answer = await api.post("final-editor", f"/articles/{article_id}/refer", {"reason": "Chưa thống nhất"})
    assert waits(answer) == ("board_meeting", "kết luận của cuộc họp Ban Biên tập")
