"""An inbox said to people: JSON-able values, and the same as lines."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from typing_extensions import TypedDict

from activities.storage.articles.reading import Card, Notification
from desk.presenting.articles import channel_data, short_card
from desk.presenting.roster import TaskShown, task_data
from desk.presenting.shapes import ArticleCard, ChannelShown, Message
from desk.presenting.values import Moment, clock_time, instant
from desk.reading.inbox import Inbox, next_due
from desk.viewpoint import Viewpoint
from newsroom.article import ChannelName, number_in, spoken
from newsroom.authority import Hold
from newsroom.publishing import CHANNEL_LABELS
from newsroom.sla import PROMISE_LABELS, Promise


class ArticleTask(ArticleCard):
    """An article that waits for somebody. Shape: `stopped` are the channels that wait for a person."""

    due_at: Moment | None
    due_of: str
    due_channel_label: str
    stopped: list[ChannelShown]


class InboxShown(TypedDict):
    """What waits for a member, and what they have not read."""

    tasks: list[ArticleTask]
    house_tasks: list[TaskShown]
    notifications: list[Message]


def inbox_data(inbox: Inbox, view: Viewpoint) -> InboxShown:
    """What waits for the viewer, the next due first, and the messages, the newest first."""
    return {
        "tasks": [_article_data(card, view) for card in inbox.articles],
        "house_tasks": [task_data(task) for task in inbox.others],
        "notifications": [_note_data(note) for note in inbox.notes],
    }


def inbox_lines(data: Mapping[str, Any], now: datetime, *, everything: bool) -> Iterator[str]:
    """Tasks by their due hour, articles and others in one row; then the messages, the newest first.

    Shape: messages from before their article was closed are one line that counts them, unless `everything` is wanted.
    """
    tasks = [*map(_article_task, data["tasks"]), *map(_house_task, data["house_tasks"])]
    yield "Việc đang chờ:" if tasks else "Không có việc nào đang chờ."
    for due, _, text in sorted(tasks, key=lambda task: (not task[0], task[0] or task[1], task[1])):
        yield f"  {_due_in_words(due, now)}  {text}"
    shown = [note for note in data["notifications"] if everything or not note["of_the_past"]]
    if data["notifications"]:
        yield "Thông báo chưa đọc:"
    yield from (f"  {clock_time(note['created_at'])} {note['text']}" for note in shown)
    past = [note for note in data["notifications"] if note["of_the_past"]]
    if past and not everything:
        articles = len({note["article_id"] for note in past})
        yield f"  và {len(past)} thông báo cũ của {articles} bài đã đóng; xem bằng --all."


def _due_in_words(due: str, now: datetime) -> str:
    if not due:
        return "không có hạn"
    return f"{'QUÁ HẠN' if datetime.fromisoformat(due) < now else 'hạn'} {clock_time(due)}"


def _article_data(card: Card, view: Viewpoint) -> ArticleTask:
    first = next(iter(card.obligations), None)
    return {
        **short_card(card, view),
        "due_at": instant(next_due(card)),
        "due_of": PROMISE_LABELS[Promise(first.promise)] if first else "",
        "due_channel_label": CHANNEL_LABELS[ChannelName(first.channel)] if first and first.channel else "",
        "stopped": [channel_data(ChannelName(row.channel), row) for row in card.channels],
    }


def _article_task(data: Mapping[str, Any]) -> tuple[str, str, str]:
    why = "" if data["hold"] == Hold.OWNER else f" ({data['hold_label']})"
    where = f", {data['due_channel_label']}" if data["due_channel_label"] else ""
    due = f" [{data['due_of']}{where}]" if data["due_of"] else ""
    stopped = "".join(f"; {c['label']} dừng ({c['outcome_label']}): {c['explanation']}" for c in data["stopped"])
    text = f"{spoken(data['article_id'])} “{data['title']}”: {data['stage_label']}{why}{due}{stopped}"
    return data["due_at"] or "", data["since"], text


def _house_task(data: Mapping[str, Any]) -> tuple[str, str, str]:
    return data["due_at"] or "", data["since"], f"{spoken(data['matter'])} {data['text']}".strip()


def _note_data(note: Notification) -> Message:
    return {
        "id": note.id,
        "article_id": note.article_id,
        "number": number_in(note.article_id),
        "kind": note.kind,
        "text": _note_text(note),
        "created_at": instant(note.created_at),
        "of_the_past": note.of_the_past,
    }


def _note_text(note: Notification) -> str:
    if note.times == 1 or note.latest_at is None:
        return note.text
    return f"{note.text} (đã xảy ra {note.times} lần, lần cuối lúc {clock_time(instant(note.latest_at))})"
