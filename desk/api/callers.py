"""What every address of the API is given: the caller, and the articles the caller may see."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Final

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from activities.storage.articles.reading import Card
from activities.storage.articles.rows import unknown_article
from activities.storage.boards import BoardVersion
from activities.storage.database import now
from desk.parts import DeskParts
from desk.sign_in import NotSignedIn
from desk.viewpoint import Viewpoint
from newsroom.board import Board, Member
from newsroom.errors import RefusalCode, Refused
from newsroom.roster import Roster
from newsroom.standing import Standing

_BEARER: Final = HTTPBearer(
    auto_error=False, scheme_name="Mã đăng nhập", description="Mã do `toasoan` cấp cho từng thành viên, hạn 12 giờ."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A member of the board in force who has proved who they are."""

    member: Member
    version: BoardVersion
    roster: Roster
    at: datetime

    @property
    def board(self) -> Board:
        """The board in force at the call."""
        return self.version.board

    @property
    def view(self) -> Viewpoint:
        """From where the caller looks."""
        return Viewpoint(viewer=self.member, board=self.board, roster=self.roster, at=self.at)

    def sees(self, standing: Standing) -> bool:
        """Whether the caller may look at an article."""
        return self.view.sees(standing)


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
    at = now()
    return Caller(member=member, version=version, roster=await parts.roster.at(at), at=at)


SignedIn = Annotated[Caller, Depends(_caller)]


async def _insider(caller: SignedIn) -> Caller:
    """The caller, when they may look at matters of the house. Errors: Refused (not_entitled)."""
    caller.view.check_inside("việc vắng mặt, phân công, ủy quyền và họp của Ban Biên tập")
    return caller


Insider = Annotated[Caller, Depends(_insider)]


async def view_after(caller: Caller, parts: DeskParts) -> Viewpoint:
    """From where the caller looks after a deed of theirs."""
    at = now()
    return replace(caller.view, roster=await parts.roster.at(at), at=at)


ArticleKey = Annotated[
    str,
    Path(
        alias="article_id",
        description="Mã bài",
        pattern=r"^[0-9A-Za-z-]{1,64}$",
        json_schema_extra={"example": "5f0c2a9b7e31"},
    ),
]
MatterKey = Annotated[
    str,
    Path(
        alias="id", description="Mã việc", pattern=r"^[0-9a-z-]{1,64}$", json_schema_extra={"example": "5f0c2a9b7e31"}
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
