"""The shapes of what is said of articles: what a program finds in an answer, each with its kind."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from desk.presenting.grounds import GroundShown
from desk.presenting.values import Account, ArticleKey, Day, Hash, Moment, Name, Number, Path, Title, or_none
from newsroom.article import ChannelName, Kind
from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.checklist.findings import Code, Severity
from newsroom.checklist.points import PointKind
from newsroom.publishing import Outcome
from newsroom.stages import Act, Stage

ClockState = Literal["dropped", "late", "met", "breached", "running"]


class Labelled(TypedDict):
    """Something of the notice with its name."""

    id: str
    label: str


class OfferedAct(TypedDict):
    """An act that may be done now, and where."""

    act: Act
    label: str
    path: Path


class ArticleCard(TypedDict):
    """An article as a list shows it."""

    article_id: ArticleKey
    number: Number
    title: Title
    kind: str
    kind_label: str
    topics: list[Labelled]
    author: Account
    author_name: Name
    stage: Stage
    stage_label: str
    since: Moment
    submitted_at: Moment
    publish_at: Moment | None
    published_at: Moment | None
    revision: int
    content_hash: Hash
    owner: Office
    owner_label: Name
    waiting_for: str
    asked: Account
    hold: Hold
    hold_label: str
    held_since: Moment | None
    after_hours_target: Moment | None
    why: list[str]
    acts: list[OfferedAct]


class TakenIn(ArticleCard):
    """A contributor's text with its number of receipt."""

    receipt: int
    intake: Account
    intake_name: Name


_OfClass = TypedDict("_OfClass", {"class": Annotated[str, Field(examples=["IV.2"])]})


class RouteShown(_OfClass):
    """Who decides on an article, and why."""

    owner: Office
    owner_label: Name
    owner_name: Name
    rule: int
    clause: str
    text: str
    reasons: list[str]
    informed: list[Name]


class ChannelShown(TypedDict):
    """How a channel stands with a text."""

    channel: ChannelName
    label: str
    outcome: Annotated[str, or_none(Outcome)]
    outcome_label: str
    explanation: str
    url: str
    attempts: int
    visible_at: Moment | None


class ClockShown(TypedDict):
    """A clock of an article and what became of it."""

    promise: str
    label: str
    channel: str
    started_at: Moment
    due_at: Moment
    met_at: Moment | None
    state: ClockState
    text: str


class FindingShown(TypedDict):
    """A finding of the technical edit."""

    severity: Severity
    severity_label: str
    code: Code
    field: str
    place: str
    message: str


class PointShown(TypedDict):
    """A point of the list, with who commented, and who closed it when."""

    number: int
    kind: PointKind
    open: bool
    place: str
    words: str
    message: str
    revision: int | None
    since: Moment
    by: Account
    by_name: Name
    closed_by: Account
    closed_by_name: Name
    closed_at: Moment | None
    withdrawn: bool
    text: str


class AlikeShown(TypedDict):
    """What other articles say the same."""

    alike: list[FindingShown]


class ListedShown(AlikeShown):
    """What is to be confirmed, and the points, open and closed."""

    to_confirm: list[FindingShown]
    points: list[PointShown]


class ArticleSheet(ArticleCard, ListedShown):
    """An article with its route, channels, clocks, and what the technical edit still sees."""

    approved_hash: Hash | None
    approved_at: Moment | None
    route: RouteShown
    channels: list[ChannelShown]
    clocks: list[ClockShown]
    head_asked: bool


class SourceShown(TypedDict):
    """Where a repost comes from."""

    name: str
    url: str
    published_on: Day


class PhotoShown(TypedDict):
    """A photo of a text, and where its bytes are."""

    digest: Hash
    media_type: str
    width: int
    height: int
    size_bytes: int
    caption: str
    credit: Name
    alt: str
    path: Path


class PostShown(TypedDict):
    """What a channel will show of a text, line by line."""

    channel: ChannelName
    label: str
    lines: list[str]


class ArticleText(TypedDict):
    """A text in full."""

    article_id: ArticleKey
    number: Number
    revision: int
    content_hash: Hash
    kind: Kind
    topics: list[str]
    title: Title
    summary: str
    body_html: str
    byline: Name
    source: SourceShown | None
    photos: list[PhotoShown]
    channels: list[PostShown]


class ArticleTextBeside(ArticleText, AlikeShown):
    """A text in full, beside what others say the same."""


class Findings(TypedDict):
    """The technical edit's findings, and whether the text may be handed on."""

    ready: bool
    blocking: int
    warnings: int
    findings: list[FindingShown]


class Message(TypedDict):
    """A message of an inbox."""

    id: int
    number: Number
    article_id: ArticleKey
    kind: str
    text: str
    created_at: Moment
    of_the_past: bool


class Event(TypedDict):
    """A line of the ledger. Shape: one that cannot be read has no hour."""

    at: Moment | None
    kind: Annotated[str, Field(examples=["act_accepted"])]
    text: str
    member: Account
    member_name: Name
    act: str
    outcome: str
    code: str
    content_hash: Hash
    board_version: int | None
    ground: GroundShown | None


class EventFacts(TypedDict, total=False):
    """What some lines say besides who and when."""

    act: str
    outcome: str
    code: str
    content_hash: Hash
    board_version: int
    ground: GroundShown | None
