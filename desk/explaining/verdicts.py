"""Whether each member may approve or edit an article, and on which ground, or why not."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desk.explaining.cases import OPEN, Explained
from newsroom.authority import Ground
from newsroom.board import OFFICE_LABELS, Member
from newsroom.entitlement.grounds import grant_in_words
from newsroom.entitlement.lending import Case, Entitlement
from newsroom.entitlement.titles import approvers, editors
from newsroom.entitlement.why_not import why_not_approve, why_not_edit
from newsroom.stages import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a member may, and why or why not."""

    member: Member
    may: bool
    text: str


def rules_of(case: Explained) -> Case:
    """What the rules are asked about: the article at the instant, and the members and grants of that instant."""
    return Case(board=case.board, roster=case.then.roster, standing=case.standing, at=case.then.at)


def approval_of(case: Explained) -> Entitlement | None:
    """Who may approve; None once the approval has been given or refused."""
    if case.standing.stage not in OPEN:
        return None
    waiting = replace(case.standing, stage=Stage.AWAITING_APPROVAL)
    return approvers(case.board, case.then.roster, waiting, case.then.at)


def edit_of(case: Explained) -> Entitlement | None:
    """Who may do the last edit; None when it is not the step."""
    if case.standing.stage is not Stage.EDITING:
        return None
    return editors(case.board, case.then.roster, case.standing, case.then.at)


def approval_verdicts(case: Explained) -> tuple[Verdict, ...]:
    """Each member's word on the approval."""
    return _verdicts(case, approval_of(case), why_not_approve)


def edit_verdicts(case: Explained) -> tuple[Verdict, ...]:
    """Each member's word on the last edit."""
    return _verdicts(case, edit_of(case), why_not_edit)


def ground_in_words(case: Explained, ground: Ground) -> str:
    """A ground as one sentence: the clause, the grant that is used, in whose place."""
    grant = next((grant for grant in case.then.roster.grants if grant.id == ground.grant), None)
    lent = f" {grant_in_words(case.board, grant)}" if grant else ""
    acting = f" Thay {OFFICE_LABELS[ground.acting_for]}." if ground.acting_for else ""
    return f"{ground.text} ({ground.clause}).{lent}{acting}"


def _verdicts(
    case: Explained, found: Entitlement | None, why_not: Callable[[Case, Member], tuple[str, ...]]
) -> tuple[Verdict, ...]:
    if found is None:
        return ()
    verdicts = []
    for member in case.board.members:
        title = found.title_of(member.id)
        text = ground_in_words(case, title.ground) if title else " ".join(why_not(rules_of(case), member))
        verdicts.append(Verdict(member=member, may=title is not None, text=text))
    return tuple(verdicts)
