"""What the watch reads of the storage: each kind of row, and only while it counts."""

from datetime import timedelta
from typing import Any

import pytest

from activities.storage.boards import BoardStore
from activities.storage.checks import CheckStore
from activities.storage.database import Database, StorageUnreachable, now
from activities.storage.metrics.counted import MetricStore
from activities.storage.metrics.watched import Watched, WatchStore
from activities.storage.powers import PowerStore
from activities.storage.roles import Role, dsn_as
from activities.storage.timeouts import WATCH
from activities.storage.upkeep.open_work import name_in_rows
from newsroom.article import ChannelName, subject_of
from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.matters.kinds import MatterAct
from newsroom.sla import Promise
from newsroom.stages import Act
from tests.support.matter_acts import done
from tests.support.storages import Storage
from workers.entrusting import passwords_of
from workers.stack import BOARD_FILE


async def seen(storage: Storage) -> Watched:
    return await WatchStore(storage.stores.database, storage.stores.boards).watched(now())


@pytest.mark.trust
async def test_the_watch_sees_all_of_it_as_itself_and_leaves_the_hour_in_its_row(own_storage: Storage) -> None:
    """One right too few, and it would call a storage dead that lives."""
    await own_storage.submit()
    began = now()
    account = dsn_as(Role.WATCH, own_storage.dsn, passwords_of(own_storage.settings)[Role.WATCH])
    database = await Database(account, time_outs=WATCH).open()
    try:
        boards = BoardStore(database, own_storage.stores.boards.powers)
        assert (await WatchStore(database, boards).watched(now())).unstarted
        assert (await MetricStore(database, boards).now()).articles
    finally:
        await database.close()
    (row,) = await own_storage.rows("SELECT at FROM watch_probe")
    assert began - timedelta(seconds=1) <= row["at"] <= now() + timedelta(seconds=1)


@pytest.mark.trust
async def test_a_storage_that_takes_nothing_is_away(own_storage: Storage) -> None:
    """It could be read for hours: a full disk, or a standby in the place of the server, was called well."""
    await own_storage.admin.execute("ALTER ROLE toasoan_watch SET default_transaction_read_only = on")
    account = dsn_as(Role.WATCH, own_storage.dsn, passwords_of(own_storage.settings)[Role.WATCH])
    database = await Database(account, time_outs=WATCH).open()
    try:
        with pytest.raises(StorageUnreachable):
            await WatchStore(database, BoardStore(database, own_storage.stores.boards.powers)).watched(now())
    finally:
        await database.close()
        await own_storage.admin.execute("ALTER ROLE toasoan_watch RESET default_transaction_read_only")


async def started(storage: Storage, article_id: str) -> None:
    await storage.admin.execute("UPDATE articles SET workflow_started_at = now() WHERE id = $1", article_id)


async def test_an_articles_way_is_seen_as_it_goes(own_storage: Storage) -> None:
    storage, article_id = own_storage, await own_storage.submit()
    first = await seen(storage)
    assert [s.article_id for s in first.unstarted] == [article_id]
    assert first.carried == frozenset()
    assert {p.promise for p in first.promises} == {Promise.EDIT, Promise.SAME_DAY}
    assert first.waiting == ()

    await started(storage, article_id)
    await storage.done(Act.FINISH_EDIT, article_id)
    second = await seen(storage)
    assert second.unstarted == ()
    assert second.carried == {article_id}
    (one,) = second.waiting
    assert (one.article_id, one.office, one.hold) == (article_id, Office.STANDING_DEPUTY, Hold.OWNER)

    await storage.done(Act.APPROVE, article_id)
    third = await seen(storage)
    assert third.waiting == ()
    publish = [p for p in third.promises if p.promise is Promise.PUBLISH]
    assert sorted(p.channel for p in publish) == sorted(ChannelName)
    assert {p.due_at - p.started_at for p in publish} == {timedelta(minutes=60)}
    assert [p.due_at for p in third.promises] == sorted(p.due_at for p in third.promises)


async def test_a_contributors_text_that_nobody_can_take_in_is_seen(own_storage: Storage) -> None:
    """With secretary and final editor away only the Head's word brings it on."""
    article_id = await own_storage.submit()
    query = "UPDATE articles SET stage = 'received', seat = seat || jsonb_build_object('hold', $2::text) WHERE id = $1"
    await own_storage.admin.execute(query, article_id, Hold.OWNER)
    assert (await seen(own_storage)).waiting == ()
    for hold in (Hold.HEAD_TO_ASSIGN, Hold.NOBODY):
        await own_storage.admin.execute(query, article_id, hold)
        assert [(one.article_id, one.hold) for one in (await seen(own_storage)).waiting] == [(article_id, hold)]


