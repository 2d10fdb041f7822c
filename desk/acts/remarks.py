"""What members say for the record: on the day, in the digest, and on why an article was late."""

import uuid

from activities.storage.database import now
from activities.storage.recording.remarking import RemarkStore
from desk.facts import clean
from desk.refusal import refusal
from desk.signing import DeskKey
from newsroom.article import ArticleId
from newsroom.members.actors import Actor
from newsroom.signed.remarks import LONGEST_REMARK, Remark


class RemarkDesk:
    """Saying something for the record."""

    def __init__(self, store: RemarkStore, key: DeskKey) -> None:
        self._store = store
        self._key = key

    async def say(self, member: Actor, text: str, *, article_id: str = "") -> Remark:
        """The remark, on the day or on an article's lateness; the next digest tells it.

        Errors: InvalidInput; Refused, and nothing is written.
        """
        said = clean("text", text, most=LONGEST_REMARK)
        if not said:
            raise refusal("text", "cần ghi nội dung", "hãy ghi rồi gửi lại")
        claim = Remark(
            act_id=member.act_id or uuid.uuid4().hex,
            member=member.id,
            office=member.office,
            article_id=ArticleId(article_id),
            text=said,
            made_at=now(),
            via=member.via,
        )
        return await self._store.record(self._key.sign(claim))
