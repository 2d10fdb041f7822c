"""Every kind of message among many rosters, held against the second reading of who must hear it."""

import importlib
import inspect
import pkgutil
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import CodeType, FrameType
from typing import Final

import pytest

import newsroom.notifications
from newsroom import consequences
from newsroom.article import MemberId
from newsroom.board import Board
from newsroom.entitlement.addressees import Notification
from newsroom.roster import Absence, Grant, GrantKind, Presence, Roster
from newsroom.stages import Act
from newsroom.standing import Standing
from tests.newsroom import messages_of_articles, messages_of_the_house
from tests.newsroom.messages_of_articles import ACTS_TRIED, of_articles
from tests.newsroom.messages_of_the_house import of_the_house
from tests.newsroom.messages_reading import expected
from tests.newsroom.messages_table import BOARD, ENGINEER, SECRETARY, TABLE
from tests.newsroom.notice_reading import APPROVING, DEPUTY, EDITOR, HEAD, STANDING, Case, Lent
from tests.newsroom.rosters import away
from tests.newsroom.situations import ELSEWHERE, EXPIRED, HOURS, NOT_BEGUN, REPORTER, WHOLE, texts
from tests.newsroom.test_entitlement_oracle import _grant, waiting
from tests.support.proofs import SEED
from tests.support.samples import NOW, board
from tests.support.sentences import faults

ROSTERS: Final = 2_000
SHOWN: Final = 15
RARE: Final = 50
EVERYBODY: Final = (*BOARD, ENGINEER, REPORTER)

ADDRESSED_BY_THE_CALLER: Final = {"catch_up", "catch_up_due", "shown_notification"}
"""One message to a member who is named to it."""

pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True)
class Situation:
    """A case in words, and the offices that somebody new holds by now."""

    case: Case
    replaced: frozenset[str]


@dataclass
class Found:
    """Where the code and the reading part, and how often each situation was met."""

    wrong: list[str] = field(default_factory=list)
    messages: int = 0
    met: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def found() -> Found:
    """Every message in every situation, tried once for the tests of this file."""
    tally = Found()
    for situation in situations():
        there = presence(situation)
        for message, notifications in written(there, waiting(situation.case.text)).items():
            tally.messages += 1
            tally.texts |= {told.text: message for told in notifications}
            told = {(_word(situation, told.to), str(told.kind)) for told in notifications}
            wanted = expected(message, situation.case)
            if told != wanted or len(told) != len(notifications):
                tally.wrong.append(f"{message}: {sorted(told)} but {sorted(wanted)} in {situation}")
        for name in _met(situation):
            tally.met[name] = tally.met.get(name, 0) + 1
    return tally


def test_every_message_reaches_whom_the_notice_says(found: Found) -> None:
    """Somebody who holds the power would not hear, or an alarm would lie with somebody who is away."""
    assert not found.wrong, "\n".join(found.wrong[:SHOWN])
    assert found.messages == ROSTERS * len(TABLE)


def test_every_message_is_whole_sentences_and_names_no_code_of_ours(found: Found) -> None:
    wrong = [f"{message}: {fault}" for text, message in found.texts.items() for fault in faults(text)]
    assert not wrong, "\n".join(wrong[:SHOWN])


def test_no_situation_is_rare(found: Found) -> None:
    wanted = {"absent", "assigned", "acting", "replaced", "on duty", "author away", "engineer and backup away"}
    assert set(found.met) == wanted
    assert min(found.met.values()) >= RARE, found.met


def test_whoever_is_away_gets_a_copy_at_most() -> None:
    """The table itself gives nobody who is away more than news."""
    for situation in list(situations())[:100]:
        for message in TABLE:
            kinds = {kind for member, kind in expected(message, situation.case) if member in situation.case.away}
            assert kinds <= {"news"}, (message, situation)


def test_no_writer_of_messages_is_missing_from_the_table() -> None:
    """A new kind of message would reach people of whom nobody has read that they must hear it."""
    called = _written_directly()
    missing = {name for name, code in _writers() if code not in called}
    assert missing == ADDRESSED_BY_THE_CALLER


def test_every_act_is_in_the_table() -> None:
    assert {act for act, _ in ACTS_TRIED.values()} == set(Act)
    assert set(ACTS_TRIED) <= set(TABLE)


