from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import Kind, MemberId, Topic
from newsroom.authority import Ground
from newsroom.board import Office
from newsroom.entitlement.titles import approvers
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.delegations import delegated, renewed, revoked
from newsroom.matters.kinds import MatterAct
from newsroom.roster import LONGEST_GRANT, Absence, Grant, GrantKind, Scope
from newsroom.stages import Stage
from tests.newsroom.rosters import (
    APPROVERS,
    DAY,
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    HEAD,
    HOUR,
    MINUTE,
    PAPER,
    REPORTER,
    SECRETARY,
    STANDING_DEPUTY,
    STRANGER,
    assigned_to,
    away,
    claim,
    everybody,
    lent,
    roster,
    why,
)
from tests.support.samples import NOW, REASON, at_stage, board

ENDS = NOW + 3 * DAY

# Who may lend what to whom, written out a second time: rules 40, 42, 57, 69 and ambiguities A6, A10, A12.
LENDABLE = {
    GrantKind.DELEGATION: {(giver, to) for giver in APPROVERS for to in APPROVERS if to not in {giver, HEAD}},
    GrantKind.ACTING: {(HEAD, STANDING_DEPUTY), (HEAD, DEPUTY)},
    GrantKind.ROYALTY_SIGNING: {(HEAD, STANDING_DEPUTY), (HEAD, DEPUTY)},
    GrantKind.PRECHECK: {(FINAL_EDITOR, SECRETARY)},
    GrantKind.LAST_EDIT: {(FINAL_EDITOR, SECRETARY)},
}


def lending(
    giver: MemberId, to: MemberId, kind: str = "delegation", /, *facts: Absence | Grant, **said: str | datetime
) -> tuple[Grant, Ground]:
    complete: dict[str, str | datetime] = {"ends_at": ENDS, "document": PAPER}
    made = claim(MatterAct.DELEGATE, giver, **(complete | {"to": to, "kind": kind} | said))
    return delegated(board(), roster(*facts), "g1", made, NOW)


def unlent(
    code: RefusalCode, giver: MemberId, to: MemberId, kind: str = "delegation", /, *facts: Absence, **said: str
) -> str:
    with pytest.raises(Refused) as refused:
        lending(giver, to, kind, *facts, **said)
    return why(refused, code)


