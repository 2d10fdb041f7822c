"""Absences, assignments and delegations over HTTP: what members do, what they see, and what is refused at the door."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from temporalio.client import Client
from temporalio.service import RetryConfig

from desk.addresses import API
from desk.api.app import create_api
from tests.desk.matter_calls import ahead, away, back, ended, filed, matter_tasks, stored, until_held, utc
from tests.support.api import Api, refused
from tests.support.described import Described
from workers.wiring.desk import built_parts


async def test_an_absence_from_the_filing_to_the_return(api: Api) -> None:
    """The everyday case: the deputy in charge travels, the Head says who approves, the article goes on."""
    article_id = await api.awaiting(title="Bài chờ người đi công tác")
    async with away(api, "standing-deputy") as absence:
        assert (absence["member"], absence["state"], absence["unassigned"]) == ("standing-deputy", "on", ["duyệt bài"])
        await until_held(api, article_id, "head_to_assign", "head")
        shown = (await api.get("accountant", f"/absences/{absence['id']}")).json()
        listed = {card["article_id"] for card in shown["articles"]}
        # The longest waiting are listed; the newsroom of these tests may keep more.
        assert article_id in listed or len(listed) < shown["kept"]
        task = next(task for task in await matter_tasks(api, "head", "assign") if absence["id"] in task["matter"])
        assert task["path"] == f"{API}/absences/{absence['id']}"
        assert "Gợi ý: Phó Trưởng Ban" in task["text"]
        assert await matter_tasks(api, "deputy", "assign") == []

        said = {"to": "deputy", "reason": "Đồng chí trực thay", "topics": ["education"]}
        assigned = (await api.post("head", f"/absences/{absence['id']}/assign", said)).json()
        grant = assigned["grants"][0]
        assert (grant["to"], grant["seat"], grant["topics"]) == ("deputy", "standing-deputy", ["education"])
        assert assigned["message"] == "Đã ghi sổ: phân công người thay."
        assert not [task for task in await matter_tasks(api, "head", "assign") if absence["id"] in task["matter"]]
        await until_held(api, article_id, "assigned", "deputy")
        assert (await api.approved(article_id, "standing-deputy")).status_code == 403
        assert (await api.approved(article_id, "deputy")).status_code == 200
        listed = (await api.get("engineer", "/absences")).json()["absences"]
        assert [row["grants"][0]["id"] for row in listed if row["id"] == absence["id"]] == [grant["id"]]

        over = (await api.post("standing-deputy", f"/absences/{absence['id']}/end")).json()
        assert over["state"] == "over"
        await ended(api, f"absence/{absence['id']}")
        assert absence["id"] not in {row["id"] for row in (await api.get("head", "/absences")).json()["absences"]}
        everything = (await api.get("head", "/absences", all=True)).json()["absences"]
        assert absence["id"] in {row["id"] for row in everything}
        refused(await api.post("standing-deputy", f"/absences/{absence['id']}/end"), 409, "wrong_stage")


async def test_an_absence_filed_for_another_is_made_longer_and_withdrawn(api: Api) -> None:
    said = {"member": "deputy", "starts_at": ahead(24), "ends_at": ahead(30), "reason": "Đi tập huấn"}
    answer = await api.post("secretary", "/absences", said)
    absence = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"{API}/absences/{absence['id']}")
    assert (absence["filed_by"], absence["state"]) == ("secretary", "ahead")
    path = f"/absences/{absence['id']}/end"
    longer = await api.post("deputy", path, {"ends_at": ahead(48)})
    assert utc(longer.json()["ends_at"]) - utc(absence["ends_at"]) > timedelta(hours=17)
    refused(await api.post("engineer", path), 403, "not_entitled")
    assert (await api.post("secretary", path)).json()["state"] == "withdrawn"


async def test_the_last_edit_is_assigned_apart_from_the_approvals(api: Api) -> None:
    async with away(api, "final-editor") as absence:
        assert absence["unassigned"] == ["duyệt bài", "biên tập lần cuối"]
        path = f"/absences/{absence['id']}/assign"
        edits = (await api.post("head", path, {"to": "secretary", "work": "last_edit"})).json()
        assert edits["unassigned"] == ["duyệt bài"]
        assert (await api.post("head", path, {"to": "standing-deputy"})).json()["unassigned"] == []
        article_id = await api.submitted()
        await until_held(api, article_id, "assigned", "secretary")
        assert (await api.post("secretary", f"/articles/{article_id}/finish-edit")).status_code == 200


async def test_an_assignment_is_revoked_given_again_and_renewed(api: Api) -> None:
    async with away(api, "standing-deputy", hours=6) as absence:
        path = f"/absences/{absence['id']}"
        first = (await api.post("head", f"{path}/assign", {"to": "deputy", "ends_at": ahead(2)})).json()["grants"][0]
        refused(await api.post("head", f"{path}/revoke", {"grant": first["id"]}), 422, "bad_request")
        refused(await api.post("deputy", f"{path}/revoke", {"grant": first["id"], "reason": "x"}), 403, "not_entitled")
        gone = await api.post("head", f"{path}/revoke", {"grant": first["id"], "reason": "Đồng chí cũng bận"})
        assert gone.json()["grants"][0]["state"] == "over"
        assert gone.json()["unassigned"] == ["duyệt bài"]
        said = {"to": "final-editor", "ends_at": ahead(2)}
        second = (await api.post("head", f"{path}/assign", said)).json()["grants"][1]
        renewal = {"grant": second["id"], "ends_at": ahead(5)}
        renewed = (await api.post("head", f"{path}/renew", renewal)).json()["grants"][1]
        assert utc(renewed["ends_at"]) - utc(second["ends_at"]) > timedelta(hours=2)
        assert "đợt vắng" in refused(
            await api.post("head", f"{path}/renew", renewal | {"ends_at": ahead(7)}), 422, "bad_request"
        )
        refused(await api.post("head", f"{path}/revoke", {"grant": "0" * 12, "reason": "x"}), 404, "unknown_matter")


BAD_ABSENCES: list[tuple[dict[str, Any], str, str]] = [
    ({}, "invalid_input", "ends_at"),
    ({"ends_at": "mai"}, "invalid_input", "ends_at"),
    ({"ends_at": "2026-11-24T07:00:00"}, "invalid_input", "ends_at"),
    ({"starts_at": 5, "ends_at": ahead(-1)}, "bad_request", ""),
    ({"ends_at": ahead(8)}, "bad_request", ""),
    ({"ends_at": ahead(8), "reason": "x" * 2001}, "invalid_input", "reason"),
    ({"ends_at": ahead(8), "reason": "x", "member": "nguoi-la"}, "invalid_input", "member"),
    ({"ends_at": ahead(8), "reason": "x", "ly_do": "x"}, "invalid_input", "ly_do"),
    ({"ends_at": ahead(-1), "reason": "x"}, "bad_request", ""),
    ({"ends_at": ahead(days=400), "reason": "x"}, "bad_request", ""),
    ({"starts_at": ahead(-50), "ends_at": ahead(8), "reason": "x"}, "bad_request", ""),
]


@pytest.mark.parametrize("case", range(len(BAD_ABSENCES)))
async def test_a_bad_absence_is_refused_and_nothing_is_stored(api: Api, case: int) -> None:
    body, code, field = BAD_ABSENCES[case]
    before = await stored(api)
    refused(await api.post("deputy", "/absences", body), 422, code, field)
    assert await stored(api) == before


BAD_ASSIGNMENTS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "invalid_input", "to"),
    ({"to": "nguoi-la"}, "invalid_input", "to"),
    ({"to": "standing-deputy"}, "bad_request", ""),
    ({"to": "engineer"}, "bad_request", ""),
    ({"to": "deputy", "classes": ["R1"]}, "bad_request", ""),
    ({"to": "deputy", "classes": ["R4 R2"]}, "invalid_input", "classes[0]"),
    ({"to": "deputy", "classes": "R4"}, "invalid_input", "classes"),
    ({"to": "deputy", "classes": ["R4"] * 31}, "invalid_input", "classes"),
    ({"to": "deputy", "topics": ["khong-co"]}, "bad_request", ""),
    ({"to": "deputy", "kinds": ["tintuc"]}, "invalid_input", "kinds[0]"),
    ({"to": "deputy", "work": "ca_hai"}, "invalid_input", "work"),
    ({"to": "deputy", "work": "last_edit"}, "bad_request", ""),
    ({"to": "deputy", "starts_at": ahead(9)}, "bad_request", ""),
    ({"to": "deputy", "ends_at": "2026-11-23"}, "invalid_input", "ends_at"),
]


async def test_a_bad_assignment_is_refused_and_nothing_is_stored(api: Api) -> None:
    async with away(api, "standing-deputy") as absence:
        before, path = await stored(api), f"/absences/{absence['id']}/assign"
        for body, code, field in BAD_ASSIGNMENTS:
            refused(await api.post("head", path, body), 422, code, field)
        for member in ("standing-deputy", "deputy", "secretary"):
            assert "Trưởng Ban" in refused(await api.post(member, path, {"to": "deputy"}), 403, "not_entitled")
        refused(await api.post("reporter-1", path, {"to": "deputy"}), 404, "unknown_matter")
        assert await stored(api) == before
    refused(await api.post("head", path, {"to": "deputy"}), 409, "wrong_stage")


async def test_overlapping_absences_are_refused(api: Api) -> None:
    async with away(api, "deputy"):
        again = await api.post("deputy", "/absences", {"ends_at": ahead(2), "reason": "Đi họp"})
        assert "đã báo vắng" in refused(again, 422, "bad_request")


async def test_reporters_and_contributors_do_not_look_at_matters(api: Api) -> None:
    async with away(api, "deputy") as absence:
        for member in ("reporter-1", "contributor-1"):
            for path in ("/absences", "/delegations", "/meetings", "/meetings/0a"):
                assert "nội bộ" in refused(await api.get(member, path), 403, "not_entitled")
            refused(await api.get(member, f"/absences/{absence['id']}"), 404, "unknown_matter")
        for member in ("accountant", "engineer", "secretary"):
            assert (await api.get(member, "/absences")).status_code == 200
    mine = await filed(api, "reporter-2", hours=1)
    assert mine["unassigned"] == []
    await back(api, "reporter-2", mine["id"])


@pytest.mark.parametrize("matter", ["khong-co", "0" * 12, "A'B", "%00", "x" * 80])
async def test_matters_that_are_not_there(api: Api, matter: str) -> None:
    for path in (f"/absences/{matter}", f"/delegations/{matter}", f"/meetings/{matter}", f"/amendments/{matter}"):
        refused(await api.get("head", path), 404, "unknown_matter")
    before = await stored(api)
    refused(await api.post("head", f"/absences/{matter}/assign", {"to": "deputy"}), 404, "unknown_matter")
    refused(await api.post("head", f"/delegations/{matter}/revoke", {"reason": "x"}), 404, "unknown_matter")
    assert await stored(api) == before


async def test_a_delegation_lends_its_giver_power_until_it_is_revoked(api: Api) -> None:
    article_id = await api.awaiting(topics=["admin_reform"])
    said = {"to": "final-editor", "ends_at": ahead(days=3), "topics": ["admin_reform"], "reason": "Dồn việc"}
    answer = await api.post("deputy", "/delegations", said)
    assert answer.status_code == 201, answer.text
    grant = answer.json()
    assert answer.headers["location"] == f"{API}/delegations/{grant['id']}"
    assert "ủy quyền duyệt cho Ủy viên" in grant["text"]
    await until_held(api, article_id, "delegated", "final-editor")
    listed = (await api.get("accountant", "/delegations")).json()["delegations"]
    assert grant["id"] in {row["id"] for row in listed}
    path = f"/delegations/{grant['id']}"
    refused(await api.post("final-editor", f"{path}/revoke", {"reason": "x"}), 403, "not_entitled")
    refused(await api.post("final-editor", f"{path}/renew", {"ends_at": ahead(days=9)}), 403, "not_entitled")
    refused(await api.post("deputy", f"{path}/renew", {"ends_at": ahead(days=31)}), 422, "bad_request")
    renewed = (await api.post("deputy", f"{path}/renew", {"ends_at": ahead(days=9)})).json()
    assert utc(renewed["ends_at"]) > utc(grant["ends_at"])
    refused(await api.post("deputy", f"{path}/revoke", {}), 422, "bad_request")
    assert (await api.post("head", f"{path}/revoke", {"reason": "Đã xong việc"})).json()["state"] == "over"
    await until_held(api, article_id, "owner", "deputy")
    assert (await api.get("deputy", path)).json()["state"] == "over"
    assert grant["id"] not in {row["id"] for row in (await api.get("head", "/delegations")).json()["delegations"]}
    assert grant["id"] in {row["id"] for row in (await api.get("head", "/delegations", all=1)).json()["delegations"]}


BAD_DELEGATIONS: list[tuple[str, dict[str, Any], int, str, str]] = [
    ("deputy", {}, 422, "invalid_input", "to"),
    ("deputy", {"to": "final-editor"}, 422, "invalid_input", "ends_at"),
    ("deputy", {"to": "nguoi-la", "ends_at": ahead(5)}, 422, "invalid_input", "to"),
    ("deputy", {"to": "final-editor", "ends_at": ahead(days=31)}, 422, "bad_request", ""),
    ("deputy", {"to": "final-editor", "ends_at": ahead(-1)}, 422, "bad_request", ""),
    ("deputy", {"to": "engineer", "ends_at": ahead(5)}, 422, "bad_request", ""),
    ("deputy", {"to": "final-editor", "ends_at": ahead(5), "classes": ["R4"]}, 422, "bad_request", ""),
    ("deputy", {"to": "final-editor", "ends_at": ahead(5), "kind": "acting"}, 403, "not_entitled", ""),
    ("secretary", {"to": "deputy", "ends_at": ahead(5)}, 403, "not_entitled", ""),
    ("reporter-1", {"to": "deputy", "ends_at": ahead(5)}, 403, "not_entitled", ""),
    ("head", {"to": "deputy", "ends_at": ahead(5), "kind": "royalty_signing"}, 422, "bad_request", ""),
    ("head", {"to": "deputy", "ends_at": ahead(5), "kind": "assignment"}, 422, "invalid_input", "kind"),
    ("head", {"to": "deputy", "ends_at": ahead(5), "kind": "tat_ca"}, 422, "invalid_input", "kind"),
    ("head", {"to": "deputy", "ends_at": ahead(5), "document": "x" * 301}, 422, "invalid_input", "document"),
]


@pytest.mark.parametrize("case", range(len(BAD_DELEGATIONS)))
async def test_a_bad_delegation_is_refused_and_nothing_is_stored(api: Api, case: int) -> None:
    member, body, status, code, field = BAD_DELEGATIONS[case]
    before = await stored(api)
    refused(await api.post(member, "/delegations", body), status, code, field)
    assert await stored(api) == before


async def test_the_acting_head_assigns_and_gives_articles_to_others(api: Api) -> None:
    article_id = await api.awaiting()
    async with away(api, "head"), away(api, "standing-deputy") as absence:
        assert f"absence/{absence['id']}" in {task["matter"] for task in await matter_tasks(api, "deputy", "assign")}
        said = {"to": "final-editor"}
        assert (await api.post("deputy", f"/absences/{absence['id']}/assign", said)).status_code == 200
        path = f"/articles/{article_id}"
        refused(await api.post("deputy", f"{path}/reassign", said | {"to": "nguoi-la"}), 422, "invalid_input", "to")
        refused(await api.post("deputy", f"{path}/reassign", said), 422, "bad_request")
        moved = await api.post("deputy", f"{path}/reassign", said | {"reason": "Đúng chuyên môn"})
        assert moved.json()["waiting_for"] == "final_editor"


async def test_the_new_acts_on_an_article(api: Api) -> None:
    """Asking for another approver, the secretary's check, and the way before the board."""
    lent = {"to": "secretary", "kind": "precheck", "ends_at": ahead(5)}
    grant = (await api.post("final-editor", "/delegations", lent)).json()
    article_id = await api.submitted()
    path = f"/articles/{article_id}"
    refused(await api.post("deputy", f"{path}/precheck"), 403, "not_entitled")
    assert (await api.post("secretary", f"{path}/precheck", {"reason": "Đã soát ảnh"})).status_code == 200
    assert (await api.post("final-editor", f"{path}/finish-edit")).status_code == 200
    assert (await api.post("final-editor", f"/delegations/{grant['id']}/revoke", {"reason": "Xong"})).status_code == 200
    refused(await api.post("standing-deputy", f"{path}/ask-reroute"), 422, "bad_request")
    asked = await api.post("standing-deputy", f"{path}/ask-reroute", {"reason": "Thuộc lĩnh vực khác"})
    assert asked.json()["stage"] == "awaiting_approval"
    held = await api.post("standing-deputy", f"{path}/refer", {"reason": "Chưa thống nhất số liệu"})
    assert "Trưởng Ban" in refused(held, 403, "not_entitled")
    answered = {"to": "standing-deputy", "reason": "Vẫn thuộc lĩnh vực này"}
    assert (await api.post("head", f"{path}/reassign", answered)).status_code == 200
    referred = await api.post("standing-deputy", f"{path}/refer", {"reason": "Chưa thống nhất số liệu"})
    assert referred.json()["stage"] == "before_board"
    assert "chưa vào chương trình" in (await matter_tasks(api, "head", "convene"))[0]["text"]
    assert (await api.post("head", f"{path}/withdraw", {"reason": "Thôi"})).status_code == 200
    texts = [event["text"] for event in (await api.get("head", f"{path}/timeline")).json()["events"]]
    assert any("Đã soát ảnh" in text for text in texts)


async def test_a_lost_workflow_server_is_503_and_nothing_is_stored(api: Api) -> None:
    """Before anything has been sent, and on a matter that exists."""
    async with away(api, "deputy") as absence:
        client = await Client.connect("127.0.0.1:1", lazy=True, retry_config=RetryConfig(max_retries=1))
        lost = built_parts(api.live.settings, client, api.live.stores)
        transport = Described(create_api(lost))
        before = await stored(api)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.test/api/v1") as http:
            said = {"ends_at": ahead(8), "reason": "Đi công tác"}
            for who, path, body in (
                ("secretary", "/absences", said),
                ("deputy", f"/absences/{absence['id']}/end", {}),
            ):
                answer = await http.post(path, json=body, headers=api.as_(who))
                assert "đã được hủy trong sổ" in refused(answer, 503, "server_unreachable")
                assert int(answer.headers["retry-after"]) > 0
        assert await stored(api) == before
