"""The storage of the version before, opened by this one: it is whole, it reads as it read, and everybody goes on."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
import pytest_asyncio
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from desk.evidence.check import check_pack
from newsroom.stages import Stage
from tests.support.api import Api
from tests.support.kept_newsrooms import SEPARATE_MACHINES, TIMED
from tests.support.live import eventually
from tests.support.matters import matter_ended, now_of
from workers.upkeep.reconcile import Finding, differences, mend
from workflows.kinds import WORKFLOWS

pytestmark = pytest.mark.timeout(300)

_KEPT: Final = SEPARATE_MACHINES.facts()
_ARTICLES: Final[dict[str, str]] = _KEPT["articles"]
_NEVER_APPROVED: Final = "Sổ không có lần duyệt nào được chấp nhận"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The old newsroom, and what was seen of it before anybody went on."""

    api: Api
    cards: dict[str, Any]
    packs: dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def old(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Opened]:
    async with SEPARATE_MACHINES.opened(tmp_path_factory.mktemp("old") / "folder") as api:
        cards = {name: await _got(api, f"/articles/{id_}", "final-editor") for name, id_ in _ARTICLES.items()}
        packs = {name: await _got(api, f"/articles/{id_}/evidence") for name, id_ in _ARTICLES.items()}
        yield Opened(api=api, cards=cards, packs=packs)


async def _got(api: Api, path: str, member: str = "head") -> Any:
    answer = await api.get(member, path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _done(api: Api, member: str, path: str, **said: Any) -> None:
    answer = await api.post(member, path, said)
    assert answer.is_success, answer.text


async def _stands(api: Api, name: str, stage: Stage) -> None:
    async def there() -> bool:
        return (await api.live.stores.articles.standing(_ARTICLES[name])).stage is stage

    await eventually(there, seconds=30)


@pytest.mark.parametrize("name", sorted(SEPARATE_MACHINES.open_workflows()))
async def test_a_workflow_that_was_running_goes_on(name: str) -> None:
    """The recorded histories are of workflows that have ended; these wait in the middle."""
    history = WorkflowHistory.from_json(name, SEPARATE_MACHINES.open_workflows()[name])
    await Replayer(workflows=list(WORKFLOWS)).replay_workflow(history)


async def test_it_is_brought_to_the_present_whole(old: Opened) -> None:
    stores = old.api.live.stores
    async with stores.database.reading() as connection:
        new_table = await connection.fetchval("SELECT to_regclass('token_leases') IS NOT NULL")
    assert new_table
    assert await stores.ledger.faults() == ()


@pytest.mark.parametrize("name", sorted(_ARTICLES))
def test_a_card_shows_what_it_showed(old: Opened, name: str) -> None:
    """What a card says since then is not held against it."""
    told = {what: said for what, said in _KEPT["cards"][name].items() if what not in TIMED}
    assert {what: old.cards[name][what] for what in told} == told


@pytest.mark.parametrize("name", sorted(_ARTICLES))
def test_a_pack_of_an_old_article_is_sound(old: Opened, name: str) -> None:
    """An article that nobody has approved proves no approval, and that is all that is missing."""
    pack = json.loads(json.dumps(old.packs[name]))
    faults = check_pack(pack, trusted_key=old.api.live.settings.desk_public_key)
    approved = bool(_KEPT["cards"][name]["approved_hash"])
    assert all(fault.startswith(_NEVER_APPROVED) for fault in faults), faults
    assert bool(faults) is not approved


async def test_everybody_goes_on(old: Opened) -> None:
    """Each kind of open work takes the next act of its member, on workflows begun again from the rows."""
    api, live = old.api, old.api.live
    open_before = set(await live.stores.open_work.matters())
    assert open_before >= {f"amendment/{_KEPT['amendments']['proposed']}", f"meeting/{_KEPT['meeting']}"}
    for found in await differences(live.client, live.stores):
        assert found.finding in {Finding.MISSING, Finding.MATTER}, found
        assert await mend(live.client, live.desk.starter, found)
    for matter in open_before:
        assert not (await now_of(live, matter)).over, matter

    await _done(api, "final-editor", f"/articles/{_ARTICLES['editing']}/finish-edit")
    path = f"/articles/{_ARTICLES['returned']}/resubmit"
    assert (await api.send("reporter-1", path, text="Sáng 24/11/2026, các trường đã đón học sinh.\n")).is_success
    await _done(api, "head", f"/meetings/{_KEPT['meeting']}/conclude", seen_minutes=_KEPT["minutes"])
    # An absence lasts a year at most: whoever runs this later finds it over.
    if f"absence/{_KEPT['absence']}" in open_before:
        await _done(api, "deputy", f"/absences/{_KEPT['absence']}/end")
    amendment = f"amendment/{_KEPT['amendments']['proposed']}"
    await _done(api, "standing-deputy", f"/{amendment.replace('/', 's/')}/refuse", reason="Không cần sửa")
    await matter_ended(live, amendment)
    assert (await api.approved(_ARTICLES["awaiting"], "secretary")).status_code == 403
    assert (await api.approved(_ARTICLES["awaiting"])).is_success

    await _stands(api, "editing", Stage.AWAITING_APPROVAL)
    await _stands(api, "returned", Stage.EDITING)
    await _stands(api, "board", Stage.AWAITING_APPROVAL)
    await _stands(api, "awaiting", Stage.PUBLISHED)
    await _stands(api, "stopped", Stage.PUBLISHED)
    assert (await api.approved(_ARTICLES["absent"], "deputy")).is_success
    assert (await api.approved(_ARTICLES["board"])).is_success
    await _stands(api, "absent", Stage.PUBLISHED)
    await _stands(api, "board", Stage.PUBLISHED)
    assert await live.stores.ledger.faults() == ()
    for name in ("absent", "board", "awaiting", "stopped"):
        pack = await _got(api, f"/articles/{_ARTICLES[name]}/evidence")
        assert check_pack(pack, trusted_key=live.settings.desk_public_key) == (), name
