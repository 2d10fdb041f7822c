"""Nothing goes out that signed, standing, entitled acts do not allow, whatever tables and unsigned lines say."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from temporalio.exceptions import ApplicationError

from activities.contracts import PublishInput
from newsroom.article import ArticleId, ChannelName, ContentHash, MemberId, content_hash
from newsroom.authority import Ground
from newsroom.board import Office
from newsroom.ledger.acts import Entered
from newsroom.ledger.matter_acts import Amending, MatterActAccepted
from newsroom.matters.kinds import AmendmentKind, AmendmentStage, MatterAct, MatterKind
from newsroom.matters.meetings import minutes_seal
from newsroom.publishing import Outcome, channel_post
from newsroom.stages import Act, Stage
from tests.support.amenders import Printed, amend, amended, approved, printed
from tests.support.clocks import Clock
from tests.support.intruder import Intruder, intruding
from tests.support.matter_acts import adopted, done
from tests.support.presses import NOTICE, order_for, publish
from tests.support.samples import BOARD_FILE, HEAD_TOPICS, content
from tests.support.storages import Storage
from tests.support.walls import Wall

pytestmark = pytest.mark.trust

ALARMED = ("head", "final-editor", "engineer")
PUBLISHED = "stage = 'publishing', approved_hash = content_hash, approved_at = now(), publish_at = NULL"


@pytest_asyncio.fixture
async def intruder(storage: Storage) -> AsyncIterator[Intruder]:
    async with intruding(storage) as who:
        yield who


async def awaiting(storage: Storage, **said: object) -> ArticleId:
    article_id = await storage.submit(replace(content(), **said))  # type: ignore[arg-type]
    await storage.done(Act.FINISH_EDIT, article_id)
    return article_id


async def stopped(storage: Storage, article_id: ArticleId, *channels: ChannelName) -> None:
    """Nothing is sent on any channel, however often it is asked for."""
    wall = Wall()
    for channel in channels or tuple(ChannelName):
        order = await order_for(storage, article_id, channel)
        for _ in range(2):
            with pytest.raises(ApplicationError) as failure:
                await publish(storage, wall, order)
            assert (failure.value.type, failure.value.non_retryable) == ("not_approved", True)
    assert wall.calls == []
    assert await storage.rows("SELECT FROM intents WHERE article_id = $1", article_id) == []


async def alarms(storage: Storage, article_id: ArticleId, words: str) -> dict[str, int]:
    """How many alarms with these words each member has about an article."""
    rows = await storage.rows(
        "SELECT member FROM notifications WHERE article_id = $1 AND kind = 'alarm' AND text LIKE $2",
        article_id,
        f"%{words}%",
    )
    return {member: [row["member"] for row in rows].count(member) for member in ALARMED}


class TestWithoutASignature:
    async def test_a_line_and_one_update_publish_nothing(self, storage: Storage, intruder: Intruder) -> None:
        """An unapproved text went out on three channels, and every check called it intact."""
        article_id = await awaiting(storage)
        claim = await storage.claim(Act.APPROVE, article_id)
        await intruder.append(await intruder.taken_in(claim, Stage.PUBLISHING))
        await intruder.set_article(article_id, PUBLISHED)
        await stopped(storage, article_id)
        assert await alarms(storage, article_id, "Bảng bài khác") == dict.fromkeys(ALARMED, 1)
        assert len(await storage.bodies(article_id, kind="channel_stopped")) == len(ChannelName)
        assert await storage.stores.ledger.faults() == (), "the chain alone does not tell"

    async def test_a_change_of_what_readers_see(self, storage: Storage, intruder: Intruder) -> None:
        """An amendment that nobody had signed was carried out likewise."""
        known = await printed(storage)
        text = amended(known.text, AmendmentKind.UPDATE)
        assert text is not None
        said = await storage.revise(known.id, text)
        amendment, at = uuid.uuid4().hex[:12], datetime.now(UTC)
        await intruder.write(
            "INSERT INTO amendments (id, article_id, kind, stage, proposed_by, proposed_at, reason, base_hash, "
            "new_hash, new_revision) VALUES ($1, $2, 'update', 'applying', 'final-editor', $3, 'x', $4, $5, $6)",
            amendment, known.id, at, content_hash(known.text), said["new_hash"], said["new_revision"],
        )  # fmt: skip
        await intruder.append(_amending(known, amendment, said["new_hash"], at))
        await intruder.set_article(known.id, f"content_hash = '{said['new_hash']}'")
        await intruder.set_article(known.id, "approved_hash = content_hash")
        order = PublishInput(
            article_id=known.id, content_hash=said["new_hash"], channel=ChannelName.PORTAL, amendment=amendment
        )
        calls = list(known.wall.calls)
        with pytest.raises(ApplicationError) as failure:
            await amend(storage, known.wall, order)
        assert (failure.value.type, known.wall.calls) == ("not_approved", calls)

    async def test_a_newer_text_for_a_channel_that_is_down(self, storage: Storage, intruder: Intruder) -> None:
        """The channel that is back takes the newest text: the newest that somebody has signed for."""
        text = content()
        article_id = await storage.approved(text)
        old = [await order_for(storage, article_id, channel) for channel in ChannelName]
        said = await storage.revise(article_id, replace(text, title="Tít khác"))
        known = Printed(id=article_id, text=text, walls={})
        await intruder.append(_amending(known, uuid.uuid4().hex[:12], said["new_hash"], datetime.now(UTC)))
        portal, *others = [Wall(name=channel) for channel in ChannelName]
        await publish(storage, portal, old[0])
        assert [post.lines for post in portal.visible()] == [channel_post(text, ChannelName.PORTAL).lines]
        await intruder.set_article(article_id, f"content_hash = '{said['new_hash']}'")
        await intruder.set_article(article_id, "approved_hash = content_hash")
        for wall, order in zip(others, old[1:], strict=True):
            with pytest.raises(ApplicationError) as failure:
                await publish(storage, wall, order)
            assert (failure.value.type, wall.calls) == ("not_approved", [])

    async def test_another_text_under_a_signed_amendment(self, storage: Storage, intruder: Intruder) -> None:
        """The row of a decided change was pointed at another text."""
        case = await approved(storage, await printed(storage), AmendmentKind.UPDATE)
        said = await storage.revise(case.printed.id, replace(case.printed.text, title="Tít khác"))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await intruder.write("UPDATE amendments SET new_hash = $2 WHERE id = $1", case.id, said["new_hash"])
        await storage.admin.execute("UPDATE amendments SET new_hash = $2 WHERE id = $1", case.id, said["new_hash"])
        with pytest.raises(ApplicationError):
            await amend(storage, case.printed.wall, replace(case.order, content_hash=said["new_hash"]))
        assert [post.lines for post in case.printed.wall.visible()] != []
        assert await alarms(storage, case.printed.id, "bản mới") == dict.fromkeys(ALARMED, 1)

    async def test_nobody_but_the_administrator_enters_an_article(self, storage: Storage, intruder: Intruder) -> None:
        """An author of one's own choice for an unsigned beginning."""
        article_id = await awaiting(storage)
        standing = await storage.stores.articles.standing(article_id)
        entry = Entered(
            at=datetime.now(UTC), article_id=article_id, author=MemberId("reporter-2"), revision=1,
            content_hash=standing.content_hash, route=standing.route,
        )  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await intruder.append(entry)


