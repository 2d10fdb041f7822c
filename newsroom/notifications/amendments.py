"""Who hears of an amendment, and how it is said to operators."""

from datetime import datetime
from typing import Final

from newsroom.article import MemberId
from newsroom.board import Board, Office
from newsroom.consequences import Notification, NotificationKind
from newsroom.matters.amendment import Amendment
from newsroom.matters.amendments import deciders
from newsroom.matters.kinds import AMENDMENT_LABELS, AMENDMENT_STAGE_LABELS, AmendmentStage
from newsroom.roster import Roster
from newsroom.stages import Stage
from newsroom.standing import Standing
from newsroom.text import as_clause

_UNREAD: Final = frozenset({Stage.AWAITING_APPROVAL, Stage.SCHEDULED})
_MENDED: Final = "đã đồng ý; bài chưa lên kênh nên sẽ lên kênh bằng bản đã sửa"


def amendment_notifications(
    board: Board, roster: Roster, standing: Standing, amendment: Amendment, title: str, now: datetime
) -> tuple[Notification, ...]:
    """Who hears of an amendment as it stands: the deciders get a task, the others news.

    Source: rules 9, 17, 81 and 90; ambiguity A21.
    """
    label = AMENDMENT_LABELS[amendment.kind]
    what = f"“{title}” ({amendment.article_id})"
    asked = [title.member.id for title in deciders(board, roster, standing, now)]
    if amendment.stage is AmendmentStage.PROPOSED:
        text = f"Mời duyệt {label} {what}: {as_clause(amendment.reason)}."
        return tuple(_notification(member, NotificationKind.TASK, text) for member in asked[:2])
    if amendment.urgent and amendment.confirmed_at is None:
        text = f"Đã gỡ ngay bài {what} theo lệnh miệng: {as_clause(amendment.reason)}."
        told = dict.fromkeys((MemberId(amendment.ordered_by), standing.author, *_offices(board)))
        return (
            *(_notification(member, NotificationKind.TASK, f"{text} Mời xác nhận trong 60 phút.") for member in asked),
            *(_notification(member, NotificationKind.NEWS, text) for member in told if member not in asked),
        )
    unread = standing.stage in _UNREAD and amendment.stage is AmendmentStage.APPLYING
    stands = _MENDED if unread else AMENDMENT_STAGE_LABELS[amendment.stage]
    said = f"{label.capitalize()} {what}: {stands}."
    members = dict.fromkeys((standing.author, amendment.proposed_by, *_offices(board)))
    return tuple(_notification(member, NotificationKind.NEWS, said) for member in members)


def unconfirmed_notifications(board: Board, amendment: Amendment, title: str) -> tuple[Notification, ...]:
    """The alarm when an oral order has not been confirmed in time; the article stays down.

    Source: rules 15 and 90; ambiguity A21.
    """
    text = (
        f"Lệnh gỡ “{title}” ({amendment.article_id}) chưa được xác nhận sau 60 phút. Bài vẫn đang gỡ; "
        "mời Trưởng Ban xác nhận hoặc chỉ đạo."
    )
    offices = (Office.HEAD, *board.acting_order, Office.FINAL_EDITOR, Office.ENGINEER)
    return tuple(_notification(board.holder(office).id, NotificationKind.ALARM, text) for office in offices)


def overtaken_notifications(board: Board, amendment: Amendment, title: str) -> tuple[Notification, ...]:
    """Who hears that a later change has taken the place of one: who proposed and decided it, and those at the channels.

    Source: rules 9, 12 and 81; decision 0037.
    """
    label = AMENDMENT_LABELS[amendment.kind].capitalize()
    text = (
        f"{label} “{title}” ({amendment.article_id}): đã có lần sửa, gỡ sau được duyệt thay thế. Kênh đã xong giữ "
        "nguyên cho tới lần sau; kênh chưa xong nhận thẳng lần sau, không cần làm gì thêm."
    )
    told = dict.fromkeys((amendment.proposed_by, amendment.decided_by or amendment.proposed_by, *_offices(board)))
    return tuple(_notification(member, NotificationKind.NEWS, text) for member in told)


def amendment_summary(amendment: Amendment) -> str:
    """An amendment for operators.

    Source: design, "readable to ops without code".
    """
    lines = [
        f"**{AMENDMENT_LABELS[amendment.kind].capitalize()}** bài {amendment.article_id}",
        f"Trạng thái: {AMENDMENT_STAGE_LABELS[amendment.stage]}",
    ]
    if amendment.urgent:
        lines.append("Đã được xác nhận." if amendment.confirmed_at else "Chờ xác nhận lệnh miệng.")
    return "\n\n".join(lines)


def _offices(board: Board) -> tuple[MemberId, ...]:
    return (board.holder(Office.FINAL_EDITOR).id, board.holder(Office.ENGINEER).id)


def _notification(to: MemberId, kind: NotificationKind, text: str) -> Notification:
    return Notification(to=to, kind=kind, text=text)
