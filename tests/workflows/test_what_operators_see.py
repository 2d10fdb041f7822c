"""What an operator finds in Temporal without reading code: searches, labels, and the article's state in words."""

from datetime import datetime, timedelta
from typing import Any

from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.converter import DataConverter

from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE
from newsroom.article import ChannelName, spoken
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.describe import alert_summary
from newsroom.ledger.entries import readable
from newsroom.ledger.sightings import Breach
from newsroom.sla import Alert
from newsroom.stages import ACTS, Act, Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import at_stage, ended, handle_of, history_of, report_of, standing_of
from tests.workflows.scenarios import due_soon, until_breached
from workflows.messages import article_workflow_id
from workflows.search_attributes import (
    ARTICLE_KIND,
    ARTICLE_STAGE,
    DUE_AT,
    PUBLISH_DUE_AT,
    SLA_BREACHED,
    TOPICS,
    WAITING_FOR,
)

_WAITING = {
    Stage.RECEIVED: "secretary",
    Stage.EDITING: "final_editor",
    Stage.RETURNED: "author",
    Stage.AWAITING_APPROVAL: "standing_deputy",
    Stage.BEFORE_BOARD: "board_meeting",
    Stage.SCHEDULED: "embargo",
    Stage.PUBLISHING: "engineer",
    Stage.PUBLISHED: "nobody",
    Stage.REJECTED: "nobody",
    Stage.WITHDRAWN: "nobody",
    Stage.TAKEN_DOWN: "nobody",
}


async def _found(live: LiveNewsroom, article_id: str, query: str) -> None:
    """Wait until a search finds this article and nothing contradicts it."""
    whole = f'WorkflowId = "{article_workflow_id(article_id)}" AND {query}'

    async def one() -> bool:
        return (await live.client.count_workflows(whole)).count == 1

    await eventually(one)
    assert [found.id async for found in live.client.list_workflows(whole)] == [article_workflow_id(article_id)]


async def test_every_stage_is_found_by_its_stage_and_by_whom_it_waits_for(live: LiveNewsroom) -> None:
    """The morning's question "what lies with whom" is one search."""
    for stage in Stage:
        article_id = await at_stage(live, stage)
        status = "Completed" if _WAITING[stage] == "nobody" else "Running"
        await _found(
            live,
            article_id,
            f'ArticleStage = "{stage}" AND WaitingFor = "{_WAITING[stage]}" AND ArticleKind = "news" '
            f'AND Topics = "education" AND SlaBreached = false AND ExecutionStatus = "{status}"',
        )


async def _attributes(live: LiveNewsroom, article_id: str) -> Any:
    return (await handle_of(live, article_id).describe()).typed_search_attributes


async def test_due_times_are_searchable_while_they_run_and_gone_afterwards(live: LiveNewsroom) -> None:
    """Outside watchers count what is late by these two; a closed article must never look late."""
    article_id = await live.submit("Đoạn văn.", topics=["education", "health"])
    clocks = {clock.promise: clock for clock in (await live.stores.reading.card(article_id)).obligations}
    first = await _attributes(live, article_id)
    assert first.get(DUE_AT) == _seconds(min(clock.due_at for clock in clocks.values()), first.get(DUE_AT))
    assert first.get(PUBLISH_DUE_AT) is None
    assert sorted(first.get(TOPICS)) == ["education", "health"]

    await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
    second = await _attributes(live, article_id)
    assert second.get(DUE_AT) == _seconds(clocks["same_day"].due_at, second.get(DUE_AT))

    stopped = await at_stage(live, Stage.PUBLISHING)
    publishing = await _attributes(live, stopped)
    approved_at = (await standing_of(live, stopped)).approved_at
    assert approved_at
    assert abs(publishing.get(PUBLISH_DUE_AT) - approved_at - timedelta(minutes=60)) < timedelta(seconds=1)
    await _found(live, stopped, f'PublishDueAt > "{approved_at.isoformat()}" AND ExecutionStatus = "Running"')

    closed = await at_stage(live, Stage.PUBLISHED)
    last = await _attributes(live, closed)
    assert (last.get(DUE_AT), last.get(PUBLISH_DUE_AT)) == (None, None)
    assert (last.get(ARTICLE_STAGE), last.get(WAITING_FOR), last.get(ARTICLE_KIND)) == ("published", "nobody", "news")
    assert last.get(SLA_BREACHED) is False


def _seconds(expected: datetime, found: datetime) -> datetime:
    """The expected time, to the precision in which the server keeps it."""
    return found if abs(expected - found) < timedelta(seconds=1) else expected


async def test_a_breach_is_searchable_recorded_and_alarmed_and_the_work_goes_on(live: LiveNewsroom) -> None:
    """Late is said aloud in four places, and the article is approved and published all the same."""
    article_id = await live.submit("Bài bị chậm.")
    await due_soon(live, article_id, timedelta(seconds=3))
    await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
    await until_breached(live, article_id)

    await _found(live, article_id, 'SlaBreached = true AND ArticleStage = "awaiting_approval"')
    entries = readable(await live.stores.reading.timeline(article_id))
    assert [entry.promise for entry in entries if isinstance(entry, Breach)] == ["same_day"]
    told = await live.stores.reading.notifications(live.holder(Office.HEAD).id, limit=500)
    assert [note.kind for note in told if note.article_id == article_id] == ["alarm"]
    await live.approve(article_id)
    report = await ended(live, article_id)
    assert (report.breached, report.standing.stage) == (True, Stage.PUBLISHED)


