"""An approval and a take-over in the same moment, over HTTP and with a real worker, again and again."""

import asyncio
import os
from collections import Counter

from newsroom.stages import Stage
from tests.support.api import Api
from tests.support.live import eventually
from workflows.messages import article_workflow_id

ROUNDS = int(os.environ.get("TOASOAN_RACE_ROUNDS", "10"))
_AT_ONCE = 5
_STEP = 0.004
"""Each round the Head is later by this, in turns: somewhere in between the worker is about to send."""


async def test_what_was_taken_back_is_never_visible(api: Api) -> None:
    """Both were accepted, the Head read "taken back", and the page stayed public without anybody being told."""
    endings: Counter[str] = Counter()
    for first in range(0, ROUNDS, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, ROUNDS))
        endings.update(await asyncio.gather(*(_round(api, _STEP * (number % 23)) for number in numbers)))
    assert sum(endings.values()) == ROUNDS
    print(f"\n{ROUNDS} rounds: {dict(endings)}")  # noqa: T201 - the figure of a long run


async def _round(api: Api, later: float) -> str:
    """How a round ended, after the worker has gone quiet."""
    article_id = await api.awaiting()
    seen = await api.seen(article_id)
    path = f"/articles/{article_id}"

    async def take_over() -> int:
        await asyncio.sleep(later)
        return (await api.post("head", f"{path}/take-over", {"reason": "Tôi xem lại"})).status_code

    approving = api.post("standing-deputy", f"{path}/approve", {"seen_hash": seen})
    approved, taken = await asyncio.gather(approving, take_over())
    if taken != 200:
        assert approved.status_code == 200
        await api.published(article_id)
        return "published"
    await _until_quiet(api, article_id)
    assert (await api.live.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL
    assert await api.live.visible(article_id) == []
    return "taken back after the approval" if approved.status_code == 200 else "taken over before the approval"


async def _until_quiet(api: Api, article_id: str) -> None:
    """Until no attempt is under way any more: what an attempt was to show, it has shown by then."""
    handle = api.live.client.get_workflow_handle(article_workflow_id(article_id))

    async def quiet() -> bool:
        description = (await handle.describe()).raw_description
        return not description.pending_activities and not description.HasField("pending_workflow_task")

    await eventually(quiet)
