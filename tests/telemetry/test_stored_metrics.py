"""What the rows say: each figure from a newsroom in which it is not zero."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from activities.contracts import SignedAct
from activities.ports import TokenPair
from activities.storage.database import now
from activities.storage.metrics.articles import article_metrics
from activities.storage.metrics.digest import DigestStore
from activities.storage.metrics.ledger import entry_counts
from activities.storage.metrics.tallies import TallyStore
from newsroom.article import ChannelName, subject_of
from newsroom.board import Office
from newsroom.signed.pointing import PointAct, PointClaim
from newsroom.sla import after_quiet_hours, silent_since
from newsroom.stages import Act
from tests.support.samples import board
from tests.support.storages import AUTHOR, Storage, show
from tests.telemetry.reading import looked


async def aged(storage: Storage, article_id: str, **by: float) -> None:
    """As if everything about an article had happened so much earlier."""
    ago = timedelta(**by)
    await storage.admin.execute(
        "UPDATE articles SET since = since - $2::interval, submitted_at = submitted_at - $2, "
        "seat = seat || jsonb_build_object('since', since - $2) WHERE id = $1",
        article_id, ago,
    )  # fmt: skip
    await storage.admin.execute(
        "UPDATE obligations SET started_at = started_at - $2::interval, due_at = due_at - $2 WHERE article_id = $1",
        article_id, ago,
    )  # fmt: skip


async def test_articles_are_counted_where_they_stand_and_wait(own_storage: Storage) -> None:
    """The standing deputy sees by these where work piles up, and for how long."""
    await own_storage.submit()
    waiting = await own_storage.submit()
    await own_storage.done(Act.FINISH_EDIT, waiting)
    await aged(own_storage, waiting, hours=2)
    shown = await looked(own_storage)
    owner = (await own_storage.stores.articles.standing(waiting)).route.owner
    assert shown.by("articles", "stage") == {"editing": 1, "awaiting_approval": 1}
    assert shown.by("articles_waiting", "waiting_for") == {Office.FINAL_EDITOR: 1, owner: 1}
    assert shown.by("articles_oldest_waiting_seconds", "waiting_for")[owner] == pytest.approx(7200, abs=60)
    assert shown.by("articles_oldest_stage_seconds", "stage")["awaiting_approval"] == pytest.approx(7200, abs=60)
    assert (shown.value("articles_unstarted"), shown.value("articles", stage="withdrawn")) == (2, 0)
    assert shown.value("articles_oldest_unstarted_seconds") == pytest.approx(7200, abs=60)


async def test_an_approver_is_silent_once_the_last_reminder_is_past(own_storage: Storage) -> None:
    """Counted from the rows: with every worker dead nobody is reminded, and the silence shows all the same."""
    article_id = await own_storage.submit()
    await own_storage.done(Act.FINISH_EDIT, article_id)
    office = (await own_storage.stores.articles.standing(article_id)).route.owner
    assert (await looked(own_storage)).by("approvers_silent", "office") == {}
    await aged(own_storage, article_id, days=2)
    shown = await looked(own_storage)
    assert shown.by("approvers_silent", "office") == {office: 1}
    assert shown.value("assignments_unanswered") == 0
    await own_storage.admin.execute("UPDATE articles SET assign_raised_at = now() - interval '1 hour'")
    shown = await looked(own_storage)
    assert shown.value("assignments_unanswered") == 1
    assert shown.value("assignments_oldest_seconds") == pytest.approx(3600, abs=60)


async def test_an_article_that_nobody_holds_asks_the_head_and_blames_no_approver(own_storage: Storage) -> None:
    """The Head's own task must not be counted as an approver's silence."""
    article_id = await own_storage.submit()
    await own_storage.done(Act.FINISH_EDIT, article_id)
    await aged(own_storage, article_id, days=2)
    await own_storage.admin.execute("""UPDATE articles SET seat = seat || '{"hold": "head_to_assign"}'""")
    shown = await looked(own_storage)
    assert (shown.by("approvers_silent", "office"), shown.value("assignments_unanswered")) == ({}, 1)
    assert shown.by("articles_waiting", "waiting_for") == {"head_to_assign": 1}


def test_silence_is_the_other_side_of_the_last_reminder() -> None:
    """At every minute of two days: silent exactly when the last reminder, put off by quiet hours, has come."""
    sla = replace(board().sla, quiet_hours=None)
    for quiet in (None, board().sla.quiet_hours):
        sla = replace(sla, quiet_hours=quiet)
        now = datetime(2026, 11, 23, 16, 7, tzinfo=UTC)
        asked = [now - timedelta(minutes=minutes) for minutes in range(2 * 24 * 60)]
        for hours in range(0, 24, 5):
            at = now + timedelta(hours=hours)
            last = sla.approval_reminders[-1]
            reminded = [since for since in asked if after_quiet_hours(sla, since + last) <= at]
            assert [since for since in asked if since <= silent_since(sla, at)] == reminded


async def test_promises_by_what_became_of_them(own_storage: Storage) -> None:
    """A broken promise counts when its time is over, whoever did or did not write it down."""
    kept, late, running, near = [await own_storage.approved() for _ in range(4)]
    for channel in ChannelName:
        await show(own_storage, kept, channel)
    await aged(own_storage, late, minutes=70)
    await show(own_storage, late, ChannelName.PORTAL)
    await own_storage.admin.execute("UPDATE obligations SET breached_at = now() WHERE article_id = $1 "
                                 "AND channel = 'zalo_oa'", late)  # fmt: skip
    await aged(own_storage, near, minutes=50)
    shown = await looked(own_storage)
    assert await own_storage.clocks(running)
    metrics = {
        name: shown.value(f"promises_{name}", promise="publish")
        for name in ("open", "due_soon", "overdue", "kept_total", "broken_total")
    }
    assert metrics == {"open": 8, "due_soon": 3, "overdue": 2, "kept_total": 3, "broken_total": 3}
    assert shown.value("promises_oldest_overdue_seconds", promise="publish") == pytest.approx(600, abs=60)
    # The alert's own for Zalo, and the one that the Portal's late receipt has written.
    assert shown.value("breaches_recorded_total", promise="publish") == 2
    assert shown.value("promises_overdue", promise="amend") == 0


async def test_from_approval_to_view_is_a_histogram_by_channel(own_storage: Storage) -> None:
    """The objective of sixty minutes is measured by these buckets."""
    quick, slow = await own_storage.approved(), await own_storage.approved()
    await aged(own_storage, slow, minutes=70)
    for article_id in (quick, slow):
        await show(own_storage, article_id, ChannelName.PORTAL)
    shown = await looked(own_storage)
    name = "approval_to_visible_seconds"
    buckets = [shown.value(f"{name}_bucket", channel="portal", le=le) for le in ("60.0", "3600.0", "5400.0", "+Inf")]
    assert buckets == [1, 1, 2, 2]
    assert shown.value(f"{name}_sum", channel="portal") == pytest.approx(4200, abs=60)
    assert shown.value(f"{name}_count", channel="fanpage") == 0


async def test_stopped_and_unclear_channels_count_while_they_are_wanted(own_storage: Storage) -> None:
    """A channel that was waived, or a text that was replaced, needs nobody any more."""
    article_id = await own_storage.approved()
    standing = await own_storage.stores.articles.standing(article_id)
    await show(own_storage, article_id, ChannelName.PORTAL)
    for channel in ChannelName:
        await own_storage.stores.publications.claim(article_id, standing.content_hash, channel)
    await own_storage.admin.execute("UPDATE intents SET state = 'revealing' WHERE channel = 'portal'")
    await own_storage.admin.execute("UPDATE intents SET outcome = 'needs_person' WHERE channel <> 'portal'")
    await own_storage.admin.execute("UPDATE intents SET outcome = 'ambiguous' WHERE channel = 'portal'")
    shown = await looked(own_storage)
    assert shown.by("channels_stopped", "channel") == {"fanpage": 1, "zalo_oa": 1}
    assert shown.by("channels_ambiguous", "channel") == {"portal": 1}
    await own_storage.done(Act.WAIVE_CHANNEL, article_id, channel=ChannelName.FANPAGE, reason="Không đăng")
    assert (await looked(own_storage)).by("channels_stopped", "channel") == {"zalo_oa": 1}


async def test_decisions_and_forgeries_come_from_the_ledger(own_storage: Storage) -> None:
    """A forged act names whom it likes, so it is counted as a forgery and under no act."""
    article_id = await own_storage.approved()
    await own_storage.act(Act.APPROVE, article_id)
    signed = await own_storage.signed(Act.APPROVE, article_id)
    await own_storage.stores.acts.record(subject_of(article_id), SignedAct(claim=signed.claim, signature="AAAA"))
    await show(own_storage, article_id, ChannelName.PORTAL)
    shown = await looked(own_storage)
    assert shown.value("decisions_total", act="approve", outcome="accepted") == 1
    assert shown.value("decisions_total", act="approve", outcome="refused") == 1
    assert shown.value("decisions_total", act="reject", outcome="accepted") == 0
    assert shown.value("forged_acts_total") == 1
    assert shown.value("publications_total", channel="portal", outcome="published") == 1
    assert shown.value("ledger_entries_total") == len(await own_storage.rows("SELECT FROM ledger"))


async def test_comments_and_forged_ones_are_counted_and_told_like_acts(own_storage: Storage) -> None:
    """A forged closing would let hidden words go: no alarm rang, and the digest knew nothing of it."""
    stores, article_id, began = own_storage.stores, await own_storage.submit(), now()
    author = (await stores.boards.in_force()).board.member(AUTHOR)
    assert author is not None
    claim = PointClaim(
        act_id="c" * 32, act=PointAct.COMMENT, article_id=article_id, member=AUTHOR, office=author.office,
        made_at=now(), text="Thiếu nguồn",
    )  # fmt: skip
    said = own_storage.key.sign(claim)
    for signed in (replace(said, signature="AAAA"), said):
        await stores.straight_acts.record(claim.subject, signed)
    shown = await looked(own_storage)
    assert shown.value("decisions_total", act="comment", outcome="accepted") == 1
    assert shown.value("forged_acts_total") == 1
    facts = await DigestStore(stores.database, stores.keys).facts(began, began + timedelta(days=1), now())
    assert (facts.refused, facts.forged) == (0, 1)


async def test_an_entry_is_counted_once_and_a_tampered_one_blinds_nobody(own_storage: Storage) -> None:
    """Whether it was added up already or not; a body that is no JSON is the ledger check's matter."""
    tallies = TallyStore(own_storage.stores.database)

    async def matter_acts() -> dict[tuple[str, str], int]:
        async with own_storage.stores.database.reading() as connection:
            found = await entry_counts(connection, await connection.fetchval("SELECT seq FROM ledger_head"))
        assert found is not None
        return dict(found.decisions)

    await own_storage.approved()
    first = await matter_acts()
    await tallies.fold(worth=0)
    assert await matter_acts() == first == {("finish_edit", "accepted"): 1, ("approve", "accepted"): 1}
    for tampered in ("x", "[]"):
        other = await own_storage.submit()
        await own_storage.admin.execute("UPDATE ledger SET body = $2 WHERE article_id = $1", other, tampered)
    await own_storage.approved()
    await tallies.fold(worth=0, most=3)
    assert await matter_acts() == {("finish_edit", "accepted"): 2, ("approve", "accepted"): 2}
    upto = await own_storage.admin.fetchval("SELECT head.seq - upto.seq FROM entries_upto AS upto, ledger_head AS head")
    assert upto > 0, "the last lines were to be read as lines"


