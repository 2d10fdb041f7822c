"""What every grant must keep to, whoever gives it: its scope, its length."""

from collections.abc import Iterable
from datetime import datetime

from newsroom.article import Kind, Topic
from newsroom.board import OFFICE_LABELS, Board, Member
from newsroom.claims import incomplete
from newsroom.errors import Refused
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim, not_entitled
from newsroom.matters.facts import Names
from newsroom.roster import LONGEST_GRANT, Scope
from newsroom.text import quoted


def not_assigning(claim: MatterClaim) -> Refused:
    """The refusal of an assignment, or of its end, by who is not the Head nor in the Head's place."""
    return not_entitled(claim, "Chỉ Trưởng Ban (hoặc người đang điều hành thay) được phân công.")


def scope_of(board: Board, claim: MatterClaim, seat: Member) -> Scope:
    """The scope that an act names; it may only narrow what the seat has by the notice.

    Errors: Refused (bad_request) when it names a class that the seat does not have, or an unknown topic or kind.
    Source: ambiguity A12.
    """
    own = {rule.name for rule in board.authority if rule.office is seat.office}
    classes = claim.names(facts.CLASSES)
    if beyond := [name for name in classes if name not in own]:
        raise incomplete(
            claim, f"nhóm {beyond[0]} không thuộc phần việc của {OFFICE_LABELS[seat.office]}; phạm vi chỉ được hẹp hơn"
        )
    return Scope(
        classes=classes,
        topics=tuple(Topic(t) for t in _known(claim, facts.TOPICS, board.topic_labels)),
        kinds=tuple(Kind(k) for k in _known(claim, facts.KINDS, board.kind_labels)),
    )


def check_length(claim: MatterClaim, starts_at: datetime, ends_at: datetime) -> None:
    """Nothing, when a grant of that length may be given. Errors: Refused.

    Source: ambiguity A12 (every delegation ends, after thirty days at the latest).
    """
    if ends_at <= starts_at:
        raise incomplete(claim, "giờ kết thúc phải sau giờ bắt đầu")
    if ends_at - starts_at > LONGEST_GRANT:
        raise incomplete(claim, f"ủy quyền dài nhất {LONGEST_GRANT.days} ngày; hết hạn có thể gia hạn")


def _known(claim: MatterClaim, listed: Names, known: Iterable[str]) -> tuple[str, ...]:
    named, labels = claim.names(listed), set(known)
    if unknown := [each for each in named if each not in labels]:
        raise incomplete(claim, f"không có “{quoted(unknown[0])}” trong bản phân công ({listed.name})")
    return named
