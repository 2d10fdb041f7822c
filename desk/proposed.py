"""A proposed change to a published article, as people read it."""

from dataclasses import dataclass

from activities.storage.matters.reading import AmendmentSheet
from newsroom.article import Content
from newsroom.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal as it is read: with where the article stands, and the text to come unless it is a take-down."""

    sheet: AmendmentSheet
    standing: Standing
    content: Content | None = None
