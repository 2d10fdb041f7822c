"""Incidents over HTTP: each door names what is wrong, and nobody outside reads another's."""

from newsroom.article import spoken
from tests.support.api import Api, refused

SAID = {"title": "Fanpage bị khóa", "account": "Không đăng được.", "proposal": "Xin mở lại khóa."}


async def test_it_is_reported_compiled_decided_and_told(api: Api) -> None:
    opened = await api.post("reporter-1", "/incidents", SAID)
    assert opened.status_code == 201, opened.text
    path = opened.headers["location"]
    number = opened.json()["id"]
    assert await _asked(api, "secretary") >= {("compile", f"incident/{number}")}
    assert (await api.post("secretary", f"{path}/compile", {"summary": "Đề nghị cho mở."})).status_code == 200
    assert await _asked(api, "head") >= {("decide", f"incident/{number}")}
    seal = (await api.get("head", path)).json()["seal"]
    ruling = {"decision": "Đồng ý.", "concerns": ["engineer"], "seen_seal": seal}
    over = (await api.post("head", f"{path}/decide", ruling)).json()
    assert (over["stage"], over["concerns"][0]["id"]) == ("decided", "engineer")
    told = (await api.get("reporter-1", "/inbox")).json()["notifications"]
    assert any(spoken(number) in note["text"] and "Đồng ý" in note["text"] for note in told)
    refused(await api.post("secretary", f"{path}/compile", {"summary": "Thêm."}), 409, "wrong_stage")


async def test_bad_input_is_named_and_nothing_is_kept(api: Api) -> None:
    before = (await api.get("secretary", "/incidents")).json()
    refused(await api.post("reporter-1", "/incidents", SAID | {"proposal": " "}), 422, "invalid_input", "proposal")
    refused(await api.post("reporter-1", "/incidents", {"title": "Thiếu"}), 422, "invalid_input", "account")
    assert (await api.get("secretary", "/incidents")).json() == before
    path = (await api.post("reporter-1", "/incidents", SAID)).headers["location"]
    answer = await api.post("head", f"{path}/decide", {"decision": "Đồng ý.", "concerns": ["ai-do"]})
    refused(answer, 422, "invalid_input", "concerns")
    refused(await api.post("deputy", f"{path}/decide", {"decision": "Đồng ý."}), 403, "not_entitled")
    refused(await api.post("head", f"{path}/compile", {"summary": "Trình."}), 403, "not_entitled")


async def test_outside_the_board_one_sees_the_own(api: Api) -> None:
    path = (await api.post("reporter-1", "/incidents", SAID)).headers["location"]
    assert (await api.get("reporter-1", path)).status_code == 200
    refused(await api.get("reporter-2", path), 404, "unknown_matter")
    refused(await api.post("contributor-1", f"{path}/compile", {"summary": "Trình."}), 404, "unknown_matter")
    own = {row["reported_by"] for row in (await api.get("reporter-1", "/incidents")).json()["incidents"]}
    assert own == {"reporter-1"}


async def _asked(api: Api, member: str) -> set[tuple[str, str]]:
    return {(task["task"], task["matter"]) for task in (await api.get(member, "/inbox")).json()["house_tasks"]}
