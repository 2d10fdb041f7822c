"""What a deed says, checked at the door: each wrong statement is named by its field before anything is signed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from desk.letters import tidy
from desk.refusal import refusal
from newsroom.board import Board
from newsroom.text import quoted

LONGEST_REASON: Final = 2_000


def said(field: str, text: str, *, most: int = LONGEST_REASON) -> str:
    """A statement in clean letters. Errors: InvalidInput when it is too long to be kept whole."""
    clean = tidy(text).strip()
    if len(clean) > most:
        raise refusal(field, f"dài {len(clean)} ký tự, quá {most} ký tự cho phép", "hãy rút gọn rồi gửi lại")
    return clean


def hour(moment: datetime | None) -> str:
    """An instant as a deed states it; empty for none."""
    return "" if moment is None else moment.isoformat()


def several(field: str, names: Iterable[str]) -> str:
    """Names as a deed lists them. Errors: InvalidInput when one is no name."""
    listed = [tidy(name).strip() for name in names]
    for name in listed:
        if len(name.split()) != 1:
            raise refusal(field, f"“{quoted(name, 40)}” không phải là một mã", "hãy ghi từng mã riêng")
    return " ".join(listed)


def known_member(board: Board, field: str, member_id: str) -> str:
    """The account of a member of the board in force. Errors: InvalidInput."""
    member = board.member(member_id)
    if member is None:
        known = ", ".join(m.id for m in board.members)
        raise refusal(field, f"không có tài khoản “{quoted(member_id, 40)}” trong Ban Biên tập", f"hãy chọn: {known}")
    return member.id
