"""A backup at any step, later acts, a restore, what is done after it: nothing appears that the last word forbids."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from activities.storage import database
from newsroom.article import ArticleId, subject_of
from newsroom.board import Office
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MatterAct
from newsroom.stages import Act, Stage
from tests.support.amenders import amend_until_done
from tests.support.clocks import Clock
from tests.support.matter_acts import now_of
from tests.support.presses import NOTICE
from tests.support.proofs import SEED, Drawn
from tests.support.rewinding import House, Rewinding, Saved
from tests.support.samples import content
from tests.support.storages import Building
from workers.upkeep.lost_acts import Fate, LostAct

pytestmark = [pytest.mark.trust, pytest.mark.timeout(1200)]

SCHEDULES: Final = 300
IN_CHECK: Final = 20
_BEGINNING: Final = ("edit", "approve", "later")
_LATER: Final = (
    "withdraw",
    "take_over",
    "refer",
    "reschedule",
    "hour",
    "press",
    "take_down",
    "edit",
    "approve",
    "later",
)
_ACTS: Final = {
    "edit": Act.FINISH_EDIT,
    "approve": Act.APPROVE,
    "later": Act.APPROVE,
    "withdraw": Act.WITHDRAW,
    "take_over": Act.TAKE_OVER,
    "refer": Act.REFER,
    "reschedule": Act.RESCHEDULE,
}
_ALLOWS: Final = frozenset({Act.APPROVE})
_FORBIDS: Final = frozenset({Act.WITHDRAW, Act.TAKE_OVER, Act.REFER})


@dataclass(slots=True)
class Story:
    """What truly happened. Shape: `allowed` are the articles whose last signed word lets readers see them."""

    articles: list[ArticleId]
    allowed: set[str] = field(default_factory=set)

    async def step(self, house: House, what: str, article_id: ArticleId) -> None:
        """One step of an article; what the rules refuse has not happened."""
        match what:
            case "hour":
                await house.hours_come()
            case "press":
                await house.press(article_id, most=1)
            case "take_down":
                await self._take_down(house, article_id)
            case _:
                await self._act(house, what, article_id)

    async def _act(self, house: House, what: str, article_id: ArticleId) -> None:
        act = _ACTS[what]
        ahead = datetime.now(UTC) + timedelta(hours=3)
        said: dict[str, Any] = {"publish_at": ahead} if what in {"later", "reschedule"} else {}
        signed = await house.storage.signed(act, article_id, **said)
        if (await house.sent(subject_of(article_id), signed)).accepted:
            self.allowed |= {article_id} if act in _ALLOWS else set()
            self.allowed -= {article_id} if act in _FORBIDS else set()

    async def _take_down(self, house: House, article_id: ArticleId) -> None:
        engineer = await house.storage.holder(Office.ENGINEER)
        head = await house.storage.holder(Office.HEAD)
        claim = MatterClaim(
            act_id=uuid.uuid4().hex, act=MatterAct.TAKE_DOWN_NOW, matter=f"amendment/{uuid.uuid4().hex[:12]}",
            member=engineer.id, office=engineer.office, made_at=datetime.now(UTC),
            facts={"article": article_id, "ordered_by": head.id, "reason": "Lệnh miệng"},
        )  # fmt: skip
        answer = await house.sent(claim.matter, house.storage.key.sign(claim))
        if answer.accepted:
            self.allowed -= {article_id}
            # A publication that last wrote a moment ago is looked after for minutes: here nothing is on the line.
            await house.storage.admin.execute("UPDATE intents SET updated_at = now() - interval '1 hour'")
            for order in now_of(answer).publish:
                await amend_until_done(house.storage, house.walls[order.channel], order)


def steps_of(draw: random.Random, articles: Sequence[ArticleId]) -> list[tuple[str, ArticleId]]:
    """The lives of some articles, interleaved."""
    lives = [
        [
            *("edit", draw.choice(("approve", "later", "later", "refer"))),
            *(draw.choice(_LATER) for _ in range(draw.randint(1, 5))),
        ]
        for _ in articles
    ]
    steps = []
    while any(lives):
        number = draw.choice([number for number, life in enumerate(lives) if life])
        steps.append((lives[number].pop(0), articles[number]))
    return steps


def forgets(draw: random.Random, house: House, saved: Saved) -> bool:
    """What befalls the workflow server; whether the database before the restore still answers."""
    match draw.choice(("nothing", "nothing", "restored", "lost", "reset", "gone")):
        case "restored":
            spared = saved.made_at + timedelta(seconds=draw.random())
            house.taken = {name: [act for act in acts if act.at < spared] for name, acts in house.taken.items()}
        case "lost":
            house.taken.clear()
        case "reset":
            house.whole = False
        case "gone":
            name = draw.choice(list(house.taken))
            del house.taken[name]
    return draw.random() < 0.8


@pytest.mark.proof("recovery")
async def test_nothing_appears_that_the_last_signed_word_forbids(
    building: Building, drawn: Drawn[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is shown twice either, nothing is lost without being named, and a word of who is entitled is enough."""
    for seed in drawn(range(SCHEDULES), IN_CHECK):
        clock = Clock()
        monkeypatch.setattr(database, "_clock", clock.now)
        await _played(building, seed, clock)


