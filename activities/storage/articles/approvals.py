"""Whether a text may go out: asked of the rows and of the ledger, never of the caller."""

from activities.storage.articles.rows import content_of
from activities.storage.database import Connection, now
from activities.storage.ledger import proven_of, recoveries_of
from newsroom.article import ChannelName, Content, content_hash
from newsroom.board import OFFICE_LABELS
from newsroom.consequences import way_on
from newsroom.ledger.acts import ActAccepted
from newsroom.ledger.entries import readable
from newsroom.ledger.holding import held_since, in_order
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


class Held(Exception):
    """An approval that is older than the last restore; the text is Vietnamese, for the person who must act."""

    def __init__(self, asked: str, command: str) -> None:
        super().__init__(
            "Kho dữ liệu đã được phục hồi sau khi bài được duyệt nên không gửi gì thêm; nội dung giữ nguyên. "
            f"Chờ {asked} xem lại rồi {command}."
        )


async def check_approved(connection: Connection, standing: Standing, text: str, channel: ChannelName) -> None:
    """Nothing, when the ledger holds an accepted approval of exactly this text for this channel.

    Errors: NotApproved; Held when the storage was restored since; TooEarly before the hour.
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
    await check_not_held(connection, standing)
    if not in_time:
        raise TooEarly


async def check_not_held(connection: Connection, standing: Standing) -> None:
    """Nothing, unless the storage was restored after what was approved.

    Errors: Held.
    Source: promise 5 of the design; decision 0034.
    """
    if not (recoveries := await recoveries_of(connection, standing.article_id)):
        return
    if held_since(in_order(*await proven_of(connection, standing.article_id), *recoveries)):
        asked = OFFICE_LABELS[standing.seat.office or standing.route.owner]
        raise Held(asked, way_on(standing))


async def was_approved(connection: Connection, article_id: str, text: str) -> bool:
    """Whether the ledger holds an accepted approval of a text, whatever became of it since."""
    entries = readable(await proven_of(connection, article_id))
    acts = (entry for entry in entries if isinstance(entry, ActAccepted))
    return any((act.act, act.content_hash) == (Act.APPROVE, text) for act in acts)


async def approved_text(connection: Connection, article_id: str, text: str) -> Content:
    """The stored text with that hash. Errors: NotApproved when the stored one is another by now."""
    content = await content_of(connection, article_id, text)
    if content_hash(content) != text:
        raise NotApproved
    return content
