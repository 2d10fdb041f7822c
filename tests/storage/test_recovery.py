"""What a restore holds in the storage: the gate, the inbox, and who may say that it is over."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from activities.storage.database import Database
from activities.storage.ledger import append
from activities.storage.timeouts import RESTORE
from activities.storage.upkeep.whole import doubt_intents
from newsroom.article import ArticleId
from newsroom.board import Office
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.recoveries import Released, Restored
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.members.accounts import SERVER
from newsroom.members.sessions import Way
from newsroom.publishing import Outcome
from newsroom.stages import CLOSED, Act, Stage
from tests.support.amenders import accepted, amend, amend_until_done, approved, claim, new_matter, printed
from tests.support.clocks import Clock
from tests.support.presses import order_for, ordered, publish
from tests.support.storages import AUTHOR, Storage
from tests.support.walls import Wall
from workers.wiring.stores import built_recovery

pytestmark = pytest.mark.trust


async def restored(storage: Storage) -> None:
    """As if the storage had just come back from a backup."""
    database = await Database(storage.dsn, max_size=1, time_outs=RESTORE).open()
    recovery = built_recovery(storage.settings, database)
    await recovery.hold(datetime.now(UTC), await storage.stores.ledger.head(), "")
    await database.close()


async def test_what_was_approved_waits_for_who_may_approve_it(own_storage: Storage) -> None:
    storage, wall = own_storage, Wall()
    order = await ordered(storage)
    await restored(storage)
    result = await publish(storage, wall, order)
    assert result.outcome is Outcome.NEEDS_PERSON
    assert f"toasoan go-on {order.article_id}" in result.explanation
    assert wall.calls == []
    assert await storage.bodies(order.article_id, kind="channel_stopped") == [], "nobody has tried to cheat"
    owner = (await storage.stores.articles.standing(order.article_id)).seat.asked
    assert owner is not None
    assert [card.standing.article_id for card in await storage.stores.reading.tasks(owner)] == [order.article_id]
    assert not (await storage.act(Act.GO_ON, order.article_id, by="engineer")).accepted
    await storage.done(Act.GO_ON, order.article_id, by=owner)
    assert (await publish(storage, wall, order)).outcome is Outcome.PUBLISHED
    assert await storage.stores.reading.tasks(owner) == ()
    assert await storage.stores.ledger.faults() == ()


async def test_the_rows_alone_let_nothing_go(own_storage: Storage) -> None:
    """The column is a cache: emptied by hand, the ledger still says that it is held."""
    storage, wall = own_storage, Wall()
    order = await ordered(storage)
    await restored(storage)
    await storage.admin.execute("UPDATE articles SET held_since = NULL")
    assert (await publish(storage, wall, order)).outcome is Outcome.NEEDS_PERSON
    assert wall.calls == []


async def test_an_article_that_is_held_before_its_hour_can_still_be_withdrawn(own_storage: Storage) -> None:
    article_id = await own_storage.approved(publish_at=datetime.now(UTC) + timedelta(hours=2))
    await restored(own_storage)
    await own_storage.done(Act.WITHDRAW, article_id)
    standing = await own_storage.stores.articles.standing(article_id)
    assert (standing.stage, standing.held_since) == (Stage.WITHDRAWN, None)
    assert await own_storage.stores.recovery.held() == ()


async def test_the_head_takes_back_what_only_the_restore_doubts(own_storage: Storage) -> None:
    order = await ordered(own_storage)
    await restored(own_storage)
    assert doubt_intents(own_storage.dsn, datetime.now(UTC), tuple(CLOSED)) >= 1
    await own_storage.done(Act.TAKE_OVER, order.article_id)
    await own_storage.done(Act.APPROVE, order.article_id)
    wall = Wall()
    again = await order_for(own_storage, order.article_id)
    outcomes = [(await publish(own_storage, wall, again)).outcome for _ in range(3)]
    assert outcomes[-1] is Outcome.PUBLISHED
    assert wall.calls[:2] == ["find", "find"], "the channel is looked at before anything is sent"


@pytest.mark.parametrize("kind", ["restored", "released"])
async def test_the_application_writes_neither_line(own_storage: Storage, kind: str) -> None:
    """Whoever may write them may let anything go, or hold everything."""
    at = datetime.now(UTC)
    line = (
        Restored(at=at, made_at=at, head_seq=0, head_hash="0" * 64)
        if kind == "restored"
        else Released(at=at, article_id=ArticleId("a"), run_id="", events=0, evidence="")
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with own_storage.stores.database.writing() as connection:
            await append(connection, line)


async def test_a_member_who_only_writes_these_words_is_answered(own_storage: Storage) -> None:
    """The word `restored` as the kind of a proposal is a refusal like any other, and holds nothing."""
    order = await ordered(own_storage)
    said = {"article": order.article_id, "kind": "restored", "reason": "x"}
    answer = await claim(own_storage, MatterAct.PROPOSE_AMENDMENT, new_matter(), "final-editor", **said)
    assert not answer.accepted
    assert (await publish(own_storage, Wall(), order)).outcome is Outcome.PUBLISHED


async def test_a_change_that_was_decided_before_the_restore_waits_for_who_decides(own_storage: Storage) -> None:
    case = await approved(own_storage, await printed(own_storage), AmendmentKind.UPDATE)
    recovery = own_storage.stores.recovery
    assert await recovery.held_amendments() == ()
    await restored(own_storage)
    assert [change.id for change in await recovery.held_amendments()] == [case.id]
    stopped = await amend(own_storage, case.printed.wall, case.order)
    assert (stopped.outcome, "phục hồi" in stopped.explanation) == (Outcome.NEEDS_PERSON, True)
    go_on = {"channel": "portal"}
    assert not (await claim(own_storage, MatterAct.RETRY_CHANNEL, case.matter, Office.ENGINEER, **go_on)).accepted
    await accepted(own_storage, MatterAct.RETRY_CHANNEL, case.matter, Office.HEAD, **go_on)
    assert await recovery.held_amendments() == ()
    results = await amend_until_done(own_storage, case.printed.wall, case.order)
    assert results[-1].outcome is Outcome.PUBLISHED


async def test_an_act_is_recorded_again_only_where_it_still_counts(own_storage: Storage, clock: Clock) -> None:
    """Behind newer lines it stood in the ledger as recorded, and led nowhere."""
    article_id = await own_storage.submit()
    await own_storage.done(Act.FINISH_EDIT, article_id)
    lost = await own_storage.claim(Act.RETURN_FOR_EDIT, article_id, by="head")
    clock.put(clock.now() + timedelta(hours=1))
    await own_storage.done(Act.TAKE_OVER, article_id)
    before = await own_storage.everything()
    acts = own_storage.stores.acts
    with pytest.raises(Refused, match="ghi sau giờ") as refused:
        await acts.record_late(lost.subject, own_storage.key.sign(lost), lost.made_at)
    assert refused.value.code is RefusalCode.EXPIRED_CLAIM
    assert await own_storage.everything() == before
    fresh = await own_storage.claim(Act.RETURN_FOR_EDIT, article_id, by="head")
    assert (await acts.record_late(fresh.subject, own_storage.key.sign(fresh), fresh.made_at)).accepted


async def test_nobody_stays_signed_in_and_no_link_of_before_lets_in(own_storage: Storage) -> None:
    """Who signed out, or used a link, after the backup was made would be in again."""
    ways_in = own_storage.stores.ways_in
    link = await ways_in.links.make(AUTHOR, SERVER)
    await ways_in.sessions.begin("cookie", AUTHOR, "", way=Way.CODE)
    assert await ways_in.sessions.of("cookie") is not None
    await restored(own_storage)
    assert await ways_in.sessions.of("cookie") is None
    assert await ways_in.links.use(link.token, "browser") is None
