"""What is checked and then acted on: the other transaction is held open in between, so each race is met for sure."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypeVar

import asyncpg
import pytest

from activities.ports import Shown
from activities.storage.articles.approvals import ApprovalStore
from activities.storage.database import now
from activities.storage.publishing.intents import IntentState, Overtaken
from activities.storage.publishing.jobs import Job
from newsroom.article import ArticleId, ChannelName, MemberId
from newsroom.board import Office
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.chain import body_text
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.publishing import Outcome
from newsroom.stages import Act, Stage
from tests.support.amenders import approved, claim, printed
from tests.support.clocks import Clock
from tests.support.samples import BOARD_FILE
from tests.support.storages import Storage, show

T = TypeVar("T")


@asynccontextmanager
async def between(storage: Storage, statement: str, *values: Any) -> AsyncIterator["Rival"]:
    """Another transaction that has written and not committed."""
    connection = await asyncpg.connect(storage.dsn)
    try:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(statement, *values)
        yield Rival(storage, connection, transaction)
    finally:
        await connection.close()


class Rival:
    """The transaction that is held open."""

    def __init__(self, storage: Storage, connection: Any, transaction: Any) -> None:
        self.connection = connection
        self._storage = storage
        self._transaction = transaction

    async def commits_under(self, work: Awaitable[T]) -> T:
        """What the work comes to when this commits while it waits for the lock, or after it, if it does not wait."""
        working = asyncio.ensure_future(work)
        await self.is_waited_for(working)
        await self._transaction.commit()
        return await working

    async def is_waited_for(self, working: "asyncio.Future[T]") -> None:
        """Until the work stands at a lock, or is done without."""
        waiting = (
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
            "AND pid <> pg_backend_pid()"
        )
        async with asyncio.timeout(10):
            while not (working.done() or await self._storage.rows(waiting)):
                await asyncio.sleep(0.01)


async def claimed(storage: Storage, channel: ChannelName = ChannelName.PORTAL) -> tuple[ArticleId, Job]:
    """An approved article that a worker has just taken up to publish."""
    article_id = await storage.approved()
    text = (await storage.stores.articles.standing(article_id)).content_hash
    if channel is not ChannelName.PORTAL:
        await show(storage, article_id, ChannelName.PORTAL)
    return article_id, await storage.stores.publications.claim(article_id, text, channel)


async def state(storage: Storage, article_id: str) -> str:
    (row,) = await storage.rows("SELECT state FROM intents WHERE article_id = $1", article_id)
    return str(row["state"])


def after_each_look(patch: pytest.MonkeyPatch, meanwhile: Callable[[], Awaitable[object]]) -> list[str]:
    """The looks at what may be published, as they come; after the first one something happens."""
    looks: list[str] = []
    look = ApprovalStore.standing_approval

    async def looked(store: ApprovalStore, *given: Any) -> Any:
        looks.append(str(given[-1]))
        found = await look(store, *given)
        if len(looks) == 1:
            await meanwhile()
        return found

    patch.setattr(ApprovalStore, "standing_approval", looked)
    return looks


TAKES_BACK = pytest.mark.parametrize("act", [Act.TAKE_OVER, Act.RETURN_FOR_EDIT])


class TestTakingBack:
    @TAKES_BACK
    @pytest.mark.parametrize("sent", [s for s in IntentState if s is not IntentState.CLAIMED])
    async def test_it_waits_for_whoever_is_writing_that_it_sends(
        self, storage: Storage, act: Act, sent: IntentState
    ) -> None:
        """Both were accepted: the Head read "taken back", and readers the page."""
        article_id, _ = await claimed(storage)
        async with between(storage, "UPDATE intents SET state = $2 WHERE article_id = $1", article_id, sent) as sending:
            answer = await sending.commits_under(storage.act(act, article_id))
        assert (answer.accepted, answer.code) == (False, RefusalCode.WRONG_STAGE)
        assert (await storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHING
        assert await state(storage, article_id) == sent

    @TAKES_BACK
    async def test_whoever_wants_to_send_afterwards_does_not(self, storage: Storage, act: Act) -> None:
        article_id, job = await claimed(storage)
        await storage.done(act, article_id)
        with pytest.raises(Overtaken):
            await storage.stores.publications.advance(job.intent)
        assert await state(storage, article_id) == "claimed"

    async def test_an_attempt_that_waits_for_it_sends_nothing(self, storage: Storage) -> None:
        """The other order: the run was raised first, and committed while the attempt stood at the row."""
        article_id, job = await claimed(storage)
        async with between(storage, "UPDATE intents SET run = run + 1 WHERE article_id = $1", article_id) as taking:
            with pytest.raises(Overtaken):
                await taking.commits_under(storage.stores.publications.advance(job.intent))
        assert await state(storage, article_id) == "claimed"

    @TAKES_BACK
    async def test_the_first_look_after_it_alarms_nobody(self, storage: Storage, act: Act) -> None:
        """The attempt was on its way when the approval was taken back: too late, and no forgery."""
        article_id = await storage.approved()
        text = (await storage.stores.articles.standing(article_id)).content_hash
        await storage.done(act, article_id)
        with pytest.raises(Overtaken):
            await storage.stores.publications.claim(article_id, text, ChannelName.PORTAL)
        assert await storage.rows("SELECT FROM intents WHERE article_id = $1", article_id) == []

    @TAKES_BACK
    async def test_an_approval_taken_back_after_the_look_is_not_acted_on(
        self, storage: Storage, monkeypatch: pytest.MonkeyPatch, act: Act
    ) -> None:
        """Nothing is locked while an approval is judged: the intent was taken on what had just been so."""
        article_id = await storage.approved()
        text = (await storage.stores.articles.standing(article_id)).content_hash
        looks = after_each_look(monkeypatch, lambda: storage.done(act, article_id))
        with pytest.raises(Overtaken):
            await storage.stores.publications.claim(article_id, text, ChannelName.PORTAL)
        assert len(looks) == 2
        assert await storage.rows("SELECT FROM intents WHERE article_id = $1", article_id) == []

    async def test_what_another_channel_has_shown_meanwhile_is_no_reason_to_look_again(
        self, storage: Storage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Fanpage and Zalo go out side by side: each would judge anew for the receipt of the other."""
        article_id = await storage.approved()
        text = (await storage.stores.articles.standing(article_id)).content_hash
        await show(storage, article_id, ChannelName.PORTAL)
        looks = after_each_look(monkeypatch, lambda: show(storage, article_id, ChannelName.FANPAGE))
        job = await storage.stores.publications.claim(article_id, text, ChannelName.ZALO_OA)
        # The other one: its own and ours.
        assert (job.intent.state, len(looks)) == (IntentState.CLAIMED, 2)

    @TAKES_BACK
    async def test_the_hour_and_the_act_at_once_are_decided_by_whoever_has_the_article(
        self, storage: Storage, clock: Clock, act: Act
    ) -> None:
        """The hour of an approval comes while it is taken back: it was published, and stood as taken back."""
        hour = now() + timedelta(minutes=5)
        article_id = await storage.approved(publish_at=hour)
        text = (await storage.stores.articles.standing(article_id)).content_hash
        signed = await storage.signed(act, article_id)
        clock.put(hour)
        async with between(storage, "SELECT lock_article($1)", article_id) as first:
            claiming = storage.stores.publications.claim(article_id, text, ChannelName.PORTAL)
            job = await first.commits_under(claiming)
            answer = await storage.stores.acts.record(f"article/{article_id}", signed)
        assert answer.accepted, answer.message
        with pytest.raises(Overtaken):
            await storage.stores.publications.advance(job.intent)
        with pytest.raises(Overtaken):
            await storage.stores.publications.claim(article_id, text, ChannelName.PORTAL)
        assert await state(storage, article_id) == "claimed"


