"""Long lists over HTTP: read part by part, between days, only what is late; and the same on the command line."""

import asyncio
from datetime import datetime, timedelta

from typer.testing import CliRunner

from newsroom.article import number_in
from newsroom.working_time import local
from tests.support.api import Api, refused
from tests.support.live import administrator
from workers.__main__ import app
from workers.settings import environment_of


async def pages(api: Api, path: str, name: str, **query: object) -> list[list[str]]:
    """The ids of a list, part by part."""
    found, cursor = [], ""
    for _ in range(200):
        answer = (await api.get("secretary", path, cursor=cursor, **query)).json()
        found.append([row.get("article_id") or row["id"] for row in answer[name]])
        cursor = answer["next"]
        if not cursor:
            return found
    raise AssertionError(found)


async def test_a_list_read_part_by_part_is_the_whole_list(api: Api) -> None:
    mine = [await api.submitted() for _ in range(3)]
    parts = await pages(api, "/articles", "articles", limit=2)
    whole = [article for part in parts for article in part]
    assert len(whole) == len(set(whole))
    assert whole[:3] == mine[::-1]
    assert all(len(part) == 2 for part in parts[:-2])


async def test_what_comes_in_meanwhile_moves_nothing(api: Api) -> None:
    first, second = await api.submitted(), await api.submitted()
    begun = (await api.get("secretary", "/articles", limit=1)).json()
    assert [card["article_id"] for card in begun["articles"]] == [second]
    await api.submitted()
    went_on = (await api.get("secretary", "/articles", limit=1, cursor=begun["next"])).json()
    assert [card["article_id"] for card in went_on["articles"]] == [first]


async def test_days_are_those_of_the_newsroom(api: Api) -> None:
    article_id = await api.submitted()
    card = (await api.get("secretary", f"/articles/{article_id}")).json()
    today = datetime.fromisoformat(card["submitted_at"]).date()
    for first, last, there in ((0, 0, True), (1, 1, False), (-1, -1, False), (-1, 1, True)):
        days = {"from": str(today + timedelta(days=first)), "to": str(today + timedelta(days=last))}
        listed = (await api.get("secretary", "/articles", **days)).json()["articles"]
        assert (article_id in {row["article_id"] for row in listed}) is there
    refused(await api.get("secretary", "/articles", **{"from": "hôm qua"}), 422, "invalid_input", "from")
    refused(await api.get("secretary", "/articles", to="9999-12-31"), 422, "invalid_input", "to")
    refused(await api.get("secretary", "/articles", cursor="la"), 422, "invalid_input", "cursor")


async def test_only_what_is_late_now(api: Api) -> None:
    late, in_time = await api.submitted(), await api.submitted()
    async with administrator(api.live.stack) as connection:
        passed = "UPDATE obligations SET due_at = now() - interval '1 minute' WHERE article_id = $1"
        await connection.execute(passed, late)
    listed = {row["article_id"] for row in (await api.get("secretary", "/articles", late="true")).json()["articles"]}
    assert late in listed
    assert in_time not in listed
    assert (await api.post("final-editor", f"/articles/{late}/finish-edit")).status_code == 200


async def test_incidents_and_messages_go_on_too(api: Api) -> None:
    for number in range(3):
        said = {"title": f"Sự việc {number}", "account": "Không đăng được.", "proposal": "Xin mở lại."}
        assert (await api.post("reporter-1", "/incidents", said)).status_code == 201
    parts = await pages(api, "/incidents", "incidents", limit=2)
    assert len({each for part in parts for each in part}) == sum(map(len, parts)) >= 3
    notes = (await api.get("final-editor", "/inbox")).json()["notifications"]
    older = (await api.get("final-editor", "/inbox", before=notes[0]["id"])).json()["notifications"]
    assert [note["id"] for note in older][: len(notes) - 1] == [note["id"] for note in notes[1:]]


async def test_meetings_go_on_from_the_open_ones_to_the_closed(api: Api) -> None:
    """The next meeting stands first, the last one after those to come."""
    opened = []
    for days in (60, 61, 62):
        hour = (datetime.now().astimezone() + timedelta(days=days)).isoformat()
        said = {"starts_at": hour, "place": "Phòng họp số 1", "topic": "Kế hoạch"}
        opened.append((await api.post("head", "/meetings", said)).json()["id"])
    called_off = {"reason": "Trùng lịch"}
    for meeting in opened[:2]:
        assert (await api.post("head", f"/meetings/{meeting}/cancel", called_off)).status_code == 200
    whole = (await api.get("secretary", "/meetings", limit=200)).json()["meetings"]
    parts = await pages(api, "/meetings", "meetings", limit=1)
    assert [each for part in parts for each in part] == [meeting["id"] for meeting in whole]
    assert [meeting["id"] for meeting in whole if meeting["id"] in opened] == [opened[2], opened[1], opened[0]]
    assert (await api.post("head", f"/meetings/{opened[2]}/cancel", called_off)).status_code == 200


async def test_the_command_line_lists_the_same(api: Api) -> None:
    article_id = await api.submitted()
    runner = CliRunner(env=environment_of(api.live.settings))
    today = local(datetime.now().astimezone()).date()
    for options, there in ((["--from", str(today)], True), (["--to", str(today - timedelta(days=1))], False)):
        printed = await asyncio.to_thread(runner.invoke, app, ["status", *options])
        assert (number_in(article_id) in printed.output) is there, printed.output