class TestOneUpdate:
    async def test_breaks_no_embargo(self, storage: Storage, intruder: Intruder) -> None:
        article_id = await storage.approved(publish_at=datetime.now(UTC) + timedelta(days=1))
        await intruder.set_article(article_id, "publish_at = now() - interval '1 minute'")
        await stopped(storage, article_id)
        assert await alarms(storage, article_id, "giờ đăng") == dict.fromkeys(ALARMED, 1)
        await intruder.set_article(article_id, PUBLISHED)
        await stopped(storage, article_id)

    async def test_of_the_stage_alone_waits_for_the_hour(self, storage: Storage, intruder: Intruder) -> None:
        """It may be a clock ahead of ours: nothing goes out, and nobody is accused."""
        article_id = await storage.approved(publish_at=datetime.now(UTC) + timedelta(days=1))
        await intruder.set_article(article_id, "stage = 'publishing'")
        with pytest.raises(ApplicationError) as failure:
            await publish(storage, Wall(), await order_for(storage, article_id))
        assert failure.value.type == "too_early"

    @pytest.mark.parametrize("act", [Act.TAKE_OVER, Act.WITHDRAW, Act.REFER, Act.RETURN_FOR_EDIT])
    async def test_revives_no_approval(self, storage: Storage, intruder: Intruder, act: Act) -> None:
        """The Head had taken it back."""
        article_id = await storage.approved(publish_at=datetime.now(UTC) + timedelta(days=1))
        await storage.done(act, article_id, by="head")
        await intruder.set_article(article_id, PUBLISHED)
        await stopped(storage, article_id)

    async def test_turns_no_channel_on(self, storage: Storage, intruder: Intruder) -> None:
        article_id = await storage.approved(channels_off=(ChannelName.FANPAGE,), reason="không hợp kênh")
        await intruder.set_article(article_id, "channels = '{portal,fanpage,zalo_oa}'")
        await stopped(storage, article_id)

    async def test_makes_nobody_the_approver_of_a_reserved_article(self, storage: Storage, intruder: Intruder) -> None:
        """The route said so in its row: the act was accepted, and the article went out."""
        article_id = await awaiting(storage, topics=HEAD_TOPICS[:1])
        ordinary = await awaiting(storage)
        (row,) = await storage.rows("SELECT route FROM articles WHERE id = $1", ordinary)
        await intruder.write("UPDATE articles SET route = $2::text::jsonb WHERE id = $1", article_id, row["route"])
        assert (await storage.act(Act.APPROVE, article_id, by="standing-deputy")).accepted, "the cache is believed here"
        await stopped(storage, article_id)

    async def test_makes_nobody_the_approver_of_the_own_article(self, storage: Storage, intruder: Intruder) -> None:
        article_id = await storage.submit(author=MemberId("standing-deputy"))
        await storage.done(Act.FINISH_EDIT, article_id)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await intruder.set_article(article_id, "author = 'reporter-1'")
        await storage.admin.execute("UPDATE articles SET author = 'reporter-1' WHERE id = $1", article_id)
        route = "(SELECT route FROM articles AS other WHERE route ->> 'owner' = 'standing_deputy' LIMIT 1)"
        await awaiting(storage)
        await intruder.set_article(article_id, f"route = {route}")
        assert (await storage.act(Act.APPROVE, article_id, by="standing-deputy")).accepted, "the cache is believed here"
        await stopped(storage, article_id)


