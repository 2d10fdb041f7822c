"""Who hears that a member's own key is registered, counts, or goes."""

from newsroom.board import OFFICE_LABELS
from newsroom.entitlement.addressees import Addressee, Notification, NotificationKind, told
from newsroom.members.key_acts import CONFIRMERS
from newsroom.members.personal_keys import PersonalKeys
from newsroom.personal import KeyAct, short
from newsroom.roster import Presence
from newsroom.signed.personal_keys import KeyClaim

_LIST = "`toasoan personal-key list`"


def key_notifications(
    there: Presence, claim: KeyClaim, before: PersonalKeys, after: PersonalKeys
) -> tuple[Notification, ...]:
    """The messages of an act about a key: to its owner always, and to who is to confirm it.

    Shape: the owner hears of an own act too, so that somebody else's in that name is noticed.
    Source: promise 2 of the design; decision 0068.
    """
    key, who = short(claim.key.credential), OFFICE_LABELS[claim.office]
    owner = there.board.member(claim.owner)
    whose = OFFICE_LABELS[owner.office] if owner else claim.owner
    confirmers = tuple(sorted(CONFIRMERS))
    match claim.act:
        case KeyAct.REGISTER:
            text = (
                f"{whose} đăng ký khóa cá nhân {key}. Khóa chưa có hiệu lực: Thư ký hoặc Trưởng Ban gặp trực tiếp, so "
                f"mã khóa rồi xác nhận ({_LIST})."
            )
            return _sent(there, NotificationKind.TASK, text, claim, *confirmers)
        case KeyAct.CONFIRM if after.any_counts() and (after.of(claim.owner) != before.of(claim.owner)):
            text = f"{who} xác nhận khóa cá nhân {key} của {whose}; khóa có hiệu lực từ bây giờ."
            return _sent(there, NotificationKind.NEWS, text, claim)
        case KeyAct.CONFIRM:
            text = (
                f"{who} xác nhận khóa cá nhân {key} của {whose}. Hai khóa đầu tiên xác nhận lẫn nhau: khóa có hiệu lực "
                f"khi {whose} cũng xác nhận khóa của {who} ({_LIST})."
            )
            return _sent(there, NotificationKind.TASK, text, claim)
        case KeyAct.REMOVE:
            text = (
                f"{who} đề nghị gỡ khóa cá nhân {key} của {whose}. Khóa không ký được nữa; Thư ký hoặc Trưởng Ban xác "
                f"nhận việc gỡ ({_LIST})."
            )
            return _sent(there, NotificationKind.TASK, text, claim, *confirmers)
        case KeyAct.CONFIRM_REMOVAL:
            text = f"{who} xác nhận gỡ khóa cá nhân {key} của {whose}; khóa đã được gỡ."
            return _sent(there, NotificationKind.NEWS, text, claim)


def _sent(
    there: Presence, kind: NotificationKind, text: str, claim: KeyClaim, *others: Addressee
) -> tuple[Notification, ...]:
    own = (Notification(to=claim.owner, kind=NotificationKind.NEWS if others else kind, text=text),)
    return own + tuple(each for each in told(there, kind, text, *others) if each.to != claim.owner)
