"""One id from the desk's door to the call to a channel."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from typer.testing import CliRunner

from tests.support.live import LiveNewsroom
from tests.support.lives import history_of
from tests.telemetry.conftest import ASKED, Story
from workers.__main__ import app
from workers.settings import environment_of
from workers.telemetry.answered import Requests
from workers.telemetry.request_ids import current_request, request
from workflows.messages import REQUEST_HEADER


def test_the_request_reaches_the_channel(story: Story) -> None:
    """What the approver clicked and what Facebook was asked are found by the same id."""
    assert story.lines(event="activity_done", request=ASKED["finish-edit"], office="final_editor")
    taken = story.lines(event="act_taken", act="approve", request=ASKED["approve"])
    assert len(taken) == 2
    for article_id in (story.article_id, story.stopped_id):
        calls = story.lines(event="channel_call", article=article_id)
        assert {line.get("request") for line in calls} == {ASKED["approve"]}


def test_the_desk_answers_with_the_id_and_logs_one_line(story: Story) -> None:
    """A person who calls for help can read the id out."""
    assert {answer.headers["X-Request-Id"] for answer in story.answers} == set(ASKED.values())
    lines = story.lines(event="request")
    assert len(lines) == len(story.answers)
    assert lines[-1]["route"] == "/articles/{article_id}/approve"


async def test_the_id_is_in_no_workflow_input(story: Story) -> None:
    """Inputs are what a workflow decides by, and what old histories are replayed with."""
    events = await history_of(story.live, story.article_id)
    scheduled = [event.activity_task_scheduled_event_attributes for event in events]
    with_header = [each for each in scheduled if REQUEST_HEADER in each.header.fields]
    assert {each.activity_type.name for each in with_header} == {"publish_to_channel"}
    assert not [each for each in scheduled if ASKED["approve"].encode() in each.input.SerializeToString()]


async def test_a_command_is_a_request_too(live: LiveNewsroom) -> None:
    """What an editor does on the command line is found in the logs like what he does in the browser."""
    article_id = await live.submit("Đoạn văn của bài.")
    runner = CliRunner(env=environment_of(live.settings))
    done = await asyncio.to_thread(runner.invoke, app, ["edit", article_id, "--as", "final-editor"])
    assert done.exit_code == 0, done.output
    taken = [event.workflow_execution_update_accepted_event_attributes for event in await history_of(live, article_id)]
    assert [each for each in taken if REQUEST_HEADER in each.accepted_request.input.header.fields]


@pytest.mark.parametrize("offered", ["", "ngắn", "a" * 65, "có dấu cách 123", "x\ny-12345678", "-leading-dash"])
def test_an_id_that_is_not_well_formed_is_replaced(offered: str) -> None:
    """Else a caller could write lines of its own into our logs."""
    with request(offered) as given:
        assert given != offered
        assert current_request() == given
    assert current_request() == ""


async def test_a_request_is_counted_by_the_class_of_its_answer() -> None:
    """The desk's error rate is seen from outside."""

    async def answer(asked: Request) -> Response:
        return PlainTextResponse("", status_code=int(asked.query_params["status"]))

    seen: list[int] = []
    desk = Requests(Starlette(routes=[Route("/", answer)]), seen.append)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=desk), base_url="http://desk.test") as http:
        for status in (200, 409, 503):
            await http.get("/", params={"status": str(status)})
    assert seen == [200, 409, 503]
