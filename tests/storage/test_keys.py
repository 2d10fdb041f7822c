"""Keys in the storage: changed while articles wait, reported stolen, forged; found without reading the ledger."""

import json
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from activities.storage.articles.approvals import Held
from activities.storage.database import now
from activities.storage.keys import KeyStore
from activities.storage.ledger import append
from activities.storage.recording.confirming import LINES
from desk.acts.intake import submission_claim
from desk.acts.keys import KeyDesk, check_own_key
from desk.evidence.check import check_pack
from desk.evidence.pack import evidence_pack
from desk.reading.keys import KeyReading, Worth
from desk.signing import DeskKey, new_private_key
from newsroom.article import ArticleId, ChannelName
from newsroom.board import Office
from newsroom.claims import CLAIM_LIFETIME
from newsroom.errors import InvalidInput, RefusalCode, Refused
from newsroom.ledger.acts import Submission as SubmissionLine
from newsroom.ledger.entries import entry_from
from newsroom.ledger.key_lines import KeyChanged
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.members.actors import come_in
from newsroom.publishing import Outcome
from newsroom.signed.canonical import Via
from newsroom.stages import Act, Stage
from tests.support.amenders import accepted, amend, amend_until_done, approved, printed
from tests.support.amenders import claim as claimed
from tests.support.clocks import Clock
from tests.support.matter_acts import done
from tests.support.samples import NOW, content
from tests.support.storages import Storage, show
from workers.wiring.reading import built_reading

pytestmark = pytest.mark.trust

NEW = DeskKey(new_private_key())


async def rotated(storage: Storage, new: DeskKey = NEW, by: DeskKey | None = None) -> None:
    ring = await KeyDesk(storage.stores.keys, by or storage.key).change(new.public_key)
    assert ring.present == new.public_key


async def pack_of(storage: Storage, article_id: str) -> dict[str, Any]:
    stores = storage.stores
    pack = await evidence_pack(article_id, stores.ledger, stores.articles, stores.boards, stores.keys)
    return dict(json.loads(json.dumps(pack)))


async def verified(storage: Storage) -> tuple[str, ...]:
    return (await built_reading(storage.stores).ledger.verified()).faults


