"""Between rows of the articles table and the values of the newsroom."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from newsroom.article import ArticleId, ChannelName, ContentHash, Kind, MemberId, Topic
from newsroom.authority import Route
from newsroom.board import Office
from newsroom.decisions import Standing
from newsroom.sla import Obligation, Promise
from newsroom.stages import Stage


def standing_from(row: Mapping[str, Any]) -> Standing:
    """The standing that an articles row states."""
    return Standing(
        article_id=ArticleId(row["id"]),
        author=MemberId(row["author"]),
        stage=Stage(row["stage"]),
        since=row["since"],
        route=route_from(row["route"]),
        revision=row["revision"],
        content_hash=ContentHash(row["content_hash"]),
        submitted_at=row["submitted_at"],
        channels=tuple(ChannelName(channel) for channel in row["channels"]),
        approved_hash=row["approved_hash"],
        approved_at=row["approved_at"],
        publish_at=row["publish_at"],
        kind=Kind(row["kind"]),
        topics=tuple(Topic(topic) for topic in row["topics"]),
    )


def route_from(data: Mapping[str, Any]) -> Route:
    """The route that its JSON form states."""
    return Route(
        name=data["name"],
        owner=Office(data["owner"]),
        rule=data["rule"],
        clause=data["clause"],
        text=data["text"],
        reasons=tuple(data["reasons"]),
        informed=tuple(Office(office) for office in data["informed"]),
    )


def route_data(route: Route) -> dict[str, Any]:
    """The JSON form of a route."""
    return asdict(route)


def obligation_from(row: Mapping[str, Any]) -> Obligation:
    """The obligation that a row states."""
    return Obligation(
        promise=Promise(row["promise"]),
        channel=ChannelName(row["channel"]) if row["channel"] else None,
        started_at=row["started_at"],
        due_at=row["due_at"],
        breached=row["breached_at"] is not None,
    )
