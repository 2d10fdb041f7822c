"""What the logs say, and what they must not."""

import asyncio
import json
import logging

import pytest
import structlog
from temporalio.workflow import NondeterminismError

from simulator.config import SimulatorConfig
from tests.telemetry.conftest import SECRET, Story, captured


def test_no_text_no_person_and_no_token_is_logged(story: Story) -> None:
    """Logs go to people and systems that may see none of these."""
    plays, settings = SimulatorConfig(), story.live.settings
    secrets = [plays.page_token, plays.zalo_access_token, plays.zalo_refresh_token, plays.app_secret]
    secrets += [settings.payload_key.get_secret_value(), settings.desk_private_key.get_secret_value()]
    secrets += [story.live.tokens[member].rsplit(".", 1)[1] for member in story.live.tokens]
    members = story.live.board.members
    assert story.lines(event="channel_call"), "nothing was logged at all"
    for word in filter(None, (SECRET, *secrets, *(member.name for member in members))):
        assert word not in story.log, next(line for line in story.log.splitlines() if word in line)
    # An account that is called like its office says no more than the office.
    accounts = [member.id for member in members if "-" in member.id]
    for line in (line for line in story.lines() if line["event"] != "request"):
        assert not [account for account in accounts if account in json.dumps(line)], line


@pytest.mark.trust
def test_a_request_says_who_called_by_which_way_in_and_from_where(story: Story) -> None:
    """What a stolen token did could not be told from what its member did."""
    (line,) = story.lines(event="request", member="standing-deputy", route="/articles/{article_id}/approve")[:1]
    assert (line["office"], line["via"], line["status"]) == ("standing_deputy", "token", 200)
    assert line["client"]
    assert line["method"] == "POST"
    assert line["took_ms"] > 0
    assert story.article_id not in {line["route"] for line in story.lines(event="request")}


def test_every_line_is_one_json_object_with_its_time_and_level(story: Story) -> None:
    """A line that cannot be parsed is a line that nobody finds."""
    for line in story.lines():
        assert {"event", "level", "timestamp", "logger"} <= line.keys(), line


def test_an_activity_says_what_it_is_about(story: Story) -> None:
    """From one line an engineer reaches the article, the run and the office."""
    (line,) = story.lines(event="activity_done", article=story.article_id, office="standing_deputy")
    assert line["workflow"] == f"article/{story.article_id}"
    assert (line["activity"], line["attempt"], line["outcome"]) == ("record_decision", 1, "accepted")
    assert line["run"]


def test_a_channel_call_is_logged_under_its_article(story: Story) -> None:
    """What the channel did to one article must not be searched for by the clock."""
    calls = {(line["channel"], line["call"]) for line in story.lines(event="channel_call", article=story.article_id)}
    assert {("portal", "prepare"), ("fanpage", "reveal"), ("zalo_oa", "read")} <= calls
    (stopped,) = story.lines(event="channel_call", article=story.stopped_id, outcome="needs_person")
    assert (stopped["channel"], stopped["activity"]) == ("fanpage", "publish_to_channel")


def test_nothing_is_logged_twice_on_replay(story: Story) -> None:
    """These workers remember no workflow: each task replayed the whole history."""
    for article_id in (story.article_id, story.stopped_id):
        taken = story.lines(event="act_taken", workflow=f"article/{article_id}")
        assert [line["act"] for line in taken] == ["finish_edit", "approve"]


def _fail() -> None:
    try:
        int(SECRET)
    except ValueError as cause:
        raise RuntimeError(SECRET) from cause


def test_an_exception_is_logged_without_its_words() -> None:
    """Its words may quote an article, and so may those of its causes."""
    with captured() as log:
        for log_of in (logging.getLogger("a.library"), structlog.get_logger()):
            try:
                _fail()
            except RuntimeError:
                log_of.exception("it_broke")
    for line in map(json.loads, log.getvalue().splitlines()):
        assert [said.partition(" ")[0] for said in line["failure"]] == ["RuntimeError", "ValueError"]
        assert "test_logs.py" in line["failure"][0]
    assert SECRET not in log.getvalue()


def test_the_words_of_a_workflow_that_diverges_are_kept() -> None:
    """They name events and commands only, and without them nobody can mend the workflow."""
    with captured() as log:
        logging.getLogger("temporalio.worker").error("failed", exc_info=NondeterminismError("TMPRL1100"))
    assert "TMPRL1100" in log.getvalue()


async def test_a_task_that_nobody_awaits_does_not_tell_what_it_says() -> None:
    """The event loop reports lost tasks together with their exceptions."""
    with captured() as log:
        future = asyncio.get_running_loop().create_future()
        future.set_exception(ValueError(SECRET))
        future.__del__()
        future.exception()
    assert "never retrieved" in log.getvalue()
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "uvicorn.access"])
def test_request_lines_of_libraries_are_silent(name: str) -> None:
    """They hold whole addresses, and an address may hold a token."""
    with captured() as log:
        logging.getLogger(name).info("HTTP Request: GET https://graph.example/me?access_token=%s", SECRET)
    assert log.getvalue() == ""
