"""Whether a text may go out: asked of the rows and of the ledger, never of the caller."""

from activities.storage.articles.rows import content_of
from activities.storage.database import Connection, now
from activities.storage.ledger import proven_of
from newsroom.article import ChannelName, Content, content_hash
from newsroom.ledger.acts import ActAccepted
from newsroom.ledger.entries import Entry, readable
from newsroom.ledger.history import amended_from, amended_to
from newsroom.ledger.matter_acts import Amending, MatterActAccepted
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.stages import Act, Stage
from newsroom.standing import Standing


class TooEarly(Exception):
    """Chưa tới giờ đăng theo đồng hồ của máy này; sẽ thử lại."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


class NotApproved(Exception):
    """Bản này chưa được duyệt để đăng trên kênh này nên không gửi đi."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


async def check_approved(connection: Connection, standing: Standing, text: str, channel: ChannelName) -> None:
    """Nothing, when the ledger holds an accepted approval of exactly this text for this channel.

    Errors: NotApproved; TooEarly before the hour.
    Source: promise 1 of the design; rule 12.
    """
    in_time = standing.stage is Stage.PUBLISHING or (
        standing.stage is Stage.SCHEDULED and standing.publish_at is not None and standing.publish_at <= now()
    )
    approved = await was_approved(connection, standing.article_id, text)
    fits = standing.approved_hash == standing.content_hash == text and channel in standing.channels
    if standing.stage is Stage.PUBLISHED and approved and fits:
        return
    if not (approved and fits and standing.stage in {Stage.PUBLISHING, Stage.SCHEDULED}):
        raise NotApproved
    if not in_time:
        raise TooEarly


async def was_approved(connection: Connection, article_id: str, text: str) -> bool:
    """Whether the ledger holds an accepted approval of a text or of a change to it, whatever became of it since."""
    return any(_approves(entry, text) for entry in readable(await proven_of(connection, article_id)))


async def newest_text(connection: Connection, standing: Standing, text: str) -> tuple[str, frozenset[str]]:
    """The text to publish where an approved one was ordered, and the texts that it was changed from, itself included.

    Source: promise 1 of the design; rule 12; decision 0037.
    """
    lines = await proven_of(connection, standing.article_id)
    newest = amended_to(lines, text)[-1]
    return newest, amended_from(lines, newest)


async def approved_text(connection: Connection, article_id: str, text: str) -> Content:
    """The stored text with that hash. Errors: NotApproved when the stored one is another by now."""
    content = await content_of(connection, article_id, text)
    if content_hash(content) != text:
        raise NotApproved
    return content


def _approves(entry: Entry, text: str) -> bool:
    match entry:
        case ActAccepted(act=Act.APPROVE, content_hash=approved):
            return approved == text
        case MatterActAccepted(act=MatterAct.APPROVE_AMENDMENT, effect=Amending(content_hash=approved, kind=kind)):
            return approved == text and kind is not AmendmentKind.TAKE_DOWN
        case _:
            return False
