"""Changing or taking down what is published: who may propose, who decides, and what the engineer may do at once."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from newsroom.article import ChannelName, Content, ContentHash, MemberId
from newsroom.authority import Ground
from newsroom.board import OFFICE_LABELS, TAKEN_OVER, Board, Member, Office
from newsroom.claims import doer, incomplete
from newsroom.entitlement.grounds import by_head, ground_of
from newsroom.entitlement.lending import Title
from newsroom.entitlement.posting import posting_ground, why_no_poster
from newsroom.entitlement.titles import approvers, choosers, editors
from newsroom.errors import RefusalCode, Refused
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim, not_entitled
from newsroom.matters.amendment import CONFIRM_MINUTES, CONFIRM_WITHIN, Amendment
from newsroom.matters.amendment_texts import check_text
from newsroom.matters.channel_texts import check_own_text
from newsroom.matters.kinds import AMENDMENT_STAGE_LABELS, AmendmentKind, AmendmentStage
from newsroom.matters.reach import Reach, check_adapts, check_reach
from newsroom.roster import Presence, Roster
from newsroom.stages import Part, Stage
from newsroom.standing import Standing
from newsroom.text import quoted

_REVISION: Final = re.compile("[1-9][0-9]{0,5}")
_PARTS: Final = {Office.ENGINEER: Part.ENGINEER, Office.REPORTER: Part.AUTHOR, Office.CONTRIBUTOR: Part.AUTHOR}


def deciders(board: Board, roster: Roster, standing: Standing, now: datetime) -> tuple[Title, ...]:
    """Who decides on a change to a published article: its approver or one above, never the author.

    Source: rules 9, 11, 17, 22, 26 and 42; ambiguity A21.
    """
    found = list(choosers(board, roster, standing, now))
    reserved = standing.route.owner is Office.HEAD and board.reserves(standing.route.name)
    if not reserved and not _became_reserved(board, standing):
        waiting = replace(standing, stage=Stage.AWAITING_APPROVAL)
        found = [*approvers(board, roster, waiting, now).titles, *found]
        deputy = board.holder(Office.STANDING_DEPUTY)
        daily = standing.route.owner is Office.FINAL_EDITOR and not standing.route.asked
        if daily and not roster.is_away(deputy.id, now):
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
    reach: Reach,
) -> tuple[Amendment, Ground]:
    """The amendment that a member proposes: a text comes from the last edit, a take-down from anybody of the board.

    Shape: `reach` says where readers see the article; one channel is enough to change or take down what it shows.
    Errors: Refused.
    Source: rules 9, 54 and 69; ambiguities A19, A20, A21; decisions 0037, 0045.
    """
    member = doer(board, claim)
    kind, only = _kind(claim), None
    check_reach(claim, kind, standing, reach)
    _check_seen(claim, standing)
    if kind is AmendmentKind.TAKE_DOWN:
        ground = _removing_ground(standing, claim, member)
    else:
        ground = _edit_ground(board, roster, standing, claim, now)
        check_text(board, standing.author, claim, kind, *texts)
        only = _only(claim, kind, texts, reach)
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
        channels=only,
    )
    return amendment, ground


def taken_down_now(
    board: Board, roster: Roster, standing: Standing, amendment_id: str, claim: MatterClaim, now: datetime,
    *, sent: bool,
) -> tuple[Amendment, Ground]:  # fmt: skip
    """The take-down at once on an oral order, by the engineer or the engineer's backup; it names who gave the order.

    Shape: `sent` says that something of the article was ever sent to a channel; then the channels are asked, whatever
    the stage says.
    Errors: Refused.
    Source: rules 81 and 90; ambiguities A18 and A21.
    """
    there = Presence(board=board, roster=roster, at=now)
    ground = posting_ground(there, doer(board, claim).id)
    if ground is None:
        raise not_entitled(claim, f"{_ONLY_ENGINEER} {why_no_poster(there, claim.member)}".strip())
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
        proposed_by=claim.member,
        proposed_at=now,
        reason=claim.fact(facts.REASON),
        base_hash=standing.content_hash,
        new_hash=ContentHash(""),
        urgent=True,
        ordered_by=giver.id,
        confirm_due_at=now + CONFIRM_WITHIN,
    )
    said = f"Lệnh miệng của {OFFICE_LABELS[giver.office]}, phải xác nhận trong {CONFIRM_MINUTES} phút."
    return amendment, replace(ground, reasons=(*ground.reasons, said))


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

    Shape: a take-down holds for whatever text the article has by now; a refusal needs no text that still fits.
    Errors: Refused, also when the article has another text than the one that was to be changed.
    Source: rules 7, 11, 12 and 17; ambiguities A20, A21; decision 0037.
    """
    doer(board, claim)
    ground = _deciding_ground(board, roster, standing, claim, now)
    if amendment.stage is not AmendmentStage.PROPOSED:
        raise incomplete(claim, f"đề nghị này {AMENDMENT_STAGE_LABELS[amendment.stage]}")
    if claim.said(facts.NEW_HASH) != amendment.new_hash:
        raise Refused(
            RefusalCode.STALE_TEXT,
            "Bản đang xem không phải bản được đề nghị; mọi việc giữ nguyên. Hãy mở lại đề nghị, đọc rồi quyết định.",
        )
    if accept:
        _check_fits(claim, standing, amendment)
    else:
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
    if not claim.said(facts.SKIP) and not held:
        if member.office is Office.FINAL_EDITOR:
            return _own_ground(member)
        if ground := posting_ground(Presence(board=board, roster=roster, at=now), member.id):
            return ground
    return _deciding_ground(board, roster, standing, claim, now)


