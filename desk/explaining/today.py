"""Who may approve what at an instant, for every topic and kind that the notice tells apart: the rules' own answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from desk.viewpoint import Viewpoint
from newsroom.article import ArticleId, ChannelName, Content, Kind, Source, Topic
from newsroom.authority import Hold
from newsroom.board import AuthorityRule, Board, Member
from newsroom.decisions import first_standing
from newsroom.entitlement.lending import Title
from newsroom.entitlement.titles import approvers
from newsroom.stages import Stage

_REST: Final = "mọi nội dung còn lại"


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What some topics or kinds have in common at an instant.

    Shape: `whats` are their labels; `owner` approves by the notice; `asked` is asked now, None when nobody is there;
    `titles` are all who may, each with the ground.
    """

    whats: tuple[str, ...]
    channels: tuple[ChannelName, ...]
    rule: AuthorityRule
    owner: Member
    asked: Member | None
    hold: Hold
    titles: tuple[Title, ...]
    reasons: tuple[str, ...]


def approvers_today(view: Viewpoint) -> tuple[Today, ...]:
    """Every class of the notice with who approves it now; what is answered alike stands in one row.

    Shape: in the notice's order; an author from outside the board is supposed.
    Source: rules 22, 30, 31, 39 and 55.
    """
    rows: list[Today] = []
    for rule in view.board.authority:
        for what, content in _samples(view.board, rule):
            row = _row(view, rule, what, content)
            if rows and replace(rows[-1], whats=row.whats) == row:
                rows[-1] = replace(row, whats=(*rows[-1].whats, *row.whats))
            else:
                rows.append(row)
    return tuple(rows)


def _samples(board: Board, rule: AuthorityRule) -> Iterator[tuple[str, Content]]:
    for topic in sorted(rule.topics):
        yield board.topic_labels[topic], _content(board, Kind.NEWS, (topic,))
    for kind in sorted(rule.kinds):
        yield board.kind_labels[kind], _content(board, kind, official=kind in rule.official_source_for)
    if not rule.topics and not rule.kinds:
        yield _REST, _content(board, Kind.NEWS)


def _content(board: Board, kind: Kind, topics: tuple[Topic, ...] = (), *, official: bool = False) -> Content:
    domain = next(iter(board.official_domains), "") if official else ""
    source = Source(name="", url=f"https://{domain}/", published_on="") if domain else None
    return Content(kind=kind, topics=topics, title="", summary="", body_html="", byline="", source=source)


def _row(view: Viewpoint, rule: AuthorityRule, what: str, content: Content) -> Today:
    board = view.board
    author = next((member for member in board.members if member.is_outside), board.members[-1])
    standing = first_standing(board, ArticleId(""), content, author=author.id, now=view.at, roster=view.roster)
    found = approvers(board, view.roster, replace(standing, stage=Stage.AWAITING_APPROVAL), view.at)
    return Today(
        whats=(what,),
        channels=board.kind_channels[content.kind],
        rule=rule,
        owner=board.holder(standing.route.owner),
        asked=found.asked,
        hold=found.hold,
        titles=found.titles,
        reasons=found.reasons if found.hold is not Hold.OWNER else (),
    )