async def test_a_long_past_is_added_up_in_steps_and_said_only_when_whole(own_storage: Storage) -> None:
    """Half a count that grows would look like a wave of decisions, or of forgeries."""
    body = json.dumps({"kind": "act", "act": "approve", "outcome": "accepted"})
    await own_storage.admin.execute(
        "INSERT INTO ledger SELECT 1000 + n, '', NULL, $1, '', '' FROM generate_series(1, 45000) AS n", body
    )
    await own_storage.admin.execute("UPDATE ledger_head SET seq = 46000")
    async with own_storage.stores.database.reading() as connection:
        assert await entry_counts(connection, 46_000) is None
        await TallyStore(own_storage.stores.database).fold()
        found = await entry_counts(connection, 46_000)
        assert found is not None
        assert found.decisions["approve", "accepted"] == 45_000


async def test_messages_checks_and_tokens(own_storage: Storage) -> None:
    """What was looked after last is as old as it is, and a failed backup is none."""
    await own_storage.approved()
    at = datetime.now(UTC) - timedelta(hours=3)
    checks, tokens = own_storage.stores.checks, own_storage.stores.tokens
    await checks.record("ledger", False, "đứt ở dòng 7", at)
    await checks.record("backup", False, "đĩa đầy", at)
    until = datetime.now(UTC) + timedelta(days=12)
    await tokens.save(ChannelName.ZALO_OA, TokenPair(access="a", refresh="b", granted_until=until))
    await tokens.save(ChannelName.FANPAGE, TokenPair(access="c"))
    shown = await looked(own_storage)
    assert (shown.value("ledger_intact"), shown.value("backup_timestamp_seconds")) == (0, None)
    assert shown.value("ledger_checked_timestamp_seconds") == pytest.approx(at.timestamp())
    assert shown.by("token_days_left", "channel") == {"zalo_oa": pytest.approx(12, abs=0.01)}
    unread = await own_storage.rows("SELECT FROM notifications WHERE read_at IS NULL")
    assert shown.value("notifications_unread") == len(unread) > 0
    await checks.record("backup", True, "", at + timedelta(hours=1))
    assert (await looked(own_storage)).value("backup_timestamp_seconds") == pytest.approx(at.timestamp() + 3600)


async def test_an_article_from_before_seats_were_kept_waits_for_its_owner(own_storage: Storage) -> None:
    """Old rows have no seat; a scrape that fails on them would blind everybody."""
    article_id = await own_storage.submit()
    await own_storage.done(Act.FINISH_EDIT, article_id)
    await own_storage.admin.execute("UPDATE articles SET seat = '{}'")
    at = datetime.now(UTC)
    async with own_storage.stores.database.reading() as connection:
        metrics = await article_metrics(connection, at, at - timedelta(days=1))
    owner = (await own_storage.stores.articles.standing(article_id)).route.owner
    assert metrics.by_wait[owner].count == 1
