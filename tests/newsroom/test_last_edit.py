"""What the last edit may not leave open: reserved news without its topic, and a class that the editor made the own."""

from dataclasses import replace
from typing import Any

import pytest

from newsroom.article import Content, Kind, MemberId, content_hash
from newsroom.authority import Hold, route_data, route_from
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.board_file import board_from
from newsroom.claims import Claim, bringing
from newsroom.consequences import notifications_after
from newsroom.decisions import Decision, decide, may
from newsroom.entitlement.addressees import NotificationKind
from newsroom.entitlement.lending import Case
from newsroom.entitlement.titles import approvers
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.amendment_texts import check_text
from newsroom.matters.amendments import deciders
from newsroom.matters.board_change import changes_in_words
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.roster import GrantKind, Roster, Void
from newsroom.shape import Fields
from newsroom.stages import Act, Stage
from newsroom.standing import Standing
from tests.newsroom.rosters import DEPUTY, FINAL_EDITOR, HEAD, STANDING_DEPUTY, away, lent, roster, there, why
from tests.newsroom.rosters import claim as deed
from tests.support.samples import (
    DEPUTY_TOPICS,
    ECONOMY,
    HEAD_TOPICS,
    NOW,
    REASON,
    REPORTER,
    at_stage,
    board,
    board_data,
    claim,
    content,
    submitted,
)

pytestmark = pytest.mark.trust

SESSION = content(title="Khai mạc Kỳ họp thứ 32, HĐND tỉnh khóa XVII")
RESERVED = replace(SESSION, topics=(HEAD_TOPICS[1],))
NOTICE = content(Kind.NOTICE)
NEWS = content(Kind.NEWS)
WHY = "Bài chỉ nhắc tới kỳ họp trong phần bối cảnh"


def old_board() -> Board:
    """The notice as its file was before it said such words."""
    data = board_data()
    del data["reserved_news"], data["when_widened"]
    return board_from(data)


def edit(
    before: Standing, after: Content, by: MemberId = FINAL_EDITOR, act: Act = Act.FINISH_EDIT, **said: Any
) -> Claim:
    brought = bringing(after, before.revision + 1) if content_hash(after) != before.content_hash else None
    signed = claim(before, act, by)
    return replace(signed, details=replace(brought or signed.details, **said))


def edited(before: Standing, after: Content, known: Roster = Roster(), **said: Any) -> Decision:  # noqa: B008 - a value
    return decide(board(), before, edit(before, after, **said), after, NOW, known)


def acted(before: Standing, act: Act, by: MemberId, known: Roster = Roster(), **said: Any) -> Standing:  # noqa: B008
    return decide(board(), before, claim(before, act, by, **said), NEWS, NOW, known).standing


class TestReservedNews:
    def test_the_last_edit_does_not_end_while_a_point_is_open(self) -> None:
        with pytest.raises(Refused) as refusal:
            edited(submitted(SESSION), SESSION)
        said = why(refusal, RefusalCode.CHECKLIST)
        assert "council_session" in said
        assert "topics_reason" in said

    def test_it_ends_with_the_topic_and_then_the_head_decides(self) -> None:
        assert edited(submitted(SESSION), RESERVED).standing.route.owner is Office.HEAD

    def test_it_ends_with_a_reason_and_then_the_head_is_told(self) -> None:
        before = submitted(SESSION)
        signed = edit(before, SESSION, topics_reason=WHY)
        after = decide(board(), before, signed, SESSION, NOW).standing
        assert after.route.owner is Office.STANDING_DEPUTY
        told = [each for each in notifications_after(there(), after, signed, SESSION.title) if each.to == HEAD]
        assert [each.kind for each in told] == [NotificationKind.NEWS]
        assert WHY in told[0].text

    @pytest.mark.parametrize("empty", ["", "  \n"])
    def test_a_reason_that_says_nothing_is_none(self, empty: str) -> None:
        with pytest.raises(Refused):
            edited(submitted(SESSION), SESSION, topics_reason=empty)

    @pytest.mark.parametrize("act", [Act.FINISH_EDIT, Act.RESUBMIT])
    def test_a_reserved_topic_is_not_dropped_without_a_reason(self, act: Act) -> None:
        plain = content()
        start = at_stage(Stage.EDITING if act is Act.FINISH_EDIT else Stage.RETURNED, RESERVED)
        by = FINAL_EDITOR if act is Act.FINISH_EDIT else REPORTER
        with pytest.raises(Refused) as refusal:
            edited(start, plain, by=by, act=act)
        assert "topics_reason" in why(refusal, RefusalCode.BAD_REQUEST)
        signed = edit(start, plain, by=by, act=act, topics_reason=WHY)
        after = decide(board(), start, signed, plain, NOW).standing
        assert after.topics == (ECONOMY,)
        assert HEAD in {each.to for each in notifications_after(there(), after, signed, plain.title)}

    def test_one_reserved_topic_in_place_of_another_needs_no_reason(self) -> None:
        edited(submitted(RESERVED), replace(RESERVED, topics=(HEAD_TOPICS[0],)))

    def test_an_author_may_send_again_what_the_editor_is_asked_about(self) -> None:
        edited(at_stage(Stage.RETURNED, SESSION), replace(SESSION, byline="Khác"), by=REPORTER, act=Act.RESUBMIT)

    def test_a_notice_without_such_words_asks_for_nothing(self) -> None:
        for before, after in ((SESSION, SESSION), (RESERVED, content())):
            start = submitted(before)
            decide(old_board(), start, edit(start, after), after, NOW)


