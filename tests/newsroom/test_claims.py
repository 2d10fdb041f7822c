import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import ArticleId, ChannelName, ContentHash, MemberId
from newsroom.board import Office
from newsroom.claims import CLAIM_LIFETIME, Claim, Details, check_age, claim_from, claim_text
from newsroom.errors import RefusalCode, Refused
from newsroom.shape import YEARS
from newsroom.stages import Act

MADE_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CLAIM = Claim(
    act_id="act-1",
    act=Act.APPROVE,
    article_id=ArticleId("CB-1"),
    content_hash=ContentHash("a" * 64),
    member=MemberId("standing-deputy"),
    office=Office.STANDING_DEPUTY,
    made_at=MADE_AT,
    details=Details(reason="Đăng ngay", publish_at=MADE_AT + timedelta(hours=1), channels_off=(ChannelName.FANPAGE,)),
)
TEXT = claim_text(CLAIM)

words = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
times = st.datetimes(
    min_value=datetime(YEARS.start, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(YEARS.stop - 1, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-3.5))]),
)
claims = st.builds(
    Claim,
    act_id=words,
    act=st.sampled_from(Act),
    article_id=words.map(ArticleId),
    content_hash=words.map(ContentHash),
    member=words.map(MemberId),
    office=st.sampled_from(Office),
    made_at=times,
    details=st.builds(
        Details,
        reason=words,
        reason_code=words,
        publish_at=st.none() | times,
        channel=st.none() | st.sampled_from(ChannelName),
        channels_off=st.lists(st.sampled_from(ChannelName)).map(tuple),
        new_revision=st.integers(),
        new_hash=words,
        to=words,
    ),
)


def refusal(text: str) -> RefusalCode | str:
    with pytest.raises(Refused) as refused:
        claim_from(text)
    assert "giữ nguyên" in refused.value.message
    return refused.value.code


def spoiled(**fields: Any) -> str:
    """The claim's text with fields put in as raw JSON, in canonical form otherwise."""
    data = json.loads(TEXT)
    for name, value in fields.items():
        (data["details"] if name in data["details"] else data)[name] = value
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class TestRoundTrip:
    @given(claims)
    def test_a_claim_comes_back_as_it_was_said(self, claim: Claim) -> None:
        text = claim_text(claim)
        assert claim_from(text) == claim
        assert claim_text(claim_from(text)) == text

    @given(claims, claims)
    def test_two_claims_never_share_a_text(self, one: Claim, other: Claim) -> None:
        same_words = repr(one) == repr(other)
        assert (claim_text(one) == claim_text(other)) == same_words

    @pytest.mark.parametrize(
        "change",
        [
            {"act_id": "act-2"},
            {"act": Act.REJECT},
            {"article_id": ArticleId("CB-2")},
            {"content_hash": ContentHash("b" * 64)},
            {"member": MemberId("head")},
            {"office": Office.HEAD},
            {"made_at": MADE_AT + timedelta(microseconds=1)},
            {"details": replace(CLAIM.details, reason="Đăng ngay ")},
            {"details": replace(CLAIM.details, reason_code="other")},
            {"details": replace(CLAIM.details, publish_at=None)},
            {"details": replace(CLAIM.details, channel=ChannelName.PORTAL)},
            {"details": replace(CLAIM.details, channels_off=())},
            {"details": replace(CLAIM.details, new_revision=1)},
            {"details": replace(CLAIM.details, new_hash="b" * 64)},
            {"details": replace(CLAIM.details, to="deputy")},
        ],
        ids=str,
    )
    def test_every_field_is_part_of_what_is_signed(self, change: dict[str, Any]) -> None:
        assert claim_text(replace(CLAIM, **change)) != TEXT


class TestOlderClaims:
    """Texts as the ledger keeps them from before there were re-assignments."""

    OLD_TEXT = (
        '{"act":"approve","act_id":"act-1","article_id":"CB-1","content_hash":"' + "a" * 64 + '","details":'
        '{"channel":null,"channels_off":["fanpage"],"new_hash":"","new_revision":0,'
        '"publish_at":"2026-11-23T03:00:00+00:00","reason":"Đăng ngay","reason_code":""},'
        '"made_at":"2026-11-23T02:00:00+00:00","member":"standing-deputy","office":"standing_deputy"}'
    )

    def test_a_claim_that_names_nobody_has_the_text_it_always_had(self) -> None:
        """Its stored signature would not fit any more, and the ledger could not be verified."""
        old = replace(CLAIM, version=1)
        assert claim_text(old) == self.OLD_TEXT
        assert claim_from(self.OLD_TEXT) == old
        assert not CLAIM.details.to

    @given(claims)
    def test_the_named_member_is_in_the_text_exactly_when_there_is_one(self, claim: Claim) -> None:
        details = json.loads(claim_text(claim))["details"]
        assert details.get("to", "") == claim.details.to
        assert ("to" in details) == bool(claim.details.to)

    @pytest.mark.parametrize("to", ["", None, 5, False])
    def test_a_text_that_names_nobody_in_so_many_words_is_refused(self, to: object) -> None:
        data = json.loads(TEXT)
        data["details"]["to"] = to
        assert refusal(json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))) is (
            RefusalCode.BAD_REQUEST
        )


