"""Changes to published articles said to people: JSON-able values, and the same as plain lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from typing_extensions import TypedDict

from activities.storage.matters.reading import AmendmentSheet
from desk.presenting.articles import channel_data
from desk.presenting.shapes import ArticleText, ChannelShown
from desk.presenting.texts import text_data
from desk.presenting.values import (
    Account,
    ArticleKey,
    Hash,
    MatterKey,
    Moment,
    Name,
    Number,
    Title,
    clock_time,
    instant,
    name_of,
    or_none,
)
from desk.reading.amendments import Proposed
from desk.viewpoint import Viewpoint
from newsroom.article import ChannelName, Content, number_in, spoken
from newsroom.board import OFFICE_LABELS, Board
from newsroom.matters.amendment import Amendment
from newsroom.matters.amendments import deciders
from newsroom.matters.kinds import AMENDMENT_LABELS, AMENDMENT_STAGE_LABELS, AmendmentKind, AmendmentStage
from newsroom.wording.differences import Difference, differences


class AmendmentShown(TypedDict):
    """A change, and how far it has come on each channel."""

    id: MatterKey
    number: Number
    article_number: Number
    article_id: ArticleKey
    title: Title
    change: AmendmentKind
    change_label: str
    stage: AmendmentStage
    stage_label: str
    reason: str
    evidence: str
    proposed_by: Account
    proposed_by_name: Name
    proposed_at: Moment
    base_hash: Hash
    new_hash: Hash
    decided_by: Account
    decided_at: Moment | None
    urgent: bool
    ordered_by: Account
    waits_for_confirmation: bool
    confirm_due_at: Moment | None
    confirmed_at: Moment | None
    done_at: Moment | None
    only_channel: Annotated[str, or_none(ChannelName)]
    channels: list[ChannelShown]


class Decider(TypedDict):
    """Who may decide on a change."""

    id: Account
    office_label: Name
    name: Name


class ChangeShown(TypedDict):
    """Words in the place of others."""

    place: str
    before: str
    after: str
    lead: str
    trail: str


class ProposedShown(AmendmentShown):
    """A change with the proposed text and who decides on it."""

    deciders: list[Decider]
    changes: list[ChangeShown]
    text: ArticleText | None


_MOST_LINES: Final = 40


def amendment_data(sheet: AmendmentSheet, view: Viewpoint) -> AmendmentShown:
    """A change: what, why, by whom, and how far it has come on each channel."""
    amendment = sheet.amendment
    waits = amendment.urgent and amendment.confirmed_at is None and amendment.stage is not AmendmentStage.REFUSED
    return {
        "id": amendment.id,
        "number": number_in(amendment.id),
        "article_id": amendment.article_id,
        "article_number": number_in(amendment.article_id),
        "title": sheet.title,
        "change": amendment.kind,
        "change_label": AMENDMENT_LABELS[amendment.kind],
        "stage": amendment.stage,
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
        "only_channel": amendment.channels[0].value if amendment.channels and _is_of_one(amendment) else "",
        "channels": [channel_data(ChannelName(row.channel), row) for row in sheet.channels],
    }


def proposed_data(proposed: Proposed, view: Viewpoint) -> ProposedShown:
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
        "changes": changes_data(proposed.base, proposed.content, view.board)
        if proposed.base and proposed.content
        else [],
        "text": text,
    }


def changes_data(before: Content, after: Content, board: Board) -> list[ChangeShown]:
    """Whatever of a text is otherwise: its kind and topics, then word by word with the words around it."""
    return [_change_data(each) for each in (*_labels_changed(before, after, board), *differences(before, after))]


def _labels_changed(before: Content, after: Content, board: Board) -> Iterator[Difference]:
    kinds = [board.kind_labels.get(content.kind, content.kind) for content in (before, after)]
    topics = [
        ", ".join(sorted(board.topic_labels.get(topic, topic) for topic in content.topics))
        for content in (before, after)
    ]
    for place, (was, becomes) in (("loại", kinds), ("chủ đề", topics)):
        if was != becomes:
            yield Difference(place=place, before=was, after=becomes)


def change_lines(changes: Sequence[Mapping[str, Any]]) -> list[str]:
    """The same as lines, the words that differ in brackets."""
    more = len(changes) - _MOST_LINES
    return [*map(_change_line, changes[:_MOST_LINES]), *([f"… và {more} chỗ nữa."] if more > 0 else [])]


def _change_data(found: Difference) -> ChangeShown:
    return {
        "place": found.place,
        "before": found.before,
        "after": found.after,
        "lead": found.lead,
        "trail": found.trail,
    }


def _change_line(change: Mapping[str, Any]) -> str:
    before, after = change["before"] or "(không có)", change["after"] or "(bỏ)"
    parts = (change["lead"], f"[{before} → {after}]", change["trail"])
    return f"{change['place']}: {' '.join(part for part in parts if part)}"


def _is_of_one(amendment: Amendment) -> bool:
    return amendment.kind is AmendmentKind.CHANNEL_TEXT


def amendment_line(data: Mapping[str, Any]) -> str:
    """A change as one line."""
    why = f": {data['reason']}" if data["reason"] else ""
    waits = "; chờ xác nhận lệnh miệng" if data["waits_for_confirmation"] else ""
    return (
        f"{spoken(data['id'])}  {data['change_label']} “{data['title']}” ({spoken(data['article_id'])}){why} "
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
    if not data["text"]:
        return lines
    changed = ["", "Thay đổi:", *change_lines(data["changes"])] if data["changes"] else []
    return [*lines, *changed, "", *text_lines(data["text"])]


def text_lines(data: Mapping[str, Any]) -> list[str]:
    """A text as plain lines: what each channel shows, and the hash that a decision must name."""
    lines = [f"{data['title']} ({spoken(data['article_id'])}, bản {data['revision']})"]
    for channel in data["channels"]:
        lines += ["", f"— {channel['label']} —", *channel["lines"]]
    return [*lines, "", f"Mã nội dung: {data['content_hash']}"]
