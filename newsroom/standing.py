"""Where one article stands: its stage, its route, and whose desk it lies on."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from newsroom.article import ArticleId, ChannelName, ContentHash, Kind, MemberId, Topic
from newsroom.authority import HOLD_LABELS, Hold, Route
from newsroom.board import OFFICE_LABELS, Office
from newsroom.stages import Stage


class Wait(StrEnum):
    """What an article waits for when it is no office."""

    HEAD_TO_ASSIGN = "head_to_assign"
    NOBODY_PRESENT = "nobody_present"
    AUTHOR = "author"
    BOARD_MEETING = "board_meeting"
    EMBARGO = "embargo"
    CHANNELS = "channels"
    NOBODY = "nobody"


WAITS: Final[tuple[Office | Wait, ...]] = (*Office, *(wait for wait in Wait if wait is not Wait.NOBODY))
"""All that an open article can wait for."""

WAIT_LABELS: Final[dict[str, str]] = {
    **{office: OFFICE_LABELS[office] for office in Office},
    Wait.HEAD_TO_ASSIGN: HOLD_LABELS[Hold.HEAD_TO_ASSIGN],
    Wait.NOBODY_PRESENT: HOLD_LABELS[Hold.NOBODY],
    Wait.AUTHOR: "tác giả sửa và gửi lại",
    Wait.BOARD_MEETING: "kết luận của cuộc họp Ban Biên tập",
    Wait.EMBARGO: "đến giờ đăng",
    Wait.CHANNELS: "các kênh hiện bài",
    Wait.NOBODY: "không còn việc",
}
"""Each as a person reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Whose inbox an article lies in, since when, and why.

    Shape: `asked` is None when nobody is there to be asked, and at stages that wait for nobody in particular;
    `reasons` are whole Vietnamese sentences; `absence` is the absence that moved the article here.
    """

    asked: MemberId | None = None
    office: Office | None = None
    hold: Hold = Hold.OWNER
    since: datetime | None = None
    reasons: tuple[str, ...] = ()
    absence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one article stands: all that authority and the stage table ask about.

    Shape: `channels` are those the article still goes to; `publish_at` is an embargo; `approved_hash` is set by an
    approval and cleared by whatever takes the text out of the approved state; `parked_at` is the stage that a matter
    for the board came from; `prechecked` says that the secretary's check of this text is done; `held_since` is when the
    storage was restored under an approval, until somebody entitled lets it go on.
    """

    article_id: ArticleId
    author: MemberId
    stage: Stage
    since: datetime
    route: Route
    revision: int
    content_hash: ContentHash
    submitted_at: datetime
    channels: tuple[ChannelName, ...]
    approved_hash: str = ""
    approved_at: datetime | None = None
    publish_at: datetime | None = None
    kind: Kind = Kind.NEWS
    topics: tuple[Topic, ...] = ()
    seat: Seat = Seat()
    parked_at: Stage | None = None
    prechecked: bool = False
    held_since: datetime | None = None


def in_short(standing: Standing) -> Standing:
    """The standing as histories keep it: without the rule's own text, which the reasons of its route say already."""
    return replace(standing, route=replace(standing.route, text=""))


_UNSEATED: Final = {Hold.HEAD_TO_ASSIGN: Wait.HEAD_TO_ASSIGN, Hold.NOBODY: Wait.NOBODY_PRESENT}


def wait_of(standing: Standing) -> Office | Wait:
    """What the next step of an article waits for.

    Source: rules 15, 33 and 81 (who has to act next, at each stage).
    """
    # What a restore holds back waits for the approver once more.
    stage = Stage.AWAITING_APPROVAL if standing.held_since else standing.stage
    return waiting_for(stage, standing.seat.hold, standing.seat.office, standing.route.owner)


def waiting_for(stage: Stage, hold: Hold, office: Office | None, owner: Office) -> Office | Wait:
    """What the next step waits for: one of `WAITS`, or `NOBODY` when the article is closed.

    Shape: `hold` and `office` are those of the seat, `owner` is the route's.
    Source: rules 15, 33 and 81 (who has to act next, at each stage).
    """
    match stage:
        case Stage.RECEIVED | Stage.EDITING | Stage.AWAITING_APPROVAL if hold in _UNSEATED:
            return _UNSEATED[hold]
        case Stage.RECEIVED:
            return office or Office.SECRETARY
        case Stage.EDITING:
            return office or Office.FINAL_EDITOR
        case Stage.RETURNED:
            return Wait.AUTHOR
        case Stage.AWAITING_APPROVAL:
            return office or owner
        case Stage.BEFORE_BOARD:
            return Wait.BOARD_MEETING
        case Stage.SCHEDULED:
            return Wait.EMBARGO
        case Stage.PUBLISHING:
            return Wait.CHANNELS
        case Stage.PUBLISHED | Stage.REJECTED | Stage.WITHDRAWN | Stage.TAKEN_DOWN:
            return Wait.NOBODY