class TestSettling:
    async def test_only_the_latest_run_settles_a_publication(self, storage: Storage) -> None:
        """Changing and taking down asked for the run; publishing wrote its receipt though an order had stopped it."""
        article_id, job = await claimed(storage)
        text = job.intent.content_hash
        again = await storage.stores.publications.claim(article_id, text, ChannelName.PORTAL)
        shown = Shown(url="https://portal/1", blocks=())
        with pytest.raises(Overtaken):
            await storage.stores.publications.published(job, shown, "")
        assert await storage.bodies(article_id, kind="receipt") == []
        await storage.stores.publications.published(again, shown, "")
        late = await storage.stores.publications.published(job, replace(shown, url="https://portal/2"), "")
        assert (late.outcome, late.url) == (Outcome.PUBLISHED, "https://portal/1")
        assert len(await storage.bodies(article_id, kind="receipt")) == 1

    async def test_only_the_latest_run_settles_an_amendment(self, storage: Storage) -> None:
        case = await approved(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        job, again = [
            await storage.stores.amending.claim(case.printed.id, case.id, ChannelName.PORTAL) for _ in range(2)
        ]
        with pytest.raises(Overtaken):
            await storage.stores.amending.amended(job, None, "")
        await storage.stores.amending.amended(again, None, "")
        late = await storage.stores.amending.amended(job, None, "")
        assert late.outcome is Outcome.REMOVED
        assert len(await storage.bodies(case.printed.id, kind="removed")) == 1


class TestWaiving:
    async def test_it_waits_for_whoever_is_writing_that_it_shows_the_text(self, storage: Storage) -> None:
        """The books would say "not published" while the readers have it."""
        article_id, _ = await claimed(storage, ChannelName.FANPAGE)
        revealing = "UPDATE intents SET state = 'revealing' WHERE article_id = $1 AND channel = 'fanpage'"
        async with between(storage, revealing, article_id) as attempt:
            answer = await attempt.commits_under(
                storage.act(Act.WAIVE_CHANNEL, article_id, channel=ChannelName.FANPAGE)
            )
        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)
        assert "chưa rõ" in answer.message
        assert ChannelName.FANPAGE in (await storage.stores.articles.standing(article_id)).channels

    async def test_what_was_not_shown_yet_is_not_shown_afterwards(self, storage: Storage) -> None:
        """The draft stood, the channel was waived, and the attempt went on and showed it."""
        article_id, job = await claimed(storage, ChannelName.FANPAGE)
        drafted = replace(job.intent, state=IntentState.PREPARED, external_id="40001")
        await storage.stores.publications.advance(drafted)
        await storage.done(Act.WAIVE_CHANNEL, article_id, channel=ChannelName.FANPAGE)
        with pytest.raises(Overtaken):
            await storage.stores.publications.advance(replace(drafted, state=IntentState.REVEALING))

    @pytest.mark.parametrize(
        ("outcome", "wait"),
        [(Outcome.AMBIGUOUS, True), (Outcome.WAITING, True), (Outcome.NEEDS_PERSON, False), (Outcome.REJECTED, False)],
    )
    async def test_an_attempt_that_has_told_what_came_of_it_holds_nobody_up(
        self, storage: Storage, outcome: Outcome, *, wait: bool
    ) -> None:
        article_id, job = await claimed(storage, ChannelName.FANPAGE)
        told = replace(job.intent, state=IntentState.REVEALING, outcome=outcome, not_before=now() if wait else None)
        await storage.stores.publications.advance(told)
        await storage.done(Act.WAIVE_CHANNEL, article_id, channel=ChannelName.FANPAGE)

    async def test_the_next_attempt_at_an_unclear_one_is_under_way_again(self, storage: Storage) -> None:
        article_id, job = await claimed(storage, ChannelName.FANPAGE)
        unclear = replace(job.intent, state=IntentState.REVEALING, outcome=Outcome.AMBIGUOUS, not_before=now())
        await storage.stores.publications.advance(unclear)
        await storage.stores.publications.claim(article_id, job.intent.content_hash, ChannelName.FANPAGE)
        answer = await storage.act(Act.WAIVE_CHANNEL, article_id, channel=ChannelName.FANPAGE)
        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)


