"""What a channel's refusal means for us, and how it is told to the person who must act.

The tables of codes (`*_codes.py`) are made of these; no code of any channel is known here.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from activities.ports import ChannelTrouble, Trouble

_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_TOMORROW_MINUTE: Final = 5
_EVIDENCE_CHARS: Final = 600
_SHORT_SECRET: Final = 4

CONTINUE: Final = "bấm “cho đăng tiếp”"
"""The act at the desk that lets a stopped publication go on."""

CHANGE: Final = "đề nghị sửa bài"
"""The act at the desk that brings another text to a channel that refused one: a proposal, and its approval."""


class Actor(StrEnum):
    """Who must act on a refusal; the words are shown to people."""

    SYSTEM = "hệ thống tự làm, chưa cần ai"
    EDITOR = "biên tập viên"
    ENGINEER = "kỹ thuật"
    PAGE_OWNER = "người quản trị trang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One row of a table of codes.

    Shape: `happened` and `todo` are Vietnamese, without a full stop; an empty `kept` stands for the usual words of the
    trouble; `wait` is used when the channel names no time itself, None where it is for us to say; `passing` marks what
    goes away by itself, so that a call without visible effect is simply made again; `is_known` when the channel says
    that it has this post already.
    """

    trouble: Trouble
    actor: Actor
    happened: str
    todo: str
    kept: str = ""
    wait: timedelta | None = timedelta(minutes=5)
    until_tomorrow: bool = False
    passing: bool = False
    is_known: bool = False

    def not_before(self, now: datetime) -> datetime | None:
        """Earliest time of the next try; None unless the channel is busy for a known while."""
        if self.trouble is not Trouble.BUSY or self.wait is None:
            return None
        return tomorrow(now) if self.until_tomorrow else now + self.wait


def busy(happened: str, *, minutes: float | None = 5, until_tomorrow: bool = False) -> Meaning:
    """Row for a channel that will take the same call later; without minutes it is for us to say when."""
    return Meaning(
        trouble=Trouble.BUSY,
        actor=Actor.SYSTEM,
        happened=happened,
        todo="chờ hệ thống thử lại",
        wait=None if minutes is None else timedelta(minutes=minutes),
        until_tomorrow=until_tomorrow,
    )


def unclear(happened: str) -> Meaning:
    """Row for a call of which we cannot say whether it took effect."""
    return replace(already(happened), passing=True, is_known=False)


def already(happened: str) -> Meaning:
    """Row for a channel that says it has this post: probably ours, so it is looked for."""
    todo = "chờ hệ thống đọc lại kênh rồi mới quyết định gửi tiếp"
    return Meaning(trouble=Trouble.UNCLEAR, actor=Actor.SYSTEM, happened=happened, todo=todo, is_known=True)


def rejected(happened: str, todo: str = "sửa nội dung") -> Meaning:
    """Row for a text or picture that the channel will not take as it is; the words end with the act that helps."""
    return Meaning(trouble=Trouble.REJECTED, actor=Actor.EDITOR, happened=happened, todo=f"{todo} rồi {CHANGE}")


def person(happened: str, todo: str, actor: Actor = Actor.ENGINEER) -> Meaning:
    """Row for what only a person can put right; the words end with the act that resumes."""
    return Meaning(trouble=Trouble.NEEDS_PERSON, actor=actor, happened=happened, todo=f"{todo}, xong thì {CONTINUE}")


def gone(happened: str) -> Meaning:
    """Row for a text that cannot be amended because the public no longer has it; nothing new is made in its place."""
    row = person(
        f"bài không còn trên kênh: {happened}",
        "hỏi người đã gỡ hoặc ẩn bài, khôi phục bài trên kênh nếu vẫn cần sửa",
        Actor.EDITOR,
    )
    return replace(row, kept="bản sửa đã duyệt còn nguyên trong hệ thống, không có bài nào bị đăng thêm")


def kept_words(trouble: Trouble) -> str:
    """What is certain to be left untouched, in the usual words of this trouble."""
    match trouble:
        case Trouble.REJECTED:
            return "bài đã duyệt còn nguyên trong hệ thống"
        case Trouble.BUSY:
            return "bài đã duyệt còn nguyên, chưa có bài nào bị đăng trùng"
        case Trouble.UNCLEAR:
            return "bài đã duyệt còn nguyên, hệ thống không gửi lại khi chưa đọc lại kênh"
        case Trouble.NEEDS_PERSON:
            return "bài đã duyệt còn nguyên, việc đăng kênh này tạm dừng"
        case _ as never:
            assert_never(never)


def trouble_of(
    meaning: Meaning,
    *,
    label: str,
    now: datetime,
    code: str = "",
    evidence: str = "",
    not_before: datetime | None = None,
    not_sent: bool = False,
) -> ChannelTrouble:
    """The trouble to raise for a row: what happened, what was kept, what to do, who acts."""
    named = f" (mã {code})" if code else ""
    kept = meaning.kept or kept_words(meaning.trouble)
    explanation = (
        f"{label}: {meaning.happened}{named}. Đã giữ: {kept}. Cần làm: {meaning.todo}. Người làm: {meaning.actor}."
    )
    wait_until = meaning.not_before(now)
    return ChannelTrouble(
        meaning.trouble,
        explanation,
        evidence=evidence[:_EVIDENCE_CHARS],
        not_before=(not_before or wait_until) if meaning.trouble is Trouble.BUSY else None,
        not_sent=not_sent,
        code=code,
        is_known=meaning.is_known,
    )


def tomorrow(now: datetime) -> datetime:
    """Five past midnight of the next day in Việt Nam, when daily quotas are new."""
    local = now.astimezone(_ZONE) + timedelta(days=1)
    return local.replace(hour=0, minute=_TOMORROW_MINUTE, second=0, microsecond=0)


def without_secrets(text: str, secrets: tuple[str, ...]) -> str:
    """The text with every secret blotted out; some channels repeat a bad token in their error message."""
    for secret in secrets:
        if len(secret) >= _SHORT_SECRET:
            text = text.replace(secret, "***")
    return text
