"""Changing or taking down what is published: who may propose, who decides, and what the engineer may do at once."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from newsroom.article import ArticleId, ChannelName, Content, ContentHash, MemberId
from newsroom.authority import Ground
from newsroom.board import OFFICE_LABELS, Board, Member, Office
from newsroom.claims import doer, incomplete
from newsroom.entitlement.grounds import acted_for, by_head, ground_of
from newsroom.entitlement.titles import Title, approvers, editors
from newsroom.errors import RefusalCode, Refused
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim, not_entitled
from newsroom.matters.amendment_texts import check_text
from newsroom.matters.kinds import AMENDMENT_STAGE_LABELS, AmendmentKind, AmendmentStage
from newsroom.roster import Roster, acting_heads
from newsroom.stages import Part, Stage
from newsroom.standing import Standing
from newsroom.text import quoted

CONFIRM_WITHIN: Final = timedelta(minutes=60)
"""An oral order to take down is confirmed in writing within this time, or escalated (ambiguity A21)."""

AMEND_WITHIN: Final = timedelta(hours=2)
"""A proposed change is decided and shown within this time (domain facts 2.5; the law says at once)."""

_REVISION: Final = re.compile("[1-9][0-9]{0,5}")
_PARTS: Final = {Office.ENGINEER: Part.ENGINEER, Office.REPORTER: Part.AUTHOR, Office.CONTRIBUTOR: Part.AUTHOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A change to a published article.

    Shape: `base_hash` is the text it changes, `new_hash` the text it brings (empty for a take-down); `urgent` marks
    a take-down by oral order, to be confirmed by `confirm_due_at`.
    """

    id: str
    article_id: ArticleId
    kind: AmendmentKind
    stage: AmendmentStage
    proposed_by: MemberId
    proposed_at: datetime
    reason: str
    base_hash: ContentHash
    new_hash: ContentHash
    new_revision: int = 0
    urgent: bool = False
    ordered_by: str = ""
    decided_by: MemberId | None = None
    confirmed_at: datetime | None = None
    confirm_due_at: datetime | None = None
    done_at: datetime | None = None


def deciders(board: Board, roster: Roster, standing: Standing, now: datetime) -> tuple[Title, ...]:
    """Who decides on a change to a published article: its approver or one above, never the author.

    Source: rules 9, 11, 17, 22, 26 and 42; ambiguity A21.
    """
    found = _heads(board, roster, standing, now)
    if standing.route.owner is not Office.HEAD or not board.reserves(standing.route.name):
        waiting = replace(standing, stage=Stage.AWAITING_APPROVAL)
        found = [*approvers(board, roster, waiting, now).titles, *found]
        deputy = board.holder(Office.STANDING_DEPUTY)
        if standing.route.owner is Office.FINAL_EDITOR and not roster.is_away(deputy.id, now):
            found.append(Title(member=deputy, ground=_DAILY_WORK))
    unique: dict[MemberId, Title] = {}
    for title in found:
        if title.member.id != standing.author:
            unique.setdefault(title.member.id, title)
    return tuple(unique.values())


def proposed(
    board: Board,
    roster: Roster,
    standing: Standing,
    amendment_id: str,
    claim: MatterClaim,
    texts: tuple[Content, Content | None],
    now: datetime,
) -> tuple[Amendment, Ground]:
    """The amendment that a member proposes: a text comes from the last edit, a take-down from anybody of the board.

    Errors: Refused.
    Source: rules 9, 54 and 69; ambiguities A20, A21.
    """
    member = doer(board, claim)
    _check_published(claim, standing)
    kind = _kind(claim)
    if kind is AmendmentKind.TAKE_DOWN:
        if member.is_outside and member.id != standing.author:
            raise not_entitled(claim, "Thành viên Ban Biên tập hoặc tác giả được đề nghị gỡ bài.")
        ground = _own_ground(member)
    else:
        ground = _edit_ground(board, roster, standing, claim, now)
        check_text(board, standing.author, claim, kind, *texts)
    amendment = Amendment(
        id=amendment_id,
        article_id=standing.article_id,
        kind=kind,
        stage=AmendmentStage.PROPOSED,
        proposed_by=member.id,
        proposed_at=now,
        reason=claim.fact(facts.REASON),
        base_hash=standing.content_hash,
        new_hash=ContentHash(claim.said(facts.NEW_HASH) if texts[1] else ""),
        new_revision=_revision(claim) if texts[1] else 0,
    )
    return amendment, ground


