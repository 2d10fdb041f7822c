"""What the lines of the ledger say: one class per kind, written by `to_body`, read by `entry_from`.

A body once written is never written again: what is read here may be older than the class, and its chained text stays.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NoReturn

from newsroom.article import subject_of
from newsroom.claims import MemberAct
from newsroom.errors import RefusalCode
from newsroom.ledger.acts import ActAccepted, ActRefused, BoardDecision, Entered, Submission
from newsroom.ledger.chain import body_text
from newsroom.ledger.confirmations import PointActAccepted, PointActRefused, RecordsConfirmed, Remarked
from newsroom.ledger.key_lines import CHANGED, STOLEN, KeyActAccepted, KeyActRefused, KeyChanged, KeyStolen
from newsroom.ledger.kinds import ACCEPTED, REFUSED, EntryKind
from newsroom.ledger.matter_acts import BoardAdopted, MatterActAccepted, MatterActRefused
from newsroom.ledger.recoveries import Released, Restored
from newsroom.ledger.sightings import Breach, ChannelAmended, ChannelStopped, Receipt
from newsroom.ledger.tallies import RefusalsCounted
from newsroom.ledger.tokens import TokenChanged
from newsroom.shape import Fields, WrongShape, wrong_field

Entry = (
    Submission
    | Entered
    | RecordsConfirmed
    | Remarked
    | PointActAccepted
    | PointActRefused
    | ActAccepted
    | ActRefused
    | MatterActAccepted
    | MatterActRefused
    | BoardDecision
    | Receipt
    | ChannelAmended
    | ChannelStopped
    | Breach
    | BoardAdopted
    | KeyChanged
    | KeyStolen
    | Restored
    | Released
    | RefusalsCounted
    | TokenChanged
    | KeyActAccepted
    | KeyActRefused
)
"""All that can be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A line that says nothing we know; `reason` says why, as the end of a Vietnamese sentence."""

    raw: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the ledger with its number."""

    seq: int
    entry: Entry | Unreadable


def to_body(entry: Entry) -> dict[str, Any]:
    """The body of an entry."""
    named = {"kind": entry.kind, "at": entry.at.isoformat(), "article_id": entry.article_id, "act_id": entry.act_id}
    return named | entry.said()


@lru_cache(maxsize=512)
def entry_from(body: str) -> Entry | Unreadable:
    """The entry that the text of a body states; any other text is unreadable, never an error.

    Shape: a field that came later may be missing; one that nobody here knows is passed over.
    """
    try:
        said = json.loads(body, parse_constant=_no_number)
        if body_text(said) != body:
            return Unreadable(raw=body, reason="nội dung không ở dạng chuẩn")
        return _read(Fields(said))
    except WrongShape as wrong:
        return Unreadable(raw=body, reason=str(wrong))
    except (ValueError, RecursionError):
        return Unreadable(raw=body, reason="nội dung không phải JSON")


def claim_in(entry: Entry | Unreadable) -> str | None:
    """The signed text of the act, on an article, its points or a matter, that an entry tells of; None without one."""
    match entry:
        case ActAccepted() | ActRefused() | MatterActAccepted() | MatterActRefused():
            return entry.claim
        case PointActAccepted() | PointActRefused() | KeyActAccepted() | KeyActRefused():
            return entry.claim
        case _:
            return None


def answer_in(entry: Entry | Unreadable) -> tuple[str, str]:
    """Code and message of the refusal that an entry tells; empty ones when it tells of an accepted act."""
    match entry:
        case ActRefused() | MatterActRefused() | PointActRefused() | KeyActRefused():
            return entry.code.value, entry.message
        case ActAccepted() | MatterActAccepted() | PointActAccepted() | KeyActAccepted():
            return "", ""
        case _:
            return RefusalCode.BAD_REQUEST.value, _UNREADABLE


def outranks(entry: Entry | Unreadable, act: MemberAct) -> bool:
    """Whether an entry tells of an accepted act of the same member on the same subject that was made later."""
    match entry:
        case ActAccepted(article_id=article_id):
            subject: str = subject_of(article_id)
        case MatterActAccepted(matter=matter):
            subject = matter
        case _:
            return False
    if (subject, entry.member) != (act.subject, act.member):
        return False
    try:
        return Fields(json.loads(entry.claim)).moment("made_at") > act.made_at
    except ValueError:
        return False


def readable(lines: Iterable[Line]) -> tuple[Entry, ...]:
    """The entries of the lines that can be read."""
    return tuple(line.entry for line in lines if not isinstance(line.entry, Unreadable))


def _read(said: Fields) -> Entry:
    kind = said.one_of(EntryKind, "kind")
    reader = _READERS.get((kind, said.text("outcome") if kind in _WITH_OUTCOME else ""))
    if reader is None:
        raise wrong_field("outcome")
    return reader(said)


def _no_number(_: str) -> NoReturn:
    raise ValueError


_UNREADABLE: Final = (
    "Sổ có dòng ghi thao tác này nhưng không đọc được; hãy mở lại để xem hiện trạng và báo Kỹ sư phụ trách kỹ thuật "
    "chạy `toasoan ledger verify`."
)
_WITH_OUTCOME: Final = frozenset(
    {EntryKind.ACT, EntryKind.MATTER_ACT, EntryKind.POINT, EntryKind.KEY, EntryKind.PERSONAL_KEY}
)
_READERS: Final[dict[tuple[EntryKind, str], Callable[[Fields], Entry]]] = {
    (EntryKind.SUBMISSION, ""): Submission.read,
    (EntryKind.ENTERED, ""): Entered.read,
    (EntryKind.CONFIRMED, ""): RecordsConfirmed.read,
    (EntryKind.REMARK, ""): Remarked.read,
    (EntryKind.POINT, ACCEPTED): PointActAccepted.read,
    (EntryKind.POINT, REFUSED): PointActRefused.read,
    (EntryKind.ACT, ACCEPTED): ActAccepted.read,
    (EntryKind.ACT, REFUSED): ActRefused.read,
    (EntryKind.MATTER_ACT, ACCEPTED): MatterActAccepted.read,
    (EntryKind.MATTER_ACT, REFUSED): MatterActRefused.read,
    (EntryKind.BOARD_DECISION, ""): BoardDecision.read,
    (EntryKind.RECEIPT, ""): Receipt.read,
    (EntryKind.AMENDED, ""): ChannelAmended.read,
    (EntryKind.REMOVED, ""): ChannelAmended.read,
    (EntryKind.CHANNEL_STOPPED, ""): ChannelStopped.read,
    (EntryKind.BREACH, ""): Breach.read,
    (EntryKind.BOARD, ""): BoardAdopted.read,
    (EntryKind.KEY, CHANGED): KeyChanged.read,
    (EntryKind.KEY, STOLEN): KeyStolen.read,
    (EntryKind.RESTORED, ""): Restored.read,
    (EntryKind.RELEASED, ""): Released.read,
    (EntryKind.REFUSALS, ""): RefusalsCounted.read,
    (EntryKind.TOKEN, ""): TokenChanged.read,
    (EntryKind.PERSONAL_KEY, ACCEPTED): KeyActAccepted.read,
    (EntryKind.PERSONAL_KEY, REFUSED): KeyActRefused.read,
}
