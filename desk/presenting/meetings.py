"""Meetings of the board said to people: JSON-able values, and the same as plain lines."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from typing_extensions import TypedDict

from activities.storage.matters.reading import MeetingSheet
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
from desk.viewpoint import Viewpoint
from newsroom.article import number_in, spoken
from newsroom.matters.kinds import MEETING_STAGE_LABELS, OUTCOME_LABELS, MeetingStage, Outcome
from newsroom.matters.meetings import Item, Preparation, minutes_seal


class ItemShown(TypedDict):
    """Something on the agenda, and what was decided of it."""

    article_id: ArticleKey
    number: Number
    title: Title
    outcome: Annotated[str, or_none(Outcome)]
    outcome_label: str
    note: str


class MatterShown(ItemShown):
    """A matter on the agenda that is no article."""

    text: str


class PreparationShown(TypedDict):
    """Who prepares what by when."""

    member: Account
    member_name: Name
    what: str
    due_at: Moment
    done: bool


class PaperShown(TypedDict):
    """A paper of a meeting."""

    title: Title
    text: str
    added_by: Account
    added_at: Moment
    file_digest: Hash
    file_name: str


class MeetingShown(TypedDict):
    """A meeting with agenda, papers and minutes."""

    id: MatterKey
    number: Number
    stage: MeetingStage
    stage_label: str
    starts_at: Moment
    place: str
    topic: str
    called_by: Account
    called_by_name: Name
    called_at: Moment
    closed_at: Moment | None
    agenda: list[ItemShown]
    matters: list[MatterShown]
    preparations: list[PreparationShown]
    papers: list[PaperShown]
    minutes: str
    minutes_seal: str


def meeting_data(sheet: MeetingSheet, view: Viewpoint) -> MeetingShown:
    """A meeting: when, where, about what, the agenda with what was decided, the papers and the minutes."""
    meeting = sheet.meeting
    return {
        "id": meeting.id,
        "number": number_in(meeting.id),
        "stage": meeting.stage,
        "stage_label": MEETING_STAGE_LABELS[meeting.stage],
        "starts_at": instant(meeting.starts_at),
        "place": meeting.place,
        "topic": meeting.topic,
        "called_by": sheet.called_by,
        "called_by_name": name_of(view.board, sheet.called_by),
        "called_at": instant(sheet.called_at),
        "closed_at": instant(sheet.closed_at),
        "agenda": _agenda_data(meeting.items),
        "matters": [
            {**data, "text": item.text}
            for data, item in zip(_agenda_data(meeting.matters), meeting.matters, strict=True)
        ],
        "preparations": [_preparation_data(given, view) for given in meeting.preparations],
        "papers": [
            {
                "title": p.title,
                "text": p.text,
                "added_by": p.added_by,
                "added_at": instant(p.added_at),
                "file_digest": p.file_digest,
                "file_name": p.file_name,
            }
            for p in sheet.papers
        ],
        "minutes": meeting.minutes,
        "minutes_seal": minutes_seal(meeting) if meeting.minutes else "",
    }


def meeting_line(data: Mapping[str, Any]) -> str:
    """A meeting as one line."""
    agenda = f", {len(data['agenda'])} bài" if data["agenda"] else ""
    when = clock_time(data["starts_at"])
    return f"{spoken(data['id'])}  {when} tại {data['place']}: {data['topic']}{agenda} ({data['stage_label']})"


def meeting_lines(data: Mapping[str, Any]) -> list[str]:
    """A meeting with agenda, papers and minutes as plain lines."""
    lines = [meeting_line(data), f"Triệu tập: {data['called_by_name']} lúc {clock_time(data['called_at'])}"]
    for item in data["agenda"]:
        note = f": {item['note']}" if item["note"] else ""
        lines.append(f"  Bài {spoken(item['article_id'])}  {item['title']} – {item['outcome_label']}{note}")
    for item in data["matters"]:
        note = f": {item['note']}" if item["note"] else ""
        lines += [f"  Vấn đề {item['article_id']}  {item['title']} – {item['outcome_label']}{note}"]
        lines += [f"    {line}" for line in item["text"].splitlines()]
    for given in data["preparations"]:
        state = "đã có tài liệu" if given["done"] else "chưa có tài liệu"
        lines.append(
            f"  Chuẩn bị: {given['member_name']}, {given['what']}, hạn {clock_time(given['due_at'])} ({state})"
        )
    for paper in data["papers"]:
        file = f", tệp {paper['file_name']}, mã {paper['file_digest']}" if paper["file_digest"] else ""
        lines += [f"  Tài liệu “{paper['title']}” ({clock_time(paper['added_at'])}{file})"]
        lines += [f"    {line}" for line in paper["text"].splitlines()]
    if data["minutes"]:
        lines += ["  Biên bản:", *(f"    {line}" for line in data["minutes"].splitlines())]
    return lines


def _preparation_data(given: Preparation, view: Viewpoint) -> PreparationShown:
    return {
        "member": given.member,
        "member_name": name_of(view.board, given.member),
        "what": given.what,
        "due_at": instant(given.due_at),
        "done": given.done,
    }


def _agenda_data(items: Iterable[Item]) -> list[ItemShown]:
    return [
        {
            "article_id": item.article_id,
            "number": number_in(item.article_id),
            "title": item.title,
            "outcome": item.outcome.value if item.outcome else "",
            "outcome_label": OUTCOME_LABELS[item.outcome] if item.outcome else "chưa kết luận",
            "note": item.note,
        }
        for item in items
    ]
