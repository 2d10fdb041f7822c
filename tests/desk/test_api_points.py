"""Points of a manuscript and comments of members: who sees them, who closes them, and what they hold up until then."""

from typing import Any

import pytest

from desk.evidence.check import check_pack
from desk.evidence.pack import evidence_pack
from desk.manuscript.intake import read_manuscript
from desk.statements import Manuscript, Proposal
from newsroom.article import ArticleId
from newsroom.board import Office
from newsroom.checklist.points import MOST_POINTS, Point, PointKind
from newsroom.errors import InvalidInput, Refused
from newsroom.matters.kinds import AmendmentKind
from newsroom.members.pages import Page
from newsroom.stages import Stage
from tests.support.api import BODY, META, REASON, Api, refused

pytestmark = pytest.mark.trust

HIDDEN = Point(kind=PointKind.HIDDEN_TEXT, place="đoạn 2", words="bản mật")
LINKED = Point(kind=PointKind.LINKED_PICTURE, place="sau đoạn 1", words="https://anh.vn/1.jpg")


def manuscript(api: Api, *points: Point, text: str = BODY) -> Manuscript:
    """What a reader leaves of a file that holds these points."""
    known = list(api.live.board.topic_labels)
    read = read_manuscript(text.encode(), filename="bai.md", overrides=META, known_topics=known)
    return Manuscript(content=read.content, photo_bytes=read.photo_bytes, points=points)


async def submitted(api: Api, *points: Point, text: str = BODY) -> ArticleId:
    author = await api.live.member("reporter-1")
    return (await api.live.desk.submit(author, manuscript(api, *points, text=text))).article_id


async def listed(api: Api, article_id: str, member: str = "final-editor") -> dict[int, dict[str, Any]]:
    answer = await api.get(member, f"/articles/{article_id}/points")
    assert answer.status_code == 200, answer.text
    return {point["number"]: point for point in answer.json()["points"]}


async def close(api: Api, article_id: str, *numbers: int, member: str = "final-editor") -> Any:
    return await api.post(member, f"/articles/{article_id}/points/close", {"points": list(numbers)})


async def finished(api: Api, article_id: str) -> Any:
    return await api.post("final-editor", f"/articles/{article_id}/finish-edit")


async def test_a_text_with_open_points_does_not_go_on_until_the_final_editor_has_closed_each(api: Api) -> None:
    """What was hidden in the file is published, or lost, without anybody having looked."""
    article_id = await submitted(api, HIDDEN, LINKED)
    said = refused(await finished(api, article_id), 422, "checklist")
    assert "2 lỗi" in said
    assert "Điểm 1 còn mở. “bản mật”" in said
    assert "Điểm 2 còn mở" in said
    checklist = (await api.get("final-editor", f"/articles/{article_id}/checklist")).json()
    assert (checklist["ready"], [f["code"] for f in checklist["findings"][:2]]) == (False, ["open_point"] * 2)
    refused(await close(api, article_id, 1, member="reporter-1"), 403, "not_entitled")
    refused(await close(api, article_id, 1, 9), 422, "invalid_input", "points")
    assert (await close(api, article_id, 1)).status_code == 200
    refused(await close(api, article_id, 1), 422, "bad_request")
    assert "Điểm 2" in refused(await finished(api, article_id), 422, "checklist")
    assert (await close(api, article_id, 2)).json()["points"][0]["closed_by"] == "final-editor"
    assert (await finished(api, article_id)).status_code == 200
    events = (await api.get("final-editor", f"/articles/{article_id}/timeline")).json()["events"]
    done = [event for event in events if event["kind"] == "point"]
    assert [(e["member"], e["outcome"]) for e in done] == [
        ("reporter-1", "refused"), ("final-editor", "accepted"),
        ("final-editor", "refused"), ("final-editor", "accepted"),
    ]  # fmt: skip
    assert "đóng điểm: 1 (đoạn 2: “bản mật”). Căn cứ: mục II.4" in done[1]["text"]


async def test_the_card_lists_them_for_whom_the_file_is(api: Api) -> None:
    article_id = await submitted(api, HIDDEN)
    card = (await api.get("reporter-1", f"/articles/{article_id}")).json()
    (point,) = card["points"]
    assert (point["number"], point["open"], point["place"], point["words"]) == (1, True, "đoạn 2", "bản mật")
    assert "đóng điểm này" in point["message"]
    assert (await api.get("engineer", f"/articles/{article_id}")).json()["points"] == []
    assert (await api.get("engineer", f"/articles/{article_id}/points")).json()["points"] == []
    refused(await api.get("reporter-2", f"/articles/{article_id}/points"), 404, "unknown_article")


