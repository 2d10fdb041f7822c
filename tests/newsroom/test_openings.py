"""What stays to be read in Temporal with every worker dead: written once, bounded, and true of that moment."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from re import findall
from typing import Final

import pytest

from newsroom.article import ArticleId, MemberId
from newsroom.board import Office
from newsroom.describe import opening_details
from newsroom.matters.acts import MATTER_ACTS, MatterClaim
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.matters.opening import alarm_details, matter_details
from newsroom.signed.canonical import Via
from newsroom.stages import Stage
from tests.support.samples import at_stage, board

RUNBOOKS: Final = Path(__file__).parents[2] / "deploy" / "runbooks"
_DAY: Final = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
_WORDED: Final = "Lời riêng của một người"
_MOST: Final = 4_000
OPENING: Final = tuple(act for act, row in MATTER_ACTS.items() if row.opens)


def _standing(stage: Stage = Stage.EDITING, **changed: object) -> str:
    standing = replace(at_stage(stage), article_id=ArticleId("2026-0421-5ce2a1b0"))
    given = {"title": "Tên bài", "day": _DAY, "again": False} | changed
    return opening_details(board(), standing, given["title"], given["day"], again=given["again"])  # type: ignore[arg-type]


def _claim(act: MatterAct, **facts: str) -> MatterClaim:
    kind = MATTER_ACTS[act].kinds[0]
    said = {fact.name: _WORDED for fact in MATTER_ACTS[act].facts} | facts
    return MatterClaim(
        act_id="1", act=act, matter=f"{kind}/2026-0037-b1f07c2d", member=MemberId("head"), office=Office.HEAD,
        made_at=_DAY, via=Via.SHELL, facts=said,
    )  # fmt: skip


def test_an_article_says_who_approves_on_which_clause_by_when_and_what_to_read() -> None:
    text = _standing()
    for said in (
        "lúc gửi bài; không đổi về sau",
        "**Bài số:** 2026-0421\n",
        "**Tên bài:** Tên bài\n",
        "**Tác giả:** Phóng viên\n",
        "**Người duyệt:** Phó Trưởng Ban Thường trực\n",
        "mục II.2",
        "**Hạn duyệt trong ngày:** 17:00 24/11/2026",
        "`toasoan status 2026-0421`",
        "`deploy/runbooks/NewsroomApproverSilent.md`",
    ):
        assert said in text, said


def test_a_day_that_does_not_run_is_not_made_up() -> None:
    assert "**Hạn duyệt trong ngày:** tính từ khi Thư ký tiếp nhận" in _standing(Stage.RECEIVED, day=None)
    assert "**Hạn duyệt trong ngày:** không còn chạy" in _standing(Stage.SCHEDULED, day=None)


def test_what_a_restore_has_begun_anew_does_not_say_that_it_was_handed_in_then() -> None:
    text = _standing(again=True)
    assert "lúc mở lại quy trình của bài sau phục hồi" in text
    assert "lúc gửi bài" not in text


def test_it_is_bounded_whatever_the_title() -> None:
    long = at_stage(Stage.EDITING)
    long = replace(long, route=replace(long.route, reasons=("lý do " * 500,) * 50))
    assert len(opening_details(board(), long, "[x](http://a) " * 500, _DAY, again=False)) < _MOST


@pytest.mark.parametrize("act", OPENING)
def test_a_matter_says_who_opened_it_and_what_to_read_but_not_in_their_words(act: MatterAct) -> None:
    text = matter_details(_claim(act))
    assert f"lúc Trưởng Ban Biên tập {MATTER_ACTS[act].label}; không đổi về sau" in text
    assert "2026-0037" in text
    assert _WORDED not in text.replace(f"**Bài:** {_WORDED}", "")
    assert len(text) < _MOST


def test_the_hours_of_an_absence_are_on_the_newsrooms_clock() -> None:
    text = matter_details(_claim(MatterAct.FILE_ABSENCE, starts_at=_DAY.isoformat()))
    assert "**Từ:** 17:00 24/11/2026" in text
    assert "**Đến:**" not in text, "what is no hour is refused, and not repeated"


def test_every_kind_is_opened_by_some_act() -> None:
    assert {MATTER_ACTS[act].kinds[0] for act in OPENING} == set(MatterKind)


def test_every_page_to_read_is_there() -> None:
    texts = [_standing(), alarm_details("incident/2026-0001-aa"), *(matter_details(_claim(act)) for act in OPENING)]
    for text in texts:
        pages = findall(r"`deploy/runbooks/(\w+)\.md`", text)
        assert pages
        assert [page for page in pages if not (RUNBOOKS / f"{page}.md").is_file()] == []