class TestLending:
    def test_a_delegation_says_what_to_whom_and_until_when(self) -> None:
        grant, _ = lending(DEPUTY, FINAL_EDITOR, topics="admin_reform", kinds="news", classes="R2", reason=f"{REASON} ")
        assert grant == Grant(
            id="g1",
            kind=GrantKind.DELEGATION,
            giver=DEPUTY,
            seat=DEPUTY,
            to=FINAL_EDITOR,
            starts_at=NOW,
            ends_at=ENDS,
            given_at=NOW,
            scope=Scope(classes=("R2",), topics=(Topic("admin_reform"),), kinds=(Kind.NEWS,)),
            document=PAPER,
            reason=REASON,
        )

    @pytest.mark.parametrize("kind", LENDABLE)
    @given(giver=everybody, to=everybody)
    def test_only_the_own_power_is_lent_and_only_to_those_who_can_use_it(
        self, kind: GrantKind, giver: MemberId, to: MemberId
    ) -> None:
        if (giver, to) in LENDABLE[kind]:
            grant, _ = lending(giver, to, kind)
            assert (grant.kind, grant.giver, grant.seat, grant.to) == (kind, giver, giver, to)
            return
        gives_some = giver in {able for able, _ in LENDABLE[kind]}
        assert unlent(RefusalCode.BAD_REQUEST if gives_some else RefusalCode.NOT_ENTITLED, giver, to, kind)

    def test_what_came_by_a_grant_is_not_lent_on(self) -> None:
        """A class would wander to somebody whom its owner never chose."""
        received = lent(GrantKind.DELEGATION, HEAD, DEPUTY)
        assert "R1" in unlent(RefusalCode.BAD_REQUEST, DEPUTY, FINAL_EDITOR, "delegation", classes="R1")
        onward, _ = lending(DEPUTY, FINAL_EDITOR)
        standing = at_stage(Stage.AWAITING_APPROVAL)
        heads = replace(standing, route=replace(standing.route, name="R1", owner=Office.HEAD))
        found = approvers(board(), roster(onward, received), heads, NOW)
        assert {title.member.id for title in found.titles} == {HEAD, DEPUTY}

    @pytest.mark.parametrize("kind", ["assignment", "power", "Delegation"])
    def test_another_kind_cannot_be_lent(self, kind: str) -> None:
        assert f"“{kind}”" in unlent(RefusalCode.BAD_REQUEST, HEAD, DEPUTY, kind)

    def test_a_delegation_is_meant_when_no_kind_is_said(self) -> None:
        assert lending(HEAD, DEPUTY, "")[0].kind is GrantKind.DELEGATION

    def test_a_stranger_neither_lends_nor_borrows(self) -> None:
        assert unlent(RefusalCode.UNKNOWN_MEMBER, STRANGER, DEPUTY)
        assert "một thành viên khác" in unlent(RefusalCode.BAD_REQUEST, HEAD, STRANGER)
        assert "(to)" in unlent(RefusalCode.BAD_REQUEST, HEAD, MemberId(""))

    @pytest.mark.parametrize("kind", ["last_edit", "royalty_signing"])
    def test_some_work_is_lent_by_a_paper_only(self, kind: str) -> None:
        giver, to = (FINAL_EDITOR, SECRETARY) if kind == "last_edit" else (HEAD, DEPUTY)
        assert lending(giver, to, kind, document=f" {PAPER} ")[0].document == PAPER
        assert "(document)" in unlent(RefusalCode.BAD_REQUEST, giver, to, kind, document=" ")

    @pytest.mark.parametrize(("giver", "to", "kind"), [(DEPUTY, FINAL_EDITOR, "delegation"), (HEAD, DEPUTY, "acting")])
    def test_other_work_needs_none(self, giver: MemberId, to: MemberId, kind: str) -> None:
        assert lending(giver, to, kind, document="")[0].document == ""

    def test_the_standing_deputy_does_not_lend_while_away(self) -> None:
        """Only the Head says who approves then (rule 33)."""
        assert "Trưởng Ban phân công" in unlent(
            RefusalCode.BAD_REQUEST, STANDING_DEPUTY, DEPUTY, "delegation", away(STANDING_DEPUTY)
        )
        assert lending(STANDING_DEPUTY, DEPUTY, "delegation", away(STANDING_DEPUTY, HOUR))

    @pytest.mark.parametrize(("giver", "to"), [(HEAD, DEPUTY), (DEPUTY, FINAL_EDITOR), (FINAL_EDITOR, DEPUTY)])
    def test_others_may_from_afar(self, giver: MemberId, to: MemberId) -> None:
        assert lending(giver, to, "delegation", away(giver))

    def test_an_authorisation_to_run_the_board_holds_no_further_than_it_says(self) -> None:
        """The Head authorises for one class, and the deputy would decide on all that waits for the Head's word."""
        lent_so = []
        with suppress(Refused):
            lent_so.append(lending(HEAD, DEPUTY, "acting", classes="R1")[0])
        known = roster(away(STANDING_DEPUTY), *lent_so)
        found = approvers(board(), known, at_stage(Stage.AWAITING_APPROVAL), NOW)
        assert found.title_of(DEPUTY) is None


class TestItsDates:
    @given(st.integers(-100, 100), st.integers(-100, 1000))
    def test_it_never_begins_before_now_and_lasts_thirty_days_at_most(self, since: int, until: int) -> None:
        starts_at, ends_at = NOW + since * HOUR, NOW + until * HOUR
        begins = max(NOW, starts_at)
        if not begins < ends_at <= begins + LONGEST_GRANT:
            said = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
            assert unlent(RefusalCode.BAD_REQUEST, HEAD, DEPUTY, "delegation", **said)
            return
        grant, _ = lending(HEAD, DEPUTY, starts_at=starts_at, ends_at=ends_at)
        assert (grant.starts_at, grant.ends_at) == (begins, ends_at)

    def test_every_delegation_has_an_end(self) -> None:
        assert "(ends_at)" in unlent(RefusalCode.BAD_REQUEST, HEAD, DEPUTY, "delegation", ends_at="")


