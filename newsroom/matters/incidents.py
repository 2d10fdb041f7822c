"""What goes wrong: any member reports it with a proposal, the secretary compiles it for the Head, the Head decides."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from newsroom.article import MemberId
from newsroom.authority import Ground
from newsroom.board import Board, Member, Office
from newsroom.claims import doer, incomplete
from newsroom.entitlement.titles import head_titles
from newsroom.errors import RefusalCode, Refused
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim, not_entitled
from newsroom.matters.kinds import IncidentStage
from newsroom.matters.seals import digest
from newsroom.roster import Roster

_GOES_TO_THE_HEAD: Final = (
    94,
    "đoạn kết, câu thứ 2",
    "Vấn đề phát sinh được thông báo cho Thư ký Ban Biên tập để tổng hợp, báo cáo Trưởng Ban Biên tập",
)
_REPORTS: Final = {
    Office.ENGINEER: (
        90,
        "mục II.8, gạch đầu dòng thứ 7",
        "Kỹ sư báo cáo và đề xuất với Trưởng Ban những biện pháp xử lý những phát sinh",
    ),
    Office.DEPUTY: (
        38,
        "mục II.3, gạch đầu dòng thứ 2",
        "Phó Trưởng Ban theo dõi và đề xuất giải pháp nâng cao hiệu quả hoạt động của Cổng",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something that goes wrong, and how far it has come.

    Shape: `reported_by` is empty when an alarm of the watch has opened it, which `alarm` then names; `summary` is the
    secretary's, `decision` the Head's; `concerns` are the members whom the decision asks to do something.
    """

    id: str
    stage: IncidentStage
    title: str
    account: str
    proposal: str
    reported_by: MemberId
    reported_at: datetime
    alarm: str = ""
    summary: str = ""
    compiled_at: datetime | None = None
    decision: str = ""
    decided_by: MemberId | None = None
    decided_at: datetime | None = None
    concerns: tuple[MemberId, ...] = ()


def reported(board: Board, incident_id: str, claim: MatterClaim, now: datetime) -> tuple[Incident, Ground]:
    """What a member reports; a proposal must come with it.

    Errors: Refused.
    Source: rules 38, 90 and 94.
    """
    member = doer(board, claim)
    incident = Incident(
        id=incident_id,
        stage=IncidentStage.REPORTED,
        title=claim.fact(facts.TITLE),
        account=claim.fact(facts.ACCOUNT),
        proposal=claim.fact(facts.PROPOSAL),
        reported_by=member.id,
        reported_at=now,
    )
    return incident, _ground(member, _REPORTS.get(member.office, _GOES_TO_THE_HEAD))


def compiled(board: Board, incident: Incident, claim: MatterClaim, now: datetime) -> tuple[Incident, Ground]:
    """What the secretary says of it to the Head; she may mend it until the Head has decided.

    Errors: Refused.
    Source: rule 94.
    """
    member = doer(board, claim)
    _check_open(incident, claim)
    if member.office is not Office.SECRETARY:
        raise not_entitled(claim, "Thư ký Ban Biên tập tổng hợp; khi Thư ký vắng, Trưởng Ban quyết định được ngay.")
    after = replace(incident, stage=IncidentStage.COMPILED, summary=claim.fact(facts.SUMMARY), compiled_at=now)
    return after, _ground(member, _GOES_TO_THE_HEAD)


def decided(
    board: Board, roster: Roster, incident: Incident, claim: MatterClaim, now: datetime
) -> tuple[Incident, Ground]:
    """What the Head, or who acts for the Head, decides, compiled or not: what is urgent does not wait for a summary.

    Shape: the act names by `incident_seal` what was read.
    Errors: Refused.
    Source: rules 35, 42, 90 and 94; promise 1 of the design.
    """
    member = doer(board, claim)
    _check_open(incident, claim)
    held = next((t.ground for t in head_titles(board, roster, now) if t.member.id == member.id), None)
    if held is None:
        raise not_entitled(claim, "Chỉ Trưởng Ban (hoặc người đang điều hành thay) làm được việc này.")
    decision = claim.fact(facts.DECISION)
    concerns = tuple(_known(board, claim, name) for name in claim.names(facts.CONCERNS))
    if claim.fact(facts.SEEN) != incident_seal(incident):
        raise Refused(
            RefusalCode.STALE_TEXT,
            "Chưa thể quyết định: phần tổng hợp đã đổi so với bản đồng chí đã đọc. "
            "Mọi việc giữ nguyên; hãy mở lại sự việc, đọc rồi quyết định.",
        )
    after = replace(
        incident,
        stage=IncidentStage.DECIDED,
        decision=decision,
        decided_by=member.id,
        decided_at=now,
        concerns=concerns,
    )
    return after, held if held.acting_for else _ground(member, _GOES_TO_THE_HEAD)


def incident_seal(incident: Incident) -> str:
    """What a decision signs (hex SHA-256): all that was there to be read.

    Source: promise 1 of the design.
    """
    read = [incident.title, incident.account, incident.proposal, incident.summary]
    return digest(json.dumps(read, ensure_ascii=False))


def sees_incident(member: Member, incident: Incident) -> bool:
    """Whether an incident is there for a member: the own, and to who sits in the house all.

    Source: rules 6 and 94; ambiguity A35; decision 0038.
    """
    return not member.is_outside or incident.reported_by == member.id


def _known(board: Board, claim: MatterClaim, name: str) -> MemberId:
    member = board.member(name)
    if member is None:
        raise incomplete(claim, f"không có thành viên “{name[:40]}” ({facts.CONCERNS.name})")
    return member.id


def _check_open(incident: Incident, claim: MatterClaim) -> None:
    if incident.stage is IncidentStage.DECIDED:
        raise incomplete(claim, "Trưởng Ban đã quyết định sự việc này")


def _ground(member: Member, clause: tuple[int, str, str]) -> Ground:
    number, place, text = clause
    return Ground(office=member.office, rule=number, clause=place, text=text)
