"""Where an article stood, folded from what the ledger says of it; nothing is verified here, and nothing else is asked.

The effect of each line on the standing is asked of the rules that made it (`transitions.moved`,
`meetings.decided_upon`, `reach.mended`). Told here are only what no rule knows: that an embargo ends without a
line, that receipts close an article, and that the notice and the text say the rest (channels, kind, topics; the route
is in the line itself).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import reduce
from types import MappingProxyType
from typing import Final

from newsroom.article import ChannelName, ContentHash
from newsroom.errors import Refused
from newsroom.ledger.acts import ActAccepted, BoardDecision, Submission
from newsroom.ledger.entries import Line, Unreadable
from newsroom.ledger.matter_acts import Amending, MatterActAccepted
from newsroom.ledger.sightings import Receipt
from newsroom.matters import facts
from newsroom.matters.kinds import MatterAct
from newsroom.matters.meetings import decided_upon
from newsroom.matters.reach import mended
from newsroom.stages import ACTS, CLOSED, Act, Stage
from newsroom.standing import Standing
from newsroom.transitions import moved

_EVERYWHERE: Final = tuple(ChannelName)
_DIGITS: Final = 10
_APPLIED_BY: Final = frozenset({MatterAct.APPROVE_AMENDMENT, MatterAct.TAKE_DOWN_NOW})


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An article as the lines about it tell it.

    Shape: `standing` has all channels but those that people took away from the present text, and neither kind nor
    topics; the text came at `text_at`, the route was last written down at `routed_at`. `approval` is the last act that
    approved a text, None when it was taken back; `decided` the last decision of an approver; `shown` the channels with
    a receipt for one of `texts`: the present one, and those that it was changed from after the approval; `switched_on`
    the channels that approvers have added to those of the present text's kind. `strange` are
    the numbers of the lines that no rule leads to from what was before: there the line has its way.
    """

    standing: Standing
    text_at: datetime
    routed_at: datetime
    approval: ActAccepted | None = None
    decided: ActAccepted | None = None
    shown: frozenset[ChannelName] = frozenset()
    texts: frozenset[str] = frozenset()
    switched_on: frozenset[ChannelName] = frozenset()
    proposed: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    strange: tuple[int, ...] = ()

    def standing_at(self, at: datetime, channels: Iterable[ChannelName]) -> Standing:
        """The standing at an instant after the last line, given the channels that its kind goes to."""
        wanted = dict.fromkeys((*channels, *sorted(self.switched_on)))
        kept = tuple(channel for channel in wanted if channel in self.standing.channels)
        standing = replace(self.standing, channels=kept)
        if standing.stage is Stage.SCHEDULED and standing.publish_at is not None and standing.publish_at <= at:
            standing = _begun(standing)
        if standing.stage is Stage.PUBLISHING and set(kept) <= self.shown:
            standing = replace(standing, stage=Stage.PUBLISHED)
        return standing


def fold(lines: Iterable[Line], at: datetime | None = None) -> History | None:
    """The history that lines in their order tell, those up to an instant or all; None before the submission.

    Shape: lines that cannot be read, refusals, and what changes nothing of the standing are passed over.
    """
    return reduce(_after, (line for line in lines if _counts(line, at)), None)


def approved_in(lines: Iterable[Line]) -> str:
    """Hash of the text that was approved last; empty when none was, or when the approval was taken back since."""
    history = fold(lines)
    return history.approval.content_hash if history and history.approval else ""


def time_at_desks(lines: Iterable[Line], until: datetime) -> Mapping[Stage, timedelta]:
    """The time spent at each stage until an instant, in the order in which the article first came there.

    Shape: an embargo ends without a line: from its hour the article is being published.
    Source: ambiguity A16.
    """
    moves = [move for move in sorted(_moves(lines), key=lambda move: move[0]) if move[0] <= until]
    ends = [*(at for at, _ in moves[1:]), until]
    spent: dict[Stage, timedelta] = {}
    for (begun, stage), ended in zip(moves, ends, strict=False):
        spent[stage] = spent.get(stage, timedelta()) + (ended - begun)
    return {stage: time for stage, time in spent.items() if stage not in CLOSED and time}


def _counts(line: Line, at: datetime | None) -> bool:
    return not isinstance(line.entry, Unreadable) and (at is None or line.entry.at <= at)


def _after(history: History | None, line: Line) -> History | None:
    match line.entry:
        case Submission() as submission if history is None:
            return _submitted(submission)
        case ActAccepted() | BoardDecision() as step if history is not None:
            return _stepped(history, line.seq, step)
        case Receipt(content_hash=text) as receipt if history is not None and text in history.texts:
            return replace(history, shown=history.shown | {receipt.channel})
        case MatterActAccepted() as claim if history is not None:
            return _done(history, claim)
        case _:
            return history


