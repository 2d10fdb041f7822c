"""Whom a message reaches: who holds the seat or the power at that instant, not whom the notice names for it.

Who is away gets a copy at most. Every message of the newsroom is addressed here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from newsroom.article import MemberId
from newsroom.board import Board, Office
from newsroom.entitlement.lending import Entitlement
from newsroom.entitlement.posting import backup_poster
from newsroom.entitlement.titles import approvers, editors
from newsroom.roster import GrantKind, Presence, acting_heads, on_duty
from newsroom.sla import Promise
from newsroom.stages import Stage
from newsroom.standing import Standing, Wait


class Call(StrEnum):
    """A message that somebody is called for, outside office hours too."""

    ON_DUTY = "on_duty"


@dataclass(frozen=True, slots=True)
class Deciding:
    """Whoever decides on an article now."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class Editing:
    """Whoever has the last edit of an article now, or checks it before."""

    standing: Standing


class NotificationKind(StrEnum):
    """Why somebody is told: a task to do, news to know, a warning, or an alarm that something is wrong."""

    TASK = "task"
    NEWS = "news"
    WARNING = "warning"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One message to one member, in Vietnamese."""

    to: MemberId
    kind: NotificationKind
    text: str


Addressee = Office | Deciding | Editing | Call | MemberId
"""An office stands for whoever does its work now; a member for that person alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """Who hears a message, and who gets a copy because they are away; nobody is in both."""

    hear: tuple[MemberId, ...] = ()
    copies: tuple[MemberId, ...] = ()


_STAND_IN_GRANTS: Final = {
    Office.FINAL_EDITOR: (GrantKind.LAST_EDIT, GrantKind.ASSIGNMENT, GrantKind.DELEGATION),
    Office.STANDING_DEPUTY: (GrantKind.ASSIGNMENT, GrantKind.DELEGATION),
    Office.DEPUTY: (GrantKind.ASSIGNMENT, GrantKind.DELEGATION),
}
_STAND_IN_OFFICES: Final = {Office.SECRETARY: Office.STANDING_DEPUTY, Office.ENGINEER: Office.FINAL_EDITOR}
_LAST_RESORT: Final = (
    Office.HEAD,
    Office.STANDING_DEPUTY,
    Office.DEPUTY,
    Office.FINAL_EDITOR,
    Office.SECRETARY,
    Office.ENGINEER,
)


def whom(there: Presence, addressees: Iterable[Addressee]) -> Addressed:
    """Who hears a message, in the order of its addressees, and who gets a copy.

    Shape: when nobody of an addressed office or part is there, the first of the board who is hears it; a message to
    persons alone goes to nobody else; one who has left the board gets nothing.
    Source: rules 14, 26, 35, 42, 50 and 52; ambiguities A7, A8, A11, A14, A15, A18, A36.
    """
    asked = tuple(addressees)
    answers = [_of(there, each) for each in asked]
    hear = dict.fromkeys(member for answer in answers for member in answer.hear)
    copies = dict.fromkeys(member for answer in answers for member in answer.copies)
    if not hear and any(isinstance(each, Office | Deciding | Editing) for each in asked):
        hear = dict.fromkeys(_first_there(there))
    return Addressed(hear=tuple(hear), copies=tuple(member for member in copies if member not in hear))


def leaders(board: Board) -> tuple[Office, ...]:
    """The Head and those who run the board in the Head's place.

    Source: rules 35 and 42; ambiguity A8.
    """
    return (Office.HEAD, *board.acting_order)


def told(there: Presence, kind: NotificationKind, text: str, *addressees: Addressee) -> tuple[Notification, ...]:
    """One message to whoever it reaches now, and a copy to those who are away.

    Source: rules 14, 26, 35, 42 and 50 (who holds the power hears).
    """
    found = whom(there, addressees)
    copy = text if kind is NotificationKind.NEWS else f"Bản sao để biết (đồng chí đang vắng mặt): {text}"
    return (
        *(Notification(to=member, kind=kind, text=text) for member in found.hear),
        *(Notification(to=member, kind=NotificationKind.NEWS, text=copy) for member in found.copies),
    )


