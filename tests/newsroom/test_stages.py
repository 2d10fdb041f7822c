from collections import deque

import pytest

from newsroom.errors import RefusalCode, Refused
from newsroom.stages import (
    ACT_LABELS,
    CLOSED,
    STAGE_LABELS,
    STAGE_TABLE,
    Act,
    Part,
    Stage,
    acts_at,
    step,
)

# The article's life written out a second time: stage, act, who, and where it leads.
LIFE = """
editing            finish_edit       final_editor           awaiting_approval
editing            return_to_author  final_editor           returned
editing            withdraw          author,head            withdrawn
returned           resubmit          author                 editing
returned           withdraw          author,head            withdrawn
awaiting_approval  approve           owner                  publishing
awaiting_approval  return_for_edit   owner                  editing
awaiting_approval  reject            owner                  rejected
awaiting_approval  take_over         head                   awaiting_approval
awaiting_approval  withdraw          author,head            withdrawn
scheduled          reschedule        owner,head             scheduled
scheduled          withdraw          owner,head             withdrawn
scheduled          waive_channel     owner,head             scheduled
publishing         resume_channel    engineer,final_editor  publishing
publishing         waive_channel     owner,head             publishing
"""
ALLOWED = {
    (Stage(stage), Act(act)): (frozenset(map(Part, parts.split(","))), Stage(leads_to))
    for stage, act, parts, leads_to in (line.split() for line in LIFE.split("\n") if line)
}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("act", Act)
def test_an_act_is_possible_at_a_stage_exactly_when_the_notice_lets_it(stage: Stage, act: Act) -> None:
    if (stage, act) in ALLOWED:
        found = step(stage, act)
        assert (found.parts, found.leads_to) == ALLOWED[stage, act]
        return
    with pytest.raises(Refused) as refused:
        step(stage, act)
    assert refused.value.code is RefusalCode.WRONG_STAGE
    assert STAGE_LABELS[stage] in refused.value.message
    assert ACT_LABELS[act] in refused.value.message


@pytest.mark.parametrize("stage", Stage)
def test_the_acts_of_a_stage_are_those_of_the_table(stage: Stage) -> None:
    assert set(acts_at(stage)) == {act for (at, act) in ALLOWED if at is stage}
    assert len(acts_at(stage)) == len(set(acts_at(stage)))


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_is_closed_exactly_when_nobody_can_do_anything(stage: Stage) -> None:
    assert (stage in CLOSED) == (acts_at(stage) == ())


@pytest.mark.parametrize("missing", [Act.FINISH_EDIT, Act.APPROVE])
def test_nothing_is_published_without_the_last_edit_and_an_approval(missing: Act) -> None:
    """Rules 12 and 54: no way through the table goes round either of them."""
    reached, ahead = {Stage.EDITING}, deque([Stage.EDITING])
    while ahead:
        at = ahead.popleft()
        for (stage, act), found in STAGE_TABLE.items():
            if stage is at and act is not missing and found.leads_to not in reached:
                reached.add(found.leads_to)
                ahead.append(found.leads_to)
    assert reached.isdisjoint({Stage.SCHEDULED, Stage.PUBLISHING, Stage.PUBLISHED})


def test_only_the_owner_approves_returns_for_edit_or_rejects() -> None:
    for act in (Act.APPROVE, Act.RETURN_FOR_EDIT, Act.REJECT):
        assert {parts for (_, a), (parts, _) in ALLOWED.items() if a is act} == {frozenset({Part.OWNER})}
        assert step(Stage.AWAITING_APPROVAL, act).parts == {Part.OWNER}


def test_no_act_of_a_person_makes_an_article_published() -> None:
    """Only the channels' answers do."""
    assert Stage.PUBLISHED not in {found.leads_to for found in STAGE_TABLE.values()}


def test_everything_has_a_vietnamese_name() -> None:
    assert STAGE_LABELS.keys() == set(Stage)
    assert ACT_LABELS.keys() == set(Act)
