"""Meetings over HTTP: from the call to what the conclusion does to the articles, and what is refused at the door."""

import contextlib
import hashlib
import io
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from docx import Document

from desk.addresses import API
from tests.desk.matter_calls import Json, ahead, ended, matter_tasks, no_meeting_open
from tests.support.api import Api, refused
from tests.support.live import eventually

CALL: dict[str, Any] = {"place": "Phòng họp số 2", "topic": "Bài chưa thống nhất"}


@contextlib.asynccontextmanager
async def meeting(api: Api, hours: float = 2) -> AsyncIterator[Json]:
    """A meeting that has been called, cancelled in the end unless it was concluded."""
    answer = await api.post("head", "/meetings", {**CALL, "starts_at": ahead(hours)})
    assert answer.status_code == 201, answer.text
    called: Json = answer.json()
    assert answer.headers["location"] == f"{API}/meetings/{called['id']}"
    try:
        yield called
    finally:
        await api.post("head", f"/meetings/{called['id']}/cancel", {"reason": "Dọn dẹp"})
        await ended(api, f"meeting/{called['id']}")


@pytest.fixture(autouse=True)
async def alone(api: Api) -> None:
    await no_meeting_open(api)


async def referred(api: Api, **meta: Any) -> str:
    """An article before the board."""
    article_id = await api.awaiting(**meta)
    answer = await api.post("standing-deputy", f"/articles/{article_id}/refer", {"reason": "Chưa thống nhất"})
    assert answer.status_code == 200, answer.text
    return article_id


async def rest_put_off(api: Api, called: Json, *decided: Json) -> list[Json]:
    """Those decisions, and every other article of the agenda put off."""
    agenda = (await api.get("secretary", f"/meetings/{called['id']}")).json()["agenda"]
    named = {row["article_id"] for row in decided}
    others = [item["article_id"] for item in agenda if item["article_id"] not in named]
    return [*decided, *({"article_id": article_id, "outcome": "carry"} for article_id in others)]


def pdf(text: str = "Kế hoạch") -> bytes:
    return b"%PDF-1.4\n" + text.encode() + b"\n%%EOF\n"


def word(text: str) -> bytes:
    document, stream = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


async def rows(api: Api, query: str, *values: str) -> list[Any]:
    async with api.live.stores.database.reading() as connection:
        found: list[Any] = await connection.fetch(query, *values)
    return found


async def sent_file(api: Api, called: Json, data: bytes, name: str, by: str = "secretary") -> httpx.Response:
    path = f"/meetings/{called['id']}/paper-files"
    files = {"file": (name, data)}
    return await api.http.post(path, data={"title": "Tờ trình"}, files=files, headers=api.as_(by))


async def test_rules_29_and_59_a_paper_is_a_word_or_pdf_file_kept_byte_for_byte(api: Api) -> None:
    """Papers come as files; retyped ones would not be what the leaders have signed."""
    async with meeting(api) as called:
        path = f"/meetings/{called['id']}"
        assert (await sent_file(api, called, pdf(), "ke-hoach.pdf")).status_code == 201
        answer = await sent_file(api, called, word("Ba ý kiến khác nhau."), "to-trinh.docx", by="standing-deputy")
        first, second = answer.json()["papers"]
        assert (first["file_name"], first["file_digest"]) == ("ke-hoach.pdf", hashlib.sha256(pdf()).hexdigest())
        assert second["text"] == "Ba ý kiến khác nhau."
        read = await api.get("deputy", f"{path}/papers/{first['file_digest']}")
        assert (read.status_code, read.content) == (200, pdf())
        assert (await api.get("reporter-1", f"{path}/papers/{first['file_digest']}")).status_code == 403
        assert (await api.get("deputy", f"{path}/papers/{'0' * 64}")).status_code == 404
        said = await rows(api, "SELECT body FROM ledger WHERE body LIKE $1", f"%{first['file_digest']}%")
        assert len(said) == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "trong.pdf"),
        (b"\x89PNG\r\n", "anh.pdf"),
        (b"%PDF-1.4 cut", "do-dang.pdf"),
        (b"PK\x03\x04not a zip", "hong.docx"),
        (b"%PDF-1.4\n" + b"0" * (10 << 20) + b"%%EOF", "to.pdf"),
    ],
)
async def test_a_paper_that_is_no_pdf_is_refused_by_its_field_and_nothing_is_stored(
    api: Api, data: bytes, name: str
) -> None:
    """What it is, is judged by its content: a name says nothing."""
    async with meeting(api) as called:
        kept = await rows(api, "SELECT digest FROM meeting_files ORDER BY digest")
        answer = await sent_file(api, called, data, name)
        assert (answer.status_code, answer.json()["field"]) == (422, "file")
        assert "Chưa có gì được lưu" in answer.json()["detail"]
        assert await rows(api, "SELECT digest FROM meeting_files ORDER BY digest") == kept
        assert (await api.get("secretary", f"/meetings/{called['id']}")).json()["papers"] == []


