import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import MemberId
from newsroom.board import Office
from newsroom.claims import CLAIM_LIFETIME, check_age, doer, incomplete
from newsroom.errors import RefusalCode, Refused
from newsroom.matters import facts
from newsroom.matters.acts import MATTER_ACTS, MatterClaim, kind_of, matter_claim_from, matter_claim_text, not_entitled
from newsroom.matters.facts import LONGEST_FACT
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.shape import YEARS
from tests.newsroom.rosters import HEAD, STRANGER, claim, why
from tests.support.samples import NOW, board

MADE_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DEED = MatterClaim(
    act_id="deed-1",
    act=MatterAct.FILE_ABSENCE,
    matter="absence/7c1e",
    member=MemberId("deputy"),
    office=Office.DEPUTY,
    made_at=MADE_AT,
    facts={"reason": "Đi công tác", "ends_at": "2026-11-25T17:00:00+07:00"},
)
TEXT = matter_claim_text(DEED)

words = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
times = st.datetimes(
    min_value=datetime(YEARS.start, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(YEARS.stop - 1, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-3.5))]),
)
matter_acts = st.builds(
    MatterClaim,
    act_id=words,
    act=st.sampled_from(MatterAct),
    matter=words,
    member=words.map(MemberId),
    office=st.sampled_from(Office),
    made_at=times,
    facts=st.dictionaries(words, words.filter(bool), max_size=4),
)


def refusal(text: str) -> str:
    with pytest.raises(Refused) as refused:
        matter_claim_from(text)
    return why(refused, RefusalCode.BAD_REQUEST)


def spoiled(**fields: Any) -> str:
    """The act's text with fields put in as raw JSON, in canonical form otherwise."""
    return json.dumps(json.loads(TEXT) | fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class TestText:
    @given(matter_acts)
    def test_an_act_comes_back_as_it_was_said(self, made: MatterClaim) -> None:
        again = matter_claim_from(matter_claim_text(made))
        assert again == made
        assert matter_claim_text(again) == matter_claim_text(made)

    @given(matter_acts, matter_acts)
    def test_two_acts_never_share_a_text(self, one: MatterClaim, other: MatterClaim) -> None:
        same = (one == other) and one.made_at.utcoffset() == other.made_at.utcoffset()
        assert (matter_claim_text(one) == matter_claim_text(other)) == same

    def test_the_text_of_a_known_act_never_changes(self) -> None:
        """Acts signed before an update of the desk would be refused after it."""
        assert matter_claim_text(replace(DEED, version=1)) == (
            '{"act":"file_absence","act_id":"deed-1","facts":{"ends_at":"2026-11-25T17:00:00+07:00",'
            '"reason":"Đi công tác"},"made_at":"2026-11-23T02:00:00+00:00","matter":"absence/7c1e",'
            '"member":"deputy","office":"deputy"}'
        )

    def test_what_says_nothing_is_left_out(self) -> None:
        assert matter_claim_text(replace(DEED, facts={**DEED.facts, "document": ""})) == TEXT

    @pytest.mark.parametrize(
        "change",
        [
            {"act_id": "deed-2"},
            {"act": MatterAct.CHANGE_ABSENCE},
            {"matter": "absence/7c1f"},
            {"member": MemberId("head")},
            {"office": Office.HEAD},
            {"made_at": MADE_AT + timedelta(microseconds=1)},
            {"facts": {"reason": "Đi công tác"}},
            {"facts": {**DEED.facts, "reason": "Đi họp"}},
            {"facts": {**DEED.facts, "to": "head"}},
        ],
        ids=str,
    )
    def test_every_field_is_part_of_what_is_signed(self, change: dict[str, Any]) -> None:
        assert matter_claim_text(replace(DEED, **change)) != TEXT


class TestForgedTexts:
    @given(st.text())
    def test_any_text_is_an_act_or_refused(self, text: str) -> None:
        assert refusal(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "null",
            "[]",
            "5",
            "{}",
            TEXT[:-1],
            TEXT + TEXT,
            f" {TEXT}",
            TEXT.replace(":", ": ", 1),
            json.dumps(json.loads(TEXT), sort_keys=True, separators=(",", ":")),
            TEXT.replace('"act":"file_absence"', '"act":"assign","act":"file_absence"'),
            spoiled(act="abdicate"),
            spoiled(office="owner"),
            spoiled(made_at="2026-11-23T02:00:00"),
            spoiled(made_at="2026-11-23T02:00:00Z"),
            spoiled(made_at="hôm nay"),
            spoiled(facts=None),
            spoiled(facts=["reason"]),
            spoiled(facts={"reason": 5}),
            spoiled(facts={"reason": ""}),
            spoiled(facts={"reason": {"a": "b"}}),
            spoiled(facts={"minutes": "x" * (LONGEST_FACT + 1)}),
            spoiled(act_id=5),
            spoiled(more="x"),
            "[" * 100_000,
        ],
    )
    def test_only_the_canonical_text_of_an_act_is_one(self, text: str) -> None:
        """One act, one text: nothing can be read from a text in two ways."""
        assert refusal(text)

    def test_the_longest_minutes_are_taken_whole(self) -> None:
        minutes = "x" * LONGEST_FACT
        assert matter_claim_from(spoiled(facts={"minutes": minutes})).facts == {"minutes": minutes}


