"""Putting the simulator together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from simulator.catalogue.all import CATALOGUE
from simulator.config import SimulatorConfig
from simulator.control import Control, answer_misread
from simulator.cover import cover
from simulator.facebook.doors import Facebook
from simulator.faults import FaultTable
from simulator.liferay.doors import Liferay
from simulator.orders import Misread
from simulator.public_pages import PublicPages
from simulator.state import State
from simulator.wordpress.doors import WordPress
from simulator.world import Clock, World, utc_now
from simulator.zalo.doors import Zalo


def create_app(config: SimulatorConfig | None = None, now: Clock = utc_now) -> Starlette:
    """The whole outside world as one ASGI application.

    Shape: one process only; `app.state.world` is the shared world, its memory closed when the application stops.
    """
    config = config or SimulatorConfig()
    state = State(config.data_file)
    world = World(config=config, now=now, state=state, faults=FaultTable(CATALOGUE, state), pages=PublicPages())
    liferay, wordpress, facebook, zalo = Liferay(world), WordPress(world), Facebook(world), Zalo(world)
    control = Control(world, liferay, wordpress, facebook, zalo)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        yield
        state.close()

    app = Starlette(
        routes=[
            Mount("/graph", routes=facebook.graph_routes()),
            Mount("/liferay", routes=liferay.routes()),
            Mount("/zalo", routes=zalo.api_routes()),
            Mount("/zalo-oauth", routes=zalo.sign_in_routes()),
            Mount("/zalo-public", routes=zalo.page_routes()),
            Mount("/facebook", routes=facebook.page_routes()),
            Mount("/wordpress", routes=wordpress.routes()),
            Mount("/_sim", routes=control.routes()),
            Route("/anh-bia.png", cover),
            Route("/", control.start_page),
        ],
        exception_handlers={Misread: answer_misread},
        lifespan=lifespan,
    )
    app.state.world = world
    return app