async def test_a_meeting_from_the_call_to_the_conclusion(api: Api) -> None:
    """Rule 5 in full: what nobody agrees on is decided together, on record, and goes on from there."""
    released = await referred(api, title="Bài được thống nhất")
    returned = await referred(api, title="Bài phải sửa")
    async with meeting(api, hours=1 / 3600) as called:
        path = f"/meetings/{called['id']}"
        assert {released, returned} <= {item["article_id"] for item in called["agenda"]}
        paper = {"title": "Tóm tắt ý kiến", "text": "Hai bài còn khác số liệu."}
        sent = await api.post("secretary", f"{path}/papers", paper)
        assert (sent.status_code, sent.json()["papers"][0]["title"]) == (201, "Tóm tắt ý kiến")

        async def to_minute() -> list[Json]:
            return await matter_tasks(api, "secretary", "minute")

        task = (await eventually(to_minute))[0]
        assert task["path"] == API + path
        assert await matter_tasks(api, "head", "conclude") == []
        release = {"article_id": released, "outcome": "release"}
        send_back = {"article_id": returned, "outcome": "return", "note": "Bổ sung nguồn số liệu"}
        said = {"minutes": "Đã bàn từng bài.", "conclusions": await rest_put_off(api, called, release, send_back)}
        minuted = (await api.post("secretary", f"{path}/minutes", said)).json()
        assert minuted["stage"] == "minuted"
        assert (await matter_tasks(api, "head", "conclude"))[0]["matter"] == f"meeting/{called['id']}"
        assert await matter_tasks(api, "secretary", "minute") == []
        done = await api.post("head", f"{path}/conclude", {"seen_minutes": minuted["minutes_seal"]})
        assert done.json()["stage"] == "concluded", done.text
        assert done.json()["message"] == "Đã ghi sổ: kết luận cuộc họp."
    stages = {a: (await api.get("head", f"/articles/{a}")).json()["stage"] for a in (released, returned)}
    assert stages == {released: "awaiting_approval", returned: "editing"}
    texts = [e["text"] for e in (await api.get("head", f"/articles/{returned}/timeline")).json()["events"]]
    assert any("Bổ sung nguồn số liệu" in text for text in texts)
    refused(await api.post("head", f"{path}/cancel", {"reason": "x"}), 409, "wrong_stage")


async def test_the_conclusion_signs_the_very_minutes_that_were_read(api: Api) -> None:
    async with meeting(api) as called:
        path = f"/meetings/{called['id']}"
        said: Json = {"minutes": "Bản thứ nhất.", "conclusions": await rest_put_off(api, called)}
        first = (await api.post("secretary", f"{path}/minutes", said)).json()["minutes_seal"]
        assert (await api.post("secretary", f"{path}/minutes", {**said, "minutes": "Bản thứ hai."})).status_code == 200
        refused(await api.post("head", f"{path}/conclude", {"seen_minutes": first}), 409, "stale_text")
        refused(await api.post("head", f"{path}/conclude", {}), 422, "invalid_input", "seen_minutes")
        refused(await api.post("deputy", f"{path}/conclude", {"seen_minutes": first}), 403, "not_entitled")


async def test_meetings_are_listed_open_ones_first(api: Api) -> None:
    async with meeting(api, hours=3) as later, meeting(api, hours=2) as sooner:
        listed = (await api.get("accountant", "/meetings")).json()["meetings"]
        assert [row["id"] for row in listed[:2]] == [sooner["id"], later["id"]]
    assert (await api.get("secretary", "/meetings", open=True)).json()["meetings"] == []
    assert (await api.get("secretary", f"/meetings/{later['id']}")).json()["stage"] == "cancelled"
    refused(await api.get("head", "/meetings", limit=0), 422, "invalid_input", "limit")


