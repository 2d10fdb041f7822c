"""What a restore of the storage holds back, and what lets it go."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from newsroom.article import ContentHash
from newsroom.board import Office
from newsroom.decisions import decide, may
from newsroom.entitlement.titles import seat_of
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.proofs import shows_to_readers
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MatterAct
from newsroom.roster import Roster
from newsroom.stages import Act, Stage
from newsroom.standing import Standing, wait_of
from tests.support.samples import NOW, at_stage, board, claim, content, decided, details_for, member_of

_MATTER = "amendment/1"


def test_what_brings_a_text_before_readers_is_told_from_the_rest() -> None:
    standing = at_stage(Stage.PUBLISHING)
    shown = {kind for kind in Act if shows_to_readers(claim(standing, kind, member_of(Office.HEAD)))}
    assert shown == {Act.APPROVE, Act.GO_ON}
    said: dict[str, Any] = {"act_id": "1", "matter": _MATTER, "member": member_of(Office.HEAD), "office": Office.HEAD}
    approval = MatterClaim(act=MatterAct.APPROVE_AMENDMENT, made_at=NOW, **said)
    assert not shows_to_readers(approval), "a take-down brings no text"
    assert shows_to_readers(replace(approval, facts={"new_hash": ContentHash("a" * 64)}))
    assert not shows_to_readers(replace(approval, act=MatterAct.TAKE_DOWN_NOW))


def held(stage: Stage) -> Standing:
    return replace(at_stage(stage), held_since=NOW - timedelta(minutes=5))


@pytest.mark.parametrize("stage", [Stage.SCHEDULED, Stage.PUBLISHING])
class TestGoOn:
    def test_the_approver_lets_it_go_on_and_nobody_else(self, stage: Stage) -> None:
        standing = held(stage)
        entitled = [member.id for member in board().members if may(board(), standing, member.id, Act.GO_ON, NOW)]
        assert entitled == [member_of(standing.route.owner)]
        after = decided(standing, Act.GO_ON, entitled[0]).standing
        assert (after.stage, after.held_since, after.approved_hash) == (stage, None, standing.approved_hash)

    def test_what_is_not_held_needs_no_word(self, stage: Stage) -> None:
        standing = at_stage(stage)
        owner = member_of(standing.route.owner)
        assert not may(board(), standing, owner, Act.GO_ON, NOW)
        with pytest.raises(Refused) as refused:
            decided(standing, Act.GO_ON, owner)
        assert refused.value.code is RefusalCode.WRONG_STAGE

    def test_the_author_never_lets_the_own_article_go_on(self, stage: Stage) -> None:
        owner = member_of(held(stage).route.owner)
        own = replace(held(stage), author=owner)
        with pytest.raises(Refused) as refused:
            decided(own, Act.GO_ON, owner)
        assert refused.value.code is RefusalCode.OWN_ARTICLE

    def test_it_lies_in_the_inbox_of_the_approver(self, stage: Stage) -> None:
        standing = held(stage)
        seated = replace(standing, seat=seat_of(board(), Roster(), standing, NOW))
        assert seated.seat.asked == member_of(standing.route.owner)
        assert wait_of(seated) is standing.route.owner
        assert seat_of(board(), Roster(), at_stage(stage), NOW).asked is None

    @pytest.mark.parametrize("kind", [Act.TAKE_OVER, Act.WAIVE_CHANNEL])
    def test_it_stays_held_as_long_as_it_would_go_out(self, stage: Stage, kind: Act) -> None:
        standing = held(stage)
        said = claim(standing, kind, member_of(Office.HEAD), **details_for(kind, standing))
        after = decide(board(), standing, said, content(), NOW).standing
        assert (after.held_since is not None) == (after.stage is stage)