def taken_down_now(
    board: Board, standing: Standing, amendment_id: str, claim: MatterClaim, now: datetime, *, sent: bool
) -> tuple[Amendment, Ground]:
    """The take-down that the engineer carries out at once on an oral order; it must name who gave the order.

    Shape: `sent` says that something of the article was ever sent to a channel; then the channels are asked, whatever
    the stage says.
    Errors: Refused.
    Source: rules 81 and 90; ambiguity A21.
    """
    member = doer(board, claim)
    if member.office is not Office.ENGINEER:
        raise not_entitled(claim, "Chỉ Kỹ sư được gỡ ngay theo lệnh miệng; người khác đề nghị gỡ rồi chờ duyệt.")
    if not sent and standing.stage not in {Stage.PUBLISHED, Stage.PUBLISHING}:
        raise Refused(
            RefusalCode.WRONG_STAGE, "Bài này chưa từng gửi lên kênh nào nên không có gì để gỡ; bài giữ nguyên."
        )
    giver = board.member(claim.fact(facts.ORDERED_BY))
    if giver is None or giver.office not in {Office.HEAD, *board.acting_order}:
        raise incomplete(claim, f"lệnh miệng phải do Trưởng Ban hoặc Phó Trưởng Ban đưa ra ({facts.ORDERED_BY.name})")
    amendment = Amendment(
        id=amendment_id,
        article_id=standing.article_id,
        kind=AmendmentKind.TAKE_DOWN,
        stage=AmendmentStage.APPLYING,
        proposed_by=member.id,
        proposed_at=now,
        reason=claim.fact(facts.REASON),
        base_hash=standing.content_hash,
        new_hash=ContentHash(""),
        urgent=True,
        ordered_by=giver.id,
        confirm_due_at=now + CONFIRM_WITHIN,
    )
    said = f"Lệnh miệng của {OFFICE_LABELS[giver.office]}, phải xác nhận trong 60 phút."
    return amendment, replace(_own_ground(member), reasons=(said,))


def decided(
    board: Board,
    roster: Roster,
    standing: Standing,
    amendment: Amendment,
    claim: MatterClaim,
    now: datetime,
    *,
    accept: bool,
) -> tuple[Amendment, Ground]:
    """The amendment after the decision of who is entitled.

    Errors: Refused, also when the article has another text by now.
    Source: rules 7, 11, 12 and 17; ambiguities A20, A21.
    """
    doer(board, claim)
    ground = _deciding_ground(board, roster, standing, claim, now)
    if amendment.stage is not AmendmentStage.PROPOSED:
        raise incomplete(claim, f"đề nghị này {AMENDMENT_STAGE_LABELS[amendment.stage]}")
    _check_published(claim, standing)
    if claim.said(facts.NEW_HASH) != amendment.new_hash or standing.content_hash != amendment.base_hash:
        raise Refused(
            RefusalCode.STALE_TEXT,
            "Bản đang xem không phải bản được đề nghị, hoặc bài đã có bản khác; mọi việc giữ nguyên. Hãy mở lại.",
        )
    if not accept:
        claim.fact(facts.REASON)
    stage = AmendmentStage.APPLYING if accept else AmendmentStage.REFUSED
    return replace(amendment, stage=stage, decided_by=claim.member), ground


def confirmed(
    board: Board, roster: Roster, standing: Standing, amendment: Amendment, claim: MatterClaim, now: datetime
) -> tuple[Amendment, Ground]:
    """The urgent take-down after its written confirmation; late is still better than never, and stays on record.

    Errors: Refused.
    Source: rules 11 and 17; ambiguity A21.
    """
    doer(board, claim)
    ground = _deciding_ground(board, roster, standing, claim, now)
    if not amendment.urgent or amendment.confirmed_at is not None:
        raise incomplete(claim, "không có lệnh gỡ nào đang chờ xác nhận")
    return replace(amendment, confirmed_at=now, decided_by=claim.member), ground


def retried_ground(
    board: Board, roster: Roster, standing: Standing, amendment: Amendment, claim: MatterClaim, now: datetime,
    *, held: bool = False,
) -> Ground:  # fmt: skip
    """The ground on which a stopped channel is tried again, or let go (that only by who decides).

    Shape: `held` by a restore of the storage: then who decides must say that it goes on.
    Errors: Refused.
    Source: rules 11 and 81.
    """
    member = doer(board, claim)
    if amendment.stage is not AmendmentStage.APPLYING:
        raise incomplete(claim, f"đề nghị này {AMENDMENT_STAGE_LABELS[amendment.stage]}")
    if claim.said(facts.CHANNEL) not in set(ChannelName):
        raise incomplete(claim, f"cần ghi kênh ({facts.CHANNEL.name}): {', '.join(ChannelName)}")
    if member.office in {Office.ENGINEER, Office.FINAL_EDITOR} and not claim.said(facts.SKIP) and not held:
        return _own_ground(member)
    return _deciding_ground(board, roster, standing, claim, now)