async def test_what_was_closed_stays_closed_and_what_is_gone_falls(api: Api) -> None:
    """The author corrects a comma and everything is asked again; or a point blocks that no file has any more."""
    article_id = await submitted(api, HIDDEN, LINKED)
    assert (await close(api, article_id, 1)).status_code == 200
    assert (await api.post("final-editor", f"/articles/{article_id}/return-to-author", REASON)).status_code == 200
    author = await api.live.member("reporter-1")
    again = manuscript(api, HIDDEN, text=f"{BODY}\nCó 32 trường.\n")
    await api.live.desk.resubmit(author, article_id, manuscript=again)
    assert {number: point["open"] for number, point in (await listed(api, article_id)).items()} == {1: False}
    assert (await finished(api, article_id)).status_code == 200


async def test_the_same_words_without_the_point_are_another_text(api: Api) -> None:
    """Whoever has settled a comment in Word sends the same words: the point must fall."""
    article_id = await submitted(api, HIDDEN)
    assert (await api.post("final-editor", f"/articles/{article_id}/return-to-author", REASON)).status_code == 200
    author = await api.live.member("reporter-1")
    await api.live.desk.resubmit(author, article_id, manuscript=manuscript(api))
    assert await listed(api, article_id) == {}
    assert (await finished(api, article_id)).status_code == 200


async def test_other_topics_for_the_same_text_close_nothing(api: Api) -> None:
    """A change of labels stores the text anew: its points must come along."""
    article_id = await submitted(api, HIDDEN)
    answer = await api.post("final-editor", f"/articles/{article_id}/finish-edit", {"topics": ["economy"]})
    assert "Điểm 1" in refused(answer, 422, "checklist")
    assert (await close(api, article_id, 1)).status_code == 200
    answer = await api.post("final-editor", f"/articles/{article_id}/finish-edit", {"topics": ["economy"]})
    assert answer.status_code == 200


async def test_points_of_the_editors_own_text_are_closed_before_it_is_taken(api: Api) -> None:
    """The editor works in Word too: tracked changes of that file count like the author's."""
    article_id = await submitted(api)
    editor = api.live.holder(Office.FINAL_EDITOR)
    own = manuscript(api, HIDDEN, text=f"{BODY}\nCó 32 trường.\n")
    with pytest.raises(Refused, match="Điểm 1"):
        await api.live.desk.finish_edit(editor, article_id, manuscript=own)
    points = await listed(api, article_id)
    assert (points[1]["revision"], points[1]["open"]) == (2, True)
    assert (await close(api, article_id, 1)).status_code == 200
    answer = await api.live.desk.finish_edit(editor, article_id, manuscript=own)
    assert answer.stage is Stage.AWAITING_APPROVAL
    assert (await api.live.stores.articles.standing(article_id)).revision == 2


async def test_a_comment_blocks_until_it_is_closed_or_taken_back(api: Api) -> None:
    """What a colleague has seen is forgotten in a chat."""
    article_id = await api.submitted()
    path = f"/articles/{article_id}/comments"
    said = await api.post("reporter-1", path, {"text": "Tên xã đã đổi từ 01/7."})
    assert (said.status_code, said.json()["number"], said.json()["by"]) == (201, 1, "reporter-1")
    assert (await api.post("deputy", path, {"text": "Thiếu nguồn"})).json()["number"] == 2
    notes = (await api.get("final-editor", "/inbox")).json()["notifications"]
    assert any("Tên xã đã đổi" in note["text"] and note["article_id"] == article_id for note in notes)
    told = refused(await finished(api, article_id), 422, "checklist")
    assert "Điểm 1 còn mở. “Tên xã đã đổi từ 01/7.”" in told
    assert "Điểm 2 còn mở" in told
    refused(await api.post("deputy", f"{path}/1/withdraw"), 403, "not_entitled")
    assert (await api.post("reporter-1", f"{path}/1/withdraw")).json()["withdrawn"] is True
    assert (await close(api, article_id, 2)).status_code == 200
    assert (await finished(api, article_id)).status_code == 200
    refused(await api.post("engineer", path, {"text": "Ảnh mờ"}), 403, "not_entitled")
    refused(await api.post("reporter-2", path, {"text": "Ảnh mờ"}), 404, "unknown_article")
    refused(await api.post("reporter-1", path, {"text": " "}), 422, "invalid_input", "text")


