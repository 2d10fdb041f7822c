"""Changing and taking down what is published: who proposes, who decides in every situation, what is at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final

import pytest

from newsroom.article import ChannelName, ChannelText, Content, ContentHash, Kind, MemberId, content_hash
from newsroom.authority import Ground
from newsroom.board import Office
from newsroom.entitlement.addressees import NotificationKind
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.amendment import CONFIRM_WITHIN, Amendment
from newsroom.matters.amendment_texts import Correction, corrected, updated
from newsroom.matters.amendments import confirmed, decided, deciders, proposed, retried_ground, taken_down_now
from newsroom.matters.applied import applied_to
from newsroom.matters.kinds import AMENDMENT_LABELS, AMENDMENT_STAGE_LABELS, AmendmentKind, AmendmentStage, MatterAct
from newsroom.matters.reach import Reach, mended
from newsroom.notifications.amendments import amendment_notifications, amendment_summary, unconfirmed_notifications
from newsroom.roster import GrantKind, Roster
from newsroom.stages import Stage
from newsroom.standing import Standing
from tests.newsroom.notice_reading import EDITOR, HEAD, STANDING, Case, _line, owner_of, reading
from tests.newsroom.rosters import (
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    OTHER_REPORTER,
    REPORTER,
    SECRETARY,
    STANDING_DEPUTY,
    assigned_to,
    away,
    claim,
    lent,
    roster,
    there,
    why,
)
from tests.newsroom.rosters import HEAD as HEAD_ID
from tests.newsroom.situations import cases, texts
from tests.newsroom.test_entitlement_oracle import _roster, waiting
from tests.support.samples import DEPUTY_TOPICS, HEAD_TOPICS, NOW, at_stage, board, content

NOBODY: Final = Roster()
EVERYWHERE: Final = Reach(shown=tuple(ChannelName), sent=True)
TEXTS: Final = {
    "R1": content(Kind.NEWS, HEAD_TOPICS[0]),
    "R2": content(Kind.NEWS, DEPUTY_TOPICS[0]),
    "R3": content(Kind.NOTICE),
    "R4": content(),
}
BEFORE: Final = TEXTS["R4"]
AFTER: Final = replace(BEFORE, byline="Nông Văn Hai")
SAID: Final = Correction(wrong="100 ha", right="90 ha", section="Kinh tế", published_on=date(2026, 11, 23))
ID: Final = "7c1e"


def published(name: str = "R4", author: MemberId = REPORTER) -> Standing:
    return at_stage(Stage.PUBLISHED, TEXTS[name], author)


PUBLISHED: Final = published()


def proposal(member: MemberId = FINAL_EDITOR, /, **facts: str) -> MatterClaim:
    """The facts of a complete typo proposal; `facts` say otherwise."""
    said = {"kind": "typo", "reason": "Sai chính tả", "new_hash": content_hash(AFTER), "new_revision": "3"} | facts
    return claim(MatterAct.PROPOSE_AMENDMENT, member, **said)


def propose(
    said: MatterClaim,
    standing: Standing = PUBLISHED,
    after: Content | None = AFTER,
    known: Roster = NOBODY,
    reach: Reach = EVERYWHERE,
    before: Content = BEFORE,
) -> Amendment:
    return proposed(board(), known, standing, ID, said, (before, after), NOW, reach)[0]


def pending(kind: AmendmentKind = AmendmentKind.TYPO, standing: Standing = PUBLISHED) -> Amendment:
    taken = kind is AmendmentKind.TAKE_DOWN
    return Amendment(
        id=ID,
        article_id=standing.article_id,
        kind=kind,
        stage=AmendmentStage.PROPOSED,
        proposed_by=FINAL_EDITOR,
        proposed_at=NOW,
        reason="Sai",
        base_hash=standing.content_hash,
        new_hash=ContentHash("") if taken else content_hash(AFTER),
        new_revision=0 if taken else 3,
    )


def ordered(member: MemberId = ENGINEER, **facts: str) -> MatterClaim:
    said = {"ordered_by": str(HEAD_ID), "reason": "Lệnh gỡ gấp"} | facts
    return claim(MatterAct.TAKE_DOWN_NOW, member, **said)


def urgent(standing: Standing = PUBLISHED) -> Amendment:
    return taken_down_now(board(), roster(), standing, ID, ordered(), NOW, sent=True)[0]


def decide(
    amendment: Amendment, said: MatterClaim, standing: Standing = PUBLISHED, known: Roster = NOBODY
) -> Amendment:
    accept = said.act is MatterAct.APPROVE_AMENDMENT
    return decided(board(), known, standing, amendment, said, NOW, accept=accept)[0]


def approval(member: MemberId = STANDING_DEPUTY, text: str = str(content_hash(AFTER)), **facts: str) -> MatterClaim:
    return claim(MatterAct.APPROVE_AMENDMENT, member, new_hash=text, **facts)


class TestReservedNews:
    """What the last edit is asked about does not come in by a change of the text afterwards."""

    SESSION: Final = "Khai mạc Kỳ họp thứ 32, HĐND tỉnh"

    def test_no_change_makes_a_text_speak_of_it_without_the_topic(self) -> None:
        after = updated(replace(BEFORE, title=self.SESSION), NOW)
        with pytest.raises(Refused, match="sửa chủ đề") as refused:
            self._propose("update", BEFORE, after)
        assert refused.value.code == RefusalCode.BAD_REQUEST

    def test_nor_does_a_slip_that_was_left_to_be_mended(self) -> None:
        after = replace(BEFORE, title="UBND tỉnh họp bàn việc gieo cấy")
        before = replace(after, title=after.title.replace("họp", "họpp"))
        with pytest.raises(Refused, match="sửa chủ đề"):
            self._propose("typo", before, after, judged="meaning")

    def test_what_speaks_of_it_already_with_a_signed_reason_is_changed_as_before(self) -> None:
        before = replace(BEFORE, title=self.SESSION)
        self._propose("update", before, updated(before, NOW))

    def test_with_the_topic_it_goes_to_the_head(self) -> None:
        before = replace(BEFORE, topics=(HEAD_TOPICS[0],))
        after = updated(replace(before, title=self.SESSION), NOW)
        standing = self._propose("update", before, after)
        assert {title.member.id for title in deciders(board(), NOBODY, standing, NOW)} == {HEAD_ID}

    def _propose(self, kind: str, before: Content, after: Content, **facts: str) -> Standing:
        standing = replace(PUBLISHED, content_hash=content_hash(before), topics=before.topics)
        said = proposal(kind=kind, new_hash=content_hash(after), **facts)
        proposed(board(), NOBODY, standing, ID, said, (before, after), NOW, EVERYWHERE)
        return standing


class TestWhoDecides:
    def test_while_the_head_is_asked_who_decides_nobody_below_agrees_to_a_change(self) -> None:
        waits = at_stage(Stage.AWAITING_APPROVAL, TEXTS["R3"], REPORTER)
        assert STANDING_DEPUTY in {title.member.id for title in deciders(board(), NOBODY, waits, NOW)}
        asked = replace(waits, route=replace(waits.route, asked=True))
        assert {title.member.id for title in deciders(board(), NOBODY, asked, NOW)} == {HEAD_ID}

    def test_in_every_situation_the_approver_or_one_above_never_the_author(self) -> None:
        """Held against the second reading of the notice: a false copy could be approved by whom nobody named."""
        tried, wrong = 0, []
        for text in texts():
            standing = replace(waiting(text), stage=Stage.PUBLISHED)
            for case in islice(cases(text), 0, None, 4):
                tried += 1
                found = [str(title.member.id) for title in deciders(board(), _roster(case), standing, NOW)]
                if set(found) != _expected(case) or len(found) != len(set(found)):
                    wrong.append(f"{found} but {_expected(case)} in {case}")
        assert not wrong, "\n".join(wrong[:20])
        assert tried > 10_000

    @pytest.mark.parametrize(
        ("name", "members"),
        [
            ("R1", (HEAD_ID,)),
            ("R2", (DEPUTY, HEAD_ID)),
            ("R3", (FINAL_EDITOR, HEAD_ID, STANDING_DEPUTY)),
            ("R4", (STANDING_DEPUTY, HEAD_ID)),
        ],
    )
    def test_on_an_ordinary_day(self, name: str, members: tuple[MemberId, ...]) -> None:
        found = deciders(board(), NOBODY, published(name), NOW)
        assert tuple(title.member.id for title in found) == members
        assert all(title.ground.office is title.member.office for title in found)

    def test_the_heads_own_reserved_article_has_a_decider(self) -> None:
        """The Head may not decide on it, and nobody else did: a false report of a session could never be mended."""
        found = deciders(board(), NOBODY, published("R1", HEAD_ID), NOW)
        assert [title.member.id for title in found] == [STANDING_DEPUTY]

    def test_who_acts_for_the_head_is_the_next_when_the_first_wrote_it(self) -> None:
        """The first in line is the author: the second stands in, as for an approval."""
        known = roster(away(HEAD_ID))
        found = deciders(board(), known, published("R1", STANDING_DEPUTY), NOW)
        assert [title.member.id for title in found] == [HEAD_ID, DEPUTY]
        assert found[1].ground.acting_for is Office.HEAD

    def test_by_assignment_and_by_delegation(self) -> None:
        """Who approved in the absence of the owner decides too, and says on which paper."""
        gone = away(STANDING_DEPUTY)
        by_head = deciders(board(), roster(gone, assigned_to(DEPUTY, gone)), PUBLISHED, NOW)
        assert [title.member.id for title in by_head] == [DEPUTY, HEAD_ID]
        assert by_head[0].ground.grant
        lent_to = roster(lent(GrantKind.DELEGATION, DEPUTY, FINAL_EDITOR))
        delegated = deciders(board(), lent_to, published("R2"), NOW)
        assert [title.member.id for title in delegated] == [FINAL_EDITOR, DEPUTY, HEAD_ID]


def _expected(case: Case) -> set[str]:
    line = [member for member, _ in _line(case) if member != case.text.author][:1]
    heads = {HEAD, *line}
    owner = owner_of(case.text)
    found = set() if (case.text.name, owner) == ("R1", HEAD) else set(reading(case).titles)
    daily = {STANDING} if owner == EDITOR and STANDING not in case.away and not case.text.asked else set()
    reserved = (case.text.name, owner) == ("R1", HEAD)
    return (heads if reserved else found | heads | daily) - {case.text.author}


class TestProposing:
    def test_a_text_comes_from_the_last_edit(self) -> None:
        amendment = propose(proposal())
        assert (amendment.kind, amendment.stage) == (AmendmentKind.TYPO, AmendmentStage.PROPOSED)
        assert (amendment.base_hash, amendment.new_hash) == (PUBLISHED.content_hash, content_hash(AFTER))
        assert (amendment.new_revision, amendment.proposed_by, amendment.urgent) == (3, FINAL_EDITOR, False)

    @pytest.mark.parametrize("kind", ["typo", "update", "correction"])
    @pytest.mark.parametrize("member", [HEAD_ID, STANDING_DEPUTY, DEPUTY, SECRETARY, ENGINEER, REPORTER])
    def test_and_from_nobody_else(self, kind: str, member: MemberId) -> None:
        """A text that the last editor has not seen would reach the approver."""
        texts_of = {"update": updated(AFTER, NOW), "correction": corrected(AFTER, BEFORE, SAID)}
        with pytest.raises(Refused) as refusal:
            propose(proposal(member, kind=kind), after=texts_of.get(kind, AFTER))
        why(refusal, RefusalCode.NOT_ENTITLED)

    def test_nor_from_an_editor_who_is_away_but_from_whom_was_given_the_last_edit(self) -> None:
        known = roster(away(FINAL_EDITOR), lent(GrantKind.LAST_EDIT, FINAL_EDITOR, SECRETARY))
        assert propose(proposal(SECRETARY), known=known).proposed_by == SECRETARY
        with pytest.raises(Refused) as refusal:
            propose(proposal(), known=known)
        why(refusal, RefusalCode.NOT_ENTITLED)

    def test_anybody_of_the_board_and_the_author_may_ask_for_a_take_down(self) -> None:
        """Whoever sees that something must go has to be able to say so."""
        inside = [m for m in board().members if m.office not in {Office.REPORTER, Office.CONTRIBUTOR}]
        for member in (*[m.id for m in inside], REPORTER):
            said = proposal(member, kind="take_down", new_hash="", new_revision="")
            amendment = propose(said, after=None)
            assert (amendment.kind, amendment.new_hash, amendment.new_revision) == (AmendmentKind.TAKE_DOWN, "", 0)

    def test_a_stranger_to_the_article_may_not(self) -> None:
        with pytest.raises(Refused) as refusal:
            propose(proposal(OTHER_REPORTER, kind="take_down"), after=None)
        why(refusal, RefusalCode.NOT_ENTITLED)

    @pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in {Stage.PUBLISHED, Stage.PUBLISHING}])
    @pytest.mark.parametrize("kind", [kind for kind in AmendmentKind if kind is not AmendmentKind.TYPO])
    def test_only_what_readers_may_see_is_changed(self, stage: Stage, kind: AmendmentKind) -> None:
        """Before that there are the acts of the article itself."""
        with pytest.raises(Refused) as refusal:
            propose(proposal(kind=kind), at_stage(stage))
        why(refusal, RefusalCode.WRONG_STAGE)

    @pytest.mark.parametrize("stage", Stage)
    def test_a_slip_is_mended_from_the_last_edit_on(self, stage: Stage) -> None:
        if stage in {Stage.AWAITING_APPROVAL, Stage.SCHEDULED, Stage.PUBLISHING, Stage.PUBLISHED}:
            assert propose(proposal(), at_stage(stage)).kind is AmendmentKind.TYPO
            return
        with pytest.raises(Refused) as refusal:
            propose(proposal(), at_stage(stage))
        why(refusal, RefusalCode.WRONG_STAGE)

    def test_who_agrees_before_the_approval_approves_nothing(self) -> None:
        """The text would have gone out by its mended letter."""
        waiting, scheduled = at_stage(Stage.AWAITING_APPROVAL), at_stage(Stage.SCHEDULED)
        text, at = ContentHash("b" * 64), NOW
        assert mended(waiting, AmendmentKind.TYPO, text, 2, at).approved_hash == ""
        after = mended(scheduled, AmendmentKind.TYPO, text, 2, at)
        assert (after.stage, after.approved_hash, after.publish_at) == (Stage.SCHEDULED, text, scheduled.publish_at)

    @pytest.mark.parametrize("judged", ["", "meaning"])
    def test_what_was_signed_before_is_judged_by_size_as_it_was(self, judged: str) -> None:
        """An article whose date was mended in the short lane must verify for ever."""
        after = replace(content(), summary=content().summary.replace("20/11", "21/11"))
        said = proposal(new_hash=content_hash(after), judged=judged)
        if not judged:
            assert propose(said, after=after).new_hash == content_hash(after)
            return
        with pytest.raises(Refused) as refusal:
            propose(said, after=after)
        assert "con số" in why(refusal, RefusalCode.BAD_REQUEST)

    @pytest.mark.parametrize("closely", ["", "yes"])
    def test_what_was_signed_before_the_closer_look_is_judged_without_it(self, closely: str) -> None:
        """Point b became point c in the short lane: what is out by that verifies for ever, nothing else goes so."""
        before = replace(content(), summary="Theo điểm b của quy định.")
        after = replace(before, summary="Theo điểm c của quy định.")
        said = proposal(new_hash=content_hash(after), judged="meaning", closely=closely)
        if not closely:
            assert propose(said, before=before, after=after).new_hash == content_hash(after)
            return
        with pytest.raises(Refused) as refusal:
            propose(said, before=before, after=after)
        assert "nhãn" in why(refusal, RefusalCode.BAD_REQUEST)

    @pytest.mark.trust
    def test_one_channel_is_enough_to_change_what_it_shows_and_to_take_it_down(self) -> None:
        """While one channel is down, readers of the others would read what is wrong."""
        under_way = at_stage(Stage.PUBLISHING)
        shown = Reach(shown=(ChannelName.PORTAL,), sent=True)
        assert propose(proposal(), under_way, reach=shown).kind is AmendmentKind.TYPO
        down = proposal(kind="take_down", new_hash="", new_revision="")
        assert propose(down, under_way, None, reach=shown).kind is AmendmentKind.TAKE_DOWN
        assert propose(down, under_way, None, reach=Reach(sent=True)).kind is AmendmentKind.TAKE_DOWN
        for said, text in ((proposal(), AFTER), (down, None)):
            with pytest.raises(Refused) as refusal:
                propose(said, under_way, text, reach=Reach())
            why(refusal, RefusalCode.WRONG_STAGE)

    @pytest.mark.trust
    def test_a_text_is_adapted_only_where_nobody_reads_it_yet(self) -> None:
        """Nothing that readers see changes without a line that says so."""
        own = ChannelText(channel=ChannelName.ZALO_OA, text="Lời riêng cho Zalo.")
        adapted = replace(BEFORE, channel_texts=(own,))
        under_way, shown = at_stage(Stage.PUBLISHING), Reach(shown=(ChannelName.PORTAL,), sent=True)
        said = proposal(kind="adapt", new_hash=content_hash(adapted))
        assert propose(said, under_way, adapted, reach=shown).kind is AmendmentKind.ADAPT
        with pytest.raises(Refused) as refusal:
            propose(said, under_way, adapted, reach=EVERYWHERE)
        assert "Zalo OA" in why(refusal, RefusalCode.BAD_REQUEST)
        with pytest.raises(Refused) as refusal:
            propose(said, PUBLISHED, adapted)
        why(refusal, RefusalCode.WRONG_STAGE)

    def test_not_on_an_older_text_than_the_one_published(self) -> None:
        assert propose(proposal(base_hash=str(PUBLISHED.content_hash)))
        with pytest.raises(Refused) as refusal:
            propose(proposal(base_hash="0" * 64))
        why(refusal, RefusalCode.STALE_TEXT)

    @pytest.mark.parametrize("name", ["kind", "reason", "new_revision"])
    @pytest.mark.parametrize("said", ["", "   ", "khác"])
    def test_what_is_missing_is_named(self, name: str, said: str) -> None:
        if (name, said) == ("reason", "khác"):
            return
        with pytest.raises(Refused) as refusal:
            propose(proposal(**{name: said}))
        assert name in why(refusal, RefusalCode.BAD_REQUEST) or "loại thay đổi" in refusal.value.message

    @pytest.mark.parametrize("number", ["-1", "0", "1.5", "٣", "1" * 30, "1e3", "0x1"])
    def test_a_revision_that_is_no_number_is_refused_and_not_stumbled_over(self, number: str) -> None:
        """A number that no row can hold left the act to be tried for ever."""
        with pytest.raises(Refused) as refusal:
            propose(proposal(new_revision=number))
        why(refusal, RefusalCode.BAD_REQUEST)

    def test_a_member_who_left_the_board_proposes_nothing(self) -> None:
        stranger = replace(proposal(), member=MemberId("ai-đó"))
        with pytest.raises(Refused) as refusal:
            propose(stranger)
        why(refusal, RefusalCode.UNKNOWN_MEMBER)


class TestDeciding:
    def test_exactly_the_proposed_text_goes_on_its_way(self) -> None:
        after = decide(pending(), approval())
        assert (after.stage, after.decided_by) == (AmendmentStage.APPLYING, STANDING_DEPUTY)

    @pytest.mark.parametrize("member", [FINAL_EDITOR, DEPUTY, SECRETARY, ENGINEER, REPORTER])
    def test_nobody_else_decides(self, member: MemberId) -> None:
        for said in (
            approval(member),
            claim(MatterAct.REFUSE_AMENDMENT, member, new_hash=content_hash(AFTER), reason="Sai"),
        ):
            with pytest.raises(Refused) as refusal:
                decide(pending(), said)
            assert "Phó Trưởng Ban" in why(refusal, RefusalCode.NOT_ENTITLED)

    @pytest.mark.parametrize("kind", AmendmentKind)
    @pytest.mark.parametrize("author", [HEAD_ID, STANDING_DEPUTY, DEPUTY, FINAL_EDITOR])
    @pytest.mark.parametrize("name", list(TEXTS))
    def test_the_author_never_decides(self, name: str, author: MemberId, kind: AmendmentKind) -> None:
        """Promise 4, in every class and for every kind of change."""
        standing = published(name, author)
        amendment = pending(kind, standing)
        with pytest.raises(Refused) as refusal:
            decide(amendment, approval(author, amendment.new_hash), standing)
        why(refusal, RefusalCode.NOT_ENTITLED)

    @pytest.mark.parametrize("text", ["", "0" * 64, str(PUBLISHED.content_hash)])
    def test_another_text_than_the_proposed_one_is_stale(self, text: str) -> None:
        """Promise 1: what was read is what is approved."""
        with pytest.raises(Refused) as refusal:
            decide(pending(), approval(text=text))
        why(refusal, RefusalCode.STALE_TEXT)

    def test_an_article_that_has_another_text_by_now_is_stale(self) -> None:
        moved = replace(PUBLISHED, content_hash=ContentHash("1" * 64))
        with pytest.raises(Refused) as refusal:
            decide(pending(), approval(), moved)
        why(refusal, RefusalCode.STALE_TEXT)

    def test_a_take_down_holds_whatever_the_text_is_by_now(self) -> None:
        """What must go must go in its corrected words too."""
        moved = replace(PUBLISHED, content_hash=ContentHash("1" * 64))
        after = decide(pending(AmendmentKind.TAKE_DOWN), approval(text=""), moved)
        assert after.stage is AmendmentStage.APPLYING

    def test_what_is_stale_can_still_be_answered_with_a_no(self) -> None:
        """It would stand in the way of every later proposal."""
        moved = replace(PUBLISHED, content_hash=ContentHash("1" * 64))
        said = claim(
            MatterAct.REFUSE_AMENDMENT, STANDING_DEPUTY, new_hash=str(content_hash(AFTER)), reason="Bài đã có bản khác"
        )
        assert decide(pending(), said, moved).stage is AmendmentStage.REFUSED

    def test_an_article_taken_down_meanwhile_is_not_changed_any_more(self) -> None:
        with pytest.raises(Refused) as refusal:
            decide(pending(), approval(), replace(PUBLISHED, stage=Stage.TAKEN_DOWN))
        why(refusal, RefusalCode.WRONG_STAGE)

    @pytest.mark.parametrize("stage", [stage for stage in AmendmentStage if stage is not AmendmentStage.PROPOSED])
    def test_nothing_is_decided_twice(self, stage: AmendmentStage) -> None:
        refusing = claim(MatterAct.REFUSE_AMENDMENT, STANDING_DEPUTY, new_hash=content_hash(AFTER), reason="Thôi")
        for said in (approval(), refusing):
            with pytest.raises(Refused) as refusal:
                decide(replace(pending(), stage=stage), said)
            assert AMENDMENT_STAGE_LABELS[stage] in why(refusal, RefusalCode.BAD_REQUEST)

    def test_a_no_needs_a_reason(self) -> None:
        said = claim(MatterAct.REFUSE_AMENDMENT, STANDING_DEPUTY, new_hash=content_hash(AFTER))
        with pytest.raises(Refused) as refusal:
            decide(pending(), said)
        assert "reason" in why(refusal, RefusalCode.BAD_REQUEST)
        after = decide(pending(), replace(said, facts={**said.facts, "reason": "Không sai"}))
        assert (after.stage, after.decided_by) == (AmendmentStage.REFUSED, STANDING_DEPUTY)


class TestAtOnceOnAnOralOrder:
    @pytest.mark.parametrize("giver", [HEAD_ID, STANDING_DEPUTY, DEPUTY])
    @pytest.mark.parametrize(
        ("stage", "sent"), [*((stage, True) for stage in Stage), (Stage.PUBLISHED, False), (Stage.PUBLISHING, False)]
    )
    def test_the_engineer_takes_down_and_names_who_ordered(self, giver: MemberId, stage: Stage, *, sent: bool) -> None:
        """Whatever the stage says, once something was sent; and a publication under way is stopped before it sends."""
        said = ordered(ordered_by=str(giver))
        amendment, ground = taken_down_now(board(), roster(), at_stage(stage), ID, said, NOW, sent=sent)
        assert (amendment.stage, amendment.kind) == (AmendmentStage.APPLYING, AmendmentKind.TAKE_DOWN)
        assert (amendment.urgent, amendment.ordered_by) == (True, giver)
        assert amendment.confirm_due_at == NOW + CONFIRM_WITHIN
        assert (ground.office, ground.rule) == (Office.ENGINEER, 81)
        assert "xác nhận trong 60 phút" in ground.reasons[0]

    @pytest.mark.parametrize("member", [m.id for m in board().members if m.office is not Office.ENGINEER])
    def test_only_the_engineer(self, member: MemberId) -> None:
        """Everybody else proposes: nobody hides an article alone, not even the Head by the engineer's door."""
        with pytest.raises(Refused) as refusal:
            taken_down_now(board(), roster(), PUBLISHED, ID, ordered(member), NOW, sent=True)
        why(refusal, RefusalCode.NOT_ENTITLED)

    @pytest.mark.parametrize(
        "giver", [str(FINAL_EDITOR), str(SECRETARY), str(ENGINEER), str(REPORTER), "ai-đó", "", " "]
    )
    def test_nobody_else_gives_such_an_order(self, giver: str) -> None:
        with pytest.raises(Refused) as refusal:
            taken_down_now(board(), roster(), PUBLISHED, ID, ordered(ordered_by=giver), NOW, sent=True)
        assert "ordered_by" in why(refusal, RefusalCode.BAD_REQUEST)

    def test_the_reason_is_written_down(self) -> None:
        with pytest.raises(Refused) as refusal:
            taken_down_now(board(), roster(), PUBLISHED, ID, ordered(reason=" "), NOW, sent=True)
        assert "reason" in why(refusal, RefusalCode.BAD_REQUEST)

    @pytest.mark.parametrize("stage", [s for s in Stage if s not in {Stage.PUBLISHED, Stage.PUBLISHING}])
    def test_what_was_never_sent_is_not_taken_down(self, stage: Stage) -> None:
        with pytest.raises(Refused) as refusal:
            taken_down_now(board(), roster(), at_stage(stage), ID, ordered(), NOW, sent=False)
        assert "chưa từng gửi" in why(refusal, RefusalCode.WRONG_STAGE)


