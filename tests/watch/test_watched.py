"""What the watch reads of the storage: each kind of row, and only while it counts."""

from datetime import timedelta
from typing import Any

from activities.storage.checks import CheckStore
from activities.storage.database import now
from activities.storage.figures.watched import Watched, WatchStore
from activities.storage.upkeep.open_work import name_in_rows
from newsroom.article import ChannelName, subject_of
from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.matters.kinds import DeedAct
from newsroom.sla import Promise
from newsroom.stages import Act
from tests.support.deeds import done
from tests.support.rooms import Room
from workers.stack import BOARD_FILE


async def seen(room: Room) -> Watched:
    return await WatchStore(room.stores.database, room.stores.boards).watched(now())


async def started(room: Room, article_id: str) -> None:
    await room.admin.execute("UPDATE articles SET workflow_started_at = now() WHERE id = $1", article_id)


async def test_an_articles_way_is_seen_as_it_goes(own_room: Room) -> None:
    room, article_id = own_room, await own_room.submit()
    first = await seen(room)
    assert [s.article_id for s in first.unstarted] == [article_id]
    assert first.carried == frozenset()
    assert {p.promise for p in first.promises} == {Promise.EDIT, Promise.SAME_DAY}
    assert first.waiting == ()

    await started(room, article_id)
    await room.done(Act.FINISH_EDIT, article_id)
    second = await seen(room)
    assert second.unstarted == ()
    assert second.carried == {article_id}
    (one,) = second.waiting
    assert (one.article_id, one.office, one.hold) == (article_id, Office.STANDING_DEPUTY, Hold.OWNER)

    await room.done(Act.APPROVE, article_id)
    third = await seen(room)
    assert third.waiting == ()
    publish = [p for p in third.promises if p.promise is Promise.PUBLISH]
    assert sorted(p.channel for p in publish) == sorted(ChannelName)
    assert {p.due_at - p.started_at for p in publish} == {timedelta(minutes=60)}
    assert [p.due_at for p in third.promises] == sorted(p.due_at for p in third.promises)


async def test_a_closed_article_is_neither_carried_nor_promised(own_room: Room) -> None:
    article_id = await own_room.submit()
    await started(own_room, article_id)
    await own_room.done(Act.WITHDRAW, article_id, reason="Thôi")
    after = await seen(own_room)
    assert (after.carried, after.promises, after.unstarted) == (frozenset(), (), ())


async def test_a_stopped_channel_counts_only_for_the_text_that_is_being_published(own_room: Room) -> None:
    article_id = await own_room.approved()
    row = (
        "INSERT INTO intents (key, article_id, revision, channel, content_hash, state, outcome, updated_at) "
        "SELECT $2, id, 1, 'fanpage', $3, 'claimed', $4, now() FROM articles WHERE id = $1"
    )
    current = await own_room.admin.fetchval("SELECT approved_hash FROM articles WHERE id = $1", article_id)
    await own_room.admin.execute(row, article_id, f"{article_id}-old", "hash-of-before", "needs_person")
    assert (await seen(own_room)).stopped == ()
    await own_room.admin.execute(row, article_id, f"{article_id}-now", current, "needs_person")
    assert [(s.article_id, s.name) for s in (await seen(own_room)).stopped] == [(article_id, "fanpage")]
    await own_room.admin.execute("UPDATE intents SET outcome = 'waived'")
    assert (await seen(own_room)).stopped == ()


async def test_forged_acts_of_the_last_hour_are_seen(own_room: Room) -> None:
    article_id = await own_room.submit()
    act = await own_room.signed(Act.FINISH_EDIT, article_id)
    forged = type(act)(claim=act.claim, signature="AAAA")
    assert not (await own_room.stores.acts.record(subject_of(article_id), forged)).accepted
    assert [s.article_id for s in (await seen(own_room)).forged] == [article_id]
    await own_room.admin.execute("UPDATE notifications SET created_at = created_at - interval '61 minutes'")
    assert (await seen(own_room)).forged == ()


async def test_checks_and_grants_are_seen_and_a_room_without_a_notice_too(own_room: Room) -> None:
    await CheckStore(own_room.stores.database).record("ledger", False, "Dòng 7", now())
    until = now() + timedelta(days=3)
    await own_room.admin.execute(
        "INSERT INTO channel_tokens (channel, sealed, updated_at, granted_until) VALUES ('zalo_oa', '', now(), $1)",
        until,
    )
    found = await seen(own_room)
    assert not found.checks["ledger"].ok
    assert found.granted_until == {ChannelName.ZALO_OA: until}
    await own_room.admin.execute("UPDATE board_versions SET effective_from = now() + interval '1 day'")
    assert (await seen(own_room)).sla is None


async def test_matters_are_seen_by_name_while_they_are_open(own_room: Room) -> None:
    """Each must have a workflow of that id, which is what the watch asks Temporal for."""
    room, at = own_room, now()
    away: dict[str, Any] = {"starts_at": at, "ends_at": at + timedelta(hours=8), "reason": "Đi công tác"}
    await done(room, DeedAct.FILE_ABSENCE, "absence/a1", Office.DEPUTY, **away)
    call: dict[str, Any] = {
        "starts_at": at + timedelta(hours=2),
        "place": "Phòng họp số 2",
        "topic": "Bài chưa thống nhất",
    }
    await done(room, DeedAct.CONVENE, "meeting/m1", Office.HEAD, **call)
    source = BOARD_FILE.read_text(encoding="utf-8") + "\n# bản sau\n"
    digest = await room.stores.boards.keep_draft(source)
    adopted = f"board/{digest[:12]}-1f2e"
    await done(room, DeedAct.ADOPT_BOARD, adopted, digest=digest, effective_from=at + timedelta(days=2))
    assert (await seen(room)).matters == {"absence/a1", "meeting/m1", name_in_rows(adopted)}
    await done(room, DeedAct.CANCEL_MEETING, "meeting/m1", reason="Trùng lịch")
    await done(room, DeedAct.CHANGE_ABSENCE, "absence/a1", Office.DEPUTY, ends_at=now())
    assert (await seen(room)).matters == {name_in_rows(adopted)}
