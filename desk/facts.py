"""What an act says, checked at the door: each wrong statement is named by its field before anything is signed."""

from collections.abc import Iterable
from datetime import datetime

from desk.letters import tidy
from desk.refusal import refusal, usable
from newsroom.board import Board
from newsroom.matters.facts import Fact, Hour, Names
from newsroom.text import quoted


def clean(field: str, text: str, *, most: int) -> str:
    """A statement in clean letters. Errors: InvalidInput when it is too long to be kept whole."""
    cleaned = tidy(text).strip()
    if len(cleaned) > most:
        raise refusal(field, f"dài {len(cleaned)} ký tự, quá {most} ký tự cho phép", "hãy rút gọn rồi gửi lại")
    return cleaned


def said(fact: Fact, text: str) -> tuple[str, str]:
    """A text as an act states it, with its name. Errors: InvalidInput."""
    return fact.name, clean(fact.name, text, most=fact.most)


def needed(fact: Fact, text: str) -> tuple[str, str]:
    """The same of a text that must be there. Errors: InvalidInput."""
    name, cleaned = said(fact, text)
    if not cleaned:
        raise refusal(name, f"cần ghi {fact.label}", "hãy ghi rồi gửi lại")
    return name, cleaned


def hour(fact: Hour, moment: datetime | None) -> tuple[str, str]:
    """An instant as an act states it, with its name; empty for none. Errors: InvalidInput."""
    return fact.name, "" if moment is None else usable(fact.name, moment).isoformat()


def several(fact: Names, names: Iterable[str]) -> tuple[str, str]:
    """Names as an act lists them, with the name of the list. Errors: InvalidInput when one is no name."""
    listed = [tidy(name).strip() for name in names]
    for name in listed:
        if len(name.split()) != 1:
            raise refusal(fact.name, f"“{quoted(name, 40)}” không phải là một mã", "hãy ghi từng mã riêng")
    return fact.name, " ".join(listed)


def known_member(board: Board, field: str, member_id: str) -> str:
    """The account of a member of the board in force. Errors: InvalidInput."""
    member = board.member(member_id)
    if member is None:
        known = ", ".join(m.id for m in board.members)
        raise refusal(field, f"không có tài khoản “{quoted(member_id, 40)}” trong Ban Biên tập", f"hãy chọn: {known}")
    return member.id
