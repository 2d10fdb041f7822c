"""An open workflow takes acts of every version of what is signed."""

import json

import pytest

from tests.support.live import LiveNewsroom
from tests.workflows.scenarios import played

pytestmark = pytest.mark.trust


async def test_acts_of_both_versions_bring_an_article_to_its_readers(live: LiveNewsroom) -> None:
    article_id = await played(live, "signed_in_two_versions")
    bodies = [json.loads(link.body) for link in await live.stores.ledger.links(article_id)]
    said = [
        (body.get("act", ""), body["outcome"], "version" in body["claim"]) for body in bodies if body["kind"] == "act"
    ]
    assert said == [
        ("finish_edit", "accepted", True),
        ("", "refused", True),
        ("take_over", "accepted", False),
        ("approve", "accepted", True),
    ]
    assert len(await live.visible(article_id)) == 3
