"""The two tables of the acts: what is true of each everywhere, and at which stage, by whom, leading where.

The stage table is the whole of the article's life; authority (which member holds the part) is `authority`'s matter.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from newsroom.errors import RefusalCode, Refused


class Stage(StrEnum):
    """Where an article stands."""

    RECEIVED = "received"
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
    GO_ON = "go_on"
    TAKE_OVER = "take_over"
    REASSIGN = "reassign"
    ASK_REROUTE = "ask_reroute"
    PASS_UP = "pass_up"  # noqa: S105 - a name
    REFER = "refer"
    PRECHECK = "precheck"
    TAKE_IN = "take_in"


class Part(StrEnum):
    """The part a member plays towards one article."""

    AUTHOR = "author"
    FINAL_EDITOR = "final_editor"
    OWNER = "owner"
    HEAD = "head"
    ENGINEER = "engineer"
    PRECHECKER = "prechecker"
    INTAKE = "intake"
    REFERRER = "referrer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An allowed act: who may do it and the stage it leads to."""

    parts: frozenset[Part]
    leads_to: Stage


class Given(StrEnum):
    """Whether an act brings a thing along."""

    NEVER = "never"
    MAYBE = "maybe"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """What is true of an act at every stage.

    Shape: `label` is Vietnamese, as in "không thể duyệt đăng"; `only_as_head` asks for the Head's title and takes no
    other; `names_text` means that the text that was read must be named; `decides` marks the decisions of an approver;
    `told_to_title` those of which the holder of a title hears when another used it; `chooses_judge` those by which
    somebody says who judges the article, which is never its author; `only_when_held` asks for an article that a restore
    of the storage has held.
    """

    label: str
    needs_reason: bool = False
    needs_reason_code: bool = False
    never_by_author: bool = False
    only_as_head: bool = False
    text: Given = Given.NEVER
    hour: Given = Given.NEVER
    one_channel: bool = False
    names_member: bool = False
    names_text: bool = False
    voids_approval: bool = False
    decides: bool = False
    told_to_title: bool = False
    chooses_judge: bool = False
    only_when_held: bool = False


