"""An explanation said to people: JSON-able values, and the same as plain lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

from desk.explaining.cases import Explained
from desk.explaining.verdicts import (
    Verdict,
    approval_of,
    approval_verdicts,
    edit_of,
    edit_verdicts,
    ground_in_words,
    rules_of,
)
from desk.presenting.articles import route_data
from desk.presenting.board import MemberShown, member_data
from desk.presenting.grounds import GroundShown, ground_data
from desk.presenting.roster import AbsenceShown, GrantShown, absence_data, grant_data
from desk.presenting.shapes import RouteShown
from desk.presenting.values import Account, ArticleKey, Hash, Moment, Name, Number, Title, clock_time, instant, name_of
from desk.viewpoint import Viewpoint
from newsroom.article import Kind, number_in, spoken
from newsroom.authority import HOLD_LABELS, Ground, Hold
from newsroom.board import OFFICE_LABELS, Board, Member
from newsroom.describe import route_in_words
from newsroom.entitlement.lending import Entitlement
from newsroom.entitlement.why_not import why_void
from newsroom.ledger.acts import ActAccepted
from newsroom.members.actors import Actor
from newsroom.members.visibility import ground_shown, reasons_shown
from newsroom.roster import Grant, GrantKind, acting_heads
from newsroom.stages import ACTS, STAGE_LABELS, Act, Stage


class EntitledShown(TypedDict):
    """Who is asked, and who may."""

    asked: Account
    asked_label: Name
    hold: Hold
    hold_label: str
    reasons: list[str]
    may: list[Account]


class DecidedShown(TypedDict):
    """The last decision, in the ledger's own words."""

    act: Act
    member: Account
    at: Moment
    ground: GroundShown
    text: str


class EntitledMember(MemberShown):
    """A member with the right by which they may."""

    ground: GroundShown
    why: str


class WhoMay(TypedDict):
    """Who may do an act."""

    act: Act
    label: str
    members: list[EntitledMember]


class ActingHead(MemberShown):
    """Who acts for the Head, by which grant."""

    grant: str


class RunningGrant(GrantShown):
    """A grant, and why it is not used here."""

    why_not: str


class VerdictShown(TypedDict):
    """Whether a member may do an act, and why."""

    act: Act
    label: str
    may: bool
    text: str


class JudgedMember(MemberShown):
    """A member with what they may and may not."""

    verdicts: list[VerdictShown]


class _Inside(TypedDict, total=False):
    away: list[AbsenceShown]
    acting: list[ActingHead]
    grants: list[RunningGrant]
    members: list[JudgedMember]


class ExplainedShown(_Inside):
    """The whole resolution at an instant. Shape: who is away and who lent what is told to members of the board."""

    at: Moment
    number: Number
    board_version: int
    board_since: Moment
    article_id: ArticleKey
    title: Title
    author: Account
    author_name: Name
    kind: Kind
    topics: list[str]
    stage: Stage
    stage_label: str
    revision: int
    content_hash: Hash
    route: RouteShown
    route_text: str
    asked: Account
    asked_name: Name
    hold: Hold
    hold_label: str
    why: list[str]
    approval: EntitledShown | None
    last_edit: EntitledShown | None
    decided: DecidedShown | None
    who_may: list[WhoMay]


def explained_data(case: Explained, viewer: Actor) -> ExplainedShown:
    """The whole resolution at an instant; who is away and who lent what is shown to members of the board only."""
    standing, board, version = case.standing, case.board, case.then.version
    data: ExplainedShown = {
        "at": instant(case.then.at),
        "board_version": version.number,
        "board_since": instant(version.effective_from),
        "article_id": case.article_id,
        "number": number_in(case.article_id),
        "title": case.content.title,
        "author": standing.author,
        "author_name": name_of(board, standing.author),
        "kind": standing.kind,
        "topics": list(standing.topics),
        "stage": standing.stage,
        "stage_label": STAGE_LABELS[standing.stage],
        "revision": standing.revision,
        "content_hash": standing.content_hash,
        "route": route_data(standing.route, board),
        "route_text": route_in_words(standing.route),
        "asked": standing.seat.asked or "",
        "asked_name": name_of(board, standing.seat.asked) if standing.seat.asked else "",
        "hold": standing.seat.hold,
        "hold_label": HOLD_LABELS[standing.seat.hold],
        "why": list(reasons_shown(viewer, standing)),
        "approval": _entitled_data(approval_of(case), case, viewer),
        "last_edit": _entitled_data(edit_of(case), case, viewer),
        "decided": _decided_data(case.decided, board, viewer),
        "who_may": _who_may(case, viewer),
    }
    return data if viewer.is_outside else {**data, **_inside_data(case, viewer)}