class TestFacts:
    def test_a_fact_is_what_was_said_without_the_space_around_it(self) -> None:
        assert claim(MatterAct.ASSIGN, HEAD, to="  deputy\n").fact(facts.TO) == "deputy"

    @pytest.mark.parametrize("said", [{}, {"to": ""}, {"to": " \t\n"}])
    def test_a_fact_that_is_missing_is_asked_for_by_its_name(self, said: dict[str, str]) -> None:
        with pytest.raises(Refused) as refused:
            claim(MatterAct.ASSIGN, HEAD, **said).fact(facts.TO)
        assert "cần ghi người được phân công (to)" in why(refused, RefusalCode.BAD_REQUEST)

    def test_a_time_comes_with_its_zone(self) -> None:
        assert claim(MatterAct.ASSIGN, HEAD, ends_at=NOW).moment(facts.ENDS_AT) == NOW

    @pytest.mark.parametrize(
        ("said", "fault"),
        [
            ("", "cần ghi giờ trở lại"),
            ("mai", "không phải là giờ"),
            ("2026-13-01T00:00:00+07:00", "không phải là giờ"),
            ("2026-11-25T17:00:00", "thiếu múi giờ"),
            ("2026-11-25", "thiếu múi giờ"),
            ("9999-12-31T23:59:59-12:00", "ngoài các năm dùng được"),
            ("0001-01-01T00:00:00+14:00", "ngoài các năm dùng được"),
        ],
    )
    def test_a_time_that_is_none_is_refused(self, said: str, fault: str) -> None:
        with pytest.raises(Refused) as refused:
            claim(MatterAct.FILE_ABSENCE, HEAD, ends_at=said).moment(facts.ENDS_AT)
        assert fault in why(refused, RefusalCode.BAD_REQUEST)

    def test_a_list_is_parted_by_spaces_and_may_be_empty(self) -> None:
        assert claim(MatterAct.DELEGATE, HEAD, classes=" R1  R2 ").names(facts.CLASSES) == ("R1", "R2")
        assert claim(MatterAct.DELEGATE, HEAD).names(facts.CLASSES) == ()


