"""What is nobody's refusal: a server of ours that does not answer, named for what it is."""

from typing import Final

from temporalio.service import RPCError, RPCStatusCode

from activities.storage.database import StorageBusy, StorageUnreachable
from newsroom.claims import MemberAct
from newsroom.errors import NewsroomError
from newsroom.members.unheard import counts_until
from newsroom.working_time import local

# A client that never reached the server says so by a RuntimeError at its first call.
SERVER_AWAY: Final = (RPCError, RuntimeError)


# A line that breaks in the middle of a call is told as an unknown error.
_NOT_HEARD: Final = frozenset({RPCStatusCode.UNAVAILABLE, RPCStatusCode.UNKNOWN})


class ServerUnreachable(NewsroomError):
    """Máy chủ quy trình (Temporal) đang không liên lạc được; hãy thử lại sau ít phút."""

    code = "server_unreachable"


def told_called_off(act: MemberAct, failed: Exception) -> ServerUnreachable:
    """What a member hears of an act that got no answer and was called off: it is not done, now or later."""
    silent = "máy chủ quy trình (Temporal) không liên lạc được" if _is_away(failed) else "quy trình không trả lời"
    return ServerUnreachable(
        f"Chưa {act.label} được: {silent}. Thao tác này đã được hủy trong sổ nên sẽ không có hiệu lực "
        f"về sau; {act.kept} giữ nguyên. Hãy thử lại sau ít phút; nếu vẫn vậy, hãy báo Kỹ sư phụ trách kỹ thuật."
    )


def _is_away(failed: Exception) -> bool:
    """Whether nothing was heard of the server itself; one that answers may wait in vain for a worker."""
    return isinstance(failed, RuntimeError) or (isinstance(failed, RPCError) and failed.status in _NOT_HEARD)


def may_still_count(act: MemberAct, lost: StorageUnreachable) -> StorageUnreachable:
    """What a member hears of an act that got no answer while the storage is away, so that nobody can call it off."""
    why = "đang bận" if isinstance(lost, StorageBusy) else "không liên lạc được"
    return type(lost)(
        f"Chưa xác nhận được thao tác {act.label}: kho dữ liệu {why}. Thao tác còn có thể có hiệu lực cho tới "
        f"{local(counts_until(act)):%H:%M:%S ngày %d/%m/%Y}; sau lúc đó, nếu chưa thấy thay đổi thì hãy thao tác lại."
    )
