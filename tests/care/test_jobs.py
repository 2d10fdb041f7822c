"""The jobs of care over a real storage: what is counted, who is told and how often."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import cast

from activities.care import CareActivities, ChannelCare
from activities.contracts import CareJob, CareReport, CareTask, ChannelCheck, SignedAct
from activities.ports import Channel, ChannelTrouble, TokenPair, Trouble
from newsroom.article import ChannelName, subject_of
from newsroom.board import Office
from newsroom.matters.kinds import DeedAct
from newsroom.notices.digest import DigestKind, period
from newsroom.stages import Act
from tests.support.deeds import done
from tests.support.rooms import Room

_DAY = timedelta(days=1)
_EVERYBODY = (Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY, Office.ENGINEER)


async def cared(
    room: Room, job: CareJob, *, planned_at: datetime | None = None, channels: tuple[ChannelCheck, ...] = ()
) -> CareReport:
    """A job, done as its activity does it."""
    task = CareTask(job=job, planned_at=planned_at or datetime.now(UTC), channels=channels)
    return await CareActivities(room.stores.care).look_after(task)


async def told(room: Room, words: str) -> dict[Office, int]:
    """How many messages with those words each office has."""
    inboxes = {office: await room.inbox((await room.holder(office)).id) for office in _EVERYBODY}
    return {office: count for office, box in inboxes.items() if (count := sum(words in text for text in box))}


async def test_the_digest_counts_what_the_rows_say(own_room: Room) -> None:
    """The Head steers by it: what waits, what is late, what was broken, refused and forged."""
    room = own_room
    waiting, late = await room.submit(), await room.submit()
    await room.done(Act.FINISH_EDIT, waiting)
    assert not (await room.act(Act.APPROVE, waiting, by="deputy")).accepted
    await room.stores.acts.record(subject_of(waiting), SignedAct(claim="duyệt", signature="giả"))
    await room.admin.execute(
        "UPDATE obligations SET due_at = now() - interval '1 minute' WHERE article_id = $1 AND promise = 'edit'", late
    )
    published = await room.approved()
    await room.admin.execute(
        "INSERT INTO intents (key, article_id, revision, channel, content_hash, state, outcome, visible_at, "
        "updated_at) SELECT id || c, id, revision, c, content_hash, s, o, now(), now() FROM articles, (VALUES "
        "('portal', 'published', 'published'), ('fanpage', 'revealing', 'needs_person')) AS v (c, s, o) WHERE id = $1",
        published,
    )
    now = datetime.now(UTC)
    facts = await room.stores.care.digest.facts(now - _DAY, now, now)
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
    earlier = await room.stores.care.digest.facts(now - 2 * _DAY, now - _DAY, now)
    assert (earlier.submitted, earlier.refused, earlier.forged) == (0, 0, 0)
    assert not any((*earlier.published.values(), *earlier.broken.values()))
    assert earlier.waiting == facts.waiting


async def test_a_digest_goes_out_once_a_day_whatever_happens(own_room: Room) -> None:
    """A retried activity or a second trigger must not fill the inbox; tomorrow's is another."""
    planned = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    for at in (planned, planned + timedelta(hours=2), planned + _DAY):
        await cared(own_room, CareJob.DAILY_DIGEST, planned_at=at)
    await cared(own_room, CareJob.WEEKLY_DIGEST, planned_at=planned)
    assert await told(own_room, "TỔNG HỢP NGÀY") == {Office.HEAD: 2}
    assert await told(own_room, "TỔNG HỢP TUẦN") == {Office.HEAD: 1}


async def test_the_digest_goes_to_whoever_acts_while_the_head_is_away(own_room: Room) -> None:
    """A report in an empty office steers nothing."""
    now = datetime.now(UTC)
    said = {"starts_at": now, "ends_at": now + _DAY, "reason": "Đi công tác"}
    await done(own_room, DeedAct.FILE_ABSENCE, f"absence/{uuid.uuid4().hex[:12]}", Office.HEAD, **said)
    await cared(own_room, CareJob.DAILY_DIGEST)
    assert await told(own_room, "TỔNG HỢP NGÀY") == {Office.STANDING_DEPUTY: 1}


async def test_a_digest_of_a_tampered_ledger_still_goes_out(own_room: Room) -> None:
    """On that day of all days the Head must hear of the rest."""
    await own_room.submit()
    await own_room.admin.execute("UPDATE ledger SET body = 'sửa' WHERE seq = 2")
    since, until = period(DigestKind.DAILY, datetime.now(UTC))
    assert (await own_room.stores.care.digest.facts(since, until, until)).submitted == 1


async def test_a_sound_ledger_is_noted_and_nobody_is_told(own_room: Room) -> None:
    """The near miss of the alarm below, and the proof for the auditor that it was looked at."""
    await own_room.submit()
    report, head = await cared(own_room, CareJob.LEDGER), await own_room.stores.ledger.head()
    check = (await own_room.stores.checks.latest())["ledger"]
    assert report.ok is check.ok is True
    assert f"dòng {head.seq}, mã {head.hash}" in check.note
    assert await told(own_room, "SỔ GHI") == {}


