"""Who may approve what today: each class of the notice, its channels, who is asked, and on which ground."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.explaining.today import Today, approvers_today
from desk.pages.drawing import page
from desk.pages.places import TODAY
from desk.pages.visitors import Parts, SignedIn
from desk.presenting.roster import absence_data, grant_data
from newsroom.authority import HOLD_LABELS
from newsroom.board import OFFICE_LABELS, Member
from newsroom.publishing import CHANNEL_LABELS
from newsroom.roster import acting_heads

router = APIRouter()


@router.get(TODAY)
async def today(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """The table, and what makes it so: who is away, what is lent, who acts for the Head."""
    view = visitor.view
    roster = await parts.reading.roster.known(view)
    acting = acting_heads(view.board, roster, view.at)
    said: dict[str, Any] = {
        "at": view.at.isoformat(),
        "rows": [_row(row) for row in approvers_today(view)],
        "away": [absence_data(each, view) for each in roster.absences if each.starts_at <= view.at < each.ends_at],
        "grants": [grant_data(each, view) for each in roster.grants if each.starts_at <= view.at < each.ends_at],
        "acting": _named(acting[0][0]) if acting else "",
    }
    return page(request, "matters/today.html", said)


def _row(row: Today) -> dict[str, Any]:
    asked = row.asked
    ground = next((title.ground for title in row.titles if asked and title.member.id == asked.id), None)
    also = [_named(title.member) for title in row.titles if asked is None or title.member.id != asked.id]
    return {
        "whats": row.whats,
        "channels": [CHANNEL_LABELS[channel] for channel in row.channels],
        "owner": _named(row.owner),
        "asked": _named(asked) if asked else "",
        "hold": HOLD_LABELS[row.hold],
        "is_owner": asked is not None and asked.id == row.owner.id,
        "also": also,
        "ground": f"{ground.text} ({ground.clause})" if ground else f"{row.rule.text} ({row.rule.clause})",
        "reasons": row.reasons,
    }


def _named(member: Member) -> str:
    return f"{OFFICE_LABELS[member.office]} – {member.name}"
