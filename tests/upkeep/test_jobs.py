"""The jobs of upkeep over a real storage: what is counted, who is told and how often."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from activities.contracts import ChannelCheck, SignedAct, UpkeepJob, UpkeepReport, UpkeepTask
from activities.ports import Channel, ChannelTrouble, TokenPair, Trouble
from activities.upkeep import ChannelUpkeep, UpkeepActivities
from desk.acts.remarks import RemarkDesk
from desk.signing import DeskKey, new_private_key
from newsroom.article import ChannelName, subject_of
from newsroom.board import Office
from newsroom.errors import InvalidInput, Refused
from newsroom.matters.kinds import MatterAct
from newsroom.members.actors import come_in
from newsroom.notifications.digest import DigestKind, period
from newsroom.signed.canonical import Via
from newsroom.stages import Act
from tests.support.matter_acts import done
from tests.support.storages import Storage

_DAY = timedelta(days=1)
_EVERYBODY = (Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY, Office.ENGINEER)


async def kept(
    storage: Storage, job: UpkeepJob, *, planned_at: datetime | None = None, channels: tuple[ChannelCheck, ...] = ()
) -> UpkeepReport:
    """A job, done as its activity does it."""
    task = UpkeepTask(job=job, planned_at=planned_at or datetime.now(UTC), channels=channels)
    return await UpkeepActivities(storage.stores.upkeep).look_after(task)


async def told(storage: Storage, words: str) -> dict[Office, int]:
    """How many messages with those words each office has."""
    inboxes = {office: await storage.inbox((await storage.holder(office)).id) for office in _EVERYBODY}
    return {office: count for office, box in inboxes.items() if (count := sum(words in text for text in box))}


async def test_the_digest_counts_what_the_rows_say(own_storage: Storage) -> None:
    """The Head steers by it: what waits, what is late, what was broken, refused and forged."""
    storage = own_storage
    waiting, late = await storage.submit(), await storage.submit()
    await storage.done(Act.FINISH_EDIT, waiting)
    assert not (await storage.act(Act.APPROVE, waiting, by="deputy")).accepted
    await storage.stores.acts.record(subject_of(waiting), SignedAct(claim="duyệt", signature="giả"))
    await storage.admin.execute(
        "UPDATE obligations SET due_at = now() - interval '1 minute' WHERE article_id = $1 AND promise = 'edit'", late
    )
    published = await storage.approved()
    await storage.admin.execute(
        "INSERT INTO intents (key, article_id, revision, channel, content_hash, state, outcome, visible_at, "
        "updated_at) SELECT id || c, id, revision, c, content_hash, s, o, now(), now() FROM articles, (VALUES "
        "('portal', 'published', 'published'), ('fanpage', 'revealing', 'needs_person')) AS v (c, s, o) WHERE id = $1",
        published,
    )
    now = datetime.now(UTC)
    facts = await storage.stores.upkeep.digest.facts(now - _DAY, now, now)
    assert {(w.asked, w.stage, w.count) for w in facts.waiting} == {
        ("standing-deputy", "awaiting_approval", 1),
        ("final-editor", "editing", 1),
        (None, "publishing", 1),
    }
    assert [(found.promise, found.count) for found in facts.late] == [("edit", 1)]
    assert {promise: n for promise, n in facts.broken.items() if n} == {"edit": 1}
    assert {channel: n for channel, n in facts.published.items() if n} == {"portal": 1}
    assert {channel: n for channel, n in facts.stopped.items() if n} == {"fanpage": 1}
    assert (facts.submitted, facts.refused, facts.forged) == (3, 1, 1)
    earlier = await storage.stores.upkeep.digest.facts(now - 2 * _DAY, now - _DAY, now)
    assert (earlier.submitted, earlier.refused, earlier.forged) == (0, 0, 0)
    assert not any((*earlier.published.values(), *earlier.broken.values()))
    assert earlier.waiting == facts.waiting


async def test_a_digest_goes_out_once_a_day_whatever_happens(own_storage: Storage) -> None:
    """A retried activity or a second trigger must not fill the inbox; tomorrow's is another."""
    planned = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    for at in (planned, planned + timedelta(hours=2), planned + _DAY):
        await kept(own_storage, UpkeepJob.DAILY_DIGEST, planned_at=at)
    await kept(own_storage, UpkeepJob.WEEKLY_DIGEST, planned_at=planned)
    assert await told(own_storage, "TỔNG HỢP NGÀY") == {Office.HEAD: 2, Office.STANDING_DEPUTY: 2}
    assert await told(own_storage, "TỔNG HỢP TUẦN") == {Office.HEAD: 1, Office.STANDING_DEPUTY: 1}