async def test_a_broken_ledger_alarms_the_head_and_the_engineer_once_a_day(own_room: Room) -> None:
    """Nobody would look until the day on which it is needed as evidence."""
    await own_room.submit()
    await own_room.admin.execute("UPDATE ledger SET body = replace(body, 'submission', 'SUBMISSION') WHERE seq = 2")
    for _ in range(2):
        assert not (await cared(own_room, CareJob.LEDGER)).ok
    check = (await own_room.stores.checks.latest())["ledger"]
    assert not check.ok
    assert "2" in check.note
    assert await told(own_room, "SỔ GHI KHÔNG NGUYÊN VẸN") == {Office.HEAD: 1, Office.ENGINEER: 1}


async def test_a_missed_backup_is_told_and_a_fresh_one_is_not(own_room: Room) -> None:
    """A backup that silently stopped months ago is the usual story."""
    assert not (await cared(own_room, CareJob.BACKUP)).ok
    await own_room.stores.checks.record("backup", True, "tốt", datetime.now(UTC) - timedelta(hours=25))
    assert (await cared(own_room, CareJob.BACKUP, planned_at=datetime.now(UTC) + _DAY)).ok
    assert await told(own_room, "sao lưu") == {Office.ENGINEER: 1}


async def test_a_token_is_told_of_once_for_each_step(own_room: Room) -> None:
    """Daily words are not read; a single one is overlooked."""
    ends = datetime.now(UTC) + timedelta(days=6)
    good = ChannelCheck(channel=ChannelName.FANPAGE, ok=True, note="Fanpage: tốt", expires_at=ends)
    for day in range(3):
        planned = datetime.now(UTC) + day * _DAY
        assert not (await cared(own_room, CareJob.TOKENS, planned_at=planned, channels=(good,))).ok
    assert await told(own_room, "hết hạn") == {Office.ENGINEER: 1}
    near = ChannelCheck(channel=ChannelName.FANPAGE, ok=True, note="tốt", expires_at=ends - 4 * _DAY)
    await cared(own_room, CareJob.TOKENS, channels=(near,))
    assert await told(own_room, "hết hạn") == {Office.ENGINEER: 2}
    assert "Fanpage: mã hết hạn" in (await own_room.stores.checks.latest())["tokens"].note


async def test_a_channel_that_is_not_ready_is_told_of_once_a_day(own_room: Room) -> None:
    """In the morning there is time to mend it; with an article in hand there is not."""
    bad = ChannelCheck(channel=ChannelName.ZALO_OA, ok=False, note="Zalo OA không trả lời.")
    fine = ChannelCheck(channel=ChannelName.PORTAL, ok=True, note="Cổng: tốt")
    for _ in range(2):
        assert not (await cared(own_room, CareJob.TOKENS, channels=(bad, fine))).ok
    assert await told(own_room, "Zalo OA chưa sẵn sàng") == {Office.ENGINEER: 1}
    assert (await cared(own_room, CareJob.TOKENS, channels=(fine,))).ok
    assert (await own_room.stores.checks.latest())["tokens"].ok


async def test_a_token_that_renews_itself_has_no_end_to_tell_of(own_room: Room) -> None:
    """Zalo's access lives a day and is renewed by the program: a warning each day would teach people to look away."""
    ends, tokens = datetime.now(UTC) + _DAY, own_room.stores.tokens
    care = ChannelCare({ChannelName.FANPAGE: answers(), ChannelName.ZALO_OA: answers()}, tokens)
    await tokens.save(ChannelName.FANPAGE, TokenPair(access="a", expires_at=ends))
    await tokens.save(ChannelName.ZALO_OA, TokenPair(access="a", refresh="b", expires_at=ends))
    assert (await care.check_channel(ChannelName.FANPAGE)).expires_at == ends
    assert (await care.check_channel(ChannelName.ZALO_OA)).expires_at is None
    until = ends + 80 * _DAY
    await tokens.save(ChannelName.ZALO_OA, TokenPair(access="a", refresh="b", expires_at=ends, granted_until=until))
    assert (await care.check_channel(ChannelName.ZALO_OA)).expires_at == until


async def test_trouble_of_a_channel_is_an_answer(own_room: Room) -> None:
    """An activity that fails would be tried again for hours instead of being told."""
    care = ChannelCare({ChannelName.FANPAGE: answers("Mã truy cập đã bị thu hồi.")}, own_room.stores.tokens)
    check = await care.check_channel(ChannelName.FANPAGE)
    assert (check.ok, check.note) == (False, "Mã truy cập đã bị thu hồi.")


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


async def test_an_older_check_does_not_hide_a_newer_one(own_room: Room) -> None:
    """A repeat that comes late would call a broken ledger sound."""
    now, checks = datetime.now(UTC), own_room.stores.checks
    await checks.record("ledger", False, "sai", now)
    await checks.record("ledger", True, "tốt", now - _DAY)
    assert (await checks.latest())["ledger"].note == "sai"