class TestConfirming:
    def test_whoever_decides_confirms_in_time_or_late(self) -> None:
        """Late is better than never, and the hour is on record."""
        taken_down = replace(PUBLISHED, stage=Stage.TAKEN_DOWN)
        for at in (NOW, NOW + timedelta(days=3)):
            said = claim(MatterAct.CONFIRM_TAKE_DOWN, STANDING_DEPUTY)
            after, ground = confirmed(board(), NOBODY, taken_down, urgent(), said, at)
            assert (after.confirmed_at, after.decided_by) == (at, STANDING_DEPUTY)
            assert isinstance(ground, Ground)

    @pytest.mark.parametrize("member", [ENGINEER, FINAL_EDITOR, DEPUTY, SECRETARY, REPORTER])
    def test_not_who_carried_it_out_nor_anybody_else(self, member: MemberId) -> None:
        with pytest.raises(Refused) as refusal:
            confirmed(board(), NOBODY, PUBLISHED, urgent(), claim(MatterAct.CONFIRM_TAKE_DOWN, member), NOW)
        why(refusal, RefusalCode.NOT_ENTITLED)

    def test_not_the_author_who_gave_the_order(self) -> None:
        standing = published("R4", STANDING_DEPUTY)
        said = claim(MatterAct.CONFIRM_TAKE_DOWN, STANDING_DEPUTY)
        with pytest.raises(Refused) as refusal:
            confirmed(board(), NOBODY, standing, urgent(standing), said, NOW)
        why(refusal, RefusalCode.NOT_ENTITLED)

    def test_there_is_one_order_to_confirm_and_only_once(self) -> None:
        said = claim(MatterAct.CONFIRM_TAKE_DOWN, HEAD_ID)
        for amendment in (pending(AmendmentKind.TAKE_DOWN), replace(urgent(), confirmed_at=NOW)):
            with pytest.raises(Refused) as refusal:
                confirmed(board(), NOBODY, PUBLISHED, amendment, said, NOW)
            why(refusal, RefusalCode.BAD_REQUEST)


