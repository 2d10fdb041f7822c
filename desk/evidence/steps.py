"""Lines in a pack of evidence: whether what they say is what was signed.

A decision of the board is signed by whoever concluded the meeting, a submission by its author.
"""

from collections.abc import Iterator, Mapping

from desk.evidence.form import PackedReceipt
from newsroom.article import ChannelName, Content
from newsroom.claims import Claim, check_age
from newsroom.errors import Refused
from newsroom.ledger.acts import ActAccepted, BoardDecision, Submission
from newsroom.matters import facts
from newsroom.matters.acts import matter_claim_from
from newsroom.matters.kinds import MatterAct
from newsroom.matters.seals import decision_seal
from newsroom.publishing import CHANNEL_LABELS, channel_post
from newsroom.signed.submissions import submission_from
from newsroom.stages import ACTS
from newsroom.text import quoted


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


def submission_faults(entry: Submission, texts: Mapping[str, Content]) -> Iterator[str]:
    """What in a signed first line is not covered by its claim; the signature is looked at elsewhere.

    Source: promises 1 and 2 of the design.
    """
    try:
        claim = submission_from(entry.claim)
        check_age(claim, entry.at)
    except Refused:
        yield "bài gửi không đọc được hoặc đã ký ngoài thời hạn"
        return
    same = {
        "act_id": entry.act_id == claim.act_id,
        "article_id": entry.article_id == claim.article_id,
        "member": entry.member == claim.member,
        "office": entry.office is claim.office,
        "content_hash": entry.content_hash == claim.content_hash,
        "intake": entry.intake == claim.intake,
        "awaits_intake": entry.awaits_intake == claim.awaits_intake,
    }
    yield from (f"mục “{name}” khác với bài gửi đã ký" for name, agrees in same.items() if not agrees)
    text = texts.get(entry.content_hash)
    if text is not None and not claim.is_of(entry.article_id, claim.request_id, entry.member, text):
        yield "loại, chủ đề hoặc nguồn đã ký khác với toàn văn trong gói"


def disagreements(claim: Claim, entry: ActAccepted) -> Iterator[str]:
    """What a line says otherwise than the claim that it holds, in Vietnamese."""
    same = {
        "act_id": entry.act_id == claim.act_id,
        "act": entry.act is claim.act,
        "article_id": entry.article_id == claim.article_id,
        "member": entry.member == claim.member,
        "office": entry.office is claim.office,
        "details": entry.details == claim.details,
    }
    yield from (f"mục “{name}” khác với lời khai đã ký" for name, agrees in same.items() if not agrees)
    if entry.content_hash != (claim.details.new_hash or claim.content_hash):
        yield f"mã nội dung sau khi {ACTS[claim.act].label} khác với lời khai đã ký"
    if claim.details.new_hash and entry.revision != claim.details.new_revision:
        yield "số bản thảo khác với lời khai đã ký"
    if entry.ground.office is not claim.office:
        yield "căn cứ thẩm quyền không ghi cho chức danh đã thao tác"


def receipt_faults(
    receipt: PackedReceipt, approved: str, content: Content | None, approved_at: int | None
) -> Iterator[str]:
    """What a receipt says otherwise than the approved text that it was given for; `approved_at` is a line's number."""
    if receipt.channel not in set(ChannelName):
        yield f"Biên nhận ở dòng sổ {receipt.seq} ghi kênh lạ “{quoted(receipt.channel, 40)}”."
        return
    channel = ChannelName(receipt.channel)
    label = CHANNEL_LABELS[channel]
    if receipt.content_hash != approved:
        yield f"{label} nhận bản khác với bản được duyệt."
    if approved_at is None or receipt.seq < approved_at:
        yield f"{label} hiện bài trước khi có lần duyệt."
    if content is None or receipt.fingerprint not in channel_post(content, channel).fingerprints:
        yield f"Nội dung đọc lại trên {label} không khớp với bản được duyệt."
