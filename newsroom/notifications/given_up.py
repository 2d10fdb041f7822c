"""Who hears of a channel that was given up while nobody knew whether readers see the text there."""

from newsroom.article import ArticleId, ChannelName, MemberId
from newsroom.board import Board, Office
from newsroom.consequences import Notification, NotificationKind
from newsroom.publishing import CHANNEL_LABELS
from newsroom.standing import Standing


def may_show_notifications(
    board: Board, standing: Standing, title: str, channel: ChannelName, by: MemberId
) -> tuple[Notification, ...]:
    """The warning that the text may show already, to whoever gave the channel up too.

    Source: rule 81; promise 5 of the design (undecidable cases ask a person); decision 0036.
    """
    text = (
        f"{_what(title, standing.article_id)}: đã bỏ {CHANNEL_LABELS[channel]}, nhưng lần cho hiện trước đó chưa rõ "
        "kết quả nên bài CÓ THỂ ĐÃ HIỆN trên kênh này. Hệ thống không gửi gì thêm và sẽ đọc lại khi kênh đọc được; "
        "mời xem kênh, nếu bài đã hiện mà không muốn giữ thì đề nghị gỡ bài."
    )
    return _told(board, standing, NotificationKind.WARNING, text, by)


def shows_after_all_notifications(
    board: Board, standing: Standing, title: str, channel: ChannelName, url: str
) -> tuple[Notification, ...]:
    """The alarm that a text shows on a channel that was given up.

    Source: rules 12 and 81; promise 5 of the design; decision 0036.
    """
    text = (
        f"{_what(title, standing.article_id)}: {CHANNEL_LABELS[channel]} đã được bỏ, nhưng đọc lại thì thấy bài ĐANG "
        f"HIỆN ở {url}. Hệ thống không tự gỡ; nếu không muốn giữ, hãy đề nghị gỡ bài."
    )
    return _told(board, standing, NotificationKind.ALARM, text)


def _what(title: str, article_id: ArticleId) -> str:
    return f"“{title}” ({article_id})"


def _told(
    board: Board, standing: Standing, kind: NotificationKind, text: str, *more: MemberId
) -> tuple[Notification, ...]:
    offices = (Office.ENGINEER, Office.FINAL_EDITOR, standing.route.owner)
    members = dict.fromkeys((*(board.holder(office).id for office in offices), *more))
    return tuple(Notification(to=member, kind=kind, text=text) for member in members)
