"""Where an article stands, for operators who read it without code."""

from dataclasses import replace

import pytest

from newsroom.describe import details
from newsroom.entitlement.titles import seat_of
from newsroom.roster import Absence, Grant, GrantKind
from newsroom.stages import Stage
from tests.newsroom.rosters import APPROVERS, DEPUTY, STANDING_DEPUTY, assigned_to, away, lent, roster
from tests.support.samples import NOW, at_stage, board

WAITING = at_stage(Stage.AWAITING_APPROVAL)


def described(*facts: Absence | Grant) -> str:
    return details(replace(WAITING, seat=seat_of(board(), roster(*facts), WAITING, NOW)), (), None)


@pytest.mark.parametrize(
    ("facts", "waits_for"),
    [
        ((lent(GrantKind.DELEGATION, STANDING_DEPUTY, DEPUTY),), "Phó Trưởng Ban (được ủy quyền)"),
        ((away(STANDING_DEPUTY), assigned_to(DEPUTY, away(STANDING_DEPUTY))), "Phó Trưởng Ban (được phân công thay)"),
        ((away(STANDING_DEPUTY),), "Trưởng Ban Biên tập (chờ Trưởng Ban phân công)"),
        (tuple(map(away, APPROVERS)), "không ai (chưa có ai nhận được việc)"),
    ],
)
def test_an_article_that_lies_elsewhere_says_where_and_why(facts: tuple[Absence | Grant, ...], waits_for: str) -> None:
    text = described(*facts)
    assert f"**Đang chờ:** {waits_for}" in text
    assert "**Người duyệt:** Phó Trưởng Ban Thường trực" in text
    assert all(f"- {reason}" in text for reason in WAITING.route.reasons)


def test_an_article_with_its_owner_says_nothing_more() -> None:
    assert "Đang chờ" not in described()
    assert f"- {WAITING.route.reasons[0]}" in described()
