"""An article and a matter by the number that people say: shown, taken, and no way to see what one may not see."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from newsroom.article import Given, number_in, spoken
from newsroom.matters.kinds import MatterKind
from newsroom.working_time import local
from tests.support.api import Api

_NEVER_GIVEN = Given("article", local(datetime.now(UTC)).year, 9_998).number
_LOOKS = ("", "/text", "/timeline", "/checklist", "/evidence", "/amendments", f"/photos/{'0' * 64}")
_ACTS: dict[str, dict[str, Any]] = {
    "approve": {"seen_hash": "0" * 64},
    "withdraw": {"reason": "Có lý do"},
    "take-over": {"reason": "Có lý do"},
    "take-down-now": {"ordered_by": "head", "reason": "Có lệnh"},
    "lateness": {"text": "Chờ số liệu"},
}


def said(answer: httpx.Response, number: str) -> tuple[int, str]:
    """What is answered, without the number that was asked for."""
    return answer.status_code, answer.text.replace(number, "N")


async def test_an_article_is_found_by_its_number_or_its_id(api: Api) -> None:
    sent = (await api.send("reporter-1")).json()
    article_id, number = sent["article_id"], sent["number"]
    assert article_id.startswith(f"{number}-")
    by_id, by_number = [(await api.get("secretary", f"/articles/{name}")).json() for name in (article_id, number)]
    assert by_number["number"] == number
    assert {**by_number, "clocks": ()} == {**by_id, "clocks": ()}
    for look in ("/text", "/timeline", "/checklist", "/amendments"):
        assert (await api.get("final-editor", f"/articles/{number}{look}")).status_code == 200, look
    assert (await api.get("secretary", f"/board/explain/{number}")).json()["article_id"] == article_id
    done = await api.post("final-editor", f"/articles/{number}/finish-edit")
    assert (done.status_code, done.json()["article_id"], done.json()["number"]) == (200, article_id, number)
    (row,) = [row for row in (await api.get("secretary", "/owed")).json()["owed"] if row["article_id"] == article_id]
    assert row["number"] == number


async def test_messages_call_an_article_by_its_number(api: Api) -> None:
    article_id = await api.awaiting()
    notes = (await api.get("standing-deputy", "/inbox")).json()["notifications"]
    (text,) = [note["text"] for note in notes if note["article_id"] == article_id and note["kind"] == "task"]
    assert f"({number_in(article_id)})" in text
    assert article_id not in text


@pytest.mark.trust
async def test_knowing_a_number_gives_no_right_to_see(api: Api) -> None:
    """Numbers can be counted through: what exists is answered, to whoever may not see it, as what does not."""
    number = number_in(await api.submitted("reporter-1"))
    for member in ("contributor-1", "reporter-2"):
        for look in _LOOKS:
            asked = [await api.get(member, f"/articles/{name}{look}") for name in (number, _NEVER_GIVEN)]
            assert said(asked[0], number) == said(asked[1], _NEVER_GIVEN), look
            assert asked[0].status_code == 404
        for act, body in _ACTS.items():
            asked = [await api.post(member, f"/articles/{name}/{act}", body) for name in (number, _NEVER_GIVEN)]
            assert said(asked[0], number) == said(asked[1], _NEVER_GIVEN), act
            assert asked[0].status_code in {403, 404}, asked[0].text
        asked = [await api.get(member, f"/board/explain/{name}") for name in (number, _NEVER_GIVEN)]
        assert said(asked[0], number) == said(asked[1], _NEVER_GIVEN)


@pytest.mark.trust
async def test_a_matter_is_found_by_its_number_by_whom_it_is_for(api: Api) -> None:
    """Kinds count each for itself: the number of an incident is not that of a meeting."""
    report = {"title": "Mạng chậm", "account": "Mạng chậm từ 8 giờ.", "proposal": "Đổi đường truyền."}
    incident = (await api.post("final-editor", "/incidents", report)).json()
    soon = datetime.now(UTC) + timedelta(days=1)
    meeting = await api.post("head", "/meetings", {"starts_at": soon.isoformat(), "place": "Phòng A", "topic": "Tuần"})
    assert meeting.status_code == 201, meeting.text
    away = {"starts_at": soon.isoformat(), "ends_at": (soon + timedelta(hours=4)).isoformat(), "reason": "Đi họp"}
    absence = (await api.post("reporter-2", "/absences", away)).json()
    matters = {"/incidents": incident, "/meetings": meeting.json(), "/absences": absence}
    for path, data in matters.items():
        assert data["id"].startswith(f"{data['number']}-"), path
        found = await api.get("secretary", f"{path}/{data['number']}")
        assert (found.status_code, found.json()["id"]) == (200, data["id"]), path
        asked = [await api.get("contributor-1", f"{path}/{name}") for name in (data["number"], _NEVER_GIVEN)]
        assert said(asked[0], data["number"]) == said(asked[1], _NEVER_GIVEN), path
        assert asked[0].status_code in {403, 404}
    compiled = await api.post("secretary", f"/incidents/{incident['number']}/compile", {"summary": "Mạng chậm."})
    assert compiled.status_code == 200, compiled.text
    called_off = await api.post("head", f"/meetings/{meeting.json()['number']}/cancel", {"reason": "Trùng lịch"})
    assert called_off.status_code == 200, called_off.text
    ended = await api.post("reporter-2", f"/absences/{absence['number']}/end", {})
    assert ended.status_code == 200, ended.text
    name = f"{MatterKind.INCIDENT}/{incident['id']}"
    tasks = [task for task in (await api.get("head", "/inbox")).json()["house_tasks"] if task["matter"] == name]
    assert [task["number"] for task in tasks] == [incident["number"]]
    assert spoken(name) == f"incident/{incident['number']}"
