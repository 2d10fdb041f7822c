"""Decisions of the board in a pack of evidence: whether each was signed by whoever concluded the meeting."""

from collections.abc import Iterator

from newsroom.claims import check_age
from newsroom.errors import Refused
from newsroom.ledger.acts import BoardDecision
from newsroom.matters import facts
from newsroom.matters.acts import matter_claim_from
from newsroom.matters.kinds import MatterAct
from newsroom.matters.seals import decision_seal


def decision_faults(entry: BoardDecision) -> Iterator[str]:
    """What in an entry is not covered by the act that concluded the meeting; the signature is looked at elsewhere.

    Source: rule 5; promises 1 and 2 of the design.
    """
    try:
        claim = matter_claim_from(entry.claim)
        check_age(claim, entry.at)
    except Refused:
        yield "kết luận của cuộc họp không đọc được hoặc đã ký ngoài thời hạn"
        return
    same = {
        "matter": entry.matter == claim.matter,
        "member": entry.member == claim.member,
        "office": entry.office is claim.office,
    }
    yield from (f"mục “{name}” khác với kết luận đã ký" for name, agrees in same.items() if not agrees)
    seal = decision_seal(entry.article_id, entry.outcome, entry.note)
    if claim.act is not MatterAct.CONCLUDE or seal not in claim.names(facts.SEEN):
        yield "kết luận đã ký không ghi quyết định này đối với bài"
    if entry.ground.office is not claim.office:
        yield "căn cứ thẩm quyền không ghi cho chức danh đã ký"
