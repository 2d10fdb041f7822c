"""What is late, whose it is and since when, as whoever is on duty asks for it."""

from datetime import timedelta

from newsroom.article import spoken
from newsroom.board import OFFICE_LABELS, Office
from newsroom.sla import Promise
from tests.support.live import LiveNewsroom, administrator
from tests.workers.conftest import Toasoan


async def begin(live: LiveNewsroom, article_id: str, ago: timedelta, promise: Promise = Promise.SAME_DAY) -> None:
    """A promise of an article as if it had begun two hours before its due time, which was so long ago."""
    async with administrator(live.stack) as connection:
        await connection.execute(
            "UPDATE obligations SET started_at = now() - $2::interval - interval '2 hours', "
            "due_at = now() - $2::interval "
            "WHERE article_id = $1 AND promise = $3 AND met_at IS NULL AND dropped_at IS NULL",
            article_id,
            ago,
            promise,
        )


async def test_whoever_is_on_duty_sees_what_is_late_whose_and_since_when(live: LiveNewsroom, toasoan: Toasoan) -> None:
    """`status` showed a late article like any other: the question that wakes an engineer had no answer."""
    later, first, soon, calm = [await live.ready_for_approval(title=f"Tin số {n} của ngày") for n in range(4)]
    await begin(live, later, timedelta(minutes=12))
    await begin(live, first, timedelta(hours=3))
    await begin(live, soon, timedelta(minutes=-20))
    said = await toasoan("late", "--as", "engineer")
    assert said.exit_code == 0, said.output
    lines = {line.split()[0]: line for line in said.output.splitlines()}
    ours = [number for number in lines if number in {spoken(each) for each in (first, later, soon, calm)}]
    assert ours == [spoken(first), spoken(later), spoken(soon)]
    holder = live.holder(Office.STANDING_DEPUTY)
    for words in (
        "“Tin số 1 của ngày”: QUÁ HẠN 3 giờ",
        "duyệt và đăng trong ngày, hạn ",
        f"đang chờ: {OFFICE_LABELS[holder.office]} ({holder.name})",
    ):
        assert words in lines[spoken(first)]
    assert "sắp quá hạn, còn 19 phút" in lines[spoken(soon)]


async def test_a_late_article_is_shown_as_late_wherever_it_stands(live: LiveNewsroom, toasoan: Toasoan) -> None:
    late, calm = [await live.ready_for_approval(title=f"Bài số {n} hôm nay") for n in range(2)]
    await begin(live, late, timedelta(minutes=12))
    rows = rows_of((await toasoan("status")).output)
    assert "QUÁ HẠN" in (await toasoan("status", spoken(late))).output.split("Bản thảo")[0]
    assert "QUÁ" not in (await toasoan("status", spoken(calm))).output.split("Bản thảo")[0]
    assert ("QUÁ" in rows[spoken(late)], "QUÁ" in rows[spoken(calm)]) == (True, False)


def rows_of(table: str) -> dict[str, str]:
    """The rows of a table by their first cell, however many lines one takes."""
    rows: dict[str, str] = {}
    for line in (line for line in table.splitlines() if "│" in line):
        name = line.split("│")[1].strip() or next(reversed(rows), "")
        rows[name] = rows.get(name, "") + line
    return rows


async def test_nobody_learns_of_articles_that_are_not_there_for_them(live: LiveNewsroom, toasoan: Toasoan) -> None:
    article_id = await live.ready_for_approval(title="Việc chưa đến lượt người ngoài biết")
    await begin(live, article_id, timedelta(minutes=12))
    said = await toasoan("late", "--as", "contributor-1")
    assert (said.exit_code, said.output) == (0, "Không có việc nào quá hạn hoặc sắp quá hạn.\n")
