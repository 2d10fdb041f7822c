"""Explanations held against recorded reality: what the ledger wrote is what is explained, whatever happened since."""

import asyncio
from datetime import datetime, timedelta

import pytest

from newsroom.article import spoken
from tests.desk.asked import agrees_with_the_ledger, before_signing, entries, explained, may, now, verdict
from tests.desk.matter_calls import Json, ahead, away, until_held
from tests.support.api import Api, refused


async def test_every_moment_of_an_absence_is_explained_as_it_was(api: Api) -> None:
    """Before, during and after; what is known later changes nothing of an earlier answer."""
    article_id = await api.awaiting(title="Bài đi qua một đợt vắng")
    moments: dict[str, datetime] = {}
    told: dict[str, Json] = {}

    async def look(name: str) -> Json:
        moments[name] = now()
        await asyncio.sleep(0.01)
        told[name] = await explained(api, article_id, moments[name])
        return told[name]

    await look("before")
    async with away(api, "standing-deputy", hours=5) as absence:
        path = f"/absences/{absence['id']}"
        await until_held(api, article_id, "head_to_assign", "head")
        await look("unassigned")
        assigned = await api.post("head", f"{path}/assign", {"to": "deputy", "reason": "Trực thay"})
        grant = assigned.json()["grants"][0]["id"]
        await until_held(api, article_id, "assigned", "deputy")
        await look("assigned")
        for member in ("standing-deputy", "final-editor", "engineer"):
            refused(await api.approved(article_id, member), 403, "not_entitled")
        assert (await api.approved(article_id, "deputy")).status_code == 200
        await api.published(article_id)
        await look("published")
        assert (await api.post("standing-deputy", f"{path}/end", {"ends_at": ahead(9)})).status_code == 200
        said = {"grant": grant, "reason": "Đã xong"}
        assert (await api.post("head", f"{path}/revoke", said)).status_code == 200

    approval = next(
        e for e in await entries(api, article_id) if e.get("act") == "approve" and e["outcome"] == "accepted"
    )
    assert await agrees_with_the_ledger(api, article_id) == 5
    for name, moment in moments.items():
        assert await explained(api, article_id, moment) == told[name], name

    assert may(told["before"], "approve").keys() == {"standing-deputy"}
    assert told["before"]["away"] == []
    assert may(told["unassigned"], "approve").keys() == {"head"}
    assert (told["unassigned"]["hold"], told["unassigned"]["asked"]) == ("head_to_assign", "head")
    assert "đợt " + absence["number"] in verdict(told["unassigned"], "standing-deputy")["text"]
    assert may(told["assigned"], "approve") == {"deputy": before_signing(approval["ground"])}
    word = verdict(told["assigned"], "deputy")
    assert word["may"]
    assert "(mục II.2, gạch đầu dòng thứ 4)" in word["text"]
    assert grant in word["text"]
    assert "không phải chức danh được duyệt" in verdict(told["assigned"], "engineer")["text"]
    assert "nhận về duyệt" in verdict(told["assigned"], "head")["text"]
    assert told["assigned"]["grants"][0]["why_not"] == ""
    assert told["published"]["decided"]["ground"] == approval["ground"]
    assert told["published"]["stage"] == "published"
    assert told["published"]["who_may"] == []


async def test_the_head_away_and_a_delegation_out_of_scope_are_explained(api: Api) -> None:
    article_id = await api.awaiting(topics=["committee_meeting"])
    said = {"to": "final-editor", "ends_at": ahead(5), "topics": ["party_meeting"]}
    grant = (await api.post("head", "/delegations", said)).json()["id"]
    async with away(api, "head"):
        await until_held(api, article_id, "acting", "standing-deputy")
        data = await explained(api, article_id, now())
        assert may(data, "approve").keys() == {"standing-deputy", "head"}
        assert [row["id"] for row in data["acting"]] == ["standing-deputy"]
        assert "Thay Trưởng Ban Biên tập" in verdict(data, "standing-deputy")["text"]
        assert "(mục II.2, gạch đầu dòng thứ 5)" in verdict(data, "standing-deputy")["text"]
        assert "điều hành thay" in verdict(data, "deputy")["text"]
        out_of_scope = verdict(data, "final-editor")["text"]
        assert f"{spoken(grant)} không dùng được: phạm vi chỉ gồm chủ đề Cuộc họp của Tỉnh ủy" in out_of_scope
        running = {row["id"]: row["why_not"] for row in data["grants"]}
        assert "phạm vi" in running[grant]
        assert (await api.approved(article_id, "standing-deputy")).status_code == 200
    await agrees_with_the_ledger(api, article_id)
    assert (await api.post("head", f"/delegations/{grant}/revoke", {"reason": "Xong"})).status_code == 200


