"""Who hears of an absence, an assignment or a delegation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from newsroom.article import MemberId
from newsroom.entitlement.addressees import Notification, NotificationKind
from newsroom.entitlement.grounds import grant_in_words
from newsroom.notifications.roster import (
    absence_notifications,
    absence_summary,
    assigned_notifications,
    changed_notifications,
    ended_grant_notifications,
    grant_summary,
    lent_notifications,
)
from newsroom.roster import Absence, Grant, GrantKind, Presence, Roster
from tests.newsroom.rosters import (
    DAY,
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    HEAD,
    HOUR,
    REPORTER,
    SECRETARY,
    STANDING_DEPUTY,
    TRIP,
    assigned_to,
    away,
    lent,
    roster,
    there,
)
from tests.support.samples import NOW, REASON, board

TASK, NEWS = NotificationKind.TASK, NotificationKind.NEWS
ABSENCE = away(STANDING_DEPUTY)
ASSIGNMENT = assigned_to(DEPUTY, ABSENCE)
DELEGATION = lent(GrantKind.DELEGATION, DEPUTY, FINAL_EDITOR)


def whom(notifications: tuple[Notification, ...]) -> dict[MemberId, NotificationKind]:
    told = {notice.to: notice.kind for notice in notifications}
    assert len(told) == len(notifications), notifications
    return told


def filed(absence: Absence, known: Roster | None = None, waiting: int = 0, *titles: str) -> tuple[Notification, ...]:
    now = Presence(board=board(), roster=known or Roster(), at=NOW)
    return absence_notifications(now, absence, waiting, titles)


class TestFiledAbsences:
    @pytest.mark.parametrize(
        ("member", "whose"),
        [
            (STANDING_DEPUTY, "người duyệt"),
            (DEPUTY, "người duyệt"),
            (FINAL_EDITOR, "người biên tập lần cuối và người duyệt"),
        ],
    )
    def test_for_an_approver_the_head_is_asked_to_assign_somebody(self, member: MemberId, whose: str) -> None:
        found = filed(away(member))
        assert whom(found) == {HEAD: TASK, SECRETARY: NEWS}
        assert f"Mời Trưởng Ban phân công {whose} thay." in found[0].text
        assert TRIP in found[0].text
        assert "từ 08:00 23/11/2026 đến 17:00 23/11/2026" in found[0].text

    def test_the_head_hears_who_is_free_and_what_waits(self) -> None:
        task = filed(ABSENCE, None, 7, "Bài một", "Bài hai")[0].text
        assert "Gợi ý: Phó Trưởng Ban." in task
        assert "Đang có 7 bài: “Bài một”; “Bài hai”." in task

    def test_nothing_is_said_of_what_is_not_there(self) -> None:
        """A suggestion of somebody who is away would cost the Head a call."""
        task = filed(ABSENCE, roster(away(DEPUTY), away(FINAL_EDITOR)))[0].text
        assert "Gợi ý" not in task
        assert "Đang có" not in task

    def test_an_absent_head_leaves_the_task_to_who_acts_and_hears_of_it(self) -> None:
        assert whom(filed(away(DEPUTY), roster(away(HEAD)))) == {STANDING_DEPUTY: TASK, HEAD: NEWS, SECRETARY: NEWS}

    def test_the_heads_own_absence_is_news_to_who_acts(self) -> None:
        found = filed(away(HEAD))
        assert whom(found) == {STANDING_DEPUTY: NEWS, DEPUTY: NEWS, SECRETARY: NEWS}
        assert "Điều hành theo thứ tự của thông báo" in found[0].text

    def test_others_need_nobody_in_their_place(self) -> None:
        assert whom(filed(away(REPORTER))) == {SECRETARY: NEWS, HEAD: NEWS}

    def test_an_absent_engineer_leaves_the_channels_to_the_backup(self) -> None:
        found = filed(away(ENGINEER))
        assert whom(found) == {SECRETARY: TASK, HEAD: NEWS}
        assert "gỡ ngay theo lệnh miệng" in found[0].text

    def test_a_backup_who_is_away_then_is_told_to_the_head_and_skipped(self) -> None:
        """Nobody would look after the channels, and nobody would know."""
        found = filed(away(ENGINEER), roster(away(SECRETARY)))
        assert whom(found) == {HEAD: TASK, STANDING_DEPUTY: NEWS, SECRETARY: NEWS}
        assert "Người đăng dự phòng (Thư ký Ban Biên tập) cũng vắng mặt" in found[0].text


class TestChangedAbsences:
    def changed(self, hours: int, *grants: Grant) -> tuple[Notification, ...]:
        after = replace(ABSENCE, ends_at=ABSENCE.ends_at + timedelta(hours=hours))
        return changed_notifications(there(), ABSENCE, after, grants)

    def test_an_early_return_is_news_to_the_head_the_member_the_secretary_and_the_stand_in(self) -> None:
        found = self.changed(-2, ASSIGNMENT)
        assert whom(found) == dict.fromkeys((HEAD, STANDING_DEPUTY, SECRETARY, DEPUTY), NEWS)
        assert all("về sớm: từ 08:00 23/11/2026 đến 15:00 23/11/2026." in notice.text for notice in found)

    def test_an_extension_asks_the_head_to_look_at_the_assignment_again(self) -> None:
        """The stand-in's power ends with the old absence, and the articles would come back to the Head unseen."""
        found = self.changed(2, ASSIGNMENT)
        assert whom(found) == {HEAD: TASK, STANDING_DEPUTY: NEWS, SECRETARY: NEWS, DEPUTY: NEWS}
        assert all("Phân công thay không tự kéo dài" in notice.text for notice in found)

    def test_an_extension_without_an_assignment_is_news(self) -> None:
        found = self.changed(2)
        assert set(whom(found).values()) == {NEWS}
        assert all("vắng thêm" in notice.text and "Phân công" not in notice.text for notice in found)


