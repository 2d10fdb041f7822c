"""A newsroom as its members meet it: offices act by the API and the command line, and the test moves their clock."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.testing import TimeSkipper
from typer.testing import CliRunner, Result

from activities import clock
from activities.contracts import EDITORIAL_QUEUE, UpkeepInput, UpkeepJob
from activities.storage import database
from desk.addresses import API
from desk.api.app import create_api
from newsroom.article import spoken
from newsroom.signed.canonical import Via
from newsroom.stages import Stage
from newsroom.working_time import ZONE, local
from tests.support.api import Api
from tests.support.described import Described
from tests.support.hand import Hand
from tests.support.live import LiveNewsroom, eventually, opened_live
from tests.support.spoken import said
from workers.__main__ import app
from workers.settings import environment_of
from workflows.registry import KINDS, UPKEEP

Json = dict[str, Any]

_SKIPS_TIME: Final = {"frontend.WorkflowTimeSkippingEnabled": True, "history.timerProcessorMaxTimeShift": "10ms"}
_PLANNED_AT: Final = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")
_MATTER: Final = re.compile(r"\b(?:absence|delegation|meeting|amendment|board)/[0-9a-z-]+")


@dataclass(slots=True, kw_only=True)
class House:
    """The newsroom.

    Shape: `hand` is at the hour that the newsroom's clock showed when it was last set; from there the clock goes on.
    Only what the day's offices have opened follows the clock; `day` forgets what was opened before.
    """

    api: Api
    hand: Hand
    runner: CliRunner
    _set_to: datetime | None = None
    _ticks: float = 0
    _read: dict[str, dict[int, Json]] = field(default_factory=dict)

    def now(self) -> datetime:
        """What the newsroom's clock shows."""
        if self._set_to != self.hand.at:
            self._set_to, self._ticks = self.hand.at, clock.ticks()
        return self.hand.at + timedelta(seconds=clock.ticks() - self._ticks)

    def ahead(self, **span: float) -> str:
        """An hour that far ahead, as a caller writes it."""
        return local(self.now() + timedelta(**span)).isoformat()

    async def day(self, hour: int, minute: int = 0) -> None:
        """Another working day begins at that hour."""
        day, calendar = local(self.now()).date() + timedelta(days=1), self.api.live.board.calendar
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
        self.hand.due.clear()
        self.hand.at = _moment(day, hour, minute)

    async def until(self, hour: int, minute: int = 0, *, days: int = 0) -> None:
        """The clock goes on to that hour, through every timer on the way."""
        await self.hand.rest(list(self.hand.due))
        day = local(self.now()).date() + timedelta(days=days)
        await self.hand.to(_moment(day, hour, minute), after_a_matter=_nothing)

    async def later(self, **span: float) -> None:
        """The clock goes on by that much."""
        await self.hand.rest(list(self.hand.due))
        await self.hand.to(self.now() + timedelta(**span), after_a_matter=_nothing)

    async def follow(self, *workflow_ids: str) -> None:
        """Bring to the newsroom's hour what was just opened, and whatever happens in it at once."""
        self.hand.at = self.now()
        await self.hand.take_up(workflow_ids)

    async def sends(self, member: str = "reporter-1", **sent: Any) -> str:
        """A text that a member hands in."""
        article_id = await self.api.submitted(member, **sent)
        await self.follow(f"article/{article_id}")
        return article_id

    async def put_up(self, member: str = "reporter-1", **sent: Any) -> str:
        """A text that has passed the last edit and waits for its approver."""
        article_id = await self.sends(member, **sent)
        await self.does("final-editor", f"/articles/{article_id}/finish-edit")
        return article_id

    async def approves(self, member: str, article_id: str, **said_: Any) -> Json:
        """The approval of the text as it stands."""
        return _accepted(await self.api.approved(article_id, member, **said_))

    async def may_not_approve(self, member: str, article_id: str) -> str:
        """Why a member may not approve the text."""
        return _refused(await self.api.approved(article_id, member))

    async def published(self, member: str, **sent: Any) -> str:
        """A text that this member has approved and readers see."""
        article_id = await self.put_up(**sent)
        await self.approves(member, article_id)
        await self.seen_by_readers(article_id)
        return article_id

    async def seen_by_readers(self, article_id: str) -> None:
        """Wait until every channel shows it."""

        async def there() -> bool:
            return bool((await self.card(article_id))["stage"] == Stage.PUBLISHED)

        await eventually(there)

    async def reports(self) -> None:
        """The digest of the day goes out, as its schedule starts it at this hour."""
        started = await self.hand.env.client.start_workflow(
            UPKEEP.name,
            UpkeepInput(job=UpkeepJob.DAILY_DIGEST),
            id=f"{UPKEEP.prefix}digest-{self.now():%Y-%m-%d}",
            task_queue=EDITORIAL_QUEUE,
            search_attributes=TypedSearchAttributes([SearchAttributePair(_PLANNED_AT, self.now())]),
        )
        await started.result()

    async def does(self, member: str, path: str, **body: Any) -> Json:
        """What a member does over the API."""
        answer = await self.api.post(member, path, body)
        done = _accepted(answer)
        await self.follow(*_workflows_at(answer.headers.get("location", "")))
        await self.hand.rest(
            [
                matter
                for matter in _workflows_at(path)
                if matter in self.hand.due and path.startswith("/articles") is False
            ]
        )
        return done

    async def proposes(
        self, article_id: str, change: str, text: str, *, by: str = "final-editor", **said_: str
    ) -> Json:
        """Another text for what readers see, with what is said of the change."""
        fields = {"change": change, "reason": "Sửa cho đúng", **said_}
        found = _accepted(await self.api.send(by, f"/articles/{article_id}/amendments", text=text, fields=fields))
        await self.follow(f"amendment/{found['id']}")
        return found

    async def decides(self, member: str, amendment: Json) -> None:
        """The approval of a change, which readers see then."""
        await self.does(member, f"/amendments/{amendment['id']}/approve", seen_hash=amendment["new_hash"])

        async def done() -> bool:
            return bool((await self.looks(member, f"/amendments/{amendment['id']}"))["stage"] == "done")

        await eventually(done)

    async def introduces(self, member: str) -> None:
        """A sign-in token for a member who has come into the board."""
        known = next(m for m in (await self.api.live.stores.boards.in_force()).board.members if m.id == member)
        self.api.live.tokens[member] = await self.api.live.parts.tokens.issue(known, via=Via.SHELL)

    async def may_not(self, member: str, path: str, **body: Any) -> str:
        """The words in which an act is refused."""
        return _refused(await self.api.post(member, path, body))

    async def looks(self, member: str, path: str, **query: Any) -> Json:
        """What a member sees at an address."""
        return _accepted(await self.api.get(member, path, **query))

    async def types(self, *arguments: str, given: str = "") -> str:
        """What a command answers."""
        done = said(await self._run(*arguments, given=given))
        await self.follow(*dict.fromkeys(_MATTER.findall(done)))
        return done

    async def mistypes(self, *arguments: str) -> str:
        """In which words a command is refused."""
        answer = await self._run(*arguments)
        assert answer.exit_code == 1, answer.output
        return " ".join(answer.output.split())

    async def card(self, article_id: str, member: str = "head") -> Json:
        """An article's card, as a member sees it."""
        return await self.looks(member, f"/articles/{article_id}")

    async def ground(self, article_id: str, act: str) -> Json:
        """On what ground the last act of that name was done, with who did it."""
        events = (await self.looks("head", f"/articles/{article_id}/timeline"))["events"]
        done = next(event for event in reversed(events) if (event["act"], event["outcome"]) == (act, "accepted"))
        return {**done["ground"], "member": done["member"], "hash": done["content_hash"], "said": done["text"]}

    async def waits_for(self, member: str, article_id: str) -> bool:
        """Whether an article lies in a member's inbox."""
        return article_id in {task["article_id"] for task in (await self.looks(member, "/inbox"))["tasks"]}

    async def tasks(self, member: str, task: str) -> list[str]:
        """What waits for a member besides articles, of one kind."""
        return [each["text"] for each in (await self.looks(member, "/inbox"))["house_tasks"] if each["task"] == task]

    async def told(self, member: str, about: str, *words: str) -> list[str]:
        """The messages to a member that name an article or matter and say these words, in their order."""
        read = self._read.setdefault(member, {})
        if notes := (await self.looks(member, "/inbox"))["notifications"]:
            read |= {note["id"]: note for note in notes}
            await self.does(member, "/inbox/read", up_to=max(read))
        found = (read[number] for number in sorted(read))
        return [n["text"] for n in found if spoken(about) in n["text"] and all(word in n["text"] for word in words)]

    async def shown(self, article_id: str) -> dict[str, str]:
        """What the public reads of an article, by channel."""
        return {post["channel"]: str(post) for post in await self.api.live.visible(article_id)}

    @contextlib.asynccontextmanager
    async def away(self, member: str, *, hours: float = 8, reason: str = "Đi công tác") -> AsyncIterator[str]:
        """A member is away meanwhile; the number of the absence."""
        filed = await self.does(member, "/absences", ends_at=self.ahead(hours=hours), reason=reason)
        try:
            yield str(filed["id"])
        finally:
            answer = await self.api.post(member, f"/absences/{filed['id']}/end")
            assert answer.status_code in {200, 409, 422}, answer.text
            await self.hand.rest([f"absence/{filed['id']}"])

    @contextlib.asynccontextmanager
    async def lent(self, giver: str, to: str, **said_: Any) -> AsyncIterator[str]:
        """A power is lent meanwhile; the number of the delegation."""
        given = await self.does(giver, "/delegations", to=to, **{"ends_at": self.ahead(days=2), **said_})
        try:
            yield str(given["id"])
        finally:
            await self.api.post(giver, f"/delegations/{given['id']}/revoke", {"reason": "Đã xong việc"})
            await self.hand.rest([f"delegation/{given['id']}"])

    async def _run(self, *arguments: str, given: str = "") -> Result:
        return await asyncio.to_thread(lambda: self.runner.invoke(app, arguments, input=given))


