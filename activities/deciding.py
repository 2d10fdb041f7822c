"""Recording acts of people: one activity, one transaction."""

from temporalio import activity

from activities.contracts import ActivityName, ActOrder, Recorded
from activities.failures import FailureType, refusal, try_again
from activities.storage.database import StorageUnreachable
from activities.storage.recording.decisions import DecisionStore
from newsroom.errors import Refused


class DecisionActivities:
    """Acts of people, judged and written to the ledger."""

    def __init__(self, decisions: DecisionStore) -> None:
        self._decisions = decisions

    @activity.defn(name=ActivityName.RECORD_DECISION)
    async def record_decision(self, order: ActOrder) -> Recorded:
        """The recorded answer to an act.

        Again: the same act id gives the answer of the first time.
        """
        try:
            return await self._decisions.record(order.article_id, order.act)
        except Refused as refused:
            raise refusal(refused) from refused
        except StorageUnreachable as lost:
            raise try_again(FailureType.STORAGE_UNREACHABLE, str(lost)) from lost
