"""Acts that got no answer, or found nobody to take them: what their members are told, and until when they may count."""

from datetime import datetime

from newsroom.claims import CLAIM_LIFETIME, MemberAct
from newsroom.errors import RefusalCode, Refused


def counts_until(act: MemberAct) -> datetime:
    """The last moment at which an act that is still on its way can take effect.

    Source: promises 2 and 8 of the design.
    """
    return act.made_at + CLAIM_LIFETIME


def called_off(act: MemberAct) -> Refused:
    """The refusal of an act that got no answer in time, written before its member is told so.

    Source: promise 8 of the design (an act told as not done never takes effect later).
    """
    return Refused(
        RefusalCode.CALLED_OFF,
        f"Thao tác {act.label} không được trả lời kịp nên đã được hủy và ghi sổ; {act.kept} giữ nguyên. "
        "Hãy mở lại rồi thao tác lại.",
    )


def superseded(act: MemberAct) -> Refused:
    """The refusal of an act that arrives after a later act of the same member on the same subject.

    Source: promise 8 of the design.
    """
    return Refused(
        RefusalCode.SUPERSEDED,
        f"Không {act.label}: thao tác này đến muộn, sau khi chính người gửi đã có thao tác mới hơn; thao tác mới hơn "
        f"có hiệu lực, {act.kept} giữ nguyên theo đó.",
    )


def workflow_gone(act: MemberAct) -> Refused:
    """The refusal of an act on what is open in the storage while its workflow is gone from the server.

    Source: promises 7 and 8 of the design.
    """
    return Refused(
        RefusalCode.WORKFLOW_GONE,
        f"Chưa thể {act.label}: trong sổ việc này còn mở nhưng quy trình của nó không còn trên máy chủ quy trình; "
        f"{act.kept} giữ nguyên. Kỹ sư phụ trách kỹ thuật đã được báo; sau khi chạy `toasoan reconcile --apply`, "
        "hãy thao tác lại.",
    )


def too_late_to_record(act: MemberAct) -> Refused:
    """The refusal to record an act that a restore has lost, after newer lines: its hour would lie before theirs.

    Source: promise 5 of the design; decision 0034.
    """
    return Refused(
        RefusalCode.EXPIRED_CLAIM,
        f"Không ghi lại được thao tác {act.label}: sổ đã có việc ghi sau giờ của thao tác này nên không thể xếp vào "
        f"trước; {act.kept} giữ nguyên. Người đã thao tác hãy mở lại rồi thao tác lại nếu còn cần.",
    )
