"""What may be forgotten: exactly the scraps whose time is over; never a record, whoever asks."""

from datetime import UTC, datetime, timedelta
from typing import Final

import asyncpg
import pytest
from typer.testing import CliRunner

from activities.care import CareActivities
from activities.contracts import CareJob, CareTask
from activities.storage.upkeep.retention import Scrap
from newsroom.stages import Act
from tests.support.rooms import Room
from tests.support.samples import content

_AGED: Final = {
    "notifications": ("UPDATE notifications SET read_at = now() - $1::interval", 366),
    "board_drafts": ("UPDATE board_drafts SET kept_at = now() - $1::interval", 91),
    "revisions": ("UPDATE revisions SET made_at = now() - $1::interval", 366),
}


async def age(room: Room, table: str, *, days: int | None = None) -> None:
    """Make all of a table older than it may become."""
    statement, over = _AGED[table]
    await room.admin.execute(statement, timedelta(days=days or over))


async def rejected(room: Room) -> str:
    """A closed article with a text that no act has used, and one that a refused act has named."""
    article_id = await room.submit()
    await room.done(Act.FINISH_EDIT, article_id)
    named = await room.revise(article_id, content(title="Bản mà thao tác bị từ chối đã nêu"))
    assert not (await room.act(Act.FINISH_EDIT, article_id, by="reporter-1", **named)).accepted
    await room.revise(article_id, content(title="Bản không ai dùng"))
    await room.done(Act.RETURN_FOR_EDIT, article_id)
    await room.done(
        Act.FINISH_EDIT, article_id, **await room.revise(article_id, content(title="Bản được dùng sau cùng"))
    )
    await room.done(Act.REJECT, article_id)
    return article_id


async def texts(room: Room, article_id: str) -> list[str]:
    rows = await room.rows("SELECT content FROM revisions WHERE article_id = $1 ORDER BY number", article_id)
    return [row["content"] for row in rows]


async def test_only_a_text_that_nobody_used_is_forgotten(own_room: Room) -> None:
    """A text that a decision names, even a refused one, is evidence for as long as the ledger is."""
    article_id, open_one = await rejected(own_room), await own_room.submit()
    await own_room.revise(open_one, content(title="Bản của bài còn đang làm"))
    await age(own_room, "revisions")
    assert (await own_room.stores.care.retention.forget())[Scrap.UNUSED_TEXTS] == 1
    kept = await texts(own_room, article_id)
    assert len(kept) == 3
    assert not any("Bản không ai dùng" in text for text in kept)
    assert len(await texts(own_room, open_one)) == 2
    assert await own_room.stores.ledger.faults() == ()


async def test_what_is_used_stays_however_old(own_room: Room) -> None:
    """Records are kept: articles, the texts in use, decisions, clocks, receipts, absences."""
    await own_room.approved()
    await own_room.admin.execute(
        "INSERT INTO intents (key, article_id, revision, channel, content_hash, state, updated_at) "
        "SELECT id, id, revision, 'portal', content_hash, 'published', now() FROM articles"
    )
    await own_room.admin.execute("UPDATE articles SET stage = 'published', since = now() - interval '20 years'")
    await age(own_room, "revisions", days=7300)
    before = await own_room.everything()
    assert not any((await own_room.stores.care.retention.forget()).values())
    assert await own_room.everything() == before
    assert (await own_room.stores.care.retention.plan()).past_term == 1


async def test_an_unread_message_waits_for_ever_and_a_read_one_for_a_year(own_room: Room) -> None:
    """A message that its reader has never seen has not done its work."""
    await own_room.approved()
    (unread,) = [row["n"] for row in await own_room.rows("SELECT count(*) AS n FROM notifications")]
    await own_room.admin.execute("UPDATE notifications SET created_at = now() - interval '9 years'")
    assert (await own_room.stores.care.retention.forget())[Scrap.READ_NOTIFICATIONS] == 0
    await age(own_room, "notifications", days=364)
    assert (await own_room.stores.care.retention.forget())[Scrap.READ_NOTIFICATIONS] == 0
    await age(own_room, "notifications")
    assert (await own_room.stores.care.retention.forget())[Scrap.READ_NOTIFICATIONS] == unread > 0


async def test_a_draft_of_a_notice_is_forgotten_and_the_notice_is_not(own_room: Room) -> None:
    """The adopted text lives in its version; the draft was only its waiting room."""
    (version,) = await own_room.rows("SELECT source FROM board_versions")
    await own_room.stores.boards.keep_draft(version["source"])
    await age(own_room, "board_drafts")
    assert (await own_room.stores.care.retention.forget())[Scrap.BOARD_DRAFTS] == 1
    assert await own_room.rows("SELECT source FROM board_versions") == [version]


async def test_looking_changes_nothing_and_tells_what_would_go(own_room: Room) -> None:
    """`--dry-run` is what the engineer shows the Head before the first night."""
    await rejected(own_room)
    await age(own_room, "revisions")
    before = await own_room.everything()
    plan = await own_room.stores.care.retention.plan()
    assert {due.scrap: due.count for due in plan.due} == {
        Scrap.READ_NOTIFICATIONS: 0,
        Scrap.BOARD_DRAFTS: 0,
        Scrap.UNUSED_TEXTS: 1,
    }
    assert await own_room.everything() == before


async def test_more_than_one_batch_goes(own_room: Room) -> None:
    """A first night after years must end, and be done."""
    await own_room.admin.execute(
        "INSERT INTO notifications (article_id, member, kind, text, dedupe, created_at, read_at) "
        "SELECT '', 'head', 'news', 'cũ', 'old/' || n, now(), now() - interval '2 years' "
        "FROM generate_series(1, 2500) AS n"
    )
    assert (await own_room.stores.care.retention.forget())[Scrap.READ_NOTIFICATIONS] == 2500


async def test_the_door_itself_forgets_nothing_young_and_nothing_else(own_room: Room) -> None:
    """Whoever gets hold of the application's password must not be able to clear their traces with it."""
    await own_room.approved()
    await own_room.admin.execute("UPDATE notifications SET read_at = now() - interval '29 days'")
    connection = await asyncpg.connect(own_room.app_dsn)
    try:
        ahead = datetime.now(UTC) + timedelta(days=999)
        assert await connection.fetchval("SELECT forget('read_notifications', $1, 100)", ahead) == 0
        for kind in ("ledger", "articles", "revisions", ""):
            with pytest.raises(asyncpg.RaiseError):
                await connection.fetchval("SELECT forget($1, now(), 100)", kind)
        for straight in ("DELETE FROM notifications", "DELETE FROM board_drafts", "DELETE FROM revisions"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(straight)
    finally:
        await connection.close()


async def test_the_nightly_job_is_noted(own_room: Room) -> None:
    """What was deleted, when: somebody will ask."""
    await rejected(own_room)
    await age(own_room, "revisions")
    task = CareTask(job=CareJob.RETENTION, planned_at=datetime.now(UTC))
    assert (await CareActivities(own_room.stores.care).look_after(task)).ok
    check = (await own_room.stores.checks.latest())["retention"]
    assert check.note.startswith("Đã xóa bản thảo tải lên")
    assert check.note.endswith(": 1.")


def test_the_command_says_what_it_would_do() -> None:
    """The table is read by people who do not know our words."""
    from workers.__main__ import app

    said = CliRunner().invoke(app, ["retention", "--help"]).output
    assert "--dry-run" in said
    assert "không xóa gì" in said
