"""Whatever an editor writes, the reader of every channel sees those words in that order."""

import asyncio
from dataclasses import replace
from html import escape
from typing import Final

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from activities.ports import Channel, Order, PhotoFile
from newsroom.article import Content, Kind
from newsroom.text import plain
from tests.support.proofs import examples
from tests.support.stand_ins import ADAPTERS, Outside, article, jpeg, order, outside, photo_file

WORDS: Final = ["Cao Bằng", "Bà Nà", "e\u0301", "🎉", "👩\u200d🌾", "\u200b", "a=1&b=2", "5 < 6", "{{x}}", "[ảnh]"]
MARKS: Final = ["&", "<", ">", '"', "'", "“", "”", "...", "--", "\\", "  ", "\n", "\u00a0"]
HTML: Final = ["&amp;", "&#39;", "<b>", "</p>", "</article>", "<!-- -->", "<time>"]
PIECES: Final = st.sampled_from([*WORDS, *MARKS, *HTML])
TEXTS: Final = st.lists(PIECES, min_size=1, max_size=8).map(lambda pieces: "".join(["Tin ", *pieces, " hết"]))
INLINE: Final = st.sampled_from(
    ["{}", "<strong>{}</strong>", '<a href="https://a.vn/?x=1&amp;y=2">{}</a>', "<em>{}</em>"]
)
BLOCKS: Final = st.sampled_from(
    [
        "<p>{}</p>",
        "<h2>{}</h2>",
        "<ul><li>{}</li></ul>",
        "<blockquote><p>{}</p></blockquote>",
        "<p>{}<br>{}</p>",
        "<table><tr><td>{}</td><td>{}</td></tr></table>",
        "<p>trước <em>{}<IMG>{}</em> sau</p>",
        "<p><IMG></p>",
    ]
)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    photo = photo_file(jpeg(), caption=draw(TEXTS), credit=draw(TEXTS)).photo
    picture = f'<img src="photo:{photo.digest}" alt="x">'
    body = ""
    for block in draw(st.lists(BLOCKS, min_size=1, max_size=5)):
        inline = draw(INLINE).format(escape(draw(TEXTS)))
        body += block.replace("{}", inline).replace("<IMG>", picture)
    words = {name: draw(TEXTS) for name in ("title", "summary", "byline")}
    kind = draw(st.sampled_from([Kind.NEWS, Kind.PHOTO_STORY]))
    return article(kind=kind, body_html=body, photos=(photo,), **words)


@pytest.mark.parametrize("name", ADAPTERS)
@examples(0.3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=contents(), then=contents())
def test_lines_read_back_as_written_amended_and_removed(name: str, first: Content, then: Content) -> None:
    """Whatever stood there before: the new text is read whole, and nothing is left of it afterwards."""
    asyncio.run(_round_trip(name, first, then))


async def _round_trip(name: str, first: Content, then: Content) -> None:
    sim = outside()
    await round_trip(sim, name, first, then)
    await sim.client.aclose()
    sim.app.state.world.state.close()


async def round_trip(sim: Outside, name: str, first: Content, then: Content, *, key: str = "bai-1-ban-2") -> None:
    """A text is published, amended and removed, and each time read back as it is."""
    channel = sim.channel(name)
    wanted, changed = (order(ADAPTERS[name], content, key=key, files=_files(content)) for content in (first, then))
    changed = replace(changed, made_with=wanted.post)
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    url = await _read(channel, found, wanted)
    await channel.amend(found, changed)
    assert await _read(channel, found, changed) == url
    assert len(await sim.visible(ADAPTERS[name])) == 1
    await channel.remove(found, changed)
    assert await channel.read(found, changed) is None


async def _read(channel: Channel, found: str, wanted: Order) -> str:
    shown = await channel.read(found, wanted)
    assert shown is not None
    assert [plain(line) for line in shown.lines] == list(wanted.post.lines)
    assert shown.differs_from(wanted.post) == ""
    assert shown.fingerprint_as(wanted.post) == wanted.post.fingerprint
    return shown.url


def _files(content: Content) -> tuple[PhotoFile, ...]:
    return (PhotoFile(photo=content.photos[0], data=jpeg()),)
