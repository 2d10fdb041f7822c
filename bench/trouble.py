"""How soon readers see articles whose workers are killed, and articles whose channels lose replies."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any, Final

from activities.storage.database import StorageUnreachable, now
from bench.articles import approve, edited, published, shown
from bench.laps import lap
from bench.lives import Lives, Started
from bench.rig import Rig, opened_rig
from desk.server_trouble import ServerUnreachable
from newsroom.errors import Refused

SEED: Final = 12
_A_LIFE: Final = (0.05, 1.5)
"""Seconds that a worker lives after it has answered, at least and at most."""
_LANES: Final = 4
_ASKED_AGAIN_AFTER: Final = 0.5
_PATIENCE: Final = 2_400.0
_AFTER_THE_EFFECT: Final = ("lost_reply", "server_error_after")


async def killed(folder: Path, kills: int) -> dict[str, Any]:
    """Publications while the one worker is killed so many times: two are begun in each of its lives.

    Shape: seconds from the last kill until all is visible, and from an article's approval to its last channel.
    Errors: RuntimeError when any is not visible once on each channel.
    """
    async with opened_rig(folder, desk=True) as rig:
        return await survived(rig, Started(rig.stack), kills)


async def survived(rig: Rig, lives: Lives, kills: int, *, seed: int = SEED, each: int = 2) -> dict[str, Any]:
    """The same in a newsroom with a desk, whose worker has its first life behind it: `each` are begun in a life."""
    dice = random.Random(seed)  # noqa: S311
    async with asyncio.timeout(_PATIENCE):
        waiting = await _waiting(rig, kills * each)
        began, last = now(), now()
        async with asyncio.TaskGroup() as approving:
            for number in range(kills):
                for article_id in waiting[number * each :][:each]:
                    approving.create_task(_approved(rig, article_id))
                await asyncio.sleep(dice.uniform(*_A_LIFE))
                await lives.end()
                last = now()
                await lives.begin()
        await asyncio.gather(*(published(rig, article_id) for article_id in waiting))
        visible = [(await shown(rig, article_id))[1] for article_id in waiting]
        return {
            "kills": kills,
            "seed": seed,
            "killing_seconds": round((last - began).total_seconds(), 1),
            "all_visible_after_last_kill_seconds": round((max(visible) - last).total_seconds(), 2),
            **await outcome(rig, waiting),
        }


async def lost(folder: Path, percent: int, articles: int) -> dict[str, Any]:
    """Publications of which so many requests in a hundred have their effect and lose their reply, or answer 500.

    Errors: RuntimeError when any is not visible once on each channel.
    """
    async with opened_rig(folder, desk=True) as rig, asyncio.timeout(_PATIENCE):
        waiting = await _waiting(rig, articles)
        order = {"seed": SEED, "rate": percent / 100, "faults": list(_AFTER_THE_EFFECT)}
        (await rig.simulator.post("/_sim/seed", json=order)).raise_for_status()
        left = iter(waiting)
        await lap(lambda: _through(rig, next(left)), {}, articles, _LANES)
        journal = (await rig.simulator.get("/_sim/requests")).json()["requests"]
        return {
            "percent": percent,
            "seed": SEED,
            "lost": sum(1 for request in journal if request["fault"] in _AFTER_THE_EFFECT),
            **await outcome(rig, waiting),
        }


async def _waiting(rig: Rig, count: int) -> list[str]:
    found: list[str] = []

    async def one() -> None:
        found.append(await edited(rig))

    await lap(one, {}, count, _LANES)
    return found


async def _through(rig: Rig, article_id: str) -> None:
    await approve(rig, article_id)
    await published(rig, article_id)


async def _approved(rig: Rig, article_id: str) -> None:
    """Approve as often as a person who is told to try again."""
    while True:
        try:
            return await approve(rig, article_id)
        except (ServerUnreachable, StorageUnreachable):
            # At once and without a pause, nothing else would come to its turn: not the lines that are to come back.
            await asyncio.sleep(_ASKED_AGAIN_AFTER)
        except Refused:
            if (await rig.stores.articles.standing(article_id)).approved_at is None:
                raise
            return None


async def outcome(rig: Rig, articles: Sequence[str]) -> dict[str, Any]:
    """What readers waited for each article, each visible once on each channel. Errors: RuntimeError."""
    posts = (await rig.simulator.get("/_sim/visible")).json()["posts"]
    for article_id in articles:
        card = await rig.stores.reading.card(article_id)
        seen = Counter(post["channel"] for post in posts if card.title in f"{post['title']} {post['text']}")
        if seen != Counter(card.standing.channels):
            message = f"{article_id} is visible as {dict(seen)}"
            raise RuntimeError(message)
    waited = sorted([_seconds(*await shown(rig, article_id)) for article_id in articles])
    return {
        "publications": len(articles),
        "median_seconds": round(median(waited), 2),
        "p95_seconds": round(waited[ceil(len(waited) * 0.95) - 1], 2),
        "slowest_seconds": round(waited[-1], 2),
        "visible_posts_each": 1,
    }


def _seconds(approved: datetime, visible: datetime) -> float:
    return (visible - approved).total_seconds()
