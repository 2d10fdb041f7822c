"""On what ground somebody acted, as the ledger will say it for years: rule, clause, grant, scope and dates."""

from dataclasses import replace

import pytest

from newsroom.article import Kind, MemberId, Topic
from newsroom.authority import Ground
from newsroom.board import Member, Office
from newsroom.entitlement.grounds import acted_for, by_head, dates_in_words, grant_in_words, lent, scope_in_words
from newsroom.roster import GrantKind, Scope
from tests.newsroom.rosters import (
    DEPUTY,
    FINAL_EDITOR,
    HEAD,
    PAPER,
    SECRETARY,
    STANDING_DEPUTY,
    STRANGER,
    assigned_to,
    away,
)
from tests.newsroom.rosters import lent as granted
from tests.support.samples import board

DELEGATION = granted(GrantKind.DELEGATION, STANDING_DEPUTY, DEPUTY)
NARROW = Scope(classes=("R4",), topics=(Topic("health"), Topic("economy")), kinds=(Kind.NEWS,))


def member(member_id: MemberId) -> Member:
    found = board().member(member_id)
    assert found is not None
    return found


def used(to: MemberId, scope: Scope = DELEGATION.scope) -> Ground:
    grant = replace(DELEGATION, to=to, scope=scope)
    return lent(board(), member(to), grant, ("Bài thuộc nhóm R4.",))


class TestLentPowers:
    @pytest.mark.parametrize(("to", "rule"), [(STANDING_DEPUTY, 36), (DEPUTY, 40), (FINAL_EDITOR, 57)])
    def test_a_delegation_is_used_by_the_clause_of_who_uses_it(self, to: MemberId, rule: int) -> None:
        assert used(to).rule == rule

    @pytest.mark.parametrize("to", [HEAD, DEPUTY, FINAL_EDITOR])
    def test_an_assignment_by_that_of_the_absence(self, to: MemberId) -> None:
        ground = lent(board(), member(to), assigned_to(to, away(STANDING_DEPUTY)))
        assert (ground.rule, ground.clause) == (33, "mục II.2, gạch đầu dòng thứ 4")

    def test_the_secretarys_check_by_that_of_the_secretary(self) -> None:
        check = granted(GrantKind.PRECHECK, FINAL_EDITOR, SECRETARY)
        assert lent(board(), member(SECRETARY), check).rule == 69

    def test_it_names_the_grant_its_scope_and_its_dates(self) -> None:
        ground = used(DEPUTY, scope=NARROW)
        assert (ground.office, ground.grant, ground.acting_for) == (Office.DEPUTY, DELEGATION.id, None)
        assert ground.scope == "R4 health economy news"
        assert ground.dates == "từ 08:00 23/11/2026 đến 17:00 23/11/2026"
        assert used(DEPUTY).scope == "*"

    def test_its_reasons_are_those_of_the_route_and_the_grant(self) -> None:
        assert used(DEPUTY).reasons == ("Bài thuộc nhóm R4.", grant_in_words(board(), DELEGATION))


class TestTheHeadsPlace:
    @pytest.mark.parametrize(("who", "rule"), [(STANDING_DEPUTY, 35), (DEPUTY, 42)])
    def test_a_deputy_acts_for_an_absent_head_by_the_own_clause(self, who: MemberId, rule: int) -> None:
        ground = acted_for(board(), member(who), None, ("Vì sao.",))
        assert (ground.rule, ground.acting_for, ground.grant, ground.scope) == (rule, Office.HEAD, "", "")
        assert ground.reasons[0] == "Vì sao."
        assert "Trưởng Ban đi vắng, theo thứ tự điều hành" in ground.reasons[-1]

    def test_or_by_a_named_authorisation(self) -> None:
        named = granted(GrantKind.ACTING, HEAD, DEPUTY)
        ground = acted_for(board(), member(DEPUTY), named)
        assert (ground.grant, ground.dates) == (named.id, dates_in_words(named))
        assert "ủy quyền điều hành Ban Biên tập" in ground.reasons[-1]

    def test_the_head_acts_in_nobodys_place(self) -> None:
        ground = by_head(member(HEAD), ("Vì sao.",))
        assert (ground.rule, ground.acting_for, ground.grant, ground.reasons) == (17, None, "", ("Vì sao.",))


class TestWords:
    def test_a_delegation_is_one_sentence(self) -> None:
        assert grant_in_words(board(), replace(DELEGATION, scope=NARROW, document=PAPER)) == (
            "Phó Trưởng Ban Thường trực ủy quyền duyệt cho Phó Trưởng Ban "
            "(phần Phó Trưởng Ban Thường trực duyệt; chủ đề Y tế, Kinh tế; loại Tin), "
            "từ 08:00 23/11/2026 đến 17:00 23/11/2026, "
            "theo Văn bản số 12/UQ-BBT, mã delegation-standing-deputy-deputy."
        )

    def test_an_assignment_says_whose_work_it_is(self) -> None:
        assert grant_in_words(board(), assigned_to(DEPUTY, away(STANDING_DEPUTY))) == (
            "Trưởng Ban Biên tập phân công duyệt thay việc của Phó Trưởng Ban Thường trực cho Phó Trưởng Ban "
            "(toàn bộ phần việc), từ 08:00 23/11/2026 đến 17:00 23/11/2026, mã assignment-standing-deputy-deputy."
        )

    def test_a_member_who_left_is_still_told_of(self) -> None:
        assert "cho thành viên cũ" in grant_in_words(board(), replace(DELEGATION, to=STRANGER))

    def test_a_topic_that_the_board_dropped_keeps_its_name(self) -> None:
        assert scope_in_words(board(), Scope(topics=(Topic("old"),))) == "chủ đề old"
