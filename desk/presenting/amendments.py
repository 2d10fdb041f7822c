"""Changes to published articles said to people: JSON-able values, and the same as plain lines."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from activities.storage.matters.reading import AmendmentSheet
from desk.presenting.articles import Json, channel_data, clock_time, instant, name_of, text_data
from desk.reading.amendments import Proposed
from desk.viewpoint import Viewpoint
from newsroom.article import ChannelName
from newsroom.board import OFFICE_LABELS
from newsroom.matters.amendments import deciders
from newsroom.matters.kinds import AMENDMENT_LABELS, AMENDMENT_STAGE_LABELS, AmendmentStage


def amendment_data(sheet: AmendmentSheet, view: Viewpoint) -> Json:
    """A change: what, why, by whom, and how far it has come on each channel."""
    amendment = sheet.amendment
    waits = amendment.urgent and amendment.confirmed_at is None and amendment.stage is not AmendmentStage.REFUSED
    return {
        "id": amendment.id,
        "article_id": amendment.article_id,
        "title": sheet.title,
        "change": amendment.kind.value,
        "change_label": AMENDMENT_LABELS[amendment.kind],
        "stage": amendment.stage.value,
        "stage_label": AMENDMENT_STAGE_LABELS[amendment.stage],
        "reason": amendment.reason,
        "evidence": sheet.evidence,
        "proposed_by": amendment.proposed_by,
        "proposed_by_name": name_of(view.board, amendment.proposed_by),
        "proposed_at": instant(amendment.proposed_at),
        "base_hash": amendment.base_hash,
        "new_hash": amendment.new_hash,
        "decided_by": amendment.decided_by or "",
        "decided_at": instant(sheet.decided_at),
        "urgent": amendment.urgent,
        "ordered_by": amendment.ordered_by,
        "waits_for_confirmation": waits,
        "confirm_due_at": instant(amendment.confirm_due_at),
        "confirmed_at": instant(amendment.confirmed_at),
        "done_at": instant(amendment.done_at),
        "channels": [channel_data(ChannelName(row.channel), row) for row in sheet.channels],
    }


def proposed_data(proposed: Proposed, view: Viewpoint) -> Json:
    """A change with the proposed text and who decides on it; `new_hash` is what an approval must name."""
    amendment, standing = proposed.sheet.amendment, proposed.standing
    titles = deciders(view.board, view.roster, standing, view.at)
    text = None
    if proposed.content is not None:
        shown = replace(standing, revision=amendment.new_revision, content_hash=amendment.new_hash)
        text = text_data(shown, proposed.content)
    return {
        **amendment_data(proposed.sheet, view),
        "deciders": [
            {"id": title.member.id, "office_label": OFFICE_LABELS[title.member.office], "name": title.member.name}
            for title in titles
        ],
        "text": text,
    }


def amendment_line(data: Mapping[str, Any]) -> str:
    """A change as one line."""
    why = f": {data['reason']}" if data["reason"] else ""
    waits = "; chờ xác nhận lệnh miệng" if data["waits_for_confirmation"] else ""
    return (
        f"{data['id']}  {data['change_label']} “{data['title']}” ({data['article_id']}){why} "
        f"({data['stage_label']}{waits})"
    )


def amendment_lines(data: Mapping[str, Any]) -> list[str]:
    """A change with its channels, its deciders and the proposed text as plain lines."""
    lines = [
        amendment_line(data),
        f"Đề nghị: {data['proposed_by_name']} lúc {clock_time(data['proposed_at'])}",
        *([f"Chứng cứ: {data['evidence']}"] if data["evidence"] else []),
        f"Người quyết định: {', '.join(d['office_label'] for d in data['deciders'])}",
        *(f"{c['label']}: {c['outcome_label']} {c['url'] or c['explanation']}".rstrip() for c in data["channels"]),
    ]
    return [*lines, *text_lines(data["text"])] if data["text"] else lines


def text_lines(data: Mapping[str, Any]) -> list[str]:
    """A text as plain lines: what each channel shows, and the hash that a decision must name."""
    lines = [f"{data['title']} ({data['article_id']}, bản {data['revision']})"]
    for channel in data["channels"]:
        lines += ["", f"— {channel['label']} —", *channel["lines"]]
    return [*lines, "", f"Mã nội dung: {data['content_hash']}"]
