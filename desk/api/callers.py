"""What every address of the API is given: who calls, and by what keys things are named."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import Scope

from desk.api.errors import TooOften
from desk.parts import DeskParts
from desk.sign_in import NotSignedIn
from desk.viewpoint import Viewpoint
from newsroom.board import Board
from newsroom.errors import RefusalCode, Refused
from newsroom.members.actors import Actor
from newsroom.signed.canonical import Via
from workflows.registry import MATTERS

_CALLER: Final = "caller"
_BEARER: Final = HTTPBearer(
    auto_error=False, scheme_name="Mã đăng nhập", description="Mã do `toasoan` cấp cho từng thành viên, hạn 12 giờ."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A member of the board in force who has proved who they are, and from where they look."""

    view: Viewpoint

    @property
    def member(self) -> Actor:
        """Who calls."""
        return self.view.viewer

    @property
    def board(self) -> Board:
        """The board in force at the call."""
        return self.view.board


def _parts(request: Request) -> DeskParts:
    parts: DeskParts = request.app.state.parts
    return parts


Parts = Annotated[DeskParts, Depends(_parts)]


def caller_in(scope: Scope) -> Caller | None:
    """Who has called with a request that has been through the desk; None for a stranger."""
    found = scope.get("state", {}).get(_CALLER)
    return found if isinstance(found, Caller) else None


async def _caller(
    request: Request, parts: Parts, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
) -> Caller:
    """The member behind a request. Errors: NotSignedIn; TooOften; Refused (unknown_member)."""
    if credentials is None:
        raise NotSignedIn
    member_id = await parts.tokens.member_of(credentials.credentials)
    if wait := request.app.state.members.wait(member_id):
        raise TooOften(wait)
    try:
        caller = Caller(view=await parts.reading.views.of(member_id, Via.TOKEN))
    except Refused as unknown:
        raise Refused(
            RefusalCode.UNKNOWN_MEMBER,
            "Tài khoản không có trong Ban Biên tập đang áp dụng; chưa có gì thay đổi. Hãy liên hệ Thư ký Ban Biên tập.",
        ) from unknown
    setattr(request.state, _CALLER, caller)
    return caller


SignedIn = Annotated[Caller, Depends(_caller)]


def _named(alias: str, noun: str, letters: str, example: str) -> Any:
    """What names an article or a matter in an address."""
    said, pattern = f"Số {noun}, hoặc mã {noun}", rf"^[{letters}-]{{1,64}}$"
    return Path(alias=alias, description=said, pattern=pattern, json_schema_extra={"example": example})


async def _article_id(
    named: Annotated[str, _named("article_id", "bài", "0-9A-Za-z", "2026-0421")], caller: SignedIn, parts: Parts
) -> str:
    """The id of the article in an address."""
    return await parts.reading.numbers.article(caller.view, named)


async def _matter_id(
    named: Annotated[str, _named("id", "việc", "0-9a-z", "2026-0037")],
    request: Request,
    caller: SignedIn,
    parts: Parts,
) -> str:
    """The id of the matter in an address, which says its kind."""
    place = request.scope["route"].path
    kind = next(kind for kind, row in MATTERS.items() if row.address and f"{row.address}/{{id}}" in place)
    return await parts.reading.numbers.matter(caller.view, kind, named)


ArticleKey = Annotated[str, Depends(_article_id)]
MatterKey = Annotated[str, Depends(_matter_id)]
