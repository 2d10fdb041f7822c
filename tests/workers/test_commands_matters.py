"""Matters on the command line: what members type, what they read, and how a slip is told."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsroom.article import spoken
from newsroom.members.pages import Page
from newsroom.working_time import ZONE
from tests.support.live import LiveNewsroom, eventually
from tests.support.spoken import failed, first_id, hour, said, stored, until_ended
from tests.workers.conftest import Toasoan
from workers.__main__ import app
from workers.settings import environment_of

_GRANT = re.compile(r"^  ([0-9a-f]{12})  ", re.MULTILINE)


async def until_in_inbox(toasoan: Toasoan, member: str, words: str) -> str:
    """The inbox of a member, once it shows these words."""

    async def there() -> str:
        shown = said(await toasoan("inbox", "--as", member))
        return shown if spoken(words) in shown else ""

    found: str = await eventually(there)
    return found


@contextlib.asynccontextmanager
async def back_in_the_end(toasoan: Toasoan, member: str) -> AsyncIterator[None]:
    """Whatever goes wrong, nobody stays away from the tests to come."""
    try:
        yield
    finally:
        await toasoan("back", "--as", member)


async def test_being_away_from_the_report_to_the_return(live: LiveNewsroom, toasoan: Toasoan) -> None:
    """The deputy in charge travels: told, assigned, made longer, explained, and back."""
    article_id = await live.ready_for_approval("Bài chờ người vắng.")
    start = f"{datetime.now(ZONE):%Y-%m-%d %H:%M:%S.%f}"
    async with back_in_the_end(toasoan, "standing-deputy"):
        filed = said(await toasoan("away", "--as", "standing-deputy", "--to", hour(6), "--why", "Đi công tác"))
        absence = first_id(filed)
        assert "chờ phân công người duyệt bài" in filed
        inbox = await until_in_inbox(toasoan, "head", article_id)
        assert f"absence/{absence}" in inbox
        assert "Gợi ý: Phó Trưởng Ban" in inbox
        given = said(
            await toasoan("assign", absence, "--as", "head", "--to", "deputy", "--class", "R4", "--kind", "news")
        )
        grant = _GRANT.search(given)
        assert grant
        assert "phân công duyệt thay" in given
        await until_in_inbox(toasoan, "deputy", article_id)
        listed = said(await toasoan("absences", "--as", "engineer"))
        assert absence in listed
        assert grant.group(1) in listed
        assert spoken(article_id) in said(await toasoan("absences", absence))
        said(await toasoan("extend", "--as", "standing-deputy", "--to", hour(9)))
        said(await toasoan("renew", grant.group(1), "--as", "head", "--until", hour(8)))

        explained = said(await toasoan("board", "explain", article_id))
        assert explained.startswith("Phó Trưởng Ban Thường trực. ")
        assert f"mã {grant.group(1)}" in explained
        assert "(mục II.2, gạch đầu dòng thứ 4)" in explained
        earlier = said(await toasoan("board", "explain", article_id, "--at", start))
        assert grant.group(1) not in earlier
        assert "duyệt đăng: Ông Trương Thế Vinh" in earlier

        assert "đã hết" in said(await toasoan("revoke", grant.group(1), "--as", "head", "--reason", "Đã xong"))
        assert "đã hết" in said(await toasoan("back", "--as", "standing-deputy"))
        await until_ended(live, f"absence/{absence}")
        failed(await toasoan("back", "--as", "standing-deputy"), "absence", "không có đợt vắng")
        failed(await toasoan("back", absence, "--as", "standing-deputy"), "đã kết thúc")
        assert absence not in said(await toasoan("absences"))
        assert absence in said(await toasoan("absences", "--all"))


async def test_lending_power_and_taking_it_back(toasoan: Toasoan) -> None:
    lent = ("--to", "secretary", "--kind", "precheck", "--until", hour(20))
    grant = first_id(said(await toasoan("delegate", "--as", "final-editor", *lent)))
    assert grant in said(await toasoan("delegations"))
    failed(await toasoan("revoke", grant, "--as", "secretary", "--reason", "x"), "không có quyền")
    failed(await toasoan("renew", grant, "--as", "final-editor", "--until", hour(24 * 31)), "30 ngày")
    said(await toasoan("renew", grant, "--as", "final-editor", "--until", hour(30)))
    said(await toasoan("revoke", grant, "--as", "final-editor", "--reason", "Đã đủ người"))
    assert grant not in said(await toasoan("delegations"))
    assert grant in said(await toasoan("delegations", "--all"))


async def test_an_article_goes_before_the_board_and_comes_back(
    live: LiveNewsroom, toasoan: Toasoan, tmp_path: Path
) -> None:
    article_id = await live.ready_for_approval("Bài chưa thống nhất.")
    asked = await toasoan("ask-reroute", article_id, "--as", "standing-deputy", "--reason", "Thuộc lĩnh vực khác")
    assert "chờ duyệt" in said(asked)
    moved = await toasoan("reassign", article_id, "--as", "head", "--to", "deputy", "--reason", "Đúng lĩnh vực")
    assert "chờ duyệt" in said(moved)
    assert "chờ họp" in said(await toasoan("refer", article_id, "--as", "deputy", "--reason", "Chưa thống nhất"))
    for sheet in await live.stores.matter_reading.meetings(only_open=True, page=Page(limit=100)):
        said(await toasoan("meeting", "cancel", sheet.meeting.id, "--as", "head", "--reason", "Dọn dẹp"))
    call = ("--at", hour(2), "--place", "Phòng họp số 2", "--topic", "Bài chưa thống nhất")
    called = said(await toasoan("meeting", "convene", "--as", "head", *call))
    meeting = first_id(called)
    agenda, number = re.findall(r"Bài ([0-9]{4}-[0-9]{4,6})  ", called), spoken(article_id)
    assert number in agenda
    text = tmp_path / "bien-ban.txt"
    text.write_text("Ban Biên tập đã bàn.", encoding="utf-8")
    paper = ("--title", "Tóm tắt", "--file", str(text))
    assert "Tài liệu “Tóm tắt”" in said(await toasoan("meeting", "paper", meeting, "--as", "secretary", *paper))
    assert meeting in said(await toasoan("meeting", "list"))
    decide = [part for other in agenda for part in ("--decide", f"{other}|carry|")]
    decide[decide.index(f"{number}|carry|")] = f"{article_id}|return|Bổ sung nguồn"
    minutes = ("meeting", "minutes", meeting, "--as", "secretary", "--file", str(text))
    failed(await toasoan(*minutes), "kết luận")
    failed(await toasoan(*minutes, "--decide", f"{article_id}|dong-y"), "decide[0]", "release")
    failed(await toasoan(*minutes, *decide, "--decide", f"{number}|carry"), "hai lần")
    failed(await toasoan(*minutes, "--decide", "khong-co|release"), "conclusions.khong-co")
    assert "trả lại biên tập: Bổ sung nguồn" in said(await toasoan(*minutes, *decide))
    assert f"meeting/{meeting}" in said(await toasoan("inbox", "--as", "head"))
    failed(await toasoan("meeting", "conclude", meeting, "--as", "secretary"), "không có quyền")
    assert "đã kết luận" in said(await toasoan("meeting", "conclude", meeting, "--as", "head"))
    assert "biên tập kỹ thuật" in said(await toasoan("status", article_id))
    assert "Ban Biên tập đã bàn." in said(await toasoan("meeting", "show", meeting))
    other = first_id(said(await toasoan("meeting", "convene", "--as", "head", *call)))
    assert "đã hủy" in said(await toasoan("meeting", "cancel", other, "--as", "head", "--reason", "Trùng lịch"))
    await until_ended(live, f"meeting/{other}")


async def test_the_secretary_checks_first(live: LiveNewsroom, toasoan: Toasoan) -> None:
    article_id = await live.submit("Bài của phóng viên.")
    failed(await toasoan("precheck", article_id, "--as", "secretary"), "không có quyền")
    lent = ("--to", "secretary", "--kind", "precheck", "--until", hour(2))
    grant = first_id(said(await toasoan("delegate", "--as", "final-editor", *lent)))
    checked = await toasoan("precheck", article_id, "--as", "secretary", "--reason", "Đã soát tên riêng")
    assert "biên tập kỹ thuật" in said(checked)
    said(await toasoan("revoke", grant, "--as", "final-editor", "--reason", "Xong"))


async def test_reading_a_text_is_noted(live: LiveNewsroom, toasoan: Toasoan) -> None:
    article_id = await live.ready_for_approval("Câu đầu của bài. Câu thứ hai.")
    standing = await live.stores.articles.standing(article_id)
    printed = said(await toasoan("read", article_id, "--as", "standing-deputy"))
    assert "— Cổng TTĐT —" in printed
    assert "Câu thứ hai." in printed
    assert f"Mã nội dung: {standing.content_hash}" in printed
    async with live.stores.database.reading() as connection:
        opened = await connection.fetchval(
            "SELECT content_hash FROM openings WHERE article_id = $1 AND member = 'standing-deputy'", article_id
        )
    assert opened == standing.content_hash
    failed(await toasoan("read", article_id, "--as", "reporter-2"), article_id)


async def test_a_question_without_an_article(toasoan: Toasoan) -> None:
    asked = said(await toasoan("board", "explain", "--kind", "news", "--topic", "economy", "--author", "reporter-1"))
    assert asked.startswith("Phó Trưởng Ban Thường trực. ")
    assert "Bà Nông Thị Hương (Phó Trưởng Ban)" in asked
    assert "(mục II.2, gạch đầu dòng thứ 4)" in asked
    own = said(await toasoan("board", "explain", "--kind", "feature", "--author", "standing-deputy"))
    assert own.startswith("Trưởng Ban Biên tập")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("away", "--as", "deputy", "--to", "mai", "--why", "x"), ("ends_at", "mai")),
        (("away", "--as", "deputy", "--from", "25:99", "--to", "17:00", "--why", "x"), ("starts_at",)),
        (("away", "--as", "deputy", "--to", "2020-01-01 07:00", "--why", "x"), ("giờ trở lại",)),
        (("away", "--as", "deputy", "--to", hour(5), "--why", ""), ("lý do vắng",)),
        (("away", "--as", "deputy", "--to", hour(5), "--why", "x" * 2001), ("reason", "2000")),
        (("away", "--as", "deputy", "--to", hour(5), "--why", "x", "--member", "la"), ("member", "la")),
        (("away", "--as", "la", "--to", hour(5), "--why", "x"), ("la",)),
        (("extend", "--as", "deputy", "--to", hour(5)), ("không có đợt vắng",)),
        (("absences", "khong-co"), ("khong-co",)),
        (("absences", "--as", "reporter-1"), ("nội bộ",)),
        (("delegations", "--as", "contributor-1"), ("nội bộ",)),
        (("meeting", "list", "--as", "reporter-1"), ("nội bộ",)),
        (("assign", "khong-co", "--as", "head", "--to", "deputy"), ("khong-co",)),
        (("delegate", "--as", "deputy", "--to", "la", "--until", hour(5)), ("to", "la")),
        (("delegate", "--as", "deputy", "--to", "final-editor", "--until", ""), ("ends_at",)),
        (("delegate", "--as", "deputy", "--to", "final-editor", "--until", hour(5), "--class", "R4"), ("R4",)),
        (("delegate", "--as", "secretary", "--to", "deputy", "--until", hour(5)), ("không có quyền",)),
        (("revoke", "khong-co", "--as", "head", "--reason", "x"), ("khong-co",)),
        (("meeting", "convene", "--as", "head", "--at", "hôm nay", "--place", "x", "--topic", "x"), ("starts_at",)),
        (("meeting", "convene", "--as", "deputy", "--at", hour(1), "--place", "x", "--topic", "x"), ("Trưởng Ban",)),
        (("meeting", "conclude", "khong-co", "--as", "head"), ("khong-co",)),
        (("amendment", "approve", "khong-co", "--as", "head"), ("khong-co",)),
        (("amend", "take-down", "khong-co", "--as", "head", "--reason", "x"), ("khong-co",)),
        (("take-down-now", "khong-co", "--as", "engineer", "--ordered-by", "head", "--reason", "x"), ("khong-co",)),
        (("board", "explain"), ("article",)),
        (("board", "explain", "x", "--kind", "news"), ("article",)),
        (("board", "explain", "--kind", "news", "--topic", "giaoduc"), ("topics", "giaoduc")),
        (("board", "explain", "--kind", "news", "--author", "la"), ("author", "la")),
        (("board", "explain", "khong-co"), ("khong-co",)),
        (("board", "explain", "--kind", "news", "--at", "9h"), ("at", "9h")),
        (("refer", "khong-co", "--as", "head", "--reason", "x"), ("khong-co",)),
        (("read", "khong-co", "--as", "head"), ("khong-co",)),
    ],
)
async def test_a_slip_is_told_and_leaves_nothing(
    live: LiveNewsroom, toasoan: Toasoan, typed: tuple[str, ...], words: tuple[str, ...]
) -> None:
    before = await stored(live)
    failed(await toasoan(*typed), *words)
    assert await stored(live) == before


async def test_acts_fail_clearly_while_the_workflow_server_is_away(live: LiveNewsroom) -> None:
    """No half effect: nobody is away by a message that never arrived."""
    runner = CliRunner(env=environment_of(live.settings) | {"TOASOAN_TEMPORAL_ADDRESS": "127.0.0.1:1"})
    before = await stored(live)
    for typed in (
        ["away", "--as", "deputy", "--to", hour(5), "--why", "Đi công tác"],
        ["meeting", "convene", "--as", "head", "--at", hour(5), "--place", "P2", "--topic", "Bài"],
    ):
        answer = await asyncio.to_thread(partial(runner.invoke, app, typed))
        failed(answer, "máy chủ quy trình (Temporal) không liên lạc được", "đã được hủy trong sổ")
    assert await stored(live) == before
