"""What the storage holds that no signed act proves, and which of it the Head has confirmed by one.

A confirmation names the list by its digest, as it was at the line: what is added later is not covered by it.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from newsroom.article import spoken
from newsroom.board import Office
from newsroom.claims import check_age
from newsroom.errors import Refused
from newsroom.ledger.acts import Entered
from newsroom.ledger.confirmations import RecordsConfirmed
from newsroom.signed.confirmations import Confirmation, confirmation_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing that nobody has signed for. Shape: `name` says all that is confirmed of it; `what` is Vietnamese."""

    name: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What waits for the Head, and what is confirmed. Shape: both in the order of the ledger."""

    waiting: tuple[Record, ...] = ()
    confirmed: tuple[Record, ...] = ()
    by: tuple[Confirmation, ...] = ()

    @property
    def digest(self) -> str:
        """The digest (hex SHA-256) of what waits."""
        return digest_of(self.waiting)


READERS: Final = frozenset({Office.HEAD, Office.STANDING_DEPUTY, Office.SECRETARY, Office.ENGINEER})
"""The offices that are shown the list; the first of them confirms it."""

Proves = Callable[[int, RecordsConfirmed, Confirmation], bool]
"""Whether a line, by its number, was signed by the desk for whoever was Head at its hour."""


def digest_of(records: Iterable[Record]) -> str:
    """The digest (hex SHA-256) of a list."""
    return hashlib.sha256("\n".join(record.name for record in records).encode()).hexdigest()


def first_board_record(digest: str) -> Record:
    """The notice that nobody could sign for, because nobody was in office before it."""
    what = f"Bản phân công đầu tiên, mã {digest[:12]}: được tính theo cài đặt TOASOAN_FIRST_BOARD_DIGEST."
    return Record(name=f"board/{digest}", what=what)


def entered_record(line: int, entry: Entered) -> Record:
    """The beginning of an article that came in before beginnings were signed."""
    what = (
        f"Bài {spoken(entry.article_id)} của {entry.author}, bản {entry.content_hash[:12]}: dòng gửi bài không có "
        f"chữ ký, được ghi nhận khi nâng cấp (dòng {line})."
    )
    said = (entry.article_id, entry.author, entry.content_hash, entry.route.name, entry.route.owner)
    return Record(name=f"entered/{line}/{'/'.join(said)}", what=what)


def records(first_board: str, lines: Iterable[tuple[int, Entered | RecordsConfirmed]], proves: Proves) -> Records:
    """What of these lines waits and what is confirmed.

    Shape: a confirmation that proves nothing, or that names another list, changes none.
    Source: promise 2 of the design.
    """
    found = Records(waiting=(first_board_record(first_board),) if first_board else ())
    for line, entry in lines:
        match entry:
            case Entered():
                found = Records(
                    waiting=(*found.waiting, entered_record(line, entry)), confirmed=found.confirmed, by=found.by
                )
            case RecordsConfirmed():
                claim = _stated(entry)
                if claim is not None and claim.digest == found.digest and found.waiting and proves(line, entry, claim):
                    found = Records(confirmed=(*found.confirmed, *found.waiting), by=(*found.by, claim))
    return found


def _stated(entry: RecordsConfirmed) -> Confirmation | None:
    try:
        claim = confirmation_from(entry.claim)
        check_age(claim, entry.at)
    except Refused:
        return None
    return claim if claim.act_id == entry.act_id else None
