"""Reserved news over HTTP: asked about before the last edit ends, and the Head's to decide once asked."""

from typing import Any

import httpx
import pytest

from newsroom.article import spoken
from newsroom.signed.canonical import EARLIEST
from newsroom.stages import Stage
from tests.support.api import BODY, Api, refused
from tests.support.live import eventually

SESSION: dict[str, Any] = {"title": "Khai mạc Kỳ họp thứ 32, HĐND tỉnh", "topics": ["economy"]}
WHY = "Bài chỉ nhắc tới kỳ họp trong phần bối cảnh"
ASKING = {"reason": "Cần Trưởng Ban quyết định"}


async def told(api: Api, member: str, words: str) -> bool:
    notes = (await api.get(member, "/inbox")).json()["notifications"]
    return any(spoken(words) in note["text"] for note in notes)


async def test_a_session_under_another_topic_is_asked_about_and_reaches_the_head(api: Api) -> None:
    article_id = await api.submitted(**SESSION)
    path = f"/articles/{article_id}"
    (point,) = (await api.get("final-editor", path)).json()["to_confirm"]
    assert (point["code"], point["field"]) == ("reserved_news", "topics")
    assert point in (await api.get("final-editor", f"{path}/checklist")).json()["findings"]
    before = await api.seen(article_id)
    assert "council_session" in refused(await api.post("final-editor", f"{path}/finish-edit"), 422, "checklist")
    assert await api.seen(article_id) == before
    answer = await api.post("final-editor", f"{path}/finish-edit", {"topics": ["council_session"]})
    assert answer.json()["waiting_for"] == "head", answer.text
    text = (await api.get("head", f"{path}/text")).json()
    assert (text["topics"], text["title"]) == (["council_session"], SESSION["title"])
    assert (await api.get("head", path)).json()["to_confirm"] == []
    assert (await api.approved(article_id, "head")).status_code == 200
    await api.published(article_id)


async def test_topics_that_stay_need_a_reason_and_the_head_is_told(api: Api) -> None:
    article_id = await api.submitted(**SESSION)
    path = f"/articles/{article_id}/finish-edit"
    answer = await api.post("final-editor", path, {"topics_reason": WHY})
    assert answer.json()["waiting_for"] == "standing_deputy", answer.text
    assert await told(api, "head", WHY)
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)


async def test_a_reserved_topic_is_not_dropped_in_silence(api: Api) -> None:
    article_id = await api.submitted(topics=["party_meeting"])
    path = f"/articles/{article_id}/finish-edit"
    said = refused(await api.post("final-editor", path, {"topics": ["education"]}), 422, "bad_request")
    assert "topics_reason" in said
    assert (await api.live.stores.articles.standing(article_id)).topics == ("party_meeting",)
    sent = await api.send("final-editor", path, text=f"{BODY}\nThêm.\n", fields={"topics_reason": "Ghi nhầm chủ đề"})
    assert sent.status_code == 200, sent.text
    assert await told(api, "head", "Ghi nhầm chủ đề")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "poem"}, "kind"),
        ({"topics": ["weather"]}, "topics[0]"),
        ({"title": "Khác"}, "body"),
        ({"topics_reason": 7}, "body"),
    ],
)
async def test_a_wrong_label_is_named_and_changes_nothing(api: Api, body: dict[str, Any], field: str) -> None:
    article_id = await api.submitted()
    answer = await api.post("final-editor", f"/articles/{article_id}/finish-edit", body)
    refused(answer, 422, "invalid_input", field)
    assert (await api.live.stores.articles.standing(article_id)).stage is Stage.EDITING