class TestGrants:
    def test_an_assignment_is_a_task_for_who_has_it_and_news_to_who_is_away(self) -> None:
        found = assigned_notifications(there(), ABSENCE, ASSIGNMENT)
        assert whom(found) == {DEPUTY: TASK, STANDING_DEPUTY: NEWS, SECRETARY: NEWS}
        assert {notice.text for notice in found} == {grant_in_words(board(), ASSIGNMENT)}

    def test_a_delegation_is_told_to_the_head(self) -> None:
        assert whom(lent_notifications(there(), DELEGATION)) == {FINAL_EDITOR: TASK, DEPUTY: NEWS, HEAD: NEWS}

    def test_an_authorisation_of_the_head_is_told_once_to_each(self) -> None:
        acting = lent(GrantKind.ACTING, HEAD, DEPUTY)
        assert whom(lent_notifications(there(), acting)) == {DEPUTY: TASK, HEAD: NEWS}

    def test_the_right_to_sign_is_no_task_yet(self) -> None:
        signing = lent(GrantKind.ROYALTY_SIGNING, HEAD, DEPUTY)
        assert whom(lent_notifications(there(), signing))[DEPUTY] is NEWS

    @pytest.mark.parametrize(
        ("grant", "members"),
        [(ASSIGNMENT, (DEPUTY, HEAD, STANDING_DEPUTY)), (DELEGATION, (FINAL_EDITOR, DEPUTY))],
    )
    def test_its_end_is_told_to_all_whom_it_concerned(self, grant: Grant, members: tuple[MemberId, ...]) -> None:
        found = ended_grant_notifications(there(), grant, REASON)
        assert whom(found) == dict.fromkeys(members, NEWS)
        assert all("Đã thu hồi" in notice.text and REASON in notice.text for notice in found)
        assert found == ended_grant_notifications(there(), grant, f"{REASON}. ")


class TestWhoAssigns:
    @pytest.mark.parametrize(
        ("gone", "asked"),
        [
            ((), {HEAD: TASK}),
            ((HEAD,), {STANDING_DEPUTY: TASK, HEAD: NEWS}),
            ((HEAD, STANDING_DEPUTY), {DEPUTY: TASK, HEAD: NEWS}),
        ],
    )
    def test_the_head_or_who_acts_when_the_absence_begins(
        self, gone: tuple[MemberId, ...], asked: dict[MemberId, NotificationKind]
    ) -> None:
        assert whom(filed(away(FINAL_EDITOR), roster(*map(away, gone)))) == {**asked, SECRETARY: NEWS}

    def test_who_will_act_then_hears_as_well_as_who_runs_the_board_now(self) -> None:
        known = roster(away(HEAD, DAY, 2 * DAY))
        assert whom(filed(away(FINAL_EDITOR, DAY, DAY + HOUR), known)) == {
            HEAD: TASK, STANDING_DEPUTY: TASK, SECRETARY: NEWS,
        }  # fmt: skip

    def test_an_authorised_deputy_runs_the_board_too(self) -> None:
        found = filed(ABSENCE, roster(lent(GrantKind.ACTING, HEAD, DEPUTY)))
        assert whom(found) == {HEAD: TASK, DEPUTY: TASK, SECRETARY: NEWS}


class TestSummaries:
    def test_operators_read_who_stands_in(self) -> None:
        assert f"- {grant_in_words(board(), ASSIGNMENT)}" in absence_summary(board(), ABSENCE, [ASSIGNMENT])
        assert "Chưa có phân công thay" in absence_summary(board(), ABSENCE, [])
        assert grant_in_words(board(), DELEGATION) in grant_summary(board(), DELEGATION)
