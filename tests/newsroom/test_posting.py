"""Who sees to the channels while the engineer is away, and who is called at night."""

from dataclasses import replace

import pytest

from newsroom.article import MemberId
from newsroom.board import Board, Office
from newsroom.board_file import board_from
from newsroom.decisions import decide, may
from newsroom.entitlement.addressees import Call, whom
from newsroom.errors import InvalidBoard, RefusalCode, Refused
from newsroom.matters.amendments import taken_down_now
from newsroom.matters.board_change import check_backup
from newsroom.matters.delegations import delegated
from newsroom.matters.kinds import MatterAct
from newsroom.members.visibility import Sight, sight_of
from newsroom.roster import Absence, Grant, GrantKind
from newsroom.stages import Act, Stage
from tests.newsroom.rosters import (
    CONTRIBUTOR,
    DAY,
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    HEAD,
    HOUR,
    SECRETARY,
    STANDING_DEPUTY,
    away,
    claim,
    lent,
    roster,
    there,
    why,
)
from tests.support.samples import NOW, at_stage, board, board_data, content, details_for
from tests.support.samples import claim as on_article

PUBLISHING = at_stage(Stage.PUBLISHING)
TRIP = away(ENGINEER)


def resumed(member: MemberId, *facts: Absence | Grant) -> tuple[Office | None, str]:
    """In whose place a member resumes a channel, and why."""
    said = on_article(PUBLISHING, Act.RESUME_CHANNEL, member, **details_for(Act.RESUME_CHANNEL, PUBLISHING))
    ground = decide(board(), PUBLISHING, said, content(), NOW, roster(*facts)).ground
    assert ground.rule in {54, 81}
    return ground.acting_for, " ".join(ground.reasons)


class TestTheBackup:
    def test_resumes_a_channel_while_the_engineer_is_away(self) -> None:
        place, reasons = resumed(SECRETARY, TRIP)
        assert place is Office.ENGINEER
        assert "người đăng dự phòng" in reasons
        assert may(board(), PUBLISHING, SECRETARY, Act.RESUME_CHANNEL, NOW, roster(TRIP))

    def test_takes_down_on_an_oral_order_meanwhile(self) -> None:
        said = claim(MatterAct.TAKE_DOWN_NOW, SECRETARY, ordered_by=HEAD, reason="Lệnh gỡ gấp")
        published = at_stage(Stage.PUBLISHED)
        amendment, ground = taken_down_now(board(), roster(TRIP), published, "7c1e", said, NOW, sent=True)
        assert (amendment.proposed_by, ground.acting_for) == (SECRETARY, Office.ENGINEER)
        with pytest.raises(Refused) as refusal:
            taken_down_now(board(), roster(), published, "7c1e", said, NOW, sent=True)
        assert "chỉ làm thay khi Kỹ sư vắng mặt" in why(refusal, RefusalCode.NOT_ENTITLED)

    def test_does_neither_while_the_engineer_is_there(self) -> None:
        assert not may(board(), PUBLISHING, SECRETARY, Act.RESUME_CHANNEL, NOW, roster())
        with pytest.raises(Refused) as refusal:
            resumed(SECRETARY)
        said = why(refusal, RefusalCode.NOT_ENTITLED)
        assert "chỉ làm thay khi Kỹ sư vắng mặt theo khai báo" in said
        assert "Người có quyền duyệt" not in said

    def test_who_is_away_is_skipped_and_told_why(self) -> None:
        trips = (TRIP, away(SECRETARY))
        with pytest.raises(Refused) as refusal:
            resumed(SECRETARY, *trips)
        assert "đang vắng mặt đến 17:00 23/11/2026" in why(refusal, RefusalCode.NOT_ENTITLED)
        assert whom(there(*trips), (Office.ENGINEER,)).hear == (FINAL_EDITOR,)
        assert resumed(FINAL_EDITOR, *trips)[0] is None

    @pytest.mark.parametrize("member", [DEPUTY, STANDING_DEPUTY])
    def test_nobody_else_is_one(self, member: MemberId) -> None:
        assert not may(board(), PUBLISHING, member, Act.RESUME_CHANNEL, NOW, roster(TRIP))

    def test_hears_what_the_engineer_would(self) -> None:
        found = whom(there(TRIP), (Office.ENGINEER,))
        assert (found.hear, found.copies) == ((SECRETARY,), (ENGINEER,))

    def test_is_whom_the_board_file_names(self) -> None:
        named = replace(there(TRIP), board=with_backup("deputy"))
        assert whom(named, (Office.ENGINEER,)).hear == (DEPUTY,)

    def test_is_the_secretary_in_a_board_file_that_names_nobody(self) -> None:
        """Notices that were adopted before go on as they are."""
        data = board_data()
        del data["posting"]
        assert board_from(data).posting_backup is Office.SECRETARY

    @pytest.mark.parametrize("named", ["engineer", "head", "accountant", "ai đó", 7])
    def test_is_nobody_who_could_not_see_to_it(self, named: object) -> None:
        with pytest.raises(InvalidBoard, match=r"posting\.backup"):
            with_backup(named)

    def test_is_not_named_anew_while_away(self) -> None:
        said = claim(MatterAct.ADOPT_BOARD, HEAD)
        after, trip = with_backup("deputy"), roster(away(DEPUTY))
        with pytest.raises(Refused) as refusal:
            check_backup(said, board(), after, trip, NOW)
        assert "(posting.backup)" in why(refusal, RefusalCode.BAD_REQUEST)
        check_backup(said, board(), after, trip, NOW + DAY)
        check_backup(said, board(), board(), roster(away(SECRETARY)), NOW)