async def details_of(live: LiveNewsroom, workflow_id: str) -> str:
    """What the page of a workflow says now."""
    handle = live.client.get_workflow_handle(workflow_id)
    metadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(metadata.current_details)


async def test_the_state_is_told_in_words_at_every_stage(live: LiveNewsroom) -> None:
    """An engineer at two in the morning reads where it stands, who decides and why, and what comes next."""
    said = {
        Stage.EDITING: ("biên tập kỹ thuật", "Mốc tới"),
        Stage.AWAITING_APPROVAL: ("chờ duyệt", "Phó Trưởng Ban Thường trực", "mục II.2", "Mốc tới"),
        Stage.BEFORE_BOARD: ("chưa thống nhất, chờ họp Ban Biên tập",),
        Stage.SCHEDULED: ("chờ giờ đăng", "Giờ đăng"),
        Stage.PUBLISHING: ("đang đăng", "Fanpage: cần người xử lý", "Zalo OA: đã đăng http"),
        Stage.PUBLISHED: ("đã đăng",),
    }
    for stage, words in said.items():
        article_id = await at_stage(live, stage)
        text = await details_of(live, article_workflow_id(article_id))
        for word in (*words, *await _next_moment(live, article_id)):
            assert word in text, (stage, word, text)


async def _next_moment(live: LiveNewsroom, article_id: str) -> list[str]:
    """What comes next, in words; before a hour of warning that is not the reminder."""
    agenda = (await live.stores.articles.opening(article_id)).agenda
    if (await standing_of(live, article_id)).stage is Stage.AWAITING_APPROVAL:
        assert Alert.REMIND_APPROVER in {moment.alert for moment in agenda.moments}
    return [alert_summary(moment) for moment in agenda.moments[:1]]


async def test_the_metadata_name_the_acts_in_vietnamese(live: LiveNewsroom) -> None:
    """The fifteen acts and the query are described where operators look for them."""
    article_id = await at_stage(live, Stage.EDITING)
    handle = handle_of(live, article_id)
    metadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    updates = {update.name: update.description for update in metadata.definition.update_definitions}
    assert updates == {act.value: ACTS[act].label for act in Act}
    assert "Bài đang ở đâu" in {query.description for query in metadata.definition.query_definitions}


async def test_the_title_and_every_step_carry_a_label(live: LiveNewsroom) -> None:
    """The list shows titles, the timeline shows what each timer and activity was for."""
    article_id = await at_stage(live, Stage.SCHEDULED, title="Tên bài cho người trực")
    description = await handle_of(live, article_id).describe()
    assert await description.static_summary() == f"{spoken(article_id)} Tên bài cho người trực"
    details = await description.static_details() or ""
    assert all(
        said in details for said in ("Tên bài cho người trực", "lúc gửi bài", "mục II.2", "Hạn duyệt trong ngày")
    )
    labels = {"act": set[str](), "timer": set[str]()}
    for event in await history_of(live, article_id):
        kind = {
            "marker_recorded_event_attributes": "act",
            "timer_started_event_attributes": "timer",
        }.get(event.WhichOneof("attributes") or "")
        if kind:
            assert event.user_metadata.HasField("summary"), event
            labels[kind].add((await DataConverter.default.decode([event.user_metadata.summary], [str]))[0])
    assert labels["act"] == {"Ghi sổ: hoàn thành biên tập", "Ghi sổ: duyệt đăng"}
    assert "Chờ giờ đăng" in labels["timer"]
    assert any(label.startswith(("Nhắc người duyệt", "Cảnh báo", "Ghi nhận")) for label in labels["timer"])


async def test_activities_go_to_their_queues_with_their_limits(live: LiveNewsroom) -> None:
    """A replay does not notice a changed queue or time-out, so the recorded ones are looked at here.

    The act that lets a channel go on is an activity: what it lets go on is read in no row.
    """
    article_id = await at_stage(live, Stage.PUBLISHING)
    again = Details(channel=ChannelName.FANPAGE)
    await live.desk.act(live.holder(Office.ENGINEER), Act.RESUME_CHANNEL, article_id, details=again)
    await ended(live, article_id)
    seen = {}
    for event in await history_of(live, article_id):
        if event.HasField("activity_task_scheduled_event_attributes"):
            order = event.activity_task_scheduled_event_attributes
            limits = (order.start_to_close_timeout.seconds, order.retry_policy.maximum_attempts)
            seen[order.task_queue.name] = (order.activity_type.name, *limits)
    assert seen == {
        EDITORIAL_QUEUE: ("record_decision", 30, 0),
        **dict.fromkeys(CHANNEL_QUEUES.values(), ("publish_to_channel", 180, 0)),
    }


async def test_the_query_answers_after_the_end_too(live: LiveNewsroom) -> None:
    """The last state stays readable as long as the history is kept."""
    article_id = await at_stage(live, Stage.REJECTED)
    assert (await report_of(live, article_id)).standing.stage is Stage.REJECTED