async def test_a_closed_article_is_neither_carried_nor_promised(own_storage: Storage) -> None:
    article_id = await own_storage.submit()
    await started(own_storage, article_id)
    await own_storage.done(Act.WITHDRAW, article_id, reason="Thôi")
    after = await seen(own_storage)
    assert (after.carried, after.promises, after.unstarted) == (frozenset(), (), ())


async def test_a_stopped_channel_counts_only_for_the_text_that_is_being_published(own_storage: Storage) -> None:
    article_id = await own_storage.approved()
    row = (
        "INSERT INTO intents (key, article_id, revision, channel, content_hash, state, outcome, updated_at) "
        "SELECT $2, id, 1, 'fanpage', $3, 'claimed', $4, now() FROM articles WHERE id = $1"
    )
    current = await own_storage.admin.fetchval("SELECT approved_hash FROM articles WHERE id = $1", article_id)
    await own_storage.admin.execute(row, article_id, f"{article_id}-old", "hash-of-before", "needs_person")
    assert (await seen(own_storage)).stopped == ()
    await own_storage.admin.execute(row, article_id, f"{article_id}-now", current, "needs_person")
    assert [(s.article_id, s.name) for s in (await seen(own_storage)).stopped] == [(article_id, "fanpage")]
    await own_storage.admin.execute("UPDATE intents SET outcome = 'waived'")
    assert (await seen(own_storage)).stopped == ()


async def test_forged_acts_of_the_last_hour_are_seen(own_storage: Storage) -> None:
    article_id = await own_storage.submit()
    act = await own_storage.signed(Act.FINISH_EDIT, article_id)
    forged = type(act)(claim=act.claim, signature="AAAA")
    assert not (await own_storage.stores.acts.record(subject_of(article_id), forged)).accepted
    assert [s.article_id for s in (await seen(own_storage)).forged] == [article_id]
    await own_storage.admin.execute(
        "UPDATE notifications SET created_at = created_at - interval '61 minutes', "
        "latest_at = created_at - interval '61 minutes'"
    )
    assert (await seen(own_storage)).forged == ()


async def test_checks_and_grants_are_seen_and_a_room_without_a_notice_too(own_storage: Storage) -> None:
    await CheckStore(own_storage.stores.database).record("ledger", False, "Dòng 7", now())
    until = now() + timedelta(days=3)
    await own_storage.admin.execute(
        "INSERT INTO channel_tokens (channel, sealed, updated_at, granted_until) VALUES ('zalo_oa', '', now(), $1)",
        until,
    )
    found = await seen(own_storage)
    assert not found.checks["ledger"].ok
    assert found.granted_until == {ChannelName.ZALO_OA: until}
    stores = own_storage.stores
    without = BoardStore(stores.database, PowerStore(stores.keys, first_board=""))
    assert (await WatchStore(stores.database, without).watched(now())).sla is None


async def test_matters_are_seen_by_name_while_they_are_open(own_storage: Storage) -> None:
    """Each must have a workflow of that id, which is what the watch asks Temporal for."""
    storage, at = own_storage, now()
    away: dict[str, Any] = {"starts_at": at, "ends_at": at + timedelta(hours=8), "reason": "Đi công tác"}
    await done(storage, MatterAct.FILE_ABSENCE, "absence/a1", Office.DEPUTY, **away)
    call: dict[str, Any] = {
        "starts_at": at + timedelta(hours=2),
        "place": "Phòng họp số 2",
        "topic": "Bài chưa thống nhất",
    }
    await done(storage, MatterAct.CONVENE, "meeting/m1", Office.HEAD, **call)
    source = BOARD_FILE.read_text(encoding="utf-8") + "\n# bản sau\n"
    digest = await storage.stores.boards.keep_draft(source)
    adopted = f"board/{digest[:12]}-1f2e"
    await done(storage, MatterAct.ADOPT_BOARD, adopted, digest=digest, effective_from=at + timedelta(days=2))
    assert (await seen(storage)).matters == {"absence/a1", "meeting/m1", name_in_rows(adopted)}
    await done(storage, MatterAct.CANCEL_MEETING, "meeting/m1", reason="Trùng lịch")
    await done(storage, MatterAct.CHANGE_ABSENCE, "absence/a1", Office.DEPUTY, ends_at=now())
    assert (await seen(storage)).matters == {name_in_rows(adopted)}
