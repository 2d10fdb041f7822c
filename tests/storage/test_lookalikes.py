"""The same text under another title: found by its words, in old rows too."""

import asyncio
from dataclasses import replace

from activities.storage.migrate import migrate
from newsroom.article import Content
from newsroom.wording.likeness import LIKE_FROM_WORDS, body_fingerprint
from tests.support.samples import content
from tests.support.storages import Storage

BODY = (
    "<p>Sáng 20/11, các xã vùng cao <strong>ra quân</strong> dọn tuyến đường vào trường.</p><p>Bà con góp 300 công.</p>"
)


GIVEN_UP, OLD = BODY.replace("300", "302"), BODY.replace("300", "303")


def saying(title: str, body: str = BODY) -> Content:
    return replace(content(title=title), body_html=body)


async def found(storage: Storage, article_id: str, text: Content) -> dict[str, tuple[bool, bool]]:
    alike = await storage.stores.articles.lookalikes(article_id, text)
    return {each.lookalike.article_id: (each.lookalike.same_title, each.lookalike.same_body) for each in alike}


async def test_the_same_body_is_found_under_any_title(storage: Storage) -> None:
    first = await storage.submit(saying("Đường mới vào trường"))
    text = saying("Bà con dọn đường", BODY.replace("<p>", "<h2>", 1).replace("</p>", "</h2>", 1).upper())
    second = await storage.submit(text)
    assert await found(storage, second, text) == {first: (False, True)}
    assert await found(storage, first, saying("BÀ CON DỌN ĐƯỜNG", "<p>Khác hẳn.</p>")) == {second: (True, False)}
    other = saying("Tin khác", BODY.replace("300", "301"))
    assert await found(storage, await storage.submit(other), other) == {}


async def test_a_text_that_was_given_up_is_like_no_other(storage: Storage) -> None:
    first = await storage.submit(saying("Một", GIVEN_UP))
    second = await storage.submit(saying("Hai", GIVEN_UP))
    await storage.admin.execute("UPDATE articles SET stage = 'withdrawn' WHERE id = $1", first)
    assert await found(storage, second, saying("Hai", GIVEN_UP)) == {}


async def test_what_a_build_of_before_has_stored_gets_its_fingerprint(storage: Storage) -> None:
    first = await storage.submit(saying("Ba", OLD))
    await storage.admin.execute("UPDATE revisions SET body_fingerprint = NULL WHERE article_id = $1", first)
    second = await storage.submit(saying("Bốn", OLD))
    assert await found(storage, second, saying("Bốn", OLD)) == {}
    await asyncio.to_thread(migrate, storage.dsn, app_password=None)
    assert await found(storage, second, saying("Bốn", OLD)) == {first: (False, True)}


def test_a_line_or_two_are_nobodys_own() -> None:
    short = " ".join(["chào"] * (LIKE_FROM_WORDS - 1))
    assert body_fingerprint(saying("Một", f"<p>{short}</p>")) == ""
    assert body_fingerprint(saying("Một", f"<p>{short} bạn</p>")) != ""
