"""Submissions: whole or not at all, once per request, and never instead of another."""

import asyncio
from dataclasses import replace

import pytest

from newsroom.article import ArticleId, ContentHash, MemberId, content_hash
from newsroom.errors import InvalidInput, Refused
from newsroom.stages import Stage
from tests.support.samples import content
from tests.support.storages import AUTHOR, Storage, photo

ONE, TWO, THREE = b"mot", b"hai", b"ba"


async def test_everything_of_it_is_there_at_once(storage: Storage) -> None:
    """An article without its text, photo, clocks, task or ledger line is lost in part."""
    text = replace(content(), photos=(photo(ONE),))
    article_id = await storage.submit(text, ONE)
    standing = await storage.stores.articles.standing(article_id)
    assert (standing.stage, standing.revision, standing.content_hash) == (Stage.EDITING, 1, content_hash(text))
    assert await storage.stores.articles.content(article_id, standing.content_hash) == text
    assert await storage.stores.articles.photo(photo(ONE).digest) == ONE
    assert await storage.clocks(article_id) == {("edit", ""): ["open"], ("same_day", ""): ["open"]}
    assert any(article_id in said for said in await storage.inbox("final-editor", "task"))
    (body,) = await storage.bodies(article_id)
    assert (body["kind"], body["content_hash"], body["member"]) == ("submission", standing.content_hash, AUTHOR)
    (row,) = await storage.rows(
        "SELECT title, kind, topics, workflow_started_at FROM articles WHERE id = $1", article_id
    )
    assert (row["title"], row["kind"], row["topics"]) == (text.title, "news", list(text.topics))
    assert article_id in await storage.stores.articles.waiting_to_start()
    await storage.stores.articles.started(article_id)
    assert article_id not in await storage.stores.articles.waiting_to_start()


async def test_the_same_request_again_is_the_same_article(storage: Storage) -> None:
    """A click repeated after a lost reply would make two articles of one."""
    first = await storage.submit(request_id="r-1")
    before = await storage.everything()
    assert await storage.submit(request_id="r-1") == first
    assert await storage.everything() == before


async def test_twenty_of_the_same_request_at_once_are_one_article(storage: Storage) -> None:
    """An impatient finger."""
    ids = await asyncio.gather(*(storage.submit(request_id="r-many") for _ in range(20)))
    assert len(set(ids)) == 1
    assert len(await storage.bodies(ids[0])) == 1
    assert await storage.stores.ledger.faults() == ()


@pytest.mark.parametrize("other", [{"author": MemberId("reporter-2")}, {"text": replace(content(), title="Khác")}])
async def test_a_request_id_of_another_article_does_not_swallow_this_one(
    storage: Storage, other: dict[str, MemberId], request: pytest.FixtureRequest
) -> None:
    """Promise 8: the second author got the first one's receipt, and the text was gone."""
    request_id = request.node.name
    first = await storage.submit(request_id=request_id)
    before = await storage.everything()
    with pytest.raises(InvalidInput, match=f"request_id.*{first}"):
        await storage.submit(request_id=request_id, **other)  # type: ignore[arg-type]
    assert await storage.everything() == before


async def test_a_missing_photo_leaves_nothing_behind(storage: Storage) -> None:
    """Half a photo story must not reach the editor, nor block the second attempt."""
    text = replace(content(), photos=(photo(ONE), photo(THREE)))
    before = await storage.everything()
    with pytest.raises(InvalidInput, match=r"photos\[2\]"):
        await storage.submit(text, ONE, request_id="r-photo")
    assert await storage.everything() == before
    assert await storage.submit(text, ONE, THREE, request_id="r-photo")


async def test_a_photo_that_is_already_there_need_not_come_again(storage: Storage) -> None:
    """A revision would need every old photo once more."""
    text = replace(content(), photos=(photo(TWO),))
    await storage.submit(text, TWO)
    assert await storage.submit(text)


async def test_two_articles_that_share_new_photos_do_not_block_each_other(storage: Storage) -> None:
    """Two reporters with the same agency pictures in another order: the database ended one of them (deadlock)."""
    for round_number in range(10):
        pictures = [f"{round_number}-{n}".encode() * 20_000 for n in range(6)]
        shown = tuple(photo(data) for data in pictures)
        there, back = (replace(content(), photos=order) for order in (shown, shown[::-1]))
        ids = await asyncio.gather(*(storage.submit(text, *pictures) for text in (there, back, there, back)))
        assert len(set(ids)) == 4


async def test_a_proposed_text_is_not_yet_the_articles_text(storage: Storage) -> None:
    """A text becomes current only by an accepted act."""
    article_id = await storage.submit()
    before = await storage.stores.articles.standing(article_id)
    new = replace(content(), title="Tiêu đề mới của bài")
    numbers = await asyncio.gather(
        *(storage.stores.articles.add_revision(article_id, AUTHOR, new, {}) for _ in range(5)),
        storage.stores.articles.add_revision(article_id, AUTHOR, replace(new, title="Tiêu đề thứ ba của bài"), {}),
    )
    assert sorted({number for number, _ in numbers}) == [2, 3]
    assert await storage.stores.articles.standing(article_id) == before


async def test_an_unknown_article_is_said_to_be_unknown(storage: Storage) -> None:
    """Not a crash: a person mistyped an id."""
    articles = storage.stores.articles
    for asking in (
        articles.standing("CB-0"),
        articles.opening("CB-0"),
        articles.content("CB-0", ContentHash("0")),
        articles.add_revision(ArticleId("CB-0"), AUTHOR, content(), {}),
        storage.stores.reading.card("CB-0"),
        storage.stores.reading.timeline("CB-0"),
    ):
        with pytest.raises(Refused, match="CB-0"):
            await asking
