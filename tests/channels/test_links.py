"""No adapter writes an address as a link that the door would not have let in: it refuses, and sends nothing."""

from html import escape

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.channels.calls import CallLimits, Line
from activities.channels.portal_html import article_html
from activities.ports import ChannelTrouble, Trouble
from newsroom.article import ChannelName, Source
from newsroom.shown.web_address import is_link
from simulator.world import utc_now
from tests.support.addresses import ADDRESSES, hrefs
from tests.support.stand_ins import ADAPTERS, Outside, article, order

PORTALS = ("liferay", "wordpress")
CODE = "javascript:alert(document.domain)"
UNUSED = Line(httpx.AsyncClient(), label="Cổng", limits=CallLimits(), clock=utc_now)
FROM_CODE = Source(name="Báo Cao Bằng", url=CODE, published_on="2026-11-22")


@pytest.mark.parametrize("name", PORTALS)
@pytest.mark.parametrize(
    "changes", [{"source": FROM_CODE}, {"body_html": f'<p>Xem <a href="{CODE}">ở đây</a></p>'}], ids=["source", "body"]
)
async def test_a_portal_is_never_given_a_link_that_runs_code(
    sim: Outside, name: str, changes: dict[str, object]
) -> None:
    with pytest.raises(ChannelTrouble) as caught:
        await sim.channel(name).prepare(order(ChannelName.PORTAL, article(**changes)))
    assert caught.value.trouble is Trouble.REJECTED
    assert "liên kết không phải địa chỉ trang web đầy đủ" in caught.value.explanation
    assert CODE in caught.value.evidence
    assert await sim.visible(ChannelName.PORTAL) == []
    assert not {"put_article", "create_post"} & set(await sim.calls())


@pytest.mark.parametrize("name", ["facebook", "zalo"])
async def test_a_page_that_is_no_web_page_is_not_linked_to(sim: Outside, name: str) -> None:
    wanted = order(ADAPTERS[name], article(photos=(), body_html="<p>Chữ</p>"), portal_url=CODE)
    with pytest.raises(ChannelTrouble) as caught:
        await sim.channel(name).prepare(wanted)
    assert caught.value.trouble is Trouble.NEEDS_PERSON
    assert await sim.calls() == []


@settings(max_examples=40, deadline=None)
@given(body=st.lists(ADDRESSES, max_size=3), source=ADDRESSES)
def test_every_address_on_a_portal_page_would_have_passed_the_door(body: list[str], source: str) -> None:
    links = "".join(f'<p>Xem <a href="{escape(address)}">ở đây</a></p>' for address in body)
    content = article(body_html=f"<p>Bài</p>{links}", source=Source(name="Báo", url=source, published_on="2026-11-22"))
    try:
        html = article_html(UNUSED, order(ChannelName.PORTAL, content), {})
    except ChannelTrouble:
        assert not all(map(is_link, [*body, *filter(None, [source])]))
        return
    assert all(map(is_link, hrefs(html)))
    assert len(hrefs(html)) == len(body) + bool(source)