class TestAskingTheHead:
    def asked(self, stage: Stage = Stage.AWAITING_APPROVAL, by: MemberId = FINAL_EDITOR) -> Standing:
        return acted(at_stage(stage), Act.ASK_REROUTE, by, reason=REASON, holds=True)

    def test_until_the_head_answers_nobody_else_decides(self) -> None:
        for act in (Act.APPROVE, Act.REJECT, Act.RETURN_FOR_EDIT):
            with pytest.raises(Refused) as refusal:
                acted(self.asked(), act, STANDING_DEPUTY, reason=REASON, reason_code="form")
            assert "Trưởng Ban" in why(refusal, RefusalCode.NOT_ENTITLED)
        seat = self.asked().seat
        assert (seat.asked, seat.hold) == (HEAD, Hold.HEAD_TO_ASSIGN)

    def test_the_question_asked_at_the_last_edit_holds_the_approval_that_follows(self) -> None:
        open_ = self.asked(Stage.EDITING)
        assert open_.stage is Stage.EDITING
        assert open_.seat.asked == FINAL_EDITOR
        waiting = edited(open_, NEWS).standing
        assert waiting.seat.asked == HEAD
        with pytest.raises(Refused):
            acted(waiting, Act.APPROVE, STANDING_DEPUTY)

    def test_the_head_answers_by_naming_who_decides(self) -> None:
        answered = acted(self.asked(), Act.REASSIGN, HEAD, to=STANDING_DEPUTY, reason=REASON)
        assert acted(answered, Act.APPROVE, STANDING_DEPUTY).stage is Stage.PUBLISHING

    def test_by_taking_the_article_or_by_deciding(self) -> None:
        assert acted(acted(self.asked(), Act.TAKE_OVER, HEAD, reason=REASON), Act.APPROVE, HEAD).approved_hash
        approved = acted(self.asked(), Act.APPROVE, HEAD)
        assert (approved.stage, approved.route.asked) == (Stage.PUBLISHING, False)

    def test_who_acts_for_the_head_answers_too(self) -> None:
        known = roster(away(HEAD))
        before = acted(
            at_stage(Stage.AWAITING_APPROVAL), Act.ASK_REROUTE, FINAL_EDITOR, known, reason=REASON, holds=True
        )
        assert before.seat.asked == STANDING_DEPUTY
        assert acted(before, Act.REASSIGN, STANDING_DEPUTY, known, to=DEPUTY, reason=REASON).seat.asked == DEPUTY

    def test_a_second_question_is_refused_while_the_first_is_open(self) -> None:
        for by in (FINAL_EDITOR, STANDING_DEPUTY):
            with pytest.raises(Refused) as refusal:
                acted(self.asked(), Act.ASK_REROUTE, by, reason=REASON, holds=True)
            assert "đang chờ Trưởng Ban trả lời" in why(refusal, RefusalCode.BAD_REQUEST)
        assert not may(board(), self.asked(), FINAL_EDITOR, Act.ASK_REROUTE, NOW)

    def test_nothing_but_an_answer_closes_it(self) -> None:
        returned = acted(self.asked(), Act.RETURN_FOR_EDIT, HEAD, reason=REASON, reason_code="form")
        assert edited(returned, NEWS).standing.route.asked
        edit_again = acted(
            self.asked(Stage.EDITING), Act.RETURN_TO_AUTHOR, FINAL_EDITOR, reason=REASON, reason_code="form"
        )
        sent = edited(edit_again, replace(NEWS, byline="Khác"), by=REPORTER, act=Act.RESUBMIT).standing
        assert sent.route.asked

    def test_what_was_asked_before_this_rule_holds_nothing(self) -> None:
        before = acted(at_stage(Stage.AWAITING_APPROVAL), Act.ASK_REROUTE, FINAL_EDITOR, reason=REASON)
        assert acted(before, Act.APPROVE, STANDING_DEPUTY).stage is Stage.PUBLISHING


