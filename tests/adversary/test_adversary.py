"""Attackers with the password of every role, and a superuser: nothing shows, and what is changed is named."""

import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from activities.storage.roles import Role
from tests.adversary.ground import Ground
from tests.adversary.laying import laid
from tests.adversary.step import Step
from tests.adversary.steps import DECIDES_NOTHING, OWNER_STEPS, ROLES, STEPS, SUPERUSER
from tests.adversary.table import PAGE, page
from tests.support.proofs import Drawn
from tests.support.storages import Building, opened_storage

STAGES = ("editing", "awaiting", "rejected", "withdrawn", "scheduled", "publishing", "published")
SEED = 20260
PAIRS = dict.fromkeys(ROLES, 34) | {Role.APP.value: 200, SUPERUSER: 200}
"""The role that may do what all others together may tries most."""

Case = tuple[Step, str]
CASES: list[Case] = [(step, stage) for stage in STAGES for step in STEPS]
OWNER_CASES: list[Case] = [(step, stage) for stage in STAGES for step in OWNER_STEPS]

pytestmark = pytest.mark.timeout(900)


@pytest_asyncio.fixture(scope="module")
async def ground(building: Building, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    folder = tmp_path_factory.mktemp("adversary")
    async with opened_storage(building) as storage:
        yield await laid(storage, folder / "anchors.log")


async def test_before_any_step_nothing_is_found_and_nothing_shows(ground: Ground) -> None:
    outcome = await ground.attempt(SUPERUSER, [])
    assert outcome.shown == []
    assert await ground._found(ground.storage.admin) == ()


@pytest.mark.proof("adversary")
@pytest.mark.parametrize("who", ROLES)
async def test_a_role_shows_nothing(ground: Ground, drawn: Drawn[Case], who: str) -> None:
    for step, stage in drawn(CASES, 6):
        assert (await ground.attempt(who, [(step, stage)])).shown == [], (step.name, stage)


@pytest.mark.proof("adversary")
async def test_a_superuser_shows_nothing_and_is_named(ground: Ground, drawn: Drawn[Case]) -> None:
    unnamed = []
    for step, stage in drawn(OWNER_CASES, 16):
        outcome = await ground.attempt(SUPERUSER, [(step, stage)])
        assert outcome.shown == [], (step.name, stage)
        if step.where not in DECIDES_NOTHING:
            unnamed += [(name, stage) for name in outcome.unnamed]
    assert unnamed == [], "\n".join(map(str, unnamed))


@pytest.mark.proof("adversary")
@pytest.mark.parametrize("who", [*ROLES, SUPERUSER])
async def test_pairs_show_nothing(ground: Ground, whole: bool, who: str) -> None:
    chance = random.Random(f"{SEED}/{who}")  # noqa: S311 - the same pairs each time
    cases = OWNER_CASES if who == SUPERUSER else CASES
    for _ in range(PAIRS[who] if whole else 3):
        pair = chance.choices(cases, k=2)
        outcome = await ground.attempt(who, pair)
        assert outcome.shown == [], [(step.name, stage) for step, stage in pair]
        if who == SUPERUSER and any(step.where not in DECIDES_NOTHING for step in outcome.done):
            assert len(outcome.unnamed) < len(outcome.done), [(step.name, stage) for step, stage in pair]


def test_the_page_is_what_the_tables_say() -> None:
    """Else run `python -m tests.adversary.table`."""
    assert PAGE.read_text(encoding="utf-8") == page()
