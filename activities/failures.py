"""The only place that builds Temporal failures: a refusal for a person, a final failure, or one worth another try."""

from enum import StrEnum

from temporalio.exceptions import ApplicationError

from newsroom.errors import Refused


class FailureType(StrEnum):
    """Names of the failures that are not refusals; Temporal matches them by name."""

    NOT_APPROVED = "not_approved"
    TOO_EARLY = "too_early"
    STORAGE_UNREACHABLE = "storage_unreachable"


def refusal(refused: Refused) -> ApplicationError:
    """A refusal as the caller of an Update gets it: the message, and the code as the type."""
    return ApplicationError(refused.message, type=str(refused.code), non_retryable=True)


def final(kind: FailureType, message: str) -> ApplicationError:
    """A failure that trying again cannot mend; somebody of us must look."""
    return ApplicationError(message, type=kind, non_retryable=True)


def try_again(kind: FailureType, message: str) -> ApplicationError:
    """A failure of the moment; Temporal tries again under the activity's policy."""
    return ApplicationError(message, type=kind)
