"""An inbox longer than a page: what is due first is shown, the rest is counted, nothing unseen is taken as read."""

import re
from datetime import UTC, datetime, timedelta

from desk.pages.waiting import MOST_ROWS, waiting
from desk.presenting.roster import TaskShown
from desk.reading.inbox import MatterTask
from newsroom.board import Office
from tests.pages.visiting import Pages, Shown
from tests.support.live import administrator

_NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
_MESSAGES = 45


def _task(number: int) -> TaskShown:
    due = (_NOW + timedelta(minutes=number)).isoformat()
    since = _NOW.isoformat()
    return {
        "task": MatterTask.DECIDE,
        "number": "",
        "matter": "",
        "path": "",
        "text": f"Việc {number}",
        "since": since,
        "due_at": due,
    }


def test_what_is_due_first_is_shown_and_the_rest_is_counted() -> None:
    tasks = [_task(number) for number in reversed(range(MOST_ROWS + 7))]
    first, whole = (
        waiting({"tasks": [], "house_tasks": tasks, "notifications": []}, _NOW, most) for most in (MOST_ROWS, None)
    )
    shown = [row.title for rows in first.groups.values() for row in rows]
    assert shown == [f"Việc {number}" for number in range(MOST_ROWS)]
    assert (first.more, whole.more) == (7, 0)
    assert sum(map(len, whole.groups.values())) == MOST_ROWS + 7


def _older(shown: Shown) -> str:
    """Where the messages are that come after those of a page."""
    (address,) = re.findall(r'<a href="(/viec\?truoc=\d+)">', shown.answer.text)
    return str(address)


async def test_no_message_is_taken_as_read_that_was_not_on_the_page(pages: Pages) -> None:
    member = pages.live.holder(Office.ACCOUNTANT).id
    async with administrator(pages.live.stack) as admin:
        await admin.execute("UPDATE notifications SET read_at = now() WHERE member = $1", member)
        await admin.executemany(
            "INSERT INTO notifications (article_id, dedupe, member, kind, text, created_at) "
            "VALUES ('', $1, $2, 'news', $3, now())",
            [(f"dài {number}", member, f"Tin số {number}.") for number in range(_MESSAGES)],
        )
        async with pages.visit(member) as visit:
            newest = await visit.opened("/viec")
            assert "Đánh dấu đã đọc" not in newest.words
            older = await visit.opened(_older(newest))
            oldest = await visit.opened(_older(older))
            assert "Tin số 0." in oldest.words
            await oldest.filled("/viec/da-doc")
        left = await admin.fetch(
            "SELECT text FROM notifications WHERE member = $1 AND read_at IS NULL ORDER BY id", member
        )

    assert [row["text"] for row in left] == [f"Tin số {number}." for number in range(5, _MESSAGES)]