class TestForgedTexts:
    @given(st.text())
    def test_any_text_is_a_claim_or_refused(self, text: str) -> None:
        assert refusal(text) is RefusalCode.BAD_REQUEST

    @given(claims, st.data())
    def test_one_changed_character_is_refused_or_another_claim(self, claim: Claim, data: st.DataObject) -> None:
        text = claim_text(claim)
        place = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
        put = data.draw(st.text(max_size=2) | st.sampled_from([" ", "\t", "\n", '"', "0", "-", "{", "}"]))
        cut = data.draw(st.integers(min_value=0, max_value=2))
        changed = text[:place] + put + text[place + cut :]
        if changed == text:
            return
        try:
            again: str | None = claim_text(claim_from(changed))
        except Refused:
            again = None
        assert again != text

    @pytest.mark.parametrize(
        "text",
        [
            f" {TEXT}",
            TEXT.replace(":", ": ", 1),
            json.dumps(json.loads(TEXT), sort_keys=True, separators=(",", ":")),
            json.dumps(json.loads(TEXT), ensure_ascii=False, separators=(",", ":")).replace("{", '{"z":1,', 1),
            TEXT.replace('"act":"approve"', '"act":"reject","act":"approve"'),
            spoiled(new_revision="0"),
            spoiled(new_revision=False),
            spoiled(new_revision=0.9),
            spoiled(publish_at=""),
            spoiled(channel=""),
            spoiled(made_at="2026-11-23T02:00:00Z"),
            spoiled(act_id=5),
            spoiled(reason=None),
        ],
    )
    def test_only_the_canonical_text_is_a_claim(self, text: str) -> None:
        """One claim, one text: nothing can be read from a text in two ways."""
        assert refusal(text) is RefusalCode.BAD_REQUEST

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "null",
            "[]",
            "5",
            '"approve"',
            "{}",
            TEXT[:-1],
            TEXT + TEXT,
            spoiled(act="publish"),
            spoiled(act=["approve"]),
            spoiled(office="owner"),
            spoiled(channel="tiktok"),
            spoiled(channels_off=["portal", "tiktok"]),
            spoiled(channels_off=None),
            spoiled(made_at="2026-11-23T02:00:00"),
            spoiled(made_at="hôm nay"),
            spoiled(made_at=1_780_000_000),
            spoiled(publish_at="2026-11-23T02:00:00"),
            spoiled(new_revision="một"),
            spoiled(details=None),
            spoiled(details=[]),
        ],
    )
    def test_what_is_no_claim_is_refused(self, text: str) -> None:
        assert refusal(text) is RefusalCode.BAD_REQUEST

    @pytest.mark.parametrize("number", ["1e999", "Infinity", "-Infinity", "NaN", "9" * 5000])
    def test_a_number_beyond_all_bounds_is_refused(self, number: str) -> None:
        assert refusal(TEXT.replace('"new_revision":0', f'"new_revision":{number}')) is RefusalCode.BAD_REQUEST

    def test_a_text_nested_without_end_is_refused(self) -> None:
        assert refusal("[" * 100_000) is RefusalCode.BAD_REQUEST


class TestAge:
    @pytest.mark.parametrize(
        "age", [timedelta(), timedelta(seconds=5), CLAIM_LIFETIME, timedelta(minutes=-1), timedelta(seconds=-30)]
    )
    def test_a_fresh_claim_passes(self, age: timedelta) -> None:
        check_age(CLAIM, MADE_AT + age)

    @pytest.mark.parametrize(
        "age",
        [CLAIM_LIFETIME + timedelta(microseconds=1), timedelta(days=1), timedelta(minutes=-1, microseconds=-1)],
    )
    def test_an_old_one_or_one_from_the_future_does_not(self, age: timedelta) -> None:
        with pytest.raises(Refused) as refused:
            check_age(CLAIM, MADE_AT + age)
        assert refused.value.code is RefusalCode.EXPIRED_CLAIM

    def test_the_zone_of_the_clock_does_not_matter(self) -> None:
        check_age(CLAIM, MADE_AT.astimezone(timezone(timedelta(hours=7))))