async def test_an_own_article_is_explained(api: Api) -> None:
    article_id = await api.submitted("standing-deputy", byline="Phó Trưởng Ban")
    data = await explained(api, article_id, now())
    assert data["route"]["owner"] == "head"
    assert "tác giả" in verdict(data, "standing-deputy")["text"]
    assert verdict(data, "head")["may"]
    assert "(mục II.4, gạch đầu dòng thứ 7)" in verdict(data, "final-editor", "finish_edit")["text"]


async def test_a_question_needs_no_article(api: Api) -> None:
    ask = {"kind": "news", "topics": ["economy"], "author": "reporter-1"}
    data = (await api.get("head", "/board/explain", **ask)).json()
    assert (data["article_id"], data["asked"], data["route"]["class"]) == ("", "standing-deputy", "R4")
    repost = {"kind": "repost", "source": "https://chinhphu.vn/tin", "author": "reporter-1"}
    assert (await api.get("head", "/board/explain", **repost)).json()["asked"] == "final-editor"
    assert (await api.get("head", "/board/explain", **{**repost, "source": "https://la.vn/"})).json()["asked"] == (
        "standing-deputy"
    )
    two = {"kind": "news", "topics": ["council_session", "admin_reform"]}
    informed = (await api.get("reporter-1", "/board/explain", **two)).json()
    assert (informed["asked"], informed["route"]["informed"]) == ("head", ["Phó Trưởng Ban"])
    before = now().isoformat()
    async with away(api, "standing-deputy"):
        assert (await api.get("head", "/board/explain", **ask)).json()["hold"] == "head_to_assign"
        assert (await api.get("head", "/board/explain", **ask, at=before)).json()["hold"] == "owner"
        assert (await api.get("head", "/board/explain", **ask, at=ahead(9))).json()["hold"] == "owner"


@pytest.mark.parametrize(
    "at", ["9999-12-31T10:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
async def test_the_ends_of_the_calendar_are_no_hours(api: Api, at: str) -> None:
    """An hour that does not exist in every zone answered 'unforeseen'."""
    article_id = await api.submitted()
    for path, ask in ((f"/board/explain/{article_id}", {}), ("/board/explain", {"kind": "news"})):
        refused(await api.get("head", path, **ask, at=at), 422, "invalid_input", "at")


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        ({}, "kind"),
        ({"kind": "tintuc"}, "kind"),
        ({"kind": "news", "topics": "giaoduc"}, "topics"),
        ({"kind": "news", "author": "nguoi-la"}, "author"),
        ({"kind": "news", "at": "hôm qua"}, "at"),
        ({"kind": "news", "at": "2026-11-23T09:00:00"}, "at"),
        ({"kind": "news", "at": "2001-01-01T00:00:00Z"}, "at"),
    ],
)
async def test_a_bad_question_names_its_field(api: Api, ask: dict[str, str], field: str) -> None:
    refused(await api.get("head", "/board/explain", **ask), 422, "invalid_input", field)


async def test_before_its_submission_there_is_nothing_to_explain(api: Api) -> None:
    article_id = await api.submitted()
    early = (now() - timedelta(minutes=1)).isoformat()
    said = refused(await api.get("head", f"/board/explain/{article_id}", at=early), 422, "invalid_input", "at")
    assert article_id in said
    refused(await api.get("head", "/board/explain/khong-co"), 404, "unknown_article")


async def test_who_is_away_is_not_shown_outside_the_board(api: Api) -> None:
    article_id = await api.awaiting()
    data = await explained(api, article_id, now(), member="reporter-1")
    assert data.keys() & {"away", "grants", "members", "acting"} == set()
    assert data["asked"] == "standing-deputy"
    refused(await api.get("reporter-2", f"/board/explain/{article_id}"), 404, "unknown_article")