class TestTheDutyList:
    def given(self, giver: MemberId, to: MemberId, *facts: Absence | Grant, **said: str) -> Grant:
        made = claim(
            MatterAct.DELEGATE, giver, kind="on_duty", to=to, starts_at=NOW + HOUR, ends_at=NOW + 12 * HOUR, **said
        )
        grant, ground = delegated(board(), roster(*facts), "7c1e", made, NOW)
        assert ground.rule == 14
        return grant

    @pytest.mark.parametrize("giver", [SECRETARY, HEAD])
    @pytest.mark.parametrize("to", [ENGINEER, SECRETARY, FINAL_EDITOR])
    def test_the_secretary_and_the_head_draw_it_up(self, giver: MemberId, to: MemberId) -> None:
        assert self.given(giver, to).kind is GrantKind.ON_DUTY

    def test_so_does_who_runs_the_board(self) -> None:
        assert self.given(STANDING_DEPUTY, ENGINEER, away(HEAD)).giver == STANDING_DEPUTY

    @pytest.mark.parametrize("giver", [FINAL_EDITOR, ENGINEER, STANDING_DEPUTY])
    def test_nobody_else_does(self, giver: MemberId) -> None:
        with pytest.raises(Refused) as refusal:
            self.given(giver, SECRETARY)
        assert "lập lịch trực" in why(refusal, RefusalCode.NOT_ENTITLED)

    def test_nobody_outside_the_board_nor_away_then_is_on_it(self) -> None:
        with pytest.raises(Refused) as refusal:
            self.given(SECRETARY, CONTRIBUTOR)
        assert "Cộng tác viên" in why(refusal, RefusalCode.BAD_REQUEST)
        with pytest.raises(Refused) as refusal:
            self.given(SECRETARY, ENGINEER, TRIP)
        assert "không trực được (to)" in why(refusal, RefusalCode.BAD_REQUEST)

    def test_a_turn_is_never_of_some_articles_alone(self) -> None:
        with pytest.raises(Refused) as refusal:
            self.given(SECRETARY, ENGINEER, classes="R4")
        assert "không giới hạn theo nhóm bài" in why(refusal, RefusalCode.BAD_REQUEST)

    def test_who_is_on_it_is_called_and_nobody_when_it_is_over(self) -> None:
        turn = lent(GrantKind.ON_DUTY, SECRETARY, ENGINEER)
        assert whom(there(turn), (Call.ON_DUTY,)).hear == (ENGINEER,)
        assert whom(there(turn, at=turn.ends_at), (Call.ON_DUTY,)).hear == ()
        assert whom(there(turn, TRIP), (Call.ON_DUTY,)).hear == ()

    def test_it_lends_no_power_and_shows_no_text(self) -> None:
        turn = lent(GrantKind.ON_DUTY, SECRETARY, ENGINEER)
        waiting = at_stage(Stage.AWAITING_APPROVAL)
        engineer = board().holder(Office.ENGINEER)
        assert sight_of(engineer, waiting, roster(turn), NOW) is Sight.OUTLINE
        assert not may(board(), waiting, ENGINEER, Act.APPROVE, NOW, roster(turn))


def with_backup(named: object) -> Board:
    data = board_data()
    data["posting"] = {"backup": named}
    return board_from(data)
