"""May this member do this to this article now, on what ground, and what follows.

The one question behind every button: `decide` answers it from values alone; the storage asks it inside the
transaction that records the answer.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from newsroom.article import ArticleId, ChannelName, Content, MemberId, content_hash
from newsroom.authority import HOLD_LABELS, Ground, route
from newsroom.board import OFFICE_LABELS, Board, Member, Office
from newsroom.claims import REASONS, Claim, doer, incomplete
from newsroom.entitlement.grounds import REFERRERS, ground_of
from newsroom.entitlement.last_edit import check_desk, is_settled
from newsroom.entitlement.lending import Title, check_stand_in, why_away
from newsroom.entitlement.posting import posting_ground, why_no_poster
from newsroom.entitlement.titles import (
    approvers,
    choosers,
    editors,
    head_titles,
    intakes,
    prechecker,
    seat_of,
)
from newsroom.errors import RefusalCode, Refused
from newsroom.publishing import channel_names
from newsroom.roster import Presence, Roster
from newsroom.stages import ACTS, Act, Given, Part, Stage, acts_at, step
from newsroom.standing import Standing
from newsroom.transitions import after_act

LONGEST_EMBARGO: Final = timedelta(days=30)
_PART_ORDER: Final = (
    Part.OWNER,
    Part.INTAKE,
    Part.HEAD,
    Part.FINAL_EDITOR,
    Part.PRECHECKER,
    Part.ENGINEER,
    Part.REFERRER,
    Part.AUTHOR,
)
_HEAD_ONLY: Final = (Part.HEAD,)
_NOBODY_AWAY: Final = Roster()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An allowed act: the ground, and the article's standing after it."""

    ground: Ground
    standing: Standing


def first_standing(
    board: Board,
    article_id: ArticleId,
    content: Content,
    *,
    author: MemberId,
    now: datetime,
    roster: Roster = _NOBODY_AWAY,
    awaits_intake: bool = False,
) -> Standing:
    """The standing of an article that has just been submitted; with `awaits_intake` the secretary passes it on first.

    Source: rules 54 (every item passes the final edit), 72 (the secretary takes in what contributors write) and 14 (the
    day of submission counts).
    """
    standing = Standing(
        article_id=article_id,
        author=author,
        stage=Stage.RECEIVED if awaits_intake else Stage.EDITING,
        since=now,
        route=route(board, content, author),
        revision=1,
        content_hash=content_hash(content),
        submitted_at=now,
        channels=board.kind_channels[content.kind],
        kind=content.kind,
        topics=content.topics,
    )
    return replace(standing, seat=seat_of(board, roster, standing, now))


def check_cheaply(standing: Standing, claim: Claim) -> None:
    """Nothing, when the act fits the stage and names the current text.

    Errors: Refused (wrong_stage, stale_text, bad_request).
    Source: promise 1 of the design; rule 12; ambiguity A20.
    """
    if claim.article_id != standing.article_id:
        raise Refused(RefusalCode.BAD_REQUEST, "Thao tác ghi cho bài khác nên bị từ chối; cả hai bài giữ nguyên.")
    step(standing.stage, claim.act)
    if claim.content_hash != standing.content_hash:
        raise Refused(
            RefusalCode.STALE_TEXT,
            f"Không thể {claim.label}: bài đã có bản mới hơn bản anh/chị đang xem. "
            "Bài giữ nguyên; hãy mở lại bài, đọc bản mới rồi quyết định.",
        )


def decide(
    board: Board,
    standing: Standing,
    claim: Claim,
    content: Content,
    now: datetime,
    roster: Roster = _NOBODY_AWAY,
) -> Decision:
    """The decision on an act: its ground and the standing that follows.

    Shape: `content` is the text the article has after the act (the new one for an edit or a resubmission); `roster`
    is what is known at `now`.
    Errors: Refused, with the reason in Vietnamese; nothing changes then.
    Source: rules 7, 12, 17, 22, 30, 33, 35, 39, 40, 42, 54, 55, 69, 81; promises 1, 2 and 4 of the design.
    """
    check_cheaply(standing, claim)
    if _is_needless(standing, claim.act):
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"Không thể {claim.label}: bài không bị giữ. Bài giữ nguyên; hãy mở lại bài để xem việc có thể làm.",
        )
    if claim.act is Act.ASK_REROUTE and standing.route.asked:
        raise incomplete(claim, "đã có một đề nghị như vậy đang chờ Trưởng Ban trả lời")
    member = doer(board, claim)
    title = _entitled(board, roster, standing, claim, member, now)
    _check_details(standing, claim, now)
    if _takes_from_itself(board, standing, claim.act):
        raise incomplete(claim, f"Trưởng Ban là tác giả bài này; còn có thể: {_instead_of(standing, claim.act)}")
    if ACTS[claim.act].names_member:
        check_stand_in(board, roster, standing, claim, now)
    check_desk(board, standing, claim, content)
    after = after_act(board, standing, claim, content, now)
    return Decision(ground=title.ground, standing=replace(after, seat=seat_of(board, roster, after, now)))


