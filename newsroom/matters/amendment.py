"""A change to what readers see, and how long it may take; the rules about it are in `amendments` and `applied`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from newsroom.article import ArticleId, ChannelName, ContentHash, MemberId
from newsroom.matters.kinds import AmendmentKind, AmendmentStage

CONFIRM_WITHIN: Final = timedelta(minutes=60)
"""An oral order to take down is confirmed in writing within this time, or escalated (ambiguity A21)."""

CONFIRM_MINUTES: Final = CONFIRM_WITHIN // timedelta(minutes=1)
"""The same as people say it."""

AMEND_WITHIN: Final = timedelta(hours=2)
"""A proposed change is decided and shown within this time (domain facts 2.5; the law says at once)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A change to what readers see, or are about to see.

    Shape: `base_hash` is the text it changes, `new_hash` the text it brings (empty for a take-down); `urgent` marks
    a take-down by oral order, to be confirmed by `confirm_due_at`; `channels` are those that showed the article when
    the change was approved (None: they are looked up), and the one whose own text it is from the proposal on;
    `overtaken_by` is the later change that took its place.
    """

    id: str
    article_id: ArticleId
    kind: AmendmentKind
    stage: AmendmentStage
    proposed_by: MemberId
    proposed_at: datetime
    reason: str
    base_hash: ContentHash
    new_hash: ContentHash
    new_revision: int = 0
    urgent: bool = False
    ordered_by: str = ""
    decided_by: MemberId | None = None
    confirmed_at: datetime | None = None
    confirm_due_at: datetime | None = None
    done_at: datetime | None = None
    channels: tuple[ChannelName, ...] | None = None
    overtaken_by: str = ""
