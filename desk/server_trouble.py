"""What is nobody's refusal: a server of ours that does not answer, named for what it is."""

from typing import Final

from temporalio.service import RPCError

from activities.storage.database import StorageBusy
from newsroom.errors import NewsroomError

# A client that never reached the server says so by a RuntimeError at its first call.
SERVER_AWAY: Final = (RPCError, RuntimeError)


class ServerUnreachable(NewsroomError):
    """Máy chủ quy trình (Temporal) đang không liên lạc được; hãy thử lại sau ít phút."""

    code = "server_unreachable"


def not_confirmed(act: str, kept: str, *, held: bool) -> ServerUnreachable | StorageBusy:
    """What a member hears of an act whose reply was lost and that is not in the ledger yet.

    Shape: `act` and `kept` are in Vietnamese; `held` when somebody waits for long in the storage: then it is no fault
    of the workflow server, and the act may still be recorded.
    """
    if held:
        return StorageBusy(
            f"Chưa xác nhận được thao tác {act}: kho dữ liệu đang bận; thao tác có thể còn được ghi khi kho rảnh. "
            "Hãy xem lại sau ít phút, nếu chưa thấy thay đổi thì thao tác lại."
        )
    return ServerUnreachable(
        f"Chưa xác nhận được thao tác {act}: máy chủ quy trình (Temporal) không liên lạc được. "
        f"{kept} giữ nguyên như trong sổ; hãy xem lại sau ít phút, nếu chưa thấy thay đổi thì thao tác lại."
    )