def first_to_each(notifications: Iterable[Notification]) -> tuple[Notification, ...]:
    """The first message to each member, in order.

    Source: rules 35 and 42 (one member may be reached in several parts).
    """
    first: dict[MemberId, Notification] = {}
    for each in notifications:
        first.setdefault(each.to, each)
    return tuple(first.values())


def responsible(standing: Standing, promise: Promise) -> tuple[Addressee, ...]:
    """Who is warned of a promise about an article: for the same day the author too, while the text is with the author.

    Source: rules 14, 52, 54 and 81; ambiguities A14, A15, A18.
    """
    last_edit = Editing(standing) if standing.stage is Stage.EDITING else Office.FINAL_EDITOR
    match promise:
        case Promise.EDIT:
            return (last_edit,)
        case Promise.SAME_DAY:
            author = (standing.author,) if standing.stage is Stage.RETURNED else ()
            return (last_edit, Deciding(standing), *author, Call.ON_DUTY)
        case Promise.PUBLISH | Promise.AMEND | Promise.CONFIRM:
            return (Office.ENGINEER, Office.FINAL_EDITOR, Office.STANDING_DEPUTY, Call.ON_DUTY)


def answers_for(promise: Promise, wait: Office | Wait, owner: Office) -> Office | Wait:
    """Whose turn it is with a promise about an article that waits so, and whose approval is `owner`'s.

    Source: rules 15, 33, 54, 81 and 90; ambiguities A18 and A21.
    """
    match promise:
        case Promise.EDIT | Promise.SAME_DAY:
            return wait
        case Promise.PUBLISH:
            return Office.ENGINEER
        case Promise.AMEND | Promise.CONFIRM:
            return owner


def _of(there: Presence, addressee: Addressee) -> Addressed:
    match addressee:
        case Office():
            return _office(there, addressee)
        case Deciding(standing):
            found = approvers(there.board, there.roster, standing, there.at)
            return _part(there, found, standing.route.owner)
        case Editing(standing):
            found = editors(there.board, there.roster, standing, there.at)
            return _part(there, found, Office.FINAL_EDITOR)
        case Call.ON_DUTY:
            return Addressed(hear=tuple(member.id for member in on_duty(there.board, there.roster, there.at)))
        case _:
            return _person(there, addressee)


def _person(there: Presence, member: MemberId) -> Addressed:
    if there.is_there(member):
        return Addressed(hear=(member,))
    return Addressed(copies=(member,) if there.board.member(member) else ())


def _office(there: Presence, office: Office) -> Addressed:
    """The holder, or who does the holder's work; of the Head whoever else runs the board as well."""
    holder = there.board.holder(office).id
    here = there.is_there(holder)
    if office is not Office.HEAD and here:
        return Addressed(hear=(holder,))
    stand_ins = _acting(there) if office is Office.HEAD else _stand_ins(there, office)
    return Addressed(hear=(holder, *stand_ins)) if here else Addressed(hear=stand_ins, copies=(holder,))


def _acting(there: Presence) -> tuple[MemberId, ...]:
    return tuple(member.id for member, _ in acting_heads(there.board, there.roster, there.at)[:1])


def _stand_ins(there: Presence, office: Office) -> tuple[MemberId, ...]:
    """Who does the work of an office whose holder is away: by a grant, by the notice, or else the Head says who."""
    if office is Office.ENGINEER and (backup := backup_poster(there)):
        return (backup.id,)
    holder = there.board.holder(office).id
    for kind in _STAND_IN_GRANTS.get(office, ()):
        rests = kind is GrantKind.DELEGATION and office in there.board.absence_goes_to_head
        lent = () if rests else there.roster.in_force(there.board, kind, holder, there.at)
        if lent:
            return (lent[0].to,)
    return _office(there, _STAND_IN_OFFICES.get(office, Office.HEAD)).hear


def _part(there: Presence, found: Entitlement, office: Office) -> Addressed:
    """Who is asked, and the holder of the power too while there and entitled."""
    owner = there.board.holder(office).id
    asked = (found.asked.id,) if found.asked else ()
    if not there.is_there(owner):
        return Addressed(hear=asked, copies=(owner,))
    return Addressed(hear=(*asked, owner) if found.title_of(owner) else asked)


def _first_there(there: Presence) -> tuple[MemberId, ...]:
    holders = (there.board.holder(office).id for office in _LAST_RESORT)
    return tuple(member for member in holders if there.is_there(member))[:1]
