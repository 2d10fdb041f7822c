"""The past from the lines alone: as the old code remembered it, and as the rules make it."""

import json
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import ChannelName
from newsroom.authority import HEAD_DECIDES, Ground
from newsroom.claims import Claim, Details
from newsroom.errors import Refused
from newsroom.ledger.acts import ActAccepted, Submission
from newsroom.ledger.entries import Line, Unreadable
from newsroom.ledger.history import fold
from newsroom.stages import Act, Stage, acts_at
from newsroom.standing import Standing
from newsroom.transitions import after_act
from tests.support.kept_ledgers import LIVES, lines, lives
from tests.support.samples import NOW, board, claim, content, submitted

EVERYWHERE = tuple(ChannelName)


def as_data(standing: Standing) -> Any:
    """As the old code kept it, which knew no restore, no question to the Head and nothing passed up."""
    told = asdict(standing)
    assert told.pop("held_since") is None
    assert (told["route"].pop("passing"), told["route"].pop("asked")) == (None, False)
    return json.loads(json.dumps(told, default=lambda moment: moment.isoformat()))


@pytest.mark.parametrize("name", LIVES)
def test_each_life_is_remembered_as_the_old_code_did_after_each_line(name: str) -> None:
    life = lives()[name]
    told = lines(life["article_id"])
    assert len(told) == len(life["steps"])
    for number, (line, step) in enumerate(zip(told, life["steps"], strict=True), start=1):
        assert not isinstance(line.entry, Unreadable)
        history = fold(told[:number])
        assert history is not None
        assert as_data(history.standing_at(line.entry.at, EVERYWHERE)) == step["standing"], line
        assert (history.text_at.isoformat(), history.routed_at.isoformat()) == (step["text_at"], step["routed_at"])
        assert (history.approval.content_hash if history.approval else "") == step["approved"]
        assert (history.decided.act_id if history.decided else None) == step["decided"]
        assert history.strange == ()


def test_an_instant_cuts_the_past_off() -> None:
    told = lines(lives()["published"]["article_id"])
    entries = [line.entry for line in told if not isinstance(line.entry, Unreadable)]
    assert fold(told, entries[0].at - timedelta(microseconds=1)) is None
    for number, entry in enumerate(entries, start=1):
        assert fold(told, entry.at) == fold(told[:number]) or entries[number].at == entry.at


def test_a_line_left_out_makes_the_next_one_strange() -> None:
    told = lines(lives()["taken_down"]["article_id"])
    history = fold([line for line in told if not _is(line, Act.FINISH_EDIT)])
    assert history is not None
    assert history.strange == (next(line.seq for line in told if _is(line, Act.APPROVE)),)


def test_a_line_that_cannot_be_read_changes_nothing() -> None:
    told = lines(lives()["published"]["article_id"])
    spoilt = Line(seq=7, entry=Unreadable(raw="sửa", reason="nội dung không phải JSON"))
    assert fold([spoilt, *told, spoilt]) == fold(told)


def _is(line: Line, act: Act) -> bool:
    return isinstance(line.entry, ActAccepted) and line.entry.act is act


@given(st.lists(st.tuples(st.sampled_from(Act), st.integers(0, 3)), max_size=12))
def test_the_ledger_and_the_rules_never_part(choices: list[tuple[Act, int]]) -> None:
    """Whatever is allowed, in whatever order: what is folded is what the transition made."""
    standing = submitted(content())
    told = [Line(seq=1, entry=_submitted(standing))]
    at = NOW
    for wanted, hours in choices:
        possible = [act for act in acts_at(standing.stage) if act is not Act.RESUME_CHANNEL]
        if not possible:
            break
        act = wanted if wanted in possible else possible[hours % len(possible)]
        at += timedelta(hours=1)
        details = _details(act, standing, at + timedelta(hours=hours) if hours else None)
        said = replace(claim(standing, act, standing.author), details=details, made_at=at)
        try:
            after = after_act(board(), standing, said, content(), at)
        except Refused:
            continue
        told.append(Line(seq=len(told) + 1, entry=_accepted(after, said, at)))
        standing = after
        history = fold(told)
        assert history is not None
        assert history.strange == ()
        found = history.standing
        expected = replace(standing, kind=found.kind, topics=found.topics, seat=found.seat, channels=found.channels)
        assert found == expected
        assert set(standing.channels) <= set(found.channels)
        assert (history.approval is not None) == bool(standing.approved_hash)


