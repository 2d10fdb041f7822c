from collections import deque
from contextlib import suppress
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from newsroom.errors import RefusalCode, Refused
from newsroom.stages import (
    ACTS,
    CLOSED,
    STAGE_LABELS,
    STAGE_TABLE,
    Act,
    Part,
    Stage,
    acts_at,
    step,
)
from newsroom.standing import Standing
from tests.support.samples import NOW, at_stage, board, decided

# The article's life written out a second time: stage, act, who, and where it leads.
LIFE = """
received           take_in           intake,head            editing
received           withdraw          author,head            withdrawn
editing            finish_edit       final_editor           awaiting_approval
editing            return_to_author  final_editor           returned
editing            precheck          prechecker             editing
editing            refer             final_editor,referrer  before_board
editing            take_over         head                   editing
editing            reassign          head                   editing
editing            ask_reroute       final_editor           editing
editing            pass_up           final_editor           editing
editing            withdraw          author,head            withdrawn
returned           resubmit          author                 editing
returned           withdraw          author,head            withdrawn
awaiting_approval  approve           owner                  publishing
awaiting_approval  return_for_edit   owner                  editing
awaiting_approval  reject            owner                  rejected
awaiting_approval  refer             owner,final_editor,head,referrer  before_board
awaiting_approval  take_over         head                   awaiting_approval
awaiting_approval  reassign          head                   awaiting_approval
awaiting_approval  ask_reroute       owner,final_editor     awaiting_approval
awaiting_approval  pass_up           final_editor           awaiting_approval
awaiting_approval  withdraw          author,head            withdrawn
before_board       take_over         head                   awaiting_approval
before_board       withdraw          author,head            withdrawn
scheduled          take_over         head                   awaiting_approval
scheduled          return_for_edit   owner,head             editing
scheduled          refer             owner,final_editor,head,referrer  before_board
scheduled          reschedule        owner,head             scheduled
scheduled          go_on             owner                  scheduled
scheduled          withdraw          owner,head             withdrawn
scheduled          waive_channel     owner,head             scheduled
publishing         take_over         head                   awaiting_approval
publishing         return_for_edit   owner,head             editing
publishing         go_on             owner                  publishing
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
    assert ACTS[act].label in refused.value.message


@pytest.mark.parametrize("stage", Stage)
def test_the_acts_of_a_stage_are_those_of_the_table(stage: Stage) -> None:
    assert set(acts_at(stage)) == {act for (at, act) in ALLOWED if at is stage}
    assert len(acts_at(stage)) == len(set(acts_at(stage)))


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_is_closed_exactly_when_nobody_can_do_anything(stage: Stage) -> None:
    assert (stage in CLOSED) == (acts_at(stage) == ())


@pytest.mark.parametrize("missing", [Act.FINISH_EDIT, Act.APPROVE])
def test_nothing_is_published_without_the_last_edit_and_an_approval(missing: Act) -> None:
    """Rules 12 and 54: whatever members do, no way goes round either of them."""
    reached = walk(at_stage(Stage.RECEIVED), set(Act) - {missing})
    assert {Stage.EDITING, Stage.RETURNED, Stage.BEFORE_BOARD, Stage.WITHDRAWN} <= reached
    assert reached.isdisjoint({Stage.SCHEDULED, Stage.PUBLISHING, Stage.PUBLISHED})


def test_the_walk_finds_every_stage_that_an_act_leads_to() -> None:
    assert walk(at_stage(Stage.RECEIVED), set(Act)) == set(Stage) - {Stage.PUBLISHED, Stage.TAKEN_DOWN}


def walk(start: Standing, acts: set[Act]) -> set[Stage]:
    """The stages that an article can reach when every member tries every one of these acts."""
    known = {_place(start): start}
    ahead = deque(known.values())
    while ahead:
        standing = ahead.popleft()
        tried = product(acts.intersection(acts_at(standing.stage)), board().members, (None, NOW + timedelta(hours=1)))
        for act, member, publish_at in tried:
            extra: dict[str, Any] = {"publish_at": publish_at} if publish_at and act is Act.APPROVE else {}
            with suppress(Refused):
                after = decided(standing, act, member.id, **extra).standing
                if _place(after) not in known:
                    known[_place(after)] = after
                    ahead.append(after)
    return {standing.stage for standing in known.values()}


def _place(standing: Standing) -> tuple[object, ...]:
    return standing.stage, standing.parked_at, standing.route.owner, standing.channels, standing.approved_hash


def test_only_the_owner_approves_returns_for_edit_or_rejects_what_waits_for_approval() -> None:
    for act in (Act.APPROVE, Act.RETURN_FOR_EDIT, Act.REJECT):
        parts = {parts for (stage, a), (parts, _) in ALLOWED.items() if a is act and stage is Stage.AWAITING_APPROVAL}
        assert parts == {frozenset({Part.OWNER})}
        assert step(Stage.AWAITING_APPROVAL, act).parts == {Part.OWNER}


def test_no_act_of_a_person_makes_an_article_published() -> None:
    """Only the channels' answers do."""
    assert Stage.PUBLISHED not in {found.leads_to for found in STAGE_TABLE.values()}


def test_everything_has_a_vietnamese_name() -> None:
    assert STAGE_LABELS.keys() == set(Stage)
    assert ACTS.keys() == set(Act)
