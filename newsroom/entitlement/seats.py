"""Whose inbox an article lies in."""

from datetime import datetime

from newsroom.board import Board
from newsroom.entitlement.titles import approvers, editors, intakes
from newsroom.roster import Roster
from newsroom.stages import Stage
from newsroom.standing import Seat, Standing


def seat_of(board: Board, roster: Roster, standing: Standing, at: datetime) -> Seat:
    """Whose inbox an article lies in at an instant; the time since when stays while nothing moved.

    Source: rules 33, 54, 69, 72; ambiguity A7; promise 3 of the design.
    """
    match standing.stage:
        case Stage.RECEIVED:
            found = intakes(board, roster, standing, at)
        case Stage.EDITING:
            found = editors(board, roster, standing, at)
        case Stage.AWAITING_APPROVAL:
            found = approvers(board, roster, standing, at)
        case Stage.SCHEDULED | Stage.PUBLISHING if standing.held_since is not None:
            found = approvers(board, roster, standing, at)
        case Stage.RETURNED:
            author = board.member(standing.author)
            return _kept(standing, Seat(asked=standing.author, office=author.office if author else None), at)
        case _:
            return Seat()
    seat = Seat(
        asked=found.asked.id if found.asked else None,
        office=found.asked.office if found.asked else None,
        hold=found.hold,
        reasons=found.reasons,
        absence=found.absence,
    )
    return _kept(standing, seat, at)


def _kept(standing: Standing, seat: Seat, at: datetime) -> Seat:
    before = standing.seat
    same = (before.asked, before.hold) == (seat.asked, seat.hold) and before.since is not None
    since = before.since if same and before.since and before.since >= standing.since else at
    return Seat(
        asked=seat.asked, office=seat.office, hold=seat.hold, since=since, reasons=seat.reasons, absence=seat.absence
    )
