"""Where an article stands after the acts that move it: re-assigned, taken over or back, before the board, checked."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from newsroom.article import Content, Kind, MemberId, content_hash
from newsroom.authority import Hold
from newsroom.board import TAKEN_OVER, Office
from newsroom.decisions import Decision, decide, first_standing, may
from newsroom.errors import RefusalCode, Refused
from newsroom.roster import Absence, Grant, GrantKind
from newsroom.stages import Act, Stage
from newsroom.standing import Seat, Standing
from tests.newsroom.rosters import (
    APPROVERS,
    CONTRIBUTOR,
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    HEAD,
    REPORTER,
    SECRETARY,
    STANDING_DEPUTY,
    STRANGER,
    away,
    lent,
    roster,
    why,
)
from tests.support.samples import (
    HEAD_TOPICS,
    NOW,
    REASON,
    at_stage,
    board,
    claim,
    content,
    details_for,
    rewritten,
)

EDITING, WAITING = at_stage(Stage.EDITING), at_stage(Stage.AWAITING_APPROVAL)
SCHEDULED = at_stage(Stage.SCHEDULED)
LATER = NOW + timedelta(minutes=20)
CHECK = lent(GrantKind.PRECHECK, FINAL_EDITOR, SECRETARY)


def done(
    standing: Standing, act: Act, member: MemberId, /, *facts: Absence | Grant, text: Content | None = None, **said: Any
) -> Decision:
    made = claim(standing, act, member, **(details_for(act, standing, LATER) | said))
    return decide(board(), standing, made, text or content(), LATER, roster(*facts))


def undone(
    code: RefusalCode, standing: Standing, act: Act, member: MemberId, /, *facts: Absence | Grant, **said: Any
) -> str:
    with pytest.raises(Refused) as refused:
        done(standing, act, member, *facts, **said)
    return why(refused, code)


class TestReassigning:
    @pytest.mark.parametrize("to", [HEAD, DEPUTY, FINAL_EDITOR])
    @pytest.mark.parametrize("standing", [EDITING, WAITING])
    def test_whom_the_head_names_decides_and_the_former_owner_no_more(self, standing: Standing, to: MemberId) -> None:
        after = done(standing, Act.REASSIGN, HEAD, to=to).standing
        named = board().member(to)
        assert named is not None
        assert (after.stage, after.since, after.route.name, after.route.owner) == (
            standing.stage, standing.since, TAKEN_OVER, named.office,
        )  # fmt: skip
        assert REASON in after.route.reasons[-1]
        waiting = replace(after, stage=Stage.AWAITING_APPROVAL)
        assert done(waiting, Act.APPROVE, to).ground.rule == 17
        assert undone(RefusalCode.NOT_ENTITLED, waiting, Act.APPROVE, STANDING_DEPUTY)

    def test_the_named_member_is_asked_from_now_on(self) -> None:
        seat = done(WAITING, Act.REASSIGN, HEAD, to=DEPUTY).standing.seat
        assert (seat.asked, seat.hold, seat.since) == (DEPUTY, Hold.OWNER, LATER)

    def test_a_new_text_does_not_undo_it(self) -> None:
        editing = done(EDITING, Act.REASSIGN, HEAD, to=DEPUTY).standing
        text = content(Kind.NEWS, HEAD_TOPICS[0])
        said = {"new_revision": 2, "new_hash": content_hash(text)}
        edited = done(editing, Act.FINISH_EDIT, FINAL_EDITOR, text=text, **said).standing
        assert (edited.route, edited.topics, edited.kind) == (editing.route, text.topics, text.kind)

    @pytest.mark.parametrize(
        ("to", "fault"),
        [
            ("", "cần chọn một thành viên được duyệt bài"),
            (STRANGER, "cần chọn một thành viên được duyệt bài"),
            (SECRETARY, "cần chọn một thành viên được duyệt bài"),
            (ENGINEER, "cần chọn một thành viên được duyệt bài"),
            (CONTRIBUTOR, "cần chọn một thành viên được duyệt bài"),
            (DEPUTY, "Phó Trưởng Ban đang vắng mặt"),
        ],
    )
    def test_only_an_approver_who_is_there_can_be_named(self, to: MemberId, fault: str) -> None:
        assert fault in undone(RefusalCode.BAD_REQUEST, WAITING, Act.REASSIGN, HEAD, away(DEPUTY), to=to)

    @pytest.mark.parametrize("member", sorted({m.id for m in board().members} - {HEAD}))
    def test_nobody_but_the_head_names_anybody(self, member: MemberId) -> None:
        assert undone(RefusalCode.NOT_ENTITLED, WAITING, Act.REASSIGN, member)

    def test_who_acts_for_the_head_does_it_in_the_heads_place(self) -> None:
        ground = done(WAITING, Act.REASSIGN, STANDING_DEPUTY, away(HEAD), to=DEPUTY).ground
        assert (ground.rule, ground.acting_for) == (35, Office.HEAD)
        named = lent(GrantKind.ACTING, HEAD, DEPUTY)
        assert done(WAITING, Act.REASSIGN, DEPUTY, named, to=FINAL_EDITOR).ground.grant == named.id

    def test_what_is_approved_is_taken_back_before_it_goes_to_another(self) -> None:
        assert undone(RefusalCode.WRONG_STAGE, SCHEDULED, Act.REASSIGN, HEAD)


class TestNoAuthorBecomesTheOwner:
    @pytest.mark.parametrize("author", APPROVERS)
    def test_nobody_gives_an_article_to_its_author(self, author: MemberId) -> None:
        standing = at_stage(Stage.AWAITING_APPROVAL, author=author)
        by = STANDING_DEPUTY if author == HEAD else HEAD
        assert "không phân công tác giả" in undone(RefusalCode.BAD_REQUEST, standing, Act.REASSIGN, by, to=author)

    @pytest.mark.parametrize("act", [Act.TAKE_OVER, Act.REASSIGN])
    def test_whatever_is_moved_by_whomever(self, act: Act) -> None:
        """The article would wait for somebody who may never decide on it, and nobody else could."""
        moved = 0
        texts = (content(), content(Kind.NEWS, HEAD_TOPICS[0]), content(Kind.NOTICE))
        rosters = product((Stage.EDITING, Stage.AWAITING_APPROVAL), ((), (HEAD,), (HEAD, STANDING_DEPUTY)))
        for (stage, gone), author, text, member, to in product(rosters, APPROVERS, texts, APPROVERS, APPROVERS):
            standing, named = at_stage(stage, text, author), lent(GrantKind.ACTING, HEAD, DEPUTY)
            with suppress(Refused):
                said = {"to": to} if act is Act.REASSIGN else {}
                after = done(standing, act, member, *map(away, gone), named, text=text, **said).standing
                moved += 1
                assert board().holder(after.route.owner).id != author, (stage, gone, author, member, to)
        assert moved > 100


class TestTakingOver:
    @pytest.mark.parametrize("stage", [Stage.EDITING, Stage.AWAITING_APPROVAL, Stage.SCHEDULED, Stage.PUBLISHING])
    def test_the_head_decides_from_then_on(self, stage: Stage) -> None:
        after = done(at_stage(stage), Act.TAKE_OVER, HEAD).standing
        assert (after.route.name, after.route.owner) == (TAKEN_OVER, Office.HEAD)
        assert after.stage is (Stage.EDITING if stage is Stage.EDITING else Stage.AWAITING_APPROVAL)

    @pytest.mark.parametrize("stage", [Stage.SCHEDULED, Stage.PUBLISHING])
    def test_an_approved_article_that_is_taken_back_is_approved_no_more(self, stage: Stage) -> None:
        """The old approval would send out what the Head has stopped."""
        after = done(at_stage(stage), Act.TAKE_OVER, HEAD).standing
        assert (after.stage, after.since) == (Stage.AWAITING_APPROVAL, LATER)
        assert (after.approved_hash, after.approved_at, after.publish_at) == ("", None, None)
        assert (after.seat.asked, after.seat.since) == (HEAD, LATER)
        assert undone(RefusalCode.NOT_ENTITLED, after, Act.APPROVE, STANDING_DEPUTY)
        again = done(after, Act.APPROVE, HEAD).standing
        assert (again.stage, again.approved_hash, again.approved_at) == (Stage.PUBLISHING, after.content_hash, LATER)

    def test_who_acts_for_the_head_takes_over_and_decides_until_the_head_is_back(self) -> None:
        notice = at_stage(Stage.AWAITING_APPROVAL, content(Kind.NOTICE))
        taken = done(notice, Act.TAKE_OVER, STANDING_DEPUTY, away(HEAD))
        assert taken.ground.acting_for is Office.HEAD
        assert done(taken.standing, Act.APPROVE, STANDING_DEPUTY, away(HEAD)).ground.acting_for is Office.HEAD
        assert undone(RefusalCode.NOT_ENTITLED, taken.standing, Act.APPROVE, STANDING_DEPUTY)

    @pytest.mark.parametrize("stage", [Stage.PUBLISHED, Stage.REJECTED, Stage.WITHDRAWN, Stage.TAKEN_DOWN])
    def test_what_is_closed_is_too_late(self, stage: Stage) -> None:
        assert undone(RefusalCode.WRONG_STAGE, at_stage(stage), Act.TAKE_OVER, HEAD)

    @pytest.mark.parametrize("member", sorted({m.id for m in board().members} - {HEAD}))
    def test_nobody_else_takes_anything_over(self, member: MemberId) -> None:
        code = RefusalCode.OWN_ARTICLE if member == REPORTER else RefusalCode.NOT_ENTITLED
        assert undone(code, WAITING, Act.TAKE_OVER, member)


class TestBeforeTheBoard:
    @pytest.mark.parametrize(
        ("standing", "member", "parked_at"),
        [
            (EDITING, FINAL_EDITOR, Stage.EDITING),
            (WAITING, FINAL_EDITOR, Stage.AWAITING_APPROVAL),
            (WAITING, STANDING_DEPUTY, Stage.AWAITING_APPROVAL),
            (WAITING, HEAD, Stage.AWAITING_APPROVAL),
            (SCHEDULED, STANDING_DEPUTY, Stage.AWAITING_APPROVAL),
            (SCHEDULED, FINAL_EDITOR, Stage.AWAITING_APPROVAL),
        ],
    )
    def test_a_disputed_article_waits_there_without_an_approval(
        self, standing: Standing, member: MemberId, parked_at: Stage
    ) -> None:
        after = done(standing, Act.REFER, member).standing
        assert (after.stage, after.parked_at, after.since) == (Stage.BEFORE_BOARD, parked_at, LATER)
        assert (after.approved_hash, after.approved_at, after.publish_at) == ("", None, None)
        assert after.route == standing.route
        assert after.seat == Seat()

    def test_nobody_approves_it_there(self) -> None:
        after = done(WAITING, Act.REFER, HEAD).standing
        assert not any(may(board(), after, m.id, Act.APPROVE, LATER) for m in board().members)

    @pytest.mark.parametrize("member", [DEPUTY, SECRETARY])
    @pytest.mark.parametrize("standing", [EDITING, WAITING])
    def test_rules_38_and_59_deputy_and_secretary_refer_too(self, standing: Standing, member: MemberId) -> None:
        decision = done(standing, Act.REFER, member)
        assert (decision.standing.stage, decision.ground.rule) == (Stage.BEFORE_BOARD, 5)

    @pytest.mark.parametrize("member", [ENGINEER, REPORTER])
    def test_others_refer_nothing(self, member: MemberId) -> None:
        assert undone(RefusalCode.NOT_ENTITLED, WAITING, Act.REFER, member)

    @pytest.mark.parametrize(
        ("standing", "member", "stage"),
        [(EDITING, FINAL_EDITOR, Stage.EDITING), (WAITING, HEAD, Stage.AWAITING_APPROVAL)],
    )
    def test_the_head_takes_it_out_to_where_it_came_from(
        self, standing: Standing, member: MemberId, stage: Stage
    ) -> None:
        """An article that was never edited would otherwise come to an approval (rule 54)."""
        parked = done(standing, Act.REFER, member).standing
        after = done(parked, Act.TAKE_OVER, HEAD).standing
        assert (after.stage, after.parked_at, after.route.owner) == (stage, None, Office.HEAD)
        assert after.seat.asked == (FINAL_EDITOR if stage is Stage.EDITING else HEAD)

    @pytest.mark.parametrize("member", [HEAD, REPORTER])
    def test_the_head_or_the_author_withdraws_it(self, member: MemberId) -> None:
        parked = done(WAITING, Act.REFER, HEAD).standing
        after = done(parked, Act.WITHDRAW, member).standing
        assert (after.stage, after.parked_at) == (Stage.WITHDRAWN, None)


class TestTheCheckBefore:
    def test_a_checked_text_goes_to_the_final_editor(self) -> None:
        before = first_standing(board(), EDITING.article_id, content(), author=REPORTER, now=NOW, roster=roster(CHECK))
        decision = done(before, Act.PRECHECK, SECRETARY, CHECK)
        after = decision.standing
        assert (decision.ground.rule, decision.ground.grant) == (69, CHECK.id)
        assert (after.stage, after.since, after.prechecked) == (Stage.EDITING, before.since, True)
        assert (after.seat.asked, after.seat.since) == (FINAL_EDITOR, LATER)

    @pytest.mark.parametrize("member", sorted({m.id for m in board().members} - {SECRETARY}))
    def test_nobody_else_checks(self, member: MemberId) -> None:
        assert undone(RefusalCode.NOT_ENTITLED, EDITING, Act.PRECHECK, member, CHECK)

    def test_nor_the_secretary_unasked(self) -> None:
        assert undone(RefusalCode.NOT_ENTITLED, EDITING, Act.PRECHECK, SECRETARY)

    def test_what_is_checked_need_not_be_checked_again(self) -> None:
        checked = replace(EDITING, prechecked=True)
        assert not may(board(), checked, SECRETARY, Act.PRECHECK, LATER, roster(CHECK))

    def test_the_check_holds_through_a_return_for_edit_and_ends_with_a_new_text_of_the_author(self) -> None:
        checked = done(EDITING, Act.PRECHECK, SECRETARY, CHECK).standing
        text, new_hash = rewritten(content(), "Tiêu đề mới của bài")
        said: dict[str, Any] = {"new_revision": 2, "new_hash": new_hash}
        edited = done(checked, Act.FINISH_EDIT, FINAL_EDITOR, CHECK, text=text, **said).standing
        back = done(edited, Act.RETURN_FOR_EDIT, STANDING_DEPUTY, CHECK, text=text).standing
        assert back.seat.asked == FINAL_EDITOR
        returned = done(back, Act.RETURN_TO_AUTHOR, FINAL_EDITOR, CHECK, text=text).standing
        again = done(returned, Act.RESUBMIT, REPORTER, CHECK, **(said | {"new_revision": 3})).standing
        assert (again.prechecked, again.seat.asked) == (False, SECRETARY)


class TestAskingForAnotherRoute:
    @pytest.mark.parametrize("member", [STANDING_DEPUTY, FINAL_EDITOR])
    def test_it_moves_nothing(self, member: MemberId) -> None:
        before = done(WAITING, Act.REASSIGN, HEAD, to=STANDING_DEPUTY).standing
        assert done(before, Act.ASK_REROUTE, member).standing == before

    @pytest.mark.parametrize("member", [HEAD, DEPUTY, SECRETARY, REPORTER])
    def test_others_have_nothing_to_ask(self, member: MemberId) -> None:
        assert undone(RefusalCode.NOT_ENTITLED, WAITING, Act.ASK_REROUTE, member)


@pytest.mark.parametrize(
    ("standing", "act", "member"),
    [
        (WAITING, Act.REASSIGN, HEAD),
        (WAITING, Act.REFER, STANDING_DEPUTY),
        (WAITING, Act.ASK_REROUTE, FINAL_EDITOR),
        (SCHEDULED, Act.TAKE_OVER, HEAD),
    ],
)
def test_each_of_these_says_why(standing: Standing, act: Act, member: MemberId) -> None:
    assert "cần ghi lý do" in undone(RefusalCode.BAD_REQUEST, standing, act, member, reason=" ")