async def _played(building: Building, seed: int, clock: Clock) -> None:
    draw = random.Random(SEED + seed)  # noqa: S311 - a fixed draw
    async with Rewinding(building, f"rewound_{seed}", clock) as rewinding:
        house = rewinding.house
        texts = [draw.choice((NOTICE, content())) for _ in range(draw.randint(1, 2))]
        story = Story(articles=[await house.storage.submit(text) for text in texts])
        steps = steps_of(draw, story.articles)
        at = draw.randint(1, len(steps))
        saved: Saved | None = None
        for number, (what, article_id) in enumerate(steps, start=1):
            await story.step(house, what, article_id)
            if number == at:
                saved = await rewinding.save()
        assert saved is not None
        answers = forgets(draw, house, saved)
        before = house.shown()
        await rewinding.put_back(saved, old_one_answers=answers)
        await _pressed(house, story)
        lost = await rewinding.reconciled(saved)
        await _pressed(house, story)
        after = house.shown()
        appeared = {article_id for article_id, channel in after if (article_id, channel) not in before}
        assert appeared <= story.allowed, (seed, steps, at)
        assert max(after.values(), default=0) <= 1, (seed, steps, at)
        await _all_are_named(house, lost, seed)
        await _goes_on_by_a_word(house, seed)


async def _pressed(house: House, story: Story) -> None:
    await house.hours_come()
    for article_id in story.articles:
        await house.press(article_id)


async def _all_are_named(house: House, lost: Sequence[LostAct], seed: int) -> None:
    """Every accepted act that the server still knows is in the ledger, or in the list with its fate."""
    accepted = {act.said.act_id for acts in house.taken.values() for act in acts if act.done}
    recorded = await house.storage.stores.recovery.recorded(accepted)
    assert accepted <= recorded | {each.act.said.act_id for each in lost}, seed
    assert {each.act.said.act_id for each in lost if each.fate is Fate.RECORDED} <= recorded, seed


async def _goes_on_by_a_word(house: House, seed: int) -> None:
    for held in await house.storage.stores.recovery.held():
        signed = await house.storage.signed(Act.GO_ON, held.id)
        assert (await house.storage.stores.acts.record(subject_of(held.id), signed)).accepted, seed
        await house.hours_come()
        await house.press(held.id)
        standing = await house.storage.stores.articles.standing(held.id)
        assert standing.stage is Stage.PUBLISHED, seed
        shown = house.shown()
        assert {shown[held.id, channel] for channel in standing.channels} == {1}, seed
