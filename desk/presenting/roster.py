"""Absences, assignments and delegations said to people: JSON-able values, and the same as plain lines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from typing_extensions import TypedDict

from activities.storage.matters.reading import AbsenceSheet
from desk.addresses import API
from desk.presenting.articles import short_card
from desk.presenting.shapes import ArticleCard
from desk.presenting.values import Account, MatterKey, Moment, Name, Number, Path, clock_time, instant, name_of
from desk.reading.inbox import MatterTask, Waiting, unassigned
from desk.viewpoint import Viewpoint
from newsroom.article import Kind, number_in, spoken
from newsroom.board import OFFICE_LABELS
from newsroom.entitlement.grounds import grant_in_words, scope_in_words
from newsroom.members.visibility import knows_why_away
from newsroom.roster import GRANT_LABELS, Absence, Grant, GrantKind
from workflows.registry import MEETING, address_of

State = Literal["withdrawn", "over", "ahead", "on"]


class AbsenceShown(TypedDict):
    """An absence."""

    id: MatterKey
    number: Number
    member: Account
    member_name: Name
    office_label: Name
    starts_at: Moment
    ends_at: Moment
    reason: str
    filed_by: Account
    filed_at: Moment
    state: State
    state_label: str
    unassigned: list[str]


class GrantShown(TypedDict):
    """A grant: who lends whose power to whom, for what, until when."""

    id: MatterKey
    number: Number
    kind: GrantKind
    kind_label: str
    giver: Account
    seat: Account
    to: Account
    to_name: Name
    starts_at: Moment
    ends_at: Moment
    given_at: Moment
    classes: list[str]
    topics: list[str]
    kinds: list[Kind]
    scope_label: str
    absence: str
    document: str
    reason: str
    state: State
    state_label: str
    text: str


class AbsenceWithGrants(AbsenceShown):
    """An absence with its assignments."""

    grants: list[GrantShown]


class AbsenceSheetShown(AbsenceWithGrants):
    """An absence with the articles that it keeps too."""

    kept: int
    articles: list[ArticleCard]


class TaskShown(TypedDict):
    """A task that is no article."""

    task: MatterTask
    number: Number
    matter: str
    path: Path
    text: str
    since: Moment
    due_at: Moment | None


def absence_data(absence: Absence, view: Viewpoint) -> AbsenceShown:
    """An absence: who, until when, and whether somebody still has to be assigned."""
    board = view.board
    member = board.member(absence.member)
    state, label = _state(absence.starts_at, absence.ends_at, view.at)
    return {
        "id": absence.id,
        "number": number_in(absence.id),
        "member": absence.member,
        "member_name": name_of(board, absence.member),
        "office_label": OFFICE_LABELS[member.office] if member else "",
        "starts_at": instant(absence.starts_at),
        "ends_at": instant(absence.ends_at),
        "reason": absence.reason if knows_why_away(board, view.roster, view.viewer, absence, view.at) else "",
        "filed_by": absence.filed_by,
        "filed_at": instant(absence.filed_at),
        "state": state,
        "state_label": label,
        "unassigned": list(unassigned(view, absence)),
    }


def grant_data(grant: Grant, view: Viewpoint) -> GrantShown:
    """A grant: who lends whose power to whom, for what, until when."""
    board = view.board
    state, label = _state(grant.starts_at, grant.ends_at, view.at)
    return {
        "id": grant.id,
        "number": number_in(grant.id),
        "kind": grant.kind,
        "kind_label": GRANT_LABELS[grant.kind],
        "giver": grant.giver,
        "seat": grant.seat,
        "to": grant.to,
        "to_name": name_of(board, grant.to),
        "starts_at": instant(grant.starts_at),
        "ends_at": instant(grant.ends_at),
        "given_at": instant(grant.given_at),
        "classes": list(grant.scope.classes),
        "topics": list(grant.scope.topics),
        "kinds": list(grant.scope.kinds),
        "scope_label": scope_in_words(board, grant.scope),
        "absence": grant.absence,
        "document": grant.document,
        "reason": grant.reason,
        "state": state,
        "state_label": label,
        "text": grant_in_words(board, grant),
    }


def absence_sheet_data(sheet: AbsenceSheet, view: Viewpoint) -> AbsenceSheetShown:
    """An absence with its assignments and the articles that it keeps."""
    return {
        **absence_data(sheet.absence, view),
        "grants": [grant_data(grant, view) for grant in sheet.grants],
        "kept": sheet.kept,
        "articles": [short_card(card, view) for card in sheet.cards],
    }


def task_data(task: Waiting) -> TaskShown:
    """A task that is no article."""
    return {
        "task": task.task,
        "matter": task.matter,
        "number": number_in(task.matter),
        "path": API + (address_of(task.matter) if task.matter else MEETING.address),
        "text": task.text,
        "since": instant(task.since),
        "due_at": instant(task.due_at),
    }


def absence_line(data: Mapping[str, Any]) -> str:
    """An absence as one line."""
    missing = data["unassigned"]
    waits = f"; chờ phân công người {' và '.join(missing)}" if missing else ""
    why = f", {data['reason']}" if data["reason"] else ""
    return (
        f"{spoken(data['id'])}  {data['office_label'] or data['member_name']}: {clock_time(data['starts_at'])} – "
        f"{clock_time(data['ends_at'])}{why} ({data['state_label']}{waits})"
    )


def grant_line(data: Mapping[str, Any]) -> str:
    """A grant as one line."""
    return f"{spoken(data['id'])}  {data['text'].rstrip('.')} ({data['state_label']})"


def absence_lines(data: Mapping[str, Any]) -> list[str]:
    """An absence with its assignments and articles as plain lines."""
    lines = [absence_line(data), *(f"  {grant_line(grant)}" for grant in data["grants"])]
    if data["kept"]:
        lines.append(f"  Bài đang chờ: {data['kept']}")
    lines += [f"    {spoken(card['article_id'])}  {card['title']} ({card['waiting_for']})" for card in data["articles"]]
    if data["kept"] > len(data["articles"]):
        lines.append(f"    … và {data['kept'] - len(data['articles'])} bài khác")
    return lines


def _state(starts_at: datetime, ends_at: datetime, at: datetime) -> tuple[State, str]:
    if ends_at <= starts_at:
        return "withdrawn", "đã rút"
    if at >= ends_at:
        return "over", "đã hết"
    if at < starts_at:
        return "ahead", "chưa đến ngày"
    return "on", "đang áp dụng"
