"""Who a person is at the desk: the account, looked up in the notice that is in force."""

from activities.storage.boards import BoardStore
from newsroom.board import Board, Member
from newsroom.errors import RefusalCode, Refused
from newsroom.members.actors import Actor, come_in
from newsroom.signed.canonical import Via
from newsroom.text import quoted


async def member_of(boards: BoardStore, member_id: str, via: Via) -> Actor:
    """The member with that account, come in by that way. Errors: Refused (unknown_member)."""
    return come_in(member_in((await boards.in_force()).board, member_id), via)


def member_in(board: Board, member_id: str) -> Member:
    """The member with that account in a notice. Errors: Refused (unknown_member)."""
    member = board.member(member_id)
    if member is None:
        known = ", ".join(m.id for m in board.members)
        raise Refused(
            RefusalCode.UNKNOWN_MEMBER, f"Không có tài khoản “{quoted(member_id)}” trong Ban Biên tập. Có: {known}."
        )
    return member
