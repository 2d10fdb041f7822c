"""The closed sets of matters: kinds, acts, how far each has come, what is decided; with their Vietnamese names."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class AmendmentKind(StrEnum):
    """What is done to a published article, or to one that waits for it (ambiguities A19, A20 and A21)."""

    TYPO = "typo"
    UPDATE = "update"
    CORRECTION = "correction"
    ADAPT = "adapt"
    TOPICS = "topics"
    CHANNEL_TEXT = "channel_text"
    TAKE_DOWN = "take_down"


AMENDMENT_LABELS: Final[dict[AmendmentKind, str]] = {
    AmendmentKind.TYPO: "sửa lỗi chính tả",
    AmendmentKind.UPDATE: "cập nhật nội dung",
    AmendmentKind.CORRECTION: "cải chính",
    AmendmentKind.ADAPT: "sửa cho kênh chưa hiện bài",
    AmendmentKind.TOPICS: "sửa chủ đề",
    AmendmentKind.CHANNEL_TEXT: "sửa lời đăng riêng của một kênh",
    AmendmentKind.TAKE_DOWN: "gỡ bài",
}


class AmendmentStage(StrEnum):
    """How far an amendment has come."""

    PROPOSED = "proposed"
    APPLYING = "applying"
    DONE = "done"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"


AMENDMENT_STAGE_LABELS: Final[dict[AmendmentStage, str]] = {
    AmendmentStage.PROPOSED: "chờ duyệt",
    AmendmentStage.APPLYING: "đang làm trên các kênh",
    AmendmentStage.DONE: "đã xong trên các kênh",
    AmendmentStage.REFUSED: "không được duyệt",
    AmendmentStage.OVERTAKEN: "đã có lần sửa, gỡ sau thay thế",
}


class MeetingStage(StrEnum):
    """How far a meeting has come."""

    CALLED = "called"
    MINUTED = "minuted"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What the meeting has decided on one article."""

    RELEASE = "release"
    RETURN = "return"
    REJECT = "reject"
    CARRY = "carry"


OUTCOME_LABELS: Final[dict[Outcome, str]] = {
    Outcome.RELEASE: "thống nhất, cho làm tiếp",
    Outcome.RETURN: "trả lại biên tập",
    Outcome.REJECT: "không đăng",
    Outcome.CARRY: "để kỳ họp sau",
}


MEETING_STAGE_LABELS: Final[Mapping[MeetingStage, str]] = {
    MeetingStage.CALLED: "đã triệu tập",
    MeetingStage.MINUTED: "đã có biên bản, chờ Trưởng Ban kết luận",
    MeetingStage.CONCLUDED: "đã kết luận",
    MeetingStage.CANCELLED: "đã hủy",
}


class IncidentStage(StrEnum):
    """How far an incident has come."""

    REPORTED = "reported"
    COMPILED = "compiled"
    DECIDED = "decided"


INCIDENT_STAGE_LABELS: Final[Mapping[IncidentStage, str]] = {
    IncidentStage.REPORTED: "chờ Thư ký tổng hợp",
    IncidentStage.COMPILED: "chờ Trưởng Ban quyết định",
    IncidentStage.DECIDED: "đã có quyết định",
}


class MatterKind(StrEnum):
    """What a matter is about; its name begins with it, as in `absence/7c1e`."""

    ABSENCE = "absence"
    DELEGATION = "delegation"
    MEETING = "meeting"
    AMENDMENT = "amendment"
    BOARD = "board"
    INCIDENT = "incident"


class MatterAct(StrEnum):
    """What a person does to a matter; each is one Update of its workflow."""

    FILE_ABSENCE = "file_absence"
    CHANGE_ABSENCE = "change_absence"
    ASSIGN = "assign"
    DELEGATE = "delegate"
    RENEW = "renew"
    REVOKE = "revoke"
    CONVENE = "convene"
    ADD_PAPER = "add_paper"
    ADD_ITEM = "add_item"
    DIRECT_PREPARATION = "direct_preparation"
    RECORD_MINUTES = "record_minutes"
    CONCLUDE = "conclude"
    CANCEL_MEETING = "cancel_meeting"
    PROPOSE_AMENDMENT = "propose_amendment"
    APPROVE_AMENDMENT = "approve_amendment"
    REFUSE_AMENDMENT = "refuse_amendment"
    TAKE_DOWN_NOW = "take_down_now"
    CONFIRM_TAKE_DOWN = "confirm_take_down"
    RETRY_CHANNEL = "retry_channel"
    ADOPT_BOARD = "adopt_board"
    REPORT_INCIDENT = "report_incident"
    COMPILE_INCIDENT = "compile_incident"
    DECIDE_INCIDENT = "decide_incident"


POWER_ACTS: Final = frozenset(
    {
        *(MatterAct.FILE_ABSENCE, MatterAct.CHANGE_ABSENCE, MatterAct.ASSIGN, MatterAct.DELEGATE),
        *(MatterAct.RENEW, MatterAct.REVOKE, MatterAct.ADOPT_BOARD, MatterAct.CONCLUDE),
    }
)
"""What lends power, takes it, or says who decides."""
