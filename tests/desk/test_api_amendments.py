"""Changing and taking down what is published, over HTTP: who proposes, who decides, and what readers see then."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from activities.storage.database import now
from desk.addresses import API
from newsroom.article import ArticleId
from tests.desk.matter_calls import Json, ended, matter_tasks
from tests.support.api import BODY, META, Api, refused
from tests.support.live import eventually

HEADING = "Thông tin cải chính, xin lỗi"


async def published(api: Api, **meta: Any) -> str:
    """An article that readers see, under a title of its own."""
    title = f"Tin mùa vụ {uuid.uuid4().hex[:8]}"
    article_id = await api.awaiting(title=title, text=f"{BODY}\nCó 32 trường tham gia lễ khai giản.\n", **meta)
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)
    return article_id


async def title_of(api: Api, article_id: str) -> str:
    return str((await api.get("head", f"/articles/{article_id}")).json()["title"])


async def proposed(
    api: Api, article_id: str, change: str, text: str = "", *, summary: str = META["summary"], **said: str
) -> Any:
    """A proposal by the final editor, with the whole text."""
    body = text or f"{BODY}\nCó 32 trường tham gia lễ khai giảng.\n"
    fields = {"change": change, "reason": "Sửa cho đúng", **said}
    title = await title_of(api, article_id)
    meta: Json = {"title": title, "summary": summary}
    return await api.send("final-editor", f"/articles/{article_id}/amendments", text=body, fields=fields, **meta)


async def done(api: Api, amendment_id: str) -> Json:
    """The amendment, once every channel has it."""
    await ended(api, f"amendment/{amendment_id}")
    found: Json = (await api.get("head", f"/amendments/{amendment_id}")).json()
    return found


async def shown(api: Api, article_id: str) -> dict[str, str]:
    """What the public sees of an article, by channel."""
    return {post["channel"]: str(post) for post in await api.live.visible(ArticleId(article_id))}


async def revisions(api: Api, article_id: str) -> int:
    async with api.live.stores.database.reading() as connection:
        counted: int = await connection.fetchval("SELECT count(*) FROM revisions WHERE article_id = $1", article_id)
    return counted


async def test_a_typing_error_is_mended_in_place(api: Api) -> None:
    """The short way of A20: proposed by the last editor, approved by the approver, at the same address."""
    article_id = await published(api)
    answer = await proposed(api, article_id, "typo", evidence="Bạn đọc báo qua đường dây nóng")
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert answer.headers["location"] == f"{API}/amendments/{found['id']}"
    assert (found["change_label"], found["stage"]) == ("sửa lỗi chính tả", "proposed")
    assert found["text"]["content_hash"] == found["new_hash"]
    assert [row["id"] for row in found["deciders"]] == ["standing-deputy", "head"]
    path = f"/amendments/{found['id']}"
    for member, count in (("standing-deputy", 1), ("head", 1), ("deputy", 0), ("final-editor", 0)):
        tasks = [task for task in await matter_tasks(api, member, "decide") if task["path"] == API + path]
        assert len(tasks) == count, member
    refused(await api.post("standing-deputy", f"{path}/approve"), 422, "invalid_input", "seen_hash")
    refused(await api.post("standing-deputy", f"{path}/approve", {"seen_hash": "0" * 64}), 409, "stale_text")
    seen = {"seen_hash": found["new_hash"]}
    refused(await api.post("deputy", f"{path}/approve", seen), 403, "not_entitled")
    approved = await api.post("standing-deputy", f"{path}/approve", seen)
    assert approved.json()["message"] == "Đã ghi sổ: duyệt sửa bài đã đăng.", approved.text
    after = await done(api, found["id"])
    assert after["stage"] == "done"
    assert {row["channel"] for row in after["channels"]} == {"portal", "fanpage", "zalo_oa"}
    assert "khai giảng" in (await shown(api, article_id))["portal"]
    listed = (await api.get("reporter-1", f"/articles/{article_id}/amendments")).json()["amendments"]
    assert [row["id"] for row in listed] == [found["id"]]
    assert API + path not in {task["path"] for task in await matter_tasks(api, "standing-deputy", "decide")}


async def test_an_update_says_when_and_a_correction_apologises(api: Api) -> None:
    article_id = await published(api)
    updated = (await proposed(api, article_id, "update", text=f"{BODY}\nĐến chiều có 40 trường.\n")).json()
    assert "Cập nhật lúc" in updated["text"]["body_html"]
    refusal = {"reason": "Chờ số liệu chính thức"}
    refused(await api.post("standing-deputy", f"/amendments/{updated['id']}/refuse"), 422, "bad_request")
    answer = await api.post("standing-deputy", f"/amendments/{updated['id']}/refuse", refusal)
    assert answer.json()["stage"] == "refused"

    said = {"wrong": "Có 32 trường tham gia.", "right": "Có 23 trường tham gia."}
    for missing in said:
        rest = {name: text for name, text in said.items() if name != missing}
        refused(await proposed(api, article_id, "correction", **rest), 422, "invalid_input", missing)
    found = (await proposed(api, article_id, "correction", **said)).json()
    assert found["text"]["body_html"].startswith(f"<h2>{HEADING}</h2>")
    assert "chuyên mục Tin, đăng ngày" in found["text"]["body_html"]
    seen = {"seen_hash": found["new_hash"]}
    assert (await api.post("head", f"/amendments/{found['id']}/approve", seen)).status_code == 200
    await done(api, found["id"])
    assert all(HEADING in text for text in (await shown(api, article_id)).values())


async def test_a_take_down_is_proposed_and_decided(api: Api) -> None:
    article_id = await published(api)
    body = {"change": "take_down", "reason": "Thông tin chưa được phép công khai"}
    refused(await api.post("reporter-2", f"/articles/{article_id}/amendments", body), 404, "unknown_article")
    answer = await api.post("secretary", f"/articles/{article_id}/amendments", body)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert (found["text"], found["new_hash"]) == (None, "")
    refused(await api.get("reporter-2", f"/amendments/{found['id']}"), 404, "unknown_matter")
    assert (await api.get("reporter-1", f"/amendments/{found['id']}")).status_code == 200
    assert (await api.post("standing-deputy", f"/amendments/{found['id']}/approve")).status_code == 200
    assert (await done(api, found["id"]))["stage"] == "done"
    assert await shown(api, article_id) == {}
    assert (await api.get("head", f"/articles/{article_id}")).json()["stage"] == "taken_down"
    refused(await api.post("secretary", f"/articles/{article_id}/amendments", body), 409, "wrong_stage")


async def test_an_oral_order_is_carried_out_at_once_and_confirmed(api: Api) -> None:
    article_id = await published(api)
    path, said = f"/articles/{article_id}/take-down-now", {"ordered_by": "head", "reason": "Sai tên lãnh đạo"}
    refused(await api.post("final-editor", path, said), 403, "not_entitled")
    refused(await api.post("engineer", path, {**said, "ordered_by": "nguoi-la"}), 422, "invalid_input", "ordered_by")
    refused(await api.post("engineer", path, {**said, "ordered_by": "reporter-1"}), 422, "bad_request")
    refused(await api.post("engineer", path, {"ordered_by": "head"}), 422, "bad_request")
    refused(await api.post("engineer", path, {"reason": "x"}), 422, "invalid_input", "ordered_by")
    assert len(await shown(api, article_id)) == 3
    found = (await api.post("engineer", path, said)).json()
    assert (found["urgent"], found["waits_for_confirmation"]) == (True, True)

    async def gone() -> bool:
        return await shown(api, article_id) == {}

    await eventually(gone)
    task = next(t for t in await matter_tasks(api, "head", "confirm") if found["id"] in t["matter"])
    assert "lệnh miệng" in task["text"]
    refused(await api.post("engineer", f"/amendments/{found['id']}/confirm"), 403, "not_entitled")
    assert (await api.post("head", f"/amendments/{found['id']}/confirm")).json()["waits_for_confirmation"] is False
    await done(api, found["id"])
    assert not [t for t in await matter_tasks(api, "head", "confirm") if found["id"] in t["matter"]]


async def test_a_stopped_channel_waits_for_a_person(api: Api) -> None:
    """An engineer lets it try again; to go on without it is the approver's decision."""
    article_id = await published(api)
    found = (await proposed(api, article_id, "update", summary=META["summary"].replace("đã", "đều đã"))).json()
    title = await title_of(api, article_id)
    await api.live.fault("fanpage", "update_post", "token_expired", match=title)
    path = f"/amendments/{found['id']}"
    assert (await api.post("head", f"{path}/approve", {"seen_hash": found["new_hash"]})).status_code == 200

    async def stopped() -> list[Json]:
        return [task for task in await matter_tasks(api, "engineer", "retry") if task["path"] == API + path]

    assert "dừng" in (await eventually(stopped, seconds=30))[0]["text"]
    refused(await api.post("engineer", f"{path}/retry", {"channel": "tiktok"}), 422, "invalid_input", "channel")
    skip = {"channel": "fanpage", "skip": True, "reason": "Trang bị khóa"}
    refused(await api.post("engineer", f"{path}/retry", skip), 403, "not_entitled")
    refused(await api.post("head", f"{path}/retry", {**skip, "reason": ""}), 422, "bad_request")
    assert (await api.post("engineer", f"{path}/retry", {"channel": "fanpage"})).status_code == 200
    assert (await done(api, found["id"]))["stage"] == "done"