class TestChannelsThatStop:
    def retry(self, member: MemberId, amendment: Amendment | None = None, **facts: str) -> Ground:
        said = claim(MatterAct.RETRY_CHANNEL, member, **{"channel": "fanpage", **facts})
        applying = amendment or replace(pending(), stage=AmendmentStage.APPLYING)
        return retried_ground(board(), NOBODY, PUBLISHED, applying, said, NOW)

    def test_engineer_editor_and_deciders_let_it_go_on(self) -> None:
        assert self.retry(ENGINEER).rule == 81
        assert self.retry(FINAL_EDITOR).rule == 54
        assert self.retry(STANDING_DEPUTY).rule == 30
        assert self.retry(HEAD_ID).rule == 17
        for member in (DEPUTY, SECRETARY, REPORTER):
            with pytest.raises(Refused) as refusal:
                self.retry(member)
            why(refusal, RefusalCode.NOT_ENTITLED)

    def test_letting_a_channel_go_is_a_decision(self) -> None:
        """The false copy stays there: the engineer alone must not choose that."""
        for member in (ENGINEER, FINAL_EDITOR):
            with pytest.raises(Refused) as refusal:
                self.retry(member, skip="yes")
            why(refusal, RefusalCode.NOT_ENTITLED)
        assert self.retry(STANDING_DEPUTY, skip="yes").rule == 30

    @pytest.mark.parametrize("channel", ["", "tiktok"])
    def test_a_channel_is_named(self, channel: str) -> None:
        with pytest.raises(Refused) as refusal:
            self.retry(ENGINEER, channel=channel)
        assert "channel" in why(refusal, RefusalCode.BAD_REQUEST)

    def test_only_while_it_is_being_carried_out(self) -> None:
        for stage in AmendmentStage:
            if stage is not AmendmentStage.APPLYING:
                with pytest.raises(Refused) as refusal:
                    self.retry(ENGINEER, replace(pending(), stage=stage))
                why(refusal, RefusalCode.BAD_REQUEST)


