"""What outsiders can spend: thousands of refused acts, on real processes, and everybody else goes on working."""

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Final

import httpx
import pytest
import pytest_asyncio
from temporalio.client import WorkflowUpdateFailedError

from activities.contracts import SignedAct
from desk.addresses import API
from newsroom.article import ArticleId
from newsroom.board import Board, Office
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.signed.canonical import Via
from tests.support.live import LiveNewsroom, administrator
from tests.support.lives import ended, handle_of, shown_on, standing_of
from tests.support.newsroom import opened_newsroom
from workers.stack import BOARD_FILE

AT_ONCE: Final = 8
MOST_BYTES: Final = 5 * 1024 * 1024
SLOWER_AT_MOST: Final = 3
"""By the promise: what the ledger may grow by, and how much longer an honest act may take."""

ACCOUNTS: Final = tuple(f"reporter-{number}" for number in range(1, 21))
"""Who may approve nothing."""

_FORGED_OF: Final = 10
_FORGED: Final = SignedAct(claim="không phải một thao tác", signature="giả")
_ACTS_OF_AN_ARTICLE: Final = 100
_BETWEEN_ACTS: Final = 0.2
_UNLIMITED: Final = 1_000_000
_EVERYWHERE: Final = ["fanpage", "portal", "zalo_oa"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is played. Shape: `slower` is how many times longer an honest act may take."""

    refused: int
    articles: int
    idle: int
    slower: float


WHOLE: Final = Size(refused=20_000, articles=len(ACCOUNTS), idle=100, slower=SLOWER_AT_MOST)
# With others on the machine, and few acts to judge by.
SAMPLE: Final = Size(refused=240, articles=3, idle=10, slower=4 * SLOWER_AT_MOST)

pytestmark = [pytest.mark.trust, pytest.mark.proof("spending"), pytest.mark.timeout(3_600)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A newsroom with many reporters, and its desk as they reach it."""

    live: LiveNewsroom
    http: httpx.AsyncClient
    tokens: Mapping[str, str]

    async def post(self, member: str, path: str, **said: str) -> httpx.Response:
        return await self.http.post(path, json=said, headers={"Authorization": f"Bearer {self.tokens[member]}"})

    async def seen(self, article_id: str) -> str:
        """The text that whoever acts has seen."""
        return (await standing_of(self.live, article_id)).content_hash


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    """The door lets everybody come as often as they like: from many addresses they could."""
    async with opened_newsroom(Path(tmp_path_factory.mktemp("newsroom"))) as newsroom:
        stack, live = newsroom.stack, newsroom.live
        limits = {"desk_member_per_minute": _UNLIMITED, "desk_address_per_minute": _UNLIMITED}
        stack.settings = stack.settings.model_copy(update=limits)
        await stack.start_process("desk")
        board = await _with_more_reporters(live)
        tokens = {str(member.id): await live.parts.tokens.issue(member, via=Via.SHELL) for member in board.members}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{stack.settings.desk_port}{API}", timeout=60) as http:
            yield Room(live=live, http=http, tokens=tokens)


async def _with_more_reporters(live: LiveNewsroom) -> Board:
    """The notice in force once another has been adopted, which names twenty reporters."""
    known = {member.id for member in live.board.members}
    more = "".join(
        f'\n[[members]]\nid = "{name}"\noffice = "reporter"\nname = "{name}"\ntitle = "Bộ phận Phóng viên"\n'
        for name in ACCOUNTS
        if name not in known
    )
    digest = await live.stores.boards.keep_draft(BOARD_FILE.read_text(encoding="utf-8") + more)
    await live.matter_desk.open(
        live.holder(Office.HEAD), MatterAct.ADOPT_BOARD, MatterKind.BOARD, {"digest": digest}, matter_id=digest[:12]
    )
    board = (await live.stores.boards.in_force()).board
    assert {member.id for member in board.members} >= set(ACCOUNTS)
    return board


async def test_twenty_accounts_spend_nothing_that_others_need(
    room: Room, whole: bool, record_property: Callable[[str, object], None]
) -> None:
    """Two thousand refused acts ended an article for ever; so many more are counted, and hold nobody up."""
    live, size = room.live, WHOLE if whole else SAMPLE
    articles = [await live.ready_for_approval(author=account) for account in ACCOUNTS[: size.articles]]
    texts = {article_id: await room.seen(article_id) for article_id in articles}
    idle, before = await _honest_acts(room, lambda done: done < size.idle), await _ledger_bytes(live)
    flood = asyncio.create_task(_refused_often(room, texts, size.refused))
    busy = await _honest_acts(room, lambda _: not flood.done())
    answers, grown = await flood, await _ledger_bytes(live) - before
    measured = {"idle_p95": _p95(idle), "busy_p95": _p95(busy), "acts": len(busy), "ledger_bytes": grown, **answers}
    for name, value in measured.items():
        record_property(name, value)

    assert set(answers) <= {"403", "404", "bad_signature", "renewing"}, answers
    assert await _refusals_counted(live) >= size.refused - answers["renewing"]
    for article_id in articles:
        await live.approve(article_id)
    for article_id in articles:
        await ended(live, article_id)
        assert await shown_on(live, article_id) == _EVERYWHERE
    assert grown <= MOST_BYTES
    assert _p95(busy) <= size.slower * _p95(idle), measured


async def _honest_acts(room: Room, more: Callable[[int], bool]) -> list[float]:
    """How many seconds each of the Head's acts takes, at an article that nobody else has a quarrel with."""
    seconds: list[float] = []
    while more(len(seconds)):
        if len(seconds) % _ACTS_OF_AN_ARTICLE == 0:
            article_id = await room.live.ready_for_approval()
            seen, owner = await room.seen(article_id), (await room.live.owner(article_id)).id
            given = {"seen_hash": seen, "to": owner, "reason": "Giao người duyệt."}
        begun = time.monotonic()
        answer = await room.post("head", f"/articles/{article_id}/reassign", **given)
        seconds.append(time.monotonic() - begun)
        assert answer.status_code == httpx.codes.OK, answer.text
        await asyncio.sleep(_BETWEEN_ACTS)
    return seconds


async def _refused_often(room: Room, texts: dict[ArticleId, str], times: int) -> Counter[str]:
    """How so many approvals were answered that nobody may give, several at once."""
    numbers, answers = iter(range(times)), Counter[str]()

    async def lane() -> None:
        for number in numbers:
            article_id = list(texts)[number % len(texts)]
            if number % _FORGED_OF:
                account = ACCOUNTS[number // _FORGED_OF % len(ACCOUNTS)]
                approval = await room.post(account, f"/articles/{article_id}/approve", seen_hash=texts[article_id])
                answers[str(approval.status_code)] += 1
            else:
                answers[await _forged(room.live, article_id)] += 1

    await asyncio.gather(*(lane() for _ in range(AT_ONCE)))
    return answers


async def _forged(live: LiveNewsroom, article_id: ArticleId) -> str:
    """The code by which an approval is refused that goes past the desk."""
    try:
        await handle_of(live, article_id).execute_update("approve", _FORGED, id=uuid.uuid4().hex)
    except WorkflowUpdateFailedError as failed:
        return str(getattr(failed.cause, "type", ""))
    return "accepted"


async def _ledger_bytes(live: LiveNewsroom) -> int:
    """What the ledger takes in the storage, with its indexes."""
    async with administrator(live.stack) as connection:
        return int(await connection.fetchval("SELECT pg_total_relation_size('ledger')"))


async def _refusals_counted(live: LiveNewsroom) -> int:
    async with administrator(live.stack) as connection:
        return int(await connection.fetchval("SELECT sum(refused) FROM refusals"))


def _p95(seconds: list[float]) -> float:
    return round(quantiles(seconds, n=20, method="inclusive")[-1], 4)
