"""Whose text comes in, and by which way: one's own, or a contributor's by the hand of the secretary."""

import uuid
from dataclasses import dataclass

from activities.storage.database import now
from desk.acts.sending import Recorder
from desk.refusal import refusal
from desk.server_trouble import ServerUnreachable
from newsroom.article import ArticleId, Content, content_hash
from newsroom.board import Board, Member, Office
from newsroom.entitlement.intake import check_hands_in, contributors
from newsroom.members.actors import Actor
from newsroom.signed.canonical import EARLIEST, brought
from newsroom.signed.submissions import SubmissionClaim
from newsroom.text import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How a text comes in. Shape: `by` is the secretary who hands it in; `waits` when she is still to pass it on."""

    author: Member
    by: str = ""
    waits: bool = False


async def intake_of(member: Actor, board: Board, acts: Recorder, contributor: str) -> Intake:
    """How a member's submission comes in, in a contributor's name when one is named.

    Shape: while an upgrade is under way everything comes in as before, because the build before knows no other way.
    Errors: Refused (not_entitled); InvalidInput (contributor); ServerUnreachable while an upgrade is under way.
    Source: rule 72.
    """
    rolling = await acts.claims_version() == EARLIEST
    if not contributor:
        return Intake(author=member, waits=member.office is Office.CONTRIBUTOR and not rolling)
    check_hands_in(member)
    author = next((known for known in contributors(board) if known.id == contributor), None)
    if author is None:
        known = ", ".join(each.id for each in contributors(board))
        said = f"không có cộng tác viên “{quoted(contributor, 40)}”; bài chưa được lưu"
        raise refusal("contributor", said, f"hãy chọn: {known}")
    if rolling:
        raise ServerUnreachable(
            "Hệ thống đang nâng cấp nên chưa nhận bài gửi thay cộng tác viên; bài chưa được lưu. "
            "Hãy thử lại sau khi Kỹ sư báo đã nâng cấp xong."
        )
    return Intake(author=author, by=member.id)


def submission_claim(
    member: Actor,
    article_id: ArticleId,
    request_id: str,
    content: Content,
    intake: Intake | None = None,
    points: str = "",
) -> SubmissionClaim:
    """What a member claims who hands in a text now: one's own, unless the intake says otherwise."""
    said, intake = brought(content), intake or Intake(author=member)
    return SubmissionClaim(
        act_id=uuid.uuid4().hex,
        article_id=article_id,
        request_id=request_id,
        member=intake.author.id,
        office=intake.author.office,
        kind=said.kind,
        topics=said.topics,
        source=said.source,
        content_hash=content_hash(content),
        made_at=now(),
        intake=intake.by,
        awaits_intake=intake.waits,
        points=points,
        via=member.via,
    )
