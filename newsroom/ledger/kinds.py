"""The kinds of lines in the ledger, by the names under which they are written."""

from enum import StrEnum
from typing import Final


class EntryKind(StrEnum):
    """What a line is about."""

    SUBMISSION = "submission"
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    REMARK = "remark"
    POINT = "point"
    ACT = "act"
    MATTER_ACT = "deed"
    BOARD_DECISION = "board_decision"
    RECEIPT = "receipt"
    AMENDED = "amended"
    REMOVED = "removed"
    CHANNEL_STOPPED = "channel_stopped"
    BREACH = "breach"
    BOARD = "board"
    KEY = "key"
    RESTORED = "restored"
    RELEASED = "released"
    REFUSALS = "refusals"
    TOKEN = "token"  # noqa: S105 - a name


ACCEPTED: Final = "accepted"
"""The outcome of an act that was allowed, on an article or on a matter."""

REFUSED: Final = "refused"
"""The outcome of an act that was not."""
