"""The digest: who gets it, how far it looks back, and what it says."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from newsroom.article import ArticleId, ChannelName, MemberId
from newsroom.board import Office
from newsroom.errors import Refused
from newsroom.notifications.digest import (
    DigestKind,
    Facts,
    Late,
    Missed,
    Overdue,
    Shown,
    Waiting,
    check_late,
    check_remark,
    digest,
    digest_text,
    how_long,
    period,
)
from newsroom.roster import GrantKind
from newsroom.signed.remarks import LONGEST_REMARK, Remark, remark_from, remark_text
from newsroom.sla import Promise, same_day_obligation
from newsroom.stages import Stage
from tests.newsroom.rosters import (
    DAY,
    DEPUTY,
    FINAL_EDITOR,
    HEAD,
    HOUR,
    MINUTE,
    REPORTER,
    STANDING_DEPUTY,
    assigned_to,
    away,
    lent,
    roster,
    there,
)
from tests.support.samples import NOW, board

_OTHER_REPORTER: Final = MemberId("reporter-2")
_QUIET: Final = Facts(
    since=NOW - DAY,
    until=NOW,
    at=NOW,
    broken=dict.fromkeys(Promise, 0),
    published=dict.fromkeys(ChannelName, 0),
    stopped=dict.fromkeys(ChannelName, 0),
)


def waiting(asked: str | None, stage: Stage, *, count: int = 1, since: timedelta = HOUR, title: str = "Tin") -> Waiting:
    member = MemberId(asked) if asked else None
    return Waiting(asked=member, stage=stage, count=count, since=NOW - since, title=title)


def said(*facts: Any, **changed: Any) -> str:
    return digest_text(board(), roster(*facts), DigestKind.DAILY, replace(_QUIET, **changed))


class TestReaders:
    def readers(self, *facts: Any) -> tuple[MemberId, ...]:
        return tuple(message.to for message in digest(there(*facts), DigestKind.DAILY, _QUIET))

    def test_rules_26_and_27_head_and_standing_deputy_read_it(self) -> None:
        assert self.readers() == (HEAD, STANDING_DEPUTY)

    def test_whoever_acts_reads_it_while_the_head_is_away_and_gets_a_copy(self) -> None:
        assert self.readers(away(HEAD)) == (STANDING_DEPUTY, HEAD)
        assert self.readers(away(HEAD), away(STANDING_DEPUTY)) == (DEPUTY, HEAD, STANDING_DEPUTY)

    def test_whoever_does_the_standing_deputy_s_work_reads_it_too(self) -> None:
        trip = away(STANDING_DEPUTY)
        assert self.readers(trip, assigned_to(DEPUTY, trip)) == (HEAD, DEPUTY, STANDING_DEPUTY)

    def test_a_named_authorisation_comes_before_the_order(self) -> None:
        named = lent(GrantKind.ACTING, HEAD, DEPUTY)
        assert self.readers(away(HEAD), named) == (DEPUTY, STANDING_DEPUTY, HEAD)
        assert self.readers(named) == (HEAD, DEPUTY, STANDING_DEPUTY)

    def test_somebody_who_is_there_reads_it_whoever_is_away(self) -> None:
        everyone = [away(member) for member in (HEAD, STANDING_DEPUTY, DEPUTY)]
        assert self.readers(*everyone) == (FINAL_EDITOR, HEAD, STANDING_DEPUTY)

    def test_a_head_who_is_back_reads_it_again(self) -> None:
        assert self.readers(away(HEAD, until=timedelta())) == (HEAD, STANDING_DEPUTY)

    def test_each_reader_gets_the_same(self) -> None:
        messages = digest(there(lent(GrantKind.ACTING, HEAD, DEPUTY)), DigestKind.DAILY, _QUIET)
        assert [message.to for message in messages] == [HEAD, DEPUTY, STANDING_DEPUTY]
        assert len({message.text for message in messages}) == 1


class TestPeriod:
    @pytest.mark.parametrize(("kind", "span"), [(DigestKind.DAILY, DAY), (DigestKind.WEEKLY, 7 * DAY)])
    def test_one_begins_where_the_one_before_ended(self, kind: DigestKind, span: timedelta) -> None:
        """What is broken at 23:59:59 belongs to a digest as well."""
        first, second = period(kind, NOW), period(kind, NOW + span)
        assert first[1] == second[0] == NOW


class TestText:
    def test_a_quiet_day_is_told_too(self) -> None:
        """Silence would look like a digest that was not sent."""
        text = said()
        assert text.startswith("TỔNG HỢP NGÀY (từ 09:00 22/11 đến 09:00 23/11/2026). Bài mới gửi: 0.")
        assert text.count("không có") == 11

    def test_a_week_says_from_when(self) -> None:
        facts = replace(_QUIET, since=NOW - 7 * DAY)
        text = digest_text(board(), roster(), DigestKind.WEEKLY, facts)
        assert text.startswith("TỔNG HỢP TUẦN (từ 09:00 16/11 đến 09:00 23/11/2026).")

    def test_what_waits_is_told_by_office_the_longest_first(self) -> None:
        text = said(
            waiting=(
                waiting(
                    STANDING_DEPUTY, Stage.AWAITING_APPROVAL, count=3, since=2 * HOUR + 5 * MINUTE, title="Lâu nhất"
                ),
                waiting(REPORTER, Stage.RETURNED, since=3 * DAY + HOUR, title="Chờ tác giả"),
                waiting(_OTHER_REPORTER, Stage.RETURNED, count=2, since=DAY, title="Tác giả khác"),
                waiting(None, Stage.SCHEDULED, since=10 * MINUTE, title="Chờ giờ"),
            )
        )
        assert text.splitlines()[4:8] == [
            "Đang chờ:",
            "- Phóng viên, đã trả lại tác giả: 3 bài, lâu nhất 3 ngày 1 giờ (“Chờ tác giả”)",
            "- Phó Trưởng Ban Thường trực, chờ duyệt: 3 bài, lâu nhất 2 giờ 5 phút (“Lâu nhất”)",
            "- Không của riêng ai, đã duyệt, chờ giờ đăng: 1 bài, lâu nhất 10 phút (“Chờ giờ”)",
        ]

    def test_what_is_late_and_what_was_broken_are_different_things(self) -> None:
        late = Late(promise=Promise.PUBLISH, count=2, due_at=NOW - 30 * MINUTE, title="Bài chậm")
        text = said(late=(late,), broken={Promise.PUBLISH: 4, Promise.EDIT: 0})
        assert "Đang quá hạn:\n- đăng sau khi duyệt: 2 việc, lâu nhất đã quá 30 phút (“Bài chậm”)" in text
        assert "Cam kết đã lỡ trong kỳ:\n- đăng sau khi duyệt: 4 lần\nNgoài giờ" in text

    def test_what_came_late_in_the_evening_and_missed_its_day_has_a_part_of_its_own(self) -> None:
        """It is among the broken promises as well: the notice grants no such delay."""
        late, early = (NOW.replace(hour=hour) - DAY for hour in (21, 14))
        missed = [
            Missed(title=title, submitted_at=sent, due_at=same_day_obligation(sent).due_at)
            for title, sent in (("Bài tối", late), ("Bài chiều", early))
        ]
        text = said(missed=tuple(missed), broken={Promise.SAME_DAY: 2})
        assert "- duyệt và đăng trong ngày: 2 lần\nNgoài giờ (gửi muộn trong ngày, lỡ trong ngày):\n" in text
        assert "- “Bài tối”, gửi 21:00 22/11, mốc 09:00 23/11\nBài lỡ hạn" in text

    def test_channels_and_refusals(self) -> None:
        text = said(
            published={ChannelName.PORTAL: 12, ChannelName.FANPAGE: 0},
            stopped={ChannelName.ZALO_OA: 1},
            refused=2,
            forged=1,
        )
        assert "Đã lên kênh trong kỳ:\n- Cổng TTĐT: 12 lượt bài\nKênh đang dừng" in text
        assert "chờ người xử lý:\n- Zalo OA: 1 bài" in text
        assert "trong kỳ:\n- GIẢ MẠO (sai chữ ký): 1\n- trái thẩm quyền hoặc sai bước: 2" in text

    def test_absences_and_powers_name_offices_and_no_people(self) -> None:
        trip = away(STANDING_DEPUTY)
        text = said(trip, assigned_to(DEPUTY, trip), away(DEPUTY, since=HOUR))
        assert "- Phó Trưởng Ban Thường trực vắng đến 17:00 23/11" in text
        assert "- Phó Trưởng Ban: phân công duyệt thay (việc của Phó Trưởng Ban Thường trực), đến 17:00 23/11" in text
        assert "Phó Trưởng Ban vắng" not in text
        assert not any(member.name in text for member in board().members)

    def test_a_long_title_is_cut(self) -> None:
        text = said(waiting=(waiting(None, Stage.PUBLISHING, title="T" * 300),))
        assert f"“{'T' * 79}…”" in text


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=-5), "0 phút"),
        (59 * MINUTE, "59 phút"),
        (HOUR, "1 giờ 0 phút"),
        (DAY - MINUTE, "23 giờ 59 phút"),
        (DAY, "1 ngày 0 giờ"),
        (2 * DAY + 5 * HOUR + 59 * MINUTE, "2 ngày 5 giờ"),
    ],
)
def test_a_span_is_told_as_people_say_it(span: timedelta, said: str) -> None:
    assert how_long(span) == said


def remark(text: str = "Ngày yên ổn", *, by: Office = Office.STANDING_DEPUTY, about: str = "") -> Remark:
    member = board().holder(by)
    return Remark(act_id="r1", member=member.id, office=by, article_id=ArticleId(about), text=text, made_at=NOW)


class TestReport:
    """Rules 15, 26, 27; ambiguity A16."""

    def test_rule_27_the_titles_of_the_day_are_listed_with_class_and_approver(self) -> None:
        shown = (
            Shown(title="Họp Tỉnh ủy", class_name="R1", approver=HEAD),
            Shown(title="Bài cũ", class_name="R4", approver=None),
        )
        text = said(shown=shown)
        assert "- “Họp Tỉnh ủy”, phần Trưởng Ban Biên tập duyệt, người duyệt: Trưởng Ban Biên tập\n" in text
        assert "- “Bài cũ”, phần Phó Trưởng Ban Thường trực duyệt, người duyệt: không rõ người\n" in text

    def test_a_long_day_is_cut_and_says_so(self) -> None:
        text = said(shown=(Shown(title="Tin", class_name="R4", approver=HEAD),) * 53)
        assert text.count("phần Phó Trưởng Ban Thường trực duyệt") == 50
        assert "- và 3 bài nữa" in text

    def test_a16_a_late_article_says_how_long_it_lay_at_each_desk_and_why(self) -> None:
        spent = {Stage.EDITING: 3 * HOUR, Stage.AWAITING_APPROVAL: DAY}
        reason = remark("Chờ số liệu của sở.", by=Office.FINAL_EDITOR, about="CB-1")
        late = Overdue(title="Bài chậm", promises=(Promise.SAME_DAY,), spent=spent, reasons=(reason,))
        text = said(overdue=(late, replace(late, title="Bài khác", reasons=())))
        assert "biên tập kỹ thuật 3 giờ 0 phút, chờ duyệt 1 ngày 0 giờ. Lý do: Chờ số liệu của sở (Ủy viên" in text
        assert text.count("Lý do: chưa ai ghi") == 1

    def test_rule_26_the_standing_deputy_s_remark_stands_in_it(self) -> None:
        text = said(remarks=(remark(),))
        assert "Ý kiến của Phó Trưởng Ban Thường trực:\n- Ngày yên ổn\n" in text

    def test_a37_the_warning_stands_in_it(self) -> None:
        assert "CẦN KIỂM TRA" in said()
        checked = replace(board(), parent_rule_checked="Thư ký, 30/11/2026")
        assert "CẦN KIỂM TRA" not in digest_text(checked, roster(), DigestKind.DAILY, _QUIET)


class TestRemarks:
    @pytest.mark.parametrize("office", [office for office in Office if office.value not in {"reporter", "contributor"}])
    def test_only_the_standing_deputy_speaks_on_the_day_and_who_edits_or_approves_on_lateness(
        self, office: Office
    ) -> None:
        speaks = {Office.STANDING_DEPUTY}, {Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY, Office.FINAL_EDITOR}
        for about, who in zip(("", "CB-1"), speaks, strict=True):
            try:
                check_remark(board().holder(office), remark(by=office, about=about))
            except Refused:
                assert office not in who
            else:
                assert office in who

    def test_nothing_is_explained_that_was_not_late(self) -> None:
        with pytest.raises(Refused, match="chưa lỡ thời hạn"):
            check_late(remark(by=Office.FINAL_EDITOR, about="CB-1"), late=False)

    @pytest.mark.parametrize("text", ["", "  ", "a" * (LONGEST_REMARK + 1)])
    def test_an_empty_or_endless_one_is_refused_by_its_field(self, text: str) -> None:
        with pytest.raises(Refused, match=r"\(text\)"):
            check_remark(board().holder(Office.STANDING_DEPUTY), remark(text))

    def test_what_is_signed_is_read_back_and_nothing_else(self) -> None:
        said = remark("Lý do “đủ dấu”", by=Office.FINAL_EDITOR, about="CB-1")
        assert remark_from(remark_text(said)) == said
        with pytest.raises(Refused):
            remark_from(remark_text(said).replace("remark", "confirm_records"))
