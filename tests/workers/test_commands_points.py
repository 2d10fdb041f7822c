"""Points, comments, the question before an approval and the inbox, as people meet them on the command line."""

import asyncio
import os
import pty
import subprocess
import sys

from desk.statements import Manuscript
from newsroom.article import spoken
from newsroom.board import Office
from newsroom.stages import Stage
from tests.support.live import LiveNewsroom, administrator
from tests.workers.conftest import Toasoan
from workers.settings import environment_of

_AT_ONCE = 60


async def at_terminal(live: LiveNewsroom, answer: str, *arguments: str) -> tuple[int, str]:
    """Exit code and output of a command whose question is answered at a terminal."""

    def typed() -> tuple[int, str]:
        ours, theirs = pty.openpty()
        try:
            os.write(ours, f"{answer}\n".encode())
            done = subprocess.run(
                [sys.executable, "-m", "workers", *arguments],
                stdin=theirs,
                capture_output=True,
                env=os.environ | environment_of(live.settings) | {"COLUMNS": "200"},
                timeout=_AT_ONCE,
                check=False,
            )
        finally:
            os.close(ours)
            os.close(theirs)
        return done.returncode, (done.stdout + done.stderr).decode()

    return await asyncio.to_thread(typed)


async def stage(live: LiveNewsroom, article_id: str) -> Stage:
    return (await live.stores.articles.standing(article_id)).stage


async def test_an_approval_without_a_hash_is_asked_about_at_a_terminal_only(
    live: LiveNewsroom, toasoan: Toasoan
) -> None:
    """A command typed from memory approved whatever stood there, read or not."""
    article_id = await live.ready_for_approval("Đoạn văn của bài.")
    approve = ("approve", article_id, "--as", "standing-deputy")
    answer = await toasoan(*approve)
    assert answer.exit_code == 1
    assert "toasoan read" in answer.output
    assert "--hash" in answer.output
    code, output = await at_terminal(live, "k", *approve)
    assert (code, await stage(live, article_id)) == (1, Stage.AWAITING_APPROVAL)
    assert "chưa mở bài này lần nào" in output
    assert "Đoạn văn của bài." in output
    code, output = await at_terminal(live, "c", *approve)
    assert code == 0, output
    assert "Không có gì thay đổi từ lần anh/chị mở" in output
    assert "Học sinh vùng cao đón năm học mới" in output
    assert spoken(article_id) in output
    assert await stage(live, article_id) in {Stage.PUBLISHING, Stage.PUBLISHED}


async def test_the_question_shows_what_changed_since_the_text_was_opened(live: LiveNewsroom, toasoan: Toasoan) -> None:
    """Whoever read it in the morning must see the figure that changed at noon."""
    article_id = await live.ready_for_approval("Có 12 trường tham gia lễ khai giảng.")
    assert (await toasoan("read", article_id, "--as", "standing-deputy")).exit_code == 0
    returned = ("return", article_id, "--as", "standing-deputy", "--why", "form", "--reason", "Xem lại số liệu")
    assert (await toasoan(*returned)).exit_code == 0
    editor = live.holder(Office.FINAL_EDITOR)
    other = await live.submit("Có 72 trường tham gia lễ khai giảng.")
    content = await live.stores.articles.content(other, (await live.stores.articles.standing(other)).content_hash)
    await live.desk.finish_edit(editor, article_id, manuscript=Manuscript(content=content, photo_bytes={}))
    code, output = await at_terminal(live, "", "approve", article_id, "--as", "standing-deputy")
    assert code == 1
    assert "Thay đổi từ lần anh/chị mở" in output
    assert "[12 → 72]" in output


