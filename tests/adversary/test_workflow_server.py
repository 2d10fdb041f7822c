"""Whoever reaches the workflow server and has no key: nothing shows, nothing is recorded, and there is a way back."""

import contextlib
import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from newsroom.stages import CLOSED, Stage
from tests.adversary.forged_acts import ACT_STEPS, ServerStep
from tests.adversary.forged_orders import ORDER_STEPS, own_worker
from tests.adversary.forged_runs import RUN_STEPS
from tests.adversary.forged_starts import START_STEPS
from tests.adversary.scene import FAILURES, STAGES, Scene, opened_scene
from tests.support.live import opened_live
from tests.support.proofs import Drawn
from workers.upkeep.reconcile import Finding

SERVER_STEPS = (*ACT_STEPS, *RUN_STEPS, *START_STEPS, *ORDER_STEPS)
PAIRS = 200
SEED = 20260

Case = tuple[ServerStep, Stage]
CASES: list[Case] = [
    (step, STAGES[(number + turn) % len(STAGES)]) for number, step in enumerate(SERVER_STEPS) for turn in (0, 3)
]
"""Each step at two stages, and each kind of step at all of them."""

pytestmark = [pytest.mark.timeout(900), pytest.mark.proof("adversary")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """A newsroom of its own: what is done to its server no other test could work with."""
    async with opened_live(tmp_path_factory.mktemp("server")) as live, own_worker(live.client):
        yield await opened_scene(live)


async def test_a_client_of_the_workflow_server_shows_nothing(scene: Scene, drawn: Drawn[Case]) -> None:
    before = await scene.truth()
    for step, stage in drawn(CASES, 20):
        await _tried(scene, step, stage)
        assert await scene.truth() == before, (step.name, stage)
        finding = await scene.healed(stage)
        if step.breaks and stage not in CLOSED:
            assert finding not in {None, Finding.IN_STEP}, (step.name, stage)


async def test_pairs_of_a_client_show_nothing(scene: Scene, whole: bool) -> None:
    """Two steps on one article, one after the other, before anybody looks."""
    chance, before = random.Random(SEED), await scene.truth()  # noqa: S311 - the same pairs each time
    for _ in range(PAIRS if whole else 4):
        pair, stage = chance.choices(SERVER_STEPS, k=2), chance.choice(STAGES)
        for step in pair:
            await _tried(scene, step, stage)
        assert await scene.truth() == before, ([step.name for step in pair], stage)
        await scene.healed(stage)


async def _tried(scene: Scene, step: ServerStep, stage: Stage) -> None:
    with contextlib.suppress(*FAILURES):
        await step.attempt(scene, stage)
    await scene.quiet()
