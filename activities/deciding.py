"""Recording acts of people: one activity under two names, one transaction."""

from dataclasses import replace
from typing import Final

from temporalio import activity

from activities.contracts import ActInput, ActivityName, MatterActInput, Recorded, SignedAct
from activities.failures import TRIES_OF_OURS, GivenUp, refusal, storage_away
from activities.storage.boards import NoBoard
from activities.storage.database import StorageUnreachable
from activities.storage.recording.acts import ActStore
from newsroom.article import subject_of
from newsroom.errors import RefusalCode, Refused

_BROKEN: Final = (
    "Chưa thực hiện được thao tác vì hệ thống gặp lỗi ngoài dự kiến, đã thử lại nhiều lần; mọi việc giữ nguyên. "
    "Kỹ sư phụ trách kỹ thuật đã được báo; sau khi lỗi được sửa, hãy thao tác lại."
)


class ActActivities:
    """Acts of people, judged and written to the ledger. Open workflows know them by the two names.

    Shape: `beside` where the same process serves the channels on the same queue.
    """

    def __init__(self, acts: ActStore, *, beside: bool = False) -> None:
        self._acts = acts
        self._beside = beside

    @activity.defn(name=ActivityName.RECORD_DECISION)
    async def record_decision(self, order: ActInput) -> Recorded:
        """The recorded answer to an act on an article.

        Again: the same act id gives the answer of the first time.
        """
        return replace(await self._recorded(subject_of(order.article_id), order.act), beside=self._beside)

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
            raise storage_away(lost) from lost
        except NoBoard:
            raise
        except Exception as wrong:
            if activity.info().attempt < TRIES_OF_OURS:
                raise
            raise await self._given_up(subject, signed, wrong) from wrong

    async def _given_up(self, subject: str, signed: SignedAct, wrong: Exception) -> Exception:
        """What to raise for an act that our own code fails at; one that the ledger has as accepted is tried again."""
        answer = Recorded(accepted=False, code=RefusalCode.INTERNAL_ERROR, message=_BROKEN)
        try:
            known = await self._acts.give_up(subject, signed, Refused(RefusalCode.INTERNAL_ERROR, _BROKEN))
        except StorageUnreachable as lost:
            # An earlier try may have been recorded: only the ledger can say.
            return storage_away(lost)
        except Exception:  # noqa: BLE001 - whatever it is, the member gets an answer
            activity.logger.exception("a given up act could not be recorded")
            return GivenUp(answer)
        return wrong if known is not None and known.accepted else GivenUp(known or answer)
