"""Where members are reached, said to people."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from typing_extensions import TypedDict

from activities.storage.deliveries.destinations import Reached
from desk.presenting.values import Account, Moment, Name, clock_time, instant
from desk.viewpoint import Viewpoint
from newsroom.board import OFFICE_LABELS
from newsroom.delivery.ways import PACE_LABELS, WAY_LABELS, Pace, Way, masked


class WayShown(TypedDict):
    """Where a member is reached. Shape: `address` is whole for its member alone; `trouble` may be empty."""

    number: int
    member: Account
    office_label: Name
    way: Way
    way_label: str
    address: str
    pace: Pace
    pace_label: str
    added_at: Moment
    trouble: str


def way_data(reached: Reached, view: Viewpoint) -> WayShown:
    """One destination, its address hidden from others than its member."""
    to = reached.destination
    member = view.board.member(to.member)
    own = to.member == view.viewer.id and to.way is not Way.PUSH
    return {
        "number": reached.number,
        "member": to.member,
        "office_label": OFFICE_LABELS[member.office] if member else "",
        "way": to.way,
        "way_label": WAY_LABELS[to.way],
        "address": to.address if own else masked(to.way, to.address),
        "pace": to.pace,
        "pace_label": PACE_LABELS[to.pace],
        "added_at": instant(reached.added_at),
        "trouble": reached.said,
    }


def way_lines(ways: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Each destination on one line."""
    ways = list(ways)
    if not ways:
        yield "Chưa có nơi nhận nào: tin chỉ nằm trong hộp việc. Thêm bằng `toasoan ways add mail ten@example.vn`."
    for way in ways:
        trouble = f"; lần gửi cuối chưa được: {way['trouble']}" if way["trouble"] else ""
        yield (
            f"số {way['number']}: {way['office_label']}, {way['way_label']} {way['address']}, {way['pace_label']}, "
            f"từ {clock_time(way['added_at'])}{trouble}"
        )
