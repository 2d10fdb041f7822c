"""The facts that the desk states in each act, name by name: what was signed so far must read the same for ever."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

import pytest

from desk.acts.amendments import AmendmentDesk
from desk.acts.meetings import MeetingDesk
from desk.acts.roster import RosterDesk
from desk.statements import Conclusion, Lent, Portion, Proposal, Work
from newsroom.article import ChannelName, Kind
from newsroom.board import Office
from newsroom.matters.acts import MATTER_ACTS
from newsroom.matters.kinds import AmendmentKind, MatterAct, MeetingStage, Outcome
from newsroom.matters.meetings import Item, Meeting
from newsroom.roster import Roster
from newsroom.stages import Stage
from tests.support.samples import at_stage, board, member_of

AT: Final = datetime(2026, 11, 23, 2, tzinfo=UTC)
LATER: Final = AT + timedelta(hours=8)
ISO, ISO_LATER = "2026-11-23T02:00:00+00:00", "2026-11-23T10:00:00+00:00"
DEPUTY, HEAD = member_of(Office.DEPUTY), member_of(Office.HEAD)
MEMBER: Final = board().members[0]
TEXT: Final = "b" * 64
PART: Final = Portion(classes=("R1", "R2"), topics=("health",), kinds=(Kind.NEWS,), starts_at=AT, ends_at=LATER)
SCOPE: Final = {
    "classes": "R1 R2",
    "topics": "health",
    "kinds": "news",
    "starts_at": ISO,
    "ends_at": ISO_LATER,
}
MEETING: Final = Meeting(
    id="m1",
    stage=MeetingStage.MINUTED,
    starts_at=AT,
    place="Phòng họp",
    topic="Bài",
    minutes="Biên bản",
    items=(Item(article_id=at_stage(Stage.BEFORE_BOARD).article_id, title="Bài", outcome=Outcome.RELEASE),),
)
DISPUTED: Final = MEETING.items[0].article_id
STANDING: Final = at_stage(Stage.PUBLISHED)


class _LastAct:
    """Keeps the last act instead of sending it."""

    def __init__(self) -> None:
        self.claim: tuple[MatterAct, Mapping[str, str]] | None = None

    async def open(self, _member: object, act: MatterAct, _kind: object, facts: Mapping[str, str]) -> None:
        self.claim = act, facts

    async def do(self, _member: object, act: MatterAct, _matter: str, facts: Mapping[str, str]) -> None:
        self.claim = act, facts


def _gives(**values: Any) -> Any:
    def giving(value: Any) -> Callable[..., Awaitable[Any]]:
        async def give(*_args: Any, **_kwargs: Any) -> Any:
            return value

        return give

    return SimpleNamespace(**{name: giving(value) for name, value in values.items()})


def _desks(live: Any) -> tuple[RosterDesk, MeetingDesk, AmendmentDesk]:
    reading = _gives(
        absence=SimpleNamespace(absence=SimpleNamespace(id="a1")),
        grant=SimpleNamespace(id="g1", absence="a1"),
        meeting=SimpleNamespace(meeting=MEETING),
        amendment=SimpleNamespace(amendment=SimpleNamespace(id="x1", article_id=STANDING.article_id)),
    )
    boards, articles = _gives(in_force=SimpleNamespace(board=board())), _gives(standing=STANDING)
    nothing: Any = None
    return (
        RosterDesk(matters=live, boards=boards, reading=reading),
        MeetingDesk(matters=live, reading=reading),
        AmendmentDesk(
            matters=live,
            articles=articles,
            boards=boards,
            roster=_gives(at=Roster()),
            cards=nothing,
            reading=reading,
            points=nothing,
        ),
    )


STATED: Final[dict[MatterAct, tuple[Callable[[Any, Any, Any], Awaitable[Any]], dict[str, str]]]] = {
    MatterAct.FILE_ABSENCE: (
        lambda roster, _m, _a: roster.file_absence(MEMBER, away=DEPUTY, starts_at=AT, ends_at=LATER, reason=" Họp "),
        {"member": "deputy", "starts_at": ISO, "ends_at": ISO_LATER, "reason": "Họp"},
    ),
    MatterAct.CHANGE_ABSENCE: (
        lambda roster, _m, _a: roster.change_absence(MEMBER, "a1", ends_at=LATER),
        {"ends_at": ISO_LATER},
    ),
    MatterAct.ASSIGN: (
        lambda roster, _m, _a: roster.assign(MEMBER, "a1", to=DEPUTY, work=Work.LAST_EDIT, part=PART, reason="Thay"),
        {"to": "deputy", "work": "last_edit", "reason": "Thay", **SCOPE},
    ),
    MatterAct.DELEGATE: (
        lambda roster, _m, _a: roster.delegate(
            MEMBER, to=DEPUTY, kind=Lent.ACTING, part=PART, document="12/UQ", reason="Bận"
        ),
        {"kind": "acting", "to": "deputy", "document": "12/UQ", "reason": "Bận", **SCOPE},
    ),
    MatterAct.RENEW: (
        lambda roster, _m, _a: roster.renew(MEMBER, "g1", ends_at=LATER, absence="a1"),
        {"ends_at": ISO_LATER, "grant": "g1"},
    ),
    MatterAct.REVOKE: (
        lambda roster, _m, _a: roster.revoke(MEMBER, "g1", reason="Xong", absence="a1"),
        {"reason": "Xong", "grant": "g1"},
    ),
    MatterAct.CONVENE: (
        lambda _r, meetings, _a: meetings.convene(MEMBER, starts_at=AT, place="Phòng", topic="Bài"),
        {"starts_at": ISO, "place": "Phòng", "topic": "Bài"},
    ),
    MatterAct.ADD_PAPER: (
        lambda _r, meetings, _a: meetings.add_paper(MEMBER, "m1", title="Tờ trình", text="Ý kiến"),
        {"title": "Tờ trình", "text": "Ý kiến"},
    ),
    MatterAct.ADD_ITEM: (
        lambda _r, meetings, _a: meetings.add_item(MEMBER, "m1", title="Định hướng", text="Năm tới"),
        {"title": "Định hướng", "text": "Năm tới"},
    ),
    MatterAct.DIRECT_PREPARATION: (
        lambda _r, meetings, _a: meetings.direct(MEMBER, "m1", to="engineer", what="Báo cáo", due_at=AT),
        {"to": "engineer", "title": "Báo cáo", "ends_at": ISO},
    ),
    MatterAct.RECORD_MINUTES: (
        lambda _r, meetings, _a: meetings.record_minutes(
            MEMBER, "m1", minutes="Đã bàn", conclusions={DISPUTED: Conclusion(outcome=Outcome.RETURN, note="Sửa")}
        ),
        {"minutes": "Đã bàn", f"decide.{DISPUTED}": "return", f"note.{DISPUTED}": "Sửa"},
    ),
    MatterAct.CONCLUDE: (lambda _r, meetings, _a: meetings.conclude(MEMBER, "m1", seen="a b"), {"seen": "a b"}),
    MatterAct.CANCEL_MEETING: (lambda _r, meetings, _a: meetings.cancel(MEMBER, "m1", reason="Bận"), {"reason": "Bận"}),
    MatterAct.PROPOSE_AMENDMENT: (
        lambda _r, _m, amendments: amendments.propose(
            MEMBER,
            STANDING.article_id,
            Proposal(kind=AmendmentKind.TAKE_DOWN, reason="Sai", evidence="Công văn", wrong="Cũ", right="Mới"),
        ),
        {
            "article": STANDING.article_id,
            "base_hash": STANDING.content_hash,
            "kind": "take_down",
            "reason": "Sai",
            "evidence": "Công văn",
            "wrong": "Cũ",
            "right": "Mới",
        },
    ),
    MatterAct.APPROVE_AMENDMENT: (
        lambda _r, _m, amendments: amendments.approve(MEMBER, "x1", seen=TEXT),
        {"new_hash": TEXT},
    ),
    MatterAct.REFUSE_AMENDMENT: (
        lambda _r, _m, amendments: amendments.refuse(MEMBER, "x1", seen=TEXT, reason="Không"),
        {"new_hash": TEXT, "reason": "Không"},
    ),
    MatterAct.TAKE_DOWN_NOW: (
        lambda _r, _m, amendments: amendments.take_down_now(
            MEMBER, STANDING.article_id, ordered_by=HEAD, reason="Lệnh"
        ),
        {"article": STANDING.article_id, "ordered_by": "head", "reason": "Lệnh"},
    ),
    MatterAct.CONFIRM_TAKE_DOWN: (lambda _r, _m, amendments: amendments.confirm(MEMBER, "x1"), {}),
    MatterAct.RETRY_CHANNEL: (
        lambda _r, _m, amendments: amendments.retry(
            MEMBER, "x1", channel=ChannelName.FANPAGE, skip=True, reason="Hỏng"
        ),
        {"channel": "fanpage", "skip": "yes", "reason": "Hỏng"},
    ),
}


@pytest.mark.parametrize("act", STATED)
async def test_an_act_states_its_facts_by_the_names_they_always_had(act: MatterAct) -> None:
    """The rules read a signed act by these names, and the ledger is full of them."""
    live = _LastAct()
    state, facts = STATED[act]
    await state(*_desks(live))
    assert live.claim == (act, facts)


@pytest.mark.parametrize("act", STATED)
def test_an_act_states_nothing_that_its_row_does_not_declare(act: MatterAct) -> None:
    declared = {fact.name for fact in MATTER_ACTS[act].facts}
    assert {name.partition(".")[0] for name in STATED[act][1]} <= declared