class TestASignedClaim:
    async def test_that_was_refused_is_not_taken_in_later(self, storage: Storage, intruder: Intruder) -> None:
        """A reporter's own approval, signed by the desk and refused, stood in the ledger as accepted."""
        article_id = await awaiting(storage)
        claim = await storage.claim(Act.APPROVE, article_id, by="reporter-2")
        signed = storage.key.sign(claim)
        assert not (await storage.stores.acts.record(f"article/{article_id}", signed)).accepted
        entry = await intruder.taken_in(claim, Stage.PUBLISHING, signed)
        with pytest.raises(asyncpg.CheckViolationError):
            await intruder.append(entry, act_id=None)
        await intruder.append(entry, act_id=uuid.uuid4().hex)
        await intruder.set_article(article_id, PUBLISHED)
        await stopped(storage, article_id)

    async def test_that_was_taken_back_is_not_used_again(self, storage: Storage, intruder: Intruder) -> None:
        article_id = await awaiting(storage)
        claim = await storage.claim(Act.APPROVE, article_id, publish_at=datetime.now(UTC) + timedelta(days=1))
        signed = storage.key.sign(claim)
        assert (await storage.stores.acts.record(f"article/{article_id}", signed)).accepted
        await storage.done(Act.TAKE_OVER, article_id)
        taken = await intruder.taken_in(claim, Stage.PUBLISHING, signed)
        await intruder.append(taken, act_id=uuid.uuid4().hex)
        await intruder.set_article(article_id, PUBLISHED)
        await stopped(storage, article_id)

    async def test_that_was_kept_back_is_too_late(self, storage: Storage, intruder: Intruder, clock: Clock) -> None:
        """An approval that never arrived was put among the lines of its own hour, after a later no."""
        article_id = await awaiting(storage)
        claim = await storage.claim(Act.APPROVE, article_id)
        signed = storage.key.sign(claim)
        clock.put(datetime.now(UTC) + timedelta(minutes=30))
        await storage.done(Act.RETURN_FOR_EDIT, article_id)
        await storage.done(Act.FINISH_EDIT, article_id)
        await intruder.append(await intruder.taken_in(claim, Stage.PUBLISHING, signed))
        await intruder.set_article(article_id, PUBLISHED)
        await stopped(storage, article_id)

    async def test_counts_and_not_what_its_line_says_beside_it(self, storage: Storage, intruder: Intruder) -> None:
        """The claim asked for another approver; the line around it said approved."""
        article_id = await awaiting(storage)
        claim = await storage.claim(Act.ASK_REROUTE, article_id, by="standing-deputy")
        signed = storage.key.sign(claim)
        entry = await intruder.taken_in(replace(claim, act=Act.APPROVE), Stage.PUBLISHING, signed)
        await intruder.append(entry)
        await intruder.set_article(article_id, PUBLISHED)
        await stopped(storage, article_id)

    async def test_of_another_article_says_nothing_here(self, storage: Storage, intruder: Intruder) -> None:
        other, article_id = await awaiting(storage), await awaiting(storage)
        claim = await storage.claim(Act.APPROVE, other)
        entry = await intruder.taken_in(claim, Stage.PUBLISHING, storage.key.sign(claim))
        await intruder.append(replace(entry, article_id=article_id))
        await intruder.set_article(article_id, PUBLISHED)
        await stopped(storage, article_id)