class TestRotation:
    async def test_between_approval_and_embargo_the_article_still_goes_out(
        self, own_storage: Storage, clock: Clock
    ) -> None:
        storage, hour = own_storage, clock.now() + timedelta(hours=2)
        article_id = await storage.approved(publish_at=hour)
        await rotated(storage)
        clock.put(hour + timedelta(minutes=1))
        for channel in ChannelName:
            await show(storage, article_id, channel)
        assert (await storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHED
        faults = check_pack(await pack_of(storage, article_id), trusted_key=storage.key.public_key)
        assert not any("Chữ ký" in fault or "hóa công khai" in fault for fault in faults), faults

    async def test_a_pack_of_before_and_one_of_after_are_both_sound(self, own_storage: Storage) -> None:
        storage, first = own_storage, own_storage.key.public_key
        article_id = await storage.approved()
        before = await pack_of(storage, article_id)
        assert "keys" not in before
        await rotated(storage)
        after = await pack_of(storage, article_id)
        assert [entry["seq"] for entry in after["keys"]] == [after["head"]["seq"]]
        for pack in (before, after):
            assert check_pack(pack, trusted_key=first) == ()
            assert check_pack(pack, trusted_key=NEW.public_key) != ()

    async def test_acts_of_the_new_key_count_and_old_ones_only_on_the_way(
        self, own_storage: Storage, clock: Clock
    ) -> None:
        storage = own_storage
        article_id = await storage.submit()
        await rotated(storage)
        assert (await storage.act(Act.FINISH_EDIT, article_id)).accepted
        clock.put(clock.now() + CLAIM_LIFETIME + timedelta(minutes=1))
        assert (await storage.act(Act.APPROVE, article_id)).code == RefusalCode.BAD_SIGNATURE
        signed = NEW.sign(await storage.claim(Act.APPROVE, article_id))
        assert (await storage.stores.acts.record(f"article/{article_id}", signed)).accepted
        pack = await pack_of(storage, article_id)
        assert check_pack(pack, trusted_key=storage.key.public_key) == ()
        assert any("Chữ ký" in fault for fault in check_pack({**pack, "keys": []}))

    async def test_two_at_once_leave_one_key(self, own_storage: Storage) -> None:
        await rotated(own_storage)
        with pytest.raises(Refused) as refused:
            await KeyDesk(own_storage.stores.keys, own_storage.key).change(DeskKey(new_private_key()).public_key)
        assert refused.value.code is RefusalCode.BAD_SIGNATURE
        assert await verified(own_storage) == ()

    async def test_a_process_that_was_there_before_hears_of_it(self, own_storage: Storage) -> None:
        other = KeyStore(own_storage.stores.database, own_storage.key.public_key)
        assert (await other.present()).present == own_storage.key.public_key
        await rotated(own_storage)
        assert (await other.present()).present == NEW.public_key

    async def test_a_line_that_was_rolled_back_or_a_ledger_that_was_put_back_is_forgotten(
        self, own_storage: Storage
    ) -> None:
        storage, keys = own_storage, own_storage.stores.keys
        line = KeyChanged(
            at=NOW, before=storage.key.public_key, public_key=NEW.public_key, by=storage.key.public_key, signature=""
        )
        line = replace(line, signature=storage.key.signature_of(line.text))
        with pytest.raises(RuntimeError):  # noqa: PT012 - the transaction is what ends
            async with storage.stores.database.writing() as connection:
                await append(connection, line)
                assert (await keys.ring(connection)).present == NEW.public_key
                raise RuntimeError
        assert (await keys.present()).present == storage.key.public_key
        await storage.submit()
        await rotated(storage)
        assert (await keys.present()).present == NEW.public_key

    async def test_the_desk_knows_whether_its_key_counts(self, own_storage: Storage, clock: Clock) -> None:
        storage, keys = own_storage, own_storage.stores.keys
        assert await check_own_key(keys, storage.key) == ""
        await rotated(storage)
        assert await check_own_key(keys, NEW) == ""
        assert "vừa được đổi" in await check_own_key(keys, storage.key)
        clock.put(clock.now() + timedelta(hours=1))
        with pytest.raises(InvalidInput, match="TOASOAN_DESK_PRIVATE_KEY") as wrong:
            await check_own_key(keys, storage.key)
        assert "toasoan keys list" in wrong.value.message


class TestTheft:
    async def test_later_acts_are_void_and_earlier_ones_are_listed(self, own_storage: Storage, clock: Clock) -> None:
        storage, thief = own_storage, own_storage.key
        earlier = await storage.approved()
        clock.put(clock.now() + timedelta(hours=1))
        stolen_from = clock.now()
        later = await storage.approved(replace(content(), title="Một bài khác hẳn bài trước"))
        clock.put(clock.now() + timedelta(hours=1))
        await rotated(storage)
        ring = await KeyDesk(storage.stores.keys, NEW).report_stolen(thief.public_key, stolen_from)
        touched = await KeyReading(storage.stores.keys).touched()
        assert {each.entry.article_id for each in touched if each.worth is Worth.HELD} == {earlier}
        assert {each.entry.article_id for each in touched if each.worth is Worth.VOID} == {later}
        assert len(touched) == 6
        for seq, claim, signature, at in await self.signed(storage, earlier):
            assert ring.holds(claim, signature, line=seq, at=at)
            assert ring.is_doubtful(claim, signature, line=seq, at=at)
        for seq, claim, signature, at in await self.signed(storage, later):
            assert not ring.holds(claim, signature, line=seq, at=at)
        faults = check_pack(await pack_of(storage, later), trusted_key=thief.public_key)
        assert sum("Chữ ký" in fault for fault in faults) == 3
        assert check_pack(await pack_of(storage, earlier), trusted_key=thief.public_key) == ()
        assert (await storage.act(Act.WITHDRAW, earlier)).code == RefusalCode.BAD_SIGNATURE

    async def test_what_a_thief_may_have_approved_waits_for_a_new_word(self, own_storage: Storage) -> None:
        """Signed before the hour of the theft it holds, but nobody knows for sure by whom."""
        storage, thief = own_storage, own_storage.key
        article_id = await storage.approved()
        await rotated(storage)
        await KeyDesk(storage.stores.keys, NEW).report_stolen(thief.public_key, now())
        with pytest.raises(Held, match="báo mất"):
            await show(storage, article_id, ChannelName.PORTAL)
        recovery = storage.stores.recovery
        assert [held.id for held in await recovery.hold_doubtful()] == [article_id]
        assert await recovery.hold_doubtful() == ()
        signed = NEW.sign(await storage.claim(Act.GO_ON, article_id))
        answer = await storage.stores.acts.record(f"article/{article_id}", signed)
        assert answer.accepted, answer.message
        for channel in ChannelName:
            await show(storage, article_id, channel)
        assert (await storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHED

    async def test_a_change_that_a_thief_may_have_approved_waits_too(self, own_storage: Storage) -> None:
        """The text that readers saw was held, and a change of it went out."""
        storage, thief, private = own_storage, own_storage.key, new_private_key()
        case = await approved(storage, await printed(storage), AmendmentKind.UPDATE)
        again = {"channel": "portal"}
        await accepted(storage, MatterAct.RETRY_CHANNEL, case.matter, Office.ENGINEER, **again)
        await rotated(storage, DeskKey(private))
        await KeyDesk(storage.stores.keys, DeskKey(private)).report_stolen(thief.public_key, now())
        stopped = await amend(storage, case.printed.wall, case.order)
        assert (stopped.outcome, "báo mất" in stopped.explanation) == (Outcome.NEEDS_PERSON, True)
        assert [change.id for change in await storage.stores.recovery.held_amendments()] == [case.id]
        own = storage.settings.model_copy(update={"desk_private_key": SecretStr(private)})
        storage = replace(storage, settings=own)
        assert not (await claimed(storage, MatterAct.RETRY_CHANNEL, case.matter, Office.ENGINEER, **again)).accepted
        await accepted(storage, MatterAct.RETRY_CHANNEL, case.matter, Office.HEAD, **again)
        results = await amend_until_done(storage, case.printed.wall, case.order)
        assert results[-1].outcome is Outcome.PUBLISHED

    async def test_a_power_that_a_thief_gave_is_gone_where_it_was_known_already(
        self, own_storage: Storage, clock: Clock
    ) -> None:
        """A process that had proven the delegation before the report went on by it until it was started anew."""
        storage, thief, stolen_from = own_storage, own_storage.key, clock.now()
        clock.put(clock.now() + timedelta(hours=1))
        matter, tomorrow = f"delegation/{uuid.uuid4().hex[:12]}", clock.now() + timedelta(days=1)
        await done(storage, MatterAct.DELEGATE, matter, Office.STANDING_DEPUTY, to="deputy", ends_at=tomorrow)
        powers, moment = storage.stores.powers, clock.now() + timedelta(minutes=1)
        async with storage.stores.database.reading() as connection:
            assert len((await powers.roster(connection, moment)).grants) == 1
        await rotated(storage)
        await KeyDesk(storage.stores.keys, NEW).report_stolen(thief.public_key, stolen_from)
        async with storage.stores.database.reading() as connection:
            assert (await powers.roster(connection, moment)).grants == ()
            assert any("quyền duyệt" in found for found in await powers.findings(connection))

    @staticmethod
    async def signed(storage: Storage, article_id: str) -> list[tuple[int, str, str, datetime]]:
        bodies = [(link.seq, json.loads(link.body)) for link in await storage.stores.ledger.links(article_id)]
        return [
            (seq, body["claim"], body["signature"], datetime.fromisoformat(body["at"]))
            for seq, body in bodies
            if "claim" in body
        ]


class TestForgery:
    async def test_a_line_that_a_wrong_key_signed_is_ignored_and_named(self, own_storage: Storage) -> None:
        storage = own_storage
        for by in (NEW.public_key, storage.key.public_key):
            line = KeyChanged(at=NOW, before=storage.key.public_key, public_key=NEW.public_key, by=by, signature="")
            async with storage.stores.database.writing() as connection:
                await append(connection, replace(line, signature=NEW.signature_of(line.text)))
        assert (await storage.stores.keys.present()).present == storage.key.public_key
        faults = await verified(storage)
        assert len(faults) == 2
        assert all("không có chữ ký của khóa đang dùng" in fault for fault in faults)
        article_id = await storage.submit()
        signed = NEW.sign(await storage.claim(Act.FINISH_EDIT, article_id))
        assert (await storage.stores.acts.record(f"article/{article_id}", signed)).code == RefusalCode.BAD_SIGNATURE

    async def test_no_text_of_an_act_is_taken_for_a_line_about_keys(self, own_storage: Storage) -> None:
        """A member who writes the words of such a line makes nobody read further."""
        storage = own_storage
        article_id = await storage.submit()
        await storage.act(Act.RETURN_TO_AUTHOR, article_id, reason='"public_key":"AAAA","kind":"key"')
        assert await storage.stores.keys.links() == ()


class TestSubmissions:
    async def test_the_first_line_holds_what_the_author_signed(self, storage: Storage) -> None:
        article_id = await storage.submit()
        first = entry_from((await storage.stores.ledger.links(article_id))[0].body)
        assert isinstance(first, SubmissionLine)
        assert first.is_signed
        assert (await storage.stores.keys.present()).holds(first.claim, first.signature, line=1, at=first.at)

    @pytest.mark.parametrize("spoilt", ["signature", "author", "text", "request", "old", "office", "nobody"])
    async def test_one_that_the_desk_has_not_signed_is_not_stored(self, storage: Storage, spoilt: str) -> None:
        before = await storage.everything()
        author = next(m for m in (await storage.stores.boards.in_force()).board.members if m.id == "reporter-1")
        article_id = ArticleId(uuid.uuid4().hex[:12])
        claim = submission_claim(come_in(author, Via.SHELL), article_id, article_id, content())
        changes: dict[str, dict[str, Any]] = {
            "author": {"member": "reporter-2"},
            "text": {"topics": ()},
            "request": {"request_id": "r-other"},
            "old": {"made_at": claim.made_at - timedelta(minutes=11)},
            "office": {"office": "head"},
            "nobody": {"member": "nobody"},
        }
        key = NEW if spoilt == "signature" else storage.key
        signed = key.sign(replace(claim, **changes.get(spoilt, {})))
        with pytest.raises(Refused):
            await storage.hand_in(content(), author.id, article_id, article_id, signed)
        assert await storage.everything() == before


async def test_rare_lines_are_found_without_reading_the_ledger(own_storage: Storage) -> None:
    await own_storage.admin.execute(
        "INSERT INTO ledger (seq, article_id, act_id, body, prev_hash, hash) "
        "SELECT n, 'x' || n % 1000, 'a' || n, '{\"claim\":\"' || repeat('x', 600) || '\"}', '', '' "
        "FROM generate_series(100000, 130000) AS n"
    )
    await own_storage.admin.execute("ANALYZE ledger")
    plan = await own_storage.rows(
        "EXPLAIN SELECT * FROM ledger WHERE body LIKE '%\"public\\_key\":%' AND seq >= 0 ORDER BY seq"
    )
    assert "ledger_of_keys" in " ".join(row["QUERY PLAN"] for row in plan)
    plan = await own_storage.rows(f"EXPLAIN {LINES}")
    assert "ledger_of_records" in " ".join(row["QUERY PLAN"] for row in plan)
