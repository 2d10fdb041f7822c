"""What an approved amendment does: to the standing of the article, and to the amendments before it."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from newsroom.article import Content
from newsroom.matters.amendment import AMEND_WITHIN, Amendment
from newsroom.matters.kinds import AmendmentKind, AmendmentStage
from newsroom.matters.reach import mended
from newsroom.stages import Stage
from newsroom.standing import Standing

_MENDED_AT: Final = frozenset({Stage.AWAITING_APPROVAL, Stage.SCHEDULED, Stage.PUBLISHING, Stage.PUBLISHED})


def applied_to(standing: Standing, amendment: Amendment, text: Content | None, now: datetime) -> Standing:
    """Where the article stands from the decision on; what readers see follows channel by channel.

    Source: rule 12; ambiguities A20, A21.
    """
    after = mended(standing, amendment.kind, amendment.new_hash, amendment.new_revision, now)
    return replace(after, kind=text.kind, topics=text.topics) if text else after


def amend_due(amendment: Amendment) -> datetime:
    """Until when a proposed change is to be decided and shown. Source: ambiguity A21; domain facts 2.5."""
    return amendment.proposed_at + AMEND_WITHIN


def overtakes(newer: Amendment, older: Amendment) -> bool:
    """Whether an approved amendment takes the place of another one to the same article.

    Shape: a text overtakes the text that is still on its way to a channel, a take-down whatever is not over.
    Source: rules 9, 12 and 81; ambiguity A21; decision 0037.
    """
    if newer.id == older.id or newer.article_id != older.article_id:
        return False
    if newer.kind is AmendmentKind.TAKE_DOWN:
        return older.stage in {AmendmentStage.PROPOSED, AmendmentStage.APPLYING}
    return older.stage is AmendmentStage.APPLYING


def outlives(amendment: Amendment, after: Standing) -> bool:
    """Whether a proposal is still to be decided where an act has led its article: a slip is, until the text goes back.

    Source: rules 12 and 54; ambiguity A20; decision 0045.
    """
    waits = amendment.stage is AmendmentStage.PROPOSED and amendment.kind is AmendmentKind.TYPO
    return not waits or after.stage in _MENDED_AT
