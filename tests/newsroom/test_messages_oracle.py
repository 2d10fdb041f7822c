"""Every kind of message among many rosters, held against the second reading of who must hear it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

import pytest

from newsroom.article import ArticleId, ChannelName, ContentHash, MemberId
from newsroom.board import Board, Office
from newsroom.consequences import asking, forgery_notifications, notifications_after
from newsroom.entitlement.addressees import Notification
from newsroom.entitlement.titles import seat_of
from newsroom.matters.amendment import Amendment
from newsroom.matters.kinds import AmendmentKind, AmendmentStage, MeetingStage
from newsroom.matters.meetings import Meeting, Preparation
from newsroom.notifications import amendments, channels, meetings, upkeep
from newsroom.notifications import roster as rosters
from newsroom.notifications.alerts import alert_notifications, late_notifications
from newsroom.notifications.digest import DigestKind, Facts, digest
from newsroom.notifications.powers import unproven_notifications
from newsroom.roster import Absence, Grant, GrantKind, Presence, Roster
from newsroom.sla import Alert, Late, Moment, Obligation, Promise
from newsroom.stages import Act, Stage
from newsroom.standing import Standing
from tests.newsroom.messages_reading import BOARD, ENGINEER, SECRETARY, TABLE, expected
from tests.newsroom.notice_reading import APPROVING, DEPUTY, EDITOR, HEAD, STANDING, Case, Lent
from tests.newsroom.rosters import OTHER_REPORTER, away
from tests.newsroom.rosters import lent as given
from tests.newsroom.situations import ELSEWHERE, EXPIRED, HOURS, NOT_BEGUN, REPORTER, WHOLE, texts
from tests.newsroom.test_entitlement_oracle import _grant, waiting
from tests.support.proofs import SEED
from tests.support.samples import NOW, REASON, board, claim, details_for

ROSTERS: Final = 2_000
SHOWN: Final = 15
RARE: Final = 50
EVERYBODY: Final = (*BOARD, ENGINEER, REPORTER)

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


@pytest.fixture(scope="module")
def found() -> Found:
    """Every message in every situation, tried once for the tests of this file."""
    tally = Found()
    for situation in situations():
        there = presence(situation)
        for message, notifications in written(there, waiting(situation.case.text)).items():
            tally.messages += 1
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
    return {
        **_clocks(there, waits),
        **_acts(there, waits),
        **_channels(there, waits),
        **_changes(there, waits),
        **_house(there),
    }


def _at(there: Presence, waits: Standing, stage: Stage) -> Standing:
    standing = replace(waits, stage=stage)
    return replace(standing, seat=seat_of(there.board, there.roster, standing, there.at))


def _clocks(there: Presence, waits: Standing) -> dict[str, tuple[Notification, ...]]:
    def alert(kind: Alert, promise: Promise, stage: Stage, step: int = 1) -> tuple[Notification, ...]:
        unmet = Obligation(promise=promise, started_at=NOW, due_at=NOW)
        moment = Moment(at=NOW, alert=kind, promise=promise, step=step)
        return alert_notifications(there, _at(there, waits, stage), "Bài", moment, [unmet])

    before = Stage.AWAITING_APPROVAL
    day = Obligation(promise=Promise.SAME_DAY, started_at=NOW, due_at=NOW)
    last = len(there.board.sla.approval_reminders)
    return {
        "edit nearly late": alert(Alert.WARN, Promise.EDIT, Stage.EDITING),
        "edit late": alert(Alert.BREACH, Promise.EDIT, Stage.EDITING),
        "day nearly over, in the edit": alert(Alert.WARN, Promise.SAME_DAY, Stage.EDITING),
        "day nearly over, with the author": alert(Alert.WARN, Promise.SAME_DAY, Stage.RETURNED),
        "day nearly over, before approval": alert(Alert.WARN, Promise.SAME_DAY, before),
        "day over": alert(Alert.BREACH, Promise.SAME_DAY, before),
        "day over, with the author": alert(Alert.BREACH, Promise.SAME_DAY, Stage.RETURNED),
        "ended too late": late_notifications(
            there, _at(there, waits, before), "Bài", [Late(obligation=day, met=True)], []
        ),
        "hour nearly over": alert(Alert.WARN, Promise.PUBLISH, Stage.PUBLISHING),
        "hour over": alert(Alert.BREACH, Promise.PUBLISH, Stage.PUBLISHING),
        "change nearly late": alert(Alert.WARN, Promise.AMEND, Stage.PUBLISHED),
        "confirmation late": alert(Alert.BREACH, Promise.CONFIRM, Stage.PUBLISHED),
        "reminded": alert(Alert.REMIND_APPROVER, Promise.SAME_DAY, before),
        "reminded for the last time": alert(Alert.REMIND_APPROVER, Promise.SAME_DAY, before, last),
    }


def _acts(there: Presence, waits: Standing) -> dict[str, tuple[Notification, ...]]:
    def after(act: Act, stage: Stage) -> tuple[Notification, ...]:
        standing = _at(there, waits, stage)
        made = claim(standing, act, OTHER_REPORTER, **details_for(act, replace(standing, author=MemberId(REPORTER))))
        return notifications_after(there, replace(standing, route=replace(waits.route, informed=())), made, "Bài")

    return {
        "put up for approval": asking(there, _at(there, waits, Stage.AWAITING_APPROVAL), "Bài"),
        "put up for the edit": asking(there, _at(there, waits, Stage.EDITING), "Bài"),
        "returned to the author": after(Act.RETURN_TO_AUTHOR, Stage.RETURNED),
        "approved": after(Act.APPROVE, Stage.PUBLISHING),
        "hour changed": after(Act.RESCHEDULE, Stage.SCHEDULED),
        "allowed to go on": after(Act.GO_ON, Stage.PUBLISHING),
        "withdrawn": after(Act.WITHDRAW, Stage.WITHDRAWN),
        "channel waived": after(Act.WAIVE_CHANNEL, Stage.PUBLISHING),
        "rejected": after(Act.REJECT, Stage.REJECTED),
        "channel resumed": after(Act.RESUME_CHANNEL, Stage.PUBLISHING),
        "referred to the board": after(Act.REFER, Stage.BEFORE_BOARD),
        "another route asked for": after(Act.ASK_REROUTE, Stage.AWAITING_APPROVAL),
    }


def _channels(there: Presence, waits: Standing) -> dict[str, tuple[Notification, ...]]:
    standing, portal = _at(there, waits, Stage.PUBLISHING), ChannelName.PORTAL
    return {
        "channel stopped": channels.stopped_notifications(there, standing, "Bài", portal, "Kênh từ chối."),
        "channel given up": channels.may_show_notifications(there, standing, "Bài", portal, OTHER_REPORTER),
        "shows after all": channels.shows_after_all_notifications(there, standing, "Bài", portal, "https://a.vn/1"),
        "blocked at the gate": channels.blocked_notifications(there, standing.article_id, portal, "Chưa duyệt."),
        "act forged": forgery_notifications(there, "bài CB-1", "Chữ ký sai."),
        "row unproven": unproven_notifications(there, "một đợt vắng"),
        "workflow gone": upkeep.workflow_gone_notifications(there, "bài CB-1", "Không còn."),
    }


def _changes(there: Presence, waits: Standing) -> dict[str, tuple[Notification, ...]]:
    editor, deputy = (there.board.holder(office).id for office in (Office.FINAL_EDITOR, Office.STANDING_DEPUTY))
    change = Amendment(
        id="7c1e", article_id=ArticleId("CB-1"), kind=AmendmentKind.TAKE_DOWN, stage=AmendmentStage.DONE,
        proposed_by=editor, proposed_at=NOW, reason=REASON, base_hash=ContentHash("a"), new_hash=ContentHash(""),
    )  # fmt: skip
    standing = _at(there, waits, Stage.PUBLISHED)
    ordered = replace(change, stage=AmendmentStage.APPLYING, urgent=True, ordered_by=waits.author)
    stopped = replace(change, decided_by=deputy)
    return {
        "change stopped on a channel": amendments.change_stopped_notifications(
            there, stopped, "Bài", ChannelName.PORTAL, "Kênh từ chối."
        ),
        "change decided": amendments.amendment_notifications(there, standing, change, "Bài"),
        "change overtaken": amendments.overtaken_notifications(there, change, "Bài"),
        "order unconfirmed": amendments.unconfirmed_notifications(there, ordered, "Bài"),
        "taken down by order": amendments.amendment_notifications(there, standing, ordered, "Bài"),
    }


def _house(there: Presence) -> dict[str, tuple[Notification, ...]]:
    meeting = Meeting(id="m", stage=MeetingStage.CALLED, starts_at=NOW, place="Phòng họp", topic="Kế hoạch")
    lacking = {lack: meetings.Nudge(at=NOW, lack=lack) for lack in meetings.Lack}
    editor, secretary, standing, deputy, engineer = (
        there.board.holder(office).id
        for office in (Office.FINAL_EDITOR, Office.SECRETARY, Office.STANDING_DEPUTY, Office.DEPUTY, Office.ENGINEER)
    )
    task = Preparation(id="p", member=engineer, what="Báo cáo", due_at=NOW)
    unprepared = replace(meeting, preparations=(task,))
    lent, trip = given(GrantKind.LAST_EDIT, editor, secretary), away(standing)
    assignment = given(GrantKind.ASSIGNMENT, standing, deputy, absence=trip.id)
    facts = Facts(since=NOW, until=NOW, at=NOW, broken={}, published={}, stopped={})
    return {
        "ledger broken": upkeep.ledger_notifications(there, ("Dòng 1 sai.",)),
        "token ended": upkeep.token_notifications(there, ChannelName.FANPAGE, NOW, 0),
        "channel not ready": upkeep.channel_notifications(there, ChannelName.FANPAGE, "Không trả lời."),
        "backup old": upkeep.backup_notifications(there, NOW - timedelta(days=3)),
        "unforeseen": upkeep.unforeseen_notifications(there, "publish_to_channel"),
        "digest": digest(there, DigestKind.DAILY, facts),
        "to be convened": meetings.to_convene(there, "Bài"),
        "still to be convened": meetings.to_convene(there, "Bài", again=True),
        "matter raised": meetings.raised_notifications(there, meeting, "Kế hoạch năm tới"),
        "preparation given": meetings.directed_notifications(there, meeting, task),
        "preparation missing": meetings.nudge_notifications(there, unprepared, lacking[meetings.Lack.PREPARATION]),
        "meeting called": meetings.convened_notifications(there, meeting),
        "meeting minuted": meetings.minuted_notifications(there, meeting),
        "minutes missing": meetings.nudge_notifications(there, meeting, lacking[meetings.Lack.MINUTES]),
        "conclusion missing": meetings.nudge_notifications(there, meeting, lacking[meetings.Lack.CONCLUSION]),
        "meeting concluded": meetings.concluded_notifications(there, meeting),
        "meeting called off": meetings.cancelled_notifications(there, meeting, REASON),
        "paper added": meetings.paper_notifications(there, meeting, "Tờ trình"),
        "power lent": rosters.lent_notifications(there, lent),
        "power taken back": rosters.ended_grant_notifications(there, lent, REASON),
        "stand-in assigned": rosters.assigned_notifications(there, trip, assignment),
    }
