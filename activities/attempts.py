"""One run over an intent, whatever it is to bring about: what publishing, mending and taking down have in common."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, Final, Generic, Protocol, TypeVar

from temporalio import activity

from activities.contracts import PublishInput
from activities.failures import FailureType, final, refusal, storage_away, try_again
from activities.ports import Channel, ChannelTrouble, Trouble
from activities.storage.articles.approvals import Held, TooEarly
from activities.storage.articles.proven import NotApproved
from activities.storage.database import StorageUnreachable, now
from activities.storage.publishing.closing import NotItsTurn
from activities.storage.publishing.intents import Intent, IntentState, Overtaken, result_of
from activities.storage.publishing.publications import PublicationStore
from newsroom.board import Office
from newsroom.errors import Refused
from newsroom.publishing import STOPPED, ChannelResult, Outcome

LOOK_AGAIN_AFTER: Final = timedelta(seconds=3)
CALLS_LAST_AT_MOST: Final = timedelta(minutes=3)
"""What last wrote so shortly ago may still have a call on the line; one run is given no longer."""

AGAIN_AFTER: Final = (0.3, 1.0, 3.0, 10.0, 60.0)
"""Seconds until a channel that was not understood, or could not be reached, is looked at again; then the last of them.
"""

READ_AGAIN_AFTER: Final = (0.3, 1.0, 3.0, 5.0, 60.0)
"""The same once nothing is left to be sent: readers may see it already, and only our look at it fails."""

_FIRST_AGAIN_AFTER: Final = timedelta(seconds=30)
_MOST_ATTEMPTS: Final = 8
_OUTCOMES: Final[dict[Trouble, Outcome]] = {
    Trouble.REJECTED: Outcome.REJECTED,
    Trouble.BUSY: Outcome.WAITING,
    Trouble.UNCLEAR: Outcome.AMBIGUOUS,
    Trouble.NEEDS_PERSON: Outcome.NEEDS_PERSON,
}


class HasIntent(Protocol):
    """What an attempt works on."""

    @property
    def intent(self) -> Intent:
        """The intent as it was claimed."""
        ...


JobT = TypeVar("JobT", bound=HasIntent)
_JobT_contra = TypeVar("_JobT_contra", bound=HasIntent, contravariant=True)


class IntentStore(Protocol[_JobT_contra]):
    """Where an attempt writes each of its steps."""

    async def advance(self, intent: Intent) -> None:
        """Write an intent as it is now. Errors: Overtaken."""
        ...

    async def stopped(self, job: _JobT_contra, intent: Intent, evidence: str) -> Office:
        """Write an outcome that needs a person, and tell the people; whose it is now. Errors: Overtaken."""
        ...


class Attempt(Generic[JobT]):
    """One run over an intent; every step is written before the call that it announces."""

    go_on: ClassVar[str]
    """What the engineer does once the cause is gone, in Vietnamese."""

    def __init__(self, store: IntentStore[JobT], channel: Channel, job: JobT) -> None:
        self._store = store
        self._channel = channel
        self._job = job
        # Every run counts, whatever it stumbles over: the cap must be reached in the end.
        self.intent = replace(job.intent, attempts=job.intent.attempts + 1)

    async def ended(self, trouble: ChannelTrouble) -> ChannelResult:
        """The outcome of an attempt that did not end as it was decided."""
        outcome, explanation = _OUTCOMES[trouble.trouble], trouble.explanation
        cause = trouble.code or self.intent.cause
        if outcome in {Outcome.AMBIGUOUS, Outcome.WAITING} and self.intent.attempts >= _MOST_ATTEMPTS:
            outcome = Outcome.NEEDS_PERSON
            named = f" Mã lỗi cuối cùng của kênh: {cause}." if cause and cause != trouble.code else ""
            tried = f"Đã thử {self.intent.attempts} lần; mời kỹ sư kiểm tra kênh rồi {self.go_on}.{named}"
            explanation = f"{explanation} {tried}"
        self.intent = replace(
            self.intent,
            attempts=0 if outcome in STOPPED else self.intent.attempts,
            outcome=outcome,
            explanation=explanation,
            cause=cause,
            not_before=self._not_before(outcome, trouble),
        )
        if outcome in STOPPED:
            asked = await self._store.stopped(self._job, self.intent, trouble.evidence)
            return replace(result_of(self.intent), asked=asked)
        await self._store.advance(self.intent)
        return result_of(self.intent)

    async def _write(self, **changed: object) -> None:
        self.intent = replace(self.intent, **changed)  # type: ignore[arg-type]
        await self._store.advance(self.intent)

    def _not_before(self, outcome: Outcome, trouble: ChannelTrouble) -> datetime | None:
        if outcome in STOPPED:
            return None
        if trouble.not_before is not None:
            return trouble.not_before
        steps = READ_AGAIN_AFTER if self._only_reads(trouble) else AGAIN_AFTER
        learnt = self.intent.external_id != self._job.intent.external_id
        tried = 1 if learnt else self.intent.attempts
        return now() + timedelta(seconds=steps[min(tried, len(steps)) - 1])

    def _only_reads(self, trouble: ChannelTrouble) -> bool:
        """Whether all was sent, and what failed has changed nothing."""
        return self.intent.state is IntentState.REVEALING and trouble.trouble is Trouble.BUSY


async def answered(
    order: PublishInput, work: Callable[[], Awaitable[ChannelResult]], publications: PublicationStore
) -> ChannelResult:
    """What the work on an order came to; one that another run has overtaken waits for that run.

    Shape: what a restore holds back needs a person, and nothing is written down: nobody has tried to cheat.

    Errors: ApplicationError, final when nobody has approved this (and then it is recorded and alarmed).
    """
    try:
        return await work()
    except TooEarly as early:
        raise try_again(FailureType.TOO_EARLY, str(early)) from early
    except NotItsTurn as early:
        activity.logger.warning("channel_waits_for_another", extra={"article_id": order.article_id})
        return ChannelResult(
            channel=order.channel,
            outcome=Outcome.WAITING,
            explanation=str(early),
            not_before=now() + _FIRST_AGAIN_AFTER,
            waits_for=early.first,
        )
    except Held as held:
        return ChannelResult(channel=order.channel, outcome=Outcome.NEEDS_PERSON, explanation=str(held))
    except NotApproved as missing:
        await publications.refused(order.article_id, order.content_hash, order.channel, missing)
        raise final(FailureType.NOT_APPROVED, str(missing)) from missing
    except Refused as unknown:
        raise refusal(unknown) from unknown
    except Overtaken as overtaken:
        again_at = now() + LOOK_AGAIN_AFTER
        return ChannelResult(
            channel=order.channel, outcome=Outcome.WAITING, explanation=str(overtaken), not_before=again_at
        )
    except StorageUnreachable as lost:
        raise storage_away(lost) from lost
