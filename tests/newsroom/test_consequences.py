"""What follows from an accepted act: the clocks, and who hears of it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import chain, combinations, product
from typing import Any

import pytest

from newsroom.article import Kind, MemberId
from newsroom.board import BOARD_MEMBERS
from newsroom.consequences import (
    asking,
    changes_after,
    forgery_notifications,
    notifications_after,
    on_submission,
)
from newsroom.decisions import decide
from newsroom.entitlement.addressees import Notification, NotificationKind
from newsroom.entitlement.titles import seat_of
from newsroom.errors import Refused
from newsroom.roster import Absence, Grant, GrantKind
from newsroom.sla import Changes, Promise, edit_obligation, publish_obligations, same_day_obligation
from newsroom.stages import Act, Stage, acts_at
from newsroom.standing import Standing
from tests.newsroom.rosters import (
    APPROVERS,
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    HEAD,
    REPORTER,
    SECRETARY,
    STANDING_DEPUTY,
    assigned_to,
    away,
    lent,
    roster,
    there,
)
from tests.support.samples import (
    DEPUTY_TOPICS,
    HEAD_TOPICS,
    NOW,
    REASON,
    at_stage,
    board,
    claim,
    content,
    details_for,
    member_of,
)

TITLE, WHAT = "Cao Bằng gieo cấy vụ xuân", "“Cao Bằng gieo cấy vụ xuân” (CB-1)"
WAITING, EDITING = at_stage(Stage.AWAITING_APPROVAL), at_stage(Stage.EDITING)
CHECK = lent(GrantKind.PRECHECK, FINAL_EDITOR, SECRETARY)
TASK, NEWS, ALARM = NotificationKind.TASK, NotificationKind.NEWS, NotificationKind.ALARM
EVERYTHING = {(promise, None) for promise in Promise}
PUBLISH = {(Promise.PUBLISH, None)}
PUT_ASIDE = Changes(meet=frozenset({Promise.EDIT}), drop=frozenset(PUBLISH))


def told(
    standing: Standing, act: Act, member: MemberId, *facts: Absence | Grant, **said: Any
) -> tuple[Notification, ...]:
    """Who hears of an act that the roster allows."""
    made = claim(standing, act, member, **(details_for(act, standing) | said))
    decision = decide(board(), standing, made, content(), NOW, roster(*facts))
    return notifications_after(there(*facts), decision.standing, made, TITLE, decision.ground)


def whom(notifications: tuple[Notification, ...]) -> set[tuple[MemberId, NotificationKind]]:
    return {(notice.to, notice.kind) for notice in notifications}


def text_to(notifications: tuple[Notification, ...], member: MemberId) -> str:
    return " ".join(notice.text for notice in notifications if notice.to == member)


def seated(standing: Standing, *facts: Absence | Grant) -> Standing:
    return replace(standing, seat=seat_of(board(), roster(*facts), standing, NOW))


class TestAsking:
    @pytest.mark.parametrize(
        ("standing", "member", "words"),
        [
            (seated(WAITING), STANDING_DEPUTY, "Mời duyệt"),
            (seated(WAITING, away(STANDING_DEPUTY)), HEAD, "Mời phân công người duyệt (hoặc quyết định trực tiếp)"),
            (seated(WAITING, away(STANDING_DEPUTY), away(HEAD)), DEPUTY, "Mời phân công người duyệt"),
            (seated(EDITING), FINAL_EDITOR, "mời biên tập lần cuối"),
            (seated(EDITING, away(FINAL_EDITOR)), HEAD, "Mời phân công người biên tập"),
            (seated(EDITING, CHECK), SECRETARY, "mời kiểm tra giúp"),
        ],
    )
    def test_the_one_who_is_asked_gets_the_task_with_its_reasons(
        self, standing: Standing, member: MemberId, words: str
    ) -> None:
        (found,) = asking(there(), standing, WHAT)
        assert (found.to, found.kind) == (member, TASK)
        assert words in found.text
        assert WHAT in found.text
        assert all(reason in found.text for reason in standing.seat.reasons)

    @pytest.mark.parametrize("standing", [EDITING, WAITING])
    def test_when_nobody_is_there_an_alarm_asks_for_a_call(self, standing: Standing) -> None:
        """The article would wait unseen until somebody comes back."""
        trips = [*map(away, APPROVERS)]
        found = asking(there(*trips), seated(standing, *trips), WHAT)
        assert whom(found) == {(SECRETARY, ALARM), *((m, NEWS) for m in (HEAD, STANDING_DEPUTY, DEPUTY))}
        assert all("điện thoại" in notice.text and WHAT in notice.text for notice in found)


class TestActsInAnothersPlace:
    @pytest.mark.parametrize("act", [Act.APPROVE, Act.REJECT, Act.RETURN_FOR_EDIT, Act.TAKE_OVER, Act.REASSIGN])
    def test_the_head_hears_what_was_done_in_the_heads_place(self, act: Act) -> None:
        """Otherwise the Head could not take it back in time (ambiguity A9)."""
        reserved = at_stage(Stage.AWAITING_APPROVAL, content(Kind.NEWS, HEAD_TOPICS[0]))
        found = told(reserved, act, STANDING_DEPUTY, away(HEAD))
        assert (HEAD, NEWS) in whom(found)
        assert "thay Trưởng Ban. Trưởng Ban có thể nhận lại bài" in text_to(found, HEAD)

    @pytest.mark.parametrize("act", [Act.APPROVE, Act.REJECT, Act.RETURN_FOR_EDIT])
    def test_the_owner_hears_what_was_done_by_a_grant(self, act: Act) -> None:
        trip = away(STANDING_DEPUTY)
        found = told(WAITING, act, DEPUTY, trip, assigned_to(DEPUTY, trip))
        assert (STANDING_DEPUTY, NEWS) in whom(found)
        assert "Phó Trưởng Ban đã" in text_to(found, STANDING_DEPUTY)
        assert "từ 08:00 23/11/2026 đến 17:00 23/11/2026" in text_to(found, STANDING_DEPUTY)

    def test_what_the_owner_decides_is_told_to_nobody_as_anothers(self) -> None:
        assert whom(told(WAITING, Act.APPROVE, STANDING_DEPUTY)) == {(REPORTER, NEWS), (ENGINEER, TASK)}

    def test_what_the_head_decides_as_head_neither(self) -> None:
        found = told(WAITING, Act.APPROVE, HEAD, away(STANDING_DEPUTY))
        assert whom(found) == {(REPORTER, NEWS), (ENGINEER, TASK)}

    @pytest.mark.parametrize("act", [Act.REFER, Act.ASK_REROUTE])
    def test_a_question_is_no_decision(self, act: Act) -> None:
        found = told(WAITING, act, DEPUTY, lent(GrantKind.DELEGATION, STANDING_DEPUTY, DEPUTY))
        assert "Phó Trưởng Ban đã" not in text_to(found, STANDING_DEPUTY)


class TestReasonsInSentences:
    @pytest.mark.parametrize(
        ("standing", "act", "member", "facts"),
        [
            (EDITING, Act.PRECHECK, SECRETARY, (CHECK,)),
            (EDITING, Act.RETURN_TO_AUTHOR, FINAL_EDITOR, ()),
            (WAITING, Act.RETURN_FOR_EDIT, STANDING_DEPUTY, ()),
            (WAITING, Act.REFER, STANDING_DEPUTY, ()),
            (WAITING, Act.REJECT, STANDING_DEPUTY, ()),
        ],
    )
    def test_a_reason_that_ends_with_a_full_stop_ends_no_sentence_of_ours(
        self, standing: Standing, act: Act, member: MemberId, facts: tuple[Grant, ...]
    ) -> None:
        """Members read "Viết gọn phần mở đầu.,mời biên tập lần cuối" and "nêu số liệu.. Bài không đăng"."""
        stopped = told(standing, act, member, *facts, reason=f"{REASON}. ")
        assert stopped == told(standing, act, member, *facts, reason=REASON)
        assert all(REASON in notice.text for notice in stopped)


class TestMoves:
    def test_whom_the_head_names_is_asked(self) -> None:
        found = told(WAITING, Act.REASSIGN, HEAD, to=DEPUTY)
        assert (DEPUTY, TASK) in whom(found)
        assert REASON in text_to(found, DEPUTY)
        assert (STANDING_DEPUTY, NEWS) in whom(found)

    def test_who_loses_the_article_hears_of_it(self) -> None:
        found = told(WAITING, Act.TAKE_OVER, HEAD)
        assert whom(found) == {(m, NEWS) for m in (STANDING_DEPUTY, FINAL_EDITOR, REPORTER)}
        assert all("Trưởng Ban nhận về quyết định" in n.text and REASON in n.text for n in found)

    def test_a_request_for_another_route_is_the_heads_task(self) -> None:
        (found,) = told(WAITING, Act.ASK_REROUTE, FINAL_EDITOR)
        assert (found.to, found.kind) == (HEAD, TASK)
        assert REASON in found.text

    def test_a_matter_for_the_board_is_told_to_the_board_and_the_author(self) -> None:
        found = told(WAITING, Act.REFER, STANDING_DEPUTY)
        assert whom(found) == {(m, NEWS) for m in (HEAD, DEPUTY, FINAL_EDITOR, SECRETARY, REPORTER)}
        assert all("Bài không đăng cho tới khi có kết luận" in notice.text for notice in found)

    def test_a_checked_text_goes_to_the_final_editor_with_what_was_found(self) -> None:
        (found,) = told(EDITING, Act.PRECHECK, SECRETARY, CHECK, reason="Thiếu nguồn ảnh")
        assert (found.to, found.kind) == (FINAL_EDITOR, TASK)
        assert "đã được Thư ký kiểm tra (ý kiến: Thiếu nguồn ảnh), mời biên tập lần cuối" in found.text
        assert "ý kiến" not in told(EDITING, Act.PRECHECK, SECRETARY, CHECK)[0].text

    def test_an_edited_text_goes_to_whom_the_roster_names(self) -> None:
        trip = away(STANDING_DEPUTY)
        assert whom(told(EDITING, Act.FINISH_EDIT, FINAL_EDITOR, trip, assigned_to(DEPUTY, trip))) == {(DEPUTY, TASK)}

    @pytest.mark.parametrize("act", [Act.RETURN_FOR_EDIT, Act.RESUBMIT])
    def test_a_text_that_comes_back_is_asked_for_by_whom_the_roster_names(self, act: Act) -> None:
        standing, member = (WAITING, STANDING_DEPUTY) if act is Act.RETURN_FOR_EDIT else (
            at_stage(Stage.RETURNED), REPORTER,
        )  # fmt: skip
        assert whom(told(standing, act, member)) == {(FINAL_EDITOR, TASK)}
        assert whom(told(standing, act, member, away(FINAL_EDITOR))) == {(HEAD, TASK)}


@pytest.mark.parametrize("stage", [Stage.EDITING, Stage.AWAITING_APPROVAL, Stage.SCHEDULED])
def test_nobody_hears_of_the_own_act_nor_of_anything_twice(stage: Stage) -> None:
    """Whoever is editing desk, owner, author and Head at once would be told the same in several messages."""
    texts = (content(Kind.NEWS, HEAD_TOPICS[0]), content(Kind.NEWS, DEPUTY_TOPICS[0]), content(Kind.NOTICE), content())
    tried = 0
    for text, author, gone, stand_in in product(texts, (REPORTER, HEAD, FINAL_EDITOR), absent(), (None, DEPUTY, HEAD)):
        standing, trips = at_stage(stage, text, author), [away(m) for m in gone]
        grants = [assigned_to(stand_in, trip) for trip in trips if stand_in not in {None, trip.member}]
        for act, member in product(acts_at(stage), APPROVERS):
            with suppress(Refused):
                found = told(standing, act, member, *trips, *grants)
                tried += 1
                assert member not in {notice.to for notice in found}
                assert len(whom(found)) == len(found), (act, member, author, gone, stand_in, found)
    assert tried > 500


def absent() -> Iterator[tuple[MemberId, ...]]:
    yield from chain.from_iterable(combinations(APPROVERS, size) for size in range(4))


class TestClocks:
    def changes(self, standing: Standing, act: Act, member: MemberId, **said: Any) -> Changes:
        made = claim(standing, act, member, **(details_for(act, standing) | said))
        decision = decide(board(), standing, made, content(), NOW, roster(CHECK))
        return changes_after(board(), standing, decision.standing, made, NOW)

    def test_a_submission_starts_the_edit_and_the_day(self) -> None:
        assert on_submission(board(), EDITING).start == (edit_obligation(board(), NOW), same_day_obligation(NOW))

    @pytest.mark.parametrize(
        ("standing", "act", "member", "expected"),
        [
            (EDITING, Act.FINISH_EDIT, FINAL_EDITOR, Changes(meet=frozenset({Promise.EDIT}))),
            (EDITING, Act.RETURN_TO_AUTHOR, FINAL_EDITOR, Changes(meet=frozenset({Promise.EDIT}))),
            (EDITING, Act.PRECHECK, SECRETARY, Changes()),
            (EDITING, Act.REASSIGN, HEAD, Changes()),
            (WAITING, Act.RETURN_FOR_EDIT, STANDING_DEPUTY, Changes(start=(edit_obligation(board(), NOW),))),
            (
                at_stage(Stage.SCHEDULED),
                Act.RETURN_FOR_EDIT,
                STANDING_DEPUTY,
                Changes(start=(edit_obligation(board(), NOW),), drop=frozenset(PUBLISH)),
            ),
            (WAITING, Act.REASSIGN, HEAD, Changes()),
            (WAITING, Act.ASK_REROUTE, FINAL_EDITOR, Changes()),
            (WAITING, Act.TAKE_OVER, HEAD, Changes(drop=frozenset(PUBLISH))),
            (WAITING, Act.REJECT, STANDING_DEPUTY, Changes(drop=frozenset(EVERYTHING))),
            (at_stage(Stage.BEFORE_BOARD), Act.WITHDRAW, HEAD, Changes(drop=frozenset(EVERYTHING))),
            (at_stage(Stage.SCHEDULED), Act.TAKE_OVER, HEAD, Changes(drop=frozenset(PUBLISH))),
            (at_stage(Stage.SCHEDULED), Act.REFER, HEAD, PUT_ASIDE),
            (EDITING, Act.REFER, FINAL_EDITOR, PUT_ASIDE),
            (EDITING, Act.TAKE_OVER, HEAD, Changes(drop=frozenset(PUBLISH))),
            (
                replace(at_stage(Stage.BEFORE_BOARD), parked_at=Stage.EDITING),
                Act.TAKE_OVER,
                HEAD,
                Changes(start=(edit_obligation(board(), NOW),), drop=frozenset(PUBLISH)),
            ),
            (
                replace(at_stage(Stage.BEFORE_BOARD), parked_at=Stage.AWAITING_APPROVAL),
                Act.TAKE_OVER,
                HEAD,
                Changes(drop=frozenset(PUBLISH)),
            ),
        ],
    )
    def test_an_act_starts_meets_and_drops_what_the_notice_says(
        self, standing: Standing, act: Act, member: MemberId, expected: Changes
    ) -> None:
        assert self.changes(standing, act, member) == expected

    def test_an_approval_starts_one_clock_for_each_channel(self) -> None:
        found = self.changes(WAITING, Act.APPROVE, STANDING_DEPUTY)
        assert found == Changes(start=publish_obligations(board().sla, NOW, None, WAITING.channels))

    def test_an_embargo_of_another_day_moves_the_day(self) -> None:
        later = NOW + timedelta(days=2)
        found = self.changes(WAITING, Act.APPROVE, STANDING_DEPUTY, publish_at=later)
        assert same_day_obligation(later) in found.start
        assert found.drop == {(Promise.SAME_DAY, None)}


def test_the_board_meets_with_its_leaders_the_final_editor_and_the_secretary() -> None:
    assert tuple(map(member_of, BOARD_MEMBERS)) == (HEAD, STANDING_DEPUTY, DEPUTY, FINAL_EDITOR, SECRETARY)


def test_a_forgery_alarms_the_head_the_final_editor_and_the_engineer() -> None:
    found = forgery_notifications(there(), WAITING.article_id, "chữ ký sai")
    assert whom(found) == {(m, ALARM) for m in (HEAD, FINAL_EDITOR, ENGINEER)}
    assert all("CB-1" in notice.text and "chữ ký sai" in notice.text for notice in found)
