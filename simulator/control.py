"""The control door: what readers see, what was called, and the switches for faults, delays and tokens."""

from collections.abc import Iterator
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from simulator.catalogue.all import CATALOGUE
from simulator.facebook.doors import Facebook
from simulator.faults import Channel, Rule
from simulator.liferay.doors import Liferay
from simulator.orders import Misread, read_delay, read_dice, read_rule, read_tokens
from simulator.wording import moment_of, stamp
from simulator.wordpress.doors import WordPress
from simulator.world import VisiblePost, World
from simulator.zalo.doors import Zalo


class Control:
    """Addresses below /_sim, and the start page."""

    def __init__(self, world: World, liferay: Liferay, wordpress: WordPress, facebook: Facebook, zalo: Zalo) -> None:
        self._world = world
        self._liferay = liferay
        self._wordpress = wordpress
        self._facebook = facebook
        self._zalo = zalo

    def routes(self) -> list[BaseRoute]:
        """Addresses below /_sim."""
        return [
            Route("/visible", self._visible),
            Route("/requests", self._requests),
            Route("/faults/catalogue", self._catalogue),
            Route("/faults", self._faults, methods=["GET"]),
            Route("/faults", self._switch_on, methods=["POST"]),
            Route("/faults", self._switch_off, methods=["DELETE"]),
            Route("/seed", self._seed, methods=["POST"]),
            Route("/tokens", self._tokens, methods=["POST"]),
            Route("/delay", self._delay, methods=["POST"]),
        ]

    async def start_page(self, request: Request) -> Response:
        """Start page, in Vietnamese."""
        del request
        config, faults = self._world.config, self._world.faults
        doors = (
            (config.site_name, f"/liferay/web/{config.site_id}", self._liferay.visible()),
            ("Cổng thông tin (WordPress)", "/wordpress/", self._wordpress.visible()),
            (f"Fanpage {config.page_name}", f"/facebook/{config.page_id}", self._facebook.visible()),
            (f"Zalo OA {config.oa_name}", f"/zalo-public/{config.oa_id}", self._zalo.visible()),
        )
        return self._world.pages.start(
            doors=[(name, address, sum(1 for _ in posts)) for name, address, posts in doors],
            rules=faults.rules(),
            dice=faults.dice(),
            delays=[(channel, faults.delay(channel)) for channel in Channel if faults.delay(channel)],
            catalogue=[(channel, fault) for channel, found in CATALOGUE.items() for fault in found],
        )

    def _posts(self, channel: str | None, since: str) -> Iterator[VisiblePost]:
        if channel in (None, "portal"):
            yield from self._liferay.visible(since)
            yield from self._wordpress.visible(since)
        if channel in (None, "fanpage"):
            yield from self._facebook.visible(since)
        if channel in (None, "zalo_oa"):
            yield from self._zalo.visible(since)

    async def _visible(self, request: Request) -> Response:
        channel, since = request.query_params.get("channel"), request.query_params.get("since")
        try:
            start = stamp(moment_of(since)) if since else ""
        except ValueError:
            raise Misread("“since” phải là thời điểm theo ISO 8601.") from None
        posts = [post.as_json() for post in self._posts(channel, start)]
        return JSONResponse({"posts": posts, "broadcasts": self._zalo.broadcasts(), "messages": self._zalo.messages()})

    async def _requests(self, request: Request) -> Response:
        del request
        return JSONResponse({"requests": list(self._world.journal)})

    async def _catalogue(self, request: Request) -> Response:
        del request
        entries = [
            {"channel": channel, "call": call, "fault": fault.name, "text": fault.text, "passing": fault.passing}
            for channel, call, fault in self._world.faults.entries()
        ]
        return JSONResponse({"faults": entries})

    async def _faults(self, request: Request) -> Response:
        del request
        faults = self._world.faults
        dice = faults.dice()
        delays = {channel: faults.delay(channel) for channel in Channel if faults.delay(channel)}
        rules = [_shown(rule) for rule in faults.rules()]
        return JSONResponse({"faults": rules, "seed": asdict(dice) if dice else None, "delays": delays})

    async def _switch_on(self, request: Request) -> Response:
        rule = read_rule(await request.body(), self._world.faults)
        return JSONResponse(_shown(rule), 201)

    async def _switch_off(self, request: Request) -> Response:
        del request
        self._world.faults.switch_off()
        return Response(status_code=204)

    async def _seed(self, request: Request) -> Response:
        dice = read_dice(await request.body(), self._world.faults)
        self._world.faults.throw_dice(dice)
        return JSONResponse(asdict(dice))

    async def _delay(self, request: Request) -> Response:
        channel, seconds = read_delay(await request.body())
        self._world.faults.set_delay(channel, seconds)
        return JSONResponse({"channel": channel, "seconds": seconds})

    async def _tokens(self, request: Request) -> Response:
        order = read_tokens(await request.body())
        match order.channel, order.action:
            case Channel.PORTAL, "expire":
                self._liferay.expire_tokens()
            case Channel.FANPAGE, "revoke":
                self._facebook.tokens.revoke(order.subcode)
            case Channel.FANPAGE, "install":
                self._facebook.tokens.install(order.token)
            case Channel.ZALO_OA, "expire":
                self._zalo.tokens.expire_access()
            case Channel.ZALO_OA, "revoke":
                self._zalo.tokens.revoke_refresh()
            case Channel.ZALO_OA, "install":
                self._zalo.tokens.install(order.token, order.refresh_token)
            case _:
                raise Misread(f"Kênh {order.channel} không có việc “{order.action}” với mã truy cập.")
        return JSONResponse({"channel": order.channel, "action": order.action, "done": True})


async def answer_misread(request: Request, misread: Exception) -> Response:
    """422 with a sentence that says what is wrong."""
    del request
    return JSONResponse({"error": str(misread)}, 422)


def _shown(rule: Rule) -> dict[str, object]:
    left = None if rule.times is None else rule.times - rule.taken
    return asdict(rule) | {"left": left}
