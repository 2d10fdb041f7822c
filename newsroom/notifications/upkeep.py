"""Who hears that something of the newsroom's own needs looking after: a token, a channel, the ledger, the backup."""

from datetime import datetime, timedelta
from typing import Final

from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.entitlement.addressees import Call, Notification, NotificationKind, told
from newsroom.publishing import CHANNEL_LABELS
from newsroom.roster import Presence
from newsroom.working_time import local

TOKEN_STEPS: Final = (7, 3, 1, 0)
"""Days before the end of a token at which the engineer is told, once each; 0 is when it has ended."""

BACKUP_EVERY: Final = timedelta(hours=26)
"""A good backup older than this is missed: one a day, with two hours for a slow night."""

_NAMED: Final = 3


def token_step(expires_at: datetime, now: datetime) -> int | None:
    """The step of `TOKEN_STEPS` that a token has reached, or None while it is far from its end.

    Units: days of 24 hours.
    Source: rules 50 and 80 (the engineer keeps the channels working).
    """
    left = expires_at - now
    return next((step for step in reversed(TOKEN_STEPS) if left <= timedelta(days=step)), None)


def token_notifications(
    there: Presence, channel: ChannelName, expires_at: datetime, step: int
) -> tuple[Notification, ...]:
    """The message to the engineer that a channel's token must be renewed by hand.

    Source: rules 50, 80 and 81.
    """
    label, when = CHANNEL_LABELS[channel], f"{local(expires_at):%H:%M %d/%m/%Y}"
    todo = "Hãy xin mã mới rồi chạy `toasoan channels token`."
    if step == 0:
        text = f"Mã truy cập của {label} ĐÃ HẾT HẠN lúc {when}; bài chưa lên được kênh này. {todo}"
        return told(there, NotificationKind.ALARM, text, Office.ENGINEER)
    text = f"Mã truy cập của {label} hết hạn lúc {when} (còn không quá {step} ngày). {todo}"
    return told(there, NotificationKind.WARNING, text, Office.ENGINEER)


def channel_notifications(there: Presence, channel: ChannelName, explanation: str) -> tuple[Notification, ...]:
    """The message to the engineer that a channel does not answer as it should, before anything has to be published.

    Source: rules 80, 81 and 90.
    """
    text = f"Kiểm tra định kỳ: {CHANNEL_LABELS[channel]} chưa sẵn sàng. {explanation}"
    return told(there, NotificationKind.WARNING, text, Office.ENGINEER)


def ledger_notifications(there: Presence, faults: tuple[str, ...]) -> tuple[Notification, ...]:
    """The alarm to the Head and the engineer that the ledger is not whole.

    Source: promise 9 of the design; rules 50 and 90.
    """
    named = " ".join(faults[:_NAMED])
    more = f" Và {len(faults) - _NAMED} chỗ khác." if len(faults) > _NAMED else ""
    text = (
        f"SỔ GHI KHÔNG NGUYÊN VẸN: {named}{more} Đề nghị dừng sửa dữ liệu, giữ nguyên hiện trạng và đối chiếu với "
        "bản sao lưu; chi tiết bằng lệnh `toasoan ledger verify`."
    )
    return told(there, NotificationKind.ALARM, text, Office.HEAD, Office.ENGINEER, Call.ON_DUTY)


def backup_notifications(there: Presence, last: datetime | None) -> tuple[Notification, ...]:
    """The message to the engineer that the last good backup is too old.

    Source: rules 50 and 80 (the safety of the data).
    """
    since = f"Bản sao lưu tốt gần nhất: {local(last):%H:%M %d/%m/%Y}." if last else "Chưa có bản sao lưu nào."
    text = f"{since} Hãy chạy `toasoan backup` và xem vì sao lịch sao lưu không chạy."
    return told(there, NotificationKind.WARNING, text, Office.ENGINEER)


def unforeseen_notifications(there: Presence, activity: str) -> tuple[Notification, ...]:
    """The alarm to the engineer that a step of ours fails again and again for a reason that nobody foresaw.

    Source: rules 80 and 90.
    """
    text = (
        f"Bước `{activity}` của hệ thống gặp lỗi ngoài dự kiến nhiều lần liền; việc dở dang được giữ và thử lại chậm, "
        "thao tác của thành viên thì bị từ chối. Hãy xem nhật ký của tiến trình worker (mục unforeseen_error)."
    )
    return told(there, NotificationKind.ALARM, text, Office.ENGINEER)


def backup_is_old(last: datetime | None, now: datetime) -> bool:
    """Whether a backup has been missed.

    Source: rules 50 and 80.
    """
    return last is None or now - last > BACKUP_EVERY


def workflow_gone_notifications(there: Presence, what: str, message: str) -> tuple[Notification, ...]:
    """The alarm after an act on what is open while its workflow is gone, with the way back.

    Source: promise 7 of the design.
    """
    text = (
        f"Quy trình của {what} không còn trên máy chủ quy trình trong khi sổ còn mở. {message} "
        "Chạy `toasoan reconcile` để xem, rồi `toasoan reconcile --apply` để khởi động lại từ sổ."
    )
    return told(there, NotificationKind.ALARM, text, Office.ENGINEER)
