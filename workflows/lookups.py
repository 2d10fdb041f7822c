"""What operators look for in the list of workflows: a query for each question, by the search attributes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from newsroom.stages import Stage
from newsroom.standing import WAIT_LABELS, WAITS, Wait
from workflows.registry import AMENDMENT, ARTICLE, WorkflowKind
from workflows.search_attributes import ARTICLE_STAGE, DUE_AT, NEAR_LIMIT, PUBLISH_DUE_AT, WAITING_FOR

# A paused workflow is open too, though it is not running.
OPEN: Final = "ExecutionStatus IN ('Running', 'Paused')"
STUCK: Final = f"TemporalReportedProblems IS NOT NULL AND {OPEN}"
CLOSE_TO_LIMIT: Final = f"{NEAR_LIMIT.name} = true AND {OPEN}"
_ENDED_ILL: Final = "ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated', 'Canceled')"
_UNAPPROVED: Final = (Stage.RECEIVED, Stage.EDITING, Stage.RETURNED, Stage.AWAITING_APPROVAL, Stage.BEFORE_BOARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """One question. Shape: `label` is Vietnamese; `query` is a list filter of the workflow server."""

    label: str
    query: str


def in_query(values: Iterable[str]) -> str:
    """Values as a list for a visibility query. Shape: none may hold a quote."""
    return ", ".join(f"'{value}'" for value in sorted(values))


def open_of(*kinds: WorkflowKind) -> str:
    """All open workflows of some kinds."""
    return f"WorkflowType IN ({in_query(kind.name for kind in kinds)}) AND {OPEN}"


def unpublished_after(at: datetime) -> str:
    """The articles that should have been on every channel by an instant."""
    return f"{open_of(ARTICLE)} AND {PUBLISH_DUE_AT.name} < '{_instant(at)}'"


def lookups(now: datetime, day_ends: datetime) -> tuple[Lookup, ...]:
    """The questions as they are asked now; a query cannot know the time, so each holds the instant that it means."""
    due = f"{open_of(ARTICLE)} AND {ARTICLE_STAGE.name} IN ({in_query(_UNAPPROVED)}) AND {DUE_AT.name}"
    return (
        Lookup(label="Kênh đã dừng, chờ người cho đi tiếp", query=_STOPPED),
        Lookup(label="Quá hạn đăng lên các kênh", query=unpublished_after(now)),
        Lookup(label="Quá hạn biên tập hoặc duyệt", query=f"{due} < '{_instant(now)}'"),
        Lookup(label="Chưa duyệt, phải xong trong hôm nay", query=f"{due} < '{_instant(day_ends)}'"),
        *_waiting(),
        Lookup(label="Đề nghị sửa, gỡ bài chưa xong", query=open_of(AMENDMENT)),
        Lookup(label="Quy trình đang kẹt vì lỗi của hệ thống", query=STUCK),
        Lookup(label="Quy trình kết thúc bất thường", query=_ENDED_ILL),
        Lookup(label="Quy trình sắp hết chỗ trên máy chủ", query=CLOSE_TO_LIMIT),
    )


_PUBLISHING: Final = f"{ARTICLE_STAGE.name} = '{Stage.PUBLISHING}' AND {WAITING_FOR.name} != '{Wait.CHANNELS}'"
_STOPPED: Final = (
    f"(({open_of(ARTICLE)} AND {_PUBLISHING}) OR ({open_of(AMENDMENT)} AND {WAITING_FOR.name} IS NOT NULL))"
)


def _waiting() -> Iterator[Lookup]:
    for wait in WAITS:
        yield Lookup(label=f"Đang chờ {WAIT_LABELS[wait]}", query=f"{WAITING_FOR.name} = '{wait}' AND {OPEN}")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