@contextlib.asynccontextmanager
async def opened_house(folder: Path) -> AsyncIterator[House]:
    """A newsroom of its own, on a server where time can be skipped, on the morning of a working day."""
    async with contextlib.AsyncExitStack() as cleanup:
        live = await cleanup.enter_async_context(opened_live(folder, _SKIPS_TIME))
        api = await cleanup.enter_async_context(_opened_api(live))
        hand = Hand(env=TimeSkipper(live.client), at=datetime.now(UTC))
        house = House(api=api, hand=hand, runner=CliRunner(env=environment_of(live.settings)))
        cleanup.enter_context(pytest.MonkeyPatch.context()).setattr(database, "_clock", house.now)
        await house.day(8)
        yield house


@contextlib.asynccontextmanager
async def _opened_api(live: LiveNewsroom) -> AsyncIterator[Api]:
    served = create_api(live.parts)
    transport = Described(served)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test/api/v1") as http:
        yield Api(live=live, app=served, http=http)


def _workflows_at(address: str) -> list[str]:
    """The workflow of what stands at an address, if one has it."""
    _, part, key, *_ = [*address.removeprefix(API).split("/"), "", "", ""]
    return [kind.id_of(key) for kind in KINDS if key and kind.address == f"/{part}"]


def _accepted(answer: httpx.Response) -> Json:
    assert answer.is_success, answer.text
    found: Json = answer.json()
    return found


def _refused(answer: httpx.Response) -> str:
    assert answer.status_code in {403, 409, 422}, answer.text
    return str(answer.json()["detail"])


def _moment(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


async def _nothing() -> None:
    """After a matter's timer nobody has to hear anything more."""