def _submitted(entry: Submission) -> History:
    standing = Standing(
        article_id=entry.article_id,
        author=entry.member,
        stage=_first_stage(entry),
        since=entry.at,
        route=entry.route,
        revision=entry.revision,
        content_hash=entry.content_hash,
        submitted_at=entry.at,
        channels=_EVERYWHERE,
    )
    return History(standing=standing, text_at=entry.at, routed_at=entry.at, texts=frozenset({str(entry.content_hash)}))


def _first_stage(entry: Submission) -> Stage:
    return Stage.RECEIVED if entry.awaits_intake else Stage.EDITING


def _stepped(history: History, seq: int, entry: ActAccepted | BoardDecision) -> History:
    """After a step: where the rules lead, held against what the line says; the line has the last word."""
    before = history.standing
    led = [after for start in _starts(before) if (after := _led_to(start, entry)) and after.stage is entry.stage]
    standing = led[0] if led else _as_said(before, entry)
    history = replace(history, standing=standing, strange=history.strange if led else (*history.strange, seq))
    if isinstance(entry, ActAccepted):
        history = _acted(history, before, entry)
    return history if history.standing.approved_hash else replace(history, approval=None)


def _starts(standing: Standing) -> tuple[Standing, ...]:
    """From where a step may begin: an embargo ends without a line, at the hour or a little after it."""
    return (standing, _begun(standing)) if standing.stage is Stage.SCHEDULED else (standing,)


def _begun(standing: Standing) -> Standing:
    return replace(standing, stage=Stage.PUBLISHING, since=standing.publish_at or standing.since)


def _led_to(standing: Standing, entry: ActAccepted | BoardDecision) -> Standing | None:
    match entry:
        case BoardDecision(outcome=outcome):
            return decided_upon(standing, outcome, entry.at) if standing.stage is Stage.BEFORE_BOARD else None
        case ActAccepted(act=act, details=details):
            try:
                return moved(standing, act, details, entry.at)
            except Refused:
                return None


def _as_said(standing: Standing, entry: ActAccepted | BoardDecision) -> Standing:
    return replace(standing, stage=entry.stage, since=entry.at, content_hash=entry.content_hash)


def _acted(history: History, before: Standing, entry: ActAccepted) -> History:
    standing = replace(
        history.standing,
        route=entry.route or before.route,
        revision=entry.revision,
        content_hash=entry.content_hash,
    )
    if entry.details.new_hash:
        history, standing = replace(history, text_at=entry.at), replace(standing, channels=_EVERYWHERE)
    same = entry.content_hash == before.content_hash
    switched_on = frozenset() if entry.details.new_hash else history.switched_on
    return replace(
        history,
        standing=standing,
        routed_at=entry.at,
        shown=history.shown if same else frozenset(),
        texts=history.texts if same else frozenset({str(entry.content_hash)}),
        switched_on=switched_on | frozenset(entry.details.channels_on),
        decided=entry if ACTS[entry.act].decides else history.decided,
        approval=entry if entry.act is Act.APPROVE else history.approval,
    )


def _done(history: History, claim: MatterActAccepted) -> History:
    """After an act on what readers see, or are to see. No line says that an embargo ended, nor which channels the
    article goes to: by its hour it is found to be published from then on, by its receipts to be everywhere.
    """
    if claim.act is MatterAct.PROPOSE_AMENDMENT:
        said = claim.facts.get(facts.NEW_REVISION.name, "")
        revision = int(said) if said.isdecimal() and len(said) < _DIGITS else history.standing.revision
        return replace(history, proposed={**history.proposed, claim.matter: revision})
    if claim.act not in _APPLIED_BY or not isinstance(claim.effect, Amending):
        return history
    amending = claim.effect
    standing, hour = history.standing, history.standing.publish_at
    if standing.stage is Stage.SCHEDULED and hour is not None and hour <= claim.at:
        standing = _begun(standing)
    if standing.stage is Stage.PUBLISHING and set(standing.channels) <= history.shown:
        standing = replace(standing, stage=Stage.PUBLISHED, since=claim.at)
    revision = history.proposed.get(claim.matter, standing.revision)
    text = ContentHash(amending.content_hash)
    after = mended(standing, amending.kind, text, revision, claim.at)
    return replace(history, standing=after, texts=history.texts | {str(text)})


def _moves(lines: Iterable[Line]) -> Iterable[tuple[datetime, Stage]]:
    embargo: datetime | None = None
    for entry in (line.entry for line in lines):
        match entry:
            case Submission():
                yield entry.at, _first_stage(entry)
            case ActAccepted() | BoardDecision():
                if embargo is not None and embargo < entry.at:
                    yield embargo, Stage.PUBLISHING
                yield entry.at, entry.stage
                hour = entry.details.publish_at if isinstance(entry, ActAccepted) else None
                embargo = (hour or embargo) if entry.stage is Stage.SCHEDULED else None
            case _:
                continue
    if embargo is not None:
        yield embargo, Stage.PUBLISHING
