"""An article as a subject of acts: how it is called, locked and looked at, whatever is done to it."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from activities.contracts import ArticleNow
from activities.storage import obligations
from activities.storage.articles.rows import held_article, standing_of
from activities.storage.database import Connection
from activities.storage.matters.kinds import LONGEST_NAME, Hearing
from newsroom.article import ArticleId, article_of, spoken
from newsroom.claims import Claim
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.kinds import ArticleRefusal
from newsroom.signed.pointing import PointClaim
from newsroom.stages import CLOSED
from newsroom.standing import in_short
from newsroom.text import storable

_LineT = TypeVar("_LineT", bound=ArticleRefusal)


class ArticleSubject(Generic[_LineT]):
    """What acts on articles and on their points have in common; `line` is what keeps a refusal of theirs."""

    line: type[_LineT]
    one = "bài"
    kept = "bài giữ nguyên"

    def called(self, subject: str) -> str:
        """An article as an alarm names it."""
        return f"bài {spoken(id_of(subject))}"

    async def lock(
        self,
        connection: Connection,
        subject: str,
        act: Any,  # noqa: ARG002 - the row is enough
    ) -> Mapping[str, Any]:
        """The article's row, locked after the roster. Errors: Refused (unknown_article)."""
        return await held_article(connection, id_of(subject))

    async def now(self, hearing: Hearing, subject: str) -> ArticleNow:
        """Where the article stands, and what its workflow must wake up for."""
        standing = await standing_of(hearing.connection, id_of(subject))
        agenda = await obligations.agenda(hearing.connection, hearing.version.board.sla, standing, hearing.at)
        return ArticleNow(standing=in_short(standing), agenda=agenda)

    async def is_open(self, hearing: Hearing, subject: str) -> bool:
        """Whether the article is not finished."""
        return (await standing_of(hearing.connection, id_of(subject))).stage not in CLOSED

    def refused(
        self, hearing: Hearing, subject: str, act: Claim | PointClaim | None, refused: Refused, *, forged: bool
    ) -> _LineT:
        """The ledger's line about a refusal; a forged claim has no member and no id."""
        member = act.member if act else ""
        return self.line(
            at=hearing.at,
            article_id=id_of(subject),
            act_id=storable(act.act_id) if act and not forged else None,
            act=act.act if act else None,
            member="" if forged else member,
            office=act.office if act else None,
            board_version=hearing.version.number,
            claim=hearing.signed.claim,
            signature=hearing.signed.signature,
            code=RefusalCode(refused.code),
            message=refused.message,
            claimed=member[:LONGEST_NAME] if forged else None,
        )


def id_of(subject: str) -> ArticleId:
    """The id of the article that a subject names."""
    return article_of(subject) or ArticleId(subject)
