"""What contributors write comes in through the secretary: who passes it on, when clocks start, what is signed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from newsroom.article import ArticleId, MemberId, content_hash
from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.consequences import changes_after, notifications_after, on_submission
from newsroom.decisions import decide, first_standing
from newsroom.entitlement.intake import check_intake
from newsroom.entitlement.titles import seat_of
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.acts import Submission
from newsroom.ledger.chain import body_text
from newsroom.ledger.entries import Line, entry_from, to_body
from newsroom.ledger.history import fold
from newsroom.ledger.proof import Act as ProvenAct
from newsroom.ledger.proof import First, Proven
from newsroom.ledger.proofs import Proof
from newsroom.ledger.replay import replayed
from newsroom.members.personal_keys import NO_KEYS, PersonalKeys
from newsroom.roster import Absence, Roster
from newsroom.signed.submissions import SubmissionClaim, submission_from, submission_text
from newsroom.sla import Promise
from newsroom.stages import Act, Stage
from newsroom.standing import Standing, wait_of
from tests.newsroom.rosters import CONTRIBUTOR, FINAL_EDITOR, HEAD, REPORTER, SECRETARY, away, roster, there
from tests.newsroom.test_signed import submission
from tests.support.samples import NOW, board, claim, content


def received(*absences: Absence) -> Standing:
    text = content()
    return first_standing(
        *(board(), ArticleId("CB-1"), text),
        author=CONTRIBUTOR,
        now=NOW,
        roster=roster(*absences),
        awaits_intake=True,
    )


def taken_in(standing: Standing, member: MemberId, *absences: Absence) -> Standing:
    act = claim(standing, Act.TAKE_IN, member)
    return decide(board(), standing, act, content(), NOW, roster(*absences)).standing


class TestWho:
    def test_the_secretary_is_asked_and_passes_it_on_by_rule_72(self) -> None:
        standing = received()
        assert (standing.stage, standing.seat.asked, wait_of(standing)) == (
            Stage.RECEIVED,
            SECRETARY,
            Office.SECRETARY,
        )
        decision = decide(board(), standing, claim(standing, Act.TAKE_IN, SECRETARY), content(), NOW)
        assert (decision.ground.rule, decision.standing.stage) == (72, Stage.EDITING)
        assert decision.standing.seat.asked == FINAL_EDITOR

    def test_while_she_is_away_the_final_editor_does(self) -> None:
        standing = received(away(SECRETARY))
        assert (standing.seat.asked, standing.seat.absence) == (FINAL_EDITOR, f"away-{SECRETARY}")
        assert taken_in(standing, FINAL_EDITOR, away(SECRETARY)).stage is Stage.EDITING

    def test_with_both_away_the_head_is_asked_and_may(self) -> None:
        gone = (away(SECRETARY), away(FINAL_EDITOR))
        standing = received(*gone)
        assert (standing.seat.asked, standing.seat.hold) == (HEAD, Hold.HEAD_TO_ASSIGN)
        assert taken_in(standing, HEAD, *gone).stage is Stage.EDITING

    @pytest.mark.parametrize("member", [m.id for m in board().members if m.id not in {SECRETARY, HEAD}])
    def test_nobody_else_does_while_she_is_there(self, member: MemberId) -> None:
        with pytest.raises(Refused) as refused:
            taken_in(received(), member)
        assert refused.value.code is RefusalCode.NOT_ENTITLED

    def test_a_reporter_does_not_wait_for_her(self) -> None:
        standing = first_standing(board(), ArticleId("CB-1"), content(), author=REPORTER, now=NOW)
        assert standing.stage is Stage.EDITING

    def test_it_moves_when_she_leaves(self) -> None:
        assert seat_of(board(), roster(away(SECRETARY)), received(), NOW).asked == FINAL_EDITOR


class TestClocks:
    def test_the_day_runs_from_the_submission_and_the_edit_from_when_it_is_passed_on(self) -> None:
        standing, later = received(), NOW + timedelta(hours=1)
        assert {o.promise for o in on_submission(board(), standing).start} == {Promise.SAME_DAY}
        act = replace(claim(standing, Act.TAKE_IN, SECRETARY), made_at=later)
        after = decide(board(), standing, act, content(), later).standing
        (edit,) = changes_after(board(), standing, after, act, later).start
        assert (edit.promise, edit.started_at) == (Promise.EDIT, later)

    def test_the_author_hears_that_it_was_passed_on(self) -> None:
        standing = received()
        after = taken_in(standing, SECRETARY)
        told = notifications_after(there(), after, claim(standing, Act.TAKE_IN, SECRETARY), "Vụ xuân")
        assert {each.to for each in told} == {CONTRIBUTOR, FINAL_EDITOR}


def contributed(**fields: object) -> SubmissionClaim:
    return submission(member=CONTRIBUTOR, office=Office.CONTRIBUTOR, **fields)


class TestSigned:
    @pytest.mark.parametrize("fields", [{"intake": SECRETARY}, {"awaits_intake": True}])
    def test_how_it_came_in_is_signed(self, fields: dict[str, object]) -> None:
        signed = contributed(**fields)
        check_intake(board(), signed)
        assert submission_from(submission_text(signed)) == signed

    def test_what_says_nothing_of_it_keeps_its_text(self) -> None:
        assert "intake" not in submission_text(submission())

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            (contributed(intake=FINAL_EDITOR), RefusalCode.NOT_ENTITLED),
            (contributed(intake="ai-đó"), RefusalCode.UNKNOWN_MEMBER),
            (contributed(intake=SECRETARY, awaits_intake=True), RefusalCode.BAD_REQUEST),
            (submission(intake=SECRETARY), RefusalCode.BAD_REQUEST),
            (submission(awaits_intake=True), RefusalCode.BAD_REQUEST),
        ],
    )
    def test_nobody_hands_in_for_another_but_the_secretary_for_a_contributor(
        self, wrong: SubmissionClaim, code: RefusalCode
    ) -> None:
        with pytest.raises(Refused) as refused:
            check_intake(board(), wrong)
        assert refused.value.code is code


class _Past:
    """One notice, and nobody away."""

    concluded: frozenset[str] = frozenset()
    personal: PersonalKeys = NO_KEYS

    def boards_between(self, *_: object) -> tuple[object, ...]:
        return (board(),)

    def roster_at(self, _: object) -> Roster:
        return Roster()


class TestReplay:
    def test_without_being_passed_on_the_edit_leads_nowhere(self) -> None:
        """Whoever holds the storage could leave out the secretary."""
        proof = self._edited(awaits_intake=True)
        assert (proof.standing.stage, len(proof.doubts)) == (Stage.RECEIVED, 1)

    def test_what_came_in_before_there_was_an_intake_goes_its_way(self) -> None:
        """Open articles of contributors must not stop with the upgrade."""
        proof = self._edited(awaits_intake=False)
        assert (proof.standing.stage, proof.doubts) == (Stage.AWAITING_APPROVAL, ())

    def test_a_line_says_how_it_came_in_and_the_history_follows_it(self) -> None:
        text = content()
        line = Submission(
            at=NOW,
            article_id=ArticleId("CB-1"),
            member=CONTRIBUTOR,
            content_hash=content_hash(text),
            revision=1,
            route=received().route,
            awaits_intake=True,
        )
        assert entry_from(body_text(to_body(line))) == line
        told = fold([Line(seq=1, entry=line)])
        assert told is not None
        assert told.standing.stage is Stage.RECEIVED

    def _edited(self, *, awaits_intake: bool) -> Proof:
        text, standing = content(), received()
        first = First(
            line=1,
            at=NOW,
            author=CONTRIBUTOR,
            content_hash=content_hash(text),
            revision=1,
            route=standing.route,
            awaits_intake=awaits_intake,
        )
        edit = ProvenAct(line=2, at=NOW, claim=claim(standing, Act.FINISH_EDIT, FINAL_EDITOR))
        proven = Proven(first=first, steps=[edit])
        proof = replayed(ArticleId("CB-1"), proven, {content_hash(text): text}, _Past())  # type: ignore[arg-type]
        assert proof is not None
        return proof
