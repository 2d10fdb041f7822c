"""Nobody says who judges the own article: not the Head, not who acts for the Head, by no act and by no grant."""

from dataclasses import replace
from datetime import timedelta

import pytest

from newsroom.article import Kind, MemberId
from newsroom.board import OFFICE_LABELS, Office
from newsroom.decisions import decide, may
from newsroom.entitlement.lending import Case
from newsroom.entitlement.titles import approvers, choosers
from newsroom.errors import RefusalCode, Refused
from newsroom.roster import GrantKind, Roster, Void
from newsroom.stages import Act, Stage
from tests.newsroom.rosters import (
    DEPUTY,
    FINAL_EDITOR,
    HEAD,
    HOUR,
    STANDING_DEPUTY,
    away,
    lent,
    roster,
    why,
)
from tests.support.samples import DEPUTY_TOPICS, NOW, at_stage, board, claim, content

pytestmark = pytest.mark.trust

HEAD_AWAY = roster(away(HEAD))
DEPUTYS = content(Kind.NEWS, DEPUTY_TOPICS[0])


def reassign(author: MemberId, by: MemberId, to: MemberId, known: Roster) -> None:
    standing = at_stage(Stage.AWAITING_APPROVAL, author=author)
    decide(board(), standing, claim(standing, Act.REASSIGN, by, to=to, reason="Cần người khác"), content(), NOW, known)


def test_who_acts_for_the_head_does_not_reassign_the_own_article_and_the_next_in_line_does() -> None:
    """Acting for the Head, the author named the judge."""
    with pytest.raises(Refused) as refusal:
        reassign(STANDING_DEPUTY, STANDING_DEPUTY, FINAL_EDITOR, HEAD_AWAY)
    said = why(refusal, RefusalCode.OWN_ARTICLE)
    assert OFFICE_LABELS[Office.HEAD] in said
    assert OFFICE_LABELS[Office.DEPUTY] in said
    reassign(STANDING_DEPUTY, DEPUTY, FINAL_EDITOR, HEAD_AWAY)
    reassign(STANDING_DEPUTY, HEAD, FINAL_EDITOR, HEAD_AWAY)


def test_nor_does_the_head_and_the_first_of_the_acting_order_does() -> None:
    with pytest.raises(Refused) as refusal:
        reassign(HEAD, HEAD, FINAL_EDITOR, Roster())
    assert OFFICE_LABELS[Office.STANDING_DEPUTY] in why(refusal, RefusalCode.OWN_ARTICLE)
    reassign(HEAD, STANDING_DEPUTY, FINAL_EDITOR, Roster())
    reassign(HEAD, DEPUTY, FINAL_EDITOR, roster(away(STANDING_DEPUTY)))


def test_it_is_not_offered_either() -> None:
    standing = at_stage(Stage.AWAITING_APPROVAL, author=STANDING_DEPUTY)
    assert not may(board(), standing, STANDING_DEPUTY, Act.REASSIGN, NOW, HEAD_AWAY)
    assert may(board(), standing, DEPUTY, Act.REASSIGN, NOW, HEAD_AWAY)
    other = at_stage(Stage.AWAITING_APPROVAL)
    assert not may(board(), other, DEPUTY, Act.REASSIGN, NOW, HEAD_AWAY)


@pytest.mark.parametrize("giver", [HEAD, STANDING_DEPUTY])
def test_an_assignment_by_the_author_counts_for_all_but_the_own_article(giver: MemberId) -> None:
    """The approver is away, and who assigns somebody for the absence has written one of the articles."""
    absence = away(DEPUTY)
    grant = lent(GrantKind.ASSIGNMENT, DEPUTY, FINAL_EDITOR, giver=giver, absence=absence.id)
    known = roster(away(HEAD), absence, grant)
    own = at_stage(Stage.AWAITING_APPROVAL, DEPUTYS, giver)
    others = at_stage(Stage.AWAITING_APPROVAL, DEPUTYS)
    assert approvers(board(), known, others, NOW).title_of(FINAL_EDITOR)
    assert approvers(board(), known, own, NOW).title_of(FINAL_EDITOR) is None
    assert Case(board=board(), roster=known, standing=own, at=NOW).void_of(grant) is Void.BY_AUTHOR


def test_a_delegation_by_the_author_gives_nothing_on_the_own_article() -> None:
    """After a change of members the owner of a waiting article may be its author."""
    grant = lent(GrantKind.DELEGATION, STANDING_DEPUTY, FINAL_EDITOR)
    standing = at_stage(Stage.AWAITING_APPROVAL)
    own = replace(standing, author=STANDING_DEPUTY)
    assert approvers(board(), roster(grant), standing, NOW).title_of(FINAL_EDITOR)
    found = approvers(board(), roster(grant), own, NOW)
    assert found.title_of(FINAL_EDITOR) is None
    assert found.asked is not None
    assert found.asked.id == HEAD


def test_whoever_is_left_is_asked_and_never_the_author() -> None:
    """The Head's own article, its approver away: it lay with the Head, who would have named the judge."""
    standing = at_stage(Stage.AWAITING_APPROVAL, author=HEAD)
    found = approvers(board(), roster(away(STANDING_DEPUTY)), standing, NOW)
    assert found.asked is not None
    assert found.asked.id == DEPUTY
    assert HEAD not in {title.member.id for title in found.titles}
    alone = roster(away(STANDING_DEPUTY), away(DEPUTY, until=2 * HOUR))
    assert approvers(board(), alone, standing, NOW).asked is None
    assert choosers(board(), alone, standing, NOW) == ()
    assert choosers(board(), alone, standing, NOW + timedelta(hours=3)) != ()
