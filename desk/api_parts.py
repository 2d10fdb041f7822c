"""What every address of the API is given: the parts of the desk, the caller, and the articles the caller may see."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from activities.storage.articles import ArticleStore, unknown_article
from activities.storage.boards import BoardStore, BoardVersion
from activities.storage.ledger import Ledger
from activities.storage.reading import Card, ReadingStore
from desk.actions import Desk
from desk.sign_in import NotSignedIn, SignIn
from newsroom.board import Board, Member, Office
from newsroom.decisions import Standing
from newsroom.errors import RefusalCode, Refused

_OWN_ONLY: Final = frozenset({Office.REPORTER, Office.CONTRIBUTOR})
"""Offices outside the board: they see their own articles and nothing else."""

_BEARER: Final = HTTPBearer(
    auto_error=False, scheme_name="Mã đăng nhập", description="Mã do `toasoan` cấp cho từng thành viên, hạn 12 giờ."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """All that the API is built of."""

    desk: Desk
    articles: ArticleStore
    boards: BoardStore
    reading: ReadingStore
    ledger: Ledger
    tokens: SignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A member of the board in force who has proved who they are."""

    member: Member
    version: BoardVersion

    @property
    def board(self) -> Board:
        """The board in force at the call."""
        return self.version.board

    def sees(self, standing: Standing) -> bool:
        """Whether the caller may look at an article: the board sees all, a reporter or contributor only their own."""
        return self.member.office not in _OWN_ONLY or standing.author == self.member.id


def _parts(request: Request) -> DeskParts:
    parts: DeskParts = request.app.state.parts
    return parts


Parts = Annotated[DeskParts, Depends(_parts)]


async def _caller(
    parts: Parts, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
) -> Caller:
    """The member behind a request. Errors: NotSignedIn; Refused (unknown_member)."""
    if credentials is None:
        raise NotSignedIn
    member_id = parts.tokens.member_of(credentials.credentials)
    version = await parts.boards.in_force()
    member = version.board.member(member_id)
    if member is None:
        raise Refused(
            RefusalCode.UNKNOWN_MEMBER,
            "Tài khoản không có trong Ban Biên tập đang áp dụng; chưa có gì thay đổi. Hãy liên hệ Thư ký Ban Biên tập.",
        )
    return Caller(member=member, version=version)


SignedIn = Annotated[Caller, Depends(_caller)]

ArticleKey = Annotated[
    str,
    Path(
        alias="article_id",
        description="Mã bài",
        pattern=r"^[0-9A-Za-z-]{1,64}$",
        json_schema_extra={"example": "5f0c2a9b7e31"},
    ),
]


async def _visible_standing(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Standing:
    """Where the article stands; an article that the caller may not see does not exist for them."""
    standing = await parts.articles.standing(article_id)
    if not caller.sees(standing):
        raise unknown_article(article_id)
    return standing


async def _visible_card(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Card:
    """The article's card; an article that the caller may not see does not exist for them."""
    card = await parts.reading.card(article_id)
    if not caller.sees(card.standing):
        raise unknown_article(article_id)
    return card


VisibleStanding = Annotated[Standing, Depends(_visible_standing)]
VisibleCard = Annotated[Card, Depends(_visible_card)]
