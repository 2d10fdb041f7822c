"""Who hears of an amendment, and how it is said to operators."""

from typing import Final

from newsroom.article import ChannelName, MemberId, spoken
from newsroom.board import Office
from newsroom.entitlement.addressees import (
    Addressee,
    Call,
    Notification,
    NotificationKind,
    first_to_each,
    leaders,
    told,
)
from newsroom.matters.amendment import CONFIRM_MINUTES, Amendment
from newsroom.matters.amendments import deciders
from newsroom.matters.kinds import AMENDMENT_LABELS, AMENDMENT_STAGE_LABELS, AmendmentKind, AmendmentStage
from newsroom.publishing import CHANNEL_LABELS
from newsroom.roster import Presence
from newsroom.stages import Stage
from newsroom.standing import Standing
from newsroom.text import as_clause

_AT_THE_CHANNELS: Final = (Office.FINAL_EDITOR, Office.ENGINEER)
_ASKED_TO_DECIDE: Final = 2
_INVITED: Final = "Mời duyệt "
_UNREAD: Final = frozenset({Stage.AWAITING_APPROVAL, Stage.SCHEDULED})
_MENDED: Final = "đã đồng ý; bài chưa lên kênh nên sẽ lên kênh bằng bản đã sửa"


def amendment_notifications(
    there: Presence, standing: Standing, amendment: Amendment, title: str
) -> tuple[Notification, ...]:
    """Who hears of an amendment as it stands: the deciders get a task, the others news.

    Source: rules 9, 17, 35, 42, 81 and 90; ambiguity A21.
    """
    label = AMENDMENT_LABELS[amendment.kind]
    what = f"“{title}” ({spoken(amendment.article_id)})"
    asked = _asked(there, standing, _ASKED_TO_DECIDE if amendment.stage is AmendmentStage.PROPOSED else None)
    if amendment.stage is AmendmentStage.PROPOSED:
        text = f"{_INVITED}{label} {what}: {as_clause(amendment.reason)}."
        news = f"Để biết: {text.removeprefix(_INVITED)}"
        return first_to_each(
            (
                *told(there, NotificationKind.TASK, text, *asked),
                *told(there, NotificationKind.NEWS, news, *_head_too(amendment)),
            )
        )
    if amendment.urgent and amendment.confirmed_at is None:
        text = f"Đã gỡ ngay bài {what} theo lệnh miệng: {as_clause(amendment.reason)}."
        task = f"{text} Mời xác nhận trong {CONFIRM_MINUTES} phút."
        others = (MemberId(amendment.ordered_by), standing.author, *_AT_THE_CHANNELS)
        return first_to_each(
            (
                *told(there, NotificationKind.TASK, task, *asked),
                *told(there, NotificationKind.NEWS, text, *others),
            )
        )
    unread = standing.stage in _UNREAD and amendment.stage is AmendmentStage.APPLYING
    stands = _MENDED if unread else AMENDMENT_STAGE_LABELS[amendment.stage]
    said = f"{label.capitalize()} {what}: {stands}."
    concerned: tuple[Addressee, ...] = (
        standing.author,
        amendment.proposed_by,
        *_head_too(amendment),
        *_AT_THE_CHANNELS,
    )
    return told(there, NotificationKind.NEWS, said, *concerned)


def unconfirmed_notifications(there: Presence, amendment: Amendment, title: str) -> tuple[Notification, ...]:
    """The alarm when an oral order has not been confirmed in time; the article stays down.

    Source: rules 15, 35, 42 and 90; ambiguity A21.
    """
    text = (
        f"Lệnh gỡ “{title}” ({spoken(amendment.article_id)}) chưa được xác nhận sau {CONFIRM_MINUTES} phút. "
        "Bài vẫn đang gỡ; mời Trưởng Ban xác nhận hoặc chỉ đạo."
    )
    return told(there, NotificationKind.ALARM, text, *leaders(there.board), *_AT_THE_CHANNELS, Call.ON_DUTY)


def overtaken_notifications(there: Presence, amendment: Amendment, title: str) -> tuple[Notification, ...]:
    """Who hears that a later change has taken the place of one: who proposed and decided it, and those at the channels.

    Source: rules 9, 12 and 81; decision 0037.
    """
    label = AMENDMENT_LABELS[amendment.kind].capitalize()
    text = (
        f"{label} “{title}” ({spoken(amendment.article_id)}): đã có lần sửa, gỡ sau được duyệt thay thế. Kênh đã xong "
        "giữ nguyên cho tới lần sau; kênh chưa xong nhận thẳng lần sau, không cần làm gì thêm."
    )
    decider = amendment.decided_by or amendment.proposed_by
    return told(there, NotificationKind.NEWS, text, amendment.proposed_by, decider, *_AT_THE_CHANNELS)


def change_stopped_notifications(
    there: Presence, amendment: Amendment, title: str, channel: ChannelName, explanation: str
) -> tuple[Notification, ...]:
    """The alarm that a change has stopped on a channel, for those at the channels and who decided it.

    Source: rules 9, 50 and 81; ambiguity A18.
    """
    text = f"Chưa {AMENDMENT_LABELS[amendment.kind]} được “{title}” trên {CHANNEL_LABELS[channel]}: {explanation}"
    decider = amendment.decided_by or amendment.proposed_by
    return told(there, NotificationKind.ALARM, text, *_AT_THE_CHANNELS, decider, Call.ON_DUTY)


def amendment_summary(amendment: Amendment) -> str:
    """An amendment for operators.

    Source: design, "readable to ops without code".
    """
    lines = [
        f"**{AMENDMENT_LABELS[amendment.kind].capitalize()}** bài {spoken(amendment.article_id)}",
        f"Trạng thái: {AMENDMENT_STAGE_LABELS[amendment.stage]}",
    ]
    if amendment.urgent:
        lines.append("Đã được xác nhận." if amendment.confirmed_at else "Chờ xác nhận lệnh miệng.")
    return "\n\n".join(lines)


def _asked(there: Presence, standing: Standing, most: int | None) -> tuple[Addressee, ...]:
    """Who decides on a change, those who are there first; while none of them is there, whoever leads."""
    found = [title.member.id for title in deciders(there.board, there.roster, standing, there.at)]
    found.sort(key=lambda member: not there.is_there(member))
    return tuple(found[:most]) if any(map(there.is_there, found)) else (*found, *leaders(there.board))


def _head_too(amendment: Amendment) -> tuple[Office, ...]:
    """The Head hears of other topics, whoever decides on them (rule 22)."""
    return (Office.HEAD,) if amendment.kind is AmendmentKind.TOPICS else ()
