"""What was begun with a text that a newer one has overtaken: settled by reading, so that a channel has one post.

  nothing shows   once no call of the older run can come late any more: what was made of it is taken away, and the
                  intent is as before it was sent; the newest text goes out as any text does.
  it shows        the post stays where it is and is changed in place; the newest text is what the receipt tells of.
The older run is fenced by the approval of the newer text and by each claim, so it begins no further call.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Final

from activities.attempts import CALLS_LAST_AT_MOST, LOOK_AGAIN_AFTER, Attempt
from activities.ports import ChannelTrouble, Order, Shown, Trouble
from activities.storage.database import now
from activities.storage.publishing.intents import IntentState, may_come_late
from activities.storage.publishing.jobs import Job
from activities.storage.publishing.older_texts import OVERTAKEN
from newsroom.publishing import Outcome

_READ_AFTER: Final = (0.0, 0.5, 1.5, 3.0)
_LOOK_BACK_AFTER: Final = timedelta(minutes=1)


class LeftOver(Attempt[Job]):
    """One run that settles what an older text has left on a channel."""

    go_on = "cho đăng tiếp"

    async def run(self, older: Order, newest: Order) -> Shown | None:
        """What the public sees in the end: the newest text; None when nothing of the older one is left.

        Errors: ChannelTrouble.
        """
        newest = replace(newest, made_with=older.post)
        external_id = self.intent.external_id or await self._find(older)
        shown = await self._channel.read(external_id, older) if external_id else None
        if shown is None:
            await self._take_away(external_id, older)
            return None
        await self._write(state=IntentState.REVEALING, external_id=external_id)
        if not shown.differs_from(newest.post):
            return shown
        await self._channel.amend(external_id, newest)
        for pause in _READ_AFTER:
            await asyncio.sleep(pause)
            shown = await self._channel.read(external_id, newest)
            if shown is not None and not shown.differs_from(newest.post):
                return shown
        raise ChannelTrouble(
            Trouble.UNCLEAR, "Kênh đang hiện bản cũ và đã nhận bản mới nhưng chưa thấy hiện ra; hệ thống sẽ đọc lại."
        )

    async def _find(self, older: Order) -> str:
        """The id of a post whose id was never learnt, because the reply to its making was lost."""
        since = self.intent.attempt_started_at
        return await self._channel.find(older, since - LOOK_AGAIN_AFTER) or "" if since else ""

    async def _take_away(self, external_id: str, older: Order) -> None:
        overtaken_at = self._job.overtaken_at or now()
        quiet_at = overtaken_at + CALLS_LAST_AT_MOST
        if may_come_late(self._job.intent) and quiet_at > now():
            raise ChannelTrouble(
                Trouble.BUSY,
                "Một lần gửi bản cũ chưa rõ kết quả; hệ thống đọc lại kênh cho chắc rồi mới gửi bản mới.",
                not_before=min(quiet_at, now() + _LOOK_BACK_AFTER),
            )
        if external_id:
            await self._channel.remove(external_id, older)
        await self._write(
            state=IntentState.CLAIMED, external_id="", outcome=Outcome.WAIVED, explanation=OVERTAKEN, absent_reads=0
        )