async def test_the_digest_goes_to_whoever_acts_while_the_head_is_away(own_storage: Storage) -> None:
    """A report in an empty office steers nothing; the Head has a copy to come back to."""
    now = datetime.now(UTC)
    said = {"starts_at": now, "ends_at": now + _DAY, "reason": "Đi công tác"}
    await done(own_storage, MatterAct.FILE_ABSENCE, f"absence/{uuid.uuid4().hex[:12]}", Office.HEAD, **said)
    await kept(own_storage, UpkeepJob.DAILY_DIGEST)
    assert await told(own_storage, "TỔNG HỢP NGÀY") == {Office.STANDING_DEPUTY: 1, Office.HEAD: 1}


async def test_rules_26_and_27_the_head_reads_the_titles_the_remark_and_why_an_article_was_late(
    own_storage: Storage,
) -> None:
    """A count says that something is late; who directs the day must say why, and the Head must see whose word it is."""
    storage = own_storage
    desk = RemarkDesk(storage.stores.remarks, storage.key)
    deputy, editor = [
        come_in(await storage.holder(office), Via.SHELL) for office in (Office.STANDING_DEPUTY, Office.FINAL_EDITOR)
    ]
    late, published = await storage.submit(), await storage.approved()
    with pytest.raises(Refused, match="chưa lỡ thời hạn"):
        await desk.say(editor, "Chờ ảnh của sở", article_id=late)
    await storage.admin.execute(
        "UPDATE obligations SET due_at = now() - interval '1 minute' WHERE article_id = $1 AND promise = 'edit'", late
    )
    await storage.admin.execute(
        "INSERT INTO intents (key, article_id, revision, channel, content_hash, state, outcome, visible_at, "
        "updated_at) SELECT id, id, revision, 'portal', content_hash, 'published', 'published', now(), now() "
        "FROM articles WHERE id = $1",
        published,
    )
    await desk.say(editor, "Chờ ảnh của sở", article_id=late)
    await desk.say(deputy, "Sáng mai tập trung kỳ họp.")
    with pytest.raises(Refused, match="không có quyền"):
        await desk.say(editor, "Ý kiến của Ủy viên")
    with pytest.raises(InvalidInput) as empty:
        await desk.say(deputy, "  ")
    assert empty.value.field == "text"
    unsigned = RemarkDesk(storage.stores.remarks, DeskKey(new_private_key()))
    with pytest.raises(Refused, match="không có chữ ký"):
        await unsigned.say(deputy, "Giả mạo")
    await kept(storage, UpkeepJob.DAILY_DIGEST, planned_at=datetime.now(UTC) + timedelta(seconds=1))
    for reader in ("head", "standing-deputy"):
        (text,) = [text for text in await storage.inbox(reader) if "TỔNG HỢP NGÀY" in text]
        assert "phần Phó Trưởng Ban Thường trực duyệt, người duyệt: Phó Trưởng Ban Thường trực" in text
        assert "- Sáng mai tập trung kỳ họp\n" in text
        assert "Lý do: Chờ ảnh của sở (Ủy viên biên tập lần cuối)" in text
        assert "CẦN KIỂM TRA" in text
        assert "Giả mạo" not in text
        assert "Ý kiến của Ủy viên" not in text
    assert await storage.stores.ledger.faults() == ()


async def test_a_digest_of_a_tampered_ledger_still_goes_out(own_storage: Storage) -> None:
    """On that day of all days the Head must hear of the rest."""
    await own_storage.submit()
    await own_storage.admin.execute("UPDATE ledger SET body = 'sửa' WHERE seq = 2")
    since, until = period(DigestKind.DAILY, datetime.now(UTC))
    assert (await own_storage.stores.upkeep.digest.facts(since, until, until)).submitted == 1


async def test_a_sound_ledger_is_noted_and_nobody_is_told(own_storage: Storage) -> None:
    """The near miss of the alarm below, and the proof for the auditor that it was looked at."""
    await own_storage.submit()
    report, head = await kept(own_storage, UpkeepJob.LEDGER), await own_storage.stores.ledger.head()
    check = (await own_storage.stores.checks.latest())["ledger"]
    assert report.ok is check.ok is True
    assert f"dòng {head.seq}, mã {head.hash}" in check.note
    assert await told(own_storage, "SỔ GHI") == {}


async def test_a_broken_ledger_alarms_the_head_and_the_engineer_once_a_day(own_storage: Storage) -> None:
    """Nobody would look until the day on which it is needed as evidence."""
    await own_storage.submit()
    await own_storage.admin.execute("UPDATE ledger SET body = replace(body, 'submission', 'SUBMISSION') WHERE seq = 2")
    for _ in range(2):
        assert not (await kept(own_storage, UpkeepJob.LEDGER)).ok
    check = (await own_storage.stores.checks.latest())["ledger"]
    assert not check.ok
    assert "2" in check.note
    assert await told(own_storage, "SỔ GHI KHÔNG NGUYÊN VẸN") == {Office.HEAD: 1, Office.ENGINEER: 1}


