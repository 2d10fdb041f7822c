"""The desk as pages: the same acts as everywhere, for people."""

from pathlib import Path
from typing import Final

from fastapi import Depends, FastAPI
from starlette.staticfiles import StaticFiles

from desk.api.serving.door import Door
from desk.api.serving.pace import Pace, PacedAddresses
from desk.pages.door import Guarded
from desk.pages.errors import answer_errors
from desk.pages.forgery import check_origin
from desk.pages.places import ASSETS
from desk.pages.routes.acts import router as acts
from desk.pages.routes.articles import router as articles
from desk.pages.routes.channels import router as channels
from desk.pages.routes.home import router as home
from desk.pages.routes.matters.absences import router as absences
from desk.pages.routes.matters.amendments import router as amendments
from desk.pages.routes.matters.board import router as board
from desk.pages.routes.matters.delegations import router as delegations
from desk.pages.routes.matters.incidents import router as incidents
from desk.pages.routes.matters.meeting_papers import router as meeting_papers
from desk.pages.routes.matters.meetings import router as meetings
from desk.pages.routes.matters.proposing import router as proposing
from desk.pages.routes.matters.today import router as today
from desk.pages.routes.points import router as points
from desk.pages.routes.revisions import router as revisions
from desk.pages.routes.signing_in import router as signing_in
from desk.pages.routes.writing import router as writing
from desk.parts import DeskParts

_USUAL: Final = Pace()
_ASSETS: Final = Path(__file__).parent / "assets"
_ROUTERS: Final = (
    signing_in,
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
)


def create_pages(parts: DeskParts, pace: Pace = _USUAL) -> FastAPI:
    """The pages over these parts; nothing acts that does not come from a page of ours."""
    app = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, dependencies=[Depends(check_origin)]
    )
    app.state.parts = parts
    answer_errors(app)
    for router in _ROUTERS:
        app.include_router(router)
    app.mount(ASSETS, StaticFiles(directory=_ASSETS))
    app.add_middleware(PacedAddresses, per_minute=pace.address)
    app.add_middleware(Guarded)
    app.add_middleware(Door)
    return app