async def test_the_text_of_one_channel_is_changed_alone(api: Api) -> None:
    """Ambiguity A19: an approval for that channel; the others are not touched."""
    article_id = await published(api)
    path, own = f"/articles/{article_id}/amendments", "Mời bà con tới dự lễ khai giảng."
    said = {"change": "channel_text", "reason": "Lời cũ khó hiểu", "channel": "fanpage", "text": own}
    before, count = await shown(api, article_id), await revisions(api, article_id)
    for wrong, field, named in (
        ({"channel": "zalo_oa", "text": "a" * 301}, "text", "300"),
        ({"text": "a" * 63_300}, "text", "63206"),
        ({"text": " "}, "text", "lời đăng"),
        ({"channel": "portal"}, "channel", "fanpage"),
    ):
        answer = await api.post("final-editor", path, {**said, **wrong})
        refused(answer, 422, "invalid_input", field)
        assert named in answer.text
    assert await revisions(api, article_id) == count

    found = (await api.post("final-editor", path, said)).json()
    assert found["only_channel"] == "fanpage"
    assert [(each["place"], each["after"]) for each in found["changes"]] == [("lời đăng Fanpage", own)]
    seen = {"seen_hash": found["new_hash"]}
    assert (await api.post("standing-deputy", f"/amendments/{found['id']}/approve", seen)).status_code == 200
    after = await done(api, found["id"])
    assert [row["channel"] for row in after["channels"]] == ["fanpage"]
    seen_now = await shown(api, article_id)
    assert own in seen_now["fanpage"]
    assert "Cập nhật lúc" not in str(seen_now)
    assert (seen_now["portal"], seen_now["zalo_oa"]) == (before["portal"], before["zalo_oa"])