class TestTheOwnClass:
    def test_what_the_final_editor_brings_into_the_own_class_another_approves(self) -> None:
        after = edited(submitted(NEWS), NOTICE).standing
        assert (after.route.name, after.route.owner) == ("R3", Office.STANDING_DEPUTY)
        assert after.seat.asked == STANDING_DEPUTY
        with pytest.raises(Refused):
            decide(board(), after, claim(after, Act.APPROVE, FINAL_EDITOR), NOTICE, NOW)

    def test_that_stays_so_after_a_return_and_another_edit(self) -> None:
        after = edited(submitted(NEWS), NOTICE).standing
        returned = decide(
            board(),
            after,
            claim(after, Act.RETURN_FOR_EDIT, STANDING_DEPUTY, reason=REASON, reason_code="form"),
            NOTICE,
            NOW,
        ).standing
        assert edited(returned, replace(NOTICE, byline="Khác")).standing.route.owner is Office.STANDING_DEPUTY

    def test_what_came_in_as_the_own_class_stays_the_editors(self) -> None:
        assert edited(submitted(NOTICE), replace(NOTICE, kind=Kind.DIRECTIVE)).standing.seat.asked == FINAL_EDITOR

    def test_no_grant_gives_it_back(self) -> None:
        grant = lent(GrantKind.DELEGATION, STANDING_DEPUTY, FINAL_EDITOR)
        known = roster(grant)
        after = edited(submitted(NEWS), NOTICE, known).standing
        assert approvers(board(), known, after, NOW).title_of(FINAL_EDITOR) is None
        assert Case(board=board(), roster=known, standing=after, at=NOW).void_of(grant) is Void.PASSED_UP

    def test_a_deputy_who_stands_in_at_the_last_edit_widens_nothing_either(self) -> None:
        known = roster(lent(GrantKind.LAST_EDIT, FINAL_EDITOR, DEPUTY))
        reform = content(Kind.NEWS, DEPUTY_TOPICS[1])
        assert edited(submitted(NEWS), reform, known, by=DEPUTY).standing.route.owner is Office.STANDING_DEPUTY

    def test_the_author_is_still_nobodys_judge(self) -> None:
        after = edited(submitted(NEWS, STANDING_DEPUTY), NOTICE).standing
        assert after.route.owner is Office.HEAD

    def test_a_notice_that_says_nothing_of_it_leaves_it_as_it_was(self) -> None:
        start = submitted(NEWS)
        after = decide(old_board(), start, edit(start, NOTICE), NOTICE, NOW).standing
        assert after.route.owner is Office.FINAL_EDITOR


