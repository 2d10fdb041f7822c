"""Incidents said to people: JSON-able values, and the same as plain lines."""

from collections.abc import Mapping
from typing import Any

from typing_extensions import TypedDict

from desk.presenting.values import Account, Hash, MatterKey, Moment, Name, Number, Title, clock_time, instant, name_of
from desk.viewpoint import Viewpoint
from newsroom.article import number_in, spoken
from newsroom.matters.incidents import Incident, incident_seal
from newsroom.matters.kinds import INCIDENT_STAGE_LABELS, IncidentStage


class Named(TypedDict):
    """A member by account and name."""

    id: Account
    name: Name


class IncidentShown(TypedDict):
    """An incident with all that was said of it."""

    id: MatterKey
    number: Number
    stage: IncidentStage
    stage_label: str
    title: Title
    account: str
    proposal: str
    reported_by: Account | None
    reported_by_name: Name
    reported_at: Moment
    alarm: str
    summary: str
    compiled_at: Moment | None
    decision: str
    decided_by: Account
    decided_by_name: Name
    decided_at: Moment | None
    concerns: list[Named]
    seal: Hash


def incident_data(incident: Incident, view: Viewpoint) -> IncidentShown:
    """An incident: what happened, who reported it, what is proposed, the summary and the decision."""
    by = incident.reported_by
    return {
        "id": incident.id,
        "number": number_in(incident.id),
        "stage": incident.stage,
        "stage_label": INCIDENT_STAGE_LABELS[incident.stage],
        "title": incident.title,
        "account": incident.account,
        "proposal": incident.proposal,
        "reported_by": by,
        "reported_by_name": name_of(view.board, by) if by else "Trạm canh",
        "reported_at": instant(incident.reported_at),
        "alarm": incident.alarm,
        "summary": incident.summary,
        "compiled_at": instant(incident.compiled_at),
        "decision": incident.decision,
        "decided_by": incident.decided_by or "",
        "decided_by_name": name_of(view.board, incident.decided_by) if incident.decided_by else "",
        "decided_at": instant(incident.decided_at),
        "concerns": [{"id": member, "name": name_of(view.board, member)} for member in incident.concerns],
        "seal": incident_seal(incident),
    }


def incident_line(data: Mapping[str, Any]) -> str:
    """An incident as one line."""
    when = clock_time(data["reported_at"])
    return f"{spoken(data['id'])}  {when}  {data['title']} – {data['reported_by_name']} ({data['stage_label']})"


def incident_lines(data: Mapping[str, Any]) -> list[str]:
    """An incident with all that was said of it as plain lines."""
    said = {
        "Sự việc": data["account"],
        "Đề xuất": data["proposal"],
        "Thư ký tổng hợp": data["summary"],
        "Quyết định": data["decision"],
        "Người thực hiện": ", ".join(member["name"] for member in data["concerns"]),
    }
    by = f"  {data['decided_by_name']} quyết định lúc {clock_time(data['decided_at'])}" if data["decided_by"] else ""
    lines = [f"  {label}: {text}" for label, text in said.items() if text]
    return [incident_line(data), *lines, *([by] if by else []), f"  Mã nội dung: {data['seal']}"]
