"""Who hears of a channel that has stopped, was blocked, or was given up while nobody knew what readers see there."""

from newsroom.article import ArticleId, ChannelName, MemberId, spoken
from newsroom.board import Office
from newsroom.consequences import WATCH_OVER_TEXTS
from newsroom.entitlement.addressees import Addressee, Call, Deciding, Notification, NotificationKind, told
from newsroom.publishing import CHANNEL_LABELS
from newsroom.roster import Presence
from newsroom.standing import Standing


def may_show_notifications(
    there: Presence, standing: Standing, title: str, channel: ChannelName, by: MemberId
) -> tuple[Notification, ...]:
    """The warning that the text may show already, to whoever gave the channel up too.

    Source: rule 81; promise 5 of the design (undecidable cases ask a person); decision 0036.
    """
    text = (
        f"{_what(title, standing.article_id)}: đã bỏ {CHANNEL_LABELS[channel]}, nhưng lần cho hiện trước đó chưa rõ "
        "kết quả nên bài CÓ THỂ ĐÃ HIỆN trên kênh này. Hệ thống không gửi gì thêm và sẽ đọc lại khi kênh đọc được; "
        "mời xem kênh, nếu bài đã hiện mà không muốn giữ thì đề nghị gỡ bài."
    )
    return told(there, NotificationKind.WARNING, text, *at_a_channel(standing), by)


def shows_after_all_notifications(
    there: Presence, standing: Standing, title: str, channel: ChannelName, url: str
) -> tuple[Notification, ...]:
    """The alarm that a text shows on a channel that was given up.

    Source: rules 12 and 81; promise 5 of the design; decision 0036.
    """
    text = (
        f"{_what(title, standing.article_id)}: {CHANNEL_LABELS[channel]} đã được bỏ, nhưng đọc lại thì thấy bài ĐANG "
        f"HIỆN ở {url}. Hệ thống không tự gỡ; nếu không muốn giữ, hãy đề nghị gỡ bài."
    )
    return told(there, NotificationKind.ALARM, text, *at_a_channel(standing))


def shown_notification(author: MemberId, title: str, article_id: str, channel: ChannelName, url: str) -> Notification:
    """The news to the author that readers see the text on a channel, and where; away or not, it is their text.

    Source: rules 12 and 81; decision 0067.
    """
    text = f"{_what(title, ArticleId(article_id))} đã hiện trên {CHANNEL_LABELS[channel]}: {url}"
    return Notification(to=author, kind=NotificationKind.NEWS, text=text)


def stopped_notifications(
    there: Presence, standing: Standing, title: str, channel: ChannelName, explanation: str
) -> tuple[Notification, ...]:
    """The warning that a channel has stopped and waits for a person.

    Source: rules 26 and 81; ambiguity A18.
    """
    text = f"{_what(title, standing.article_id)} chưa đăng được trên {CHANNEL_LABELS[channel]}: {explanation}"
    return told(there, NotificationKind.WARNING, text, *at_a_channel(standing))


def blocked_notifications(
    there: Presence, article_id: str, channel: ChannelName | None, explanation: str
) -> tuple[Notification, ...]:
    """The alarm that something asked for a text to go out that is not approved; without a channel, of the row itself.

    Source: promise 1 of the design; rules 12, 50 and 90.
    """
    where = f" trên {CHANNEL_LABELS[channel]}" if channel else ""
    text = f"Có yêu cầu đăng bài {spoken(article_id)}{where} bị chặn: {explanation}"
    return told(there, NotificationKind.ALARM, text, *WATCH_OVER_TEXTS)


def at_a_channel(standing: Standing) -> tuple[Addressee, ...]:
    """Who sees to an article on a channel: who posts, who watches over the contents, who has approved it.

    Source: rules 50 and 81; ambiguity A18.
    """
    return (Office.ENGINEER, Office.FINAL_EDITOR, Deciding(standing), Call.ON_DUTY)


def _what(title: str, article_id: ArticleId) -> str:
    return f"“{title}” ({spoken(article_id)})"
