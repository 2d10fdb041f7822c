"""Recording acts of people: one activity under two names, one transaction."""

from temporalio import activity

from activities.contracts import ActInput, ActivityName, MatterActInput, Recorded, SignedAct
from activities.failures import FailureType, refusal, try_again
from activities.storage.database import StorageUnreachable
from activities.storage.recording.acts import ActStore
from newsroom.article import subject_of
from newsroom.errors import Refused


class ActActivities:
    """Acts of people, judged and written to the ledger. Open workflows know them by the two names."""

    def __init__(self, acts: ActStore) -> None:
        self._acts = acts

    @activity.defn(name=ActivityName.RECORD_DECISION)
    async def record_decision(self, order: ActInput) -> Recorded:
        """The recorded answer to an act on an article.

        Again: the same act id gives the answer of the first time.
        """
        return await self._recorded(subject_of(order.article_id), order.act)

    @activity.defn(name=ActivityName.RECORD_DEED)
    async def record_deed(self, order: MatterActInput) -> Recorded:
        """The recorded answer to an act on a matter.

        Again: the same act id gives the answer of the first time.
        """
        return await self._recorded(order.matter, order.act)

    async def _recorded(self, subject: str, signed: SignedAct) -> Recorded:
        try:
            return await self._acts.record(subject, signed)
        except Refused as refused:
            raise refusal(refused) from refused
        except StorageUnreachable as lost:
            raise try_again(FailureType.STORAGE_UNREACHABLE, str(lost)) from lost