async def test_a_question_to_the_head_at_the_last_edit_holds_the_approval(api: Api) -> None:
    article_id = await api.submitted()
    path = f"/articles/{article_id}"
    assert (await api.post("final-editor", f"{path}/ask-reroute", ASKING)).json()["stage"] == "editing"
    assert await told(api, "head", article_id)
    again = await api.post("final-editor", f"{path}/ask-reroute", ASKING)
    assert "đang chờ Trưởng Ban trả lời" in refused(again, 422, "bad_request")
    answer = await api.post("final-editor", f"{path}/finish-edit")
    assert answer.json()["waiting_for"] == "head_to_assign"
    refused(await api.approved(article_id), 403, "not_entitled")
    assert (await api.get("head", path)).json()["head_asked"]
    said = {"to": "standing-deputy", "reason": "Đúng lĩnh vực"}
    assert (await api.post("head", f"{path}/reassign", said)).status_code == 200
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)


async def test_what_the_final_editor_makes_a_notice_the_standing_deputy_approves(api: Api) -> None:
    article_id = await api.submitted()
    path = f"/articles/{article_id}"
    answer = await api.post("final-editor", f"{path}/finish-edit", {"kind": "notice"})
    assert answer.json()["waiting_for"] == "standing_deputy", answer.text
    refused(await api.approved(article_id, "final-editor"), 403, "not_entitled")
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)


async def test_a_notice_is_passed_up_in_one_act(api: Api) -> None:
    article_id = await api.awaiting(kind="notice")
    path = f"/articles/{article_id}"
    assert "pass_up" in {act["act"] for act in (await api.get("final-editor", path)).json()["acts"]}
    wrong = await api.post("final-editor", f"{path}/pass-up", {"to": "deputy", "reason": "Nhạy cảm"})
    assert "(to)" in refused(wrong, 422, "bad_request")
    assert (await api.post("final-editor", f"{path}/pass-up", {"to": "head", "reason": "Nhạy cảm"})).status_code == 200
    refused(await api.approved(article_id, "final-editor"), 403, "not_entitled")
    assert (await api.approved(article_id, "head")).status_code == 200
    await api.published(article_id)


async def test_a_wrong_topic_of_a_published_article_is_put_right_and_the_head_is_told(api: Api) -> None:
    article_id = await api.awaiting()
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)
    path = f"/articles/{article_id}/amendments"
    said = {"change": "topics", "reason": "Bài thuộc kỳ họp HĐND tỉnh"}

    async def sent(**fields: str) -> httpx.Response:
        files = {name: (None, text) for name, text in {**said, **fields}.items()}
        return await api.http.post(path, files=files, headers=api.as_("final-editor"))

    refused(await sent(), 422, "invalid_input", "topics")
    refused(await sent(topics="weather"), 422, "invalid_input", "topics[0]")
    answer = await sent(topics="council_session")
    assert answer.status_code == 201, answer.text
    assert await told(api, "head", "Bài thuộc kỳ họp HĐND tỉnh")
    amendment = str(answer.json()["id"])
    seen = (await api.get("standing-deputy", f"/amendments/{amendment}")).json()["new_hash"]
    done = await api.post("standing-deputy", f"/amendments/{amendment}/approve", {"seen_hash": seen})
    assert done.status_code == 200, done.text

    async def is_done() -> bool:
        return bool((await api.get("head", f"/amendments/{amendment}")).json()["stage"] == "done")

    await eventually(is_done)
    assert (await api.live.stores.articles.standing(article_id)).topics == ("council_session",)


async def test_while_an_upgrade_is_under_way_nothing_is_said_that_the_build_before_cannot_read(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its workers refused every question to the Head, and told the member that the claim was none."""
    article_id = await api.submitted()
    path = f"/articles/{article_id}"

    async def earliest() -> int:
        return EARLIEST

    monkeypatch.setattr(api.app.state.parts.desk._acts, "claims_version", earliest)
    assert (await api.post("final-editor", f"{path}/ask-reroute", ASKING)).status_code == 200
    assert not (await api.live.stores.articles.standing(article_id)).route.asked
    said = await api.post("final-editor", f"{path}/finish-edit", {"topics_reason": WHY})
    assert (said.status_code, "đang nâng cấp" in said.json()["detail"]) == (503, True), said.text
    assert (await api.live.stores.articles.standing(article_id)).stage is Stage.EDITING