def explained_lines(data: Mapping[str, Any]) -> list[str]:
    """An explanation as plain lines, whose article it is first."""
    what = f"Bài “{data['title']}” ({spoken(data['article_id'])})" if data["article_id"] else "Bài như câu hỏi"
    informed = ", ".join(data["route"]["informed"])
    lines = [
        data["route_text"],
        *([f"Để biết: {informed}."] if informed else []),
        f"Lúc {clock_time(data['at'])}, theo bản phân công số {data['board_version']}.",
        f"{what}: bước “{data['stage_label']}”, tác giả {data['author_name']}.",
    ]
    if data["asked"]:
        lines.append(f"Việc nằm ở: {data['asked_name']} ({data['hold_label']}).")
        lines += [f"  - {reason}" for reason in data["why"]]
    if data["decided"]:
        lines.append(f"Đã quyết định: {data['decided']['text']}")
    for row in data.get("away", ()):
        lines.append(f"Vắng mặt: {row['office_label']} đến {clock_time(row['ends_at'])} (đợt {spoken(row['id'])}).")
    for row in data.get("acting", ()):
        lines.append(f"Điều hành thay Trưởng Ban: {row['name']} ({row['office_label']}).")
    for grant in data.get("grants", ()):
        used = f"không dùng cho bài này: {grant['why_not']}" if grant["why_not"] else "dùng được"
        lines.append(f"{spoken(grant['id'])}  {grant['text'].rstrip('.')} ({used})")
    return [*lines, *_who_may_lines(data["who_may"]), *_member_lines(data)]


def _who_may_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return ["Ở bước này bài không chờ ai quyết định."]
    names = [", ".join(member["name"] for member in row["members"]) for row in rows]
    return [
        "Ai làm được gì:",
        *(f"  {row['label']}: {who or 'không ai'}" for row, who in zip(rows, names, strict=True)),
    ]


def _member_lines(data: Mapping[str, Any]) -> list[str]:
    lines = []
    for row in data.get("members", ()):
        if row["verdicts"]:
            lines.append(f"{row['name']} ({row['office_label']})")
        lines += [f"  {v['label']}: {'ĐƯỢC' if v['may'] else 'KHÔNG'}. {v['text']}" for v in row["verdicts"]]
    return lines


def _inside_data(case: Explained, viewer: Actor) -> _Inside:
    then = case.then
    view = Viewpoint(viewer=viewer, board=case.board, roster=then.roster, at=then.at)
    away = [absence for absence in then.roster.absences if absence.starts_at <= then.at < absence.ends_at]
    acting = acting_heads(case.board, then.roster, then.at)
    running = [grant for grant in then.roster.grants if grant.starts_at <= then.at < grant.ends_at]
    verdicts: dict[str, list[VerdictShown]] = {member.id: [] for member in case.board.members}
    for act, found in ((Act.FINISH_EDIT, edit_verdicts(case)), (Act.APPROVE, approval_verdicts(case))):
        for verdict in found:
            verdicts[verdict.member.id].append(_verdict_data(act, verdict))
    return {
        "away": [absence_data(absence, view) for absence in away],
        "acting": [{**member_data(member), "grant": grant.id if grant else ""} for member, grant in acting[:1]],
        "grants": [{**grant_data(grant, view), "why_not": _why_not(case, grant)} for grant in running],
        "members": [{**member_data(member), "verdicts": verdicts[member.id]} for member in case.board.members],
    }


def _why_not(case: Explained, grant: Grant) -> str:
    match grant.kind:
        case GrantKind.ROYALTY_SIGNING | GrantKind.ON_DUTY:
            return "là việc khác"
        case GrantKind.LAST_EDIT | GrantKind.PRECHECK if case.standing.stage is not Stage.EDITING:
            return "bài không ở bước biên tập"
        case GrantKind.ACTING | GrantKind.PRECHECK:
            return ""
        case GrantKind.ASSIGNMENT | GrantKind.DELEGATION | GrantKind.LAST_EDIT:
            return why_void(rules_of(case), grant)


def _verdict_data(act: Act, verdict: Verdict) -> VerdictShown:
    return {"act": act, "label": ACTS[act].label, "may": verdict.may, "text": verdict.text}


def _entitled_data(found: Entitlement | None, case: Explained, viewer: Member) -> EntitledShown | None:
    if found is None:
        return None
    return {
        "asked": found.asked.id if found.asked else "",
        "asked_label": OFFICE_LABELS[found.asked.office] if found.asked else "",
        "hold": found.hold,
        "hold_label": HOLD_LABELS[found.hold],
        "reasons": list(case.standing.route.reasons if viewer.is_outside else found.reasons),
        "may": [title.member.id for title in found.titles],
    }


def _decided_data(entry: ActAccepted | None, board: Board, viewer: Member) -> DecidedShown | None:
    """The last decision, in the ledger's own words."""
    if entry is None:
        return None
    ground = ground_shown(viewer, entry.ground)
    who = f"{name_of(board, entry.member)} {ACTS[entry.act].label} lúc {clock_time(entry.at)}"
    lent = f", dùng {ground.grant} {ground.dates}" if ground.grant else ""
    text = f"{who}. Căn cứ: {ground.clause}{lent}."
    return {
        "act": entry.act,
        "member": entry.member,
        "at": entry.at.isoformat(),
        "ground": ground_data(ground),
        "text": text,
    }


def _who_may(case: Explained, viewer: Member) -> list[WhoMay]:
    rows: list[WhoMay] = []
    for act, grounds in case.grounds().items():
        members = [member for member in case.board.members if member.id in grounds]
        rows.append(
            {
                "act": act,
                "label": ACTS[act].label,
                "members": [_entitled_member(case, m, ground_shown(viewer, grounds[m.id])) for m in members],
            }
        )
    return rows


def _entitled_member(case: Explained, member: Member, ground: Ground) -> EntitledMember:
    return {**member_data(member), "ground": ground_data(ground), "why": ground_in_words(case, ground)}
