"""The desk as pages: the same acts as everywhere, for people."""

from typing import Final

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from desk.api.serving.door import Door
from desk.api.serving.pace import Pace, PacedAddresses
from desk.pages.door import Guarded
from desk.pages.errors import answer_errors
from desk.pages.files import SERVED
from desk.pages.forgery import check_origin
from desk.pages.routes.accounts import router as accounts
from desk.pages.routes.acts import router as acts
from desk.pages.routes.articles import router as articles
from desk.pages.routes.channels import router as channels
from desk.pages.routes.home import router as home
from desk.pages.routes.live import router as live
from desk.pages.routes.matters.absences import router as absences
from desk.pages.routes.matters.amendments import router as amendments
from desk.pages.routes.matters.board import router as board
from desk.pages.routes.matters.delegations import router as delegations
from desk.pages.routes.matters.incidents import router as incidents
from desk.pages.routes.matters.meeting_papers import router as meeting_papers
from desk.pages.routes.matters.meetings import router as meetings
from desk.pages.routes.matters.proposing import router as proposing
from desk.pages.routes.matters.today import router as today
from desk.pages.routes.own_account import router as own_account
from desk.pages.routes.points import router as points
from desk.pages.routes.revisions import router as revisions
from desk.pages.routes.samples import router as samples
from desk.pages.routes.signing_in import router as signing_in
from desk.pages.routes.writing import router as writing
from desk.parts import DeskParts

_USUAL: Final = Pace()
_WORTH_IT: Final = 1_000
_QUICK: Final = 6
ROUTERS: Final = (
    signing_in,
    own_account,
    accounts,
    home,
    writing,
    articles,
    points,
    revisions,
    amendments,
    proposing,
    acts,
    absences,
    delegations,
    today,
    meetings,
    meeting_papers,
    incidents,
    board,
    channels,
    live,
    samples,
)
"""All parts of the pages."""


def create_pages(parts: DeskParts, pace: Pace = _USUAL) -> FastAPI:
    """The pages over these parts; nothing acts that does not come from a page of ours."""
    app = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, dependencies=[Depends(check_origin)]
    )
    app.state.parts = parts
    answer_errors(app)
    for router in ROUTERS:
        app.include_router(router)
    app.router.routes.extend(SERVED)
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_IT, compresslevel=_QUICK)
    app.add_middleware(PacedAddresses, per_minute=pace.address)
    app.add_middleware(Guarded)
    app.add_middleware(Door)
    return app