def _submitted(standing: Standing) -> Submission:
    return Submission(
        at=standing.since, article_id=standing.article_id, member=standing.author, route=standing.route,
        content_hash=standing.content_hash, revision=standing.revision,
    )  # fmt: skip


def _details(act: Act, standing: Standing, publish_at: datetime | None) -> Details:
    new = act is Act.RESUBMIT
    return Details(
        reason="lý do",
        publish_at=(publish_at or standing.publish_at) if act in {Act.APPROVE, Act.RESCHEDULE} else None,
        channel=ChannelName.ZALO_OA if act is Act.WAIVE_CHANNEL else None,
        channels_off=(ChannelName.FANPAGE,) if act is Act.APPROVE and publish_at else (),
        new_hash="f" * 63 + str(standing.revision % 10) if new else "",
        new_revision=standing.revision + 1 if new else 0,
        to="deputy" if act is Act.REASSIGN else "",
    )


def _accepted(after: Standing, said: Claim, at: datetime) -> ActAccepted:
    rule, clause, text = HEAD_DECIDES
    return ActAccepted(
        at=at, article_id=after.article_id, act_id=f"act-{at}", act=said.act, member=said.member, office=said.office,
        board_version=1, details=said.details, claim="", signature="",
        ground=Ground(office=said.office, rule=rule, clause=clause, text=text), stage=after.stage,
        revision=after.revision, content_hash=after.content_hash, waiting_for="", hold=after.seat.hold,
        route=after.route,
    )  # fmt: skip


def test_an_approval_that_was_taken_back_counts_no_more() -> None:
    history = fold(lines(lives()["acts"]["article_id"]))
    assert history is not None
    assert (history.approval, history.standing.stage) == (None, Stage.REJECTED)


def test_an_embargo_ends_without_a_line() -> None:
    """A channel is waived while the text goes out: the hour had come, and nothing had to be written."""
    edited = replace(submitted(content()), stage=Stage.AWAITING_APPROVAL)
    until = Details(publish_at=NOW + timedelta(hours=1))
    approval = replace(claim(edited, Act.APPROVE, edited.author), details=until)
    scheduled = after_act(board(), edited, approval, content(), NOW)
    out = replace(scheduled, stage=Stage.PUBLISHING, since=NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)
    details = Details(channel=ChannelName.ZALO_OA, reason="lý do")
    waived = replace(claim(edited, Act.WAIVE_CHANNEL, edited.author), details=details)
    told = [
        Line(seq=1, entry=_submitted(edited)),
        Line(seq=2, entry=_accepted(edited, claim(edited, Act.FINISH_EDIT, edited.author), NOW)),
        Line(seq=3, entry=_accepted(scheduled, approval, NOW)),
        Line(seq=4, entry=_accepted(after_act(board(), out, waived, content(), later), waived, later)),
    ]
    history = fold(told)
    assert history is not None
    assert history.strange == ()
    assert (history.standing.stage, history.standing.since) == (Stage.PUBLISHING, NOW + timedelta(hours=1))
    assert ChannelName.ZALO_OA not in history.standing.channels


def test_what_is_withdrawn_before_the_board_waits_for_no_board() -> None:
    parked = replace(submitted(content()), stage=Stage.BEFORE_BOARD, parked_at=Stage.EDITING)
    after = after_act(board(), parked, claim(parked, Act.WITHDRAW, parked.author), content(), NOW)
    assert (after.stage, after.parked_at) == (Stage.WITHDRAWN, None)
