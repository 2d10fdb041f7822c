"""Who hears of a promise that is not yet kept, and in which words."""

from collections.abc import Sequence
from datetime import datetime

from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.consequences import Notice, NoticeKind
from newsroom.decisions import Standing
from newsroom.publishing import CHANNEL_LABELS
from newsroom.sla import PROMISE_LABELS, Alert, Moment, Obligation, Promise
from newsroom.stages import STAGE_LABELS
from newsroom.working_time import local


def alert_notices(
    board: Board, standing: Standing, title: str, moment: Moment, unmet: Sequence[Obligation], now: datetime
) -> tuple[Notice, ...]:
    """The messages for a moment that has come; `unmet` holds at least one obligation.

    Source: rules 14, 15, 26, 33, 52, 81; ambiguities A7, A18; promise 3 of the design (a time-out only tells).
    """
    what = f"“{title}” ({standing.article_id})"
    due = f"{local(unmet[0].due_at):%H:%M %d/%m/%Y}"
    promise = PROMISE_LABELS[moment.promise]
    match moment.alert:
        case Alert.REMIND_APPROVER:
            minutes = int((now - standing.since).total_seconds() // 60)
            owner = OFFICE_LABELS[standing.route.owner]
            text = f"{what} đã chờ {owner} duyệt {minutes} phút. Hệ thống không tự duyệt thay."
            if moment.step > 1:
                text += " Đề nghị Trưởng Ban phân công hoặc nhận về quyết định."
            return _to(board, _reminded(standing, moment), NoticeKind.WARNING, text)
        case Alert.WARN:
            text = f"Sắp quá hạn {promise}: {what} {_where(standing, unmet)}; hạn {due}."
            return _to(board, _responsible(standing, moment.promise), NoticeKind.WARNING, text)
        case Alert.BREACH:
            text = f"QUÁ HẠN {promise}: {what} {_where(standing, unmet)}; hạn {due} đã qua. Công việc vẫn tiếp tục."
            offices = (*_responsible(standing, moment.promise), Office.STANDING_DEPUTY, Office.HEAD)
            return _to(board, offices, NoticeKind.ALARM, text)


def _reminded(standing: Standing, moment: Moment) -> tuple[Office, ...]:
    return (standing.route.owner,) if moment.step == 1 else (standing.route.owner, Office.HEAD)


def _responsible(standing: Standing, promise: Promise) -> tuple[Office, ...]:
    match promise:
        case Promise.EDIT:
            return (Office.FINAL_EDITOR,)
        case Promise.SAME_DAY:
            return (Office.FINAL_EDITOR, standing.route.owner)
        case Promise.PUBLISH:
            return (Office.ENGINEER, Office.FINAL_EDITOR, Office.STANDING_DEPUTY)


def _where(standing: Standing, unmet: Sequence[Obligation]) -> str:
    channels = [CHANNEL_LABELS[o.channel] for o in unmet if o.channel]
    if channels:
        return f"chưa lên {', '.join(channels)}"
    return f"đang ở bước “{STAGE_LABELS[standing.stage]}”"


def _to(board: Board, offices: Sequence[Office], kind: NoticeKind, text: str) -> tuple[Notice, ...]:
    return tuple(Notice(to=board.holder(office).id, kind=kind, text=text) for office in dict.fromkeys(offices))