async def test_the_evidence_says_who_closed_what_and_when(api: Api) -> None:
    """Years later nobody can say who let the hidden words go."""
    article_id = await submitted(api, HIDDEN)
    assert (await api.post("deputy", f"/articles/{article_id}/comments", {"text": "Thiếu nguồn"})).status_code == 201
    assert (await close(api, article_id, 1, 2)).status_code == 200
    assert (await finished(api, article_id)).status_code == 200
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)
    stores = api.live.stores
    pack = await evidence_pack(article_id, stores.ledger, stores.articles, stores.boards, stores.keys)
    assert check_pack(pack) == ()
    (line,) = [entry["body"] for entry in pack["entries"] if "close_points" in entry["body"]]
    for said in ("bản mật", "Thiếu nguồn", "final-editor", "đoạn 2"):
        assert said in line
    forged = line.replace("bản mật", "bản mới")
    spoilt = pack | {"entries": [e | {"body": forged} if e["body"] == line else e for e in pack["entries"]]}
    assert any("về điểm của bản thảo: không có chữ ký" in fault for fault in check_pack(spoilt))
    assert await stores.upkeep.audit() == ()


async def test_too_many_points_are_refused_at_the_door_with_the_counts(api: Api) -> None:
    """A file with thousands of tracked changes would be closed unread."""
    many = [Point(kind=PointKind.TRACKED_CHANGE, place=f"đoạn {n}", words=f"lời {n}") for n in range(MOST_POINTS + 1)]
    before = len(await api.live.stores.reading.cards(page=Page(limit=10_000)))
    with pytest.raises(InvalidInput, match=f"{MOST_POINTS + 1} điểm"):
        await submitted(api, *many)
    assert len(await api.live.stores.reading.cards(page=Page(limit=10_000))) == before
    article_id = await submitted(api, *many[:-1])
    assert "điểm mở nữa: 20–500." in refused(await finished(api, article_id), 422, "checklist")
    assert (await close(api, article_id, *range(1, MOST_POINTS + 1))).status_code == 200
    assert (await finished(api, article_id)).status_code == 200


async def test_a_text_is_sent_again_as_it_was_with_a_reason(api: Api) -> None:
    """The editor was mistaken: the author must not have to invent a change."""
    article_id = await api.submitted()
    assert (await api.post("final-editor", f"/articles/{article_id}/return-to-author", REASON)).status_code == 200
    path = f"/articles/{article_id}/resubmit"
    for sent in (await api.post("reporter-1", path), await api.send("reporter-1", path)):
        assert "lý do" in refused(sent, 422, "bad_request")
    answer = await api.send("reporter-1", path, fields={"reason": "Số liệu đã đúng theo báo cáo"})
    assert answer.status_code == 200, answer.text
    notes = (await api.get("final-editor", "/inbox")).json()["notifications"]
    assert any("gửi lại nguyên bản cũ (lý do: Số liệu đã đúng theo báo cáo)" in note["text"] for note in notes)
    events = (await api.get("final-editor", f"/articles/{article_id}/timeline")).json()["events"]
    assert "gửi lại: Số liệu đã đúng theo báo cáo" in events[-1]["text"]


async def test_a_change_whose_text_has_points_is_proposed_once_they_are_closed(api: Api) -> None:
    """Whoever proposes holds the last edit: the same member closes, and the approver decides on what was looked at."""
    article_id = await api.awaiting()
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)
    editor = api.live.holder(Office.FINAL_EDITOR)
    changed = Proposal(
        kind=AmendmentKind.UPDATE,
        reason="Thêm số liệu",
        manuscript=manuscript(api, HIDDEN, text=f"{BODY}\nCó 32 trường.\n"),
    )
    with pytest.raises(Refused, match="Điểm 1 còn mở"):
        await api.live.parts.amendments.propose(editor, article_id, changed)
    assert (await close(api, article_id, 1)).status_code == 200
    assert await api.live.parts.amendments.propose(editor, article_id, changed)


async def test_the_inbox_is_in_the_order_of_what_is_due_and_old_messages_are_marked(api: Api) -> None:
    article_id = await api.submitted()
    inbox = (await api.get("final-editor", "/inbox")).json()
    due = [task["due_at"] for task in inbox["tasks"]]
    assert due == sorted(due, key=lambda at: (at is None, at))
    (mine,) = [task for task in inbox["tasks"] if task["article_id"] == article_id]
    assert mine["due_at"]
    assert mine["due_of"]
    rejected = {"reason": "Trùng bài", "reason_code": "duplicate"}
    assert (await finished(api, article_id)).status_code == 200
    assert (await api.post("standing-deputy", f"/articles/{article_id}/reject", rejected)).status_code == 200
    notes = (await api.get("final-editor", "/inbox")).json()["notifications"]
    newest, *older = [note["of_the_past"] for note in notes if note["article_id"] == article_id]
    # In the evening there is one more, that it came in late.
    assert older
    assert (newest, set(older)) == (False, {True})
    assert [note["id"] for note in notes] == sorted((note["id"] for note in notes), reverse=True)
