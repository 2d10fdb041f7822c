"""Numbers are given once: by many at once, past ten thousand, and not at all while nobody knows which were given."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime

import asyncpg
import pytest
import pytest_asyncio

from activities.storage.articles.numbers import NumberStore
from activities.storage.database import Database, now
from newsroom.article import ARTICLES, ArticleId, Given, given_in, number_in
from newsroom.working_time import local
from tests.support.storages import Building, Storage, opened_storage


@pytest_asyncio.fixture
async def house(building: Building) -> AsyncIterator[Storage]:
    async with opened_storage(building) as storage:
        yield storage


@pytest_asyncio.fixture
async def administrator(house: Storage) -> AsyncIterator[NumberStore]:
    database = await Database(house.dsn, max_size=1).open()
    yield NumberStore(database)
    await database.close()


async def drawn(house: Storage, kind: str = ARTICLES) -> Given:
    found = given_in(f"{kind}/{await house.stores.numbers.new_id(kind)}")
    assert found is not None
    return found


async def test_each_kind_counts_for_itself_in_the_year_of_the_office(house: Storage) -> None:
    year = local(now()).year
    ids = [await house.stores.numbers.new_id(kind) for kind in ("article", "article", "meeting")]
    assert [number_in(each) for each in ids] == [f"{year}-0001", f"{year}-0002", f"{year}-0001"]
    assert all(re.fullmatch(r"\d{4}-\d{4}-[0-9a-f]{8}", each) for each in ids)


async def test_many_at_once_get_different_numbers_and_none_is_lost(house: Storage) -> None:
    found = await asyncio.gather(*(drawn(house) for _ in range(50)))
    assert sorted(each.count for each in found) == list(range(1, 51))


async def test_a_year_with_more_than_ten_thousand(house: Storage, administrator: NumberStore) -> None:
    year = local(now()).year
    await administrator.know([Given(ARTICLES, year, 9_999)])
    assert (await drawn(house)).number == f"{year}-10000"


async def test_what_is_known_is_not_given_again_and_is_never_forgotten(
    house: Storage, administrator: NumberStore
) -> None:
    year = (await drawn(house)).year
    for known in ([Given(ARTICLES, year, 421), Given(ARTICLES, year, 7)], [Given(ARTICLES, year, 3)], []):
        await administrator.know(known)
    assert (await drawn(house)).count == 422
    assert await house.stores.numbers.last() == (Given(ARTICLES, year, 422),)


async def test_no_number_is_given_while_nobody_knows_which_were(house: Storage, administrator: NumberStore) -> None:
    """A text is taken in all the same, under an id without one."""
    await drawn(house)
    await administrator.know([], unsure=True)
    await administrator.know([], unsure=True)
    assert await house.stores.numbers.are_unsure()
    assert re.fullmatch("[0-9a-f]{12}", await house.stores.articles.new_id())
    await administrator.know([])
    assert (await drawn(house)).count == 2


async def test_two_articles_cannot_have_one_number(house: Storage) -> None:
    """Whatever the desk should sign: what people say must mean one article."""
    await house.submit(article_id=ArticleId("2026-0007-5ce2a1b0"))
    with pytest.raises(asyncpg.UniqueViolationError):
        await house.submit(article_id=ArticleId("2026-0007-00000000"))
    assert await house.stores.numbers.ids(ARTICLES, "2026-0007") == ("2026-0007-5ce2a1b0",)
    assert await house.stores.numbers.ids(ARTICLES, "2026-0008") == ()
    assert await house.stores.numbers.ids("board", "2026-0007") == ()


async def test_the_ledger_tells_of_numbers(house: Storage) -> None:
    await house.submit(article_id=ArticleId("2026-0042-5ce2a1b0"))
    await house.submit()
    assert await house.stores.numbers.in_ledger() == (Given(ARTICLES, 2026, 42),)


async def test_the_year_ends_at_midnight_of_the_office(house: Storage) -> None:
    """Seven hours earlier than in UTC."""
    source = await house.admin.fetchval("SELECT prosrc FROM pg_proc WHERE proname = 'draw_number'")
    (year,) = re.findall(r"SELECT p_kind, (.+), 1", source)
    for moment, expected in (("2026-12-31T16:59:59Z", 2026), ("2026-12-31T17:00:00Z", 2027)):
        at = f"timestamptz '{datetime.fromisoformat(moment).isoformat()}'"
        assert await house.admin.fetchval(f"SELECT {year.replace('clock_timestamp()', at)}") == expected