BAD_CALLS: list[tuple[str, dict[str, Any], int, str, str]] = [
    ("head", {}, 422, "invalid_input", "starts_at"),
    ("head", {**CALL, "starts_at": "2026-11-24 07:00"}, 422, "invalid_input", "starts_at"),
    ("head", {**CALL, "starts_at": ahead(-1)}, 422, "bad_request", ""),
    ("head", {**CALL, "starts_at": ahead(1), "place": " "}, 422, "bad_request", ""),
    ("head", {**CALL, "starts_at": ahead(1), "place": "x" * 301}, 422, "invalid_input", "place"),
    ("head", {**CALL, "starts_at": ahead(1), "topic": 7}, 422, "invalid_input", "topic"),
    ("head", {**CALL, "starts_at": ahead(1), "phong": "2"}, 422, "invalid_input", "phong"),
    ("secretary", {**CALL, "starts_at": ahead(1)}, 403, "not_entitled", ""),
    ("reporter-1", {**CALL, "starts_at": ahead(1)}, 403, "not_entitled", ""),
]


@pytest.mark.parametrize("case", range(len(BAD_CALLS)))
async def test_a_bad_call_is_refused_and_nothing_is_stored(api: Api, case: int) -> None:
    member, body, status, code, field = BAD_CALLS[case]
    refused(await api.post(member, "/meetings", body), status, code, field)
    assert (await api.get("head", "/meetings", open=True)).json()["meetings"] == []


async def test_bad_papers_and_minutes_are_refused(api: Api) -> None:
    article_id = await referred(api)
    async with meeting(api) as called:
        path = f"/meetings/{called['id']}"
        paper = {"title": "Tài liệu", "text": "Nội dung"}
        refused(await api.post("engineer", f"{path}/papers", paper), 403, "not_entitled")
        refused(await api.post("secretary", f"{path}/papers", {**paper, "text": ""}), 422, "bad_request")
        refused(
            await api.post("secretary", f"{path}/papers", {**paper, "text": "x" * 20_001}), 422, "invalid_input", "text"
        )
        ok = {"minutes": "Biên bản.", "conclusions": await rest_put_off(api, called)}
        one = {"article_id": article_id, "outcome": "release"}
        for changed, field in (
            ({"minutes": "x" * 20_001}, "minutes"),
            ({"conclusions": [{"article_id": article_id, "outcome": "dong_y"}]}, "conclusions[0].outcome"),
            ({"conclusions": [one, one]}, "conclusions[1]"),
            ({"conclusions": [*ok["conclusions"], {**one, "article_id": "khong-co"}]}, "conclusions.khong-co"),
        ):
            refused(await api.post("secretary", f"{path}/minutes", {**ok, **changed}), 422, "invalid_input", field)
        refused(await api.post("secretary", f"{path}/minutes", {"minutes": "Thiếu kết luận."}), 422, "bad_request")
        no_reason = await rest_put_off(api, called, {"article_id": article_id, "outcome": "reject"})
        said = await api.post("secretary", f"{path}/minutes", {**ok, "conclusions": no_reason})
        assert "lý do" in refused(said, 422, "bad_request")
        refused(await api.post("head", f"{path}/minutes", ok), 403, "not_entitled")
        refused(await api.post("head", f"{path}/cancel", {}), 422, "bad_request")
        assert (await api.get("head", path)).json()["papers"] == []
        assert (await api.get("head", path)).json()["stage"] == "called"


async def test_an_hour_at_the_end_of_the_calendar_is_refused(api: Api) -> None:
    """The storage could not keep it: the recording was tried for ever, and the caller told that the server was away."""
    answer = await api.post("head", "/meetings", {**CALL, "starts_at": "9999-12-31T23:59:59-12:00"})
    refused(answer, 422, "invalid_input", "starts_at")


async def test_a_matter_that_was_put_off_is_decided_by_the_next_meeting(api: Api) -> None:
    """Under a number that no door took, it kept the next meeting from ever being concluded, articles and all."""
    matter = {"title": "Kế hoạch năm tới", "text": "Ba phương án."}
    outcomes = ("carry", "carry", "release")
    for number, outcome in enumerate(outcomes):
        async with meeting(api, hours=1 / 3600) as called:
            path = f"/meetings/{called['id']}"
            if not number:
                assert (await api.post("deputy", f"{path}/items", matter)).status_code == 201
            (item,) = (await api.get("secretary", path)).json()["matters"]
            decided = await rest_put_off(api, called, {"article_id": item["article_id"], "outcome": outcome})
            said = await api.post("secretary", f"{path}/minutes", {"minutes": "Đã bàn.", "conclusions": decided})
            assert said.status_code == 200, said.text
            signed = await api.post("head", f"{path}/conclude", {"seen_minutes": said.json()["minutes_seal"]})
            assert signed.status_code == 200, signed.text
    assert await rows(api, "SELECT id FROM meeting_matters WHERE settled_at IS NULL") == []
