"""The files that pages load: those that were fetched, at addresses made of their content, and few bytes of them."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from desk.pages.files import address
from newsroom.board import Office
from tests.pages.browser import PHONE, Browsing
from tests.pages.visiting import Pages

ROOT: Final = Path(__file__).parents[2]
FETCHED: Final = {
    place: digest
    for line in (ROOT / ".ci" / "vendored.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for _package, _integrity, _file, place, digest in [line.split()]
}
OURS: Final = frozenset(
    {
        "away.html",
        "desk.css",
        "desk.js",
        "icon-192.png",
        "icon-512.png",
        "icon.svg",
        "live.js",
        "manifest.webmanifest",
        "worker.js",
    }
)
FIRST_VIEW: Final = 120_000
NEXT_VIEW: Final = 20_000
_BYTES: Final = """async () => { await document.fonts.ready; return ['navigation', 'resource'].flatMap(
    kind => performance.getEntriesByType(kind)).reduce((sum, each) => sum + each.transferSize, 0); }"""


def test_what_others_made_is_what_the_list_names() -> None:
    """A file that was changed by hand could not be fetched again; one that nobody listed has no licence."""
    assert {place: sha256((ROOT / place).read_bytes()).hexdigest() for place in FETCHED} == FETCHED
    folder = ROOT / "desk" / "pages" / "assets"
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert there - {place.removeprefix("desk/pages/assets/") for place in FETCHED} == OURS


async def test_browsers_keep_a_file_for_good_only_under_the_address_of_its_content(pages: Pages) -> None:
    """A desk of another build may have given the address out: what it gets now must not stay."""
    now, other = address("desk.css"), "/tinh/000000000000/desk.css"
    async with pages.visit() as visit:
        kept, asked_again = await visit.http.get(now), await visit.http.get(other)
        missing = await visit.http.get("/tinh/000000000000/../app.py")

    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asked_again.headers["cache-control"] == "no-cache"
    assert kept.content == asked_again.content
    assert address("source-sans-3-latin.woff2") in kept.text
    assert missing.status_code == 404


async def test_pages_come_packed_and_streams_as_they_are(pages: Pages) -> None:
    async with pages.visit(pages.live.holder(Office.HEAD).id) as visit:
        page = await visit.http.get("/bai")
    assert page.headers["content-encoding"] == "gzip"


async def test_the_first_view_and_the_next_are_small(browsing: Browsing) -> None:
    """By what the browser itself counts on the line, headers included, however much waits."""
    await browsing.live.ready_for_approval()
    async with browsing.window(browsing.live.holder(Office.STANDING_DEPUTY).id, width=PHONE) as window:
        await window.open("/viec")
        first = await window.page.evaluate(_BYTES)
        await window.open("/viec")
        following = await window.page.evaluate(_BYTES)

    assert 40_000 < first <= FIRST_VIEW
    assert 0 < following <= NEXT_VIEW