class TestWhereTheArticleStands:
    def test_a_text_takes_the_place_of_the_old_one_and_the_day_stays(self) -> None:
        """Address, stage and the day of its approval are those of the first publication."""
        after = applied_to(PUBLISHED, pending(), AFTER, NOW + timedelta(hours=5))
        assert (after.revision, after.content_hash, after.approved_hash) == (
            3,
            content_hash(AFTER),
            content_hash(AFTER),
        )
        assert (after.stage, after.since, after.approved_at) == (Stage.PUBLISHED, PUBLISHED.since, NOW)
        assert after.route == PUBLISHED.route

    def test_a_take_down_leaves_the_text_as_it_is(self) -> None:
        later = NOW + timedelta(hours=5)
        after = applied_to(PUBLISHED, pending(AmendmentKind.TAKE_DOWN), None, later)
        assert after == replace(PUBLISHED, stage=Stage.TAKEN_DOWN, since=later)


class TestWhoHears:
    def told(self, amendment: Amendment, standing: Standing = PUBLISHED) -> dict[str, set[str]]:
        notifications = amendment_notifications(there(), standing, amendment, BEFORE.title)
        found: dict[str, set[str]] = {}
        for notice in notifications:
            assert BEFORE.title in notice.text
            found.setdefault(notice.kind, set()).add(notice.to)
        return found

    def test_the_deciders_are_asked(self) -> None:
        assert self.told(pending()) == {NotificationKind.TASK: {STANDING_DEPUTY, HEAD_ID}}

    @pytest.mark.parametrize("stage", [AmendmentStage.APPLYING, AmendmentStage.DONE, AmendmentStage.REFUSED])
    def test_the_others_hear_how_it_went(self, stage: AmendmentStage) -> None:
        assert self.told(replace(pending(), stage=stage)) == {NotificationKind.NEWS: {REPORTER, FINAL_EDITOR, ENGINEER}}

    @pytest.mark.parametrize("amendment", [pending(), urgent(), replace(pending(), stage=AmendmentStage.APPLYING)])
    def test_a_message_is_made_of_sentences(self, amendment: Amendment) -> None:
        """People read "sửa lỗi chính tả “…”: đang làm" and "Đã gỡ ngay theo lệnh miệng gỡ bài “…”"."""
        stopped = replace(amendment, reason="Sai số liệu. ")
        for notice in amendment_notifications(there(), PUBLISHED, stopped, BEFORE.title):
            assert notice.text[0].isupper()
            assert notice.text.endswith(".")
            assert ".." not in notice.text
            assert "lệnh miệng gỡ" not in notice.text

    def test_only_who_can_confirm_is_asked_to(self) -> None:
        """A deputy who gave the order but may not confirm it was asked, and refused when he did."""
        by_deputy = replace(urgent(), ordered_by=str(DEPUTY))
        told = self.told(by_deputy)
        assert told[NotificationKind.TASK] == {STANDING_DEPUTY, HEAD_ID}
        assert told[NotificationKind.NEWS] == {DEPUTY, REPORTER, FINAL_EDITOR, ENGINEER}

    def test_an_unconfirmed_order_is_an_alarm_for_the_whole_lead(self) -> None:
        notifications = unconfirmed_notifications(there(), urgent(), BEFORE.title)
        assert {notice.kind for notice in notifications} == {NotificationKind.ALARM}
        leads = {HEAD_ID, STANDING_DEPUTY, DEPUTY, FINAL_EDITOR, ENGINEER}
        assert {notice.to for notice in notifications} == leads
        assert "vẫn đang gỡ" in notifications[0].text

    def test_operators_read_it_without_code(self) -> None:
        assert "Chờ xác nhận lệnh miệng" in amendment_summary(urgent())
        assert "Đã được xác nhận" in amendment_summary(
            replace(urgent(), confirmed_at=datetime(2026, 11, 24, tzinfo=UTC))
        )
        for kind in AmendmentKind:
            for stage in AmendmentStage:
                said = amendment_summary(replace(pending(kind), stage=stage))
                assert AMENDMENT_LABELS[kind].capitalize() in said
                assert AMENDMENT_STAGE_LABELS[stage] in said


def test_every_channel_can_be_named_in_a_retry() -> None:
    """A channel that nobody can let go on stands still for ever."""
    for channel in ChannelName:
        assert TestChannelsThatStop().retry(ENGINEER, channel=channel.value)
