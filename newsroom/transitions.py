"""The standing that follows an act: stage, text, approval and route, as the stage table and the notice order it."""

from dataclasses import replace
from datetime import datetime

from newsroom.article import Content, ContentHash
from newsroom.authority import TAKEN_OVER, reassigned, route, taken_over
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.claims import Claim
from newsroom.stages import Act, Stage, step
from newsroom.standing import Standing


def after_act(board: Board, standing: Standing, claim: Claim, content: Content, now: datetime) -> Standing:
    """The standing after an allowed act; whose inbox it lies in is left to `entitlement`.

    Source: rules 5, 12, 14, 17, 54, 69; ambiguities A20, A38.
    """
    details = claim.details
    leads_to = step(standing.stage, claim.act).leads_to
    after = replace(standing, stage=leads_to, since=standing.since if leads_to is standing.stage else now)
    match claim.act:
        case Act.FINISH_EDIT | Act.RESUBMIT:
            return _with_text(board, after, claim, content)
        case Act.APPROVE:
            wanted = tuple(channel for channel in standing.channels if channel not in details.channels_off)
            stage = Stage.SCHEDULED if details.publish_at else Stage.PUBLISHING
            return replace(
                after,
                stage=stage,
                channels=wanted,
                approved_hash=claim.content_hash,
                approved_at=now,
                publish_at=details.publish_at,
            )
        case Act.RESCHEDULE:
            return replace(after, publish_at=details.publish_at)
        case Act.TAKE_OVER | Act.REASSIGN | Act.REFER:
            return _moved(board, standing, after, claim)
        case Act.WAIVE_CHANNEL:
            kept = tuple(channel for channel in standing.channels if channel is not details.channel)
            return replace(after, channels=kept)
        case Act.PRECHECK:
            return replace(after, prechecked=True)
        case Act.WITHDRAW:
            return replace(after, approved_hash="", approved_at=None, publish_at=None, parked_at=None)
        case Act.RESUME_CHANNEL | Act.ASK_REROUTE | Act.RETURN_TO_AUTHOR | Act.RETURN_FOR_EDIT | Act.REJECT:
            return after


def _moved(board: Board, standing: Standing, after: Standing, claim: Claim) -> Standing:
    """The standing of an article that goes to another decider, or before the board; an approval given is void then."""
    after = replace(after, approved_hash="", approved_at=None, publish_at=None)
    if claim.act is Act.TAKE_OVER:
        # What went before the board out of the last edit still needs that edit (rule 54).
        stage = Stage.EDITING if standing.parked_at is Stage.EDITING else after.stage
        return replace(after, stage=stage, route=taken_over(standing.route, claim.details.reason), parked_at=None)
    if claim.act is Act.REFER:
        parked = Stage.EDITING if standing.stage is Stage.EDITING else Stage.AWAITING_APPROVAL
        return replace(after, parked_at=parked)
    to = board.member(claim.details.to)
    office = to.office if to else Office.HEAD
    said = f"Trưởng Ban phân công {OFFICE_LABELS[office]} duyệt: {claim.details.reason}"
    return replace(after, route=reassigned(standing.route, office, said))


def _with_text(board: Board, standing: Standing, claim: Claim, content: Content) -> Standing:
    if claim.details.new_hash:
        standing = replace(
            standing,
            revision=claim.details.new_revision,
            content_hash=ContentHash(claim.details.new_hash),
            channels=board.kind_channels[content.kind],
            kind=content.kind,
            topics=content.topics,
            prechecked=standing.prechecked and claim.act is not Act.RESUBMIT,
        )
    if standing.route.name == TAKEN_OVER:
        return standing
    return replace(standing, route=route(board, content, standing.author))
