"""Whatever a channel answers, its adapter raises nothing but ChannelTrouble."""

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any, Final

import httpx
import pytest

from activities.ports import Channel, ChannelTrouble, Order, Trouble
from newsroom.article import Kind
from simulator.app import create_app
from tests.support.stand_ins import ADAPTERS, CONFIG, NOON, Outside, amended, article, interrupted, met, order, outside

LEAVES: Final[tuple[object, ...]] = (None, True, 0, -216, 9**40, 1e400, "", "http://[", "9" * 30, [], [[]], {"id": {}})
WITHOUT_PHOTOS: Final = article(photos=(), body_html="<p>Ba.</p>")
ACTS: Final[dict[str, Callable[[Channel, Order, str], Awaitable[Any]]]] = {
    "prepare": lambda channel, wanted, _: channel.prepare(wanted),
    "reveal": lambda channel, wanted, known: channel.reveal(known, wanted),
    "read": lambda channel, wanted, known: channel.read(known, wanted),
    "find": lambda channel, wanted, _: channel.find(wanted, NOON.replace(year=2020)),
    "amend": lambda channel, wanted, known: channel.amend(known, amended(wanted, WITHOUT_PHOTOS, section="Cải chính")),
    "remove": lambda channel, wanted, _: _removed_anew(channel, wanted),
    "health": lambda channel, _, __: channel.health(),
}


async def _removed_anew(channel: Channel, wanted: Order) -> None:
    # What was removed once would answer every further question in the same few words.
    await channel.remove(await channel.prepare(wanted), wanted)


class Spoiling(httpx.AsyncBaseTransport):
    """A transport that puts `leaf` in place of one value of the answer number `turn`."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.turn, self.place, self.places = -1, 0, 0
        self.leaf: object = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        self.turn -= 1
        if self.turn != -1:
            return response
        text = (await response.aread()).decode()
        headers = {"X-Business-Use-Case-Usage": json.dumps({"1": [{"estimated_time_to_regain_access": 9**40}]})}
        return httpx.Response(response.status_code, text=self._spoilt(text), headers=headers)

    def _spoilt(self, text: str) -> str:
        try:
            box = [json.loads(text)]
        except ValueError:
            self.places = 1
            return text.replace('content="http', f'content="{self.leaf}').replace('src="http', f'src="{self.leaf}')
        places = list(_places(box))
        self.places = len(places)
        container, name = places[self.place]
        container[name] = self.leaf
        return json.dumps(box[0])


def _places(box: Any) -> Iterator[tuple[Any, Any]]:
    pairs = list(box.items()) if isinstance(box, dict) else list(enumerate(box)) if isinstance(box, list) else []
    for name, value in pairs:
        yield box, name
        yield from _places(value)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", ADAPTERS)
async def test_only_channel_trouble_comes_out(name: str, act: str) -> None:
    """Any other exception would be retried blindly instead of being settled by reading the channel."""
    app = create_app(CONFIG)
    spoiling = Spoiling(httpx.ASGITransport(app=app))
    async with httpx.AsyncClient(transport=spoiling) as client:
        sim = Outside(client=client, base=CONFIG.public_url, app=app, config=CONFIG)
        wanted = order(ADAPTERS[name], article(kind=Kind.PHOTO_STORY))
        known = await sim.channel(name).prepare(wanted)
        await sim.channel(name).reveal(known, wanted)
        for turn in range(8):
            place, spoiling.places = 0, 1
            while place < spoiling.places:
                for leaf in LEAVES:
                    spoiling.turn, spoiling.place, spoiling.leaf, spoiling.places = turn, place, leaf, 0
                    with suppress(ChannelTrouble):
                        await ACTS[act](sim.channel(name), wanted, known)
                place += 1
    app.state.world.state.close()


@pytest.mark.parametrize(
    ("name", "made_by"),
    [("liferay", "/structured-contents/by-"), ("wordpress", "/posts"), ("facebook", "/feed"), ("zalo", "/verify")],
)
async def test_a_text_that_was_taken_without_a_number_is_unclear(name: str, made_by: str) -> None:
    """On Liferay the page shows by then: as "needs a person" it passed for unsent, and the article was taken back."""
    sim = outside()

    def numberless(request: httpx.Request) -> httpx.Response | None:
        made = request.method in {"POST", "PUT"} and made_by in str(request.url)
        return httpx.Response(200, json={"error": 0, "data": {"name": "bài"}}) if made else None

    with pytest.raises(ChannelTrouble) as caught:
        await interrupted(sim, numberless).channel(name).prepare(order(ADAPTERS[name], WITHOUT_PHOTOS))
    assert caught.value.trouble is Trouble.UNCLEAR
    sim.app.state.world.state.close()


@pytest.mark.parametrize("deep", ["[" * 50_000, '{"error":' * 50_000, 'Notice: x [{"id":' + "[" * 50_000])
@pytest.mark.parametrize("name", ADAPTERS)
async def test_boxes_in_boxes_without_end_are_trouble(name: str, deep: str) -> None:
    app = create_app(CONFIG)
    headers = {"X-Business-Use-Case-Usage": deep}
    answering = httpx.MockTransport(lambda _: httpx.Response(400, text=deep, headers=headers))
    async with httpx.AsyncClient(transport=answering) as client:
        sim = Outside(client=client, base=CONFIG.public_url, app=app, config=CONFIG)
        await met(sim.channel(name), "prepare", "", order(ADAPTERS[name]))
