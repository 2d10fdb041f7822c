"""Whoever looks, and whatever they ask: an article that they may not see does not exist for them."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from desk.reading.amendments import AmendmentReading
from desk.reading.articles import ArticleReading
from desk.reading.ledger import LedgerReading
from newsroom.errors import RefusalCode, Refused
from tests.desk.matter_calls import ahead
from tests.support.api import Api, refused
from tests.support.live import LiveNewsroom

_HALVES = {"articles": ArticleReading, "amendments": AmendmentReading, "ledger": LedgerReading}


def on_an_article() -> Iterator[tuple[str, str]]:
    """Every question that names an article, the ones that somebody adds later too."""
    for half, kind in _HALVES.items():
        for name, question in inspect.getmembers(kind, inspect.isfunction):
            if not name.startswith("_") and "article_id" in inspect.signature(question).parameters:
                yield half, name


async def asked(live: LiveNewsroom, half: str, name: str, member: str, article_id: str) -> Any:
    reading = live.parts.reading
    view = await reading.views.of(member)
    current = (await live.stores.articles.standing(article_id)).content_hash
    others = {"at": view.at, "digest": "0" * 64, "text": current}
    question = getattr(getattr(reading, half), name)
    wanted = inspect.signature(question).parameters
    return await question(view, article_id, **{key: value for key, value in others.items() if key in wanted})


@pytest.mark.parametrize(("half", "name"), list(on_an_article()))
async def test_no_question_tells_of_an_article_that_one_may_not_see(live: LiveNewsroom, half: str, name: str) -> None:
    article_id = await live.submit("Bài của người khác.", author="reporter-1")
    with pytest.raises(Refused) as told:
        await asked(live, half, name, "reporter-2", article_id)
    assert told.value.code == RefusalCode.UNKNOWN_ARTICLE
    if name == "evidence":
        assert await asked(live, half, name, "secretary", article_id) is not None
    elif name != "photo":
        assert await asked(live, half, name, "reporter-1", article_id) is not None
        assert await asked(live, half, name, "secretary", article_id) is not None


def test_the_questions_on_articles_are_all_asked_above() -> None:
    assert len(list(on_an_article())) >= 9


async def test_everybody_sees_their_own_absence_and_reporters_no_other(api: Api) -> None:
    said = {"ends_at": ahead(8), "reason": "Đi học"}
    own = (await api.post("reporter-1", "/absences", said)).json()
    assert (await api.get("reporter-1", f"/absences/{own['id']}")).json()["id"] == own["id"]
    refused(await api.get("reporter-2", f"/absences/{own['id']}"), 404, "unknown_matter")
    assert (await api.get("head", f"/absences/{own['id']}")).status_code == 200
    assert (await api.post("reporter-1", f"/absences/{own['id']}/end")).status_code == 200