class TestWhatIsProvenGoesOut:
    """The gate judges again; a legitimate way that it did not know would stop every such article."""

    async def test_under_another_notice_than_it_began_with(self, own_storage: Storage) -> None:
        storage = own_storage
        waiting, scheduled = (
            await awaiting(storage),
            await storage.approved(NOTICE, publish_at=datetime.now(UTC) + timedelta(seconds=1)),
        )
        source = BOARD_FILE.read_text(encoding="utf-8")
        wider = source.replace('"admin_reform"]', '"admin_reform", "economy"]')
        assert wider != source
        await adopted(storage, wider.replace('id = "standing-deputy"', 'id = "new-deputy"'))
        await storage.stores.moves.move("board/2", reroute=True)
        await storage.done(Act.APPROVE, waiting)
        for article_id in (waiting, scheduled):
            while (result := await _tried(storage, article_id)) is None:
                pass
            assert result is Outcome.PUBLISHED

    async def test_by_who_was_lent_the_power(self, own_storage: Storage) -> None:
        storage = own_storage
        article_id = await awaiting(storage)
        matter, tomorrow = f"{MatterKind.DELEGATION}/{uuid.uuid4().hex[:12]}", datetime.now(UTC) + timedelta(days=1)
        await done(storage, MatterAct.DELEGATE, matter, Office.STANDING_DEPUTY, to="deputy", ends_at=tomorrow)
        await storage.done(Act.APPROVE, article_id, by="deputy")
        assert await _tried(storage, article_id) is Outcome.PUBLISHED

    async def test_released_by_the_board(self, own_storage: Storage) -> None:
        storage = own_storage
        article_id = await awaiting(storage)
        matter = f"{MatterKind.MEETING}/{uuid.uuid4().hex[:12]}"
        later = datetime.now(UTC) + timedelta(hours=1)
        await storage.done(Act.REFER, article_id)
        await done(storage, MatterAct.CONVENE, matter, starts_at=later, place="Phòng họp", topic="Bài")
        minutes: dict[str, Any] = {f"decide__{article_id}": "release", "minutes": "Đã bàn."}
        await done(storage, MatterAct.RECORD_MINUTES, matter, Office.SECRETARY, **minutes)
        sheet = await storage.stores.matter_reading.meeting(matter.partition("/")[2])
        await done(storage, MatterAct.CONCLUDE, matter, seen=minutes_seal(sheet.meeting))
        await storage.done(Act.APPROVE, article_id)
        assert await _tried(storage, article_id) is Outcome.PUBLISHED


async def _tried(storage: Storage, article_id: ArticleId) -> Outcome | None:
    try:
        return (await publish(storage, Wall(), await order_for(storage, article_id))).outcome
    except ApplicationError as failure:
        if failure.type != "too_early":
            raise
        return None


def _amending(known: Printed, amendment: str, new_hash: ContentHash, at: datetime) -> MatterActAccepted:
    return MatterActAccepted(
        at=at, article_id=known.id, act_id=uuid.uuid4().hex, matter=f"amendment/{amendment}",
        act=MatterAct.APPROVE_AMENDMENT, member=MemberId("head"), office=Office.HEAD, board_version=1, facts={},
        claim="{}", signature="", ground=Ground(office=Office.HEAD, rule=17, clause="", text=""),
        effect=Amending(
            kind=AmendmentKind.UPDATE, stage=AmendmentStage.APPLYING, base_hash=content_hash(known.text),
            content_hash=new_hash, royalty_flag=False,
        ),
    )  # fmt: skip
