"""Whatever an editor writes, the reader of every channel sees those words in that order."""

import asyncio
from html import escape
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.ports import PhotoFile
from newsroom.article import ChannelName, Content, Kind
from newsroom.text import plain
from tests.channels.stand_ins import article, jpeg, order, outside, photo_file

ADAPTERS: Final = {
    "liferay": ChannelName.PORTAL,
    "wordpress": ChannelName.PORTAL,
    "facebook": ChannelName.FANPAGE,
    "zalo": ChannelName.ZALO_OA,
}
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
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=contents())
def test_lines_read_back_as_written(name: str, content: Content) -> None:
    read, wrote = asyncio.run(_round_trip(name, content))
    assert [plain(line) for line in read] == list(wrote)


async def _round_trip(name: str, content: Content) -> tuple[tuple[str, ...], tuple[str, ...]]:
    sim = outside()
    files = (PhotoFile(photo=content.photos[0], data=jpeg()),)
    channel, wanted = sim.channel(name), order(ADAPTERS[name], content, files=files)
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    shown = await channel.read(found, wanted)
    await sim.client.aclose()
    sim.app.state.world.state.close()
    assert shown is not None
    return shown.lines, wanted.post.lines
