"""The stage table: which act is possible at which stage, by whom, and where it leads.

The table is the whole of the article's life; authority (which member holds the part) is `authority`'s matter.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from newsroom.errors import RefusalCode, Refused


class Stage(StrEnum):
    """Where an article stands."""

    EDITING = "editing"
    RETURNED = "returned"
    AWAITING_APPROVAL = "awaiting_approval"
    BEFORE_BOARD = "before_board"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TAKEN_DOWN = "taken_down"


class Act(StrEnum):
    """What a person does to an article; each is one Update of its workflow."""

    FINISH_EDIT = "finish_edit"
    RETURN_TO_AUTHOR = "return_to_author"
    RESUBMIT = "resubmit"
    APPROVE = "approve"
    RETURN_FOR_EDIT = "return_for_edit"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    RESCHEDULE = "reschedule"
    RESUME_CHANNEL = "resume_channel"
    WAIVE_CHANNEL = "waive_channel"
    TAKE_OVER = "take_over"
    REASSIGN = "reassign"
    ASK_REROUTE = "ask_reroute"
    REFER = "refer"
    PRECHECK = "precheck"


class Part(StrEnum):
    """The part a member plays towards one article."""

    AUTHOR = "author"
    FINAL_EDITOR = "final_editor"
    OWNER = "owner"
    HEAD = "head"
    ENGINEER = "engineer"
    PRECHECKER = "prechecker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An allowed act: who may do it and the stage it leads to."""

    parts: frozenset[Part]
    leads_to: Stage


STAGE_LABELS: Final[dict[Stage, str]] = {
    Stage.EDITING: "biên tập kỹ thuật",
    Stage.RETURNED: "đã trả lại tác giả",
    Stage.AWAITING_APPROVAL: "chờ duyệt",
    Stage.BEFORE_BOARD: "chưa thống nhất, chờ họp Ban Biên tập",
    Stage.SCHEDULED: "đã duyệt, chờ giờ đăng",
    Stage.PUBLISHING: "đang đăng",
    Stage.PUBLISHED: "đã đăng",
    Stage.REJECTED: "đã từ chối",
    Stage.WITHDRAWN: "đã rút",
    Stage.TAKEN_DOWN: "đã gỡ",
}

ACT_LABELS: Final[dict[Act, str]] = {
    Act.FINISH_EDIT: "hoàn thành biên tập",
    Act.RETURN_TO_AUTHOR: "trả lại tác giả",
    Act.RESUBMIT: "gửi lại",
    Act.APPROVE: "duyệt đăng",
    Act.RETURN_FOR_EDIT: "trả lại biên tập",
    Act.REJECT: "từ chối",
    Act.WITHDRAW: "rút bài",
    Act.RESCHEDULE: "đổi giờ đăng",
    Act.RESUME_CHANNEL: "cho đăng tiếp trên kênh",
    Act.WAIVE_CHANNEL: "bỏ kênh",
    Act.TAKE_OVER: "nhận về duyệt",
    Act.REASSIGN: "phân công người duyệt khác",
    Act.ASK_REROUTE: "đề nghị chuyển người duyệt",
    Act.REFER: "đưa ra họp Ban Biên tập",
    Act.PRECHECK: "kiểm tra giúp",
}

CLOSED: Final = frozenset({Stage.PUBLISHED, Stage.REJECTED, Stage.WITHDRAWN, Stage.TAKEN_DOWN})


def _step(leads_to: Stage, *parts: Part) -> Step:
    return Step(parts=frozenset(parts), leads_to=leads_to)