_ONLY_ENGINEER: Final = (
    "Chỉ Kỹ sư (khi Kỹ sư vắng thì người đăng dự phòng) được gỡ ngay theo lệnh miệng; người khác đề nghị gỡ rồi "
    "chờ duyệt."
)


def _became_reserved(board: Board, standing: Standing) -> bool:
    """Whether other topics have made an article the Head's since it was published; by a notice that asks for them."""
    topics = board.reserved_topics.intersection(standing.topics)
    given = standing.route.name == TAKEN_OVER or board.reserves(standing.route.name)
    return bool(board.reserved_news and topics) and not given


_DAILY_WORK: Final = Ground(
    office=Office.STANDING_DEPUTY,
    rule=26,
    clause="mục II.2, gạch đầu dòng thứ 1",
    text="Phó Trưởng Ban Thường trực trực tiếp chỉ đạo và kiểm tra mọi hoạt động hằng ngày của Cổng",
)


def _kind(claim: MatterClaim) -> AmendmentKind:
    said = claim.fact(facts.KIND)
    if said not in set(AmendmentKind):
        raise incomplete(claim, f"loại thay đổi “{quoted(said)}” không có; chọn một trong: {', '.join(AmendmentKind)}")
    return AmendmentKind(said)


def _only(
    claim: MatterClaim, kind: AmendmentKind, texts: tuple[Content, Content | None], reach: Reach
) -> tuple[ChannelName, ...] | None:
    """The one channel that a proposal is about; None for all that show the article. Errors: Refused."""
    before, after = texts
    if after is None:
        return None
    check_adapts(claim, kind, before, after, reach.shown)
    return (check_own_text(claim, before, after, reach),) if kind is AmendmentKind.CHANNEL_TEXT else None


def _check_seen(claim: MatterClaim, standing: Standing) -> None:
    if claim.said(facts.BASE_HASH) not in {"", standing.content_hash}:
        raise Refused(RefusalCode.STALE_TEXT, "Bài đã có bản mới hơn bản đang xem; mọi việc giữ nguyên. Hãy mở lại.")


def _check_fits(claim: MatterClaim, standing: Standing, amendment: Amendment) -> None:
    # What was proposed could be carried out then; that it was sent or shown does not change again.
    check_reach(claim, amendment.kind, standing, Reach(shown=tuple(ChannelName), sent=True))
    if amendment.kind is not AmendmentKind.TAKE_DOWN and standing.content_hash != amendment.base_hash:
        raise Refused(
            RefusalCode.STALE_TEXT,
            "Bài đã có bản khác kể từ lúc đề nghị nên không duyệt được; mọi việc giữ nguyên. "
            "Hãy trả lời không duyệt, rồi đề nghị lại trên bản hiện có.",
        )


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


def _removing_ground(standing: Standing, claim: MatterClaim, member: Member) -> Ground:
    if member.is_outside and member.id != standing.author:
        raise not_entitled(claim, "Thành viên Ban Biên tập hoặc tác giả được đề nghị gỡ bài.")
    return _own_ground(member)


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