def may(
    board: Board, standing: Standing, member: MemberId, act: Act, now: datetime, roster: Roster = _NOBODY_AWAY
) -> bool:
    """Whether a member could do an act now, details aside; for menus and inboxes, never for permission.

    Source: the stage table and `titles`.
    """
    try:
        allowed = step(standing.stage, act)
    except Refused:
        return False
    if _takes_from_itself(board, standing, act) or _is_needless(standing, act) or is_settled(standing, act):
        return False
    held, row = titles(board, roster, standing, member, now), ACTS[act]
    own = member == standing.author and (row.never_by_author or row.chooses_judge)
    return bool(allowed.parts & held.keys()) and not own


def titles(board: Board, roster: Roster, standing: Standing, member_id: MemberId, now: datetime) -> dict[Part, Title]:
    """The parts that a member plays towards an article at an instant, each with its ground; empty for a stranger.

    Source: rules 7, 17, 35, 42, 54, 69, 72, 81; promise 4 of the design (the author never holds the owner's part).
    """
    member = board.member(member_id)
    if member is None:
        return {}

    def own(part: Part) -> Title:
        return Title(member=member, ground=ground_of(part, member.office))

    editing = standing.stage is Stage.EDITING
    checks = prechecker(board, roster, standing, now) if editing and not standing.prechecked else None
    # Of an article that who acts for the Head has written, the next in line has the Head's word too.
    posting = posting_ground(Presence(board=board, roster=roster, at=now), member_id)
    heads = (*head_titles(board, roster, now), *choosers(board, roster, standing, now))
    found = {
        Part.AUTHOR: own(Part.AUTHOR) if member_id == standing.author else None,
        Part.OWNER: approvers(board, roster, standing, now).title_of(member_id),
        Part.HEAD: next((title for title in heads if title.member.id == member_id), None),
        Part.FINAL_EDITOR: (
            editors(board, roster, standing, now).title_of(member_id)
            if editing
            else own(Part.FINAL_EDITOR)
            if member.office is Office.FINAL_EDITOR
            else None
        ),
        Part.INTAKE: (
            intakes(board, roster, standing, now).title_of(member_id) if standing.stage is Stage.RECEIVED else None
        ),
        Part.PRECHECKER: checks if checks and checks.member.id == member_id else None,
        Part.ENGINEER: Title(member=member, ground=posting) if posting else None,
        Part.REFERRER: own(Part.REFERRER) if member.office in REFERRERS else None,
    }
    return {part: title for part, title in found.items() if title is not None}


def _entitled(board: Board, roster: Roster, standing: Standing, claim: Claim, member: Member, now: datetime) -> Title:
    waits_for = _waits_for(board, roster, standing, now)
    if ACTS[claim.act].never_by_author and claim.member == standing.author:
        raise Refused(
            RefusalCode.OWN_ARTICLE,
            f"Tác giả không được {claim.label} bài của mình; bài giữ nguyên và chờ {waits_for}.",
        )
    allowed = step(standing.stage, claim.act).parts
    held = titles(board, roster, standing, member.id, now)
    if ACTS[claim.act].chooses_judge and claim.member == standing.author and Part.HEAD in held:
        found = choosers(board, roster, standing, now)
        who = ", ".join(dict.fromkeys(OFFICE_LABELS[title.member.office] for title in found))
        raise Refused(
            RefusalCode.OWN_ARTICLE,
            f"Tác giả không được {claim.label} cho bài của mình; bài giữ nguyên. Người được làm việc này: {who}.",
        )
    order = _HEAD_ONLY if ACTS[claim.act].only_as_head else _PART_ORDER
    for part in order:
        if part in allowed and part in held:
            return held[part]
    at_channels = why_no_poster(Presence(board=board, roster=roster, at=now), member.id)
    approved_by = (
        f"{why_away(roster, member, now)}Người có quyền duyệt: {waits_for}. "
        f"{' '.join(_reasons(board, roster, standing, now))}"
    )
    why = at_channels if Part.ENGINEER in allowed and at_channels else approved_by
    raise Refused(
        RefusalCode.NOT_ENTITLED,
        f"{OFFICE_LABELS[member.office]} không có quyền {claim.label} bài này; bài giữ nguyên. {why}",
    )


