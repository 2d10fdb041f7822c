"""Who sees how much of an article, of an absence, of the evidence: by what their work needs."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from newsroom.members.visibility import Sight
from newsroom.roster import Grant, GrantKind, Scope
from newsroom.stages import Stage
from tests.desk.asked import entries
from tests.desk.matter_calls import ahead
from tests.support.api import REASON, Api, refused

pytestmark = pytest.mark.trust

OUTLINE_ONLY = ("chief-accountant", "accountant", "engineer")
_HOUR = re.compile(r"\d\d:\d\d|\d\d/\d\d")


@pytest.mark.parametrize("member", OUTLINE_ONLY)
async def test_a_draft_is_an_outline_to_those_who_write_and_decide_nothing(api: Api, member: str) -> None:
    """Accountants and the engineer read every text, returned ones too."""
    article_id = await api.awaiting()
    path = f"/articles/{article_id}"
    card = (await api.get(member, path)).json()
    assert (card["title"], card["stage"]) == ("Học sinh vùng cao đón năm học mới", "awaiting_approval")
    assert "body_html" not in card
    for what in ("text", "checklist", "evidence"):
        refused(await api.get(member, f"{path}/{what}"), 403, "not_entitled")
    assert (await api.get(member, f"{path}/timeline")).json()["events"] == []
    assert article_id in {card["article_id"] for card in (await api.get(member, "/articles")).json()["articles"]}


async def test_the_file_is_for_those_who_work_on_the_text(api: Api) -> None:
    article_id = await api.awaiting()
    for member in ("head", "standing-deputy", "deputy", "final-editor", "secretary", "reporter-1"):
        assert (await api.get(member, f"/articles/{article_id}/text")).status_code == 200, member
        assert (await api.get(member, f"/articles/{article_id}/checklist")).status_code == 200, member
        assert (await api.get(member, f"/articles/{article_id}/timeline")).json()["events"], member
    assert (await api.get("secretary", f"/articles/{article_id}/evidence")).status_code == 200
    refused(await api.get("reporter-1", f"/articles/{article_id}/evidence"), 403, "not_entitled")


async def test_a_published_text_is_read_by_all_of_the_board_and_its_file_is_not(api: Api) -> None:
    article_id = await api.awaiting()
    said = {"reason": "Lý do riêng của người duyệt", "reason_code": "below_quality"}
    assert (await api.post("standing-deputy", f"/articles/{article_id}/return-for-edit", said)).status_code == 200
    assert (await api.post("final-editor", f"/articles/{article_id}/finish-edit")).status_code == 200
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)
    for member in OUTLINE_ONLY:
        assert (await api.get(member, f"/articles/{article_id}/text")).status_code == 200
        told = (await api.get(member, f"/articles/{article_id}/timeline")).json()["events"]
        assert {event["kind"] for event in told} == {"receipt"}
        refused(await api.get(member, f"/articles/{article_id}/evidence"), 403, "not_entitled")
    refused(await api.get("reporter-2", f"/articles/{article_id}/text"), 404, "unknown_article")


async def test_the_reason_of_an_absence_is_for_who_assigns_and_who_keeps_the_list(api: Api) -> None:
    said = {"ends_at": ahead(8), "reason": "Đi khám bệnh"}
    own = (await api.post("accountant", "/absences", said)).json()
    try:
        for member in ("accountant", "head", "secretary"):
            assert (await api.get(member, f"/absences/{own['id']}")).json()["reason"] == "Đi khám bệnh", member
        for member in ("deputy", "final-editor", "engineer", "chief-accountant"):
            assert "khám bệnh" not in (await api.get(member, f"/absences/{own['id']}")).text, member
            assert "khám bệnh" not in (await api.get(member, "/absences")).text, member
        refused(await api.get("reporter-2", f"/absences/{own['id']}"), 404, "unknown_matter")
    finally:
        assert (await api.post("accountant", f"/absences/{own['id']}/end")).status_code == 200


async def test_those_outside_are_told_whose_an_article_is_and_no_hour_of_the_boards(api: Api) -> None:
    """A contributor read from when until when each member is away, and who had lent what to whom."""
    article_id = await api.awaiting()
    away = (await api.post("standing-deputy", "/absences", {"ends_at": ahead(8), "reason": "Đi họp"})).json()
    try:
        given = {"to": "deputy", "reason": "Thay"}
        assert (await api.post("head", f"/absences/{away['id']}/assign", given)).status_code == 200
        asked = [
            (f"/board/explain/{article_id}", {}),
            (f"/articles/{article_id}", {}),
            ("/board/explain", {"kind": "news"}),
        ]
        for path, query in asked:
            told = (await api.get("reporter-1", path, **query)).json()
            said = [*told["why"], *(told.get("approval") or {}).get("reasons", ())] if "why" in told else []
            said += [json.dumps(row, ensure_ascii=False) for row in told.get("who_may", ())]
            assert "why" in told
            assert not [text for text in said if _HOUR.search(text)], said
        assert _HOUR.search(json.dumps((await api.get("deputy", asked[0][0])).json()["why"]))
    finally:
        assert (await api.post("standing-deputy", f"/absences/{away['id']}/end")).status_code == 200


async def test_an_act_on_what_one_may_not_see_is_answered_as_reading_is_and_recorded(api: Api) -> None:
    """403 told a reporter which articles of others there are."""
    article_id = await api.awaiting()
    for act, said in (("withdraw", {"reason": "Rút"}), ("reject", REASON), ("approve", {"seen_hash": "0" * 64})):
        told = refused(await api.post("reporter-2", f"/articles/{article_id}/{act}", said), 404, "unknown_article")
        missing = refused(await api.post("reporter-2", f"/articles/khong-co/{act}", said), 404, "unknown_article")
        assert told.replace(article_id, "khong-co") == missing
    kept = [entry for entry in await entries(api, article_id) if entry.get("code") == "unknown_article"]
    assert [(entry["act"], entry["member"], entry["outcome"]) for entry in kept] == [
        (act, "reporter-2", "refused") for act in ("withdraw", "reject", "approve")
    ]
    assert (await api.live.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL


async def test_acts_on_matters_one_may_not_see_are_answered_as_reading_is(api: Api) -> None:
    away = (await api.post("accountant", "/absences", {"ends_at": ahead(8), "reason": "Đi học"})).json()
    try:
        told = refused(await api.post("reporter-2", f"/absences/{away['id']}/end"), 404, "unknown_matter")
        read = refused(await api.get("reporter-2", f"/absences/{away['id']}"), 404, "unknown_matter")
        none = refused(await api.post("reporter-2", "/absences/khong-co/end"), 404, "unknown_matter")
        assert told == read == none.replace("khong-co", away["id"])
    finally:
        assert (await api.post("accountant", f"/absences/{away['id']}/end")).status_code == 200
    article_id = await api.awaiting()
    said = {"change": "take_down", "reason": "Gỡ"}
    refused(await api.post("reporter-2", f"/articles/{article_id}/amendments", said), 404, "unknown_article")


async def test_whoever_stands_in_sees_the_file_meanwhile(api: Api) -> None:
    """What is lent is work on texts."""
    live = api.live
    view = await live.parts.reading.views.of("engineer")
    article_id = await api.awaiting()
    standing = await live.stores.articles.standing(article_id)
    grant = Grant(
        id="g1", kind=GrantKind.LAST_EDIT, giver=live.board.members[3].id, seat=live.board.members[3].id,
        to=view.viewer.id, scope=Scope(), starts_at=view.at - timedelta(hours=1), ends_at=view.at + timedelta(hours=1),
        given_at=view.at - timedelta(hours=1),
    )  # fmt: skip
    lent = replace(view, roster=replace(view.roster, grants=(grant,)))
    assert (view.sight(standing), lent.sight(standing)) == (Sight.OUTLINE, Sight.FILE)
