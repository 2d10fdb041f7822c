"""Members' own keys as lists show them."""

from typing_extensions import TypedDict

from desk.presenting.values import Account, Moment, Name, instant, name_of
from newsroom.board import Board
from newsroom.members.personal_keys import NOW, PersonalKey
from newsroom.personal import short


class PersonalKeyShown(TypedDict):
    """A key: whose it is, and how it stands."""

    credential: str
    owner: Account
    owner_name: Name
    device: str
    registered_at: Moment
    state: str
    said: str
    is_first: bool
    is_backed_up: bool
    rp_id: str


def key_data(key: PersonalKey, board: Board) -> PersonalKeyShown:
    """A key with its state in words."""
    state, said = _state(key)
    worth = " Tạo trên localhost nên không có giá trị chứng minh." if key.key.is_worthless else ""
    return {
        "credential": key.key.credential,
        "owner": key.owner,
        "owner_name": name_of(board, key.owner),
        "device": key.device,
        "registered_at": instant(key.registered_at),
        "state": state,
        "said": f"{said}{worth}",
        "is_first": key.first,
        "is_backed_up": key.key.backed_up,
        "rp_id": key.key.rp_id,
    }


def key_line(key: PersonalKey, board: Board) -> str:
    """A key as one line of a list."""
    shown = key_data(key, board)
    device = f", {key.device}" if key.device else ""
    return f"{short(key.key.credential)}  {shown['owner_name']}{device}: {shown['said']}"


def _state(key: PersonalKey) -> tuple[str, str]:
    if key.gone_from:
        return "gone", f"Đã gỡ (dòng sổ {key.gone_from})."
    if key.signs(NOW):
        first = "; là một trong hai khóa đầu tiên, xác nhận lẫn nhau" if key.first else ""
        return "counts", f"Đang dùng (từ dòng sổ {key.counts_from}{first})."
    if key.counts_from:
        return "leaving", "Đã đề nghị gỡ, không ký được nữa; chờ Thư ký hoặc Trưởng Ban xác nhận."
    if key.vouched_with:
        return "vouched", "Đã được xác nhận một chiều; chờ khóa kia cũng được xác nhận."
    return "waits", "Chờ Thư ký hoặc Trưởng Ban xác nhận."