STAGE_LABELS: Final[dict[Stage, str]] = {
    Stage.RECEIVED: "Thư ký tiếp nhận",
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

ACTS: Final[dict[Act, ActRow]] = {
    Act.FINISH_EDIT: ActRow(label="hoàn thành biên tập", text=Given.MAYBE),
    Act.RETURN_TO_AUTHOR: ActRow(label="trả lại tác giả", needs_reason=True, needs_reason_code=True),
    Act.RESUBMIT: ActRow(label="gửi lại", text=Given.MAYBE),
    Act.APPROVE: ActRow(
        label="duyệt đăng", never_by_author=True, hour=Given.MAYBE, names_text=True, decides=True, told_to_title=True
    ),
    Act.RETURN_FOR_EDIT: ActRow(
        label="trả lại biên tập",
        needs_reason=True,
        needs_reason_code=True,
        never_by_author=True,
        voids_approval=True,
        decides=True,
        told_to_title=True,
    ),
    Act.REJECT: ActRow(
        label="từ chối",
        needs_reason=True,
        needs_reason_code=True,
        never_by_author=True,
        decides=True,
        told_to_title=True,
    ),
    Act.WITHDRAW: ActRow(label="rút bài", needs_reason=True, voids_approval=True, told_to_title=True),
    Act.RESCHEDULE: ActRow(label="đổi giờ đăng", hour=Given.ALWAYS),
    Act.RESUME_CHANNEL: ActRow(label="cho đăng tiếp trên kênh", one_channel=True),
    Act.WAIVE_CHANNEL: ActRow(label="bỏ kênh", needs_reason=True, one_channel=True),
    Act.GO_ON: ActRow(
        label="cho đăng tiếp sau phục hồi",
        never_by_author=True,
        names_text=True,
        told_to_title=True,
        only_when_held=True,
    ),
    Act.TAKE_OVER: ActRow(
        label="nhận về duyệt",
        needs_reason=True,
        never_by_author=True,
        only_as_head=True,
        voids_approval=True,
        told_to_title=True,
    ),
    Act.REASSIGN: ActRow(
        label="phân công người duyệt khác",
        needs_reason=True,
        only_as_head=True,
        names_member=True,
        voids_approval=True,
        told_to_title=True,
        chooses_judge=True,
    ),
    Act.ASK_REROUTE: ActRow(label="đề nghị chuyển người duyệt", needs_reason=True),
    Act.PASS_UP: ActRow(label="chuyển lên cấp trên duyệt", needs_reason=True, never_by_author=True, names_member=True),
    Act.REFER: ActRow(label="đưa ra họp Ban Biên tập", needs_reason=True, voids_approval=True),
    Act.PRECHECK: ActRow(label="kiểm tra giúp"),
    Act.TAKE_IN: ActRow(label="tiếp nhận và chuyển biên tập"),
}
"""What is true of each act at every stage; where acts differ in what they do, a `match` says so."""

CLOSED: Final = frozenset({Stage.PUBLISHED, Stage.REJECTED, Stage.WITHDRAWN, Stage.TAKEN_DOWN})
OPEN: Final = tuple(stage for stage in Stage if stage not in CLOSED)


def _step(leads_to: Stage, *parts: Part) -> Step:
    return Step(parts=frozenset(parts), leads_to=leads_to)


_REFER: Final = (Part.OWNER, Part.FINAL_EDITOR, Part.HEAD, Part.REFERRER)

STAGE_TABLE: Final[dict[tuple[Stage, Act], Step]] = {
    (Stage.RECEIVED, Act.TAKE_IN): _step(Stage.EDITING, Part.INTAKE, Part.HEAD),
    (Stage.RECEIVED, Act.WITHDRAW): _step(Stage.WITHDRAWN, Part.AUTHOR, Part.HEAD),
    (Stage.EDITING, Act.FINISH_EDIT): _step(Stage.AWAITING_APPROVAL, Part.FINAL_EDITOR),
    (Stage.EDITING, Act.RETURN_TO_AUTHOR): _step(Stage.RETURNED, Part.FINAL_EDITOR),
    (Stage.EDITING, Act.PRECHECK): _step(Stage.EDITING, Part.PRECHECKER),
    (Stage.EDITING, Act.REFER): _step(Stage.BEFORE_BOARD, Part.FINAL_EDITOR, Part.REFERRER),
    (Stage.EDITING, Act.TAKE_OVER): _step(Stage.EDITING, Part.HEAD),
    (Stage.EDITING, Act.REASSIGN): _step(Stage.EDITING, Part.HEAD),
    (Stage.EDITING, Act.ASK_REROUTE): _step(Stage.EDITING, Part.FINAL_EDITOR),
    (Stage.EDITING, Act.PASS_UP): _step(Stage.EDITING, Part.FINAL_EDITOR),
    (Stage.EDITING, Act.WITHDRAW): _step(Stage.WITHDRAWN, Part.AUTHOR, Part.HEAD),
    (Stage.RETURNED, Act.RESUBMIT): _step(Stage.EDITING, Part.AUTHOR),
    (Stage.RETURNED, Act.WITHDRAW): _step(Stage.WITHDRAWN, Part.AUTHOR, Part.HEAD),
    (Stage.AWAITING_APPROVAL, Act.APPROVE): _step(Stage.PUBLISHING, Part.OWNER),
    (Stage.AWAITING_APPROVAL, Act.RETURN_FOR_EDIT): _step(Stage.EDITING, Part.OWNER),
    (Stage.AWAITING_APPROVAL, Act.REJECT): _step(Stage.REJECTED, Part.OWNER),
    (Stage.AWAITING_APPROVAL, Act.REFER): _step(Stage.BEFORE_BOARD, *_REFER),
    (Stage.AWAITING_APPROVAL, Act.TAKE_OVER): _step(Stage.AWAITING_APPROVAL, Part.HEAD),
    (Stage.AWAITING_APPROVAL, Act.REASSIGN): _step(Stage.AWAITING_APPROVAL, Part.HEAD),
    (Stage.AWAITING_APPROVAL, Act.ASK_REROUTE): _step(Stage.AWAITING_APPROVAL, Part.OWNER, Part.FINAL_EDITOR),
    (Stage.AWAITING_APPROVAL, Act.PASS_UP): _step(Stage.AWAITING_APPROVAL, Part.FINAL_EDITOR),
    (Stage.AWAITING_APPROVAL, Act.WITHDRAW): _step(Stage.WITHDRAWN, Part.AUTHOR, Part.HEAD),
    (Stage.BEFORE_BOARD, Act.TAKE_OVER): _step(Stage.AWAITING_APPROVAL, Part.HEAD),
    (Stage.BEFORE_BOARD, Act.WITHDRAW): _step(Stage.WITHDRAWN, Part.AUTHOR, Part.HEAD),
    (Stage.SCHEDULED, Act.TAKE_OVER): _step(Stage.AWAITING_APPROVAL, Part.HEAD),
    (Stage.SCHEDULED, Act.RETURN_FOR_EDIT): _step(Stage.EDITING, Part.OWNER, Part.HEAD),
    (Stage.SCHEDULED, Act.REFER): _step(Stage.BEFORE_BOARD, *_REFER),
    (Stage.SCHEDULED, Act.RESCHEDULE): _step(Stage.SCHEDULED, Part.OWNER, Part.HEAD),
    (Stage.SCHEDULED, Act.GO_ON): _step(Stage.SCHEDULED, Part.OWNER),
    (Stage.SCHEDULED, Act.WITHDRAW): _step(Stage.WITHDRAWN, Part.OWNER, Part.HEAD),
    (Stage.SCHEDULED, Act.WAIVE_CHANNEL): _step(Stage.SCHEDULED, Part.OWNER, Part.HEAD),
    (Stage.PUBLISHING, Act.TAKE_OVER): _step(Stage.AWAITING_APPROVAL, Part.HEAD),
    (Stage.PUBLISHING, Act.RETURN_FOR_EDIT): _step(Stage.EDITING, Part.OWNER, Part.HEAD),
    (Stage.PUBLISHING, Act.GO_ON): _step(Stage.PUBLISHING, Part.OWNER),
    (Stage.PUBLISHING, Act.RESUME_CHANNEL): _step(Stage.PUBLISHING, Part.ENGINEER, Part.FINAL_EDITOR),
    (Stage.PUBLISHING, Act.WAIVE_CHANNEL): _step(Stage.PUBLISHING, Part.OWNER, Part.HEAD),
}


def step(stage: Stage, act: Act) -> Step:
    """The allowed step for an act at a stage.

    Errors: Refused (wrong_stage) when the table has no such step.
    Source: rules 12, 54 (edit before approval), 22, 30, 39, 55 (approval before publication), 5 (a disputed item waits
    for the board), 72 (what contributors write comes in through the secretary); ambiguities A5, A38.
    """
    found = STAGE_TABLE.get((stage, act))
    if found is None:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"Không thể {ACTS[act].label}: bài đang ở bước “{STAGE_LABELS[stage]}”. "
            "Bài giữ nguyên; hãy mở lại bài để xem việc có thể làm.",
        )
    return found


def acts_at(stage: Stage) -> tuple[Act, ...]:
    """Acts that somebody may do at a stage, in the table's order."""
    return tuple(act for (at, act) in STAGE_TABLE if at is stage)
