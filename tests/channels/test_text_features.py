"""Whatever a text holds comes back from a portal as it was approved: title, summary and body."""

from html import escape
from typing import Final

import pytest

from activities.ports import Channel, Order
from newsroom.article import ChannelName
from newsroom.text import plain
from tests.channels.text_features import HTML, PLAIN
from tests.support.stand_ins import Outside, article, order

every_portal = pytest.mark.parametrize("name", ["liferay", "wordpress"])
TITLE_FEATURES: Final = 6


def test_the_table_has_enough_rows() -> None:
    assert len(PLAIN) + len(HTML) >= 80


async def _shown(channel: Channel, found: str, wanted: Order) -> list[str]:
    shown = await channel.read(found, wanted)
    assert shown is not None
    return list(map(plain, shown.lines))


@every_portal
async def test_every_feature_of_a_body_is_read_back(sim: Outside, name: str) -> None:
    body = "".join([*(f"<p>{escape(text, quote=False)}</p>" for text in PLAIN.values()), *HTML.values()])
    channel, wanted, found = await sim.published(name, article(body_html=body, photos=()))
    assert await _shown(channel, found, wanted) == list(wanted.post.lines)


@every_portal
async def test_every_feature_of_a_title_and_a_summary_is_read_back(sim: Outside, name: str) -> None:
    """They go through other filters of a portal than the body."""
    channel, _, found = await sim.published(name, article(photos=(), body_html="<p>a</p>"))
    for rows in _groups(list(PLAIN.values())):
        for text in (" | ".join(rows), " ".join(reversed(rows))):
            changed = order(ChannelName.PORTAL, article(title=text, summary=text, photos=(), body_html="<p>a</p>"))
            await channel.amend(found, changed)
            assert await _shown(channel, found, changed) == list(changed.post.lines)


@every_portal
async def test_address_of_another_article_that_stands_alone_stays_an_address(sim: Outside, name: str) -> None:
    """WordPress makes a card of it, with the title and the beginning of the other article."""
    _, first, number = await sim.published(name, article(photos=(), body_html="<p>a</p>"))
    shown = await sim.channel(name).read(number, first)
    assert shown is not None
    body = f'<p>{shown.url}</p><p><a href="{shown.url}">{shown.url}</a></p>'
    channel, wanted = sim.channel(name), order(ChannelName.PORTAL, article(body_html=body, photos=()), key="bai-2")
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    assert await _shown(channel, found, wanted) == list(wanted.post.lines)


def _groups(rows: list[str]) -> list[list[str]]:
    return [rows[at : at + TITLE_FEATURES] for at in range(0, len(rows), TITLE_FEATURES)]