class TestPassingUp:
    @pytest.mark.parametrize("to", [STANDING_DEPUTY, HEAD])
    @pytest.mark.parametrize("stage", [Stage.EDITING, Stage.AWAITING_APPROVAL])
    def test_the_final_editor_passes_up_what_is_of_the_own_class(self, stage: Stage, to: MemberId) -> None:
        start = at_stage(stage, NOTICE)
        signed = claim(start, Act.PASS_UP, FINAL_EDITOR, to=to, reason=REASON)
        after = decide(board(), start, signed, NOTICE, NOW).standing
        waiting = after if stage is Stage.AWAITING_APPROVAL else edited(after, NOTICE).standing
        assert waiting.seat.asked == to
        assert any(REASON in reason for reason in waiting.route.reasons)
        if stage is Stage.AWAITING_APPROVAL:
            told = notifications_after(there(), after, signed, NOTICE.title)
            assert [(each.to, each.kind) for each in told][:1] == [(to, NotificationKind.TASK)]
        with pytest.raises(Refused):
            decide(board(), waiting, claim(waiting, Act.APPROVE, FINAL_EDITOR), NOTICE, NOW)
        assert decide(board(), waiting, claim(waiting, Act.APPROVE, to), NOTICE, NOW).standing.approved_hash

    def test_reserved_news_goes_to_the_head_all_the_same(self) -> None:
        start = at_stage(Stage.EDITING, NOTICE)
        after = decide(
            board(), start, claim(start, Act.PASS_UP, FINAL_EDITOR, to=STANDING_DEPUTY, reason=REASON), NOTICE, NOW
        ).standing
        reserved = replace(NOTICE, topics=(HEAD_TOPICS[0],))
        assert edited(after, reserved).standing.route.owner is Office.HEAD

    @pytest.mark.parametrize(
        ("text", "by", "to", "says"),
        [
            (NEWS, FINAL_EDITOR, HEAD, "không thuộc phần Ủy viên duyệt"),
            (NOTICE, FINAL_EDITOR, DEPUTY, "chỉ chuyển lên (to)"),
            (NOTICE, FINAL_EDITOR, FINAL_EDITOR, "chỉ chuyển lên (to)"),
            (NOTICE, FINAL_EDITOR, MemberId("nobody"), "cần chọn một thành viên"),
            (NOTICE, DEPUTY, HEAD, "không có quyền"),
        ],
    )
    def test_nothing_else_is_passed_up(self, text: Content, by: MemberId, to: MemberId, says: str) -> None:
        start = at_stage(Stage.AWAITING_APPROVAL, text)
        with pytest.raises(Refused) as refusal:
            decide(board(), start, claim(start, Act.PASS_UP, by, to=to, reason=REASON), text, NOW)
        assert says in refusal.value.message

    def test_it_is_offered_for_the_own_class_alone(self) -> None:
        offered = [
            may(board(), at_stage(Stage.AWAITING_APPROVAL, text), FINAL_EDITOR, Act.PASS_UP, NOW)
            for text in (NOTICE, NEWS)
        ]
        assert offered == [True, False]

    def test_nobody_who_is_away_is_passed_anything(self) -> None:
        start = at_stage(Stage.AWAITING_APPROVAL, NOTICE)
        with pytest.raises(Refused) as refusal:
            decide(
                board(),
                start,
                claim(start, Act.PASS_UP, FINAL_EDITOR, to=HEAD, reason=REASON),
                NOTICE,
                NOW,
                roster(away(HEAD)),
            )
        assert OFFICE_LABELS[Office.HEAD] in why(refusal, RefusalCode.BAD_REQUEST)


def test_a_route_is_written_as_before_while_it_says_nothing_new() -> None:
    plain = submitted(NEWS).route
    assert {"passing", "asked"}.isdisjoint(route_data(plain))
    passed = edited(submitted(NEWS), NOTICE).standing.route
    for route in (plain, passed, replace(passed, asked=True)):
        assert route_from(Fields(route_data(route))) == route


class TestTopicsAfterPublication:
    """A wrong topic is put right without a word of the text; from then on it is the Head's."""

    PUBLISHED = at_stage(Stage.PUBLISHED)

    def said(self, after: Content) -> MatterClaim:
        return deed(
            MatterAct.PROPOSE_AMENDMENT, FINAL_EDITOR, kind="topics", reason=REASON, new_hash=content_hash(after)
        )

    def test_other_topics_may_be_of_another_class(self) -> None:
        check_text(board(), REPORTER, self.said(RESERVED), AmendmentKind.TOPICS, SESSION, RESERVED)

    @pytest.mark.parametrize("after", [SESSION, replace(RESERVED, title="Khác"), replace(RESERVED, kind=Kind.FEATURE)])
    def test_nothing_else_changes(self, after: Content) -> None:
        with pytest.raises(Refused):
            check_text(board(), REPORTER, self.said(after), AmendmentKind.TOPICS, SESSION, after)

    def test_what_became_reserved_is_the_heads_to_change(self) -> None:
        reserved = replace(self.PUBLISHED, topics=HEAD_TOPICS[:1])
        before, after, old = (
            {title.member.id for title in deciders(notice, Roster(), standing, NOW)}
            for notice, standing in ((board(), self.PUBLISHED), (board(), reserved), (old_board(), reserved))
        )
        assert (STANDING_DEPUTY in before, after) == (True, {HEAD})
        assert old == before


def test_what_a_new_notice_asks_is_among_its_changes() -> None:
    changed = changes_in_words(old_board(), board())
    assert any("reserved_news" in each for each in changed)
    assert any(OFFICE_LABELS[Office.FINAL_EDITOR] in each and "đưa vào nhóm mình duyệt" in each for each in changed)
    assert changes_in_words(board(), board()) == ()
