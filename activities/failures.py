"""The only place that builds Temporal failures: a refusal for a person, a final failure, or one worth another try."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from newsroom.errors import Refused


class FailureType(StrEnum):
    """Names of the failures that are not refusals; Temporal matches them by name."""

    NOT_APPROVED = "not_approved"
    TOO_EARLY = "too_early"
    STORAGE_UNREACHABLE = "storage_unreachable"
    UNFORESEEN = "unforeseen"
    RENEWING = "renewing"


TRIES_OF_OURS: Final = 5
"""After so many tries an error that nobody foresaw is taken for one of ours, which more tries will not mend."""

_ANOTHER_MAY_REACH_IT: Final = timedelta(milliseconds=300)
_AWAY_FROM_ALL: Final = timedelta(seconds=20)


class GivenUp(Exception):
    """A duty that ends with an answer although our own code failed; the engineer is still told."""

    def __init__(self, answer: object) -> None:
        super().__init__(type(self).__doc__)
        self.answer = answer


def refusal(refused: Refused) -> ApplicationError:
    """A refusal as the caller of an Update gets it: the message, and the code as the type."""
    return ApplicationError(refused.message, type=str(refused.code), non_retryable=True)


def final(kind: FailureType, message: str) -> ApplicationError:
    """A failure that trying again cannot mend; somebody of us must look."""
    return ApplicationError(message, type=kind, non_retryable=True)


def try_again(kind: FailureType, message: str) -> ApplicationError:
    """A failure of the moment; Temporal tries again under the activity's policy."""
    return ApplicationError(message, type=kind)


def storage_away(lost: Exception) -> ApplicationError:
    """The storage is out of this worker's reach, and perhaps of no other's: the next try comes soon.

    Shape: the pause grows by the same for each try, so that it is long while the storage is away from all.
    """
    tries = activity.info().attempt if activity.in_activity() else 1
    again_after = min(tries * _ANOTHER_MAY_REACH_IT, _AWAY_FROM_ALL)
    return ApplicationError(str(lost), type=FailureType.STORAGE_UNREACHABLE, next_retry_delay=again_after)


def broken(what: str, again_after: timedelta) -> ApplicationError:
    """A failure of our own code, named by the kind of error; tried again after so long."""
    return ApplicationError(what, type=FailureType.UNFORESEEN, next_retry_delay=again_after)


def renewing(message: str) -> ApplicationError:
    """An act that came while its workflow goes over into another run: nothing was taken, it may be sent again."""
    return ApplicationError(message, type=FailureType.RENEWING, non_retryable=True)
