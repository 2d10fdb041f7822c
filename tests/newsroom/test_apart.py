"""What leaves an act before it goes to the workflow server, and what stays."""

from dataclasses import replace
from typing import Final

import pytest

from newsroom.board import Office
from newsroom.claims import Details, claim_text
from newsroom.matters import facts
from newsroom.matters.acts import MATTER_ACTS, MatterClaim, matter_claim_text
from newsroom.matters.apart import IN_THE_LEDGER, apart, apart_text, lacks_words
from newsroom.matters.kinds import MatterAct
from newsroom.stages import Act, Stage
from tests.newsroom.rosters import HEAD
from tests.newsroom.rosters import claim as matter_claim
from tests.support.samples import at_stage, claim, member_of

pytestmark = pytest.mark.trust

WORDS: Final = "Ông A có đơn tố cáo nặc danh."
RETURN: Final = replace(
    claim(at_stage(Stage.AWAITING_APPROVAL), Act.RETURN_FOR_EDIT, member_of(Office.HEAD)),
    details=Details(reason=WORDS, reason_code="unclear_origin"),
)
READ_BY_RULES: Final = {
    *("article", "base_hash", "channel", "classes", "closely", "concerns", "decide", "digest", "effective_from"),
    *("ends_at", "file", "grant", "judged", "kind", "kinds", "member", "new_hash", "new_revision", "ordered_by"),
    *("points", "seen"),
    *("signed_on", "skip", "starts_at", "to", "topics", "work"),
}
NAMED_TO_OPERATORS: Final = {"document", "place", "topic"}


def stating(act: MatterAct, **said: str) -> MatterClaim:
    return replace(matter_claim(act, HEAD), facts={name.replace("__", "."): text for name, text in said.items()})


def test_the_reason_of_an_act_on_an_article_leaves_and_nothing_else() -> None:
    assert apart(RETURN) == replace(RETURN, details=replace(RETURN.details, reason=IN_THE_LEDGER))
    assert WORDS not in apart_text(claim_text(RETURN))
    assert lacks_words(apart(RETURN))
    assert not lacks_words(RETURN)


def test_an_act_without_words_goes_as_it_is() -> None:
    """An approval must cost no more than before."""
    for bare in (replace(RETURN, details=Details()), stating(MatterAct.CONCLUDE, seen="a" * 64)):
        assert apart(bare) == bare
        assert not lacks_words(bare)


def test_every_fact_of_every_act_is_words_or_is_read_by_the_rules_or_by_operators() -> None:
    """A fact that comes later must be thought about: by itself it would stand in the histories for years."""
    known = [fact for row in MATTER_ACTS.values() for fact in row.facts]
    assert {fact.name for fact in known if not fact.worded} == READ_BY_RULES | NAMED_TO_OPERATORS


def test_each_conclusion_of_a_meeting_keeps_its_outcome_and_loses_its_note() -> None:
    said = stating(MatterAct.RECORD_MINUTES, minutes=WORDS, decide__b1="return", note__b1=WORDS, note__b2="")
    assert apart(said) == stating(
        MatterAct.RECORD_MINUTES, minutes=IN_THE_LEDGER, decide__b1="return", note__b1=IN_THE_LEDGER, note__b2=""
    )


def test_what_no_act_may_state_counts_as_words() -> None:
    assert apart(stating(MatterAct.CONCLUDE, loose=WORDS)) == stating(MatterAct.CONCLUDE, loose=IN_THE_LEDGER)


@pytest.mark.parametrize("act", MatterAct)
def test_what_has_left_cannot_leave_again(act: MatterAct) -> None:
    once = apart(stating(act, **{fact.name: WORDS for fact in MATTER_ACTS[act].facts}))
    assert apart(once) == once
    assert isinstance(once, MatterClaim)
    assert apart_text(matter_claim_text(once)) == matter_claim_text(once)


@pytest.mark.parametrize("text", ["", "[]", "duyệt đi", '{"act_id": 1}'])
def test_what_is_no_act_stays_as_it_is(text: str) -> None:
    assert apart_text(text) == text


def test_a_fact_keeps_what_it_is_under_another_name() -> None:
    assert facts.REASON.called("lý do vắng").worded
    assert facts.NOTE.about("b1").worded
