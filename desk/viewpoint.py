"""From where a member looks at the newsroom: the notice and the roster of one moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from newsroom.article import Content
from newsroom.board import OFFICE_LABELS, Board, Member
from newsroom.decisions import may
from newsroom.errors import RefusalCode, Refused
from newsroom.members.actors import Actor
from newsroom.members.visibility import Sight, is_there_for, sight_of
from newsroom.roster import Roster
from newsroom.stages import Act
from newsroom.standing import Standing


class KnowsTexts(Protocol):
    """Says where articles stand and what their texts are."""

    async def standing(self, article_id: str) -> Standing:
        """Where an article stands. Errors: Refused (unknown_article)."""
        ...

    async def content(self, article_id: str, text: str) -> Content:
        """The text of an article with that hash. Errors: Refused (unknown_article)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """Who looks, and what holds at that moment."""

    viewer: Actor
    board: Board
    roster: Roster
    at: datetime

    def may(self, standing: Standing, act: Act, member: Member | None = None) -> bool:
        """Whether a member (the viewer when none is named) could do an act on an article now, details aside."""
        return may(self.board, standing, (member or self.viewer).id, act, self.at, self.roster)

    def sight(self, standing: Standing) -> Sight:
        """How much of an article the viewer sees."""
        return sight_of(self.viewer, standing, self.roster, self.at)

    def sees(self, standing: Standing) -> bool:
        """Whether the article is there for the viewer at all."""
        return is_there_for(self.viewer, standing, self.roster, self.at)

    def check_inside(self, what: str) -> None:
        """Nothing, when the viewer may look at matters. Errors: Refused (not_entitled)."""
        if self.viewer.is_outside:
            raise Refused(
                RefusalCode.NOT_ENTITLED,
                f"{OFFICE_LABELS[self.viewer.office]} không xem được {what}; đây là việc nội bộ của Ban Biên tập. "
                "Khi cần, hãy hỏi Thư ký Ban Biên tập.",
            )
