"""Looking over HTTP: cards, texts, lists and the board, and nothing shown to whom it is none of their business."""

import hashlib

import pytest

from desk.addresses import API
from desk.evidence.check import check_pack
from newsroom.article import ArticleId
from newsroom.matters.board_change import Meanwhile
from tests.support.api import BODY, META, REASON, Api, picture, refused


async def test_a_card_says_why_until_when_and_what_next(api: Api) -> None:
    article_id = await api.awaiting(topics=["admin_reform", "education"])
    card = (await api.get("deputy", f"/articles/{article_id}")).json()
    assert card["route"]["class"] == "R2"
    assert "Cải cách hành chính" in card["route"]["reasons"][0]
    assert card["waiting_for"] == "Phó Trưởng Ban duyệt"
    assert {act["act"] for act in card["acts"]} == {"approve", "return_for_edit", "reject", "refer", "ask_reroute"}
    assert {clock["promise"]: clock["state"] for clock in card["clocks"]} == {"edit": "met", "same_day": "running"}
    assert card["submitted_at"].endswith("+07:00")
    assert card["acts"][0]["path"] == f"{API}/articles/{article_id}/approve"
    assert {act["act"] for act in (await api.get("reporter-1", f"/articles/{article_id}")).json()["acts"]} == {
        "withdraw"
    }


async def test_the_text_shows_what_each_channel_will_show(api: Api) -> None:
    article_id = await api.submitted(photos={"lop.jpg": picture("blue")}, text=f"{BODY}\n![Lớp học](lop.jpg)\n")
    text = (await api.get("final-editor", f"/articles/{article_id}/text")).json()
    assert [channel["channel"] for channel in text["channels"]] == ["portal", "fanpage", "zalo_oa"]
    assert META["title"] in text["channels"][0]["lines"]
    photo = await api.get("reporter-1", text["photos"][0]["path"])
    assert (hashlib.sha256(photo.content).hexdigest(), photo.headers["content-type"]) == (
        text["photos"][0]["digest"],
        "image/jpeg",
    )
    refused(await api.get("reporter-1", f"/articles/{article_id}/photos/{'0' * 64}"), 404, "unknown_article")
    refused(await api.get("reporter-2", text["photos"][0]["path"]), 404, "unknown_article")


async def test_the_evidence_is_sound(api: Api) -> None:
    article_id = await api.awaiting()
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)
    pack = (await api.get("secretary", f"/articles/{article_id}/evidence")).json()
    assert check_pack(pack, trusted_key=api.live.settings.desk_public_key) == ()


async def test_lists_are_filtered_by_stage_and_shortened(api: Api) -> None:
    await api.submitted()
    await api.awaiting()
    for stage in ("editing", "awaiting_approval"):
        found = (await api.get("secretary", "/articles", stage=stage)).json()["articles"]
        assert {card["stage"] for card in found} == {stage}
    assert len((await api.get("secretary", "/articles", limit=1)).json()["articles"]) == 1
    refused(await api.get("secretary", "/articles", stage="la"), 422, "invalid_input", "stage")
    refused(await api.get("secretary", "/articles", limit=0), 422, "invalid_input", "limit")


async def test_who_chases_the_work_sees_who_owes_what(api: Api) -> None:
    """The final editor drives reporters and approvers on, and saw only the own inbox (rule 52)."""
    editing, waiting = await api.submitted(), await api.awaiting()
    owed = {row["article_id"]: row for row in (await api.get("final-editor", "/owed")).json()["owed"]}
    assert (owed[editing]["member"], owed[waiting]["member"]) == ("final-editor", "standing-deputy")
    assert owed[waiting]["office_label"] == "Phó Trưởng Ban Thường trực"
    assert owed[waiting]["due_at"].endswith("23:59:59+07:00")
    assert (owed[waiting]["late"], owed[waiting]["after_hours_target"]) == (False, None)
    for outsider in ("reporter-1", "engineer"):
        refused(await api.get(outsider, "/owed"), 403, "not_entitled")


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
        assert (await api.get("reporter-1", f"/articles/{mine}{view}")).status_code == (
            403 if view == "/evidence" else 200
        )
        assert (await api.get("secretary", f"/articles/{mine}{view}")).status_code == 200
        for member, article_id in (("reporter-1", theirs), ("contributor-1", mine), ("reporter-2", mine)):
            answer = await api.get(member, f"/articles/{article_id}{view}")
            missing = await api.get(member, f"/articles/000000000000{view}")
            assert (
                refused(answer, 404, "unknown_article").replace(article_id, "000000000000") == missing.json()["detail"]
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


async def test_who_stands_outside_reads_nothing_of_others_articles_in_the_notice(api: Api) -> None:
    """What was decided since a notice was signed names articles, refused ones too."""
    reading = api.app.state.parts.reading.board
    version = await reading.in_force()
    one = Meanwhile(
        at=version.effective_from,
        article_id=ArticleId("a1"),
        title="Bài bị từ chối",
        done="từ chối",
        before="Phó Trưởng Ban",
        after="Trưởng Ban",
    )
    reading._meanwhile[version.digest, version.number] = (one,)
    told = {member: (await api.get(member, "/board")).json()["decided_meanwhile"] for member in ("reporter-1", "head")}
    assert told["reporter-1"] == []
    assert "Bài bị từ chối" in told["head"][0]