async def test_a_missed_backup_is_told_and_a_fresh_one_is_not(own_storage: Storage) -> None:
    """A backup that silently stopped months ago is the usual story."""
    assert not (await kept(own_storage, UpkeepJob.BACKUP)).ok
    await own_storage.stores.checks.record("backup", True, "tốt", datetime.now(UTC) - timedelta(hours=25))
    assert (await kept(own_storage, UpkeepJob.BACKUP, planned_at=datetime.now(UTC) + _DAY)).ok
    assert await told(own_storage, "sao lưu") == {Office.ENGINEER: 1}


async def test_a_token_is_told_of_once_for_each_step(own_storage: Storage) -> None:
    """Daily words are not read; a single one is overlooked."""
    ends = datetime.now(UTC) + timedelta(days=6)
    good = ChannelCheck(channel=ChannelName.FANPAGE, ok=True, note="Fanpage: tốt", expires_at=ends)
    for day in range(3):
        planned = datetime.now(UTC) + day * _DAY
        assert not (await kept(own_storage, UpkeepJob.TOKENS, planned_at=planned, channels=(good,))).ok
    assert await told(own_storage, "hết hạn") == {Office.ENGINEER: 1}
    near = ChannelCheck(channel=ChannelName.FANPAGE, ok=True, note="tốt", expires_at=ends - 4 * _DAY)
    await kept(own_storage, UpkeepJob.TOKENS, channels=(near,))
    assert await told(own_storage, "hết hạn") == {Office.ENGINEER: 2}
    assert "Fanpage: mã hết hạn" in (await own_storage.stores.checks.latest())["tokens"].note


async def test_a_channel_that_is_not_ready_is_told_of_once_a_day(own_storage: Storage) -> None:
    """In the morning there is time to mend it; with an article in hand there is not."""
    bad = ChannelCheck(channel=ChannelName.ZALO_OA, ok=False, note="Zalo OA không trả lời.")
    fine = ChannelCheck(channel=ChannelName.PORTAL, ok=True, note="Cổng: tốt")
    for _ in range(2):
        assert not (await kept(own_storage, UpkeepJob.TOKENS, channels=(bad, fine))).ok
    assert await told(own_storage, "Zalo OA chưa sẵn sàng") == {Office.ENGINEER: 1}
    assert (await kept(own_storage, UpkeepJob.TOKENS, channels=(fine,))).ok
    assert (await own_storage.stores.checks.latest())["tokens"].ok


async def test_a_token_that_renews_itself_has_no_end_to_tell_of(own_storage: Storage) -> None:
    """Zalo's access lives a day and is renewed by the program: a warning each day would teach people to look away."""
    ends, tokens = datetime.now(UTC) + _DAY, own_storage.stores.tokens
    upkeep = ChannelUpkeep({ChannelName.FANPAGE: answers(), ChannelName.ZALO_OA: answers()}, tokens, nothing_given_up)
    await tokens.save(ChannelName.FANPAGE, TokenPair(access="a", expires_at=ends))
    await tokens.save(ChannelName.ZALO_OA, TokenPair(access="a", refresh="b", expires_at=ends))
    assert (await upkeep.check_channel(ChannelName.FANPAGE)).expires_at == ends
    assert (await upkeep.check_channel(ChannelName.ZALO_OA)).expires_at is None
    until = ends + 80 * _DAY
    await tokens.save(ChannelName.ZALO_OA, TokenPair(access="a", refresh="b", expires_at=ends, granted_until=until))
    assert (await upkeep.check_channel(ChannelName.ZALO_OA)).expires_at == until


async def test_trouble_of_a_channel_is_an_answer(own_storage: Storage) -> None:
    """An activity that fails would be tried again for hours instead of being told."""
    upkeep = ChannelUpkeep(
        {ChannelName.FANPAGE: answers("Mã truy cập đã bị thu hồi.")}, own_storage.stores.tokens, nothing_given_up
    )
    check = await upkeep.check_channel(ChannelName.FANPAGE)
    assert (check.ok, check.note) == (False, "Mã truy cập đã bị thu hồi.")


async def nothing_given_up(_channel: ChannelName) -> None:
    """No text is left of which nobody knows whether it shows."""


class _Answers:
    """A channel of which only the health is asked."""

    def __init__(self, trouble: str) -> None:
        self._trouble = trouble

    async def health(self) -> str:
        if self._trouble:
            raise ChannelTrouble(Trouble.NEEDS_PERSON, self._trouble)
        return "Kênh trả lời."


def answers(trouble: str = "") -> Channel:
    """A channel that says how it is, and nothing else."""
    return cast("Channel", _Answers(trouble))


async def test_an_older_check_does_not_hide_a_newer_one(own_storage: Storage) -> None:
    """A repeat that comes late would call a broken ledger sound."""
    now, checks = datetime.now(UTC), own_storage.stores.checks
    await checks.record("ledger", False, "sai", now)
    await checks.record("ledger", True, "tốt", now - _DAY)
    assert (await checks.latest())["ledger"].note == "sai"