def _writers() -> Iterator[tuple[str, CodeType]]:
    """Every public function of the package (and of what follows from an act) that gives messages."""
    package = newsroom.notifications
    names = [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    for module in (consequences, *map(importlib.import_module, names)):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            answers = inspect.get_annotations(function, eval_str=True).get("return")
            mine = function.__module__ == module.__name__ and not name.startswith("_")
            if mine and answers in {Notification, tuple[Notification, ...]}:
                yield name, function.__code__


def _written_directly() -> set[CodeType]:
    """What the table's own files call, once through."""
    called: set[CodeType] = set()
    files = {messages_of_articles.__file__, messages_of_the_house.__file__}

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_back and frame.f_back.f_code.co_filename in files:
            called.add(frame.f_code)

    situation = next(situations())
    there, waits = presence(situation), waiting(situation.case.text)
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        written(there, waits)
    finally:
        sys.setprofile(before)
    return called


def situations() -> Iterator[Situation]:
    """Rosters of a fixed seed."""
    draw, known = random.Random(SEED), list(texts())  # noqa: S311 - a fixed draw
    for _ in range(ROSTERS):
        text = draw.choice(known)
        absent = {member: f"now-{member}" for member in EVERYBODY if draw.random() < draw.choice((0.1, 0.5))}
        lent = tuple(_lent(draw, absent) for _ in range(draw.choice((0, 1, 2, 4))))
        free = [member for member in (*BOARD, ENGINEER) if member != text.author]
        replaced = frozenset(member for member in free if draw.random() < 0.15)
        yield Situation(Case(text=text, away=absent, lent=_once(lent)), replaced)


def _lent(draw: random.Random, absent: dict[str, str]) -> Lent:
    kind = draw.choice(("assignment", "assignment", "delegation", "acting", "last_edit", "precheck", "on_duty"))
    minutes = draw.choice((HOURS, HOURS, HOURS, EXPIRED, NOT_BEGUN))
    scope = draw.choice((WHOLE, WHOLE, WHOLE, ELSEWHERE))
    match kind:
        case "acting":
            return Lent("", kind, HEAD, draw.choice((STANDING, DEPUTY)), minutes=minutes)
        case "on_duty":
            return Lent("", kind, SECRETARY, draw.choice((*BOARD, ENGINEER)), minutes=minutes)
        case "last_edit" | "precheck":
            return Lent("", kind, EDITOR, SECRETARY, scope, minutes)
        case _:
            seat = draw.choice((STANDING, DEPUTY, EDITOR))
            to = draw.choice([member for member in APPROVING if member != seat])
            absence = absent.get(seat, f"past-{seat}") if kind == "assignment" else ""
            return Lent("", kind, seat, to, scope, minutes, absence)


def _once(lent: tuple[Lent, ...]) -> tuple[Lent, ...]:
    return tuple(each._replace(id=f"{each.kind}-{number}") for number, each in enumerate(lent))


def presence(situation: Situation) -> Presence:
    """The board and the roster of a situation; of those who were replaced, what was once said of them is left over."""
    case = situation.case
    absences = tuple(replace(away(MemberId(_id(situation, m))), id=name) for m, name in case.away.items())
    grants = tuple(
        replace(g, seat=MemberId(_id(situation, g.seat)), to=MemberId(_id(situation, g.to)))
        for g in map(_grant, case.lent)
    )
    left = [MemberId(member) for member in sorted(situation.replaced)]
    old: tuple[Absence, ...] = tuple(away(member) for member in left)
    gone = [_left_over(member, _id(situation, DEPUTY)) for member in left]
    return Presence(
        board=_board(situation.replaced), roster=Roster(absences=(*old, *absences), grants=(*gone, *grants)), at=NOW
    )


def _left_over(member: MemberId, to: str) -> Grant:
    given = _grant(Lent(f"old-{member}", "delegation", member, to, minutes=HOURS))
    return replace(given, kind=GrantKind.ASSIGNMENT)


def _board(replaced: frozenset[str]) -> Board:
    members = (replace(m, id=MemberId(f"new-{m.id}")) if m.id in replaced else m for m in board().members)
    return replace(board(), members=tuple(members))


def _id(situation: Situation, member: str) -> str:
    return f"new-{member}" if member in situation.replaced else member


def _word(situation: Situation, member: str) -> str:
    word = member.removeprefix("new-")
    return word if _id(situation, word) == member else f"{word}, who has left"


def _met(situation: Situation) -> Iterator[str]:
    case = situation.case
    kinds = {lent.kind for lent in case.lent if lent.minutes == HOURS}
    said = {
        "absent": bool(case.away),
        "assigned": "assignment" in kinds,
        "acting": HEAD in case.away or "acting" in kinds,
        "replaced": bool(situation.replaced),
        "on duty": "on_duty" in kinds,
        "author away": case.text.author in case.away,
        "engineer and backup away": {ENGINEER, SECRETARY} <= set(case.away),
    }
    yield from (name for name, is_so in said.items() if is_so)


def written(there: Presence, waits: Standing) -> dict[str, tuple[Notification, ...]]:
    """Every kind of message as the newsroom writes it."""
    return {**of_articles(there, waits), **of_the_house(there)}