def _takes_from_itself(board: Board, standing: Standing, act: Act) -> bool:
    """Whether an article of the Head's would go to the Head, whoever acts in the Head's place."""
    return act is Act.TAKE_OVER and board.holder(Office.HEAD).id == standing.author


def _instead_of(standing: Standing, act: Act) -> str:
    """What else the Head's word can do at this stage, in words; the author's own acts are not among them."""
    others = (other for other in acts_at(standing.stage) if other is not act and not ACTS[other].decides)
    held = [other for other in others if Part.HEAD in step(standing.stage, other).parts]
    return ", ".join(ACTS[other].label for other in held)


def _is_needless(standing: Standing, act: Act) -> bool:
    return ACTS[act].only_when_held and standing.held_since is None


def _waits_for(board: Board, roster: Roster, standing: Standing, now: datetime) -> str:
    found = approvers(board, roster, standing, now)
    asked = OFFICE_LABELS[found.asked.office] if found.asked else "người được phân công"
    own = board.holder(standing.route.owner)
    return asked if found.asked in {own, None} else f"{asked} ({HOLD_LABELS[found.hold]})"


def _reasons(board: Board, roster: Roster, standing: Standing, now: datetime) -> tuple[str, ...]:
    looks = {Stage.RECEIVED: intakes, Stage.EDITING: editors}
    return looks.get(standing.stage, approvers)(board, roster, standing, now).reasons or standing.route.reasons


def _check_details(standing: Standing, claim: Claim, now: datetime) -> None:
    row, details = ACTS[claim.act], claim.details
    if row.needs_reason and not details.reason.strip():
        raise incomplete(claim, "cần ghi lý do")
    if row.needs_reason_code and details.reason_code not in REASONS:
        raise incomplete(claim, f"cần chọn loại lý do trong danh sách ({', '.join(REASONS)})")
    if row.hour is Given.ALWAYS and details.publish_at is None:
        raise incomplete(claim, "cần ghi giờ đăng mới")
    if details.publish_at is not None:
        _check_embargo(claim, details.publish_at, now)
    if row.one_channel and details.channel not in standing.channels:
        raise incomplete(claim, "kênh này không nằm trong các kênh của bài")
    if ChannelName.PORTAL in details.channels_off or (
        claim.act is Act.WAIVE_CHANNEL and details.channel is ChannelName.PORTAL
    ):
        raise incomplete(claim, "Cổng TTĐT là kênh bắt buộc, không bỏ được")
    if details.channels_off and not details.reason.strip():
        raise incomplete(claim, "bỏ kênh thì cần ghi lý do")
    _check_channels_on(standing, claim)
    if claim.act is Act.RESUBMIT and not details.new_hash and not details.reason.strip():
        raise incomplete(claim, "cần gửi kèm bản mới, hoặc ghi lý do (mục reason) khi gửi lại đúng bản cũ")
    if details.new_hash and details.new_revision <= standing.revision:
        raise incomplete(claim, "bản mới phải mang số lớn hơn bản hiện có")


def _check_channels_on(standing: Standing, claim: Claim) -> None:
    on = claim.details.channels_on
    if on and claim.act is not Act.APPROVE:
        raise incomplete(claim, "chỉ khi duyệt đăng mới bật thêm kênh được (channels_on)")
    if known := tuple(channel for channel in standing.channels if channel in on):
        raise incomplete(claim, f"{channel_names(known)} đã là kênh của bài, không cần bật thêm (channels_on)")
    if both := tuple(channel for channel in on if channel in claim.details.channels_off):
        raise incomplete(claim, f"{channel_names(both)} vừa bật vừa bỏ (channels_on, channels_off); chỉ chọn một")


def _check_embargo(claim: Claim, publish_at: datetime, now: datetime) -> None:
    if ACTS[claim.act].hour is Given.NEVER:
        raise incomplete(claim, "thao tác này không kèm giờ đăng")
    if publish_at <= now:
        raise incomplete(claim, "giờ đăng (publish_at) đã qua; hãy chọn một giờ sau bây giờ")
    if publish_at - now > LONGEST_EMBARGO:
        raise incomplete(claim, f"giờ đăng (publish_at) xa quá {LONGEST_EMBARGO.days} ngày")
