"""A newsroom from when rows were believed, opened by the code that believes signatures: nothing open stops."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import pytest
import pytest_asyncio

from activities.storage.ledger import lines_of
from desk.evidence.check import check_pack
from newsroom.article import ArticleId, ChannelName
from newsroom.ledger.acts import Entered
from newsroom.ledger.entries import Line
from newsroom.matters.kinds import Outcome
from newsroom.stages import Stage
from tests.support.api import Api
from tests.support.kept_newsrooms import UNSIGNED
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import until_outcome
from tests.support.matters import conclude, matter_ended, minute
from tests.support.reopened import NEVER_APPROVED, Reopened, done, got, reopened, replays

pytestmark = [pytest.mark.trust, pytest.mark.timeout(600)]

_KEPT: Final = UNSIGNED.facts()
_ARTICLES: Final[dict[str, str]] = _KEPT["articles"]
_MADE: Final = datetime.fromisoformat(json.loads(UNSIGNED.file("newsroom.json").read_text(encoding="utf-8"))["made_at"])
_CHANNELS: Final = ("portal", "fanpage", "zalo_oa")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def kept(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Reopened]:
    async with reopened(UNSIGNED, tmp_path_factory.mktemp("unsigned") / "folder", within=60) as newsroom:
        yield newsroom


async def _has_stopped_again(live: LiveNewsroom, matter: str) -> bool:
    """Whether the fault was met and put down; the rows still tell of the day before too."""
    async with live.stores.database.reading() as connection:
        query = "SELECT outcome = 'needs_person' AND updated_at > $2 FROM intents WHERE amendment = $1 AND channel = $3"
        return bool(await connection.fetchval(query, matter.partition("/")[2], _MADE, ChannelName.FANPAGE))


async def _shown(api: Api, name: str) -> Counter[str]:
    return Counter(post["channel"] for post in await api.live.visible(_ARTICLES[name]))


@pytest.mark.parametrize("name", sorted(UNSIGNED.open_workflows()))
async def test_a_workflow_that_was_running_goes_on(name: str) -> None:
    await replays(UNSIGNED, name)


async def test_what_nobody_signed_for_is_entered_once(kept: Reopened) -> None:
    """Each article has one line that says how it came in, and the chain holds with these lines in it."""
    stores = kept.api.live.stores
    assert await stores.ledger.faults() == ()
    for name, id_ in _ARTICLES.items():
        timeline = [entry.entry for entry in await _lines(kept.api, id_)]
        entered = [entry for entry in timeline if isinstance(entry, Entered)]
        assert [str(entry.author) for entry in entered] == [_KEPT["cards"][name]["author"]], name


async def _lines(api: Api, article_id: str) -> tuple[Line, ...]:
    async with api.live.stores.database.reading() as connection:
        return await lines_of(connection, article_id)


@pytest.mark.parametrize("name", sorted(_ARTICLES))
def test_a_card_shows_what_it_showed(kept: Reopened, name: str) -> None:
    kept.shows_what_it_showed(name)


@pytest.mark.parametrize("name", sorted(_ARTICLES))
def test_a_pack_of_an_old_article_is_sound(kept: Reopened, name: str) -> None:
    kept.has_a_sound_pack(name)


async def test_every_board_is_proven(kept: Reopened) -> None:
    """The first by the setting, which the folder did not have; the second by the deed that the Head has signed."""
    stores, settings = kept.api.live.stores, kept.api.live.settings
    versions = await stores.boards.versions()
    in_force = await stores.boards.in_force()
    assert settings.first_board_digest == versions[0][3]
    assert in_force.digest == versions[1][3]
    assert f"board/{in_force.digest[:12]}" == _KEPT["board"]
    async with stores.database.reading() as connection:
        assert await stores.powers.foreign(connection) == ()


async def test_the_head_confirms_once_what_nobody_signed(kept: Reopened) -> None:
    listed = await got(kept.api, "/ledger/unproven")
    assert (listed["rolling"], listed["count"]) == (False, 1 + len(_ARTICLES))
    assert all(any(id_ in what for what in listed["waiting"]) for id_ in _ARTICLES.values())
    assert (await kept.api.get("reporter-1", "/ledger/unproven")).status_code == 403
    seen = {"seen_hash": listed["digest"], "count": listed["count"]}
    assert (await kept.api.post("standing-deputy", "/ledger/unproven/confirm", seen)).status_code == 403
    await done(kept.api, "head", "/ledger/unproven/confirm", **seen)
    assert (await got(kept.api, "/ledger/unproven"))["waiting"] == []


async def test_everybody_goes_on(kept: Reopened) -> None:
    """Each kind of open work takes the next act of its member, to the end; a text is on a channel once."""
    api, live = kept.api, kept.api.live
    # What stopped the channels stops them once more, as the Fanpage still does: somebody has to say go on.
    await live.fault("fanpage", "create_post", "token_expired", match=_ARTICLES["publishing"])
    await kept.begin_again()

    await _the_house_goes_on(api)
    await _every_text_goes_out(kept)
    await _what_readers_see_is_changed(kept)
    assert await live.stores.ledger.faults() == ()
    for name, id_ in _ARTICLES.items():
        pack = await got(api, f"/articles/{id_}/evidence")
        faults = check_pack(pack, trusted_key=live.settings.desk_public_key)
        assert all(fault.startswith(NEVER_APPROVED) for fault in faults), (name, faults)


async def _the_house_goes_on(api: Api) -> None:
    live = api.live
    meeting, release = _KEPT["meeting"], {ArticleId(_ARTICLES["before_board"]): (Outcome.RELEASE, "")}
    await minute(live, meeting, release)
    await conclude(live, meeting)
    # What was filed for a month is over for whoever runs this later.
    open_matters = set(await live.stores.open_work.matters())
    if _KEPT["absence"] in open_matters:
        await done(api, "deputy", f"/absences/{_KEPT['absence'].partition('/')[2]}/end")
        await matter_ended(live, _KEPT["absence"])
    if _KEPT["delegation"] in open_matters:
        path = f"/delegations/{_KEPT['delegation'].partition('/')[2]}/revoke"
        await done(api, "final-editor", path, reason="Đã xong việc")
        await matter_ended(live, _KEPT["delegation"])


async def _every_text_goes_out(kept: Reopened) -> None:
    api, live = kept.api, kept.api.live
    path = f"/articles/{_ARTICLES['returned']}/resubmit"
    assert (await api.send("reporter-1", path, text="Sáng 24/11/2026, các trường đã đón học sinh.\n")).is_success
    for name in ("editing", "returned"):
        await done(api, "final-editor", f"/articles/{_ARTICLES[name]}/finish-edit")
    for name in ("editing", "returned", "before_board", "awaiting_approval"):
        await kept.stands(name, Stage.AWAITING_APPROVAL)
        assert (await api.approved(_ARTICLES[name])).is_success, name
    if datetime.now(UTC) < datetime.fromisoformat(_KEPT["cards"]["scheduled"]["publish_at"]):
        soon = (datetime.now(UTC) + timedelta(seconds=5)).isoformat()
        await done(api, "standing-deputy", f"/articles/{_ARTICLES['scheduled']}/reschedule", publish_at=soon)
    await until_outcome(live, _ARTICLES["publishing"], ChannelName.FANPAGE, "needs_person")
    await done(api, "engineer", f"/articles/{_ARTICLES['publishing']}/resume-channel", channel="fanpage")
    for name in ("editing", "returned", "before_board", "awaiting_approval", "scheduled", "publishing"):
        await kept.stands(name, Stage.PUBLISHED)
        assert await _shown(api, name) == Counter(_CHANNELS), name


async def _what_readers_see_is_changed(kept: Reopened) -> None:
    api, live = kept.api, kept.api.live
    applying, proposed = _KEPT["amendments"]["applying"], _KEPT["amendments"]["proposed"]
    await eventually(partial(_has_stopped_again, live, applying), seconds=90)
    assert (await live.simulator.delete("/_sim/faults")).is_success
    await done(api, "engineer", f"/{applying.replace('/', 's/')}/retry", channel="fanpage")
    await done(api, "standing-deputy", f"/{proposed.replace('/', 's/')}/approve")
    await matter_ended(live, applying)
    await matter_ended(live, proposed)
    await kept.stands("proposed", Stage.TAKEN_DOWN)
    assert await _shown(api, "amending") == Counter(_CHANNELS)
    assert await _shown(api, "proposed") == Counter()
    # The order to take down the day before, which nobody has confirmed.
    for ordered in await live.stores.open_work.matters():
        await done(api, "head", f"/{ordered.replace('/', 's/')}/confirm")
        await matter_ended(live, ordered)
    assert await live.stores.open_work.articles() == ()
    assert await live.stores.open_work.matters() == ()
