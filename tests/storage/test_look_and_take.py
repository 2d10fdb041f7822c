"""Whatever an approval rests on may move between the look at it and the taking: then it is looked at again."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

import pytest

from activities.ports import Shown
from activities.storage.articles.approvals import Held
from activities.storage.database import now
from activities.storage.ledger import append
from activities.storage.publishing.intents import IntentState, Overtaken
from desk.acts.keys import KeyDesk
from desk.signing import DeskKey, new_private_key
from newsroom.article import ChannelName, subject_of
from newsroom.ledger.recoveries import Restored
from newsroom.publishing import Outcome
from newsroom.stages import Act
from tests.storage.between import after_each_look
from tests.support.storages import Storage

pytestmark = pytest.mark.trust

NEW: Final = DeskKey(new_private_key())


async def report_stolen(storage: Storage) -> None:
    """The key that signed all approvals so far."""
    await KeyDesk(storage.stores.keys, NEW).report_stolen(storage.key.public_key, now())


async def restore(storage: Storage) -> None:
    """What the storage writes down once it has been restored."""
    await append(storage.admin, Restored(at=now(), made_at=now(), head_seq=1, head_hash="0" * 64))


@pytest.mark.parametrize("holds", [report_stolen, restore])
async def test_what_holds_an_approval_after_the_look_at_it_holds_it(
    own_storage: Storage, monkeypatch: pytest.MonkeyPatch, holds: Callable[[Storage], Awaitable[None]]
) -> None:
    """Only lines of the article itself were looked for: the text went out after it was said to be held."""
    storage = own_storage
    article_id = await storage.approved()
    text = (await storage.stores.articles.standing(article_id)).content_hash
    await KeyDesk(storage.stores.keys, storage.key).change(NEW.public_key)
    looks = after_each_look(monkeypatch, lambda: holds(storage))
    with pytest.raises(Held):
        await storage.stores.publications.claim(article_id, text, ChannelName.PORTAL)
    assert len(looks) == 2
    assert await storage.rows("SELECT FROM intents WHERE article_id = $1", article_id) == []


@pytest.mark.parametrize("begun", [IntentState.CLAIMED, IntentState.SENDING])
async def test_a_run_let_go_before_the_report_shows_nothing_after_the_hold(
    own_storage: Storage, begun: IntentState
) -> None:
    """The command said "held", and the run that had been let go a moment before went on and showed the text."""
    storage = own_storage
    article_id = await storage.approved()
    text = (await storage.stores.articles.standing(article_id)).content_hash
    await KeyDesk(storage.stores.keys, storage.key).change(NEW.public_key)
    job = await storage.stores.publications.claim(article_id, text, ChannelName.PORTAL)
    await storage.stores.publications.advance(replace(job.intent, state=begun))
    await report_stolen(storage)
    assert [held.id for held in await storage.stores.recovery.hold_doubtful()] == [article_id]
    with pytest.raises(Overtaken):
        await storage.stores.publications.advance(replace(job.intent, state=IntentState.REVEALING))
    signed = NEW.sign(await storage.claim(Act.GO_ON, article_id))
    assert (await storage.stores.acts.record(subject_of(article_id), signed)).accepted
    again = await storage.stores.publications.claim(article_id, text, ChannelName.PORTAL)
    assert again.intent.state is begun


async def test_a_run_that_is_about_to_show_its_text_tells_what_came_of_it(own_storage: Storage) -> None:
    """Readers see it, and nothing would say so while the article is held."""
    storage = own_storage
    article_id = await storage.approved()
    text = (await storage.stores.articles.standing(article_id)).content_hash
    await KeyDesk(storage.stores.keys, storage.key).change(NEW.public_key)
    job = await storage.stores.publications.claim(article_id, text, ChannelName.PORTAL)
    await storage.stores.publications.advance(replace(job.intent, state=IntentState.REVEALING, external_id="1"))
    await report_stolen(storage)
    await storage.stores.recovery.hold_doubtful()
    result = await storage.stores.publications.published(job, Shown(url="https://portal/1", blocks=()), "")
    assert result.outcome is Outcome.PUBLISHED
    assert len(await storage.bodies(article_id, kind="receipt")) == 1


async def test_what_was_written_about_others_is_no_reason_to_look_again(
    own_storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty articles in flight would each judge anew for every act on another."""
    article_id = await own_storage.approved()
    text = (await own_storage.stores.articles.standing(article_id)).content_hash
    looks = after_each_look(monkeypatch, own_storage.approved)
    await own_storage.stores.publications.claim(article_id, text, ChannelName.PORTAL)
    assert len(looks) == 1
