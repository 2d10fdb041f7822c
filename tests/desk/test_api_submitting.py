"""Submitting over HTTP: whole articles in, once each, and whatever cannot be taken in turned away with its field."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import docx
import httpx
import pytest

from desk.addresses import API
from tests.support.api import BODY, META, Api, picture, refused


async def test_a_submitted_article_is_stored_started_and_announced(api: Api) -> None:
    text, title = f"{BODY}\nBài này chỉ gửi một lần.\n![Lớp học](lop.jpg)\n", "Một bài chỉ gửi một lần"
    answer = await api.send("reporter-1", photos={"lop.jpg": picture()}, text=text, title=title)
    body = answer.json()
    assert answer.status_code == 201
    assert (body["is_new"], body["started"], body["notes"]) == (True, True, [])
    assert answer.headers["location"] == f"{API}/articles/{body['article_id']}"
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
    refused(await api.post("reporter-1", "/articles", META), 422, "invalid_input", "manuscript")


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
