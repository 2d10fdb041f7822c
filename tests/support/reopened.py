"""A newsroom of earlier code, opened by the code of today: what was seen of it first, and how its people go on."""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from desk.evidence.check import check_pack
from newsroom.stages import Stage
from tests.support.api import Api
from tests.support.kept_newsrooms import TIMED, KeptNewsroom
from tests.support.live import eventually
from workers.upkeep.reconcile import Finding, differences, mend
from workflows.kinds import WORKFLOWS

NEVER_APPROVED: Final = "Sổ không có lần duyệt nào được chấp nhận"


@dataclass(frozen=True, kw_only=True)
class Reopened:
    """That newsroom. Shape: `was` are the facts kept with it; `cards` and `packs` are from before anybody went on;
    `within` are the seconds that an article may take to its next stage.
    """

    api: Api
    was: dict[str, Any]
    cards: dict[str, Any]
    packs: dict[str, Any]
    within: float

    def shows_what_it_showed(self, name: str) -> None:
        """What a card says since then is not held against it."""
        told = {what: said for what, said in self.was["cards"][name].items() if what not in TIMED}
        assert {what: self.cards[name][what] for what in told} == told

    def has_a_sound_pack(self, name: str) -> None:
        """An article that nobody has approved proves no approval, and that is all that is missing."""
        pack = json.loads(json.dumps(self.packs[name]))
        faults = check_pack(pack, trusted_key=self.api.live.settings.desk_public_key)
        assert all(fault.startswith(NEVER_APPROVED) for fault in faults), faults
        assert bool(faults) is not bool(self.was["cards"][name]["approved_hash"])

    async def begin_again(self) -> None:
        """Every open workflow is begun again from the rows; nothing else may be missing."""
        for found in await differences(self.api.live.client, self.api.live.stores):
            assert found.finding in {Finding.MISSING, Finding.MATTER}, found
            assert await mend(self.api.live.client, self.api.live.desk.starter, found)

    async def stands(self, name: str, stage: Stage) -> None:
        """Wait until the article stands there."""
        article_id = self.was["articles"][name]

        async def there() -> bool:
            return (await self.api.live.stores.articles.standing(article_id)).stage is stage

        await eventually(there, seconds=self.within)


@contextlib.asynccontextmanager
async def reopened(kept: KeptNewsroom, folder: Path, *, within: float) -> AsyncIterator[Reopened]:
    """A kept newsroom in a folder, with what it shows before anybody goes on."""
    was = kept.facts()
    articles: dict[str, str] = was["articles"]
    async with kept.opened(folder) as api:
        cards = {name: await got(api, f"/articles/{id_}", "final-editor") for name, id_ in articles.items()}
        packs = {name: await got(api, f"/articles/{id_}/evidence") for name, id_ in articles.items()}
        yield Reopened(api=api, was=was, cards=cards, packs=packs, within=within)


async def replays(kept: KeptNewsroom, name: str) -> None:
    """A workflow that waited in the middle goes on with the code of today."""
    history = WorkflowHistory.from_json(name, kept.open_workflows()[name])
    await Replayer(workflows=list(WORKFLOWS)).replay_workflow(history)


async def got(api: Api, path: str, member: str = "head") -> Any:
    """What an address says."""
    answer = await api.get(member, path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def done(api: Api, member: str, path: str, **said: Any) -> None:
    """An act that must be taken."""
    answer = await api.post(member, path, said)
    assert answer.is_success, answer.text
