"""The board's meetings: who convenes, what is on the agenda, and what a conclusion does to the articles before it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from newsroom.article import ArticleId, MemberId
from newsroom.authority import Ground
from newsroom.board import Board, Office
from newsroom.claims import doer, incomplete
from newsroom.entitlement.titles import head_titles, seat_of
from newsroom.errors import RefusalCode, Refused
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim, not_entitled
from newsroom.matters.kinds import MEETING_STAGE_LABELS, MeetingStage, Outcome
from newsroom.matters.seals import decision_seal, digest
from newsroom.roster import Roster
from newsroom.sla import Changes, Promise, edit_obligation
from newsroom.stages import Stage
from newsroom.standing import Standing
from newsroom.working_time import local

CONVENES: Final = (
    21,
    "mục II.1, gạch đầu dòng thứ 5",
    "Trưởng Ban điều hành hoạt động chung, triệu tập các cuộc họp khi cần thiết",
)
_MINUTES: Final = (60, "mục II.5, gạch đầu dòng thứ 2", "Thư ký ghi biên bản cho các cuộc họp của Ban Biên tập")
DECIDES: Final = (
    5,
    "mục I, gạch đầu dòng thứ 1",
    "Các vấn đề chưa có sự thống nhất được đưa ra bàn bạc tập thể trong các cuộc họp của Ban Biên tập",
)
PREPARES: Final[Mapping[Office, tuple[int, str, str]]] = {
    Office.SECRETARY: (
        59,
        "mục II.5, gạch đầu dòng thứ 2",
        "Thư ký chuẩn bị tài liệu cho các cuộc họp của Ban Biên tập",
    ),
    Office.STANDING_DEPUTY: (
        29,
        "mục II.2, gạch đầu dòng thứ 3",
        "Phó Trưởng Ban Thường trực chỉ đạo việc chuẩn bị nội dung, chương trình và tài liệu họp",
    ),
    Office.HEAD: CONVENES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article on the agenda, or a matter that is none, with what was decided and why.

    Shape: a matter has an id of its own in place of an article's, and says in `text` what it is about.
    """

    article_id: ArticleId
    title: str
    outcome: Outcome | None = None
    note: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """Who prepares what for a meeting, and by when; `done` once that member has sent a paper."""

    id: str
    member: MemberId
    what: str
    due_at: datetime
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting of the board: when and where, about what, and how far it has come.

    Shape: `items` are the articles of the agenda, `matters` what else stands on it.
    """

    id: str
    stage: MeetingStage
    starts_at: datetime
    place: str
    topic: str
    minutes: str = ""
    minuted_at: datetime | None = None
    items: tuple[Item, ...] = ()
    matters: tuple[Item, ...] = ()
    preparations: tuple[Preparation, ...] = ()

    @property
    def agenda(self) -> tuple[Item, ...]:
        """All that is to be decided."""
        return (*self.items, *self.matters)


def convened(
    board: Board, roster: Roster, meeting_id: str, claim: MatterClaim, now: datetime
) -> tuple[Meeting, Ground]:
    """The meeting that the Head, or who acts for the Head, calls.

    Errors: Refused.
    Source: rules 5, 21, 35 and 42.
    """
    ground = _head_ground(board, roster, claim, now, CONVENES)
    starts_at = claim.moment(facts.STARTS_AT)
    if starts_at <= now:
        raise incomplete(claim, "giờ họp phải sau bây giờ")
    meeting = Meeting(
        id=meeting_id,
        stage=MeetingStage.CALLED,
        starts_at=starts_at,
        place=claim.fact(facts.PLACE),
        topic=claim.fact(facts.TOPIC),
    )
    return meeting, ground


def paper_ground(board: Board, meeting: Meeting, claim: MatterClaim) -> Ground:
    """The ground on which a member adds a paper; the title must be there, and the text or the digest of a file.

    Errors: Refused.
    Source: rules 29 and 59.
    """
    member = doer(board, claim)
    check_open(meeting, claim)
    if member.office not in PREPARES and member.id not in {given.member for given in meeting.preparations}:
        raise not_entitled(
            claim, "Thư ký chuẩn bị tài liệu, Phó Trưởng Ban Thường trực và Trưởng Ban chỉ đạo, giao việc."
        )
    claim.fact(facts.TITLE)
    if not claim.said(facts.FILE):
        claim.fact(facts.TEXT)
    return clause_ground(member.office, PREPARES.get(member.office, PREPARES[Office.STANDING_DEPUTY]))


def minuted(board: Board, meeting: Meeting, claim: MatterClaim, now: datetime) -> tuple[Meeting, Ground]:
    """The meeting with the secretary's minutes and what was decided on each article; they may be mended until the end.

    Errors: Refused, also when an article of the agenda is left without a decision.
    Source: rules 5 and 60; ambiguity A38.
    """
    member = doer(board, claim)
    check_open(meeting, claim)
    if member.office is not Office.SECRETARY:
        raise not_entitled(claim, "Thư ký Ban Biên tập ghi biên bản.")
    items, matters = (tuple(_decided(claim, item) for item in part) for part in (meeting.items, meeting.matters))
    minutes = claim.fact(facts.MINUTES)
    after = replace(meeting, stage=MeetingStage.MINUTED, minutes=minutes, minuted_at=now, items=items, matters=matters)
    return after, clause_ground(member.office, _MINUTES)


def concluded(
    board: Board, roster: Roster, meeting: Meeting, claim: MatterClaim, now: datetime
) -> tuple[Meeting, Ground]:
    """The meeting after the Head, or who acts for the Head, has signed the minutes: its decisions hold from now.

    Shape: the act names by `minutes_seal` the very minutes that were read; mended ones must be read again.
    Errors: Refused.
    Source: rules 5, 21 and 60; ambiguity A38; promise 1 of the design.
    """
    check_open(meeting, claim)
    ground = _head_ground(board, roster, claim, now, DECIDES)
    if meeting.stage is not MeetingStage.MINUTED:
        raise incomplete(claim, "Thư ký chưa ghi biên bản")
    if unread := [item for item in meeting.agenda if item.outcome is None]:
        raise incomplete(claim, f"“{unread[0].title}” chưa có kết luận trong biên bản")
    if claim.fact(facts.SEEN) != minutes_seal(meeting):
        raise Refused(
            RefusalCode.STALE_TEXT,
            "Chưa thể kết luận cuộc họp: biên bản hoặc chương trình họp đã đổi so với bản đồng chí đã đọc. "
            "Mọi việc giữ nguyên; hãy mở lại biên bản, đọc rồi kết luận.",
        )
    return replace(meeting, stage=MeetingStage.CONCLUDED), ground


def minutes_seal(meeting: Meeting) -> str:
    """What a conclusion signs: digests of the minutes and of each decision in them.

    Shape: hex SHA-256 with spaces between, the minutes first; who checks one decision learns nothing of the others.
    Source: rules 5 and 60; promise 1 of the design.
    """
    decisions = (decision_seal(item.article_id, item.outcome or "", item.note) for item in meeting.agenda)
    return " ".join((digest(meeting.minutes), *decisions))


def decided_ground(signed: Ground) -> Ground:
    """The ground of a decision on one article: the board's own, by the hand of whoever signed the minutes.

    Source: rule 5; ambiguities A9, A38.
    """
    number, place, text = DECIDES
    return replace(signed, rule=number, clause=place, text=text)


def cancelled(
    board: Board, roster: Roster, meeting: Meeting, claim: MatterClaim, now: datetime
) -> tuple[Meeting, Ground]:
    """The meeting called off; its articles wait for the next one.

    Errors: Refused.
    Source: rule 21.
    """
    check_open(meeting, claim)
    ground = _head_ground(board, roster, claim, now, CONVENES)
    claim.fact(facts.REASON)
    return replace(meeting, stage=MeetingStage.CANCELLED), ground


def settled(board: Board, roster: Roster, standing: Standing, outcome: Outcome, now: datetime) -> Standing:
    """Where an article stands after the board's decision; a released one still needs its approval.

    Source: rules 5 and 12; ambiguity A38.
    """
    after = decided_upon(standing, outcome, now)
    return standing if outcome is Outcome.CARRY else replace(after, seat=seat_of(board, roster, after, now))


def decided_upon(standing: Standing, outcome: Outcome, now: datetime) -> Standing:
    """The standing after the board's decision, whoever has the article then.

    Source: rules 5 and 12; ambiguity A38.
    """
    match outcome:
        case Outcome.CARRY:
            return standing
        case Outcome.RELEASE:
            stage = standing.parked_at or Stage.AWAITING_APPROVAL
        case Outcome.RETURN:
            stage = Stage.EDITING
        case Outcome.REJECT:
            stage = Stage.REJECTED
    return replace(standing, stage=stage, since=now, parked_at=None)


def settled_changes(board: Board, outcome: Outcome, after: Standing, now: datetime) -> Changes:
    """The clocks after the board's decision; the same-day promise has never stopped.

    Source: rules 14 and 54; ambiguity A16.
    """
    if outcome is Outcome.REJECT:
        return Changes(drop=frozenset((promise, None) for promise in Promise))
    return Changes(start=(edit_obligation(board, now),)) if after.stage is Stage.EDITING else Changes()


def meeting_in_words(meeting: Meeting) -> str:
    """When, where and about what, with the articles on the agenda.

    Source: rules 21 and 29.
    """
    agenda = "; ".join(f"“{item.title}”" for item in meeting.items)
    articles = f" Bài chưa thống nhất: {agenda}." if agenda else ""
    return f"Họp lúc {local(meeting.starts_at):%H:%M %d/%m/%Y} tại {meeting.place}: {meeting.topic}.{articles}"


def _decided(claim: MatterClaim, item: Item) -> Item:
    decide, noted = facts.DECIDE.about(item.article_id), facts.NOTE.about(item.article_id)
    said = claim.said(decide)
    if said not in set(Outcome):
        known = ", ".join(Outcome)
        raise incomplete(claim, f"cần ghi kết luận cho “{item.title}” ({decide.name}: {known})")
    note = claim.said(noted)
    if Outcome(said) in {Outcome.RETURN, Outcome.REJECT} and not note:
        raise incomplete(claim, f"cần ghi lý do cho “{item.title}” ({noted.name})")
    return replace(item, outcome=Outcome(said), note=note)


def check_open(meeting: Meeting, claim: MatterClaim) -> None:
    """Nothing, while a meeting is still to be concluded.

    Errors: Refused.
    Source: rules 21 and 60.
    """
    if meeting.stage in {MeetingStage.CONCLUDED, MeetingStage.CANCELLED}:
        raise incomplete(claim, f"cuộc họp {MEETING_STAGE_LABELS[meeting.stage]}")


def _head_ground(
    board: Board, roster: Roster, claim: MatterClaim, now: datetime, clause: tuple[int, str, str]
) -> Ground:
    member = doer(board, claim)
    held = next((t.ground for t in head_titles(board, roster, now) if t.member.id == member.id), None)
    if held is None:
        raise not_entitled(claim, "Chỉ Trưởng Ban (hoặc người đang điều hành thay) làm được việc này.")
    return held if held.acting_for else clause_ground(member.office, clause)


def clause_ground(office: Office, clause: tuple[int, str, str]) -> Ground:
    """The ground of an office by a clause of the notice.

    Source: rules 5, 21, 29, 59 and 60, whichever the clause is.
    """
    number, place, text = clause
    return Ground(office=office, rule=number, clause=place, text=text)
