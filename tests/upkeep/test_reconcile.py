"""A notice adopted for a later hour, a storage that was restored in between, workflows that somebody else began."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from activities.contracts import EDITORIAL_QUEUE, MatterNow
from activities.storage.upkeep.open_work import name_in_rows
from newsroom.board import Office
from newsroom.matters.kinds import MatterAct, MatterKind
from tests.support.live import LiveNewsroom, eventually, opened_live
from tests.support.lives import ended, standing_of
from tests.support.matters import absent, matter_ended, matter_of
from workers.stack import BOARD_FILE
from workers.upkeep.reconcile import Finding, Found, differences, mend
from workflows.messages import MATTER_QUERY, ArticleInput, article_workflow_id
from workflows.registry import ARTICLE, BOARD, UPKEEP
from workflows.search_attributes import at_start

_SOURCE = BOARD_FILE.read_text(encoding="utf-8")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def own_newsroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveNewsroom]:
    """A newsroom whose notice may change."""
    async with opened_live(tmp_path_factory.mktemp("reconcile")) as opened:
        yield opened


async def adopted(live: LiveNewsroom, source: str, effective_from: datetime) -> str:
    """The matter of a notice adopted as the command line does it."""
    digest = await live.stores.boards.keep_draft(source)
    facts = {"digest": digest, "effective_from": effective_from.isoformat()}
    head, matter_id = live.holder(Office.HEAD), f"{digest[:12]}-1f2e"
    answer = await live.matter_desk.open(head, MatterAct.ADOPT_BOARD, MatterKind.BOARD, facts, matter_id=matter_id)
    return answer.matter


async def found_and_mended(live: LiveNewsroom, matter: str) -> str:
    """The name under which the matter is carried once the records have been compared and mended."""
    name = name_in_rows(matter)
    found = [each for each in await differences(live.client, live.stores) if each.name == name]
    assert found == [Found(name=name, finding=Finding.MATTER)]
    assert await mend(live.client, live.desk.starter, found[0])
    return name


async def running(live: LiveNewsroom) -> list[str]:
    query = f"WorkflowType = '{BOARD.name}' AND ExecutionStatus = 'Running'"
    return [run.id async for run in live.client.list_workflows(query)]


async def until_running(live: LiveNewsroom, *names: str) -> None:
    async def alone() -> bool:
        return await running(live) == list(names)

    await eventually(alone)


async def test_a_notice_whose_hour_came_unseen_still_moves_the_articles(own_newsroom: LiveNewsroom) -> None:
    """Backed up before its hour and restored after it: nothing else would ever ask whose the articles are."""
    live = own_newsroom
    economy = await live.ready_for_approval("Bài kinh tế.", topics=["economy"])
    assert (await standing_of(live, economy)).seat.asked == "standing-deputy"
    assert not await live.stores.moves.is_behind()
    given = _SOURCE.replace('["citizen_reception", "admin_reform"]', '["citizen_reception", "admin_reform", "economy"]')
    hour = datetime.now(UTC) + timedelta(seconds=2)
    matter = await adopted(live, given, hour)
    await live.client.get_workflow_handle(matter).terminate()
    await eventually(live.stores.moves.is_behind)
    await matter_ended(live, await found_and_mended(live, matter))
    assert (await standing_of(live, economy)).seat.asked == "deputy"
    assert not await live.stores.moves.is_behind()


async def test_a_notice_whose_workflow_was_lost_is_awaited_again(own_newsroom: LiveNewsroom) -> None:
    """The Head has signed it for next week: whoever restores the storage must not have to remember it."""
    live, hour = own_newsroom, datetime.now(UTC) + timedelta(days=2)
    matter = await adopted(live, f"{_SOURCE}\n# bản sau\n", hour)
    await live.client.get_workflow_handle(matter).terminate()
    handle = live.client.get_workflow_handle(await found_and_mended(live, matter))

    async def awaited() -> bool:
        now: MatterNow = await handle.query(MATTER_QUERY, result_type=MatterNow)
        return now.moments == (hour,)

    await eventually(awaited)
    await handle.terminate()


async def test_a_matter_that_runs_is_in_step_and_goes_on_as_it_is(own_newsroom: LiveNewsroom) -> None:
    """An absence that is on at the hour of the question is no work for anybody."""
    live = own_newsroom
    async with absent(live, Office.DEPUTY) as (matter,):
        run = (await matter_of(live, matter).describe()).run_id
        (found,) = [each for each in await differences(live.client, live.stores) if each.name == matter]
        assert found.finding is Finding.IN_STEP
        assert await mend(live.client, live.desk.starter, found)
        assert (await matter_of(live, matter).describe()).run_id == run


async def test_a_notice_is_not_carried_twice(own_newsroom: LiveNewsroom) -> None:
    """The server may have kept the workflow of the adoption, under a name that the rows do not know."""
    live = own_newsroom
    matter = await adopted(live, f"{_SOURCE}\n# bản sau nữa\n", datetime.now(UTC) + timedelta(days=3))
    await until_running(live, matter)
    name = await found_and_mended(live, matter)
    await until_running(live, name)
    await live.client.get_workflow_handle(name).terminate()


async def test_what_somebody_else_has_begun_is_named_and_ended(own_newsroom: LiveNewsroom) -> None:
    """It showed the attributes of the article's own workflow, and all was called in step."""
    live = own_newsroom
    article_id = await live.ready_for_approval("Bài bị chiếm tên.")
    name, opening = article_workflow_id(article_id), await live.stores.articles.opening(article_id)
    order = ArticleInput(standing=opening.standing, agenda=opening.agenda, closes_by_storage=True)
    for kind, queue in ((ARTICLE.name, "khong-ai-phuc-vu"), (UPKEEP.name, EDITORIAL_QUEUE)):
        await live.client.get_workflow_handle(name).terminate()
        attributes = at_start(opening.standing, opening.agenda)
        await live.client.start_workflow(kind, order, id=name, task_queue=queue, search_attributes=attributes)
        (found,) = [each for each in await differences(live.client, live.stores) if each.name == name]
        assert found.finding is Finding.APART, (kind, queue)
        assert await mend(live.client, live.desk.starter, found)
    await live.client.start_workflow(ARTICLE.name, order, id="beside", task_queue=EDITORIAL_QUEUE)

    async def named() -> bool:
        found = [each for each in await differences(live.client, live.stores) if each.name == "beside"]
        return found == [Found(name="beside", finding=Finding.FOREIGN)]

    await eventually(named)
    assert await mend(live.client, live.desk.starter, Found(name="beside", finding=Finding.FOREIGN))
    await live.approve(article_id)
    await ended(live, article_id)
