"""The evidence on articles that were corrected or taken down after they had been published."""

import json
from typing import Any

import pytest

from desk.evidence.check import check_pack
from desk.evidence.pack import evidence_pack
from newsroom.matters.kinds import AmendmentKind
from newsroom.stages import Stage
from tests.support.amendment_scenarios import amended, published
from tests.support.live import LiveNewsroom
from tests.support.lives import at_stage, ended

Pack = dict[str, Any]


async def _pack(live: LiveNewsroom, article_id: str) -> Pack:
    stores = live.stores
    return await evidence_pack(article_id, stores.ledger, stores.articles, stores.boards, stores.keys)


async def test_what_happened_after_the_publication_is_in_the_pack_and_leaves_it_sound(live: LiveNewsroom) -> None:
    """A corrected article was still approved as it was first shown; the pack shows both, and the removal."""
    article_id, key = await published(live), live.settings.desk_public_key
    await amended(live, article_id, AmendmentKind.CORRECTION)
    await amended(live, article_id, AmendmentKind.TAKE_DOWN)
    pack = await _pack(live, article_id)
    assert check_pack(pack, trusted_key=key) == ()
    bodies = [json.loads(entry["body"]) for entry in pack["entries"]]
    assert [body["act"] for body in bodies if str(body.get("act")).endswith("amendment")] == [
        "propose_amendment",
        "approve_amendment",
    ] * 2
    forged = json.loads(json.dumps(pack))
    entry = next(each for each in forged["entries"] if '"approve_amendment"' in each["body"])
    entry["body"] = entry["body"].replace('"approve_amendment"', '"refuse_amendment"', 1)
    assert check_pack(forged, trusted_key=key)


@pytest.mark.trust
async def test_a_channel_that_was_down_shows_the_corrected_text_and_the_pack_proves_it(live: LiveNewsroom) -> None:
    """The receipt names a text that no approval of the article names, but the approval of its correction."""
    article_id, key = await at_stage(live, Stage.PUBLISHING), live.settings.desk_public_key
    await amended(live, article_id, AmendmentKind.CORRECTION)
    await ended(live, article_id)
    pack = await _pack(live, article_id)
    assert check_pack(pack, trusted_key=key) == ()
    assert len({receipt["content_hash"] for receipt in pack["receipts"]}) == 2
