"""What a member hands to the desk: a manuscript as it was read, a proposal, a portion, a conclusion.

Values only, so that a page or a command can name them without loading what acts on them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from desk.facts import hour, several
from newsroom.article import ChannelName, Content, Kind, Topic
from newsroom.checklist.points import Point
from newsroom.matters.facts import CLASSES, ENDS_AT, KINDS, STARTS_AT, TOPICS
from newsroom.matters.kinds import AmendmentKind, Outcome
from newsroom.roster import GrantKind

MOST_PAPER_BYTES: Final = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """What a manuscript holds: content, bytes of its photos by digest, notes for its author, points to be closed."""

    content: Content
    photo_bytes: Mapping[str, bytes] = field(repr=False)
    notes: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relabel:
    """Another kind or other topics for a text that stays as it is; what is None stays too."""

    kind: Kind | None = None
    topics: tuple[Topic, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a member proposes to do to a published article.

    Shape: other topics come without a text; `wrong`, `right` and `section` are for a formal correction only, `channel`
    and `text` for the own text of one channel; `seen` is the text that the member has seen (the current one
    when empty).
    """

    kind: AmendmentKind
    reason: str
    evidence: str = ""
    manuscript: Manuscript | Relabel | None = None
    wrong: str = ""
    right: str = ""
    section: str = ""
    channel: ChannelName | None = None
    text: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFile:
    """A Word or PDF file. Shape: `digest` is the hex SHA-256 of its bytes; `text` is what Word says, if it is short."""

    name: str
    digest: str
    data: bytes = field(repr=False)
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What the meeting has decided on one article, with its reason."""

    outcome: Outcome
    note: str = ""


class Lent(StrEnum):
    """What a member may lend; an assignment is not lent but given by the Head, and the duty list lends nothing."""

    DELEGATION = GrantKind.DELEGATION.value
    ACTING = GrantKind.ACTING.value
    PRECHECK = GrantKind.PRECHECK.value
    LAST_EDIT = GrantKind.LAST_EDIT.value
    ROYALTY_SIGNING = GrantKind.ROYALTY_SIGNING.value
    ON_DUTY = GrantKind.ON_DUTY.value


class Work(StrEnum):
    """What a stand-in is assigned to do."""

    APPROVALS = "approvals"
    LAST_EDIT = "last_edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """The part of a seat's articles that is given away, and for how long; what is left empty does not narrow."""

    classes: Sequence[str] = ()
    topics: Sequence[str] = ()
    kinds: Sequence[Kind] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def facts(self) -> dict[str, str]:
        """The part as an act states it. Errors: InvalidInput."""
        return dict(
            (
                several(CLASSES, self.classes),
                several(TOPICS, self.topics),
                several(KINDS, self.kinds),
                hour(STARTS_AT, self.starts_at),
                hour(ENDS_AT, self.ends_at),
            )
        )
