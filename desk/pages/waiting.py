"""What waits, as a page groups it: overdue, today, later; articles and other work in one row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.pages.places import article_page, matter_page
from desk.presenting.inbox import ArticleTask, InboxShown
from desk.presenting.roster import TaskShown
from newsroom.article import number_in
from newsroom.authority import Hold
from newsroom.working_time import local

OVERDUE: Final = "Quá hạn"
TODAY: Final = "Hôm nay"
LATER: Final = "Sau đó"
MOST_ROWS: Final = 30
"""So much a page shows at first: a phone loads it in a moment, and nobody looks through more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that waits. Shape: `due` and `since` are instants as text; `key` is the same for the same thing, for as
    long as it waits.
    """

    key: str
    number: str
    path: str
    title: str
    kind: str
    step: str
    why: str
    due: str | None
    since: str
    stopped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits, by group, the next due first. Shape: a group of nothing is left out; `more` rows are not shown."""

    groups: dict[str, list[Row]]
    more: int


def waiting(data: InboxShown, now: datetime, most: int | None = MOST_ROWS) -> Waiting:
    """The rows that are due first, so many at most, or all of them."""
    rows = sorted(_rows(data), key=lambda row: (row.due is None, row.due or row.since, row.since))
    groups: dict[str, list[Row]] = {OVERDUE: [], TODAY: [], LATER: []}
    for row in rows[:most]:
        groups[_group(row.due, now)].append(row)
    shown = {name: found for name, found in groups.items() if found}
    return Waiting(groups=shown, more=len(rows) - sum(map(len, shown.values())))


def _rows(data: InboxShown) -> Iterator[Row]:
    yield from map(_article_row, data["tasks"])
    yield from map(_house_row, data["house_tasks"])


def _article_row(task: ArticleTask) -> Row:
    stand_in = "" if task["hold"] == Hold.OWNER else f"{task['hold_label']}; "
    why = task["why"][0] if task["why"] else ""
    return Row(
        key=f"{task['article_id']} {task['stage']}",
        number=task["number"],
        path=article_page(task["article_id"]),
        title=task["title"],
        kind=task["kind_label"],
        step=f"{task['stage_label'].capitalize()}, tác giả {task['author_name']}",
        why=f"{stand_in}{why}",
        due=task["due_at"],
        since=task["since"],
        stopped=tuple(f"{channel['label']}: {channel['outcome_label']}" for channel in task["stopped"]),
    )


def _house_row(task: TaskShown) -> Row:
    return Row(
        key=f"{task['matter']} {task['text']}",
        number=number_in(task["matter"].partition("/")[2]),
        path=matter_page(task["matter"]),
        title=task["text"],
        kind="Việc của Ban Biên tập",
        step="",
        why="",
        due=task["due_at"],
        since=task["since"],
    )


def _group(due: str | None, now: datetime) -> str:
    if due is None:
        return LATER
    at = datetime.fromisoformat(due)
    if at < now:
        return OVERDUE
    return TODAY if local(at).date() == local(now).date() else LATER