def applied_to(standing: Standing, amendment: Amendment, text: Content | None, now: datetime) -> Standing:
    """Where the article stands from the decision on; what readers see follows channel by channel.

    Source: rule 12; ambiguities A20, A21.
    """
    after = mended(standing, amendment.kind, amendment.new_hash, amendment.new_revision, now)
    return replace(after, kind=text.kind, topics=text.topics) if text else after


def mended(standing: Standing, kind: AmendmentKind, text: ContentHash, revision: int, now: datetime) -> Standing:
    """The standing after an amendment has been decided, by what the decision says.

    Source: rule 12; ambiguities A20, A21.
    """
    if kind is AmendmentKind.TAKE_DOWN:
        return replace(standing, stage=Stage.TAKEN_DOWN, since=now, held_since=None)
    return replace(standing, revision=revision, content_hash=text, approved_hash=text)


_DAILY_WORK: Final = Ground(
    office=Office.STANDING_DEPUTY,
    rule=26,
    clause="mục II.2, gạch đầu dòng thứ 1",
    text="Phó Trưởng Ban Thường trực trực tiếp chỉ đạo và kiểm tra mọi hoạt động hằng ngày của Cổng",
)


def _heads(board: Board, roster: Roster, standing: Standing, now: datetime) -> list[Title]:
    """The Head and, in the Head's place, the first in line who is not the author."""
    head = board.holder(Office.HEAD)
    line = [pair for pair in acting_heads(board, roster, now) if pair[0].id != standing.author][:1]
    acting = (Title(member=member, ground=acted_for(board, member, grant)) for member, grant in line)
    return [Title(member=head, ground=by_head(head)), *acting]


def _kind(claim: MatterClaim) -> AmendmentKind:
    said = claim.fact(facts.KIND)
    if said not in set(AmendmentKind):
        raise incomplete(claim, f"loại thay đổi “{quoted(said)}” không có; chọn một trong: {', '.join(AmendmentKind)}")
    return AmendmentKind(said)


def _check_published(claim: MatterClaim, standing: Standing) -> None:
    if standing.stage is not Stage.PUBLISHED:
        raise Refused(RefusalCode.WRONG_STAGE, "Bài chưa đăng xong hoặc đã gỡ nên chưa sửa được; mọi việc giữ nguyên.")
    if claim.said(facts.BASE_HASH) not in {"", standing.content_hash}:
        raise Refused(RefusalCode.STALE_TEXT, "Bài đã có bản mới hơn bản đang xem; mọi việc giữ nguyên. Hãy mở lại.")


def _revision(claim: MatterClaim) -> int:
    said = claim.said(facts.NEW_REVISION)
    if not _REVISION.fullmatch(said):
        raise incomplete(claim, f"cần ghi số bản thảo mới ({facts.NEW_REVISION.name})")
    return int(said)


def _edit_ground(board: Board, roster: Roster, standing: Standing, claim: MatterClaim, now: datetime) -> Ground:
    found = editors(board, roster, replace(standing, stage=Stage.EDITING), now).title_of(claim.member)
    if found is None:
        raise not_entitled(claim, "Bản sửa do Ủy viên biên tập lần cuối (hoặc người được giao) chuẩn bị.")
    return found.ground


def _deciding_ground(board: Board, roster: Roster, standing: Standing, claim: MatterClaim, now: datetime) -> Ground:
    entitled = deciders(board, roster, standing, now)
    grounds = {title.member.id: title.ground for title in entitled}
    if claim.member not in grounds:
        offices = ", ".join(dict.fromkeys(OFFICE_LABELS[title.member.office] for title in entitled))
        raise not_entitled(claim, f"Người quyết định: {offices}. {' '.join(standing.route.reasons)}")
    return grounds[claim.member]


def _own_ground(member: Member) -> Ground:
    if member.office is Office.HEAD:
        return by_head(member)
    return ground_of(_PARTS.get(member.office, Part.FINAL_EDITOR), member.office)
