"""The standing that follows an act: stage, text, approval and route, as the stage table and the notice order it."""

from dataclasses import replace
from datetime import datetime

from newsroom.article import Content, ContentHash
from newsroom.authority import Passing, Route, edited, passed_up, reassigned, rerouted, taken_over
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.claims import Claim, Details
from newsroom.stages import ACTS, Act, Stage, step
from newsroom.standing import Standing
from newsroom.text import as_clause


def after_act(board: Board, standing: Standing, claim: Claim, content: Content, now: datetime) -> Standing:
    """The standing after an allowed act; whose inbox it lies in is left to `entitlement`.

    Source: rules 5, 12, 14, 17, 54, 69; ambiguities A20, A38.
    """
    after = moved(standing, claim.act, claim.details, now)
    match claim.act:
        case Act.FINISH_EDIT | Act.RESUBMIT:
            return _with_text(board, after, claim, content)
        case Act.TAKE_OVER:
            return replace(after, route=taken_over(standing.route, claim.details.reason))
        case Act.REASSIGN:
            return replace(after, route=_reassigned(board, standing, claim))
        case Act.PASS_UP:
            return replace(after, route=_passed_up(board, standing, claim, content))
        case Act.ASK_REROUTE:
            return replace(after, route=replace(standing.route, asked=standing.route.asked or claim.details.holds))
        case Act.APPROVE:
            return replace(after, route=replace(standing.route, asked=False))
        case _:
            return after


def moved(standing: Standing, act: Act, details: Details, now: datetime) -> Standing:
    """The standing after an allowed act, by what the act itself says.

    Shape: what needs the notice or the text (route, kind, topics, channels of a new text) stays as it was.
    Errors: Refused (wrong_stage).
    Source: rules 5, 12, 14, 54, 69; ambiguities A20, A38.
    """
    leads_to = step(standing.stage, act).leads_to
    after = _led(standing, act, leads_to, now)
    match act:
        case Act.FINISH_EDIT | Act.RESUBMIT:
            return _with_hash(after, act, details)
        case Act.APPROVE:
            return _approved(after, details, now)
        case Act.RESCHEDULE:
            return replace(after, publish_at=details.publish_at)
        case Act.REFER:
            editing = standing.stage is Stage.EDITING
            return replace(after, parked_at=Stage.EDITING if editing else Stage.AWAITING_APPROVAL)
        case Act.TAKE_OVER | Act.WITHDRAW:
            # What went before the board out of the last edit still needs that edit (rule 54).
            unedited = act is Act.TAKE_OVER and standing.parked_at is Stage.EDITING
            return replace(after, stage=Stage.EDITING if unedited else after.stage, parked_at=None)
        case Act.WAIVE_CHANNEL:
            return replace(after, channels=tuple(c for c in standing.channels if c is not details.channel))
        case Act.PRECHECK:
            return replace(after, prechecked=True)
        case (
            Act.RETURN_TO_AUTHOR
            | Act.RETURN_FOR_EDIT
            | Act.REJECT
            | Act.RESUME_CHANNEL
            | Act.GO_ON
            | Act.REASSIGN
            | Act.PASS_UP
            | Act.ASK_REROUTE
            | Act.TAKE_IN
        ):
            return after


def _led(standing: Standing, act: Act, leads_to: Stage, now: datetime) -> Standing:
    """At the next stage; what a restore holds stays held as long as it would go out without a new word."""
    since = standing.since if leads_to is standing.stage else now
    held = act is not Act.GO_ON and leads_to in {Stage.SCHEDULED, Stage.PUBLISHING}
    after = replace(standing, stage=leads_to, since=since, held_since=standing.held_since if held else None)
    return replace(after, approved_hash="", approved_at=None, publish_at=None) if ACTS[act].voids_approval else after


def _approved(after: Standing, details: Details, now: datetime) -> Standing:
    wanted = (*after.channels, *(channel for channel in details.channels_on if channel not in after.channels))
    return replace(
        after,
        stage=Stage.SCHEDULED if details.publish_at else Stage.PUBLISHING,
        channels=tuple(channel for channel in wanted if channel not in details.channels_off),
        approved_hash=after.content_hash,
        approved_at=now,
        publish_at=details.publish_at,
    )


def _with_hash(after: Standing, act: Act, details: Details) -> Standing:
    if not details.new_hash:
        return after
    return replace(
        after,
        revision=details.new_revision,
        content_hash=ContentHash(details.new_hash),
        prechecked=after.prechecked and act is not Act.RESUBMIT,
    )


def _with_text(board: Board, after: Standing, claim: Claim, content: Content) -> Standing:
    if claim.details.new_hash:
        channels = board.kind_channels[content.kind]
        after = replace(after, channels=channels, kind=content.kind, topics=content.topics)
    if claim.act is Act.FINISH_EDIT:
        return replace(after, route=edited(after.route, board, content, after.author, claim.office))
    return replace(after, route=rerouted(after.route, board, content, after.author))


def _reassigned(board: Board, standing: Standing, claim: Claim) -> Route:
    to = board.member(claim.details.to)
    office = to.office if to else Office.HEAD
    said = f"Trưởng Ban phân công {OFFICE_LABELS[office]} duyệt: {claim.details.reason}"
    return reassigned(standing.route, office, said)


def _passed_up(board: Board, standing: Standing, claim: Claim, content: Content) -> Route:
    by, to = standing.route.owner, board.member(claim.details.to)
    office = to.office if to else Office.HEAD
    said = f"{OFFICE_LABELS[by]} chuyển lên {OFFICE_LABELS[office]} duyệt: {as_clause(claim.details.reason)}."
    return passed_up(standing.route, board, content, standing.author, Passing(by=by, to=office, said=said))
