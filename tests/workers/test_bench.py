"""The bench measures what it says: articles in the state that it names, one visible post each, CPU by process."""

import asyncio
import sys
from functools import partial
from pathlib import Path

import psutil
import pytest

from activities.contracts import Recorded, SignedAct
from activities.storage.database import StorageUnreachable
from bench import trouble
from bench.against import made
from bench.articles import already_edited, straight_through
from bench.growth import Cost, told
from bench.laps import Lap, figures, rounds, spent
from bench.rig import Rig
from bench.trouble import outcome
from newsroom.article import ChannelName
from newsroom.errors import InvalidInput
from newsroom.stages import Stage
from simulator.config import SimulatorConfig
from tests.support.live import LiveNewsroom, eventually
from workflows.article import ArticleWorkflow
from workflows.messages import article_workflow_id

_PLAYS = SimulatorConfig()
_USED = 0.05


@pytest.fixture
def rig(live: LiveNewsroom) -> Rig:
    return Rig(
        stack=live.stack,
        client=live.client,
        stores=live.stores,
        desk=live.desk,
        board=live.board,
        simulator=live.simulator,
    )


async def test_a_starter_between_submission_and_edit_is_told(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk's starter may come first: the workflow believed in the edit for ever, and refused every approval."""
    record = rig.stores.acts.record

    async def after_the_starter(subject: str, signed: SignedAct) -> Recorded:
        assert await rig.desk.starter.start(subject.removeprefix("article/"))
        return await record(subject, signed)

    monkeypatch.setattr(rig.stores.acts, "record", after_the_starter)
    article_id = await already_edited(rig)
    handle = rig.client.get_workflow_handle(article_workflow_id(article_id))

    async def awaits() -> bool:
        return (await handle.query(ArticleWorkflow.standing)).standing.stage is Stage.AWAITING_APPROVAL

    await eventually(awaits)


async def test_a_second_visible_post_is_found(rig: Rig, live: LiveNewsroom) -> None:
    """The bench would praise the speed of an article that readers see twice."""
    article_id = await straight_through(rig)
    found = await outcome(rig, [article_id])
    assert found["publications"] == found["visible_posts_each"] == 1
    assert 0 < found["median_seconds"] == found["slowest_seconds"]
    title = (await rig.stores.reading.card(article_id)).title
    twice = {"message": title, "published": True}
    page = await live.stores.tokens.load(ChannelName.FANPAGE)
    assert page is not None
    signed = {"Authorization": f"Bearer {page.access}"}
    posted = await rig.simulator.post(f"/graph/v25.0/{_PLAYS.page_id}/feed", json=twice, headers=signed)
    assert posted.is_success, posted.text
    with pytest.raises(RuntimeError, match="'fanpage': 2"):
        await outcome(rig, [article_id])


async def test_who_asks_again_lets_others_come_to_their_turn(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is away comes back in a task of its own: asked without a pause, it never did."""
    back, asked = asyncio.Event(), 0

    async def approve(_rig: Rig, _article_id: str) -> None:
        nonlocal asked
        asked += 1
        assert asked < 1000, "nobody else has come to a turn"
        if not back.is_set():
            raise StorageUnreachable

    monkeypatch.setattr(trouble, "approve", approve)
    asyncio.get_running_loop().call_later(0.1, back.set)
    await trouble._approved(rig, "any")
    assert asked > 1


async def test_contestants_take_turns() -> None:
    """A slow minute of the machine would hit one of them alone."""
    order: list[str] = []

    async def run(name: str, count: int, lanes: int) -> Lap:
        order.append(name)
        return Lap(articles=count, seconds=float(len(order)), cpu={"worker": 0.5 * lanes})

    found = await rounds({name: partial(run, name) for name in ("ours", "theirs")}, 10, lanes=2, times=3)
    assert order == ["ours", "theirs"] * 3
    ours = figures(found)["ours"]
    assert ours["rate"] == {"middle": 3.33, "least": 2.0, "most": 10.0}
    assert ours["cpu_ms"] == {"middle": 100.0, "least": 100.0, "most": 100.0}
    assert ours["cpu_ms_by_process"] == {"worker": 100.0}


async def test_cpu_of_a_process_is_counted_with_those_below_it() -> None:
    """A server of many processes: what one of them used before it ended counts too."""
    below = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(9_000_000))']); input()"
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", below, stdin=asyncio.subprocess.PIPE)

    async def all_ended() -> bool:
        return not psutil.Process(child.pid).children() and spent(child.pid) > _USED

    try:
        await eventually(all_ended)
        own = psutil.Process(child.pid).cpu_times()
        assert spent(child.pid) > own.user + own.system + _USED
    finally:
        child.kill()
        await child.wait()


def test_growth_is_the_last_over_each_other_size() -> None:
    """The bar is on the ratio."""
    one = Cost(buffers=10, storage_ms=1, own_ms=1, read_whole=())
    more = Cost(buffers=25, storage_ms=2, own_ms=1, read_whole=("articles",))
    found = told({"0": one, "20000": more})
    assert (found["buffers_grow"], found["cpu_grows"]) == ({"0": 2.5}, {"0": 1.5})
    assert found["read_whole"] == ["articles"]


def test_a_commit_that_is_none_is_said(tmp_path: Path) -> None:
    """Anybody may mistype a commit."""
    with pytest.raises(InvalidInput, match="không có bản"):
        made("0" * 40, tmp_path)
