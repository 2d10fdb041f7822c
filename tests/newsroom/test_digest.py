"""The digest: who gets it, how far it looks back, and what it says."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from newsroom.article import ChannelName, MemberId
from newsroom.notifications.digest import (
    DigestKind,
    Facts,
    Late,
    Missed,
    Waiting,
    digest,
    digest_text,
    how_long,
    period,
)
from newsroom.roster import GrantKind
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

    def test_the_head_reads_it(self) -> None:
        assert self.readers() == (HEAD,)

    def test_whoever_acts_reads_it_while_the_head_is_away_and_gets_a_copy(self) -> None:
        assert self.readers(away(HEAD)) == (STANDING_DEPUTY, HEAD)
        assert self.readers(away(HEAD), away(STANDING_DEPUTY)) == (DEPUTY, HEAD)

    def test_a_named_authorisation_comes_before_the_order(self) -> None:
        named = lent(GrantKind.ACTING, HEAD, DEPUTY)
        assert self.readers(away(HEAD), named) == (DEPUTY, HEAD)
        assert self.readers(named) == (HEAD, DEPUTY)

    def test_somebody_who_is_there_reads_it_whoever_is_away(self) -> None:
        everyone = [away(member) for member in (HEAD, STANDING_DEPUTY, DEPUTY)]
        assert self.readers(*everyone) == (FINAL_EDITOR, HEAD)

    def test_a_head_who_is_back_reads_it_again(self) -> None:
        assert self.readers(away(HEAD, until=timedelta())) == (HEAD,)

    def test_each_reader_gets_the_same(self) -> None:
        messages = digest(there(lent(GrantKind.ACTING, HEAD, DEPUTY)), DigestKind.DAILY, _QUIET)
        assert [message.to for message in messages] == [HEAD, DEPUTY]
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
        assert text.count("không có") == 8

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
        assert text.splitlines()[1:5] == [
            "Đang chờ:",
            "- Phóng viên, đã trả lại tác giả: 3 bài, lâu nhất 3 ngày 1 giờ (“Chờ tác giả”)",
            "- Phó Trưởng Ban Thường trực, chờ duyệt: 3 bài, lâu nhất 2 giờ 5 phút (“Lâu nhất”)",
            "- Không của riêng ai, đã duyệt, chờ giờ đăng: 1 bài, lâu nhất 10 phút (“Chờ giờ”)",
        ]

    def test_what_is_late_and_what_was_broken_are_different_things(self) -> None:
        late = Late(promise=Promise.PUBLISH, count=2, due_at=NOW - 30 * MINUTE, title="Bài chậm")
        text = said(late=(late,), broken={Promise.PUBLISH: 4, Promise.EDIT: 0})
        assert "Đang quá hạn:\n- đăng trong 60 phút sau khi duyệt: 2 việc, lâu nhất đã quá 30 phút (“Bài chậm”)" in text
        assert "Cam kết đã lỡ trong kỳ:\n- đăng trong 60 phút sau khi duyệt: 4 lần\nNgoài giờ" in text

    def test_what_came_late_in_the_evening_and_missed_its_day_has_a_part_of_its_own(self) -> None:
        """It is among the broken promises as well: the notice grants no such delay."""
        late, early = (NOW.replace(hour=hour) - DAY for hour in (21, 14))
        missed = [
            Missed(title=title, submitted_at=sent, due_at=same_day_obligation(sent).due_at)
            for title, sent in (("Bài tối", late), ("Bài chiều", early))
        ]
        text = said(missed=tuple(missed), broken={Promise.SAME_DAY: 2})
        assert "- duyệt và đăng trong ngày: 2 lần\nNgoài giờ (gửi muộn trong ngày, lỡ trong ngày):\n" in text
        assert "- “Bài tối”, gửi 21:00 22/11, mốc 09:00 23/11\nĐã lên kênh" in text

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
