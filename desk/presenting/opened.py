"""What changed in a text since somebody last opened it, as lines for the command line."""

from collections.abc import Iterator

from desk.presenting.amendments import change_lines, changes_data, text_lines
from desk.presenting.texts import text_data
from desk.presenting.values import clock_time
from desk.reading.articles import SinceOpened
from newsroom.article import spoken
from newsroom.board import Board


def since_lines(since: SinceOpened, board: Board) -> Iterator[str]:
    """The whole text where it was never opened; else title, number, and what is other than in the one opened last."""
    standing, before, now = since.standing, since.before, since.content
    if before is None or since.opened_at is None:
        yield "Anh/chị chưa mở bài này lần nào; toàn văn:"
        yield from text_lines(text_data(standing, now))
        return
    yield f"{now.title} ({spoken(standing.article_id)}, bản {standing.revision})"
    when, changes = clock_time(since.opened_at), changes_data(before, now, board)
    if changes:
        yield f"Thay đổi từ lần anh/chị mở lúc {when}:"
        yield from change_lines(changes)
    elif before != now:
        yield f"Từ lần anh/chị mở lúc {when}, lời không đổi; chỉ đổi cách trình bày."
    else:
        yield f"Không có gì thay đổi từ lần anh/chị mở lúc {when}."
    yield f"Mã nội dung: {standing.content_hash}"