class TestAge:
    @pytest.mark.parametrize("age", [timedelta(), CLAIM_LIFETIME, timedelta(minutes=-1)])
    def test_a_fresh_act_passes(self, age: timedelta) -> None:
        check_age(DEED, MADE_AT + age)

    @pytest.mark.parametrize(
        "age", [CLAIM_LIFETIME + timedelta(microseconds=1), timedelta(minutes=-1, microseconds=-1), timedelta(days=9)]
    )
    def test_an_old_one_or_one_from_the_future_does_not(self, age: timedelta) -> None:
        with pytest.raises(Refused) as refused:
            check_age(DEED, MADE_AT + age)
        assert "quá hạn" in why(refused, RefusalCode.EXPIRED_CLAIM)


class TestDoers:
    def test_a_member_does_an_act_in_the_own_office(self) -> None:
        assert doer(board(), DEED).id == "deputy"

    @pytest.mark.parametrize("office", sorted(set(Office) - {Office.DEPUTY}))
    def test_an_office_that_the_member_does_not_hold_is_refused(self, office: Office) -> None:
        with pytest.raises(Refused) as refused:
            doer(board(), replace(DEED, office=office))
        assert why(refused, RefusalCode.UNKNOWN_MEMBER)

    def test_a_stranger_is_unknown(self) -> None:
        with pytest.raises(Refused) as refused:
            doer(board(), claim(MatterAct.FILE_ABSENCE, STRANGER))
        assert why(refused, RefusalCode.UNKNOWN_MEMBER)


class TestRefusals:
    @pytest.mark.parametrize("act", MatterAct)
    def test_they_say_what_could_not_be_done_and_by_whom(self, act: MatterAct) -> None:
        made = replace(DEED, act=act)
        lacking, forbidden = incomplete(made, "cần ghi lý do"), not_entitled(made, "Chỉ Trưởng Ban.")
        assert lacking.message == f"Chưa thể {MATTER_ACTS[act].label}: cần ghi lý do. Mọi việc giữ nguyên."
        assert forbidden.message.startswith(
            f"Phó Trưởng Ban không có quyền {MATTER_ACTS[act].label}; mọi việc giữ nguyên."
        )
        assert forbidden.message.endswith("Chỉ Trưởng Ban.")
        assert (lacking.code, forbidden.code) == (RefusalCode.BAD_REQUEST, RefusalCode.NOT_ENTITLED)


@pytest.mark.parametrize("kind", MatterKind)
def test_the_name_of_a_matter_begins_with_its_kind(kind: MatterKind) -> None:
    assert kind_of(f"{kind}/7c1e") is kind


@pytest.mark.parametrize("matter", ["", "article/CB-1", "absences/7c1e", "/absence", "Absence/7c1e"])
def test_what_begins_otherwise_is_no_matter(matter: str) -> None:
    assert kind_of(matter) is None


def test_an_act_has_the_text_it_always_had() -> None:
    """Its stored signature would not fit any more, and the ledger could not be verified."""
    old = replace(DEED, version=1)
    text = (
        '{"act":"file_absence","act_id":"deed-1",'
        '"facts":{"ends_at":"2026-11-25T17:00:00+07:00","reason":"Đi công tác"},'
        '"made_at":"2026-11-23T02:00:00+00:00","matter":"absence/7c1e","member":"deputy","office":"deputy"}'
    )
    assert matter_claim_text(old) == text
    assert matter_claim_from(text) == old


def test_no_two_facts_share_a_name_and_each_is_stated_by_some_act() -> None:
    declared = [each for each in vars(facts).values() if isinstance(each, facts.Fact)]
    assert len({fact.name for fact in declared}) == len(declared)
    assert {fact.name for row in MATTER_ACTS.values() for fact in row.facts} == {fact.name for fact in declared}


def test_a_fact_is_asked_for_by_the_name_it_has_in_the_act() -> None:
    for act, called in ((MatterAct.FILE_ABSENCE, "lý do vắng"), (MatterAct.REVOKE, "lý do thu hồi")):
        with pytest.raises(Refused, match=f"cần ghi {called} "):
            claim(act, HEAD).fact(facts.REASON)


def test_every_act_has_a_vietnamese_name() -> None:
    assert MATTER_ACTS.keys() == set(MatterAct)
