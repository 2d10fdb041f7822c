"""The worker dies by SIGKILL at seeded moments while articles are published: readers see each once, on each channel."""

from pathlib import Path
from typing import Final

import pytest

from bench.lives import forked
from bench.rig import opened_rig
from bench.trouble import survived

KILLS: Final = 20
ALL_KILLS: Final = 300
SEED: Final = 20261123


@pytest.mark.proof("kills")
@pytest.mark.timeout(2_600)
async def test_each_article_is_visible_once_however_often_the_worker_is_killed(tmp_path: Path, whole: bool) -> None:
    """What dies between any two steps of any article, not only at the points that `test_crashes` knows."""
    kills = ALL_KILLS if whole else KILLS
    async with opened_rig(tmp_path, served=False, desk=True) as rig, forked(rig.stack) as lives:
        await lives.begin()
        found = await survived(rig, lives, kills, seed=SEED, each=1)
    assert (found["kills"], found["publications"], found["visible_posts_each"]) == (kills, kills, 1)