class TestItsGround:
    @pytest.mark.parametrize(("giver", "rule"), [(HEAD, 17), (STANDING_DEPUTY, 30), (DEPUTY, 39), (FINAL_EDITOR, 55)])
    def test_it_is_the_power_that_is_lent(self, giver: MemberId, rule: int) -> None:
        to = DEPUTY if giver != DEPUTY else FINAL_EDITOR
        ground = lending(giver, to)[1]
        assert (ground.rule, ground.acting_for) == (rule, None)

    def test_who_acts_for_the_head_lends_the_own_power_and_not_the_heads(self) -> None:
        """The ledger would say that the Head's power was lent."""
        ground = lending(STANDING_DEPUTY, DEPUTY, "delegation", away(HEAD))[1]
        assert (ground.rule, ground.acting_for) == (30, None)


class TestRenewing:
    TRIP = away(STANDING_DEPUTY, -HOUR, 2 * DAY)
    GRANT = lent(GrantKind.DELEGATION, DEPUTY, FINAL_EDITOR)
    ASSIGNMENT = assigned_to(DEPUTY, TRIP)

    def renew(self, grant: Grant, member: MemberId, ends_at: datetime, *facts: Absence) -> Grant:
        made = claim(MatterAct.RENEW, member, ends_at=ends_at)
        return renewed(board(), roster(*facts), grant, made, NOW)[0]

    def unrenewed(self, code: RefusalCode, grant: Grant, member: MemberId, ends_at: datetime, *facts: Absence) -> str:
        with pytest.raises(Refused) as refused:
            self.renew(grant, member, ends_at, *facts)
        return why(refused, code)

    @pytest.mark.parametrize("ends_at", [NOW + MINUTE, NOW + LONGEST_GRANT])
    def test_the_giver_moves_the_end_alone(self, ends_at: datetime) -> None:
        assert self.renew(self.GRANT, DEPUTY, ends_at) == replace(self.GRANT, ends_at=ends_at)

    def test_its_ground_is_the_power_that_was_lent(self) -> None:
        ground = renewed(board(), roster(), self.GRANT, claim(MatterAct.RENEW, DEPUTY, ends_at=ENDS), NOW)[1]
        assert (ground.rule, ground.office) == (39, Office.DEPUTY)

    @pytest.mark.parametrize("member", [HEAD, STANDING_DEPUTY, FINAL_EDITOR, SECRETARY])
    def test_nobody_else_renews_a_delegation(self, member: MemberId) -> None:
        assert "Người đã giao việc" in self.unrenewed(RefusalCode.NOT_ENTITLED, self.GRANT, member, ENDS)

    @pytest.mark.parametrize("ends_at", [NOW, NOW - HOUR, NOW + LONGEST_GRANT + timedelta(seconds=1)])
    def test_thirty_days_from_now_at_most(self, ends_at: datetime) -> None:
        assert self.unrenewed(RefusalCode.BAD_REQUEST, self.GRANT, DEPUTY, ends_at)

    def test_thirty_days_from_its_beginning_when_that_is_ahead(self) -> None:
        planned = replace(self.GRANT, starts_at=NOW + 5 * DAY, ends_at=NOW + 6 * DAY)
        last = NOW + 5 * DAY + LONGEST_GRANT
        assert self.renew(planned, DEPUTY, last).ends_at == last
        assert self.unrenewed(RefusalCode.BAD_REQUEST, planned, DEPUTY, NOW + 5 * DAY)

    def test_one_that_has_run_out_is_given_anew_instead(self) -> None:
        assert "đã hết hạn" in self.unrenewed(RefusalCode.BAD_REQUEST, replace(self.GRANT, ends_at=NOW), DEPUTY, ENDS)

    def test_an_assignment_lasts_no_longer_than_the_absence(self) -> None:
        shorter = replace(self.ASSIGNMENT, ends_at=NOW + HOUR)
        assert self.renew(shorter, HEAD, self.TRIP.ends_at, self.TRIP).ends_at == self.TRIP.ends_at
        later = self.TRIP.ends_at + MINUTE
        assert "đợt vắng" in self.unrenewed(RefusalCode.BAD_REQUEST, shorter, HEAD, later, self.TRIP)
        other = away(FINAL_EDITOR, -HOUR, 9 * DAY)
        assert "đợt vắng" in self.unrenewed(RefusalCode.BAD_REQUEST, shorter, HEAD, later, other, self.TRIP)
        assert "đợt vắng" in self.unrenewed(RefusalCode.BAD_REQUEST, shorter, HEAD, NOW + HOUR)

    def test_who_acts_for_the_head_renews_an_assignment(self) -> None:
        trip = away(FINAL_EDITOR)
        grant, ends_at = assigned_to(DEPUTY, trip), NOW + 2 * HOUR
        assert self.renew(grant, STANDING_DEPUTY, ends_at, trip, away(HEAD)).ends_at == ends_at
        assert self.unrenewed(RefusalCode.NOT_ENTITLED, grant, STANDING_DEPUTY, ends_at, trip)
        assert self.unrenewed(RefusalCode.NOT_ENTITLED, grant, DEPUTY, ends_at, trip, away(HEAD))


