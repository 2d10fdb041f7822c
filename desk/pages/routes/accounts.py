"""The accounts of others: who has one and who is signed in; invited, set up anew, locked, unlocked."""

from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response

from desk.accounts.keeping import Kept
from desk.pages.drawing import page
from desk.pages.forms import Typed
from desk.pages.places import ACCOUNTS, entry_page
from desk.pages.visitors import Acting, Parts, SignedIn
from newsroom.board import OFFICE_LABELS
from newsroom.errors import RefusalCode, Refused
from newsroom.members.sessions import WAY_LABELS

router = APIRouter()


class Change(StrEnum):
    """What is done with an account, as its address says it."""

    INVITE = "moi"
    RESET = "dat-lai"
    DISABLE = "khoa"
    ENABLE = "mo-khoa"


LABELS: Final[dict[Change, str]] = {
    Change.INVITE: "Cấp liên kết vào",
    Change.RESET: "Đặt lại tài khoản",
    Change.DISABLE: "Khóa tài khoản",
    Change.ENABLE: "Mở khóa tài khoản",
}
_SAYS: Final[dict[Change, str]] = {
    Change.INVITE: "Liên kết cho vào một lần, trong 24 giờ, để thiết lập mật khẩu. Chỉ trao cho đúng người.",
    Change.RESET: "Mật khẩu, ứng dụng tạo mã và mã dự phòng bị bỏ, mọi phiên kết thúc; liên kết vào mới được cấp.",
    Change.DISABLE: "Mọi phiên kết thúc, mã đăng nhập cá nhân bị thu hồi, không vào được cho đến khi mở khóa.",
    Change.ENABLE: "Mật khẩu và mã xác nhận đã thiết lập lại dùng được.",
}


def _change(named: Annotated[str, Path(alias="change", pattern=r"^[a-z-]{1,40}$")]) -> Change:
    if named not in set(Change):
        raise Refused(RefusalCode.BAD_REQUEST, "Không có thao tác này; chưa đổi gì. Hãy mở lại trang Tài khoản.")
    return Change(named)


Named = Annotated[Change, Depends(_change)]
MemberKey = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,64}$")]


@router.get(ACCOUNTS)
async def accounts(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """All members with their accounts: what opens each, who is signed in since when and where."""
    rows = await parts.accounts.all(visitor.member)
    said = {
        "rows": [(row, _changes(row, visitor.member.id)) for row in rows],
        "labels": LABELS,
        "offices": OFFICE_LABELS,
        "ways": WAY_LABELS,
    }
    return page(request, "accounts.html", said)


@router.get(f"{ACCOUNTS}/{{member_id}}/{{change}}")
async def confirm(request: Request, member_id: MemberKey, change: Named, visitor: SignedIn, parts: Parts) -> Response:
    """The page on which a change is confirmed."""
    row = next((row for row in await parts.accounts.all(visitor.member) if row.member.id == member_id), None)
    if row is None:
        raise Refused(RefusalCode.UNKNOWN_MEMBER, "Không có tài khoản này; chưa đổi gì. Hãy mở lại trang Tài khoản.")
    said = {
        "title": f"{LABELS[change]}: {row.member.name}",
        "says": [f"{OFFICE_LABELS[row.member.office]}, mã {row.member.id}.", _SAYS[change]],
        "typed": Typed(),
        "button": LABELS[change],
        "back": ACCOUNTS,
    }
    return page(request, "form.html", said)


@router.post(f"{ACCOUNTS}/{{member_id}}/{{change}}")
async def do(request: Request, member_id: MemberKey, change: Named, visitor: Acting, parts: Parts) -> Response:
    """Change an account; a link is shown this once."""
    keeping = parts.accounts
    match change:
        case Change.DISABLE:
            await keeping.disable(visitor.member, member_id)
        case Change.ENABLE:
            await keeping.enable(visitor.member, member_id)
        case Change.INVITE | Change.RESET:
            asked = keeping.invite if change is Change.INVITE else keeping.reset
            link = await asked(visitor.member, member_id)
            # Where the browser says its page is of: the door has compared it with our name.
            said = {"link": f"{request.headers['origin']}{entry_page(link.token)}", "ends_at": link.ends_at}
            return page(request, "link.html", said | {"member_id": member_id})
    return RedirectResponse(ACCOUNTS, status_code=303)


def _changes(row: Kept, visitor: str) -> tuple[Change, ...]:
    if row.member.id == visitor:
        return ()
    if row.account is not None and row.account.disabled_at is not None:
        return (Change.ENABLE,)
    return (Change.RESET if row.account is not None and row.account.is_set_up else Change.INVITE, Change.DISABLE)
