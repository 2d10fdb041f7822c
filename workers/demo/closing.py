"""The end of the day: nothing is left half done, one line says how it went, the facts go into a file."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from rich.markup import escape

from newsroom.article import subject_of
from workers.console import out
from workers.demo.aftermath import settle_alarms
from workers.demo.diary import Diary, until
from workers.demo.facts import Evidence, as_data
from workers.demo.promises import Promise, promised
from workers.demo.stories import Stage
from workers.demo.trouble import DemoFailed, Refusal
from workers.wiring.stores import Stores

_ENDS_WITHIN: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """All that a day came to. Shape: refusals as (file, what was tried, refusal)."""

    began: datetime
    ended: datetime
    evidence: Evidence
    diary: Diary
    promises: Sequence[Promise]
    refusals: Sequence[tuple[str, str, Refusal]]

    @property
    def held(self) -> bool:
        """Whether every promise held and nothing stands twice."""
        return all(promise.held for promise in self.promises) and not self.evidence.duplicates


async def open_work(stores: Stores) -> frozenset[str]:
    """The names of all open articles and matters."""
    articles = await stores.open_work.articles()
    return frozenset({*(subject_of(article.id) for article in articles), *await stores.open_work.matters()})


async def nothing_left(scene: Stage, stores: Stores, diary: Diary, before: frozenset[str]) -> Promise:
    """The promise that whatever the day began is finished; what had been open before it does not count."""

    async def is_done() -> bool:
        await settle_alarms(scene, diary)
        return await open_work(stores) <= before

    with suppress(DemoFailed):
        await until(is_done, "", within=_ENDS_WITHIN)
    left = sorted(await open_work(stores) - before)
    return promised("17 Không bỏ dở", [f"{name}: chưa xong" for name in left], "Mọi bài, mọi việc của ngày đều xong.")


def show_verdict(day: Day) -> None:
    """One line: whether the day went as the notice wants, and what did not."""
    broken = [promise.name for promise in day.promises if not promise.held]
    if day.held:
        said = (
            f"[bold green]ĐẠT[/]: giữ đủ {len(day.promises)} lời hứa, không bài nào hiện trùng, không việc nào bỏ dở."
        )
    else:
        said = f"[bold red]KHÔNG ĐẠT[/]: {escape('; '.join(broken) or 'mọi lời hứa được giữ')}; bài hiện trùng: "
        said += f"{day.evidence.duplicates}."
    out.print(said, soft_wrap=True)


async def facts_of(day: Day, stores: Stores) -> str:
    """The day as JSON: its hours, the notice and the head of the ledger it stands on, articles, matters, promises."""
    version, head = await stores.boards.in_force(), await stores.ledger.head()
    facts: dict[str, Any] = {
        "began": day.began.isoformat(),
        "ended": day.ended.isoformat(),
        "board": {"version": version.number, "digest": version.digest},
        "ledger": {"entries": head.seq, "head": head.hash},
        "articles": [as_data(article) for article in day.evidence.articles],
        "matters": day.diary.matters,
        "afterwards": day.diary.told,
        "promises": [asdict(promise) for promise in day.promises],
        "held": day.held,
        "visible_duplicates": day.evidence.duplicates,
        "refused": [
            {"file": file, "what": what, "code": refusal.code, "message": refusal.message}
            for file, what, refusal in day.refusals
        ],
    }
    return await asyncio.to_thread(json.dumps, facts, ensure_ascii=False, indent=2)
