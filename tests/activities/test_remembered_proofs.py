"""A proof is worked out once for the channels of an article, and anew as soon as anything that it rests on differs."""

from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.storage.articles import approvals
from newsroom.article import ChannelName
from newsroom.ledger.replay import replayed
from newsroom.publishing import Outcome
from tests.support.presses import order_for, publish
from tests.support.storages import Storage
from tests.support.walls import Wall

pytestmark = pytest.mark.trust

SPOILS = {
    "its text": "UPDATE revisions SET content = replace(content, 'a', 'b') WHERE article_id = $1",
    "a signature": """UPDATE ledger SET body = replace(body, 'signature":"', 'signature":"A') WHERE article_id = $1""",
    "a line": """DELETE FROM ledger WHERE article_id = $1 AND body LIKE '%"act":"approve"%'""",
}


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The articles whose acts are judged again, as it happens."""
    articles: list[str] = []

    def noted(article_id: Any, *basis: Any) -> Any:
        articles.append(article_id)
        return replayed(article_id, *basis)

    monkeypatch.setattr(approvals, "replayed", noted)
    return articles


async def test_three_channels_take_one_proof(storage: Storage, worked_out: list[str]) -> None:
    article_id = await storage.approved()
    for channel in ChannelName:
        result = await publish(storage, Wall(name=channel), await order_for(storage, article_id, channel))
        assert result.outcome is Outcome.PUBLISHED
    assert worked_out == [article_id]


@pytest.mark.parametrize("spoils", SPOILS)
async def test_what_was_changed_after_the_first_channel_is_proven_anew(
    storage: Storage, worked_out: list[str], spoils: str
) -> None:
    """What had been proven once would have gone out on the others, whatever has become of it."""
    article_id = await storage.approved()
    portal, fanpage = [await order_for(storage, article_id, c) for c in (ChannelName.PORTAL, ChannelName.FANPAGE)]
    await publish(storage, Wall(name=ChannelName.PORTAL), portal)
    await storage.admin.execute(SPOILS[spoils], article_id)
    wall = Wall(name=ChannelName.FANPAGE)
    with pytest.raises(ApplicationError) as failure:
        await publish(storage, wall, fanpage)
    assert (failure.value.type, wall.calls) == ("not_approved", [])
    assert worked_out == [article_id, article_id]


async def test_only_so_many_are_remembered(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker of years would keep the texts of all articles."""
    monkeypatch.setattr(approvals, "_MOST_REMEMBERED", 2)
    found = [await storage.approved() for _ in range(3)]
    store = approvals.ApprovalStore(storage.stores.powers)
    async with storage.stores.database.reading() as connection:
        for article_id in found:
            await store.proven(connection, article_id)
    assert list(store._remembered) == found[1:]
