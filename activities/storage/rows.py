"""Between rows of the storage and the values of the newsroom."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from newsroom.article import ArticleId, ChannelName, ContentHash, Kind, MemberId, Topic
from newsroom.authority import Hold, route_from
from newsroom.board import UNSIGNED, Board, Office, Signing
from newsroom.shape import Fields
from newsroom.sla import Obligation, Promise
from newsroom.stages import Stage
from newsroom.standing import Seat, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardVersion:
    """One adopted version of the notice."""

    number: int
    effective_from: datetime
    adopted_at: datetime
    adopted_by: str
    digest: str
    board: Board
    signing: Signing = UNSIGNED


def standing_from(row: Mapping[str, Any]) -> Standing:
    """The standing that an articles row states."""
    return Standing(
        article_id=ArticleId(row["id"]),
        author=MemberId(row["author"]),
        stage=Stage(row["stage"]),
        since=row["since"],
        route=route_from(Fields(row["route"])),
        revision=row["revision"],
        content_hash=ContentHash(row["content_hash"]),
        submitted_at=row["submitted_at"],
        channels=tuple(ChannelName(channel) for channel in row["channels"]),
        approved_hash=row["approved_hash"],
        approved_at=row["approved_at"],
        publish_at=row["publish_at"],
        kind=Kind(row["kind"]),
        topics=tuple(Topic(topic) for topic in row["topics"]),
        seat=seat_from(row["seat"]),
        parked_at=Stage(row["parked_at"]) if row["parked_at"] else None,
        prechecked=row["prechecked"],
        held_since=row["held_since"],
    )


def seat_from(data: Mapping[str, Any]) -> Seat:
    """The seat that its JSON form states; an empty one for an article from before seats were kept."""
    if not data:
        return Seat()
    return Seat(
        asked=MemberId(data["asked"]) if data["asked"] else None,
        office=Office(data["office"]) if data["office"] else None,
        hold=Hold(data["hold"]),
        since=datetime.fromisoformat(data["since"]) if data["since"] else None,
        reasons=tuple(data["reasons"]),
        absence=data["absence"],
    )


def seat_data(seat: Seat) -> dict[str, Any]:
    """The JSON form of a seat."""
    return {**asdict(seat), "since": seat.since.isoformat() if seat.since else None}


def obligation_from(row: Mapping[str, Any]) -> Obligation:
    """The obligation that a row states."""
    return Obligation(
        promise=Promise(row["promise"]),
        channel=ChannelName(row["channel"]) if row["channel"] else None,
        started_at=row["started_at"],
        due_at=row["due_at"],
        breached=row["breached_at"] is not None,
    )
