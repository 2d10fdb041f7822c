"""The technical edit's findings, an article's points and comments, said to people."""

from collections.abc import Mapping, Sequence
from typing import Any

from desk.presenting.shapes import AlikeShown, ListedShown, PointShown
from desk.presenting.texts import finding_data
from desk.presenting.values import clock_time, instant, name_of
from newsroom.board import Board
from newsroom.checklist.check import Finding
from newsroom.checklist.listed import ListedPoint
from newsroom.checklist.points import point_in_words


def listed_data(
    to_confirm: Sequence[Finding], alike: Sequence[Finding], points: Sequence[ListedPoint], board: Board
) -> ListedShown:
    """What a card shows of the technical edit: what is to be confirmed, what others say the same, the points."""
    return {
        "to_confirm": [finding_data(finding) for finding in to_confirm],
        **alike_data(alike),
        "points": [point_data(point, board) for point in points],
    }


def alike_data(findings: Sequence[Finding]) -> AlikeShown:
    """What other articles say the same."""
    return {"alike": [finding_data(finding) for finding in findings]}


def findings_lines(data: Mapping[str, Any]) -> list[str]:
    """The findings as plain lines, those that block first."""
    said = [f"{each['severity_label'].upper()}: {each['place']}: {each['message']}" for each in data["findings"]]
    blocked = f"Chưa trình duyệt được: còn {data['blocking']} lỗi phải sửa, {data['warnings']} điều nên xem lại."
    ready = f"Trình duyệt được; còn {data['warnings']} điều nên xem lại." if data["warnings"] else "Trình duyệt được."
    return [*said, ready if data["ready"] else blocked]


def point_data(point: ListedPoint, board: Board) -> PointShown:
    """A point of the list, with who commented, and who closed it when."""
    return {
        "number": point.number,
        "kind": point.point.kind,
        "open": point.is_open,
        "place": point.point.place,
        "words": point.point.words,
        "message": point_in_words(point.point),
        "revision": point.revision,
        "since": instant(point.since),
        "by": point.by or "",
        "by_name": name_of(board, point.by) if point.by else "",
        "closed_by": point.closed_by or "",
        "closed_by_name": name_of(board, point.closed_by) if point.closed_by else "",
        "closed_at": instant(point.closed_at),
        "withdrawn": point.withdrawn,
        "text": _point_text(point, board),
    }


def _point_text(point: ListedPoint, board: Board) -> str:
    who = f"{name_of(board, point.by)} góp ý" if point.by else point.point.place
    words = f": “{point.point.words}”" if point.point.words else ""
    if point.closed_by is None:
        return f"ĐIỂM {point.number} CÒN MỞ, {who}{words}. {point_in_words(point.point)}"
    done = "đã rút" if point.withdrawn else f"{name_of(board, point.closed_by)} đã đóng"
    return f"Điểm {point.number}, {who}{words}: {done} lúc {clock_time(point.closed_at)}."
