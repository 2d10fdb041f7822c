"""What may be forgotten: exactly the scraps whose time is over; never a record, whoever asks."""

from datetime import UTC, datetime, timedelta
from typing import Final

import asyncpg
import pytest
from typer.testing import CliRunner

from activities.contracts import UpkeepJob, UpkeepTask
from activities.storage.upkeep.retention import Scrap
from activities.upkeep import UpkeepActivities
from newsroom.stages import Act
from tests.support.samples import content
from tests.support.storages import Storage

_AGED: Final = {
    "notifications": ("UPDATE notifications SET read_at = now() - $1::interval", 366),
    "board_drafts": ("UPDATE board_drafts SET kept_at = now() - $1::interval", 91),
    "revisions": ("UPDATE revisions SET made_at = now() - $1::interval", 366),
}


async def age(storage: Storage, table: str, *, days: int | None = None) -> None:
    """Make all of a table older than it may become."""
    statement, over = _AGED[table]
    await storage.admin.execute(statement, timedelta(days=days or over))


async def rejected(storage: Storage) -> str:
    """A closed article with a text that no act has used, and one that a refused act has named."""
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    named = await storage.revise(article_id, content(title="Bản mà thao tác bị từ chối đã nêu"))
    assert not (await storage.act(Act.FINISH_EDIT, article_id, by="reporter-1", **named)).accepted
    await storage.revise(article_id, content(title="Bản không ai dùng"))
    await storage.done(Act.RETURN_FOR_EDIT, article_id)
    await storage.done(
        Act.FINISH_EDIT, article_id, **await storage.revise(article_id, content(title="Bản được dùng sau cùng"))
    )
    await storage.done(Act.REJECT, article_id)
    return article_id


async def texts(storage: Storage, article_id: str) -> list[str]:
    rows = await storage.rows("SELECT content FROM revisions WHERE article_id = $1 ORDER BY number", article_id)
    return [row["content"] for row in rows]


async def test_only_a_text_that_nobody_used_is_forgotten(own_storage: Storage) -> None:
    """A text that a decision names, even a refused one, is evidence for as long as the ledger is."""
    article_id, open_one = await rejected(own_storage), await own_storage.submit()
    await own_storage.revise(open_one, content(title="Bản của bài còn đang làm"))
    await age(own_storage, "revisions")
    assert (await own_storage.stores.upkeep.retention.forget())[Scrap.UNUSED_TEXTS] == 1
    kept = await texts(own_storage, article_id)
    assert len(kept) == 3
    assert not any("Bản không ai dùng" in text for text in kept)
    assert len(await texts(own_storage, open_one)) == 2
    assert await own_storage.stores.ledger.faults() == ()


async def test_what_is_used_stays_however_old(own_storage: Storage) -> None:
    """Records are kept: articles, the texts in use, decisions, clocks, receipts, absences."""
    await own_storage.approved()
    await own_storage.admin.execute(
        "INSERT INTO intents (key, article_id, revision, channel, content_hash, state, updated_at) "
        "SELECT id, id, revision, 'portal', content_hash, 'published', now() FROM articles"
    )
    await own_storage.admin.execute("UPDATE articles SET stage = 'published', since = now() - interval '20 years'")
    await age(own_storage, "revisions", days=7300)
    before = await own_storage.everything()
    assert not any((await own_storage.stores.upkeep.retention.forget()).values())
    assert await own_storage.everything() == before
    assert (await own_storage.stores.upkeep.retention.plan()).past_term == 1


async def test_an_unread_message_waits_for_ever_and_a_read_one_for_a_year(own_storage: Storage) -> None:
    """A message that its reader has never seen has not done its work."""
    await own_storage.approved()
    (unread,) = [row["n"] for row in await own_storage.rows("SELECT count(*) AS n FROM notifications")]
    await own_storage.admin.execute("UPDATE notifications SET created_at = now() - interval '9 years'")
    assert (await own_storage.stores.upkeep.retention.forget())[Scrap.READ_NOTIFICATIONS] == 0
    await age(own_storage, "notifications", days=364)
    assert (await own_storage.stores.upkeep.retention.forget())[Scrap.READ_NOTIFICATIONS] == 0
    await age(own_storage, "notifications")
    assert (await own_storage.stores.upkeep.retention.forget())[Scrap.READ_NOTIFICATIONS] == unread > 0


async def test_a_draft_of_a_notice_is_forgotten_and_the_notice_is_not(own_storage: Storage) -> None:
    """The adopted text lives in its version; the draft was only its waiting room."""
    (version,) = await own_storage.rows("SELECT source FROM board_versions")
    await own_storage.stores.boards.keep_draft(version["source"])
    await age(own_storage, "board_drafts")
    assert (await own_storage.stores.upkeep.retention.forget())[Scrap.BOARD_DRAFTS] == 1
    assert await own_storage.rows("SELECT source FROM board_versions") == [version]


async def test_looking_changes_nothing_and_tells_what_would_go(own_storage: Storage) -> None:
    """`--dry-run` is what the engineer shows the Head before the first night."""
    await rejected(own_storage)
    await age(own_storage, "revisions")
    before = await own_storage.everything()
    plan = await own_storage.stores.upkeep.retention.plan()
    assert {due.scrap: due.count for due in plan.due} == {
        Scrap.READ_NOTIFICATIONS: 0,
        Scrap.BOARD_DRAFTS: 0,
        Scrap.UNUSED_TEXTS: 1,
        Scrap.COUNTED_ACTS: 0,
        Scrap.ACTS_APART: 0,
        Scrap.PREPARED_ACTS: 0,
    }
    assert await own_storage.everything() == before


async def test_more_than_one_batch_goes(own_storage: Storage) -> None:
    """A first night after years must end, and be done."""
    await own_storage.admin.execute(
        "INSERT INTO notifications (article_id, member, kind, text, dedupe, created_at, read_at) "
        "SELECT '', 'head', 'news', 'cũ', 'old/' || n, now(), now() - interval '2 years' "
        "FROM generate_series(1, 2500) AS n"
    )
    assert (await own_storage.stores.upkeep.retention.forget())[Scrap.READ_NOTIFICATIONS] == 2500


async def test_the_door_itself_forgets_nothing_young_and_nothing_else(own_storage: Storage) -> None:
    """Whoever gets hold of the application's password must not be able to clear their traces with it."""
    await own_storage.approved()
    await own_storage.admin.execute("UPDATE notifications SET read_at = now() - interval '29 days'")
    connection = await asyncpg.connect(own_storage.app_dsn)
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


async def test_the_nightly_job_is_noted(own_storage: Storage) -> None:
    """What was deleted, when: somebody will ask."""
    await rejected(own_storage)
    await age(own_storage, "revisions")
    task = UpkeepTask(job=UpkeepJob.RETENTION, planned_at=datetime.now(UTC))
    assert (await UpkeepActivities(own_storage.stores.upkeep).look_after(task)).ok
    check = (await own_storage.stores.checks.latest())["retention"]
    assert check.note.startswith("Đã xóa bản thảo tải lên")
    assert check.note.endswith(": 1.")


def test_the_command_says_what_it_would_do() -> None:
    """The table is read by people who do not know our words."""
    from workers.__main__ import app

    said = CliRunner().invoke(app, ["retention", "--help"]).output
    assert "--dry-run" in said
    assert "không xóa gì" in said
