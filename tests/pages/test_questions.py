"""How often a page asks the storage, which must not grow with its rows."""

import pytest

from newsroom.board import Office
from tests.pages.visiting import Pages
from tests.support.matters import absent
from tests.support.postgres_heard import counted

MOST = 12
"""Statements of one page, as the issue of the pages states them."""

_LISTS = ("/bai", "/hom-nay", "/vang", "/uy-quyen", "/hop", "/su-viec", "/ban", "/kenh")
# Frames of a transaction, and what the starter asks every three seconds whoever visits.
_BESIDE = ("BEGIN", "COMMIT", "ROLLBACK", "SELECT id, seat_version FROM articles WHERE told_version < seat_version")


@pytest.mark.parametrize("path", _LISTS)
async def test_a_list_asks_the_storage_twelve_times_at_most(
    pages: Pages, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fewest of three visits: the workers of the tests ask beside it now and then."""
    found: list[list[str]] = []
    who = Office.ENGINEER if path == "/kenh" else Office.HEAD
    async with pages.visit(pages.live.holder(who).id) as visit, absent(pages.live, Office.DEPUTY):
        assert (await visit.opened(path)).answer.status_code == 200
        for _ in range(3):
            with counted(monkeypatch) as sent:
                await visit.opened(path)
            found.append([each for each in sent if not each.startswith(_BESIDE)])

    fewest = min(found, key=len)
    assert 1 <= len(fewest) <= MOST, "\n".join(each[:90] for each in fewest)
