"""The storage of the version before, opened by this one: it is whole, it reads as it read, and everybody goes on."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio

from desk.evidence.check import check_pack
from newsroom.stages import Stage
from tests.support.kept_newsrooms import SEPARATE_MACHINES
from tests.support.matters import matter_ended, now_of
from tests.support.reopened import Reopened, done, got, reopened, replays

pytestmark = pytest.mark.timeout(300)

_KEPT: Final = SEPARATE_MACHINES.facts()
_ARTICLES: Final[dict[str, str]] = _KEPT["articles"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def old(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Reopened]:
    async with reopened(SEPARATE_MACHINES, tmp_path_factory.mktemp("old") / "folder", within=30) as newsroom:
        yield newsroom


@pytest.mark.parametrize("name", sorted(SEPARATE_MACHINES.open_workflows()))
async def test_a_workflow_that_was_running_goes_on(name: str) -> None:
    """The recorded histories are of workflows that have ended; these wait in the middle."""
    await replays(SEPARATE_MACHINES, name)


async def test_it_is_brought_to_the_present_whole(old: Reopened) -> None:
    stores = old.api.live.stores
    async with stores.database.reading() as connection:
        new_table = await connection.fetchval("SELECT to_regclass('token_leases') IS NOT NULL")
    assert new_table
    assert await stores.ledger.faults() == ()


@pytest.mark.parametrize("name", sorted(_ARTICLES))
def test_a_card_shows_what_it_showed(old: Reopened, name: str) -> None:
    old.shows_what_it_showed(name)


@pytest.mark.parametrize("name", sorted(_ARTICLES))
def test_a_pack_of_an_old_article_is_sound(old: Reopened, name: str) -> None:
    old.has_a_sound_pack(name)


async def test_everybody_goes_on(old: Reopened) -> None:
    """Each kind of open work takes the next act of its member, on workflows begun again from the rows."""
    api, live = old.api, old.api.live
    open_before = set(await live.stores.open_work.matters())
    assert open_before >= {f"amendment/{_KEPT['amendments']['proposed']}", f"meeting/{_KEPT['meeting']}"}
    await old.begin_again()
    for matter in open_before:
        assert not (await now_of(live, matter)).over, matter

    await done(api, "final-editor", f"/articles/{_ARTICLES['editing']}/finish-edit")
    path = f"/articles/{_ARTICLES['returned']}/resubmit"
    assert (await api.send("reporter-1", path, text="Sáng 24/11/2026, các trường đã đón học sinh.\n")).is_success
    await done(api, "head", f"/meetings/{_KEPT['meeting']}/conclude", seen_minutes=_KEPT["minutes"])
    # An absence lasts a year at most: whoever runs this later finds it over.
    if f"absence/{_KEPT['absence']}" in open_before:
        await done(api, "deputy", f"/absences/{_KEPT['absence']}/end")
    amendment = f"amendment/{_KEPT['amendments']['proposed']}"
    await done(api, "standing-deputy", f"/{amendment.replace('/', 's/')}/refuse", reason="Không cần sửa")
    await matter_ended(live, amendment)
    assert (await api.approved(_ARTICLES["awaiting"], "secretary")).status_code == 403
    assert (await api.approved(_ARTICLES["awaiting"])).is_success

    await old.stands("editing", Stage.AWAITING_APPROVAL)
    await old.stands("returned", Stage.EDITING)
    await old.stands("board", Stage.AWAITING_APPROVAL)
    await old.stands("awaiting", Stage.PUBLISHED)
    await old.stands("stopped", Stage.PUBLISHED)
    assert (await api.approved(_ARTICLES["absent"], "deputy")).is_success
    assert (await api.approved(_ARTICLES["board"])).is_success
    await old.stands("absent", Stage.PUBLISHED)
    await old.stands("board", Stage.PUBLISHED)
    assert await live.stores.ledger.faults() == ()
    for name in ("absent", "board", "awaiting", "stopped"):
        pack = await got(api, f"/articles/{_ARTICLES[name]}/evidence")
        assert check_pack(pack, trusted_key=live.settings.desk_public_key) == (), name
