"""Who hears that the tables hold something that no signed act has made."""

from newsroom.consequences import WATCH_OVER_TEXTS
from newsroom.entitlement.addressees import Notification, NotificationKind, told
from newsroom.roster import Presence


def unproven_notifications(there: Presence, what: str) -> tuple[Notification, ...]:
    """The alarm over a row of the notice or of the roster without its signed deed; it gives nobody any power.

    Source: promise 2 of the design; rules 50 and 90.
    """
    text = (
        f"Kho dữ liệu có {what} mà không có thao tác đã ký nào làm căn cứ. Dòng này không được tính: không ai vì thế "
        "có thêm hay mất quyền. Kỹ sư phụ trách kỹ thuật chạy `toasoan ledger verify` và tìm xem ai đã ghi vào kho."
    )
    return told(there, NotificationKind.ALARM, text, *WATCH_OVER_TEXTS)
