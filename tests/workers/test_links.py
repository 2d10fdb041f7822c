"""`toasoan links`: every address is a list of the real UI, whose server takes its query."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from newsroom.stages import Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import at_stage
from tests.workers.conftest import Toasoan
from workflows.lookups import lookups
from workflows.messages import article_workflow_id


async def test_every_link_opens_a_list_of_the_ui(live: LiveNewsroom, toasoan: Toasoan) -> None:
    """What is written wrong shows an empty list there, which looks like good news."""
    stopped = article_workflow_id(await at_stage(live, Stage.PUBLISHING))
    said = (await toasoan("links")).stdout.splitlines()
    links = [line.strip() for line in said if "/workflows?query=" in line]
    today = datetime.now(UTC)
    asked = lookups(today, today + timedelta(days=1))
    assert [line.removesuffix(":") for line in said if line.endswith(":")] == [lookup.label for lookup in asked]
    assert len(links) == len(asked)
    async with httpx.AsyncClient(base_url=live.stack.links.temporal_ui) as ui:
        for link in links:
            assert link.startswith(f"{live.stack.links.temporal_ui}/namespaces/default/workflows?query=")
            assert (await ui.get(link)).is_success, link
            assert (await _listed(ui, link)) is not None

        async def found() -> bool:
            return stopped in await _listed(ui, links[0])

        await eventually(found)


async def _listed(ui: httpx.AsyncClient, link: str) -> set[str]:
    """The ids that the UI's server gives the page of a link."""
    (query,) = parse_qs(urlsplit(link).query)["query"]
    answer = await ui.get("/api/v1/namespaces/default/workflows", params={"query": query})
    assert answer.is_success, (query, answer.text)
    return {each["execution"]["workflowId"] for each in answer.json().get("executions", [])}


async def test_without_the_address_of_the_ui_the_filters_are_printed(
    live: LiveNewsroom, toasoan: Toasoan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On servers of one's own nobody may have said where the UI is."""
    nowhere = live.settings.model_copy(update={"codec_ui_origin": ""})
    monkeypatch.setattr("workers.commands.server.loaded_settings", lambda: nowhere)
    said = (await toasoan("links")).stdout
    assert "TOASOAN_CODEC_UI_ORIGIN" in said
    assert "  TemporalReportedProblems IS NOT NULL AND ExecutionStatus IN ('Running', 'Paused')\n" in said
