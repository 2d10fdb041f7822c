"""Branches for the tests of versions and seals: one that seals its payloads, one that is served by two builds."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio
from pydantic import SecretStr

from bench.rig import Rig
from bench.rollout import NEXT, NEXT_WORKFLOWS, OLD, Rolling
from tests.support.branch import Branch, opened_branch
from tests.support.live import LiveNewsroom
from workflows.kinds import WORKFLOWS

KEY = b64encode(bytes(range(32))).decode()
NEW_KEY = b64encode(bytes(range(1, 33))).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Builds:
    """A branch that two builds serve; the old one is current at first."""

    live: LiveNewsroom
    rolling: Rolling


def rolling_on(live: LiveNewsroom) -> Rolling:
    """A rollout on a branch's newsroom."""
    rig = Rig(
        stack=live.stack,
        client=live.client,
        stores=live.stores,
        desk=live.desk,
        board=live.board,
        simulator=live.simulator,
    )
    return Rolling(rig, live.settings)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def builds(live: LiveNewsroom, request: pytest.FixtureRequest) -> AsyncIterator[Builds]:
    """The branch with both builds."""
    async with opened_branch(live, _name(request), max_cached_workflows=100) as branch, AsyncExitStack() as shift:
        rolling = rolling_on(branch.live)
        await rolling.serve(shift, OLD, WORKFLOWS, ())
        await rolling.serve(shift, NEXT, NEXT_WORKFLOWS, ("editorial",))
        await rolling.promote(rolling.old, OLD)
        yield Builds(live=branch.live, rolling=rolling)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sealed(live: LiveNewsroom, request: pytest.FixtureRequest) -> AsyncIterator[Branch]:
    """A branch whose payloads are sealed with KEY."""
    settings = live.settings.model_copy(update={"payload_key": SecretStr(KEY)})
    async with opened_branch(replace(live, settings=settings), _name(request), max_cached_workflows=10) as branch:
        await branch.start_workers()
        yield branch


def _name(request: pytest.FixtureRequest) -> str:
    """A namespace for one file of tests."""
    return str(request.module.__name__).rsplit(".", 1)[1].replace("_", "-")