async def test_a_channel_that_is_being_corrected_is_not_let_go(storage: Storage) -> None:
    """The books would say "not corrected" of a text that readers have."""
    case = await approved(storage, await printed(storage), AmendmentKind.TYPO)
    job = await storage.stores.amending.claim(case.printed.id, case.id, ChannelName.PORTAL)
    await storage.stores.amending.advance(job.intent)
    said = {"channel": "portal", "skip": "yes", "reason": "Thôi"}
    revealing = "UPDATE intents SET state = 'revealing' WHERE amendment = $1"
    async with between(storage, revealing, case.id) as attempt:
        answer = await attempt.commits_under(claim(storage, MatterAct.RETRY_CHANNEL, case.matter, Office.HEAD, **said))
    assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)
    assert "chưa rõ" in answer.message
    unclear = replace(job.intent, state=IntentState.REVEALING, outcome=Outcome.AMBIGUOUS, not_before=now())
    await storage.stores.amending.advance(unclear)
    assert (await claim(storage, MatterAct.RETRY_CHANNEL, case.matter, Office.HEAD, **said)).accepted


class TestAdopting:
    async def test_two_first_notices_are_one(self, own_storage: Storage) -> None:
        """Each looked for a first version before the other had written its own."""
        await own_storage.admin.execute("DELETE FROM board_versions")
        source = BOARD_FILE.read_text(encoding="utf-8")
        async with between(own_storage, "SELECT pg_advisory_xact_lock(hashtext('board_versions'))") as other:
            founding = asyncio.create_task(own_storage.stores.boards.found(f"{source}\n# bản khác\n"))
            await other.is_waited_for(founding)
            await other.connection.execute(
                "INSERT INTO board_versions (effective_from, adopted_at, adopted_by, digest, source) "
                "VALUES (clock_timestamp(), clock_timestamp(), 'setup', $1, $2)",
                sha256(source.encode()).hexdigest(),
                source,
            )
            assert await other.commits_under(founding) is None
        assert len(await own_storage.stores.boards.versions()) == 1


