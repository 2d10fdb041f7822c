"""The desk over HTTP: every address, every kind of error, and nothing shown to whom it is none of their business."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import docx
import httpx
import pytest
import structlog
from PIL import Image
from temporalio.client import Client
from temporalio.service import RetryConfig

from activities.storage.boards import BoardStore
from activities.storage.database import Database
from activities.storage.reading import ReadingStore
from desk.actions import Desk
from desk.api import create_api
from desk.evidence import check_pack
from desk.sign_in import SignIn
from desk.signing import DeskKey, new_private_key
from newsroom.stages import ACT_LABELS, Act, Stage
from tests.desk.conftest import BODY, META, Api, parts
from tests.house import eventually

REASON = {"reason": "Cần bổ sung số liệu", "reason_code": "below_quality"}
SOON = timedelta(hours=5)


def picture(color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 800), color).save(out, "JPEG")
    return out.getvalue()


def ahead(by: timedelta = SOON) -> str:
    return (datetime.now(UTC) + by).isoformat()


def refused(answer: httpx.Response, status: int, code: str, field: str = "") -> str:
    """The message of a refusal, after a look at its form."""
    body = answer.json()
    assert (answer.status_code, body["code"], body.get("field", "")) == (status, code, field), answer.text
    assert body.keys() <= {"code", "message", "field"}
    assert len(body["message"]) > 30
    assert body["message"].rstrip()[-1] in ".:!”…)" or code == "checklist"
    assert "Traceback" not in answer.text
    return str(body["message"])


async def on(api: Api, app_parts: Any, **kept: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_api(app_parts), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://desk.test", headers=api.as_("head"), **kept)


# --- what the API says about itself -------------------------------------------------------------------------------


def test_the_documentation_is_vietnamese_and_complete(api: Api) -> None:
    schema = api.app.openapi()
    acts = {path.rsplit("/", 1)[1] for path in schema["paths"] if path.startswith("/articles/{article_id}/")}
    assert {act.value.replace("_", "-") for act in Act} <= acts
    assert not {path for path in schema["paths"] if "_" in path.replace("{article_id}", "")}
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            assert operation["description"], path
            assert operation["tags"][0] in {tag["name"] for tag in schema["tags"]}
            assert ("security" in operation) == (path != "/health"), path
    titles = {schema["paths"][f"/articles/{{article_id}}/{act.replace('_', '-')}"]["post"]["summary"] for act in Act}
    assert titles == {label.capitalize() for label in ACT_LABELS.values()}


async def test_the_documentation_is_open_and_guarded(api: Api) -> None:
    page, schema = await api.http.get("/docs"), await api.http.get("/openapi.json")
    assert (page.status_code, schema.status_code) == (200, 200)
    assert "cdn.jsdelivr.net" in page.headers["content-security-policy"]


async def test_every_answer_is_guarded(api: Api) -> None:
    for answer in (
        await api.get("head", "/board"),
        await api.http.get("/board"),
        await api.http.get("/khong-co"),
        await api.http.post("/articles", content=b"x" * 300_000),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "server" not in answer.headers


async def test_health_needs_no_token(api: Api) -> None:
    assert (await api.http.get("/health")).json()["status"] == "ok"


# --- who is calling -----------------------------------------------------------------------------------------------


async def test_nothing_but_health_answers_a_stranger(api: Api) -> None:
    for path, methods in api.app.openapi()["paths"].items():
        for method in methods:
            answer = await api.http.request(method, path.format(article_id="a1", digest="0" * 64), json={})
            if path != "/health":
                refused(answer, 401, "not_signed_in")
                assert answer.headers["www-authenticate"] == "Bearer"


async def test_forged_old_and_foreign_tokens_are_refused(api: Api) -> None:
    old = SignIn(api.house.settings.desk_private_key.get_secret_value(), lambda: datetime.now(UTC) - timedelta(days=1))
    true = api.sign_in.token("head")
    for token, code in (
        (old.token("head"), "token_expired"),
        (SignIn(new_private_key()).token("head"), "token_invalid"),
        (f"{true[:-8]}AAAAAAAA", "token_invalid"),
        ("x", "token_invalid"),
    ):
        answer = await api.http.get("/inbox", headers={"Authorization": f"Bearer {token}"})
        refused(answer, 401, code)
        assert token not in answer.text
    refused(await api.http.get("/inbox", headers={"Authorization": f"Basic {true}"}), 401, "not_signed_in")


async def test_who_is_not_in_the_board_in_force_may_do_nothing(api: Api) -> None:
    for answer in (await api.get("nghi-huu", "/inbox"), await api.send("nghi-huu")):
        assert "reporter-1" not in refused(answer, 403, "unknown_member")


async def test_a_strangers_form_is_not_even_read(api: Api) -> None:
    """The token is looked at before the first byte of the body."""
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(20):
            taken += 1
            yield b"x" * 65536

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    refused(await api.http.post("/articles", content=body(), headers=headers), 401, "not_signed_in")
    assert taken <= 1


# --- submitting ---------------------------------------------------------------------------------------------------


async def test_a_submitted_article_is_stored_started_and_announced(api: Api) -> None:
    answer = await api.send("reporter-1", photos={"lop.jpg": picture()}, text=f"{BODY}\n![Lớp học](lop.jpg)\n")
    body = answer.json()
    assert answer.status_code == 201
    assert (body["is_new"], body["started"], body["notes"]) == (True, True, [])
    assert answer.headers["location"] == f"/articles/{body['article_id']}"
    text = (await api.get("reporter-1", f"{answer.headers['location']}/text")).json()
    assert text["content_hash"] == body["content_hash"] == await api.seen(body["article_id"])
    inbox = (await api.get("final-editor", "/inbox")).json()
    assert body["article_id"] in {task["article_id"] for task in inbox["tasks"]}
    assert body["article_id"] in {note["article_id"] for note in inbox["notifications"]}


async def test_the_same_key_is_the_same_article_for_the_same_member_and_text(api: Api) -> None:
    first, again = await api.send("reporter-1", key="k-1"), await api.send("reporter-1", key="k-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["article_id"] == again.json()["article_id"]
    assert not again.json()["is_new"]
    other = await api.send("reporter-2", key="k-1")
    assert other.status_code == 201
    assert other.json()["article_id"] != first.json()["article_id"]
    refused(await api.send("reporter-1", key="k-1", title="Bài khác hẳn"), 422, "invalid_input", "Idempotency-Key")
    refused(await api.send("reporter-1", key="có dấu"), 422, "invalid_input", "idempotency-key")
    refused(await api.send("reporter-1", key="k" * 201), 422, "invalid_input", "idempotency-key")


async def test_two_tries_at_once_with_one_key_are_one_article(api: Api) -> None:
    answers = await asyncio.gather(*(api.send("reporter-1", key="k-2") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()["article_id"] for answer in answers}) == 1


async def test_plain_form_fields_do_as_well_as_metadata(api: Api) -> None:
    fields = {"title": "Lễ khai giảng", "kind": "notice", "topics": "education, culture_society", "byline": "Hà An"}
    article_id = await api.submitted(fields=fields)
    text = (await api.get("reporter-1", f"/articles/{article_id}/text")).json()
    assert (text["title"], text["kind"], text["byline"]) == ("Lễ khai giảng", "notice", "Hà An")
    assert set(text["topics"]) == {"education", "culture_society"}


async def test_a_word_file_is_read(api: Api) -> None:
    out, document = io.BytesIO(), docx.Document()
    document.add_paragraph("Sáng nay, các trường vùng cao đón học sinh.")
    document.save(out)
    article_id = await api.submitted(text=out.getvalue(), name="Bài số 1.docx")
    assert "vùng cao" in (await api.get("reporter-1", f"/articles/{article_id}/text")).json()["body_html"]


async def test_a_photo_sent_but_not_used_is_mentioned(api: Api) -> None:
    answer = await api.send("reporter-1", photos={"thua.jpg": picture()})
    assert "chỉ dùng 0 ảnh" in answer.json()["notes"][0]


TCVN3 = "<p>Céng hßa x· héi chñ nghÜa ViÖt Nam, ®éc lËp tù do h¹nh phóc</p>"
BAD_MANUSCRIPTS: list[tuple[dict[str, Any], str]] = [
    ({"text": "<p>Tốt</p><script>alert(1)</script>", "name": "bai.html"}, "body"),
    ({"text": '<p onclick="x()">Tốt</p>', "name": "bai.html"}, "body"),
    ({"text": TCVN3, "name": "bai.html"}, "body"),
    ({"text": b"PK\x03\x04 hong", "name": "bai.docx"}, "manuscript"),
    ({"text": b"\xff\xfe\xfa", "name": "bai.md"}, "manuscript"),
    ({"text": BODY, "name": "bai.pdf"}, "manuscript"),
    ({"text": "", "name": "bai.md"}, "body"),
    ({"text": b"a" * (20 << 20), "name": "bai.md"}, "body"),
    ({"text": f"{BODY}\n![Lớp](mat.jpg)\n"}, "body"),
    ({"photos": {"a.jpg": b"not a picture"}, "text": f"{BODY}\n![Lớp](a.jpg)\n"}, "body"),
    ({"photos": [{"file": "a.jpg"}]}, "photos[0].file"),
    ({"kind": "tho"}, "kind"),
    ({"topics": ["education", "chien tranh"]}, "topics[1]"),
    ({"title": None}, "title"),
    ({"la": "x"}, "la"),
    ({"fields": {"la": "x"}}, "la"),
    ({"fields": {"metadata": "{"}}, "metadata"),
    ({"fields": {"metadata": "[1]"}}, "metadata"),
    ({"fields": {"metadata": "[" * 5000}}, "metadata"),
    ({"fields": {"kind": ["news", "notice"]}}, "kind"),
    ({"fields": {"seen_hash": "abc"}}, "seen_hash"),
]


@pytest.mark.parametrize("number", range(len(BAD_MANUSCRIPTS)))
async def test_a_manuscript_that_cannot_be_taken_in_is_turned_away_with_its_field(api: Api, number: int) -> None:
    sent, field = BAD_MANUSCRIPTS[number]
    before = len((await api.get("reporter-1", "/articles", limit=200)).json()["articles"])
    if isinstance(sent.get("photos"), list):
        answer = await _post_form(api, {"metadata": json.dumps({**META, **sent})})
    else:
        answer = await api.send("reporter-1", **sent)
    message = refused(answer, 422, "invalid_input", field)
    assert "hãy" in message
    assert len((await api.get("reporter-1", "/articles", limit=200)).json()["articles"]) == before


async def _post_form(api: Api, data: dict[str, Any], **files: Any) -> httpx.Response:
    sent = files or {"manuscript": ("bai.md", BODY.encode())}
    return await api.http.post("/articles", data=data, files=sent, headers=api.as_("reporter-1"))


async def test_the_shape_of_the_form_is_checked(api: Api) -> None:
    meta = {"metadata": json.dumps(META)}
    refused(await _post_form(api, meta, photos=("a.jpg", picture())), 422, "invalid_input", "manuscript")
    refused(await _post_form(api, {**meta, "photos": "chữ"}), 422, "invalid_input", "photos")
    twice = [("manuscript", ("a.md", b"a")), ("manuscript", ("b.md", b"b"))]
    headers = api.as_("reporter-1")
    refused(await api.http.post("/articles", files=twice, headers=headers), 422, "invalid_input", "manuscript")
    same = [("manuscript", ("a.md", BODY.encode())), *[("photos", ("a.jpg", picture()))] * 2]
    refused(await api.http.post("/articles", files=same, headers=headers), 422, "invalid_input", "photos[1]")
    many = [("manuscript", ("a.md", BODY.encode())), *[("photos", (f"{n}.jpg", b"x")) for n in range(70)]]
    refused(await api.http.post("/articles", files=many, headers=headers), 400, "bad_body")
    garbage = headers | {"Content-Type": "multipart/form-data; boundary=b"}
    refused(await api.http.post("/articles", content=b"rac", headers=garbage), 400, "bad_body")
    empty = await api.http.post("/articles", content=b"--b--\r\n", headers=garbage)
    refused(empty, 422, "invalid_input", "manuscript")
    no_boundary = headers | {"Content-Type": "multipart/form-data"}
    refused(await api.http.post("/articles", content=b"rac", headers=no_boundary), 400, "bad_body")
    refused(await api.post("reporter-1", "/articles", META), 422, "invalid_input", "body")


async def test_a_body_that_is_too_large_is_cut_off_while_it_streams(api: Api) -> None:
    """Whether its length was announced or not."""
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        yield b'--b\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n'
        for _ in range(100):
            taken += 1
            yield b"x" * (1 << 20)

    headers = api.as_("reporter-1") | {"Content-Type": "multipart/form-data; boundary=b"}
    assert "32 MB" in refused(await api.http.post("/articles", content=body(), headers=headers), 413, "too_large")
    assert taken <= 33
    announced = headers | {"Content-Length": str(33 << 20)}
    assert "32 MB" in refused(await api.http.post("/articles", content=b"", headers=announced), 413, "too_large")
    path, json_headers = "/articles/a1/reject", api.as_("head") | {"Content-Type": "application/json"}
    answer = await api.http.post(path, content=b'{"reason": "' + b"a" * 300_000, headers=json_headers)
    assert "256 KB" in refused(answer, 413, "too_large")


# --- acting -------------------------------------------------------------------------------------------------------


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
    assert (await api.house.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL
    assert (await api.approved(article_id)).status_code == 200


async def test_a_stale_edit_is_refused_too(api: Api) -> None:
    article_id = await api.submitted()
    answer = await api.send("final-editor", f"/articles/{article_id}/finish-edit", fields={"seen_hash": "0" * 64})
    refused(answer, 409, "stale_text")


async def test_only_the_entitled_member_approves_and_the_refusal_is_in_the_ledger(api: Api) -> None:
    article_id = await api.awaiting()
    for member in ("deputy", "final-editor", "reporter-1", "engineer", "contributor-1"):
        assert (await api.approved(article_id, member)).status_code == 403
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
        assert answer.status_code in {403, 409}
    number, _ = await api.house.stores.articles.add_revision(
        article_id, api.house.board.members[0].id, (await _content(api, article_id, title="Bản hai")), {}
    )
    assert number == 2


async def _content(api: Api, article_id: str, **changed: Any) -> Any:
    articles = api.house.stores.articles
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
    for publish_at in ("2026-11-23T15:00:00", "2026-11-23", "mai", 5):
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
    assert {act["act"] for act in card["acts"]} == {"reschedule", "withdraw", "waive_channel"}
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
    await api.house.fault("fanpage", "create_post", "token_expired", match=article_id)
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


# --- looking ------------------------------------------------------------------------------------------------------


async def test_a_card_says_why_until_when_and_what_next(api: Api) -> None:
    article_id = await api.awaiting(topics=["admin_reform", "education"])
    card = (await api.get("deputy", f"/articles/{article_id}")).json()
    assert card["route"]["class"] == "R2"
    assert "Cải cách hành chính" in card["route"]["reasons"][0]
    assert card["waiting_for"] == "Phó Trưởng Ban duyệt"
    assert {act["act"] for act in card["acts"]} == {"approve", "return_for_edit", "reject"}
    assert {clock["promise"]: clock["state"] for clock in card["clocks"]} == {"edit": "met", "same_day": "running"}
    assert card["submitted_at"].endswith("+07:00")
    assert card["acts"][0]["path"] == f"/articles/{article_id}/approve"
    assert {act["act"] for act in (await api.get("reporter-1", f"/articles/{article_id}")).json()["acts"]} == {
        "withdraw"
    }


async def test_the_text_shows_what_each_channel_will_show(api: Api) -> None:
    data = picture("blue")
    article_id = await api.submitted(photos={"lop.jpg": data}, text=f"{BODY}\n![Lớp học](lop.jpg)\n")
    text = (await api.get("final-editor", f"/articles/{article_id}/text")).json()
    assert [channel["channel"] for channel in text["channels"]] == ["portal", "fanpage", "zalo_oa"]
    assert META["title"] in text["channels"][0]["lines"]
    photo = await api.get("reporter-1", text["photos"][0]["path"])
    assert (photo.content, photo.headers["content-type"]) == (data, "image/jpeg")
    refused(await api.get("reporter-1", f"/articles/{article_id}/photos/{'0' * 64}"), 404, "unknown_article")
    refused(await api.get("reporter-2", text["photos"][0]["path"]), 404, "unknown_article")


async def test_the_evidence_is_sound(api: Api) -> None:
    article_id = await api.awaiting()
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)
    pack = (await api.get("secretary", f"/articles/{article_id}/evidence")).json()
    assert check_pack(pack, trusted_key=api.house.settings.desk_public_key) == ()


async def test_lists_are_filtered_by_stage_and_shortened(api: Api) -> None:
    await api.submitted()
    await api.awaiting()
    for stage in ("editing", "awaiting_approval"):
        found = (await api.get("secretary", "/articles", stage=stage)).json()["articles"]
        assert {card["stage"] for card in found} == {stage}
    assert len((await api.get("secretary", "/articles", limit=1)).json()["articles"]) == 1
    refused(await api.get("secretary", "/articles", stage="la"), 422, "invalid_input", "stage")
    refused(await api.get("secretary", "/articles", limit=0), 422, "invalid_input", "limit")


async def test_messages_are_read_up_to_one(api: Api) -> None:
    await api.submitted()
    notes = (await api.get("final-editor", "/inbox")).json()["notifications"]
    assert (await api.post("final-editor", "/inbox/read", {"up_to": notes[0]["id"]})).status_code == 200
    assert (await api.get("final-editor", "/inbox")).json()["notifications"] == []
    refused(await api.post("final-editor", "/inbox/read", {"up_to": -1}), 422, "invalid_input", "up_to")
    refused(await api.post("final-editor", "/inbox/read", {"up_to": 2**70}), 422, "invalid_input", "up_to")


async def test_the_board_and_its_reasons_are_shown(api: Api) -> None:
    board = (await api.get("contributor-1", "/board")).json()
    assert [rule["class"] for rule in board["authority"]] == ["R1", "R2", "R3", "R4"]
    assert len(board["members"]) == 11
    assert {reason["code"] for reason in (await api.get("head", "/reasons")).json()["reasons"]} >= {"form", "other"}
    article_id = await api.awaiting()
    explained = (await api.get("head", f"/board/explain/{article_id}")).json()
    who = {row["act"]: [member["id"] for member in row["members"]] for row in explained["who_may"]}
    assert who["approve"] == ["standing-deputy"]
    assert who["take_over"] == ["head"]
    assert explained["route"]["reasons"]


VIEWS = ("", "/text", "/timeline", "/checklist", "/evidence")


async def test_reporters_and_contributors_see_only_their_own(api: Api) -> None:
    mine, theirs = await api.submitted("reporter-1"), await api.submitted("contributor-1")
    for view in VIEWS:
        assert (await api.get("reporter-1", f"/articles/{mine}{view}")).status_code == 200
        assert (await api.get("accountant", f"/articles/{mine}{view}")).status_code == 200
        for member, article_id in (("reporter-1", theirs), ("contributor-1", mine), ("reporter-2", mine)):
            answer = await api.get(member, f"/articles/{article_id}{view}")
            missing = await api.get(member, f"/articles/000000000000{view}")
            assert (
                refused(answer, 404, "unknown_article").replace(article_id, "000000000000") == missing.json()["message"]
            )
    refused(await api.get("reporter-2", f"/board/explain/{mine}"), 404, "unknown_article")
    listed = {card["author"] for card in (await api.get("contributor-1", "/articles")).json()["articles"]}
    assert listed == {"contributor-1"}
    assert (await api.get("reporter-2", "/inbox")).json()["tasks"] == []


@pytest.mark.parametrize("article_id", ["khong-co", "%00", "a%2Fb", "a'b", "x" * 300, "%F0%9F%98%80", "a_b"])
async def test_articles_that_are_not_there(api: Api, article_id: str) -> None:
    for path in (f"/articles/{article_id}", f"/articles/{article_id}/text"):
        answer = await api.get("head", path)
        assert answer.status_code == 404
        assert answer.json()["code"] in {"unknown_article", "unknown_address"}
    answer = await api.post("head", f"/articles/{article_id}/reject", REASON)
    assert answer.status_code == 404


async def test_addresses_that_are_not_there(api: Api) -> None:
    refused(await api.get("head", "/khong-co"), 404, "unknown_address")
    refused(await api.post("head", "/articles/a1/publish"), 404, "unknown_address")
    refused(await api.http.delete("/articles", headers=api.as_("head")), 405, "method_not_allowed")


# --- when something is broken -------------------------------------------------------------------------------------


async def test_a_lost_storage_is_503_and_comes_back_by_itself(api: Api) -> None:
    database = Database(api.house.settings.database_url.get_secret_value())
    boards = BoardStore(database)
    lost = replace(parts(api.house, api.sign_in), boards=boards, reading=ReadingStore(database))
    async with await on(api, lost) as http:
        for answer in (await http.get("/health"), await http.get("/inbox")):
            refused(answer, 503, "storage_unreachable")
            assert int(answer.headers["retry-after"]) > 0
        await database.open()
        assert (await http.get("/inbox")).status_code == 200
        await database.close()


async def test_what_nobody_foresaw_is_500_with_a_number_and_tells_no_secret(api: Api) -> None:
    class Broken(ReadingStore):
        async def notifications(self, member_id: str, limit: int = 50) -> Any:
            key = f"khoa-cua-{member_id}"
            raise ZeroDivisionError(len(key), limit)

    broken = replace(parts(api.house, api.sign_in), reading=Broken(api.house.stores.database))
    with structlog.testing.capture_logs() as logs:
        async with await on(api, broken) as http:
            answer = await http.get("/inbox")
    message = refused(answer, 500, "unforeseen")
    assert logs[0]["reference"] in message
    assert "ZeroDivisionError" in logs[0]["traceback"]
    told = json.dumps(logs, default=str)
    assert "Bearer" not in told
    assert "khoa-cua-head" not in told
    assert api.as_("head")["Authorization"][7:40] not in told
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_article_sent_while_temporal_is_away_is_kept_and_acts_say_so(api: Api) -> None:
    """Connected through a line that is then cut, as when the server dies in the middle of the day."""
    host, port = api.house.settings.temporal_address.split(":")
    line = await _line_to(host, int(port))
    client = await Client.connect(
        line.address, namespace=api.house.settings.temporal_namespace, retry_config=RetryConfig(max_retries=1)
    )
    await line.cut()
    async with await on(api, _with_client(api, client)) as http:
        sent = {"metadata": json.dumps(META)}
        files = {"manuscript": ("bai.md", BODY.encode())}
        answer = await http.post("/articles", data=sent, files=files, headers=api.as_("reporter-1"))
        assert (answer.status_code, answer.json()["started"]) == (201, False)
        assert "tự khởi động" in answer.json()["message"]
        article_id = answer.json()["article_id"]
        lost = await http.post(f"/articles/{article_id}/withdraw", json={"reason": "Thôi"})
        refused(lost, 503, "server_unreachable")
        assert int(lost.headers["retry-after"]) > 0
    assert await api.house.desk.starter.start(article_id)
    assert (await api.post("head", f"/articles/{article_id}/withdraw", {"reason": "Thôi"})).status_code == 200


async def test_an_article_sent_to_a_desk_that_never_met_temporal_is_kept(api: Api) -> None:
    """As when the desk is started before the workflow server."""
    client = await Client.connect("127.0.0.1:1", lazy=True)
    async with await on(api, _with_client(api, client)) as http:
        files = {"manuscript": ("bai.md", BODY.encode())}
        answer = await http.post("/articles", data={"metadata": json.dumps(META)}, files=files)
        assert (answer.status_code, answer.json()["started"]) == (201, False)


def _with_client(api: Api, client: Client) -> Any:
    stores = api.house.stores
    key = DeskKey(api.house.settings.desk_private_key.get_secret_value())
    desk = Desk(client, stores.articles, stores.decisions, stores.boards, key)
    return replace(parts(api.house, api.sign_in), desk=desk)


class _Line:
    """A line to a server, to be cut."""

    def __init__(
        self, server: asyncio.Server, writers: list[asyncio.StreamWriter], tasks: set[asyncio.Task[None]]
    ) -> None:
        self._server, self._writers, self._tasks = server, writers, tasks
        self.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def cut(self) -> None:
        self._server.close()
        for writer in self._writers:
            writer.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _line_to(host: str, port: int) -> _Line:
    writers: list[asyncio.StreamWriter] = []
    tasks: set[asyncio.Task[None]] = set()

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(host, port)
        writers.extend((writer, far_writer))
        tasks.update(asyncio.create_task(copy(*pair)) for pair in ((reader, far_writer), (far_reader, writer)))

    return _Line(await asyncio.start_server(connect, "127.0.0.1", 0), writers, tasks)
