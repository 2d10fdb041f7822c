"""Lending one's own power: what is lent, to whom, until when; made, taken back, made longer."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from desk.api.roster_forms import Delegation, Renewal, Revocation
from desk.pages.choices import inside, portion
from desk.pages.drawing import page
from desk.pages.matter_pages import Asked, MatterPage, add_page, done_in, key_of
from desk.pages.places import MATTER_PAGES, matter_page
from desk.pages.visitors import Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.roster import grant_data
from desk.statements import Lent
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.roster import GRANT_LABELS, GrantKind

router = APIRouter()

_PLACE: Final = MATTER_PAGES[MatterKind.DELEGATION]
_LENT: Final = tuple((lent.value, GRANT_LABELS[GrantKind(lent.value)].capitalize()) for lent in Lent)
_Key = Annotated[str, Depends(key_of(MatterKind.DELEGATION))]
_All = Annotated[bool, Query(alias="tat-ca")]


@router.get(_PLACE)
async def delegations(request: Request, visitor: SignedIn, parts: Parts, everything: _All = False) -> Response:
    """What is lent; stand-ins during an absence are shown with it."""
    roster = await parts.reading.roster.known(visitor.view, everything=everything)
    rows = [grant_data(grant, visitor.view) for grant in roster.grants if not grant.absence]
    return page(request, "matters/delegations.html", {"rows": rows, "everything": everything})


@router.get(f"{_PLACE}/{{id}}")
async def delegation(request: Request, grant_id: _Key, visitor: SignedIn, parts: Parts) -> Response:
    """One delegation: its part, its end, the document."""
    grant = grant_data(await parts.reading.roster.grant(visitor.view, grant_id), visitor.view)
    return page(request, "matters/delegation.html", {"grant": grant, "done": done_in(request)})


async def _lent(visitor: Visitor, parts: DeskParts, _grant_id: str, said: Delegation) -> str:
    answer = await parts.rosters.delegate(
        visitor.member, to=said.to, kind=said.kind, part=said.part(), document=said.document, reason=said.reason
    )
    return matter_page(answer.matter)


async def _revoked(visitor: Visitor, parts: DeskParts, grant_id: str, said: Revocation) -> str:
    return matter_page((await parts.rosters.revoke(visitor.member, grant_id, reason=said.reason)).matter)


async def _renewed(visitor: Visitor, parts: DeskParts, grant_id: str, said: Renewal) -> str:
    return matter_page((await parts.rosters.renew(visitor.member, grant_id, ends_at=said.ends_at)).matter)


async def _asked_to_lend(_request: Request, visitor: Visitor, _parts: DeskParts, _grant_id: str) -> Asked:
    visitor.view.check_inside("việc ủy quyền của Ban Biên tập")
    choices = {"kind": _LENT, "to": inside(visitor.board), **portion(visitor.board)}
    return Asked(back=_PLACE, choices=choices, said={"kind": Lent.DELEGATION})


async def _on_grant(_request: Request, visitor: Visitor, parts: DeskParts, grant_id: str) -> Asked:
    grant = await parts.reading.roster.grant(visitor.view, grant_id)
    return Asked(back=f"{_PLACE}/{grant.id}", about=(grant_data(grant, visitor.view)["text"],))


add_page(
    router,
    MatterPage(
        act=MatterAct.DELEGATE,
        path=f"{_PLACE}/lap/moi",
        model=Delegation,
        do=_lent,
        asked=_asked_to_lend,
        says="Chỉ ủy quyền phần việc của chính mình, có thời hạn; người nhận không ủy quyền lại.",
    ),
)
add_page(
    router,
    MatterPage(
        act=MatterAct.REVOKE,
        path=f"{_PLACE}/{{id}}/thu-hoi",
        model=Revocation,
        do=_revoked,
        asked=_on_grant,
        kind=MatterKind.DELEGATION,
        needs=frozenset({"reason"}),
        says="Ủy quyền hết ngay; việc đã quyết định theo ủy quyền vẫn giữ nguyên.",
    ),
)
add_page(
    router,
    MatterPage(
        act=MatterAct.RENEW,
        path=f"{_PLACE}/{{id}}/gia-han",
        model=Renewal,
        do=_renewed,
        asked=_on_grant,
        kind=MatterKind.DELEGATION,
        says="Người đã ủy quyền gia hạn.",
    ),
)
