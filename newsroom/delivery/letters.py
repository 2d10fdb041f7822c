"""What a message says outside the house: subject, text, hour, and the way to where one acts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from newsroom.article import ArticleId, MemberId, spoken
from newsroom.entitlement.addressees import NotificationKind
from newsroom.sla import PROMISE_LABELS, Promise
from newsroom.working_time import local

LinkMaker = Callable[[MemberId, str, str], str]
"""The address of what a message is about, for a member: of an article and its text by id and hash, of the inbox when
both are empty; empty when the desk has no address. Promise: the address alone decides nothing."""

KIND_WORDS: Final[dict[NotificationKind, str]] = {
    NotificationKind.TASK: "Việc cần làm",
    NotificationKind.NEWS: "Để biết",
    NotificationKind.WARNING: "Cảnh báo",
    NotificationKind.ALARM: "BÁO ĐỘNG",
}
_SUBJECT_CHARS: Final = 120
_FOOT: Final = (
    "Tin này do hệ thống Tòa soạn tự gửi. Mở tin hay mở đường dẫn chưa phải là quyết định.",
    "Đổi nơi nhận và cách nhận: `toasoan ways`.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it lies in an inbox.

    Shape: `article_id`, `title` and `content_hash` are empty of what belongs to no article; `due_at` is when the next
    clock of the article runs out, `due_of` which one it is.
    """

    kind: NotificationKind
    text: str
    written_at: datetime
    article_id: str = ""
    title: str = ""
    content_hash: str = ""
    due_at: datetime | None = None
    due_of: Promise | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message ready to be handed over.

    Shape: `subject` is one line; `text` has no foot; `link` may be empty; `urgent` when somebody has to act.
    """

    subject: str
    text: str
    link: str = ""
    urgent: bool = False

    @property
    def whole(self) -> str:
        """Text, way to the desk and foot, as a letter shows them."""
        where = f"Mở tại: {self.link}" if self.link else "Xem bằng `toasoan inbox`."
        return "\n\n".join((self.text, where, "\n".join(_FOOT))) + "\n"


def letter(member: MemberId, message: Message, link_to: LinkMaker) -> Letter:
    """One message as a letter: what it is about, why, until when, and where to act.

    Source: rules 14, 33 and 81; decision 0067.
    """
    lines = [message.text, _due(message), f"Báo lúc {local(message.written_at):%H:%M %d/%m/%Y}."]
    return Letter(
        subject=_one_line(f"[Tòa soạn] {KIND_WORDS[message.kind]}: {_about(message)}"),
        text="\n\n".join(line for line in lines if line),
        link=link_to(member, message.article_id, message.content_hash),
        urgent=message.kind is not NotificationKind.NEWS,
    )


def gathered_letter(member: MemberId, messages: Sequence[Message], link_to: LinkMaker) -> Letter:
    """Several messages as one letter, the oldest first; at least one.

    Source: decision 0067.
    """
    lines = [f"- {local(each.written_at):%H:%M %d/%m}: {each.text}" for each in messages]
    return Letter(
        subject=f"[Tòa soạn] {len(messages)} tin để biết",
        text="\n".join(("Các tin để biết từ lần gửi trước:", "", *lines)),
        link=link_to(member, "", ""),
    )


def _about(message: Message) -> str:
    return f"“{message.title}” ({spoken(ArticleId(message.article_id))})" if message.title else message.text


def _due(message: Message) -> str:
    if message.due_at is None or message.kind is NotificationKind.NEWS:
        return ""
    of = f" ({PROMISE_LABELS[message.due_of]})" if message.due_of else ""
    return f"Hạn gần nhất: {local(message.due_at):%H:%M %d/%m/%Y}{of}."


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SUBJECT_CHARS else f"{line[: _SUBJECT_CHARS - 1].rstrip()}…"