STAGE_TABLE: Final[dict[tuple[Stage, Act], Step]] = {
    (Stage.EDITING, Act.FINISH_EDIT): _step(Stage.AWAITING_APPROVAL, Part.FINAL_EDITOR),
    (Stage.EDITING, Act.RETURN_TO_AUTHOR): _step(Stage.RETURNED, Part.FINAL_EDITOR),
    (Stage.EDITING, Act.PRECHECK): _step(Stage.EDITING, Part.PRECHECKER),
    (Stage.EDITING, Act.REFER): _step(Stage.BEFORE_BOARD, Part.FINAL_EDITOR),
    (Stage.EDITING, Act.TAKE_OVER): _step(Stage.EDITING, Part.HEAD),
    (Stage.EDITING, Act.REASSIGN): _step(Stage.EDITING, Part.HEAD),
    (Stage.EDITING, Act.WITHDRAW): _step(Stage.WITHDRAWN, Part.AUTHOR, Part.HEAD),
    (Stage.RETURNED, Act.RESUBMIT): _step(Stage.EDITING, Part.AUTHOR),
    (Stage.RETURNED, Act.WITHDRAW): _step(Stage.WITHDRAWN, Part.AUTHOR, Part.HEAD),
    (Stage.AWAITING_APPROVAL, Act.APPROVE): _step(Stage.PUBLISHING, Part.OWNER),
    (Stage.AWAITING_APPROVAL, Act.RETURN_FOR_EDIT): _step(Stage.EDITING, Part.OWNER),
    (Stage.AWAITING_APPROVAL, Act.REJECT): _step(Stage.REJECTED, Part.OWNER),
    (Stage.AWAITING_APPROVAL, Act.REFER): _step(Stage.BEFORE_BOARD, Part.OWNER, Part.FINAL_EDITOR, Part.HEAD),
    (Stage.AWAITING_APPROVAL, Act.TAKE_OVER): _step(Stage.AWAITING_APPROVAL, Part.HEAD),
    (Stage.AWAITING_APPROVAL, Act.REASSIGN): _step(Stage.AWAITING_APPROVAL, Part.HEAD),
    (Stage.AWAITING_APPROVAL, Act.ASK_REROUTE): _step(Stage.AWAITING_APPROVAL, Part.OWNER, Part.FINAL_EDITOR),
    (Stage.AWAITING_APPROVAL, Act.WITHDRAW): _step(Stage.WITHDRAWN, Part.AUTHOR, Part.HEAD),
    (Stage.BEFORE_BOARD, Act.TAKE_OVER): _step(Stage.AWAITING_APPROVAL, Part.HEAD),
    (Stage.BEFORE_BOARD, Act.WITHDRAW): _step(Stage.WITHDRAWN, Part.AUTHOR, Part.HEAD),
    (Stage.SCHEDULED, Act.TAKE_OVER): _step(Stage.AWAITING_APPROVAL, Part.HEAD),
    (Stage.SCHEDULED, Act.REFER): _step(Stage.BEFORE_BOARD, Part.OWNER, Part.FINAL_EDITOR, Part.HEAD),
    (Stage.SCHEDULED, Act.RESCHEDULE): _step(Stage.SCHEDULED, Part.OWNER, Part.HEAD),
    (Stage.SCHEDULED, Act.WITHDRAW): _step(Stage.WITHDRAWN, Part.OWNER, Part.HEAD),
    (Stage.SCHEDULED, Act.WAIVE_CHANNEL): _step(Stage.SCHEDULED, Part.OWNER, Part.HEAD),
    (Stage.PUBLISHING, Act.TAKE_OVER): _step(Stage.AWAITING_APPROVAL, Part.HEAD),
    (Stage.PUBLISHING, Act.RESUME_CHANNEL): _step(Stage.PUBLISHING, Part.ENGINEER, Part.FINAL_EDITOR),
    (Stage.PUBLISHING, Act.WAIVE_CHANNEL): _step(Stage.PUBLISHING, Part.OWNER, Part.HEAD),
}


def step(stage: Stage, act: Act) -> Step:
    """The allowed step for an act at a stage.

    Errors: Refused (wrong_stage) when the table has no such step.
    Source: rules 12, 54 (edit before approval), 22, 30, 39, 55 (approval before publication), 5 (a disputed item waits
    for the board); ambiguities A5, A38.
    """
    found = STAGE_TABLE.get((stage, act))
    if found is None:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"Không thể {ACT_LABELS[act]}: bài đang ở bước “{STAGE_LABELS[stage]}”. "
            "Bài giữ nguyên; hãy mở lại bài để xem việc có thể làm.",
        )
    return found


def acts_at(stage: Stage) -> tuple[Act, ...]:
    """Acts that somebody may do at a stage, in the table's order."""
    return tuple(act for (at, act) in STAGE_TABLE if at is stage)
