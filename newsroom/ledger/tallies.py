"""Lines that count: how many refusals beyond the first of an hour there were."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, Self

from newsroom.article import ArticleId, MemberId
from newsroom.ledger.kinds import EntryKind
from newsroom.shape import Fields

OWN_LINES_AN_HOUR: Final = 20
"""So many refused acts of a member within an hour are lines of their own; the rest of the hour is one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalsCounted:
    """Refused acts of one hour that have no lines of their own.

    Shape: `member` is empty when nothing was proven; `article_id` is empty unless they were aimed at one article and
    unproven; `hour` is when the hour began.
    """

    kind: ClassVar[EntryKind] = EntryKind.REFUSALS
    act_id: ClassVar[None] = None
    at: datetime
    article_id: ArticleId
    member: MemberId
    hour: datetime
    count: int

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {"member": self.member, "hour": self.hour.isoformat(), "count": self.count}

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            member=MemberId(said.text("member")),
            hour=said.moment("hour"),
            count=said.number("count"),
        )
