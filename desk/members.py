"""Who a person is at the desk: the account, looked up in the notice that is in force."""

from dataclasses import dataclass

from activities.storage.boards import BoardStore
from newsroom.board import Board, Member
from newsroom.errors import RefusalCode, Refused
from newsroom.text import quoted
from newsroom.ways_in import Via


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Member):
    """A member who looks or acts, and by which way they came in."""

    via: Via


def come_in(member: Member, via: Via) -> Actor:
    """The member, come in by that way."""
    return Actor(id=member.id, office=member.office, name=member.name, title=member.title, via=via)


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