async def test_a_slip_is_mended_before_the_hour_with_one_click(api: Api) -> None:
    """And who agrees is shown the words that differ."""
    article_id = await api.awaiting(text=f"{BODY}\nCó 32 trường tham gia lễ khai giản.\n")
    assert (await api.approved(article_id, publish_at=(now() + timedelta(hours=5)).isoformat())).status_code == 200
    refused(
        await proposed(api, article_id, "typo", text=f"{BODY}\nCó 23 trường tham gia lễ khai giản.\n"),
        422,
        "bad_request",
    )
    found = (await proposed(api, article_id, "typo")).json()
    assert [(each["before"], each["after"]) for each in found["changes"]] == [("giản.", "giảng.")]
    path = f"/amendments/{found['id']}"
    assert API + path in {task["path"] for task in await matter_tasks(api, "standing-deputy", "decide")}
    assert (await api.post("standing-deputy", f"{path}/approve", {"seen_hash": found["new_hash"]})).status_code == 200
    await ended(api, f"amendment/{found['id']}")
    card = (await api.get("head", f"/articles/{article_id}")).json()
    assert (card["stage"], card["content_hash"]) == ("scheduled", found["new_hash"])


BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("final-editor", {}, "invalid_input", "change"),
    ("final-editor", {"change": "xoa", "reason": "x"}, "invalid_input", "change"),
    ("final-editor", {"change": "typo", "reason": "x"}, "invalid_input", "manuscript"),
    ("final-editor", {"change": "take_down"}, "invalid_input", "reason"),
    ("final-editor", {"change": "take_down", "reason": "x" * 2001}, "invalid_input", "reason"),
    ("final-editor", {"change": "take_down", "reason": "x", "seen_hash": "x"}, "invalid_input", "seen_hash"),
    ("final-editor", {"change": "take_down", "reason": "x", "ly_do": "x"}, "invalid_input", "ly_do"),
]


async def test_a_bad_proposal_is_refused_and_nothing_is_stored(api: Api) -> None:
    article_id = await published(api)
    path, before = f"/articles/{article_id}/amendments", await revisions(api, article_id)
    for member, body, code, field in BAD:
        refused(await api.post(member, path, body), 422, code, field)
    broken = api.as_("final-editor") | {"Content-Type": "application/json"}
    refused(await api.http.post(path, content=b"{", headers=broken), 422, "invalid_input", "body")
    typo = {"change": "typo", "reason": "x"}
    title = await title_of(api, article_id)
    said: dict[str, Any] = {"fields": typo, "title": title, "text": "Bài khác hẳn.\n"}
    refused(await api.send("deputy", path, **said), 403, "not_entitled")
    refused(
        await api.send("final-editor", path, **said | {"fields": typo | {"loai": "x"}}), 422, "invalid_input", "loai"
    )
    stale = {**typo, "seen_hash": "0" * 64}
    refused(await api.send("final-editor", path, **said | {"fields": stale}), 409, "stale_text")
    assert await revisions(api, article_id) == before
    assert "không phải lỗi chính tả" in refused(await api.send("final-editor", path, **said), 422, "bad_request")
    assert (await api.get("head", path)).json()["amendments"] == []


@pytest.mark.parametrize("member", ["final-editor", "secretary"])
async def test_what_is_not_published_cannot_be_amended(api: Api, member: str) -> None:
    article_id = await api.awaiting()
    body = {"change": "take_down", "reason": "Nhầm"}
    refused(await api.post(member, f"/articles/{article_id}/amendments", body), 409, "wrong_stage")
    refused(await api.post(member, "/articles/khong-co/amendments", body), 404, "unknown_article")
