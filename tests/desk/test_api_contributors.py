"""A contributor's text over HTTP: it lies with the secretary, has a number of receipt, and its author sees its way."""

from tests.support.api import Api, refused


async def test_the_secretary_is_told_lists_it_and_passes_it_on(api: Api) -> None:
    sent = (await api.send("contributor-1")).json()
    article_id = sent["article_id"]
    assert "Thư ký Ban Biên tập tiếp nhận" in sent["message"]
    inbox = (await api.get("secretary", "/inbox")).json()
    assert article_id in {task["article_id"] for task in inbox["tasks"]}
    assert article_id in {note["article_id"] for note in inbox["notifications"] if note["kind"] == "task"}
    editors = (await api.get("final-editor", "/inbox")).json()
    assert article_id not in {task["article_id"] for task in editors["tasks"]}

    (listed,) = [row for row in (await api.get("secretary", "/intake")).json()["articles"] if _is(row, article_id)]
    assert (listed["receipt"], listed["stage"], listed["waiting_for"]) == (
        sent["receipt"],
        "received",
        "Thư ký Ban Biên tập",
    )

    assert (await api.post("secretary", f"/articles/{article_id}/take-in")).status_code == 200
    (mine,) = [row for row in (await api.get("contributor-1", "/intake")).json()["articles"] if _is(row, article_id)]
    assert (mine["receipt"], mine["stage"]) == (sent["receipt"], "editing")
    told = (await api.get("contributor-1", "/inbox")).json()["notifications"]
    assert any("chuyển biên tập" in note["text"] for note in told if note["article_id"] == article_id)


async def test_the_edit_cannot_begin_before(api: Api) -> None:
    article_id = await api.submitted("contributor-1")
    refused(await api.post("final-editor", f"/articles/{article_id}/finish-edit"), 409, "wrong_stage")
    assert (await api.live.stores.articles.standing(article_id)).stage == "received"


async def test_the_secretary_hands_in_for_a_contributor_who_is_its_author(api: Api) -> None:
    sent = await api.send("secretary", fields={"contributor": "contributor-1"})
    assert sent.status_code == 201, sent.text
    article_id = sent.json()["article_id"]
    (row,) = [row for row in (await api.get("contributor-1", "/intake")).json()["articles"] if _is(row, article_id)]
    assert (row["author"], row["intake"], row["stage"]) == ("contributor-1", "secretary", "editing")
    events = (await api.get("secretary", f"/articles/{article_id}/timeline")).json()["events"]
    assert "tiếp nhận và gửi" in events[0]["text"]
    told = (await api.get("contributor-1", "/inbox")).json()["notifications"]
    assert article_id in {note["article_id"] for note in told}


async def test_an_unknown_contributor_is_named_and_nothing_is_stored(api: Api) -> None:
    before = (await api.get("secretary", "/articles", limit=1)).json()
    for unknown in ("ai-do", "reporter-1"):
        answer = await api.send("secretary", fields={"contributor": unknown})
        assert "contributor-1" in refused(answer, 422, "invalid_input", "contributor")
    refused(await api.send("reporter-1", fields={"contributor": "contributor-1"}), 403, "not_entitled")
    refused(await api.send("final-editor", fields={"contributor": "contributor-1"}), 403, "not_entitled")
    assert (await api.get("secretary", "/articles", limit=1)).json() == before


async def test_a_reporter_has_no_list_of_them(api: Api) -> None:
    refused(await api.get("reporter-1", "/intake"), 403, "not_entitled")


def _is(row: dict[str, str], article_id: str) -> bool:
    return row["article_id"] == article_id
