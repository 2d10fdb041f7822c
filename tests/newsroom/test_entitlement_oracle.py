"""Every decision on an approval in every situation, held against the second reading of the notice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import groupby
from typing import Final

import pytest

from newsroom.article import Kind, MemberId, Topic
from newsroom.authority import Ground
from newsroom.board import Office
from newsroom.claims import Claim
from newsroom.decisions import decide
from newsroom.entitlement.titles import approvers
from newsroom.errors import RefusalCode, Refused
from newsroom.roster import Absence, Grant, GrantKind, Roster, Scope
from newsroom.stages import Act, Stage
from newsroom.standing import Standing
from tests.newsroom.notice_reading import APPROVING, HEAD, Case, Lent, Reading, Text, reading
from tests.newsroom.situations import back, cases, texts
from tests.support.proofs import Drawn
from tests.support.samples import NOW, REASON, at_stage, board, claim, content, decided, member_of

MEMBERS: Final = tuple(member.id for member in board().members)
LEADERS: Final = tuple(map(MemberId, APPROVING))
SHOWN: Final = 20
CASES: Final = 100_000
SAMPLE: Final = 2_000
RARE: Final = 10

pytestmark = [pytest.mark.proof("authority"), pytest.mark.timeout(600)]


@dataclass(slots=True)
class Tally:
    """How many decisions were tried, how each ended, and where the code and the reading part."""

    decisions: int = 0
    situations: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong_decisions: list[str] = field(default_factory=list)
    wrong_askings: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def tally(drawn: Drawn[Case]) -> Tally:
    """The situations, tried once for the tests of this file."""
    found = Tally()
    for text, situations in groupby(drawn(every_case(), SAMPLE), key=lambda case: case.text):
        standing = waiting(text)
        tickets = {member: claim(standing, Act.APPROVE, member) for member in MEMBERS}
        for case in situations:
            _try(found, case, standing, tickets)
    return found


def every_case() -> Iterator[Case]:
    for text in texts():
        yield from cases(text)


def enough(whole: bool, of_all: int) -> int:
    """How often something has to occur: in a sample often enough to be tried at all."""
    return of_all if whole else RARE


def test_a_decision_is_accepted_exactly_when_the_notice_says_so(tally: Tally, whole: bool) -> None:
    """Somebody could approve without a title, or somebody entitled would be turned away."""
    assert not tally.wrong_decisions, "\n".join(tally.wrong_decisions[:SHOWN])
    assert tally.decisions >= (CASES if whole else SAMPLE)


def test_the_article_lies_with_whom_the_notice_says(tally: Tally) -> None:
    """An article would wait in the inbox of somebody who is away, or who may not decide."""
    assert not tally.wrong_askings, "\n".join(tally.wrong_askings[:SHOWN])


@pytest.mark.parametrize(
    ("outcome", "at_least"),
    [
        ("owner", 20_000),
        ("delegated", 5_000),
        ("assigned", 5_000),
        ("acting by order", 5_000),
        ("acting by authorisation", 1_000),
        ("acting by authorisation, head there", 500),
        ("head", 10_000),
        ("refused: own_article", 30_000),
        ("refused: not_entitled", 30_000),
        ("refused while away", 50_000),
    ],
)
def test_each_outcome_of_a_decision_occurs_often(tally: Tally, whole: bool, outcome: str, at_least: int) -> None:
    assert tally.outcomes[outcome] >= enough(whole, at_least)


@pytest.mark.parametrize("hold", ["owner", "delegated", "assigned", "acting", "head_to_assign", "nobody"])
def test_each_way_of_asking_occurs_often(tally: Tally, whole: bool, hold: str) -> None:
    assert tally.asked[hold] >= enough(whole, 1_000)


def test_no_situation_is_rare(tally: Tally, whole: bool) -> None:
    assert len(tally.situations) == 8
    assert min(tally.situations.values()) >= enough(whole, 2_000)


def _try(tally: Tally, case: Case, standing: Standing, tickets: dict[MemberId, Claim]) -> None:
    expected, roster = reading(case), _roster(case)
    tally.situations[expected.situation] += 1
    tally.asked[expected.hold] += 1
    found = approvers(board(), roster, standing, NOW)
    answer = (found.asked.id if found.asked else None, str(found.hold), {t.member.id for t in found.titles})
    if answer != (expected.asked, expected.hold, set(expected.titles)):
        tally.wrong_askings.append(f"{answer} but {expected} in {case}")
    for member in _deciders(case):
        outcome = _outcome(standing, tickets[member], roster)
        tally.decisions += 1
        tally.outcomes[_named(outcome, member, case)] += 1
        if outcome not in _expected(expected, member, case.text):
            tally.wrong_decisions.append(f"{member}: {outcome} but {expected} in {case}")


def _deciders(case: Case) -> tuple[MemberId, ...]:
    """Everybody; with grants those that may hold one (the rest is held against the whole list of titles)."""
    return MEMBERS if not case.lent else LEADERS


def _outcome(standing: Standing, ticket: Claim, roster: Roster) -> tuple[str, str]:
    """By what title an approval was accepted, with the grant behind it; or that it was refused, and how."""
    try:
        decision = decide(board(), standing, ticket, content(), NOW, roster)
    except Refused as refusal:
        return "refused", str(refusal.code)
    assert (decision.standing.stage, decision.standing.approved_hash) == (Stage.PUBLISHING, standing.content_hash)
    return _title(decision.ground, standing), decision.ground.grant


def _title(ground: Ground, standing: Standing) -> str:
    if ground.acting_for is not None:
        return "acting" if ground.acting_for is Office.HEAD else str(ground.acting_for)
    if ground.grant:
        return "assigned" if ground.grant.startswith("assignment") else "delegated"
    return "owner" if ground.office is standing.route.owner else "head" if ground.rule == 17 else "nothing"


def _expected(expected: Reading, member: MemberId, text: Text) -> set[tuple[str, str]]:
    refusal = RefusalCode.OWN_ARTICLE if member == text.author else RefusalCode.NOT_ENTITLED
    return expected.titles.get(member, {("refused", str(refusal))})


def _named(outcome: tuple[str, str], member: MemberId, case: Case) -> str:
    match outcome:
        case ("refused", "not_entitled") if member in case.away:
            return "refused while away"
        case ("refused", code):
            return f"refused: {code}"
        case ("acting", grant):
            there = "" if HEAD in case.away else ", head there"
            return f"acting by authorisation{there}" if grant else "acting by order"
        case (title, _):
            return title


@cache
def waiting(text: Text) -> Standing:
    """The article of a text as it waits for its approval; class R0 by the Head, or the next in line."""
    about = content(Kind(text.kind), *map(Topic, text.topics))
    standing = at_stage(Stage.AWAITING_APPROVAL, about, MemberId(text.author))
    if text.asked:
        return decided(standing, Act.ASK_REROUTE, member_of(Office.FINAL_EDITOR), about, holds=True).standing
    if text.passed_to:
        return decided(standing, Act.PASS_UP, member_of(Office.FINAL_EDITOR), about, to=text.passed_to).standing
    if text.name != "R0":
        return standing
    if text.given_to == HEAD:
        return decided(standing, Act.TAKE_OVER, member_of(Office.HEAD), about).standing
    by = member_of(Office.STANDING_DEPUTY if text.author == HEAD else Office.HEAD)
    return decided(standing, Act.REASSIGN, by, about, to=text.given_to, reason=REASON).standing


def _roster(case: Case) -> Roster:
    return Roster(absences=_absences(tuple(case.away)), grants=tuple(map(_grant, case.lent)))


@cache
def _absences(away: tuple[str, ...]) -> tuple[Absence, ...]:
    """The absences of those who are away, from now on, and of all others until now."""
    return tuple(
        _absence(f"now-{member}", member, 0, 600) if member in away else _absence(back(member), member, -600, 0)
        for member in APPROVING
    )


def _absence(name: str, member: str, since: int, until: int) -> Absence:
    return Absence(
        id=name,
        member=MemberId(member),
        starts_at=NOW + timedelta(minutes=since),
        ends_at=NOW + timedelta(minutes=until),
        reason="Đi công tác",
        filed_by=MemberId(member),
        filed_at=NOW - timedelta(days=1),
    )


@cache
def _grant(lent: Lent) -> Grant:
    starts_at, ends_at = (NOW + timedelta(minutes=minutes) for minutes in lent.minutes)
    return Grant(
        id=lent.id,
        kind=GrantKind(lent.kind),
        giver=member_of(Office.HEAD) if lent.kind == "assignment" else MemberId(lent.seat),
        seat=MemberId(lent.seat),
        to=MemberId(lent.to),
        starts_at=starts_at,
        ends_at=ends_at,
        given_at=starts_at,
        scope=Scope(
            classes=lent.scope.classes,
            topics=tuple(map(Topic, lent.scope.topics)),
            kinds=tuple(map(Kind, lent.scope.kinds)),
        ),
        absence=lent.absence,
    )
