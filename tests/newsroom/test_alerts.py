"""Who hears of a promise that is not yet kept: a time-out tells people, it never moves an article."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import ChannelName, Content, Kind, MemberId
from newsroom.entitlement.addressees import Notification, NotificationKind
from newsroom.entitlement.titles import seat_of
from newsroom.notifications.alerts import alert_notifications, catch_up, raises_assignment
from newsroom.roster import Absence, Grant, GrantKind, Presence, Roster
from newsroom.sla import (
    Alert,
    Moment,
    Obligation,
    Promise,
    edit_obligation,
    publish_obligations,
    same_day_obligation,
)
from newsroom.stages import Stage
from newsroom.standing import Seat, Standing
from tests.newsroom.rosters import (
    APPROVERS,
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    HEAD,
    MINUTE,
    SECRETARY,
    STANDING_DEPUTY,
    away,
    lent,
    roster,
    subsets,
    there,
)
from tests.support.samples import DEPUTY_TOPICS, HEAD_TOPICS, NOW, at_stage, board, content, contents

TITLE = "Cao Bằng gieo cấy vụ xuân"
OPENED = NOW + 12 * MINUTE
LAST = len(board().sla.approval_reminders)
NEVER = "Hệ thống không tự"


def waiting(*facts: Absence | Grant, text: Content | None = None) -> Standing:
    standing = at_stage(Stage.AWAITING_APPROVAL, text)
    return replace(standing, seat=seat_of(board(), roster(*facts), standing, NOW))


def reminder(step: int) -> Moment:
    at = NOW + board().sla.approval_reminders[step - 1]
    return Moment(at=at, alert=Alert.REMIND_APPROVER, promise=Promise.SAME_DAY, step=step)


def reminded(
    standing: Standing, step: int, opened_at: datetime | None = None, known: Roster | None = None
) -> tuple[Notification, ...]:
    moment, day = reminder(step), same_day_obligation(standing.submitted_at)
    now = Presence(board=board(), roster=known or Roster(), at=moment.at)
    return alert_notifications(now, standing, TITLE, moment, [day], opened_at)


class TestReminders:
    def test_the_one_who_is_asked_hears_for_how_long(self) -> None:
        (found,) = reminded(waiting(), 1)
        assert (found.to, found.kind) == (STANDING_DEPUTY, NotificationKind.WARNING)
        assert TITLE in found.text
        assert "đã chờ Phó Trưởng Ban Thường trực duyệt 30 phút" in found.text
        assert NEVER in found.text

    def test_it_says_whether_the_text_was_opened(self) -> None:
        assert "(chưa mở)" in reminded(waiting(), 1)[0].text
        assert "(đã mở lúc 09:12 23/11, chưa quyết định)" in reminded(waiting(), 1, OPENED)[0].text

    def test_a_delegate_is_reminded_and_the_owner_is_not(self) -> None:
        grant = lent(GrantKind.DELEGATION, STANDING_DEPUTY, DEPUTY)
        (found,) = reminded(waiting(grant), 1, known=roster(grant))
        assert found.to == DEPUTY
        assert "đã chờ Phó Trưởng Ban duyệt" in found.text

    def test_it_counts_from_when_the_article_came_to_them(self) -> None:
        standing = waiting()
        later = replace(standing, seat=replace(standing.seat, since=NOW + 20 * MINUTE))
        assert "duyệt 10 phút" in reminded(later, 1)[0].text
        assert "duyệt 30 phút" in reminded(replace(later, seat=replace(later.seat, since=None)), 1)[0].text

    def test_before_there_were_seats_the_owner_was_reminded(self) -> None:
        """Articles that wait while the newsroom is updated have no seat yet."""
        (found,) = reminded(replace(waiting(), seat=Seat()), 1)
        assert found.to == STANDING_DEPUTY
        assert "đã chờ Phó Trưởng Ban Thường trực duyệt 30 phút" in found.text


class TestTheLastReminder:
    def test_it_asks_the_head_to_assign_somebody(self) -> None:
        told, task = reminded(waiting(), LAST)
        assert (told.to, told.kind) == (STANDING_DEPUTY, NotificationKind.WARNING)
        assert (task.to, task.kind) == (HEAD, NotificationKind.TASK)
        assert "Đề nghị Trưởng Ban phân công người khác hoặc nhận về quyết định" in task.text
        assert "60 phút" in task.text

    def test_no_earlier_one_does(self) -> None:
        assert [raises_assignment(board(), waiting(), reminder(step)) for step in range(1, LAST + 1)] == [
            *[False] * (LAST - 1),
            True,
        ]

    def test_the_head_is_not_asked_to_replace_the_head(self) -> None:
        reserved = waiting(text=content(Kind.NEWS, HEAD_TOPICS[0]))
        assert [(n.to, n.kind) for n in reminded(reserved, LAST)] == [(HEAD, NotificationKind.WARNING)]

    @pytest.mark.parametrize(
        ("facts", "asked"),
        [
            ((away(HEAD),), {STANDING_DEPUTY}),
            ((away(HEAD), away(STANDING_DEPUTY)), set()),
            ((lent(GrantKind.ACTING, HEAD, STANDING_DEPUTY),), {HEAD, STANDING_DEPUTY}),
            ((away(STANDING_DEPUTY),), {HEAD}),
        ],
    )
    def test_who_acts_for_the_head_is_asked_too_but_never_to_replace_themselves(
        self, facts: tuple[Absence | Grant, ...], asked: set[MemberId]
    ) -> None:
        """A task for somebody who is away would lie until they are back."""
        fields = waiting(*facts, text=content(Kind.NEWS, DEPUTY_TOPICS[0]))
        found = reminded(fields, LAST, known=roster(*facts))
        assert {n.to for n in found if n.kind is NotificationKind.TASK} == asked
        assert [n.to for n in found if n.kind is NotificationKind.WARNING] == [DEPUTY]

    @pytest.mark.parametrize("alert", [Alert.WARN, Alert.BREACH])
    def test_only_a_reminder_does(self, alert: Alert) -> None:
        assert not raises_assignment(board(), waiting(), replace(reminder(LAST), alert=alert))

    @pytest.mark.parametrize("gone", [(STANDING_DEPUTY,), APPROVERS])
    def test_what_waits_for_an_assignment_already_asks_for_none_again(self, gone: tuple[MemberId, ...]) -> None:
        assert not raises_assignment(board(), waiting(*map(away, gone)), reminder(LAST))


class TestWaitingForAnAssignment:
    @pytest.mark.parametrize("step", range(1, LAST + 1))
    def test_the_head_is_reminded_to_assign(self, step: int) -> None:
        trip = away(STANDING_DEPUTY)
        (found,) = reminded(waiting(trip), step, known=roster(trip))
        assert (found.to, found.kind) == (HEAD, NotificationKind.WARNING)
        assert "chờ phân công" in found.text
        assert NEVER in found.text

    def test_so_is_who_acts_for_an_absent_head(self) -> None:
        trips = (away(STANDING_DEPUTY), away(HEAD))
        (found,) = reminded(waiting(*trips), 1, known=roster(*trips))
        assert found.to == DEPUTY

    def test_when_nobody_is_there_the_secretary_is_alarmed_and_all_who_could_act_get_a_copy(self) -> None:
        trips = [*map(away, APPROVERS)]
        found = reminded(waiting(*trips), 1, known=roster(*trips))
        copies = {(m, NotificationKind.NEWS) for m in (HEAD, STANDING_DEPUTY, DEPUTY)}
        assert {(n.to, n.kind) for n in found} == {(SECRETARY, NotificationKind.ALARM), *copies}
        assert all("điện thoại" in n.text for n in found)


@given(subsets, contents, st.integers(1, LAST))
def test_a_reminder_asks_nobody_but_those_who_can_assign(gone: set[MemberId], text: Content, step: int) -> None:
    """Promise 3: whoever stays silent, nobody else may decide because of it."""
    trips = list(map(away, gone))
    found = reminded(waiting(*trips, text=text), step, known=roster(*trips))
    assert found
    assert len({(n.to, n.kind) for n in found}) == len(found)
    tasked = {n.to for n in found if n.kind is NotificationKind.TASK}
    assert tasked <= {HEAD, STANDING_DEPUTY, DEPUTY} - gone


class TestWarningsAndBreaches:
    DAY, EDIT = same_day_obligation(NOW), edit_obligation(board(), NOW)

    def told(self, alert: Alert, *unmet: Obligation, stage: Stage = Stage.AWAITING_APPROVAL) -> dict[str, Notification]:
        moment = Moment(at=unmet[0].due_at, alert=alert, promise=unmet[0].promise, step=1)
        found = alert_notifications(there(at=unmet[0].due_at), at_stage(stage), TITLE, moment, unmet)
        assert len({notice.to for notice in found}) == len(found)
        return {notice.to: notice for notice in found}

    def test_a_late_edit_is_the_final_editors(self) -> None:
        found = self.told(Alert.WARN, self.EDIT, stage=Stage.EDITING)
        assert set(found) == {FINAL_EDITOR}
        assert "Sắp quá hạn biên tập lần cuối" in found[FINAL_EDITOR].text
        assert "đang ở bước “biên tập kỹ thuật”; hạn 15:00 23/11/2026." in found[FINAL_EDITOR].text

    def test_the_day_is_the_final_editors_and_the_owners(self) -> None:
        assert set(self.told(Alert.WARN, self.DAY)) == {FINAL_EDITOR, STANDING_DEPUTY}

    def test_a_breach_reaches_the_head_and_says_that_work_goes_on(self) -> None:
        found = self.told(Alert.BREACH, self.DAY)
        assert set(found) == {FINAL_EDITOR, STANDING_DEPUTY, HEAD}
        assert {notice.kind for notice in found.values()} == {NotificationKind.ALARM}
        assert "QUÁ HẠN duyệt và đăng trong ngày" in found[HEAD].text
        assert "Công việc vẫn tiếp tục" in found[HEAD].text

    def test_late_channels_are_named(self) -> None:
        late = publish_obligations(board().sla, NOW, None, [ChannelName.PORTAL, ChannelName.FANPAGE])
        found = self.told(Alert.WARN, *late, stage=Stage.PUBLISHING)
        assert set(found) == {ENGINEER, FINAL_EDITOR, STANDING_DEPUTY}
        assert "chưa lên Cổng TTĐT, Fanpage" in found[ENGINEER].text


def test_after_an_outage_one_message_replaces_all_reminders() -> None:
    found = catch_up(DEPUTY, 7)
    assert (found.to, found.kind) == (DEPUTY, NotificationKind.WARNING)
    assert "7 bài" in found.text
    assert "không tự duyệt" in found.text


def test_the_minutes_of_the_reminders_are_those_of_the_board() -> None:
    assert board().sla.approval_reminders == (timedelta(minutes=30), timedelta(minutes=60))
