"""Where an article stood at an instant, read from nothing but what the ledger had recorded of it by then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from activities.storage.rows import route_from
from newsroom.amending import AmendmentKind
from newsroom.article import ArticleId, ChannelName, ContentHash, MemberId
from newsroom.deeds import DeedAct
from newsroom.stages import Act, Stage
from newsroom.standing import Standing

_NEW_TEXT: Final = frozenset({Act.FINISH_EDIT, Act.RESUBMIT})
_VOID_APPROVAL: Final = frozenset({Act.TAKE_OVER, Act.REASSIGN, Act.REFER, Act.WITHDRAW})
_DECIDES: Final = frozenset({Act.APPROVE, Act.REJECT, Act.RETURN_FOR_EDIT})

Body = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Recollection:
    """An article as its ledger entries tell it, one after the other.

    Shape: `standing` lacks channels, kind and topics, which its text gives: the text came at `text_at`, and `dropped`
    are the channels that people took away since; `routed_at` is when its route was last written down, `decided` the
    last decision of an approver, `shown` the channels whose receipt for the present text has come.
    """

    standing: Standing
    text_at: datetime
    routed_at: datetime
    dropped: set[ChannelName] = field(default_factory=set)
    shown: set[ChannelName] = field(default_factory=set)
    decided: Body | None = None
    proposed: dict[str, int] = field(default_factory=dict)

    def take(self, body: Body) -> None:
        """Go on by one entry; what is refused, or changes nothing of the standing, is passed over."""
        match body.get("kind"):
            case "act" if body.get("outcome") == "accepted":
                self._act(body)
            case "receipt" if body["content_hash"] == self.standing.content_hash:
                self.shown.add(ChannelName(body["channel"]))
            case "deed" if body.get("outcome") == "accepted":
                self._deed(body)
            case _ if body.get("stage"):
                self._turn(Stage(body["stage"]), _at(body))

    def at_last(self, channels: Iterable[ChannelName], at: datetime) -> Standing:
        """The standing at an instant, given the channels that its kind goes to."""
        kept = tuple(channel for channel in channels if channel not in self.dropped)
        standing = replace(self.standing, channels=kept)
        if standing.stage is Stage.SCHEDULED and standing.publish_at is not None and standing.publish_at <= at:
            standing = replace(standing, stage=Stage.PUBLISHING, since=standing.publish_at)
        if standing.stage is Stage.PUBLISHING and set(kept) <= self.shown:
            standing = replace(standing, stage=Stage.PUBLISHED)
        return standing

    def _act(self, body: Body) -> None:
        act, details, at = Act(body["act"]), body.get("details") or {}, _at(body)
        before = self.standing
        self._turn(Stage(body["stage"]), at)
        if body["content_hash"] != before.content_hash:
            self.shown.clear()
        self.standing = replace(
            self.standing,
            route=route_from(body["route"]) if body.get("route") else before.route,
            revision=body["revision"],
            content_hash=ContentHash(body["content_hash"]),
        )
        self.routed_at = at
        if act in _DECIDES:
            self.decided = body
        if act in _NEW_TEXT and details.get("new_hash"):
            self.text_at = at
            self.dropped.clear()
            kept = before.prechecked and act is not Act.RESUBMIT
            self.standing = replace(self.standing, prechecked=kept)
        self._detail(act, details, at, before)

    def _detail(self, act: Act, details: Body, at: datetime, before: Standing) -> None:
        publish_at = datetime.fromisoformat(details["publish_at"]) if details.get("publish_at") else None
        if act in _VOID_APPROVAL:
            self.standing = replace(self.standing, approved_hash="", approved_at=None, publish_at=None)
        match act:
            case Act.APPROVE:
                self.dropped |= {ChannelName(name) for name in details.get("channels_off") or ()}
                text = self.standing.content_hash
                self.standing = replace(self.standing, approved_hash=text, approved_at=at, publish_at=publish_at)
            case Act.RESCHEDULE:
                self.standing = replace(self.standing, publish_at=publish_at)
            case Act.WAIVE_CHANNEL:
                self.dropped.add(ChannelName(details["channel"]))
            case Act.PRECHECK:
                self.standing = replace(self.standing, prechecked=True)
            case Act.REFER:
                parked = Stage.EDITING if before.stage is Stage.EDITING else Stage.AWAITING_APPROVAL
                self.standing = replace(self.standing, parked_at=parked)
            case Act.TAKE_OVER | Act.WITHDRAW:
                self.standing = replace(self.standing, parked_at=None)
            case _:
                pass

    def _deed(self, body: Body) -> None:
        facts, matter = body.get("facts") or {}, str(body.get("matter", ""))
        match body.get("act"):
            case DeedAct.PROPOSE_AMENDMENT:
                self.proposed[matter] = int(facts.get("new_revision") or 0)
            case DeedAct.APPROVE_AMENDMENT if body["kind_of_amendment"] == AmendmentKind.TAKE_DOWN:
                self._turn(Stage.TAKEN_DOWN, _at(body))
            case DeedAct.APPROVE_AMENDMENT:
                self._turn(Stage.PUBLISHED, _at(body))
                text = ContentHash(body["content_hash"])
                revision = self.proposed.get(matter, self.standing.revision)
                self.standing = replace(self.standing, content_hash=text, approved_hash=text, revision=revision)
            case DeedAct.TAKE_DOWN_NOW:
                self._turn(Stage.TAKEN_DOWN, _at(body))
            case _ if body.get("stage"):
                self._turn(Stage(body["stage"]), _at(body))

    def _turn(self, stage: Stage, at: datetime) -> None:
        if stage is not self.standing.stage:
            self.standing = replace(self.standing, stage=stage, since=at)
        if stage is not Stage.BEFORE_BOARD:
            self.standing = replace(self.standing, parked_at=None)


def recollected(bodies: Iterable[Body], at: datetime) -> Recollection | None:
    """The article as it had been recorded by an instant; None when it had not been submitted yet."""
    found: Recollection | None = None
    for body in bodies:
        if _at(body) > at:
            continue
        if found is not None:
            found.take(body)
        elif body.get("kind") == "submission":
            found = Recollection(standing=_submitted(body), text_at=_at(body), routed_at=_at(body))
    return found


def _submitted(body: Body) -> Standing:
    at = _at(body)
    return Standing(
        article_id=ArticleId(body["article_id"]),
        author=MemberId(body["member"]),
        stage=Stage.EDITING,
        since=at,
        route=route_from(body["route"]),
        revision=body["revision"],
        content_hash=ContentHash(body["content_hash"]),
        submitted_at=at,
        channels=(),
    )


def _at(body: Body) -> datetime:
    return datetime.fromisoformat(body["at"])