async def test_a_refusal_at_the_door_waits_for_the_act_in_the_recording(storage: Storage) -> None:
    """It saw no entry of the act yet, and failed at the ledger, which then had one."""
    said = MatterClaim(
        act_id=uuid.uuid4().hex, act=MatterAct.CONFIRM_TAKE_DOWN, matter="amendment/khong-co", member=MemberId("head"),
        office=Office.HEAD, made_at=now(), facts={},
    )  # fmt: skip
    refusal = Refused(RefusalCode.BAD_REQUEST, "Không có đề nghị này.")
    async with between(storage, "SELECT pg_advisory_xact_lock(hashtext('deeds'))") as recording:
        line = {
            "kind": "deed", "outcome": "refused", "at": said.made_at.isoformat(), "article_id": "",
            "act_id": said.act_id,
            "matter": said.matter, "act": said.act, "member": said.member, "office": said.office, "board_version": 1,
            "facts": {}, "claim": "", "signature": "", "code": refusal.code, "message": refusal.message,
        }  # fmt: skip
        await recording.connection.execute("SELECT ledger_append('', $1, $2)", said.act_id, body_text(line))
        await recording.commits_under(
            storage.stores.acts.record_refusal(said.matter, storage.key.sign(said), refusal),
        )
    assert len(await storage.rows("SELECT FROM ledger WHERE act_id = $1", said.act_id)) == 1
