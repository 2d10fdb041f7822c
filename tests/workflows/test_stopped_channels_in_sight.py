"""A channel that has stopped, as an operator finds it: in the list, by name on the page, and by whom it waits for."""

import base64
import json
from typing import Any, Final
from urllib.parse import quote

import httpx

from newsroom.article import ChannelName
from newsroom.board import OFFICE_LABELS, Office
from newsroom.claims import Details
from newsroom.describe import stopped_summary
from newsroom.matters.kinds import AmendmentKind
from newsroom.stages import Act, Stage
from tests.support.amendment_scenarios import retry, stopped_at_fanpage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import at_stage, ended, entries
from tests.support.matters import matter_ended
from tests.workflows.test_absence import away, back
from tests.workflows.test_what_operators_see import details_of
from workflows.messages import article_workflow_id
from workflows.search_attributes import WAITING_FOR

_FANPAGE: Final = Details(channel=ChannelName.FANPAGE)


async def _asked(ui: httpx.AsyncClient, path: str) -> Any:
    """What the UI's own server gives its pages."""
    answer = await ui.get(f"/api/v1/namespaces/default/{path}")
    assert answer.is_success, answer.text
    return answer.json()


async def _open_timers(live: LiveNewsroom, workflow_id: str) -> list[str]:
    """The labels of the timers that the page of a workflow shows as running."""
    async with httpx.AsyncClient(base_url=live.stack.links.temporal_ui) as ui:
        read = await _asked(ui, f"workflows/{quote(workflow_id, safe='')}/history?maximumPageSize=1000")
    open_ones = {}
    for event in read["history"]["events"]:
        if "timerStartedEventAttributes" in event:
            label = json.loads(base64.b64decode(event["userMetadata"]["summary"]["data"]))
            open_ones[event["timerStartedEventAttributes"]["timerId"]] = label
        for closing in ("timerFiredEventAttributes", "timerCanceledEventAttributes"):
            open_ones.pop(event.get(closing, {}).get("timerId"), None)
    return list(open_ones.values())


async def _until_waiting(live: LiveNewsroom, workflow_id: str, office: str | None) -> None:
    async def there() -> bool:
        attributes = (await live.client.get_workflow_handle(workflow_id).describe()).typed_search_attributes
        return attributes.get(WAITING_FOR) == office

    await eventually(there)


async def test_a_stopped_channel_waits_for_the_engineer_by_name(live: LiveNewsroom) -> None:
    """The list names whose it is, the page which channel, and both are right again once it goes on."""
    article_id = await at_stage(live, Stage.PUBLISHING)
    workflow_id = article_workflow_id(article_id)
    said = "Đã dừng: Fanpage – chờ Kỹ sư phụ trách kỹ thuật cho đăng tiếp"
    await _until_waiting(live, workflow_id, "engineer")
    assert said in await _open_timers(live, workflow_id)
    assert f"**{said}**" in await details_of(live, workflow_id)

    await live.desk.act(live.holder(Office.ENGINEER), Act.RESUME_CHANNEL, article_id, details=_FANPAGE)
    await ended(live, article_id)

    await _until_waiting(live, workflow_id, "nobody")
    assert said not in await _open_timers(live, workflow_id)
    assert said not in await details_of(live, workflow_id)


async def test_what_stops_twice_is_found_twice(live: LiveNewsroom) -> None:
    """Between two stops it waits for the channel; the second is not taken for the first."""
    article_id = await at_stage(live, Stage.PUBLISHING)
    workflow_id = article_workflow_id(article_id)
    await live.fault("fanpage", "create_post", "permission_missing", match=article_id)
    await live.desk.act(live.holder(Office.ENGINEER), Act.RESUME_CHANNEL, article_id, details=_FANPAGE)

    async def again() -> bool:
        return len(await entries(live, article_id, kind="channel_stopped")) > 1

    await eventually(again)
    await _until_waiting(live, workflow_id, "engineer")
    assert len([label for label in await _open_timers(live, workflow_id) if label.startswith("Đã dừng")]) == 1


async def test_who_stands_in_for_the_engineer_is_waited_for(live: LiveNewsroom) -> None:
    """As in the inbox: the backup of the notice, and only while the engineer is away."""
    article_id = await at_stage(live, Stage.PUBLISHING)
    workflow_id = article_workflow_id(article_id)
    engineer, backup = live.holder(Office.ENGINEER), live.board.posting_backup
    filed = await away(live, engineer)
    try:
        await _until_waiting(live, workflow_id, backup)
        assert stopped_summary(ChannelName.FANPAGE, backup) in await _open_timers(live, workflow_id)
        assert OFFICE_LABELS[backup] in await details_of(live, workflow_id)
        later = await at_stage(live, Stage.PUBLISHING)
        await _until_waiting(live, article_workflow_id(later), backup)
    finally:
        await back(live, engineer, filed.matter)
    await _until_waiting(live, workflow_id, "engineer")
    labels = [label for label in await _open_timers(live, workflow_id) if label.startswith("Đã dừng")]
    assert labels == [stopped_summary(ChannelName.FANPAGE, Office.ENGINEER)]


async def test_an_amendment_that_has_stopped_is_found_likewise(live: LiveNewsroom) -> None:
    """What readers see wrong meanwhile is no less urgent than what they do not see yet."""
    matter, _ = await stopped_at_fanpage(live, "update_post", AmendmentKind.UPDATE)
    said = stopped_summary(ChannelName.FANPAGE, Office.ENGINEER, amends=True)
    assert said == "Đã dừng: Fanpage – chờ Kỹ sư phụ trách kỹ thuật cho làm tiếp"
    await _until_waiting(live, matter, "engineer")
    assert said in await _open_timers(live, matter)
    assert f"**{said}**" in await details_of(live, matter)

    await retry(live, matter, ChannelName.FANPAGE)
    await matter_ended(live, matter)

    await _until_waiting(live, matter, None)
    assert said not in await details_of(live, matter)