class TestRevoking:
    GRANT = lent(GrantKind.DELEGATION, DEPUTY, FINAL_EDITOR)
    TRIP = away(FINAL_EDITOR)

    def revoke(self, grant: Grant, member: MemberId, *facts: Absence, reason: str = REASON) -> tuple[Grant, Ground]:
        made = claim(MatterAct.REVOKE, member, reason=reason)
        return revoked(board(), roster(*facts), grant, made, NOW)

    def unrevoked(
        self, code: RefusalCode, grant: Grant, member: MemberId, *facts: Absence, reason: str = REASON
    ) -> str:
        with pytest.raises(Refused) as refused:
            self.revoke(grant, member, *facts, reason=reason)
        return why(refused, code)

    @pytest.mark.parametrize("member", [DEPUTY, HEAD])
    def test_the_giver_and_the_head_end_it_now(self, member: MemberId) -> None:
        assert self.revoke(self.GRANT, member)[0] == replace(self.GRANT, ends_at=NOW)

    def test_a_giver_who_has_another_office_now_ends_it_too(self) -> None:
        moved = replace(self.GRANT, giver=SECRETARY)
        ended, ground = self.revoke(moved, SECRETARY)
        assert (ended.ends_at, ground.office) == (NOW, Office.SECRETARY)

    def test_one_that_has_not_begun_never_begins(self) -> None:
        planned = replace(self.GRANT, starts_at=NOW + DAY, ends_at=NOW + 2 * DAY)
        ended = self.revoke(planned, DEPUTY)[0]
        found = roster(ended).in_force(board(), GrantKind.DELEGATION, DEPUTY, NOW + DAY)
        assert (ended.ends_at, found) == (ended.starts_at, ())

    @pytest.mark.parametrize("member", [STANDING_DEPUTY, FINAL_EDITOR, SECRETARY, ENGINEER, REPORTER])
    def test_nobody_else_ends_a_delegation_not_even_in_the_heads_place(self, member: MemberId) -> None:
        for facts in ((), (away(HEAD),)):
            assert "hoặc Trưởng Ban" in self.unrevoked(RefusalCode.NOT_ENTITLED, self.GRANT, member, *facts)

    def test_who_acts_for_the_head_ends_an_assignment(self) -> None:
        grant = assigned_to(DEPUTY, self.TRIP)
        ended, ground = self.revoke(grant, STANDING_DEPUTY, self.TRIP, away(HEAD))
        assert (ended.ends_at, ground.acting_for) == (NOW, Office.HEAD)
        assert self.unrevoked(RefusalCode.NOT_ENTITLED, grant, STANDING_DEPUTY, self.TRIP)
        assert self.unrevoked(RefusalCode.NOT_ENTITLED, grant, FINAL_EDITOR, self.TRIP, away(HEAD))

    def test_it_says_why(self) -> None:
        assert "(reason)" in self.unrevoked(RefusalCode.BAD_REQUEST, self.GRANT, DEPUTY, reason=" ")

    def test_one_that_has_run_out_is_over_already(self) -> None:
        assert "đã hết hạn" in self.unrevoked(RefusalCode.BAD_REQUEST, replace(self.GRANT, ends_at=NOW), DEPUTY)