async def test_points_are_listed_and_closed_on_the_command_line(live: LiveNewsroom, toasoan: Toasoan) -> None:
    article_id = await live.submit("Đoạn văn của bài.")
    for text in ("Thiếu nguồn", "Tên xã đã đổi", "Ảnh mờ"):
        said = await toasoan("comment", article_id, "--as", "deputy", "--text", text)
        assert said.exit_code == 0, said.output
    assert "điểm 3" in said.output
    listed = " ".join((await toasoan("checklist", article_id)).output.split())
    assert "PHẢI SỬA: góp ý của thành viên: Điểm 1 còn mở. “Thiếu nguồn”" in listed
    assert "còn 3 lỗi phải sửa" in listed
    assert "ĐIỂM 2 CÒN MỞ" in (await toasoan("status", article_id)).output
    refused = await toasoan("edit", article_id, "--as", "final-editor")
    assert "Điểm 1 còn mở" in refused.output
    assert (await toasoan("withdraw-comment", article_id, "3", "--as", "final-editor")).exit_code == 1
    assert (await toasoan("withdraw-comment", article_id, "3", "--as", "deputy")).exit_code == 0
    close = ("close-point", article_id, "--as", "final-editor")
    assert "ghi số" in (await toasoan(*close)).output
    assert "toasoan checklist" in (await toasoan(*close, "--all")).output
    assert "đóng 1 điểm (1)" in (await toasoan("close-point", article_id, "1", "--as", "final-editor")).output
    code, output = await at_terminal(live, "có", *close, "--all")
    assert code == 0, output
    assert "ĐIỂM 2 CÒN MỞ" in output
    assert "ĐIỂM 1" not in output
    assert "đã đóng lúc" in (await toasoan("checklist", article_id)).output
    assert (await toasoan("edit", article_id, "--as", "final-editor")).exit_code == 0


async def test_the_same_text_is_sent_again_with_a_reason(live: LiveNewsroom, toasoan: Toasoan) -> None:
    article_id = await live.submit("Đoạn văn của bài.")
    returned = ("return", article_id, "--as", "final-editor", "--why", "form", "--reason", "Thiếu nguồn")
    assert (await toasoan(*returned)).exit_code == 0
    assert "lý do" in (await toasoan("resubmit", article_id, "--as", "reporter-1")).output
    again = await toasoan("resubmit", article_id, "--as", "reporter-1", "--reason", "Nguồn đã ghi ở cuối bài")
    assert again.exit_code == 0, again.output
    assert await stage(live, article_id) is Stage.EDITING


async def test_the_inbox_is_by_due_hour_and_folds_what_is_past(live: LiveNewsroom, toasoan: Toasoan) -> None:
    """The next thing to do was somewhere in the middle, under messages of articles long done."""
    article_id = await live.ready_for_approval("Đoạn văn của bài.")
    waiting = await live.submit("Đoạn văn khác.")
    reject = ("reject", article_id, "--as", "standing-deputy", "--why", "duplicate", "--reason", "Trùng")
    assert (await toasoan(*reject)).exit_code == 0
    output = (await toasoan("inbox", "--as", "final-editor")).output
    tasks, messages = output.split("Thông báo chưa đọc:")
    (mine,) = [line for line in tasks.splitlines() if spoken(waiting) in line]
    assert mine.strip().startswith("hạn ")
    assert "[" in mine
    assert "thông báo cũ của" in messages
    assert f"“Học sinh vùng cao đón năm học mới” ({spoken(article_id)}), mời biên tập" not in messages
    whole = (await toasoan("inbox", "--as", "final-editor", "--all")).output
    assert "thông báo cũ của" not in whole
    assert whole.count(spoken(article_id)) > messages.count(spoken(article_id))


async def test_nothing_is_taken_as_read_that_was_not_shown(live: LiveNewsroom, toasoan: Toasoan) -> None:
    """Whoever came back from leave was shown the newest fifty, and the others were gone."""
    async with administrator(live.stack) as storage:
        await storage.execute(
            "INSERT INTO notifications (article_id, member, kind, text, dedupe, created_at) "
            "SELECT '', 'contributor-1', 'news', 'Tin số ' || n, 'many/' || n, now() FROM generate_series(1, 120) AS n"
        )
    output = (await toasoan("inbox", "--as", "contributor-1", "--read")).output
    assert [n for n in range(1, 121) if f"Tin số {n}\n" not in output] == []
    assert "Tin số" not in (await toasoan("inbox", "--as", "contributor-1")).output
