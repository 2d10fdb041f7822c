"""A notice on paper: its number, day and deciding document, what comes after what, duties and the regulation above."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import pytest

from newsroom.board import UNSIGNED, Notice, Office, Signing
from newsroom.board_file import board_from
from newsroom.errors import InvalidBoard, Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.board_change import adopted_from, check_succession, signing_in_words, signing_of
from newsroom.matters.kinds import MatterAct
from newsroom.roster import Roster
from tests.newsroom.rosters import DAY, HEAD
from tests.support.samples import NOW, board, board_data

_PAPER: Final = {"number": "12/TB-BBT", "signed_on": "2026-11-20", "decided_by": "Quyết định số 1124/QĐ-UBND"}
_SIGNED: Final = Signing(number="12/TB-BBT", signed_on=date(2026, 11, 20), decided_by="Quyết định số 1124/QĐ-UBND")


def adopting(**said: str) -> MatterClaim:
    return MatterClaim(
        act_id="a1",
        act=MatterAct.ADOPT_BOARD,
        matter="board/000000000000-1",
        member=HEAD,
        office=Office.HEAD,
        made_at=NOW,
        facts=said,
    )


def refused_for(claim: MatterClaim) -> str:
    with pytest.raises(Refused) as refused:
        adopted_from(board(), Roster(), claim, NOW)
    return refused.value.message


def newest(effective_from: datetime, signing: Signing = UNSIGNED) -> Notice:
    return Notice(digest="0" * 64, effective_from=effective_from, board=board(), signing=signing)


@pytest.mark.rules
class TestOnPaper:
    def test_rule_92_number_day_and_deciding_document_are_signed(self) -> None:
        assert signing_of(adopting(**_PAPER), NOW) == _SIGNED

    def test_an_older_adoption_has_none_and_stays_valid(self) -> None:
        assert signing_of(adopting(), NOW) == UNSIGNED
        assert adopted_from(board(), Roster(), adopting(), NOW)[0] == NOW
        assert signing_in_words(UNSIGNED, NOW).startswith("Chưa ghi số")

    @pytest.mark.parametrize("missing", list(_PAPER))
    def test_one_that_is_missing_is_named(self, missing: str) -> None:
        said = {name: text for name, text in _PAPER.items() if name != missing}
        assert f"({missing})" in refused_for(adopting(**said))

    @pytest.mark.parametrize("day", ["20/11/2026", "hôm qua", "2026-02-30", "2026-11-24"])
    def test_a_day_that_is_none_or_still_to_come_is_named(self, day: str) -> None:
        assert "(signed_on)" in refused_for(adopting(**{**_PAPER, "signed_on": day}))

    def test_a_notice_signed_earlier_says_from_when_it_holds(self) -> None:
        said = signing_in_words(_SIGNED, NOW)
        assert "Số 12/TB-BBT ký ngày 20/11/2026, theo Quyết định số 1124/QĐ-UBND" in said
        assert "áp dụng từ 09:00 23/11/2026; trước giờ ấy vẫn theo bản cũ" in said
        assert "bản cũ" not in signing_in_words(replace(_SIGNED, signed_on=NOW.date()), NOW)


@pytest.mark.rules
class TestSuccession:
    def test_a_notice_never_holds_from_after_its_own_replacement(self) -> None:
        """One that still waits for its hour would push out the later one that replaces it."""
        waits = newest(NOW + DAY)
        with pytest.raises(Refused, match=r"\(effective_from\) phải từ 09:00 24/11/2026 trở đi"):
            check_succession(adopting(), NOW, UNSIGNED, waits)
        check_succession(adopting(), NOW + DAY, UNSIGNED, waits)

    def test_a_notice_signed_before_the_one_that_has_replaced_it_comes_too_late(self) -> None:
        later = newest(NOW - DAY, replace(_SIGNED, number="13/TB-BBT", signed_on=date(2026, 11, 22)))
        with pytest.raises(Refused, match=r"\(signed_on\) trước ngày ký 22/11/2026 .*13/TB-BBT"):
            check_succession(adopting(**_PAPER), NOW, _SIGNED, later)
        check_succession(adopting(), NOW, UNSIGNED, later)
        check_succession(adopting(**_PAPER), NOW, _SIGNED, newest(NOW - timedelta(hours=1), _SIGNED))


@pytest.mark.rules
class TestDuties:
    def test_rules_58_to_91_are_duties_of_their_offices(self) -> None:
        duties = {duty.rule: duty.office for duty in board().duties}
        assert sorted(duties) == list(range(58, 92))
        assert [duties[n] for n in (58, 73, 74, 76, 77, 79, 80, 91)] == [
            *(Office.SECRETARY, Office.SECRETARY, Office.CHIEF_ACCOUNTANT, Office.CHIEF_ACCOUNTANT),
            *(Office.ACCOUNTANT, Office.ACCOUNTANT, Office.ENGINEER, Office.ENGINEER),
        ]

    def test_a_file_from_before_has_none(self) -> None:
        data = board_data()
        del data["duties"]
        assert board_from(data).duties == ()

    @pytest.mark.parametrize(
        ("duties", "field"),
        [
            ({"thu-ky": {"58": "Việc"}}, "duties"),
            ({"secretary": {"96": "Việc"}}, "duties.secretary.96"),
            ({"secretary": {"sáu mươi": "Việc"}}, "duties.secretary.sáu mươi"),
            ({"secretary": {"58": " "}}, "duties.secretary.58"),
            ({"secretary": "Biên bản"}, "secretary"),
            ({"secretary": {"60": "Biên bản"}, "engineer": {"60": "Biên bản"}}, "duties"),
            ("Biên bản", "duties"),
        ],
    )
    def test_a_wrong_one_is_named(self, duties: object, field: str) -> None:
        with pytest.raises(InvalidBoard) as refused:
            board_from({**board_data(), "duties": duties})
        assert refused.value.field == field


@pytest.mark.rules
class TestRegulationAbove:
    def test_a37_the_warning_stands_until_somebody_has_compared_both(self) -> None:
        assert "31/2015" in board().unchecked
        assert "CẦN KIỂM TRA" in board().unchecked
        data = board_data()
        data["notice"]["parent_rule_checked"] = "Thư ký, ngày 30/11/2026"
        assert board_from(data).unchecked == ""
